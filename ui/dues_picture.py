"""Who paid when: members × cycles as a picture of squares, which is a table with words for those who hear it."""

from datetime import date

from markupsafe import Markup

from reports.dues import cycles_until
from reports.summaries import dues_table
from rules import periods
from rules.contributions import MISSED, OPEN, PAID, PART
from rules.cycles import Cycle
from rules.periods import Month, cycle_number
from rules.records import Member
from sheets.book import Book
from sheets.words import N_, _, shown, shown_short_month
from ui.member_words import member_address
from ui.parts import empty, join

SHOWN, SHOWN_ON_A_PHONE = 24, 12
NOTHING_DUE = 'none'
WORDS = {PAID: N_('paid'), PART: N_('part paid'), MISSED: N_('missed'), OPEN: N_('not yet paid'),
         NOTHING_DUE: N_('nothing due')}  # fmt: skip


def dues_picture(book: Book, on: date) -> Markup:
    """The last cycles up to the day, a row a member; on a phone the older half is left out."""
    cycles = cycles_until(book, on)[-SHOWN:]
    dues = dues_table(book, on)
    dues = dues[dues['cycle'].isin([cycle_number(cycle.name) for cycle in cycles])]
    states = dict(zip(zip(dues['member'], dues['cycle'], strict=True), dues['state'], strict=True))
    shown = [member for member in _in_order(book) if member.active or (dues['member'] == member.id).any()]
    if not shown:
        return empty('people', _('There are no members yet.'))
    missing = dues[dues['missed']].groupby('member').size().to_dict()
    lines = join(_line(member, cycles, states, int(missing.get(member.id, 0))) for member in shown)
    by_months = all(isinstance(cycle.name, Month) for cycle in cycles)
    return Markup(
        '<table class="who-paid"><caption>{}</caption><thead><tr><th scope="col">{}</th>{}<th scope="col">{}</th></tr>'
        '</thead><tbody>{}</tbody></table>{}'
    ).format(
        _('Each square is a month.') if by_months else _('Each square is a cycle, under the day on which it begins.'),
        _('Member'), join(_heads(cycles) if by_months else _heads_of_days(cycles)), _('Missed'), lines, legend()
    )  # fmt: skip


def legend() -> Markup:
    """What the squares mean."""
    keys = join(Markup('<li><i class="{}"></i>{}</li>').format(state, _(words)) for state, words in WORDS.items())
    return Markup('<ul class="who-paid-legend" aria-hidden="true">{}</ul>').format(keys)


def _in_order(book: Book) -> list[Member]:
    """By number, those who left at the end."""
    return sorted(book.members.values(), key=lambda member: (not member.active, member.number))


def _heads(cycles: list[Cycle]) -> list[Markup]:
    """The months as figures, the year above its first one; the words are heard and not seen."""
    half = max(0, len(cycles) - SHOWN_ON_A_PHONE)
    heads = []
    for place, cycle in enumerate(cycles):
        month = periods.month_of(cycle.last)
        # A year that ends within two squares has no room for its figure before that of the next one.
        room = month.number < 11 or place == len(cycles) - 1
        first_on_a_phone = place == half and half > 0 and month.number != 1
        year = month.year if month.number == 1 or (place in (0, half) and room) else ''
        heads.append(_head(cycle, place, cycles, str(year), str(month.number), first_on_a_phone))
    return heads


def _heads_of_days(cycles: list[Cycle]) -> list[Markup]:
    """The days on which the cycles begin, the month above its first one."""
    half = max(0, len(cycles) - SHOWN_ON_A_PHONE)
    named = _named(cycles)
    heads = []
    for place, cycle in enumerate(cycles):
        first_on_a_phone = place == half and half > 0 and not named & {half, half + 1}
        month = shown_short_month(cycle.first) if place in named or first_on_a_phone else ''
        heads.append(_head(cycle, place, cycles, month, str(cycle.first.day), first_on_a_phone))
    return heads


def _named(cycles: list[Cycle]) -> set[int]:
    """Above which of the days the month is named: the name is wider than a square, so that of two days beside each
    other the later one has it."""
    named: set[int] = set()
    for place in reversed(range(len(cycles))):
        begins = place == 0 or cycles[place].first.month != cycles[place - 1].first.month
        if begins and place + 1 not in named:
            named.add(place)
    return named


def _head(cycle: Cycle, place: int, cycles: list[Cycle], above: str, figure: str, on_a_phone: bool) -> Markup:
    """One head; what stands above it may be there on a phone only."""
    return Markup(
        '<th scope="col"{}><span class="heard">{}</span><small aria-hidden="true"{}>{}</small>'
        '<span aria-hidden="true">{}</span></th>'
    ).format(
        _older(place, cycles), shown(cycle.name), Markup(' class="phone"') if on_a_phone else '', above, figure
    )  # fmt: skip


def _line(member: Member, cycles: list[Cycle], states: dict[tuple[str, int], str], missed: int) -> Markup:
    cells = []
    for place, cycle in enumerate(cycles):
        state = states.get((member.id, cycle_number(cycle.name)), NOTHING_DUE)
        cells.append(
            Markup('<td class="{}{}"><span class="heard">{}</span></td>').format(
                state, ' older' if _is_older(place, cycles) else '', _(WORDS[state])
            )
        )
    return Markup('<tr><th scope="row"><a href="{}">{}</a></th>{}<td class="count">{}</td></tr>').format(
        member_address(member.number), member.name, join(cells), missed or ''
    )


def _older(place: int, cycles: list[Cycle]) -> Markup:
    return Markup(' class="older"') if _is_older(place, cycles) else Markup('')


def _is_older(place: int, cycles: list[Cycle]) -> bool:
    return place < len(cycles) - SHOWN_ON_A_PHONE
