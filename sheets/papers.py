"""The folder `documents` beside the workbook: pictures of receipts and other papers, each a file of its own.

A file is whole on the disk before the book names it, and its SHA-256 stands in the book: who changes or takes away the
file is found out.
"""

import os
from hashlib import sha256
from pathlib import Path

FOLDER = 'documents'
LARGEST_BYTES = 5_000_000
_KINDS = ((b'\xff\xd8\xff', 'jpg'), (b'\x89PNG\r\n\x1a\n', 'png'), (b'%PDF-', 'pdf'))
MEDIA = {'jpg': 'image/jpeg', 'png': 'image/png', 'pdf': 'application/pdf'}


def ending_of(data: bytes) -> str:
    """What kind of file it is by its first bytes: jpg, png or pdf; nothing for any other."""
    return next((ending for start, ending in _KINDS if data.startswith(start)), '')


def fingerprint(data: bytes) -> str:
    """The SHA-256 of a file."""
    return sha256(data).hexdigest()


def keep(folder: Path, name: str, data: bytes) -> None:
    """Write a file, whole or not at all. The same file twice is one file."""
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    partial = place / f'.{name}.part'
    with partial.open('wb') as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(place / name)


def read(folder: Path, name: str) -> bytes | None:
    """A file that was kept; None where it is gone, or cannot be one of ours."""
    if Path(name).name != name:
        return None
    try:
        return (folder / FOLDER / name).read_bytes()
    except OSError:
        return None
