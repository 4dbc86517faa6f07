"""Workbooks under a password, in the format that Excel and LibreOffice open with it. The door to msoffcrypto-tool.

    is_locked(data)                          whether a password is needed
    unlocked(data, [password], name)         the workbook inside, byte for byte; raises Refused for a wrong password
    locked(data, password)                   ECMA-376 agile encryption: AES, SHA-512, 100,000 rounds over the password

A group may keep its workbook locked. Its password is in the vault then, and two calls are all that the reader and
writer of the file needs; what is not locked passes through both as it is:

    inside = opened(raw, vault, name)        after reading
    raw = closed_like(raw, inside, vault)    before writing

A key takes 0.06 s to derive from a password. Keys are remembered, and the next writing uses the same one with a fresh
salt for the data, so that it costs the encryption alone, about 10 ms a MB.
"""

import copy
import io
import secrets
import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from xml.parsers.expat import ExpatError

import olefile  # type: ignore[import-untyped]
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError  # type: ignore[import-untyped]
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted  # type: ignore[import-untyped]
from msoffcrypto.method.ecma376_agile import ECMA376Agile  # type: ignore[import-untyped]
from msoffcrypto.method.ecma376_standard import ECMA376Standard  # type: ignore[import-untyped]

from rules.problems import N_, Refused, refuse
from sheets.vault import FORMER_WORKBOOK_PASSWORD, WORKBOOK_PASSWORD, Vault

LONGEST_PASSWORD = 255
"""What Excel takes."""
MOST_ROUNDS = 1_000_000
"""Excel and LibreOffice write 100,000. A file that asks for ten million would keep the app busy for a minute."""

SALT_BYTES = 16
_COMPOUND = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
_DAMAGED = (
    OSError, ValueError, LookupError, TypeError, AttributeError, struct.error, ExpatError, DecryptionError,
    FileFormatError,
)  # fmt: skip
"""What the libraries raise over bytes that are not what they should be."""


def is_locked(data: bytes) -> bool:
    """Whether this is a workbook under a password; an old .xls begins with the same bytes and is none."""
    if not data.startswith(_COMPOUND):
        return False
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            return bool(compound.exists('EncryptionInfo') and compound.exists('EncryptedPackage'))
    except _DAMAGED:
        return False


def unlocked(data: bytes, passwords: Sequence[str], name: str) -> bytes:
    """The workbook inside, with the first password that fits. Raises Refused: none fits, or the file is damaged."""
    try:
        file = OOXMLFile(io.BytesIO(data))
        key = next(filter(None, (_key(file, password) for password in passwords if password)), None)
    except _DAMAGED as error:
        raise _damaged(name) from error
    if key is None:
        raise refuse(
            N_('The file {file} is locked with a password that the app does not know.'),
            N_('Type its password on the page Backups.'), about='password', file=name,
        )  # fmt: skip
    inside = io.BytesIO()
    try:
        file.load_key(secret_key=key)
        file.decrypt(inside, verify_integrity=True)
    except (InvalidKeyError, *_DAMAGED) as error:
        # The password fits, so what does not fit is what it locks.
        raise _damaged(name) from error
    return inside.getvalue()


def locked(data: bytes, password: str) -> bytes:
    """The workbook under a password; each call gives other bytes."""
    assert 0 < len(password) <= LONGEST_PASSWORD, 'not a password that Excel takes'
    parameters, key = _parameters(password)
    parameters = copy.deepcopy(parameters)
    parameters.keyData.saltValue = secrets.token_bytes(SALT_BYTES)
    package = ECMA376Agile.encrypt_payload(io.BytesIO(data), parameters.encryptedKey, key, parameters.keyData.saltValue)
    description = ECMA376Agile.get_encryption_information(parameters, package, key)
    made = io.BytesIO()
    ECMA376Encrypted(package, description).write_to(made)
    return made.getvalue()


def opened(data: bytes, vault: Vault, name: str) -> bytes:
    """The workbook of a group, unlocked with what the vault knows if it is locked. Raises Refused."""
    return unlocked(data, passwords_of(vault), name) if is_locked(data) else data


def closed_like(before: bytes, inside: bytes, vault: Vault) -> bytes:
    """The workbook as it may be written: locked when the file was, as it is when it was not. Raises Refused."""
    if not is_locked(before):
        return inside
    fitting = next((password for password in passwords_of(vault) if fits(before, password)), None)
    assert fitting is not None, 'a workbook that was not opened is not written'
    return locked(inside, fitting)


def passwords_of(vault: Vault) -> list[str]:
    """The passwords that the workbook may have: the present one, and the former one while it is being changed."""
    known = (vault.get(WORKBOOK_PASSWORD), vault.get(FORMER_WORKBOOK_PASSWORD))
    return [password for password in known if password]


def fits(data: bytes, password: str) -> bool:
    """Whether this is the password of a locked workbook."""
    try:
        return bool(password) and _key(OOXMLFile(io.BytesIO(data)), password) is not None
    except _DAMAGED:
        return False


def _key(file: Any, password: str) -> bytes | None:
    """The key of the workbook inside, or None when this is not its password."""
    if file.type == 'agile':
        info = file.info
        if info['spinValue'] > MOST_ROUNDS:
            raise DecryptionError('too many rounds')
        return _agile_key(
            password, info['passwordSalt'], info['passwordHashAlgorithm'], info['encryptedVerifierHashInput'],
            info['encryptedVerifierHashValue'], info['encryptedKeyValue'], info['spinValue'], info['passwordKeyBits'],
        )  # fmt: skip
    if file.type == 'standard':
        header, verifier = file.info['header'], file.info['verifier']
        return _standard_key(
            password, header['algId'], header['algIdHash'], header['providerType'], header['keySize'],
            verifier['saltSize'], verifier['salt'], verifier['encryptedVerifier'], verifier['encryptedVerifierHash'],
        )  # fmt: skip
    raise DecryptionError('not a kind of lock that is known')


@lru_cache(maxsize=32)
def _agile_key(
    password: str, salt: bytes, hash_name: str, verifier: bytes, verifier_hash: bytes, key: bytes, rounds: int,
    bits: int,
) -> bytes | None:  # fmt: skip
    """As Excel writes since 2010."""
    if not ECMA376Agile.verify_password(password, salt, hash_name, verifier, verifier_hash, rounds, bits):
        return None
    found: bytes = ECMA376Agile.makekey_from_password(password, salt, hash_name, key, rounds, bits)
    return found


@lru_cache(maxsize=32)
def _standard_key(
    password: str, cipher: int, hash_: int, provider: int, bits: int, salt_size: int, salt: bytes, verifier: bytes,
    verifier_hash: bytes,
) -> bytes | None:  # fmt: skip
    """As Excel 2007 and older versions of LibreOffice write."""
    key: bytes = ECMA376Standard.makekey_from_password(password, cipher, hash_, provider, bits, salt_size, salt)
    return key if ECMA376Standard.verifykey(key, verifier, verifier_hash) else None


@lru_cache(maxsize=4)
def _parameters(password: str) -> tuple[Any, bytes]:
    """What locks with a password: the description for the file, and the key that it hides."""
    description, key = ECMA376Agile.generate_encryption_parameters(password)
    return description, key


def _damaged(name: str) -> Refused:
    return refuse(
        N_('The file {file} is damaged: what its password locks is not whole.'),
        N_('Put a good copy of the workbook in its place.'), file=name,
    )  # fmt: skip
