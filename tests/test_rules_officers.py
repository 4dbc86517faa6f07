"""One officer however her name is typed, and two where the names differ."""

import pytest

from rules import officers


@pytest.mark.parametrize(
    ('one', 'other', 'same'),
    [
        ('Meena Pawar', 'Meena Pawar', True),
        ('Meena Pawar', ' meena  pawar', True),
        ('मंगल शिंदे', 'मंगल शिंदे ', True),
        ('Meena Pawar', 'Meena Patil', False),
        ('Meena', 'Meena Pawar', False),
    ],
)
def test_officers_are_told_apart_by_name(one: str, other: str, same: bool) -> None:
    assert officers.same(one, other) is same
