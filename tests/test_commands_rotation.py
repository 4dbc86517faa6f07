"""The merry-go-round on the command line, by two officers."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from main import app
from tests.rounds import Chama


@pytest.fixture
def path(tmp_path: Path) -> Path:
    chama = Chama(tmp_path, 'Asha Bina')
    chama.book.close()
    return chama.path


def run(path: Path, command: str, *words: str, by: str = 'Lata', code: int = 0) -> str:
    who = ('--by', by, '--today', '2025-01-05')
    done = CliRunner().invoke(app, [command, str(path), *words, *who])
    assert done.exit_code == code, done.output
    return done.output


def rounds(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(path, 'rotation', '--json'))
    return found


def test_a_round_by_commands(path: Path) -> None:
    run(path, 'rotation', '--open', 'joining', '--first', '2025-01-05')
    run(path, 'payout', '--round', 'C1/1', '--member', 'M2025-001', '--bring', '1000')
    asha = '--round', 'C1/1', '--member', 'M2025-001'
    refused = run(path, 'payout', *asha, '--request', by='Kavita', code=1)
    assert refused == (
        'Bina has not paid ₹1,000.00 for round 1. Collect it first, or record a decision to pay short.\n'
    )
    words = '--kind', 'pay short', '--about', 'C1/1', '--for', 'M2025-001', '--for', 'M2025-002', '--reason', 'agreed'
    number = run(path, 'decision', *words).strip()
    assert run(path, 'payout', *asha, '--request', by='Kavita') == 'M2025-001 requested\n'
    run(path, 'payout', *asha, '--approve')
    paid = run(path, 'payout', *asha, '--pay', '1000', '--decision', number, '--json', by='Kavita')
    assert json.loads(paid)['to'] == [
        {'member': 'M2025-001', 'name': 'Asha', 'part': '1', 'status': 'paid', 'due': '0.00', 'paid': '1000.00'}
    ]
    assert [(each['round'], each['state'], each['collected']) for each in rounds(path)['rounds']] == [
        ('C1/1', 'paid', '1000.00'), ('C1/2', 'now', '0.00'),
    ]  # fmt: skip


def test_the_turns_say_what_is_expected_what_is_missing_and_who_owes(path: Path) -> None:
    run(path, 'rotation', '--open', 'joining', '--first', '2025-01-04')
    run(path, 'payout', '--round', 'C1/1', '--member', 'M2025-001', '--bring', '1000')
    head, first, second = run(path, 'rotation').splitlines()
    assert head.split() == [
        'round', 'day', 'state', 'expected', 'collected', 'missing', 'for', 'whom;', 'owed', 'by'
    ]  # fmt: skip
    assert first.split()[3:] == ['2000.00', '1000.00', '1000.00', 'M2025-001', '1;', 'M2025-002', '1000.00']
    assert second.split()[-5:] == ['2000.00', '0.00', '2000.00', 'M2025-002', '1']


def test_one_step_at_a_time(path: Path) -> None:
    run(path, 'payout', '--round', 'C1/1', '--member', 'M2025-001', code=2)
    assert rounds(path) == {'cycle': None, 'rounds': []}


def test_who_left_is_named_with_what_is_to_be_done_of_her_turn(path: Path) -> None:
    run(path, 'rotation', '--open', 'joining', '--first', '2025-01-05')
    for member in ('M2025-001', 'M2025-002'):
        run(path, 'payout', '--round', 'C1/1', '--member', member, '--bring', '1000')
    told = (
        'Bina (M2025-002) left before her turn, round 2; ₹1,000.00 that she brought are hers. Who had it brings it for '
        'that round, and it is paid out to her or her heirs; by a decision her turn can pass to a later one.'
    )
    assert run(path, 'member', '--deactivate', 'M2025-002', '--reason', 'died') == f'M2025-002\n{told}\n'
    printed = run(path, 'rotation').splitlines()
    assert [line.split()[-5:-2] for line in printed[1:3]] == [
        ['2000.00', '2000.00', '0.00'],
        ['1000.00', '0.00', '1000.00'],
    ]
    assert printed[3:] == [told]
    assert run(path, 'member', '--reactivate', 'M2025-002') == 'M2025-002\n'
