"""Fees on a loan: on what, how much, and whether they are taken off or asked with the instalments."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import loan_fees
from rules.allocation import Due
from rules.loan_fees import Asked, Base, Fee

# 3,000 at 12 % a year flat in three months.
DUES = [Due(n, date(2025, n + 1, 1), interest=30_00, principal=1000_00) for n in (1, 2, 3)]


def test_one_and_a_half_percent_of_each_instalment() -> None:
    """1.5 % of 1,030 (Apache Fineract 4198b0bc, LoanCharge.feature 614)."""
    fee = Fee('service', 'principal and interest', 'each instalment', percent=Fraction(3, 2))
    found = loan_fees.charges([fee], DUES)
    assert [(charge.n, charge.base, charge.amount) for charge in found] == [
        (1, 1030_00, 15_45),
        (2, 1030_00, 15_45),
        (3, 1030_00, 15_45),
    ]
    assert [due.total for due in loan_fees.with_fees(DUES, found)] == [1045_45] * 3


@pytest.mark.parametrize(
    'base, asked, charged',
    [
        ('fixed sum', 'taken off', [(0, 50_00)]),
        ('fixed sum', 'first instalment', [(1, 50_00)]),
        ('fixed sum', 'each instalment', [(1, 50_00), (2, 50_00), (3, 50_00)]),
        ('principal', 'taken off', [(0, 30_00)]),
        ('principal', 'first instalment', [(1, 30_00)]),
        ('principal', 'each instalment', [(1, 10_00), (2, 10_00), (3, 10_00)]),
        ('principal and interest', 'taken off', [(0, 30_90)]),
        ('principal and interest', 'first instalment', [(1, 30_90)]),
        ('principal and interest', 'each instalment', [(1, 10_30), (2, 10_30), (3, 10_30)]),
    ],
)
def test_what_a_fee_of_50_or_of_1_percent_comes_to(base: Base, asked: Asked, charged: list[tuple[int, int]]) -> None:
    fee = Fee('processing', base, asked, percent=Fraction(1), amount=50_00)
    assert [(charge.n, charge.amount) for charge in loan_fees.charges([fee], DUES)] == charged


def test_processing_and_insurance_of_1_percent_each_leave_2940_of_3000() -> None:
    fees = [Fee(name, 'principal', 'taken off', percent=Fraction(1)) for name in ('processing', 'insurance')]
    found = loan_fees.charges(fees, DUES)
    assert loan_fees.taken_off(found) == 60_00
    assert loan_fees.with_fees(DUES, found) == DUES
    assert list(loan_fees.problems_of_charges(found, 3000_00, 'INR')) == []


def test_a_fee_is_rounded_as_the_product_says() -> None:
    """1.25 % of 1,030 is 12.875."""
    fee = Fee('service', 'principal and interest', 'each instalment', percent=Fraction(5, 4))
    assert loan_fees.charges([fee], DUES[:1])[0].amount == 12_88
    assert loan_fees.charges([fee], DUES[:1], mode='down')[0].amount == 12_87
    assert loan_fees.charges([fee], DUES[:1], unit=100, mode='up')[0].amount == 13_00


def test_a_fee_shows_how_it_was_computed() -> None:
    fees = [
        Fee('service', 'principal and interest', 'each instalment', percent=Fraction(3, 2)),
        Fee('forms', 'fixed sum', 'taken off', amount=20_00),
    ]
    lines = [loan_fees.line(charge).said('INR') for charge in loan_fees.charges(fees, DUES[:1])]
    assert lines == [('service', '1030.00 × 1.5 / 100', '15.45'), ('forms', 'as agreed', '20.00')]


def test_fees_that_leave_nothing_are_refused() -> None:
    fee = Fee('processing', 'fixed sum', 'taken off', amount=3000_00)
    problems = loan_fees.problems_of_charges(loan_fees.charges([fee], DUES), 3000_00, 'INR')
    assert [problem.said() for problem in problems] == [
        'The fees of 3000.00 that are taken off leave nothing of the loan of 3000.00. '
        'Lend more, or ask the fees with the instalments.'
    ]


@pytest.mark.parametrize(
    'fee, reasons',
    [
        (Fee('processing', 'principal', 'taken off', percent=Fraction(1)), []),
        (Fee('processing', 'fixed sum', 'taken off', amount=1), []),
        (
            Fee(' ', 'fixed sum', 'taken off'),
            [
                'The fee has no name. Say what it is for, such as processing.',
                'The fee   is a fixed sum, and the sum is not more than zero. Type the sum, or leave the fee out.',
            ],
        ),
        (
            Fee('insurance', 'principal', 'taken off', percent=Fraction(-1)),
            [
                'The fee insurance is −1 percent; it must be more than 0 and at most 100. '
                'Correct the percentage, or leave the fee out.'
            ],
        ),
        (Fee('insurance', 'principal', 'taken off', percent=Fraction(100)), []),
        (
            Fee('insurance', 'principal', 'taken off'),
            [
                'The fee insurance is 0 percent; it must be more than 0 and at most 100. '
                'Correct the percentage, or leave the fee out.'
            ],
        ),
        (
            Fee('insurance', 'principal', 'taken off', percent=Fraction(101)),
            [
                'The fee insurance is 101 percent; it must be more than 0 and at most 100. '
                'Correct the percentage, or leave the fee out.'
            ],
        ),
    ],
)
def test_what_a_fee_cannot_be(fee: Fee, reasons: list[str]) -> None:
    assert [problem.said() for problem in loan_fees.problems_of_fee(fee)] == reasons


@given(
    parts=st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**7)), min_size=1, max_size=24),
    percent=st.fractions(0, 100),
    base=st.sampled_from(loan_fees.BASES),
    asked=st.sampled_from(loan_fees.ASKED),
)
def test_what_is_asked_is_taken_off_or_stands_in_the_instalments(
    parts: list[tuple[int, int]], percent: Fraction, base: Base, asked: Asked
) -> None:
    dues = [Due(n, date(2025, 1, 1), *each) for n, each in enumerate(parts, 1)]
    found = loan_fees.charges([Fee('any', base, asked, percent, 25_00)], dues)
    with_fees = loan_fees.with_fees(dues, found)
    added = sum(due.total for due in with_fees) - sum(due.total for due in dues)
    assert loan_fees.taken_off(found) + added == sum(charge.amount for charge in found)
    assert all(charge.amount >= 0 for charge in found)
