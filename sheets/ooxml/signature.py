"""The signature of a file: whether it is still the one that was read, or was changed outside meanwhile."""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Signature:
    """Device, inode, size and time of a file, and its hash for when those differ though the bytes do not."""

    device: int
    inode: int
    size: int
    modified_ns: int
    hash: str

    def same_as(self, other: 'Signature | None') -> bool:
        """Whether both are of the same bytes."""
        return other is not None and self.hash == other.hash

    def still(self, path: Path) -> bool:
        """Whether the file has not been touched since; the hash decides only where device, inode or time differ."""
        try:
            found = os.stat(path)
        except OSError:
            return False
        if (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns) == (
            self.device, self.inode, self.size, self.modified_ns,
        ):  # fmt: skip
            return True
        return found.st_size == self.size and sha256(path.read_bytes()).hexdigest() == self.hash

    def __str__(self) -> str:
        return f'{self.device}:{self.inode}:{self.size}:{self.modified_ns}:{self.hash}'

    @classmethod
    def read(cls, text: str) -> 'Signature | None':
        """The signature that was written as text, or None for an empty text."""
        if not text:
            return None
        *numbers, found_hash = text.split(':')
        device, inode, size, modified_ns = map(int, numbers)
        return cls(device, inode, size, modified_ns, found_hash)


def signature_of(path: Path) -> Signature:
    """The signature of a file as it is now. Raises OSError."""
    found = os.stat(path)
    return Signature(
        found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, sha256(path.read_bytes()).hexdigest()
    )
