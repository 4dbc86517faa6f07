"""The contribution report of a book: by month, quarter or year, what came in, how it grew, and who stopped.

    for line in lines(book, 'quarter', today): ...           rules/contribution_report.py says what a line holds
    table(paper, *listing(book, found, Shown(book)))         the same as a table, on paper or on a page

A contribution counts in the period in which it was paid, whatever month it was for; where members save by shares, what
they bought counts.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from reports.listings import Listing, Shown
from reports.rows import until
from reports.tables import Column
from rules import contribution_report, members
from rules.bylaws import decimal_text
from rules.contribution_report import Length, Line, Paid, Period
from rules.money import rounded
from sheets.book import Book
from sheets.words import N_, _, shown_month

LENGTHS: dict[Length, str] = {'month': N_('by month'), 'quarter': N_('by quarter'), 'year': N_('by year')}


def lines(book: Book, length: Length, today: date) -> list[Line]:
    """A line for each period since the group began, the oldest first."""
    frame = until(book.frame(), today)
    rows = frame.loc[frame['kind'].isin(book.bylaws.deposited_as).to_numpy(), ['on', 'member', 'amount']]
    paid = (
        Paid(on.date(), member, amount)
        for on, member, amount in zip(rows['on'], rows['member'].tolist(), rows['amount'].tolist(), strict=True)
    )
    belonged = {member.id: members.spans(member, book.changes) for member in book.members.values()}
    return contribution_report.report(paid, belonged, length, book.bylaws.started_on, today)


def listing(book: Book, found: Sequence[Line], shown: Shown) -> Listing:
    """The lines as a table, the latest period first."""
    columns = [
        Column(_('Period')), Column(_('Members'), 'right'), Column(_('Contributors'), 'right'),
        shown.amounts(_('Total')), shown.amounts(_('Period before')), Column(_('Growth'), 'right'),
        shown.amounts(_('Average')), Column(_('Who stopped'), words=True),
    ]  # fmt: skip
    rows = [
        (
            named(line.period), str(line.members), str(line.contributors), shown.amount(line.total),
            '' if line.before is None else shown.amount(line.before), growth(line),
            '' if line.average is None else shown.amount(rounded(line.average, 1, 'half-up')),
            names(book, line, shown),
        )
        for line in reversed(found)
    ]  # fmt: skip
    total = (_('Total'), '', '', shown.amount(sum(line.total for line in found)), '', '', '', '')
    return Listing(columns, rows, total, _('No contribution was paid yet.'))


def named(period: Period) -> str:
    """A period in words: March 2025, 2025 Q1 or 2025."""
    return shown_month(period.first_month) if period.length == 'month' else str(period)


def growth(line: Line) -> str:
    """By how many percent more came in, to a tenth of a percent; nothing where it cannot be said."""
    percent = line.growth_percent
    if percent is None:
        return ''
    tenths = rounded(percent * 10, 1, 'half-up')
    return f'{"−" if tenths < 0 else "+" if tenths > 0 else ""}{decimal_text(Fraction(abs(tenths), 10))} %'


def names(book: Book, line: Line, shown: Shown) -> str:
    """Who paid in the period before and not in this one."""
    people = (book.members[member] for member in line.stopped if member in book.members)
    return ', '.join(shown.name(one.name, one.number) for one in people)
