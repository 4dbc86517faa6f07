"""The long proofs in short: they run, and they notice what they are there for."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rules import money
from sheets.databases import ADDRESS
from sheets.xlsx import Append, patch_bytes
from tests import fates, mutations, soak
from tests.proofs import Proof
from tests.workbooks import HEADERS, ROW, plain_workbook, replaced, rewritten
from tests.world import World


def test_spoilt_workbooks_take_the_row_or_are_refused() -> None:
    """Some of each; and the same ones for the same seed."""
    proof, again = soak.workbooks(40, seed=11), soak.workbooks(40, seed=11)
    taken, refused = map(int, re.findall(r'(\d+) (?:of them|refused)', proof.counts))
    assert (proof.failures, taken + refused, min(taken, refused) > 5) == ((), 40, True)
    assert proof.counts == again.counts


def test_a_writer_that_loses_a_row_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = plain_workbook(tmp_path / 'good.xlsx', HEADERS, ROW, ROW).read_bytes()
    fewer = plain_workbook(tmp_path / 'fewer.xlsx', HEADERS, ROW).read_bytes()
    assert mutations.look(good)
    monkeypatch.setattr(mutations, 'patch_bytes', lambda data, changes: patch_bytes(fewer, changes))
    with pytest.raises(AssertionError):
        mutations.look(good)


def test_a_writer_that_touches_another_part_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = plain_workbook(tmp_path / 'book.xlsx')
    good = book.read_bytes()
    other = rewritten(book, {'docProps/app.xml': replaced('Microsoft', 'Another')}).read_bytes()
    row = [Append('Entries', [mutations.NEW])]
    monkeypatch.setattr(mutations, 'patch_bytes', lambda data, changes: patch_bytes(other, row))
    with pytest.raises(AssertionError, match=r'docProps/app\.xml'):
        mutations.look(good)


def test_more_examples_are_tried_and_a_failure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counting(text: str, currency: str, parse: Callable[[str, str], int] = money.parse) -> int:
        read.append(text)
        return parse(text, currency)

    monkeypatch.setattr(money, 'parse', counting)
    name = 'test_the_text_of_an_amount_is_read_back_as_the_amount'
    assert soak.histories('test_rules_money', name, 300, seed=1).failures == ()
    assert len(read) >= 300
    monkeypatch.setattr(money, 'parse', lambda text, currency: 0)
    assert 'assert 0 == 1' in soak.histories('test_rules_money', name, 300, seed=1).failures[0]
    assert soak.histories('test_rules_money', 'test_that_is_not_there', 300, seed=1).failures


def test_the_lives_are_told_with_the_four_kinds_of_group() -> None:
    name = 'test_whatever_a_group_does_the_book_says_what_the_model_says'
    proof = soak.histories('test_lives', name, 1, seed=1)
    assert (proof.counts, proof.failures) == ('1 examples of each of shg, chama, vsla, sacco', ())


def test_every_history_that_is_to_be_tried_is_there() -> None:
    for file, name, _examples in soak.HISTORIES:
        assert f'def {name}(' in (soak.ROOT / 'tests' / f'{file}.py').read_text(encoding='utf-8')


def test_a_history_that_fails_is_told_with_its_seed_and_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(world: World) -> None:
        assert not world.acknowledged, 'a row is lost'

    monkeypatch.setattr(World, 'check', lose)
    chunk = fates.run(seed=11, count=3)
    assert chunk.seed == 11 and 'a row is lost' in chunk.failure and 'state.teardown()' in chunk.failure


def test_what_a_test_set_for_itself_is_not_known_to_the_processes_of_others() -> None:
    """Where one test keeps its journals in PostgreSQL, those of the next are files all the same."""
    code = (
        f'import os; os.environ["{ADDRESS}"] = "postgresql://gone"; from tests.children import children; '
        f'pool = children("tests.machine").Pool(1); print(pool.apply(os.getenv, ("{ADDRESS}",)), '
        f'os.environ["{ADDRESS}"])'
    )
    told = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.split() == ['None', 'postgresql://gone']


def test_the_page_keeps_what_it_says_of_the_other_kinds() -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    good = soak.section([Proof('Kills: recording', '520 kills', 700)], 7, 60, now)
    bad = soak.section([Proof('Fates', '100 histories', 50, ('seed 8: lost',))], 8, 60, now)
    page = soak.page(soak.page(soak.page('', 'fates', good), 'kills', good), 'fates', bad)
    assert page.count('## Kills') == page.count('## Fates') == 1 and page.index('## Kills') < page.index('## Fates')
    assert '| Kills: recording | 520 kills | 700 | held |' in page and 'seed 7, 1.0 minutes' in page
    assert '| Fates | 100 histories | 50 | FAILED |' in page and 'seed 8: lost' in page and '**failed**' in page


def test_all_proofs_are_made_with_a_part_of_their_counts() -> None:
    """Nothing runs until it is called; each kind can be had alone."""
    every = soak.proofs_of(0.01, seed=1)
    assert len(every) == sum(len(soak.proofs_of(0.01, seed=1, only=kind)) for kind in soak.KINDS) > 20
    (proof,) = [make() for make in soak.proofs_of(0.0002, seed=1, only='fates')]
    assert (proof.failures, proof.counts) == ((), '2 histories in 1 chunks, seeds from 100000 on, 1 at a time')
