"""The share-out: at the end of a cycle the fund goes back to the members, to the last coin.

    The cash is counted and equals the books. The social fund stays apart, and what was kept apart below a whole
    share goes back to whose it is. Loans are set off against payouts, never below nothing, and the rest of them is
    written off before the fund is divided. Savings go back first; the profit is divided as the members decided:
    by shares, the same for all, back to those whose interest it was, or so many percent by savings and the rest by
    borrowing. A loss is borne by savings. What each is handed, with what was kept apart for her, is whole coins, by
    largest remainder; what no coin can be made of is named and stays.

For example 10,000 in cash, 1,000 of it the social fund, and three members with 3,000 each saved, one owing 6,000:

    fund 13,500 (9,000 in cash and 4,500 set off, see set_off), a share of 100 is worth 150
    two members are paid 4,500 each, the third 0; 1,500 of her loan is written off, 1,000 stays in the social fund

In coins of 1, with 1,000 kept apart for a member who owes 378.20, and a share of 1,000 of each of two others:

    cash 2,621.80    1,000 and 1,000; 621.80 of hers makes 621; 0.80 makes no coin and stays
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rules import money, set_off
from rules.division import in_coins
from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem
from rules.set_off import Layer, Share

Method = Literal['by shares', 'same for all', 'interest back', 'savings and borrowing']
METHODS: Mapping[Method, str] = {
    'by shares': N_('Everything by shares'),
    'same for all': N_('Savings back, and the same profit for all'),
    'interest back': N_('Savings back, and interest back to who paid it'),
    'savings and borrowing': N_('Savings back, and the profit by savings and by borrowing'),
}


@dataclass(frozen=True, slots=True)
class Holder:
    """What a member has in the cycle: savings (shares at their price), interest she paid, what she borrowed in all.

    `owed` closes her loans on the day; `apart` is hers below a whole share, in the box and not in the fund. Interest
    that is set off counts as paid where the group wants it so: then it is a part of `interest_paid` too.
    """

    member: str
    savings: Money
    interest_paid: Money = ZERO
    borrowed: Money = ZERO
    owed: Money = ZERO
    apart: Money = ZERO


@dataclass(frozen=True, slots=True)
class Terms:
    """How a share-out is done. `counted` is all money there is, box and bank, `books` what it should be.

    `price` is that of a share, or zero where savings are not shares; `coin` the smallest sum that is paid out.
    """

    counted: Money
    books: Money
    social: Money = ZERO
    method: Method = 'by shares'
    percent_by_savings: Fraction = Fraction(60)
    coin: Money = 1
    price: Money = ZERO


@dataclass(frozen=True, slots=True)
class Undone:
    """What has to be decided or recorded before a share-out: how many votes and typed rows, and which loans."""

    open_votes: int = 0
    typed_rows: int = 0
    loans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Payout:
    """What a member gets. `profit` is below zero in a loss; of `set_off`, `apart_set_off` was money kept apart."""

    member: str
    savings: Money
    profit: Money
    apart: Money
    set_off: Money
    apart_set_off: Money
    written_off: Money

    @property
    def paid(self) -> Money:
        """The coins that she is handed."""
        return self.savings + self.profit + self.apart - self.set_off


@dataclass(frozen=True, slots=True)
class ShareOut:
    """A share-out as it is read out before it is recorded. `exact_fund` is before the rounding of payouts.

    `kept_apart` is what is handed out of money that is not in the fund.
    """

    holders: tuple[Holder, ...]
    terms: Terms
    layers: tuple[Layer, ...]
    exact_fund: Fraction
    payouts: tuple[Payout, ...]
    kept_apart: Money
    left_over: Money

    @property
    def paid(self) -> Money:
        """What all are handed together; with the social fund and what is left over, exactly the cash counted."""
        return sum(payout.paid for payout in self.payouts)

    @property
    def set_off(self) -> Money:
        """What of the loans is paid by payouts."""
        return sum(payout.set_off for payout in self.payouts)

    @property
    def written_off(self) -> Money:
        """What of the loans nobody pays any more."""
        return sum(payout.written_off for payout in self.payouts)


def share_out(holders: Sequence[Holder], terms: Terms) -> ShareOut:
    """Who is paid what. There is nothing in the way of it: see problems_of_share_out."""
    # What is kept apart for a member who owes goes into her loan first, and with that into the fund.
    from_apart = [min(holder.apart, holder.owed) for holder in holders]
    kept = [holder.apart - paid for holder, paid in zip(holders, from_apart, strict=True)]
    left_over = (terms.counted - terms.social) % terms.coin
    cash = terms.counted - terms.social - sum(kept)
    # What makes no coin stays of the fund first, and else of what is kept apart.
    cash -= min(left_over, cash % terms.coin)
    to_hand_out = terms.counted - terms.social - left_over
    owed = [holder.owed - paid for holder, paid in zip(holders, from_apart, strict=True)]
    layers = layers_of(holders, terms)
    fund = set_off.fund_after_set_off(cash, owed, layers)
    exact = set_off.parts_of(fund, layers)
    # Of the fund nothing is paid to who is short, so that these are together what is handed out, and what is kept
    # apart and makes no coin.
    to_pay = [max(Fraction(0), part - loan) + hers for part, loan, hers in zip(exact, owed, kept, strict=True)]
    coins = in_coins(to_hand_out, to_pay, terms.coin)
    payouts = [
        _payout(holder, coin, min(loan, money.rounded(part)), apart)
        for holder, coin, loan, part, apart in zip(holders, coins, owed, exact, from_apart, strict=True)
    ]
    return ShareOut(tuple(holders), terms, layers, fund, tuple(payouts), to_hand_out - cash, left_over)


def layers_of(holders: Sequence[Holder], terms: Terms) -> tuple[Layer, ...]:
    """In which order the fund goes to whom, by the method."""
    whole = Fraction(100)
    savings = tuple(holder.savings for holder in holders)
    back = Layer(sum(savings), (Share(N_('Savings back'), whole, savings),))
    if terms.method == 'same for all':
        equal = Share(N_('Profit, the same for all'), whole, (1,) * len(holders), of_money=False)
        return back, Layer(None, (equal,))
    if terms.method == 'interest back':
        interest = tuple(holder.interest_paid for holder in holders)
        rest = Layer(None, (Share(N_('The rest of the profit, by savings'), whole, savings),))
        if not any(interest):
            return back, rest
        return back, Layer(sum(interest), (Share(N_('Interest back'), whole, interest),)), rest
    if terms.method == 'savings and borrowing':
        borrowed = tuple(holder.borrowed for holder in holders)
        by_savings = Share(N_('Profit by savings'), terms.percent_by_savings, savings)
        by_borrowing = Share(N_('Profit by borrowing'), whole - terms.percent_by_savings, borrowed)
        return back, Layer(None, tuple(share for share in (by_savings, by_borrowing) if share.percent))
    return (Layer(None, (Share(N_('Part of the fund'), whole, savings),)),)


def problems_of_share_out(holders: Sequence[Holder], terms: Terms, undone: Undone, currency: str) -> Iterable[Problem]:
    """Every reason why this share-out cannot be recorded."""
    yield from _problems_of_the_undone(undone)
    if terms.counted != terms.books:
        values = {name: Amount(amount, currency) for name, amount in (
            ('counted', terms.counted), ('books', terms.books), ('difference', terms.counted - terms.books),
        )}  # fmt: skip
        yield Problem(
            N_('{counted} were counted, and by the books it is {books}: a difference of {difference}.'),
            N_('Count again, and record what is missing or too much before the share-out.'), values, about='counted',
        )  # fmt: skip
    apart = sum(holder.apart for holder in holders)
    if terms.counted < terms.social + apart:
        yield Problem(
            N_('The cash does not cover the social fund and what is kept apart for members, {needed} together.'),
            N_('Find out where the money is before anything is paid out.'),
            {'needed': Amount(terms.social + apart, currency)}, about='counted',
        )  # fmt: skip
    if not any(holder.savings for holder in holders):
        yield Problem(
            N_('No member has savings in this cycle.'), N_('Record the savings first, or choose another cycle.')
        )
    yield from _problems_of_method(holders, terms)


def _problems_of_the_undone(undone: Undone) -> Iterable[Problem]:
    if undone.open_votes:
        yield Problem(
            N_('{count} votes are still open.'), N_('Close them first: they may change what is shared out.'),
            {'count': undone.open_votes},
        )  # fmt: skip
    if undone.loans:
        yield Problem(
            N_('It is not decided what becomes of the running loans {loans}.'),
            N_('Record their repayment, or decide that they are set off.'), {'loans': ', '.join(undone.loans)},
            about='set_off',
        )  # fmt: skip
    if undone.typed_rows:
        yield Problem(
            N_('{count} rows typed into the workbook do not count yet.'),
            N_('Take them over or strike them out, on the page Problems.'), {'count': undone.typed_rows},
        )  # fmt: skip


def _problems_of_method(holders: Sequence[Holder], terms: Terms) -> Iterable[Problem]:
    if terms.coin < 1:
        yield Problem(N_('The smallest coin is not more than zero.'), N_('Type its value.'), about='coin')
    if terms.method == 'savings and borrowing':
        if not 0 <= terms.percent_by_savings <= 100:
            yield Problem(
                N_('The part by savings is not between 0 and 100 percent.'), N_('Type a percentage such as 60.'),
                about='percent_by_savings',
            )  # fmt: skip
        elif terms.percent_by_savings < 100 and not any(holder.borrowed for holder in holders):
            yield Problem(
                N_('Nobody borrowed in this cycle, so that nothing can be divided by borrowing.'),
                N_('Choose another way of sharing out.'), about='method',
            )  # fmt: skip


def _payout(holder: Holder, coins: Money, from_part: Money, from_apart: Money) -> Payout:
    return Payout(
        member=holder.member,
        savings=holder.savings,
        profit=coins + from_part + from_apart - holder.apart - holder.savings,
        apart=holder.apart,
        set_off=from_part + from_apart,
        apart_set_off=from_apart,
        written_off=holder.owed - from_part - from_apart,
    )
