"""Which interest who pays late owes: as scheduled, or on what is outstanding; one way of counting for book and
calculator."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import products, standings, term_changes
from rules.bylaws import Bylaws
from rules.loans import Standing
from rules.periods import Every
from rules.records import Loan, Movement
from rules.register_records import LoanProduct
from rules.running_loans import Payment, running
from rules.term_changes import Moratorium, Rescheduled, TermChange
from rules.terms import AS_SCHEDULED, METHODS, ON_OUTSTANDING, LateInterest

START = date(2025, 1, 31)
BYLAWS = Bylaws(started_on=date(2025, 1, 1))
PRODUCT = LoanProduct('p', 'P1', 'Short', 'term', Fraction(2), 'month', 'equal-instalments', '1 month', 4,
                      late_interest=ON_OUTSTANDING)  # fmt: skip
LOAN = Loan('l', 'L1', 'm', 'M1', 'Asha', START, Fraction(2), 'started', product='P1', method='equal-instalments',
            per='month', count=4, every='1 month')  # fmt: skip


def stands(on: str, *told: str, changes: tuple[TermChange, ...] = (), loan: Loan = LOAN, **more: Any) -> Standing:
    """12,000.00 of 31 January; further rows written as '2025-02-28 principal 3000'."""
    rows = [Movement(START, 'loan', 12_000_00)]
    for day, kind, amount in (text.split() for text in told):
        rows.append(Movement(date.fromisoformat(day), kind, round(Fraction(amount) * 100)))
    loan = replace(loan, set_anew=term_changes.written(changes))
    return standings.standing(loan, rows, date.fromisoformat(on), BYLAWS, replace(PRODUCT, **more))


def asked(standing: Standing) -> list[tuple[int, int]]:
    return [(due.interest, due.principal) for due in standing.instalments]


FIRST = '2025-02-28 interest 240', '2025-02-28 principal 2911.49'


def test_who_pays_nothing_owes_interest_on_all_of_it_each_month() -> None:
    found = stands('2025-06-30')
    assert asked(found) == [(240_00, 2911_49), (240_00, 2911_49), (240_00, 2911_49), (240_00, 3265_53)]
    assert found.owed == 12_000_00 + 4 * 240_00
    assert stands('2025-06-30', late_interest=AS_SCHEDULED).owed == 12_000_00 + 605_94


def test_who_pays_on_time_owes_what_was_agreed_either_way() -> None:
    later = '2025-03-31 interest 181.77', '2025-03-31 principal 2969.72'
    for convention in (ON_OUTSTANDING, AS_SCHEDULED):
        found = stands('2025-03-31', *FIRST, *later, late_interest=convention)
        assert [due.total for due in found.left] == [0, 0, 3151_49, 3151_47]
        assert found.owed == 6118_79


def test_the_first_is_paid_a_month_late() -> None:
    late = '2025-03-31 interest 240', '2025-03-31 principal 2911.49'
    found = stands('2025-03-31', *late)
    assert asked(found)[1] == (240_00, 2911_49)
    assert found.left[-1].total == 3212_05
    assert stands('2025-03-31', *late, late_interest=AS_SCHEDULED).left[-1].total == 3151_47


def test_more_is_lent_on_top_and_the_rest_is_computed_anew() -> None:
    found = stands('2025-02-28', *FIRST, '2025-02-28 loan 3000')
    assert (found.outstanding, [due.total for due in found.left]) == (12_088_51, [0, 4191_75, 4191_75, 4191_74])


@pytest.mark.parametrize(
    'meanwhile, then',
    [
        ('asked each time', [181_77, 181_77, 3151_49, 3151_49, 3151_47]),
        ('asked afterwards', [0, 0, 3515_03, 3151_49, 3151_47]),
        ('none', [0, 0, 3151_49, 3151_49, 3151_47]),
    ],
)
def test_a_moratorium_asks_no_principal_for_a_while(meanwhile: Any, then: list[int]) -> None:
    found = stands('2025-03-01', *FIRST, changes=(Moratorium(date(2025, 2, 28), 2, meanwhile, 'D1'),))
    assert [due.total for due in found.left] == [0, *then]


def test_what_is_outstanding_is_agreed_on_anew_with_the_interest_that_is_owed() -> None:
    """Nothing paid by 10 March: 240.00 of February and as much of the started March go into the first of two."""
    change = Rescheduled(date(2025, 3, 10), 2, Every(1, 'month'), 'equal-principal', Fraction(0), 'month', 'D2')
    found = stands('2025-03-10', changes=(change,), penalty_base='fixed sum', penalty_sum=10_00)
    assert [(due.interest, due.principal, due.penalty) for due in found.left] == [
        (0, 0, 10_00), (480_00, 6000_00, 0), (0, 6000_00, 0),
    ]  # fmt: skip
    ahead = stands('2025-03-10', *FIRST, '2025-03-10 interest 181.77', '2025-03-10 principal 88.51', changes=(change,))
    assert [(due.n, due.interest, due.principal) for due in ahead.left if due.total] == [
        (3, 0, 4500_00),
        (4, 0, 4500_00),
    ]
    assert ahead.owed == ahead.outstanding == 9000_00


def test_a_product_says_which_and_what_is_paid_ahead_pays_the_next_instalments() -> None:
    said = [problem.said() for problem in products.problems_of_product(
        replace(PRODUCT, prepayment='smaller instalments', late_interest=ON_OUTSTANDING), [], BYLAWS)]  # fmt: skip
    assert said == [
        'Where interest is on what is outstanding, what is paid ahead pays the next instalments. '
        'Choose "next instalment", or interest as scheduled.'
    ]
    wrong = replace(PRODUCT, late_interest='never')
    assert [problem.about for problem in products.problems_of_product(wrong, [], BYLAWS)] == ['late_interest']


@given(
    method=st.sampled_from(METHODS),
    part_month=st.sampled_from(['started', 'days']),
    late_interest=st.sampled_from([ON_OUTSTANDING, AS_SCHEDULED]),
    payments=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 4000_00)), max_size=8),
    grace=st.integers(0, 2),
    ahead=st.booleans(),
)
def test_book_and_calculator_count_alike_whatever_is_paid_when(
    method: Any, part_month: Any, late_interest: LateInterest, payments: list[tuple[int, int]], grace: int, ahead: bool
) -> None:
    product = replace(PRODUCT, method=method, grace_principal=grace, late_interest=late_interest, part_month=part_month)
    loan = replace(LOAN, method=method, part_month=part_month, count=6, instalment=2500_00)
    terms = products.terms_of_loan(loan, product)
    moves, paid = [Movement(START, 'loan', 12_000_00)], list[Payment]()
    for days, amount in [*sorted(payments), (401, 0)]:
        on = START + timedelta(days)
        found = standings.standing(loan, moves, on, BYLAWS, product)
        computed = running(12_000_00, START, terms, paid, on, late_interest)
        off = computed.pay_off(on)
        assert (off.principal, off.interest) == (found.outstanding, found.interest_owed)
        assert sum(due.principal for due in found.left) == found.outstanding
        if not ahead:
            overdue = [due for due in found.left if due.due_on < on and due.total]
            assert overdue == list(computed.overdue(on).dues)
        payment = min(amount, found.owed if ahead else standings.due(found, on))
        if not payment:
            continue
        split = standings.split(payment, loan, found, on, product)
        moves += [Movement(on, kind, part) for kind in ('interest', 'principal') if (part := getattr(split, kind))]
        paid.append(Payment(on, payment))
