"""What a bank lends a self help group: corpus, doses by date, and six active months."""

from datetime import date

import pytest

from rules import credit_linkage
from rules.credit_linkage import Scheme

TODAY = date(2025, 6, 1)


def scheme(name: str = 'DAY-NRLM', on: date = TODAY) -> Scheme:
    found = credit_linkage.scheme_on(name, on)
    assert found is not None
    return found


def test_the_corpus_is_savings_revolving_fund_and_grants() -> None:
    found = credit_linkage.corpus(18_000_00, 15_000_00, 2000_00)
    assert found.result == 35_000_00
    assert found.lines[0].said('INR') == ('Corpus', '18000.00 + 15000.00 + 2000.00', '35000.00')


@pytest.mark.parametrize(
    'on, number, lakh',
    [
        (TODAY, 1, '1.98'), (TODAY, 2, '3.00'), (TODAY, 3, '6.00'), (TODAY, 4, '6.00'),
        (date(2021, 3, 31), 1, '1.98'), (date(2021, 3, 31), 2, '2.64'), (date(2021, 3, 31), 3, '3.00'),
        (date(2021, 3, 31), 4, '5.00'), (date(2021, 3, 31), 5, '5.00'), (date(2021, 4, 1), 2, '3.00'),
    ],
)  # fmt: skip
def test_the_doses_of_a_group_with_a_corpus_of_33000(on: date, number: int, lakh: str) -> None:
    dose = credit_linkage.dose(number, 33_000_00, scheme(on=on)).result
    assert f'{dose // 100_000_00}.{dose % 100_000_00 // 1000_00:02d}' == lakh


def test_a_small_corpus_gets_the_least_and_a_plan_may_ask_for_more() -> None:
    assert credit_linkage.dose(1, 10_000_00, scheme()).result == 150_000_00
    assert credit_linkage.dose(1, 10_000_00, scheme(on=date(2019, 1, 1))).result == 100_000_00
    assert credit_linkage.dose(3, 10_000_00, scheme(), plan=850_000_00).result == 850_000_00


def test_in_towns_it_is_four_times_the_corpus() -> None:
    assert credit_linkage.dose(1, 33_000_00, scheme('NULM')).result == 132_000_00
    assert credit_linkage.dose(2, 33_000_00, scheme('NULM')).result == 132_000_00


def test_a_dose_shows_its_arithmetic() -> None:
    lines = credit_linkage.dose(2, 33_000_00, scheme()).lines
    assert [line.said('INR') for line in lines] == [
        ('By the corpus', '8 × 33000.00', '264000.00'),
        ('At least', '', '300000.00'),
        ('Dose', 'the most of these', '300000.00'),
    ]


def reasons(amount: int, active_since: date, on: date = TODAY, name: str = 'DAY-NRLM') -> list[str]:
    found = credit_linkage.scheme_on(name, on)
    problems = credit_linkage.problems_of_linkage(1, amount, 33_000_00, found, active_since, on)
    return [problem.said() for problem in problems]


def test_every_reason_why_a_bank_will_not_lend() -> None:
    assert reasons(198_000_00, date(2024, 12, 1)) == []
    assert reasons(198_000_01, date(2024, 12, 2)) == [
        'By its books the group is active since 2024-12-02; a bank asks for 6 months. Apply from 2025-06-02 on.',
        'Dose 1 is 198000.00; 198000.01 is more. Apply for at most that, or raise the corpus.',
    ]
    assert reasons(1, date(2001, 1, 1), date(2010, 1, 1)) == [
        'No doses are known for 2010-01-01. Correct the date, or choose another programme.'
    ]
