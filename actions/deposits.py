"""What a deposit pays: the cycle that is named, or the one of its day; an additional one pays none.

A deposit for a month carries it as such; where the group does not pay by months, `about` carries the day on which the
cycle begins. What is brought for a round of the merry-go-round names that, and is no due.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from actions.parts import Part, Plan
from reports.dues import cycles_until, dues_table, furthest, payments
from rules import cycles, paying_in
from rules.bylaw import Frequency
from rules.contributions import ADDITIONAL
from rules.cycles import Cycle
from rules.money import ZERO, Money
from rules.periods import CycleName, Month, cycle_number, cycle_of_number, month_of
from rules.problems import N_, Problem, Refused
from rules.records import Change
from rules.transactions import Transaction
from sheets.book import Book


def pay_in(book: Book, asked: Transaction) -> Plan:
    """The row of a deposit, with the cycle that it pays. Raises Refused where it is too small."""
    name = None if asked.about or asked.category == ADDITIONAL else _named(book, asked)
    if not asked.about and book.bylaws.minimum_deposit > asked.amount:
        least, currency = book.bylaws.minimum_deposit, book.bylaws.currency
        missing = _missing(book, asked, name)
        if problems := list(paying_in.problems_of_amount(asked.amount, least, missing, currency)):
            raise Refused(problems)
    return Plan([_part(book, asked, name)])


def pay_fine(book: Book, asked: Transaction) -> Plan:
    """The row of a fine; a late fee names the cycle whose deposit was late."""
    return Plan([_part(book, asked, asked.month or asked.cycle)])


def problems_of_cycle(book: Book, asked: Transaction) -> Iterable[Problem]:
    """Why a deposit or a late fee cannot be for the cycle that it names."""
    if asked.kind == 'contribution' and asked.category not in ('', ADDITIONAL):
        yield Problem(
            N_('"{kind}" takes no {detail}.'), N_('Leave it out, or choose another kind.'),
            {'kind': asked.kind, 'detail': 'category'}, about='category',
        )  # fmt: skip
    name = asked.month or asked.cycle
    if name is None:
        return
    if asked.kind == 'contribution' and asked.category == ADDITIONAL:
        yield Problem(
            N_('An additional deposit is for no month and no cycle.'), N_('Leave out which one it is for.'),
            about='month',
        )  # fmt: skip
    elif isinstance(name, Month):
        yield from _problems_of_month(book, asked, name)
    elif cycles.named(cycles_until(book, furthest(asked.on)), name) is None:
        yield _no_cycle(book, asked, name)


def problems_of_new_frequency(book: Book, frequency: Frequency, on: date, today: date) -> Iterable[Problem]:
    """Why the group cannot pay so often from a day on: deposits were recorded for cycles that would be none then."""
    bylaws = book.bylaws
    change = Change('', on, 'Bylaws', 'frequency', '', 'frequency', bylaws.frequency, frequency)
    agreed = cycles.agreed(replace(bylaws, frequency=frequency, history=(*bylaws.history, change)))
    named, last = set(payments(book, today)['cycle'].tolist()), furthest(today)
    gone = named & _numbers(cycles.cycles(cycles.agreed(bylaws), last)) - _numbers(cycles.cycles(agreed, last))
    if gone:
        yield Problem(
            N_('Deposits were recorded for {cycle} already.'),
            N_('Let it count from a later day.'),
            {'cycle': cycle_of_number(max(gone))}, about='date',
        )  # fmt: skip


def _numbers(found: Iterable[Cycle]) -> set[int]:
    return {cycle_number(cycle.name) for cycle in found}


def _problems_of_month(book: Book, asked: Transaction, month: Month) -> Iterable[Problem]:
    first, last = month_of(book.bylaws.started_on), month_of(furthest(asked.on))
    if not first <= month <= last:
        yield Problem(
            N_('The month {month} is out of reach.'), N_('Choose a month from {first} to {last}.'),
            {'month': month, 'first': first, 'last': last}, about='month',
        )  # fmt: skip
    # A fine may be of any month, whatever the group pays in.
    elif asked.kind == 'contribution' and cycles.named(cycles_until(book, furthest(asked.on)), month) is None:
        yield _no_cycle(book, asked, month)


def _no_cycle(book: Book, asked: Transaction, name: CycleName) -> Problem:
    """That the group has no cycle of that name; the one of the day of the deposit is an example of those it has."""
    running = cycles.running(cycles_until(book, asked.on), asked.on)
    return Problem(
        N_('No deposits are due for {cycle}.'), N_('Name another cycle, such as {example}.'),
        {'cycle': name, 'example': str(running.name if running else book.bylaws.started_on)}, about='month',
    )  # fmt: skip


def _named(book: Book, asked: Transaction) -> CycleName | None:
    """The cycle that is asked for, or that of the day."""
    running = cycles.running(cycles_until(book, asked.on), asked.on)
    return asked.month or asked.cycle or (running.name if running else None)


def _part(book: Book, asked: Transaction, name: CycleName | None) -> Part:
    return Part(
        asked.kind, asked.amount, book.member(asked.member), category=asked.category,
        month=name if isinstance(name, Month) else None,
        about=asked.about or (name.isoformat() if isinstance(name, date) else ''),
    )  # fmt: skip


def _missing(book: Book, asked: Transaction, name: CycleName | None) -> Money:
    """What is missing of a due before the deposit."""
    dues = dues_table(book, max(asked.on, furthest(asked.on)))
    hers = dues[(dues['number'] == asked.member).to_numpy() & (dues['cycle'] == cycle_number(name)).to_numpy()]
    return int(hers['missing'].sum()) if name else ZERO
