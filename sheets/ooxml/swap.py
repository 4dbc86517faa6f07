"""A file as it was read, and a new one put in its place in one step, or not at all.

Signature          what tells one state of a file from another: device, inode, size, time, and the hash of its bytes
ChangedMeanwhile   someone else saved the file after it was read; nothing was written
swap               the new bytes beside the file, on the disk, then in its place
"""

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from rules.problems import N_, Problem
from sheets.ooxml.directory import Piece
from sheets.ooxml.signature import Signature


class ChangedMeanwhile(Exception):
    """The file is not the one that was read. Read it again and build the change anew."""

    def __init__(self, path: Path) -> None:
        self.problem = Problem(
            N_('{file} was changed by another program in the meantime.'),
            N_('Read it again and repeat the change.'),
            {'file': path.name},
        )
        super().__init__(path)

    def __str__(self) -> str:
        return self.problem.said()


def read(path: Path | str) -> tuple[bytes, Signature]:
    """The bytes of a file with the state in which they were read."""
    with open(path, 'rb') as file:
        data = file.read()
        return data, _signature(os.fstat(file.fileno()), hash_of([data]))


def swap(path: Path | str, data: bytes | Sequence[Piece], expected: Signature) -> Signature:
    """Put the bytes, or these pieces on end, in place of the file, if it is still in the expected state.

    Gives the new state.

    The new file has the mode and the owner of the old one. A link stays a link to the new file.
    """
    target = Path(os.path.realpath(path))
    before = os.stat(target)
    if not os.access(target, os.W_OK):
        # A new file could take its place all the same, but who made it read-only did not want that.
        raise PermissionError(errno.EACCES, 'the file is read-only', str(target))
    beside = target.with_name(f'.{target.name}.bahi-{secrets.token_hex(8)}.tmp')
    try:
        signature = _write(beside, [data] if isinstance(data, bytes) else data, before)
        if not expected.still(target):
            raise ChangedMeanwhile(target)
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    _sync_folder(target.parent)
    return signature


def remove_leftovers(path: Path | str) -> list[Path]:
    """Remove the new files that a killed process left beside this one. Only the one writer of the file may do this."""
    target = Path(os.path.realpath(path))
    start, end = f'.{target.name}.bahi-', '.tmp'
    left = [each for each in target.parent.iterdir() if each.name.startswith(start) and each.name.endswith(end)]
    for each in left:
        each.unlink(missing_ok=True)
    return left


def _write(beside: Path, pieces: Sequence[Piece], like: os.stat_result) -> Signature:
    """The bytes in a new file, on the disk, for nobody's eyes until it has the mode of the old one."""
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, 'O_BINARY', 0), 0o600), 'wb') as file:
        if hasattr(os, 'fchown'):
            # Only root may give a file away; a file of our own group and user needs nothing.
            with contextlib.suppress(PermissionError):
                os.fchown(file.fileno(), like.st_uid, like.st_gid)
            os.fchmod(file.fileno(), like.st_mode & 0o7777)
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
        return _signature(os.fstat(file.fileno()), hash_of(pieces))


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut. Windows has no way to ask for it."""
    if os.name == 'nt':
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def hash_of(pieces: Sequence[Piece]) -> str:
    """The hash of all the bytes: once when a file is read, once when it is written."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def _signature(found: os.stat_result, hash_: str) -> Signature:
    return Signature(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, hash_)
