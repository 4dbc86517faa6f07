"""How a cycle of deposits stands for the whole group: what is expected and collected, who misses what, what is carried
over from the cycle before it.

    standing = standing_of(dues_table(book, today), cycle, today)
    standing.all_paid, standing.missing
"""

from datetime import date

import pandas as pd

from rules import cycles
from rules.cycles import Cycle, HandOver, Standing
from rules.periods import cycle_number


def standing_of(dues: pd.DataFrame, cycle: Cycle, on: date) -> Standing:
    """How a cycle stands on a day, given the table of dues that holds it."""
    its = dues[(dues['cycle'] == cycle_number(cycle.name)).to_numpy()]
    owed, paid = (dict(zip(its['member'], its[field].tolist(), strict=True)) for field in ('due', 'paid'))
    return Standing(cycle, on, owed, paid)


def hand_over_to(dues: pd.DataFrame, before: Cycle, cycle: Cycle, on: date) -> HandOver | None:
    """What the cycle before hands over to this one; nothing as long as that one goes on."""
    standings = [standing_of(dues, one, on) for one in (before, cycle)]
    return next(iter(cycles.hand_overs(standings, on)), None)
