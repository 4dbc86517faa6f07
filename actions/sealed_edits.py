"""Sealed rows that someone changed or deleted in the sheet: what was sealed counts on, until a person decides.

    restore(book, 'Entries', key, who, now, today)            the cells get back what was sealed
    accept(book, key, reason, who, now, today, request)       it is right as it stands now: a reversal and new rows
    leave_removed(book, notice, who, now)                     the row was put back already, and that is right
    leave_all_removed(book, notices, who)                     the same for many: an older copy was saved over ours
    accept_removal(book, notice, reason, ...)                 it should not have been there: a reversal

Whatever is decided, the sealed row is written into the sheet again, and Changes says what had been done to it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from actions.hand_edits import difference
from actions.record import record_within
from actions.requests import DETAIL_OF, transaction_of
from actions.who import Who
from rules import bylaws, money
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Change, Entry
from rules.transactions import KINDS, Transaction
from sheets import cells, finding
from sheets.book import Book
from sheets.columns import CHANGES, ENTRIES
from sheets.comparing import Difference
from sheets.entries import records_of
from sheets.journal import Notice
from sheets.recording import Recording
from sheets.trial import Trial

CORRECTABLE = ('on', 'member_number', 'kind', 'amount', 'month', 'loan_number', 'mode', 'category', 'note')
"""Fields that a person may put right by hand; the others were written by Bahi and say nothing when they are changed."""

BY_FORM = {
    'on': 'date', 'member_number': 'member', 'kind': 'kind', 'amount': 'amount', 'month': 'for', 'loan_number': 'loan',
    'mode': 'mode', 'category': 'category', 'note': 'note',
}  # fmt: skip
OF_REPAYMENTS = ('penalty', 'interest', 'principal')
LONGEST_IN_CHANGES = 200
# What comes in from members and not for a loan: the new row goes first, so that its savings cover the old one.
COMES_IN = frozenset({'contribution', 'fine', 'income', 'opening', 'share', 'social'})


def of_sealed(book: Book) -> list[Difference]:
    """The sealed rows that stand otherwise than they were sealed."""
    return [found for found in book.differences if found.sheet.sealed]


def restore(book: Book, sheet: str, key: str, reason: str, who: Who, now: datetime, today: date, request: str) -> None:
    """Write what was sealed into the changed cells again."""
    who.must('correct')
    with book.writing() as writing:
        if writing.answer(request):
            return
        _restore(writing, difference(book, sheet, key), reason, who, now, today, request)
        writing.set_answer(request, 'restore', {})


def accept(
    book: Book, key: str, reason: str, who: Who, now: datetime, today: date, request: str
) -> None:  # fmt: skip
    """Correct an entry to what stands in the sheet now: the sealed row is restored, taken back, and recorded anew.

    Raises Refused with every reason, and then nothing has changed.
    """
    who.must('correct')
    _require(reason)
    with book.writing() as writing:
        if writing.answer(request):
            return
        found = difference(book, ENTRIES.name, key)
        _correct(book, writing, found, reason, who, now, today, request)
        _restore(writing, found, reason, who, now, today, request)
        writing.set_answer(request, 'accept', {})


def rows_of_accepting(book: Book, key: str, reason: str, who: Who, now: datetime, today: date) -> list[Entry]:
    """The entries that accepting would write. Raises Refused as accepting would."""
    trial = Trial(book)
    before = len(trial.frame())
    _correct(trial, trial.recording(), difference(book, ENTRIES.name, key), reason, who, now, today, 'trial')
    return records_of(trial.frame().iloc[before:])


def leave_removed(book: Book, notice: int, who: Who, now: datetime) -> None:
    """It is right that a row that was deleted was put back."""
    who.must('correct')
    with book.writing() as writing:
        writing.settle_notice(_notice(book, notice).id)


def leave_all_removed(book: Book, notices: Collection[int], who: Who) -> int:
    """It is right that all these rows were put back; tells how many were still to be settled."""
    who.must('correct')
    with book.writing() as writing:
        left = [notice.id for notice in book.notices() if notice.id in notices]
        for notice in left:
            writing.settle_notice(notice)
    return len(left)


def accept_removal(
    book: Book, notice: int, reason: str, who: Who, now: datetime, today: date, request: str
) -> None:  # fmt: skip
    """A deleted entry should not have been there: it is taken back, with all that was recorded together with it."""
    who.must('correct')
    _require(reason)
    with book.writing() as writing:
        if writing.answer(request):
            return
        told = _notice(book, notice)
        together = {row.id for row in book.receipt_of(told.row)}
        record_within(book, writing, _reversal(told.row, reason, today, f'{request}.1'), who, now, today)
        for other in book.notices():
            if other.sheet == ENTRIES.name and other.row in together:
                writing.settle_notice(other.id)
        writing.set_answer(request, 'removal', {})


def _require(reason: str) -> None:
    if not reason.strip():
        raise refuse(N_('The reason is missing.'), N_('Say in a few words why.'), about='reason')


def _notice(book: Book, number: int) -> Notice:
    for notice in book.notices():
        if notice.id == number:
            return notice
    raise refuse(N_('This was decided already.'), N_('Nothing is left to do.'))


def _restore(
    writing: Recording, found: Difference, reason: str, who: Who, now: datetime, today: date, request: str
) -> None:  # fmt: skip
    """The cells as they were sealed, after what they held is written into Changes."""
    for count, (name, (sealed, stands, _cell)) in enumerate(found.fields.items(), start=1):
        change = Change(
            id=f'{request}/restored/{count}', on=today, sheet=found.sheet.name, row=found.key, label='', field=name,
            old=stands[:LONGEST_IN_CHANGES], new=sealed[:LONGEST_IN_CHANGES], reason=reason.strip(),
            recorded_by=who.name, recorded_at=now.replace(microsecond=0),
        )  # fmt: skip
        writing.insert(CHANGES, change, request, now)
    sealed_texts = {name: sealed for name, (sealed, _stands, _cell) in found.fields.items()}
    writing.update(found.sheet, found.key, sealed_texts, request, now)


def _correct(
    book: Book, writing: Recording, found: Difference, reason: str, who: Who, now: datetime, today: date, request: str
) -> None:  # fmt: skip
    """The reversal of what was recorded, and what is right, in the order in which both are possible."""
    rows = book.receipt_of(found.key)
    right = _right(book, found, rows, f'{request}.2')
    # The reversal counts from the day of the row, so that no month shows both what was wrong and what is right.
    reversal = _reversal(found.key, reason, rows[0].on, f'{request}.1')
    steps = [right, reversal] if right.kind in COMES_IN and rows[0].kind in COMES_IN else [reversal, right]
    for step in steps:
        record_within(book, writing, step, who, now, today)


def _reversal(entry_id: str, reason: str, on: date, request: str) -> Transaction:
    return Transaction(request, 'reversal', 0, on, reverses=entry_id, note=reason.strip())


def _right(book: Book, found: Difference, rows: Sequence[Entry], request: str) -> Transaction:
    """What someone did, by the row as it stands now. Raises Refused where that can be no transaction."""
    changed = {name: text for name, (_sealed, text, _cell) in found.fields.items() if name in CORRECTABLE}
    if not changed or not rows:
        raise refuse(
            N_('What was changed here says nothing that could be a correction.'), N_('Restore what was sealed.')
        )
    if bad := [name for name in changed if name in found.unreadable]:
        raise Refused(
            Problem(
                N_('{value} cannot stand here.'), N_('Restore what was sealed, or correct the cell.'),
                {'value': repr(found.fields[name][1])[:60]}, sheet=ENTRIES.name, cell=found.fields[name][2],
            )
            for name in bad
        )  # fmt: skip
    row = next(row for row in rows if row.id == found.key)
    texts = finding.texts_of(ENTRIES, row, book.bylaws.currency) | changed
    return transaction_of(_values(book, rows, row, texts), book.bylaws, request)


def _values(book: Book, rows: Sequence[Entry], row: Entry, texts: Mapping[str, str]) -> dict[str, str]:
    """The row as a form would have sent it, with the details that its kind takes."""
    values = {form: texts[name] for name, form in BY_FORM.items()}
    if row.cycle and not values['for'] and not row.month:
        values['for'] = str(row.cycle)
    kind = values['kind']
    if row.kind in OF_REPAYMENTS:
        if kind != row.kind:
            raise refuse(
                N_('A row of a repayment cannot become something else.'),
                N_('Restore it, take the repayment back, and record what is right.'),
            )
        return {**_taken(values, 'repayment'), 'kind': 'repayment', 'amount': _total(book, rows, row, texts)}
    if len(rows) > 1:
        raise refuse(
            N_('The row was recorded together with others.'), N_('Restore it, and record what is right in the app.')
        )
    values = {**_taken(values, kind), 'kind': kind}
    if kind == 'loan':
        _of_loan(book, row, values)
    return values


def _taken(values: Mapping[str, str], kind: str) -> dict[str, str]:
    known = KINDS.get(kind)
    takes = (known.needs | known.takes if known else frozenset()) | {'date', 'note'}
    return {form: text for form, text in values.items() if DETAIL_OF.get(form, form) in takes}


def _total(book: Book, rows: Sequence[Entry], row: Entry, texts: Mapping[str, str]) -> str:
    """The whole repayment, of which one row was changed: how it is split follows from the rules."""
    currency = book.bylaws.currency
    changed = cells.from_text('money', texts['amount'], currency)
    assert isinstance(changed, int)
    return money.as_text(changed + sum(other.amount for other in rows if other.id != row.id), currency)


def _of_loan(book: Book, row: Entry, values: dict[str, str]) -> None:
    """A loan that is taken back begins anew at its rate; what was lent on top of it goes on it again."""
    loan = book.loans[row.loan]
    lent = sum(movement.amount for movement in book.movements(loan.id) if movement.kind == 'loan')
    if lent == row.amount:
        values.pop('loan', None)
        values['rate'] = bylaws.decimal_text(loan.rate)
