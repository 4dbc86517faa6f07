"""Pages to be printed, as plain HTML: lists for the meeting, and the statement of a member.

They are black on white, set for A4, and work without script; where there is one, a button opens the print window.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import Request
from fastapi.responses import Response

from reports import changed_rows, listings, summaries
from reports.dues import cycles_until
from reports.listings import Listing, Shown
from reports.passbook import passbook
from reports.statements import dues_between, of_member
from reports.tables import Column
from rules import cycles
from rules.cycles import Cycle
from rules.periods import Month, cycle_number, parse_cycle_name
from rules.records import RUNNING, Member
from sheets import seals
from sheets.book import Book
from sheets.sign_in_tables import User
from sheets.words import _, shown_date, shown_money
from sheets.words import shown as in_words
from ui import plain, ranges
from ui.cycles_shown import running_cycle
from ui.office import office
from ui.routes import route

NEAR = 4


def lists(book: Book, today: date) -> Iterator[tuple[str, str, str, str]]:
    """The lists that can be printed: address, icon, title and what each is for."""
    yield '/print/dues', 'calendar', title_of_dues(running_cycle(book, today)), _('with a place for each signature')
    yield '/print/members', 'people', _('Members'), _('with savings and loans')
    yield '/print/loans', 'loan', _('Running loans'), _('with what is owed today')


def title_of_dues(cycle: Cycle) -> str:
    """What the list of the dues of a cycle is called."""
    return _('Deposits of the month') if isinstance(cycle.name, Month) else _('Deposits of the cycle')


@dataclass(frozen=True, slots=True)
class Section:
    """A table under a heading; `to_sign` when its last column waits for signatures."""

    title: str
    listing: Listing
    to_sign: bool = False


@route('/print/dues', may='reports')
def print_dues(book: Book, user: User, request: Request) -> Response:
    """The dues of a cycle, to be taken to the meeting and signed there."""
    today = office().today()
    begun = cycles_until(book, today)
    cycle = _cycle(request, begun)
    dues = summaries.dues_table(book, min(today, cycle.last))
    dues = dues[dues['cycle'] == cycle_number(cycle.name)]
    shown = Shown(book)
    sums = [dues[field].tolist() for field in ('due', 'paid', 'missing')]
    rows = [
        (number, name, *map(shown.amount, amounts), '')
        for number, name, *amounts in zip(dues['number'], dues['name'], *sums, strict=True)
    ]
    columns = [
        Column(_('Number')), Column(_('Name'), words=True),
        *map(shown.amounts, (_('Due'), _('Paid'), _('Missing'))), Column(_('Signature'), words=True),
    ]  # fmt: skip
    total = (_('Total'), '', *[shown.amount(sum(amounts)) for amounts in sums], '')
    listing = Listing(columns, rows, total, _('No deposits were due.'))
    others = [(in_words(one.name), f'?cycle={one.name}') for one in begun[: -NEAR - 1 : -1]]
    return printed(
        request,
        book,
        user,
        title_of_dues(cycle),
        [in_words(cycle.name)],
        [Section('', listing, True)],
        others=others,
    )


@route('/print/members', may='reports')
def print_members(book: Book, user: User, request: Request) -> Response:
    """The members with their savings and loans, and what they paid this year."""
    today = office().today()
    year = ranges.within(book, today, ranges.years(book, today)[0])
    table = listings.members_table(summaries.members_table(book, year.start, year.end), Shown(book))
    return printed(request, book, user, _('Members'), [shown_date(today)], [Section('', table)])


@route('/print/loans', may='reports')
def print_loans(book: Book, user: User, request: Request) -> Response:
    """The loans that run, with what is owed."""
    today = office().today()
    loans = summaries.loans_table(book, today)
    table = listings.running_loans(loans[loans['status'] == RUNNING], Shown(book))
    return printed(request, book, user, _('Running loans'), [shown_date(today)], [Section('', table)])


def statement(request: Request, book: Book, user: User, member: Member, back: str) -> Response:
    """A member's dues, loans and entries of a year."""
    today, shown, name = office().today(), Shown(book), _('Member')
    year = ranges.within(book, today, ranges.year_named(book, today, request.query_params.get('year', '')))
    loans = of_member(summaries.loans_table(book, year.end), member)
    running, past = loans[loans['status'] == RUNNING], loans[loans['status'] != RUNNING]
    entries = of_member(summaries.entries_between(book, year.start, year.end), member)
    sections = [
        Section(_('Deposits'), listings.dues_table(dues_between(book, member, year.start, year.end), shown)),
        Section(_('Running loans'), listings.running_loans(running, shown).without(name)),
        Section(_('Past loans'), listings.past_loans(past, shown).without(name)),
        Section(_('Entries'), listings.entries_table(entries, shown).without(name)),
    ]
    own, currency = passbook(book, member, year.end), book.bylaws.currency
    about = [
        _('Statement of a member'),
        _('{start} to {end}').format(start=shown_date(year.start), end=shown_date(year.end)),
        _('Savings to date: {amount}').format(amount=shown_money(own.savings, currency)),
        *(f'{_(title)}: {shown_money(amount, currency)}' for title, amount in own.besides.items()),
    ]
    years = [(_('Year {year}').format(year=one.title), f'?year={one.start.year}') for one in ranges.years(book, today)]
    return printed(request, book, user, f'{member.name} · {member.number}', about, sections, back, years)


def printed(
    request: Request,
    book: Book,
    user: User,
    title: str,
    about: Sequence[str],
    sections: Sequence[Section],
    back: str = '/reports',
    others: Sequence[tuple[str, str]] = (),
) -> Response:
    """The page: whose it is, the tables, the seal; and ways to its neighbours, which are not printed."""
    return plain.page(
        request, 'print.html', user=user, bylaws=book.bylaws, title=title, about=about, sections=sections, back=back,
        others=others, seal=seals.printed(book.head(), seals.SIGNS), changed=changed_rows.said_on_paper(book),
        printed_on=office().today(),
    )  # fmt: skip


def _cycle(request: Request, begun: Sequence[Cycle]) -> Cycle:
    """The cycle that the address names, or the last that has begun."""
    try:
        found = cycles.named(begun, parse_cycle_name(request.query_params.get('cycle', '')))
    except ValueError:
        found = None
    return found or begun[-1]
