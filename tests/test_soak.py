"""The long proofs in short: they run, and they notice what they are there for."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from rules import money
from sheets.xlsx import Append, patch_bytes
from tests import mutations, soak
from tests.workbooks import HEADERS, ROW, plain_workbook, replaced, rewritten


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
