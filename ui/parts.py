"""The parts that pages are made of: each gives markup in which every value is escaped, in the classes of style.css.

    draw(tile('money', _('Cash'), shown_money(cash, 'INR')), chip('paid', _('Paid')))
    with card(_('Loans')):
        draw(table([_('Member'), _('Owed')], rows))

Markup is made by `Markup('<b>{}</b>').format(name)`, which escapes the name; a plain str cannot be drawn by mistake.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from markupsafe import Markup
from nicegui import ui

from rules.problems import Problem
from sheets.words import _, shown
from ui.icons import icon

NOTHING = Markup('')
CHIP_ICONS = {'paid': 'done', 'part': 'part', 'missed': 'alert', 'due': 'clock', 'ahead': 'done', 'plain': 'info'}


class Piece(ui.element, component='piece.js'):
    """Markup on the page. What comes with the page travels inside `#pre`, the picture that is painted first."""

    def __init__(self, markup: Markup, tag: str) -> None:
        super().__init__()
        self.markup = markup
        self.props['markup'], self.props['tag'] = markup, tag

    def replace(self, *pieces: Markup) -> None:
        """Show other markup from now on."""
        self.markup = NOTHING.join(pieces)
        self.props['markup'] = self.markup

    def as_first_painted(self) -> Markup:
        """The markup, once, for the picture; it need not be sent beside it."""
        self.props.pop('markup', None)
        return Markup('<{0} id="pre-{1}" class="{2}">{3}</{0}>').format(
            self.props['tag'], self.html_id, ' '.join(self.classes), self.markup
        )


def draw(*pieces: Markup, classes: str = '', tag: str = 'div') -> Piece:
    """Put markup on the page. What is typed in inputs inside stays, as long as the markup itself is not replaced."""
    piece = Piece(NOTHING.join(pieces), tag)
    piece.classes(f'piece {classes}')
    return piece


def div(classes: str = '', tag: str = 'div', **attributes: str) -> ui.element:
    """A box for other elements; attributes as in HTML, with _ for -."""
    element = ui.element(tag).classes(classes)
    for name, value in attributes.items():
        element.props[name.replace('_', '-')] = value
    return element


@contextmanager
def card(title: str = '', note: str = '', classes: str = '') -> Iterator[ui.element]:
    """A white sheet with a heading, for a part of the page."""
    with div(f'card {classes}', tag='section') as element:
        if title:
            draw(heading(title, note))
        yield element


def heading(title: str, note: str = '', link: Markup = NOTHING) -> Markup:
    """The heading of a card, with a note or a link at its end."""
    said = Markup('<span class="note">{}</span>').format(note) if note else NOTHING
    return Markup('<div class="heading"><h2>{}</h2>{}{}</div>').format(title, said, link)


def join(pieces: Iterable[Markup]) -> Markup:
    """Pieces of markup one after the other."""
    return NOTHING.join(pieces)


def tile(icon_name: str, title: str, value: str, note: str = '', mood: str = '', part: float | None = None) -> Markup:
    """A figure of the dashboard. `mood` is '', 'bad' or 'now'; `part`, from 0 to 1, draws a bar."""
    bar = NOTHING
    if part is not None:
        bar = Markup('<div class="bar"><i style="width:{}%"></i></div>').format(round(100 * min(max(part, 0), 1)))
    return Markup(
        '<div class="tile {}"><div class="tile-title"><span class="dot">{}</span>{}</div>'
        '<div class="tile-value">{}</div><div class="note">{}</div>{}</div>'
    ).format(mood, icon(icon_name), title, value, note, bar)


def chip(kind: str, words: str) -> Markup:
    """A state as colour, icon and word: 'paid', 'part', 'missed', 'due', 'ahead' or 'plain'."""
    return Markup('<span class="chip {}">{}{}</span>').format(kind, icon(CHIP_ICONS[kind]), words)


def avatar(name: str) -> Markup:
    """The first written letter of a name, with its vowel sign: सु for सुनीता."""
    letters = name[:1]
    for sign in name[1:]:
        if not unicodedata.category(sign).startswith('M'):
            break
        letters += sign
    return Markup('<span class="avatar" aria-hidden="true">{}</span>').format(letters)


def row(start: Markup, title: str, note: str = '', end: Markup | str = '', link: str = '') -> Markup:
    """A line of a list: an avatar or icon, a title with a note below, and something at the end; or all of it a link."""
    inside = Markup(
        '{}<span class="grow"><span class="row-title">{}</span><span class="note">{}</span></span>'
        '<span class="row-end">{}</span>'
    ).format(start, title, note, end)
    if link:
        return Markup('<a class="row" href="{}">{}{}</a>').format(link, inside, icon('next'))
    return Markup('<div class="row">{}</div>').format(inside)


def dot(icon_name: str, mood: str = '') -> Markup:
    """An icon on a soft ground, for the start of a row."""
    return Markup('<span class="avatar {}" aria-hidden="true">{}</span>').format(mood, icon(icon_name))


def link_button(link: str, icon_name: str, words: str, kind: str = 'second') -> Markup:
    """A link that looks like a button: 'first' for the main thing to do on the page, 'second' for the others."""
    return Markup('<a class="button {}" href="{}">{}<span>{}</span></a>').format(kind, link, icon(icon_name), words)


def opener(sheet_id: str, icon_name: str, words: str, kind: str = 'second') -> Markup:
    """A button that opens the sheet with this id, in the browser alone."""
    return Markup('<button type="button" class="button {}" data-opens="{}">{}<span>{}</span></button>').format(
        kind, sheet_id, icon(icon_name), words
    )


def copy_button(words: str, text_id: str) -> Markup:
    """Copies the text of the element with this id, on plain http too."""
    return Markup(
        '<button type="button" class="button first" data-copies="{}" data-says="{}">{}<span>{}</span></button>'
    ).format(text_id, _('Copied'), icon('copy'), words)


def actions(*buttons: Markup) -> Markup:
    """Buttons side by side, as wide as the page is on a phone."""
    return Markup('<div class="actions">{}</div>').format(join(buttons))


def notice(mood: str, words: str, more: Markup = NOTHING) -> Markup:
    """A sentence on a coloured ground: 'good', 'warn', 'bad' or 'plain'."""
    icons = {'good': 'done', 'warn': 'warning', 'bad': 'alert', 'plain': 'info'}
    return Markup('<div class="notice {}" role="status">{}<span>{}{}</span></div>').format(
        mood, icon(icons[mood]), words, more
    )


def problem_list(problems: Sequence[Problem]) -> Markup:
    """Every reason with its remedy, and its place in the workbook where it has one."""
    said = join(
        Markup('<li>{}{}</li>').format(
            Markup('<b>{}</b> ').format(problem.place) if problem.place else '', problem.said(_, shown)
        )
        for problem in problems
    )
    return Markup('<ul class="problems">{}</ul>').format(said)


def empty(icon_name: str, words: str) -> Markup:
    """What a list shows as long as it has no rows."""
    return Markup('<div class="empty">{}<p>{}</p></div>').format(icon(icon_name), words)


def table(
    titles: Sequence[str], rows: Iterable[Sequence[Markup | str]], numbers: Sequence[int] = (), caption: str = ''
) -> Markup:
    """A table that becomes a list of cards on a phone. `numbers` are the places of the columns that hold figures."""

    def cell(place: int, value: Markup | str) -> Markup:
        kind = Markup(' class="number"') if place in numbers else NOTHING
        return Markup('<td{} data-title="{}">{}</td>').format(kind, titles[place], value)

    head = join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="number"') if place in numbers else NOTHING, title)
        for place, title in enumerate(titles)
    )
    body = join(
        Markup('<tr>{}</tr>').format(join(cell(place, value) for place, value in enumerate(values))) for values in rows
    )
    told = Markup('<caption>{}</caption>').format(caption) if caption else NOTHING
    return Markup('<div class="scroll"><table>{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(
        told, head, body
    )
