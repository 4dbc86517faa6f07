"""A closed month takes no row, whichever way it comes, but those that name the decision which opened it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from actions import batches, closing
from actions.record import record
from actions.settings import amend_bylaw
from actions.who import Who
from reports.verify import problems_of_book
from rules.periods import Month
from rules.problems import Refused
from sheets.columns import DECISIONS, ENTRIES
from sheets.entries import records_of
from tests.copies import ASHA, Copies
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.typed import GOOD, one, two_members, typed

MARCH = Month(2025, 3)
LATER = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """200 of Asha on 5 March; all through March is closed."""
    group = Group(tmp_path)
    group.join('Asha')
    group.do('contribution', '200', '2025-03-05', member='M2025-001')
    closing.close(group.book, MARCH, PRESIDENT, NOW, TODAY, 'close')
    return group


def test_nothing_is_dated_in_a_closed_month(group: Group) -> None:
    assert group.book.bylaws.closed_until == date(2025, 3, 31)
    said = group.refusal('contribution', '200', '2025-03-31', member='M2025-001')
    assert said.startswith('The month 2025-03 is closed. Record it in a month that is open')
    assert 'The month 2025-03 is closed.' in group.refusal('reversal', '', '2025-03-06', reverses='e2', note='slip')
    group.do('reversal', '', '2025-04-01', reverses='e2', note='slip')


def test_a_batch_with_a_row_of_a_closed_month_is_refused(group: Group) -> None:
    lines = [{'kind': 'contribution', 'member': 'M2025-001', 'amount': '200', 'date': day}
             for day in ('2025-04-01', '2025-03-31')]  # fmt: skip
    answers = batches.look_at_all(group.book, lines, PRESIDENT, NOW, TODAY)
    assert [answer['status'] for answer in answers] == ['good', 'refused']
    assert 'The month March 2025 is closed.' in answers[1]['problems'][0]


def test_the_members_open_the_month_for_rows_that_name_their_decision(group: Group) -> None:
    done = closing.open_again(
        group.book, MARCH, ['M2025-001'], 'a deposit was forgotten', PRESIDENT, NOW, TODAY, 'open'
    )
    assert done.number == 'D2026-001'
    assert 'it is open only for what the decision D2026-001 is about' in group.refusal('income', '5', '2025-03-31')
    group.do('income', '5', '2025-03-31', decision='D2026-001')
    assert problems_of_book(group.book) == []


def test_a_month_that_was_opened_and_closed_again_on_one_day_keeps_its_row_and_takes_no_more(group: Group) -> None:
    """At noon the decision and the row that was forgotten, and the month is closed again at one."""
    noon = NOW + timedelta(hours=3)
    opened = closing.open_again(group.book, MARCH, ['M2025-001'], 'forgotten', PRESIDENT, noon, TODAY, 'open')
    forgotten = group.asked('income', '5', '2025-03-31', decision=opened.number)
    record(group.book, forgotten, PRESIDENT, noon, TODAY)
    closing.close(group.book, MARCH, PRESIDENT, noon + timedelta(hours=1), TODAY, 'close again')
    said = group.refusal('income', '6', '2025-03-31', decision=opened.number)
    assert said.startswith('The month 2025-03 is closed. Record it in a month that is open')
    assert problems_of_book(group.book) == []


def test_a_decision_dated_before_the_closing_opens_nothing_and_is_refused(group: Group) -> None:
    before = TODAY - timedelta(days=1)
    with pytest.raises(Refused, match=f'The month 2025-03 was closed on {TODAY}, after the day of the decision'):
        closing.open_again(group.book, MARCH, ['M2025-001'], 'forgotten', PRESIDENT, NOW, before, 'o1')
    assert not group.book.register(DECISIONS)


def test_a_month_is_closed_when_it_is_over_and_opened_only_by_a_decision(group: Group) -> None:
    with pytest.raises(Refused, match='is not over yet'):
        closing.close(group.book, Month(2026, 1), PRESIDENT, NOW, TODAY, 'c2')
    with pytest.raises(Refused, match='is closed already'):
        closing.close(group.book, Month(2025, 2), PRESIDENT, NOW, TODAY, 'c3')
    with pytest.raises(Refused, match='The decision has no reason'):
        closing.open_again(group.book, MARCH, ['M2025-001'], ' ', PRESIDENT, NOW, TODAY, 'o2')
    with pytest.raises(Refused, match='on a page of their own'):
        amend_bylaw(group.book, 'closed_until', '', '', TODAY, PRESIDENT, NOW, TODAY, 'b1')
    with pytest.raises(Refused, match='You may not'):
        closing.close(group.book, Month(2025, 4), Who('Mina', 'secretary'), NOW, TODAY, 'c4')


def test_what_is_looked_at_before_a_month_is_closed(group: Group) -> None:
    found = {look.title: look.well for look in closing.looked_at(group.book, Month(2025, 4), TODAY)}
    assert found == {
        'The month is over': True, 'Rows in doubt': True, 'Problems of the history': True,
        'Difference of the trial balance': True, 'Transfers under way': True, 'Cash in hand': True, 'Bank': True,
    }  # fmt: skip
    assert closing.next_month(group.book) == Month(2025, 4)


def test_a_row_that_another_copy_brings_into_a_closed_month_is_a_problem(group: Group) -> None:
    """A copy that did not know of the closing wrote it; here it is written past the rule."""
    (entry,) = records_of(group.book.frame())
    with group.book.writing() as writing:
        late = type(entry)('late', date(2025, 3, 9), 'R00009', 'income', 500, 'cash', recorded_at=LATER)
        writing.insert(ENTRIES, late, 'late', LATER)
    (problem,) = problems_of_book(group.book)
    assert problem.said().startswith('R00009 was recorded after the month 2025-03 was closed.')


def test_a_row_typed_into_a_closed_month_waits_and_keeps_the_month_open(tmp_path: Path) -> None:
    """Typed before the closing it is in doubt, and the month cannot be closed; typed later it is not taken over."""
    group = two_members(tmp_path)
    assert one(group, Amount=20000).verdict == 'doubtful'
    with pytest.raises(Refused, match='1 rows up to the end of that month are still in doubt'):
        closing.close(group.book, MARCH, PRESIDENT, NOW, TODAY, 'c')
    closing.close(group.book, Month(2025, 2), PRESIDENT, NOW, TODAY, 'c')
    proposal = typed(group, {**GOOD, 'Date': date(2025, 2, 5)})[-1]
    assert (proposal.verdict, proposal.reasons[-1].message) == ('bad', 'The month {month} is closed.')


def test_what_another_copy_recorded_in_a_month_that_was_closed_here_is_a_problem_of_the_exchange(
    tmp_path: Path,
) -> None:
    """Whoever wrote it did not know of the closing; what was there before the closing is none."""
    laptops = Copies(tmp_path, 'president', 'treasurer')
    a, b = laptops['president'], laptops['treasurer']
    a.do('contribution', '200', '2025-03-05', member=ASHA)
    laptops.sync('president', 'treasurer')
    b.do('contribution', '300', '2025-03-06', member=ASHA, entry_id='late')
    closing.close(a.book, MARCH, PRESIDENT, NOW, TODAY, 'close')
    done = laptops.sync('president', 'treasurer')
    assert [problem.values['month'] for problem in done.problems] == [MARCH]
    assert [problem.message for problem in problems_of_book(a.book)] == [done.problems[0].message]
    assert 'The month 2025-03 is closed.' in b.refusal('income', '5', '2025-03-31')
