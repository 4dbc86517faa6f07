"""Which cycle of deposits a page shows, the ways to its neighbours, and how it stands.

A group that pays by months sees months; all others see each cycle by the day on which it begins.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from reports.dues import cycles_until
from reports.standings import hand_over_to, standing_of
from reports.summaries import dues_table
from rules import cycles, periods
from rules.cycles import Cycle
from rules.periods import Month, parse_cycle_name
from sheets.book import Book
from sheets.words import _, n_, shown, shown_money, shown_short_date
from ui.icons import icon
from ui.parts import notice


@dataclass(frozen=True, slots=True)
class Shown:
    """The cycle of the page, and its neighbours: the one before, where there is one, and the one that follows."""

    cycle: Cycle
    before: Cycle | None
    after: Cycle


def last_offered(today: date) -> date:
    """A cycle that begins by this day can be chosen: a year ahead."""
    return periods.month_of(today).plus(12).last_day


def chosen_cycle(text: str, book: Book, today: date) -> Shown:
    """The cycle of the address, if it is one that deposits can be recorded for; else the one of today."""
    # One more than can be chosen, so that each has one that follows.
    found = cycles_until(book, last_offered(today).replace(day=1) + timedelta(days=62))
    offered = [cycle for cycle in found if cycle.first <= last_offered(today)]
    try:
        cycle = cycles.named(offered, parse_cycle_name(text))
    except ValueError:
        cycle = None
    cycle = cycle or cycles.running(offered, today) or offered[0]
    place = cycle.number - 1
    return Shown(cycle, found[place - 1] if place else None, found[place + 1])


def how_it_stands(book: Book, chosen: Shown, today: date) -> Markup:
    """Whether everybody has paid for the cycle, and what was carried over from the one before."""
    cycle, before = chosen.cycle, chosen.before
    dues, pieces = dues_table(book, max(today, cycle.first)), []
    if not isinstance(cycle.name, Month):
        pieces.append(f'{shown_short_date(cycle.first)} – {shown_short_date(cycle.last)}')
    pieces.append(_('due by {day}').format(day=shown_short_date(cycle.due_on)))
    handed = hand_over_to(dues, before, cycle, today) if before else None
    if handed and handed.carried:
        said = n_(
            'carried over from {cycle}: {amount} of {count} member',
            'carried over from {cycle}: {amount} of {count} members', len(handed.carried),
        )  # fmt: skip
        owed = shown_money(sum(handed.carried.values()), book.bylaws.currency)
        pieces.append(said.format(cycle=shown(handed.ended.name), amount=owed, count=len(handed.carried)))
    standing = standing_of(dues, cycle, today)
    paid = notice('good', _('Everybody has paid.')) if standing.owed and standing.all_paid else ''
    return Markup('<p class="note">{}</p>{}').format(' · '.join(pieces), paid)


def cycle_chooser(chosen: Shown, last: date) -> Markup:
    """The cycle of the grid, with the ways to the one before and the one after."""

    def way(to: Cycle | None, icon_name: str) -> Markup:
        if to is None or to.first > last:
            return Markup('<span class="button bare" aria-hidden="true"></span>')
        return Markup('<a class="button bare" href="/deposits?cycle={}" aria-label="{}">{}</a>').format(
            to.name, shown(to.name), icon(icon_name)
        )

    label = _('Month') if isinstance(chosen.cycle.name, Month) else _('Cycle')
    return Markup('<nav class="months" aria-label="{}">{}<b>{}</b>{}</nav>').format(
        label, way(chosen.before, 'back'), shown(chosen.cycle.name), way(chosen.after, 'next')
    )


def running_cycle(book: Book, today: date) -> Cycle:
    """The cycle that holds the day."""
    running = cycles.running(cycles_until(book, today), today)
    assert running is not None, 'the group has begun'
    return running


def counted(book: Book, count: int) -> str:
    """So many months, or cycles where the group does not pay by months."""
    if cycles.always_by_months(book.bylaws):
        return n_('{count} month', '{count} months', count).format(count=count)
    return n_('{count} cycle', '{count} cycles', count).format(count=count)
