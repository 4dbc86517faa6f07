"""People who may enter: accounts, passwords, PINs, sessions, and the slowing down of wrong tries."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine, select

from rules.problems import Refused
from sheets import attempts, sessions, sign_in_tables, sign_ins
from sheets.sign_in_tables import User

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
PASSWORD = 'mangoes in may'
HOME, ELSEWHERE = '10.0.0.5', '203.0.113.9'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Engine]:
    opened = sign_in_tables.open_sign_ins(tmp_path / 'group.xlsx')
    yield opened
    opened.dispose()


@pytest.fixture
def mangal(store: Engine) -> User:
    return sign_ins.add_officer(store, 'मंगल शिंदे', 'Mangal', '+91 98220 11223', PASSWORD, 'president', 'mr', NOW)


def after(**time_passed: float) -> datetime:
    return NOW + timedelta(**time_passed)


@pytest.mark.parametrize('known_as', ['mangal', 'MANGAL ', '9822011223', '+91-98220-11223', '०९८२२०११२२३'])
def test_an_officer_is_known_by_user_name_or_mobile_number(store: Engine, mangal: User, known_as: str) -> None:
    assert sign_ins.check_password(store, known_as, PASSWORD) == mangal


@pytest.mark.parametrize(
    ('known_as', 'password'),
    [('mangal', 'Mangoes in may'), ('mangal', ''), ('', PASSWORD), ('asha', PASSWORD), ('011223', PASSWORD)],
)
def test_a_wrong_name_or_password_is_nobody(store: Engine, mangal: User, known_as: str, password: str) -> None:
    assert sign_ins.check_password(store, known_as, password) is None


def test_an_unknown_name_takes_as_long_as_a_known_one(store: Engine, mangal: User) -> None:
    def seconds(known_as: str) -> float:
        times = []
        for _try in range(5):
            start = time.perf_counter()
            sign_ins.check_password(store, known_as, 'wrong')
            times.append(time.perf_counter() - start)
        return min(times)

    assert abs(seconds('mangal') - seconds('nobody')) < 0.05


def test_nothing_secret_is_in_the_store(store: Engine, mangal: User, tmp_path: Path) -> None:
    member = sign_ins.add_member(store, 'm1', 'Asha', 'hi', NOW)
    sign_ins.set_pin(store, member.account, '4826', NOW)
    token = sessions.open_session(store, mangal, NOW)
    code = sign_ins.give_code(store, 'set-up')
    kept = b''.join(path.read_bytes() for path in (tmp_path / '.bahi').iterdir())
    assert b'$argon2id$' in kept
    for secret in (PASSWORD, token, code, code.replace('-', '')):
        assert secret.encode() not in kept
    with store.connect() as connection:
        assert '4826' not in [*connection.execute(select(sign_in_tables.accounts.c.secret_hash)).scalars()]


@pytest.mark.parametrize(
    ('password', 'said'),
    [
        ('short', 'The password has 5 characters.'),
        ('x' * 201, 'The password has 201 characters.'),
        ('password', 'This password is easily guessed.'),
        ('aaaaaaaabb', 'This password is easily guessed.'),
        ('98220 11224', 'This password is easily guessed.'),
    ],
)
def test_a_weak_password_is_refused(store: Engine, password: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        sign_ins.add_officer(store, 'Asha', 'asha', '98220 11224', password, 'treasurer', 'mr', NOW)
    assert sign_ins.officers(store) == []


def test_every_reason_is_given_at_once(store: Engine, mangal: User) -> None:
    with pytest.raises(Refused) as refused:
        sign_ins.add_officer(store, ' ', 'MANGAL', '98220 11223', 'short', 'treasurer', 'mr', NOW)
    assert [problem.about for problem in refused.value.problems] == ['name', 'user_name', 'mobile', 'password']


def test_no_two_officers_share_a_name_since_the_book_tells_them_apart_by_it(store: Engine, mangal: User) -> None:
    with pytest.raises(Refused, match='An officer has this name already'):
        sign_ins.add_officer(store, ' मंगल  शिंदे', 'mangal2', '98220 11299', PASSWORD, 'treasurer', 'mr', NOW)
    sign_ins.set_active(store, mangal.account, False, NOW)
    assert sign_ins.add_officer(store, 'मंगल शिंदे', 'mangal2', '98220 11299', PASSWORD, 'treasurer', 'mr', NOW)


def test_an_officers_session_ends_after_thirty_idle_minutes_and_after_twelve_hours(store: Engine, mangal: User) -> None:
    idle = sessions.open_session(store, mangal, NOW)
    assert sessions.user_of(store, idle, after(minutes=29)) == mangal
    assert sessions.user_of(store, idle, after(minutes=58)) == mangal
    assert sessions.user_of(store, idle, after(minutes=89)) is None

    busy = sessions.open_session(store, mangal, NOW)
    for minutes in range(0, 12 * 60, 20):
        assert sessions.user_of(store, busy, after(minutes=minutes)) == mangal
    assert sessions.user_of(store, busy, after(hours=12, minutes=1)) is None


def test_a_member_stays_signed_in_for_a_month(store: Engine) -> None:
    asha = sign_ins.add_member(store, 'm1', 'Asha', 'hi', NOW)
    token = sessions.open_session(store, asha, NOW)
    assert sessions.user_of(store, token, after(days=13)) == asha
    assert sessions.user_of(store, token, after(days=26)) == asha
    assert sessions.user_of(store, token, after(days=32)) is None


def test_who_signs_out_is_out_in_this_browser_alone(store: Engine, mangal: User) -> None:
    here, there = (sessions.open_session(store, mangal, NOW) for _browser in range(2))
    sessions.end_session(store, here, NOW)
    assert sessions.user_of(store, here, NOW) is None
    assert sessions.user_of(store, there, NOW) == mangal


def test_a_new_password_or_a_closed_account_ends_every_session(store: Engine, mangal: User) -> None:
    token = sessions.open_session(store, mangal, NOW)
    sign_ins.set_password(store, mangal.account, 'rain in july', NOW)
    assert sessions.user_of(store, token, NOW) is None
    assert sign_ins.check_password(store, 'mangal', PASSWORD) is None
    token = sessions.open_session(store, mangal, NOW)
    sign_ins.set_active(store, mangal.account, False, NOW)
    assert sessions.user_of(store, token, NOW) is None
    assert sign_ins.check_password(store, 'mangal', 'rain in july') is None


def test_a_token_that_nobody_gave_opens_nothing(store: Engine, mangal: User) -> None:
    assert sessions.user_of(store, '', NOW) is None
    assert sessions.user_of(store, 'planted', NOW) is None


def test_a_member_has_one_account_and_her_name_follows_the_workbook(store: Engine) -> None:
    first = sign_ins.add_member(store, 'm1', 'Asha', 'hi', NOW)
    sign_ins.set_pin(store, first.account, '4826', NOW)
    again = sign_ins.add_member(store, 'm1', 'Asha Patil', 'en', NOW)
    assert again == User(first.account, 'Asha Patil', 'member', 'hi', 'm1')
    assert sign_ins.check_pin(store, 'm1', '4826')
    assert not sign_ins.check_pin(store, 'm1', '4827')
    assert not sign_ins.check_pin(store, '', '4826')


@pytest.mark.parametrize('pin', ['', '123', '123456789', '12a4', '७७७७', '0000'])
def test_a_pin_is_four_to_eight_digits(store: Engine, pin: str) -> None:
    asha = sign_ins.add_member(store, 'm1', 'Asha', 'hi', NOW)
    with pytest.raises(Refused):
        sign_ins.set_pin(store, asha.account, pin, NOW)
    assert not sign_ins.check_pin(store, 'm1', pin)


def test_the_one_time_code_fits_until_it_is_spent_or_replaced(store: Engine) -> None:
    first = sign_ins.give_code(store, 'set-up')
    assert sign_ins.code_fits(store, 'set-up', first.lower().replace('-', ' '))
    second = sign_ins.give_code(store, 'set-up')
    assert not sign_ins.code_fits(store, 'set-up', first)
    assert not sign_ins.code_fits(store, 'other', second)
    sign_ins.spend_code(store, 'set-up')
    assert not sign_ins.code_fits(store, 'set-up', second)


def test_after_five_wrong_tries_each_wait_is_twice_as_long(store: Engine) -> None:
    now, waits = NOW, []
    for _try in range(12):
        while wait := attempts.knock(store, 'mangal', HOME, now):
            waits.append(wait)
            now += timedelta(seconds=wait)
    assert waits == [30, 60, 120, 240, 480, 900, 900]


def test_tries_at_the_same_moment_are_not_all_free(store: Engine) -> None:
    waits: list[int] = []
    tries = [Thread(target=lambda: waits.append(attempts.knock(store, 'mangal', HOME, NOW))) for _try in range(20)]
    for one in tries:
        one.start()
    for one in tries:
        one.join()
    assert sorted(waits) == [0] * 5 + [30] * 15


def test_who_guesses_elsewhere_does_not_lock_out_the_right_person(store: Engine) -> None:
    for seconds in range(100):
        attempts.knock(store, 'mangal', ELSEWHERE, after(seconds=seconds))
    assert attempts.knock(store, 'mangal', ELSEWHERE, after(seconds=100)) > 0
    assert attempts.knock(store, 'mangal', HOME, after(seconds=100)) == 0


def test_guesses_from_many_addresses_slow_each_other_down_by_a_minute_at_most(store: Engine) -> None:
    for number in range(200):
        attempts.knock(store, 'mangal', f'203.0.113.{number}', NOW)
    assert 0 < attempts.knock(store, 'mangal', HOME, NOW) <= 60
    assert attempts.knock(store, 'mangal', HOME, after(seconds=61)) == 0


def test_one_address_that_tries_many_names_is_slowed_down(store: Engine) -> None:
    waits = [attempts.knock(store, f'name {number}', ELSEWHERE, NOW) for number in range(30)]
    assert waits == [0] * 20 + [30] * 10


def test_a_right_try_clears_the_wrong_ones_before_it_and_a_day_clears_all(store: Engine) -> None:
    for _try in range(4):
        attempts.knock(store, 'mangal', HOME, NOW)
    attempts.note_right_try(store, 'mangal', HOME)
    assert [attempts.knock(store, 'Mangal', HOME, NOW) for _try in range(6)] == [0, 0, 0, 0, 0, 30]
    assert attempts.knock(store, 'mangal', HOME, after(days=2)) == 0
