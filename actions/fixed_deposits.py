"""Fixed deposits: opened, paid back when their time is over, or closed early at the lower rate.

open_deposit(book, NewDeposit(request, 'M2024-003', 10_000_00, day, 12), who, now, today)
quote(book, 'X2025-001', day)                                     what it is worth on a day, with its arithmetic
planned(book, 'X2025-001', day)                                   the same, refused where it cannot be paid back then
close(book, Closing(request, 'X2025-001', day), who, now, today)  the interest and what is paid back, two entries
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from actions.record import plan_of, record_within
from actions.who import Who
from rules import fixed_deposits, money
from rules.explained import Explained
from rules.money import Money
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Mode
from rules.register_records import FixedDeposit, next_number
from rules.transactions import Transaction
from sheets.book import Book
from sheets.columns import FIXED_DEPOSITS

LETTER = 'X'


@dataclass(frozen=True, slots=True)
class NewDeposit:
    """A request to open a deposit; without a rate it has that of the bylaws."""

    id: str
    member: str
    amount: Money
    on: date
    months: int
    rate: Fraction | None = None
    compound_months: int = 0
    mode: Mode = 'cash'
    note: str = ''


@dataclass(frozen=True, slots=True)
class Closing:
    """A request to pay a deposit back on a day."""

    id: str
    deposit: str
    on: date
    mode: Mode = 'cash'
    note: str = ''


def open_deposit(book: Book, asked: NewDeposit, who: Who, now: datetime, today: date) -> FixedDeposit:
    """Open it: a row of the register and the entry of the money. Raises Refused with every reason."""
    who.must('record')
    with book.writing() as writing:
        if writing.answer(asked.id):
            return book.register(FIXED_DEPOSITS)[f'{asked.id}-deposit']  # type: ignore[no-any-return]
        bylaws, member = book.bylaws.on(asked.on), book.member(asked.member)
        deposit = FixedDeposit(
            id=f'{asked.id}-deposit',
            number=next_number(LETTER, book.register(FIXED_DEPOSITS).values(), asked.on),
            member=member.id if member else '',
            member_number=asked.member,
            member_name=member.name if member else '',
            amount=asked.amount,
            rate=bylaws.fixed_deposit_rate_percent if asked.rate is None else asked.rate,
            start=asked.on,
            months=asked.months,
            compound_months=asked.compound_months or None,
            note=asked.note,
        )
        entry = Transaction(
            f'{asked.id}-1', 'fixed-deposit', asked.amount, asked.on, asked.member, mode=asked.mode, note=asked.note,
            about=deposit.id,
        )  # fmt: skip
        if problems := _problems_of_opening(book, deposit, entry, today):
            raise Refused(problems)
        writing.insert(FIXED_DEPOSITS, deposit, asked.id, now)
        record_within(book, writing, entry, who, now, today)
        writing.set_answer(asked.id, 'fixed deposit', {})
    return deposit


def quote(book: Book, number: str, on: date) -> Explained:
    """What it is worth on a day, with the lines that lead to it."""
    return fixed_deposits.closed_on(agreed(book, _deposit(book, number)), on)


def planned(book: Book, number: str, on: date) -> Explained:
    """What is paid back on a day. Raises Refused as paying it back would, with every reason."""
    deposit = _deposit(book, number)
    if problems := list(fixed_deposits.problems_of_closing(agreed(book, deposit), on, deposit.status)):
        raise Refused(problems)
    return quote(book, number, on)


def close(book: Book, asked: Closing, who: Who, now: datetime, today: date) -> FixedDeposit:
    """Pay it back with its interest: in full when its time is over, at the lower rate before."""
    who.must('record')
    with book.writing() as writing:
        deposit = _deposit(book, asked.deposit)
        if writing.answer(asked.id):
            return deposit
        back = planned(book, deposit.number, asked.on).result
        for entry in _entries(asked, deposit, back):
            record_within(book, writing, entry, who, now, today)
        writing.set_answer(asked.id, 'fixed deposit', {})
    return book.register(FIXED_DEPOSITS)[deposit.id]  # type: ignore[no-any-return]


def agreed(book: Book, deposit: FixedDeposit) -> fixed_deposits.FixedDeposit:
    """What was agreed on a deposit, by the bylaws of the day on which it was opened."""
    bylaws = book.bylaws.on(deposit.start)
    return fixed_deposits.FixedDeposit(
        deposit.amount, deposit.start, deposit.months, deposit.rate, deposit.compound_months or 0,
        early_less_percent=max(Fraction(0), deposit.rate - bylaws.early_closing_rate_percent),
        unit=bylaws.rounding_unit, mode=bylaws.rounding_mode,
    )  # fmt: skip


def _problems_of_opening(book: Book, deposit: FixedDeposit, entry: Transaction, today: date) -> list[Problem]:
    """What is wrong with the deposit, and with the money that is paid in for it; each reason once."""
    problems = list(fixed_deposits.problems_of_fixed_deposit(agreed(book, deposit)))
    try:
        plan_of(book, entry, today)
    except Refused as refused:
        said = {problem.said() for problem in problems}
        problems += [problem for problem in refused.problems if problem.said() not in said]
    return problems


def _deposit(book: Book, number: str) -> FixedDeposit:
    for deposit in book.register(FIXED_DEPOSITS).values():
        if deposit.number == number:
            return deposit  # type: ignore[no-any-return]
    raise refuse(
        N_('There is no fixed deposit {number}.'), N_('Choose one from the list.'), about='deposit', number=number
    )


def _entries(asked: Closing, deposit: FixedDeposit, back: Money) -> Iterable[Transaction]:
    """The interest comes onto the deposit first; then all of it is paid back."""
    sums = (('fixed-deposit-interest', back - deposit.amount), ('fixed-deposit-back', back))
    for place, (kind, amount) in enumerate(sums, start=1):
        if amount > money.ZERO:
            yield Transaction(
                f'{asked.id}-{place}', kind, amount, asked.on, deposit.member_number,
                mode=asked.mode if kind == 'fixed-deposit-back' else 'cash', note=asked.note, about=deposit.id,
            )  # fmt: skip
