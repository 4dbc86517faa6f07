"""A figure that opens to its arithmetic, line by line, so that anyone can do it again on paper."""

from markupsafe import Markup

from rules.explained import Explained
from sheets.words import _, shown, shown_money
from ui.parts import join


def worked_out(explained: Explained, currency: str) -> Markup:
    """The lines that lead to a figure, below each other, each with its formula in figures."""
    lines = join(
        Markup('<dt>{}<small>{}</small></dt><dd>{}</dd>').format(said.label, said.formula, said.value)
        for said in (line.said(currency, _, shown) for line in explained.lines)
    )
    return Markup('<dl class="sums">{}</dl>').format(lines)


def opens(title: str, note: str, explained: Explained, currency: str) -> Markup:
    """A line with the figure at its end, which opens to the arithmetic."""
    return Markup(
        '<details class="fold figure-fold"><summary><span class="grow"><span class="row-title">{}</span>'
        '<span class="note">{}</span></span><b>{}</b></summary>{}</details>'
    ).format(title, note, shown_money(explained.result, currency), worked_out(explained, currency))
