"""Backups on the command line: made, listed, restored, with names that can be typed back."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from main import app
from sheets import restoring
from sheets.vault import BACKUP_PASSPHRASE, Vault
from tests.groups import Group


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A group whose Asha paid once."""
    group = Group(tmp_path)
    group.do('contribution', '200', '2025-01-05', member=group.join('Asha'))
    group.book.close()
    assert run('summary', group.path).exit_code == 0
    return group.path


def test_a_backup_is_made_listed_and_restored_with_what_came_since(file: Path) -> None:
    made = run('backup', file, '--json')
    told = json.loads(made.stdout)
    assert (made.exit_code, told['type'], told['status'], told['encrypted']) == (0, 'asked', 'good', False)
    assert told['size'] == file.stat().st_size
    assert json.loads(run('backups', file, '--json').stdout) == told
    assert told['name'] in run('backups', file).stdout

    added = run('record', file, '--kind', 'income', '--amount', '50', '--date', '2025-02-01')
    assert added.exit_code == 0, added.output
    file.write_bytes(b'')
    done = run('restore', file)
    assert done.exit_code == 0, done.output
    assert f'{told["name"]} is restored.' in done.stdout and '1 from the journal' in done.stdout
    assert 'The former file is kept as group.xlsx.set-aside-' in done.stdout
    assert restoring.look_through(file).otherwise == ()
    assert run('verify', file).exit_code == 0
    # The server still finds one workbook in the folder.
    assert [path.name for path in file.parent.glob('*.xlsx')] == ['group.xlsx']


def test_what_cannot_be_restored_is_said_with_what_to_do(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run('restore', file)
    assert (said.exit_code, said.stderr) == (
        1,
        'There is no good backup of group.xlsx. Write it anew with --from-journal.\n',
    )
    said = run('restore', file, '--backup', 'group.xlsx')
    assert (said.exit_code, 'There is no backup' in said.stderr) == (1, True)
    Vault(file.parent).put(BACKUP_PASSPHRASE, 'rain in july')
    assert run('backup', file).exit_code == 0
    Vault(file.parent).forget(BACKUP_PASSPHRASE)
    assert 'a passphrase that the app does not know' in run('restore', file).stderr
    monkeypatch.setenv('BAHI_BACKUP_PASSPHRASE', 'rain in july')
    assert run('restore', file).exit_code == 0


def test_without_a_backup_the_workbook_is_written_anew_from_the_journal(file: Path) -> None:
    file.unlink()
    assert run('restore', file, '--from-journal', '--backup', 'x').exit_code == 2
    done = run('restore', file, '--from-journal', '--by', 'Savitri')
    assert (done.exit_code, done.stderr) == (0, '')
    assert restoring.look_through(file).otherwise == ()
    assert run('verify', file).exit_code == 0


def test_a_damaged_workbook_gets_no_backup(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:3000])
    said = run('backup', file)
    assert (said.exit_code, said.stderr != '') == (1, True)
    assert run('backups', file).stdout == ''
