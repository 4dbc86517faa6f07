"""Record what someone did with money: read, ask the rules, append, tell.

    record(book, Transaction(id, 'contribution', 200_00, day, member='M2024-003'), who, now, today)

The form, the command line and every later way in call this. A transaction becomes rows under one receipt, all or
none; the same request sent again is answered with the first answer and records nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from actions import (
    corrections,
    deposits,
    following,
    lending,
    paying_back,
    savings,
    shares,
    social_fund,
    turns,
    ways,
    whose,
)  # fmt: skip
from actions.closed_months import problems_of_row
from actions.parts import Part, Plan
from actions.who import Who
from rules import accounts, purses, transactions
from rules.money import Amount
from rules.problems import N_, Problem, Refused, Word, refuse
from rules.records import Entry
from rules.transactions import Transaction
from sheets.book import Book
from sheets.columns import ENTRIES
from sheets.recording import Recording

PERMISSIONS = {
    'loan': 'lend', 'borrowed': 'lend', 'opening-loan': 'lend', 'opening-borrowed': 'lend', 'write-off': 'lend',
    'reversal': 'correct',
}  # fmt: skip
CAME_LATER = frozenset(
    {'reference', 'account', 'to_account', 'cost', 'decision', 'about', 'product', 'count', 'instalment', 'cycle'}
)

ONLY_SO_MUCH = {
    accounts.CASH: N_('There is only {available} in cash on {day}.'),
    accounts.BANK: N_('There is only {available} in the bank on {day}.'),
    '': N_('There is only {available} in {account} on {day}.'),
}

_A_DIVIDEND = N_('Give it on the page Shares or Savings, or with the command dividend.')
GIVEN_IN_A_BATCH = {
    'share-out': N_('Share out on the page Share-out, or with the command shareout.'),
    **dict.fromkeys(('dividend', 'savings-interest', 'withholding'), _A_DIVIDEND),
}
"""What every member gets her part of, and nobody for herself: where it is given."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The answer to a request: what was recorded, or that it had been recorded before."""

    entry_id: str
    receipt: str
    rows: int
    repeated: bool = False


def record(book: Book, asked: Transaction, who: Who, now: datetime, today: date) -> Recorded:
    """Record a transaction. Raises Refused with every reason, and then nothing has changed."""
    return record_together(book, [asked], who, now, today)[0]


def record_together(book: Book, asked: Sequence[Transaction], who: Who, now: datetime, today: date) -> list[Recorded]:
    """Record several transactions, all or none. The problems of a refusal name the line by `place`."""
    with book.writing() as writing:
        return [record_within(book, writing, one, who, now, today) for one in asked]


def record_within(
    book: Book, writing: Recording, asked: Transaction, who: Who, now: datetime, today: date, typed: str = ''
) -> Recorded:
    """Record a transaction within a writing that is under way.

    `typed` is the fingerprint of the row in the sheet that someone typed for it: that row becomes its first one.
    """
    who.must(PERMISSIONS.get(asked.kind, 'record'))
    content = _content(asked)
    if repeated := _answered(book, writing, asked, content):
        return repeated
    plan = plan_of(book, asked, today)
    receipt = book.receipt_number()
    for number, part in enumerate(plan.parts, start=1):
        entry_id = asked.id if number == 1 else f'{asked.id}/{number}'
        entry = entry_of(book, part, entry_id, receipt, asked, who, now)
        writing.insert(ENTRIES, entry, asked.id, now, typed=typed if number == 1 else '')
    plan.write_registers(book, writing, who, now)
    about = [part.about or asked.about for part in plan.parts]
    following.settle(book, writing, about, asked.kind == 'reversal', asked.on, who, now, asked.id)
    turns.follow(book, writing, plan.parts, asked, who, now)
    writing.set_answer(asked.id, content, {'receipt': receipt, 'rows': len(plan.parts)})
    return Recorded(asked.id, receipt, len(plan.parts))


def plan_of(book: Book, asked: Transaction, today: date) -> Plan:
    """What recording would write, for showing it before; raises Refused with every reason."""
    bylaws = book.bylaws
    problems = list(transactions.problems_of_module(asked.kind, bylaws))
    problems += transactions.problems_of_request(asked, bylaws, today)
    asked, unknown = whose.with_member_of_loan(book, asked)
    problems += unknown or whose.problems_of_member(book, asked)
    problems += deposits.problems_of_cycle(book, asked)
    problems += ways.problems_of_accounts(book, asked)
    problems += problems_of_row(book, asked.kind, asked.on, asked.decision)
    if problems:
        raise Refused(problems)
    asked = ways.by_account(book, asked)
    try:
        plan = _BUILDERS.get(asked.kind, _single)(book, asked)
    except Refused as refused:
        raise Refused([*refused.problems, *_also_short(book, asked)]) from None
    plan = replace(plan, parts=[*ways.parts_of(asked, plan.parts)])
    if left := accounts.left_in_clearing((part.kind, part.mode or asked.mode, part.amount) for part in plan.parts):
        raise Refused([ways.not_set_off(left, bylaws.currency)])
    if short := shortage(book, asked.on, plan.parts):
        raise Refused([short])
    return plan


def _single(book: Book, asked: Transaction) -> Plan:
    """Kinds that become one row as they are."""
    return Plan([Part(asked.kind, asked.amount, book.member(asked.member), month=asked.month, category=asked.category)])


def _withdraw(book: Book, asked: Transaction) -> Plan:
    savings.refuse_too_much(book, asked)
    return _single(book, asked)


def _grant(book: Book, asked: Transaction) -> Plan:
    social_fund.refuse_too_much(book, asked)
    return _single(book, asked)


def _in_a_batch(_book: Book, asked: Transaction) -> Plan:
    """A part of the profit, or the tax on it, for one member alone: none is given."""
    raise refuse(
        N_('"{kind}" is recorded for all members in one batch, or not at all.'), GIVEN_IN_A_BATCH[asked.kind],
        about='kind', kind=Word(transactions.KINDS[asked.kind].title),
    )  # fmt: skip


_BUILDERS: Mapping[str, Callable[[Book, Transaction], Plan]] = {
    'contribution': deposits.pay_in,
    'fine': deposits.pay_fine,
    'withdrawal': _withdraw,
    'social-grant': _grant,
    'loan': lending.give,
    'borrowed': lending.take_up,
    'opening-loan': lending.give,
    'opening-borrowed': lending.owe,
    'share': shares.buy,
    'share-back': paying_back.share_back,
    'fixed-deposit': paying_back.fixed_deposit,
    'fixed-deposit-interest': paying_back.fixed_deposit,
    'fixed-deposit-back': paying_back.fixed_deposit_back,
    'tax-paid': paying_back.tax_paid,
    'transfer': ways.transfer,
    'to-bank': ways.between_boxes,
    'from-bank': ways.between_boxes,
    'payout': turns.hand_out,
    'repayment': lending.repay,
    'write-off': lending.write_off,
    **dict.fromkeys(GIVEN_IN_A_BATCH, _in_a_batch),
    **dict.fromkeys((*lending.PARTS, *lending.OF_GROUP), lending.repay_part),
    'reversal': corrections.reverse,
}


def _answered(book: Book, writing: Recording, asked: Transaction, content: str) -> Recorded | None:
    """The first answer to a request that came before, from the journal or, without one, from the workbook itself."""
    earlier = writing.answer(asked.id)
    if earlier and earlier.content == content:
        return Recorded(asked.id, earlier.answer['receipt'], earlier.answer['rows'], repeated=True)
    if not earlier and not book.has_entry(asked.id):
        return None
    rows = book.receipt_of(asked.id)
    same = not earlier and sum(row.amount for row in rows) == asked.amount and rows[0].on == asked.on
    if same and rows[0].member_number == asked.member:
        return Recorded(asked.id, rows[0].receipt, len(rows), repeated=True)
    raise refuse(
        N_('The entry id {id} was already used for something else.'), N_('Send it with a new id.'), id=asked.id
    )


def _content(asked: Transaction) -> str:
    """What tells one request from another that wrongly carries the same id.

    A detail that came later counts where it is given: what was asked before must be known again.
    """
    told = {name: value for name, value in asdict(asked).items() if value or name not in CAME_LATER}
    return sha256(repr(sorted(told.items())).encode()).hexdigest()


def shortage(book: Book, on: date, parts: Sequence[Part]) -> Problem | None:
    """No cash box or bank account may fall below zero, nor below what is the social fund's, on that day or any later
    one, unless the bylaws allow it."""
    if book.bylaws.below_zero_allowed:
        return None
    first, changes = book.first_accounts, dict[str, int]()
    for part in parts:
        for (type_, account), sign in purses.moved(part.kind, part.mode or 'cash', part.account):
            place = purses.place_of(type_, account, first)
            changes[place] = changes.get(place, 0) + sign * part.amount
    for place, change in changes.items():
        if change >= 0:
            continue
        lowest_on, lowest = accounts.lowest_from(on, book.boxes.get(place, {}))
        if lowest + change < 0:
            found = ways.account(book, place)
            values = {'available': Amount(lowest, book.bylaws.currency), 'day': lowest_on}
            return Problem(
                ONLY_SO_MUCH.get(place, ONLY_SO_MUCH['']), N_('Record what came in first, or a smaller amount.'),
                values | ({'account': found.name} if found else {}), about='amount',
            )  # fmt: skip
    return social_fund.shortage(book, on, parts)


def _also_short(book: Book, asked: Transaction) -> Iterable[Problem]:
    """A loan that is refused may be more than its box holds besides; of an approved one that is told already."""
    loan = book.loan(asked.loan)
    if asked.kind == 'loan' and (loan is None or loan.given_on):
        short = shortage(book, asked.on, [*ways.parts_of(asked, [Part(asked.kind, asked.amount)])])
        yield from [short] if short else []


def entry_of(book: Book, part: Part, entry_id: str, receipt: str, asked: Transaction, who: Who, now: datetime) -> Entry:
    """The row that a part of what was asked becomes."""
    member, loan = part.member, part.loan
    return Entry(
        id=entry_id,
        on=asked.on,
        receipt=receipt,
        kind=part.kind,
        amount=part.amount,
        mode=part.mode or asked.mode,
        member=member.id if member else '',
        member_number=member.number if member else '',
        member_name=member.name if member else '',
        month=part.month,
        loan=loan.id if loan else '',
        loan_number=loan.number if loan else '',
        category=part.category,
        note=asked.note,
        reverses=part.reverses,
        recorded_by=who.name,
        recorded_at=now.replace(microsecond=0),
        reference=asked.reference,
        account=part.account,
        decision=part.decision or asked.decision,
        about=part.about or asked.about,
    )
