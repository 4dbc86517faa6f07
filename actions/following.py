"""What rows of registers say that follows from the entries: whether a fine is paid, a fixed deposit paid back,
a batch taken back.

Whatever records or takes back an entry that belongs to such a row (its `about`) lets the row say how it now stands.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from actions.parts import amend
from actions.who import Who
from rules import fines, money
from rules.fines import Lowering, Standing
from rules.money import Money
from rules.periods import months_later
from rules.register_records import (
    CLOSED_EARLY,
    MATURED,
    RECORDED,
    RUNNING,
    WITHDRAWN,
    Distribution,
    Fine,
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


def standings(book: Book, on: date) -> list[Standing]:
    """How each fine that was charged by a day stands on it, the oldest first."""
    return fines.standings(book.register(FINES).values(), [*_paid(book), *waivers(book)], on)


def standing_of(book: Book, fine: Fine, on: date) -> Standing:
    """How one fine stands on a day, on which it must have been charged."""
    lowered = [row for row in (*_paid(book), *waivers(book)) if row.fine == fine.id]
    (standing,) = fines.standings([fine], lowered, on)
    return standing


def waivers(book: Book) -> Iterator[Lowering]:
    """What was waived of fines: each step as the changes of the register tell it, its reason being the decision."""
    currency = book.bylaws.currency
    for change in book.changes:
        if change.sheet == FINES.name and change.field == 'waived' and change.reason:
            before, after = (money.parse(text, currency) if text else 0 for text in (change.old, change.new))
            yield Lowering(change.row, change.on, after - before, change.reason)


def _paid(book: Book) -> Iterator[Lowering]:
    frame = book.frame()
    rows = frame.loc[
        (frame['kind'] == 'fine').to_numpy() & (frame['about'] != '').to_numpy(), ['about', 'on', 'amount']
    ]
    for about, on, amount in zip(*(rows[name].tolist() for name in rows), strict=True):
        yield Lowering(about, on.date(), amount)


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
