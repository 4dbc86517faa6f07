"""People who may enter: the accounts of officers and members, their passwords and PINs, and the code of the set-up.

    store = open_sign_ins(Path('group.xlsx'))
    add_officer(store, 'Mangal Shinde', 'mangal', '98220 11223', 'her password', 'president', 'mr', now)
    user = check_password(store, 'mangal', 'her password')     None when something does not fit

Who tries too often is slowed down by `sheets/attempts.py`; who is signed in is in `sheets/sessions.py`.
"""

import secrets
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, delete, func, insert, select, update

from rules.officers import same
from rules.problems import Problem, Refused
from sheets.passwords import (
    folded,
    hash_code,
    hash_secret,
    new_code,
    password_problems,
    pin_problems,
    secret_fits,
)
from sheets.sessions import end_sessions
from sheets.sign_in_tables import User, accounts, codes, user_from
from sheets.words import N_

DIGITS_OF_A_NUMBER = 9  # that many at its end tell a mobile number, with or without the code of the country


def officer_problems(store: Engine, name: str, user_name: str, mobile: str, password: str) -> Iterable[Problem]:
    """What stands against giving this officer a way in: no name, a name or number that is taken, a weak password."""
    if not name.strip():
        yield Problem(N_('The name is empty.'), N_('Please type a name.'), about='name')
    if any(same(name, officer.name) for officer in officers(store)):
        yield Problem(
            N_('An officer has this name already.'),
            N_('Add what tells them apart: the book names who did what by it.'), about='name',
        )  # fmt: skip
    if not folded(user_name) and len(digits(mobile)) < DIGITS_OF_A_NUMBER:
        yield Problem(
            N_('There is neither a user name nor a mobile number.'), N_('Please give one of them.'), about='user_name'
        )
    if folded(user_name) and _officers_known_as(store, user_name):
        yield Problem(N_('This user name is taken.'), N_('Please choose another.'), about='user_name')
    if digits(mobile) and _officers_known_as(store, mobile):
        yield Problem(N_('An officer has this mobile number already.'), N_('Please give another.'), about='mobile')
    yield from password_problems(password, user_name, mobile, name)


def add_officer(
    store: Engine, name: str, user_name: str, mobile: str, password: str, role: str, language: str, now: datetime
) -> User:
    """Give an officer a way in, or raise Refused with every reason."""
    if problems := list(officer_problems(store, name, user_name, mobile, password)):
        raise Refused(problems)
    user = User(secrets.token_hex(8), name.strip(), role, language)
    secret_hash = hash_secret(password)
    _add_account(store, user, now, user_name=folded(user_name) or None, mobile=digits(mobile), secret_hash=secret_hash)
    return user


def add_demo_officer(store: Engine, name: str, role: str, language: str, now: datetime) -> User:
    """An officer of the sample group, whom the demo lets in without a password."""
    user = User(secrets.token_hex(8), name, role, language)
    _add_account(store, user, now)
    return user


def add_member(store: Engine, member: str, name: str, language: str, now: datetime) -> User:
    """The account of a member of the workbook, made when she first needs one. Her name follows the workbook."""
    with store.begin() as connection:
        row = connection.execute(select(accounts).where(accounts.c.member == member)).one_or_none()
        if row is not None and row.name != name:
            connection.execute(update(accounts).where(accounts.c.id == row.id).values(name=name))
    if row is not None:
        return User(row.id, name, row.role, row.language, member)
    user = User(secrets.token_hex(8), name, 'member', language, member)
    _add_account(store, user, now)
    return user


def set_password(store: Engine, account: str, password: str, now: datetime) -> None:
    """A new password. All sessions of the account end, so whoever knew the old one is out."""
    if problems := list(password_problems(password)):
        raise Refused(problems)
    _set_secret(store, account, password, now)


def set_pin(store: Engine, account: str, pin: str, now: datetime) -> None:
    """The PIN that the president gives a member. Whoever was signed in with the former one is out."""
    if problems := list(pin_problems(pin)):
        raise Refused(problems)
    _set_secret(store, account, pin, now)


def set_language(store: Engine, account: str, language: str) -> None:
    """The language in which this person reads the app."""
    _amend_account(store, account, language=language)


def set_active(store: Engine, account: str, active: bool, now: datetime) -> None:
    """Let someone in again, or no longer; in the latter case every open page of hers ends at once."""
    _amend_account(store, account, active=active)
    if not active:
        end_sessions(store, account, now)


def officers(store: Engine) -> list[User]:
    """Everybody who may enter the officers' screens."""
    chosen = select(accounts).where(accounts.c.role != 'member', accounts.c.active).order_by(accounts.c.created_at)
    with store.connect() as connection:
        return [user_from(row) for row in connection.execute(chosen)]


def has_officers(store: Engine) -> bool:
    """Whether anybody could sign in, or the set-up has still to be done."""
    return bool(officers(store))


def check_password(store: Engine, known_as: str, password: str) -> User | None:
    """The officer with this user name or mobile number, if the password is hers."""
    row = next(iter(_officers_known_as(store, known_as)), None)
    fits = secret_fits(password, row.secret_hash if row else None)
    return user_from(row) if row and fits else None


def check_pin(store: Engine, member: str, pin: str) -> bool:
    """Whether this is the member's PIN. A member without one, or none at all, takes as long to be refused."""
    chosen = select(accounts.c.secret_hash).where(accounts.c.member == member, accounts.c.active)
    with store.connect() as connection:
        return secret_fits(pin, connection.execute(chosen).scalar())


def may_enter(store: Engine, account: str) -> bool:
    """Whether the account is open."""
    with store.connect() as connection:
        return bool(connection.execute(select(accounts.c.active).where(accounts.c.id == account)).scalar())


def give_code(store: Engine, purpose: str) -> str:
    """A code to be shown once; it replaces the former one of the same purpose."""
    code = new_code()
    with store.begin() as connection:
        connection.execute(delete(codes).where(codes.c.purpose == purpose))
        connection.execute(insert(codes).values(purpose=purpose, code_hash=hash_code(code)))
    return code


def code_fits(store: Engine, purpose: str, code: str) -> bool:
    """Whether this is the code of that purpose."""
    with store.connect() as connection:
        code_hash = connection.execute(select(codes.c.code_hash).where(codes.c.purpose == purpose)).scalar()
    return code_hash is not None and secrets.compare_digest(code_hash, hash_code(code))


def spend_code(store: Engine, purpose: str) -> None:
    """The code has done its work and opens nothing any more."""
    with store.begin() as connection:
        connection.execute(delete(codes).where(codes.c.purpose == purpose))


def digits(mobile: str) -> str:
    """A mobile number without blanks, dashes and plus, in the digits of every script."""
    return ''.join(str(unicodedata.digit(letter)) for letter in mobile if letter.isdigit())


def same_number(one: str, other: str) -> bool:
    """Whether two mobile numbers are the same, with or without the code of the country."""
    one, other = digits(one), digits(other)
    return len(one) >= DIGITS_OF_A_NUMBER and one[-DIGITS_OF_A_NUMBER:] == other[-DIGITS_OF_A_NUMBER:]


def _officers_known_as(store: Engine, known_as: str) -> list[Row[Any]]:
    """Officers with this user name or mobile number, which is nobody or one."""
    known = accounts.c.user_name == folded(known_as)
    if len(number := digits(known_as)) >= DIGITS_OF_A_NUMBER:
        known |= func.substr(accounts.c.mobile, -DIGITS_OF_A_NUMBER) == number[-DIGITS_OF_A_NUMBER:]
    chosen = select(accounts).where(accounts.c.role != 'member', accounts.c.active, known)
    with store.connect() as connection:
        return list(connection.execute(chosen))


def _add_account(store: Engine, user: User, now: datetime, **more: str | None) -> None:
    row = {
        'id': user.account, 'name': user.name, 'role': user.role, 'language': user.language,
        'member': user.member or None, 'active': True, 'created_at': now.timestamp(),
    } | more  # fmt: skip
    with store.begin() as connection:
        connection.execute(insert(accounts).values(row))


def _amend_account(store: Engine, account: str, **values: object) -> None:
    with store.begin() as connection:
        connection.execute(update(accounts).where(accounts.c.id == account).values(values))


def _set_secret(store: Engine, account: str, secret: str, now: datetime) -> None:
    _amend_account(store, account, secret_hash=hash_secret(secret))
    end_sessions(store, account, now)
