"""Money lent where loans are on products: at once or on top, by the same rules as what is applied for."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from actions import products
from reports.loans import loan_standing
from tests.applying import SHORT, day, running
from tests.groups import NOW, PRESIDENT, TODAY, Group


def alone(tmp_path: Path, officers: int = 1, **product: Any) -> Group:
    """Asha saved 20,000.00 and may borrow three times that, at most 15,000.00 on this product; one or two officers."""
    group = Group(
        tmp_path, module_products=True, one_officer_allowed=officers == 1, loan_savings_times=Fraction(3)
    )  # fmt: skip
    group.do('contribution', '20000', '2025-01-05', member=group.join('Asha'))
    products.add(group.book, replace(SHORT, **{'most': 15_000_00, **product}), PRESIDENT, NOW, TODAY, 'p1')
    return group


def test_where_loans_are_on_products_none_is_given_without_one(tmp_path: Path) -> None:
    """Neither the limit nor the other officer is got round by leaving the product out."""
    group = alone(tmp_path, officers=2)
    said = group.refusal('loan', '900', '2025-01-31', member='M2025-001')
    assert said == (
        'The group lends on loan products, and none is named. Name the product of the loan. '
        'A loan on a product is applied for first, and another officer approves it. '
        'Write the application down; a group with one officer can allow both in its bylaws.'
    )
    group.do('opening-loan', '900', '2025-01-31', member='M2025-001')


def test_a_loan_given_at_once_is_covered_like_any_other(tmp_path: Path) -> None:
    """Asha saved 20,000.00 and may borrow 60,000.00, but nobody answers for more than she has free."""
    group = Group(
        tmp_path, kind='sacco', module_products=True, module_guarantors=True, one_officer_allowed=True,
        loan_savings_times=Fraction(3), guarantors_needed=0, loan_must_be_covered=True,
    )  # fmt: skip
    group.do('contribution', '20000', '2025-01-05', member=group.join('Asha'))
    group.do('opening', '20000', '2025-01-05')
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    said = group.refusal('loan', '20001', '2025-08-01', member='M2025-001', product='P1')
    assert said == 'Borrower and guarantors cover a loan of 20000.00; 20001.00 is more. Ask for at most 20000.00.'
    group.do('loan', '20000', '2025-08-01', member='M2025-001', product='P1')


def test_more_is_lent_on_a_running_loan_less_its_fee(tmp_path: Path) -> None:
    """12,000.00 and 3,000.00 on top, less 1 %: 30.00. One officer did it, and the loan says so once."""
    group = alone(tmp_path)
    loan = running(group)
    group.do('repayment', '3151.49', '2025-02-28', member='M2025-001', loan=loan.number)
    group.do('loan', '3000', '2025-02-28', member='M2025-001', loan=loan.number)
    assert group.rows('kind', 'amount', 'category')[-2:] == [('loan', '300000', ''), ('fee', '3000', 'processing')]
    assert group.book.loans[loan.id].note == 'Written down and reviewed by the same officer, as the bylaws allow.'
    group.do('loan', '1', '2025-02-28', member='M2025-001', loan=loan.number)
    assert group.book.loans[loan.id].note.count('same officer') == 1
    group.do('reversal', '', '2025-02-28', reverses=group.book.frame()['id'].iloc[-1].partition('/')[0])
    assert [due.total for due in loan_standing(group.book, loan, day('2025-02-28')).left] == [
        0, 4191_75, 4191_75, 4191_74,
    ]  # fmt: skip
    said = group.refusal('loan', '3000', '2025-06-30', member='M2025-001', loan=loan.number)
    assert 'The last instalment is due on 2025-05-31' in said


def test_what_she_may_borrow_is_asked_of_all_that_would_be_outstanding(tmp_path: Path) -> None:
    """15,000.00 at most: 12,000.00 less 2,911.49 repaid leave room for 5,911.49, whatever was lent in all."""
    group = alone(tmp_path)
    loan = running(group)
    group.do('repayment', '3151.49', '2025-02-28', member='M2025-001', loan=loan.number)
    said = group.refusal('loan', '5911.50', '2025-02-28', member='M2025-001', loan=loan.number)
    assert said == 'The largest loan to one member is 15000.00; 15000.01 is more. Ask for at most 15000.00.'
    group.do('loan', '5911.49', '2025-02-28', member='M2025-001', loan=loan.number)


def test_of_more_money_every_reason_is_told_as_of_a_new_loan(tmp_path: Path) -> None:
    """Asha saved 20,000.00; 12,000.00 run, and 48,000.01 on top are more than three times her savings."""
    group = alone(tmp_path, officers=2, most=None)
    loan = running(group)
    said = group.refusal('loan', '48000.01', '2025-02-10', member='M2025-001', loan=loan.number)
    assert said == (
        'More money on a loan is applied for first, and another officer approves it. Write an application for a new '
        'loan down; a group with one officer can allow both in its bylaws. '
        'What she saved allows a loan of 60000.00; 60000.01 is more. Ask for at most 60000.00. '
        'There is only 8120.00 in cash on 2025-02-10. Record what came in first, or a smaller amount.'
    )
    group.do('opening-loan', '500', '2025-02-10', member='M2025-001')
    old = group.refusal('loan', '100', '2025-02-10', member='M2025-001', loan='L2025-002')
    assert old.startswith('The loan L2025-002 is not on a loan product. Give a new loan on a product.')


def test_the_fee_of_more_money_is_asked_with_the_next_instalment_where_the_product_says_so(tmp_path: Path) -> None:
    """1 % of 12,000.00 with the first instalment, and 1 % of 3,000.00 with the second."""
    group = alone(tmp_path, fees_taken='first instalment')
    loan = running(group)
    group.do('loan', '3000', '2025-03-10', member='M2025-001', loan=loan.number)
    fees = [due.fee for due in loan_standing(group.book, loan, day('2025-03-10')).instalments]
    assert fees == [120_00, 30_00, 0, 0]


@pytest.mark.parametrize('taken', ['taken off', 'first instalment'])
def test_a_fee_is_rounded_as_its_product_says_whenever_it_is_asked(tmp_path: Path, taken: str) -> None:
    """1 % of 1,234.50 is 12.345: 12.00 where the product rounds down to whole units."""
    group = alone(tmp_path, fees_taken=taken, rounding_unit=1_00, rounding_mode='down')
    group.do('loan', '1234.50', '2025-01-31', member='M2025-001', product='P1')
    (loan,) = group.book.loans.values()
    asked = sum(due.fee for due in loan_standing(group.book, loan, day('2025-01-31')).instalments)
    paid = sum(int(amount) for kind, amount in group.rows('kind', 'amount') if kind == 'fee')
    assert (asked, paid) == ((0, 12_00) if taken == 'taken off' else (12_00, 0))
