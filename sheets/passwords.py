"""Passwords, PINs and codes: how they are hashed, checked and made, and what is wrong with one that someone chose.

The hash is argon2id through argon2-cffi, with 46 MiB and one pass: of the settings in OWASP's password cheat sheet the
one that a small computer bears.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rules.problems import Problem
from sheets.words import N_

SHORTEST, LONGEST = 8, 200
CODE_LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'  # without the letters that are taken for digits

_hasher = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
# Checked when nobody has that name, so that the answer takes as long as for a known one.
_NOBODYS_HASH = _hasher.hash(secrets.token_hex(16))


def hash_secret(secret: str) -> str:
    """What is kept of a password or PIN."""
    return _hasher.hash(secret)


def secret_fits(secret: str, secret_hash: str | None) -> bool:
    """Whether this is the password or PIN of that hash. Without a hash it is not, and takes as long to say so."""
    try:
        return _hasher.verify(secret_hash or _NOBODYS_HASH, secret[:LONGEST]) and secret_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def password_problems(password: str, *other_words: str) -> Iterable[Problem]:
    """What is wrong with a password that someone chose: length and guessability, and no rules about its letters."""
    if not SHORTEST <= len(password) <= LONGEST:
        yield Problem(
            N_('The password has {count} characters.'),
            N_('Please choose one of 8 to 200; a short sentence is best.'),
            {'count': len(password)},
            about='password',
        )
    elif len(set(password)) < 4 or folded(password) in COMMON | {folded(word) for word in other_words}:
        yield Problem(
            N_('This password is easily guessed.'),
            N_('Please choose another; a short sentence is best.'),
            about='password',
        )


def pin_problems(pin: str) -> Iterable[Problem]:
    """A PIN is four to eight digits, and not all of them the same."""
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
        yield Problem(N_('A PIN has four to eight digits.'), N_('Please type digits only.'), about='pin')
    elif len(set(pin)) == 1:
        yield Problem(N_('This PIN is easily guessed.'), N_('Please choose another.'), about='pin')


def new_code() -> str:
    """A code that is read from one screen and typed on another, such as 'K7QM-2XWD'."""
    letters = ''.join(secrets.choice(CODE_LETTERS) for _ in range(8))
    return f'{letters[:4]}-{letters[4:]}'


def hash_token(token: str) -> str:
    """Of long random tokens a plain hash is enough; of passwords it would not be."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_code(code: str) -> str:
    """Capitals, blanks and dashes of a code do not matter."""
    return hash_token(''.join(letter for letter in code.upper() if letter.isalnum()))


def folded(text: str) -> str:
    """A name as it is compared: without regard to capitals and to how its letters are encoded."""
    return ' '.join(unicodedata.normalize('NFKC', text).casefold().split())


COMMON_LINES = """
password passw0rd password1 password123 12345678 123456789 1234567890 0123456789 87654321 987654321 11223344
123123123 147258369 qwertyui qwerty123 qwertyuiop asdfghjkl 1q2w3e4r 1qaz2wsx zaq12wsx iloveyou sunshine princess
football baseball superman trustno1 whatever starwars welcome1 welcome123 letmein1 abcd1234 abc12345 abcdefgh
admin123 administrator changeme default1 computer internet samsung123 india123 india@123 mumbai123 bharat123
krishna1 jaishreeram ganesh123 sairam123 omsairam lakshmi1 durga123 kenya123 kenya2022 nairobi1 harambee mombasa1
tanzania uganda123 karibu123 savings1 savings123 chama123 bachatgat bachat123 mahila123 password@123 admin@123
"""
COMMON = frozenset(COMMON_LINES.split())
