"""A large SACCO for make bench: all its balances and schedules, reckoned anew from the frames.

    book = cooperative(members=500, months=79)         108,000 entries

Every member saves each month, has a loan on one of three products, and when it is repaid takes the next one. Every
tenth of them has not paid for some months.
"""

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import cast

from reports import loans, shares, summaries
from reports.due_list import arrears, due_list
from rules import products, schedules
from rules.bylaws import preset
from rules.periods import Month, months_later
from rules.records import CLOSED, Entry, Loan, Member
from rules.register_records import TERM, LoanProduct
from sheets.book import Book
from sheets.columns import LOAN_PRODUCTS, LOANS, MEMBERS
from sheets.entries import frame_of
from sheets.holding import Holding
from sheets.registers import Registers
from tests.figures import Figure, timed

START, INSTALMENTS = Month(2019, 1), 24
BEHIND_MONTHS, ONE_OF = 4, 10
PRODUCTS = tuple(
    LoanProduct(
        number, number, method, TERM, Fraction(1), 'month', method, '1 month', INSTALMENTS, INSTALMENTS,
        instalment_multiple=1_00, processing_percent=Fraction(1), fees_taken=fees, penalty_base='principal',
        penalty_percent=Fraction(1), penalty_times='period', penalty_grace_days=7,
    )
    for number, method, fees in (
        ('P1', 'equal-instalments', 'first instalment'), ('P2', 'flat', 'taken off'),
        ('P3', 'equal-principal', 'taken off'),
    )
)  # fmt: skip


class Cooperative(Holding):
    """A book that lives in memory alone, as one does that is made from a journal."""

    def __init__(self, registers: Registers, entries: list[Entry]) -> None:
        self.registers, self.entries = registers, frame_of(entries)
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget everything that was reckoned."""
        loans._standing.cache_clear()
        self.hold(self.registers, self.entries)


def cooperative(members: int, months: int) -> Cooperative:
    """A SACCO of so many members in so many months; about three entries a member and month."""
    bylaws = replace(preset('sacco', 'Large', 'KES', 'en', START.first_day, 'large'), monthly_due=500_00)
    people = [
        Member(f'm{n}', f'M{n:03d}', f'Member {n}', f'07{n:08d}', 500_00, START.first_day) for n in range(members)
    ]
    registers = Registers(bylaws)
    given: list[Loan] = []
    entries = list(_entries(people, months, given))
    registers.records[MEMBERS.name] = {member.id: member for member in people}
    registers.records[LOANS.name] = {loan.id: loan for loan in given}
    registers.records[LOAN_PRODUCTS.name] = {product.id: product for product in PRODUCTS}
    numbered = enumerate(sorted(entries, key=lambda entry: entry.on))
    return Cooperative(registers, [replace(entry, id=f'e{n}', receipt=f'R{n}') for n, entry in numbered])


def balances_and_schedules(book: Cooperative, today: date) -> tuple[int, int]:
    """What the pages of members, shares and loans show of all; gives how many instalments are left and overdue."""
    shown = cast('Book', book)
    summaries.members_table(shown, book.bylaws.started_on, today)
    shares.shares_table(shown, today)
    loans.loans_table(shown, today)
    late = sum(each.days > 0 for each in arrears(shown, today).loans)
    return len(due_list(shown, today, date.max)), late


def measured(members: int = 500, months: int = 79) -> Iterator[Figure]:
    """All of them, reckoned anew each time."""
    book, today = cooperative(members, months), START.plus(months - 1).day(28)

    def anew() -> None:
        book.begin_anew()
        left, late = balances_and_schedules(book, today)
        assert left > members and late >= members // ONE_OF

    spent = statistics.median(timed(anew, time.process_time) for _ in range(5))
    count = len(book.frame())
    yield Figure(f'balances and schedules of {members} members, {count:,} entries', spent, 1, 's', 'under 1 s of CPU')


def _entries(people: list[Member], months: int, given: list[Loan]) -> Iterator[Entry]:
    for place, member in enumerate(people):
        for number in range(months):
            month = START.plus(number)
            yield _entry(member, 'contribution', 500_00, month.day(5), month=month)
        first = place % INSTALMENTS
        yield from (_entry(member, 'share', 2_500_00, START.plus(number).day(5)) for number in range(2))
        for number in range(first, months - 1, INSTALMENTS):
            yield from _course(member, place, START.plus(number).day(10), months, given)


def _course(member: Member, place: int, on: date, months: int, given: list[Loan]) -> Iterator[Entry]:
    """A loan and what was repaid of it until now."""
    product, amount = PRODUCTS[place % len(PRODUCTS)], (20 + place % 30) * 1_000_00
    loan = Loan(
        f'l{len(given)}', f'L{on.year}-{len(given):04d}', member.id, member.number, member.name, on, product.rate,
        'started', product=product.number, method=product.method, per=product.per, count=INSTALMENTS,
        every=product.every,
    )  # fmt: skip
    today = START.plus(months - 1).day(28)
    last = months_later(on, INSTALMENTS)
    given.append(loan if last > today else replace(loan, status=CLOSED, closed_on=last))
    yield _entry(member, 'loan', amount, on, loan=loan)
    until = today if place % ONE_OF or last <= today else months_later(today, -BEHIND_MONTHS)
    for row in schedules.schedule(amount, on, products.terms_of(product)):
        if row.due_on <= until:
            yield _entry(member, 'interest', row.interest, row.due_on, loan=loan)
            yield _entry(member, 'principal', row.principal, row.due_on, loan=loan)


def _entry(
    member: Member, kind: str, amount: int, on: date, month: Month | None = None, loan: Loan | None = None
) -> Entry:
    return Entry(
        '', on, '', kind, amount, 'bank', member.id, member.number, member.name, month,
        loan.id if loan else '', loan.number if loan else '',
    )  # fmt: skip
