"""Receipts as people see them: rows that were recorded together are one line, with what each of them was for.

for receipt in receipts(book, frame): draw(receipt_row(receipt, currency))

Where some of it is set off, what she receives has a plus and what is taken off it a minus, and the sum is what was
handed over:

    Share paid back +₹2,000.00 · Profit shared out +₹870.00 · Interest −₹160.00 · Loan −₹1,600.00     −₹1,110.00

The sum of a receipt has the sign of the box: less than nothing is what left it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup

from reports.listings import category_words
from rules import accounts, loans
from rules.money import Money
from rules.periods import month_of
from rules.records import Entry
from rules.transactions import KINDS
from sheets.book import Book
from sheets.columns import ACCOUNTS, ENTRIES
from sheets.entries import records_of
from sheets.words import N_, _, shown, shown_money, shown_short_date
from ui.parts import chip, dot, row

# What a repayment is made of, in few words.
REPAYMENT = {'penalty': N_('Penalty'), 'interest': N_('Interest'), 'principal': N_('Loan')}
ICONS = {
    'contribution': 'deposit', 'withdrawal': 'up', 'loan': 'loan', 'repayment': 'rise', 'fine': 'alert',
    'income': 'plus', 'expense': 'minus', 'to-bank': 'bank', 'from-bank': 'box', 'opening': 'book',
    'write-off': 'close', 'borrowed': 'loan', 'borrowed-back': 'up',
}  # fmt: skip
LONGEST_NOTE_IN_A_LINE = 80


@dataclass(frozen=True, slots=True)
class Receipt:
    """The rows of one receipt, in order, whether they were taken back, and whether they wait for the workbook.

    `places` are the names of cash boxes and bank accounts by their numbers.
    """

    rows: tuple[Entry, ...]
    reversed: bool = False
    waits: bool = False
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def first(self) -> Entry:
        """The row that carries the id of the request."""
        return self.rows[0]

    @property
    def kind(self) -> str:
        """What someone did: a repayment, though its rows are interest and principal."""
        if loans.BORROWED.get(self.first.kind, 'loan') != 'loan':
            return 'borrowed-back'
        return 'repayment' if self.first.kind in REPAYMENT else self.first.kind

    @property
    def title(self) -> str:
        """What someone did, in words."""
        return _(KINDS[self.kind].title) if self.kind in KINDS else _(accounts.POSTINGS[self.kind].title)

    @property
    def total(self) -> Money:
        """All rows together, as they stand in the book."""
        return sum(entry.amount for entry in self.rows)

    @property
    def effect(self) -> Money:
        """What was brought, less than nothing when it was handed out; what is set off cancels itself out."""
        return sum(entry.amount * accounts.direction(entry.kind) for entry in self.rows)

    @property
    def transferred(self) -> Money:
        """What was carried from one account to another, without what that cost."""
        return sum(entry.amount for entry in self.rows if entry.kind == 'transfer-in')

    @property
    def netted(self) -> bool:
        """Whether some of its rows go the other way than the rest, so that they have signs."""
        ways = {accounts.direction(entry.kind) for entry in self.rows if entry.amount}
        return {-1, 1} <= ways and not self.transferred

    @property
    def figure(self) -> Money:
        """What was handed over; where nothing was, what only changed its place."""
        if self.transferred:
            return self.transferred
        if not any(accounts.direction(entry.kind) for entry in self.rows):
            return self.total
        still = (entry for entry in self.rows if not accounts.direction(entry.kind) and entry.kind != 'write-off')
        return self.effect or sum(entry.amount for entry in still)

    def seen_by_her(self, entry: Entry) -> Money:
        """A row of a receipt that is netted: above nothing what adds to what is handed over, in whichever direction."""
        return entry.amount * accounts.direction(entry.kind) * (1 if self.effect > 0 else -1)

    def place(self, entry: Entry) -> str:
        """The name of the cash box or bank account of a row."""
        return self.places.get(entry.account, entry.account) or _(accounts.ACCOUNTS[accounts.money_account(entry.mode)])

    @property
    def page(self) -> str:
        """The address at which it is shown in full."""
        return f'/history/receipt?entry={quote(self.first.id, safe="")}'


def receipts(book: Book, frame: pd.DataFrame) -> list[Receipt]:
    """The receipts of rows of the frame, in the order in which they begin there.

    Copies of a book that were written apart may have given one number to two receipts; they are two requests.
    """
    gone, waiting, names = book.reversed_ids(), waiting_ids(book), names_of_places(book)
    rows: dict[tuple[str, str], list[Entry]] = {}
    for entry in records_of(frame):
        rows.setdefault((entry.receipt, entry.id.partition('/')[0]), []).append(entry)
    return [
        Receipt(
            tuple(entries), any(entry.id in gone for entry in entries), any(entry.id in waiting for entry in entries),
            names,
        )
        for entries in rows.values()
    ]  # fmt: skip


def names_of_places(book: Book) -> dict[str, str]:
    """The names of the cash boxes and bank accounts by their numbers."""
    return {account.number: account.name for account in book.register(ACCOUNTS).values()}


def waiting_ids(book: Book) -> set[str]:
    """The ids of the entries that are not yet in the workbook."""
    return {row for sheet, row in book.pending_rows() if sheet == ENTRIES.name} if book.pending_count() else set()


def receipt_row(receipt: Receipt, currency: str, with_day: bool = True) -> Markup:
    """One line of a list: who or what for, what and when, how much; a link to all of it."""
    first = receipt.first
    about = first.member_name or category_words(first.category)
    day = shown_short_date(first.on) if with_day else ''
    said = ' · '.join(text for text in (receipt.title if about else '', day, *facts(receipt, currency)) if text)
    amount = Markup('<span class="{}">{}</span>').format(
        'crossed' if receipt.reversed else '', signed(receipt, currency)
    )
    return row(icon_of(receipt), about or receipt.title, with_chip(said, receipt), amount, link=receipt.page)


def with_chip(said: str, receipt: Receipt) -> Markup:
    """A note with the state below it, where there is one to tell."""
    state = state_chip(receipt)
    return Markup('{}<br>{}').format(said, state) if state else Markup('{}').format(said)


def icon_of(receipt: Receipt) -> Markup:
    """The icon of what was done."""
    return dot('undo' if receipt.first.reverses else ICONS.get(receipt.kind, 'money'))


def state_chip(receipt: Receipt) -> Markup:
    """Says that a receipt was taken back, or takes one back, and that it is not yet in the workbook."""
    chips = []
    if receipt.reversed:
        chips.append(chip('missed', _('Reversed')))
    elif receipt.first.reverses:
        chips.append(chip('plain', _('Reversal')))
    if receipt.waits:
        chips.append(chip('due', _('Not yet in the workbook')))
    return Markup(' ').join(chips)


def signed(receipt: Receipt, currency: str) -> str:
    """The sum with + for what came in and − for what went out; without a sign when it only changed its place."""
    sign = '+' if receipt.effect > 0 else ''
    return f'{sign}{shown_money(receipt.figure, currency)}'


def with_sign(amount: Money, currency: str) -> str:
    """An amount that is added or taken off, so that the plus too is written."""
    return f'{"+" if amount > 0 else ""}{shown_money(amount, currency)}'


def facts(receipt: Receipt, currency: str) -> Iterator[str]:
    """What is worth saying below the title, each in a few words."""
    first = receipt.first
    if first.cycle and first.cycle not in (month_of(first.on), first.on):
        yield _('for {month}').format(month=shown(first.cycle))
    if len(receipt.rows) > 1:
        yield split_words(receipt, currency)
    texts = (
        first.loan_number,
        category_words(first.category) if first.member_name else '',
        _shortened(first.note),
        first.receipt,
    )
    yield from (text for text in texts if text)


def split_words(receipt: Receipt, currency: str) -> str:
    """What the rows of a receipt were for: Interest ₹100.00 + Loan ₹400.00; from where to where money was carried."""
    if receipt.transferred:
        return _transfer_words(receipt, currency)
    titles = {kind: posting.title for kind, posting in accounts.POSTINGS.items()} | REPAYMENT
    if not receipt.netted:
        return ' + '.join(f'{_(titles[entry.kind])} {shown_money(entry.amount, currency)}' for entry in receipt.rows)
    amounts: dict[str, Money] = {}
    for entry in receipt.rows:
        amounts[entry.kind] = amounts.get(entry.kind, 0) + (receipt.seen_by_her(entry) or entry.amount)
    return ' · '.join(
        f'{_(titles[kind])} {(with_sign if accounts.direction(kind) else shown_money)(amount, currency)}'
        for kind, amount in amounts.items()
    )


def _transfer_words(receipt: Receipt, currency: str) -> str:
    """Office box → Current account · Transaction cost KSh 50.00."""
    ends = {entry.kind: receipt.place(entry) for entry in receipt.rows}
    cost = sum(entry.amount for entry in receipt.rows if entry.kind == 'expense')
    said = f'{ends.get("transfer-out", "")} → {ends["transfer-in"]}'
    return ' '.join([said, '·', _('Transaction cost'), shown_money(cost, currency)]) if cost else said


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_NOTE_IN_A_LINE else f'{text[: LONGEST_NOTE_IN_A_LINE - 1]}…'
