"""Rows for many members that are one thing: a dividend, a share-out. A receipt for each, all of them or none.

    write(book, writing, asked, receipts, who, now, today)

`asked` says what they have in common: the request, the day, the way the money goes, note, decision, and in `about` the
row of the register that they belong to. Whether there is enough in the box is asked for all of them together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from actions import ways
from actions.closed_months import problems_of_row
from actions.parts import Part, Plan
from actions.record import entry_of, shortage
from actions.who import Who
from rules import accounts, savings, transactions
from rules.problems import N_, Problem, refuse
from rules.records import Loan
from rules.transactions import Transaction
from sheets.book import Book
from sheets.columns import ENTRIES
from sheets.recording import Recording


@dataclass(frozen=True, slots=True)
class Receipt:
    """The rows of one member, and the loans that they may close."""

    parts: Sequence[Part]
    touches: Sequence[Loan] = ()


def problems_of_receipts(book: Book, asked: Transaction, receipts: Sequence[Receipt], today: date) -> Iterable[Problem]:
    """Why these rows cannot be written: the day, the texts, the account, what there is in box and bank, and to whom
    nothing is paid out."""
    parts = [part for receipt in receipts for part in _parts(asked, receipt)]
    asked = replace(asked, amount=max(1, sum(part.amount for part in parts)))
    yield from transactions.problems_of_request(asked, book.bylaws, today)
    yield from ways.problems_of_accounts(book, asked)
    yield from problems_of_row(book, asked.kind, asked.on, asked.decision)
    handed_to = {part.member.id: part.member for part in parts if part.member and _hands_out(part)}
    yield from (replace(savings.frozen(), sheet=member.name) for member in handed_to.values() if member.on_hold)
    if short := shortage(book, asked.on, parts):
        yield short


def write(
    book: Book, writing: Recording, asked: Transaction, receipts: Sequence[Receipt], who: Who, now: datetime
) -> int:
    """Write the rows within a writing that is under way; says how many. Nothing may stand against them."""
    count = 0
    for receipt in receipts:
        parts = _parts(asked, receipt)
        left = accounts.left_in_clearing((part.kind, part.mode or asked.mode, part.amount) for part in parts)
        assert not left, f'{left} is left on the clearing account of {receipt}'
        number = book.receipt_number()
        for part in parts:
            assert part.amount > 0, f'not an amount: {part}'
            count += 1
            entry = entry_of(book, part, f'{asked.id}/{count}', number, asked, who, now)
            writing.insert(ENTRIES, entry, asked.id, now)
    touched = [loan for receipt in receipts for loan in receipt.touches]
    Plan([], touches=touched, request=asked.id, on=asked.on).write_registers(book, writing, who, now)
    return count


def answered(writing: Recording, request: str, content: str) -> bool:
    """Whether this very request was recorded before. Raises Refused where the id was that of another one."""
    earlier = writing.answer(request)
    if earlier is None:
        return False
    if earlier.content != content:
        raise refuse(
            N_('The entry id {id} was already used for something else.'), N_('Send it with a new id.'), id=request
        )
    return True


def off_and_out(sources: Sequence[Part], set_off: int) -> list[Part]:
    """What a member gets, of which so much is set off and the rest is handed to her, in this order."""
    parts = []
    for source in sources:
        taken = min(source.amount, set_off)
        set_off -= taken
        if taken:
            parts.append(replace(source, amount=taken, mode='set-off'))
        if source.amount > taken:
            parts.append(replace(source, amount=source.amount - taken))
    assert not set_off, f'{set_off} more is set off than there is'
    return parts


def _hands_out(part: Part) -> bool:
    return sum(accounts.effects(part.kind, part.mode or accounts.CASH)) < 0


def _parts(asked: Transaction, receipt: Receipt) -> list[Part]:
    return list(ways.parts_of(replace(asked, cost=0), receipt.parts))
