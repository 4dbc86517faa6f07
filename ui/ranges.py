"""Ranges of days that people ask for: a month, a year of the books, everything; and those they type themselves.

The year of the books runs from April to March in India and with the calendar elsewhere.

    presets(book, today)                 this month, last month, this year, last year, all
    chosen(book, today, '2025-04-01', '2026-03-31')
"""

from dataclasses import dataclass
from datetime import date, timedelta

from rules.periods import month_of
from rules.problems import N_, refuse
from sheets.book import Book
from sheets.words import _

FIRST_MONTH = {'IN': 4}


@dataclass(frozen=True, slots=True)
class Range:
    """Days from `start` to `end`, both counted, under a name where they have one."""

    title: str
    start: date
    end: date

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return f'start={self.start}&end={self.end}'


def year_of(day: date, country: str) -> Range:
    """The year of the books in which a day lies: 2025–26 in India, 2025 elsewhere."""
    first_month = FIRST_MONTH.get(country, 1)
    first = day.year if day.month >= first_month else day.year - 1
    name = str(first) if first_month == 1 else f'{first}–{(first + 1) % 100:02d}'
    last = date(first + 1, first_month, 1) - timedelta(days=1)
    return Range(name, date(first, first_month, 1), last)


def years(book: Book, today: date) -> list[Range]:
    """Each year of the books since the group began, the present one first; its title is only its number."""
    country, day, found = book.bylaws.country, today, []
    while day >= book.bylaws.started_on:
        found.append(year_of(day, country))
        day = found[-1].start - timedelta(days=1)
    return found or [year_of(today, country)]


def year_named(book: Book, today: date, first_year: str) -> Range:
    """The year that began in the calendar year named, or the present one."""
    return next((year for year in years(book, today) if str(year.start.year) == first_year), years(book, today)[0])


def presets(book: Book, today: date) -> list[Range]:
    """What is mostly wanted; none reaches beyond the life of the group or into the future."""
    this_month = month_of(today)
    last_month = this_month.plus(-1)
    wanted = [
        Range(_('This month'), this_month.first_day, this_month.last_day),
        Range(_('Last month'), last_month.first_day, last_month.last_day),
        *(Range(_('Year {year}').format(year=one.title), one.start, one.end) for one in years(book, today)[:2]),
        Range(_('From the beginning'), book.bylaws.started_on, today),
    ]
    return [within(book, today, one) for one in wanted if one.end >= book.bylaws.started_on]


def within(book: Book, today: date, wanted: Range) -> Range:
    """The part of a range that the group has lived through."""
    first = book.bylaws.started_on
    return Range(wanted.title, max(min(wanted.start, today), first), max(min(wanted.end, today), first))


def chosen(book: Book, today: date, start: str, end: str) -> Range:
    """The range that was typed. Raises Refused where it is none."""
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        raise refuse(N_('A date is missing.'), N_('Choose the first and the last day.'), about='start') from None
    if first > last:
        raise refuse(
            N_('The first day, {start}, lies after the last one, {end}.'), N_('Exchange the two.'),
            about='end', start=first, end=last,
        )  # fmt: skip
    if first > today or last < book.bylaws.started_on:
        raise refuse(
            N_('Nothing was recorded from {start} to {end}.'), N_('Choose days since the group began.'),
            about='start', start=first, end=last,
        )  # fmt: skip
    return within(book, today, Range('', first, last))
