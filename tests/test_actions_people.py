"""Who may enter is decided by the president, and nobody shuts herself out."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from actions import people
from actions.who import Who
from rules.problems import Refused
from rules.records import Member
from sheets import sign_ins
from sheets.sign_in_tables import open_sign_ins

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
PRESIDENT, TREASURER = Who('Savitri'), Who('Lata', 'treasurer')
ASHA = Member('m1', 'M2025-001', 'Asha', '9822012345', 200_00, date(2025, 1, 1))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Engine]:
    store = open_sign_ins(tmp_path / 'group.xlsx')
    yield store
    store.dispose()


def add(store: Engine, who: Who = PRESIDENT, role: str = 'treasurer') -> str:
    return people.add_officer(store, 'Lata', 'lata', '', 'rain in june', role, 'mr', who, NOW).account


def test_an_officer_gets_in_until_the_president_shuts_her_out(store: Engine) -> None:
    account = add(store)
    assert sign_ins.check_password(store, 'lata', 'rain in june') is not None
    people.set_password(store, account, 'sun in october', PRESIDENT, NOW)
    assert sign_ins.check_password(store, 'lata', 'rain in june') is None
    people.end_way_in(store, account, 'president', PRESIDENT, NOW)
    assert sign_ins.check_password(store, 'lata', 'sun in october') is None


def test_nobody_shuts_herself_out(store: Engine) -> None:
    account = add(store, role='president')
    with pytest.raises(Refused, match='cannot shut yourself out'):
        people.end_way_in(store, account, account, PRESIDENT, NOW)
    assert sign_ins.check_password(store, 'lata', 'rain in june') is not None


@pytest.mark.parametrize('role', ['member', 'auditor', ''])
def test_an_office_that_is_none_is_refused(store: Engine, role: str) -> None:
    with pytest.raises(Refused, match='A choice is missing'):
        add(store, role=role)


def test_only_the_president_decides_who_may_enter(store: Engine) -> None:
    account = add(store)
    for refused in (
        lambda: add(store, TREASURER),
        lambda: people.set_password(store, account, 'sun in october', TREASURER, NOW),
        lambda: people.end_way_in(store, account, '', TREASURER, NOW),
        lambda: people.give_pin(store, ASHA, '4711', 'mr', TREASURER, NOW),
    ):
        with pytest.raises(Refused, match='You may not do this'):
            refused()


def test_a_new_pin_ends_the_former_one(store: Engine) -> None:
    people.give_pin(store, ASHA, '4711', 'mr', PRESIDENT, NOW)
    people.give_pin(store, ASHA, '0815', 'mr', PRESIDENT, NOW)
    assert [sign_ins.check_pin(store, 'm1', pin) for pin in ('4711', '0815')] == [False, True]
