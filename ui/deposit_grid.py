"""The grid of deposits: a line a member, with what she owes for the month and before it, and what she pays now.

The name of a field says what it pays: pay:M2024-003:2026-03:20000 is the amount of that member for March 2026, of
which 200.00 were recorded when the grid was drawn. What is recorded twice by two officers is found by that figure.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup

from reports.fees import DueOf, late_fees_owed
from reports.summaries import dues_table
from rules import money, periods
from rules.money import ZERO, Money
from rules.periods import Month
from rules.records import Member
from sheets.book import Book
from sheets.entries import month_from, month_number
from sheets.words import CURRENCY_SIGNS, GROUPED_BY_TWO, _, n_, shown_money, shown_month
from ui.parts import chip, empty, join

PAY, ALSO, FEE = 'pay', 'also', 'fee'


class Field(NamedTuple):
    """What a field of the grid pays: its kind, the member's number, the month, and the sum when it was drawn."""

    kind: str
    number: str
    month: str
    seen: str

    @property
    def name(self) -> str:
        """The name under which the browser sends it."""
        return ':'.join(self)


@dataclass(frozen=True, slots=True)
class More:
    """Something besides the month that a member can pay: another month, or the late fee of one."""

    kind: str
    month: Month
    amount: Money
    seen: Money
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A member in the grid: what is due for the month, what was paid of it, and what else is open."""

    member: Member
    due: Money
    paid: Money
    more: Sequence[More]

    @property
    def missing(self) -> Money:
        """What she still has to pay for the month."""
        return max(ZERO, self.due - self.paid)


def field_of(name: str) -> Field | None:
    """The field that a name stands for, if it is one of the grid; a number may hold a colon itself."""
    kind, _colon, rest = name.partition(':')
    parts = rest.rsplit(':', 2)
    return Field(kind, *parts) if kind in (PAY, ALSO, FEE) and len(parts) == 3 else None


def paid_by_month(book: Book, months: Collection[int]) -> Mapping[DueOf, Money]:
    """What each member paid for each of these months."""
    frame = book.frame()
    paid = frame[(frame['kind'] == 'contribution').to_numpy() & frame['month'].isin(months).to_numpy()]
    sums = paid.groupby(['member', 'month'])['amount'].sum()
    return {DueOf(*key): int(amount) for key, amount in sums.items()}  # type: ignore[misc]


def lines_of(book: Book, month: Month, today: date) -> list[Line]:
    """A line for each active member, for a month that may lie ahead."""
    this = month_number(month)
    dues = dues_table(book, max(today, month.plus(1).last_day))
    paid = paid_by_month(book, [this])
    wanted = dues[(dues['missing'] > 0).to_numpy() | (dues['month'] == this).to_numpy()]
    hers: dict[str, list[dict[Any, Any]]] = {}
    for row in wanted.to_dict('records'):
        hers.setdefault(row['member'], []).append(row)
    fees: dict[str, list[More]] = {}
    for (member, number), fee in sorted(late_fees_owed(book, dues, today).items()):
        fees.setdefault(member, []).append(More(FEE, _month(number), fee, fee, missed=True))
    active = sorted((member for member in book.members.values() if member.active), key=lambda member: member.number)
    return [
        _line(member, month, hers.get(member.id, []), fees.get(member.id, []), paid.get(DueOf(member.id, this), ZERO),
              today)
        for member in active
    ]  # fmt: skip


def _line(
    member: Member, month: Month, dues: list[dict[Any, Any]], fees: list[More], paid: Money, today: date
) -> Line:  # fmt: skip
    this, following = month_number(month), month_number(month.plus(1))
    due = next((row['due'] for row in dues if row['month'] == this), ZERO)
    more = [
        More(ALSO, _month(row['month']), row['missing'], row['paid'], missed=row['due_on'].date() < today)
        for row in dues
        if row['missing'] and row['month'] <= following and row['month'] != this
    ]
    return Line(member, due, paid, more + fees)


def _month(number: int) -> Month:
    month = month_from(number)
    assert month is not None, 'a due has a month'
    return month


def grid(lines: Sequence[Line], month: Month, currency: str) -> Markup:
    """The lines with their fields; the amounts are filled in."""
    if not lines:
        return empty('people', _('There are no active members yet.'))
    titles = join(
        Markup('<span>{}</span>').format(title)
        for title in (_('Member'), _('Due'), _('Paid'), _('Missing'), _('Besides'), _('Pays now'))
    )
    drawn = join(_drawn(line, month, currency) for line in lines)
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


def _drawn(line: Line, month: Month, currency: str) -> Markup:
    member, shown = line.member, shown_month(month)
    field = Field(PAY, member.number, str(month), str(line.paid))
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
        _('{name} pays for {month}').format(name=member.name, month=shown),
    )  # fmt: skip


def _more(line: Line, currency: str) -> Markup:
    """Earlier months, the next month and late fees, each to be ticked; what was missed is told beside."""
    if not line.more:
        return chip('paid', _('all paid')) if line.due and not line.missing else Markup('<span></span>')
    missed = [more for more in line.more if more.kind == ALSO and more.missed]
    fees = sum(more.amount for more in line.more if more.kind == FEE)
    said = []
    if missed:
        count = n_('{count} missed', '{count} missed', len(missed)).format(count=len(missed))
        said.append(('missed', f'{count} · {shown_money(sum(more.amount for more in missed), currency)}'))
    if fees:
        said.append(('due', _('fee {amount}').format(amount=shown_money(fees, currency))))
    head = join(chip(kind, words) for kind, words in said) or Markup('<span class="note">{}</span>').format(
        _('Other months')
    )
    ticks = join(_tick(line.member, more, currency) for more in line.more)
    return Markup('<details class="pay-more"><summary>{}</summary><div>{}</div></details>').format(head, ticks)


def _tick(member: Member, more: More, currency: str) -> Markup:
    words = _('Late fee of {month}') if more.kind == FEE else '{month}'
    field = Field(more.kind, member.number, str(more.month), str(more.seen))
    return Markup(
        '<label class="tick"><input type="checkbox" name="{}" value="{}" data-pays><span>{} <b>{}</b></span></label>'
    ).format(
        field.name, money.as_text(more.amount, currency), words.format(month=shown_month(more.month)),
        shown_money(more.amount, currency),
    )  # fmt: skip


def typed(amount: Money, currency: str) -> str:
    """An amount as one would type it: 200 rather than 200.00, and nothing for nothing."""
    text = money.as_text(amount, currency)
    return text.removesuffix('.00') if amount else ''


def months_around(month: Month, bylaws_start: date) -> tuple[Month | None, Month]:
    """The month before, where the group had begun, and the month after."""
    before = month.plus(-1)
    return before if before >= periods.month_of(bylaws_start) else None, month.plus(1)
