"""Give a dividend on shares, or interest on deposits: seen before, then recorded in one batch, or not at all.

The interest is what the members declared, or what the bylaws promise (actions/savings_interest.py); a day counts once.

    asked = Asked(id, 'dividend', declared, date(2026, 1, 15))
    preview(book, asked, today)                      what each would get, and every reason against it
    record(book, asked, who, now, today)             a row of Distributions, and the entries of each member

A dividend of 100.00 with 5 % tax is paid out as

    dividend     100.00   cash        or set off against her savings:    dividend      100.00   set-off
    withholding    5.00   cash                                           withholding     5.00   set-off
                                                                         contribution   95.00   set-off
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from actions import together
from actions.parts import Part
from actions.together import Receipt
from actions.who import Who
from reports.dividends import Computed, Kind, accounts_of, computed, distributions
from rules.dividends import Declaration, Dividend, problems_of_declaration
from rules.problems import N_, Problem, Refused
from rules.records import Member, Mode
from rules.register_records import RECORDED, Distribution, next_number
from rules.transactions import Transaction, problems_of_module
from sheets.book import Book
from sheets.columns import DISTRIBUTIONS
from sheets.recording import Recording

TITLES = {'dividend': N_('Dividend'), 'interest': N_('Interest on deposits')}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the members decided. `credited` puts it into the savings of each; otherwise it is handed out."""

    id: str
    kind: Kind
    declared: Declaration
    on: date
    credited: bool = False
    mode: Mode = 'cash'
    account: str = ''
    note: str = ''
    decision: str = ''


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be recorded, as far as it can be computed, and every reason why it cannot be recorded."""

    asked: Asked
    computed: Computed | None
    problems: Sequence[Problem]


def declare(book: Book, declared: Declaration, on: date) -> Declaration:
    """The declaration with the tax and the rounding of the bylaws of that day."""
    bylaws = book.bylaws.on(on)
    return replace(
        declared, tax_percent=bylaws.withholding_tax_percent, unit=bylaws.rounding_unit, mode=bylaws.rounding_mode
    )


def preview(book: Book, asked: Asked, today: date) -> Preview:
    """What each would get. Records nothing."""
    accounts = accounts_of(book.frame(), asked.kind, asked.declared.period, book.members)
    problems = list(problems_of_declaration(accounts, asked.declared))
    found = None if problems else computed(book, asked.kind, asked.declared)
    problems += problems_of_module('dividend' if asked.kind == 'dividend' else 'savings-interest', book.bylaws)
    problems += _problems_of_period(book, asked)
    if found:
        problems += _problems_of_what_is_given(book, asked, found)
        receipts = [_receipt(book, asked, each) for each in found.given]
        problems += together.problems_of_receipts(book, _common(asked), receipts, today)
    return Preview(asked, found, problems)


def record(book: Book, asked: Asked, who: Who, now: datetime, today: date) -> Distribution:
    """Record it. Raises Refused with every reason, and then nothing has changed."""
    who.must('distribute')
    content = sha256(repr(asked).encode()).hexdigest()
    with book.writing() as writing:
        if not together.answered(writing, asked.id, content):
            seen = preview(book, asked, today)
            if seen.problems or seen.computed is None:
                raise Refused(list(seen.problems))
            _write(book, writing, asked, seen.computed, who, now)
            writing.set_answer(asked.id, content, {})
    distribution: Distribution = book.register(DISTRIBUTIONS)[asked.id]
    return distribution


def _write(book: Book, writing: Recording, asked: Asked, found: Computed, who: Who, now: datetime) -> None:
    declared = asked.declared
    row = Distribution(
        id=asked.id,
        number=next_number('V', book.register(DISTRIBUTIONS).values(), asked.on),
        on=asked.on,
        kind=asked.kind,
        first=declared.period.first,
        last=declared.period.last,
        pool=found.gross,
        method=declared.weighting,
        # Several rates of a year are those of the bylaws, where `declaration_of` finds them.
        rate=None if declared.rates else declared.rate_percent,
        per='' if declared.rate_percent is None else declared.rate_per,
        tax_percent=declared.tax_percent,
        members=len(found.given),
        status=RECORDED,
        decision=asked.decision,
        note=asked.note,
    )
    writing.insert(DISTRIBUTIONS, row, asked.id, now)
    receipts = [_receipt(book, asked, each) for each in found.given]
    together.write(book, writing, _common(asked), receipts, who, now)


def _common(asked: Asked) -> Transaction:
    return Transaction(
        asked.id, asked.kind, 0, asked.on, mode=asked.mode, account=asked.account, note=asked.note,
        decision=asked.decision, about=asked.id,
    )  # fmt: skip


def _receipt(book: Book, asked: Asked, given: Dividend) -> Receipt:
    member = book.members[given.member]
    parts = _interest(member, given, asked) if asked.kind == 'interest' else _dividend(member, given, asked)
    return Receipt([part for part in parts if part.amount])


def _dividend(member: Member, given: Dividend, asked: Asked) -> list[Part]:
    mode: Mode | None = 'set-off' if asked.credited else None
    parts = [Part('dividend', given.gross, member, mode=mode), Part('withholding', given.tax, member, mode=mode)]
    return [*parts, Part('contribution', given.net, member, mode=mode)] if asked.credited else parts


def _interest(member: Member, given: Dividend, asked: Asked) -> list[Part]:
    """Interest comes into the savings first; the tax is taken out of them, and what is handed out as well."""
    parts = [
        Part('savings-interest', given.gross, member, mode='set-off'),
        Part('withdrawal', given.tax, member, mode='set-off'),
        Part('withholding', given.tax, member, mode='set-off'),
    ]
    return parts if asked.credited else [*parts, Part('withdrawal', given.net, member)]


def _problems_of_period(book: Book, asked: Asked) -> Iterable[Problem]:
    period = asked.declared.period
    if asked.on < period.last:
        yield Problem(
            N_('The period ends on {last}, after the day of the batch.'),
            N_('Record it when the period is over.'), {'last': period.last}, about='date',
        )  # fmt: skip
    for other in distributions(book, asked.kind):
        if other.first <= period.last and period.first <= other.last:
            yield Problem(
                N_('For days of this period {number} was given already, from {first} to {last}.'),
                N_('Choose a period that begins after it.'),
                {'number': other.number, 'first': other.first, 'last': other.last}, about='first',
            )  # fmt: skip


def _problems_of_what_is_given(book: Book, asked: Asked, found: Computed) -> Iterable[Problem]:
    if asked.kind == 'dividend' and not book.bylaws.module_shares:
        yield Problem(
            N_('A dividend is on shares, and the group has none.'), N_('Give interest on the savings instead.')
        )
    elif not found.given:
        yield Problem(N_('Nobody gets anything.'), N_('Look at the period and at the rate or sum.'), about='rate')
