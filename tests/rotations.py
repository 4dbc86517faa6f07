"""Merry-go-rounds for the tests: one of four members, and any that chance makes of swaps, skips, splits and joiners."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from rules import rotation
from rules.rotation import Rotation

HALF = Fraction(1, 2)
DAYS = [date(2025, month, 5) for month in range(1, 13)]
NAMES = {'a': 'Asha', 'b': 'Bina', 'c': 'Chitra', 'd': 'Dipa'}
FOUR = rotation.opened('C1', [('a',), ('b',), ('c',), ('d',)], 1_000_00, DAYS[:4])
SHARED = rotation.opened('C1', [('a',), ('b', 'c'), ('d',)], 1_000_01, DAYS[:3])


def paid_until(cycle: Rotation, number: int) -> Rotation:
    return replace(cycle, turns=tuple(replace(turn, paid=turn.number <= number) for turn in cycle.turns))


@st.composite
def left(draw: st.DrawFn) -> Rotation:
    """A cycle of which some members left after any round, before their turns, having brought more or less."""
    count = draw(st.integers(2, 8))
    contribution = draw(st.integers(1, 10**7))
    cycle = rotation.opened('C1', [(f'm{place}',) for place in range(1, count + 1)], contribution, DAYS[:count])
    done = draw(st.integers(0, count - 1))
    who = draw(st.sets(st.integers(done + 1, count)))
    sums = st.dictionaries(st.integers(1, count), st.integers(0, contribution))
    return replace(paid_until(cycle, done), left={f'm{place}': draw(sums) for place in who})


@st.composite
def moved(draw: st.DrawFn) -> Rotation:
    """A cycle of whole and shared positions, some rounds paid out, then any swaps, skips, splits and late joiners."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=8))
    positions = [tuple(f'm{place}.{n}' for n in range(size)) for place, size in enumerate(sizes)]
    days = [DAYS[0] + timedelta(days=7 * n) for n in range(len(positions))]
    cycle = rotation.opened('C1', positions, draw(st.integers(1, 10**7)), days)
    done = draw(st.integers(0, len(positions) - 1))
    cycle = paid_until(cycle, done)
    for step in range(draw(st.integers(0, 8))):
        still = st.integers(done + 1, len(cycle.turns))
        first, second = draw(still), draw(still)
        match draw(st.sampled_from(('swap', 'skip', 'split', 'join'))):
            case 'swap':
                cycle = rotation.swapped(cycle, first, second)
            case 'skip':
                cycle = rotation.skipped(cycle, min(first, second), max(first, second))
            case 'split' if first != second:
                part = Fraction(draw(st.integers(1, 9)), 10)
                cycle = rotation.split(cycle, first, second, part)
            case 'join':
                day = cycle.turns[-1].on + timedelta(days=7)
                cycle = rotation.joined_late(cycle, f'late{step}', day)
    return cycle
