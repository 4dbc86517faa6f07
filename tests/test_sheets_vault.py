"""Secrets at rest: nothing of them can be read in the files, and only the key that they were kept with opens them."""

import os
import stat
import threading
from pathlib import Path

import pytest

from rules.problems import Refused
from sheets.ciphers import DoesNotFit, decrypted, encrypted
from sheets.vault import Vault

SECRET = '{"private_key": "-----BEGIN PRIVATE KEY-----"}'


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path)


def test_a_secret_is_kept_until_it_is_forgotten(vault: Vault, tmp_path: Path) -> None:
    assert (vault.has('google'), vault.get('google')) == (False, None)
    vault.put('google', SECRET)
    assert (vault.has('google'), Vault(tmp_path).get('google')) == (True, SECRET)
    vault.put('google', 'another')
    assert vault.get('google') == 'another'
    vault.forget('google')
    vault.forget('google')
    assert (vault.has('google'), vault.get('google')) == (False, None)


def test_nothing_of_a_secret_stands_in_the_files_and_only_their_owner_reads_them(vault: Vault, tmp_path: Path) -> None:
    vault.put('google', SECRET)
    files = [path for path in (tmp_path / '.bahi').rglob('*') if path.is_file()]
    assert sorted(path.name for path in files) == ['google', 'key']
    for path in files:
        assert b'PRIVATE' not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_key_of_the_environment_is_kept_in_no_file(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv('BAHI_KEY', 'a sentence that nobody knows')
    vault.put('google', SECRET)
    assert vault.get('google') == SECRET
    assert not (tmp_path / '.bahi/key').exists()
    monkeypatch.delenv('BAHI_KEY')
    with pytest.raises(Refused, match='google cannot be opened with the key of this app'):
        vault.get('google')


def test_a_key_that_is_soon_guessed_is_refused(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('BAHI_KEY', 'secret')
    with pytest.raises(Refused, match='BAHI_KEY has 6 characters'):
        vault.put('google', SECRET)


def test_a_key_file_that_was_emptied_locks_nothing(vault: Vault, tmp_path: Path) -> None:
    vault.put('google', SECRET)
    (tmp_path / '.bahi/key').write_bytes(b'')
    with pytest.raises(Refused, match='is damaged'):
        vault.get('google')
    with pytest.raises(Refused, match='is damaged'):
        vault.put('google', SECRET)


def test_one_secret_cannot_stand_in_for_another_and_no_byte_of_it_can_be_changed(vault: Vault, tmp_path: Path) -> None:
    vault.put('google', SECRET)
    kept = tmp_path / '.bahi/vault/google'
    (tmp_path / '.bahi/vault/backup-passphrase').write_bytes(kept.read_bytes())
    with pytest.raises(Refused, match='backup-passphrase cannot be opened'):
        vault.get('backup-passphrase')
    data = kept.read_bytes()
    for place in range(0, len(data), 7):
        kept.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(Refused, match='google cannot be opened'):
            vault.get('google')


def test_two_processes_that_come_first_share_one_key(tmp_path: Path) -> None:
    names = [f'secret-{number}' for number in range(8)]
    threads = [threading.Thread(target=Vault(tmp_path).put, args=(name, name)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [Vault(tmp_path).get(name) for name in names] == names
    assert [path for path in (tmp_path / '.bahi').rglob('.*') if path.is_file()] == []


def test_a_secret_that_cannot_be_written_leaves_the_former_one(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    vault.put('google', SECRET)

    def full(*_: object) -> None:
        raise OSError(28, 'No space left on device')

    monkeypatch.setattr(os, 'fsync', full)
    with pytest.raises(Refused, match='No space left on device'):
        vault.put('google', 'another')
    assert vault.get('google') == SECRET
    assert [path.name for path in vault.folder.iterdir()] == ['google']


def test_what_is_encrypted_twice_is_never_the_same_and_is_short_of_nothing() -> None:
    one, other = (encrypted(b'500', 'a short sentence', 'x') for _ in range(2))
    assert one != other
    assert decrypted(one, 'a short sentence', 'x') == decrypted(other, 'a short sentence', 'x') == b'500'
    for wrong in (one[:-1], one[:20], b'', b'500'):
        with pytest.raises(DoesNotFit):
            decrypted(wrong, 'a short sentence', 'x')
