"""What rows of registers say that follows from the entries: whether a fine is paid, a fixed deposit paid back,
a batch taken back.

Whatever records or takes back an entry that belongs to such a row (its `about`) lets the row say how it now stands.
"""

from collections.abc import Iterable
from datetime import date, datetime

from actions.parts import amend
from actions.who import Who
from reports.fines import standing_of
from rules.money import Money
from rules.periods import months_later
from rules.register_records import (
    CLOSED_EARLY,
    MATURED,
    RECORDED,
    RUNNING,
    WITHDRAWN,
    Distribution,
    FixedDeposit,
)  # fmt: skip
from sheets.book import Book
from sheets.columns import DISTRIBUTIONS, FINES, FIXED_DEPOSITS
from sheets.recording import Recording


def settle(
    book: Book, writing: Recording, rows: Iterable[str], taken_back: bool, on: date, who: Who, now: datetime,
    request: str,
) -> None:  # fmt: skip
    """Let the rows of registers with these ids say what follows from the entries that belong to them now.

    `taken_back` says that an entry was.
    """
    for row in dict.fromkeys(filter(None, rows)):
        if fine := book.register(FINES).get(row):
            status = {'status': standing_of(book, fine, date.max).status}
            amend(book, writing, FINES, row, fine.number, status, '', on, who, now, request)
        if deposit := book.register(FIXED_DEPOSITS).get(row):
            values = _of_deposit(book, deposit)
            amend(book, writing, FIXED_DEPOSITS, row, deposit.number, values, '', on, who, now, request)
        # A batch is recorded as a whole; only what is taken back of it can change how it stands.
        batch = book.register(DISTRIBUTIONS).get(row)
        if batch and taken_back:
            values = {'status': RECORDED if _left_of(book, batch) else WITHDRAWN}
            amend(book, writing, DISTRIBUTIONS, row, batch.number, values, '', on, who, now, request)


def _left_of(book: Book, batch: Distribution) -> Money:
    """What of a batch was not taken back."""
    frame = book.frame()
    return int(frame.loc[(frame['about'] == batch.id).to_numpy(), 'amount'].sum())


def _of_deposit(book: Book, deposit: FixedDeposit) -> dict[str, str]:
    """Running as long as nothing was paid back, and else how it ended."""
    frame = book.frame()
    back = frame.loc[(frame['about'] == deposit.id).to_numpy() & (frame['kind'] == 'fixed-deposit-back').to_numpy()]
    paid: Money = int(back['amount'].sum())
    if not paid:
        return {'status': RUNNING, 'closed_on': ''}
    on: date = back['on'].max().date()
    early = on < months_later(deposit.start, deposit.months)
    return {'status': CLOSED_EARLY if early else MATURED, 'closed_on': on.isoformat()}
