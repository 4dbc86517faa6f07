"""President and treasurer record apart and meet: nothing is lost or doubled, and people decide what they must."""

import json
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from actions import record, sync
from reports.verify import checked, problems_of_book
from rules.problems import Refused
from sheets.exchanging import logged
from sheets.files import XlsxFile
from tests.copies import ASHA, Copies, flush
from tests.groups import NOW, PRESIDENT, TODAY, Group

ROOT = Path(__file__).parent.parent


@pytest.fixture
def laptops(tmp_path: Path) -> Copies:
    """Two copies of one book."""
    return Copies(tmp_path, 'president', 'treasurer')


def deposit(group: Group, amount: str, on: str, **details: str) -> str:
    return group.do('contribution', amount, on, member=ASHA, **details).entry_id


def said(group: Group) -> list[str]:
    """What is wrong with the workbook of a laptop."""
    return [problem.said() for problem in checked(group.path).problems]


def in_workbook(group: Group) -> list[tuple[object, object]]:
    """Id and amount of each row that stands in the sheet."""
    sheet = openpyxl.load_workbook(group.path)['Entries']
    return [(row[17].value, row[5].value) for row in sheet.iter_rows(min_row=2) if row[0].value]


def test_each_has_the_rows_of_both_in_its_workbook_in_either_order_and_any_number_of_times(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    deposit(a, '300', '2025-02-05', entry_id='a1')
    deposit(b, '400', '2025-03-05', entry_id='b1')
    deposit(b, '500', '2025-04-05', entry_id='b2')
    done = laptops.sync('president', 'treasurer')
    assert (done.status, done.pulled, done.pushed, done.joined) == ('synced', 2, 1, True)
    assert laptops.are_one('president', 'treasurer')
    assert in_workbook(a) == [('d1', 200), ('a1', 300), ('b1', 400), ('b2', 500)]
    assert in_workbook(b) == [('d1', 200), ('b1', 400), ('b2', 500), ('a1', 300)]
    for one, other in (('treasurer', 'president'), ('president', 'treasurer')):
        again = laptops.sync(one, other)
        assert (again.pulled, again.pushed, again.joined, again.sync_log) == (0, 0, False, [])
    assert said(a) == said(b) == []


def test_in_the_other_order_comes_out_the_same(tmp_path: Path) -> None:
    heads = []
    for pair in (('president', 'treasurer'), ('treasurer', 'president')):
        folder = tmp_path / pair[0]
        folder.mkdir()
        copies = Copies(folder, 'president', 'treasurer')
        deposit(copies['president'], '300', '2025-02-05', entry_id='a1')
        deposit(copies['treasurer'], '400', '2025-03-05', entry_id='b1')
        heads.append(copies.sync(*pair).head)
    assert heads[0] == heads[1]


def test_who_only_lacked_rows_gets_them_and_nothing_needs_to_be_joined(laptops: Copies) -> None:
    deposit(laptops['treasurer'], '400', '2025-03-05')
    done = laptops.sync('president', 'treasurer')
    assert (done.pulled, done.pushed, done.joined) == (1, 0, False)
    assert done.head == laptops['treasurer'].book.head() == laptops['president'].book.head()


def test_what_came_and_went_is_written_down_on_both(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    deposit(a, '300', '2025-02-05', entry_id='a1')
    b.do('reversal', '200', '2025-03-01', reverses='d1')
    laptops.sync('president', 'treasurer')
    for group in (a, b):
        lines = {(line.operation, line.entity, line.entity_id) for line in logged(group.book.journal)}
        assert {('insert', 'contribution', 'a1'), ('delete', 'contribution', 'd1')} <= lines


def test_cut_off_between_the_two_it_is_finished_the_next_time(laptops: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = laptops['president'], laptops['treasurer']
    deposit(a, '300', '2025-02-05')
    deposit(b, '400', '2025-03-05')
    take, books = sync._take, []

    def die_at_the_second(book: object, *rest: object) -> object:
        books.append(book)
        if len(books) == 2:
            raise KeyboardInterrupt
        return take(book, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(sync, '_take', die_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            laptops.sync('president', 'treasurer')
    assert (len(a.rows('id')), len(b.rows('id'))) == (3, 2)
    laptops.sync('treasurer', 'president')
    assert laptops.are_one('president', 'treasurer')
    assert said(a) == said(b) == []


def test_a_row_that_was_recorded_meanwhile_goes_along(laptops: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = laptops['president'], laptops['treasurer']
    deposit(a, '300', '2025-02-05')
    take, calls = sync._take, []

    def while_somebody_records(book: object, *rest: object) -> object:
        calls.append(book)
        if len(calls) == 2:
            deposit(b, '700', '2025-05-05', entry_id='late')
        return take(book, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(sync, '_take', while_somebody_records)
    laptops.sync('president', 'treasurer')
    assert ('late',) in a.rows('id')
    assert laptops.are_one('president', 'treasurer')


def test_one_request_that_came_to_both_counts_once_and_gets_one_answer(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    deposit(b, '900', '2025-02-01')
    for group in (a, b):
        deposit(group, '300', '2025-02-05', entry_id='twice')
    deposit(a, '100', '2025-02-06')
    deposit(b, '50', '2025-02-07')
    laptops.sync('president', 'treasurer')
    assert laptops.are_one('president', 'treasurer')
    assert sorted(a.rows('amount')) == sorted((str(amount),) for amount in (20000, 90000, 30000, 10000, 5000))
    assert said(a) == said(b) == []
    answers = {deposit_again(group) for group in (a, b)}
    assert len(answers) == 1 and answers == {(a.book.receipt_of('twice')[0].receipt, True)}


def deposit_again(group: Group) -> tuple[str, bool]:
    done = group.do('contribution', '300', '2025-02-05', member=ASHA, entry_id='twice')
    return done.receipt, done.repeated


@pytest.mark.parametrize('first', ['president', 'treasurer'])
def test_a_repayment_that_both_split_otherwise_is_paid_once(laptops: Copies, first: str) -> None:
    laptops['president'].do('loan', '100', '2025-02-01', member=ASHA, entry_id='loan')
    laptops.sync('president', 'treasurer')
    # Here it pays principal alone, there interest and principal: one row against two.
    laptops['treasurer'].do('repayment', '2', '2025-02-20', loan='L2025-001', entry_id='interest')
    for name, group in laptops.groups.items():
        asked = group.asked('repayment', '50', '2025-02-21', loan='L2025-001', entry_id='paid')
        record.record(group.book, asked, PRESIDENT, NOW + timedelta(minutes=name != first), TODAY)
    laptops.sync('president', 'treasurer')
    rows = laptops['president'].rows('id', 'amount')
    assert sum(int(amount) for row, amount in rows if row.startswith('paid')) == 50_00
    assert laptops.are_one('president', 'treasurer')
    assert said(laptops['president']) == said(laptops['treasurer']) == []


def test_a_repeat_on_the_other_machine_gets_the_first_answer(laptops: Copies) -> None:
    first = laptops['president'].do('contribution', '300', '2025-02-05', member=ASHA, entry_id='a1')
    laptops.sync('president', 'treasurer')
    again = laptops['treasurer'].do('contribution', '300', '2025-02-05', member=ASHA, entry_id='a1')
    assert (again.receipt, again.repeated) == (first.receipt, True)
    assert 'already used' in laptops['treasurer'].refusal(
        'contribution', '301', '2025-02-05', member=ASHA, entry_id='a1'
    )


def test_a_row_that_both_took_over_from_the_sheet_counts_once(tmp_path: Path) -> None:
    from actions import adoption

    first = Copies(tmp_path, 'president')['president']
    workbook = openpyxl.load_workbook(first.path)
    sheet = workbook['Entries']
    headings = [cell.value for cell in sheet[1]]
    typed = {'Date': '2025-02-05', 'Member': ASHA, 'Kind': 'contribution', 'Amount': 200, 'Mode': 'cash'}
    sheet.append([typed.get(str(heading)) for heading in headings])
    workbook.save(first.path)
    (tmp_path / 'treasurer').mkdir()
    shutil.copy(first.path, tmp_path / 'treasurer')
    groups = [Group.at(tmp_path / name / 'group.xlsx') for name in ('president', 'treasurer')]
    for group in groups:
        group.book.refresh()
        assert adoption.adopt(group.book, {row.fingerprint for row in group.book.typed}, PRESIDENT, NOW, TODAY) == 1
        flush(group)
    sync.sync(groups[0].book, groups[1].book, PRESIDENT, NOW, TODAY)
    for group in groups:
        assert [amount for (amount,) in group.rows('amount')] == ['20000', '20000']
        assert said(group) == []


# --- what rules speak against ---------------------------------------------------------------------------------------


def test_cash_that_both_spent_stays_and_is_a_problem_with_its_rows(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    for group in (a, b):
        group.do('expense', '150', '2025-02-05', category='tea')
    done = laptops.sync('president', 'treasurer')
    assert [problem.said() for problem in done.problems if 'Cash was -100.00' in problem.said()]
    assert len(a.rows('id')) == len(b.rows('id')) == 3
    assert any('Cash was -100.00' in line and 'Entries!F3' in line for line in said(a))


def test_a_loan_that_both_had_repaid_is_told_and_keeps_its_rows(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    a.do('loan', '100', '2025-02-01', member=ASHA)
    laptops.sync('president', 'treasurer')
    for group in (a, b):
        group.do('repayment', '102', '2025-02-20', loan='L2025-001')
    done = laptops.sync('president', 'treasurer')
    assert any('More is repaid of the loan L2025-001' in problem.said() for problem in done.problems)
    assert laptops.are_one('president', 'treasurer') and done.questions == []


def test_a_loan_that_only_both_together_repaid_is_past(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    a.do('loan', '100', '2025-02-01', member=ASHA)
    laptops.sync('president', 'treasurer')
    a.do('repayment', '52', '2025-02-20', loan='L2025-001')
    b.do('repayment', '52', '2025-02-20', loan='L2025-001')
    assert {loan.status for group in (a, b) for loan in group.book.loans.values()} == {'running'}
    laptops.sync('president', 'treasurer')
    assert laptops.are_one('president', 'treasurer')
    assert [line for line in said(a) if 'is marked' in line] == []


# --- the copies -----------------------------------------------------------------------------------------------------


def test_the_book_of_another_group_and_one_and_the_same_file_are_refused(laptops: Copies, tmp_path: Path) -> None:
    (tmp_path / 'other').mkdir()
    other = Group(tmp_path / 'other', group_id='G2', name='Umoja')
    with pytest.raises(Refused, match='another group: Umoja'):
        sync.sync(laptops['president'].book, other.book, PRESIDENT, NOW, TODAY)
    again = Group.at(laptops['president'].path)
    with pytest.raises(Refused, match='one and the same'):
        sync.sync(laptops['president'].book, again.book, PRESIDENT, NOW, TODAY)


def test_two_copies_in_one_folder_share_a_journal_and_are_joined_all_the_same(laptops: Copies) -> None:
    a = laptops['president']
    beside = Group.at(Path(shutil.copy(a.path, a.path.with_name('copy.xlsx'))))
    deposit(a, '300', '2025-02-05', entry_id='a1')
    deposit(beside, '400', '2025-03-05', entry_id='b1')
    done = sync.sync(a.book, beside.book, PRESIDENT, NOW, TODAY)
    assert (done.pulled, done.pushed) == (1, 1)
    assert in_workbook(beside) == [('d1', 200), ('b1', 400), ('a1', 300)]


def test_three_hundred_rows_of_a_day_without_the_other_arrive_in_one_visit_in_order(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    for number in range(300):
        deposit(a, '10', '2025-02-05', entry_id=f'row{number:03d}')
    deposit(b, '400', '2025-03-05', entry_id='b1')
    steps: list[sync.Step] = []
    done = sync.sync(a.book, b.book, PRESIDENT, NOW, TODAY, steps.append)
    assert (done.status, done.pushed, done.pulled) == ('synced', 300, 1)
    assert [row for row, _amount in in_workbook(b)] == ['d1', 'b1', *(f'row{number:03d}' for number in range(300))]
    # With the row of hers that had not been written yet, and the one that joins the heads.
    assert (steps[-2].file, steps[-2].done, steps[-2].total) == ('group.xlsx', 302, 302)


def test_while_one_workbook_is_open_elsewhere_its_rows_wait_and_the_answer_says_so(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    deposit(a, '300', '2025-02-05', entry_id='a1')
    b.path.with_name('.~lock.group.xlsx#').write_text(',Mangal,laptop,;', encoding='utf-8')
    done = sync.sync(a.book, b.book, PRESIDENT, NOW, TODAY, wait_seconds=0)
    assert done.status == 'pending' and 'Mangal' in done.waiting[0].said()
    assert ('a1',) in b.rows('id')
    b.path.with_name('.~lock.group.xlsx#').unlink()
    assert laptops.sync('president', 'treasurer').status == 'synced'


def test_a_sealed_row_that_was_changed_in_one_copy_comes_back_into_force_and_is_told(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    workbook = openpyxl.load_workbook(b.path)
    workbook['Entries'].cell(2, 6, 900)
    workbook.save(b.path)
    shutil.rmtree(b.path.parent / '.bahi')
    b = laptops.groups['treasurer'] = Group.at(b.path)
    assert b.cash() == 900_00
    laptops.sync('president', 'treasurer')
    assert (a.cash(), b.cash()) == (200_00, 200_00)
    assert [(each.key, each.fields['amount'][:2]) for each in b.book.differences] == [('d1', ('200.00', '900.00'))]
    assert any('Entries!F2' in problem.place for problem in checked(b.path).problems)


def test_a_backup_of_both_is_made_before(laptops: Copies) -> None:
    deposit(laptops['president'], '300', '2025-02-05')
    laptops.sync('president', 'treasurer')
    for name in ('president', 'treasurer'):
        workbook = laptops[name].book.workbook
        assert isinstance(workbook, XlsxFile)
        assert list(workbook.folder.rglob('*joining*'))


def test_the_command_prints_the_shapes_that_other_systems_know(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    deposit(a, '300', '2025-02-05', entry_id='a1')
    a.do('loan', '100', '2025-02-06', member=ASHA, entry_id='l1')
    b.do('withdrawal', '50', '2025-02-07', member=ASHA, entry_id='w1')
    command = [sys.executable, 'main.py', 'sync', str(a.path), str(b.path), '--by', 'Savitri', '--json']
    ran = subprocess.run([*command, '--today', '2026-01-01'], cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(ran.stdout)
    assert (told['status'], told['pushed'], told['pulled'], told['joined']) == ('synced', 3, 1, True)
    of_asha = {'user_id': 'm1', 'group_id': 'G1'}
    assert told['contributions'] == [
        {'id': 'a1', **of_asha, 'amount': '300.00', 'date': '2025-02-05', 'status': 'synced'}
    ]
    assert told['loans'] == [
        {'id': 'l1', **of_asha, 'amount': '100.00', 'interest_rate': '2', 'date_issued': '2025-02-06',
         'due_date': '2026-02-06', 'status': 'active'}
    ]  # fmt: skip
    assert told['payouts'] == [{'id': 'w1', **of_asha, 'amount': '50.00', 'date': '2025-02-07', 'status': 'synced'}]
    assert told['groups'] == [
        {'id': 'G1', 'name': 'Asmita', 'description': '', 'created_date': '2025-01-01', 'balance': '350.00'}
    ]
    assert set(told['sync_log'][0]) == {'id', 'operation', 'entity', 'entity_id', 'timestamp'}
    assert told['questions'] == told['problems'] == []
    assert [problem for group in (a, b) for problem in problems_of_book(group.book)] == []


def test_without_json_the_command_says_it_in_words_and_another_group_is_refused(
    laptops: Copies, tmp_path: Path
) -> None:
    deposit(laptops['president'], '300', '2025-02-05')
    paths = [str(laptops[name].path) for name in ('president', 'treasurer')]
    ran = subprocess.run(
        [sys.executable, 'main.py', 'sync', *paths], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert 'went there: 1' in ran.stdout
    (tmp_path / 'other').mkdir()
    other = Group(tmp_path / 'other', group_id='G2', name='Umoja')
    command = [sys.executable, 'main.py', 'sync', paths[0], str(other.path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 1 and 'another group: Umoja' in ran.stderr
