"""The loan calculator on the command line: what it prints, what it refuses, its exit codes."""

import json
import shlex
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from main import app

SHG = '--principal 12000 --rate 2 --count 4 --start 2011-09-20'
PROGRESSIVE = '--principal 100 --rate 7 --per year --count 6 --start 2024-01-01 --day-count 30/360'


def run(line: str) -> Result:
    return CliRunner().invoke(app, ['loan', *shlex.split(line)])


def told(line: str) -> dict[str, Any]:
    result = run(f'{line} --json')
    assert (result.exit_code, result.stderr) == (0, ''), result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_a_schedule_is_a_line_of_json_with_exact_amounts() -> None:
    answer = told(SHG)
    assert answer['rows'][0] == {
        'n': 1, 'due': '2011-10-20', 'principal': '2911.49', 'interest': '240.00', 'total': '3151.49',
        'balance': '9088.51',
    }  # fmt: skip
    assert [row['total'] for row in answer['rows']] == ['3151.49', '3151.49', '3151.49', '3151.47']
    assert {key: value for key, value in answer.items() if key != 'rows'} == {
        'total_interest': '605.94', 'total': '12605.94', 'instalment': '3151.49',
    }  # fmt: skip


def test_without_json_it_is_a_table() -> None:
    assert run(SHG).stdout.splitlines() == [
        '      Due              Principal        Interest           Total         Balance',
        '   1  2011-10-20         2911.49          240.00         3151.49         9088.51',
        '   2  2011-11-20         2969.72          181.77         3151.49         6118.79',
        '   3  2011-12-20         3029.11          122.38         3151.49         3089.68',
        '   4  2012-01-20         3089.68           61.79         3151.47            0.00',
        '      All               12000.00          605.94        12605.94',
    ]
    asked = run(f'{PROGRESSIVE} --paid 2024-02-15=15 --on 2024-02-15 --pay-off 2024-03-01')
    assert asked.stdout.splitlines()[-2:] == [
        'Overdue on 15 February 2024: 2.01, of it principal 2.01, interest 0.00.',
        'Paying off on 1 March 2024 costs 86.12: principal 85.58, interest 0.54.',
    ]


@pytest.mark.parametrize(
    'options, first, last',
    [
        ('--method flat', '3000.00 + 240.00', '3000.00 + 240.00'),
        ('--method equal-principal', '3000.00 + 240.00', '3000.00 + 60.00'),
        ('--method interest-only', '0.00 + 240.00', '12000.00 + 240.00'),
        ('--per year', '2992.51 + 20.00', '3007.50 + 5.01'),
        ('--every "1 week"', '2979.32 + 55.38', '3020.73 + 13.94'),
        ('--decimals 0', '2911 + 240', '3091 + 62'),
        ('--instalment-multiple-of 10 --instalment-rounding up', '2920.00 + 240.00', '3063.63 + 61.27'),
        ('--instalment-multiple-of 10 --instalment-rounding down', '2910.00 + 240.00', '3094.24 + 61.88'),
        ('--money-multiple-of 100', '3000.00 + 200.00', '2900.00 + 100.00'),
        ('--grace-principal 2', '0.00 + 240.00', '6059.41 + 121.19'),
        ('--grace-interest 2', '2911.49 + 0.00', '3089.68 + 61.79'),
        ('--interest-free 1', '3089.69 + 0.00', '3029.12 + 60.58'),
        ('--rounding down --day-count act/365', '2914.68 + 236.71', '3088.43 + 62.95'),
        ('--day-count act/364', '2914.45 + 237.36', '3088.67 + 63.13'),
    ],
)
def test_every_convention_is_an_option(options: str, first: str, last: str) -> None:
    rows = told(f'{SHG} {options}')['rows']
    assert [f'{row["principal"]} + {row["interest"]}' for row in (rows[0], rows[-1])] == [first, last]


def test_a_fixed_instalment_needs_no_count() -> None:
    answer = told('--principal 1000 --rate 2 --method fixed --instalment 400 --start 2024-01-01')
    assert [row['total'] for row in answer['rows']] == ['400.00', '400.00', '237.05']
    assert answer['instalment'] == '400.00'
    assert told(f'{SHG} --method equal-principal')['instalment'] is None


def test_how_a_loan_stands_on_a_day_and_what_is_overdue() -> None:
    answer = told(f'{PROGRESSIVE} --paid 2024-02-01=17.01 --paid 2024-03-05=10 --on 2024-03-10')
    assert answer['rows'][2] == {
        'n': 3, 'due': '2024-04-01', 'principal': '16.60', 'interest': '0.41', 'total': '17.01', 'balance': '50.45',
    }  # fmt: skip
    assert answer['overdue'] == {
        'on': '2024-03-10', 'principal': '7.01', 'interest': '0.00', 'total': '7.01',
        'rows': [{'n': 2, 'due': '2024-03-01', 'principal': '7.01', 'interest': '0.00', 'total': '7.01'}],
    }  # fmt: skip
    # Payments alone mean the day of the last of them.
    assert told(f'{PROGRESSIVE} --paid 2024-02-01=17.01 --paid 2024-03-05=10')['overdue']['on'] == '2024-03-05'


def test_paying_off_leaves_the_schedule_as_it_was() -> None:
    line = f'{PROGRESSIVE} --paid 2024-02-01=17.01 --pay-off 2024-02-15'
    by_days = told(f'{line} --part-month days')
    assert by_days['pay_off'] == {'on': '2024-02-15', 'principal': '83.57', 'interest': '0.24', 'total': '83.81'}
    assert by_days['rows'] == told(PROGRESSIVE)['rows'] and 'overdue' not in by_days
    assert told(line)['pay_off'] == told(f'{line} --part-month started')['pay_off'] == {
        'on': '2024-02-15', 'principal': '83.57', 'interest': '0.49', 'total': '84.06',
    }  # fmt: skip


@pytest.mark.parametrize(
    'line, reasons',
    [
        (f'{SHG} --rate -1', ['The rate is below zero.']),
        (f'{SHG} --rate 500', ['The rate is higher than 100 percent.']),
        (f'{SHG} --count 0', ['A loan has from 1 to 1200 instalments, not 0.']),
        (f'{SHG} --count 10000', ['A loan has from 1 to 1200 instalments, not 10000.']),
        (f'{SHG} --principal 0', ['The loan must be more than zero.']),
        (f'{SHG} --principal -5', ['The loan must be more than zero.']),
        (f'{SHG} --principal 10.005', ['10.005 has more than 2 decimals.']),
        (f'{SHG} --principal 10.5 --decimals 0', ['10.5 has more than 0 decimals.']),
        (f'{SHG} --principal lots', ["'lots' is not an amount."]),
        (f'{SHG} --rate "2 %"', ["'2 %' is not an amount."]),
        (f'{SHG} --every "0 weeks"', ['Instalments cannot follow each other every 0 weeks.']),
        (f'{SHG} --grace-principal 4', ['All 4 instalments would be free; none is left to pay.']),
        (f'{SHG} --money-multiple-of 0', ['Sums cannot be rounded to a multiple of zero.']),
        (
            f'{SHG} --count 0 --method fixed --instalment 200',
            ['A loan has from 1 to 1200 instalments, not 0.', 'The instalment of 200.00 does not cover the interest '
             'of 240.00, so that the loan would never be repaid.'],
        ),
        (
            '--principal 12000 --rate 2 --method fixed --instalment 240',
            ['The instalment of 240.00 does not cover the interest of 240.00, so that the loan would never be repaid.'],
        ),
        (f'{SHG} --paid 2011-09-19=5', ['The payment of 19 September 2011 lies before the loan, which begins on '
                                       '20 September 2011.']),
        (f'{SHG} --paid 2011-10-20=0', ['The payment of 20 October 2011 is not more than zero.']),
        (f'{SHG} --paid 2011-10-20=12240.01', ['12240.01 paid on 20 October 2011 is more than the 12240.00 owed on '
                                               'that day.']),
        (f'{SHG} --on 2011-09-19', ['On 19 September 2011 the loan had not been given; it begins on 20 September '
                                    '2011.']),
        (f'{SHG} --pay-off 2011-09-19', ['On 19 September 2011 the loan had not been given; it begins on 20 September '
                                         '2011.']),
        (
            f'{SHG} --principal 0 --rate -2 --count 0 --paid 2011-01-01=3',
            ['A loan has from 1 to 1200 instalments, not 0.', 'The loan must be more than zero.',
             'The rate is below zero.', 'The payment of 1 January 2011 lies before the loan, which begins on '
             '20 September 2011.'],
        ),
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_every_reason(line: str, reasons: list[str]) -> None:
    result = run(line)
    assert (result.exit_code, result.stdout) == (1, '')
    said = result.stderr.splitlines()
    assert [text[: len(reason)] for text, reason in zip(said, reasons, strict=True)] == reasons
    # Each says what to do besides.
    assert all(len(text) > len(reason) + 10 for text, reason in zip(said, reasons, strict=True))


@pytest.mark.parametrize(
    'line',
    [
        '--principal 1000 --rate 2',
        '--rate 2 --count 4',
        f'{SHG} --instalment 500',
        f'{SHG} --method fixed',
        f'{SHG} --method bullet',
        f'{SHG} --every monthly',
        f'{SHG} --paid 2011-10-20',
        f'{SHG} --paid 2011-10-20=',
        f'{SHG} --paid =50',
        f'{SHG} --paid today=50',
        f'{SHG} --paid 2011-10-20=fifty',
        f'{SHG} --on tomorrow',
        f'{SHG} --start 2011-02-30',
        f'{SHG} --decimals 20',
        f'{SHG} --day-count 365',
        f'{SHG} --part-month half',
    ],
)
def test_wrong_use_is_told_apart(line: str) -> None:
    result = run(line)
    assert (result.exit_code, result.stdout) == (2, '')
    assert result.stderr != ''


NUMBERS = st.sampled_from(('0', '-3', '1', '2.5', '7', '40', '999', '1e3', '', 'x', '12000.001', '99999999999999999'))


@settings(deadline=None)
@given(
    NUMBERS, NUMBERS, st.integers(-5, 2000), NUMBERS, st.sampled_from(('flat', 'fixed', 'equal-instalments')),
    st.integers(-2, 30), st.sampled_from(('2024-01-01=5', '2023-12-31=1', '2024-01-31=', 'x')),
)  # fmt: skip
def test_whatever_is_typed_there_is_an_answer_or_a_reason(
    principal: str, rate: str, count: int, sum_: str, method: str, grace: int, paid: str
) -> None:
    words = ['--principal', principal, '--rate', rate, '--count', str(count), '--method', method, '--start',
             '2024-01-01', '--grace-interest', str(grace), '--paid', paid, '--on', '2024-03-01']  # fmt: skip
    if method == 'fixed':
        words += ['--instalment', sum_]
    result = CliRunner().invoke(app, ['loan', *words])
    assert result.exit_code in (0, 1, 2), f'{words}: {result.exception!r}'
    assert (result.stdout == '') == (result.exit_code != 0) and (result.stderr == '') == (result.exit_code == 0)


def test_who_pays_late_owes_interest_as_scheduled_or_on_what_is_outstanding() -> None:
    """Nothing paid: 4 × 240.00 on all of it, or the 605.94 of the schedule. On 1 February, 12 of 31 days after the last
    due day, 92.90 more where interest goes on."""
    asked = f'{SHG} --on 2012-02-01 --pay-off 2012-02-01'
    for convention, in_time, owed in (
        ('', '960.00', '1052.90'), ('on what is outstanding', '960.00', '1052.90'),
        ('until the last due day', '960.00', '960.00'), ('as scheduled', '605.94', '605.94'),
    ):  # fmt: skip
        answer = told(f'{asked} --late-interest "{convention}"' if convention else asked)
        assert (answer['total_interest'], len(answer['rows'])) == (in_time, 4)
        assert (answer['overdue']['interest'], answer['pay_off']['interest']) == (owed, owed)
    for ahead, rows in (
        ('smaller instalments', ['3151.49', '2111.22', '2111.22', '2111.22']),
        ('fewer instalments', ['3151.49', '3151.49', '3119.97']),
        ('next instalment', ['3151.49', '3151.49', '3151.49', '3089.05']),
    ):
        early = told(f'{SHG} --paid 2011-10-20=6151.49 --on 2011-10-20 --paid-ahead "{ahead}"')
        assert [row['total'] for row in early['rows']] == rows
    refused = run(f'{asked} --late-interest never')
    assert refused.exit_code == 2
