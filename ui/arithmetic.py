"""How a figure came about, line by line in words and figures, so that anyone can do it again on paper.

lines(explained, 'INR')                       the lines below each other
notes(lines, 'INR')                           lines that do not add up
folded(explained, 'INR', _('The pot'))        behind a heading that opens
opens('Asha', explained, 'INR', 'M2025-001')  behind her name, with the figure at its end
line('Asha', '₹200.00', 'on 5 March', inside)  the same with anything inside

A balance comes from rows, and not from a formula:

balance(rows, signs, _('Savings'), 'INR')     what each kind of entry comes to, and all of them
entries(book, rows)                           the receipts themselves
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd
from markupsafe import Markup

from rules.accounts import POSTINGS
from rules.explained import Explained, Line
from rules.money import ZERO, Money
from sheets.book import Book
from sheets.words import _, n_, shown, shown_money
from ui.loan_words import sums
from ui.parts import join
from ui.receipts import receipt_row, receipts

MOST_ENTRIES = 60


def lines(explained: Explained, currency: str) -> Markup:
    """The lines below each other: what it is, how it was reckoned, what came out."""
    *before, last = explained.lines
    return _drawn((*before, replace(last, subtotal=True)), currency)


def notes(lines: Iterable[Line], currency: str) -> Markup:
    """Lines that stand for themselves, and do not add up."""
    return _drawn(lines, currency)


def _drawn(lines: Iterable[Line], currency: str) -> Markup:
    drawn = join(
        Markup('<dt{0}>{1}{2}</dt><dd{0}>{3}</dd>').format(
            Markup(' class="total"') if line.subtotal else '',
            each.label,
            Markup('<small>{}</small>').format(each.formula) if each.formula else '',
            each.value,
        )
        for line in lines
        for each in [line.said(currency, _, shown)]
    )
    return Markup('<dl class="sums">{}</dl>').format(drawn)


def folded(explained: Explained, currency: str, title: str = '') -> Markup:
    """The lines behind a heading that opens; without a title it asks how the figure came about."""
    return Markup('<details class="fold"><summary><span class="note">{}</span></summary>{}</details>').format(
        title or _('How this was computed'), lines(explained, currency)
    )


def opens(title: str, explained: Explained, currency: str, note: str = '') -> Markup:
    """A row with the figure at its end, which opens to the lines; `note` says more about it."""
    return line(title, shown_money(explained.result, currency), note, lines(explained, currency))


def line(title: str, figure: Markup | str, note: Markup | str, inside: Markup) -> Markup:
    """A row with something at its end, which opens to what is inside."""
    words = Markup('<span class="row-title">{}</span>').format(title)
    if note:
        words += Markup('<span class="note">{}</span>').format(note)
    return Markup(
        '<details class="fold line"><summary><span class="grow">{}</span><b>{}</b></summary>'
        '<div class="told">{}</div></details>'
    ).format(words, figure, inside)


def balance(rows: pd.DataFrame, signs: Mapping[str, int], title: str, currency: str) -> tuple[Money, Markup]:
    """What rows come to, in minor units, and how: each kind with how many there are. `signs` as rules.accounts says."""
    found = rows.groupby('kind', observed=True)['amount'].agg(['count', 'sum'])
    lines = [
        (str(kind), int(count), signs[str(kind)] * int(amount))
        for kind, count, amount in found.itertuples()
        if str(kind) in signs
    ]
    total = sum((amount for _kind, _count, amount in lines), ZERO)
    told = [(kind_words(kind, count), shown_money(amount, currency)) for kind, count, amount in lines]
    return total, sums(told, (title, shown_money(total, currency)))


def kind_words(kind: str, count: int) -> str:
    """A kind of entry and how often: Deposit × 12."""
    return f'{_(POSTINGS[kind].title)} × {count}'


def about(book: Book, ids: Iterable[str]) -> dict[str, pd.DataFrame]:
    """The entries that belong to rows of a register, such as fines or rounds, by the id of each of those rows."""
    frame, wanted = book.frame(), list(ids)
    found = frame[frame['about'].isin(wanted).to_numpy()]
    by_row = {str(row): rows for row, rows in found.groupby('about', observed=True)}
    return {row: by_row.get(row, found.iloc[:0]) for row in wanted}


def by_member(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The entries of each member, by her id."""
    return {str(member): own for member, own in rows.groupby('member', observed=True)}


def entries(book: Book, rows: pd.DataFrame, most: int = MOST_ENTRIES) -> Markup:
    """The receipts of these rows, the latest first; of many the latest, which it says."""
    said = n_('{count} entry', '{count} entries', len(rows)).format(count=len(rows))
    latest = rows.sort_values('on', kind='stable').tail(most)
    if len(rows) > most:
        said = _('{entries}; the latest {shown} are shown here.').format(entries=said, shown=most)
    listed = join(receipt_row(receipt, book.bylaws.currency) for receipt in reversed(receipts(book, latest)))
    return Markup('<p class="note">{}</p>{}').format(said, listed)
