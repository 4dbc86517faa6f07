"""The statement of one loan: its terms, its instalments with what is paid of each, its rows, and what closes it.

found = loan_statement(book, loan, on)                                        for the page of the loan
instalments, entries = listed(book, found)                                    its tables, to be printed
with language('mr'):
    pdf = loan_paper(book, loan, date(2025, 3, 31), printed_on=today)         on paper
"""

from dataclasses import dataclass
from datetime import date

from reports import documents, listings, summaries
from reports.listings import Listing, Shown
from reports.loans import loan_standing
from reports.products import product_of
from reports.tables import Column, table
from rules import arrears
from rules.allocation import Due
from rules.bylaws import decimal_text
from rules.loans import Standing
from rules.money import Money
from rules.periods import parse_every
from rules.records import Loan
from rules.register_records import LoanProduct
from sheets.book import Book
from sheets.words import _, shown_date, shown_every, shown_money


@dataclass(frozen=True, slots=True)
class Instalment:
    """What is asked with one instalment, what is left of it, and how it stands; after them, as one more, the interest
    `since_last` of them."""

    asked: Due
    left: Due
    state: str
    since_last: bool


@dataclass(frozen=True, slots=True)
class LoanStatement:
    """A loan on a day."""

    loan: Loan
    product: LoanProduct | None
    on: date
    standing: Standing
    instalments: tuple[Instalment, ...]


def loan_statement(book: Book, loan: Loan, on: date) -> LoanStatement:
    """How a loan stands at the end of a day, instalment by instalment."""
    standing = loan_standing(book, loan, on)
    due_days = [asked.due_on for asked in standing.instalments]
    rows = tuple(
        Instalment(asked, left, arrears.state(asked, left, on), since_last=asked.due_on in due_days[:place])
        for place, (asked, left) in enumerate(zip(standing.instalments, standing.left, strict=True))
    )
    return LoanStatement(loan, product_of(book, loan), on, standing, rows)


def loan_paper(book: Book, loan: Loan, on: date, printed_on: date) -> bytes:
    """The statement as a PDF in the current language."""
    currency = book.bylaws.currency
    found = loan_statement(book, loan, on)
    name = f'{loan.member_name} · {loan.number}'
    paper = documents.opened(book, name, _('Statement of a loan'), (loan.began, on), printed_on)
    paper.key_figures(key_figures(found.standing, currency))
    paper.paragraph(terms_words(loan))
    instalments, entries = listed(book, found)
    if instalments.rows:
        paper.heading(_('Instalments'))
        table(paper, *instalments)
    paper.heading(_('Entries'))
    table(paper, *entries)
    return documents.signed(paper, book, [_('Member'), _('Treasurer')])


def key_figures(standing: Standing, currency: str) -> list[tuple[str, str]]:
    """What was lent and repaid, and what closes the loan."""
    return [
        (_('Lent'), shown_money(standing.lent, currency)),
        (_('Loan repaid'), shown_money(standing.principal_repaid, currency)),
        (_('Interest paid'), shown_money(standing.interest_paid, currency)),
        (_('Closes the loan'), shown_money(standing.owed, currency)),
    ]


def listed(book: Book, found: LoanStatement) -> tuple[Listing, Listing]:
    """The tables of the statement: the instalments, of which an open loan has none, and the entries."""
    shown, loan = Shown(book), found.loan
    columns = [
        Column(_('Number')), Column(_('Due')),
        *map(shown.amounts, (_('Loan'), _('Interest'), _('Fees and penalty'), _('Together'), _('Left'))),
        Column(_('State'), words=True),
    ]  # fmt: skip
    rows = [_row(each, shown) for each in found.instalments]
    sums = [sum(amounts) for amounts in zip(*map(_amounts, found.instalments), strict=True)]
    total = _('Total'), '', *map(shown.amount, sums), ''
    entries = summaries.entries_between(book, loan.began, found.on)
    of_loan = entries[(entries['loan'] == loan.id).to_numpy()]
    return Listing(columns, rows, total, ''), listings.entries_table(of_loan, shown)


def terms_words(loan: Loan) -> str:
    """On which terms it was given, in a sentence."""
    rate = decimal_text(loan.rate)
    said = _('{rate} % a year') if loan.per == 'year' else _('{rate} % a month')
    if not loan.has_term:
        return said.format(rate=rate)
    return _('{rate}, in {count} instalments, {every}').format(
        rate=said.format(rate=rate), count=loan.count or '…', every=shown_every(parse_every(loan.every))
    )


def _row(each: Instalment, shown: Shown) -> tuple[str, ...]:
    amounts = map(shown.amount, _amounts(each))
    if each.since_last:
        return '', '', *amounts, _('Since the last instalment')
    return str(each.asked.n), shown_date(each.asked.due_on), *amounts, _(each.state)


def _amounts(each: Instalment) -> tuple[Money, ...]:
    asked = each.asked
    return asked.principal, asked.interest, asked.fee + asked.penalty, asked.total, each.left.total
