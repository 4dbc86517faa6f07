"""The pictures of receipts and other papers among the backups, in `.bahi/backups/documents`.

    keep_papers(folder, home, passphrase)        a copy of each that has none yet; with every backup of the workbook
    bring_back(folder, home, now, passphrases)   those that are gone or were changed, from their copies

A paper never changes, and its name tells the beginning of its SHA-256: so each is copied once, is known to be whole
without any other record, and its copy stays as long as the folder does. What stands in its place by then is set aside.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sheets import papers
from sheets.ciphers import DoesNotFit, decrypted, encrypted
from sheets.whole_files import remove_left_behind, write_whole

_ABOUT, _ENCRYPTED = 'document', '.aes'


def keep_papers(folder: Path, home: Path, passphrase: str) -> list[str]:
    """Copy every paper that is whole and has no copy among the backups; gives their names. Raises Refused."""
    copied = []
    for place in papers.all_in(folder):
        copy = home / papers.FOLDER / place.name
        if copy.exists() or copy.with_name(copy.name + _ENCRYPTED).exists():
            continue
        data = papers.read(folder, place.name)
        if data is None or not papers.is_whole(place.name, data):
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        remove_left_behind(copy.parent)
        if passphrase:
            copy, data = copy.with_name(copy.name + _ENCRYPTED), encrypted(data, passphrase, _ABOUT)
        write_whole(copy, data, overwrite=False)
        copied.append(place.name)
    return copied


def bring_back(folder: Path, home: Path, now: datetime, passphrases: Iterable[str]) -> list[str]:
    """Put back the papers that are gone or were changed; gives the names of those that could not be put back."""
    known, lost = list(filter(None, passphrases)), []
    with suppress(FileNotFoundError):
        for copy in sorted(each for each in (home / papers.FOLDER).iterdir() if not each.name.startswith('.')):
            name = copy.name.removesuffix(_ENCRYPTED)
            there = papers.read(folder, name)
            if there is not None and papers.is_whole(name, there):
                continue
            data = _opened(copy, name, known)
            if data is None:
                lost.append(name)
                continue
            if there is not None:
                papers.keep(folder, f'{name}.set-aside-{now.astimezone(UTC):%Y-%m-%d-%H%M%S}', there)
            papers.keep(folder, name, data)
    return lost


def _opened(copy: Path, name: str, passphrases: Iterable[str]) -> bytes | None:
    """What a copy holds; None where it is damaged, or its passphrase is not known."""
    try:
        stored = copy.read_bytes()
    except OSError:
        return None
    found = [stored] if copy.name == name else []
    for passphrase in passphrases:
        with suppress(DoesNotFit):
            found.append(decrypted(stored, passphrase, _ABOUT))
    return next((data for data in found if papers.is_whole(name, data)), None)
