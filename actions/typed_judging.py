"""What each typed row would become, judged by the rules that hold for recording, in the order of its days.

A row is judged in the book as it is with the good rows before it, so that the deposit that funds a loan is taken over
first, in whatever order they stand in the sheet. The same judging shows the rows (in a trial) and takes them over.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from actions import lending, members, record
from actions.members import NewMember
from actions.parts import Part, Plan
from actions.requests import transaction_of
from actions.typed_members import read_member
from actions.typed_reading import FIELD_OF, read_entry, text_of
from actions.usual import Usual
from actions.who import Who
from rules import money, typed_rows
from rules.money import ZERO, Amount
from rules.problems import N_, Problem, Refused
from rules.records import Change
from rules.transactions import Transaction
from rules.typed_rows import BAD, DOUBTFUL, GOOD, REJECTED, TYPED, Verdict
from sheets.book import Book
from sheets.cells import Cell
from sheets.columns import CHANGES, ENTRIES, LOANS, MEMBERS, SEAL_FIELDS, Column
from sheets.comparing import TypedRow
from sheets.reading import letters
from sheets.recording import Recording

NOBODY_ELSE = Who(TYPED)

Chosen = Mapping[str, Mapping[str, str]]
"""What a person chose among several meanings: by fingerprint, a value for each field."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a typed row would become, and what speaks against it. `id` is the fingerprint of the row.

    `typed` are the headings with what stands below them. An entry becomes `parts`, a row each, on the day `on`; a
    member becomes `member`. `choices` are the meanings that a cell may have, by field, the likeliest first.
    """

    id: str
    sheet: str
    row: int
    typed: tuple[tuple[str, str], ...]
    verdict: Verdict
    reasons: tuple[Problem, ...] = ()
    parts: tuple[Part, ...] = ()
    on: date | None = None
    member: NewMember | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: Transaction | None = None

    @property
    def place(self) -> str:
        """Where it stands, as 'Entries!17'."""
        return f'{self.sheet}!{self.row}'


class Judging:
    """Judges the typed rows of a book, and takes over those that may be."""

    def __init__(self, book: Book, writing: Recording, now: datetime, today: date, chosen: Chosen) -> None:
        self.book, self.writing, self.now, self.today, self.chosen = book, writing, now, today, chosen
        self.usual = Usual(book)
        self.rejected = rejected_rows(book)

    def run(self, rows: Sequence[TypedRow], wanted: Collection[str] | None, who: Who) -> list[Proposal]:
        """Judge these rows. Of the good ones all are taken over, or, where some are `wanted`, these alone, and of
        those the doubtful ones too: somebody looked at them."""
        found: dict[str, Proposal] = {}
        waiting = sorted(rows, key=self._order)
        went_on = True
        while waiting and went_on:
            went_on = False
            for row in waiting:
                proposal = found[row.fingerprint] = self.judge(row)
                if self._may_be_taken(proposal, wanted):
                    self._take(proposal, who)
                    went_on = True
            # What was refused may be possible after those that were taken over since.
            waiting = [row for row in waiting if found[row.fingerprint].verdict == BAD and found[row.fingerprint].on]
        return [found[row.fingerprint] for row in rows]

    def judge(self, row: TypedRow) -> Proposal:
        """What a row would become."""
        if row.sheet is ENTRIES:
            proposal = self._entry(row)
        elif row.sheet is MEMBERS:
            proposal = self._member(row)
        else:
            proposal = self._proposal(row, [_not_here(row)], [])
        if row.fingerprint in self.rejected:
            return replace(proposal, verdict=REJECTED)
        return proposal

    def _order(self, row: TypedRow) -> tuple[int, date, int]:
        """Members first, then by day, then as they stand."""
        day = date.max
        if row.sheet is ENTRIES:
            typed = read_entry(row, self.book, self.today, {}).values.get('date')
            day = date.fromisoformat(typed) if typed else day
        return row.sheet is not MEMBERS, day, row.row

    def _may_be_taken(self, proposal: Proposal, wanted: Collection[str] | None) -> bool:
        if wanted is None:
            return proposal.verdict == GOOD
        return proposal.id in wanted and bool(proposal.parts or proposal.member)

    def _entry(self, row: TypedRow) -> Proposal:
        read = read_entry(row, self.book, self.today, self.chosen.get(row.fingerprint, {}))
        on = date.fromisoformat(read.values['date']) if 'date' in read.values else None
        doubts, problems = list(read.doubts), list(read.problems)
        if not row.cells.get('id') and any(row.cells.get(field) for field in SEAL_FIELDS):
            doubts.insert(0, Problem(
                N_('The row has a seal and no Entry ID: it seems to be a row of Bahi that was changed.'),
                N_('Take it over only if it happened besides the other one; otherwise reject it.'), about='id',
            ))  # fmt: skip
        if problems:
            return self._proposal(row, problems, doubts, choices=read.choices)
        try:
            asked = _transaction(read.values, self.book, self._id(row))
            plan = record.plan_of(self.book, asked, self.today)
        except Refused as refused:
            return self._proposal(row, list(refused.problems), doubts, on=on, choices=read.choices)
        doubts += self._doubts(asked, plan)
        return self._proposal(
            row, problems, doubts, asked=asked, parts=tuple(plan.parts), on=asked.on, choices=read.choices
        )

    def _doubts(self, asked: Transaction, plan: Plan) -> list[Problem]:
        """What may be a slip though the rules allow it."""
        part, currency = plan.parts[0], self.book.bylaws.currency
        doubts = []
        if asked.kind == 'repayment':
            split = ', '.join(f'{part.kind} {Amount(part.amount, currency)}' for part in plan.parts)
            doubts.append(Problem(
                N_('The repayment becomes: {split}.'), N_('Take the row over if that is right.'), {'split': split},
                about='kind',
            ))  # fmt: skip
        if asked.kind != 'reversal':
            doubts += typed_rows.doubts_of_amount(asked.amount, self.usual.amount(part), currency)
        if any(self.usual.has(part, asked.on) for part in plan.parts):
            doubts.append(Problem(
                N_('The same is recorded already for that day.'),
                N_('Take the row over if it happened a second time; otherwise reject it.'), about='amount',
            ))  # fmt: skip
        return doubts

    def _member(self, row: TypedRow) -> Proposal:
        read = read_member(row, self.book, self.today, self._id(row))
        problems = read.problems
        if read.member:
            problems = list(members.problems_of_new(self.book, read.member, self.today))
        return self._proposal(row, problems, read.doubts, member=read.member, on=self.today)

    def _proposal(
        self, row: TypedRow, problems: Sequence[Problem], doubts: Sequence[Problem], *, on: date | None = None,
        choices: Mapping[str, tuple[str, ...]] | None = None, asked: Transaction | None = None,
        parts: tuple[Part, ...] = (), member: NewMember | None = None,
    ) -> Proposal:  # fmt: skip
        verdict = BAD if problems else DOUBTFUL if doubts else GOOD
        reasons = tuple(self._placed(row, problem) for problem in [*problems, *doubts])
        return Proposal(
            row.fingerprint, row.sheet.name, row.row, as_typed(row), verdict, reasons, parts, on,
            member if not problems else None, choices or {}, asked,
        )  # fmt: skip

    def _placed(self, row: TypedRow, problem: Problem) -> Problem:
        """The problem with the cell that it is about; what is about the whole row stands at its first cell."""
        places = self.book.places[row.sheet.name]
        place = places.get(FIELD_OF.get(problem.about, problem.about), min(places.values()))
        return replace(problem, sheet=row.sheet.name, cell=f'{letters(place)}{row.row}')

    def _take(self, proposal: Proposal, who: Who) -> None:
        """Take a row over, and write down in Changes that it was, by whom."""
        if proposal.member:
            who.must('members')
            member = members.add_within(
                self.book, self.writing, proposal.member, NOBODY_ELSE, self.now, self.today, proposal.id
            )
            self._write_change(proposal, MEMBERS.name, member.id, member.name, member.number, who)
            return
        asked = proposal.asked
        assert asked is not None, f'nothing to take over in {proposal.place}'
        who.must(record.PERMISSIONS.get(asked.kind, 'record'))
        record.record_within(self.book, self.writing, asked, NOBODY_ELSE, self.now, self.today, proposal.id)
        self.usual.take(proposal.parts, asked.on)
        name = proposal.parts[0].member.name if proposal.parts[0].member else ''
        self._write_change(proposal, ENTRIES.name, asked.id, name, self._words(asked), who)

    def _words(self, asked: Transaction) -> str:
        amount = money.as_text(asked.amount, self.book.bylaws.currency) if asked.amount != ZERO else ''
        return ' '.join(word for word in (asked.kind, amount, asked.member or asked.loan, asked.reverses) if word)

    def _write_change(self, proposal: Proposal, sheet: str, row: str, label: str, new: str, who: Who) -> None:
        change = Change(
            id=f'{row}/typed', on=self.today, sheet=sheet, row=row, label=label, field='row', old='', new=new,
            reason=TYPED, recorded_by=who.name, recorded_at=self.now.replace(microsecond=0),
        )  # fmt: skip
        self.writing.insert(CHANGES, change, row, self.now)

    def _id(self, row: TypedRow) -> str:
        """The id of what it becomes: made from the row, so that two who take it over at once record it once."""
        known = {*self.book.members} if row.sheet is MEMBERS else set()
        first, count = f'typed-{row.fingerprint}', 1
        made = first
        while self.book.has_entry(made) or made in known:
            count += 1
            made = f'{first}.{count}'
        return made


def rejected_rows(book: Book) -> set[str]:
    """The fingerprints of rows of which somebody said that they shall not count."""
    return typed_rows.rejected(book.changes)


def as_typed(row: TypedRow) -> tuple[tuple[str, str], ...]:
    """The filled cells of a row with their headings; what is for the app says nothing to people."""
    return tuple(
        (column.header, text)
        for column in row.sheet.columns
        if not column.for_app and (text := _as_seen(column, row.cells.get(column.field)))
    )


def _as_seen(column: Column, cell: Cell) -> str:
    """A cell as the sheet shows it: a month has no day."""
    return f'{cell:%Y-%m}' if column.type == 'month' and isinstance(cell, date) else text_of(cell)


def _transaction(values: Mapping[str, str], book: Book, entry_id: str) -> Transaction:
    """The request that a row makes. One row of a repayment is asked for as a repayment would be, and then is itself."""
    kind = values.get('kind', '')
    if kind not in lending.PARTS:
        return transaction_of(values, book.bylaws, entry_id)
    like = 'income' if kind == 'fee' and 'loan' not in values else 'repayment'
    try:
        asked = transaction_of({**values, 'kind': like}, book.bylaws, entry_id)
    except Refused as refused:
        raise Refused(
            replace(problem, values={**problem.values, 'kind': kind}) for problem in refused.problems
        ) from None
    return replace(asked, kind=kind)


def _not_here(row: TypedRow) -> Problem:
    if row.sheet is LOANS:
        return Problem(
            N_('A loan cannot be typed into the sheet of loans.'),
            N_('Give the loan in the app, or type it into Entries; then delete the row here.'), about='number',
        )  # fmt: skip
    return Problem(
        N_('Rows of this sheet are written by Bahi alone.'), N_('Delete the row.'), about=row.sheet.columns[0].field
    )
