"""Taking savings out before the cycle ends: profit or none, loss, fee, loan, coins."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import leaving
from rules.leaving import Leaving

ASHA = Leaving(back=3000_00, savings=3000_00, savings_of_all=9000_00, fund=10_500_00)


def test_the_example_of_the_bylaws() -> None:
    """3,000 back, 500 of profit, 5 % fee, 500 owed."""
    asked = replace(ASHA, profit_given=True, fee_percent=Fraction(5), owed=500_00)
    found = leaving.exit_of(asked)
    assert (found.profit, found.fee, found.set_off, found.paid) == (500_00, 175_00, 500_00, 2825_00)
    assert [line.said('KES') for line in leaving.explained(asked).lines] == [
        ('Savings back', '', '3000.00'),
        ('Profit so far', '1500.00 × 3000.00 / 9000.00', '500.00'),
        ('Fee for leaving early', '3500.00 × 5 / 100', '−175.00'),
        ('Loan, set off', '', '−500.00'),
        ('Paid out', '', '2825.00'),
    ]


@pytest.mark.parametrize(
    'changed, paid',
    [
        ({}, 3000_00),
        ({'profit_given': True}, 3500_00),
        ({'fund': 8100_00}, 2700_00),
        ({'fund': 8100_00, 'profit_given': True}, 2700_00),
        ({'back': 1000_00, 'profit_given': True}, 1166_66),
        ({'back': 1000_00, 'profit_given': True, 'coin': 5_00}, 1165_00),
        ({'apart': 70_00}, 3070_00),
        ({'owed': 30, 'coin': 100}, 2999_00),
        ({'owed': 1_00, 'coin': 100, 'apart': 50}, 2999_00),
        ({'back': 1000_00, 'apart': 70_00}, 1000_00),
        ({'back': 1000_00, 'owed': 2000_00}, 1000_00),
    ],
)
def test_what_she_is_handed(changed: dict[str, int], paid: int) -> None:
    assert leaving.exit_of(replace(ASHA, **changed)).paid == paid  # type: ignore[arg-type]


def test_what_was_kept_apart_is_given_back_on_a_line_of_its_own() -> None:
    said = [line.said('KES') for line in leaving.explained(replace(ASHA, apart=70_00)).lines]
    assert said == [
        ('Savings back', '', '3000.00'), ('Kept apart, given back', '', '70.00'), ('Paid out', '', '3070.00')
    ]  # fmt: skip


def test_what_makes_no_coin_is_shown() -> None:
    asked = replace(ASHA, fund=10_500_50, profit_given=True, coin=100)
    said = [line.said('KES') for line in leaving.explained(asked).lines]
    assert said[1:] == [
        ('Profit so far', '1500.50 × 3000.00 / 9000.00', '500.16'),
        ('Left over, below the smallest coin', '', '−0.16'),
        ('Paid out', '', '3500.00'),
    ]


@pytest.mark.parametrize(
    'changed, said',
    [
        ({}, []),
        ({'owed': 3000_00}, []),
        ({'back': 1000_00, 'owed': 2000_00}, []),
        ({'back': 0}, ['The amount must be more than zero.']),
        # All she has is kept apart, and nobody else has anything.
        ({'back': 0, 'savings': 0, 'savings_of_all': 0, 'apart': 30_00}, ['The amount must be more than zero.']),
        ({'back': 3000_01}, ['3000.01 is more than the savings of 3000.00.']),
        ({'back': 1000_00, 'owed': 2000_01},
         ['2000.01 are owed, and only 2000.00 of the savings would be left to cover it.']),
        ({'owed': 3200_00}, ['After her savings 200.00 of the loan would still be owed.']),
        ({'owed': 3200_00, 'apart': 200_00}, []),
        ({'fee_percent': 100}, []),
        ({'fee_percent': 101}, ['The fee is not between 0 and 100 percent.']),
        ({'fee_percent': -5, 'back': 3000_01},
         ['The fee is not between 0 and 100 percent.', '3000.01 is more than the savings of 3000.00.']),
    ],
)  # fmt: skip
def test_why_she_cannot_take_it(changed: dict[str, int], said: list[str]) -> None:
    asked = replace(ASHA, **changed)  # type: ignore[arg-type]
    found = [problem.said() for problem in leaving.problems_of_leaving(asked, 'KES')]
    assert len(found) == len(said)
    assert all(whole.startswith(part) for whole, part in zip(found, said, strict=True))


@given(
    saved=st.integers(1, 10**7), others=st.integers(0, 10**8), part=st.fractions(0, 1), fund=st.fractions(0, 3),
    owed=st.integers(0, 10**7), apart=st.integers(0, 10**4), given_=st.booleans(), fee=st.integers(0, 20),
    coin=st.sampled_from([1, 100]),
)  # fmt: skip
def test_those_who_stay_never_pay_for_who_goes(
    saved: int, others: int, part: Fraction, fund: Fraction, owed: int, apart: int, given_: bool, fee: int, coin: int
) -> None:
    """What she takes out of the fund is not more than her part of it, and what she is handed not below nothing."""
    worth, back = int((saved + others) * fund), max(1, int(saved * part))
    asked = Leaving(back, saved, saved + others, worth, owed, apart, given_, Fraction(fee), coin)
    found = leaving.exit_of(asked)
    assert found.paid >= 0
    assert found.paid % coin == 0
    assert found.set_off + found.still_owed == owed
    assert (back + found.profit) * (saved + others) <= worth * back
    assert found.paid == back + found.profit - found.fee + found.apart - found.set_off - found.left_over
    assert leaving.explained(asked).result == found.paid
