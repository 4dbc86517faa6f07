"""What payments pay: catching up, in time, ahead, additional; and how a member stands."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cycles import Agreed, Due, cycles
from rules.paying_in import Payment, allot, balance, problems_of_amount, schedule
from rules.periods import Every

START = date(2025, 1, 1)
DUES = [Due(cycle, 200_00) for cycle in cycles([Agreed(START, Every(1, 'month'), 10)], date(2025, 6, 1))]
PAYMENTS = st.lists(
    st.builds(
        Payment,
        id=st.uuids().map(str),
        on=st.dates(START, date(2025, 6, 30)),
        amount=st.integers(1, 700_00),
        cycle=st.integers(0, 7),
        additional=st.booleans(),
    ),
    max_size=12,
)


def paid(on: str, amount: int, cycle: int = 0, *, additional: bool = False, reverses: str = '') -> Payment:
    return Payment(f'{on} {amount}', date.fromisoformat(on), amount * 100, cycle, additional, reverses)


def allotted(*payments: Payment) -> list[str]:
    return [
        f'{part.cycle} {part.amount // 100} {part.type}{", late" if part.late else ""}'
        for part in allot(DUES, payments)
    ]


def test_a_payment_catches_up_then_pays_the_running_month_then_ahead() -> None:
    found = allotted(paid('2025-01-10', 200), paid('2025-03-05', 500))
    assert found == ['1 200 regular', '2 200 catch-up, late', '3 200 regular', '4 100 ahead']


def test_a_payment_after_the_due_day_of_the_running_month_is_late() -> None:
    assert allotted(paid('2025-01-11', 200)) == ['1 200 regular, late']


def test_the_first_and_the_last_day_belong_to_the_month() -> None:
    assert allotted(paid('2025-01-31', 200), paid('2025-02-01', 200)) == ['1 200 regular, late', '2 200 regular']
    assert balance(DUES, [paid('2025-01-31', 400)], date(2025, 1, 31)).ahead == 200_00
    assert balance(DUES, [paid('2025-01-31', 400)], date(2025, 2, 1)).ahead == 0


def test_of_one_day_what_is_said_to_be_for_a_month_pays_it_first() -> None:
    rows = [paid('2025-01-05', 200), paid('2025-01-05', 150, 1)]
    assert allotted(*rows) == allotted(*reversed(rows)) == ['1 150 regular', '1 50 regular', '2 150 ahead']


def test_who_says_for_which_month_pays_that_one_and_the_rest_stays_her_savings() -> None:
    assert allotted(paid('2025-03-05', 250, 3)) == ['3 200 regular', '0 50 additional']
    assert allotted(paid('2025-03-05', 250, 9)) == ['0 250 additional']


def test_an_additional_deposit_pays_no_month() -> None:
    assert allotted(paid('2025-03-05', 250, additional=True)) == ['0 250 additional']


def test_more_than_all_months_ahead_stays_her_savings() -> None:
    found = allotted(paid('2025-01-05', 1300))
    assert found == ['1 200 regular', *(f'{number} 200 ahead' for number in range(2, 7)), '0 100 additional']


def test_a_payment_that_was_taken_back_pays_nothing() -> None:
    wrong = paid('2025-01-05', 2000)
    back = paid('2025-02-01', -2000, reverses=wrong.id)
    assert allotted(wrong, back, paid('2025-01-05', 200)) == ['1 200 regular']


def test_her_balance_and_what_is_due_next() -> None:
    """She paid January, 150 of February, and 100 on top; on 5 March 50 are behind and 200 are due by the 10th."""
    rows = [paid('2025-01-10', 200), paid('2025-02-08', 150), paid('2025-02-08', 100, additional=True)]
    found = balance(DUES, rows, date(2025, 3, 5))
    assert (found.paid_in, found.additional, found.ahead, found.behind) == (450_00, 100_00, 0, 50_00)
    assert found.next is not None
    assert (found.next.due, found.next.missing, found.to_pay) == (DUES[2], 200_00, 250_00)


def test_who_paid_ahead_is_to_pay_the_rest_of_the_month_that_is_not_full() -> None:
    found = balance(DUES, [paid('2025-01-05', 500), paid('2025-03-05', 200)], date(2025, 1, 31))
    assert (found.paid_in, found.ahead, found.behind) == (500_00, 300_00, 0)
    assert found.next is not None
    assert (found.next.due.due_on, found.to_pay) == (date(2025, 3, 10), 100_00)


def test_who_paid_everything_has_nothing_due_next() -> None:
    found = balance(DUES, [paid('2025-01-05', 1200)], date(2025, 1, 5))
    assert (found.next, found.to_pay) == (None, 0)


def test_her_schedule_shows_each_due_and_how_it_stands() -> None:
    lines = schedule(DUES, allot(DUES, [paid('2025-01-10', 250)]), date(2025, 3, 10))
    assert [(line.due.due_on.month, line.state, line.missing // 100) for line in lines] == [
        (1, 'paid', 0), (2, 'part', 150), (3, 'open', 200), (4, 'open', 200), (5, 'open', 200), (6, 'open', 200),
    ]  # fmt: skip
    assert [line.missed for line in lines] == [False, True, False, False, False, False]


@given(PAYMENTS)
def test_every_paisa_pays_one_thing_and_no_month_is_paid_twice(payments: list[Payment]) -> None:
    found = allot(DUES, payments)
    for payment in payments:
        assert sum(part.amount for part in found if part.payment == payment) == payment.amount
    for due in DUES:
        assert sum(part.amount for part in found if part.cycle == due.cycle.number) <= due.amount
    assert all(part.amount > 0 for part in found)


@given(PAYMENTS, st.randoms(use_true_random=False), st.dates(START, date(2025, 6, 30)))
def test_in_whatever_order_they_are_written_the_balance_is_the_same(
    payments: list[Payment], chance: Random, on: date
) -> None:
    shuffled = list(payments)
    chance.shuffle(shuffled)
    assert balance(DUES, shuffled, on) == balance(DUES, payments, on)


@given(PAYMENTS, st.dates(START, date(2025, 6, 30)))
def test_what_is_paid_and_what_is_missing_add_up_to_what_is_due(payments: list[Payment], on: date) -> None:
    by_then = [payment for payment in payments if payment.on <= on]
    lines = schedule(DUES, allot(DUES, by_then), on)
    found = balance(DUES, payments, on)
    assert found.paid_in == sum(payment.amount for payment in by_then)
    assert sum(line.paid for line in lines) == found.paid_in - found.additional
    assert sum(line.paid + line.missing for line in lines) == sum(due.amount for due in DUES)
    missed = [line for line in lines if line.due.due_on + timedelta(days=1) <= on]
    assert found.behind == sum(line.missing for line in missed)


@given(st.lists(st.tuples(st.dates(START, date(2025, 6, 30)), st.integers(1, 700_00)), max_size=12))
def test_without_a_word_the_oldest_month_is_always_filled_first(rows: list[tuple[date, int]]) -> None:
    payments = [Payment(str(number), on, amount) for number, (on, amount) in enumerate(rows)]
    states = [line.missing for line in schedule(DUES, allot(DUES, payments), date(2025, 6, 30))]
    first_open = next((place for place, missing in enumerate(states) if missing), len(states))
    assert all(missing == DUES[place].amount for place, missing in enumerate(states) if place > first_open)


@pytest.mark.parametrize(
    'amount, missing, reason',
    [
        (100_00, 200_00, ''),
        (99_99, 200_00, 'A deposit is at least 100.00, and this is 99.99. Bring more, or wait until it is enough.'),
        (50_00, 50_00, ''),
    ],
)
def test_a_minimum_is_asked_unless_no_more_is_missing(amount: int, missing: int, reason: str) -> None:
    assert ' '.join(map(str, problems_of_amount(amount, 100_00, missing, 'INR'))) == reason


def test_a_week_is_paid_like_a_month() -> None:
    weeks = [Due(cycle, 50_00) for cycle in cycles([Agreed(START, Every(1, 'week'), 1)], date(2025, 1, 29))]
    found = balance(weeks, [replace(paid('2025-01-15', 120))], date(2025, 1, 16))
    assert (found.behind, found.next and found.next.due.due_on, found.to_pay) == (30_00, date(2025, 1, 22), 80_00)
