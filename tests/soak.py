"""The proofs that take long, with their counts and seeds: make soak. Writes docs/soak.md; exits 1 when one fails.

python -m tests.soak                  all of it
python -m tests.soak --part 0.02      a fiftieth of the counts, and nothing is written
python -m tests.soak --seed 7         as it was with that seed
python -m tests.soak --jobs 2         the fates of books on two cores
python -m tests.soak --only kills     one of them; the page keeps what it says of the others

histories    what must hold of every history, with many more examples than make test takes
workbooks    spoilt by chance: the part-preserving writer adds its row and changes nothing else, or says why not
faults       the disk is full or fails at each write of a flush; nothing is lost, nobody is told what is not so
kills        the process is killed again and again, whatever it does; nothing that was acknowledged may be lost
fates        whatever can happen to a book, in whatever order, held against a model
"""

import argparse
import contextlib
import io
import os
import platform
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import proofs
from tests.mutations import look, spoilt, timeless
from tests.proofs import Proof
from tests.workbooks import plain_workbook, rich_workbook

ROOT = Path(__file__).parent.parent
PAGE = ROOT / 'docs' / 'soak.md'

WORKBOOKS, FATES = 8_000, 10_000

# Each with how many examples of it are tried; those that write workbooks take longer.
HISTORIES = (
    ('test_rules_money', 'test_the_text_of_an_amount_is_read_back_as_the_amount', 5_000),
    ('test_rules_periods', 'test_the_month_that_has_started_last_holds_the_day', 5_000),
    ('test_rules_accounts', 'test_debits_equal_credits_for_every_history', 2_000),
    ('test_rules_loans', 'test_whatever_is_paid_every_paisa_goes_somewhere_once', 2_000),
    ('test_rules_schedules', 'test_of_every_schedule', 2_000),
    ('test_rules_schedules', 'test_the_interest_of_every_schedule_is_that_of_its_method', 2_000),
    ('test_rules_penalties', 'test_a_penalty_is_asked_at_most_once_for_an_instalment_and_period', 2_000),
    ('test_rules_division', 'test_the_parts_add_up_and_none_is_off_by_a_whole_coin', 5_000),
    ('test_rules_share_out', 'test_whatever_happened_in_the_cycle_the_cash_is_paid_out_to_the_coin', 2_000),
    ('test_rules_running_loans', 'test_whatever_is_paid_nothing_is_asked_twice_and_nothing_gets_lost', 1_000),
    ('test_rules_book_and_calculator', 'test_book_and_calculator_say_the_same_by_every_product', 1_000),
    ('test_rules_book_and_calculator', 'test_a_loan_that_is_paid_off_on_any_day_stays_so', 1_000),
    ('test_reports_summaries', 'test_the_totals_equal_a_sum_made_row_by_row', 600),
    ('test_reports_financial', 'test_the_statements_tie_for_every_history', 600),
    ('test_reports_dues', 'test_dues_in_arrays_are_those_of_the_rule', 600),
    ('test_sheets_xlsx_values', 'test_any_rows_come_back_as_they_were_put', 400),
    ('test_actions_record', 'test_for_every_history_the_trial_balance_is_zero_and_no_box_is_below_it', 80),
    # So many for each of the four kinds of group.
    ('test_lives', 'test_whatever_a_group_does_the_book_says_what_the_model_says', 1_000),
    ('test_lives', 'test_the_entries_of_a_day_give_the_same_balances_in_any_order_in_which_each_is_accepted', 250),
)

ABOUT = """\
# The proofs that take long

Written by `make soak`, which keeps the last run of each kind here. `make soak SOAK='--seed N'` repeats it, and
`make soak SOAK='--part 0.02'` takes a fiftieth of the counts and writes nothing.

- **Histories**: what must hold of every history (trial balance zero, no box below zero, each total equal to a sum made
  row by row, each repayment split without a remainder) for histories made by chance and shrunk where one fails. Among
  them are the lives of the four kinds of group: members, deposits, loans, fines, shares, funds, dividends, share-outs,
  pots and closed months, as a self help group, a chama, a VSLA or a SACCO has them, held against a model.
- **Workbooks**: bytes, tags, numbers and ends of real workbooks are spoilt by chance. The writer that adds rows either
  says what is wrong and leaves the file alone, or every other part stays byte for byte and whoever could read the rows
  before reads them still, with the new one behind them.
- **Faults**: a process records and flushes while no file may grow beyond a limit, while a small disk has only so many
  pages left, and while one single call that writes to the disk fails, each once and from then on. Whoever was told that
  a row is recorded finds it in the workbook once, who was refused can send it again, the workbook opens throughout, and
  everything flows in as soon as the disk is well, in the same process and after the next start.
- **Kills**: a process is killed with SIGKILL at a random moment, again and again, while it records deposits and brings
  them into the workbook, makes and restores backups, takes over typed rows, upgrades a workbook of format 1, and joins
  two copies of a book. After each kill the workbook opens with every seal whole, and workbook and journal together
  hold every row that was acknowledged, once; at the end all are in the workbook, once, and no temporary file is left.
- **Fates**: histories of a book, made by chance from what the app does (record, reverse, decide, back up and restore),
  what people do to the workbook (type, change, remove, copy and sort rows, save old copies over it, take it away, hold
  it open), what machines do (kill, full disk, failing fsync, wrong clock), and a second laptop that records apart and
  is joined again. After each: every acknowledged row exactly once, the totals of a model of a few lines, every changed
  cell named, the workbook opens, nothing waits. A chunk that fails is repeated with its seed:
  `python -m tests.fates 100 --seed N`.
"""


def main() -> int:
    """Run every proof, print it, and write the page after a whole run."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument('--part', type=float, default=float(os.environ.get('SOAK_PART', '1')), help='of the counts')
    given.add_argument('--seed', type=int, default=int(os.environ.get('SOAK_SEED', str(random.randrange(10**6)))))
    given.add_argument('--jobs', type=int, default=1, help='processes for the fates')
    given.add_argument('--only', choices=KINDS, help='one kind of proof')
    options = given.parse_args()
    print(f'seed {options.seed}', flush=True)
    held = True
    for kind in KINDS:
        began, done = time.perf_counter(), []
        for make in proofs_of(options.part, options.seed, options.jobs, kind) if options.only in (None, kind) else ():
            proof = make()
            print(proof, *proof.failures, sep='\n    ', flush=True)
            done.append(proof)
        if done and options.part == 1:
            told = section(done, options.seed, time.perf_counter() - began, datetime.now(UTC))
            PAGE.write_text(page(PAGE.read_text(encoding='utf-8'), kind, told), encoding='utf-8')
        held = held and not any(proof.failures for proof in done)
    return 0 if held else 1


KINDS = ('histories', 'workbooks', 'faults', 'kills', 'fates')


def proofs_of(part: float, seed: int, jobs: int = 1, only: str | None = None) -> list[Callable[[], Proof]]:
    """All of them, each with so much of its counts; none has begun."""
    kinds: Mapping[str, list[Callable[[], Proof]]] = {
        'histories': [
            partial(histories, file, name, max(1, round(examples * part)), seed) for file, name, examples in HISTORIES
        ],
        'workbooks': [partial(workbooks, max(1, round(WORKBOOKS * part)), seed)],
        'faults': proofs.faults(part, seed),
        'kills': proofs.kills(part, seed),
        'fates': [partial(proofs.fates, max(1, round(FATES * part)), seed, jobs)],
    }
    assert tuple(kinds) == KINDS
    return [make for kind, makes in kinds.items() if only in (None, kind) for make in makes]


def histories(file: str, name: str, examples: int, seed: int) -> Proof:
    """A test that takes its examples from hypothesis, with more of them."""
    began, said = time.perf_counter(), io.StringIO()
    words = [f'tests/{file}.py::{name}', f'--hypothesis-seed={seed}', '-q', '-p', 'no:cacheprovider', '-p', 'no:xdist']
    more = MoreExamples(examples)
    with contextlib.redirect_stdout(said):
        failed = pytest.main(words, plugins=[more])
    failures = (said.getvalue()[-3000:],) if failed else ()
    title = name.removeprefix('test_').replace('_', ' ')
    each = f' of each of {", ".join(more.cases)}' if more.cases else ''
    return Proof(f'Histories: {title}', f'{examples:,} examples{each}', time.perf_counter() - began, failures)


@dataclass(slots=True)
class MoreExamples:
    """Has pytest try more examples than the tests ask for; `cases` are those of a test, such as kinds of group."""

    examples: int
    cases: Sequence[str] = ()

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """What hypothesis was told beside the test counts no more."""
        self.cases = [item.callspec.id for item in items if hasattr(item, 'callspec')]
        for item in items:
            item.obj._hypothesis_internal_use_settings = hypothesis.settings(
                max_examples=self.examples, deadline=None, database=None,
                suppress_health_check=list(hypothesis.HealthCheck),
            )  # fmt: skip


def workbooks(count: int, seed: int) -> Proof:
    """Workbooks spoilt by chance, each known by the seed and its number."""
    began, taken, failures = time.perf_counter(), 0, []
    with tempfile.TemporaryDirectory() as folder:
        small = [timeless(make(Path(folder) / 'book.xlsx')) for make in (plain_workbook, rich_workbook)]
    whole = [*small * 5, (ROOT / 'sample_workbook.xlsx').read_bytes()]
    for number in range(count):
        chance = random.Random(f'{seed}:{number}')
        data = spoilt(chance.choice(whole), chance)
        try:
            taken += look(data)
        except Exception as error:
            failures.append(f'seed {seed}, workbook {number}: {type(error).__name__}: {str(error)[:300]}')
    counts = f'{count:,} spoilt, {taken:,} of them took the row, {count - taken - len(failures):,} refused'
    return Proof('Workbooks: the row is added or refused', counts, time.perf_counter() - began, tuple(failures[:20]))


def section(done: Sequence[Proof], seed: int, seconds: float, now: datetime) -> str:
    """What the page says of the last run of one kind of proof."""
    lines = [
        f'{now:%Y-%m-%d %H:%M} UTC, seed {seed}, {seconds / 60:.1f} minutes on {os.cpu_count()} shared cores, Python '
        f'{platform.python_version()}, {platform.system()}: '
        f'{"**failed**" if any(proof.failures for proof in done) else "all held"}.\n',
        '| Proof | Counts | Seconds | Result |', '|---|---|---|---|',
        *(f'| {proof.what} | {proof.counts} | {proof.seconds:.0f} | {"FAILED" if proof.failures else "held"} |'
          for proof in done),
        *(f'\n    {failure}' for proof in done for failure in proof.failures),
    ]  # fmt: skip
    return '\n'.join(lines) + '\n'


def page(before: str, kind: str, told: str) -> str:
    """docs/soak.md with what is told of one kind; of the others it keeps what it said."""
    kept = dict(re.findall(r'^## (\w+)\n\n(.*?)(?=^## |\Z)', before, re.MULTILINE | re.DOTALL))
    sections = {name: text.rstrip() for name, text in {**kept, kind.capitalize(): told}.items()}
    written = (f'## {title}\n\n{sections[title]}' for title in map(str.capitalize, KINDS) if title in sections)
    return '\n\n'.join([ABOUT.rstrip(), *written]) + '\n'


if __name__ == '__main__':
    sys.exit(main())
