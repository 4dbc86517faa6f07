"""Every account has its place, and each kind of group its own names."""

import pytest

from rules.accounts import ACCOUNTS
from rules.bylaws import KINDS_OF_GROUP
from rules.chart import CLASSES, SECTIONS, chart, journal_name, place_of


@pytest.mark.parametrize('kind', KINDS_OF_GROUP)
def test_every_account_has_its_place(kind: str) -> None:
    places = chart(kind)
    assert set(places) == set(ACCOUNTS)
    assert {place.class_ for place in places.values()} <= set(CLASSES)
    assert len({journal_name(place) for place in places.values()}) == len(places)
    assert len({place.title for place in places.values()}) == len(places)


def test_an_account_without_a_place_is_an_error_at_once() -> None:
    with pytest.raises(AssertionError, match="the account 'gold' has no place in the chart"):
        place_of('gold', 'shg')


def test_the_accounts_stand_in_the_order_of_the_statements() -> None:
    order = list(SECTIONS)
    sections = [order.index(place.section) for place in chart('sacco').values()]
    assert sections == sorted(sections)


@pytest.mark.parametrize(
    ('kind', 'account', 'class_', 'title', 'name'),
    [
        ('shg', 'savings', 'liability', "Members' savings", 'liabilities:savings'),
        ('chama', 'savings', 'liability', "Members' contributions", 'liabilities:savings'),
        ('sacco', 'savings', 'liability', "Members' deposits", 'liabilities:savings'),
        ('sacco', 'shares', 'equity', 'Share capital', 'equity:shares'),
        ('vsla', 'shares', 'liability', "Members' shares", 'liabilities:shares'),
        ('vsla', 'social', 'liability', 'Social fund', 'liabilities:social'),
        ('sacco', 'dividends', 'equity', 'Dividends', 'equity:dividends'),
        ('shg', 'written off', 'expense', 'Loans written off', 'expenses:written-off'),
        ('shg', 'income', 'income', 'Other income', 'income:other'),
        ('shg', 'expenses', 'expense', 'Expenses', 'expenses:general'),
    ],
)
def test_what_an_account_is_in_a_kind_of_group(kind: str, account: str, class_: str, title: str, name: str) -> None:
    place = place_of(account, kind)
    assert (place.class_, place.title, journal_name(place)) == (class_, title, name)
    assert place.sign == (1 if class_ in ('asset', 'expense') else -1)
