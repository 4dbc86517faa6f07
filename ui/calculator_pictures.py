"""The pictures of a computed loan: what is paid each time and how the balance falls, drawn by the server as inline SVG.

A picture is one or two outlines of steps, so that sixty instalments weigh little more than twelve. The shapes are
stretched to the width of the page; what is written beside them is HTML and keeps its size.
"""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from rules.money import Money
from rules.schedules import Instalment
from sheets.words import _, shown_money, shown_short_date
from ui.calculator_typed import Asked

HEIGHT, STEP = 200, 10
MOST_BARS = 60
"""More are too narrow for gaps between them."""


def instalments_picture(asked: Asked, rows: Sequence[Instalment]) -> Markup:
    """A bar for each instalment: the part that repays the loan, and the interest on top of it."""
    highest = max(row.total for row in rows) or 1
    bars = Markup('<path class="of-interest" d="{}"/><path class="of-loan" d="{}"/>').format(
        _steps([row.total for row in rows], highest), _steps([row.principal for row in rows], highest)
    )
    if len(rows) <= MOST_BARS:
        bars += Markup('<path class="gaps" d="M0 0{}"/>').format(f'v{HEIGHT}m{STEP} -{HEIGHT}' * (len(rows) + 1))
    said = _('What is paid each time: from {first} at first to {last} at last.').format(
        first=shown_money(rows[0].total, asked.currency), last=shown_money(rows[-1].total, asked.currency)
    )
    return _picture(said, len(rows), bars, shown_money(highest, asked.currency), '', '')


def balance_picture(asked: Asked, rows: Sequence[Instalment]) -> Markup:
    """Steps that fall to nothing: what is still owed of the loan after each instalment."""
    owed = [asked.principal, *(row.balance for row in rows[:-1])]
    steps = Markup('<path class="of-balance" d="{}"/>').format(_steps(owed, asked.principal))
    said = _('What is still owed: {amount} at first, nothing after {day}.').format(
        amount=shown_money(asked.principal, asked.currency), day=shown_short_date(rows[-1].due_on)
    )
    return _picture(
        said, len(rows), steps, shown_money(asked.principal, asked.currency), shown_short_date(asked.start),
        shown_short_date(rows[-1].due_on),
    )  # fmt: skip


def _steps(amounts: Iterable[Money], highest: Money) -> str:
    """The outline of steps side by side, each as high as its amount."""
    tops = ''.join(f'V{HEIGHT - HEIGHT * amount // highest}h{STEP}' for amount in amounts)
    return f'M0 {HEIGHT}{tops}V{HEIGHT}'


def _picture(said: str, count: int, shapes: Markup, top: str, left: str, right: str) -> Markup:
    feet = Markup('<p class="feet"><span>{}</span><span>{}</span></p>').format(left, right) if left else ''
    return Markup(
        '<figure class="loan-picture"><figcaption class="note">{}</figcaption>'
        '<svg viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>{}</figure>'
    ).format(top, count * STEP, HEIGHT, said, shapes, feet)
