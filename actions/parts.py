"""What a transaction will write: its parts, each a row, and what it amends in the register of loans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from actions.who import Who
from reports.guarantees import guarantors_of
from reports.loans import loan_standing
from rules import term_changes
from rules.money import Money
from rules.periods import Month
from rules.records import CANCELLED, CLOSED, WRITTEN_OFF, Change, Loan, Member, Mode
from rules.register_records import ACCEPTED, ASKED, RELEASED
from sheets.book import Book
from sheets.columns import CHANGES, GUARANTORS, LOANS, REGISTERS, Sheet
from sheets.finding import texts_of
from sheets.journal import PENDING
from sheets.recording import Recording


@dataclass(frozen=True, slots=True)
class Part:
    """One row to be: its kind and amount (minor units), and what it belongs to."""

    kind: str
    amount: Money
    member: Member | None = None
    loan: Loan | None = None
    month: Month | None = None
    category: str = ''
    reverses: str = ''
    mode: Mode | None = None
    """Where it is not that of the whole transaction."""
    account: str = ''
    decision: str = ''
    about: str = ''


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows of a transaction; a loan that is new; loans whose status may change by it."""

    parts: Sequence[Part]
    new_loan: Loan | None = None
    touches: Sequence[Loan] = field(default_factory=tuple)
    amends: Mapping[str, dict[str, str]] = field(default_factory=dict)
    """Of loans by their ids what becomes of them, such as that an approved one runs."""
    request: str = ''
    on: date = date.min

    def write_registers(self, book: Book, writing: Recording, who: Who, now: datetime) -> None:
        """Add the new loan; move loans to past loans, or back, as their rows now say."""
        if self.new_loan:
            writing.insert(LOANS, self.new_loan, self.request, now)
        for key, values in self.amends.items():
            amend(book, writing, LOANS, key, book.loans[key].number, values, '', self.on, who, now, self.request)
        for loan in [book.loans[loan.id] for loan in self.touches]:
            standing = loan_standing(book, loan, _last_day(book, loan))
            if standing.status != loan.status:
                past = standing.status in (CLOSED, WRITTEN_OFF)
                values = {'status': standing.status, 'closed_on': self.on.isoformat() if past else ''}
                amend(book, writing, LOANS, loan.id, loan.number, values, '', self.on, who, now, self.request)
                over = past or standing.status == CANCELLED
                (release_all if over else answer_again)(book, writing, loan.id, self.on, who, now, self.request)


def _last_day(book: Book, loan: Loan) -> date:
    """The last day on which something was paid of a loan or decided of it."""
    decided = (change.on for change in term_changes.read(loan.set_anew))
    return max((*(movement.on for movement in book.movements(loan.id)), *decided), default=loan.began)


def amend(
    book: Book, writing: Recording, sheet: Sheet, row: str, label: str, values: dict[str, str], reason: str, on: date,
    who: Who, now: datetime, request: str, status: str = PENDING,
) -> None:  # fmt: skip
    """Amend a register row: each field that changes is written into Changes first. `values` are canonical texts.

    `status` is SYNCED where the cells say so already.
    """
    before = canonical(book, sheet, row)
    changed = {name: text for name, text in values.items() if before[name] != text}
    for count, (name, text) in enumerate(changed.items(), start=1):
        change = Change(
            id=f'{request}/{row}/{count}',
            on=on,
            sheet=sheet.name,
            row=row,
            label=label,
            field=name,
            old=before[name],
            new=text,
            reason=reason,
            recorded_by=who.name,
            recorded_at=now.replace(microsecond=0),
        )
        writing.insert(CHANGES, change, request, now)
    if changed:
        writing.update(sheet, row, changed, request, now, status)


def release_all(
    book: Book, writing: Recording, loan: str, on: date, who: Who, now: datetime, request: str
) -> None:  # fmt: skip
    """Nobody answers any more for a loan that is repaid, rejected or withdrawn."""
    for row in guarantors_of(book, loan):
        if row.status in (ASKED, ACCEPTED):
            values = {'status': RELEASED, 'on': on.isoformat()}
            amend(book, writing, GUARANTORS, row.id, GUARANTORS.label(row), values, '', on, who, now, request)


def answer_again(
    book: Book, writing: Recording, loan: str, on: date, who: Who, now: datetime, request: str
) -> None:  # fmt: skip
    """A loan that runs again because a repayment was taken back has the guarantors again whom it released."""
    for row in guarantors_of(book, loan):
        before = [change.old for change in book.changes if change.row == row.id and change.field == 'status']
        if row.status == RELEASED and before and before[-1] == ACCEPTED:
            values = {'status': ACCEPTED, 'on': on.isoformat()}
            amend(book, writing, GUARANTORS, row.id, GUARANTORS.label(row), values, '', on, who, now, request)


def tell_registers(
    book: Book, writing: Recording, member_id: str, reason: str, on: date, who: Who, now: datetime, request: str
) -> None:  # fmt: skip
    """The rows of a member in other registers carry her name and her number too."""
    member = book.members[member_id]
    values = {'member_name': member.name, 'member_number': member.number}
    for sheet in REGISTERS:
        if {'member', *values} <= {*sheet.fields}:
            for row in [row for row, record in book.register(sheet).items() if record.member == member_id]:
                label = sheet.label(book.register(sheet)[row])
                amend(book, writing, sheet, row, label, dict(values), reason, on, who, now, request)


def canonical(book: Book, sheet: Sheet, row: str) -> dict[str, str]:
    """The texts of a register row as it stands."""
    return texts_of(sheet, book.register(sheet)[row], book.bylaws.currency)
