"""Workbooks under a password: byte for byte as they were, opened by LibreOffice with the password and not without."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msoffcrypto.method.ecma376_agile import ECMA376Agile  # type: ignore[import-untyped]

from rules.problems import Refused
from sheets.encryption import closed_like, is_locked, locked, opened, unlocked
from sheets.opening import is_book
from sheets.vault import FORMER_WORKBOOK_PASSWORD, WORKBOOK_PASSWORD, Vault
from tests.locked import WithPasswords
from tests.machine import LibreOffice

SAMPLE = Path(__file__).parent.parent / 'sample_workbook.xlsx'
PASSWORD = 'जुलाई में बारिश'
OFFICES = 'rain in july'
PACKAGE = SAMPLE.read_bytes()


def test_a_locked_workbook_is_the_same_to_the_byte_inside() -> None:
    data = locked(PACKAGE, PASSWORD)
    assert (is_locked(data), is_locked(PACKAGE)) == (True, False)
    assert b'xl/workbook.xml' not in data
    assert unlocked(data, ['another', PASSWORD], 'group.xlsx') == PACKAGE
    assert locked(PACKAGE, PASSWORD) != data


@given(st.binary(min_size=1, max_size=13_000))
@settings(max_examples=60)
def test_a_package_of_any_length_comes_back(content: bytes) -> None:
    package = PACKAGE + content
    # What follows the end of a zip file is its comment to a lenient reader, so every length is a package.
    assert unlocked(locked(package, OFFICES), [OFFICES], 'x') == package


def test_a_wrong_password_or_none_is_told_from_damage() -> None:
    data = locked(PACKAGE, PASSWORD)
    for passwords in ([], [''], ['another'], [PASSWORD + ' ']):
        with pytest.raises(Refused) as refused:
            unlocked(data, passwords, 'group.xlsx')
        assert str(refused.value) == (
            'The file group.xlsx is locked with a password that the app does not know. '
            'Type its password on the page Backups.'
        )
    middle = len(data) // 2
    for damaged in (data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :], data[:middle], data[:600]):
        with pytest.raises(Refused, match='is damaged'):
            unlocked(damaged, [PASSWORD], 'group.xlsx')


def test_a_changed_byte_anywhere_is_never_a_workbook_that_reads_otherwise() -> None:
    data = locked(PACKAGE, OFFICES)
    for place in range(0, len(data), 997):
        changed = data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :]
        try:
            found = unlocked(changed, [OFFICES], 'x')
        except Refused:
            continue
        assert found == PACKAGE


def test_an_old_xls_and_other_files_are_not_locked_workbooks() -> None:
    for data in (b'', PACKAGE, b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(2000), b'\xd0\xcf\x11\xe0'):
        assert not is_locked(data)


def test_a_workbook_stays_as_its_group_keeps_it(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    assert opened(PACKAGE, vault, 'x') == closed_like(PACKAGE, PACKAGE, vault) == PACKAGE
    vault.put(WORKBOOK_PASSWORD, 'sun in may')
    assert closed_like(PACKAGE, PACKAGE, vault) == PACKAGE
    data = locked(PACKAGE, OFFICES)
    with pytest.raises(Refused, match='a password that the app does not know'):
        opened(data, vault, 'x')
    # As while the password is being changed: the file has the former one yet.
    vault.put(FORMER_WORKBOOK_PASSWORD, OFFICES)
    assert opened(data, vault, 'x') == PACKAGE
    again = closed_like(data, PACKAGE, vault)
    assert is_locked(again) and unlocked(again, [OFFICES], 'x') == PACKAGE


def test_a_key_is_derived_once_and_a_flush_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    data = locked(PACKAGE, OFFICES)
    unlocked(data, [OFFICES], 'x')

    def never(*_: object) -> None:
        raise AssertionError('derived again')

    monkeypatch.setattr(ECMA376Agile, '_derive_iterated_hash_from_password', never)
    began = time.perf_counter()
    for _ in range(10):
        data = locked(PACKAGE, OFFICES)
        assert unlocked(data, [OFFICES], 'x') == PACKAGE
    assert (time.perf_counter() - began) / 10 < 0.05


def test_a_file_that_asks_for_too_many_rounds_does_not_keep_the_app_busy() -> None:
    data = locked(PACKAGE, OFFICES).replace(b'"100000" saltSize="16"', b'"9999999" saltSize="9"')
    assert is_locked(data)
    began = time.perf_counter()
    with pytest.raises(Refused, match='damaged'):
        unlocked(data, [OFFICES], 'x')
    assert time.perf_counter() - began < 1


@pytest.mark.needs('libreoffice')
def test_libreoffice_opens_it_with_the_password_and_not_without(libreoffice: LibreOffice, tmp_path: Path) -> None:
    file, sample = tmp_path / 'group.xlsx', tmp_path / 'sample.xlsx'
    file.write_bytes(locked(PACKAGE, OFFICES))
    sample.write_bytes(PACKAGE)
    office = WithPasswords(libreoffice)
    assert office.saved(file, kind='csv') is None
    assert office.saved(file, 'wrong', kind='csv') is None
    read = office.saved(file, OFFICES, kind='csv')
    plain = office.saved(sample, kind='csv')
    assert read is not None and plain is not None
    with read.open(encoding='latin-1') as one, plain.open(encoding='latin-1') as other:
        rows = list(csv.reader(one))
        assert rows == list(csv.reader(other))
        assert len(rows) > 10


@pytest.mark.needs('libreoffice')
def test_what_libreoffice_locked_is_opened(libreoffice: LibreOffice, tmp_path: Path) -> None:
    sample = tmp_path / 'sample.xlsx'
    sample.write_bytes(PACKAGE)
    saved = WithPasswords(libreoffice).saved(sample, locks=OFFICES)
    assert saved is not None
    data = saved.read_bytes()
    assert is_locked(data)
    assert is_book(unlocked(data, [OFFICES], saved.name))
    with pytest.raises(Refused, match='a password that the app does not know'):
        unlocked(data, ['wrong'], saved.name)
