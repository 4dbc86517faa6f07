"""`fixed-deposit` on the command line: opened with its row of the register, shown, paid back once."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from main import app
from sheets.columns import FIXED_DEPOSITS
from tests.groups import Group

ASHA = 'M2025-001'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """500.00 in the box; deposits earn 6 %, and 2 % where they are closed early."""
    group = Group(
        tmp_path, module_fixed_deposits=True, fixed_deposit_rate_percent=Fraction(6),
        early_closing_rate_percent=Fraction(2),
    )  # fmt: skip
    group.join('Asha')
    group.do('opening', '500', '2025-01-01')
    group.book.close()
    return group.path


def run(file: Path, *words: object, today: str = '2026-06-01') -> Result:
    said = ['fixed-deposit', file, *words, '--today', today, '--by', 'Savitri']
    return CliRunner().invoke(app, [str(word) for word in said])


def told(file: Path, *words: object) -> dict[str, Any]:
    result = run(file, *words, '--json')
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def opened(file: Path) -> dict[str, Any]:
    wish = '--open', ASHA, '--amount', '1000', '--months', '12', '--date', '2025-01-01', '--entry-id', 'x1'
    return told(file, *wish)


def test_it_is_opened_once_with_its_row_and_its_money(file: Path) -> None:
    """1,000.00 at 6 % for a year: 1,060.00 on 1 January 2026."""
    answer = opened(file)
    assert opened(file) == answer
    assert answer == {
        'number': 'X2025-001', 'member': ASHA, 'name': 'Asha', 'amount': '1000.00', 'rate': '6',
        'start': '2025-01-01', 'months': 12, 'matures_on': '2026-01-01', 'back': '1060.00', 'status': 'running',
        'closed_on': None, 'in_workbook': True,
    }  # fmt: skip
    group = Group.at(file)
    assert group.rows('kind', 'amount', 'about')[1:] == [('fixed-deposit', '100000', 'x1-deposit')]
    assert [row.number for row in group.book.register(FIXED_DEPOSITS).values()] == ['X2025-001']
    group.book.close()


def test_what_it_brings_is_shown_before_and_paid_back_once(file: Path) -> None:
    """Closed after half a year it earns 2 %: 1,000.00 × 2 / 100 × 6 / 12 = 10.00."""
    opened(file)
    shown = told(file, '--quote', 'X2025-001', '--date', '2025-07-01')
    assert (shown['back'], shown['lines'][-1]['value']) == ('1010.00', '₹1,010.00')
    for _ in range(2):
        done = told(file, '--close', 'X2025-001', '--date', '2025-07-01', '--entry-id', 'y1')
        assert (done['status'], done['closed_on']) == ('closed early', '2025-07-01')
    group = Group.at(file)
    assert group.rows('kind', 'amount')[2:] == [('fixed-deposit-interest', '1000'), ('fixed-deposit-back', '101000')]
    group.book.close()
    for option in ('--close', '--quote'):
        again = run(file, option, 'X2025-001')
        assert again.exit_code == 1 and 'was paid back already' in again.stderr


def test_the_list_has_headings(file: Path) -> None:
    opened(file)
    lines = run(file).stdout.splitlines()
    assert lines[0].split() == [
        'number',
        'member',
        'name',
        'amount',
        'rate',
        'start',
        'matures',
        'on',
        'back',
        'status',
    ]
    assert lines[1].split()[:4] == ['X2025-001', ASHA, 'Asha', '1000.00']


def test_refusals_tell_every_reason_and_wrong_use_has_its_code(file: Path) -> None:
    both = run(file, '--open', ASHA, '--amount', '0', '--every', '13')
    assert (both.exit_code, 'The amount must be more than zero.' in both.stderr) == (1, True)
    assert 'Interest cannot be added later than the deposit ends.' in both.stderr
    unknown = run(file, '--close', 'X2025-009')
    assert (unknown.exit_code, 'There is no fixed deposit X2025-009.' in unknown.stderr) == (1, True)
    assert run(file, '--open', ASHA).exit_code == 2
    too_long = run(file, '--open', ASHA, '--amount', '5', '--months', '121')
    assert too_long.exit_code == 2 and 'less than or equal to 120' in too_long.stderr
    assert run(file, '--open', ASHA, '--amount', '5', '--rate', '101').exit_code == 2
    assert run(file, '--open', ASHA, '--amount', '5', '--close', 'X2025-001').exit_code == 2
