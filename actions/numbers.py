"""A number that two members or two loans were given, on two copies of the book: one of them gets the next free one.

    renumber_member(book, member.id, who, now, today)      the member with her new number
    renumber_loan(book, loan.id, who, now, today)

Rows that were recorded keep the number of their day; they name the member or loan by an id that never changes.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from ulid import ULID

from actions.parts import amend, tell_registers
from actions.who import Who
from rules import loans, members
from rules.problems import N_, refuse
from rules.records import Loan, Member
from sheets.book import Book
from sheets.columns import LOANS, MEMBERS

WHY = N_('The number was given twice.')


def renumber_member(
    book: Book, member_id: str, who: Who, now: datetime, today: date, new_number: str = '', request: str = ''
) -> Member:
    """Give a member another number, the next free one unless said. Raises Refused where it is not free."""
    who.must('members')
    request = request or str(ULID())
    with book.writing() as writing:
        member = book.members.get(member_id)
        if member is None:
            raise refuse(N_('There is no such member.'), N_('Look at the page again.'), about='member')
        if writing.answer(request):
            return member
        number = new_number or members.next_number(book.members.values(), member.joined)
        _refuse_taken(number, any(other.number == number for other in book.members.values()), members.LONGEST_NUMBER)
        amend(book, writing, MEMBERS, member.id, member.name, {'number': number}, WHY, today, who, now, request)
        tell_registers(book, writing, member.id, WHY, today, who, now, request)
        writing.set_answer(request, 'renumber', {})
    return book.members[member_id]


def renumber_loan(book: Book, loan_id: str, who: Who, now: datetime, today: date, request: str = '') -> Loan:
    """Give a loan the next free number. Raises Refused."""
    who.must('lend')
    request = request or str(ULID())
    with book.writing() as writing:
        loan = book.loans.get(loan_id)
        if loan is None:
            raise refuse(N_('There is no such loan.'), N_('Look at the page again.'), about='loan')
        if writing.answer(request):
            return loan
        values = {'number': loans.next_number(book.loans.values(), loan.given_on or today)}
        amend(book, writing, LOANS, loan.id, loan.member_name, values, WHY, today, who, now, request)
        writing.set_answer(request, 'renumber', {})
    return book.loans[loan_id]


def given_twice(book: Book) -> list[tuple[str, Sequence[Member | Loan]]]:
    """Each number that several members or several loans have, with them; members first."""
    found: list[tuple[str, Sequence[Member | Loan]]] = []
    registers: tuple[Iterable[Member | Loan], ...] = (book.members.values(), book.loans.values())
    for register in registers:
        with_number: dict[str, list[Member | Loan]] = {}
        for record in register:
            with_number.setdefault(record.number, []).append(record)
        found += [(number, same) for number, same in with_number.items() if len(same) > 1]
    return found


def _refuse_taken(number: str, taken: bool, longest: int) -> None:
    if taken or not number or len(number) > longest or not number.isprintable():
        raise refuse(
            N_('The number {number} cannot be given.'), N_('Leave it empty: the next free one is given.'),
            about='number', number=repr(number)[:60],
        )  # fmt: skip
