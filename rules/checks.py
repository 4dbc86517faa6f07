"""Whether the history of a book can be true: what its rows must be to each other, whoever wrote them.

Each check reads the records and yields what does not fit, with the row and the field where it stands. CHECKS is the
list; those of WHOLE need the history from its beginning and say nothing of a range.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from rules import accounts, loans, purses, standings
from rules.bylaws import Bylaws
from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem, Word
from rules.records import SET_OFF, Change, Loan, Member, Movement
from rules.register_records import Account, LoanProduct
from rules.rotation import is_of_round

FormerNumbers = Mapping[tuple[str, str], Collection[str]]
"""The numbers that a row of a register had before, by the name of the sheet and the id of the row."""
BELOW_ZERO = {
    accounts.CASH: N_('Cash was {balance} on the evening of {day}, after {rows}.'),
    accounts.BANK: N_('The bank stood at {balance} on the evening of {day}, after {rows}.'),
    '': N_('{name} stood at {balance} on the evening of {day}, after {rows}.'),
}
SIGNS = {**accounts.LOANS_SIGNS, **accounts.BORROWED_SIGNS}
OF_A_LOAN = frozenset({*accounts.LOANS_SIGNS, 'interest', *loans.BORROWED})
"""Kinds of entry that there are of a loan only."""


class Line(NamedTuple):
    """What the checks need of an entry; the month is a number such as 202503, or 0."""

    id: str
    on: date
    receipt: str
    kind: str
    amount: Money
    mode: str
    member: str
    member_number: str
    month: int
    loan: str
    loan_number: str
    reverses: str
    account: str = ''
    about: str = ''


@dataclass(frozen=True, slots=True)
class History:
    """The records of a book: registers by id, the entries in their order, and the movements of each loan by its id.

    `whole` says that the entries go back to the beginning; `unread` are rows of registers (sheet, id) that are there
    and cannot be read. `products` has that of each loan by the loan's id, as it was when the loan was given.
    """

    bylaws: Bylaws
    members: Mapping[str, Member]
    loans: Mapping[str, Loan]
    entries: Sequence[Line]
    movements: Mapping[str, Sequence[Movement]]
    former_numbers: FormerNumbers = field(default_factory=dict)
    whole: bool = True
    unread: Collection[tuple[str, str]] = ()
    products: Mapping[str, LoanProduct] = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)


class Finding(NamedTuple):
    """What is wrong, in which field of which row; `rows` are the ids of all rows of the sheet that have a part in it.

    Where there are several, the message names them as `rows`: by receipt or name, until someone knows their cells.
    """

    sheet: str
    row: str
    field: str
    problem: Problem
    rows: Sequence[str] = ()


def former_numbers(changes: Iterable[Change]) -> FormerNumbers:
    """The numbers that members and loans had before they were given another one."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for change in changes:
        if change.field == 'number':
            found[change.sheet, change.row].add(change.old)
    return found


def findings(history: History) -> Iterable[Finding]:
    """What all checks find."""
    for check in CHECKS:
        if history.whole or check not in WHOLE:
            yield from check(history)


def entries_name_known_members(history: History) -> Iterable[Finding]:
    """The member of an entry stands in Members, under the same number or one that she had before."""
    for entry in history.entries:
        member = history.members.get(entry.member)
        if member is None:
            if not entry.member or ('Members', entry.member) in history.unread:
                continue
            yield _entry(
                entry, 'member', N_('The member of this row is not in Members.'), N_('Put the member back there.')
            )
        elif not _is_or_was(entry.member_number, member, 'Members', history):
            yield _entry(
                entry, 'member_number', N_('The number {number} is not that of {name}.'),
                N_('Correct the number, or the Member ID at the right.'), number=entry.member_number, name=member.name,
            )  # fmt: skip


def entries_name_known_loans(history: History) -> Iterable[Finding]:
    """The loan of an entry stands in Loans, under the same number, and belongs to the member of the entry."""
    for entry in history.entries:
        loan = history.loans.get(entry.loan)
        if ('Loans', entry.loan) in history.unread:
            continue
        if loan is None and (entry.loan or entry.kind in OF_A_LOAN):
            yield _entry(entry, 'loan', N_('The loan of this row is not in Loans.'), N_('Put the loan back there.'))
        elif loan and entry.member != loan.member:
            yield _entry(
                entry, 'member', N_('The loan {loan} belongs to {name}.'), N_('Correct the member or the loan.'),
                loan=loan.number, name=loan.member_name,
            )  # fmt: skip
        elif loan and not _is_or_was(entry.loan_number, loan, 'Loans', history):
            yield _entry(
                entry, 'loan_number', N_('The number {number} is not that of the loan {loan}.'),
                N_('Correct the number, or the Loan ID at the right.'), number=entry.loan_number, loan=loan.number,
            )  # fmt: skip


def nothing_lies_before_the_beginning(history: History) -> Iterable[Finding]:
    """No entry lies before the group began, nor before its member joined."""
    start = history.bylaws.started_on
    for entry in history.entries:
        member = history.members.get(entry.member)
        first = max(start, member.joined) if member else start
        if entry.on < first:
            yield _entry(
                entry, 'on', N_('{day} lies before {first}, when the group began or the member joined.'),
                N_('Correct the date, or the day of joining.'), day=entry.on, first=first,
            )  # fmt: skip


def reversals_equal_what_they_reverse(history: History) -> Iterable[Finding]:
    """A reversing row has the kind, loan and member of another row and the same amount with a minus, once."""
    by_id = {entry.id: entry for entry in history.entries} if any(entry.reverses for entry in history.entries) else {}
    reversed_by: dict[str, Line] = {}
    for entry in history.entries:
        if not entry.reverses:
            if entry.amount <= ZERO:
                yield _entry(
                    entry, 'amount', N_('The amount is not more than zero, and the row takes nothing back.'),
                    N_('Correct the amount, or name in Reverses which entry the row takes back.'),
                )  # fmt: skip
            continue
        original = by_id.get(entry.reverses)
        if before := reversed_by.get(entry.reverses):
            yield _entries(
                (before, entry), 'reverses', N_('The entry {id} was taken back twice: {rows}.'),
                N_('Record the right entry anew.'), id=entry.reverses,
            )  # fmt: skip
        elif original is None and history.whole:
            yield _entry(
                entry, 'reverses', N_('The entry {id} that this row takes back is not there.'),
                N_('Take the row from a backup of the workbook.'), id=entry.reverses,
            )  # fmt: skip
        elif original and _what(entry, -1) != _what(original):
            yield _entry(
                entry, 'amount', N_('The row does not take back exactly the entry {id}.'),
                N_('Kind, member, loan, mode and amount must be those of that row, with a minus.'), id=entry.reverses,
            )  # fmt: skip
        reversed_by[entry.reverses] = entry


def cash_and_bank_stay_above_zero(history: History) -> Iterable[Finding]:
    """On no evening the box or the bank holds less than nothing, unless the bylaws allow it."""
    if history.bylaws.below_zero_allowed:
        return
    first = purses.first_of(history.accounts.values())
    names = {each.number: each.name for each in history.accounts.values()}
    ways = {way: purses.moved(*way) for way in {(row.kind, row.mode, row.account) for row in history.entries}}
    by_place: dict[str, dict[date, Money]] = defaultdict(lambda: defaultdict(int))
    out: dict[tuple[str, date], list[Line]] = defaultdict(list)
    for entry in history.entries:
        for (type_, account), sign in ways[entry.kind, entry.mode, entry.account]:
            place = purses.place_of(type_, account, first)
            by_place[place][entry.on] += sign * entry.amount
            if sign * entry.amount < ZERO:
                out[place, entry.on].append(entry)
    for place in sorted(by_place, key=lambda place: (place != accounts.CASH, place)):
        # What follows on the first such day only repeats it.
        for day, balance in list(accounts.below_zero(by_place[place]))[:1]:
            yield _entries(
                out[place, day], 'amount', BELOW_ZERO.get(place, BELOW_ZERO['']),
                N_('Look for what came in before and was not recorded.'),
                balance=Amount(balance, history.bylaws.currency), day=day, name=names.get(place, place),
            )  # fmt: skip


def what_is_set_off_moves_no_money(history: History) -> Iterable[Finding]:
    """What one row of a receipt sets off, another one takes: the clearing account is zero after each receipt."""
    receipts: dict[str, list[Line]] = defaultdict(list)
    for entry in history.entries:
        if entry.mode == SET_OFF:
            receipts[entry.receipt].append(entry)
    for rows in receipts.values():
        if left := accounts.left_in_clearing((entry.kind, entry.mode, entry.amount) for entry in rows):
            yield _entries(
                rows, 'amount', N_('What is set off does not come to nothing: {left} is left, in {rows}.'),
                N_('Reverse the receipt, and record it with both of its sides.'),
                left=Amount(left, history.bylaws.currency),
            )  # fmt: skip


def nobody_takes_out_more_than_she_saved(history: History) -> Iterable[Finding]:
    """What a member took out of her savings is covered by what she brought."""
    taken_back = {entry.reverses for entry in history.entries}
    saved: dict[str, Money] = defaultdict(int)
    taken_out: dict[str, list[Line]] = defaultdict(list)
    for entry in history.entries:
        # What is brought for a round and paid out of its pot is nobody's savings.
        if entry.kind in accounts.SAVINGS_SIGNS and not (entry.about and is_of_round(entry.about)):
            saved[entry.member] += accounts.SAVINGS_SIGNS[entry.kind] * entry.amount
            if entry.kind == 'withdrawal' and not entry.reverses and entry.id not in taken_back:
                taken_out[entry.member].append(entry)
    for member, balance in saved.items():
        if balance < ZERO and (rows := taken_out[member]):
            yield _entries(
                rows, 'amount',
                N_('The savings of {name} are {balance}, after she took out {rows}.'),
                N_('Reverse the withdrawal that was not made, or record what is right.'),
                name=history.members[member].name if member in history.members else rows[-1].member_number,
                balance=Amount(balance, history.bylaws.currency),
            )  # fmt: skip


def no_loan_is_repaid_above_what_was_lent(history: History) -> Iterable[Finding]:
    """The principal of a loan never falls below zero."""
    taken_back = {entry.reverses for entry in history.entries}
    outstanding: dict[str, Money] = defaultdict(int)
    repaid: dict[str, list[Line]] = defaultdict(list)
    rows = (entry for entry in history.entries if entry.kind in SIGNS)
    for entry in sorted(rows, key=lambda entry: entry.on):
        before = outstanding[entry.loan]
        outstanding[entry.loan] += SIGNS[entry.kind] * entry.amount
        if loans.counts_as(entry.kind) != 'loan' and not entry.reverses and entry.id not in taken_back:
            repaid[entry.loan].append(entry)
        if outstanding[entry.loan] < ZERO <= before:
            others = [other for other in repaid[entry.loan] if other is not entry]
            yield _entries(
                [*others, entry], 'amount',
                N_('More is repaid of the loan {loan} than was lent: {rows}.'),
                N_('Reverse the repayment that was not made, or record what is right.'), loan=entry.loan_number,
            )  # fmt: skip


def loans_have_the_status_of_their_rows(history: History) -> Iterable[Finding]:
    """A loan is past when principal, interest and penalty are paid or it was written off, and only then."""
    for loan in history.loans.values():
        if (rows := history.movements.get(loan.id)) and loan.given_on:
            last_day = max(row.on for row in rows)
            standing = standings.standing(
                loan, rows, last_day, history.bylaws.on(loan.began), history.products.get(loan.id)
            )
            if standing.status != loan.status:
                problem = Problem(
                    N_('The loan {loan} is marked {marked}; by its rows it is {status}.'),
                    N_('Correct the status, or record what is missing.'),
                    {'loan': loan.number, 'marked': Word(loan.status), 'status': Word(standing.status)},
                )
                yield Finding('Loans', loan.id, 'status', problem)


def numbers_are_given_once(history: History) -> Iterable[Finding]:
    """No two members, and no two loans, have one number."""
    registers: tuple[tuple[str, Iterable[Member | Loan]], ...] = (
        ('Members', history.members.values()),
        ('Loans', history.loans.values()),
    )
    for sheet, records in registers:
        with_number: dict[str, list[Member | Loan]] = defaultdict(list)
        for record in records:
            with_number[record.number].append(record)
        for number, same in with_number.items():
            if len(same) > 1:
                named = ', '.join(one.name if isinstance(one, Member) else one.member_name for one in same)
                problem = Problem(
                    N_('The number {number} was given twice: {rows}.'),
                    N_('Give one of the two the next free number.'), {'number': number, 'rows': named},
                )  # fmt: skip
                yield Finding(sheet, same[-1].id, 'number', problem, [one.id for one in same])


CHECKS: tuple[Callable[[History], Iterable[Finding]], ...] = (
    numbers_are_given_once,
    entries_name_known_members,
    entries_name_known_loans,
    nothing_lies_before_the_beginning,
    reversals_equal_what_they_reverse,
    cash_and_bank_stay_above_zero,
    what_is_set_off_moves_no_money,
    nobody_takes_out_more_than_she_saved,
    no_loan_is_repaid_above_what_was_lent,
    loans_have_the_status_of_their_rows,
)
WHOLE = frozenset(
    {
        cash_and_bank_stay_above_zero, nobody_takes_out_more_than_she_saved, no_loan_is_repaid_above_what_was_lent,
        loans_have_the_status_of_their_rows,
    }
)  # fmt: skip


def _is_or_was(number: str, record: Member | Loan, sheet: str, history: History) -> bool:
    return number == record.number or number in history.former_numbers.get((sheet, record.id), ())


def _what(entry: Line, sign: int = 1) -> tuple[object, ...]:
    return entry.kind, entry.mode, entry.member, entry.loan, entry.month, sign * entry.amount


def _entry(entry: Line, field_name: str, message: str, remedy: str, **values: object) -> Finding:
    return Finding('Entries', entry.id, field_name, Problem(message, remedy, values))


def _entries(entries: Sequence[Line], field_name: str, message: str, remedy: str, **values: object) -> Finding:
    """What is wrong with several rows together; the last of them is where it shows."""
    receipts = ', '.join(dict.fromkeys(entry.receipt for entry in entries))
    problem = Problem(message, remedy, {**values, 'rows': receipts})
    return Finding('Entries', entries[-1].id, field_name, problem, [entry.id for entry in entries])
