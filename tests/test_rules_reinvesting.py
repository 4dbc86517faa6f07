"""The next cycle begins with what members leave in, and with what is in the box."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rules import reinvesting, share_out
from rules.reinvesting import Reinvested
from rules.share_out import Terms
from tests.test_rules_share_out import HOLDERS, holder, terms

TWO = [holder('Asha', 3000), holder('Bina', 3000)]
DONE = share_out.share_out(TWO, replace(terms(10_050, social=1000), coin=100_00))


def test_the_example_of_the_bylaws() -> None:
    """4,500 each; Asha leaves 10 shares of 200 in, 50 were left over, 1,000 are the social fund."""
    found = reinvesting.next_cycle(DONE, {'Asha': 10}, 200_00)
    assert found.reinvested == (Reinvested('Asha', 10, 2000_00, 2500_00), Reinvested('Bina', 0, 0, 4500_00))
    assert (found.left_over, found.social, found.cash) == (50_00, 1000_00, 3050_00)


def test_every_reason_why_the_cycle_cannot_begin_like_this() -> None:
    wanted = {'Asha': 23, 'Bina': -1, 'Dina': 1}
    assert [problem.said() for problem in reinvesting.problems_of_reinvesting(DONE, wanted, 200_00, 'KES')] == [
        '23 shares cost 4600.00, and the payout of Asha is 4500.00. Leave fewer shares in the group.',
        'Bina cannot leave less than nothing in the group. Type the number of shares, or 0.',
        '1 shares cost 200.00, and the payout of Dina is 0.00. Leave fewer shares in the group.',
    ]
    (problem,) = reinvesting.problems_of_reinvesting(DONE, {}, 0, 'KES')
    assert problem.about == 'price'
    assert list(reinvesting.problems_of_reinvesting(DONE, {'Asha': 22}, 200_00, 'KES')) == []


@given(HOLDERS, st.integers(0, 10**7), st.integers(0, 10**5), st.integers(1, 1000))
def test_the_money_of_the_old_cycle_is_in_hands_or_in_the_box(
    holders: list[share_out.Holder], cash: int, social: int, price: int
) -> None:
    named = [replace(one, member=str(number)) for number, one in enumerate(holders)]
    counted = cash + social + sum(one.apart for one in named)
    done = share_out.share_out(named, Terms(counted, counted, social, coin=10))
    wanted = {payout.member: payout.paid // price // 2 for payout in done.payouts}
    assert list(reinvesting.problems_of_reinvesting(done, wanted, price, 'KES')) == []
    found = reinvesting.next_cycle(done, wanted, price)
    assert found.cash + sum(one.handed for one in found.reinvested) == counted
    assert all(one.handed >= 0 for one in found.reinvested)
