"""Cells and rows that were changed by hand: valid registers are taken over, sealed rows restored or corrected."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions import hand_edits, sealed_edits
from actions.who import Who
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.problems import Refused
from sheets.book import open_book
from sheets.columns import MEMBERS
from sheets.reading import read_tables
from sheets.registers import read_registers
from sheets.writer import Writer
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.hand import change, remove

KAVITA = Who('Kavita', 'treasurer')


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Asha with a loan that runs, and Usha; all of it in the workbook."""
    group = Group(tmp_path)
    group.join('Asha Patil', mobile='9822000001')
    group.join('Usha Patil', mobile='9822000002')
    group.do('contribution', '200', '2025-01-05', member='M2025-001', entry_id='e-asha')
    group.do('contribution', '2000', '2025-01-05', member='M2025-002', entry_id='e-usha')
    group.do('loan', '500', '2025-02-01', member='M2025-001', entry_id='e-loan')
    group.do('repayment', '110', '2025-03-01', member='M2025-001', entry_id='e-back')
    flush(group)
    return group


def flush(group: Group) -> None:
    assert Writer(group.book, view_changes).flush(TODAY).waiting is None


def changed(group: Group, sheet: str, key: str, **cells: Any) -> str:
    """Change cells by hand, and let the book see it."""
    address = change(group.path, sheet, key, **cells)
    group.book.refresh()
    return address


def take_over(group: Group) -> int:
    return hand_edits.take_over_registers(group.book, NOW, TODAY)


def last_changes(group: Group, count: int) -> list[tuple[str, str, str, str, str, str]]:
    return [(c.sheet, c.label, c.field, c.old, c.new, c.recorded_by) for c in group.book.changes[-count:]]


def register_problems(group: Group) -> list[str]:
    return [str(problem) for problem in hand_edits.problems_of_registers(group.book, TODAY)]


def settled(group: Group) -> None:
    """Everything is in the workbook, nothing is left to say, and whoever opens it anew sees the same."""
    flush(group)
    group.book.refresh()
    assert group.book.differences == []
    assert problems_of_workbook(group.path) == []
    again = open_book(group.path)
    assert (again.members, again.loans, again.bylaws) == (group.book.members, group.book.loans, group.book.bylaws)


def test_a_valid_cell_of_a_register_is_taken_over_with_old_and_new_value(group: Group) -> None:
    changed(group, 'Members', 'm1', Mobile='98220 99999', Regular_deposit=300)
    changed(group, 'Bylaws', 'monthly_due', Value=250)
    loan = next(iter(group.book.loans))
    changed(group, 'Loans', loan, Percent_a_month='1.5')
    assert (group.book.members['m1'].mobile, group.book.bylaws.monthly_due) == ('9822000001', 200_00)
    assert take_over(group) == 3
    assert (group.book.members['m1'].mobile, group.book.members['m1'].monthly) == ('9822099999', 300_00)
    assert group.book.bylaws.monthly_due == 250_00
    assert sorted(last_changes(group, 4)) == [
        ('Bylaws', 'Regular deposit', 'monthly_due', '200.00', '250.00', 'typed in the sheet'),
        ('Loans', 'L2025-001', 'rate', '2', '1.5', 'typed in the sheet'),
        ('Members', 'Asha Patil', 'mobile', '9822000001', '9822099999', 'typed in the sheet'),
        ('Members', 'Asha Patil', 'monthly', '200.00', '300.00', 'typed in the sheet'),
    ]
    assert take_over(group) == 0
    settled(group)
    tables = read_tables(group.path.read_bytes(), group.path.name)
    assert read_registers(tables, group.path.name).members['m1'].mobile == '9822099999'


def test_what_counted_before_a_bylaw_was_changed_by_hand_keeps_the_old_one(group: Group) -> None:
    changed(group, 'Bylaws', 'monthly_due', Value=250)
    take_over(group)
    assert group.book.bylaws.on(date(2025, 6, 1)).monthly_due == 200_00
    assert group.book.bylaws.on(TODAY).monthly_due == 250_00


def test_her_loans_carry_the_new_name_of_a_member(group: Group) -> None:
    changed(group, 'Members', 'm1', Name='Asha Kale')
    assert take_over(group) == 1
    assert [loan.member_name for loan in group.book.loans.values()] == ['Asha Kale']
    settled(group)


def test_she_leaves_by_hand_only_with_a_reason(group: Group) -> None:
    address = changed(group, 'Members', 'm2', Status='inactive')
    assert take_over(group) == 0
    assert register_problems(group) == [f'Members!{address}: The reason is missing. Say in a few words why she leaves.']
    changed(group, 'Members', 'm2', Reason='moved to Pune')
    assert take_over(group) == 1
    assert (group.book.members['m2'].status, group.book.members['m2'].reason) == ('inactive', 'moved to Pune')
    assert [c.reason for c in group.book.changes[-2:]] == ['moved to Pune'] * 2
    settled(group)


@pytest.mark.parametrize(
    'sheet, key, cells, said',
    [
        ('Members', 'm1', {'Mobile': '12'}, "'12' is not a mobile number of the country of the group (IN)."),
        ('Members', 'm1', {'Mobile': '9822000002'}, 'Usha Patil (M2025-002) already has the mobile number'),
        ('Members', 'm1', {'Name': None}, ''),
        ('Members', 'm1', {'Regular_deposit': 'much'}, "'much' cannot stand here."),
        ('Members', 'm1', {'Joined': date(2025, 2, 1)}, 'Asha Patil joined before 2025-01-05'),
        ('Members', 'm1', {'Joined': date(2026, 2, 1)}, 'The date 2026-02-01 lies in the future.'),
        ('Members', 'm1', {'Number': 'M2025-009'}, 'A number is given once and never changed.'),
        ('Members', 'm1', {'Number': 'M2025-002'}, 'A number is given once and never changed.'),
        ('Loans', 'e-loan', {'Status': 'closed'}, 'This is not changed by hand'),
        ('Loans', 'e-loan', {'Name': 'Usha Patil'}, 'This is not changed by hand'),
        ('Loans', 'e-loan', {'Percent_a_month': 'many'}, "'many' cannot stand here."),
        ('Loans', 'e-loan', {'Part_of_a_month': 'half'}, "'half' cannot stand here."),
        ('Bylaws', 'kind', {'Value': 'chama'}, 'This bylaw never changes.'),
        ('Bylaws', 'due_day', {'Value': 40}, "'40' cannot be the value of this bylaw."),
        ('Bylaws', 'rounding_unit', {'Value': 0}, 'The sum to which interest is rounded is zero.'),
    ],
)  # fmt: skip
def test_what_is_not_valid_is_a_problem_at_its_cell_and_can_be_put_back(
    group: Group, sheet: str, key: str, cells: dict[str, Any], said: str
) -> None:
    before = (group.book.members, group.book.loans, group.book.bylaws)
    address = changed(group, sheet, key, **cells)
    assert take_over(group) == 0
    assert (group.book.members, group.book.loans, group.book.bylaws) == before
    (problem,) = register_problems(group)
    assert problem.startswith(f'{sheet}!{address}: ')
    assert said in problem
    hand_edits.put_back(group.book, sheet, key, PRESIDENT, NOW)
    settled(group)
    assert (group.book.members, group.book.loans, group.book.bylaws) == before


def test_of_a_row_the_valid_cells_are_taken_over_and_the_others_are_told(group: Group) -> None:
    changed(group, 'Members', 'm1', Mobile='98220 99999', Regular_deposit='much')
    assert take_over(group) == 1
    flush(group)
    group.book.reopen()
    assert group.book.members['m1'].mobile == '9822099999'
    assert len(register_problems(group)) == 1


def test_a_number_that_two_have_is_settled_by_giving_one_a_free_one(group: Group) -> None:
    with group.book.writing() as writing:
        writing.update(MEMBERS, 'm2', {'number': 'M2025-001'}, 'twice', NOW)
    flush(group)
    changed(group, 'Members', 'm2', Number='M2025-003')
    assert take_over(group) == 1
    assert [member.number for member in group.book.members.values()] == ['M2025-001', 'M2025-003']


def test_a_changed_sealed_row_counts_as_it_was_sealed_and_is_restored(group: Group) -> None:
    address = changed(group, 'Entries', 'e-asha', Amount=2000, Note='more')
    assert group.rows('id', 'amount')[0] == ('e-asha', '20000')
    (found,) = sealed_edits.of_sealed(group.book)
    assert (found.sheet.name, found.key) == ('Entries', 'e-asha')
    assert found.fields['amount'][:2] == ('200.00', '2000.00')
    assert found.fields['note'] == ('', 'more', address)
    sealed_edits.restore(group.book, 'Entries', 'e-asha', 'nobody knows why', KAVITA, NOW, TODAY, 'r1')
    sealed_edits.restore(group.book, 'Entries', 'e-asha', 'nobody knows why', KAVITA, NOW, TODAY, 'r1')
    settled(group)
    assert sorted(last_changes(group, 2)) == [
        ('Entries', '', 'amount', '2000.00', '200.00', 'Kavita'),
        ('Entries', '', 'note', 'more', '', 'Kavita'),
    ]
    assert len(group.rows('id')) == 5


def test_a_sealed_cell_that_cannot_be_read_any_more_is_restored(group: Group) -> None:
    changed(group, 'Entries', 'e-asha', Amount='two hundred')
    with pytest.raises(Refused, match="'two hundred' cannot stand here"):
        sealed_edits.accept(group.book, 'e-asha', 'why', KAVITA, NOW, TODAY, 'r1')
    sealed_edits.restore(group.book, 'Entries', 'e-asha', '', KAVITA, NOW, TODAY, 'r2')
    settled(group)
    assert group.rows('id', 'amount')[0] == ('e-asha', '20000')


def test_a_changed_row_is_accepted_as_a_correction_a_reversal_and_a_new_row(group: Group) -> None:
    changed(group, 'Entries', 'e-asha', Amount=250, Member='M2025-002', Date=date(2025, 1, 6))
    shown = sealed_edits.rows_of_accepting(group.book, 'e-asha', 'the wrong woman', KAVITA, NOW, TODAY)
    assert len(group.rows('id')) == 5
    sealed_edits.accept(group.book, 'e-asha', 'the wrong woman', KAVITA, NOW, TODAY, 'r1')
    sealed_edits.accept(group.book, 'e-asha', 'the wrong woman', KAVITA, NOW, TODAY, 'r1')
    settled(group)
    assert group.rows('on', 'member_number', 'kind', 'amount', 'reverses', 'note', 'recorded_by')[5:] == [
        ('2025-01-06', 'M2025-002', 'contribution', '25000', '', '', 'Kavita'),
        ('2025-01-05', 'M2025-001', 'contribution', '-20000', 'e-asha', 'the wrong woman', 'Kavita'),
    ]
    assert [(row.kind, row.amount) for row in shown] == [('contribution', 250_00), ('contribution', -200_00)]
    assert group.rows('id', 'amount')[0] == ('e-asha', '20000')


def test_a_changed_row_of_a_repayment_makes_the_whole_repayment_anew(group: Group) -> None:
    changed(group, 'Entries', 'e-back/2', Amount=490)
    sealed_edits.accept(group.book, 'e-back/2', 'she closed it', KAVITA, NOW, TODAY, 'r1')
    settled(group)
    assert group.rows('kind', 'amount')[5:] == [
        ('interest', '-1000'),
        ('principal', '-10000'),
        ('interest', '1000'),
        ('principal', '49000'),
    ]
    changed(group, 'Entries', 'r1.2', Amount=20)
    sealed_edits.accept(group.book, 'r1.2', 'and the interest', KAVITA, NOW, TODAY, 'r2')
    settled(group)
    assert [loan.status for loan in group.book.loans.values()] == ['closed']


def test_a_changed_loan_is_taken_back_and_given_anew_at_its_rate(tmp_path: Path) -> None:
    group = Group(tmp_path)
    group.join('Asha')
    group.do('contribution', '1000', '2025-01-05', member='M2025-001')
    group.do('loan', '500', '2025-02-01', member='M2025-001', rate='1.5', entry_id='e-loan')
    flush(group)
    changed(group, 'Entries', 'e-loan', Amount=600)
    sealed_edits.accept(group.book, 'e-loan', 'she took more', KAVITA, NOW, TODAY, 'r1')
    settled(group)
    assert [(loan.number, str(loan.rate), loan.status) for loan in group.book.loans.values()] == [
        ('L2025-001', '3/2', 'cancelled'),
        ('L2025-002', '3/2', 'running'),
    ]


@pytest.mark.parametrize(
    'key, cells, said',
    [
        ('e-asha', {'Member': 'M2025-009'}, 'There is no member M2025-009.'),
        ('e-asha', {'Amount': -5}, 'is not an amount'),
        ('e-asha', {'Date': date(2026, 5, 1)}, 'The date 2026-05-01 lies in the future.'),
        ('e-loan', {'Amount': 600}, 'Reverse the repayments first.'),
        ('e-usha', {'Amount': 100}, 'There is only'),
        ('e-back', {'Kind': 'fine'}, 'A row of a repayment cannot become something else.'),
        ('e-back/2', {'Amount': 600}, 'is owed on 2025-03-01; 610.00 is more.'),
        ('e-asha', {'Recorded_by': 'Nobody'}, 'says nothing that could be a correction'),
    ],
)
def test_what_cannot_be_a_correction_is_refused_with_its_reason_and_nothing_changes(
    group: Group, key: str, cells: dict[str, Any], said: str
) -> None:
    changed(group, 'Entries', key, **cells)
    before = group.rows('id'), len(group.book.changes), group.book.pending_count()
    with pytest.raises(Refused) as refused:
        sealed_edits.accept(group.book, key, 'why', KAVITA, NOW, TODAY, 'r1')
    assert said in str(refused.value)
    assert (group.rows('id'), len(group.book.changes), group.book.pending_count()) == before
    assert len(group.book.differences) == 1
    sealed_edits.restore(group.book, 'Entries', key, '', KAVITA, NOW, TODAY, 'r2')
    settled(group)


def test_a_changed_row_of_changes_is_restored_and_cannot_be_a_correction(group: Group) -> None:
    group.leave('M2025-002', '2025-05-01')
    flush(group)
    key = group.book.changes[0].id
    changed(group, 'Changes', key, Old='inactive')
    with pytest.raises(Refused):
        sealed_edits.accept(group.book, key, 'why', KAVITA, NOW, TODAY, 'r1')
    sealed_edits.restore(group.book, 'Changes', key, '', KAVITA, NOW, TODAY, 'r2')
    settled(group)


def test_a_deleted_row_is_put_back_and_a_person_says_whether_that_is_right(group: Group) -> None:
    remove(group.path, 'Entries', 'e-asha')
    remove(group.path, 'Entries', 'e-usha')
    group.book.refresh()
    assert len(group.rows('id')) == 5
    flush(group)
    first, second = sorted(group.book.notices(), key=lambda notice: notice.row)
    assert (first.kind, first.sheet, first.row) == ('removed', 'Entries', 'e-asha')
    sealed_edits.leave_removed(group.book, second.id, KAVITA, NOW)
    with pytest.raises(Refused, match='The reason is missing'):
        sealed_edits.accept_removal(group.book, first.id, '', KAVITA, NOW, TODAY, 'r1')
    sealed_edits.accept_removal(group.book, first.id, 'never paid', KAVITA, NOW, TODAY, 'r1')
    sealed_edits.accept_removal(group.book, first.id, 'never paid', KAVITA, NOW, TODAY, 'r1')
    assert group.book.notices() == []
    assert group.rows('kind', 'amount', 'reverses', 'note')[5:] == [('contribution', '-20000', 'e-asha', 'never paid')]
    with pytest.raises(Refused, match='This was decided already'):
        sealed_edits.leave_removed(group.book, second.id, KAVITA, NOW)
    settled(group)


def test_rows_that_an_older_copy_lost_are_settled_together(group: Group) -> None:
    remove(group.path, 'Entries', 'e-asha')
    remove(group.path, 'Entries', 'e-usha')
    group.book.refresh()
    notices = [notice.id for notice in group.book.notices()]
    with pytest.raises(Refused):
        sealed_edits.leave_all_removed(group.book, notices, Who('Lata', 'secretary'))
    assert sealed_edits.leave_all_removed(group.book, notices, KAVITA) == len(notices) == 2
    assert (group.book.notices(), sealed_edits.leave_all_removed(group.book, notices, KAVITA)) == ([], 0)
    assert len(group.book.frame()) == 5


def test_who_may_not_correct_decides_nothing(group: Group) -> None:
    changed(group, 'Entries', 'e-asha', Amount=2000)
    changed(group, 'Bylaws', 'due_day', Value=40)
    secretary = Who('Lata', 'secretary')
    with pytest.raises(Refused, match='You may not do this'):
        sealed_edits.restore(group.book, 'Entries', 'e-asha', '', secretary, NOW, TODAY, 'r1')
    with pytest.raises(Refused, match='You may not do this'):
        sealed_edits.accept(group.book, 'e-asha', 'why', secretary, NOW, TODAY, 'r1')
    with pytest.raises(Refused, match='You may not do this'):
        hand_edits.put_back(group.book, 'Bylaws', 'due_day', KAVITA, NOW)
