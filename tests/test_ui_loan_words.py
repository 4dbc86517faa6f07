"""What a page says of the interest of a loan in instalments: each instalment with its own, and what arose since."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

from markupsafe import Markup

from actions import products
from reports.loan_statement import listed, loan_statement
from reports.loans import loan_standing
from rules.register_records import LoanProduct
from sheets.words import language
from tests.groups import NOW, PRESIDENT, TODAY, Group
from ui.loan_schedule import schedule
from ui.loan_words import interest_owed_words

SHORT = LoanProduct('', '', 'Short loan', 'term', Fraction(2), 'month', 'equal-principal', '1 month', 4)


def said(drawn: Markup) -> str:
    return ' '.join(re.sub(r'<[^>]+>', ' ', drawn).split())


def test_after_the_last_due_day_the_interest_since_then_stands_by_itself(tmp_path: Path) -> None:
    """12,000.00 of 31 January in four; the first is paid. 9,000.00 bear 180.00 a month, one month after 31 May."""
    group = Group(tmp_path, module_products=True, one_officer_allowed=True)
    group.do('contribution', '20000', '2025-01-05', member=group.join('Asha'))
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    group.do('loan', '12000', '2025-01-31', member='M2025-001', product='P1')
    group.do('repayment', '3240', '2025-02-28', loan='L2025-001')
    loan, on = group.book.loan('L2025-001'), date(2025, 6, 30)
    assert loan is not None
    with language('en'):
        words = said(interest_owed_words(loan, loan_standing(group.book, loan, on), group.book.bylaws))
        rows = said(schedule(group.book, loan, on))
        printed, _entries = listed(group.book, loan_statement(group.book, loan, on))
    assert words == (
        'Instalment 2 of 31 Mar 2025 ₹180.00 Instalment 3 of 30 Apr 2025 ₹180.00 Instalment 4 of 31 May 2025 ₹180.00 '
        'Since the last instalment ₹180.00 Interest owed ₹720.00'
    )
    assert '4 · 31 May 2025' in rows
    assert rows.endswith('Since the last instalment · 31 May 2025 Interest ₹180.00 ₹180.00 overdue')
    assert printed.rows[-2:] == [
        ('4', '31 May 2025', '3,000.00', '180.00', '0.00', '3,180.00', '3,180.00', 'overdue'),
        ('', '', '0.00', '180.00', '0.00', '180.00', '180.00', 'Since the last instalment'),
    ]


def test_an_instalment_that_is_partly_paid_says_what_is_left_of_it(tmp_path: Path) -> None:
    """12,000.00 of 31 January in four at 2 %: the first asks for 3,240.00. 1,000.00 are paid, 2,240.00 are left of it,
    on its due day and when it is overdue. Of the second, 3,180.00, nothing is paid."""
    group = Group(tmp_path, module_products=True, one_officer_allowed=True)
    group.do('contribution', '20000', '2025-01-05', member=group.join('Asha'))
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    group.do('loan', '12000', '2025-01-31', member='M2025-001', product='P1')
    group.do('repayment', '1000', '2025-02-28', loan='L2025-001')
    loan = group.book.loan('L2025-001')
    assert loan is not None
    with language('en'):
        due, late = (said(schedule(group.book, loan, date(2025, *day))) for day in ((2, 28), (3, 15)))
    first = '1 · 28 Feb 2025 Loan ₹3,000.00 + Interest ₹240.00 · ₹2,240.00 still owed ₹3,240.00'
    assert due.startswith(f'{first} partly paid 2 · 31 Mar 2025 Loan ₹3,000.00 + Interest ₹180.00 ₹3,180.00 pending')
    assert late.startswith(f'{first} overdue 2 · 31 Mar 2025')
