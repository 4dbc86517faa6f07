"""Who may borrow: every reason, the largest amount, and that it is the largest."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import eligibility
from rules.bylaws import preset
from rules.day_counts import Per
from rules.decisions import Decision, Known
from rules.loan_limits import Asked, Borrower, Conditions
from rules.products import conditions_of

ASHA = Borrower('Asha', date(2025, 2, 10), savings=10_000_00, outstanding=6000_00)
ASKED = Asked(24_000_00, date(2025, 9, 1), months=12)
SACCO, SHG = (
    replace(conditions_of(None, preset(kind, 'Umoja', 'KES', 'en', date(2025, 1, 1), 'G1')), highest_rate_percent=None)
    for kind in ('sacco', 'shg')
)


def reasons(borrower: Borrower = ASHA, asked: Asked = ASKED, conditions: Conditions = SACCO) -> list[str]:
    found = eligibility.answer(borrower, asked, conditions, 'KES')
    assert found.eligible == (not found.reasons)
    return [problem.said() for problem in found.reasons]


def largest(borrower: Borrower = ASHA, asked: Asked = ASKED, conditions: Conditions = SACCO) -> int | None:
    return eligibility.answer(borrower, asked, conditions, 'KES').largest


def test_she_may_borrow_what_she_asks_for() -> None:
    found = eligibility.answer(ASHA, ASKED, SACCO, 'KES')
    assert (found.eligible, found.largest) == (True, 24_000_00)
    assert [line.said('KES') for line in found.lines] == [
        ('By what she saved', '3 × 10000.00 − 6000.00', '24000.00'),
        ('The largest amount', 'the least of these', '24000.00'),
    ]


def test_the_example_of_the_bylaws_hears_three_reasons() -> None:
    borrower = replace(ASHA, share_capital_missing=2000_00)
    asked = replace(ASKED, amount=25_000_00, on=date(2025, 8, 1))
    assert reasons(borrower, asked) == [
        'Asha joined on 2025-02-10; loans are given after 6 months as a member. Ask again from 2025-08-10 on.',
        'Of the share capital of Asha 2000.00 is missing. Pay the share capital first.',
        'What she saved allows a loan of 24000.00; 25000.00 is more. Ask for at most 24000.00.',
    ]
    assert largest(borrower, asked) == 0
    lines = eligibility.answer(borrower, asked, SACCO, 'KES').lines
    assert [line.said('KES').label for line in lines] == ['By what she saved']


def test_each_condition_has_its_reason() -> None:
    conditions = Conditions(
        least_savings=12_000_00, no_overdue_loan=True, most_running_loans=1, longest_months=24, smallest=500_00
    )
    borrower = replace(ASHA, active=False, on_hold=True, overdue=350_00, running_loans=1)
    assert reasons(borrower, Asked(499_99, date(2025, 9, 1), months=25), conditions) == [
        'Asha is no longer an active member. Let her join again first.',
        'Asha is on hold. Clear up why, and take the hold off.',
        'Asha has saved 10000.00; at least 12000.00 is asked for. Save the rest first.',
        'Asha has 350.00 overdue on a loan. Pay what is overdue first.',
        'Asha has 1 running loans; 1 are allowed. Pay a loan back first.',
        'A loan runs from 1 to 24 months; 25 was asked for. Choose another term.',
        'The smallest loan is 500.00; 499.99 is less. Ask for more.',
    ]


def test_who_just_meets_each_condition_may_borrow() -> None:
    conditions = Conditions(least_months_a_member=6, least_savings=10_000_00, most_running_loans=2, longest_months=12)
    borrower = replace(ASHA, running_loans=1)
    assert reasons(borrower, replace(ASKED, on=date(2025, 8, 10)), conditions) == []


def test_shares_are_savings_where_they_count_for_a_loan() -> None:
    """Asha has 10,000.00 saved and 2,000.00 in shares; 12,000.00 are asked for."""
    conditions, borrower = Conditions(least_savings=12_000_00), replace(ASHA, shares=2000_00)
    assert reasons(borrower, conditions=conditions) == [
        'Asha has saved 10000.00; at least 12000.00 is asked for. Save the rest first.'
    ]
    assert reasons(borrower, conditions=replace(conditions, shares_multiplier=Fraction(1))) == []


def test_money_that_is_not_there_yet_refuses_no_application() -> None:
    """24,000.00 with 17,000.00 in box and bank: applied for, but neither approved nor handed over."""
    asked = replace(ASKED, in_hand=17_000_00)
    assert reasons(asked=asked) == ['Box and bank hold 17000.00 for loans; 24000.00 is more. Ask for at most 17000.00.']
    assert largest(asked=asked) == 17_000_00
    waiting = replace(asked, lent_now=False)
    assert (reasons(asked=waiting), largest(asked=waiting)) == ([], 24_000_00)
    assert [line.said('KES') for line in eligibility.answer(ASHA, waiting, SACCO, 'KES').lines] == [
        ('By what she saved', '3 × 10000.00 − 6000.00', '24000.00'),
        ('The largest amount', 'the least of these', '24000.00'),
        ('By the money there is', 'loan fund in box and bank', '17000.00'),
    ]


def test_each_limit_that_is_passed_is_a_reason_and_the_remedy_is_the_least_of_them() -> None:
    conditions = Conditions(
        Fraction(2), income_percent=Fraction(30), largest=19_000_00, fund_percent=Fraction(30), must_be_covered=True
    )
    borrower = replace(ASHA, income=9000_00)
    asked = Asked(
        21_000_00, date(2025, 9, 1), instalment=lambda amount: -(-amount // 6), covered=18_000_00,
        group_savings=50_000_00, in_hand=17_000_00,
    )  # fmt: skip
    remedy = ' Ask for at most 15000.00.'
    assert reasons(borrower, asked, conditions) == [
        'Box and bank hold 17000.00 for loans; 21000.00 is more.' + remedy,
        'What she saved allows a loan of 20000.00; 21000.00 is more.' + remedy,
        'The instalment of a loan above 16200.00 is more than her income allows; 21000.00 is more.' + remedy,
        'Borrower and guarantors cover a loan of 18000.00; 21000.00 is more.' + remedy,
        'The largest loan to one member is 19000.00; 21000.00 is more.' + remedy,
        'Of the savings of the group 15000.00 may go into one loan; 21000.00 is more.' + remedy,
    ]


@pytest.mark.parametrize('months, allowed', [(1, True), (24, True), (25, False), (10_000, False)])
def test_a_term_is_at_most_the_longest(months: int, allowed: bool) -> None:
    conditions = replace(SACCO, longest_months=24)
    assert eligibility.answer(ASHA, replace(ASKED, months=months), conditions, 'KES').eligible == allowed
    assert reasons(asked=replace(ASKED, months=months)) == []


@pytest.mark.parametrize(
    'rate, per, allowed',
    [('0', 'month', True), ('2', 'month', True), ('2.01', 'month', False), ('24', 'year', True), ('25', 'year', False)],
)
def test_a_rate_is_at_most_what_the_bylaws_allow(rate: str, per: Per, allowed: bool) -> None:
    asked = replace(ASKED, rate_percent=Fraction(rate), per=per)
    too_high = (
        'The bylaws allow at most 2 percent a month, which is 24 percent a year. '
        'Lower the rate, or let the group change its bylaws.'
    )
    strict = replace(SACCO, highest_rate_percent=Fraction(2))
    assert reasons(asked=asked, conditions=strict) == ([] if allowed else [too_high])
    assert reasons(asked=asked) == []


def test_a_rate_is_not_below_zero() -> None:
    assert reasons(asked=replace(ASKED, rate_percent=Fraction(-1))) == [
        'The rate is below zero. Type the percentage, or 0 for no interest.'
    ]


def test_a_loan_without_an_end_has_no_term() -> None:
    assert reasons(asked=replace(ASKED, months=None)) == []


@pytest.mark.parametrize('amount', [0, -1])
def test_an_amount_is_more_than_zero(amount: int) -> None:
    assert reasons(asked=replace(ASKED, amount=amount)) == [
        'The amount must be more than zero. Type the sum that is asked for.'
    ]


def test_a_group_that_decided_nothing_lends_without_limit() -> None:
    assert reasons(conditions=SHG) == []
    assert largest(conditions=SHG) is None
    assert eligibility.answer(ASHA, ASKED, SHG, 'KES').lines == ()


def test_where_less_than_the_smallest_loan_is_possible_none_is() -> None:
    conditions = Conditions(Fraction(3), smallest=30_000_01)
    asked = replace(ASKED, amount=30_000_01)
    assert largest(asked=asked, conditions=conditions) == 0
    assert reasons(asked=asked, conditions=conditions) == [
        'What she saved allows a loan of 30000.00; 30000.01 is more. Ask again when there is room for a loan.'
    ]


DECIDED = Decision('D2025-004', 'exception', date(2025, 8, 1), 'a flood', ('m1', 'm2'), members=('m1',),
                   amount=25_000_00)  # fmt: skip


def stays(
    named: str = 'D2025-004', amount: int = 25_000_00, on: str = '2025-08-01', member: str = 'm1', used: int = 0,
    in_hand: int | None = None,
) -> list[str]:  # fmt: skip
    """What still stands against the loan of the example when a decision is named."""
    borrower = replace(ASHA, share_capital_missing=2000_00)
    asked = replace(ASKED, amount=amount, on=date.fromisoformat(on), in_hand=in_hand)
    found = eligibility.answer(borrower, asked, SACCO, 'KES')
    known = Known({'D2025-004': DECIDED}, {'D2025-004': used} if used else {})
    problems = eligibility.problems_of_lending(found, member, amount, asked.on, named, known, 'KES')
    return [problem.said() for problem in problems]


def test_the_group_sets_aside_what_its_bylaws_ask_for_her_and_for_a_sum() -> None:
    assert stays() == []
    assert len(stays(named='')) == 3
    assert stays(amount=25_000_01)[3:] == [
        'The decision D2025-004 allows 25000.00 more, and this is 25000.01. Take less, or let the group decide again.'
    ]
    assert stays(used=1)[3:] == [
        'The decision D2025-004 allows 24999.99 more, and this is 25000.00. Take less, or let the group decide again.'
    ]
    assert stays(member='m2')[3:] == [
        'The decision D2025-004 is about something else. Name the decision that allows it.'
    ]
    assert stays(on='2025-07-31')[3:] == [
        'The decision D2025-004 was made on 2025-08-01, after 2025-07-31. Record it on the day of the decision.'
    ]


def test_no_decision_lends_what_is_not_there() -> None:
    assert stays(in_hand=24_999_99) == [
        'Box and bank hold 24999.99 for loans; 25000.00 is more. Ask for at most 24000.00.'
    ]
    assert stays(in_hand=25_000_00) == []


def test_no_decision_lends_to_who_left_or_is_on_hold_or_above_the_highest_rate() -> None:
    borrower = replace(ASHA, active=False, on_hold=True, overdue=1)
    asked = replace(ASKED, rate_percent=Fraction(3), amount=0)
    found = eligibility.answer(borrower, asked, replace(SACCO, highest_rate_percent=Fraction(2)), 'KES')
    assert [len(found.firm), len(found.agreed)] == [4, 1]


def test_who_may_borrow_needs_no_decision() -> None:
    found = eligibility.answer(ASHA, ASKED, SACCO, 'KES')
    assert list(eligibility.problems_of_lending(found, 'm1', 24_000_00, ASKED.on, '', Known(), 'KES')) == []


sums = st.integers(0, 10**9)
unknown_or = st.one_of(st.none(), sums)
percents = st.fractions(0, 100, max_denominator=12)


@given(
    borrower=st.builds(
        Borrower, st.just('Asha'), st.just(date(2025, 1, 1)), savings=sums, shares=sums, outstanding=sums,
        income=unknown_or, instalments=sums, overdue=st.sampled_from([0, 0, 0, 1]),
    ),
    conditions=st.builds(
        Conditions, st.one_of(st.none(), percents), percents, st.booleans(),
        income_percent=st.one_of(st.none(), percents), smallest=st.integers(0, 10**6), largest=unknown_or,
        fund_percent=st.one_of(st.none(), percents), no_overdue_loan=st.booleans(), must_be_covered=st.booleans(),
    ),
    known=st.tuples(unknown_or, unknown_or, unknown_or, st.booleans()),
    parts=st.integers(1, 60),
)  # fmt: skip
def test_the_largest_amount_is_eligible_and_one_more_is_not(
    borrower: Borrower, conditions: Conditions, known: tuple[int | None, int | None, int | None, bool], parts: int
) -> None:
    asked = Asked(1, date(2025, 9, 1), 12, lambda amount: -(-amount // parts), *known)
    found = largest(borrower, asked, conditions)
    if found is None:
        assert reasons(borrower, replace(asked, amount=10**15), conditions) == []
        return
    assert found == 0 or reasons(borrower, replace(asked, amount=found), conditions) == []
    assert reasons(borrower, replace(asked, amount=found + 1), conditions) != []
    assert found != 0 or reasons(borrower, replace(asked, amount=conditions.smallest), conditions) != []
