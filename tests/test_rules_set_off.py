"""How large a fund is when loans are set off against parts of it: the circle is solved, and the solution is right."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import set_off
from rules.set_off import Layer, Share

WHOLE = Fraction(100)


def by(*weights: int) -> Layer:
    """All the rest, by these weights."""
    return Layer(None, (Share('', WHOLE, weights),))


def back(*savings: int) -> Layer:
    """Savings back."""
    return Layer(sum(savings), (Share('', WHOLE, savings),))


@pytest.mark.parametrize(
    'cash, owed, layers, fund, parts',
    [
        # Nobody owes anything.
        (9000, [0, 0, 0], [by(1, 1, 1)], 9000, [3000, 3000, 3000]),
        # A loan that her part covers counts whole: 4,000 × 3 = 9,000 + 3,000.
        (9000, [3000, 0, 0], [by(1, 1, 1)], 12_000, [4000, 4000, 4000]),
        # 6,000 is more than a third of whatever there is: fund = 9,000 + fund / 3.
        (9000, [6000, 0, 0], [by(1, 1, 1)], 13_500, [4500, 4500, 4500]),
        # First all count (14,200, each 3,550) and one is short; without her 12,300, each 3,075, the second is too.
        (3000, [8000, 3200, 0, 0], [by(1, 1, 1, 1)], 6000, [1500, 1500, 1500, 1500]),
        # Who has no savings has no part: all that she owes is written off.
        (9000, [500, 0], [by(0, 1)], 9000, [0, 9000]),
        # The profit of 3,000 goes to who borrows least: 9,000 + 3,000 set off, savings 4,500 each.
        (9000, [3000, 0], [back(4500, 4500), by(0, 1)], 12_000, [4500, 7500]),
        # All profit is hers who cannot pay 9,000: savings 2,000 each, cash 2,000, and nothing is left to be profit.
        (2000, [9000, 0], [back(2000, 2000), by(1, 0)], 11_000, [9000, 2000]),
        (1500, [9000, 0], [back(2000, 2000), by(1, 0)], 3000, [1500, 1500]),
        # No cash at all, and every part covers its loan: all is set off.
        (0, [700, 700], [by(1, 1)], 1400, [700, 700]),
    ],
)
def test_the_fund_and_the_parts(cash: int, owed: list[int], layers: list[Layer], fund: int, parts: list[int]) -> None:
    found = set_off.fund_after_set_off(cash, owed, layers)
    assert found == fund
    assert set_off.parts_of(found, layers) == parts


def test_a_fund_fills_its_layers_in_order() -> None:
    layers = [back(100, 200), back(50, 0), by(1, 1)]
    assert set_off.filled(Fraction(1000), layers) == [300, 50, 650]
    assert set_off.filled(Fraction(320), layers) == [300, 20, 0]
    assert set_off.filled(Fraction(90), layers) == [90, 0, 0]
    assert set_off.parts_of(Fraction(90), layers) == [30, 60]


def test_a_layer_is_divided_by_percents_of_several_weights() -> None:
    """60 % by savings of 1 and 3, 40 % by borrowing of 1 and 0."""
    layer = Layer(None, (Share('', Fraction(60), (1, 3)), Share('', Fraction(40), (1, 0))))
    assert layer.parts() == [Fraction(55, 100), Fraction(45, 100)]


PEOPLE = st.lists(
    st.tuples(st.integers(1, 10**5), st.integers(0, 10**4), st.integers(0, 10**4), st.integers(0, 3 * 10**5)),
    min_size=1, max_size=10,
)  # fmt: skip


@given(PEOPLE, st.integers(0, 10**6), st.sampled_from(['shares', 'same', 'interest', 'mixed']))
def test_the_fund_is_the_cash_and_what_is_set_off(people: list[tuple[int, int, int, int]], cash: int, way: str) -> None:
    """It solves the circle, and no larger fund does: the largest writes off least."""
    savings, interest, borrowed, owed = (tuple(column) for column in zip(*people, strict=True))
    mixed = Layer(None, (Share('', Fraction(60), savings), Share('', Fraction(40), (*borrowed[:-1], borrowed[-1] + 1))))
    layers = {
        'shares': [by(*savings)],
        'same': [back(*savings), by(*(1 for _ in savings))],
        'interest': [back(*savings), *([back(*interest)] if any(interest) else []), by(*savings)],
        'mixed': [back(*savings), mixed],
    }[way]

    def made_of(fund: Fraction) -> Fraction:
        return cash + sum(map(min, owed, set_off.parts_of(fund, layers)), Fraction(0))

    fund = set_off.fund_after_set_off(cash, owed, layers)
    assert made_of(fund) == fund
    assert sum(set_off.parts_of(fund, layers)) == fund
    most = cash + sum(owed)
    assert all(made_of(larger) < larger for larger in [fund + (most - fund) * Fraction(n, 7) for n in range(1, 8)]
               if larger > fund)  # fmt: skip
