"""Encrypting bytes so that a change is noticed: AES-256-GCM under a key from a passphrase. The door to cryptography.

    data = encrypted(b'...', 'a short sentence', about='backup')
    decrypted(data, 'a short sentence', about='backup')     raises DoesNotFit

What is encrypted begins with the word BAHI1, then 16 bytes of salt and 12 of nonce. `about` is not kept; the same must
be given to decrypt, so that one secret cannot be put in the place of another.
"""

import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MARK = b'BAHI1'
SALT_BYTES, NONCE_BYTES, TAG_BYTES, KEY_BYTES = 16, 12, 16, 32
# 32 MiB and about 80 ms a guess, as OWASP's password cheat sheet has it for scrypt with one lane.
COST, BLOCK, LANES = 2**15, 8, 1

# One salt a process, so that many secrets under one passphrase cost one derivation; each has a nonce of its own.
_SALT = secrets.token_bytes(SALT_BYTES)


class DoesNotFit(Exception):
    """The passphrase is another one, or the bytes are not those that were encrypted."""


def is_encrypted(data: bytes) -> bool:
    """Whether these bytes were encrypted here."""
    return data.startswith(MARK)


def encrypted(data: bytes, passphrase: str, about: str) -> bytes:
    """The bytes encrypted under a passphrase; every call gives others."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return MARK + _SALT + nonce + AESGCM(_key(passphrase, _SALT)).encrypt(nonce, data, about.encode())


def decrypted(data: bytes, passphrase: str, about: str) -> bytes:
    """The bytes as they were. Raises DoesNotFit."""
    begin = len(MARK) + SALT_BYTES + NONCE_BYTES
    if not is_encrypted(data) or len(data) < begin + TAG_BYTES:
        raise DoesNotFit
    salt, nonce = data[len(MARK) : len(MARK) + SALT_BYTES], data[len(MARK) + SALT_BYTES : begin]
    try:
        return AESGCM(_key(passphrase, salt)).decrypt(nonce, data[begin:], about.encode())
    except InvalidTag:
        raise DoesNotFit from None


@lru_cache(maxsize=64)
def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=COST, r=BLOCK, p=LANES).derive(passphrase.encode())
