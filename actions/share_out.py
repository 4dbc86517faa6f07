"""The share-out: seen and read out before, then recorded in one batch, or not at all.

    asked = Asked(id, Counted(10_000_00, day, set_off=True))
    preview(book, asked, today)                      who would be paid what, and every reason against it
    record(book, asked, who, now, today)             a row of Distributions, and the entries of each member

A member with 3,000.00 in shares, a profit of 1,500.00, and 1,000.00 owed of which 100.00 is interest, gets one receipt:

    share-back  1,000.00  set-off        interest    100.00  set-off
    share-back  2,000.00  cash           principal   900.00  set-off
    share-out   1,500.00  cash

Of a loan that her part does not cover the rest is written off; a loss is a row `loss`. What she leaves in the group is
a row `share` of the next cycle, at its price.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from actions import together
from actions.lending import PARTS
from actions.parts import Part
from actions.together import Receipt
from actions.who import Who
from reports.products import product_of
from reports.share_out import KIND, Counted, Gathered, gathered
from rules import loans, money, reinvesting, standings, unknown
from rules.bylaws import BY_FIELD
from rules.money import ZERO, Money
from rules.problems import N_, Problem, Refused
from rules.records import Change, Loan, Member, Mode
from rules.register_records import RECORDED, Distribution, next_number
from rules.reinvesting import NextCycle
from rules.share_out import Payout, ShareOut
from rules.transactions import Transaction, problems_of_module
from sheets.book import Book
from sheets.columns import BYLAWS, CHANGES, DISTRIBUTIONS
from sheets.recording import Recording

Owed = Sequence[tuple[Loan, loans.Standing]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the members decided. `left_in` says how many shares of the next cycle each leaves in, by her number.

    A `price` is that of a share from the next cycle on; without one it stays.
    """

    id: str
    counted: Counted
    left_in: Mapping[str, int] = field(default_factory=dict)
    price: Money | None = None
    mode: Mode = 'cash'
    account: str = ''
    note: str = ''


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be recorded, as far as it can be computed, and every reason why it cannot be recorded."""

    asked: Asked
    gathered: Gathered
    done: ShareOut | None
    next_cycle: NextCycle | None
    problems: Sequence[Problem]


def preview(book: Book, asked: Asked, today: date) -> Preview:
    """Who would be paid what. Records nothing."""
    found = gathered(book, asked.counted)
    done, opened = found.done, None
    problems = [*problems_of_module(KIND, book.bylaws), *found.problems]
    if done:
        wanted, unknown = _wanted(book, asked)
        price = new_price(book, asked)
        wrong = [*unknown, *_problems_of_left_in(book, asked), *_named_problems(book, done, wanted, price)]
        problems += wrong
        if not wrong:
            opened = reinvesting.next_cycle(done, wanted, price or 1)
            problems += together.problems_of_receipts(book, _common(asked), _receipts(book, found, done, opened), today)
    return Preview(asked, found, done, opened, problems)


def record(book: Book, asked: Asked, who: Who, now: datetime, today: date) -> Distribution:
    """Record it. Raises Refused with every reason, and then nothing has changed."""
    who.must('distribute')
    if new_price(book, asked) != book.bylaws.share_price:
        who.must('settings')
    content = sha256(repr(asked).encode()).hexdigest()
    with book.writing() as writing:
        if not together.answered(writing, asked.id, content):
            seen = preview(book, asked, today)
            if seen.problems or seen.done is None or seen.next_cycle is None:
                raise Refused(list(seen.problems))
            _write(book, writing, seen, who, now)
            writing.set_answer(asked.id, content, {})
    distribution: Distribution = book.register(DISTRIBUTIONS)[asked.id]
    return distribution


def new_price(book: Book, asked: Asked) -> Money:
    """What a share costs in the next cycle."""
    return book.bylaws.share_price if asked.price is None else asked.price


def _write(book: Book, writing: Recording, seen: Preview, who: Who, now: datetime) -> None:
    asked, done = seen.asked, seen.done
    assert done is not None and seen.next_cycle is not None
    row = Distribution(
        id=asked.id,
        number=next_number('V', book.register(DISTRIBUTIONS).values(), asked.counted.on),
        on=asked.counted.on,
        kind=KIND,
        first=seen.gathered.first,
        last=asked.counted.on,
        pool=sum(payout.savings + payout.profit for payout in done.payouts),
        method=done.terms.method,
        members=len(done.payouts),
        status=RECORDED,
        decision=asked.counted.decision,
        note=asked.note,
    )
    writing.insert(DISTRIBUTIONS, row, asked.id, now)
    receipts = _receipts(book, seen.gathered, done, seen.next_cycle)
    together.write(book, writing, _common(asked), receipts, who, now)
    _set_price(book, writing, asked, who, now)


def _set_price(book: Book, writing: Recording, asked: Asked, who: Who, now: datetime) -> None:
    """The price of the next cycle: a bylaw, with its change written down first."""
    price, currency = new_price(book, asked), book.bylaws.currency
    if price == book.bylaws.share_price:
        return
    old, new = (money.as_text(amount, currency) for amount in (book.bylaws.share_price, price))
    change = Change(
        id=f'{asked.id}/price', on=asked.counted.on, sheet=BYLAWS.name, row='share_price',
        label=BY_FIELD['share_price'].title, field='share_price', old=old, new=new, reason=asked.note,
        recorded_by=who.name, recorded_at=now.replace(microsecond=0),
    )  # fmt: skip
    writing.insert(CHANGES, change, asked.id, now)
    writing.update(BYLAWS, 'share_price', {'value': new}, asked.id, now)


def _common(asked: Asked) -> Transaction:
    return Transaction(
        asked.id, KIND, ZERO, asked.counted.on, mode=asked.mode, account=asked.account, note=asked.note,
        decision=asked.counted.decision, about=asked.id,
    )  # fmt: skip


def _receipts(book: Book, found: Gathered, done: ShareOut, opened: NextCycle) -> list[Receipt]:
    receipts = []
    for payout, left in zip(done.payouts, opened.reinvested, strict=True):
        member, owed = book.members[payout.member], found.loans.get(payout.member, ())
        repaid = parts_of_loans(book, member, payout.set_off, owed, found.asked.on)
        parts = [*_given_back(found, member, payout), *repaid]
        if left.left_in:
            parts.append(Part('share', left.left_in, member))
        receipts.append(Receipt(parts, [loan for loan, _ in owed]))
    return [receipt for receipt in receipts if receipt.parts]


def _given_back(found: Gathered, member: Member, payout: Payout) -> list[Part]:
    """Her shares and savings and her profit, as far as they are not set off; or her part of the loss."""
    loss = max(ZERO, -payout.profit)
    sources = [
        Part('share-back', found.in_shares.get(member.id, ZERO), member),
        Part('withdrawal', found.in_savings.get(member.id, ZERO), member),
        Part('share-out', max(ZERO, payout.profit), member),
    ]
    parts = together.off_and_out([source for source in sources if source.amount], payout.set_off + loss)
    return [*parts, Part('loss', loss, member, mode='set-off')] if loss else parts


def parts_of_loans(book: Book, member: Member, set_off: Money, owed: Owed, on: date) -> Iterable[Part]:
    """What is set off pays her loans, the oldest first; what is left of their principal is written off."""
    left = set_off
    for loan, standing in owed:
        taken = min(left, standing.owed)
        left -= taken
        nothing = loans.Split(ZERO, ZERO, ZERO)
        split = standings.split(taken, loan, standing, on, product_of(book, loan)) if taken else nothing
        for kind in PARTS:
            if amount := getattr(split, kind):
                yield Part(kind, amount, member, loan, mode='set-off')
        if lost := standing.outstanding - split.principal:
            yield Part('write-off', lost, member, loan)


def _wanted(book: Book, asked: Asked) -> tuple[dict[str, int], list[Problem]]:
    """What each leaves in, by her id."""
    wanted, nobody = {}, []
    for number, count in asked.left_in.items():
        if member := book.member(number):
            wanted[member.id] = count
        else:
            nobody.append(unknown.no_member(number))
    return wanted, nobody


def _problems_of_left_in(book: Book, asked: Asked) -> Iterable[Problem]:
    if any(asked.left_in.values()) and not book.bylaws.module_shares:
        yield Problem(
            N_('The group has no shares that could be left in.'), N_('Record the deposits of the next cycle as such.')
        )


def _named_problems(book: Book, done: ShareOut, wanted: Mapping[str, int], price: Money) -> Iterable[Problem]:
    """Why the next cycle cannot begin like this, with the names of the members."""
    if not wanted and price == book.bylaws.share_price:
        return
    for problem in reinvesting.problems_of_reinvesting(done, wanted, price, book.bylaws.currency):
        values = dict(problem.values)
        if (member := str(values.get('member', ''))) in book.members:
            values['member'] = book.members[member].name
        yield Problem(problem.message, problem.remedy, values, about=problem.about)
