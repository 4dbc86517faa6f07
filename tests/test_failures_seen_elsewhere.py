"""Cases in which other books of savings groups were seen to fail, 1 to 12: the money. On the command line, as a group
meets them.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from main import app
from tests.groups import Group

ASHA, BINA = 'M2025-001', 'M2025-002'
TODAY = ('--today', '2026-01-01')


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Asha and Bina saved 500.00 each on 5 January 2025; the box holds 1,000.00. Loans carry 2 % a month."""
    group = Group(tmp_path)
    for name in ('Asha', 'Bina'):
        group.do('contribution', '500', '2025-01-05', member=group.join(name))
    group.book.close()
    assert summary(group.path)['cash'] == '1000.00'
    return group.path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def told(*words: object, code: int = 0) -> dict[str, Any]:
    done = run(*words)
    assert done.exit_code == code, done.output
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def record(file: Path, kind: str, amount: str, on: str, *more: str, code: int = 0) -> dict[str, Any]:
    return told('record', file, '--kind', kind, '--amount', amount, '--date', on, *more, code=code)


def refusal(file: Path, kind: str, amount: str, on: str, *more: str) -> str:
    """Why it is refused; the workbook and its figures are as before."""
    before = file.read_bytes(), summary(file)
    answer = record(file, kind, amount, on, *more, code=1)
    assert (answer['status'], answer['rows']) == ('refused', 0)
    assert (file.read_bytes(), summary(file)) == before
    return ' '.join(answer['problems'])


def summary(file: Path) -> dict[str, Any]:
    return told('summary', file, '--on', '2025-12-31', '--json')


def entries(file: Path) -> list[dict[str, Any]]:
    """The rows of the sheet Entries, by its headings."""
    sheet: Any = openpyxl.load_workbook(file)['Entries']
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    headings = next(line for line in lines if 'Kind' in line and 'Amount' in line)
    return [dict(zip(headings, line, strict=True)) for line in lines[lines.index(headings) + 1 :] if any(line)]


def test_1_the_box_knows_of_repayments(file: Path) -> None:
    """
    5 January     1,000.00 in the box
    10 January    lent 600.00            400.00
    10 February   repaid 112.00          512.00    of it 12.00 interest: 500.00 are still out
    """
    record(file, 'loan', '600', '2025-01-10', '--member', ASHA)
    assert summary(file)['cash'] == '400.00'
    record(file, 'repayment', '112', '2025-02-10', '--member', ASHA)
    found = summary(file)
    assert (found['cash'], found['loans_outstanding'], found['interest_received']) == ('512.00', '500.00', '12.00')
    sheet = told('statement', file, '--kind', 'cash-flow', '--to', '2025-12-31', '--json')
    assert '512.00' in json.dumps(sheet)


def test_2_no_more_is_lent_than_there_is(file: Path) -> None:
    """1,000.00 in the box: 1,000.01 is refused, 1,000.00 goes, and then not even 0.01."""
    assert 'only ₹1,000.00 in cash' in refusal(file, 'loan', '1000.01', '2025-01-10', '--member', ASHA)
    record(file, 'loan', '1000', '2025-01-10', '--member', ASHA)
    assert 'only ₹0.00 in cash' in refusal(file, 'loan', '0.01', '2025-01-10', '--member', BINA)


@pytest.mark.parametrize('amount, said', [
    ('-5', 'is not an amount'), ('0', 'must be more than zero'), ('0.001', 'is not an amount'),
    ('five', 'is not an amount'), ('612.01', '612.00 is owed on 10 February 2025; ₹612.01 is more'),
])  # fmt: skip
def test_3_nothing_below_zero_no_zero_and_no_more_than_is_owed(file: Path, amount: str, said: str) -> None:
    """600.00 lent on 10 January: 612.00 closes the loan on 10 February, and no paisa more is taken."""
    record(file, 'loan', '600', '2025-01-10', '--member', ASHA)
    assert said in refusal(file, 'repayment', amount, '2025-02-10', '--loan', 'L2025-001')
    record(file, 'repayment', '612', '2025-02-10', '--loan', 'L2025-001')
    assert summary(file)['loans_closed'] == 1


def test_4_a_month_that_is_paid_twice_is_not_two_months(file: Path) -> None:
    """200.00 are due a month. Asha pays March twice and February never: February stays owed, whatever is in the box."""
    for _ in range(2):
        record(file, 'contribution', '200', '2025-03-05', '--member', ASHA, '--for', '2025-03')
    before = summary(file)['dues_missed']
    record(file, 'contribution', '200', '2025-03-06', '--member', ASHA, '--for', '2025-02')
    assert summary(file)['dues_missed'] == before - 1
    assert summary(file)['savings'] == '1600.00'


def test_5_two_members_of_one_name_have_a_book_each(file: Path) -> None:
    """A second Asha comes: her 70.00 are hers, and a name alone names nobody."""
    second = told('member', file, '--name', 'Asha', '--mobile', '9822099999', '--joined', '2025-01-01', '--json')
    assert second['number'] == 'M2025-003'
    record(file, 'contribution', '70', '2025-03-05', '--member', 'M2025-003')
    rows = [(row['Member'], row['Name'], row['Amount']) for row in entries(file)]
    assert rows == [(ASHA, 'Asha', 500), (BINA, 'Bina', 500), ('M2025-003', 'Asha', 70)]
    assert 'There is no member Asha' in refusal(file, 'contribution', '70', '2025-03-05', '--member', 'Asha')


@pytest.mark.parametrize('kind', ['shg', 'chama', 'vsla', 'sacco'])
def test_6_a_new_group_has_its_pages_with_nothing_in_them(tmp_path: Path, kind: str) -> None:
    """Nobody has joined and nothing was paid: every figure is zero, every paper is made, nothing is divided by it."""
    file = tmp_path / 'new.xlsx'
    words = '--kind', kind, '--name', 'Umoja', '--currency', 'KES', '--start', '2025-01-01'
    assert run('new', file, *words).exit_code == 0
    assert {*summary(file).values()} == {'0.00', 0}
    for statement in ('trial-balance', 'balance-sheet', 'income', 'cash-flow', 'equity'):
        paper = tmp_path / f'{statement}.pdf'
        assert run('statement', file, '--kind', statement, '--output', paper).exit_code == 0
        assert paper.read_bytes().startswith(b'%PDF')
    report = tmp_path / 'report.pdf'
    made = run('report', file, '--from', '2025-01-01', '--to', '2025-12-31', '--output', report)
    assert (made.exit_code, report.read_bytes()[:4]) == (0, b'%PDF'), made.output
    assert run('verify', file).exit_code == 0


def test_7_a_range_of_days_leaves_out_what_is_not_in_it(file: Path) -> None:
    """Income of 10.00 in February, 20.00 in March, 40.00 in April: March tells 20.00, February to March 30.00."""
    for amount, on in (('10', '2025-02-28'), ('20', '2025-03-01'), ('40', '2025-04-01')):
        record(file, 'income', amount, on)
    for first, last, total in (
        ('2025-03-01', '2025-03-31', '20.00'), ('2025-02-01', '2025-03-31', '30.00'),
        ('2025-05-01', '2025-05-31', '0.00'),
    ):  # fmt: skip
        words = '--from', first, '--to', last
        made = told('statement', file, '--kind', 'income', *words, '--json')
        totals = [section['total'] for section in made['sections'] if section['total']]
        assert totals[-1][made['columns'][0]['key']] == total, (first, last)


SCHEDULES = [
    # The rate of a month, or of a year in twelfths, on what is outstanding; flat: on what was lent.
    ('--method flat --count 12 --rate 2', '2400.00'),
    ('--method equal-principal --count 10 --rate 1', '550.00'),
    ('--method interest-only --count 6 --rate 1.5', '900.00'),
]


@pytest.mark.parametrize('words, interest', SCHEDULES)
def test_8_a_schedule_adds_up_and_keeps_the_ends_of_months(words: str, interest: str) -> None:
    """10,000.00 on 31 January 2024: principal 10,000.00 to the paisa, interest by the rule, 29 February, 31 March."""
    made = told('loan', '--principal', '10000', '--start', '2024-01-31', '--json', *words.split())
    rows = made['rows']
    assert sum(Decimal(row['principal']) for row in rows) == 10_000
    assert sum(Decimal(row['interest']) for row in rows) == Decimal(made['total_interest']) == Decimal(interest)
    assert all(Decimal(row['principal']) + Decimal(row['interest']) == Decimal(row['total']) for row in rows)
    assert [row['due'] for row in rows[:3]] == ['2024-02-29', '2024-03-31', '2024-04-30']
    assert rows[-1]['balance'] == '0.00'


def test_9_totals_are_those_of_the_rows(file: Path) -> None:
    """Added up from the cells of Entries by hand, whatever was recorded and taken back."""
    record(file, 'loan', '600', '2025-01-10', '--member', ASHA)
    record(file, 'repayment', '300', '2025-03-10', '--member', ASHA)
    wrong = record(file, 'income', '55.55', '2025-04-01', '--mode', 'upi')
    told('record', file, '--kind', 'reversal', '--reverses', wrong['entry_id'], '--date', '2025-04-02')
    record(file, 'expense', '12.34', '2025-04-03')
    record(file, 'to-bank', '100', '2025-04-03')
    sums: dict[str, Decimal] = {}
    for row in entries(file):
        sums[row['Kind']] = sums.get(row['Kind'], Decimal(0)) + Decimal(str(row['Amount']))
    found = {name: Decimal(str(value)) for name, value in summary(file).items()}
    assert found['savings'] == sums['contribution'] == 1000
    assert found['loans_outstanding'] == sums['loan'] - sums['principal']
    assert (found['interest_received'], found['expenses']) == (sums['interest'], Decimal('12.34'))
    assert found['income'] == sums['income'] == 0
    in_, out = sums['contribution'] + sums['interest'] + sums['principal'], sums['loan'] + sums['expense']
    assert found['cash'] == in_ - out - sums['to-bank']
    assert found['bank'] == sums['to-bank']


def test_10_a_list_that_fails_half_way_leaves_nothing(file: Path, tmp_path: Path) -> None:
    """Three deposits and a loan that is too large: nobody's deposit is recorded, and each line says why."""
    lines = [
        {'kind': 'contribution', 'member': ASHA, 'amount': '200', 'date': '2025-02-05'},
        {'kind': 'contribution', 'member': BINA, 'amount': '200', 'date': '2025-02-05'},
        {'kind': 'loan', 'member': ASHA, 'amount': '9999', 'date': '2025-02-06'},
        {'kind': 'contribution', 'member': ASHA, 'amount': '200', 'date': '2025-03-05'},
    ]
    batch = tmp_path / 'meeting.jsonl'
    batch.write_text('\n'.join(map(json.dumps, lines)), encoding='utf-8')
    before = file.read_bytes(), summary(file)
    done = run('record', file, '--batch', batch, '--together')
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.exit_code, [answer['status'] for answer in answers]) == (1, ['refused'] * 4)
    assert 'only' in answers[2]['problems'][0] and 'line 3' in answers[0]['problems'][0]
    assert (file.read_bytes(), summary(file)) == before


def test_11_the_same_request_is_one_row(file: Path) -> None:
    """Tapped twice on a slow line, in two processes: one deposit, and the first answer again."""
    words = '--member', ASHA, '--entry-id', 'tap-1'
    answers = [record(file, 'contribution', '200', '2025-02-05', *words)['status'] for _ in range(3)]
    assert answers == ['recorded', 'already recorded', 'already recorded']
    assert [row['Entry ID'] for row in entries(file)].count('tap-1') == 1
    assert summary(file)['cash'] == '1200.00'


def test_12_what_is_divided_adds_up_to_the_last_paisa(tmp_path: Path) -> None:
    """100.00 among three equal shares: 33.34, 33.33, 33.33; 300.01 shared out in coins of 0.01 leaves nothing over."""
    group = Group(tmp_path, module_shares=True, module_share_out=True, module_dividends=True, share_most=0,
                  smallest_coin=1)  # fmt: skip
    for name in ('Asha', 'Bina', 'Chitra'):
        group.do('share', '100', '2025-02-01', member=group.join(name))
    group.do('income', '100.01', '2025-03-01')
    group.book.close()
    words = '--from', '2025-01-01', '--to', '2025-12-31', *TODAY, '--json'
    given = told('dividend', group.path, '--pool', '100', *words, '--record')
    assert [member['gross'] for member in given['members']] == ['33.34', '33.33', '33.33']
    counted = summary_on(group.path)
    shared = told('shareout', group.path, '--counted', counted, *TODAY, '--json', '--record')
    assert sum(Decimal(member['paid']) for member in shared['members']) == Decimal(counted) == Decimal('300.01')
    assert (shared['left_over'], summary_on(group.path)) == ('0.00', '0.00')


def summary_on(file: Path) -> str:
    """What is in the box at the end."""
    cash: str = told('summary', file, '--on', date(2026, 1, 1), '--json')['cash']
    return cash
