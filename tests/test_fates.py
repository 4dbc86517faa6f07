"""Whatever happens to a book, in whatever order: no acknowledged row is lost or counted twice, no sealed figure changes
without being named, the totals are those of the model, and the workbook opens.

A share runs here; `make soak` runs many more, with their seeds.
"""

import os
import random

import hypothesis
import pytest
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests import fates

HISTORIES = int(os.environ.get('FATES', '60'))


def test_whatever_happens_every_acknowledged_row_counts_once_and_every_change_is_named() -> None:
    chunk = fates.run(seed=random.randrange(10**9), count=HISTORIES)
    assert chunk.failure == '', f'python -m tests.fates {chunk.histories} --seed {chunk.seed}'


def test_a_history_in_which_a_kill_came_at_another_moment_does_not_end_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What can follow depends on whether the process was killed before or after, which is not the same twice."""
    made: list[int] = []

    class Fickle(RuleBasedStateMachine):
        @precondition(lambda _self: len(made) % 3 != 1)
        @rule()
        def happens(self) -> None:
            """Possible in some histories only, whatever was drawn before."""

        @rule()
        def passes(self) -> None:
            """Always possible."""

        def teardown(self) -> None:
            made.append(1)
            super().teardown()

    monkeypatch.setattr(fates, 'Fates', Fickle)
    flaky: list[Exception] = []
    own = run_state_machine_as_test

    def run(*given: object, **how: object) -> None:
        try:
            own(*given, **how)  # type: ignore[arg-type]
        except hypothesis.errors.FlakyStrategyDefinition as error:
            flaky.append(error)
            raise

    monkeypatch.setattr(fates, 'run_state_machine_as_test', run)
    assert fates.run(seed=3, count=200).failure == ''
    assert flaky and len(made) >= 200
