"""Rows typed into the sheet by hand: the good ones are taken over, the doubtful wait, the bad ones name their cell."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.adoption import Proposal, adopt, adopt_good, open_rows, proposals, reject
from actions.who import Who
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.problems import Refused
from sheets.book import open_book
from sheets.writer import Writer
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.hand import copy, type_rows

GOOD = {'Date': date(2025, 3, 5), 'Member': 'M2025-001', 'Kind': 'contribution', 'Amount': 200}


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Asha and Usha, with a deposit of each, in the workbook."""
    group = Group(tmp_path)
    group.join('Asha Patil')
    group.join('Usha Patil')
    for member in ('M2025-001', 'M2025-002'):
        group.do('contribution', '200', '2025-01-05', member=member)
    flush(group)
    return group


def flush(group: Group) -> None:
    outcome = Writer(group.book, view_changes).flush(TODAY)
    assert outcome.waiting is None


def typed(group: Group, *rows: Mapping[str, Any], sheet: str = 'Entries') -> list[Proposal]:
    """Type these rows, and look at what they would become."""
    type_rows(group.path, sheet, *rows)
    group.book.refresh()
    return proposals(group.book, TODAY)


def one(group: Group, **cells: Any) -> Proposal:
    """What a row would become that differs in these cells from a good one."""
    return typed(group, {**GOOD, **{name.replace('_', ' '): value for name, value in cells.items()}})[0]


def said(proposal: Proposal) -> list[str]:
    """The verdict, and each reason with its cell."""
    return [proposal.verdict, *map(str, proposal.reasons)]


def new_rows(group: Group, *fields: str) -> list[tuple[Any, ...]]:
    """The entries after the two deposits."""
    return group.rows(*fields)[2:]


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
            'For month': '2025-02',
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
    assert [loan.number for loan in group.book.loans.values()] == ['L2025-001']
    assert adopt_good(group.book, NOW, TODAY) == 0
    assert problems_of_workbook(group.path) == []


def test_the_deposit_that_funds_a_loan_is_taken_over_first_and_a_loan_that_nothing_funds_is_refused(
    group: Group,
) -> None:
    rows = typed(
        group,
        {**GOOD, 'Date': date(2025, 3, 5), 'Kind': 'loan', 'Amount': 1500},
        {**GOOD, 'Date': date(2025, 3, 5), 'Kind': 'loan', 'Amount': 2500, 'Member': 'M2025-002'},
        {**GOOD, 'Date': date(2025, 3, 5), 'Amount': 1500},
    )
    assert [row.verdict for row in rows] == ['good', 'bad', 'good']
    assert said(rows[1])[1:] == [
        'Entries!F5: There is only 400.00 in cash on 2025-03-05. Record what came in first, or a smaller amount.'
    ]
    assert adopt_good(group.book, NOW, TODAY) == 2
    assert [row.row for row in group.book.typed] == [5]


@pytest.mark.parametrize(
    'cells, reason',
    [
        (
            {'Date': '5/3/25'},
            "Entries!A4: The year of '5/3/25' has two digits. Take the row over if 2025-03-05 is right.",
        ),
        (
            {'Member': 'Asha Patel'},
            "Entries!C4: 'Asha Patel' may mean M2025-001, M2025-002. "
            'Take the row over if that is right, or correct the cell.',
        ),
        (
            {'Member': 2},
            "Entries!C4: '2' may mean M2025-002. Take the row over if that is right, or correct the cell.",
        ),
        (
            {'Name': 'Usha Patil'},
            "Entries!D4: The number M2025-001 is that of Asha Patil, and the row names 'Usha Patil'. "
            'Take the row over if the number is right, or correct it.',
        ),
        (
            {'Kind': 'contributoin'},
            "Entries!E4: 'contributoin' may mean contribution. "
            'Take the row over if that is right, or correct the cell.',
        ),
        (
            {'Amount': 2000},
            'Entries!F4: 2000.00 is much more than usual, which is about 200.00. '
            'Take the row over if the amount is right.',
        ),
        (
            {'Date': date(2025, 1, 5)},
            'Entries!F4: The same is recorded already for that day. '
            'Take the row over if it happened a second time; otherwise reject it.',
        ),
        (
            {'Mode': 'casch'},
            "Entries!I4: 'casch' may mean cash. Take the row over if that is right, or correct the cell.",
        ),
    ],
)
def test_what_may_be_a_slip_waits_for_a_person_with_a_proposal(
    group: Group, cells: dict[str, Any], reason: str
) -> None:
    proposal = one(group, **cells)
    assert said(proposal) == ['doubtful', reason]
    assert len(proposal.parts) == 1
    assert adopt_good(group.book, NOW, TODAY) == 0
    assert len(group.book.frame()) == 2
    assert adopt(group.book, {proposal.id}, Who('Kavita', 'treasurer'), NOW, TODAY) == 1
    assert new_rows(group, 'recorded_by') == [('typed in the sheet',)]
    assert group.book.changes[-1].recorded_by == 'Kavita'


@pytest.mark.parametrize(
    'cells, reason',
    [
        ({'Date': '31/2/2025'}, "Entries!A4: '31/2/2025' is not a date. Write it as 2025-03-31."),
        ({'Date': None}, 'Entries!A4: The cell is empty. Fill it in, or delete the row.'),
        (
            {'Date': date(2026, 1, 2)},
            'Entries!A4: The date 2026-01-02 lies in the future. Record it on the day it happens.',
        ),
        (
            {'Date': date(2024, 12, 31), 'Member': None, 'Kind': 'income'},
            'Entries!A4: The date 2024-12-31 lies before the group began on 2025-01-01. Correct the date.',
        ),
        ({'Member': 'Meena'}, "Entries!C4: 'Meena' is no member. Type her number, or add her in the app first."),
        ({'Member': None}, 'Entries!C4: "contribution" needs member, and it is missing. Add it and record again.'),
        ({'Kind': 'xyz'}, "Entries!E4: 'xyz' is no kind of entry. Choose one from the list of the cell."),
        ({'Amount': 'five hundred'}, "Entries!F4: 'five hundred' is not an amount. Please correct the cell."),
        ({'Amount': '$500'}, "Entries!F4: '$500' is not an amount. Please correct the cell."),
        ({'Amount': 200.005}, 'Entries!F4: 200.005 is not an amount in whole cents. Please correct the cell.'),
        (
            {'Amount': -200},
            'Entries!F4: The amount is not more than zero, and the row takes nothing back. '
            'Correct the amount, or name in Reverses which entry the row takes back.',
        ),
        ({'Amount': 0}, 'Entries!F4: The amount must be more than zero. Type the sum that changed hands.'),
        (
            {'Kind': 'withdrawal', 'Amount': 300},
            'Entries!F4: Asha Patil has saved 200.00; 300.00 cannot be paid out. Pay out at most what she saved.',
        ),
        ({'Kind': 'principal'}, 'Entries!C4: Asha Patil has no running loan. Check the member, or record a deposit.'),
        ({'Loan': 'L2025-009'}, "Entries!H4: There is no loan 'L2025-009'. "
         'Correct the number, or give the loan in the app.'),
        ({'For month': 'March'}, "Entries!G4: 'March' is not a month, such as 2025-03. Please correct the cell."),
        ({'Mode': 'cheque'}, "Entries!I4: 'cheque' is no way to pay that the book knows. "
         'Choose one from the list of the cell.'),
        (
            {'Category': 'Paper'},
            'Entries!J4: "contribution" takes no category. Leave it out, or choose another kind.',
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_or_the_rules_refuse_is_a_problem_at_its_cell(
    group: Group, cells: dict[str, Any], reason: str
) -> None:
    proposal = one(group, **cells)
    assert said(proposal) == ['bad', reason]
    assert adopt_good(group.book, NOW, TODAY) == 0
    with pytest.raises(Refused) as refused:
        adopt(group.book, {proposal.id}, PRESIDENT, NOW, TODAY)
    assert str(refused.value.problems[0]) == reason
    assert (len(group.book.frame()), group.book.pending_count()) == (2, 0)


def test_a_name_that_two_have_is_asked_for_and_the_choice_counts(tmp_path: Path) -> None:
    group = Group(tmp_path)
    for name in ('Sunita Patil', 'Sunita Patil'):
        group.join(name)
    flush(group)
    proposal = one(group, Member='sunita patil')
    assert proposal.verdict == 'doubtful'
    assert proposal.choices == {'member_number': ('M2025-001', 'M2025-002')}
    adopt(group.book, {proposal.id}, PRESIDENT, NOW, TODAY, {proposal.id: {'member_number': 'M2025-002'}})
    assert group.rows('member_number', 'member') == [('M2025-002', 'm2')]


def test_a_repayment_typed_as_one_row_waits_with_its_split_and_becomes_two(group: Group) -> None:
    group.do('loan', '300', '2025-02-01', member='M2025-002')
    flush(group)
    proposal = one(group, Date=date(2025, 3, 1), Member='M2025-002', Kind='Repayment', Amount=106)
    assert said(proposal) == [
        'doubtful',
        'Entries!E5: The repayment becomes: interest 6.00, principal 100.00. Take the row over if that is right.',
    ]
    adopt(group.book, {proposal.id}, PRESIDENT, NOW, TODAY)
    flush(group)
    assert new_rows(group, 'kind', 'amount', 'loan_number')[1:] == [
        ('interest', '600', 'L2025-001'),
        ('principal', '10000', 'L2025-001'),
    ]
    assert problems_of_workbook(group.path) == []


def test_rows_of_a_repayment_typed_one_by_one_are_taken_as_they_are_and_close_the_loan(group: Group) -> None:
    group.do('loan', '300', '2025-02-01', member='M2025-002')
    flush(group)
    of_loan = {'Date': date(2025, 3, 1), 'Loan': 'L2025-001'}
    rows = typed(
        group,
        {**of_loan, 'Kind': 'interest', 'Amount': 7},
        {**of_loan, 'Kind': 'principal', 'Amount': 300},
        {**of_loan, 'Kind': 'interest', 'Amount': 6},
    )
    assert [row.verdict for row in rows] == ['bad', 'good', 'good']
    assert adopt_good(group.book, NOW, TODAY) == 2
    assert [loan.status for loan in group.book.loans.values()] == ['closed']


def test_of_a_row_of_a_repayment_no_more_is_taken_than_is_owed_and_interest_is_paid_first(group: Group) -> None:
    group.do('loan', '300', '2025-02-01', member='M2025-002')
    flush(group)
    of_loan = {'Date': date(2025, 3, 1), 'Loan': 'L2025-001'}
    too_much, too_early = typed(
        group, {**of_loan, 'Kind': 'interest', 'Amount': 7}, {**of_loan, 'Kind': 'principal', 'Amount': 100}
    )
    assert said(too_much) == [
        'bad',
        'Entries!F5: Of the interest of the loan L2025-001 6.00 is owed on 2025-03-01; 7.00 is more. '
        'Take at most what is owed.',
    ]
    assert said(too_early) == [
        'bad',
        'Entries!E6: On the loan L2025-001 6.00 of interest and penalty is owed on 2025-03-01, which is paid first. '
        'Write the interest in a row of its own, or the whole sum as a repayment.',
    ]


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
    reject(group.book, proposal.id, 'only a note', PRESIDENT, NOW, TODAY)
    flush(group)
    group.book.refresh()
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
    for refused in (
        lambda: adopt(group.book, {proposal.id}, secretary, NOW, TODAY),
        lambda: reject(group.book, proposal.id, 'why', secretary, NOW, TODAY),
    ):
        with pytest.raises(Refused, match='You may not do this'):
            refused()
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
        {'Name': 'Meena Kale', 'Mobile': '98220 99999', 'Monthly deposit': '300', 'Joined': '1/3/2025'},
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


def test_loans_and_changes_are_not_typed(group: Group) -> None:
    type_rows(group.path, 'Changes', {'Sheet': 'Members', 'New': '500'})
    rows = typed(group, {'Member': 'M2025-001', 'Name': 'Asha Patil', 'Percent a month': 2}, sheet='Loans')
    assert sorted(str(row.reasons[0]).split(': ')[1] for row in rows) == [
        'A loan cannot be typed into the sheet of loans. '
        'Give the loan in the app, or type it into Entries; then delete the row here.',
        'Rows of this sheet are written by Bahi alone. Delete the row.',
    ]
    assert {row.verdict for row in rows} == {'bad'}


def test_dates_are_read_in_the_order_of_the_bylaws(tmp_path: Path) -> None:
    group = Group(tmp_path, date_order='month first')
    group.join('Asha Patil')
    flush(group)
    assert one(group, Date='3/5/2025').on == date(2025, 3, 5)
