"""The lines of a share-out, as they are read out."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from rules import share_out, share_out_lines
from rules.explained import Explained, Sum
from rules.share_out import METHODS, Holder, Method, Terms
from tests.test_rules_share_out import HOLDERS, holder, terms


def said(explained: Explained) -> list[str]:
    return [' | '.join(part for part in line.said('KES') if part) for line in explained.lines]


HOLDERS_OF_THE_EXAMPLE = [holder('Asha', 3000), holder('Bina', 3000), holder('Chitra', 3000, owed=6000, apart=50)]


def test_the_fund_of_the_example_with_50_kept_apart() -> None:
    done = share_out.share_out(HOLDERS_OF_THE_EXAMPLE, replace(terms(10_050, social=1000), coin=100))
    assert said(share_out_lines.fund_lines(done)) == [
        'Cash counted | 10050.00',
        'Social fund, kept | −1000.00',
        'Loans, set off | 4525.00',
        'Fund | 13575.00',
        'Loans, set off | −4525.00',
        'Paid out to all | 9050.00',
    ]
    assert [line.said('KES') for line in share_out_lines.fund_notes(done)] == [
        ('Value of a share', '13575.00 / 90', '150.833333…'),
        ('Loans, written off before the division', '', '1425.00'),
    ]
    assert said(share_out_lines.total_lines(done)) == [
        'Paid out to all | 9050.00',
        'Social fund, kept | 1000.00',
        'Left over, below the smallest coin | 0.00',
        'Cash counted | 9050.00 + 1000.00 + 0.00 | 10050.00',
    ]


def test_what_is_kept_apart_and_not_set_off_comes_back_below_the_fund() -> None:
    """As above, and 30 apart of Bina, who owes nothing: the fund is the same, and 30 more are paid out."""
    holders = [*HOLDERS_OF_THE_EXAMPLE]
    holders[1] = holder('Bina', 3000, apart=30)
    done = share_out.share_out(holders, terms(10_080, social=1000))
    assert said(share_out_lines.fund_lines(done)) == [
        'Cash counted | 10080.00',
        'Social fund, kept | −1000.00',
        'Kept apart for members below a whole share | −30.00',
        'Loans, set off | 4525.00',
        'Fund | 13575.00',
        'Loans, set off | −4525.00',
        'Kept apart, given back | 30.00',
        'Paid out to all | 9080.00',
    ]


def test_what_is_kept_apart_and_makes_no_coin_is_none_of_the_fund() -> None:
    """Two shares of 1,000 each, 621.80 of Chitra apart: in coins of 1.00 she is handed 621, and 0.80 stay."""
    holders = [holder('Asha', 1000), holder('Bina', 1000), Holder('Chitra', 0, apart=621_80)]
    done = share_out.share_out(holders, replace(terms(0), counted=2621_80, books=2621_80, coin=100, price=0))
    assert said(share_out_lines.fund_lines(done)) == [
        'Cash counted | 2621.80',
        'Kept apart for members below a whole share | −621.00',
        'Left over, below the smallest coin | −0.80',
        'Fund | 2000.00',
        'Kept apart, given back | 621.00',
        'Paid out to all | 2621.00',
    ]
    assert said(share_out_lines.payout_lines(done, 2)) == [
        'Part of the fund | 2000.00 × 0.00 / 2000.00 | 0.00',
        'Kept apart, given back | 621.80',
        'Paid out, in whole coins so that all payouts add up | 621.00',
    ]


def test_each_member_sees_her_part_and_her_loan() -> None:
    done = share_out.share_out(HOLDERS_OF_THE_EXAMPLE, terms(10_050, social=1000))
    assert said(share_out_lines.payout_lines(done, 0)) == [
        'Part of the fund | 13575.00 × 3000.00 / 9000.00 | 4525.00',
        'Paid out, in whole coins so that all payouts add up | 4525.00',
    ]
    assert said(share_out_lines.payout_lines(done, 2)) == [
        'Part of the fund | 13575.00 × 3000.00 / 9000.00 | 4525.00',
        'Kept apart, given back | 50.00',
        'Loan, set off | −4575.00',
        'Loan, written off | −1425.00',
        'Paid out, in whole coins so that all payouts add up | 0.00',
    ]


def test_the_profit_is_shown_by_the_method() -> None:
    holders = [holder('Asha', 3000, 500, 1000), holder('Bina', 1000, 1500, 3000)]
    lines = {
        method: said(share_out_lines.payout_lines(share_out.share_out(holders, terms(6400, method)), 1))[:-1]
        for method in METHODS
    }
    assert lines == {
        'by shares': ['Part of the fund | 6400.00 × 1000.00 / 4000.00 | 1600.00'],
        'same for all': [
            'Savings back | 4000.00 × 1000.00 / 4000.00 | 1000.00',
            'Profit, the same for all | 2400.00 × 1 / 2 | 1200.00',
        ],
        'interest back': [
            'Savings back | 4000.00 × 1000.00 / 4000.00 | 1000.00',
            'Interest back | 2000.00 × 1500.00 / 2000.00 | 1500.00',
            'The rest of the profit, by savings | 400.00 × 1000.00 / 4000.00 | 100.00',
        ],
        'savings and borrowing': [
            'Savings back | 4000.00 × 1000.00 / 4000.00 | 1000.00',
            'Profit by savings | 2400.00 × 60 / 100 × 1000.00 / 4000.00 | 360.00',
            'Profit by borrowing | 2400.00 × 40 / 100 × 3000.00 / 4000.00 | 720.00',
        ],
    }


@given(HOLDERS, st.integers(0, 10**7), st.sampled_from([*METHODS]), st.sampled_from([1, 100]))
def test_the_lines_lead_to_what_is_paid_out(holders: list[Holder], cash: int, method: Method, coin: int) -> None:
    """All lines but the last, without what is written off (nobody's money), are the payout, less than a coin away."""
    counted = cash + sum(holder.apart for holder in holders)
    done = share_out.share_out(holders, Terms(counted, counted, method=method, coin=coin))
    for place, payout in enumerate(done.payouts):
        explained = share_out_lines.payout_lines(done, place)
        values = [Fraction(line.value.minor) for line in explained.lines if isinstance(line.value, Sum)]
        steps = sum(values[:-1], Fraction(0))
        assert explained.result == payout.paid
        assert abs(steps + payout.written_off - payout.paid) < max(coin, 2)
    fund = share_out_lines.fund_lines(done)
    labels = [line.label for line in fund.lines]
    sums = [line.value.minor for line in fund.lines if isinstance(line.value, Sum)]
    before_fund = sums[: labels.index('Fund') + 1]
    assert sum(before_fund[:-1]) == before_fund[-1]
    assert sum(sums[labels.index('Fund') : -1]) == sums[-1] == done.paid
    assert abs(before_fund[-1] - done.exact_fund) <= len(holders)
