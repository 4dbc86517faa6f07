"""Statements and journals from the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from main import app
from reports.statement_lines import KINDS
from tests.groups import Group

DAYS = ('--from', '2025-03-01', '--to', '2025-03-31')


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """
    5 Jan  Asha deposits 2000      20 Mar  Asha repays 70 by UPI, 20 of it interest
    1 Feb  Asha is lent 500        25 Mar  tea for 25
    """
    group = Group(tmp_path)
    asha = group.join('Asha')
    group.do('contribution', '2000', '2025-01-05', member=asha)
    group.do('loan', '500', '2025-02-01', member=asha)
    group.do('repayment', '70', '2025-03-20', member=asha, mode='upi')
    group.do('expense', '25', '2025-03-25', category='tea')
    group.book.close()
    return group.path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_statement_is_printed(file: Path) -> None:
    result = run('statement', file, '--kind', 'income', *DAYS)
    assert result.exit_code == 0, result.output
    assert [' '.join(line.split()) for line in result.stdout.splitlines()] == [
        'Income statement', '1 Mar 2025 to 31 Mar 2025 1 Feb 2025 to 28 Feb 2025', 'Income',
        'Interest received 20.00 0.00', 'Total income 20.00 0.00', 'Expenses', 'tea 25.00 0.00',
        'Total expenses 25.00 0.00', 'Surplus of the period −5.00 0.00',
    ]  # fmt: skip


def test_a_statement_as_json_has_exact_amounts_and_what_they_consist_of(file: Path) -> None:
    answer = json.loads(run('statement', file, '--kind', 'balance-sheet', *DAYS, '--compared', 'year', '--json').stdout)
    assert (answer['kind'], answer['from'], answer['to'], answer['currency']) == (
        'balance-sheet', '2025-03-01', '2025-03-31', 'INR'
    )  # fmt: skip
    assert answer['compared'] == {'from': '2024-03-01', 'to': '2024-03-31'}
    assert [section['title'] for section in answer['sections']] == ['Assets', 'Liabilities', 'Equity', '']
    assert answer['sections'][0]['lines'][1] == {
        'key': 'bank', 'title': 'Bank', 'amount': '70.00', 'before': '0.00',
        'consists_of': [{'kind': 'principal', 'entries': 1, 'amount': '50.00'},
                        {'kind': 'interest', 'entries': 1, 'amount': '20.00'}],
    }  # fmt: skip
    assert answer['sections'][3]['total'] == {
        'key': 'liabilities and equity', 'title': 'Liabilities and equity', 'amount': '1995.00', 'before': '0.00',
        'adds': [{'key': 'liabilities', 'sign': 1}, {'key': 'equity', 'sign': 1}],
    }  # fmt: skip


@pytest.mark.parametrize('kind', KINDS)
def test_every_statement_is_written_as_pdf_and_workbook(file: Path, tmp_path: Path, kind: str) -> None:
    for ending, begins in (('pdf', b'%PDF'), ('xlsx', b'PK')):
        out = tmp_path / f'statement.{ending}'
        result = run('statement', file, '--kind', kind, *DAYS, '--language', 'mr', '-o', out)
        assert (result.exit_code, result.output) == (0, '')
        assert out.read_bytes().startswith(begins)


def test_without_days_it_goes_from_the_first_day_to_today(file: Path) -> None:
    answer = json.loads(run('statement', file, '--kind', 'cash-flow', '--json').stdout)
    assert answer['from'] == '2025-01-01'
    assert answer['sections'][-1]['total']['together'] == '1545.00'


@pytest.mark.parametrize(
    ('words', 'code', 'said'),
    [
        (['--kind', 'gold'], 2, "'gold' is none of: trial-balance, balance-sheet"),
        (['--kind', 'income', '--from', 'May'], 2, "'May' is not a date."),
        (['--kind', 'income', '-o', 'x.doc'], 2, 'x.doc is neither a PDF nor a workbook.'),
        (['--kind', 'income', '--from', '2025-02-01', '--to', '2025-01-01'], 1, 'The range ends before it begins.'),
    ],
)
def test_what_cannot_be_made_is_refused(file: Path, words: list[str], code: int, said: str) -> None:
    result = run('statement', file, *words)
    assert result.exit_code == code
    assert said in ' '.join(result.output.replace('│', '').split())


def test_a_statement_is_not_written_over_the_workbook_of_a_group(file: Path) -> None:
    run('summary', file)
    before = file.read_bytes()
    result = run('statement', file, '--kind', 'income', *DAYS, '-o', file)
    assert result.exit_code == 1 and 'is the workbook of a group.' in result.output
    assert file.read_bytes() == before


def test_a_journal_is_printed_or_written(file: Path, tmp_path: Path) -> None:
    printed = run('export', file, '--format', 'hledger')
    assert printed.exit_code == 0 and '2025-03-25 * (' in printed.stdout
    out = tmp_path / 'book.journal'
    assert run('export', file, '--format', 'hledger', '--to', '2025-03-24', '-o', out).exit_code == 0
    assert '2025-03-20 * (' in out.read_text(encoding='utf-8')
    assert '2025-03-25' not in out.read_text(encoding='utf-8')


@pytest.mark.parametrize(
    ('words', 'said'),
    [
        (['--format', 'hledger', '--from', '2025-01-01'], 'A journal begins with the first entry'),
        (['--from', '2025-01-01', '--to', '2025-02-01'], 'A workbook for the auditor needs --from, --to and --output.'),
        (['--format', 'ledger'], "'ledger' is none of: xlsx, hledger."),
    ],
)
def test_an_export_that_lacks_or_has_too_much_is_wrong_use(file: Path, words: list[str], said: str) -> None:
    result = run('export', file, *words)
    assert result.exit_code == 2
    assert said in ' '.join(result.output.replace('│', '').split())
