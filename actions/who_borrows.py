"""Who may borrow, asked of the book: before an application, when it is written down, approved, and handed over.

    eligible(book, Wish('a1', asha, product, 5000_00, day))              eligible or not, every reason, the largest sum
    problems_of(book, wish, decision='D2025-004')                        why not, where the group decided otherwise

The same is asked at each step, of the day of that step: who fell overdue since she applied is not handed the money. Two
things differ. Guarantors who are asked count as if they accepted until the loan is to be approved. The money has to be
in box and bank when the loan is approved and when it is handed over; on an application that is only told, and of a loan
given at once it is asked where its rows are recorded (`actions/record.py`), as of all that is paid out. Both are told.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from reports import borrowers, guarantees
from reports.decisions import known
from reports.loans import loan_standing
from reports.products import product_of
from rules import eligibility, periods, products, schedules
from rules.eligibility import EXCEPTION, Answer
from rules.guarantors import Guarantee
from rules.loan_limits import Asked
from rules.money import ZERO, Amount, Money
from rules.problems import Problem
from rules.records import Loan, Member
from rules.register_records import OPEN, LoanProduct
from rules.terms import AS_MANY_AS_NEEDED, Terms, problems_of_terms
from rules.transactions import Transaction
from sheets.book import Book


@dataclass(frozen=True, slots=True)
class Wish:
    """A loan that a member is to have, or more money on one. `id` is that of the loan, whether there or not.

    `outstanding` is what is still out on it, to which `amount` is added; `income` is of a month, None where it is not
    known. `lent_now`: it is refused where the money is not there.
    """

    id: str
    member: Member
    product: LoanProduct | None
    amount: Money
    on: date
    count: int | None = None
    instalment: Money | None = None
    income: Money | None = None
    guarantees: Sequence[Guarantee] = ()
    outstanding: Money = ZERO
    lent_now: bool = True


def wish_of(book: Book, loan: Loan, amount: Money, on: date) -> Wish | None:
    """So much on a loan that was applied for, or runs; None where the group itself borrows."""
    member = book.members.get(loan.member)
    if loan.of_group or member is None:
        return None
    return Wish(
        loan.id, member, product_of(book, loan), amount, on, loan.count, loan.instalment, loan.income,
        guarantees.guarantees_of(guarantees.guarantors_of(book, loan.id)),
        loan_standing(book, loan, max(on, loan.began)).outstanding if loan.given_on else ZERO,
    )  # fmt: skip


def eligible(book: Book, wish: Wish) -> Answer:
    """Whether she may have it: every reason, the largest amount, and how it was computed."""
    bylaws = book.bylaws.on(wish.on)
    product, conditions = wish.product, products.conditions_of(wish.product, bylaws)
    borrower = borrowers.borrower_of(book, wish.member, wish.on, wish.income, besides=wish.id)
    amount, terms = wish.outstanding + wish.amount, _terms(book, wish)
    question = Asked(
        amount, wish.on,
        months=_months(amount, wish.on, terms) if terms and not wish.outstanding else None,
        months_of=partial(_months, on=wish.on, terms=terms) if terms and _as_long_as_needed(terms, wish) else None,
        instalment=_instalment_of_a_month(wish.on, terms) if terms else None,
        covered=guarantees.covered(book, wish.guarantees, wish.member.id, wish.on, besides=wish.id),
        group_savings=borrowers.group_savings(book, conditions.shares_count),
        in_hand=_in_hand(book, wish),
        lent_now=wish.lent_now,
        rate_percent=product.rate if product else None,
        per='year' if product and product.per == 'year' else 'month',
    )  # fmt: skip
    return eligibility.answer(borrower, question, conditions, bylaws.currency)


def problems_of(book: Book, wish: Wish, decision: str = '') -> Iterable[Problem]:
    """Why she may not have it, where the decision that is named may set aside what the bylaws ask. Every reason."""
    found, there = eligible(book, wish), known(book, besides=wish.id)
    return eligibility.problems_of_lending(
        found, wish.member.id, wish.amount, wish.on, decision, there, book.bylaws.currency
    )


def exception_named(book: Book, asked: Transaction) -> str:
    """The exception that a transaction names; its decision may be another, such as the one that opens a month."""
    decision = known(book).decisions.get(asked.decision)
    return asked.decision if decision is None or decision.kind == EXCEPTION else ''


def _in_hand(book: Book, wish: Wish) -> Money | None:
    """What there is to lend; of more money on a loan that too is asked where its rows are recorded."""
    if book.bylaws.below_zero_allowed or wish.outstanding:
        return None
    return borrowers.to_lend(book, wish.on)[1]


def _terms(book: Book, wish: Wish) -> Terms | None:
    """The terms on which it would be repaid; None for a loan that has none, or cannot have them."""
    product = wish.product
    if not product or product.kind == OPEN or any(products.problems_of_instalments(product, wish.count, book.bylaws)):
        return None
    terms = products.terms_of(product, wish.count, wish.instalment)
    return None if any(problems_of_terms(terms)) else terms


def _months(amount: Money, on: date, terms: Terms) -> int | None:
    """How many months it would run; a started month counts whole."""
    if amount <= ZERO or any(schedules.problems_of_loan(amount, on, terms, lambda sum_: Amount(sum_, 'INR'))):
        return None
    return periods.months_started(on, schedules.schedule(amount, on, terms)[-1].due_on)


def _as_long_as_needed(terms: Terms, wish: Wish) -> bool:
    """Whether how long a new loan runs follows from its amount: a fixed instalment, until nothing is owed."""
    return terms.method == 'fixed' and terms.count == AS_MANY_AS_NEEDED and not wish.outstanding


def _instalment_of_a_month(on: date, terms: Terms) -> Callable[[Money], Money]:
    """What the instalments of a month come to for an amount."""

    def of_a_month(amount: Money) -> Money:
        rows = schedules.schedule(amount, on, terms)
        return schedules.highest_of_a_month((row.due_on, row.total) for row in rows)

    return of_a_month
