"""What a member has in the modules: her shares, her turns, her fixed deposits, her fines and for whom she answers.

In her passbook and on her page for officers; each where its module is on, the last three where she has something there.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from markupsafe import Markup

from actions import fixed_deposits
from reports import fines
from reports import rotation as rotations
from reports.dividends import history_of
from reports.listings import POTS
from reports.passbook import passbook
from reports.shares import SHARES, balance, standing
from rules.bylaws import decimal_text
from rules.money import ZERO, Money
from rules.records import APPLIED, APPROVED, RUNNING, Member
from rules.register_records import ACCEPTED, ASKED
from rules.register_records import RUNNING as DEPOSIT_RUNS
from rules.totals import ROUNDS
from sheets.book import Book
from sheets.columns import FIXED_DEPOSITS, GUARANTORS
from sheets.words import _, shown_money, shown_short_date
from ui.balance import address
from ui.loan_words import loan_address, sums
from ui.parts import dot, heading, join, row
from ui.rotation_words import schedule_list


def cards(book: Book, member: Member, today: date) -> Markup:
    """A card for each module that is on, as she reads them herself."""
    return _drawn(book, (
        ('module_shares', _('My shares'), _shares(book, member, today)),
        ('module_rotation', _('Merry-go-round'), _turns(book, member, today)),
        ('module_fixed_deposits', _('My fixed deposits'), _fixed_deposits(book, member)),
        ('module_fines', _('My fines'), _fines(book, member, today)),
        ('module_guarantors', _('Loans that I answer for'), _guarantees(book, member)),
    ))  # fmt: skip


def cards_for_officers(book: Book, member: Member, today: date) -> Markup:
    """The same cards as an officer reads them: each line leads to the page where it is dealt with."""
    return _drawn(book, (
        ('module_shares', _('Shares'), _shares(book, member, today, linked=True)),
        ('module_rotation', _('Merry-go-round'), _turns(book, member, today, linked=True)),
        ('module_fixed_deposits', _('Fixed deposits'), _fixed_deposits(book, member, '/fixed-deposits')),
        ('module_fines', _('Fines'), _fines(book, member, today, '/fines')),
        ('module_guarantors', _('Loans that she answers for'), _guarantees(book, member, linked=True)),
    ))  # fmt: skip


def _drawn(book: Book, found: Iterable[tuple[str, str, Iterator[Markup]]]) -> Markup:
    return join(
        Markup('<section class="card">{}{}</section>').format(heading(title), said)
        for module, title, lines in found
        if book.bylaws.uses((module,)) and (said := join(lines))
    )


def came_about(account: str, member: Member) -> Markup:
    """The line that leads to how her savings or shares came about."""
    return row(dot('history'), _('How the balance came about'), link=address(account, member))


def paid_for_shares(book: Book, member: Member, today: date) -> Money:
    """What she has in shares."""
    frame = book.frame()
    return balance(frame[(frame['member'] == member.id).to_numpy()], SHARES, today)


def _shares(book: Book, member: Member, today: date, linked: bool = False) -> Iterator[Markup]:
    """What she has, what is still missing where there is a target, and each dividend with what it brought her."""
    bylaws, paid = book.bylaws, paid_for_shares(book, member, today)
    lines = []
    if bylaws.share_price:
        lines.append((_('Shares'), str(max(ZERO, paid) // bylaws.share_price)))
    if missing := standing(book, member, paid, today).missing:
        lines.append((_('Missing'), shown_money(missing, bylaws.currency)))
    yield sums(lines, (_('Paid'), shown_money(paid, bylaws.currency)))
    if linked:
        yield came_about('shares', member)
    for batch, given in history_of(book, member.id):
        title = _('Dividend') if batch.kind == 'dividend' else _('Interest')
        net, link = shown_money(given.net, bylaws.currency), f'/shares/batches/{batch.number}?member={member.number}'
        yield row(dot('money'), title, shown_short_date(batch.on), net, link if linked else '')


def _turns(book: Book, member: Member, today: date, linked: bool = False) -> Iterator[Markup]:
    """What she put into the pots and got out of them, and whose turn it is; nothing before the first cycle."""
    own = passbook(book, member, today).besides
    if lines := [(_(title), shown_money(own[title], book.bylaws.currency)) for title in POTS if title in own]:
        yield sums(lines)
        if linked:
            yield came_about(ROUNDS, member)
    if rotation := rotations.current(book):
        yield schedule_list(book, rotation, today, book.bylaws.currency)
        if linked:
            yield row(dot('calendar'), _('Turns'), link='/rotation')


def _fixed_deposits(book: Book, member: Member, link: str = '') -> Iterator[Markup]:
    for deposit in book.register(FIXED_DEPOSITS).values():
        if deposit.member == member.id and deposit.status == DEPOSIT_RUNS:
            until = shown_short_date(fixed_deposits.agreed(book, deposit).matures_on)
            rate = _('{rate} % a year').format(rate=decimal_text(deposit.rate))
            until = _('until {day}').format(day=until)
            yield row(
                dot('lock'),
                deposit.number,
                f'{rate} · {until}',
                shown_money(deposit.amount, book.bylaws.currency),
                link,
            )


def _fines(book: Book, member: Member, today: date, link: str = '') -> Iterator[Markup]:
    for one in fines.standings(book, today):
        if one.fine.member == member.id and one.owed:
            note = ' · '.join(text for text in (shown_short_date(one.fine.on), one.fine.reason) if text)
            yield row(dot('alert', 'bad'), one.fine.number, note, shown_money(one.owed, book.bylaws.currency), link)


def _guarantees(book: Book, member: Member, linked: bool = False) -> Iterator[Markup]:
    for pledge in book.register(GUARANTORS).values():
        loan = book.loans.get(pledge.loan)
        if loan is None or pledge.member != member.id or pledge.status not in (ASKED, ACCEPTED):
            continue
        if loan.status in (APPLIED, APPROVED, RUNNING):
            amount, link = shown_money(pledge.amount, book.bylaws.currency), loan_address(loan.number)
            yield row(dot('people'), loan.member_name, loan.number, amount, link if linked else '')
