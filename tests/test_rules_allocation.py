"""Where a payment goes: inside an instalment, across several overdue ones, and what is left over."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import allocation
from rules.allocation import Across, Due, Part
from rules.records import Movement

FEBRUARY, MARCH = date(2025, 2, 10), date(2025, 3, 10)

# Apache Fineract 4198b0bc, ClientLoanIntegrationTest.java testRBIPaymentStrategy: instalments 3 and 4.
OLDER, YOUNGER = Due(3, FEBRUARY, 100_00, 3100_00), Due(4, MARCH, 100_00, 2900_00)

amounts = st.integers(0, 10_000_00)
many_dues = st.lists(st.tuples(amounts, amounts, amounts, amounts), max_size=6).map(
    lambda parts: [Due(n, MARCH, *each) for n, each in enumerate(parts, 1)]
)
orders = st.permutations(allocation.PARTS)


@pytest.mark.parametrize(
    'across, older, younger',
    [
        ('oldest first', (0, 0), (100_00, 2900_00)),
        ('interest first', (0, 100_00), (0, 2900_00)),
    ],
)
def test_3200_on_two_overdue_instalments(across: Across, older: tuple[int, int], younger: tuple[int, int]) -> None:
    found = allocation.allocate(3200_00, [YOUNGER, OLDER], across=across)
    left = [
        (due.interest - paid.interest, due.principal - paid.principal)
        for due, paid in zip([OLDER, YOUNGER], found.paid, strict=True)
    ]
    assert left == [older, younger]
    assert found.excess == 0


def test_interest_is_paid_before_principal() -> None:
    """500 on 30 of interest and 1,000 of principal (Apache Fineract 4198b0bc, LoanRepayment.feature 1423)."""
    found = allocation.allocate(500_00, [Due(1, FEBRUARY, interest=30_00, principal=1000_00)])
    assert [found.of(part) for part in allocation.PARTS] == [0, 0, 30_00, 470_00]
    assert found.excess == 0


@pytest.mark.parametrize(
    'order, paid',
    [
        (('penalty', 'fee', 'interest', 'principal'), (5_00, 10_00, 30_00, 5_00)),
        (('interest', 'principal', 'fee', 'penalty'), (0, 0, 30_00, 20_00)),
        (('principal', 'interest', 'penalty', 'fee'), (0, 0, 0, 50_00)),
    ],
)
def test_the_order_is_a_bylaw(order: tuple[Part, ...], paid: tuple[int, ...]) -> None:
    due = Due(1, FEBRUARY, interest=30_00, principal=1000_00, fee=10_00, penalty=5_00)
    found = allocation.allocate(50_00, [due], order)
    assert tuple(found.of(part) for part in allocation.PARTS) == paid


def test_what_nothing_asks_for_is_left_over() -> None:
    found = allocation.allocate(7000_00, [OLDER, YOUNGER])
    assert (found.paid, found.excess) == ((OLDER, YOUNGER), 800_00)
    assert allocation.allocate(7000_00, []).excess == 7000_00


def test_sums_paid_fill_the_oldest_instalment_first() -> None:
    left = allocation.unpaid([OLDER, YOUNGER], {'interest': 150_00, 'principal': 3000_00})
    assert [(due.interest, due.principal) for due in left] == [(0, 100_00), (50_00, 2900_00)]


def test_a_repayment_taken_back_counts_from_its_own_day_as_if_it_had_not_been_made() -> None:
    """
    2025-02-08 | principal | 500
    2025-02-20 | principal | −500, takes the row of 8 February back
    2025-03-01 | write-off | 200
    """
    rows = [
        Movement(date(2025, 2, 8), 'principal', 500_00),
        Movement(date(2025, 2, 20), 'principal', -500_00, date(2025, 2, 8)),
        Movement(date(2025, 3, 1), 'write-off', 200_00),
        Movement(date(2025, 1, 1), 'loan', 1000_00),
    ]
    assert allocation.paid_by(rows, FEBRUARY, on=FEBRUARY)['principal'] == 500_00
    assert allocation.paid_by(rows, date(2025, 2, 8), on=date(2025, 2, 8))['principal'] == 500_00
    assert allocation.paid_by(rows, date(2025, 2, 7), on=FEBRUARY)['principal'] == 0
    assert allocation.paid_by(rows, FEBRUARY, on=MARCH)['principal'] == 0
    assert allocation.paid_by(rows, MARCH, on=MARCH)['principal'] == 200_00


@given(amount=st.integers(0, 100_000_00), dues=many_dues, order=orders, across=st.sampled_from(allocation.ACROSS))
def test_every_paisa_goes_somewhere_once(amount: int, dues: list[Due], order: list[Part], across: Across) -> None:
    """Parts and the rest add up to the payment, no part gets more than it asks, nothing is left over while one asks."""
    found = allocation.allocate(amount, dues, order, across)
    assert sum(paid.total for paid in found.paid) + found.excess == amount
    assert all(0 <= paid.of(part) <= due.of(part) for due, paid in zip(dues, found.paid, strict=True) for part in order)
    assert found.excess == max(0, amount - sum(due.total for due in dues))


@given(amount=st.integers(0, 100_000_00), dues=many_dues, order=orders, across=st.sampled_from(allocation.ACROSS))
def test_the_sums_of_the_parts_tell_what_is_left_of_each_instalment(
    amount: int, dues: list[Due], order: list[Part], across: Across
) -> None:
    found = allocation.allocate(amount, dues, order, across)
    left = allocation.unpaid(dues, {part: found.of(part) for part in allocation.PARTS})
    assert [due.total for due in left] == [
        due.total - paid.total for due, paid in zip(dues, found.paid, strict=True)
    ]  # fmt: skip


def test_an_order_names_each_part_once() -> None:
    assert [problem.said() for problem in allocation.problems_of_order(['penalty', 'interest', 'interest', 'tea'])] == [
        'The order of paying does not say when fee is paid. Add it to the order.',
        'The order of paying does not say when principal is paid. Add it to the order.',
        'The order of paying names interest more than once. Leave it standing once.',
        "'tea' is nothing that a payment pays. Name penalty, fee, interest and principal, each once, in the order in "
        'which they are paid.',
    ]
    assert list(allocation.problems_of_order(allocation.USUAL_ORDER)) == []


DAYS = st.dates(date(2025, 1, 1), date(2025, 4, 30))
SUMS = st.integers(0, 5_000)
KINDS = st.sampled_from(('interest', 'principal', 'write-off', 'loan'))


@given(
    st.lists(st.tuples(SUMS, SUMS), min_size=1, max_size=6),
    st.lists(st.tuples(DAYS, KINDS, SUMS, st.booleans(), DAYS)),
    DAYS, DAYS,
)  # fmt: skip
def test_what_is_left_on_any_day_is_the_same_when_it_is_asked_many_times(
    asked: list[tuple[int, int]], rows: list[tuple[date, str, int, bool, date]], day: date, later: date
) -> None:
    """Some of the rows are taken back by a later one, which counts from the day of the first."""
    dues = [
        Due(n, FEBRUARY, interest=interest, principal=principal) for n, (interest, principal) in enumerate(asked, 1)
    ]
    movements = [Movement(on, kind, amount) for on, kind, amount, _back, _when in rows]
    movements += [
        Movement(max(on, when), kind, -amount, counts_from=on) for on, kind, amount, back, when in rows if back
    ]
    on = max(day, later)
    left = allocation.unpaid(dues, allocation.paid_by(movements, day, on))
    filled = allocation.Fillings(dues, movements, on)
    assert [[filled.left(due, part, day) for part in allocation.PARTS] for due in dues] == [
        [due.of(part) for part in allocation.PARTS] for due in left
    ]
