"""How a loan with a schedule stands on a day: the interest that really arose, what is overdue, what pays it off."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.bylaws import PART_MONTHS, PartMonth
from rules.running_loans import Payment, RunningLoan, Ways, problems_of_day, problems_of_payments, running
from rules.schedules import schedule
from rules.terms import AS_SCHEDULED, ON_OUTSTANDING, UNTIL_LAST_DAY, LateInterest, Terms
from tests.test_rules_schedules import DATES, START, agreed, shown

# 100.00 in 6 instalments of 17.01 at 7 % a year from 1 January 2024, months of 30 days.
GIVEN = date(2024, 1, 1)
BY_DAYS = Terms('equal-instalments', Fraction(7), 'year', 6, day_count='30/360', part_month='days')
BY_MONTHS = replace(BY_DAYS, part_month='started')


def day(text: str) -> date:
    return date.fromisoformat(f'2024-{text}')


def paid(*told: str) -> list[Payment]:
    """Payments written as '02-01 17.01'."""
    return [Payment(day(on), round(Fraction(amount) * 100)) for on, amount in (text.split() for text in told)]


def loan(on: str, *told: str, terms: Terms = BY_DAYS) -> RunningLoan:
    return running(100_00, GIVEN, terms, paid(*told), day(on))


def test_before_anything_is_due_it_stands_as_it_was_agreed() -> None:
    for terms in (BY_DAYS, BY_MONTHS):
        assert loan('01-20', terms=terms).rows(day('01-20')) == schedule(100_00, GIVEN, terms)
        assert loan('01-20', terms=terms).overdue(day('01-20')).total == 0


def test_who_pays_nothing_owes_interest_on_all_of_it_and_never_on_interest() -> None:
    """0.58 each month on the whole 100.00; the instalments stay, and the last takes the rest."""
    assert shown(loan('07-15').rows(day('07-15'))) == [
        '16.43 + 0.58 -> 83.57',
        '16.43 + 0.58 -> 67.14',
        '16.43 + 0.58 -> 50.71',
        '16.43 + 0.58 -> 34.28',
        '16.43 + 0.58 -> 17.85',
        '17.85 + 0.58 -> 0.00',
    ]
    assert [(due.n, due.total) for due in loan('07-15').overdue(day('07-15')).dues] == [
        (1, 17_01), (2, 17_01), (3, 17_01), (4, 17_01), (5, 17_01), (6, 18_43), (7, 26),
    ]  # fmt: skip


@pytest.mark.parametrize(
    'terms, late_interest, since_1_july, since_1_october',
    [
        (BY_DAYS, ON_OUTSTANDING, 26, 3 * 58 + 26),
        (BY_MONTHS, ON_OUTSTANDING, 58, 4 * 58),
        (BY_DAYS, UNTIL_LAST_DAY, 0, 0),
        (BY_MONTHS, UNTIL_LAST_DAY, 0, 0),
        (BY_DAYS, AS_SCHEDULED, 0, 0),
    ],
)
def test_after_the_last_due_day_interest_goes_on_unless_it_was_agreed_that_it_stops(
    terms: Terms, late_interest: LateInterest, since_1_july: int, since_1_october: int
) -> None:
    """Nothing of 100.00 paid. 14 of 31 days after 1 July: 0.58 × 14 / 31 = 0.26; each further month bears 0.58 again.

    The instalments stay what they are; what arose since is asked at once, beside them.
    """
    for on, since in (('07-15', since_1_july), ('10-15', since_1_october)):
        found = running(100_00, GIVEN, terms, [], day(on), Ways(late_interest))
        asked = found.rows(day(on))
        assert (len(asked), asked) == (6, found.rows(day('07-01')))
        in_time = sum(row.interest for row in asked)
        assert found.pay_off(day(on)).interest == in_time + since
        assert found.overdue(day(on)).total == 100_00 + in_time + since


def test_after_the_last_due_day_interest_is_on_the_principal_alone_until_it_is_paid() -> None:
    """103.48 are owed on 1 July, of it 3.48 interest. 53.48 on 1 August pay the oldest instalments: the first three, of
    17.01 each, and of the fourth 0.58 interest and 1.87 principal. 48.84 of the principal are left and bear 0.28."""
    found = loan('09-01', '08-01 53.48')
    assert found.pay_off(day('08-01')).principal == 48_84
    assert found.pay_off(day('09-01')).interest == (6 * 58 + 58) - 4 * 58 + 28
    assert loan('08-02', '08-01 104.06').pay_off(day('08-02')).total == 0


def test_flat_interest_is_that_of_the_loan_and_goes_on_after_the_last_day_on_what_is_outstanding() -> None:
    """1,000.00 flat at 2 % for 4 months bears 80.00; 250.00 still owed a month later bear 5.00 more."""
    terms = Terms('flat', Fraction(2), 'month', 4)
    last, later = date(2024, 5, 1), date(2024, 6, 1)
    found = running(1000_00, GIVEN, terms, [Payment(last, 830_00)], later)
    assert (found.pay_off(last).principal, found.pay_off(last).interest) == (250_00, 0)
    assert found.pay_off(later).interest == 5_00


@pytest.mark.parametrize(
    'on, part_month, interest_of_march',
    [('03-05', 'days', 40), ('03-10', 'days', 41), ('03-10', 'started', 49), ('04-01', 'days', 44)],
)
def test_what_is_paid_late_bears_interest_until_it_is_paid(on: str, part_month: str, interest_of_march: int) -> None:
    """The first on time, of the second 10.00 on 5 March. The longer the rest stays out, the more interest."""
    terms = BY_DAYS if part_month == 'days' else BY_MONTHS
    rows = loan(on, '02-01 17.01', '03-05 10', terms=terms).rows(day(on))
    assert (rows[2].interest, rows[2].total) == (interest_of_march, 17_01)
    assert rows[-1].balance == 0


def test_what_is_overdue_is_what_is_still_owed_of_each_instalment_due_before() -> None:
    """15.00 of the 17.01 of 1 February: interest first, 2.01 of the principal is overdue. What is due today is not."""
    overdue = loan('03-01', '02-15 15').overdue(day('03-01'))
    assert [(due.n, due.due_on, due.interest, due.principal) for due in overdue.dues] == [(1, day('02-01'), 0, 2_01)]
    assert (overdue.interest, overdue.principal, overdue.total) == (0, 2_01, 2_01)
    later = loan('03-02', '02-15 15').overdue(day('03-02'))
    assert [(due.n, due.interest, due.principal) for due in later.dues] == [(1, 0, 2_01), (2, 54, 16_47)]


@pytest.mark.parametrize(
    'on, told, by_days, by_months',
    [
        ('02-15', ['02-01 17.01'], (83_57, 24), (83_57, 49)),
        ('02-15', [], (100_00, 86), (100_00, 1_16)),
        ('02-01', [], (100_00, 58), (100_00, 58)),
        ('01-01', [], (100_00, 0), (100_00, 0)),
        ('12-31', [], (100_00, 6_94), (100_00, 6_96)),
    ],
)
def test_paying_off_costs_the_interest_up_to_the_day(
    on: str, told: list[str], by_days: tuple[int, int], by_months: tuple[int, int]
) -> None:
    """83.57 after half a month: 0.24 by days, 0.49 where the started month counts whole."""
    for terms, expected in ((BY_DAYS, by_days), (BY_MONTHS, by_months)):
        quote = loan(on, *told, terms=terms).pay_off(day(on))
        assert (quote.principal, quote.interest, quote.total) == (*expected, sum(expected))


def test_who_pays_early_owes_less_interest() -> None:
    """50.00 more on 11 January, 10 of 31 days: 0.19 of it is the interest until then, the rest repays."""
    early = loan('01-31', '01-11 50')
    assert early.pay_off(day('01-11')).principal == 50_19
    rows = early.rows(day('01-31'))
    assert (rows[0].interest, rows[0].total, rows[1].interest) == (39, 17_01, 29)
    # Where the started month counts whole, the next one is the first that bears less.
    assert loan('01-31', '01-11 50', terms=BY_MONTHS).rows(day('01-31'))[0].interest == 58


def test_with_the_other_methods_the_principal_stays_and_the_total_changes() -> None:
    """1,000 in 4 months at 2 %, nothing paid for two months: 20.00 again, and 250.00 as agreed."""
    agreed_terms = Terms('equal-principal', Fraction(2), 'month', 4)
    rows = running(1000_00, START, agreed_terms, [], date(2011, 11, 20)).rows(date(2011, 11, 20))
    assert shown(rows)[:3] == ['250.00 + 20.00 -> 750.00', '250.00 + 20.00 -> 500.00', '250.00 + 10.00 -> 250.00']
    flat = replace(agreed_terms, method='flat', part_month='days')
    assert running(1000_00, START, flat, [], date(2012, 6, 1)).rows(date(2012, 6, 1)) == schedule(1000_00, START, flat)
    # 10 of the 30 days of the first month: a third of its share of 20.00.
    assert running(1000_00, START, flat, [], date(2011, 9, 30)).pay_off(date(2011, 9, 30)).interest == 6_67


def test_interest_that_waits_is_owed_all_the_same_when_the_loan_is_paid_off() -> None:
    waiting = replace(BY_MONTHS, grace_principal=3, grace_interest=3)
    assert loan('03-15', terms=waiting).overdue(day('03-15')).total == 0
    assert loan('03-15', terms=waiting).pay_off(day('03-15')).interest == 3 * 58


def test_payments_that_cannot_have_been_are_refused() -> None:
    def said(*told: str) -> list[str]:
        found = problems_of_payments(100_00, GIVEN, BY_DAYS, paid(*told), lambda amount: f'{amount // 100}.00')
        return [str(problem) for problem in found]

    assert said('02-15 100.86') == []
    assert said('02-15 101.87') == [
        '101.00 paid on 2024-02-15 is more than the 100.00 owed on that day. Correct the payment.'
    ]
    assert said('02-15 100.86', '02-16 0.01') == [
        '0.00 paid on 2024-02-16 is more than the 0.00 owed on that day. Correct the payment.'
    ]
    before = Payment(date(2023, 12, 31), 0)
    found = problems_of_payments(100_00, GIVEN, BY_DAYS, [before], str)
    assert [str(problem) for problem in found] == [
        'The payment of 2023-12-31 is not more than zero. Type the sum that was paid.',
        'The payment of 2023-12-31 lies before the loan, which begins on 2024-01-01. Correct the date.',
    ]
    assert [str(problem) for problem in problems_of_day(GIVEN, date(2023, 12, 31), 'on')] == [
        'On 2023-12-31 the loan had not been given; it begins on 2024-01-01. Correct the date.'
    ]


def test_payments_after_the_day_are_not_known_yet() -> None:
    assert loan('02-15', '02-16 50').pay_off(day('02-15')) == loan('02-15').pay_off(day('02-15'))


def test_payments_may_be_told_in_any_order() -> None:
    told = loan('03-10', '03-05 10', '02-01 17.01')
    assert told.rows(day('03-10')) == loan('03-10', '02-01 17.01', '03-05 10').rows(day('03-10'))


def test_what_was_once_repaid_stays_repaid() -> None:
    """20.00 on 2 January repay 19.98. A cent on the first due day does not make it less, though interest is owed."""
    early = loan('01-02', '01-02 20')
    assert (early.pay_off(day('01-02')).principal, early.pay_off(day('01-02')).interest) == (80_02, 0)
    quote = loan('02-01', '01-02 20', '02-01 0.01').pay_off(day('02-01'))
    assert (quote.principal, quote.interest) == (80_02, 44)


def test_instalments_without_principal_stay_without_it() -> None:
    """50.00 paid on 11 January: the interest of the first month is less, and no principal takes its place."""
    grace = replace(BY_DAYS, grace_principal=2)
    rows = loan('01-31', '01-11 50', terms=grace).rows(day('01-31'))
    assert [(row.principal, row.interest) for row in rows[:2]] == [(0, 39), (0, 29)]


def test_interest_that_is_more_than_the_instalment_is_asked_all_the_same() -> None:
    """1,000 at 50 % a month, two of four months free: 321.43 each time. Nothing paid: 500.00 in the third month."""
    terms = Terms('equal-instalments', Fraction(50), 'month', 4, interest_free=2)
    last = date(2012, 1, 20)
    rows = running(1000_00, START, terms, [], last).rows(last)
    assert shown(rows) == [
        '321.43 + 0.00 -> 678.57', '321.43 + 0.00 -> 357.14', '0.00 + 500.00 -> 357.14', '357.14 + 500.00 -> 0.00',
    ]  # fmt: skip


@given(
    st.integers(1, 10**7),
    DATES,
    agreed(),
    st.sampled_from(PART_MONTHS),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 100))),
)
def test_whatever_is_paid_nothing_is_asked_twice_and_nothing_gets_lost(
    principal: int, start: date, terms: Terms, part_month: PartMonth, told: list[tuple[int, int]]
) -> None:
    """Payments are percentages of what would close the loan; at the end the rest closes it."""
    book = RunningLoan(principal, start, replace(terms, part_month=part_month))
    on, total = start, 0
    for days, percent in sorted(told):
        on = start + timedelta(days=days)
        owed = book.pay_off(on).total
        if owed * percent // 100:
            book.take(Payment(on, owed * percent // 100))
        total += owed * percent // 100
        assert book.pay_off(on).total == owed - owed * percent // 100
        rows = book.rows(on)
        assert sum(row.principal for row in rows) == principal
        assert all(row.principal >= 0 and row.interest >= 0 and row.balance >= 0 for row in rows)
    on += timedelta(days=400)
    if rest := book.pay_off(on).total:
        book.take(Payment(on, rest))
    assert (book.pay_off(on).total, book.overdue(on).total) == (0, 0)
    # What was paid is all that is due, of principal and of the interest that arose.
    assert total + rest >= sum(row.total for row in book.rows(on))


def test_an_instalment_that_asks_nothing_is_never_overdue() -> None:
    """1,200.00 in 4 monthly instalments at 1 % a month; the first asks neither principal nor interest."""
    terms = Terms('equal-principal', Fraction(1), 'month', 4, grace_principal=1, grace_interest=1)
    late = running(1_200_00, date(2025, 1, 1), terms, [], date(2025, 3, 2)).overdue(date(2025, 3, 2))
    assert [(due.n, due.principal, due.interest) for due in late.dues] == [(2, 400_00, 24_00)]
