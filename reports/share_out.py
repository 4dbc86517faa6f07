"""The share-out gathered from the book: what each member has in the cycle, what she owes, the social fund, the money.

    found = gathered(book, Counted(money=10_000_00, on=day))
    found.holders, found.terms, found.undone      what rules/share_out.py needs
    found.problems                                every reason why nothing can be shared out yet
    found.done                                    who is paid what, as far as it can be computed
    handed_out(book, batch)                       what left box and bank with one that was recorded

Where the group buys shares, whole shares take part, and what is below a share goes back as it is, with what else she
has saved. Where it does not, savings take part. A running loan is set off when the members decided so.

A share-out begins a new cycle, on the same day: what is recorded after its rows belongs to the new one. For example
after a share-out on 31 December, with 1,000 of Asha and of Bina left in shares, at 60 % by savings:

    31 December    Asha borrows 600, that evening; she repays 612
    15 January     Bina borrows 200; she repays 204
    profit 16      9.60 by savings, 4.80 each;  6.40 by borrowing, 600 : 200, 4.80 and 1.60
    exactly        1,009.60 and 1,006.40;  in coins of 1, 1,010 and 1,006
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TypeAlias, cast

import pandas as pd

from reports import decisions, rows, shares
from reports.loans import loan_standing
from reports.shares import SHARES, SOCIAL
from rules import share_out
from rules.accounts import ACCOUNTS, SAVINGS, effects
from rules.loans import LENT, Standing
from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem
from rules.records import RUNNING, Loan
from rules.register_records import RECORDED, Distribution
from rules.share_out import Holder, Method, ShareOut, Terms, Undone
from sheets.book import Book
from sheets.columns import DISTRIBUTIONS

KIND = 'share-out'
Sums: TypeAlias = Mapping[str, Money]
OF_A_LOAN = ('penalty', 'fee', 'interest', 'principal')
OF_OTHERS = ('fixed deposits', 'tax withheld', 'borrowed', 'transfers')
"""Money in box and bank that belongs to somebody else, or is still under way."""
NO_MATTER = ('other', 'one officer', 'reopen a month')
"""Decisions that, still unused, change nothing in a share-out."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted in box and bank, when, and what the members decided. Without a method that of the bylaws."""

    money: Money
    on: date
    method: Method | None = None
    set_off: bool = False
    decision: str = ''


@dataclass(frozen=True)
class Gathered:
    """All that a share-out needs. `in_shares` and `in_savings` is what each member has in the two accounts."""

    asked: Counted
    currency: str
    first: date
    holders: Sequence[Holder]
    terms: Terms
    undone: Undone
    loans: Mapping[str, Sequence[tuple[Loan, Standing]]]
    in_shares: Mapping[str, Money]
    in_savings: Mapping[str, Money]
    others: Sequence[Problem]

    @cached_property
    def problems(self) -> list[Problem]:
        """Every reason why it cannot be recorded."""
        found = share_out.problems_of_share_out(self.holders, self.terms, self.undone, self.currency)
        return [*found, *self.others]

    @cached_property
    def done(self) -> ShareOut | None:
        """Who is paid what; None where the figures do not allow even that, or what members owe is not decided."""
        if self.undone.loans:
            return None
        apart = self.terms.social + sum(holder.apart for holder in self.holders)
        harmless = Undone(), replace(self.terms, books=self.terms.counted)
        if self.terms.counted < apart or any(min(holder.savings, holder.apart) < ZERO for holder in self.holders):
            return None
        if list(share_out.problems_of_share_out(self.holders, harmless[1], harmless[0], self.currency)):
            return None
        return share_out.share_out(self.holders, self.terms)

    def place(self, member: str) -> int:
        """The place of a member (id) among the holders."""
        return [holder.member for holder in self.holders].index(member)


def gathered(book: Book, asked: Counted) -> Gathered:
    """What a share-out on that day would be made of."""
    frame, bylaws = book.frame(), book.bylaws.on(asked.on)
    in_shares = shares.balances(frame, SHARES, asked.on)
    in_savings = shares.balances(frame, SAVINGS, asked.on)
    price = bylaws.share_price if bylaws.module_shares else ZERO
    loans = running_loans(book, asked.on)
    takes_part = [member for member in book.members if in_shares.get(member) or in_savings.get(member)]
    owed = {member: sum(standing.owed for _, standing in hers) for member, hers in loans.items()}
    of_loans = _of_loans(book, rows.until(frame, asked.on), _last(book, asked.on))
    holders = _holders(takes_part, in_shares, in_savings, price, of_loans, owed)
    undecided = [
        loan.number
        for member, hers in loans.items()
        for loan, _ in hers
        if not asked.set_off or member not in takes_part
    ]
    terms = Terms(
        counted=asked.money,
        books=money_there(book, asked.on),
        social=shares.balance(frame, SOCIAL, asked.on),
        method=asked.method or bylaws.share_out_method,
        percent_by_savings=bylaws.share_out_savings_percent,
        coin=bylaws.smallest_coin,
        price=price,
    )
    undone = Undone(_open_decisions(book, asked), len(book.typed), tuple(undecided))
    return Gathered(
        asked, bylaws.currency, cycle_start(book, asked.on), holders, terms, undone, loans, in_shares, in_savings,
        list(_other_problems(book, asked, holders)),
    )  # fmt: skip


def recorded(book: Book, batch: Distribution) -> ShareOut:
    """A share-out that was recorded, computed again from the rows that stood in the book before it."""
    frame, bylaws = rows.before(book.frame(), batch.id), book.bylaws.on(batch.on)
    own = book.frame()[(book.frame()['about'] == batch.id).to_numpy()]
    closed = own['kind'].isin([*OF_A_LOAN, 'write-off'])
    owed = {
        str(member): int(amount) for member, amount in own[closed.to_numpy()].groupby('member')['amount'].sum().items()
    }
    # The price of the next cycle holds from the day of the share-out on.
    before = book.bylaws.on(batch.on - timedelta(days=1))
    price = before.share_price if before.module_shares else ZERO
    in_shares, in_savings = (shares.balances(frame, account, batch.on) for account in (SHARES, SAVINGS))
    takes_part = [member for member in book.members if in_shares.get(member) or in_savings.get(member)]
    earlier = (each for each in share_outs(book) if (each.on, each.number) < (batch.on, batch.number))
    of_loans = _of_loans(book, frame, next(earlier, None))
    there = sum(amount * sum(effects(kind, mode)) for (kind, mode), amount in rows.sums_by_kind_and_mode(frame).items())
    terms = Terms(
        counted=there,
        books=there,
        social=shares.balance(frame, SOCIAL, batch.on),
        method=cast('Method', batch.method),
        percent_by_savings=bylaws.share_out_savings_percent,
        coin=bylaws.smallest_coin,
        price=price,
    )
    return share_out.share_out(_holders(takes_part, in_shares, in_savings, price, of_loans, owed), terms)


def handed_out(book: Book, batch: Distribution) -> Money:
    """What left box and bank with a share-out that was recorded: what is paid out, less what members left in."""
    sums = rows.sums_by_kind_and_mode(book.frame()[(book.frame()['about'] == batch.id).to_numpy()])
    return -sum(amount * sum(effects(kind, mode)) for (kind, mode), amount in sums.items())


def cycle_start(book: Book, on: date) -> date:
    """On which day the cycle of a day began: that of the last share-out, or the one on which the group began."""
    last = _last(book, on)
    return last.on if last else book.bylaws.started_on


def share_outs(book: Book) -> list[Distribution]:
    """The share-outs that were recorded, the newest first."""
    register = book.register(DISTRIBUTIONS).values()
    return sorted(
        (each for each in register if each.kind == KIND and each.status == RECORDED),
        key=lambda each: (each.on, each.number), reverse=True,
    )  # fmt: skip


def _last(book: Book, on: date) -> Distribution | None:
    """The last share-out up to the end of a day."""
    return next((each for each in share_outs(book) if each.on <= on), None)


def running_loans(book: Book, on: date) -> dict[str, list[tuple[Loan, Standing]]]:
    """The loans that run, with how they stand on a day, by the id of the member."""
    found: dict[str, list[tuple[Loan, Standing]]] = {}
    for loan in book.loans.values():
        if loan.status == RUNNING and loan.given_on and not loan.of_group:
            found.setdefault(loan.member, []).append((loan, loan_standing(book, loan, max(on, loan.began))))
    return found


def money_there(book: Book, on: date) -> Money:
    """What there should be in all boxes and bank accounts at the end of a day."""
    return sum(amount for box in book.boxes.values() for day, amount in box.items() if day <= on)


def _holders(
    members: Iterable[str], in_shares: Sums, in_savings: Sums, price: Money, of_loans: tuple[Sums, Sums], owed: Sums
) -> list[Holder]:
    """What each of these members has in the cycle."""
    interest, borrowed = of_loans
    return [
        Holder(
            member,
            savings=_takes_part(in_shares.get(member, ZERO), in_savings.get(member, ZERO), price),
            apart=_apart(in_shares.get(member, ZERO), in_savings.get(member, ZERO), price),
            interest_paid=interest.get(member, ZERO),
            borrowed=borrowed.get(member, ZERO),
            owed=owed.get(member, ZERO),
        )
        for member in members
    ]


def _takes_part(in_shares: Money, saved: Money, price: Money) -> Money:
    """What of hers is in the fund."""
    return in_shares // price * price if price else in_shares + saved


def _apart(in_shares: Money, saved: Money, price: Money) -> Money:
    """What is hers apart from the fund."""
    return in_shares % price + saved if price else ZERO


def _of_loans(book: Book, frame: pd.DataFrame, last: Distribution | None) -> tuple[Sums, Sums]:
    """The interest that each paid since the last share-out, and what she borrowed since, by her id."""
    # By the order of the rows: on the day of a share-out the date does not tell what came before it.
    within = rows.after(frame, last.id) if last else frame
    sums = rows.sums_by(within, 'member', book.members, ('interest', *LENT)).to_numpy().tolist()
    people = list(book.members)
    # What is taken back of an earlier cycle gives nobody less than nothing in this one.
    interest = {member: max(ZERO, paid) for member, (paid, *_lent) in zip(people, sums, strict=True)}
    return interest, {member: max(ZERO, sum(lent)) for member, (_paid, *lent) in zip(people, sums, strict=True)}


def _open_decisions(book: Book, asked: Counted) -> int:
    return sum(each.kind not in NO_MATTER and each.number != asked.decision for each in decisions.left_to_do(book))


def _other_problems(book: Book, asked: Counted, holders: Sequence[Holder]) -> Iterable[Problem]:
    """What the rules of a share-out cannot see: questions, later entries, money of others, members below zero."""
    currency = book.bylaws.currency
    if count := len(book.questions()):
        yield Problem(
            N_('{count} questions are open: two copies of the book say different things.'),
            N_('Decide on the page Sync.'), {'count': count},
        )  # fmt: skip
    later = book.frame()['on'].max()
    if len(book.frame()) and later.date() > asked.on:
        yield Problem(
            N_('Something was recorded on {day}, after the day of the share-out.'),
            N_('Share out on that day or later.'), {'day': later.date()}, about='date',
        )  # fmt: skip
    for account in OF_OTHERS:
        if left := shares.balance(book.frame(), account, asked.on):
            yield Problem(
                N_('{amount} is still on the account "{account}", and does not belong to the fund.'),
                N_('Pay it to whom it belongs first.'),
                {'amount': Amount(left, currency), 'account': ACCOUNTS[account]},
            )  # fmt: skip
    for holder in holders:
        if (least := min(holder.savings, holder.apart)) < ZERO:
            # Who had the pot before the others owes it to them, and has less than nothing until the cycle is over.
            pot = book.bylaws.module_rotation
            yield Problem(
                N_('{name} has had her pot, and brings {amount} in the rounds that are left.') if pot
                else N_('{name} has less than nothing in the book: {amount}.'),
                N_('Share out when the cycle of the pots is over.') if pot
                else N_('Record what she still pays in before the share-out.'),
                {'name': book.members[holder.member].name, 'amount': Amount(-least if pot else least, currency)},
            )  # fmt: skip
