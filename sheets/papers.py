"""The folder `documents` beside the workbook: pictures of receipts and other papers, each a file of its own.

A file is whole on the disk before the book names it, and its SHA-256 stands in the book: who changes or takes away the
file is found out.
"""

from hashlib import sha256
from pathlib import Path

from sheets.whole_files import remove_left_behind, write_whole

FOLDER = 'documents'
LARGEST_BYTES = 5_000_000
_LETTERS = 12
_KINDS = ((b'\xff\xd8\xff', 'jpg'), (b'\x89PNG\r\n\x1a\n', 'png'), (b'%PDF-', 'pdf'))
MEDIA = {'jpg': 'image/jpeg', 'png': 'image/png', 'pdf': 'application/pdf'}


def ending_of(data: bytes) -> str:
    """What kind of file it is by its first bytes: jpg, png or pdf; nothing for any other."""
    return next((ending for start, ending in _KINDS if data.startswith(start)), '')


def fingerprint(data: bytes) -> str:
    """The SHA-256 of a file."""
    return sha256(data).hexdigest()


def name_of(number: str, data: bytes) -> str:
    """The name of the file that is kept under a number: P2026-001-3f2a90c1d5e7.jpg."""
    return f'{number}-{fingerprint(data)[:_LETTERS]}.{ending_of(data)}'


def is_whole(name: str, data: bytes) -> bool:
    """Whether a file is as it was when it got its name."""
    return Path(name).stem.endswith(f'-{fingerprint(data)[:_LETTERS]}')


def keep(folder: Path, name: str, data: bytes) -> None:
    """Write a file, whole or not at all. The same file twice is one file. Raises Refused."""
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    remove_left_behind(place)
    write_whole(place / name, data)


def all_in(folder: Path) -> list[Path]:
    """The files that are kept beside a workbook."""
    try:
        return sorted(path for path in (folder / FOLDER).iterdir() if not path.name.startswith('.'))
    except FileNotFoundError:
        return []


def read(folder: Path, name: str) -> bytes | None:
    """A file that was kept; None where it is gone, or cannot be one of ours."""
    if Path(name).name != name:
        return None
    try:
        return (folder / FOLDER / name).read_bytes()
    except OSError:
        return None
