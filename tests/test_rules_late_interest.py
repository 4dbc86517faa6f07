"""Which interest who pays late owes: as scheduled, or on what is outstanding; one way of counting for book and
calculator."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from rules import products, rescheduling, standings, term_changes, term_loans
from rules.bylaws import Bylaws
from rules.loans import Standing
from rules.periods import Every
from rules.records import Loan, Movement
from rules.register_records import LoanProduct
from rules.running_loans import Ways
from rules.term_changes import Moratorium, Rescheduled, TermChange
from rules.terms import AS_SCHEDULED, ON_OUTSTANDING, UNTIL_LAST_DAY

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
    assert asked(found) == [(240_00, 2911_49), (240_00, 2911_49), (240_00, 2911_49), (240_00, 3265_53), (240_00, 0)]
    assert found.owed == 12_000_00 + 5 * 240_00, 'the fifth of the month since the last due day'
    assert stands('2025-06-30', late_interest=UNTIL_LAST_DAY).owed == 12_000_00 + 4 * 240_00
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


@pytest.mark.parametrize(
    'rule, then',
    [
        ('smaller instalments', [2111_22, 2111_22, 2111_22]),
        ('fewer instalments', [3151_49, 3119_97]),
        ('next instalment', [151_49, 3151_49, 3089_05]),
        ('', [151_49, 3151_49, 3089_05]),
    ],
)
def test_what_is_paid_ahead_lowers_the_instalments_left_as_the_product_says(rule: str, then: list[int]) -> None:
    """3,000.00 with the first instalment. Who pays late after it owes interest on what is outstanding all the same."""
    ahead = '2025-02-28 principal 3000'
    found = stands('2025-02-28', *FIRST, ahead, prepayment=rule)
    assert ([due.total for due in found.left], found.outstanding) == ([0, *then], 6088_51)
    late = stands('2025-04-01', *FIRST, ahead, prepayment=rule)
    assert late.interest_owed == 2 * 121_77, '2 % of 6,088.51 for March and the started April'
    assert sum(due.principal for due in late.left) == 6088_51


def test_more_than_is_due_of_late_instalments_is_ahead_only_beyond_them() -> None:
    """Nothing paid by 31 March; 6,302.98 are due, and 7,302.98 are paid: 1,000.00 lower the last two instalments."""
    paid = '2025-03-31 interest 480', '2025-03-31 principal 6822.98'
    found = stands('2025-03-31', *paid, prepayment='smaller instalments')
    assert asked(found)[:2] == [(240_00, 2911_49), (240_00, 2911_49)]
    assert (found.outstanding, [due.total for due in found.left]) == (5177_02, [0, 0, 2666_42, 2666_42])


def test_a_moratorium_of_a_loan_that_was_agreed_on_anew_follows_its_instalments() -> None:
    """Agreed on anew on 10 March, two instalments of 10 April and 10 May; one without principal comes before them."""
    change = Rescheduled(date(2025, 3, 10), 2, Every(1, 'month'), 'equal-principal', Fraction(0), 'month', 'D2')
    wait = Moratorium(date(2025, 3, 20), 1, 'asked each time', 'D3')
    found = stands('2025-03-20', changes=(change, wait))
    assert [(due.n, str(due.due_on), due.total) for due in found.left] == [
        (1, '2025-02-28', 0), (2, '2025-04-10', 480_00), (3, '2025-05-10', 6000_00), (4, '2025-06-10', 6000_00),
    ]  # fmt: skip


def test_the_product_and_the_calculator_mean_the_same_where_nothing_is_said() -> None:
    silent = replace(PRODUCT, late_interest='', prepayment='')
    usual = Ways(products.late_interest_of(silent), products.prepayment_of(silent))
    assert usual == Ways() == Ways(ON_OUTSTANDING, 'next instalment')


def test_a_word_that_is_none_of_them_is_refused() -> None:
    wrong = replace(PRODUCT, late_interest='never')
    assert [problem.about for problem in products.problems_of_product(wrong, [], BYLAWS)] == ['late_interest']


def test_after_the_last_due_day_a_moratorium_is_refused_and_new_terms_are_not() -> None:
    """Nothing paid by 30 June. What is outstanding can be agreed on anew, with the interest of five months."""
    on, lent = date(2025, 6, 30), [Movement(START, 'loan', 12_000_00)]
    plan = term_loans.course_of(LOAN, lent, on, PRODUCT).plan
    assert plan is not None
    assert [problem.said() for problem in rescheduling.problems_of_moratorium(plan, 1, on)] == [
        'The last instalment is due on 2025-05-31; nothing is left to change on 2025-06-30. '
        'Correct the date, or reschedule what is still owed.'
    ]
    anew = Rescheduled(on, 2, Every(1, 'month'), 'equal-principal', Fraction(0), 'month', 'D2')
    found = stands('2025-06-30', changes=(anew,))
    assert [due.total for due in found.left if due.total] == [6000_00 + 5 * 240_00, 6000_00]
