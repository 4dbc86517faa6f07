"""Which terms of a loan make no sense, each reason in words, and all at once."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from rules.periods import Every
from rules.terms import MOST_INSTALMENTS, Terms, problems_of_terms

SOUND = Terms('equal-instalments', Fraction(2), 'month', 12)


def said(**other: Any) -> list[str]:
    return [str(problem) for problem in problems_of_terms(replace(SOUND, **other))]


@pytest.mark.parametrize(
    'other',
    [
        {},
        {'rate': Fraction(0)},
        {'count': MOST_INSTALMENTS, 'every': Every(1, 'week')},
        {'method': 'fixed', 'count': 0, 'instalment': 100_00},
        {'grace_principal': 11, 'grace_interest': 11, 'interest_free': 12},
    ],
)
def test_what_can_be_agreed(other: dict[str, Any]) -> None:
    assert said(**other) == []


@pytest.mark.parametrize(
    'other, reason',
    [
        ({'rate': Fraction(-1, 100)}, 'The rate is below zero. Type the percentage, or 0 for no interest.'),
        (
            {'rate': Fraction(101)},
            'The rate is higher than 100 percent. Correct the rate, or what it is counted per.',
        ),
        (
            {'rate': Fraction(1201), 'per': 'year'},
            'The rate is higher than 1200 percent. Correct the rate, or what it is counted per.',
        ),
        ({'count': 0}, 'A loan has from 1 to 1200 instalments, not 0. Correct the number of instalments.'),
        (
            {'count': 10_000, 'every': Every(1, 'day')},
            'A loan has from 1 to 1200 instalments, not 10000. Correct the number of instalments.',
        ),
        (
            {'every': Every(0, 'week')},
            'Instalments cannot follow each other every 0 weeks. Write it as 1 month or 2 weeks.',
        ),
        (
            {'every': Every(102, 'month')},
            'The loan would run for more than 100 years. '
            'Let the instalments follow each other sooner, or agree on fewer.',
        ),
        (
            {'grace_principal': 12},
            'All 12 instalments would be free; none is left to pay. Agree on more instalments, or on less grace.',
        ),
        (
            {'grace_interest': 12},
            'All 12 instalments would be free; none is left to pay. Agree on more instalments, or on less grace.',
        ),
        (
            {'interest_free': 13},
            '13 instalments are free of interest, and there are only 12. Correct the number of instalments.',
        ),
        ({'grace_interest': -1}, 'Instalments of grace cannot be fewer than none. Type how many there are, or 0.'),
        (
            {'method': 'fixed', 'count': 0},
            'The fixed instalment must be more than zero. Type what is paid each time.',
        ),
        (
            {'rounding_unit': 0},
            'Sums cannot be rounded to a multiple of zero. '
            'Type the sum to whose multiples they are rounded, such as 1.',
        ),
        (
            {'instalment_multiple': 0},
            'Sums cannot be rounded to a multiple of zero. '
            'Type the sum to whose multiples they are rounded, such as 1.',
        ),
    ],
)
def test_what_makes_no_sense_is_refused(other: dict[str, Any], reason: str) -> None:
    assert said(**other) == [reason]


def test_all_reasons_are_given_at_once() -> None:
    assert len(said(rate=Fraction(-1), count=0, every=Every(0, 'day'), rounding_unit=0)) == 4
