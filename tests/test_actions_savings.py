"""Savings accounts in a book: limits, notice, accounts on hold, and interest that is posted once."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from actions import closing, dividends, savings, savings_interest, settings
from reports.dividends import recorded
from rules.balances import Period
from rules.dividends import Declaration
from rules.periods import Month
from rules.problems import Refused
from rules.register_records import Distribution
from sheets.columns import DISTRIBUTIONS
from tests.groups import NOW, PRESIDENT, Group

ASHA, BRINDA = 'M2025-001', 'M2025-002'
JANUARY = Period(date(2025, 1, 1), date(2025, 1, 31))


def group_in(folder: Path, **bylaws: Any) -> Group:
    """Asha saves 1,000.00 on 1 January and 500.00 on the 11th; Brinda 100.00 on 1 February."""
    group = Group(folder, module_deposits=True, savings_rate_percent=Fraction(10), **bylaws)
    group.join('Asha')
    group.join('Brinda')
    for amount, on, member in (
        ('1000', '2025-01-01', ASHA),
        ('500', '2025-01-11', ASHA),
        ('100', '2025-02-01', BRINDA),
    ):
        group.do('contribution', amount, on, member=member, for_='2025-01')
    return group


FEBRUARY = Period(date(2025, 2, 1), date(2025, 2, 28))


def post(group: Group, period: Period = JANUARY, request: str = 'i1', on: date = date(2025, 2, 1)) -> Distribution:
    """Post what the bylaws promise; the same request is answered as it was, as the page does."""
    if found := group.book.register(DISTRIBUTIONS).get(request):
        return found  # type: ignore[no-any-return]
    asked = savings_interest.asked(group.book, request, period, on)
    return dividends.record(group.book, asked, PRESIDENT, NOW, group.today)


def test_interest_is_posted_for_all_together_and_once(tmp_path: Path) -> None:
    """10 evenings of 1,000.00 and 21 of 1,500.00 at 10 %: 41,500 / 3,650 = 11.37."""
    group = group_in(tmp_path)
    assert (post(group), post(group)) == (post(group), post(group))
    posted = post(group)
    assert (posted.number, posted.pool, posted.members, posted.status) == ('V2025-001', 11_37, 1, 'recorded')
    assert group.rows('kind', 'amount', 'member_name', 'about', 'on', 'note')[3:] == [
        ('savings-interest', '1137', 'Asha', 'i1', '2025-02-01', '2025-01-01 – 2025-01-31')
    ]
    assert group.book.savings('m1') == 1_511_37
    assert group.cash() == 1_600_00


def test_the_arithmetic_of_each_member_is_shown_before(tmp_path: Path) -> None:
    group = group_in(tmp_path)
    told = [
        ('Balance from 2025-01-01 on', '1000.00 × 10 / 365 × 10 / 100', '2.739726…'),
        ('Balance from 2025-01-11 on', '1500.00 × 21 / 365 × 10 / 100', '8.630136…'),
        ('Interest', '', '11.37'),
        ('Paid out', '11.37 − 0.00', '11.37'),
    ]
    asked = savings_interest.asked(group.book, 'i1', JANUARY, date(2025, 2, 1))
    before = dividends.preview(group.book, asked, group.today).computed
    assert before is not None
    assert [line.said('INR') for line in before.slip('m1').lines] == told
    again = recorded(group.book, post(group))
    assert [line.said('INR') for line in again.slip('m1').lines] == told


def test_by_the_lowest_balance_of_the_month(tmp_path: Path) -> None:
    """Before the first deposit the evening balance of January is that of its first evening: 1,000.00 × 10 / 1200."""
    assert post(group_in(tmp_path, savings_interest='monthly minimum')).pool == 8_33


def test_no_day_counts_twice_and_none_is_left_out(tmp_path: Path) -> None:
    group = group_in(tmp_path)
    post(group)
    assert savings_interest.next_first(group.book) == date(2025, 2, 1)
    assert savings_interest.choices(group.book, date(2025, 4, 10)) == [
        Period(date(2025, 2, 1), date(2025, 2, 28)), Period(date(2025, 2, 1), date(2025, 3, 31)),
    ]  # fmt: skip
    for wrong in (JANUARY, Period(date(2025, 3, 1), date(2025, 3, 31))):
        with pytest.raises(Refused, match='no day counts twice and none is left out'):
            post(group, wrong, 'i2')
    # The interest of January earns interest itself, from the day on which it was posted.
    assert post(group, FEBRUARY, 'i2', date(2025, 3, 1)).pool == round(Fraction(1511_37 * 28 * 10, 36500)) + round(
        Fraction(100_00 * 28 * 10, 36500)
    )


def test_interest_that_was_taken_back_can_be_posted_again(tmp_path: Path) -> None:
    group = group_in(tmp_path)
    post(group)
    group.do('reversal', '', '2025-02-01', reverses=group.book.frame()['id'].iloc[-1])
    assert savings_interest.next_first(group.book) == date(2025, 1, 1)
    assert group.book.register(DISTRIBUTIONS)['i1'].status == 'withdrawn'
    assert post(group, request='i2').pool == 11_37


def test_for_a_day_interest_is_given_once_whether_promised_or_declared(tmp_path: Path) -> None:
    """The members declare 2 % for January to March: the bylaws promise nothing more for those days."""
    group = group_in(tmp_path)
    quarter = Period(date(2025, 1, 1), date(2025, 3, 31))
    declared = dividends.declare(group.book, Declaration(quarter, 'closing balance', Fraction(2)), date(2025, 4, 1))
    asked = dividends.Asked('v1', 'interest', declared, date(2025, 4, 1), credited=True)
    dividends.record(group.book, asked, PRESIDENT, NOW, group.today)
    assert savings_interest.choices(group.book, date(2025, 5, 10)) == [Period(date(2025, 4, 1), date(2025, 4, 30))]
    with pytest.raises(Refused, match='no day counts twice'):
        post(group, FEBRUARY)
    post(group, Period(date(2025, 4, 1), date(2025, 4, 30)), on=date(2025, 5, 1))
    again = replace(asked, id='v2', declared=replace(declared, period=Period(date(2025, 4, 1), date(2025, 4, 30))))
    (problem,) = dividends.preview(group.book, replace(again, on=date(2025, 5, 2)), group.today).problems
    assert 'For days of this period V2025-002 was given already' in problem.said()


def test_the_months_of_the_period_may_be_closed_already(tmp_path: Path) -> None:
    group = group_in(tmp_path)
    closing.close(group.book, Month(2025, 1), PRESIDENT, NOW, date(2025, 2, 3), 'c1')
    assert post(group, on=date(2025, 2, 3)).on == date(2025, 2, 3)
    with pytest.raises(Refused, match='is closed'):
        post(group, Period(date(2025, 2, 1), date(2025, 2, 28)), 'i2', date(2025, 1, 31))


def test_why_no_interest_is_posted(tmp_path: Path) -> None:
    group = group_in(tmp_path)
    with pytest.raises(Refused, match='The period ends on 2025-01-31, after the day of the batch'):
        post(group, on=date(2025, 1, 30))
    (tmp_path / 'other').mkdir()
    without = Group(tmp_path / 'other')
    with pytest.raises(Refused, match='The bylaws say that savings earn no interest'):
        post(without)
    assert len(group.book.frame()) == 3


def test_each_day_of_a_period_bears_the_rate_that_was_in_force(tmp_path: Path) -> None:
    """
    1,000.00 from 1 January, 1,500.00 from the 11th; 10 % until the 20th, 4 % from the 21st on
    1,000.00 × 10/365 × 10 % + 1,500.00 × 10/365 × 10 % + 1,500.00 × 11/365 × 4 % = 2.7397 + 4.1096 + 1.8082 = 8.66
    """
    group = group_in(tmp_path)
    amend_rate(group, '4', date(2025, 1, 21), 'b1')
    batch = post(group)
    assert (batch.pool, batch.rate, batch.per) == (8_66, None, 'year')
    slip = [line.said('INR') for line in recorded(group.book, batch).slip('m1').lines]
    assert slip == [
        ('Balance from 2025-01-01 on', '1000.00 × 10 / 365 × 10 / 100', '2.739726…'),
        ('Balance from 2025-01-11 on', '1500.00 × 10 / 365 × 10 / 100', '4.109589…'),
        ('Balance from 2025-01-21 on', '1500.00 × 11 / 365 × 4 / 100', '1.808219…'),
        ('Interest', '', '8.66'),
        ('Paid out', '8.66 − 0.00', '8.66'),
    ]
    # What was given stays as it was reckoned: for its days the rate cannot change any more.
    with pytest.raises(Refused, match='Interest was given already for the days up to 2025-01-31'):
        amend_rate(group, '5', date(2025, 1, 31), 'b2')
    amend_rate(group, '5', date(2025, 2, 1), 'b3')
    assert [line.said('INR') for line in recorded(group.book, batch).slip('m1').lines] == slip
    assert post(group, FEBRUARY, 'i2', date(2025, 3, 1)).rate == 5


def test_where_the_rate_ended_within_the_period_the_days_before_earn(tmp_path: Path) -> None:
    """10 % on 1,000.00 until 10 January, nothing from the 11th on: 1,000.00 × 10/365 × 10 % = 2.74."""
    group = group_in(tmp_path)
    amend_rate(group, '0', date(2025, 1, 11), 'b1')
    assert post(group).pool == 2_74
    with pytest.raises(Refused, match='The bylaws say that savings earn no interest'):
        post(group, FEBRUARY, 'i2')


def amend_rate(group: Group, percent: str, on: date, request: str) -> None:
    settings.amend_bylaw(
        group.book, 'savings_rate_percent', percent, 'agreed', on, PRESIDENT, NOW, group.today, request
    )


def test_withdrawals_have_limits_and_every_reason_is_given(tmp_path: Path) -> None:
    group = group_in(tmp_path, least_balance=200_00, withdrawal_most=800_00)
    assert group.refusal('withdrawal', '1400', '2025-01-20', member=ASHA) == (
        '1400.00 leaves less than the balance that has to stay; 1300.00 can be taken out. Type a smaller sum. '
        '1400.00 is more than the 800.00 that are left for that day. Type a smaller sum.'
    )
    group.do('withdrawal', '500', '2025-01-20', member=ASHA)
    assert 'more than the 300.00 that are left for that day' in group.refusal(
        'withdrawal', '400', '2025-01-20', member=ASHA
    )
    group.do('withdrawal', '400', '2025-01-21', member=ASHA)


def test_a_withdrawal_is_announced_before_and_a_notice_serves_once(tmp_path: Path) -> None:
    group = group_in(tmp_path, withdrawal_notice_days=7)
    assert 'has to be announced 7 days before' in group.refusal('withdrawal', '100', '2025-01-20', member=ASHA)
    savings.announce(group.book, ASHA, date(2025, 1, 15), PRESIDENT, NOW, group.today, 'n1')
    assert 'it can be paid out from 2025-01-22 on' in group.refusal('withdrawal', '100', '2025-01-21', member=ASHA)
    group.do('withdrawal', '100', '2025-01-22', member=ASHA)
    assert 'has to be announced' in group.refusal('withdrawal', '100', '2025-01-23', member=ASHA)


def test_the_tax_on_her_interest_is_no_withdrawal_of_hers(tmp_path: Path) -> None:
    """
    28 January, announced 10 days before    1 February, interest 11.37, of it 5 % tax = 0.57 set off
    8 February, 100.00 paid out; at most 100.00 a day, of which the tax is nothing
    """
    tax = {'module_dividends': True, 'withholding_tax_percent': Fraction(5)}
    group = group_in(tmp_path, withdrawal_notice_days=10, withdrawal_most=100_00, **tax)
    savings.announce(group.book, ASHA, date(2025, 1, 28), PRESIDENT, NOW, group.today, 'n1')
    post(group)
    assert [row for row in group.rows('kind', 'amount', 'mode') if row[2] == 'set-off'] == [
        ('savings-interest', '1137', 'set-off'), ('withdrawal', '57', 'set-off'), ('withholding', '57', 'set-off'),
    ]  # fmt: skip
    account, notice_on = savings.account_of(group.book, group.book.members['m1'], date(2025, 2, 1))
    assert (account.balance, account.taken_that_day, account.taken_this_month) == (1_510_80, 0, 0)
    group.do('withdrawal', '100', '2025-02-08', member=ASHA)
    assert notice_on == date(2025, 1, 28)
    assert 'has to be announced' in group.refusal('withdrawal', '1', '2025-02-09', member=ASHA), 'it serves once'


def test_from_an_account_on_hold_nothing_is_paid_out(tmp_path: Path) -> None:
    group = group_in(tmp_path)
    with pytest.raises(Refused, match='The reason is missing'):
        savings.hold(group.book, ASHA, ' ', date(2025, 1, 15), PRESIDENT, NOW, 'h0')
    savings.hold(group.book, ASHA, 'contested', date(2025, 1, 15), PRESIDENT, NOW, 'h1')
    assert 'The account is frozen.' in group.refusal('withdrawal', '1', '2025-01-20', member=ASHA)
    assert 'Asha is on hold.' in group.refusal('loan', '1', '2025-01-20', member=ASHA)
    savings.release(group.book, ASHA, date(2025, 1, 20), PRESIDENT, NOW, 'h2')
    group.do('withdrawal', '1', '2025-01-20', member=ASHA)
    assert [(change.field, change.new) for change in group.book.changes] == [
        ('on_hold', 'yes'), ('reason', 'contested'), ('on_hold', ''), ('reason', ''),
    ]  # fmt: skip


def test_who_left_takes_all_of_it_though_a_balance_has_to_stay(tmp_path: Path) -> None:
    group = group_in(tmp_path, least_balance=200_00)
    group.leave(ASHA, '2025-02-01')
    group.do('withdrawal', '1500', '2025-02-02', member=ASHA)
