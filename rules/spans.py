"""The days that a period is compared with: the period before it of the same length, or the same days a year before.

    1 Jan to 31 Mar 2025    before: 1 Oct to 31 Dec 2024    a year before: 1 Jan to 31 Mar 2024
    1 Feb to 28 Feb 2025    before: 1 Jan to 31 Jan 2025    a year before: 1 Feb to 29 Feb 2024
    10 Mar to 16 Mar        before:  3 Mar to  9 Mar        a year before: 10 Mar to 16 Mar

Whole calendar months are counted in months, for people compare a quarter with the quarter before and not with 90 days.
"""

from datetime import date, timedelta
from typing import Literal, NamedTuple

from rules.periods import month_of

Compared = Literal['before', 'year']
COMPARED: tuple[Compared, ...] = ('before', 'year')
ONE_DAY = timedelta(days=1)


class Span(NamedTuple):
    """A range of days, both counted."""

    first: date
    last: date


def compared_with(span: Span, compared: Compared) -> Span | None:
    """The days to compare with; None where there are none, since the calendar begins with the year 1."""
    try:
        return _year_before(span) if compared == 'year' else _before(span)
    except (OverflowError, ValueError):
        return None


def _before(span: Span) -> Span:
    first, last = month_of(span.first), month_of(span.last)
    end = span.first - ONE_DAY
    if span.first == first.first_day and span.last == last.last_day:
        months = (last.year - first.year) * 12 + last.number - first.number + 1
        return Span(first.plus(-months).first_day, end)
    return Span(end - (span.last - span.first), end)


def _year_before(span: Span) -> Span:
    last = month_of(span.last)
    # The end of a month stays its end: February has 28 days in one year and 29 in another.
    ends_month = span.last == last.last_day
    return Span(
        month_of(span.first).plus(-12).day(span.first.day), last.plus(-12).day(31 if ends_month else span.last.day)
    )
