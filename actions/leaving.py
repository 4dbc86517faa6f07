"""A member takes out what she has before the cycle ends, all of it or a part: seen before, recorded in one receipt.

    asked = Asked(id, 'M2025-001', 3_000_00, day, fee_percent=Fraction(5))
    preview(book, asked, today)                      what she gets, and every reason against it
    record(book, asked, who, now, today)

For example 3,000.00 in shares, a fee of 150.00, and 500.00 of a loan that is set off:

    share-back    650.00  set-off     fee        150.00  set-off
    share-back  2,350.00  cash        principal  500.00  set-off
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256

from actions import together
from actions.parts import Part
from actions.savings import problems_of_withdrawal
from actions.share_out import parts_of_loans
from actions.together import Receipt
from actions.who import Who
from reports.share_out import Counted, Gathered, gathered
from rules import leaving
from rules.leaving import Exit, Leaving
from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Member, Mode
from rules.transactions import Transaction
from sheets.book import Book

FEE, LEFT_OVER = 'leaving early', 'left over'


@dataclass(frozen=True, slots=True)
class Asked:
    """What she takes of her savings or shares, and what the group decided about profit and fee."""

    id: str
    member: str
    back: Money
    on: date
    profit_given: bool = False
    fee_percent: Fraction = Fraction(0)
    mode: Mode = 'cash'
    account: str = ''
    note: str = ''
    decision: str = ''


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be recorded, and every reason why it cannot be recorded."""

    asked: Asked
    wish: Leaving
    exit: Exit | None
    problems: Sequence[Problem]


def preview(book: Book, asked: Asked, today: date) -> Preview:
    """What she would get. Records nothing. Raises Refused where there is nothing she could take."""
    member = book.member(asked.member)
    found = gathered(book, Counted(ZERO, asked.on))
    if member is None or member.id not in [holder.member for holder in found.holders]:
        raise refuse(N_('She has nothing that could be taken out.'), N_('Check the member.'), about='member')
    wish = _wish(found, member, asked)
    problems = [*leaving.problems_of_leaving(wish, found.currency), *_problems(book, found, member, wish, asked)]
    if problems:
        return Preview(asked, wish, None, problems)
    receipt = _receipt(book, found, member, wish)
    problems += together.problems_of_receipts(book, _common(asked), [receipt], today)
    return Preview(asked, wish, leaving.exit_of(wish), problems)


def record(book: Book, asked: Asked, who: Who, now: datetime, today: date) -> str:
    """Record it; gives the receipt. Raises Refused with every reason, and then nothing has changed."""
    who.must('distribute')
    content = sha256(repr(asked).encode()).hexdigest()
    with book.writing() as writing:
        if not together.answered(writing, asked.id, content):
            seen = preview(book, asked, today)
            if seen.problems:
                raise Refused(list(seen.problems))
            member, found = book.member(asked.member), gathered(book, Counted(ZERO, asked.on))
            assert member is not None
            together.write(book, writing, _common(asked), [_receipt(book, found, member, seen.wish)], who, now)
            writing.set_answer(asked.id, content, {})
    return book.receipt_of(f'{asked.id}/1')[0].receipt


def _wish(found: Gathered, member: Member, asked: Asked) -> Leaving:
    holder = found.holders[found.place(member.id)]
    apart = sum(each.apart for each in found.holders)
    lent = sum(standing.outstanding for hers in found.loans.values() for _, standing in hers)
    return Leaving(
        back=asked.back,
        savings=holder.savings,
        savings_of_all=sum(each.savings for each in found.holders),
        fund=found.terms.books - found.terms.social - apart + lent,
        owed=holder.owed,
        apart=holder.apart,
        profit_given=asked.profit_given,
        fee_percent=asked.fee_percent,
        coin=found.terms.coin,
    )


def _receipt(book: Book, found: Gathered, member: Member, wish: Leaving) -> Receipt:
    done = leaving.exit_of(wish)
    loss, owed = max(ZERO, -done.profit), found.loans.get(member.id, ()) if done.set_off else ()
    sources = [*_sources(found, member, wish), Part('share-out', max(ZERO, done.profit), member)]
    kept = [
        Part('loss', loss, member, mode='set-off'),
        Part('fee', done.fee, member, category=FEE, mode='set-off'),
        Part('income', done.left_over, member, category=LEFT_OVER, mode='set-off'),
    ]
    taken = loss + done.fee + done.left_over + done.set_off
    given = together.off_and_out([source for source in sources if source.amount], taken)
    paid = parts_of_loans(book, member, done.set_off, owed, found.asked.on)
    return Receipt([*given, *(part for part in kept if part.amount), *paid], [loan for loan, _ in owed])


def _sources(found: Gathered, member: Member, wish: Leaving) -> list[Part]:
    """Out of which accounts she takes it: who leaves takes what is kept apart for her too."""
    in_shares, in_savings = found.in_shares.get(member.id, ZERO), found.in_savings.get(member.id, ZERO)
    if wish.whole:
        return [Part('share-back', in_shares, member), Part('withdrawal', in_savings, member)]
    from_shares = min(wish.back, in_shares)
    return [Part('share-back', from_shares, member), Part('withdrawal', wish.back - from_shares, member)]


def _problems(book: Book, found: Gathered, member: Member, wish: Leaving, asked: Asked) -> Iterable[Problem]:
    price, later = found.terms.price, book.frame()['on'].max()
    if price and asked.back % price:
        yield Problem(
            N_('{amount} is no whole number of shares at {price}.'), N_('Take out whole shares.'),
            {'amount': Amount(asked.back, found.currency), 'price': Amount(price, found.currency)}, about='amount',
        )  # fmt: skip
    saved = sum(part.amount for part in _sources(found, member, wish) if part.kind == 'withdrawal')
    if ZERO < saved <= found.in_savings.get(member.id, ZERO):
        yield from problems_of_withdrawal(book, member, saved, asked.on, closing=wish.whole)
    if later.date() > asked.on:
        yield Problem(
            N_('Something was recorded on {day}, after the day on which she takes it out.'),
            N_('Choose that day or a later one.'), {'day': later.date()}, about='date',
        )  # fmt: skip


def _common(asked: Asked) -> Transaction:
    return Transaction(
        asked.id, 'withdrawal', ZERO, asked.on, member=asked.member, mode=asked.mode, account=asked.account,
        note=asked.note, decision=asked.decision,
    )  # fmt: skip
