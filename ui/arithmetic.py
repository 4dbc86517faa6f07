"""How a figure came about, line by line in words and figures, so that anyone can do it again on paper.

lines(explained, 'INR')                       the lines below each other
folded(explained, 'INR', _('The pot'))        behind a heading that opens
opens('Asha', explained, 'INR', 'M2025-001')  behind her name, with the figure at its end
"""

from markupsafe import Markup

from rules.explained import Explained
from sheets.words import _, shown, shown_money
from ui.parts import join


def lines(explained: Explained, currency: str) -> Markup:
    """The lines below each other: what it is, how it was reckoned, what came out."""
    told = [line.said(currency, _, shown) for line in explained.lines]
    drawn = join(
        Markup('<dt{0}>{1}{2}</dt><dd{0}>{3}</dd>').format(
            Markup(' class="total"') if place == len(told) else '',
            each.label,
            Markup('<small>{}</small>').format(each.formula) if each.formula else '',
            each.value,
        )
        for place, each in enumerate(told, start=1)
    )
    return Markup('<dl class="sums">{}</dl>').format(drawn)


def folded(explained: Explained, currency: str, title: str = '') -> Markup:
    """The lines behind a heading that opens; without a title it asks how the figure came about."""
    return Markup('<details class="fold"><summary><span class="note">{}</span></summary>{}</details>').format(
        title or _('How this was computed'), lines(explained, currency)
    )


def opens(title: str, explained: Explained, currency: str, note: str = '') -> Markup:
    """A row with the figure at its end, which opens to the lines; `note` says more about it."""
    words = Markup('<span class="row-title">{}</span>').format(title)
    if note:
        words += Markup('<span class="note">{}</span>').format(note)
    return Markup(
        '<details class="fold line"><summary><span class="grow">{}</span><b>{}</b></summary>{}</details>'
    ).format(words, shown_money(explained.result, currency), lines(explained, currency))
