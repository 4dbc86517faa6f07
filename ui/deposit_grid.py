"""The grid of deposits: a line a member, with what she owes for the month and before it, and what she pays now.

The name of a field says what it pays: pay:M2024-003:2026-03:20000 is the amount of that member for March 2026, of
which 200.00 were recorded when the grid was drawn; a cycle that is no month is named by its first day. What is recorded
twice by two officers is found by that figure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from reports.dues import payments
from reports.fees import DueOf, late_fees_owed
from reports.summaries import dues_table
from rules import money
from rules.cycles import Cycle
from rules.money import ZERO, Money
from rules.periods import CycleName, Month, cycle_number, cycle_of_number
from rules.records import Member
from sheets.book import Book
from sheets.words import CURRENCY_SIGNS, GROUPED_BY_TWO, _, n_, shown, shown_money
from ui.parts import chip, empty, join

PAY, ALSO, FEE, EXTRA = 'pay', 'also', 'fee', 'extra'


class Field(NamedTuple):
    """What a field of the grid pays: its kind, the member's number, the cycle, and the sum when it was drawn."""

    kind: str
    number: str
    cycle: str
    seen: str

    @property
    def name(self) -> str:
        """The name under which the browser sends it."""
        return ':'.join(self)


@dataclass(frozen=True, slots=True)
class More:
    """Something besides the cycle that a member can pay: another cycle, or the late fee of one."""

    kind: str
    cycle: CycleName
    amount: Money
    seen: Money
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A member in the grid: what is due for the cycle, what was paid of it, and what else is open.

    `extra` is what she has paid besides all cycles.
    """

    member: Member
    due: Money
    paid: Money
    more: Sequence[More]
    extra: Money = ZERO

    @property
    def missing(self) -> Money:
        """What she still has to pay for the cycle."""
        return max(ZERO, self.due - self.paid)


def field_of(name: str) -> Field | None:
    """The field that a name stands for, if it is one of the grid; a number may hold a colon itself."""
    kind, _colon, rest = name.partition(':')
    parts = rest.rsplit(':', 2)
    return Field(kind, *parts) if kind in (PAY, ALSO, FEE, EXTRA) and len(parts) == 3 else None


def paid_by_cycle(book: Book) -> Mapping[DueOf, Money]:
    """What each member paid for each cycle; under 0 what she paid besides all of them."""
    sums = payments(book, date.max).groupby(['member', 'cycle'])['amount'].sum()
    return {DueOf(*key): int(amount) for key, amount in sums.items()}  # type: ignore[misc]


def lines_of(book: Book, cycle: Cycle, following: Cycle, today: date) -> list[Line]:
    """A line for each active member, for a cycle that may lie ahead; the following one can be paid too."""
    this = cycle_number(cycle.name)
    dues = dues_table(book, max(today, following.first))
    paid = paid_by_cycle(book)
    open_now = (dues['missing'] > 0).to_numpy() & (dues['known_by'] <= pd.Timestamp(following.known_by)).to_numpy()
    wanted = dues[open_now | (dues['cycle'] == this).to_numpy()]
    hers: dict[str, list[dict[Any, Any]]] = {}
    for row in wanted.to_dict('records'):
        hers.setdefault(row['member'], []).append(row)
    fees: dict[str, list[More]] = {}
    for (member, number), fee in sorted(late_fees_owed(book, dues, today).items()):
        fees.setdefault(member, []).append(More(FEE, cycle_of_number(number), fee, fee, missed=True))
    active = sorted((member for member in book.members.values() if member.active), key=lambda member: member.number)
    return [
        Line(
            member,
            next((row['due'] for row in hers.get(member.id, []) if row['cycle'] == this), ZERO),
            paid.get(DueOf(member.id, this), ZERO),
            [*_others(hers.get(member.id, []), this, today), *fees.get(member.id, [])],
            paid.get(DueOf(member.id, 0), ZERO),
        )
        for member in active
    ]


def _others(dues: Iterable[dict[Any, Any]], this: int, today: date) -> Iterator[More]:
    """The other cycles of which something is missing."""
    for row in dues:
        if row['missing'] and row['cycle'] != this:
            late = row['due_on'].date() < today
            yield More(ALSO, cycle_of_number(row['cycle']), row['missing'], row['paid'], missed=late)


def grid(lines: Sequence[Line], cycle: CycleName, currency: str) -> Markup:
    """The lines with their fields; the amounts are filled in."""
    if not lines:
        return empty('people', _('There are no active members yet.'))
    titles = join(
        Markup('<span>{}</span>').format(title)
        for title in (_('Member'), _('Due'), _('Paid'), _('Missing'), _('Besides'), _('Pays now'))
    )
    drawn = join(_drawn(line, cycle, currency) for line in lines)
    return Markup('<div class="pay-grid"><div class="pay-head" aria-hidden="true">{}</div>{}</div>').format(
        titles, drawn
    )


def total(lines: Iterable[Line], currency: str) -> Markup:
    """The sum of the grid; the script keeps it up to date while amounts are typed."""
    found = list(lines)
    return Markup(
        '<div class="pay-total" data-sign="{}" data-group="{}" data-digits="{}">'
        '<span>{}</span><strong role="status">{}</strong></div>'
    ).format(
        CURRENCY_SIGNS.get(currency, f'{currency} '),
        2 if currency in GROUPED_BY_TWO else 3,
        money.minor_digits(currency),
        _('Together'),
        shown_money(sum(line.missing for line in found), currency),
    )


def _drawn(line: Line, cycle: CycleName, currency: str) -> Markup:
    member = line.member
    field = Field(PAY, member.number, str(cycle), str(line.paid))
    figures = join(
        Markup('<span class="pay-figure">{}</span>').format(
            Markup('<small>{}</small> {}').format(title, shown_money(amount, currency)) if amount else ''
        )
        for title, amount in ((_('Due'), line.due), (_('Paid'), line.paid), (_('Missing'), line.missing))
    )
    return Markup(
        '<div class="pay" role="group" aria-label="{}"><span class="pay-who"><b>{}</b><small>{}</small></span>'
        '<span class="pay-figures">{}</span>{}<span class="money"><span aria-hidden="true">{}</span>'
        '<input type="text" name="{}" value="{}" data-pays inputmode="decimal" autocomplete="off" maxlength="20" '
        'enterkeyhint="next" aria-label="{}"></span></div>'
    ).format(
        member.name, member.name, member.number, figures, _more(line, currency),
        CURRENCY_SIGNS.get(currency, currency).strip(), field.name, typed(line.missing, currency),
        _('{name} pays for {month}').format(name=member.name, month=shown(cycle)),
    )  # fmt: skip


def _more(line: Line, currency: str) -> Markup:
    """Earlier cycles, the next one and late fees, each to be ticked; what was missed is told beside."""
    missed = [more for more in line.more if more.kind == ALSO and more.missed]
    fees = sum(more.amount for more in line.more if more.kind == FEE)
    said = []
    if missed:
        count = n_('{count} missed', '{count} missed', len(missed)).format(count=len(missed))
        said.append(('missed', f'{count} · {shown_money(sum(more.amount for more in missed), currency)}'))
    if fees:
        said.append(('due', _('fee {amount}').format(amount=shown_money(fees, currency))))
    if line.due and not line.missing and not line.more:
        said.append(('paid', _('all paid')))
    head = join(chip(kind, words) for kind, words in said) or Markup('<span class="note">{}</span>').format(
        _('Other months') if all(isinstance(more.cycle, Month) for more in line.more) else _('Other cycles')
    )
    ticks = join(_tick(line.member, more, currency) for more in line.more)
    return Markup('<details class="pay-more"><summary>{}</summary><div>{}{}</div></details>').format(
        head, ticks, _extra(line, currency)
    )


def _extra(line: Line, currency: str) -> Markup:
    """What she brings besides all cycles."""
    return Markup(
        '<label class="extra"><span>{}</span><input type="text" name="{}" data-besides inputmode="decimal" '
        'autocomplete="off" maxlength="20"></label>'
    ).format(_('Additional'), Field(EXTRA, line.member.number, '', str(line.extra)).name)


def _tick(member: Member, more: More, currency: str) -> Markup:
    words = _('Late fee of {month}') if more.kind == FEE else '{month}'
    field = Field(more.kind, member.number, str(more.cycle), str(more.seen))
    return Markup(
        '<label class="tick"><input type="checkbox" name="{}" value="{}" data-pays><span>{} <b>{}</b></span></label>'
    ).format(
        field.name, money.as_text(more.amount, currency), words.format(month=shown(more.cycle)),
        shown_money(more.amount, currency),
    )  # fmt: skip


def typed(amount: Money, currency: str) -> str:
    """An amount as one would type it: 200 rather than 200.00, and nothing for nothing."""
    text = money.as_text(amount, currency)
    return text.removesuffix('.00') if amount else ''
