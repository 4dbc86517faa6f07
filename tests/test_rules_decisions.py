"""Decisions of the meeting: what each needs, and what may rest on them."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from rules.decisions import (
    KINDS,
    Decision,
    Known,
    problems_of_decision,
    problems_of_naming,
    problems_of_quorum,
    problems_of_sum,
)
from rules.problems import Problem

NAMES = {'a': 'Asha', 'b': 'Bina', 'c': 'Chitra'}
WAIVED = Decision(
    'D2025-003', 'waive', date(2025, 3, 5), 'her child was ill', ('a', 'b', 'c'), about='f7', amount=30_00
)
SWAPPED = Decision('D2025-004', 'swap', date(2025, 3, 5), 'a wedding', ('a', 'b'), ('c',), 'cycle1', ('a', 'b'))
ALL = {'D2025-003': WAIVED, 'D2025-004': SWAPPED}
NOTHING_DONE = Known(ALL)


def said(decision: Decision) -> list[str]:
    return [str(p) for p in problems_of_decision(decision, NAMES, date(2025, 1, 1), date(2025, 3, 31))]


def naming(kind: str, about: str, day: int, named: str, *members: str) -> list[str]:
    return [str(p) for p in problems_of_naming(kind, about, date(2025, 3, day), named, NOTHING_DONE, members)]


def test_a_whole_decision_can_be_written_down() -> None:
    assert said(WAIVED) == said(SWAPPED) == []


def test_today_the_first_day_and_the_longest_reason_are_good() -> None:
    for day in (date(2025, 1, 1), date(2025, 3, 31)):
        assert said(replace(WAIVED, on=day, reason='x' * 500)) == []


@pytest.mark.parametrize('kind, members', [('skip', 1), ('late joiner', 1), ('split', 2), ('swap', 2)])
def test_how_many_members_a_decision_is_about(kind: str, members: int) -> None:
    one_less = replace(SWAPPED, kind=kind, members=('a', 'b')[: members - 1])
    enough = replace(SWAPPED, kind=kind, members=('a', 'b')[:members])
    assert said(enough) == []
    assert said(one_less)[0].startswith(f'"{KINDS[kind].title}" concerns {members} members')


@pytest.mark.parametrize(
    'members, percent, needed', [(4, 50, None), (6, 50, None), (7, 50, 4), (20, 0, None), (4, 100, 4)]
)
def test_so_many_must_be_there_for_a_decision(members: int, percent: int, needed: int | None) -> None:
    """Three voted on SWAPPED: two for it, one against it."""
    found = [problem.said() for problem in problems_of_quorum(SWAPPED, members, Fraction(percent))]
    wanted = f'3 of {members} members voted; {needed} must be there for a decision. '
    assert found == ([] if needed is None else [wanted + 'Name all who voted, or decide when more are there.'])


@pytest.mark.parametrize('kind, asked', [('swap', False), ('skip', False), ('split', True), ('late joiner', True)])
def test_who_has_left_is_asked_where_her_turn_is_shared_and_not_where_it_is_moved(kind: str, asked: bool) -> None:
    """Dipa left, and is called by her name in what is refused; who votes against it on her last day is heard."""
    decision = replace(SWAPPED, kind=kind, in_favour=('a', 'b'), against=(), members=('a', 'd'))

    def found(decision: Decision) -> list[str]:
        days = date(2025, 1, 1), date(2025, 3, 31)
        return [str(each) for each in problems_of_decision(decision, NAMES, *days, {'d': 'Dipa (M4)'}, {'d', 'c'})]

    refused = ['Dipa (M4) is not a member who can decide. Choose among the members of that day.']
    if KINDS[kind].consent:
        refused.insert(
            0, 'Dipa (M4) was not for it, and it is her turn. Ask her; without her word her turn stays as it is.'
        )
    assert found(decision) == (refused if asked else [])
    of_chitra = replace(decision, members=('a', 'c'), against=('c',))
    no = ['Chitra was not for it, and it is her turn. Ask her; without her word her turn stays as it is.']
    assert found(of_chitra) == (no if KINDS[kind].consent else [])


def test_everything_that_is_wrong_is_said_at_once() -> None:
    empty = Decision('D1', 'waive', date(2025, 4, 1), ' ', (), ('c',))
    assert said(empty) == [
        'The decision does not say which fine or loan it is about. Choose it, and record again.',
        'The amount must be more than zero. Type the sum that was decided.',
        'The date 2025-04-01 lies in the future. Write the decision down once it is made.',
        'The decision has no reason. Write why the group decided so.',
        '0 were for it and 1 against it. A decision needs more votes for it than against it.',
    ]


@pytest.mark.parametrize(
    'changed, reason',
    [
        ({'kind': 'feast'}, '"feast" is not a kind of decision.'),
        ({'on': date(2024, 12, 31)}, 'The date 2024-12-31 lies before the group began on 2025-01-01.'),
        ({'reason': 'x' * 501}, 'The text has 501 letters; the book takes 500.'),
        ({'in_favour': ('a', 'b', 'z')}, 'z is not a member who can decide.'),
        ({'against': ('c', 'a')}, 'Asha stands both for it and against it.'),
        ({'in_favour': ('a', 'b'), 'against': ('c', 'b')}, '2 were for it and 2 against it.'),
        ({'in_favour': ('b', 'c'), 'against': ()}, 'Asha was not for it, and it is her turn.'),
        ({'members': ('a', 'a')}, '"Two members exchange their turns" concerns 2 members, and 1 are named.'),
        ({'members': ()}, '"Two members exchange their turns" concerns 2 members, and 0 are named.'),
        ({'kind': 'pay short'}, '"The pot is paid out though contributions are missing" concerns no single member.'),
    ],
)
def test_what_is_wrong_with_a_decision(changed: dict[str, object], reason: str) -> None:
    found = said(replace(SWAPPED, **changed))  # type: ignore[arg-type]
    assert reason in [text[: len(reason)] for text in found]


def test_one_vote_counts_once_however_often_it_is_written() -> None:
    assert said(replace(WAIVED, in_favour=('a', 'a'), against=('b',))) == [
        '1 were for it and 1 against it. A decision needs more votes for it than against it.'
    ]


@pytest.mark.parametrize(
    'kind, about, day, named, reason',
    [
        ('waive', 'f7', 6, '', 'This needs a decision of the group ("A fine or penalty is waived"), and none is '
         'named.'),
        ('waive', 'f7', 6, 'D9', 'This needs a decision of the group ("A fine or penalty is waived"), and there is no '
         'decision D9.'),
        ('write off', 'f7', 6, 'D2025-003', 'The decision D2025-003 is "A fine or penalty is waived"; this needs "A '
         'loan is written off".'),
        ('waive', 'f8', 6, 'D2025-003', 'The decision D2025-003 is about something else.'),
        ('waive', 'f7', 4, 'D2025-003', 'The decision D2025-003 was made on 2025-03-05, after 2025-03-04.'),
    ],
)  # fmt: skip
def test_what_an_action_may_not_rest_on(kind: str, about: str, day: int, named: str, reason: str) -> None:
    (found,) = naming(kind, about, day, named)
    assert found.startswith(reason)


def test_an_action_rests_on_the_decision_about_its_row_and_its_members() -> None:
    assert naming('waive', 'f7', 6, 'D2025-003') == naming('swap', 'cycle1', 5, 'D2025-004', 'b', 'a') == []
    assert naming('swap', 'cycle1', 5, 'D2025-004', 'b', 'c') == [
        'The decision D2025-004 is about something else. Name the decision that allows it.'
    ]


def test_what_is_done_once_needs_a_new_decision_to_be_done_again() -> None:
    done = Known(ALL, {'D2025-003': 10_00, 'D2025-004': 1})
    again = problems_of_naming('swap', 'cycle1', date(2025, 3, 6), 'D2025-004', done, ('a', 'b'))
    assert [str(p) for p in again] == [
        'What the decision D2025-004 allows was done already. Let the group decide again.'
    ]
    assert list(problems_of_naming('waive', 'f7', date(2025, 3, 6), 'D2025-003', done)) == []


def test_no_more_is_waived_than_was_decided() -> None:
    def problems(amount: int, used: int) -> list[Problem]:
        return list(problems_of_sum(amount, 'D2025-003', Known(ALL, {'D2025-003': used}), 'INR'))

    assert problems(30_00, 0) == problems(10_00, 20_00) == []
    assert [str(p) for p in problems(20_00, 20_00)] == [
        'The decision D2025-003 allows 10.00 more, and this is 20.00. Take less, or let the group decide again.'
    ]


def test_each_kind_of_decision_that_the_book_asks_for_is_there() -> None:
    assert list(KINDS) == [
        'swap', 'skip', 'split', 'late joiner', 'pay short', 'waive', 'write off', 'reschedule', 'exception',
        'reopen a month', 'one officer', 'other',
    ]  # fmt: skip
