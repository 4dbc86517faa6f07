"""Who paid when: members × months as a picture of squares, which is a table with words for those who hear it."""

from datetime import date

from markupsafe import Markup

from reports.summaries import dues_table
from rules import periods
from rules.contributions import MISSED, OPEN, PAID, PART
from rules.periods import Month
from rules.records import Member
from sheets.book import Book
from sheets.entries import month_number
from sheets.words import N_, _, shown_month
from ui.member_words import member_address
from ui.parts import empty, join

MONTHS_SHOWN, MONTHS_SHOWN_ON_A_PHONE = 24, 12
NOTHING_DUE = 'none'
WORDS = {PAID: N_('paid'), PART: N_('part paid'), MISSED: N_('missed'), OPEN: N_('not yet paid'),
         NOTHING_DUE: N_('nothing due')}  # fmt: skip


def dues_picture(book: Book, on: date) -> Markup:
    """The last months up to the day, a row a member; on a phone the older half is left out."""
    last = periods.month_of(on)
    first = max(last.plus(1 - MONTHS_SHOWN), periods.month_of(book.bylaws.started_on))
    months = list(periods.months_from(first, last))
    dues = dues_table(book, on)
    dues = dues[dues['month'].between(month_number(first), month_number(last))]
    states = dict(zip(zip(dues['member'], dues['month'], strict=True), dues['state'], strict=True))
    shown = [member for member in _in_order(book) if member.active or (dues['member'] == member.id).any()]
    if not shown:
        return empty('people', _('There are no members yet.'))
    missing = dues[dues['missed']].groupby('member').size().to_dict()
    lines = join(_line(member, months, states, int(missing.get(member.id, 0))) for member in shown)
    return Markup(
        '<table class="who-paid"><caption>{}</caption><thead><tr><th scope="col">{}</th>{}<th scope="col">{}</th></tr>'
        '</thead><tbody>{}</tbody></table>{}'
    ).format(
        _('Each square is a month.'), _('Member'), join(_heads(months)), _('Missed'), lines, legend()
    )  # fmt: skip


def legend() -> Markup:
    """What the squares mean."""
    keys = join(Markup('<li><i class="{}"></i>{}</li>').format(state, _(words)) for state, words in WORDS.items())
    return Markup('<ul class="who-paid-legend" aria-hidden="true">{}</ul>').format(keys)


def _in_order(book: Book) -> list[Member]:
    """By number, those who left at the end."""
    return sorted(book.members.values(), key=lambda member: (not member.active, member.number))


def _heads(months: list[Month]) -> list[Markup]:
    """The months as figures, the year above its first one; the words are heard and not seen."""
    half = max(0, len(months) - MONTHS_SHOWN_ON_A_PHONE)
    heads = []
    for place, month in enumerate(months):
        # A year that ends within two squares has no room for its figure before that of the next one.
        room = month.number < 11 or place == len(months) - 1
        first_on_a_phone = place == half and half > 0 and month.number != 1
        year = month.year if month.number == 1 or (place in (0, half) and room) else ''
        heads.append(
            Markup(
                '<th scope="col"{}><span class="heard">{}</span><small aria-hidden="true"{}>{}</small>'
                '<span aria-hidden="true">{}</span></th>'
            ).format(
                _older(place, months),
                shown_month(month),
                Markup(' class="phone"') if first_on_a_phone else '',
                year,
                month.number,
            )
        )
    return heads


def _line(member: Member, months: list[Month], states: dict[tuple[str, int], str], missed: int) -> Markup:
    cells = []
    for place, month in enumerate(months):
        state = states.get((member.id, month_number(month)), NOTHING_DUE)
        cells.append(
            Markup('<td class="{}{}"><span class="heard">{}</span></td>').format(
                state, ' older' if _is_older(place, months) else '', _(WORDS[state])
            )
        )
    return Markup('<tr><th scope="row"><a href="{}">{}</a></th>{}<td class="count">{}</td></tr>').format(
        member_address(member.number), member.name, join(cells), missed or ''
    )


def _older(place: int, months: list[Month]) -> Markup:
    return Markup(' class="older"') if _is_older(place, months) else Markup('')


def _is_older(place: int, months: list[Month]) -> bool:
    return place < len(months) - MONTHS_SHOWN_ON_A_PHONE
