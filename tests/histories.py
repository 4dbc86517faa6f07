"""Books as chance makes them, for what must hold of every history."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

from hypothesis import strategies as st

from rules.periods import month_of
from rules.records import MODES, Change, Entry, Member

DAYS = st.dates(date(2025, 1, 1), date(2025, 6, 30))
NAMES = ('Asha', 'Bina', 'Chitra')
SIMPLE_KINDS = ('contribution', 'withdrawal', 'fine', 'penalty', 'income', 'expense', 'to-bank', 'from-bank', 'opening')


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    """Rows of any day, member and amount; some of them take back."""
    rows = draw(st.lists(st.tuples(DAYS, st.sampled_from(NAMES), st.sampled_from(SIMPLE_KINDS), st.integers(1, 10**13),
                                   st.sampled_from(MODES), DAYS, st.booleans()), max_size=30))  # fmt: skip
    return [
        Entry(f'e{number}', on, f'R{number}', kind, -amount if taken_back else amount, mode, member=name,
              month=month_of(month))
        for number, (on, name, kind, amount, mode, month, taken_back) in enumerate(rows)
    ]  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Member], list[Change]]:
    """Members who join, leave, return and change their sum on any day."""
    members, changes = [], []
    for name in NAMES:
        joined, sums, status = (
            draw(DAYS),
            draw(st.lists(st.sampled_from(('0.00', '200.00', '300.50')), min_size=1)),
            'active',
        )
        for old, new in pairwise(sums):
            changes.append(Change('', draw(DAYS), 'Members', name, name, 'monthly', old, new))
        for on in sorted(draw(st.lists(st.dates(joined, date(2025, 6, 30)), max_size=3))):
            old, status = status, 'inactive' if status == 'active' else 'active'
            changes.append(Change('', on, 'Members', name, name, 'status', old, status))
        monthly = int(Fraction(sums[-1]) * 100)
        members.append(Member(name, name, name, '', monthly, joined, status))
    return members, changes
