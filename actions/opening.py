"""The balances with which a book begins, taken over from the books before: all in one sitting, or pasted as a table.

    Of             Savings     Shares    Loan        Percent    Amount
    M2025-001      12,000      500       5,000       2
    Cash                                                         10,000
    Bank of Pune                                                 25,000
    Social fund                                                   3,000
    Borrowed from outside                          1             12,000
    Earned so far                                                 5,000

A line is of a member, by number or name, of a cash box or bank account, of the social fund, of a loan that the group
itself took up outside, or of what the group earned. Of loans there may be several lines, one for each: those that the
group took up, and further ones of a member, on lines that hold nothing else.
The two sides must come to the same; then every balance is recorded on the evening of the cut-off day, or none is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from actions import record, ways
from actions.pasted import Row, member_number, on_line, table_of
from actions.who import Who
from rules import closing, money
from rules.accounts import ACCOUNTS, BANK, BORROWED, CASH
from rules.bylaws import read_percent
from rules.closing import Opening
from rules.explained import Explained
from rules.money import ZERO, Money
from rules.problems import N_, Problem, Refused, refuse
from rules.transactions import Transaction
from sheets import columns
from sheets.book import Book
from sheets.passwords import folded
from sheets.words import _

SOCIAL, EARNED = 'social', 'earned'
PLACES = {
    CASH: ACCOUNTS[CASH], BANK: ACCOUNTS[BANK], SOCIAL: ACCOUNTS['social'], BORROWED: ACCOUNTS[BORROWED],
    EARNED: N_('Earned so far'),
}  # fmt: skip
HEADINGS = {
    'of': (N_('Whose'), 'Member'), 'savings': (N_('Savings'),), 'shares': (N_('Shares'),), 'loan': (N_('Loan'),),
    'rate': (N_('Percent a month'), 'Percent', 'Rate'), 'amount': (N_('Amount'),),
}  # fmt: skip
KIND_OF = {'savings': 'opening-savings', 'shares': 'opening-shares', 'loan': 'opening-loan'}
KIND_OF_PLACE = {SOCIAL: 'opening-social', BORROWED: 'opening-borrowed'}
"""What is the group's; every other place is a cash box or bank account."""


@dataclass(frozen=True, slots=True)
class Item:
    """One balance: the kind of transaction that records it, whose or where it is, and the line where it stood."""

    line: int
    kind: str
    of: str
    amount: Money
    rate: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """All balances of a cut-off day; `id` is that of the request."""

    id: str
    on: date
    items: Sequence[Item]
    earned: Money = ZERO
    problems: Sequence[Problem] = field(default_factory=tuple)


def pasted(book: Book, text: str, on: date, request: str) -> Asked:
    """What a table asks for; what is wrong with its lines comes with it."""
    return read(book, table_of(text, HEADINGS), on, request)


def read(book: Book, rows: Sequence[Row], on: date, request: str) -> Asked:
    """The balances that the lines tell."""
    items: list[Item] = []
    problems: list[Problem] = []
    earned, seen = ZERO, set[str]()
    for row in rows:
        try:
            of = _of(book, row.cells.get('of', ''))
            if of in seen and of != BORROWED and not _is_a_loan_alone(row):
                raise refuse(
                    N_('{of} stands on two lines.'),
                    N_('Put both into one line; only a further loan has one of its own.'),
                    of=row.cells['of'],
                )
            seen.add(of)
            if of == EARNED:
                earned = _amount(row, 'amount', book.bylaws.currency, below_zero=True)
            else:
                items += _items(book, row, of)
        except Refused as refused:
            problems += [on_line(problem, row.line) for problem in refused.problems]
    return Asked(request, on, items, earned, problems)


def opening_of(book: Book, asked: Asked) -> Opening:
    """The balances as the rule looks at them."""

    def of_kind(kind: str) -> dict[str, Money]:
        found: dict[str, Money] = {}
        for item in asked.items:
            if item.kind == kind:
                found[item.of] = found.get(item.of, ZERO) + item.amount
        return found

    def all_of(kind: str) -> Money:
        return sum(item.amount for item in asked.items if item.kind == kind)

    return Opening(
        asked.on, {_title(book, place): amount for place, amount in of_kind('opening').items()},
        of_kind('opening-loan'), of_kind('opening-savings'), of_kind('opening-shares'),
        all_of('opening-social'), all_of('opening-borrowed'), asked.earned,
    )  # fmt: skip


def sheet(book: Book, asked: Asked) -> Explained:
    """The lines that show whether the balances tie."""
    return closing.opening_lines(opening_of(book, asked))


def problems_of(book: Book, asked: Asked, today: date) -> list[Problem]:
    """Every reason why these balances cannot be recorded, each with its line."""
    problems = list(asked.problems)
    if not asked.items and not problems:
        problems.append(Problem(N_('No balance is filled in.'), N_('Type what the books before said.')))
    frame = book.frame()
    ours = frame['id'].str.startswith(f'{asked.id}-').to_numpy()
    first = frame.loc[~ours, 'on'].min().date() if (~ours).any() else None
    problems += closing.problems_of_opening(opening_of(book, asked), first, book.bylaws.currency)
    for item, transaction in zip(asked.items, transactions(asked), strict=True):
        try:
            record.plan_of(book, transaction, today)
        except Refused as refused:
            problems += [on_line(problem, item.line) for problem in refused.problems]
    return list({(problem.place, problem.said()): problem for problem in problems}.values())


def record_opening(book: Book, asked: Asked, who: Who, now: datetime, today: date) -> list[record.Recorded]:
    """Record all of them, or none. Raises Refused with every reason."""
    who.must('record')
    with book.writing() as writing:
        if problems := problems_of(book, asked, today):
            raise Refused(problems)
        return [record.record_within(book, writing, one, who, now, today) for one in transactions(asked)]


def transactions(asked: Asked) -> Iterable[Transaction]:
    """What is recorded, a transaction for each balance."""
    for number, item in enumerate(asked.items, start=1):
        place = item.of if item.kind == 'opening' else ''
        yield Transaction(
            f'{asked.id}-{number}', item.kind, item.amount, asked.on, rate=item.rate, about=asked.id,
            member=item.of if item.kind in KIND_OF.values() else '', mode='bank' if place == BANK else 'cash',
            account='' if place in (CASH, BANK) else place,
        )  # fmt: skip


def _items(book: Book, row: Row, of: str) -> Iterable[Item]:
    currency = book.bylaws.currency
    if of in PLACES or ways.account(book, of):
        kind = KIND_OF_PLACE.get(of, 'opening')
        if amount := _amount(row, 'amount', currency):
            yield Item(row.line, kind, of, amount, _rate(row) if of == BORROWED else None)
        return
    if row.cells.get('amount'):
        raise refuse(
            N_('The amount of {of} has no heading of its own.'),
            N_('Write what a member has below Savings, Shares or Loan.'), of=row.cells['of'],
        )  # fmt: skip
    for heading, kind in KIND_OF.items():
        if amount := _amount(row, heading, currency):
            yield Item(row.line, kind, of, amount, _rate(row) if heading == 'loan' else None)


def _is_a_loan_alone(row: Row) -> bool:
    """Whether a line holds a loan of a member and nothing else of hers."""
    return bool(row.cells.get('loan')) and not any(
        row.cells.get(heading) for heading in ('savings', 'shares', 'amount')
    )


def _of(book: Book, text: str) -> str:
    """Whose line it is: a number of a member or account, or one of the places."""
    for account in book.register(columns.ACCOUNTS).values():
        if folded(text) in (folded(account.number), folded(account.name)):
            return str(account.number)
    for place, title in PLACES.items():
        if folded(text) in {folded(word) for word in (place, title, _(title))}:
            return place
    number = member_number(book, text)
    if book.member(number) is None:
        raise refuse(
            N_('{of} is no member, account or fund.'), N_('Add the member first, or correct the name.'),
            of=repr(text)[:60],
        )  # fmt: skip
    return number


def _title(book: Book, place: str) -> str:
    found = ways.account(book, place)
    return found.name if found else _(PLACES[place])


def _amount(row: Row, heading: str, currency: str, below_zero: bool = False) -> Money:
    text = row.cells.get(heading, '')
    minus = below_zero and text[:1] in '-−'
    try:
        return (-1 if minus and text else 1) * money.parse(text[1:] if minus else text, currency) if text else ZERO
    except ValueError:
        raise refuse(
            N_('{value} is not an amount.'), N_('Type digits, such as {example}.'), value=repr(text)[:60],
            example='200.00',
        ) from None  # fmt: skip


def _rate(row: Row) -> Fraction | None:
    text = row.cells.get('rate', '').rstrip(' %')
    try:
        return read_percent(text) if text else None
    except ValueError:
        raise refuse(
            N_('{value} is not a rate in percent a month.'), N_('Write it as 2 or 1.75.'), value=repr(text)[:60]
        ) from None
