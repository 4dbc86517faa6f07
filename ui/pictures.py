"""Pictures made with matplotlib: the pie of what the fund consists of, as an SVG whose letters are outlines.

    draw(fund_picture(book, today, look='auto'))      an <img> that is fetched when it comes into sight
    GET /pictures/fund.svg?look=dark&v=...            the picture itself

A picture is drawn in a thread when it is first asked for and kept by its content. Its address changes with the content
too, so that a browser may keep it for ever.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup
from nicegui import app

from actions.permissions import may
from reports.summaries import figures
from rules.money import Money
from sheets.book import Book
from sheets.words import _, current_language, shown_money
from ui.office import look, office
from ui.sign_in import signed_in

WIDTH, HEIGHT, RADIUS = 328, 150, 64
LEGEND_LEFT, LINE_HEIGHT = 156, 46
FOR_EVER = 'private, max-age=31536000, immutable'


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a picture by day or by night: letters, the ground, the slices."""

    ink: str
    quiet: str
    ground: str
    slices: tuple[str, ...]


DAY = Colours('#20302c', '#56645e', '#ffffff', ('#1c6654', '#e9a13b', '#a9d5c6'))
NIGHT = Colours('#e7efeb', '#a7b6af', '#18231f', ('#4bb093', '#e9a13b', '#2f6353'))


class Slice(NamedTuple):
    """A part of a whole: its title, its amount in words and in minor units."""

    title: str
    shown: str
    amount: Money


def fund_picture(book: Book, on: date, chosen_look: str) -> Markup:
    """The pie of the fund as it stands on a day. `chosen_look` is 'light', 'dark', or 'auto' for that of the device."""
    slices = fund_slices(book, on)
    by_day, by_night = (_address(slices, chosen) for chosen in ('light', 'dark'))
    night = Markup('<source media="(prefers-color-scheme: dark)" srcset="{}">').format(by_night)
    return Markup(
        '<picture class="fund">{}<img src="{}" alt="{}" width="{}" height="{}" loading="lazy" decoding="async">'
        '</picture>'
    ).format(
        night if chosen_look == 'auto' else '',
        by_night if chosen_look == 'dark' else by_day,
        in_words(slices),
        WIDTH,
        HEIGHT,
    )


def fund_slices(book: Book, on: date) -> tuple[Slice, ...]:
    """What the fund consists of on a day."""
    found, currency = figures(book, on), book.bylaws.currency
    parts = (
        (_('Loans outstanding'), found.loans_outstanding), (_('Cash in hand'), found.cash), (_('Bank'), found.bank)
    )  # fmt: skip
    return tuple(Slice(title, shown_money(amount, currency), amount) for title, amount in parts)


def in_words(slices: Sequence[Slice]) -> str:
    """What the picture shows, for those who hear it."""
    said = '; '.join(
        _('{title} {amount}, {percent} percent').format(title=part.title, amount=part.shown, percent=percent)
        for part, percent in zip(slices, percents(slices), strict=True)
    )
    return _('What the fund consists of: {parts}.').format(parts=said)


def percents(slices: Sequence[Slice]) -> list[int]:
    """The share of each part in whole percents, which together are a hundred; a part below zero has none."""
    sizes = [max(part.amount, 0) for part in slices]
    whole = sum(sizes) or 1
    shares = [100 * size // whole for size in sizes]
    # What rounding down left goes to the parts that lost most by it.
    for place in sorted(range(len(sizes)), key=lambda place: -(100 * sizes[place] % whole))[: 100 - sum(shares)]:
        shares[place] += bool(sizes[place])
    return shares


@app.get('/pictures/fund.svg', include_in_schema=False)
async def answer_fund(request: Request) -> Response:
    """The pie of the fund for an officer, in her language."""
    user = await signed_in(request)
    if user is None or not may(user.role, 'look'):
        return Response(status_code=403)
    by_night = request.query_params.get('look') == 'dark'
    slices, picture = await look(_fund, by_night)
    # Where the book has changed since the page was made, this picture does not belong to that address.
    fits = request.query_params.get('v') == _mark(slices)
    return Response(
        picture, media_type='image/svg+xml', headers={'Cache-Control': FOR_EVER if fits else 'private, no-store'}
    )


def _fund(by_night: bool) -> tuple[tuple[Slice, ...], bytes]:
    slices = fund_slices(office().book(), office().today())
    return slices, pie(slices, _('Nothing yet'), NIGHT if by_night else DAY)


def _address(slices: Sequence[Slice], chosen_look: str) -> str:
    return f'/pictures/fund.svg?look={chosen_look}&v={_mark(slices)}'


def _mark(slices: Sequence[Slice]) -> str:
    return sha256(repr((current_language(), *slices)).encode()).hexdigest()[:10]


@lru_cache(maxsize=64)
def pie(slices: tuple[Slice, ...], nothing: str, colours: Colours) -> bytes:
    """A pie with its legend as SVG; a ring and a word where there is nothing to show."""
    # matplotlib takes a second to import, which only the first picture shall cost.
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import Rectangle, Wedge

    figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72), dpi=72)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.axis('off')
    small, large = (FontProperties(fname=_font(), size=size) for size in (13, 14))
    centre, whole, begin = (RADIUS + 4, HEIGHT / 2), sum(max(part.amount, 0) for part in slices), 90.0

    def add_arc(begin: float, end: float, colour: str) -> None:
        arc = Wedge(centre, RADIUS, begin, end, width=RADIUS * 0.46)
        arc.set(facecolor=colour, edgecolor=colours.ground, linewidth=2)
        axes.add_patch(arc)

    if not whole:
        add_arc(0, 360, colours.slices[-1])
        axes.text(*centre, nothing, ha='center', va='center', color=colours.quiet, font=small)
    for place, (part, percent) in enumerate(zip(slices, percents(slices), strict=True)):
        colour = colours.slices[place % len(colours.slices)]
        if part.amount > 0:
            extent = 360 * part.amount / whole
            add_arc(begin - extent, begin, colour)
            begin -= extent
        y = HEIGHT / 2 + (len(slices) / 2 - place - 0.5) * LINE_HEIGHT
        axes.add_patch(Rectangle((LEGEND_LEFT, y + 2), 13, 13, facecolor=colour))
        axes.text(LEGEND_LEFT + 21, y + 4, part.title, color=colours.quiet, font=small)
        axes.text(LEGEND_LEFT + 21, y - 15, f'{part.shown} · {percent} %', color=colours.ink, font=large)
    drawn = io.BytesIO()
    figure.savefig(drawn, format='svg', transparent=True, metadata={'Date': None})
    return drawn.getvalue()


@cache
def _font() -> str:
    """The face with Latin, Devanagari and ₹ in one design, wherever it was installed."""
    folder = files('fontpkg_noto_sans_devanagari') / 'files'
    return str(next(part for part in folder.iterdir() if part.name.endswith('.ttf')))
