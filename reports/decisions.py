"""The decisions of a book as the rules need them, and what was done on each of them.

    known(book).decisions['D2025-003']     the decision, with the ids of its members
    uses(book)['D2025-003']                each entry and each register row that names it

That a decision was used is written nowhere twice: it follows from the rows that name it. A row of a register names the
latest decision that moved it, and those before are in Changes; a loan names each one that set its instalments anew or
waived a penalty, and the one by which it goes beyond what is asked of who borrows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reports import fines
from rules import register_records as records
from rules import term_changes
from rules.decisions import KINDS, Decision, Known
from rules.money import ZERO, Money
from rules.records import CANCELLED, REJECTED, WITHDRAWN
from sheets.book import Book
from sheets.columns import BY_NAME, DECISIONS, LOANS, REGISTERS

FIELD = 'decision'


@dataclass(frozen=True, slots=True)
class Use:
    """What names a decision: a receipt of Entries, or a row of a register; `amount` in minor units, if it has one."""

    sheet: str
    row: str
    label: str
    on: date
    amount: Money = ZERO


def by_number(book: Book) -> dict[str, records.Decision]:
    """The rows of the register by their numbers, in the order in which they were written down."""
    return {row.number: row for row in book.register(DECISIONS).values()}


def known(book: Book, besides: str = '') -> Known:
    """The decisions that stand, and what was used of each. One that was withdrawn allows nothing.

    `besides` is the id of the row that the question is about: what it uses itself does not count.
    """
    standing = {
        number: decision_of(book, row) for number, row in by_number(book).items() if row.status == records.DECIDED
    }
    found = {number: [use for use in those if use.row != besides] for number, those in uses(book).items()}
    return Known(standing, {number: used(standing.get(number), those) for number, those in found.items() if those})


def left_to_do(book: Book) -> list[Decision]:
    """The decisions that stand and on which nothing was done yet, or not with the whole sum that they settle."""
    found = known(book)
    return [
        decision
        for number, decision in found.decisions.items()
        if found.used.get(number, 0) < (decision.amount if _settles_sum(decision) else 1)
    ]


def decision_of(book: Book, row: records.Decision) -> Decision:
    """A row as the rules read it, with ids for the numbers of members."""
    return Decision(
        number=row.number,
        kind=row.kind,
        on=row.on,
        reason=row.reason,
        in_favour=ids_of(book, row.in_favour),
        against=ids_of(book, row.against),
        about=row.about,
        members=ids_of(book, row.members),
        amount=row.amount or ZERO,
    )


def ids_of(book: Book, numbers: str) -> tuple[str, ...]:
    """The ids of members from their numbers; a number that nobody has stays as it is."""
    named = (number.strip() for number in numbers.split(','))
    return tuple(member.id if (member := book.member(number)) else number for number in named if number)


def uses(book: Book) -> dict[str, list[Use]]:
    """What was done on each decision, by its number, the oldest first. What was taken back is not there any more."""
    found: dict[str, list[Use]] = {}
    for number, use in (*_entries(book), *_rows(book), *_loans_beyond(book), *_loans_set_anew(book)):
        found.setdefault(number, []).append(use)
    return {number: sorted(those, key=lambda use: use.on) for number, those in found.items()}


def used(decision: Decision | None, found: list[Use]) -> Money:
    """The sum that was used of a decision that settles one, or how often the decision was used."""
    return sum(use.amount for use in found) if decision and _settles_sum(decision) else len(found)


def _settles_sum(decision: Decision) -> bool:
    return decision.kind in KINDS and KINDS[decision.kind].amount


def _entries(book: Book) -> Iterator[tuple[str, Use]]:
    """The receipts that rest on a decision, each once with its sum."""
    frame = book.frame()
    rows = frame.loc[(frame[FIELD] != '').to_numpy()]
    taken_back = book.reversed_ids()
    kept = rows.loc[((rows['reverses'] == '') & ~rows['id'].isin(taken_back)).to_numpy()]
    for _key, together in kept.groupby([FIELD, 'receipt'], sort=False):
        first = together.iloc[0]
        # What the payment cost, or was taken off as a fee, is none of what was decided.
        amount = int(together.loc[(together['kind'] == first['kind']).to_numpy(), 'amount'].sum())
        yield first[FIELD], Use('Entries', first['id'], first['receipt'], first['on'].date(), amount)


def _rows(book: Book) -> Iterator[tuple[str, Use]]:
    """The rows of registers that name a decision now, or were amended to name it once; but see `_loans_beyond`."""
    named: dict[tuple[str, str, str], date] = {}
    for change in book.changes:
        if change.field == FIELD and change.new and change.sheet != LOANS.name:
            named.setdefault((change.new, change.sheet, change.row), change.on)
    for sheet in REGISTERS:
        if FIELD in sheet.fields and sheet is not LOANS:
            for row_id, row in book.register(sheet).items():
                if row.decision:
                    named.setdefault((row.decision, sheet.name, row_id), getattr(row, 'on', date.min))
    waived: dict[tuple[str, str], Money] = {}
    for waiver in fines.waivers(book):
        waived[waiver.decision, waiver.fine] = waived.get((waiver.decision, waiver.fine), ZERO) + waiver.amount
    for (number, name, row_id), on in named.items():
        row = book.register(BY_NAME[name]).get(row_id)
        if row is not None:
            yield number, Use(name, row_id, BY_NAME[name].title(row), on, waived.get((number, row_id), ZERO))


def _loans_beyond(book: Book) -> Iterator[tuple[str, Use]]:
    """The loans that go beyond what is asked of who borrows, with what was approved or asked for.

    Once the money is handed over its entry names the decision, and counts; an application that came to nothing does
    not.
    """
    frame = book.frame()
    rows = frame.loc[((frame[FIELD] != '') & (frame['loan'] != '')).to_numpy()]
    handed_over = {*zip(rows[FIELD].tolist(), rows['loan'].tolist(), strict=True)}
    for loan in book.loans.values():
        over = loan.status in (REJECTED, WITHDRAWN, CANCELLED) or (loan.decision, loan.id) in handed_over
        if loan.decision and not over:
            on, amount = loan.reviewed_on or loan.applied_on, loan.approved or loan.asked
            yield loan.decision, Use(LOANS.name, loan.id, LOANS.title(loan), on or loan.began, amount or ZERO)


def _loans_set_anew(book: Book) -> Iterator[tuple[str, Use]]:
    """The loans whose instalments were set anew, or of whose penalties a sum was waived."""
    for loan in book.loans.values():
        for change in term_changes.read(loan.set_anew):
            amount = change.amount if isinstance(change, term_changes.Waived) else ZERO
            yield change.decision, Use(LOANS.name, loan.id, LOANS.title(loan), change.on, amount)
