"""What the pages of members share: the address of one, her due in words, and how their forms are read."""

from datetime import date
from urllib.parse import quote

from markupsafe import Markup

from reports.passbook import Due, Passbook
from rules import money
from rules.contributions import MISSED, PAID, PART
from rules.money import Money
from rules.problems import N_, refuse
from sheets.words import _, shown, shown_money, shown_short_date
from ui.parts import NOTHING, join


def member_address(number: str) -> str:
    """Where a member is shown."""
    return f'/members/{quote(number, safe="")}'


def due_words(due: Due, currency: str) -> str:
    """How a due stands, in a few words."""
    if due.state == PAID:
        return _('paid')
    if due.state == PART:
        return _('{amount} missing').format(amount=shown_money(due.missing, currency))
    if due.state == MISSED:
        return _('missed')
    return _('by {day}').format(day=shown_short_date(due.due_on))


def ahead_words(own: Passbook, currency: str) -> Markup:
    """What is due next and after that, what she has paid ahead, and what she has paid besides."""
    found, said = own.paying_in, []
    if found.next:
        said.append(_('Next: {amount} by {day}').format(
            amount=shown_money(found.next.missing, currency), day=shown_short_date(found.next.due.due_on)))  # fmt: skip
    for words, amount in ((_('paid ahead: {amount}'), found.ahead), (_('additional: {amount}'), found.additional)):
        if amount:
            said.append(words.format(amount=shown_money(amount, currency)))
    lines = join(
        Markup('<li><b>{}</b><span>{}</span><small>{}</small></li>').format(
            shown(due.cycle.name), shown_money(due.amount, currency),
            _('by {day}').format(day=shown_short_date(due.due_on)),
        )
        for due in own.schedule
    )  # fmt: skip
    if lines:
        lines = Markup('<details><summary>{}</summary><ul class="dues">{}</ul></details>').format(
            _('Still to come'), lines
        )
    return Markup('<p class="note">{}</p>{}').format(' · '.join(said), lines) if said or lines else NOTHING


def read_amount(text: str, currency: str, about: str) -> Money:
    """The amount that was typed, which may be zero. Raises Refused."""
    try:
        return money.parse(text, currency)
    except ValueError:
        raise refuse(
            N_('{value} is not an amount.'),
            N_('Type digits, with at most {decimals} after the point, such as {example}.'),
            about=about, value=repr(text)[:60], decimals=money.minor_digits(currency),
            example=money.as_text(200 * money.minor_units(currency), currency),
        ) from None  # fmt: skip


def read_day(text: str) -> date:
    """The day that was chosen. Raises Refused."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refuse(
            N_('{value} is not a date.'), N_('Write it as 2025-03-31.'), about='date', value=repr(text)[:60]
        ) from None
