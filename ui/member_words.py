"""What the pages of members share: the address of one, her due in words, and how their forms are read."""

from datetime import date
from urllib.parse import quote

from reports.passbook import Due
from rules import money
from rules.contributions import MISSED, PAID, PART
from rules.money import Money
from rules.problems import N_, refuse
from sheets.words import _, shown_money, shown_short_date


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
