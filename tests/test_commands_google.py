"""main.py google: the key, a test, the move there and back; the file names the book wherever it is."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from main import app
from sheets.whereabouts import chosen
from tests.google_accounts import ID, LINK, a_group, ids, reaching, settled
from tests.google_stand_in import StandIn
from tests.groups import Group


@pytest.fixture
def google() -> Iterator[StandIn]:
    with StandIn() as google, reaching(google.base, look_seconds=0, patience_seconds=0.2):
        google.limit = 10_000
        yield google


@pytest.fixture
def group(tmp_path: Path) -> Group:
    group = a_group(tmp_path)
    settled(group)
    group.book.close()
    return group


def run(*words: str, code: int = 0) -> str:
    """What a command says, on both channels."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == code, done.output
    return done.output


def test_a_book_goes_there_is_recorded_into_and_comes_back(google: StandIn, group: Group, tmp_path: Path) -> None:
    file, key = str(group.path), tmp_path / 'key.json'
    key.write_text(json.dumps(google.account()), encoding='utf-8')
    assert f'Share the spreadsheet with {google.EMAIL}' in run('google', file, '--key', str(key))
    assert 'There is no spreadsheet under this link' in run('google', file, '--test', LINK, code=1)
    google.spreadsheet(ID, 'Sunrise')
    assert '"Sunrise" is empty: the book can move in.' in run('google', file, '--test', LINK)
    said = run('google', file, '--move', LINK)
    assert 'The book is in Sunrise:' in said
    assert 'The former file is kept as group.xlsx.set-aside-' in said
    assert chosen(group.path) != group.path

    done = run('record', file, '--kind', 'contribution', '--member', 'M2025-001', '--amount', '200', '--date',
               '2025-03-05', '--today', '2026-01-01', '--entry-id', 'd3')  # fmt: skip
    assert json.loads(done.partition('\n')[0])['in_workbook'] is True
    assert ids(google) == ['d1', 'd2', 'd3']
    assert 'Asked for' not in run('backup', file)
    assert 'The book is in a Google spreadsheet.' in run('restore', file, code=1)

    assert 'The book is in group.xlsx:' in run('google', file, '--back')
    assert chosen(group.path) == group.path
    assert 'The book is in its file already.' in run('google', file, '--back', code=1)


@pytest.mark.parametrize('words', [[], ['--back', '--test', LINK], ['--key', 'a', '--move', LINK]])
def test_one_thing_at_a_time(group: Group, words: list[str]) -> None:
    assert 'Give one of' in run('google', str(group.path), *words, code=2)


def test_a_key_file_that_is_not_there_is_named(google: StandIn, group: Group, tmp_path: Path) -> None:
    assert 'none.json' in run('google', str(group.path), '--key', str(tmp_path / 'none.json'), code=1)
