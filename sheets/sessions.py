"""Sessions: who is signed in, for how long, and where it ends.

token = open_session(store, user, now)         goes into the cookie, and nowhere else
user = user_of(store, token, now)              None when the session is over
end_session(store, token, now)                 signed out; every page of it that is still open does nothing more
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, insert, select, update

from sheets.passwords import hash_token
from sheets.sign_in_tables import User, accounts, sessions, user_from

TOUCHED_EVERY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a session lasts: without a press, and altogether."""

    idle: timedelta
    longest: timedelta


OFFICERS_STAY = Stay(idle=timedelta(minutes=30), longest=timedelta(hours=12))
# A member's phone is her own and she can only look, so she signs in about once a month.
MEMBERS_STAY = Stay(idle=timedelta(days=14), longest=timedelta(days=31))


def open_session(store: Engine, user: User, now: datetime) -> str:
    """A new token for the cookie. The store keeps its hash, so that a copy of the store opens no door."""
    token = secrets.token_urlsafe(32)
    at = now.timestamp()
    row = {'token_hash': hash_token(token), 'account': user.account, 'created_at': at, 'seen_at': at}
    with store.begin() as connection:
        connection.execute(insert(sessions).values(row))
    return token


def user_of(store: Engine, token: str, now: datetime, officers_stay: Stay = OFFICERS_STAY) -> User | None:
    """Whose session this is, or None when it ended, was idle or long, or the person may not enter any more."""
    at = now.timestamp()
    chosen = select(accounts, sessions.c.created_at.label('opened_at'), sessions.c.seen_at).where(
        sessions.c.token_hash == hash_token(token),
        sessions.c.ended_at.is_(None),
        sessions.c.account == accounts.c.id,
        accounts.c.active,
    )
    with store.connect() as connection:
        row = connection.execute(chosen).one_or_none()
    if row is None:
        return None
    stay = MEMBERS_STAY if row.role == 'member' else officers_stay
    if at - row.seen_at > stay.idle.total_seconds() or at - row.opened_at > stay.longest.total_seconds():
        return None
    if at - row.seen_at > TOUCHED_EVERY_SECONDS:
        with store.begin() as connection:
            connection.execute(update(sessions).where(sessions.c.token_hash == hash_token(token)).values(seen_at=at))
    return user_from(row)


def end_session(store: Engine, token: str, now: datetime) -> None:
    """Sign out of this browser."""
    ending = update(sessions).where(sessions.c.token_hash == hash_token(token), sessions.c.ended_at.is_(None))
    with store.begin() as connection:
        connection.execute(ending.values(ended_at=now.timestamp()))


def end_sessions(store: Engine, account: str, now: datetime) -> None:
    """Sign out everywhere."""
    ending = update(sessions).where(sessions.c.account == account, sessions.c.ended_at.is_(None))
    with store.begin() as connection:
        connection.execute(ending.values(ended_at=now.timestamp()))
