"""The loan calculator without its page: what an address asks for, every reason why not, and arithmetic that adds up."""

import re
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.bylaws import Bylaws
from rules.day_counts import DAY_COUNTS, PERS
from rules.money import ROUNDING_MODES, Money
from rules.terms import METHODS
from ui import calculator_words as words
from ui import term_words
from ui.calculator_computed import compared, compute, early
from ui.calculator_typed import Asked, read

TODAY = date(2026, 1, 1)
GROUP = Bylaws(monthly_due=200_00, loan_rate_percent=Fraction(2), started_on=date(2025, 1, 1))


def asked(**given: str) -> Asked:
    return read(given, GROUP, TODAY)


def rows(**given: str) -> list[tuple[str, str, str]]:
    """The arithmetic of each row."""
    loan = asked(**given)
    assert loan.problems == ()
    computed = compute(loan)
    found = words.steps(loan, computed.periods, computed.shares, computed.rows)
    return [(step.interest, step.principal, step.balance) for step in found]


def test_the_page_opens_with_an_example_at_the_rate_and_rounding_of_the_group() -> None:
    whole_rupees = Bylaws(monthly_due=300_00, loan_rate_percent=Fraction(3, 2), rounding_unit=100, rounding_mode='up')
    loan = read({}, whole_rupees, TODAY)
    assert (loan.principal, loan.start, loan.pay_off, loan.problems) == (15_000_00, TODAY, None, ())
    assert (loan.terms.rate, loan.terms.per, loan.terms.count) == (Fraction(3, 2), 'month', 12)
    assert (loan.terms.rounding_unit, loan.terms.rounding_mode) == (100, 'up')


def test_an_address_names_what_is_not_as_usual_and_gives_the_same_loan_again() -> None:
    loan = asked(principal='12,000', count='4', method='flat', pay_off='2026-03-10')
    address = loan.address()
    assert address == '/calculator?principal=12%2C000&count=4&method=flat&start=2026-01-01&pay_off=2026-03-10'
    again = read(dict(parse_qsl(urlsplit(address).query)), GROUP, date(2026, 6, 1))
    assert (again.principal, again.start, again.terms) == (loan.principal, loan.start, loan.terms)


def test_digits_of_any_script_are_read() -> None:
    loan = asked(principal='१२,०००', rate='१.५', count='४')
    assert (loan.principal, loan.terms.rate, loan.terms.count) == (12_000_00, Fraction(3, 2), 4)


@pytest.mark.parametrize(
    'field, text, said',
    [
        ('principal', '-5', "'-5' is not an amount."),
        ('principal', '0', 'The loan must be more than zero.'),
        ('principal', '', 'This is missing.'),
        ('principal', '9' * 40, f"'{'9' * 40}' is not an amount."),
        ('rate', 'two', "'two' is not a percentage."),
        ('rate', '0.' + '3' * 30, f"'0.{'3' * 30}' is not a percentage."),
        ('rate', '101', 'The rate is higher than 100 percent.'),
        ('count', '0', 'A loan has from 1 to 240 instalments, not 0.'),
        ('count', '241', 'A loan has from 1 to 240 instalments, not 241.'),
        ('count', '', 'This is missing.'),
        ('every', 'now and then', 'Instalments cannot follow each other every now and then.'),
        ('every', '900 months', 'The loan would run for more than 100 years.'),
        ('method', 'barter', "'barter' is not among the choices."),
        ('start', '31/03/2026', "'31/03/2026' is not a date."),
        ('start', '0001-01-01', 'The loan begins too early to be counted.'),
        ('start', '9999-12-31', 'The loan begins too late to be counted.'),
        ('grace_principal', '12', 'All 12 instalments would be free; none is left to pay.'),
        ('grace_interest', 'x', "'x' is not a whole number."),
        ('interest_free', '13', '13 instalments are free of interest, and there are only 12.'),
        ('rounding_unit', '0', 'Sums cannot be rounded to a multiple of zero.'),
        ('instalment_multiple', 'much', "'much' is not an amount."),
        ('day_count', 'by feel', "'by feel' is not among the choices."),
        ('paid', 'two', "'two' is not a whole number."),
        ('late_interest', 'none', "'none' is not among the choices."),
        ('pay_off', '2025-12-31', 'On 2025-12-31 the loan had not been given; it begins on 2026-01-01.'),
    ],
)
def test_what_is_nonsense_is_said_at_its_field(field: str, text: str, said: str) -> None:
    loan = asked(**{field: text})
    assert [(problem.about, problem.said().startswith(said)) for problem in loan.problems] == [(field, True)]


def test_every_reason_is_said_at_once_and_none_that_follows_from_another() -> None:
    loan = asked(principal='x', rate='y', count='z', method='fixed', instalment='', day_count='act/act')
    assert sorted(problem.about for problem in loan.problems) == ['count', 'instalment', 'principal', 'rate']


def test_a_fixed_sum_must_repay_the_loan_within_twenty_years() -> None:
    too_small = asked(method='fixed', instalment='200', count='')
    assert [problem.about for problem in too_small.problems] == ['instalment']
    slow = asked(method='fixed', instalment='200.50', count='')
    assert 'more than 240 instalments' in slow.problems[0].said()
    assert compute(asked(method='fixed', instalment='2000', count='')).last == 645_38


def test_each_row_is_explained_in_figures() -> None:
    """12,000.00 at 2 % a month in 4 equal instalments of 3,151.49."""
    assert rows(principal='12000', count='4') == [
        ('12,000.00 × 2 % = 240.00', '3,151.49 − 240.00 = 2,911.49', '12,000.00 − 2,911.49 = 9,088.51'),
        ('9,088.51 × 2 % = 181.7702 → 181.77', '3,151.49 − 181.77 = 2,969.72', '9,088.51 − 2,969.72 = 6,118.79'),
        ('6,118.79 × 2 % = 122.3758 → 122.38', '3,151.49 − 122.38 = 3,029.11', '6,118.79 − 3,029.11 = 3,089.68'),
        ('3,089.68 × 2 % = 61.7936 → 61.79', '3,089.68, all that is left', '3,089.68 − 3,089.68 = 0.00'),
    ]


@pytest.mark.parametrize(
    'given, interest, principal',
    [
        ({'method': 'flat', 'count': '3'}, '10,000.00 × 2 % = 200.00', '10,000.00 / 3 = 3,333.333333… → 3,333.33'),
        ({'method': 'interest-only'}, '10,000.00 × 2 % = 200.00', 'nothing of the loan'),
        ({'rate': '24', 'per': 'year', 'grace_principal': '1'}, '10,000.00 × 24 % / 12 = 200.00',
         'nothing of the loan'),
        ({'interest_free': '1', 'method': 'equal-principal', 'count': '4'}, 'free of interest',
         '10,000.00 / 4 = 2,500.00'),
        ({'grace_interest': '1', 'method': 'equal-principal', 'count': '4'}, '10,000.00 × 2 % = 200.00, paid later',
         '10,000.00 / 4 = 2,500.00'),
        ({'every': '2 weeks', 'method': 'interest-only'}, '10,000.00 × 2 % × 12 × 2 / 52 = 92.307692… → 92.31',
         'nothing of the loan'),
        ({'day_count': '30/360', 'rate': '12', 'per': 'year', 'method': 'interest-only', 'every': '3 months'},
         '10,000.00 × 12 % × 90 / 360 = 300.00', 'nothing of the loan'),
        ({'day_count': 'act/act', 'rate': '12', 'per': 'year', 'method': 'interest-only', 'start': '2023-12-12'},
         '10,000.00 × 12 % × (19 / 365 + 12 / 366) = 101.810015… → 101.81', 'nothing of the loan'),
    ],
)  # fmt: skip
def test_the_first_row_of_other_terms(given: dict[str, str], interest: str, principal: str) -> None:
    assert rows(**given)[0][:2] == (interest, principal)


def test_interest_that_waited_is_added_where_it_is_paid() -> None:
    assert [row[0] for row in rows(grace_interest='2', method='flat', count='4')] == [
        '10,000.00 × 2 % = 200.00, paid later', '10,000.00 × 2 % = 200.00, paid later',
        '10,000.00 × 2 % = 200.00; + 400.00 = 600.00', '10,000.00 × 2 % = 200.00',
    ]  # fmt: skip


def test_the_instalment_is_explained_where_all_periods_bear_the_same() -> None:
    loan = asked(principal='12000', count='4', rate='10', per='year')
    periods = compute(loan).periods
    assert words.instalment_formula(loan, periods) == '12,000.00 × r / (1 − 1 / (1 + r)⁴) = 3,062.759332… → 3,062.76'
    assert words.percent_of_period(periods[0], loan.terms) == '10 % / 12 = 0.8333… %'
    free = asked(principal='12000', count='4', rate='0')
    assert words.instalment_formula(free, compute(free).periods) == '12,000.00 / 4 = 3,000.00'
    by_days = asked(principal='12000', count='4', day_count='act/365')
    assert words.instalment_formula(by_days, compute(by_days).periods) == ''


def test_the_same_loan_by_other_ways_the_cheapest_first() -> None:
    """10,000.00 at 2 % a month for a year."""
    loan = asked()
    assert [(way.method, way.computed.interest, way.computed.instalment) for way in compared(loan, compute(loan))] == [
        ('equal-principal', 1_300_00, 1_033_33), ('equal-instalments', 1_347_15, 945_60),
        ('flat', 2_400_00, 1_033_33), ('interest-only', 2_400_00, 200_00),
    ]  # fmt: skip
    fixed = asked(method='fixed', instalment='2000', count='')
    ways = {way.method: way for way in compared(fixed, compute(fixed))}
    # Paying 2,000.00 takes 6 months, so the others have 6 instalments too.
    assert ways['flat'].computed.interest == 1_200_00
    assert ways['flat'].address == '/calculator?count=6&method=flat&instalment=2000&start=2026-01-01'


@pytest.mark.parametrize(
    'method, lines',
    [
        ('equal-instalments', [(866_377, '8,493.89 × 2 % = 169.8778 → 169.88'),
                               (854_321, '8,493.89 × 2 % × 9 / 31 = 49.319361… → 49.32')]),
        ('flat', [(853_334, ''), (839_140, '200.00 × 9 / 31 = 58.064516… → 58.06')]),
    ],
)  # fmt: skip
def test_closing_early_costs_what_is_owed_and_the_interest_of_the_started_month(
    method: str, lines: list[tuple[int, str]]
) -> None:
    loan = asked(method=method, pay_off='2026-03-10')
    computed = compute(loan)
    found = early(loan, computed, date(2026, 3, 10))
    assert [one.part_month for one in found] == ['started', 'days']
    assert [(one.cost.total, words.closing_formula(loan, computed.shares, one)) for one in found] == lines
    assert {one.cost.total for one in early(loan, computed, date(2027, 1, 2))} == {0}


@pytest.mark.parametrize(
    'late_interest, total',
    [
        # 12,000.00 × 2 % × 3 = 720.00: each month on all that is owed.
        ('on what is outstanding', 12_720_00),
        # 240.00, 181.77 and 122.38, as if the instalments of 3,151.49 had been paid.
        ('as scheduled', 12_544_15),
    ],
)
def test_who_paid_nothing_owes_the_interest_that_was_chosen(late_interest: str, total: Money) -> None:
    terms = {'principal': '12000', 'count': '4', 'paid': '0', 'pay_off': '2026-04-01'}
    loan = asked(**terms, late_interest=late_interest)
    assert (loan.problems, loan.late) == ((), True)
    assert [one.cost.total for one in early(loan, compute(loan), date(2026, 4, 1))] == [total, total]
    on_time = asked(principal='12000', count='4', late_interest=late_interest)
    assert {one.cost.total for one in early(on_time, compute(on_time), date(2026, 4, 1))} == {6_118_79 + 122_38}


CHOICES: dict[str, Any] = {
    'principal': st.integers(1, 10**8).map(lambda paise: f'{paise // 100}.{paise % 100:02d}'),
    'rate': st.sampled_from(['0', '0.5', '2', '10', '13.37', '24', '99']),
    'per': st.sampled_from(PERS),
    'count': st.integers(1, 30).map(str),
    'every': st.sampled_from([*term_words.EVERIES, '9 days']),
    'method': st.sampled_from(METHODS),
    'instalment': st.sampled_from(['500', '12345.67', '1000000']),
    'start': st.dates(date(2000, 1, 1), date(2030, 1, 1)).map(date.isoformat),
    'grace_principal': st.sampled_from(['0', '1', '5']),
    'grace_interest': st.sampled_from(['0', '2']),
    'interest_free': st.sampled_from(['0', '3']),
    'rounding_unit': st.sampled_from(['0.01', '1', '10']),
    'rounding_mode': st.sampled_from(ROUNDING_MODES),
    'instalment_multiple': st.sampled_from(['', '1', '50']),
    'day_count': st.sampled_from(DAY_COUNTS),
}


@given(st.fixed_dictionaries(CHOICES))
def test_the_arithmetic_of_every_row_comes_to_its_figures(given: dict[str, str]) -> None:
    loan = asked(**given)
    assume(not loan.problems)
    computed = compute(loan)
    steps = words.steps(loan, computed.periods, computed.shares, computed.rows)
    for row, share, step in zip(computed.rows, computed.shares, steps, strict=True):
        arisen, _later, due = step.interest.removesuffix(', paid later').partition('; + ')
        assert worked_out(arisen, loan, {'free of interest': 0}) == share.interest
        if due:
            assert figure(due.rpartition(' = ')[2]) == row.interest
        elif not step.interest.endswith('later'):
            assert share.interest == row.interest
        principal = step.principal.removesuffix(', all that is left')
        assert worked_out(principal, loan, {'nothing of the loan': 0}) == row.principal
        assert worked_out(step.balance, loan, {}) == row.balance
    assert computed.rows[-1].balance == 0


def worked_out(said: str, loan: Asked, words_for: dict[str, Money]) -> Money:
    """What the left side of a line comes to on a calculator; the line must say the same."""
    if said in words_for:
        return words_for[said]
    left, _equals, right = said.partition(' = ')
    value = Fraction(eval(re.sub(r'\d+(\.\d+)?', r'Fraction("\g<0>")', _in_signs(left)))) * 100
    if not right:
        return int(value)
    if '→' in right:
        value = Fraction(loan.terms.rounded(value))
    assert value == figure(right.rpartition('→')[2])
    return int(value)


def figure(text: str) -> Money:
    """1,234.50 in minor units."""
    return int(Fraction(text.replace(',', '').strip()) * 100)


def _in_signs(text: str) -> str:
    for sign, python in ((',', ''), (' %', ' / 100'), ('×', '*'), ('−', '-')):
        text = text.replace(sign, python)
    return text
