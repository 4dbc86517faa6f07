"""Dividends and interest on deposits: seen before, recorded in one batch or not at all, adding up to the pool."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.dividends import Asked, declare, preview, record
from actions.who import Who
from reports import summaries
from reports.dividend_paper import batch_paper, preview_paper
from reports.dividends import (
    accounts_of,
    distributions,
    given_in,
    history_of,
    interest_received,
    recorded,
)  # fmt: skip
from rules.balances import Period
from rules.dividends import WEIGHTINGS, Declaration, counted_parts, dividends, problems_of_declaration
from rules.problems import Refused
from rules.records import Entry
from sheets.entries import frame_of
from sheets.words import language
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.printed import by_pdfium
from ui.dividend_giving import next_year

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
ASHA, BRINDA, CHHAYA = 'M2025-001', 'M2025-002', 'M2025-003'


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """
    shares    5 Jan    Asha 1,000, Brinda 2,000      1 Jul    Asha 500
    savings   5 Jan    Asha 300                      Chhaya has nothing
    interest of loans 400, money of the group's own 5,000
    """
    group = Group(
        tmp_path, module_shares=True, module_dividends=True, share_most=0, withholding_tax_percent=Fraction(5)
    )
    for name in ('Asha', 'Brinda', 'Chhaya'):
        group.join(name)
    group.do('income', '5000', '2025-01-02')
    group.do('share', '1000', '2025-01-05', member=ASHA)
    group.do('share', '2000', '2025-01-05', member=BRINDA)
    group.do('contribution', '300', '2025-01-05', member=ASHA)
    group.do('share', '500', '2025-07-01', member=ASHA)
    return group


def asked(group: Group, id: str = 'v1', kind: Any = 'dividend', credited: bool = False, **declared: Any) -> Asked:
    plain = {'period': YEAR, 'weighting': 'closing balance', **declared}
    return Asked(id, kind, declare(group.book, Declaration(**plain), TODAY), TODAY, credited)


def do(group: Group, wish: Asked) -> Any:
    return record(group.book, wish, PRESIDENT, NOW, TODAY)


def refusal(group: Group, wish: Asked, who: Who = PRESIDENT) -> list[str]:
    """The reasons; the book must be as it was."""
    before = len(group.book.frame()), group.book.pending_count(), group.book.head()
    with pytest.raises(Refused) as refused:
        record(group.book, wish, who, NOW, TODAY)
    assert (len(group.book.frame()), group.book.pending_count(), group.book.head()) == before
    return [problem.said() for problem in refused.value.problems]


def account_sums(group: Group) -> dict[str, int]:
    """Credit less debit of each account; together nothing, and cash and bank as the boxes say."""
    lines = {line.account: line.credit - line.debit for line in summaries.trial_balance(group.book, TODAY)}
    assert sum(lines.values()) == 0
    assert (-lines.get('cash', 0), -lines.get('bank', 0)) == (group.cash(), group.bank())
    assert not lines.get('clearing')
    return lines


def test_a_dividend_is_paid_out_with_its_tax_withheld(group: Group) -> None:
    """
    10 % of the closing balance, 5 % tax
    Asha      1,500    150.00    tax  7.50    paid out 142.50
    Brinda    2,000    200.00    tax 10.00    paid out 190.00
    """
    seen = preview(group.book, asked(group, rate_percent=Fraction(10)), TODAY)
    assert seen.problems == [] and seen.computed is not None
    assert (seen.computed.gross, seen.computed.tax, seen.computed.net) == (350_00, 17_50, 332_50)
    assert len(group.book.frame()) == 5, 'a preview records nothing'

    cash = group.cash()
    row = do(group, asked(group, rate_percent=Fraction(10)))
    assert (row.number, row.kind, row.pool, row.rate, row.members, row.status) == (
        'V2026-001', 'dividend', 350_00, Fraction(10), 2, 'recorded',
    )  # fmt: skip
    assert group.rows('kind', 'amount', 'mode', 'member_number', 'receipt', 'about')[5:] == [
        ('dividend', '15000', 'cash', ASHA, 'R00006', 'v1'), ('withholding', '750', 'cash', ASHA, 'R00006', 'v1'),
        ('dividend', '20000', 'cash', BRINDA, 'R00007', 'v1'), ('withholding', '1000', 'cash', BRINDA, 'R00007', 'v1'),
    ]  # fmt: skip
    assert cash - group.cash() == 332_50
    lines = account_sums(group)
    assert (lines['dividends'], lines['tax withheld'], lines['shares']) == (-350_00, 17_50, 3_500_00)


def test_a_pool_is_given_out_to_the_last_paisa_and_credited_to_savings(group: Group) -> None:
    cash = group.cash()
    row = do(group, asked(group, credited=True, pool=100_01, weighting='share-days'))
    assert (row.pool, row.rate, group.cash()) == (100_01, None, cash)
    given = given_in(group.book, row)
    assert sum(each.gross for each in given.values()) == 100_01
    lines = account_sums(group)
    assert lines['dividends'] == -100_01
    assert lines['savings'] == 300_00 + 100_01 - lines['tax withheld']
    assert {mode for kind, mode in group.rows('kind', 'mode')[5:]} == {'set-off'}


@pytest.mark.parametrize('credited', [True, False])
def test_interest_on_deposits_comes_into_the_savings_and_may_go_out_again(group: Group, credited: bool) -> None:
    """10 % on Asha's 300.00: 30.00, of which 1.50 is withheld."""
    cash = group.cash()
    do(group, asked(group, kind='interest', credited=credited, rate_percent=Fraction(10)))
    lines = account_sums(group)
    assert (lines['savings interest'], lines['tax withheld']) == (-30_00, 1_50)
    assert (lines['savings'], cash - group.cash()) == ((328_50, 0) if credited else (300_00, 28_50))


def test_the_slip_shows_the_arithmetic_of_what_was_recorded_whatever_came_later(group: Group) -> None:
    row = do(group, asked(group, rate_percent=Fraction(12), weighting='start of month'))
    group.do('share', '900', '2025-02-02', member=ASHA)
    again = recorded(group.book, row)
    member = group.book.member(ASHA)
    assert member is not None
    slip = again.slip(member.id)
    assert [line.said('INR') for line in slip.lines] == [
        ('Paid in 2025-01', '1000.00 × 12 / 12 × 12 / 100', '120.00'),
        ('Paid in 2025-07', '500.00 × 6 / 12 × 12 / 100', '30.00'),
        ('Dividend', '', '150.00'),
        ('Withholding tax', '150.00 × 5 / 100', '−7.50'),
        ('Paid out', '150.00 − 7.50', '142.50'),
    ]
    given = given_in(group.book, row)[member.id]
    assert (slip.result, given.gross, given.tax, given.net) == (142_50, 150_00, 7_50, 142_50)
    assert [(batch.number, each.net) for batch, each in history_of(group.book, member.id)] == [('V2026-001', 142_50)]


def test_a_request_that_is_sent_again_is_answered_with_the_first_result(group: Group) -> None:
    wish = asked(group, rate_percent=Fraction(10))
    first = do(group, wish)
    rows = len(group.book.frame())
    assert do(group, wish) == first
    assert (len(group.book.frame()), len(distributions(group.book, 'dividend'))) == (rows, 1)
    assert 'was already used for something else' in refusal(group, replace(wish, note='another'))[0]


def test_every_reason_against_it_is_told_at_once_and_nothing_changes(group: Group) -> None:
    do(group, asked(group, rate_percent=Fraction(10)))
    too_much = asked(group, 'v2', rate_percent=Fraction(100), period=Period(date(2025, 12, 1), date(2026, 1, 31)))
    group.do('expense', '7000', '2025-12-30')
    assert refusal(group, too_much) == [
        'The period ends on 2026-01-31, after the day of the batch. Record it when the period is over.',
        'For days of this period V2026-001 was given already, from 2025-01-01 to 2025-12-31. '
        'Choose a period that begins after it.',
        'There is only 1467.50 in cash on 2026-01-01. Record what came in first, or a smaller amount.',
    ]
    assert refusal(group, asked(group, 'v3', rate_percent=Fraction(101), pool=5, weighting='end of month')) != []
    assert refusal(group, asked(group, 'v4', kind='interest'), Who('Asha', 'secretary')) == [
        'You may not do this. Ask the president of the group.'
    ]


def test_a_group_without_shares_is_told_so(tmp_path: Path) -> None:
    group = Group(tmp_path, module_dividends=True)
    assert refusal(group, asked(group, rate_percent=Fraction(10))) == [
        'A dividend is on shares, and the group has none. Give interest on the savings instead.'
    ]


def test_a_pool_may_be_a_part_of_the_interest_received(group: Group) -> None:
    group.do('loan', '1000', '2025-02-01', member=BRINDA)
    group.do('repayment', '100', '2025-03-02', member=BRINDA)
    assert interest_received(group.book, YEAR) == 40_00
    assert interest_received(group.book, Period(date(2025, 1, 1), date(2025, 2, 28))) == 0


@settings(max_examples=40)
@given(
    paid=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 700), st.integers(1, 10**7)), min_size=1, max_size=30),
    pool=st.integers(1, 10**9),
    weighting=st.sampled_from(sorted(WEIGHTINGS)),
)
def test_of_any_entries_a_pool_is_given_out_exactly(
    paid: list[tuple[int, int, int]], pool: int, weighting: Any
) -> None:
    """Entries of four members on any days before, in and after the year; what comes after it counts nothing."""
    rows = [
        Entry(str(place), date(2024, 6, 1) + timedelta(days=day), 'R1', 'share', amount, 'cash', member=f'm{who}')
        for place, (who, day, amount) in enumerate(paid)
    ]
    declared = Declaration(YEAR, weighting, pool=pool)
    found = accounts_of(frame_of(rows), 'dividend', YEAR, [f'm{who}' for who in range(4)])
    assert sum(each.opening + sum(amount for _, amount in each.movements) for each in found) == sum(
        row.amount for row in rows if row.on <= YEAR.last
    )
    if list(problems_of_declaration(found, declared)):
        assert not any(counted_parts(account, declared) for account in found)
    else:
        assert sum(each.gross for each in dividends(found, declared)) == pool


def test_the_form_proposes_the_year_after_the_last_that_was_given(group: Group) -> None:
    assert next_year(group.book, TODAY) == YEAR
    do(group, asked(group, pool=100_00))
    assert next_year(group.book, TODAY) == Period(date(2026, 1, 1), date(2026, 12, 31))


def test_a_dividend_is_printed_and_read_out_before_it_is_recorded(group: Group) -> None:
    """350.00 to divide by 1,500 and 2,000 of shares: 150 and 200, of which 5 % are withheld; the same paper after."""
    found = preview(group.book, asked(group, pool=350_00), TODAY).computed
    assert found is not None
    with language('en'):
        before = by_pdfium(preview_paper(group.book, found, TODAY))[0]
        batch = do(group, asked(group, pool=350_00))
        after = by_pdfium(batch_paper(group.book, batch, TODAY))[0]
    rows = [
        'M2025-001 Asha 150.00 7.50 142.50', 'M2025-002 Brinda 200.00 10.00 190.00', 'Together 350.00 17.50 332.50',
    ]  # fmt: skip
    assert 'A preview: it is not recorded yet.' in before and 'A preview: it is not recorded yet.' not in after
    assert [line for line in before if line in rows] == rows == [line for line in after if line in rows]
