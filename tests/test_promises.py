"""docs/promises.md is true: every promise has tests, and what `make promises` takes out belongs to a promise."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.taken_out import PROMISES, ROOT, TakenOut, entries, promises, taken_out

BAD_INPUTS = range(1, 68)
OF_BAD_INPUTS = '6.'
# No code of the product is behind these: they are proofs, or figures that `make bench` and `make soak` measure.
WITHOUT_CODE = {
    '3.14': 'the stand-in for Google is a test itself',
    '5.1': 'all code is behind it; 1.9, 2.15, 4.4 and the others take its parts out',
    '5.5': 'a figure, which make bench measures',
}
# Quick ones.
ALWAYS = ('2.3', '2.8', '2.14')


def test_every_promise_has_a_number_of_its_own_and_none_is_overlooked() -> None:
    numbers = [promise.number for promise in promises()]
    lines = [line for line in PROMISES.read_text(encoding='utf-8').splitlines() if line.startswith('| ')]
    headings = [line for line in lines if line.startswith('| No. |')]
    assert len(numbers) == len(set(numbers)) == len(lines) - len(headings)
    groups: dict[str, list[int]] = {}
    for number in numbers:
        group, _point, place = number.partition('.')
        groups.setdefault(group, []).append(int(place))
    assert groups == {group: list(range(1, len(places) + 1)) for group, places in groups.items()}


def test_every_promise_names_tests_and_all_of_them_are_there() -> None:
    without = [p.number for p in promises() if not p.tests and not p.number.startswith(OF_BAD_INPUTS)]
    missing = [test for promise in promises() for test in promise.tests if not is_there(test)]
    assert (without, missing) == ([], [])


def test_each_of_the_bad_inputs_has_a_test() -> None:
    files = re.findall(r'`(tests/test_bad_inputs_\w+\.py)`', PROMISES.read_text(encoding='utf-8'))
    assert set(files) == {f'tests/{path.name}' for path in (ROOT / 'tests').glob('test_bad_inputs_*.py')}
    names = [name for file in files for name in names_in(file)]
    numbers = {int(found[1]) for name in names if (found := re.match(r'test_(\d\d)_', name))}
    assert numbers == set(BAD_INPUTS)


def test_what_is_taken_out_stands_there_and_belongs_to_a_promise() -> None:
    known = {promise.number: promise for promise in promises()}
    assert [str(entry) for entry in entries() if times(entry) != 1] == [], 'these stand otherwise in the code now'
    assert [str(entry) for entry in entries() if entry.old == entry.new] == []
    of_bad_inputs = [entry for entry in entries() if entry.promise.startswith(OF_BAD_INPUTS)]
    others = [entry for entry in entries() if not entry.promise.startswith(OF_BAD_INPUTS)]
    assert [entry.test for entry in of_bad_inputs if not entry.test.startswith('tests/test_bad_inputs_')] == []
    assert [entry.test for entry in of_bad_inputs if not is_there(entry.test)] == []
    # That the tests of the others are there is asked of the promises.
    assert [str(entry) for entry in others if entry.test not in known[entry.promise].tests] == []


def test_of_every_promise_with_code_behind_it_something_is_taken_out() -> None:
    wanted = {promise.number for promise in promises()} - set(WITHOUT_CODE)
    assert wanted == {entry.promise for entry in entries()}


@pytest.mark.long
def test_a_few_fail_when_their_code_is_taken_out_and_one_that_does_not_is_told() -> None:
    few = [next(entry for entry in entries() if entry.promise == promise) for promise in ALWAYS]
    idle = TakenOut('2.8', 'actions/adoption.py', 'LONGEST_WORDS = 200', 'LONGEST_WORDS = 201', few[1].test)
    answers = list(taken_out([*few, idle], jobs=1))
    assert [answer.wrong for answer in answers[:-1]] == [''] * len(few)
    assert answers[-1].wrong.startswith('still passes (0): 1 passed')


def times(entry: TakenOut) -> int:
    """How often it stands in its file."""
    return (ROOT / entry.file).read_text(encoding='utf-8').count(entry.old)


def is_there(test: str) -> bool:
    file, _colons, name = test.partition('::')
    return (ROOT / file).exists() and name in names_in(file)


@cache
def names_in(file: str) -> set[str]:
    """The tests of a file: its functions, and the test case that a state machine makes."""
    body = ast.parse(Path(ROOT / file).read_text(encoding='utf-8')).body
    functions = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    targets = {target for node in body if isinstance(node, ast.Assign) for target in node.targets}
    return functions | {target.id for target in targets if isinstance(target, ast.Name) and target.id[:4] == 'Test'}
