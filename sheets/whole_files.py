"""Files of the app's own that are there whole or not at all, and stay after a power cut.

write_whole(path, data)                     takes the place of what was there
write_whole(path, data, overwrite=False)    leaves what is there alone
"""

import contextlib
import errno
import os
import secrets
import time
from pathlib import Path

from rules.problems import N_, refuse

UNFINISHED = '.tmp'
LEFT_BEHIND_AFTER_SECONDS = 3600


def write_whole(path: Path, data: bytes, overwrite: bool = True) -> None:
    """Write a file for its owner alone. Raises Refused when the disk does not take it; nothing is left then."""
    beside = path.with_name(f'.{path.name}.{secrets.token_hex(8)}{UNFINISHED}')
    try:
        write_new(beside, data)
        if beside.read_bytes() != data:
            raise OSError(errno.EIO, 'it does not read back as it was written', str(beside))
        if overwrite:
            os.replace(beside, path)
        else:
            with contextlib.suppress(FileExistsError):
                name_new(beside, path)
        sync_folder(path.parent)
    except OSError as error:
        raise refuse(
            N_('The file {file} cannot be written: {error}.'), N_('Check the folder and its free space.'),
            file=path.name, error=error.strerror or error,
        ) from error  # fmt: skip
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def write_new(path: Path, data: bytes) -> None:
    """A new file, on the disk when this returns. Raises OSError."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, 'O_BINARY', 0), 0o600), 'wb') as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def name_new(file: Path, name: Path) -> None:
    """A further name for a file, which nobody had until now. Raises FileExistsError, or OSError."""
    try:
        name.hardlink_to(file)
    except FileExistsError:
        raise
    except OSError:
        # A memory card knows no links. Taken whole first, so that nobody finds half of it under this name.
        if name.exists():
            raise FileExistsError(name) from None
        beside = name.with_name(f'.{name.name}.{secrets.token_hex(8)}{UNFINISHED}')
        try:
            write_new(beside, file.read_bytes())
            os.replace(beside, name)
        finally:
            beside.unlink(missing_ok=True)


def remove_left_behind(folder: Path) -> None:
    """Remove what killed processes left half written. What is young may be in the hands of one that lives."""
    with contextlib.suppress(OSError):
        for path in folder.glob(f'.*{UNFINISHED}'):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > LEFT_BEHIND_AFTER_SECONDS:
                    path.unlink()


def sync_folder(folder: Path) -> None:
    """Make new names in a folder last through a power cut. Windows has no way to ask for it."""
    if os.name == 'nt':
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
