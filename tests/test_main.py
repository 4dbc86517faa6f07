"""The command line as people and scripts use it: what it prints, what it refuses, its exit codes."""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command_name
from typer.testing import CliRunner, Result

from main import COMMANDS, app
from sheets import reading, xlsx
from tests.groups import Group

ROOT = Path(__file__).parent.parent
ON = '2025-06-30'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A group that began in January 2025 with Asha and Beena."""
    group = Group(tmp_path)
    group.join('Asha')
    group.join('Beena')
    group.book.close()
    assert summary(group.path)['members_active'] == 2
    return group.path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def record(file: Path, kind: str, amount: str, date: str, *more: str) -> dict[str, Any]:
    result = run('record', file, '--kind', kind, '--amount', amount, '--date', date, *more)
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def summary(file: Path, on: str = ON) -> dict[str, Any]:
    result = run('summary', file, '--on', on, '--json')
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def ids(file: Path) -> list[str]:
    table = reading.read_tables(file.read_bytes(), file.name)['Entries']
    return [str(row[table.places['id']]) for _, row in reading.filled_rows(table)]


def test_a_group_from_its_first_day(tmp_path: Path) -> None:
    """New workbook, member, deposit, loan, repayment, and what it adds up to."""
    file = tmp_path / 'g.xlsx'
    made = run('new', file, '--kind', 'shg', '--name', 'सावित्री', '--language', 'mr', '--start', '2025-01-01')
    assert (made.exit_code, made.output) == (0, '')
    added = run('member', file, '--name', 'सुनीता', '--mobile', '9822012345', '--joined', '2025-01-01', '--json')
    assert json.loads(added.stdout)['number'] == 'M2025-001'
    record(file, 'contribution', '10000', '2025-01-05', '--member', 'M2025-001')
    record(file, 'loan', '5000', '2025-01-10', '--member', 'M2025-001')
    answer = record(file, 'repayment', '5300', '2025-04-10', '--member', 'M2025-001')
    assert (answer['status'], answer['rows'], answer['in_workbook']) == ('recorded', 2, True)
    assert summary(file) == {
        'savings': '10000.00', 'loans_given': '5000.00', 'loans_outstanding': '0.00', 'principal_repaid': '5000.00',
        'interest_received': '300.00', 'penalties_received': '0.00', 'income': '0.00', 'expenses': '0.00',
        'cash': '10300.00', 'bank': '0.00', 'members_active': 1, 'members_inactive': 0, 'loans_active': 0,
        'loans_closed': 1, 'dues_missed': 5,
    }  # fmt: skip
    assert (run('verify', file).exit_code, run('verify', file).output) == (0, '')


def test_a_workbook_is_never_written_over(file: Path) -> None:
    before = file.read_bytes()
    result = run('new', file, '--kind', 'shg', '--name', 'Other')
    assert result.exit_code == 1
    assert 'is there already' in result.stderr
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    'name, words, said',
    [
        ('g.txt', ('--name', 'Umoja'), 'g.txt is not the name of an xlsx workbook.'),
        ('g.xlsx', ('--name', ' '), 'The name of the group is empty.'),
        ('g.xlsx', ('--name', 'Umoja', '--start', '2999-01-01'), 'The group cannot begin in the future.'),
    ],
)
def test_a_group_that_cannot_be_is_not_made(tmp_path: Path, name: str, words: tuple[str, ...], said: str) -> None:
    result = run('new', tmp_path / name, '--kind', 'chama', '--currency', 'KES', *words)
    assert (result.exit_code, said in result.stderr, list(tmp_path.iterdir())) == (1, True, [])


@pytest.mark.parametrize('kind', ['chama', 'vsla', 'sacco'])
def test_a_group_that_may_be_of_any_country_says_what_it_counts_in(tmp_path: Path, kind: str) -> None:
    """Shillings counted as rupees could never be put right: the currency of a group stays as it is."""
    file, asked = tmp_path / 'g.xlsx', ('--kind', kind, '--name', 'Umoja')
    refused = run('new', file, *asked)
    assert (refused.exit_code, file.exists()) == (2, False)
    assert 'Say with --currency what the group counts in' in refused.stderr and 'KES' in refused.stderr
    assert run('new', file, *asked, '--currency', 'KES').exit_code == 0


def test_reading_a_workbook_changes_nothing_in_it(tmp_path: Path) -> None:
    file = tmp_path / 'group.xlsx'
    file.write_bytes((ROOT / 'sample_workbook.xlsx').read_bytes())
    for command in (['summary', file], ['verify', file], ['message', file, '--kind', 'monthly'], ['upgrade', file]):
        assert run(*command).exit_code == 0
    assert file.read_bytes() == (ROOT / 'sample_workbook.xlsx').read_bytes()


@pytest.mark.parametrize('command', ['report', 'export'])
def test_a_report_is_never_written_over_a_workbook(file: Path, tmp_path: Path, command: str) -> None:
    other = tmp_path / 'other.xlsx'
    other.write_bytes(file.read_bytes())
    for output in (file, other):
        result = run(command, file, '--from', '2025-01-01', '--to', '2025-03-31', '-o', output)
        assert (result.exit_code, result.stderr.strip()) == (
            1, f'{output.name} is the workbook of a group. Give the report or export another name.',
        )  # fmt: skip
        assert output.read_bytes() == other.read_bytes()


def test_nobody_records_into_an_export(file: Path, tmp_path: Path) -> None:
    audit = tmp_path / 'audit.xlsx'
    assert run('export', file, '--from', '2025-01-01', '--to', '2025-03-31', '-o', audit).exit_code == 0
    before = audit.read_bytes()
    result = run('record', audit, '--kind', 'income', '--amount', '5', '--date', '2025-01-05')
    assert result.exit_code == 1
    assert 'audit.xlsx is an export for the auditor. Choose the workbook of the group.' in result.stderr
    assert audit.read_bytes() == before


def test_the_same_entry_id_records_once(file: Path) -> None:
    words = ('--member', 'M2025-001', '--entry-id', 'tap-1')
    first = record(file, 'contribution', '200', '2025-01-05', *words)
    again = record(file, 'contribution', '200', '2025-01-05', *words)
    assert (first['entry_id'], first['status']) == ('tap-1', 'recorded')
    assert (again['entry_id'], again['status'], again['rows']) == ('tap-1', 'already recorded', 1)
    assert ids(file) == ['tap-1']


def test_a_refusal_says_why_and_changes_nothing(file: Path) -> None:
    before = file.read_bytes()
    result = run('record', file, '--kind', 'loan', '--amount', '500', '--date', '2025-01-05', '--member', 'M2025-001')
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (answer['status'], answer['rows'], answer['in_workbook']) == ('refused', 0, False)
    assert answer['problems'] == [
        'There is only ₹0.00 in cash on 5 January 2025. Record what came in first, or a smaller amount.'
    ]
    assert result.stderr.strip() == answer['problems'][0]
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    'words',
    [
        ['record', 'FILE'],
        ['record', 'FILE', '--kind', 'gift', '--amount', '2', '--date', '2025-01-05'],
        ['record', 'FILE', '--kind', 'contribution', '--amount', '200', '--date', '2025-01-05'],
        ['record', 'FILE', '--kind', 'to-bank', '--amount', '200', '--date', '2025-01-05', '--member', 'M2025-001'],
        ['record', 'FILE', '--batch', 'FILE', '--kind', 'fine'],
        ['record', 'FILE', '--kind', 'income', '--amount', '2', '--date', '2025-01-05', '--together'],
        ['record', 'FILE', '--kind', 'income', '--amount', '2'],
        ['record', 'FILE', '--kind', 'income', '--amount', '2', '--date', '2025-01-05', '--wait', '-1'],
        ['record', 'FILE', '--kind', 'fine', '--today', 'tomorrow'],
        ['member', 'FILE'],
        ['member', 'FILE', '--name', 'A', '--deactivate', 'M2025-001'],
        ['report', 'FILE', '--from', '2025-02-01', '--to', '2025-01-01', '-o', 'out.pdf'],
        ['message', 'FILE', '--kind', 'receipt'],
        ['new', 'FILE', '--kind', 'bank', '--name', 'x'],
        ['nothing'],
    ],
)
def test_wrong_use_is_told_from_a_refusal(file: Path, words: list[str]) -> None:
    result = run(*(file if word == 'FILE' else word for word in words))
    assert result.exit_code == 2, result.output
    assert result.stderr.strip()


@pytest.mark.parametrize(
    'command',
    [
        ['summary', 'FILE'], ['verify', 'FILE'], ['upgrade', 'FILE'], ['message', 'FILE', '--kind', 'monthly'],
        ['record', 'FILE', '--kind', 'income', '--amount', '5', '--date', '2025-01-05'],
        ['member', 'FILE', '--name', 'A', '--mobile', '9822012345'],
        ['report', 'FILE', '--from', '2025-01-01', '--to', '2025-02-01', '-o', 'out.pdf'],
        ['export', 'FILE', '--from', '2025-01-01', '--to', '2025-02-01', '-o', 'out.xlsx'],
    ],
)  # fmt: skip
def test_every_command_says_plainly_that_there_is_no_such_file(tmp_path: Path, command: list[str]) -> None:
    result = run(*(tmp_path / 'none.xlsx' if word == 'FILE' else word for word in command))
    assert result.exit_code == 1
    assert 'There is no file none.xlsx. Check the name and the folder.' in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_batch_takes_each_line_for_itself(file: Path, tmp_path: Path) -> None:
    (tmp_path / 'b.jsonl').write_text(
        '{"kind": "contribution", "amount": 200.50, "date": "2025-01-05", "member": "M2025-001", "entry_id": "b1"}\n'
        '\n'
        '{"kind": "contribution", "amount": "-5", "date": "2025-01-05", "member": "M2025-001"}\n'
        'no object\n'
        '{"kind": "fine", "amount": "5", "date": "2025-01-05", "member": "M2025-002", "colour": "red"}\n'
        '{"kind": "expense", "amount": "20", "date": "2025-01-05", "category": "tea", "note": null, "entry_id": "b2"}\n'
    )
    result = run('record', file, '--batch', tmp_path / 'b.jsonl')
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [answer['status'] for answer in answers] == ['recorded', 'refused', 'refused', 'refused', 'recorded']
    assert "'-5' is not an amount" in answers[1]['problems'][0]
    assert answers[2]['problems'][0].startswith('The line is not a JSON object: no object')
    assert "'colour' is not a detail" in answers[3]['problems'][0]
    assert ids(file) == ['b1', 'b2']
    assert summary(file)['cash'] == '180.50'


def test_a_batch_together_is_all_or_nothing(file: Path, tmp_path: Path) -> None:
    deposit = '{"kind": "contribution", "amount": "200", "date": "2025-01-05", "member": "M2025-001", "entry_id": "b1"}'
    lend = '{"kind": "loan", "amount": "%s", "date": "2025-01-06", "member": "M2025-001", "entry_id": "b2"}'
    batch = tmp_path / 'b.jsonl'
    batch.write_text(deposit + '\n' + lend % 201)
    refused = run('record', file, '--batch', batch, '--together')
    assert [json.loads(line)['status'] for line in refused.stdout.splitlines()] == ['refused', 'refused']
    assert (refused.exit_code, ids(file)) == (1, [])
    batch.write_text(deposit + '\n' + lend % 200)
    done = run('record', file, '--batch', batch, '--together')
    assert [json.loads(line)['status'] for line in done.stdout.splitlines()] == ['recorded', 'recorded']
    assert (done.exit_code, ids(file), summary(file)['cash']) == (0, ['b1', 'b2'], '0.00')


def test_rows_wait_in_the_journal_while_someone_holds_the_workbook(file: Path) -> None:
    lock = file.with_name(f'.~lock.{file.name}#')
    lock.write_text(',Savitri,laptop,;')
    words = ('--member', 'M2025-001', '--entry-id', 'e1', '--wait', '0.1')
    assert record(file, 'contribution', '200', '2025-01-05', *words)['in_workbook'] is False
    assert ids(file) == []
    assert summary(file)['cash'] == '200.00'
    lock.unlink()
    assert summary(file)['cash'] == '200.00'
    assert ids(file) == ['e1']


def test_who_leaves_and_returns_keeps_her_number(file: Path) -> None:
    assert run('member', file, '--deactivate', 'M2025-001').exit_code == 1
    gone = run('member', file, '--deactivate', 'M2025-001', '--reason', 'moved', '--today', '2025-03-01', '--json')
    assert json.loads(gone.stdout)['status'] == 'inactive'
    assert (summary(file)['members_active'], summary(file)['members_inactive']) == (1, 1)
    back = run('member', file, '--reactivate', 'M2025-001', '--today', '2025-05-01', '--json')
    assert (json.loads(back.stdout)['number'], json.loads(back.stdout)['status']) == ('M2025-001', 'active')
    assert summary(file, '2025-04-01')['members_inactive'] == 1


def test_report_export_and_messages_come_out(file: Path, tmp_path: Path) -> None:
    record(file, 'contribution', '200', '2025-01-05', '--member', 'M2025-001', '--entry-id', 'e1')
    for language in ('en', 'hi', 'mr', 'sw'):
        out = tmp_path / f'{language}.pdf'
        words = ('--from', '2025-01-01', '--to', '2025-03-31', '--language', language, '-o', out)
        assert run('report', file, *words).exit_code == 0
        assert out.read_bytes().startswith(b'%PDF')
    out = tmp_path / 'audit.xlsx'
    assert run('export', file, '--from', '2025-01-01', '--to', '2025-03-31', '-o', out).exit_code == 0
    assert (run('verify', out).exit_code, run('verify', out).output) == (0, '')
    said = run('message', file, '--kind', 'receipt', '--entry', 'e1', '--language', 'en').stdout
    assert 'Asha (M2025-001) deposited *₹200.00* for January 2025.' in said
    reminder = run('message', file, '--kind', 'reminder', '--member', 'M2025-002', '--today', '2025-02-20')
    assert '• January 2025: ₹200.00' in reminder.stdout
    both = run('message', file, '--kind', 'reminder', '--today', '2025-02-20')
    assert [line for line in both.stdout.splitlines() if line.startswith(('Dear', 'Together'))] == [
        'Dear Asha (M2025-001), these deposits are still missing:', 'Together: *₹200.00*',
        'Dear Beena (M2025-002), these deposits are still missing:', 'Together: *₹400.00*',
    ]  # fmt: skip
    assert run('message', file, '--kind', 'reminder', '--today', '2025-01-06').stdout == 'No reminder is needed.\n'


def test_verify_names_the_cell_that_was_changed(file: Path) -> None:
    record(file, 'contribution', '200', '2025-01-05', '--member', 'M2025-001')
    xlsx.amend_cells(file, 'Entries', {'F2': 2000})
    result = run('verify', file)
    assert result.exit_code == 1
    assert all(re.fullmatch(r'\w+!?[A-Z]*\d*: .+\. .+', line) for line in result.output.splitlines())
    assert any(line.startswith('Entries!F2: ') for line in result.output.splitlines())


@pytest.mark.parametrize('part', sorted(set(COMMANDS.values())))
def test_each_command_is_in_the_part_that_is_named(part: str) -> None:
    found = {get_command_name(command.__name__) for command in importlib.import_module(f'commands.{part}').COMMANDS}
    assert found == {command for command, its_part in COMMANDS.items() if its_part == part}


def test_the_calculator_does_not_wait_for_what_only_a_book_needs() -> None:
    words = ['loan', '--principal', '100', '--rate', '2', '--count', '3', '--start', '2026-01-01']
    done = subprocess.run(
        [sys.executable, '-X', 'importtime', 'main.py', *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    imported = {line.rpartition('|')[2].strip().partition('.')[0] for line in done.stderr.splitlines()}
    assert 'rules' in imported
    assert imported & {'pandas', 'openpyxl', 'nicegui', 'sqlalchemy', 'matplotlib', 'gspread'} == set()


def test_the_program_itself_runs(file: Path) -> None:
    """Once as a process of its own, with what it prints and its exit code."""
    words = [sys.executable, str(ROOT / 'main.py'), 'record', str(file), '--kind', 'income', '--date', '2025-01-05']
    done = subprocess.run([*words, '--amount', '5.50'], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, '')
    assert json.loads(done.stdout)['status'] == 'recorded'
    refused = subprocess.run([*words, '--amount', '1e9'], capture_output=True, text=True, check=False)
    assert (refused.returncode, json.loads(refused.stdout)['status']) == (1, 'refused')
