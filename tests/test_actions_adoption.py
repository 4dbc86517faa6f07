"""Rows typed by hand are taken over or rejected: each once, in its place, sealed and written into Changes."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.adoption import adopt, adopt_good, open_rows, proposals, reject
from actions.who import Who
from reports.verify import problems_of_workbook
from rules.problems import Refused
from sheets.book import open_book
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.hand import copy, type_rows
from tests.typed import GOOD, flush, new_rows, one, said, two_members, typed


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return two_members(tmp_path)


def test_a_good_row_is_taken_over_in_its_place_sealed_and_written_into_changes(group: Group) -> None:
    rows = typed(group, {**GOOD, 'Note': 'at the meeting'})
    assert [said(row) for row in rows] == [['good']]
    assert len(group.book.frame()) == 2
    assert adopt_good(group.book, NOW, TODAY) == 1
    flush(group)
    assert new_rows(group, 'on', 'member_name', 'kind', 'amount', 'month', 'mode', 'note', 'recorded_by') == [
        ('2025-03-05', 'Asha Patil', 'contribution', '20000', '202503', 'cash', 'at the meeting', 'typed in the sheet')
    ]
    change = group.book.changes[-1]
    entry_id = new_rows(group, 'id')[0][0]
    assert (change.sheet, change.row, change.field, change.old, change.new, change.reason, change.recorded_by) == (
        'Entries', entry_id, 'row', '', 'contribution 200.00 M2025-001', 'typed in the sheet', 'typed in the sheet'
    )  # fmt: skip
    assert problems_of_workbook(group.path) == []
    again = open_book(group.path)
    assert len(again.frame()) == 3
    assert (again.typed, again.differences) == ([], [])
    assert again.frame()['row'].tolist() == [2, 3, 4]


def test_rows_pasted_with_gaps_in_any_order_count_once_each(group: Group) -> None:
    pasted: list[dict[str, Any]] = [
        {'Date': '20/3/2025', 'Name': 'usha  patil', 'Kind': 'Loan', 'Amount': '1,000'},
        {},
        {'Date': '5/3/2025', 'Member': 'ASHA PATIL', 'Kind': 'deposit', 'Amount': '₹1,200.00', 'Mode': 'Cash'},
        {},
        {
            'Date': '6/3/2025',
            'Member': 'm2025-002',
            'Kind': 'बचत जमा',
            'Amount': '२००',
            'Mode': 'upi',
            'For period': '2025-02',
        },
        {'Date': '1/4/2025', 'Kind': 'Expense', 'Amount': 50.5, 'Category': 'Paper'},
    ]
    assert [row.verdict for row in typed(group, *pasted)] == ['good'] * 4
    assert adopt_good(group.book, NOW, TODAY) == 4
    assert adopt_good(group.book, NOW, TODAY) == 0
    flush(group)
    group.book.refresh()
    assert sorted(new_rows(group, 'on', 'member_number', 'kind', 'amount', 'mode', 'month', 'category')) == [
        ('2025-03-05', 'M2025-001', 'contribution', '120000', 'cash', '202503', ''),
        ('2025-03-06', 'M2025-002', 'contribution', '20000', 'upi', '202502', ''),
        ('2025-03-20', 'M2025-002', 'loan', '100000', 'cash', '0', ''),
        ('2025-04-01', '', 'expense', '5050', 'cash', '0', 'Paper'),
    ]
    assert [on for _receipt, on in sorted(new_rows(group, 'receipt', 'on'))] == [
        '2025-03-05', '2025-03-06', '2025-03-20', '2025-04-01'
    ]  # fmt: skip
    assert [loan.number for loan in group.book.loans.values()] == ['L2025-001']
    assert adopt_good(group.book, NOW, TODAY) == 0
    assert problems_of_workbook(group.path) == []


def test_a_row_that_names_another_in_reverses_takes_it_back_once_a_person_has_said_so(group: Group) -> None:
    entry_id = group.rows('id')[0][0]
    proposal = one(group, Amount=-200, Reverses=entry_id, Note='counted twice')
    assert proposal.verdict == 'doubtful'
    adopt(group.book, {proposal.id}, PRESIDENT, NOW, TODAY)
    assert new_rows(group, 'kind', 'amount', 'reverses', 'note') == [
        ('contribution', '-20000', entry_id, 'counted twice')
    ]


def test_a_copied_row_is_not_counted_until_a_person_says_that_it_happened_twice(group: Group) -> None:
    entry_id = group.rows('id')[0][0]
    copy(group.path, 'Entries', entry_id)
    group.book.refresh()
    assert len(group.book.frame()) == 2
    (proposal,) = proposals(group.book, TODAY)
    assert [proposal.verdict, len(proposal.reasons)] == ['doubtful', 2]
    assert 'The row has the id of another row: it looks like a copy.' in str(proposal.reasons[0])
    adopt(group.book, {proposal.id}, PRESIDENT, NOW, TODAY)
    flush(group)
    group.book.refresh()
    assert len(set(group.rows('id'))) == 3
    assert group.book.typed == []
    assert problems_of_workbook(group.path) == []


def test_the_same_row_typed_twice_counts_once_until_a_person_says_that_it_happened_twice(group: Group) -> None:
    rows = typed(group, GOOD, GOOD)
    assert sorted(row.verdict for row in rows) == ['doubtful', 'good']
    assert adopt_good(group.book, NOW, TODAY) == 1
    flush(group)
    group.book.refresh()
    (left,) = proposals(group.book, TODAY)
    assert left.verdict == 'doubtful'
    adopt(group.book, {left.id}, PRESIDENT, NOW, TODAY)
    flush(group)
    assert new_rows(group, 'amount') == [('20000',), ('20000',)]
    assert len({row[0] for row in new_rows(group, 'id')}) == 2
    assert problems_of_workbook(group.path) == []


def test_a_rejected_row_is_no_problem_any_more_and_can_still_be_taken_over(group: Group) -> None:
    proposal = one(group, Date='31/2/2025', Note='carried over')
    assert [row.row for row in open_rows(group.book)] == [4]
    with pytest.raises(Refused, match='The reason is missing'):
        reject(group.book, proposal.id, ' ', PRESIDENT, NOW, TODAY)
    flush(group)
    assert len(problems_of_workbook(group.path)) == 1
    reject(group.book, proposal.id, 'only a note', PRESIDENT, NOW, TODAY)
    flush(group)
    group.book.refresh()
    assert problems_of_workbook(group.path) == []
    assert open_rows(group.book) == []
    assert [row.verdict for row in proposals(group.book, TODAY)] == ['rejected']
    change = group.book.changes[-1]
    assert (change.sheet, change.old, change.new, change.reason, change.recorded_by) == (
        'Entries', '31/2/2025 | M2025-001 | contribution | 200 | carried over', '', 'only a note', 'Savitri'
    )  # fmt: skip


def test_where_the_bylaws_want_a_look_first_nothing_is_taken_over_by_itself(tmp_path: Path) -> None:
    group = Group(tmp_path, typed_rows='look first')
    group.join('Asha Patil')
    flush(group)
    rows = typed(group, GOOD, {**GOOD, 'Date': '31/2/2025'})
    assert adopt_good(group.book, NOW, TODAY) == 0
    assert len(group.book.frame()) == 0
    assert adopt(group.book, None, Who('Kavita', 'treasurer'), NOW, TODAY) == 1
    assert [row.fingerprint for row in group.book.typed] == [rows[1].id]
    assert group.book.changes[-1].recorded_by == 'Kavita'


def test_who_may_not_record_takes_nothing_over_and_rejects_nothing(group: Group) -> None:
    proposal = one(group)
    secretary = Who('Lata', 'secretary')
    with pytest.raises(Refused, match='You may not do this'):
        adopt(group.book, {proposal.id}, secretary, NOW, TODAY)
    with pytest.raises(Refused, match='You may not do this'):
        reject(group.book, proposal.id, 'why', secretary, NOW, TODAY)
    assert len(group.book.frame()) == 2


def test_a_row_that_was_changed_meanwhile_is_not_taken_over_as_something_else(group: Group) -> None:
    proposal = one(group)
    adopt(group.book, {proposal.id}, PRESIDENT, NOW, TODAY)
    with pytest.raises(Refused, match='does not stand in the sheet any more'):
        adopt(group.book, {proposal.id}, PRESIDENT, NOW, TODAY)


def test_two_processes_take_a_row_over_once(group: Group) -> None:
    other = open_book(group.path)
    typed(group, GOOD)
    other.refresh()
    assert adopt_good(group.book, NOW, TODAY) == 1
    assert adopt_good(other, NOW, TODAY) == 0
    assert len(group.book.frame()) == 3
    other.refresh()
    assert len(other.frame()) == 3


def test_a_new_member_typed_with_her_name_gets_a_number_and_her_deposit_counts(group: Group) -> None:
    rows = typed(
        group,
        {'Name': 'Meena Kale', 'Mobile': '98220 99999', 'Regular deposit': '300', 'Joined': '1/3/2025'},
        {'Name': 'Rekha', 'Mobile': '12'},
        {'Name': 'asha patil', 'Mobile': 9822088888, 'Joined': date(2025, 2, 1)},
        sheet='Members',
    )
    assert [row.verdict for row in rows] == ['good', 'bad', 'doubtful']
    assert str(rows[1].reasons[0]).startswith("Members!C5: '12' is not a mobile number")
    assert str(rows[2].reasons[0]).startswith('Members!B6: Asha Patil (M2025-001) is a member already.')
    type_rows(group.path, 'Entries', {**GOOD, 'Member': 'Meena Kale', 'Amount': 300})
    group.book.refresh()
    assert adopt_good(group.book, NOW, TODAY) == 2
    flush(group)
    meena = group.book.member('M2025-003')
    assert meena is not None
    assert (meena.name, meena.mobile, meena.monthly, meena.joined) == (
        'Meena Kale', '9822099999', 300_00, date(2025, 3, 1)
    )  # fmt: skip
    assert new_rows(group, 'member_number', 'amount') == [('M2025-003', '30000')]
    assert [(c.sheet, c.label, c.new) for c in group.book.changes[-2:]] == [
        ('Members', 'Meena Kale', 'M2025-003'),
        ('Entries', 'Meena Kale', 'contribution 300.00 M2025-003'),
    ]
    again = open_book(group.path)
    assert sorted(again.members) == sorted(group.book.members)
    assert [row.row for row in again.typed] == [5, 6]


def test_of_rows_that_were_shown_as_good_those_that_became_doubtful_meanwhile_wait(group: Group) -> None:
    rows = typed(group, GOOD, {**GOOD, 'Amount': 210})
    group.do('contribution', '200', '2025-03-05', member='M2025-001')
    shown = {row.id for row in rows}
    assert adopt(group.book, shown, PRESIDENT, NOW, TODAY, only_good=True) == 1
    assert [row.fingerprint for row in group.book.typed] == [rows[0].id]


@pytest.mark.parametrize('cell', [date(2025, 2, 26), '26/2/2025'])
def test_where_the_group_pays_by_weeks_the_first_day_of_one_may_stand_in_the_column_of_months(
    cell: object, tmp_path: Path
) -> None:
    group = Group(tmp_path, frequency='weekly')
    group.join('Asha Patil')
    flush(group)
    rows = typed(group, {**GOOD, 'For period': cell}, {**GOOD, 'For period': date(2025, 2, 27)})
    assert [said(row) for row in rows] == [['good'], [
        'bad', 'Entries!G3: No deposits are due for 2025-02. Name another cycle, such as 2025-03-05.',
    ]]  # fmt: skip
    assert adopt_good(group.book, NOW, TODAY) == 1
    flush(group)
    assert group.rows('amount', 'month', 'about') == [('20000', '0', '2025-02-26')]
    again = open_book(group.path)
    assert (len(again.typed), again.differences) == (1, [])
