"""Who answers for which loan, and what each member still has free to answer with."""

from collections.abc import Iterable, Iterator
from datetime import date

from reports.loans import loan_standing
from rules import guarantors
from rules.explained import Line
from rules.guarantors import Guarantee, Standing
from rules.money import Money
from rules.records import APPLIED, APPROVED, RUNNING
from rules.register_records import ACCEPTED, ASKED, Guarantor
from sheets.book import Book
from sheets.columns import GUARANTORS


def guarantors_of(book: Book, loan: str) -> list[Guarantor]:
    """The guarantors of a loan, by its id."""
    return [row for row in book.register(GUARANTORS).values() if row.loan == loan]


def guarantees_of(rows: Iterable[Guarantor]) -> list[Guarantee]:
    """The rows of the register as the rules ask for them."""
    return [
        Guarantee(row.member, row.member_name, row.amount, row.status, row.phone, row.relation)  # type: ignore[arg-type]
        for row in rows
    ]


def live_guarantees(book: Book, member: str, on: date, besides: str = '') -> list[Money]:
    """What a member answers for on a day: of a running loan in proportion to what is still out of it.

    A pledge for a loan that is not given yet counts whole, whether she accepted or was only asked. `besides` is the id
    of a loan that is left out.
    """
    return [amount for status, amount in _live(book, member, on, besides) if status in (ACCEPTED, ASKED)]


def pledged(book: Book, member: str, on: date) -> Money:
    """What of her savings secures loans of others on a day, and cannot be taken out: what she accepted."""
    return sum(amount for status, amount in _live(book, member, on) if status == ACCEPTED)


def _live(book: Book, member: str, on: date, besides: str = '') -> Iterator[tuple[str, Money]]:
    """Each of her guarantees for a loan that is not over, with what it comes to on a day."""
    for row in book.register(GUARANTORS).values():
        if row.member != member or row.loan == besides or row.loan not in book.loans:
            continue
        loan = book.loans[row.loan]
        if loan.status == RUNNING and row.status == ACCEPTED:
            standing = loan_standing(book, loan, max(on, loan.began))
            yield row.status, guarantors.still_guaranteed(row.amount, standing.lent, standing.outstanding)
        elif loan.status in (APPLIED, APPROVED):
            yield row.status, row.amount


def own_free(book: Book, member: str, on: date, besides: str = '') -> Money:
    """The deposits of a member that stand for nothing yet. `besides` is the id of a loan that is left out."""
    return guarantors.free_capacity(*_deposits(book, member, on, besides), live_guarantees(book, member, on, besides))


def line_of_capacity(book: Book, member: str, on: date) -> Line:
    """How that was computed."""
    return guarantors.line_of_capacity(*_deposits(book, member, on), live_guarantees(book, member, on))


def covered(book: Book, guarantees: Iterable[Guarantee], borrower: str, on: date, besides: str = '') -> Money:
    """The largest loan that a member, by her id, covers together with those of her guarantors who accepted."""
    named = list(guarantees)
    free = own_free(book, borrower, on, besides)
    return guarantors.covered(free, named, standings_of(book, named, borrower, on, besides))


def standings_of(
    book: Book, guarantees: Iterable[Guarantee], borrower: str, on: date, besides: str = ''
) -> dict[str, Standing]:
    """How the members who are named stand as guarantors, by id."""
    found = {}
    for member in {each.member for each in guarantees if each.member} | ({borrower} & set(book.members)):
        live = live_guarantees(book, member, on, besides)
        free = guarantors.free_capacity(*_deposits(book, member, on), live)
        found[member] = Standing(free, len(live), book.members[member].active)
    return found


def _deposits(book: Book, member: str, on: date, besides: str = '') -> tuple[Money, Money]:
    """What she saved, and what of her own loans nobody answers for."""
    unsecured = 0
    for loan in book.loans.values():
        if loan.member == member and loan.status == RUNNING and loan.id != besides:
            standing = loan_standing(book, loan, max(on, loan.began))
            pledged = [
                guarantors.still_guaranteed(row.amount, standing.lent, standing.outstanding)
                for row in guarantors_of(book, loan.id)
                if row.status == ACCEPTED
            ]
            unsecured += guarantors.own_unsecured(standing.outstanding, pledged)
    return book.savings(member), unsecured
