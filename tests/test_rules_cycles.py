"""Contribution cycles: their days, whether everybody has paid, the hand-over, and who is reminded."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import members
from rules.bylaws import Bylaws
from rules.cycles import (
    FREQUENCIES,
    Agreed,
    Cycle,
    Standing,
    agreed,
    always_by_months,
    cycles,
    dues,
    hand_overs,
    named,
    read_frequency,
    reminded_from,
    running,
    written_frequency,
)
from rules.periods import Every, Month, cycle_number, cycle_of_number, month_of, months_from
from rules.records import Change, Member
from tests.histories import DAYS, histories

START = date(2025, 1, 1)
MONTHLY = [Agreed(START, Every(1, 'month'), 10)]
EVERY = st.builds(Every, st.integers(1, 12), st.sampled_from(('day', 'week', 'month')))


def shown(agreed: list[Agreed], until: str) -> list[str]:
    """Number, first and last day, and due day of each cycle: 1 01-01 01-31 01-10."""
    found = cycles(agreed, date.fromisoformat(until))
    return [f'{cycle.number} {cycle.first:%m-%d} {cycle.last:%m-%d} {cycle.due_on:%m-%d}' for cycle in found]


@pytest.mark.parametrize(
    'frequency, due_day, until, expected',
    [
        ('daily', 1, '2025-01-02', ['1 01-01 01-01 01-01', '2 01-02 01-02 01-02']),
        ('weekly', 1, '2025-01-15', ['1 01-01 01-07 01-01', '2 01-08 01-14 01-08', '3 01-15 01-21 01-15']),
        ('weekly', 10, '2025-01-07', ['1 01-01 01-07 01-07']),
        ('fortnightly', 14, '2025-01-15', ['1 01-01 01-14 01-14', '2 01-15 01-28 01-28']),
        ('monthly', 31, '2025-03-01', ['1 01-01 01-31 01-31', '2 02-01 02-28 02-28', '3 03-01 03-31 03-31']),
        ('quarterly', 5, '2025-04-01', ['1 01-01 03-31 01-05', '2 04-01 06-30 04-05']),
        ('half-yearly', 5, '2025-07-01', ['1 01-01 06-30 01-05', '2 07-01 12-31 07-05']),
        ('yearly', 5, '2026-01-01', ['1 01-01 12-31 01-05', '2 01-01 12-31 01-05']),
        ('10 days', 3, '2025-01-11', ['1 01-01 01-10 01-03', '2 01-11 01-20 01-13']),
        ('2 months', 61, '2025-03-01', ['1 01-01 02-28 02-28', '2 03-01 04-30 04-30']),
    ],
)
def test_the_days_of_the_cycles(frequency: str, due_day: int, until: str, expected: list[str]) -> None:
    assert shown([Agreed(START, read_frequency(frequency), due_day)], until) == expected


def test_months_are_those_of_the_calendar_and_weeks_go_from_the_first_day() -> None:
    began = date(2025, 1, 15)
    assert shown([Agreed(began, Every(1, 'month'), 10)], '2025-02-01') == ['1 01-01 01-31 01-10', '2 02-01 02-28 02-10']
    assert shown([Agreed(began, Every(1, 'week'), 1)], '2025-01-22') == ['1 01-15 01-21 01-15', '2 01-22 01-28 01-22']


def test_another_due_day_counts_for_the_cycle_that_holds_its_day() -> None:
    agreed = [*MONTHLY, Agreed(date(2025, 2, 20), Every(1, 'month'), 25)]
    assert shown(agreed, '2025-03-01') == ['1 01-01 01-31 01-10', '2 02-01 02-28 02-25', '3 03-01 03-31 03-25']


@pytest.mark.parametrize(
    'before, after, expected',
    [
        ('monthly', 'weekly', ['1 01-01 01-31 01-01', '2 02-01 02-11 02-05', '3 02-12 02-18 02-12']),
        ('weekly', 'monthly', ['1 01-01 01-07 01-01', '2 01-08 01-14 01-08', '3 01-15 02-28 02-01']),
    ],
)
def test_another_frequency_counts_from_the_next_cycle(before: str, after: str, expected: list[str]) -> None:
    """From Wednesday 8 January: the cycle that had begun goes to its end, the next makes up for the days between."""
    since = date(2025, 1, 8 if before == 'monthly' else 9)
    agreed = [Agreed(START, read_frequency(before), 1), Agreed(since, read_frequency(after), 1)]
    assert shown(agreed, '2025-02-12')[:3] == expected


def test_where_the_new_frequency_counts_from_the_day_after_a_cycle_nothing_is_stretched() -> None:
    agreed = [Agreed(START, Every(1, 'week'), 1), Agreed(date(2025, 1, 8), Every(2, 'week'), 1)]
    assert shown(agreed, '2025-01-22') == ['1 01-01 01-07 01-01', '2 01-08 01-21 01-08', '3 01-22 02-04 01-22']


@given(st.lists(st.tuples(st.integers(0, 400), EVERY, st.integers(1, 40)), min_size=1, max_size=4), st.integers(0, 900))
def test_every_day_lies_in_exactly_one_cycle_and_each_due_day_in_its_own(
    agreed: list[tuple[int, Every, int]], days: int
) -> None:
    until = START + timedelta(days=days)
    terms = [Agreed(START + timedelta(days=later), every, due) for later, every, due in sorted(agreed, key=_first)]
    found = list(cycles(terms, until))
    assert [cycle.number for cycle in found] == list(range(1, len(found) + 1))
    assert all(cycle.first <= cycle.due_on <= cycle.last for cycle in found)
    assert all(after.first == cycle.last + timedelta(days=1) for cycle, after in itertools.pairwise(found))
    if terms[0].since <= until:
        assert found[-1].first <= until <= found[-1].last
        assert running(found, until) == found[-1]


def _first(terms: tuple[int, Every, int]) -> int:
    return terms[0]


def test_before_the_first_cycle_none_is_running() -> None:
    assert running(cycles(MONTHLY, date(2025, 3, 1)), date(2024, 12, 31)) is None


@pytest.mark.parametrize('text', ['weekly', 'fortnightly', 'monthly', 'yearly', '10 days', '3 weeks', '5 months'])
def test_a_frequency_is_written_as_it_is_read(text: str) -> None:
    assert written_frequency(read_frequency(text)) == text


@pytest.mark.parametrize('text', ['', 'often', '0 days', '-1 week', '1.5 months'])
def test_what_is_no_frequency(text: str) -> None:
    with pytest.raises(ValueError):
        read_frequency(text)


def test_each_frequency_that_groups_use_has_a_name() -> None:
    assert list(FREQUENCIES) == ['daily', 'weekly', 'fortnightly', 'monthly', 'quarterly', 'half-yearly', 'yearly']


def test_a_raise_and_a_leave_change_what_is_owed_of_the_weeks_after_them() -> None:
    """Asha pays 50 a week, 70 from 15 January on, and leaves on 22 January."""
    asha = Member('a', 'M2025-001', 'Asha', '', 70_00, START)
    changes = [
        Change('1', date(2025, 1, 15), 'Members', 'a', 'Asha', 'monthly', '50.00', '70.00'),
        Change('2', date(2025, 1, 22), 'Members', 'a', 'Asha', 'status', 'active', 'inactive'),
    ]
    weeks = cycles([Agreed(START, Every(1, 'week'), 1)], date(2025, 2, 5))
    assert [(due.cycle.number, due.amount // 100) for due in dues(asha, changes, weeks, START, 'INR')] == [
        (1, 50), (2, 50), (3, 70), (4, 70),
    ]  # fmt: skip


@given(histories(), DAYS, st.integers(1, 31), st.integers(1, 31), DAYS)
def test_a_due_a_month_on_the_due_day_as_it_was_at_the_end_of_the_month(
    history: tuple[list[Member], list[Change]], started_on: date, due_day: int, old_day: int, moved_on: date
) -> None:
    people, changes = history
    moved = Change('', moved_on, 'Bylaws', 'due_day', '', 'due_day', str(old_day), str(due_day))
    bylaws = Bylaws(started_on=started_on, due_day=due_day, history=(moved,))
    until = date(2025, 7, 15)
    days = [month.day(due_day if moved_on <= month.last_day else old_day)
            for month in months_from(month_of(started_on), month_of(until))]  # fmt: skip
    for member in people:
        hers = [change for change in changes if change.row == member.id]
        expected = [
            (month_of(day), day, owed)
            for day in days
            if day >= started_on and members.belonged(members.spans(member, hers), day)
            and (owed := members.monthly_on(member, hers, day, 'INR'))
        ]  # fmt: skip
        found = dues(member, changes, cycles(agreed(bylaws), until), started_on, 'INR')
        assert [(due.cycle.name, due.due_on, due.amount) for due in found] == expected


def test_what_the_bylaws_say_of_the_frequency_counts_from_the_day_it_was_decided() -> None:
    """By months until the decision of 12 March; the cycle that has begun goes on to its end."""
    decided = Change('', date(2025, 3, 12), 'Bylaws', 'frequency', '', 'frequency', 'monthly', 'weekly')
    bylaws = Bylaws(started_on=START, due_day=3, frequency='weekly', history=(decided,))
    found = list(cycles(agreed(bylaws), date(2025, 4, 20)))
    assert [(str(cycle.name), str(cycle.last), str(cycle.due_on)) for cycle in found] == [
        ('2025-01', '2025-01-31', '2025-01-03'), ('2025-02', '2025-02-28', '2025-02-03'),
        ('2025-03', '2025-03-31', '2025-03-03'), ('2025-04-01', '2025-04-08', '2025-04-04'),
        ('2025-04-09', '2025-04-15', '2025-04-11'), ('2025-04-16', '2025-04-22', '2025-04-18'),
    ]  # fmt: skip
    assert not always_by_months(bylaws)
    assert always_by_months(replace(bylaws, frequency='monthly', history=()))
    assert named(found, date(2025, 4, 9)) is found[4]
    assert named(found, Month(2025, 4)) is None


@given(st.lists(st.tuples(DAYS, st.sampled_from(('daily', 'weekly', 'fortnightly', 'monthly'))), max_size=4))
def test_no_two_cycles_are_found_by_the_same_day(decisions: list[tuple[date, str]]) -> None:
    history, before = [], 'monthly'
    for on, frequency in sorted(decisions, key=lambda one: one[0]):
        history.append(Change('', on, 'Bylaws', 'frequency', '', 'frequency', before, frequency))
        before = frequency
    bylaws = Bylaws(started_on=START, frequency=before, history=tuple(history))  # type: ignore[arg-type]
    found = list(cycles(agreed(bylaws), date(2025, 9, 30)))
    assert all(cycle.first <= cycle.known_by <= cycle.last or cycle.number == 1 for cycle in found)
    assert [cycle_of_number(cycle_number(cycle.name)) for cycle in found] == [cycle.name for cycle in found]
    assert len({cycle.known_by for cycle in found}) == len({cycle.name for cycle in found}) == len(found)


MARCH = Cycle(3, date(2025, 3, 1), date(2025, 3, 31), date(2025, 3, 10))
APRIL = Cycle(4, date(2025, 4, 1), date(2025, 4, 30), date(2025, 4, 10))
OWED = {'asha': 200_00, 'bina': 200_00, 'chitra': 100_00}


def march(on: str, **paid: int) -> Standing:
    return Standing(MARCH, date.fromisoformat(on), OWED, {member: amount * 100 for member, amount in paid.items()})


def test_what_a_cycle_brings_what_came_in_and_who_has_not_paid() -> None:
    """Asha paid more than she owed; the 50 are her savings and do not fill the gap that Bina left."""
    found = march('2025-03-15', asha=250, bina=150)
    assert (found.expected, found.collected, found.all_paid) == (500_00, 350_00, False)
    assert found.missing == {'bina': 50_00, 'chitra': 100_00}


@pytest.mark.parametrize(
    'on, paid, state',
    [
        ('2025-02-28', 0, 'to come'),
        ('2025-02-28', 200, 'to come'),
        ('2025-03-01', 0, 'running'),
        ('2025-03-31', 199, 'running'),
        ('2025-04-01', 199, 'behind'),
        ('2025-03-01', 200, 'complete'),
        ('2025-04-01', 200, 'complete'),
    ],
)
def test_the_state_of_a_cycle(on: str, paid: int, state: str) -> None:
    assert march(on, asha=paid, bina=paid, chitra=paid).state == state


def test_a_cycle_hands_over_to_the_next_with_what_is_missing() -> None:
    standings = [march('2025-04-01', asha=200, bina=150), Standing(APRIL, date(2025, 4, 1), OWED, {})]
    (found,) = hand_overs(standings, date(2025, 4, 1))
    assert (found.ended, found.begun, found.carried) == (MARCH, APRIL, {'bina': 50_00, 'chitra': 100_00})
    assert hand_overs(standings, date(2025, 3, 31)) == []


@pytest.mark.parametrize(
    'frequency, due_day, due_on, since',
    [
        ('monthly', 10, '2025-03-10', '2025-03-07'),
        ('monthly', 1, '2025-03-01', '2025-02-26'),
        ('fortnightly', 14, '2025-03-11', '2025-03-08'),
        ('weekly', 1, '2025-03-05', '2025-03-02'),
        ('4 days', 4, '2025-03-01', '2025-02-27'),
        ('daily', 1, '2025-03-01', '2025-03-01'),
    ],
)
def test_reminders_begin_three_days_before_the_due_day_or_half_a_cycle_where_that_is_less(
    frequency: str, due_day: int, due_on: str, since: str
) -> None:
    agreed = [Agreed(date(2025, 1, 1), read_frequency(frequency), due_day)]
    march = next(cycle for cycle in cycles(agreed, date(2025, 3, 31)) if cycle.due_on >= date(2025, 3, 1))
    assert (march.due_on, reminded_from(march)) == (date.fromisoformat(due_on), date.fromisoformat(since))
