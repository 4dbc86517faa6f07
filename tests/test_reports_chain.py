"""Chains of any history: forked and joined ones are whole, and a changed cell of any row is named."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from reports import chain, changed_rows
from reports.chain import Row
from reports.witnesses import told
from rules.problems import Problem
from sheets import seals
from sheets.reading import Table
from tests.forked import CURRENCY, GENESIS, OTHER, Laptops

NAMES = ('president', 'treasurer', 'secretary')
STEP = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(('', '', 'same')))
STEPS = st.lists(STEP, max_size=20)
Steps = list[tuple[str, str, str]]


def laptops_after(steps: Steps) -> Laptops:
    """Who stands twice in a step records; two in a step meet, or record the same."""
    laptops = Laptops(*NAMES)
    for one, other, same in steps:
        if one == other:
            laptops.record(one)
        elif same:
            laptops.record_the_same(one, other)
        else:
            laptops.meet(one, other)
    return laptops


def meet_all(laptops: Laptops) -> None:
    for one, other in itertools.pairwise(NAMES):
        laptops.meet(one, other)


def rows_of(tables: dict[str, Table]) -> list[Row]:
    return [row for table in tables.values() for row in chain.rows_of(table, CURRENCY)]


def problems(rows: list[Row]) -> list[Problem]:
    return [
        *changed_rows.problems_of_rows(rows, GENESIS),
        *chain.problems_of_forks(rows, GENESIS),
        *chain.problems_of_stand_ins(rows),
        *chain.problems_of_chain(rows, GENESIS),
    ]


@given(STEPS, st.randoms(use_true_random=False))
def test_copies_that_were_written_apart_and_joined_are_whole_in_whichever_order(
    steps: Steps, chance: random.Random
) -> None:
    laptops = laptops_after(steps)
    meet_all(laptops)
    rows = rows_of(laptops.tables('secretary'))
    chance.shuffle(rows)
    assert len(laptops.heads('secretary')) == 1
    assert problems(rows) == []


@given(STEPS, st.data())
def test_one_changed_cell_of_any_row_is_named(steps: Steps, data: st.DataObject) -> None:
    laptops = laptops_after(steps)
    meet_all(laptops)
    tables = laptops.tables('secretary')
    table = tables[data.draw(st.sampled_from([name for name, table in tables.items() if len(table.rows) > 1]))]
    number = data.draw(st.integers(2, len(table.rows)))
    column = data.draw(st.sampled_from(table.sheet.columns))
    texts = chain.rows_of(table, CURRENCY)[number - 2].texts
    place = table.places[column.field]
    row = list(table.rows[number - 1])
    row[place] = OTHER[column.type](row[place])
    tables[table.sheet.name] = changed = Table(
        table.sheet, 1, table.places, [*table.rows[: number - 1], row, *table.rows[number:]]
    )
    found = problems(rows_of(tables))
    now = chain.rows_of(changed, CURRENCY)[number - 2].texts
    if seals.check_of(table.sheet, texts) != seals.check_of(table.sheet, now) or texts == now:
        assert f'{table.sheet.name}!{table.cell(number, column.field)}' in [problem.place for problem in found]
    else:
        # Of 32,768 values one has the same three letters; then the row is named by its seal.
        assert found


def test_a_changed_seal_is_named_of_a_row_that_follows_one_which_counts_elsewhere() -> None:
    """Both recorded the same, then each something of her own: one of these follows the row that does not count."""
    laptops = Laptops('president', 'secretary')
    laptops.record_the_same('president', 'secretary')
    laptops.record('president')
    laptops.record('secretary')
    laptops.meet('president', 'secretary')
    tables = laptops.tables('secretary')
    stood_for = {row.stands_for for row in rows_of(tables)} - {''}
    (after,) = [row for row in rows_of(tables) if row.previous in stood_for and not row.stands_for]
    cells = [list(row) for row in after.table.rows]
    cells[after.number - 1][after.table.places['seal']] = 'x'
    tables[after.table.sheet.name] = Table(after.table.sheet, 1, after.table.places, cells)
    assert after.place in [problem.place for problem in problems(rows_of(tables))]


@given(STEPS)
def test_where_nobody_joined_them_the_rows_that_follow_one_row_are_named(steps: Steps) -> None:
    laptops = laptops_after([step for step in steps if not step[2]])
    everything = {key: row for rows in laptops.rows.values() for key, row in rows.items()}
    laptops.rows['all'] = everything
    heads = laptops.heads('all')
    found = list(chain.problems_of_forks(rows_of(laptops.tables('all')), GENESIS))
    assert len(found) == len(heads) - 1


@given(STEPS, st.data())
def test_rows_that_were_taken_out_are_missed_by_the_rows_after_them(steps: Steps, data: st.DataObject) -> None:
    laptops = laptops_after(steps)
    laptops.record('president')
    meet_all(laptops)
    laptops.record('secretary')
    rows = rows_of(laptops.tables('secretary'))
    gone = data.draw(st.sets(st.sampled_from([row.seal for row in rows]), min_size=1))
    kept = [row for row in rows if row.seal not in gone]
    gone |= {row.stands_for for row in rows if row.seal in gone and row.stands_for}
    after = [row for row in kept if gone.intersection(row.follows)]
    # A row that joined two copies may be among them, and then there is a fork besides.
    missed = {(problem.sheet, problem.cell) for problem in chain.problems_of_chain(kept, GENESIS)}
    assert missed == {(row.table.sheet.name, row.table.cell(row.number, 'previous')) for row in after}


def test_a_row_that_follows_one_of_two_joined_heads_is_a_fork_again() -> None:
    laptops = Laptops('president', 'treasurer', 'secretary')
    laptops.record('president')
    laptops.rows['secretary'] = dict(laptops.rows['president'])
    laptops.record('treasurer')
    laptops.meet('president', 'treasurer')
    laptops.record('secretary')
    laptops.rows['president'].update(laptops.rows['secretary'])
    assert len(laptops.heads('president')) == 2
    assert len(problems(rows_of(laptops.tables('president')))) == 1
    laptops.meet('president', 'secretary')
    assert problems(rows_of(laptops.tables('secretary'))) == []


def test_a_row_that_both_recorded_counts_once_and_the_seal_of_either_receipt_is_found() -> None:
    laptops = Laptops('president', 'treasurer')
    laptops.record_the_same('president', 'treasurer')
    sent = [laptops.heads(name)[0] for name in ('president', 'treasurer')]
    laptops.meet('president', 'treasurer')
    rows = rows_of(laptops.tables('president'))
    assert len([row for row in rows if row.key.startswith('both')]) == 1
    found = [told(seals.read_printed(seals.printed(seal)), rows, GENESIS) for seal in sent]
    assert [one.well for one in found] == [True, True]
    assert sum('it counts once, elsewhere' in one.said.message for one in found) == 1


def test_a_row_that_stands_for_another_one_is_named_when_none_counts_in_its_place() -> None:
    """Someone took the row out and wrote by the rules that it counts elsewhere."""
    laptops = Laptops('president', 'treasurer')
    laptops.record_the_same('president', 'treasurer')
    laptops.meet('president', 'treasurer')
    rows = rows_of(laptops.tables('president'))
    without = [row for row in rows if not row.key.startswith('both')]
    (problem,) = chain.problems_of_stand_ins(without)
    assert (problem.sheet, problem.cell[0]) == ('Changes', 'F')
    assert list(chain.problems_of_stand_ins(rows)) == []
