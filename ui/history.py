"""The history: everything that was recorded, filtered by date, kind, member and text, a page at a time.

Nothing here can be deleted. A receipt is shown in full, and taken back, at its own address: `ui/receipt_page.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import numpy as np
import pandas as pd
from markupsafe import Markup

from rules import accounts
from sheets import seals
from sheets.words import N_, _, n_, shown_date
from ui import fields, receipt_page
from ui.icons import icon
from ui.parts import NOTHING, actions, card, draw, empty, join, link_button
from ui.receipts import receipt_row, receipts
from ui.recording import Pair, member_choices
from ui.screen import Book, User, screen
from ui.theme import hero

RECEIPTS_A_PAGE = 25
TEXT_FIELDS = ('member_name', 'member_number', 'receipt', 'loan_number', 'category', 'note', 'recorded_by')
PAGE_OF_A_RECEIPT = receipt_page.ADDRESS


@dataclass(frozen=True, slots=True)
class Wanted:
    """What someone looks for; texts as they stand in the address, empty where it does not matter."""

    start: str = ''
    end: str = ''
    kind: str = ''
    member: str = ''
    text: str = ''

    def address(self, page: int) -> str:
        """The address that shows a page of it."""
        filled = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}
        return f'/history?{urlencode({**filled, "page": page})}'


@screen('/history', title=N_('History'), may='look')
def create(
    book: Book, user: User, start: str = '', end: str = '', kind: str = '', member: str = '', text: str = '',
    page: str = '1',
) -> None:  # fmt: skip
    """The filter, and what it found, the latest first."""
    wanted = Wanted(start, end, kind, member, text.strip())
    found = _found(book, wanted)
    requests = [entry.partition('/')[0] for entry in found['id'].tolist()]
    order = (found['receipt'] + ' ' + pd.Series(requests, found.index, dtype=object)).drop_duplicates()
    pages = max(1, -(-len(order) // RECEIPTS_A_PAGE))
    number = min(max(1, int(page) if page.isdecimal() else 1), pages)
    on_page = order.iloc[(number - 1) * RECEIPTS_A_PAGE : number * RECEIPTS_A_PAGE]
    count = n_('{count} receipt', '{count} receipts', len(order)).format(count=len(order))
    promise = _('nothing is ever deleted')
    hero(_('History'), note=f'{count} · {promise}')
    draw(_filter(book, wanted), classes='card')
    with card():
        if on_page.empty:
            draw(empty('search', _('Nothing fits. Change the filter or take it away.')))
        else:
            draw(join(_lines(book, on_page.tolist())), _pages(wanted, number, pages), _seal(book))


def _found(book: Book, wanted: Wanted) -> pd.DataFrame:
    """The rows that fit, the latest day first and within it what was recorded last."""
    frame = book.frame()
    for first, day in ((True, _day(wanted.start)), (False, _day(wanted.end))):
        if day:
            stamp = pd.Timestamp(day)
            frame = frame[(frame['on'] >= stamp) if first else (frame['on'] <= stamp)]
    if wanted.kind:
        frame = frame[(frame['kind'] == wanted.kind).to_numpy()]
    if wanted.member:
        frame = frame[(frame['member_number'] == wanted.member).to_numpy()]
    if wanted.text:
        frame = frame[_holds(frame, wanted.text.casefold())]
    return frame.iloc[::-1].sort_values('on', ascending=False, kind='stable')


def _holds(frame: pd.DataFrame, sought: str) -> 'np.ndarray[tuple[int], np.dtype[np.bool_]]':
    """Which rows hold the text somewhere. Each text is looked at once, however many rows have it."""
    found = np.zeros(len(frame), dtype=bool)
    for field in TEXT_FIELDS:
        fitting = [text for text in frame[field].unique() if sought in text.casefold()]
        found |= frame[field].isin(fitting).to_numpy()
    return found


def _lines(book: Book, wanted: list[str]) -> Iterator[Markup]:
    """The receipts of a page, with a heading for each day; a receipt is shown whole, though one row fits.

    They are named by number and request, since two copies of a book may have given one number twice.
    """
    frame, numbers = book.frame(), [each.partition(' ')[0] for each in wanted]
    by_name = {
        f'{receipt.first.receipt} {receipt.first.id.partition("/")[0]}': receipt
        for receipt in receipts(book, frame[frame['receipt'].isin(numbers).to_numpy()])
    }
    day: date | None = None
    for name in wanted:
        receipt = by_name[name]
        if receipt.first.on != day:
            day = receipt.first.on
            yield Markup('<h3 class="day-heading">{}</h3>').format(shown_date(day))
        yield receipt_row(receipt, book.bylaws.currency, with_day=False)


def _filter(book: Book, wanted: Wanted) -> Markup:
    """An ordinary form that makes an address, so that what was found can be kept and sent.

    The browser checks nothing here; `required` only spares every label the words that it may stay empty.
    """
    search = Markup(
        '<div class="history-search">{}<button class="button first">{}<span>{}</span></button></div>'
    ).format(
        fields.text('text', _('Name, receipt, note'), wanted.text, kind='search', required=True),
        icon('search'), _('Search'),
    )  # fmt: skip
    filters = join([
        fields.day('start', _('From'), wanted.start, required=True),
        fields.day('end', _('To'), wanted.end, required=True),
        fields.choice('kind', _('Kind'), _kinds(book), wanted.kind, required=True),
        fields.choice('member', _('Member'), _people(book), wanted.member, required=True),
    ])  # fmt: skip
    narrowed = any((wanted.start, wanted.end, wanted.kind, wanted.member))
    return Markup(
        '<form method="get" action="/history" class="stack" novalidate>{}<details class="fold"{}>'
        '<summary><h2>{}</h2></summary><div class="history-filters">{}</div></details></form>'
    ).format(search, Markup(' open') if narrowed else NOTHING, _('Date, kind and member'), filters)


def _kinds(book: Book) -> list[Pair]:
    """The kinds that occur in the book."""
    used = set(book.frame()['kind'].unique())
    return [('', _('Everything')), *((kind, _(p.title)) for kind, p in accounts.POSTINGS.items() if kind in used)]


def _people(book: Book) -> list[Pair]:
    return [('', _('Everybody')), *member_choices(book, active_only=False)[1:]]


def _pages(wanted: Wanted, number: int, pages: int) -> Markup:
    """Ways to the newer and the older ones."""
    if pages == 1:
        return NOTHING
    newer = link_button(wanted.address(number - 1), 'back', _('Newer')) if number > 1 else NOTHING
    older = link_button(wanted.address(number + 1), 'next', _('Older')) if number < pages else NOTHING
    said = Markup('<p class="note page-number">{}</p>').format(
        _('Page {number} of {pages}').format(number=number, pages=pages)
    )
    return said + actions(newer, older)


def _seal(book: Book) -> Markup:
    """The head of the chain, which members may compare with the messages on their phones."""
    shown = _('Seal of the last row in the book: {seal}').format(seal=seals.printed(book.head()))
    return Markup('<p class="note">{}</p>').format(shown)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
