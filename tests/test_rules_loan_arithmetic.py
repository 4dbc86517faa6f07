"""What closes a loan with a schedule opens to its arithmetic, and the lines add up to it."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules import term_changes
from rules.explained import Sum
from rules.loan_arithmetic import closing
from rules.periods import Every
from rules.register_records import LoanProduct
from rules.term_changes import Moratorium, Rescheduled, Waived
from rules.terms import AS_SCHEDULED, LATE_INTERESTS, METHODS
from tests.test_rules_book_and_calculator import PAYMENTS, START, Pair

PRODUCT = LoanProduct('p', 'P1', 'Short', 'term', Fraction(2), 'month', 'equal-instalments', '1 month', 4,
                      penalty_base='principal', penalty_percent=Fraction(2), penalty_grace_days=5)  # fmt: skip


def told(pair: Pair, on: str) -> list[tuple[str, str, str]]:
    found = closing(pair.loan, pair.rows, date.fromisoformat(on), pair.product)
    said = [line.said('INR', shown=str) for line in found.lines]
    return [(line.label, line.formula.replace('₹', ''), line.value.replace('₹', '')) for line in said]


def test_the_interest_of_each_period_the_penalty_and_what_is_owed() -> None:
    """Of 1 January, nothing paid by 12 February; then 6,000.00, and the pay-off of 1 March."""
    pair = Pair(PRODUCT, part_month='days')
    assert told(pair, '2025-02-12') == [
        ('2025-01-01 – 2025-02-01', '12000.00 × 2 / 100 = 240.00', '240.00'),
        ('2025-02-01 – 2025-02-12', '12000.00 × 2 / 100 × 11 / 28 = 94.285714…', '94.29'),
        ('Penalty on instalment 1 from 2025-02-07 on', '2911.49 × 2 / 100', '58.23'),
        ('Still owed of the loan', '', '12000.00'),
        ('Closes the loan', '', '12392.52'),
    ]  # fmt: skip
    pair.pay(6000_00, date(2025, 2, 12))
    assert told(pair, '2025-03-01')[1:] == [
        ('2025-02-01 – 2025-03-01',
         '12000.00 × 2 / 100 × 11 / 28 + 6392.52 × 2 / 100 × 17 / 28 = 171.909171…', '171.91'),
        ('Penalty on instalment 1 from 2025-02-07 on', '2911.49 × 2 / 100', '58.23'),
        ('Interest paid', '', '−334.29'),
        ('Penalty paid', '', '−58.23'),
        ('Still owed of the loan', '', '6392.52'),
        ('Closes the loan', '', '6470.14'),
    ]  # fmt: skip


def test_as_scheduled_each_instalment_bears_what_was_to_be_outstanding() -> None:
    pair = Pair(replace(PRODUCT, late_interest=AS_SCHEDULED, penalty_base=''), part_month='days')
    assert told(pair, '2025-03-10') == [
        ('2025-01-01 – 2025-02-01', '12000.00 × 2 / 100 = 240.00', '240.00'),
        ('2025-02-01 – 2025-03-01', '9088.51 × 2 / 100 = 181.7702', '181.77'),
        ('2025-03-01 – 2025-03-10', '6118.79 × 2 / 100 × 9 / 31 = 35.528458…', '35.53'),
        ('Still owed of the loan', '', '12000.00'),
        ('Closes the loan', '', '12457.30'),
    ]  # fmt: skip


@given(
    method=st.sampled_from(METHODS),
    part_month=st.sampled_from(['started', 'days']),
    late_interest=st.sampled_from(LATE_INTERESTS),
    grace_interest=st.integers(0, 2),
    payments=PAYMENTS,
    decided=st.lists(st.sampled_from(['wait', 'none', 'anew', 'waive']), max_size=2),
)
def test_whatever_happened_the_lines_add_up_to_what_closes_it(
    method: str, part_month: str, payments: list[tuple[int, int]], decided: list[str], **more: Any
) -> None:
    pair = Pair(replace(PRODUCT, method=method, **more), part_month=part_month, instalment=4000_00)
    changes: list[term_changes.Decided] = []
    for days, amount in [*sorted(payments), (401, 0)]:
        on = START + timedelta(days)
        if amount % 3 == 0 and decided and pair.standing(on).outstanding:
            changes.append(_decision(decided.pop(), on))
            pair.loan = replace(pair.loan, set_anew=term_changes.written(changes))
        found = closing(pair.loan, pair.rows, on, pair.product)
        figures = [line.value for line in found.lines]
        assert sum(figure.minor for figure in figures[:-1] if isinstance(figure, Sum)) == found.result
        assert found.result == pair.standing(on).owed
        if paid := min(amount, found.result):
            pair.pay(paid, on)


def _decision(what: str, on: date) -> term_changes.Decided:
    if what == 'anew':
        return Rescheduled(on, 3, Every(1, 'month'), 'equal-principal', Fraction(1), 'month', 'D1')
    if what == 'waive':
        return Waived(on, 10_00, 2, 'D2')
    return Moratorium(on, 1, 'none' if what == 'none' else 'asked afterwards', 'D3')


def test_after_it_was_agreed_on_anew_the_new_rate_is_shown() -> None:
    """12,000.00 agreed on anew on 1 February at 1 %: the 240.00 of January are asked besides."""
    anew = term_changes.written([Rescheduled(date(2025, 2, 1), 3, Every(1, 'month'), 'equal-principal', Fraction(1),
                                             'month', 'D1')])  # fmt: skip
    for late_interest, of_both in (
        (AS_SCHEDULED, [('as agreed', '360.00'), ('8000.00 × 1 / 100 = 80.00', '80.00')]),
        ('', [('12000.00 × 1 / 100 = 120.00', '120.00'), ('12000.00 × 1 / 100 = 120.00', '120.00')]),
    ):
        pair = Pair(replace(PRODUCT, late_interest=late_interest, penalty_base=''), set_anew=anew)
        assert [(formula, figure) for _label, formula, figure in told(pair, '2025-03-02')][-4:-2] == of_both
