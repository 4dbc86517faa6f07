"""How a figure came about, folded away under it: each step in words and figures, as a rule explains it."""

from markupsafe import Markup

from rules.explained import Explained
from sheets.words import _, shown
from ui.parts import join


def arithmetic(explained: Explained, currency: str, title: str = '') -> Markup:
    """The lines of a figure behind a heading that opens; without a title it asks how the figure came about."""
    said = [line.said(currency, _, shown) for line in explained.lines]
    lines = join(
        Markup('<dt{0}>{1}<small>{2}</small></dt><dd{0}>{3}</dd>').format(
            Markup(' class="total"') if place == len(said) else '', line.label, line.formula, line.value
        )
        for place, line in enumerate(said, start=1)
    )
    return Markup(
        '<details class="fold"><summary><span class="note">{}</span></summary><dl class="sums">{}</dl></details>'
    ).format(title or _('How this was computed'), lines)
