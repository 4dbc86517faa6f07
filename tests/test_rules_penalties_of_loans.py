"""What a late instalment of a loan of the book costs, each row recomputed by hand; and that a waiver gives it up."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from rules import standings, term_changes
from rules.bylaws import Bylaws
from rules.records import Loan, Movement
from rules.register_records import LoanProduct
from rules.term_changes import Waived
from rules.terms import AS_SCHEDULED

START = date(2025, 1, 31)

PRINCIPAL: dict[str, Any] = {'penalty_base': 'principal', 'penalty_percent': Fraction(2), 'penalty_grace_days': 5}
BOTH = {**PRINCIPAL, 'penalty_base': 'principal and interest'}
FIXED: dict[str, Any] = {'penalty_base': 'fixed sum', 'penalty_sum': 50_00}
INTEREST: dict[str, Any] = {'penalty_base': 'interest', 'penalty_percent': Fraction(10), 'penalty_grace_days': 5}
AGAIN = {**PRINCIPAL, 'penalty_times': 'period'}
FIXED_AGAIN = {**FIXED, 'penalty_times': 'period'}
DOWN = {**BOTH, 'penalty_percent': Fraction(3, 2), 'rounding_unit': 1_00, 'rounding_mode': 'down'}

NOTHING: tuple[str, ...] = ()
PART = ('2025-03-04 interest 240', '2025-03-04 principal 1000')
ON_LAST_FREE_DAY = ('2025-03-05 interest 240', '2025-03-05 principal 3000')
A_DAY_LATE = ('2025-03-06 interest 240', '2025-03-06 principal 3000')


def penalty(agreed: dict[str, Any], on: str, *paid: str, set_anew: str = '') -> int:
    """12,000.00 at 2 % a month of 31 January, in four instalments of 3,000.00 and interest: 28 February, 31 March,
    30 April, 31 May."""
    product = LoanProduct(
        'p', 'P1', 'Short', 'term', Fraction(2), 'month', 'equal-principal', '1 month', 4, **agreed
    )  # fmt: skip
    loan = Loan('l', 'L1', 'm', 'M1', 'Asha', START, Fraction(2), 'started', product='P1', method='equal-principal',
                per='month', count=4, every='1 month', set_anew=set_anew)  # fmt: skip
    rows = [Movement(START, 'loan', 12_000_00)]
    for day, kind, amount in (text.split() for text in paid):
        rows.append(Movement(date.fromisoformat(day), kind, round(Fraction(amount) * 100)))
    return standings.standing(loan, rows, date.fromisoformat(on), Bylaws(), product).penalty_owed


@pytest.mark.parametrize(
    'agreed, paid, on, owed',
    [
        # Percent of the overdue principal, after five days of grace: 2 % of 3,000.00, once.
        (PRINCIPAL, NOTHING, '2025-03-05', 0),
        (PRINCIPAL, NOTHING, '2025-03-06', 60_00),
        (PRINCIPAL, NOTHING, '2025-04-05', 60_00),
        # Two instalments overdue: 60.00 each.
        (PRINCIPAL, NOTHING, '2025-04-06', 120_00),
        # Principal and interest: 2 % of 3,240.00; of the second, on which 240.00 arose again, as much.
        (BOTH, NOTHING, '2025-03-06', 64_80),
        (BOTH, NOTHING, '2025-04-06', 129_60),
        # The schedule in force asks 180.00 of the second: 64.80 + 2 % of 3,180.00.
        ({**BOTH, 'late_interest': AS_SCHEDULED}, NOTHING, '2025-04-06', 128_40),
        # The interest alone: 10 % of 240.00.
        (INTEREST, NOTHING, '2025-03-06', 24_00),
        # A fixed sum without grace, the day after the due day.
        (FIXED, NOTHING, '2025-02-28', 0),
        (FIXED, NOTHING, '2025-03-01', 50_00),
        (FIXED, NOTHING, '2025-04-01', 100_00),
        # In each period: the first again after 28 March and its grace, the second for the first time on 6 April.
        (AGAIN, NOTHING, '2025-04-02', 60_00),
        (AGAIN, NOTHING, '2025-04-03', 120_00),
        (AGAIN, NOTHING, '2025-04-06', 180_00),
        (FIXED_AGAIN, NOTHING, '2025-03-29', 100_00),
        # A part paid within the grace leaves 2,000.00: 40.00. 500.00 more before the next period: 40.00 + 30.00.
        (PRINCIPAL, PART, '2025-03-06', 40_00),
        (AGAIN, (*PART, '2025-03-20 principal 500'), '2025-04-03', 70_00),
        # A fixed sum is asked as long as anything is left.
        (FIXED, ('2025-02-28 interest 240', '2025-02-28 principal 2999.99'), '2025-03-01', 50_00),
        # Where only the interest is left, that makes it late too: 2 % of 240.00.
        (BOTH, ('2025-02-28 principal 3000',), '2025-03-06', 4_80),
        (FIXED, ('2025-02-28 principal 3000',), '2025-03-01', 50_00),
        # All of it on the last day of grace costs nothing; a day later it costs the whole.
        (PRINCIPAL, ON_LAST_FREE_DAY, '2025-03-06', 0),
        (PRINCIPAL, A_DAY_LATE, '2025-03-06', 60_00),
        # Paid once, it is not asked a second time.
        (PRINCIPAL, (*A_DAY_LATE, '2025-03-06 penalty 60'), '2025-03-30', 0),
        # Interest of 240.00 and 3,000.00, 1.5 %: 48.60, rounded down to whole rupees.
        (DOWN, NOTHING, '2025-03-06', 48_00),
        # After the last due day each of the four was asked once; what arose since carries no penalty.
        (PRINCIPAL, NOTHING, '2025-12-31', 240_00),
    ],
)  # fmt: skip
def test_what_a_late_instalment_costs(agreed: dict[str, Any], paid: tuple[str, ...], on: str, owed: int) -> None:
    assert penalty(agreed, on, *paid) == owed


def test_what_is_waived_is_not_asked_again_and_what_arises_later_is() -> None:
    """60.00 of 6 March, of which 45.50 are waived on 10 March; 60.00 more arise on 6 April."""
    text = term_changes.written([Waived(date(2025, 3, 10), 45_50, 2, 'D2025-008')])
    assert text == '2025-03-10 penalty of 45.50 waived (D2025-008)'
    owed = [penalty(PRINCIPAL, on, set_anew=text) for on in ('2025-03-09', '2025-03-10', '2025-04-05', '2025-04-06')]
    assert owed == [60_00, 14_50, 14_50, 74_50]
    assert penalty(PRINCIPAL, '2025-03-10', '2025-03-10 penalty 14.50', set_anew=text) == 0


@pytest.mark.parametrize('digits, said', [(2, '58.03'), (0, '5803'), (3, '5.803')])
def test_a_waiver_is_kept_with_the_decimals_of_the_currency(digits: int, said: str) -> None:
    waived = Waived(date(2025, 9, 15), 5803, digits, 'D2025-008')
    assert str(waived) == f'2025-09-15 penalty of {said} waived (D2025-008)'
    assert term_changes.read(str(waived)) == [waived]
    assert term_changes.of_instalments(str(waived)) == []
