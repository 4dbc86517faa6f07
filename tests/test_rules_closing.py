"""Closed months and what opens them; the balances with which a book begins, and whether they tie."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import closing
from rules.closing import Closed, Opening, Step
from rules.periods import Month
from rules.records import Change
from rules.register_records import Decision

MARCH = Month(2025, 3)
OPENING = Opening(
    on=date(2025, 3, 31),
    money={'Cash in hand': 10_000_00, 'Bank': 25_000_00},
    loans={'L1': 9_000_00, 'L2': 6_000_00},
    savings={'Asha': 20_000_00, 'Bina': 10_000_00},
    social=3_000_00,
    borrowed=12_000_00,
    earned=5_000_00,
)


def closed(*steps: str) -> Closed:
    """Steps written as '2025-03' (closed) or '2025-02 D2025-001' (opened)."""
    told = (step.partition(' ') for step in steps)
    return closing.closed_after(Step(Month(*map(int, month.split('-'))), decision) for month, _, decision in told)


@pytest.mark.parametrize(
    'steps, day, decision, kept_out',
    [
        ([], '2025-03-31', '', False),
        (['2025-03'], '2025-03-31', '', True),
        (['2025-03'], '2025-04-01', '', False),
        (['2025-03'], '2019-01-01', '', True),
        (['2025-03'], '2025-03-31', 'D1', True),
        (['2025-03', '2025-02'], '2025-03-31', '', True),
        (['2025-03', '2025-02 D1'], '2025-02-10', 'D1', False),
        (['2025-03', '2025-02 D1'], '2025-02-10', '', True),
        (['2025-03', '2025-02 D1'], '2025-02-10', 'D2', True),
        (['2025-03', '2025-02 D1'], '2025-03-10', 'D1', True),
        (['2025-03', '2025-02 D1', '2025-02 D2'], '2025-02-10', 'D1', False),
        (['2025-03', '2025-02 D1', '2025-02'], '2025-02-10', 'D1', True),
        (['2025-03', '2025-02 D1', '2025-04'], '2025-02-10', 'D1', True),
        (['2025-03', '2025-02 D1', '2025-01'], '2025-02-10', 'D1', False),
    ],
)
def test_which_days_are_closed(steps: list[str], day: str, decision: str, kept_out: bool) -> None:
    found = closed(*steps)
    on = date.fromisoformat(day)
    assert found.closes(on, decision) == kept_out
    assert len(list(closing.problems_of_day(on, decision, found))) == kept_out


def test_the_remedy_depends_on_whether_the_month_was_opened() -> None:
    (shut,) = closing.problems_of_day(date(2025, 2, 1), '', closed('2025-03'))
    assert shut.said() == (
        'The month 2025-02 is closed. Record it in a month that is open, or let the members decide to open the month.'
    )
    (opened,) = closing.problems_of_day(date(2025, 2, 1), '', closed('2025-03', '2025-02 D7', '2025-02 D2'))
    assert opened.said() == (
        'The month 2025-02 is closed; it is open only for what the decision D2, D7 is about. '
        'Name the decision, or record it in a month that is open.'
    )


@pytest.mark.parametrize(
    'month, today, steps, unsettled, said',
    [
        (MARCH, date(2025, 4, 1), [], 0, []),
        (MARCH, date(2025, 3, 31), [], 0, ['The month 2025-03 is not over yet.']),
        (MARCH, date(2025, 4, 1), ['2025-02'], 0, []),
        (MARCH, date(2025, 4, 1), ['2025-03'], 0, ['The month 2025-03 is closed already.']),
        (MARCH, date(2025, 4, 1), ['2025-03', '2025-02 D1'], 0, []),
        (Month(2025, 2), date(2025, 4, 1), ['2025-03', '2025-02 D1'], 0, []),
        (Month(2025, 1), date(2025, 4, 1), ['2025-03', '2025-02 D1'], 0, ['The month 2025-01 is closed already.']),
        (MARCH, date(2025, 4, 1), [], 2, ['2 rows up to the end of that month are still in doubt.']),
        (
            MARCH,
            date(2025, 3, 1),
            ['2025-04'],
            1,
            ['The month 2025-03 is not', 'The month 2025-03 is closed', '1 rows'],
        ),
    ],
)
def test_when_a_month_can_be_closed(
    month: Month, today: date, steps: list[str], unsettled: int, said: list[str]
) -> None:
    found = [problem.said() for problem in closing.problems_of_closing(month, today, closed(*steps), unsettled)]
    assert len(found) == len(said)
    assert all(whole.startswith(part) for whole, part in zip(found, said, strict=True))


def test_a_month_is_opened_by_a_decision_and_only_when_it_is_closed() -> None:
    day = date(2025, 4, 5)
    assert list(closing.problems_of_opening_a_month(MARCH, 'D1', day, closed('2025-03'), day)) == []
    found = closing.problems_of_opening_a_month(Month(2025, 4), '', day, closed('2025-03'))
    assert [problem.about for problem in found] == ['month', 'decision']


def test_a_decision_of_a_day_before_the_closing_opens_nothing() -> None:
    """Decided on 4 April, and the month closed on the 5th: the closing came after it."""
    closed_on = date(2025, 4, 5)
    (problem,) = closing.problems_of_opening_a_month(MARCH, 'D1', date(2025, 4, 4), closed('2025-03'), closed_on)
    assert problem.said() == (
        'The month 2025-03 was closed on 2025-04-05, after the day of the decision: it would stay closed. '
        'Give the day on which the members decided, that day or later.'
    )


MONTHS = st.builds(Month, st.integers(2024, 2025), st.integers(1, 12))


@given(st.lists(st.builds(Step, MONTHS, st.sampled_from(['', 'D1', 'D2']))), MONTHS)
def test_what_was_closed_stays_closed_to_who_names_no_decision(steps: list[Step], month: Month) -> None:
    for number in range(len(steps)):
        before, after = closing.closed_after(steps[:number]), closing.closed_after(steps[: number + 1])
        assert after.closes(month.first_day) >= before.closes(month.first_day)


def test_the_opening_balances_of_the_bylaws_tie() -> None:
    assert (OPENING.has, OPENING.belongs, OPENING.difference) == (50_000_00, 50_000_00, 0)
    assert list(closing.problems_of_opening(OPENING, None, 'INR')) == []
    explained = closing.opening_lines(OPENING)
    assert explained.result == 0
    assert [(line.said('INR').label, line.said('INR').value) for line in explained.lines] == [
        ('In Cash in hand', '10000.00'),
        ('In Bank', '25000.00'),
        ('Loans to members', '15000.00'),
        ('The group has', '50000.00'),
        ("Members' savings", '30000.00'),
        ('Share capital', '0.00'),
        ('Social fund', '3000.00'),
        ('Borrowed from outside', '12000.00'),
        ('Earned so far', '5000.00'),
        ('Belongs to members, funds, lenders and the group', '50000.00'),
        ('Difference', '0.00'),
    ]


@pytest.mark.parametrize(
    'changed, first_entry, said',
    [
        ({'earned': -1_00}, None,
         ['The group has 50000.00, and 44999.00 belong to somebody: a difference of 5001.00.']),
        ({'shares': {'Asha': 1_00}}, None,
         ['The group has 50000.00, and 50001.00 belong to somebody: a difference of -1.00.']),
        ({'money': {'Cash in hand': -5_00, 'Bank': 35_005_00}}, None, ['Below zero on the cut-off day: Cash in hand.']),
        ({}, date(2025, 3, 31),
         ['The book has rows from 2025-03-31 on, and the cut-off day 2025-03-31 is not before them.']),
        ({}, date(2025, 4, 1), []),
        ({'borrowed': 12_001_00}, None,
         ['The group has 50000.00, and 50001.00 belong to somebody: a difference of -1.00.']),
        ({'borrowed': -1_00, 'earned': 17_001_00}, None, ['Below zero on the cut-off day: borrowed.']),
        ({'savings': {'Asha': -1}}, date(2025, 1, 1),
         ['The group has', 'Below zero on the cut-off day: Asha.', 'The book']),
    ],
)  # fmt: skip
def test_why_a_book_cannot_begin_like_this(
    changed: dict[str, object], first_entry: date | None, said: list[str]
) -> None:
    opening = replace(OPENING, **changed)  # type: ignore[arg-type]
    found = [problem.said() for problem in closing.problems_of_opening(opening, first_entry, 'INR')]
    assert len(found) == len(said)
    assert all(whole.startswith(part) for whole, part in zip(found, said, strict=True))


@pytest.mark.parametrize('day, cut_off, refused', [
    ('2025-03-30', '2025-03-31', True), ('2025-03-31', '2025-03-31', False), ('2025-04-01', '2025-03-31', False),
    ('2024-01-01', '', False),
])  # fmt: skip
def test_what_happened_before_the_cut_off_day_is_in_its_balances(day: str, cut_off: str, refused: bool) -> None:
    begun = date.fromisoformat(cut_off) if cut_off else None
    said = [problem.said() for problem in closing.problems_of_cut_off(date.fromisoformat(day), begun)]
    assert (
        said
        == [
            f'The book begins with the balances of {cut_off}, and what happened on {day} is in them. '
            'Correct the date. What is missing in the balances is recorded as an opening balance.'
        ]
        * refused
    )


SIDE = st.dictionaries(st.sampled_from('abcdef'), st.integers(0, 10**9))


@given(SIDE, SIDE, SIDE, SIDE, st.integers(0, 10**9), st.integers(0, 10**9), st.integers(-(10**9), 10**9))
def test_with_the_difference_counted_as_earned_the_balances_tie(
    money: dict[str, int],
    loans: dict[str, int],
    saved: dict[str, int],
    shares: dict[str, int],
    social: int,
    borrowed: int,
    earned: int,
) -> None:
    opening = Opening(date(2025, 3, 31), money, loans, saved, shares, social, borrowed, earned)
    put_right = replace(opening, earned=earned + opening.difference)
    assert put_right.difference == 0
    assert list(closing.problems_of_opening(put_right, None, 'INR')) == []
    assert bool(list(closing.problems_of_opening(opening, None, 'INR'))) == bool(opening.difference)


def test_of_one_day_a_month_is_opened_before_it_is_closed_again() -> None:
    """Closed through March on 1 June; on 1 July a meeting opens January, records a row, and closes January again."""
    at: dict[str, Any] = {'sheet': 'Bylaws', 'row': 'closed_until', 'label': '', 'field': 'closed_until'}
    first = Change('c1', date(2025, 6, 1), old='', new='2025-03-31', **at)
    again = Change('c2', date(2025, 7, 1), old='2025-03-31', new='2025-01-31', **at)
    opened = Decision('d1', 'D2025-001', date(2025, 7, 1), closing.OPENS_A_MONTH, about='2025-01')
    january = Month(2025, 1)
    steps = closing.steps_of(None, [first, again], [opened])
    assert [step.change or step.decision for step in steps] == [first, 'D2025-001', again]
    assert closing.closed_after(steps).closes(date(2025, 1, 9), 'D2025-001')
    assert closing.closing_of(january, 'D2025-001', steps) == again
    assert closing.closing_of(january, 'D2025-002', steps) == closing.closing_of(january, '', steps) == first
    assert closing.closing_of(Month(2025, 2), 'D2025-001', steps) == first, 'it opened January alone'
    assert closing.closing_of(Month(2025, 4), '', steps) is None
    # What is closed for the first time on that day came before the decision.
    later = Change('c3', date(2025, 7, 1), old='2025-03-31', new='2025-06-30', **at)
    assert not closing.closed_after(closing.steps_of(None, [first, later], [opened])).closes(
        date(2025, 1, 9), 'D2025-001'
    )


def test_what_is_closed_follows_from_the_changes_of_the_bylaw_and_the_decisions() -> None:
    """Closed through January on 1 March, through February on 1 April; a decision opens January between the two."""
    at: dict[str, Any] = {'sheet': 'Bylaws', 'row': 'closed_until', 'label': '', 'field': 'closed_until'}
    changes = [
        Change('c1', date(2025, 3, 1), old='', new='2025-01-31', **at),
        Change('c2', date(2025, 4, 1), old='2025-01-31', new='2025-02-28', **at),
    ]
    opened = Decision('d1', 'D2025-001', date(2025, 3, 5), closing.OPENS_A_MONTH, about='2025-01')
    january, february = Month(2025, 1), Month(2025, 2)
    assert closing.steps_of(date(2025, 2, 28), changes, [opened]) == [
        Step(january, change=changes[0]), Step(january, 'D2025-001'), Step(february, change=changes[1]),
    ]  # fmt: skip
    withdrawn = replace(opened, status='withdrawn')
    assert closing.steps_of(None, changes[:1], [withdrawn]) == [Step(january, change=changes[0])]
    told = [closing.closed_on(month, date(2025, 2, 28), changes) for month in (january, february, MARCH)]
    assert told == [date(2025, 4, 1), date(2025, 4, 1), None], 'January was closed again with February'
    assert closing.steps_of(date(2024, 12, 15), [], []) == [Step(Month(2024, 11))], 'a part of a month stays open'
