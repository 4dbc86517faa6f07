"""Opening balances: what the books before said, typed member by member or pasted from a spreadsheet, and whether they
tie; what was taken over already is shown as the same sheet."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial

from markupsafe import Markup

from actions import opening
from actions.opening import EARNED, SOCIAL, Asked
from actions.pasted import Row
from actions.permissions import may
from rules import closing
from rules.accounts import ACCOUNTS, BANK, BORROWED, CASH
from rules.bylaws import Bylaws
from rules.closing import Opening
from rules.explained import Explained
from rules.problems import Refused, refuse
from rules.purses import first_of, postings
from rules.records import Member
from sheets import columns
from sheets.words import N_, _, shown, shown_date
from ui import fields
from ui.forms import Done, Values, form
from ui.loan_words import sums
from ui.office import office
from ui.parts import card, div, draw, join
from ui.recording import Desk, named
from ui.screen import Book, User, screen
from ui.theme import hero

HELP = N_('A heading for each: Whose, Savings, Shares, Loan, Percent, Amount. A line for each member, for cash, bank '
          'and every account, for the social fund, for each loan borrowed from outside and for '
          'what was earned so far.')  # fmt: skip


@screen('/opening', title=N_('Opening balances'), may='look')
def create(book: Book, user: User) -> None:
    """What was taken over, and the two ways to take over what the books before said."""
    hero(_('Opening balances'), note=_('What the books before said'), back='/money')
    taken = taken_over(book)
    with div('columns'):
        if taken:
            with card(_('Taken over on {day}').format(day=shown_date(taken.on))):
                draw(tied(closing.opening_lines(taken), book.bylaws.currency), classes='told')
        if may(user.role, 'record'):
            desk = Desk()
            with card(_('From a spreadsheet')):
                _form(desk, book, _pasted, [
                    fields.long_text('pasted', _('The table'), required=True, rows='8', maxlength='10000',
                                     help=_(HELP)),
                ])  # fmt: skip
            with card(_('Typed here')):
                _form(desk, book, _typed, [_grid(book)])


def taken_over(book: Book) -> Opening | None:
    """The balances with which the book began, by its entries."""
    frame = book.frame()
    kinds = (*opening.KIND_OF.values(), *opening.KIND_OF_PLACE.values())
    rows = frame[frame['kind'].isin(['opening', *kinds]).to_numpy()]
    if rows.empty:
        return None
    places: dict[str, int] = {}
    first = first_of(book.register(columns.ACCOUNTS).values())
    names = {each.number: each.name for each in book.register(columns.ACCOUNTS).values()}
    sides: dict[str, dict[str, int]] = {kind: {} for kind in kinds}
    told = ('kind', 'mode', 'account', 'member', 'amount')
    for kind, mode, account, member, amount in zip(*(rows[name].tolist() for name in told), strict=True):
        if kind == 'opening':
            place, _other = postings(kind, mode, account, first)
            known = ACCOUNTS.get(place, place)
            title = names.get(place) or _(known)
            places[title] = places.get(title, 0) + amount
        else:
            sides[kind][member] = sides[kind].get(member, 0) + amount
    found = Opening(
        rows['on'].max().date(), places, sides['opening-loan'], sides['opening-savings'], sides['opening-shares'],
        sum(sides['opening-social'].values()), sum(sides['opening-borrowed'].values()),
    )  # fmt: skip
    # What nobody else has a claim to is what the group had earned.
    return replace(found, earned=found.difference)


def tied(explained: Explained, currency: str) -> Markup:
    """The sheet that shows whether the two sides come to the same."""
    said = [line.said(currency, _, shown) for line in explained.lines]
    lines = [(' '.join(filter(None, (line.label, line.formula))), line.value) for line in said]
    return sums(lines[:-1], lines[-1])


def _form(desk: Desk, book: Book, read: Callable[[Book, Values], Asked], inside: list[Markup]) -> None:
    started = book.bylaws.started_on.isoformat()
    with form(partial(_record, desk, read), button=_('Look and record'), preview=partial(_before, desk, read)):
        draw(
            fields.day('on', _('Cut-off day'), started, earliest=started, latest=office().today().isoformat(),
                       required=True, help=_('The balances of that evening.')),
            *inside,
        )  # fmt: skip


def _grid(book: Book) -> Markup:
    """A line for each account, for the two funds, for what the group borrowed, and for each active member."""
    bylaws, currency = book.bylaws, book.bylaws.currency
    accounts = [(each.number, each.name) for each in book.register(columns.ACCOUNTS).values()]
    places = accounts or [(CASH, _(ACCOUNTS[CASH])), (BANK, _(ACCOUNTS[BANK]))]
    social = ACCOUNTS['social']
    places += [(SOCIAL, _(social))] if bylaws.module_social_fund else []
    places.append((EARNED, _(opening.PLACES[EARNED])))
    people = sorted((member for member in book.members.values() if member.active), key=lambda member: member.name)
    return join([
        _amounts(fields.money(f'amount:{place}', title, currency) for place, title in places),
        Markup('<p class="note">{}</p>').format(_('What stays empty is nothing.')),
        _line(_(ACCOUNTS[BORROWED]), [fields.money(f'amount:{BORROWED}', _('Amount'), currency), _rate(BORROWED)]),
        *(_of_member(member, bylaws) for member in people),
    ])  # fmt: skip


def _of_member(member: Member, bylaws: Bylaws) -> Markup:
    """What one member brings along, behind her name."""
    number, currency = member.number, bylaws.currency
    inside = [fields.money(f'savings:{number}', _('Savings'), currency)]
    if bylaws.module_shares:
        inside.append(fields.money(f'shares:{number}', _('Shares'), currency))
    inside += [fields.money(f'loan:{number}', _('Loan'), currency), _rate(number)]
    return _line(named(member), inside)


def _rate(of: str) -> Markup:
    return fields.text(f'rate:{of}', _('Percent a month'), inputmode='decimal', maxlength='8')


def _line(title: str, inside: list[Markup]) -> Markup:
    return Markup('<details class="fold line"><summary><span class="row-title">{}</span></summary>{}</details>').format(
        title, _amounts(inside)
    )


def _amounts(inside: Iterable[Markup]) -> Markup:
    return Markup('<div class="amounts">{}</div>').format(join(inside))


def _day(values: Values) -> date:
    try:
        return date.fromisoformat(values.get('on', ''))
    except ValueError:
        raise refuse(N_('A date is missing.'), N_('Choose the cut-off day.'), about='on') from None


def _pasted(book: Book, values: Values) -> Asked:
    return opening.pasted(book, values.get('pasted', ''), _day(values), values['entry_id'])


def _typed(book: Book, values: Values) -> Asked:
    cells: dict[str, dict[str, str]] = {}
    for name, text in values.items():
        field, colon, of = name.partition(':')
        if colon and text and field in opening.HEADINGS:
            cells.setdefault(of, {'of': of})[field] = text
    rows = [Row(number, found) for number, found in enumerate(cells.values(), start=1)]
    return opening.read(book, rows, _day(values), values['entry_id'])


def _before(desk: Desk, read: Callable[[Book, Values], Asked], values: Values) -> Markup:
    """The sheet of the two sides; what does not tie or is wrong on a line is refused, each with its line."""
    book = desk.book()
    asked = read(book, values)
    if problems := opening.problems_of(book, asked, office().today()):
        raise Refused(problems)
    return tied(opening.sheet(book, asked), book.bylaws.currency)


def _record(desk: Desk, read: Callable[[Book, Values], Asked], values: Values) -> Done:
    book = desk.book()
    done = opening.record_opening(book, read(book, values), desk.who(), office().now(), office().today())
    return Done(_('Recorded: {count} balances.').format(count=len(done)), go_to='/opening')
