"""Cash, bank and the trial balance."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rules import accounts
from rules.records import MODES


def test_ten_thousand_saved_five_lent_five_thousand_three_hundred_back() -> None:
    """The box holds 10,300 and not 5,000."""
    sums = {('contribution', 'cash'): 10_000, ('loan', 'cash'): 5_000, ('principal', 'cash'): 5_000,
            ('interest', 'cash'): 300}  # fmt: skip
    found = {line.account: line.debit - line.credit for line in accounts.trial_balance(sums)}
    assert found == {'cash': 10_300, 'loans': 0, 'savings': -10_000, 'interest': -300}


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(sorted(accounts.POSTINGS)), st.sampled_from(MODES)), st.integers(-(10**12), 10**12)
    )
)
def test_debits_equal_credits_for_every_history(sums: dict[tuple[str, str], int]) -> None:
    lines = accounts.trial_balance(sums)
    assert sum(line.debit for line in lines) == sum(line.credit for line in lines)
    for place, account in enumerate(('cash', 'bank')):
        by_effect = sum(amount * accounts.effects(kind, mode)[place] for (kind, mode), amount in sums.items())
        assert by_effect == sum(line.debit - line.credit for line in lines if line.account == account)


def test_what_each_kind_does_to_cash_and_bank() -> None:
    assert accounts.effects('contribution', 'cash') == (1, 0)
    assert accounts.effects('contribution', 'mpesa') == (0, 1)
    assert accounts.effects('expense', 'upi') == (0, -1)
    assert accounts.effects('to-bank', 'cash') == (-1, 1)
    assert accounts.effects('from-bank', 'cash') == (1, -1)
    assert accounts.effects('write-off', 'cash') == (0, 0)


def test_the_lowest_balance_from_a_day_on() -> None:
    days = {date(2025, 1, 5): 1000, date(2025, 1, 10): -800, date(2025, 2, 1): 500}
    assert accounts.lowest_from(date(2025, 1, 5), days) == (date(2025, 1, 10), 200)
    assert accounts.lowest_from(date(2025, 1, 20), days) == (date(2025, 1, 20), 200)
    assert accounts.lowest_from(date(2024, 12, 31), days) == (date(2024, 12, 31), 0)
    assert list(accounts.below_zero({**days, date(2025, 1, 12): -300})) == [(date(2025, 1, 12), -100)]
