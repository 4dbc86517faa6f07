"""The totals of a group make up its cash and bank, whatever kinds of entry there are."""

from hypothesis import given
from hypothesis import strategies as st

from rules import accounts, totals
from rules.accounts import ACCOUNTS, BANK, CASH, CLEARING, POSTINGS
from rules.bylaws import KINDS_OF_GROUP, MODULES


def balances(by_kind: dict[str, int]) -> dict[str, int]:
    """Each total, where no money is in a pot."""
    return {key: total.balance(by_kind) for key, total in totals.BY_KEY.items() if key != totals.ROUNDS}


def test_the_example_of_a_village_group() -> None:
    by_kind = {'share': 5000, 'social': 400, 'loan': 1000, 'principal': 300, 'interest': 20}
    found = {key: amount for key, amount in balances(by_kind).items() if amount}
    assert found == {'shares': 5000, 'social_fund': 400, 'interest_received': 20, 'loans_outstanding': 700}
    assert totals.cash_and_bank(found) == 4720


def test_every_account_is_a_total_but_cash_and_bank_and_what_is_always_nothing() -> None:
    told = [total.account for key, total in totals.BY_KEY.items() if key != totals.ROUNDS]
    assert sorted(told) == sorted(set(ACCOUNTS) - {CASH, BANK, CLEARING})
    assert {total.module for total in totals.MORE} - {''} <= {*MODULES}
    assert all(total.title(kind) for total in totals.MORE for kind in KINDS_OF_GROUP)
    assert set(totals.BELONGING) <= {total.key for total in totals.MORE}


@given(st.dictionaries(st.sampled_from([*POSTINGS]), st.integers(-(10**9), 10**9)))
def test_of_every_history_they_come_to_cash_and_bank(by_kind: dict[str, int]) -> None:
    there = sum(amount * sum(accounts.effects(kind, 'cash')) for kind, amount in by_kind.items())
    assert totals.cash_and_bank(balances(by_kind)) == there
