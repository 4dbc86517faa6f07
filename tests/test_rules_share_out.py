"""The share-out: by each method, with loans, the social fund, coins, and every reason why it cannot be."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import share_out
from rules.share_out import METHODS, Holder, Method, ShareOut, Terms, Undone

PRICE = 100_00


def terms(counted: int, method: Method = 'by shares', social: int = 0) -> Terms:
    """A share-out of a cash box that ties, in whole units."""
    return Terms(counted * 100, counted * 100, social * 100, method, price=PRICE)


def holder(name: str, savings: int, interest: int = 0, borrowed: int = 0, owed: int = 0, apart: int = 0) -> Holder:
    return Holder(name, *(amount * 100 for amount in (savings, interest, borrowed, owed, apart)))


def paid(done: ShareOut) -> list[int]:
    """What each is handed, in whole units."""
    return [payout.paid // 100 for payout in done.payouts]


def test_the_example_of_the_bylaws() -> None:
    """9,000 to share, 1,000 social fund, 3,000 saved each, one owes 6,000."""
    holders = [holder('Asha', 3000), holder('Bina', 3000), holder('Chitra', 3000, owed=6000)]
    done = share_out.share_out(holders, terms(10_000, social=1000))
    assert paid(done) == [4500, 4500, 0]
    assert [payout.set_off for payout in done.payouts] == [0, 0, 4500_00]
    assert [payout.written_off for payout in done.payouts] == [0, 0, 1500_00]
    assert [payout.profit for payout in done.payouts] == [1500_00] * 3
    assert done.exact_fund == 13_500_00
    assert done.left_over == 0


def test_the_published_payout_by_shares() -> None:
    """spex.agrocenta.com: a fund of 10,000, 1,000 shares, 100 of them hers."""
    holders = [holder('hers', 100 * 100), holder('others', 900 * 100)]
    assert paid(share_out.share_out(holders, terms(10_000))) == [1000, 9000]


def test_the_published_profit_by_savings() -> None:
    """2pinklines.com: 1,000,000 saved, 5,000,000 of profit; 37.05 % of both are A's."""
    saved = {'A': 370_500, 'B': 163_200, 'C': 421_100, 'D': 45_200}
    done = share_out.share_out([holder(name, amount) for name, amount in saved.items()], terms(6_000_000))
    assert done.payouts[0].profit == 1_852_500_00


@pytest.mark.parametrize(
    'method, paid_out',
    [
        # 6,000 saved, 3,000 of profit; Asha saved most, Bina paid most interest, Chitra borrowed as much as Bina.
        ('by shares', [4500, 3000, 1500]),
        ('same for all', [4000, 3000, 2000]),
        ('interest back', [3500 + 500, 2000 + 1500, 1000 + 500]),
        ('savings and borrowing', [3000 + 900, 2000 + 600 + 600, 1000 + 300 + 600]),
    ],
)
def test_each_way_of_sharing_out(method: Method, paid_out: list[int]) -> None:
    """Interest paid 500, 1,500 and 500 of the profit of 3,000: the other 500 go by savings, 250, 166.67 and 83.33."""
    holders = [holder('Asha', 3000, 500), holder('Bina', 2000, 1500, 5000), holder('Chitra', 1000, 500, 5000)]
    done = share_out.share_out(holders, terms(9000, method))
    if method == 'interest back':
        assert [p.profit for p in done.payouts] == [500_00 + 250_00, 1500_00 + 166_67, 500_00 + 83_33]
    else:
        assert paid(done) == paid_out
    assert done.paid == 9000_00


def test_interest_back_with_a_loan_set_off_in_coins_by_hand() -> None:
    """13,000 counted, 1,000 of it the social fund; Bina owes 2,000: the fund is 12,000 + 2,000 = 14,000.

              savings  interest  rest 3,500 by savings     part       loan    coins of 1, the largest remainders first
    Asha        4,000       900  4/9       1,555.56    6,455.56               6,455
    Bina        3,000       600  3/9       1,166.67    4,766.67    − 2,000    2,766.67    2,767
    Chitra      2,000         0  2/9         777.78    2,777.78               2,778
                9,000     1,500            3,500.00   14,000.00               12,000
    """
    holders = [holder('Asha', 4000, 900), holder('Bina', 3000, 600, owed=2000), holder('Chitra', 2000)]
    done = share_out.share_out(holders, replace(terms(13_000, 'interest back', social=1000), coin=100))
    assert done.exact_fund == 14_000_00
    assert paid(done) == [6455, 2767, 2778]
    assert [(p.savings, p.profit, p.set_off) for p in done.payouts] == [
        (4000_00, 2455_00, 0), (3000_00, 1767_00, 2000_00), (2000_00, 778_00, 0),
    ]  # fmt: skip
    assert (done.written_off, done.left_over) == (0, 0)


def test_interest_back_where_a_part_does_not_cover_the_loan_by_hand() -> None:
    """6,000 in cash. Asha saved 3,000 and paid 300 of interest; Dipa saved 1,000, paid 100, and owes 5,000.

    Dipa's part D goes into her loan, and the rest of it is written off: the fund F = 6,000 + D.
    D = 1,000 + 100 + (F − 4,400) / 4 = F / 4, so that F = 8,000 and D = 2,000; 3,000 are written off.
    Asha: 3,000 + 300 + 3,600 × 3/4 = 6,000, all the cash.
    """
    done = share_out.share_out(
        [holder('Asha', 3000, 300), holder('Dipa', 1000, 100, owed=5000)], terms(6000, 'interest back')
    )
    assert (done.exact_fund, done.set_off, done.written_off) == (Fraction(8000_00), 2000_00, 3000_00)
    assert (paid(done), [payout.profit for payout in done.payouts]) == ([6000, 0], [3000_00, 1000_00])


def test_savings_and_borrowing_where_a_part_does_not_cover_the_loan_by_hand() -> None:
    """6,300 in cash. Asha saved 3,000 and borrowed 1,000; Dipa saved 1,000, borrowed 3,000, and owes 5,000.

    60 % of the profit by savings (3 : 1), 40 % by borrowing (1 : 3). Of the fund F = 6,300 + D
    Dipa has D = 1,000 + (F − 4,000) × (0.6 × 1/4 + 0.4 × 3/4) = 0.45 F − 800, so that F = 10,000 and D = 3,700.
    1,300 are written off. Asha: 3,000 + 6,000 × (0.6 × 3/4 + 0.4 × 1/4) = 6,300, all the cash.
    """
    holders = [holder('Asha', 3000, borrowed=1000), holder('Dipa', 1000, borrowed=3000, owed=5000)]
    done = share_out.share_out(holders, terms(6300, 'savings and borrowing'))
    assert (done.exact_fund, done.set_off, done.written_off) == (Fraction(10_000_00), 3700_00, 1300_00)
    assert (paid(done), [payout.profit for payout in done.payouts]) == ([6300, 0], [3300_00, 2700_00])


def test_the_percentage_by_savings_is_the_decision_of_the_group() -> None:
    holders = [holder('Asha', 1000), holder('Bina', 1000, borrowed=500)]
    for percent, expected in ((100, [1500, 1500]), (60, [1300, 1700]), (0, [1000, 2000])):
        agreed = replace(terms(3000, 'savings and borrowing'), percent_by_savings=Fraction(percent))
        assert paid(share_out.share_out(holders, agreed)) == expected


@pytest.mark.parametrize('method', METHODS)
def test_a_loss_is_borne_by_savings_whatever_the_method(method: Method) -> None:
    holders = [holder('Asha', 3000, 10, 10), holder('Bina', 1000, 90, 90)]
    done = share_out.share_out(holders, terms(2000, method))
    assert paid(done) == [1500, 500]
    assert [payout.profit for payout in done.payouts] == [-1500_00, -500_00]


def test_what_is_written_off_lowers_the_profit_of_all_before_the_division() -> None:
    """Same profit for all; 2,000 saved each, 1,500 of profit if Chitra paid. Her 2,500 cover 2,500 of the 3,100 owed.

    If she could pay, each part were 2,700. All bear the 600 that are missing, and all parts are 2,500.
    """
    holders = [holder('Asha', 2000), holder('Bina', 2000), holder('Chitra', 2000, owed=3100)]
    done = share_out.share_out(holders, terms(5000, 'same for all'))
    assert paid(done) == [2500, 2500, 0]
    assert [payout.profit for payout in done.payouts] == [500_00] * 3
    assert (done.set_off, done.written_off) == (2500_00, 600_00)


def test_the_social_fund_and_what_is_kept_apart_are_not_shared_out() -> None:
    """10,000 counted: 2,000 social fund, 70 of Asha below a whole share; 7,930 for 100 shares."""
    holders = [holder('Asha', 5000, apart=70), holder('Bina', 5000)]
    done = share_out.share_out(holders, terms(10_000, social=2000))
    assert paid(done) == [3965 + 70, 3965]


def test_what_is_kept_apart_pays_her_loan_first_and_with_that_comes_into_the_fund() -> None:
    """Chitra owes 1,050 and has 50 apart: the fund is 1,050 in cash and 1,000 set off, 1,025 for each."""
    holders = [holder('Asha', 1000), holder('Chitra', 1000, owed=1050, apart=50)]
    done = share_out.share_out(holders, terms(1050))
    assert paid(done) == [1025, 25]
    chitra = done.payouts[1]
    assert (chitra.set_off, chitra.apart_set_off, chitra.written_off) == (1050_00, 50_00, 0)


def test_with_what_was_kept_apart_each_is_handed_whole_coins() -> None:
    """Chitra has 1,000 apart and owes 378.20: 621.80 are hers, in coins of 1.00 it is 621, and 0.80 stay.

    Cash 2,621.80 = 2,000 of the fund, which makes whole coins, and 621.80 of hers.
    With 0.70 more in the fund it is 2,622.50: 0.50 stay, 2,000.20 and 621.80 are handed out, 1,000.10 for each share;
    the coin that is left goes to Chitra, who has lost most.
    """
    chitra = Holder('Chitra', 0, owed=378_20, apart=1000_00)
    holders = [holder('Asha', 1000), holder('Bina', 1000), chitra]
    for counted, handed, left, kept in (
        (2621_80, [1000, 1000, 621], 80, 621_00),
        (2622_50, [1000, 1000, 622], 50, 621_80),
    ):
        agreed = replace(terms(0), counted=counted, books=counted, coin=100)
        done = share_out.share_out(holders, agreed)
        assert [payout.paid for payout in done.payouts] == [each * 100 for each in handed]
        assert (done.left_over, done.kept_apart, sum(handed) * 100 + left) == (left, kept, counted)
        assert (done.payouts[2].set_off, done.payouts[2].written_off) == (378_20, 0)


def test_payouts_are_whole_coins_and_what_makes_none_is_left_over() -> None:
    """1,000.70 among three in coins of 1.00: 334, 333, 333 and 0.70 that stay."""
    agreed = replace(terms(0), counted=1000_70, books=1000_70, coin=100)
    done = share_out.share_out([holder(name, 300) for name in 'abc'], agreed)
    assert paid(done) == [334, 333, 333]
    assert done.left_over == 70


def test_who_owes_exactly_her_part_is_paid_nothing_and_nothing_is_written_off() -> None:
    holders = [holder('Asha', 1000), holder('Bina', 1000, owed=1500)]
    done = share_out.share_out(holders, terms(1500))
    assert (paid(done), done.written_off) == ([1500, 0], 0)


def test_a_cycle_without_interest_gives_the_profit_by_savings() -> None:
    holders = [holder('Asha', 3000), holder('Bina', 1000)]
    assert paid(share_out.share_out(holders, terms(4400, 'interest back'))) == [3300, 1100]


GOOD = [holder('Asha', 1000, borrowed=100), holder('Bina', 1000)]


@pytest.mark.parametrize(
    'holders, agreed, undone, said',
    [
        (GOOD, terms(2000), Undone(), []),
        (GOOD, terms(2000), Undone(open_votes=2), ['2 votes are still open.']),
        (GOOD, terms(2000), Undone(typed_rows=3), ['3 rows typed into the workbook do not count yet.']),
        (GOOD, terms(2000), Undone(loans=('L2025-001', 'L2025-004')),
         ['It is not decided what becomes of the running loans L2025-001, L2025-004.']),
        (GOOD, replace(terms(2000), books=2010_00), Undone(),
         ['2000.00 were counted, and by the books it is 2010.00: a difference of -10.00.']),
        (GOOD, terms(500, social=501), Undone(),
         ['The cash does not cover the social fund and what is kept apart for members, 501.00 together.']),
        ([replace(GOOD[0], apart=2_00), GOOD[1]], terms(500, social=499), Undone(),
         ['The cash does not cover the social fund and what is kept apart for members, 501.00 together.']),
        ([replace(GOOD[0], apart=1_00), GOOD[1]], terms(500, social=499), Undone(), []),
        (GOOD, replace(terms(2000, 'savings and borrowing'), percent_by_savings=Fraction(0)), Undone(), []),
        (GOOD[1:], replace(terms(2000, 'savings and borrowing'), percent_by_savings=Fraction(100)), Undone(), []),
        ([holder('Asha', 0)], terms(100), Undone(), ['No member has savings in this cycle.']),
        (GOOD, replace(terms(2000), coin=0), Undone(), ['The smallest coin is not more than zero.']),
        (GOOD, replace(terms(2000, 'savings and borrowing'), percent_by_savings=Fraction(101)), Undone(),
         ['The part by savings is not between 0 and 100 percent.']),
        (GOOD[1:], terms(2000, 'savings and borrowing'), Undone(),
         ['Nobody borrowed in this cycle, so that nothing can be divided by borrowing.']),
    ],
)  # fmt: skip
def test_every_reason_why_it_cannot_be(holders: list[Holder], agreed: Terms, undone: Undone, said: list[str]) -> None:
    found = [problem.said() for problem in share_out.problems_of_share_out(holders, agreed, undone, 'INR')]
    assert len(found) == len(said)
    assert all(whole.startswith(part) for whole, part in zip(found, said, strict=True))


def test_all_reasons_are_told_at_once() -> None:
    agreed = Terms(1_00, 2_00, social=3_00, method='savings and borrowing', coin=0)
    undone = Undone(1, 1, ('L1',))
    assert len(list(share_out.problems_of_share_out([holder('Asha', 0)], agreed, undone, 'INR'))) == 8


HOLDERS = st.lists(
    st.builds(
        Holder, st.just('m'), st.integers(1, 10**6), st.integers(0, 10**5), st.integers(1, 10**6),
        st.one_of(st.just(0), st.integers(0, 3 * 10**6)), st.integers(0, 10**4),
    ), min_size=1, max_size=12,
)  # fmt: skip


@given(HOLDERS, st.integers(0, 10**7), st.integers(0, 10**5), st.sampled_from([*METHODS]),
       st.sampled_from([1, 5, 100, 1000]))  # fmt: skip
def test_whatever_happened_in_the_cycle_the_cash_is_paid_out_to_the_coin(
    holders: list[Holder], cash: int, social: int, method: Method, coin: int
) -> None:
    counted = cash + social + sum(holder.apart for holder in holders)
    agreed = Terms(counted, counted, social, method, coin=coin)
    assert list(share_out.problems_of_share_out(holders, agreed, Undone(), 'INR')) == []
    done = share_out.share_out(holders, agreed)
    assert done.paid + social + done.left_over == counted
    assert 0 <= done.left_over < coin
    for holder, payout in zip(holders, done.payouts, strict=True):
        assert payout.paid >= 0
        assert payout.set_off + payout.written_off == holder.owed
        assert 0 <= payout.apart_set_off <= payout.set_off <= holder.owed
        assert not (payout.written_off and payout.paid), 'who cannot pay her loan is not handed money'
        assert payout.paid % coin == 0
    # What all have in the fund is the fund, in whole paise; what was kept apart and makes no coin lessens the profit.
    kept = sum(payout.apart - payout.apart_set_off for payout in done.payouts)
    assert 0 <= kept - done.kept_apart <= done.left_over
    in_the_fund = sum(payout.savings + payout.profit for payout in done.payouts) + kept - done.kept_apart
    assert abs(in_the_fund - done.exact_fund) <= len(holders)
