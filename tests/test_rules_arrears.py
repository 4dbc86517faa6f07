"""Late loans: days, classes, what is at risk and what is set aside."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import arrears
from rules.allocation import Due
from rules.arrears import BY_MONTHS, Class, Late, Table
from rules.money import rounded

FEBRUARY, MARCH, APRIL = date(2025, 2, 10), date(2025, 3, 10), date(2025, 4, 10)
DUES = [Due(n, on, interest=30_00, principal=1000_00) for n, on in enumerate((FEBRUARY, MARCH, APRIL), 1)]

# Sa-Dhan, Tracking Financial Performance Standards, the loan loss provisions (yumpu.com/en/document/view/45882903).
SA_DHAN = Table(
    date.min,
    (
        Class('regular', 0),
        Class('1–30', 1, Fraction(10)),
        Class('31–60', 31, Fraction(25)),
        Class('61–90', 61, Fraction(50)),
        Class('91–180', 91, Fraction(75)),
        Class('181–365', 181, Fraction(90)),
        Class('more than 365', 366, Fraction(100)),
    ),
)
LOANS = [
    Late(128_000_00, 0), Late(17_500_00, 30), Late(10_000_00, 31), Late(5000_00, 90), Late(3500_00, 91),
    Late(2500_00, 365), Late(1500_00, 366),
]  # fmt: skip


def percent(share: Fraction | None) -> str:
    assert share is not None
    hundredths = rounded(share * 100_00)
    return f'{hundredths // 100}.{hundredths % 100:02d}'


def test_the_table_of_sa_dhan() -> None:
    bands = arrears.bands(LOANS, SA_DHAN)
    assert [percent(band.share) for band in bands] == ['76.19', '10.42', '5.95', '2.98', '2.08', '1.49', '0.89']
    assert [band.set_aside for band in bands] == [0, 1750_00, 2500_00, 2500_00, 2625_00, 2250_00, 1500_00]
    assert sum(band.balance for band in bands) == 168_000_00
    assert arrears.lines(bands)[1].said('INR') == ('1–30', '17500.00 × 10 / 100', '1750.00')
    assert arrears.lines(bands)[-1].said('INR') == ('Set aside', '', '13125.00')


@pytest.mark.parametrize('more_than_days, share', [(0, '23.81'), (30, '13.39'), (90, '4.46'), (366, '0.00')])
def test_at_risk_is_the_whole_balance_of_each_late_loan(more_than_days: int, share: str) -> None:
    assert percent(arrears.at_risk(LOANS, more_than_days).share) == share


def test_a_loan_that_was_late_when_it_was_set_anew_is_at_risk_with_its_whole_balance() -> None:
    found = arrears.at_risk([Late(8000_00, 10, set_anew=True), Late(8000_00, 10)], 30)
    assert (found.balance, found.of_all) == (8000_00, 16_000_00)


def test_a_group_without_loans_has_nothing_at_risk() -> None:
    assert arrears.at_risk([], 30).share is None
    assert {band.share for band in arrears.bands([], SA_DHAN)} == {None}


@pytest.mark.parametrize(
    'days, name',
    [
        (0, 'in time'), (1, 'watch'), (30, 'watch'), (31, 'substandard'), (60, 'substandard'), (61, 'doubtful'),
        (90, 'doubtful'), (91, 'loss'), (9999, 'loss'),
    ],
)  # fmt: skip
def test_one_month_is_watch_two_substandard_three_doubtful_more_loss(days: int, name: str) -> None:
    assert arrears.class_of(days, BY_MONTHS).name == name


@pytest.mark.parametrize('on, days', [(FEBRUARY, 0), (date(2025, 2, 11), 1), (MARCH, 28), (date(2025, 5, 10), 89)])
def test_a_loan_is_late_by_the_days_of_its_oldest_open_instalment(on: date, days: int) -> None:
    assert arrears.days_late(DUES, on) == days


def test_a_part_of_an_instalment_keeps_it_late_and_a_penalty_alone_does_not() -> None:
    on = date(2025, 3, 20)
    almost = replace(DUES[0], interest=0, principal=1)
    assert arrears.days_late([almost, *DUES[1:]], on) == 38
    assert arrears.days_late([Due(1, FEBRUARY, penalty=15_00), *DUES[1:]], on) == 10
    assert arrears.days_late([Due(1, FEBRUARY)], on) == 0


@pytest.mark.parametrize(
    'left, on, state',
    [
        (0, FEBRUARY, 'paid'), (0, MARCH, 'paid'), (1030_00, FEBRUARY, 'pending'), (500_00, FEBRUARY, 'partly paid'),
        (500_00, date(2025, 2, 11), 'overdue'), (1030_00, MARCH, 'overdue'),
    ],
)  # fmt: skip
def test_how_an_instalment_stands(left: int, on: date, state: str) -> None:
    assert arrears.state(DUES[0], Due(1, FEBRUARY, principal=left), on) == state


def test_a_new_table_counts_from_its_day() -> None:
    newer = replace(SA_DHAN, since=date(2025, 4, 1))
    assert arrears.table_on([newer, BY_MONTHS], date(2025, 3, 31)) is BY_MONTHS
    assert arrears.table_on([newer, BY_MONTHS], date(2025, 4, 1)) is newer


def test_what_makes_no_table() -> None:
    wrong = [Class('watch', 1), Class('loss', 1, Fraction(101))]
    assert [problem.said() for problem in arrears.problems_of_table(wrong)] == [
        'No class begins at day 0. Let the first class be that of the loans in time, from day 0.',
        'The class loss begins at day 1, no later than the one before it. Put the classes in order of their days.',
        'What is set aside for the class loss is not between 0 and 100 percent. Correct the percentage.',
    ]
    assert [len(list(arrears.problems_of_table(table.classes))) for table in (BY_MONTHS, SA_DHAN)] == [0, 0]
    assert len(list(arrears.problems_of_table([]))) == 1


@given(
    st.lists(st.builds(Late, st.integers(0, 10**9), st.integers(0, 1000), st.just(False)), max_size=30),
    st.integers(0, 400),
)
def test_every_loan_is_in_one_class_and_risk_falls_with_the_days(loans: list[Late], days: int) -> None:
    bands = arrears.bands(loans, SA_DHAN)
    assert sum(band.balance for band in bands) == sum(loan.balance for loan in loans)
    assert sum(band.loans for band in bands) == len(loans)
    assert all(0 <= band.set_aside <= band.balance for band in bands)
    assert arrears.at_risk(loans, days + 1).balance <= arrears.at_risk(loans, days).balance
    late = [band.balance for band in bands if band.group.from_days > 0]
    assert arrears.at_risk(loans, 0).balance == sum(late)
