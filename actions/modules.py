"""What of a module is still open: as long as something is, the group cannot switch it off.

Nothing is deleted with a module that is switched off: its sheets and rows stay, and its pages and bylaws are not shown
until it is switched on again. So nothing may be left there that somebody has still to be paid, or to pay.

    still_open(book, 'module_fines', today)      Fines of 30.00 are still owed. Take the payments, or waive them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from actions import savings, social_fund
from reports import fines, rotation, shares
from rules.money import ZERO, Amount
from rules.problems import N_, Problem
from rules.records import APPLIED, APPROVED, RUNNING
from rules.register_records import ACCEPTED, ASKED, IN_USE
from rules.register_records import RUNNING as DEPOSIT_RUNS
from sheets.book import Book
from sheets.columns import ACCOUNTS, FIXED_DEPOSITS, GUARANTORS

OPEN_LOANS = (APPLIED, APPROVED, RUNNING)


def still_open(book: Book, module: str, today: date) -> Iterable[Problem]:
    """Why a module cannot be switched off on a day."""
    return _CHECKS[module](book, today) if module in _CHECKS else ()


def _rotation(book: Book, today: date) -> Iterator[Problem]:
    now = rotation.current(book)
    if now and now.now:
        yield Problem(
            N_('The cycle {cycle} of the merry-go-round is running.'), N_('Let it come to its end first.'),
            {'cycle': now.id},
        )  # fmt: skip


def _shares(book: Book, today: date) -> Iterator[Problem]:
    if held := sum(shares.balances(book.frame(), shares.SHARES, today).values()):
        yield Problem(
            N_('The members hold shares of {amount}.'), N_('Pay them back or share them out first.'),
            {'amount': Amount(held, book.bylaws.currency)},
        )  # fmt: skip


def _social_fund(book: Book, today: date) -> Iterator[Problem]:
    if held := social_fund.balance(book, today):
        yield Problem(
            N_('The social fund holds {amount}.'), N_('Grant what is in it first.'),
            {'amount': Amount(held, book.bylaws.currency)},
        )  # fmt: skip


def _deposits(book: Book, today: date) -> Iterator[Problem]:
    names = [
        member.name
        for member in book.members.values()
        if member.on_hold or savings.account_of(book, member, today)[1] is not None
    ]
    if names:
        yield Problem(
            N_('Accounts are on hold, or a withdrawal is announced: {names}.'), N_('Release them, or pay out first.'),
            {'names': ', '.join(names)},
        )  # fmt: skip


def _fixed_deposits(book: Book, today: date) -> Iterator[Problem]:
    running = [one.number for one in book.register(FIXED_DEPOSITS).values() if one.status == DEPOSIT_RUNS]
    if running:
        yield Problem(
            N_('Fixed deposits are running: {numbers}.'), N_('Pay them back first.'), {'numbers': ', '.join(running)}
        )


def _products(book: Book, today: date) -> Iterator[Problem]:
    yield from _of_loans(
        N_('Loans are open on a loan product: {numbers}.'),
        [loan.number for loan in book.loans.values() if loan.product and loan.status in OPEN_LOANS],
    )


def _guarantors(book: Book, today: date) -> Iterator[Problem]:
    answering = {row.loan for row in book.register(GUARANTORS).values() if row.status in (ASKED, ACCEPTED)}
    yield from _of_loans(
        N_('Members answer for loans that are open: {numbers}.'),
        [loan.number for loan in book.loans.values() if loan.id in answering and loan.status in OPEN_LOANS],
    )


def _of_loans(message: str, numbers: list[str]) -> Iterator[Problem]:
    if numbers:
        yield Problem(message, N_('Wait until they are paid back, or refused.'), {'numbers': ', '.join(numbers)})


def _fines(book: Book, today: date) -> Iterator[Problem]:
    owed = sum((one.owed for one in fines.standings(book, today)), ZERO)
    if owed:
        yield Problem(
            N_('Fines of {amount} are still owed.'), N_('Take the payments, or waive them.'),
            {'amount': Amount(owed, book.bylaws.currency)},
        )  # fmt: skip


def _accounts(book: Book, today: date) -> Iterator[Problem]:
    in_use = [account for account in book.register(ACCOUNTS).values() if account.status == IN_USE]
    several = Counter(account.type for account in in_use)
    if names := [account.name for account in in_use if several[account.type] > 1]:
        yield Problem(
            N_('Several accounts of one kind are in use: {names}.'), N_('Close all but one of each kind first.'),
            {'names': ', '.join(names)},
        )  # fmt: skip


_CHECKS: Mapping[str, Callable[[Book, date], Iterator[Problem]]] = {
    'module_rotation': _rotation,
    'module_shares': _shares,
    'module_social_fund': _social_fund,
    'module_deposits': _deposits,
    'module_fixed_deposits': _fixed_deposits,
    'module_products': _products,
    'module_guarantors': _guarantors,
    'module_fines': _fines,
    'module_bank_accounts': _accounts,
}
