"""What paying ahead, a moratorium and new terms leave to pay, against a new loan of what is outstanding.

Everything was paid on its day until then, so that it does not matter which interest was agreed for who pays late.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules import standings, term_changes
from rules.allocation import Due
from rules.periods import Every
from rules.register_records import LoanProduct
from rules.schedules import Instalment, schedule
from rules.term_changes import Moratorium, Rescheduled
from rules.terms import LATE_INTERESTS, METHODS
from tests.test_rules_book_and_calculator import Pair

PRODUCT = LoanProduct('p', 'P1', 'Short', 'term', Fraction(2), 'month', 'equal-instalments', '1 month', 8)

SMALLER, FEWER = 'smaller instalments', 'fewer instalments'
LATE = st.sampled_from(LATE_INTERESTS)
OWED_ON_BALANCE = st.sampled_from(['equal-instalments', 'equal-principal', 'interest-only'])
MONTHS, AHEAD = st.integers(1, 5), st.integers(1, 5000_00)


def in_time(months: int, ahead: int = 0, **product: Any) -> tuple[Pair, date]:
    """12,000.00 at 2 % a month in eight instalments from 1 January, of which so many are paid, the last with a sum
    ahead; and the day of the last."""
    pair, on = Pair(replace(PRODUCT, **product)), date(2025, 1, 1)
    for month in range(1, months + 1):
        on = date(2025, month + 1, 1)
        found = pair.standing(on)
        pair.pay(min(found.owed, standings.due(found, on) + (ahead if month == months else 0)), on)
    return pair, on


def left(pair: Pair, on: date) -> list[tuple[date, int, int]]:
    return _told(pair.standing(on).left)


def _told(rows: Iterable[Due | Instalment]) -> list[tuple[date, int, int]]:
    return [(row.due_on, row.interest, row.principal) for row in rows if row.total]


@given(method=OWED_ON_BALANCE, late_interest=LATE, months=MONTHS, ahead=AHEAD)
def test_smaller_instalments_are_those_of_a_new_loan_with_as_many(
    method: str, late_interest: str, months: int, ahead: int
) -> None:
    pair, on = in_time(months, ahead, method=method, late_interest=late_interest, prepayment=SMALLER)
    owed = pair.standing(on).outstanding
    new = schedule(owed, on, replace(pair.terms, count=8 - months)) if owed else []
    assert left(pair, on) == _told(new)


@given(late_interest=LATE, months=MONTHS, ahead=AHEAD)
def test_fewer_instalments_are_those_of_a_new_loan_that_pays_the_same_each_time(
    late_interest: str, months: int, ahead: int
) -> None:
    """12,000.00 × 0.02 / (1 − 1.02⁻⁸) = 1,638.12 each time, until nothing is owed."""
    pair, on = in_time(months, ahead, late_interest=late_interest, prepayment=FEWER)
    same, owed = replace(pair.terms, method='fixed', instalment=1638_12, count=0), pair.standing(on).outstanding
    assert left(pair, on) == (_told(schedule(owed, on, same)) if owed else [])


@given(method=st.sampled_from(METHODS), late_interest=LATE, months=MONTHS, wait=st.integers(1, 4))
def test_a_moratorium_with_interest_each_time_moves_the_rest(
    method: str, late_interest: str, months: int, wait: int
) -> None:
    """So many months the interest alone, then the same instalments as they were to be, so many months later."""
    product: dict[str, Any] = {'method': method, 'late_interest': late_interest}
    if method == 'fixed':
        product['count'] = 8
    pair, on = in_time(months, **product)
    before = left(pair, on)
    pair.loan = replace(
        pair.loan, set_anew=term_changes.written([Moratorium(on, wait, 'asked each time', 'D1')])
    )  # fmt: skip
    found = left(pair, on)
    assert [(interest, principal) for _day, interest, principal in found[:wait]] == [(before[0][1], 0)] * wait
    assert [figures for _day, *figures in found[wait:]] == [figures for _day, *figures in before]
    assert [day for day, *_figures in found] == [Every(1, 'month').later(on, turn) for turn in range(1, len(found) + 1)]


@given(
    method=OWED_ON_BALANCE, anew=st.sampled_from(['flat', 'equal-instalments', 'equal-principal', 'interest-only']),
    late_interest=LATE, months=MONTHS, count=st.integers(1, 12), rate=st.integers(0, 5),
)  # fmt: skip
def test_new_terms_are_those_of_a_new_loan_of_that_day(
    method: str, anew: Any, late_interest: str, months: int, count: int, rate: int
) -> None:
    pair, on = in_time(months, method=method, late_interest=late_interest)
    change = Rescheduled(on, count, Every(2, 'week'), anew, Fraction(rate), 'month', 'D1')
    pair.loan = replace(pair.loan, set_anew=term_changes.written([change]))
    terms = replace(pair.terms, method=anew, rate=Fraction(rate), count=count, every=Every(2, 'week'))
    assert left(pair, on) == _told(schedule(pair.standing(on).outstanding, on, terms))
