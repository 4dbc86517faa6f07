"""The share-out: read out before, recorded in one batch or not at all, and the next cycle opened with it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.share_out import Asked, Preview, preview, record
from actions.who import Who
from reports import summaries
from reports.share_out import Counted, cycle_start, recorded, share_outs
from reports.shares import shares_table
from rules.problems import Refused
from rules.register_records import Decision
from sheets.columns import DECISIONS
from tests.groups import NOW, PRESIDENT, Group

ASHA, BRINDA, CHHAYA = 'M2025-001', 'M2025-002', 'M2025-003'
DAY = date(2025, 12, 31)


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """
    shares           3,000 each of Asha, Brinda and Chhaya, and 30 of Brinda kept apart
    social fund      1,000
    loan             6,000 of Asha on 30 December, 120 of interest begun
    other income     6,000
    in the box       9,030 + 1,000 + 6,000 − 6,000 = 10,030
    """
    group = Group(tmp_path, today=DAY, module_shares=True, module_share_out=True, module_social_fund=True,
                  module_dividends=True, share_price=100_00, share_most=0)  # fmt: skip
    for name in ('Asha', 'Brinda', 'Chhaya'):
        group.join(name)
    for member, amount in ((ASHA, '3000'), (BRINDA, '3030'), (CHHAYA, '3000')):
        group.do('share', amount, '2025-02-01', member=member)
    group.do('social', '1000', '2025-02-01', member=ASHA)
    group.do('income', '6000', '2025-03-01')
    group.do('loan', '6000', '2025-12-30', member=ASHA)
    return group


def asked(counted: int = 10_030_00, id: str = 's1', set_off: bool = True, **more: Any) -> Asked:
    method = more.pop('method', None)
    return Asked(id, Counted(counted, DAY, method, set_off), **more)


def seen(group: Group, wish: Asked) -> Preview:
    return preview(group.book, wish, DAY)


def do(group: Group, wish: Asked) -> Any:
    return record(group.book, wish, PRESIDENT, NOW, DAY)


def refusal(group: Group, wish: Asked, who: Who = PRESIDENT) -> list[str]:
    """The reasons; the book must be as it was."""
    before = len(group.book.frame()), group.book.pending_count(), group.book.head()
    with pytest.raises(Refused) as refused:
        record(group.book, wish, who, NOW, DAY)
    assert (len(group.book.frame()), group.book.pending_count(), group.book.head()) == before
    return [problem.said() for problem in refused.value.problems]


def account_sums(group: Group) -> dict[str, int]:
    """Credit less debit of each account; together nothing, and cash and bank as the boxes say."""
    lines = {line.account: line.credit - line.debit for line in summaries.trial_balance(group.book, DAY)}
    assert sum(lines.values()) == 0
    assert (-lines.get('cash', 0), -lines.get('bank', 0)) == (group.cash(), group.bank())
    assert not lines.get('clearing')
    return lines


def test_everything_goes_back_and_only_the_social_fund_stays(group: Group) -> None:
    """
    fund 13,500 = 9,000 in cash and 4,500 set off; the three parts are 4,500
    Asha       4,500 set off against her loan: 120 of interest, 4,380 of principal; 1,620 written off
    Brinda     4,500 and 30 that were kept apart
    Chhaya     4,500
    """
    row = do(group, asked())
    assert (row.number, row.kind, row.first, row.last, row.pool, row.method, row.members) == (
        'V2025-001', 'share-out', date(2025, 1, 1), DAY, 13_500_00, 'by shares', 3,
    )  # fmt: skip
    own = [row[:-1] for row in group.rows('member_number', 'kind', 'mode', 'amount', 'about') if row[-1] == 's1']
    assert own == [
        (ASHA, 'share-back', 'set-off', '300000'), (ASHA, 'share-out', 'set-off', '150000'),
        (ASHA, 'interest', 'set-off', '12000'), (ASHA, 'principal', 'set-off', '438000'),
        (ASHA, 'write-off', 'cash', '162000'),
        (BRINDA, 'share-back', 'cash', '303000'), (BRINDA, 'share-out', 'cash', '150000'),
        (CHHAYA, 'share-back', 'cash', '300000'), (CHHAYA, 'share-out', 'cash', '150000'),
    ]  # fmt: skip
    lines = account_sums(group)
    assert (group.cash(), lines['social']) == (1_000_00, 1_000_00)
    assert not any(lines.get(account) for account in ('shares', 'savings', 'loans'))
    assert group.book.loan('L2025-001') is not None and group.book.loan('L2025-001').status == 'written off'  # type: ignore[union-attr]
    assert cycle_start(group.book, DAY) == DAY
    assert cycle_start(group.book, date(2025, 12, 30)) == date(2025, 1, 1)


@pytest.mark.parametrize('method', ['by shares', 'same for all', 'interest back', 'savings and borrowing'])
def test_by_every_method_payouts_kept_money_and_coins_add_up_to_what_was_counted(group: Group, method: Any) -> None:
    wish = asked(method=method)
    done = seen(group, wish).done
    assert done is not None
    assert done.paid + 1_000_00 + done.left_over == 10_030_00
    do(group, wish)
    account_sums(group)
    assert group.cash() == 1_000_00 + done.left_over
    assert not shares_table(group.book, DAY)['paid'].any()


@pytest.mark.parametrize(
    'method, handed, set_off, written_off',
    [('interest back', [0, 4630_00, 4600_00], 4720_00, 1200_00),
     ('savings and borrowing', [752_00, 4254_00, 4224_00], 5920_00, 0)],
)  # fmt: skip
def test_interest_and_borrowing_are_counted_from_the_rows_by_hand(
    group: Group, method: Any, handed: list[int], set_off: int, written_off: int
) -> None:
    """Asha borrowed 6,000 and repays 200: 120 of interest, 80 of the loan; 5,920 are left. 3,000 saved each, 30 apart.

    10,230 counted − 1,000 social fund − 30 apart of Brinda = 9,200 in cash; with the whole loan the fund is 15,120.

    interest back            Asha 3,000 + 120 + 6,000/3 = 5,120 does not cover 5,920: her part A goes into the loan,
                             F = 9,200 + A with A = 3,120 + (F − 9,120)/3, F = 13,920, A = 4,720, written off 1,200;
                             Brinda and Chhaya 3,000 + 4,800/3 = 4,600, and Brinda's 30
    savings and borrowing    profit 6,120: 60 % by savings, 1,224 each; 40 %, 2,448, to Asha, who alone borrowed
                             Asha 6,672 − 5,920 = 752; the others 4,224, and Brinda's 30
    """
    group.do('repayment', '200', '2025-12-31', member=ASHA)
    done = seen(group, asked(10_230_00, method=method)).done
    assert done is not None
    assert [payout.paid for payout in done.payouts] == handed
    assert (done.set_off, done.written_off) == (set_off, written_off)
    assert sum(handed) + 1_000_00 == 10_230_00


def test_a_loss_is_borne_by_shares(group: Group) -> None:
    group.do('repayment', '6000', '2025-12-30', member=ASHA)
    group.do('expense', '6900', '2025-12-30', category='stolen')
    row = do(group, asked(9_130_00))
    losses = [int(amount) for kind, amount in group.rows('kind', 'amount') if kind == 'loss']
    assert (row.pool, losses) == (8_100_00, [300_00] * 3)
    lines = account_sums(group)
    assert (group.cash(), lines['shares'], lines['shared out']) == (1_000_00, 0, 900_00)


def test_every_reason_against_it_is_told_at_once_and_nothing_changes(group: Group) -> None:
    with group.book.writing() as writing:
        decision = Decision('d1', 'D2025-001', DAY, 'waive', amount=10_00)
        writing.insert(DECISIONS, decision, 'd1', NOW)
    assert refusal(group, asked(10_000_00, set_off=False)) == [
        '1 votes are still open. Close them first: they may change what is shared out.',
        'It is not decided what becomes of the running loans L2025-001. '
        'Record their repayment, or decide that they are set off.',
        '10000.00 were counted, and by the books it is 10030.00: a difference of -30.00. '
        'Count again, and record what is missing or too much before the share-out.',
    ]
    assert refusal(group, asked(), Who('Asha', 'secretary')) == ['You may not do this. Ask the president of the group.']


def test_money_in_the_bank_is_fetched_first_and_later_rows_are_in_the_way(group: Group) -> None:
    group.do('to-bank', '5000', '2025-12-30')
    assert refusal(group, asked()) == [
        'There is only 5030.00 in cash on 2025-12-31. Record what came in first, or a smaller amount.'
    ]
    before = replace(asked(), counted=Counted(10_030_00, date(2025, 12, 29), None, True))
    assert 'Something was recorded on 2025-12-30, after the day of the share-out.' in ' '.join(refusal(group, before))


def test_the_loan_of_somebody_without_savings_is_written_off_or_repaid_first(group: Group) -> None:
    divya = group.join('Divya')
    group.do('loan', '100', '2025-12-31', member=divya)
    said = refusal(group, asked(9_930_00))
    assert said == [
        'It is not decided what becomes of the running loans L2025-002. '
        'Record their repayment, or decide that they are set off.'
    ]
    group.write_off('100', '2025-12-31', 'L2025-002')
    do(group, asked(9_930_00))
    account_sums(group)


def test_a_request_that_is_sent_again_is_answered_with_the_first_result(group: Group) -> None:
    first = do(group, asked())
    rows = len(group.book.frame())
    assert do(group, asked()) == first
    assert len(group.book.frame()) == rows
    assert refusal(group, asked(10_030_01)) == [
        'The entry id s1 was already used for something else. Send it with a new id.'
    ]


def test_the_next_cycle_opens_with_what_members_leave_in_at_the_new_price(group: Group) -> None:
    """Brinda leaves 10 shares at 200.00 of her 4,530.00 in: she is handed 2,530.00."""
    opened = seen(group, asked(left_in={BRINDA: 10}, price=200_00)).next_cycle
    assert opened is not None and [one.handed for one in opened.reinvested] == [0, 2_530_00, 4_500_00]
    assert 'Leave fewer shares' in refusal(group, asked(left_in={CHHAYA: 23}, price=200_00))[0]
    assert refusal(group, asked(left_in={'M9': 1})) == [
        'There is no member M9. Check the number in the list of members.'
    ]

    do(group, asked(left_in={BRINDA: 10}, price=200_00))
    account_sums(group)
    assert (group.cash(), group.book.bylaws.share_price) == (3_000_00, 200_00)
    assert shares_table(group.book, DAY)['shares'].tolist() == [0, 10, 0]
    assert [
        (change.field, change.old, change.new) for change in group.book.changes if change.field == 'share_price'
    ] == [('share_price', '100.00', '200.00')]


def test_a_group_without_shares_shares_out_what_members_saved(tmp_path: Path) -> None:
    """
    saved 1,000 and 2,000, other income 100.01; in coins of 1.00
    1,033 and 2,067, and 0.01 that makes no coin stays
    """
    group = Group(tmp_path, today=DAY, module_share_out=True)
    for name, amount in (('Asha', '1000'), ('Brinda', '2000')):
        group.do('contribution', amount, '2025-02-01', member=group.join(name))
    group.do('income', '100.01', '2025-03-01')
    do(group, asked(3_100_01))
    lines = account_sums(group)
    assert (group.cash(), lines['savings'], lines['shared out']) == (1, 0, -100_00)
    paid = [(number, kind, int(amount)) for number, kind, amount in group.rows('member_number', 'kind', 'amount')[3:]]
    assert paid == [
        (ASHA, 'withdrawal', 1_000_00), (ASHA, 'share-out', 33_00),
        (BRINDA, 'withdrawal', 2_000_00), (BRINDA, 'share-out', 67_00),
    ]  # fmt: skip


def test_a_share_out_that_was_recorded_is_computed_again_as_it_was_read_out(group: Group) -> None:
    """The loan of Asha is closed by it, the price of a share is another one since, and more was earned afterwards."""
    wish = asked(price=120_00, left_in={BRINDA: 5})
    read_out = seen(group, wish).done
    do(group, wish)
    group.do('income', '70', '2025-12-31')
    (batch,) = share_outs(group.book)
    assert recorded(group.book, batch) == read_out


@pytest.fixture
def two(tmp_path: Path) -> Group:
    """Asha and Brinda with 1,000 in shares each; Brinda borrowed 500 in March and paid 10 of interest for it.

    All is shared out on 31 December, 1,005 to each, and each leaves 10 shares of 100 in.
    """
    group = Group(tmp_path, today=date(2026, 12, 31), module_shares=True, module_share_out=True, share_price=100_00,
                  share_most=0, monthly_due=0)  # fmt: skip
    for name in ('Asha', 'Brinda'):
        group.do('share', '1000', '2025-02-01', member=group.join(name))
    group.do('loan', '500', '2025-03-01', member=BRINDA)
    group.do('repayment', '510', '2025-03-31', member=BRINDA)
    wish = asked(2_010_00, left_in={ASHA: 10, BRINDA: 10})
    record(group.book, wish, PRESIDENT, NOW, group.today)
    return group


def next_asked(group: Group, method: Any, counted: int) -> Asked:
    return Asked('s2', Counted(counted, date(2026, 12, 31), method, True))


def test_what_is_recorded_after_the_share_out_on_its_day_is_of_the_next_cycle(two: Group) -> None:
    """
    31 December    shared out; the same evening Asha borrows 600, and pays 612 back on 31 January
    15 January     Brinda borrows 200, and pays 204 back on 15 February
    profit 16      9.60 by savings, 4.80 each; 6.40 by borrowing, 600 : 200, 4.80 and 1.60
    exactly        1,009.60 and 1,006.40; in coins of 1, 1,010 and 1,006
    """
    two.do('loan', '600', '2025-12-31', member=ASHA)
    two.do('loan', '200', '2026-01-15', member=BRINDA)
    two.do('repayment', '612', '2026-01-31', member=ASHA)
    two.do('repayment', '204', '2026-02-15', member=BRINDA)
    wish = next_asked(two, 'savings and borrowing', 2_016_00)
    read_out = preview(two.book, wish, two.today)
    assert [(h.borrowed, h.interest_paid) for h in read_out.gathered.holders] == [(600_00, 12_00), (200_00, 4_00)]
    assert read_out.done is not None and [payout.paid for payout in read_out.done.payouts] == [1_010_00, 1_006_00]

    row = record(two.book, wish, PRESIDENT, NOW, two.today)
    assert (row.first, row.last) == (DAY, date(2026, 12, 31))
    second, first = share_outs(two.book)
    assert recorded(two.book, second) == read_out.done
    assert [(h.borrowed, h.interest_paid) for h in recorded(two.book, first).holders] == [(0, 0), (500_00, 10_00)]


def test_the_cycle_may_be_of_one_day(two: Group) -> None:
    """On the day of the share-out Asha buys 500 more and borrows 100, and 40 come in; all is shared out once more.

    2,500 in shares, 2,440 in the box, 100 owed: profit 40, 24 by savings, 14.40 and 9.60; 16 by borrowing, all Asha's,
    since what Brinda borrowed in March is past. Asha 1,530.40 − 100, Brinda 1,009.60; in coins of 1, 1,430 and 1,010.
    """
    two.do('share', '500', '2025-12-31', member=ASHA)
    two.do('loan', '100', '2025-12-31', member=ASHA)
    two.do('income', '40', '2025-12-31')
    wish = Asked('s2', Counted(2_440_00, DAY, 'savings and borrowing', True))
    done = preview(two.book, wish, two.today).done
    assert done is not None and [payout.paid for payout in done.payouts] == [1_430_00, 1_010_00]
    row = record(two.book, wish, PRESIDENT, NOW, two.today)
    assert (row.number, row.first, row.last) == ('V2025-002', DAY, DAY)
    assert recorded(two.book, share_outs(two.book)[0]) == done


def test_what_is_written_down_late_counts_in_the_cycle_that_runs(two: Group) -> None:
    """Asha had 300 on 20 December, which nobody wrote down before all was shared out on the 31st."""
    two.do('loan', '300', '2025-12-20', member=ASHA)
    gathered = preview(two.book, next_asked(two, 'savings and borrowing', two.cash()), two.today).gathered
    assert [holder.borrowed for holder in gathered.holders] == [300_00, 0]


def test_what_is_taken_back_of_an_earlier_cycle_gives_nobody_less_than_nothing(two: Group) -> None:
    """In January the 510 that Brinda paid in March are taken back: her loan runs again, and its interest with it.

    Asha borrows 100 and pays 2 of interest, all of the interest of the new cycle: they are hers.
    """
    two.do('share', '600', '2026-01-05', member=ASHA)
    paid = next(id for id, kind in two.rows('id', 'kind') if kind == 'interest')
    two.do('reversal', '', '2026-01-05', reverses=paid)
    two.do('loan', '100', '2026-01-05', member=ASHA)
    two.do('repayment', '102', '2026-01-31', member=ASHA)
    gathered = preview(two.book, next_asked(two, 'interest back', two.cash()), two.today).gathered
    assert [(h.borrowed, h.interest_paid) for h in gathered.holders] == [(100_00, 2_00), (0, 0)]


def test_what_is_kept_apart_is_handed_out_in_whole_coins_too(tmp_path: Path) -> None:
    """Asha has saved 621.80 besides, in coins of 1.00: 621 in her hand, and 0.80 that make no coin stay in the box."""
    group = Group(tmp_path, today=DAY, module_shares=True, module_share_out=True, share_price=100_00, share_most=0)
    asha = group.join('Asha')
    group.do('share', '1000', '2025-02-01', member=asha)
    group.do('contribution', '621.80', '2025-02-01', member=asha)
    do(group, asked(1_621_80))
    own = [row[1:] for row in group.rows('about', 'kind', 'mode', 'amount') if row[0] == 's1']
    assert own == [
        ('share-back', 'set-off', '80'), ('share-back', 'cash', '99920'), ('withdrawal', 'cash', '62180'),
        ('loss', 'set-off', '80'),
    ]  # fmt: skip
    lines = account_sums(group)
    assert (group.cash(), lines['shares'], lines['savings'], lines['shared out']) == (80, 0, 0, 80)
