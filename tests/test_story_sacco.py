"""A loan that is paid late and a dividend of a SACCO, with every figure worked out by hand.

Asha pays 3,000.00 of share capital in January and deposits 12,000.00; Bina pays 1,000.00 of share capital in July.
Asha borrows 6,000.00 on 31 January in three equal parts of principal at 1 % a month; 1 % is taken off for processing;
an instalment late by more than five days costs 2 % of its principal, once.

    31 January     6,000.00 less 60.00                          5,940.00 are handed over
    28 February    2,000.00 + 1 % of 6,000.00 = 2,060.00        not paid
    10 March       2,060.00 + 2 % of 2,000.00                   2,100.00 are paid
    31 March       2,000.00 + 1 % of 6,000.00 again             2,060.00 are paid
    30 April       2,000.00 + 1 % of 2,000.00                   2,020.00 are paid; the loan is closed
    came in        60.00 fee + 140.00 interest + 40.00 penalty = 240.00

200.00 of it are divided on the share capital, by months from the beginning of that in which it was paid in; 5 % tax.

    Asha    3,000.00 × 12/12 = 3,000.00    200.00 × 3,000 / 3,500 = 171.43    tax 8.57    162.86 paid out
    Bina    1,000.00 ×  6/12 =   500.00    200.00 ×   500 / 3,500 =  28.57    tax 1.43     27.14 paid out

    in the box    4,000.00 + 12,000.00 − 5,940.00 + 6,180.00 − 162.86 − 27.14 = 16,050.00
"""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

from typer.testing import CliRunner

from actions import products
from main import app
from reports.loans import loan_standing
from rules.records import CLOSED
from rules.register_records import LoanProduct
from tests.groups import NOW, PRESIDENT, TODAY, Group

PRODUCT = LoanProduct(
    '', '', 'Normal loan', 'term', Fraction(1), 'month', 'equal-principal', '1 month', 3, 12,
    processing_percent=Fraction(1), fees_taken='taken off', penalty_base='principal', penalty_percent=Fraction(2),
    penalty_times='once', penalty_grace_days=5,
)  # fmt: skip


def test_a_late_instalment_and_the_dividend_of_the_year(tmp_path: Path) -> None:
    group = Group(
        tmp_path, kind='sacco', currency='KES', country='KE', module_shares=True, module_products=True,
        module_dividends=True, share_most=0, share_target=0, one_officer_allowed=True,
        withholding_tax_percent=Fraction(5),
    )  # fmt: skip
    asha, bina = (group.join(name, mobile=f'071200000{place}') for place, name in enumerate(('Asha', 'Bina')))
    products.add(group.book, PRODUCT, PRESIDENT, NOW, TODAY, 'product')
    group.do('share', '3000', '2025-01-10', member=asha)
    group.do('contribution', '12000', '2025-01-10', member=asha)
    group.do('loan', '6000', '2025-01-31', member=asha, product='P1', count='3')
    assert group.cash() == 15_000_00 - 5_940_00

    (loan,) = group.book.loans.values()
    late = loan_standing(group.book, loan, date(2025, 3, 10))
    (due, *_later) = late.left
    assert (due.principal, due.interest, due.penalty) == (2_000_00, 60_00, 40_00)
    for amount, day in (('2100', '2025-03-10'), ('2060', '2025-03-31'), ('2020', '2025-04-30')):
        group.do('repayment', amount, day, loan=loan.number)
    assert group.book.loans[loan.id].status == CLOSED
    earned = group.book.frame().groupby('kind', observed=True)['amount'].sum()
    assert [int(earned[kind]) for kind in ('fee', 'interest', 'penalty', 'principal')] == [
        60_00, 140_00, 40_00, 6_000_00,
    ]  # fmt: skip
    group.do('share', '1000', '2025-07-10', member=bina)
    group.book.close()

    wish = ('dividend', str(group.path), '--from', '2025-01-01', '--to', '2025-12-31', '--pool', '200', '--weighting',
            'start of month', '--today', '2026-01-01', '--record', '--json')  # fmt: skip
    given = json.loads(CliRunner().invoke(app, wish).stdout)
    assert [(each['gross'], each['tax'], each['net']) for each in given['members']] == [
        ('171.43', '8.57', '162.86'), ('28.57', '1.43', '27.14'),
    ]  # fmt: skip
    told = json.loads(CliRunner().invoke(app, ['summary', str(group.path), '--json']).stdout)
    assert (told['cash'], told['loans_outstanding'], told['interest_received']) == ('16050.00', '0.00', '140.00')
    assert CliRunner().invoke(app, ['verify', str(group.path)]).output == ''
