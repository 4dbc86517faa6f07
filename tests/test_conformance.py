"""What others have published comes out, by choosing conventions and never by code for one case; the page is fresh."""

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import PAGE, outcome, page, vectors
from tests.conforming import ADAPTERS, Vector

VECTORS = vectors()


@pytest.mark.parametrize('vector', VECTORS, ids=lambda vector: str(vector['id']))
def test_a_published_case_comes_out(vector: Vector) -> None:
    assert outcome(vector).differences == ()


def test_the_page_is_fresh() -> None:
    printed = page([outcome(vector) for vector in VECTORS])
    assert PAGE.read_text(encoding='utf-8') == printed, 'docs/conformance.md is stale: please run make conformance'
    assert f'All {len(VECTORS)} within tolerance.' in printed


def test_every_case_says_where_it_was_published_and_which_conventions_are_its_own() -> None:
    needed = {'id', 'kind', 'source', 'inputs', 'expected', 'tolerance', 'convention', 'ours'}
    assert [vector['id'] for vector in VECTORS if not needed <= set(vector) or not vector['expected']] == []
    assert [vector['id'] for vector in VECTORS if not {'url', 'path'} & set(vector['source'])] == []
    assert len({vector['id'] for vector in VECTORS}) == len(VECTORS)


def test_no_case_has_code_of_its_own_and_no_adapter_is_left_over() -> None:
    kinds = {vector['kind'].partition('/')[0] for vector in VECTORS}
    assert kinds == set(ADAPTERS)
    code = ''.join(
        (Path(__file__).parent / name).read_text(encoding='utf-8') for name in ('conforming.py', 'conformance.py')
    )
    assert [vector['id'] for vector in VECTORS if vector['id'] in code] == []


@pytest.mark.parametrize('vector', VECTORS, ids=lambda vector: str(vector['id']))
def test_a_figure_that_does_not_come_out_is_seen(vector: Vector) -> None:
    """Another figure in the place of the first that is expected."""
    wrong: dict[str, Any] = copy.deepcopy(dict(vector))
    _spoil(wrong['expected'])
    assert len(outcome(wrong).differences) == 1


def _spoil(expected: Any) -> None:
    place: Any = 'rows' if 'rows' in expected else next(iter(expected))
    while isinstance(expected[place], (dict, list)):
        expected, place = expected[place], _last(expected[place])
    expected[place] = '77.77'


def _last(expected: Any) -> Any:
    return len(expected) - 1 if isinstance(expected, list) else list(expected)[-1]
