"""The merry-go-round in words and rows: who gets the pot of which round, and how its payout stands."""

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import quote

from markupsafe import Markup

from reports import decisions
from reports import rotation as there
from reports.rotation import Scheduled
from rules import payouts
from rules.decisions import KINDS
from rules.records import MODES, Mode
from rules.register_records import APPROVED, PAID, REQUESTED, WAITING
from rules.rotation import Rotation, Turn
from sheets.book import Book
from sheets.columns import ROTATION
from sheets.words import N_, _, shown, shown_money, shown_short_date
from ui import fields
from ui.parts import chip, dot, join, notice, row

COLOURS = {WAITING: 'plain', REQUESTED: 'due', APPROVED: 'part', PAID: 'paid'}
OF_PLACES = {'paid': ('paid', N_('paid out')), 'now': ('due', N_('now')), 'to come': ('plain', N_('to come'))}


def state_chip(status: str) -> Markup:
    """How a payout stands."""
    return chip(COLOURS[status], _(payouts.STATES[status]))


def name_of(book: Book, member_id: str) -> str:
    """The name of a member."""
    member = book.members.get(member_id)
    return member.name if member else member_id


def names_of(book: Book, members: Iterable[str]) -> str:
    """The names of those who share something."""
    return ', '.join(name_of(book, member) for member in members)


def part_words(turn: Turn, member: str) -> str:
    """Which part of the pot is hers, where it is not all of it."""
    part = turn.parts.get(member, 0)
    return '' if part == 1 else _('{part} of the pot').format(part=part)


def schedule_list(book: Book, rotation: Rotation, today: date, currency: str, links: bool = False) -> Markup:
    """All rounds in their order: the day, who gets the pot, how much, and whether it is her turn."""
    return join(_line(book, line, currency, links) for line in there.schedule(book, rotation, today))


def _line(book: Book, line: Scheduled, currency: str, links: bool) -> Markup:
    place, turn = line.place, line.place.turn
    kind, words = OF_PLACES[place.state]
    got: Mapping[str, int] = line.handed or place.amounts
    note = _('Round {number} · {day}').format(number=turn.number, day=shown_short_date(turn.on))
    if len(turn.parts) > 1:
        parts = (f'{name_of(book, member)} {part}' for member, part in turn.parts.items())
        note = f'{note} · {", ".join(parts)}'
    end = Markup('{}<br>{}').format(shown_money(sum(got.values()), currency), chip(kind, _(words)))
    link = f'/payouts?round={turn.id}' if links else ''
    return row(dot('calendar'), names_of(book, turn.parts), note, end, link=link)


def who_left(book: Book, rotation: Rotation) -> Markup:
    """Who left with something still to settle of the cycle, and what is to be done."""
    return join(notice('warn', problem.said(_, shown)) for problem in there.who_left(book, rotation))


def day_field(today: date, name: str = 'date') -> Markup:
    """A day that has come."""
    return fields.day(name, _('Date'), today.isoformat(), latest=today.isoformat(), required=True)


def mode_of(values: Mapping[str, str]) -> Mode:
    """How the money changed hands, as a form says."""
    mode = values.get('mode') or 'cash'
    assert mode in MODES, f'not a way of paying: {mode!r}'
    return mode


def decided_since(book: Book, rotation: Rotation) -> Markup:
    """The decisions that moved turns of a cycle or let somebody join it, each with its day."""
    numbered, turns = decisions.by_number(book), {turn.id for turn in there.rows_of(book, rotation)}
    moved = [
        numbered[number]
        for number, uses in decisions.uses(book).items()
        if number in numbered and any(use.sheet == ROTATION.name and use.row in turns for use in uses)
    ]
    return join(
        row(
            dot('calendar'), _(KINDS[one.kind].title), one.number, shown_short_date(one.on),
            link=f'/decisions/{quote(one.number, safe="")}',
        )
        for one in sorted(moved, key=lambda one: (one.on, one.number))
        if one.kind in MOVING
    )  # fmt: skip


MOVING = ('swap', 'skip', 'split', 'late joiner')
"""The kinds of decision by which the order of turns is another one than was drawn or set."""
