"""How a loan with a schedule stands by its rows: what is due, what is late, what closes it, and what changes it."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import standings, term_changes, term_loans
from rules.bylaws import Bylaws
from rules.loans import Standing
from rules.periods import Every
from rules.records import Loan, Movement
from rules.register_records import LoanProduct
from rules.term_changes import Moratorium, Rescheduled
from rules.terms import AS_SCHEDULED, METHODS, ON_OUTSTANDING

START = date(2025, 1, 31)
LOAN = Loan('l1', 'L2025-001', 'm1', 'M1', 'Asha', START, Fraction(2), 'started', product='P1',
            method='equal-instalments', per='month', count=4, every='1 month')  # fmt: skip
PRODUCT = LoanProduct('p1', 'P1', 'Short', 'term', Fraction(2), 'month', 'equal-instalments', '1 month', 4,
                      prepayment='smaller instalments', late_interest=AS_SCHEDULED)  # fmt: skip
BYLAWS = Bylaws()


def rows(*told: str) -> list[Movement]:
    """Rows as 'day kind amount', or 'day kind amount day-from-which-it-counts'."""
    found = []
    for line in told:
        on, kind, amount, *counts_from = line.split()
        since = date.fromisoformat(counts_from[0]) if counts_from else None
        found.append(Movement(date.fromisoformat(on), kind, round(Fraction(amount) * 100), since))
    return found


LENT = '2025-01-31 loan 12000'
FIRST = ('2025-02-28 interest 240', '2025-02-28 principal 2911.49')


def stands(on: str, *told: str, loan: Loan = LOAN, **product: Any) -> Standing:
    """12,000.00 of 31 January with the interest of the schedule; tests/test_rules_late_interest.py has the other."""
    return standings.standing(
        loan, rows(LENT, *told), date.fromisoformat(on), BYLAWS, replace(PRODUCT, **product)
    )  # fmt: skip


def left(standing: Standing) -> list[int]:
    """What is left of each instalment."""
    return [due.total for due in standing.left]


def test_it_follows_the_schedule_and_paying_it_off_costs_what_has_arisen() -> None:
    found = stands('2025-02-28')
    assert (left(found), found.owed, found.overdue_since) == ([3151_49, 3151_49, 3151_49, 3151_47], 12_240_00, None)
    assert stands('2025-01-31').owed == 12_000_00
    assert stands('2025-03-01').overdue_since == date(2025, 2, 28)
    paid = stands('2025-02-28', *FIRST)
    assert (left(paid), paid.owed) == ([0, 3151_49, 3151_49, 3151_47], 9088_51)
    assert stands('2025-03-01', *FIRST).owed == 9088_51 + 181_77, 'a started month counts whole'
    by_days = replace(LOAN, part_month='days')
    assert stands('2025-03-10', *FIRST, loan=by_days).interest_owed == 58_64, '9,088.51 × 2 % × 10 / 31'


@pytest.mark.parametrize(
    'rule, then',
    [
        ('smaller instalments', [2111_22, 2111_22, 2111_22]),
        ('fewer instalments', [3151_49, 3119_97]),
        ('next instalment', [121_77, 3120_60, 3151_47]),
    ],
)
def test_what_is_paid_ahead_lowers_the_instalments_left(rule: str, then: list[int]) -> None:
    found = stands('2025-02-28', *FIRST, '2025-02-28 principal 3000', prepayment=rule)
    assert (left(found), found.outstanding) == ([0, *then], 6088_51)


def test_paying_ahead_and_taking_it_back_leaves_what_was() -> None:
    taken_back = ('2025-02-28 principal 3000', '2025-03-15 principal -3000 2025-02-28')
    assert left(stands('2025-03-01', *FIRST, *taken_back)) == [0, 2111_22, 2111_22, 2111_22], 'not known yet'
    assert left(stands('2025-03-15', *FIRST, *taken_back)) == left(stands('2025-03-15', *FIRST))


def test_it_is_closed_when_all_is_paid_and_cancelled_when_it_was_a_mistake() -> None:
    found = stands('2025-03-10', *FIRST, '2025-03-10 interest 181.77', '2025-03-10 principal 9088.51')
    assert (found.owed, found.status, left(found)) == (0, 'closed', [0, 0])
    assert stands('2025-03-10', '2025-02-01 loan -12000 2025-01-31').status == 'cancelled'
    assert stands('2025-03-10', '2025-02-01 write-off 12000').status == 'written off'


def test_a_late_instalment_carries_its_penalty_once_and_no_more_interest() -> None:
    penalty: dict[str, Any] = {'penalty_base': 'principal', 'penalty_percent': Fraction(2), 'penalty_grace_days': 5}
    assert stands('2025-03-05', **penalty).penalty_owed == 0
    assert stands('2025-03-06', **penalty).penalty_owed == 58_23, '2 % of 2,911.49'
    assert stands('2025-03-30', **penalty).penalty_owed == 58_23
    assert stands('2025-04-06', **penalty).penalty_owed == 58_23 + 59_39, 'and 2 % of 2,969.72'
    again = stands('2025-04-06', **penalty, penalty_times='period')
    assert again.penalty_owed == 58_23 + 58_23 + 59_39
    paid = stands('2025-03-06', '2025-03-06 penalty 58.23', **penalty)
    assert paid.penalty_owed == 0
    assert stands('2025-12-31', **penalty).interest_owed == 605_94, 'never more than the schedule asks'


def test_fees_are_asked_with_the_first_instalment_or_were_taken_off() -> None:
    fees: dict[str, Any] = {'processing_percent': Fraction(1), 'insurance_sum': 50_00}
    added = stands('2025-02-28', **fees, fees_taken='first instalment')
    assert (left(added)[:2], added.fee_owed, added.owed) == ([3321_49, 3151_49], 170_00, 12_410_00)
    assert stands('2025-02-28', '2025-01-31 fee 170', **fees, fees_taken='taken off').owed == 12_240_00


def test_more_is_lent_on_top() -> None:
    found = stands('2025-02-28', *FIRST, '2025-02-28 loan 3000')
    assert (found.outstanding, left(found)) == (12_088_51, [0, 4191_75, 4191_75, 4191_74])


@pytest.mark.parametrize(
    'meanwhile, then',
    [
        ('asked each time', [181_77, 181_77, 3151_49, 3151_49, 3151_47]),
        ('asked afterwards', [0, 0, 3515_03, 3151_49, 3151_47]),
        ('none', [0, 0, 3151_49, 3151_49, 3151_47]),
    ],
)
def test_a_moratorium_asks_no_principal_for_a_while(meanwhile: Any, then: list[int]) -> None:
    loan = replace(LOAN, set_anew=term_changes.written([Moratorium(date(2025, 2, 28), 2, meanwhile, 'D1')]))
    assert left(stands('2025-03-01', *FIRST, loan=loan)) == [0, *then]


def test_what_is_outstanding_is_agreed_on_anew_and_the_interest_owed_comes_first() -> None:
    """Nothing paid of 3,151.49: 240.00 interest and 12,000.00 principal go into two instalments without interest."""
    change = Rescheduled(date(2025, 3, 1), 2, Every(1, 'month'), 'equal-principal', Fraction(0), 'month', 'D2')
    loan = replace(LOAN, part_month='days', set_anew=term_changes.written([change]))
    found = stands('2025-03-01', loan=loan)
    arisen = 5_86  # 9,088.51 × 2 % × 1 / 31
    assert [(due.n, due.interest, due.principal) for due in found.left] == [
        (1, 0, 0), (2, 240_00 + arisen, 6000_00), (3, 0, 6000_00),
    ]  # fmt: skip
    assert found.overdue_since is None


def test_a_loan_that_was_late_when_it_was_set_anew_stays_so_until_three_new_instalments_are_paid() -> None:
    """40 days late on 9 April, set anew to six of 2,000.00; in time when it was set anew, it is not late at all."""
    since = Rescheduled(date(2025, 4, 9), 6, Every(1, 'month'), 'equal-principal', Fraction(0), 'month', 'D2')
    loan = replace(LOAN, set_anew=term_changes.written([since]))
    begun = '2025-04-09 interest 725.46'
    paid = [f'2025-0{month}-09 principal 2000' for month in (5, 6, 7)]
    assert [stands('2025-07-09', begun, *paid[:count], loan=loan).days_kept for count in range(4)] == [40, 40, 40, 0]
    accrued = stands('2025-06-09', begun, *paid[:2], loan=loan, late_interest=ON_OUTSTANDING)
    assert accrued.days_kept == 40
    again = replace(since, on=date(2025, 4, 20))
    twice = replace(LOAN, set_anew=term_changes.written([since, again]))
    assert stands('2025-04-20', begun, loan=twice).days_kept == 40, 'setting it anew once more changes nothing'
    in_time = replace(LOAN, set_anew=term_changes.written([replace(since, on=date(2025, 2, 28))]))
    assert stands('2025-03-01', loan=in_time).days_kept == 0


def test_penalties_that_arose_before_it_was_agreed_on_anew_are_still_asked() -> None:
    change = Rescheduled(date(2025, 3, 10), 2, Every(1, 'month'), 'equal-principal', Fraction(0), 'month', 'D2')
    loan = replace(LOAN, set_anew=term_changes.written([change]))
    found = stands('2025-04-01', loan=loan, penalty_base='fixed sum', penalty_sum=10_00)
    assert (found.penalty_owed, found.outstanding) == (10_00, 12_000_00)


def test_changes_are_kept_in_words_and_read_again() -> None:
    changes: list[term_changes.TermChange] = [
        Moratorium(date(2025, 5, 10), 3, 'asked afterwards', 'D2025-004'),
        Rescheduled(date(2025, 9, 1), 12, Every(2, 'week'), 'equal-instalments', Fraction(3, 2), 'month', 'D2025-007'),
    ]
    text = term_changes.written(changes)
    assert text == (
        '2025-05-10 moratorium of 3, interest asked afterwards (D2025-004); '
        '2025-09-01 rescheduled to 12, every 2 weeks, equal-instalments, 3/2 percent a month (D2025-007)'
    )
    assert term_changes.read(text) == changes
    assert term_changes.read('') == []
    with pytest.raises(ValueError, match='not a change of instalments'):
        term_changes.read('forgiven')


def test_a_repayment_pays_what_is_due_in_the_order_of_the_product_then_principal() -> None:
    late: dict[str, Any] = {'penalty_base': 'fixed sum', 'penalty_sum': 10_00}
    product = replace(PRODUCT, **late)
    on = date(2025, 3, 31)
    found = stands('2025-03-31', **late)
    split = term_loans.split(5000_00, found, on, product)
    assert (split.penalty, split.interest, split.principal, split.fee) == (10_00, 421_77, 4568_23, 0)
    first = replace(product, allocation='interest, principal, fee, penalty', across='interest first')
    split = term_loans.split(5000_00, found, on, first)
    assert (split.penalty, split.interest, split.principal) == (0, 421_77, 4578_23)
    split = term_loans.split(found.owed, found, on, product)
    assert (split.penalty, split.interest, split.principal) == (10_00, 421_77, 12_000_00)


@given(
    method=st.sampled_from([method for method in METHODS if method != 'fixed']),
    part_month=st.sampled_from(['started', 'days']),
    payments=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 4000_00)), max_size=8),
    grace=st.integers(0, 2),
    rule=st.sampled_from(['smaller instalments', 'fewer instalments', 'next instalment']),
)
def test_whatever_is_paid_when_principal_adds_up_and_paying_off_closes_it(
    method: str, part_month: str, payments: list[tuple[int, int]], grace: int, rule: str
) -> None:
    loan = replace(LOAN, method=method, part_month=part_month, count=6)
    product = replace(PRODUCT, grace_principal=grace, prepayment=rule, penalty_base='fixed sum', penalty_sum=5_00)
    moves = rows(LENT)
    for days, amount in sorted(payments):
        on = START + timedelta(days)
        found = standings.standing(loan, moves, on, BYLAWS, product)
        if not found.owed:
            break
        split = standings.split(min(amount, found.owed), loan, found, on, product)
        moves += [
            Movement(on, kind, part)
            for kind in ('penalty', 'fee', 'interest', 'principal')
            if (part := getattr(split, kind))
        ]
        after = standings.standing(loan, moves, on, BYLAWS, product)
        assert after.outstanding == sum(due.principal for due in after.left) >= 0
        assert after.owed == found.owed - min(amount, found.owed)
    on = START + timedelta(401)
    found = standings.standing(loan, moves, on, BYLAWS, product)
    if found.owed:
        split = standings.split(found.owed, loan, found, on, product)
        moves += [Movement(on, 'penalty', split.penalty), Movement(on, 'interest', split.interest),
                  Movement(on, 'principal', split.principal)]  # fmt: skip
    assert standings.standing(loan, moves, on, BYLAWS, product).status == 'closed'
