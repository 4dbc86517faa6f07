"""The lines of a figure: what they say, in whose words, with which digits."""

from datetime import date
from fractions import Fraction

import pytest

from rules.explained import Figure, Line, Sum, figure_text
from rules.money import Amount
from sheets import words


@pytest.mark.parametrize(
    'figure, currency, text',
    [
        (Sum(1234_50), 'INR', '1234.50'),
        (Sum(Fraction(200_000, 3)), 'INR', '666.666666…'),
        (Sum(Fraction(5, 2)), 'INR', '0.025'),
        (Sum(Fraction(-5, 2)), 'INR', '−0.025'),
        (Sum(Fraction(5, 2)), 'UGX', '2.5'),
        (Sum(-7), 'UGX', '−7'),
        (Fraction(7, 4), 'INR', '1.75'),
        (Fraction(-1, 3), 'INR', '−0.3333…'),
        (Fraction(1, 100_000), 'INR', '0.0000…'),
        (Fraction(12), 'INR', '12'),
        (31, 'INR', '31'),
        ('M2025-001', 'INR', 'M2025-001'),
    ],
)
def test_a_figure_shows_all_its_digits_or_says_that_it_is_cut(figure: Figure, currency: str, text: str) -> None:
    assert figure_text(figure, currency) == text


def test_a_line_is_said_with_its_values() -> None:
    line = Line(
        'Interest of {days} days', Sum(Fraction(992_000, 365)), '{balance} × {rate} × {days} / 36500',
        {'days': 31, 'balance': Sum(8000_00), 'rate': Fraction(4)},
    )  # fmt: skip
    assert line.said('INR') == ('Interest of 31 days', '8000.00 × 4 × 31 / 36500', '27.178082…')


def test_a_line_is_said_in_the_words_and_the_money_of_its_reader() -> None:
    line = Line('Paid on {day}', Sum(123_456_00), '', {'day': date(2025, 3, 5)})
    in_swahili = {'Paid on {day}': 'Imelipwa {day}'}
    with words.language('en'):
        said = line.said('INR', in_swahili.__getitem__, words.shown)
    assert said == ('Imelipwa 5 March 2025', '', '₹1,23,456.00')


def test_what_has_no_formula_asks_for_no_translation() -> None:
    """The empty text is the name of the catalogue's header."""
    asked: list[str] = []

    def translate(text: str) -> str:
        asked.append(text)
        return text

    assert Line('Cash counted', Sum(5)).said('UGX', translate) == ('Cash counted', '', '5')
    assert asked == ['Cash counted']


def test_amounts_below_zero_have_one_minus() -> None:
    with words.language('en'):
        assert figure_text(Sum(-5000_00), 'KES', words.shown) == '−' + words.shown(Amount(5000_00, 'KES'))
