"""The rule for late fees, in the words of the bylaws:

    A due not paid by the due day, plus the days of grace, carries one late fee:
    a percentage of what is still owed on that day.

For example, with a due of 500 on the 5th, 3 days of grace and a fee of 10 %:

    paid in full on the 8th    no fee
    paid in full on the 9th    50.00
    200 paid by the 8th        30.00, on the 300 still owed
"""

from collections.abc import Iterable
from datetime import date, timedelta

from rules.bylaws import Bylaws
from rules.cycles import Due
from rules.money import ZERO, Money
from rules.records import Movement


def late_fee(due: Due, payments: Iterable[Movement], on: date, bylaws: Bylaws) -> Money:
    """The fee that a due carries on a day, given the payments for its cycle."""
    last_free_day = due.due_on + timedelta(days=bylaws.late_fee_grace_days)
    if on <= last_free_day or not bylaws.late_fee_percent:
        return ZERO
    owed = due.amount - sum(payment.amount for payment in payments if payment.on <= last_free_day)
    return bylaws.rounded(max(owed, ZERO) * bylaws.late_fee_percent / 100)
