"""The chart of accounts: what each account is, where it stands in the statements, and how the group calls it.

    asset        what the group has           cash, bank, loans to members
    liability    what it owes                 savings, fixed deposits, the social fund, tax withheld, a bank's loan
    equity       what belongs to all          share capital, what was brought in, the surplus
    income       what made it richer          interest, penalties and fines, fees
    expense      what made it poorer          expenses, interest on savings, loans written off

Groups differ. A share of a SACCO is its capital; a share of a VSLA is bought at the meeting and paid back when the
cycle ends, and so it is owed to the member who bought it. For example with 10,000.00 paid in for shares and 300.00 of
interest:

    sacco    owed 0           equity 10,300.00, of it share capital 10,000.00, surplus 300.00
    vsla     owed 10,000.00   equity    300.00, all of it surplus

Dividends and what is shared out are no expenses: they give the surplus to the members and lessen the equity.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from rules.accounts import ACCOUNTS
from rules.problems import N_
from rules.purses import box_of
from rules.register_records import Account

Class = Literal['asset', 'liability', 'equity', 'income', 'expense']
Section = Literal[
    'money', 'lent', 'under way', 'owed to members', 'kept for a purpose', 'owed to others', 'capital', 'given out',
    'income', 'expense',
]  # fmt: skip

CLASSES: Mapping[Class, str] = {
    'asset': N_('Assets'),
    'liability': N_('Liabilities'),
    'equity': N_('Equity'),
    'income': N_('Income'),
    'expense': N_('Expenses'),
}

SECTIONS: Mapping[Section, Class] = {
    'money': 'asset',
    'lent': 'asset',
    'under way': 'asset',
    'owed to members': 'liability',
    'kept for a purpose': 'liability',
    'owed to others': 'liability',
    'capital': 'equity',
    'given out': 'equity',
    'income': 'income',
    'expense': 'expense',
}
"""In the order in which a balance sheet, and after it an income statement, is read."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account stands. `by_category` says that its rows are told apart by what they were for.

    `box` says of money whether it is cash or bank.
    """

    account: str
    section: Section
    title: str
    by_category: bool = False
    box: str = ''

    @property
    def class_(self) -> Class:
        """What the account is."""
        return SECTIONS[self.section]

    @property
    def sign(self) -> int:
        """+1 where a debit makes the account more, -1 where a credit does."""
        return 1 if self.class_ in ('asset', 'expense') else -1


_SECTION: Mapping[str, Section] = {
    'cash': 'money',
    'bank': 'money',
    'loans': 'lent',
    'transfers': 'under way',
    'clearing': 'under way',
    'savings': 'owed to members',
    'fixed deposits': 'owed to members',
    'social': 'kept for a purpose',
    'tax withheld': 'owed to others',
    'borrowed': 'owed to others',
    'shares': 'capital',
    'opening': 'capital',
    'dividends': 'given out',
    'shared out': 'given out',
    'interest': 'income',
    'penalties': 'income',
    'fees': 'income',
    'income': 'income',
    'expenses': 'expense',
    'interest paid': 'expense',
    'savings interest': 'expense',
    'written off': 'expense',
}
_SECTION_OF_KIND: Mapping[tuple[str, str], Section] = {('vsla', 'shares'): 'owed to members'}
_TITLE_OF_KIND: Mapping[tuple[str, str], str] = {
    ('chama', 'savings'): N_("Members' contributions"),
    ('sacco', 'savings'): N_("Members' deposits"),
    ('vsla', 'shares'): N_("Members' shares"),
    ('chama', 'social'): N_('Welfare fund'),
    ('sacco', 'social'): N_('Welfare fund'),
}
_TITLE: Mapping[str, str] = {'opening': N_('Brought in at the start')}
_BY_CATEGORY = frozenset({'income', 'expenses', 'fees'})


def place_of(account: str, kind_of_group: str) -> Place:
    """The place of an account in the books of a kind of group. An account without a place is an error at once."""
    assert account in _SECTION, f'the account {account!r} has no place in the chart of accounts'
    section = _SECTION_OF_KIND.get((kind_of_group, account), _SECTION[account])
    title = _TITLE_OF_KIND.get((kind_of_group, account)) or _TITLE.get(account) or ACCOUNTS[account]
    return Place(account, section, title, account in _BY_CATEGORY, account if section == 'money' else '')


def chart(kind_of_group: str, accounts: Iterable[Account] = ()) -> dict[str, Place]:
    """Every account of a kind of group with its place, in the order in which the statements are read.

    Each cash box and bank account of the group has a line of its own, behind what names none.
    """
    order = list(SECTIONS)
    places = [place_of(account, kind_of_group) for account in ACCOUNTS]
    places += [Place(each.number, 'money', each.name, box=box_of(each.type)) for each in accounts]
    return {place.account: place for place in sorted(places, key=lambda place: order.index(place.section))}


_JOURNAL_CLASSES: Mapping[Class, str] = {
    'asset': 'assets', 'liability': 'liabilities', 'equity': 'equity', 'income': 'income', 'expense': 'expenses',
}  # fmt: skip
# income:income would say nothing.
_JOURNAL_NAMES = {'income': 'other', 'expenses': 'general'}


def journal_name(place: Place) -> str:
    """What the account is called in the journal for other programs: liabilities:savings, assets:cash."""
    if place.box not in ('', place.account):
        return f'{_JOURNAL_CLASSES[place.class_]}:{place.box}:{place.account}'
    name = _JOURNAL_NAMES.get(place.account, place.account.replace(' ', '-'))
    return f'{_JOURNAL_CLASSES[place.class_]}:{name}'
