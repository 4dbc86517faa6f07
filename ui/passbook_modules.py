"""What a member sees of the modules in her passbook: her shares, her turns, her fixed deposits, her fines and for whom
she answers. Each is there where its module is on, and the last three where she has something there.
"""

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from actions import fixed_deposits
from reports import fines
from reports import rotation as rotations
from reports.dividends import history_of
from reports.shares import SHARES, balance, standing
from rules.bylaws import decimal_text
from rules.money import ZERO, Money
from rules.records import APPLIED, APPROVED, RUNNING, Member
from rules.register_records import ACCEPTED, ASKED
from rules.register_records import RUNNING as DEPOSIT_RUNS
from sheets.book import Book
from sheets.columns import FIXED_DEPOSITS, GUARANTORS
from sheets.words import _, shown_money, shown_short_date
from ui.loan_words import sums
from ui.parts import dot, heading, join, row
from ui.rotation_words import schedule_list


def cards(book: Book, member: Member, today: date) -> Markup:
    """A card for each module that is on."""
    drawn = []
    for module, title, lines in (
        ('module_shares', _('My shares'), _shares),
        ('module_rotation', _('Merry-go-round'), _turns),
        ('module_fixed_deposits', _('My fixed deposits'), _fixed_deposits),
        ('module_fines', _('My fines'), _fines),
        ('module_guarantors', _('Loans that I answer for'), _guarantees),
    ):
        if book.bylaws.uses((module,)) and (said := join(lines(book, member, today))):
            drawn.append(Markup('<section class="card">{}{}</section>').format(heading(title), said))
    return join(drawn)


def paid_for_shares(book: Book, member: Member, today: date) -> Money:
    """What she has in shares."""
    frame = book.frame()
    return balance(frame[(frame['member'] == member.id).to_numpy()], SHARES, today)


def _shares(book: Book, member: Member, today: date) -> Iterator[Markup]:
    """What she has, what is still missing where there is a target, and each dividend with what it brought her."""
    bylaws, paid = book.bylaws, paid_for_shares(book, member, today)
    lines = []
    if bylaws.share_price:
        lines.append((_('Shares'), str(max(ZERO, paid) // bylaws.share_price)))
    if missing := standing(book, member, paid, today).missing:
        lines.append((_('Missing'), shown_money(missing, bylaws.currency)))
    yield sums(lines, (_('Paid'), shown_money(paid, bylaws.currency)))
    for batch, given in history_of(book, member.id):
        title = _('Dividend') if batch.kind == 'dividend' else _('Interest')
        yield row(dot('money'), title, shown_short_date(batch.on), shown_money(given.net, bylaws.currency))


def _turns(book: Book, member: Member, today: date) -> Iterator[Markup]:
    """Whose turn it is, for all to see; nothing where the merry-go-round has not begun."""
    if rotation := rotations.current(book):
        yield schedule_list(book, rotation, today, book.bylaws.currency)


def _fixed_deposits(book: Book, member: Member, today: date) -> Iterator[Markup]:
    for deposit in book.register(FIXED_DEPOSITS).values():
        if deposit.member == member.id and deposit.status == DEPOSIT_RUNS:
            until = shown_short_date(fixed_deposits.agreed(book, deposit).matures_on)
            rate = _('{rate} % a year').format(rate=decimal_text(deposit.rate))
            note = f'{rate} · {_("until {day}").format(day=until)}'
            yield row(dot('lock'), deposit.number, note, shown_money(deposit.amount, book.bylaws.currency))


def _fines(book: Book, member: Member, today: date) -> Iterator[Markup]:
    for one in fines.standings(book, today):
        if one.fine.member == member.id and one.owed:
            note = ' · '.join(text for text in (shown_short_date(one.fine.on), one.fine.reason) if text)
            yield row(dot('alert', 'bad'), one.fine.number, note, shown_money(one.owed, book.bylaws.currency))


def _guarantees(book: Book, member: Member, today: date) -> Iterator[Markup]:
    for pledge in book.register(GUARANTORS).values():
        loan = book.loans.get(pledge.loan)
        if loan is None or pledge.member != member.id or pledge.status not in (ASKED, ACCEPTED):
            continue
        if loan.status in (APPLIED, APPROVED, RUNNING):
            yield row(dot('people'), loan.member_name, loan.number, shown_money(pledge.amount, book.bylaws.currency))
