"""Shares as the entries say: who has how many, how her share capital stands against target and term, and what part of
all shares is hers.

    balances(frame, SHARES, on)        what each member has in an account, by her id
    shares_table(book, on)             a row a member
    totals(book, on)                   all of them together

A share costs what the bylaws say, and what is below a whole share is kept apart for her. For example 230.00 paid in at
100.00 a share: 2 shares, 30.00 kept apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from reports import rows
from rules import shares
from rules.accounts import SAVINGS, signs_of
from rules.money import ZERO, Money
from rules.records import Member
from rules.shares import Standing, Target
from sheets.book import Book

SHARES, SOCIAL = 'shares', 'social'


def signed(frame: pd.DataFrame, account: str) -> tuple[np.ndarray, np.ndarray]:
    """Which rows move what is owed on an account, and for those rows the amount with its sign (int64)."""
    signs = signs_of(account)
    by_code = np.array([signs.get(kind, 0) for kind in frame['kind'].cat.categories], dtype='int64')
    sign = by_code[frame['kind'].cat.codes]
    moved = sign != 0
    return moved, (sign * frame['amount'].to_numpy())[moved]


def balances(frame: pd.DataFrame, account: str, on: date) -> dict[str, Money]:
    """What each member has in an account at the end of a day, by her id; who has nothing is not named."""
    until = rows.until(frame, on)
    moved, amounts = signed(until, account)
    sums = pd.Series(amounts).groupby(until['member'].to_numpy()[moved]).sum()
    return {str(member): int(amount) for member, amount in sums.items() if member and amount}


def balance(frame: pd.DataFrame, account: str, on: date) -> Money:
    """What all together have in an account at the end of a day."""
    return int(signed(rows.until(frame, on), account)[1].sum())


def standing(book: Book, member: Member, paid: Money, on: date) -> Standing:
    """How the share capital of a member stands against the target and the term of the bylaws."""
    bylaws = book.bylaws.on(on)
    target = Target(bylaws.share_target, member.joined, bylaws.share_months)
    return shares.standing(target, paid, max(on, member.joined), bylaws.rounding_unit)


def shares_table(book: Book, on: date) -> pd.DataFrame:
    """A row for each active member, and for each other one who has shares; in the order of the register.

    Columns: member (id), number, name, active (bool), paid, target, missing, expected, behind, suggested (int64),
    completion (Fraction, percent of the target), percent (Fraction, of all shares), shares (int64, whole ones), apart
    (int64, below a whole share), deposits (int64, her savings), months_left (int64).
    """
    frame, price = book.frame(), book.bylaws.on(on).share_price
    paid, deposits = balances(frame, SHARES, on), balances(frame[~rows.of_rounds(frame)], SAVINGS, on)
    people = [m for m in book.members.values() if (m.active and m.joined <= on) or paid.get(m.id)]
    percents = shares.percents([max(ZERO, paid.get(member.id, ZERO)) for member in people])
    listed = []
    for member, percent in zip(people, percents, strict=True):
        hers = paid.get(member.id, ZERO)
        found = standing(book, member, hers, on)
        whole = max(ZERO, hers) // price if price else 0
        listed.append((
            member.id, member.number, member.name, member.active, hers, found.target, found.missing, found.expected,
            found.behind, found.suggested_monthly, found.completion_percent, percent, whole, hers - whole * price,
            deposits.get(member.id, ZERO), found.months_left,
        ))  # fmt: skip
    table = pd.DataFrame(listed, columns=list(_TYPES))
    return table.astype({name: type_ for name, type_ in _TYPES.items() if type_ != 'object'})


_TYPES = {
    'member': 'object', 'number': 'object', 'name': 'object', 'active': 'bool', 'paid': 'int64', 'target': 'int64',
    'missing': 'int64', 'expected': 'int64', 'behind': 'int64', 'suggested': 'int64', 'completion': 'object',
    'percent': 'object', 'shares': 'int64', 'apart': 'int64', 'deposits': 'int64', 'months_left': 'int64',
}  # fmt: skip


def incomplete(table: pd.DataFrame) -> pd.DataFrame:
    """The active members who have not reached the target, the one who is furthest from it first."""
    missing = table[(table['missing'] > 0) & table['active']]
    return missing.sort_values('completion', kind='stable')


@dataclass(frozen=True, slots=True)
class Totals:
    """The shares of all together; minor units and a count."""

    paid: Money
    shares: int
    apart: Money
    missing: Money
    incomplete: int


def totals(table: pd.DataFrame) -> Totals:
    """What the rows of `shares_table` come to."""
    sums: Mapping[str, int] = {name: int(table[name].sum()) for name in ('paid', 'shares', 'apart')}
    lacking = incomplete(table)
    return Totals(sums['paid'], sums['shares'], sums['apart'], int(lacking['missing'].sum()), len(lacking))
