"""The slip of a dividend: every amount that counted, what it earned, the tax, and what is paid out.

Balance at the beginning    100,000 × 12 / 12 × 12 / 100      12,000
Paid in January 2025          5,000 × 12 / 12 × 12 / 100         600
Paid in February 2025         5,000 × 11 / 12 × 12 / 100         550
Dividend                                                      13,150
Withholding tax              13,150 × 5 / 100                   −657.50
Paid out                     13,150 − 657.50                  12,492.50
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from rules.dividends import OPENING, Account, Declaration, Dividend, Weighting, steps
from rules.explained import Explained, Figure, Line, Sum
from rules.money import ZERO, Money
from rules.periods import month_of
from rules.problems import N_

PAID: dict[Weighting, tuple[str, str]] = {
    'closing balance': (N_('Balance on {day}'), N_('Balance on {day}')),
    'start of month': (N_('Paid in {month}'), N_('Taken out in {month}')),
    'end of month': (N_('Paid in {month}'), N_('Taken out in {month}')),
    'share-days': (N_('Paid on {day}'), N_('Taken out on {day}')),
    'average balance': (N_('Balance from {day} on'), N_('Balance from {day} on')),
    'monthly minimum': (N_('Lowest balance in {month}'), N_('Lowest balance in {month}')),
}
"""What a step of each weighting is called, above and below zero."""


def slip(
    account: Account, declared: Declaration, dividend: Dividend, counted_by_all: Fraction, title: str
) -> Explained:
    """The lines of one member's part, and what she is paid. `counted_by_all` is what counted of all accounts; `title`
    says what is given: a dividend, or interest."""
    lines = [line for span in declared.spans for line in _step_lines(account, span)]
    if declared.pool is None:
        lines.append(Line(title, Sum(dividend.gross)))
    else:
        lines += _part_of_the_pool(declared.pool, dividend, counted_by_all)
    if declared.tax_percent:
        lines.append(
            Line(
                N_('Withholding tax'), Sum(-dividend.tax), '{gross} × {percent} / 100',
                {'gross': Sum(dividend.gross), 'percent': declared.tax_percent},
            )
        )  # fmt: skip
    gross_and_tax = {'gross': Sum(dividend.gross), 'tax': Sum(dividend.tax)}
    lines.append(Line(N_('Paid out'), Sum(dividend.net), '{gross} − {tax}', gross_and_tax))
    return Explained(dividend.net, tuple(lines))


def _step_lines(account: Account, declared: Declaration) -> Iterator[Line]:
    """Each amount that counts: under a rate with what it earns, under a pool with how much of it counts."""
    factor, percent, of = Fraction(1, declared.parts), Fraction(0), declared.parts
    if declared.pool is None:
        factor, (percent, of) = declared.factor, declared.rated
    formula = '{amount}' if of == 1 else '{amount} × {parts} / {of}'
    if declared.pool is None:
        formula += ' × {percent} / 100'
    for when, amount, parts in steps(account, declared):
        label, values = _named(when, amount, declared)
        figures: dict[str, Figure] = {'amount': Sum(amount), 'parts': parts, 'of': of, 'percent': percent}
        yield Line(label, Sum(amount * parts * factor), formula, {**figures, **values})


def _named(when: int, amount: Money, declared: Declaration) -> tuple[str, dict[str, Figure]]:
    if when == OPENING:
        return N_('Balance at the beginning'), {}
    label = PAID[declared.weighting][amount < ZERO]
    if '{month}' in label:
        return label, {'month': month_of(declared.period.first).plus(when)}
    return label, {'day': date.fromordinal(when)}


def _part_of_the_pool(pool: Money, dividend: Dividend, counted_by_all: Fraction) -> list[Line]:
    counts = {'pool': Sum(pool), 'counted': Sum(dividend.counted), 'all': Sum(counted_by_all)}
    return [
        Line(N_('What counts'), Sum(dividend.counted)),
        Line(N_('Part of what is divided'), Sum(pool * dividend.counted / counted_by_all),
             '{pool} × {counted} / {all}', counts),
        Line(N_('Dividend, in whole coins so that all parts add up'), Sum(dividend.gross)),
    ]  # fmt: skip
