"""The days on which something can have happened: not after today, and not before the group began.

For example in a group of 1 January 2025, on 5 March 2025: the 6th lies in the future, 31 December 2024 before the
group began; 1 January and 5 March are days of the book.
"""

from collections.abc import Iterable
from datetime import date

from rules.problems import N_, Problem


def problems_of_day(on: date, started_on: date, today: date, about: str = 'date') -> Iterable[Problem]:
    """Why nothing can be recorded on a day; `about` is the field of the form in which it stands."""
    yield from not_yet(on, today, about)
    yield from too_early(on, started_on, about)


def not_yet(on: date, today: date, about: str = 'date') -> Iterable[Problem]:
    """That a day is still to come."""
    if on > today:
        yield Problem(
            N_('The date {day} lies in the future.'), N_('Record it on the day it happens.'), {'day': on}, about=about
        )


def too_early(on: date, started_on: date, about: str = 'date') -> Iterable[Problem]:
    """That a day lies before the first one of the group."""
    if on < started_on:
        yield Problem(
            N_('The date {day} lies before the group began on {start}.'), N_('Correct the date.'),
            {'day': on, 'start': started_on}, about=about,
        )  # fmt: skip
