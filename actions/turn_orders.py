"""The order of a new cycle of the merry-go-round, before it is opened: by ballot, joining, alphabet, hand, as before.

    planned(book, NewCycle(request, 'ballot', date(2025, 1, 5), seed='5 March, 3 1 4'))

Who shares a place is named together; everybody else who is active has a place of her own. The time between rounds and
the contribution are those of the bylaws, unless agreed otherwise.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports import rotation as there
from rules import days, rotation, turn_order, unknown
from rules.cycles import FREQUENCIES
from rules.money import Money
from rules.periods import Every
from rules.problems import N_, Problem, Refused
from rules.records import Member
from rules.rotation import Position, Rotation
from rules.turn_order import Drawn
from sheets.book import Book
from sheets.columns import ROTATION

ORDERS: Mapping[str, str] = {
    'ballot': N_('Drawn by ballot'),
    'joining': N_('In the order of joining'),
    'alphabet': N_('By the alphabet'),
    'hand': N_('Set by hand'),
    'as before': N_('As in the last cycle'),
    'last first': N_('The last of the last cycle first'),
}


@dataclass(frozen=True, slots=True)
class NewCycle:
    """A request to open a cycle. Without a sum or a time between rounds those of the bylaws count.

    `positions` are numbers of members: those who share a place, or, by hand, all places in their order. Who is not
    named has a place of her own; not so by hand. The `seed` is that of a ballot.
    """

    id: str
    order: str
    first_on: date
    every: Every | None = None
    contribution: Money | None = None
    positions: tuple[tuple[str, ...], ...] = ()
    seed: str = ''


@dataclass(frozen=True, slots=True)
class Planned:
    """A cycle as it would be opened; of a ballot with the texts and their SHA-256 that put each place there."""

    rotation: Rotation
    drawn: Sequence[Drawn] = ()


def planned(book: Book, asked: NewCycle) -> Planned:
    """What opening would write, for showing it before. Raises Refused with every reason."""
    problems = list(_problems_of_asking(book, asked))
    if problems:
        raise Refused(problems)
    drawn: list[Drawn] = []
    if asked.order == 'ballot':
        numbers = {member.id: member.number for member in book.members.values()}
        drawn = turn_order.ballot(_places(book, asked), numbers, asked.seed)
        order = [one.position for one in drawn]
    else:
        order = _ORDERED[asked.order](book, asked)
    every = asked.every or FREQUENCIES[book.bylaws.frequency]
    dates = [every.later(asked.first_on, times) for times in range(len(order))]
    contribution = book.bylaws.pot_contribution if asked.contribution is None else asked.contribution
    names = {member.id: member.name for member in book.members.values() if member.active}
    if problems := list(turn_order.problems_of_opening(order, contribution, dates, names)):
        raise Refused(problems)
    return Planned(rotation.opened(_next_id(book), order, contribution, dates), drawn)


def _problems_of_asking(book: Book, asked: NewCycle) -> Iterable[Problem]:
    if asked.order not in ORDERS:
        yield Problem(N_('"{order}" is not an order of turns.'), N_('Choose one of: {orders}.'),
                      {'order': asked.order, 'orders': ', '.join(ORDERS)}, about='order')  # fmt: skip
    if asked.order == 'ballot':
        yield from turn_order.problems_of_seed(asked.seed)
    if asked.order in ('as before', 'last first') and not there.rotations(book):
        yield Problem(N_('There is no cycle before this one.'), N_('Choose another order.'), about='order')
    for number in [number for position in asked.positions for number in position]:
        if book.member(number) is None:
            yield unknown.no_member(number, 'order')
    named = Counter(number for position in asked.positions for number in position)
    if asked.order != 'hand':
        for number in [number for number, times in named.items() if times > 1]:
            yield Problem(N_('{number} is to share more than one place.'), N_('Name her once.'),
                          {'number': number}, about='order')  # fmt: skip
    yield from days.too_early(asked.first_on, book.bylaws.started_on, 'first_on')
    last = there.current(book)
    if last and last.now:
        yield Problem(N_('The cycle {cycle} still runs; round {number} is not paid out.'),
                      N_('Pay out the last round first.'), {'cycle': last.id, 'number': last.now.number})  # fmt: skip


def _next_id(book: Book) -> str:
    return f'C{max((row.cycle for row in book.register(ROTATION).values()), default=0) + 1}'


def _active(book: Book) -> list[Member]:
    return [member for member in book.members.values() if member.active]


def _places(book: Book, asked: NewCycle, order: Sequence[Member] = ()) -> list[Position]:
    """All places in the order of those who come first in each: who share one, and everybody else alone."""
    shared = {member: position for position in _by_hand(book, asked) for member in position}
    places = (shared.get(member.id, (member.id,)) for member in order or _active(book))
    return list(dict.fromkeys(places))


def _by_hand(book: Book, asked: NewCycle) -> list[Position]:
    found = [[book.member(number) for number in position] for position in asked.positions]
    return [tuple(member.id for member in position if member) for position in found]


def _by_joining(book: Book, asked: NewCycle) -> list[Position]:
    return _places(book, asked, turn_order.by_joining(_active(book)))


def _by_alphabet(book: Book, asked: NewCycle) -> list[Position]:
    return _places(book, asked, turn_order.by_alphabet(_active(book)))


def _from_last(book: Book, asked: NewCycle) -> list[Position]:
    """The order of the cycle before; who left has no place any more, and who came since has one at the end."""
    last = there.rotations(book)[-1]
    active = {member.id for member in _active(book)}
    order = turn_order.next_positions(last, reverse=asked.order == 'last first')
    kept = [position for place in order if (position := tuple(member for member in place if member in active))]
    placed = {member for position in kept for member in position}
    came = [member for member in turn_order.by_joining(_active(book)) if member.id not in placed]
    return [*kept, *((member.id,) for member in came)]


_ORDERED = {
    'joining': _by_joining,
    'alphabet': _by_alphabet,
    'hand': _by_hand,
    'as before': _from_last,
    'last first': _from_last,
}


def read_order(text: str) -> tuple[tuple[str, ...], ...]:
    """Places from a text: a line or a comma for each, those who share one with +: 'M2025-003, M2025-001+M2025-004'."""
    places = text.replace('\n', ',').split(',')
    return tuple(
        tuple(number.strip() for number in place.split('+') if number.strip()) for place in places if place.strip()
    )
