"""Money in and out besides deposits and loans: a small form for each, what cash and bank hold, the latest of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from markupsafe import Markup

from actions.permissions import may
from reports.summaries import cash_book, figures
from rules.money import ZERO
from rules.periods import month_of
from rules.records import Entry
from rules.transactions import KINDS
from sheets.words import N_, _, shown_date, shown_money
from ui import fields
from ui.forms import Done, Values, form, sheet
from ui.icons import icon
from ui.office import office
from ui.parts import Piece, card, div, dot, draw, empty, join, row, tile
from ui.receipts import ICONS, receipt_row, receipts
from ui.recording import Desk, account_choices, member_choices, modes
from ui.screen import Book, User, screen
from ui.theme import hero

LATEST = 12
MODE, MEMBER, CATEGORY = 'mode', 'member', 'category'


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which money moves: its kind, what it means in a sentence, the fields of its form, usual categories.

    Where the module `elsewhere` is on, this is done on the page of that module.
    """

    kind: str
    meaning: str
    fields: tuple[str, ...]
    usual: tuple[str, ...] = ()
    elsewhere: str = ''


WAYS = (
    Way('expense', N_('What the group paid for: travel, paper, tea, bank charges.'), (CATEGORY, MODE),
        (N_('Travel'), N_('Stationery'), N_('Meeting'), N_('Bank charges'), N_('Training'), N_('Administrative'),
         N_('Operation'), N_('Rent'), N_('Marketing'), N_('Technology'), N_('Professional fees'), N_('Other'))),
    Way('income', N_('What came in besides deposits and loans: a grant, bank interest, a sale.'), (CATEGORY, MODE),
        (N_('Grant'), N_('Bank interest'), N_('Sale'), N_('Donation'), N_('Investment'), N_('Membership fee'),
         N_('Penalties'), N_('Other'))),
    Way('fine', N_('What a member pays for coming late, staying away or paying late.'), (MEMBER, CATEGORY, MODE),
        (N_('Late deposit'), N_('Absent from the meeting'), N_('Late for the meeting')), 'module_fines'),
    Way('withdrawal', N_('Savings that are paid out to a member.'), (MEMBER, MODE), elsewhere='module_deposits'),
    Way('to-bank', N_('Cash that was carried from the box to the bank.'), ()),
    Way('from-bank', N_('Cash that was taken from the bank into the box.'), ()),
    Way('opening', N_('What the group held already when this book began.'), (MODE,)),
)  # fmt: skip
BELONGING = (
    ('/accounts', 'box', N_('Accounts'), N_('Cash boxes and bank accounts')),
    ('/statements', 'report', N_('Statements'), N_('Balance sheet, income, cash flow')),
    ('/batches', 'copy', N_('Batch'), N_('Many deposits, shares, loans or repayments at once')),
    ('/closing', 'lock', N_('Closed months'), N_('No row is dated in a month that is closed')),
    ('/opening', 'book', N_('Opening balances'), N_('What the books before said')),
)  # fmt: skip
"""The pages that belong to this one: address, icon, title, what is there."""
KINDS_HERE = [way.kind for way in WAYS]


@screen('/money', title=N_('Money'), may='look')
def create(book: Book, user: User) -> None:
    """Cash and bank, the forms, and what was recorded last."""
    hero(_('Money'), note=_('Everything besides deposits and loans'))
    here = [way for way in WAYS if not (way.elsewhere and book.bylaws.uses((way.elsewhere,)))]
    tiles = draw(_tiles(book), classes='tiles')
    with div('columns'):
        with div('stack'):
            if may(user.role, 'record'):
                with card(_('What do you want to record?')):
                    draw(join(_opener(way) for way in here))
            with card(_('More')):
                draw(join(row(dot(icon), _(title), _(note), link=path) for path, icon, title, note in BELONGING))
        with card(_('The latest')):
            latest = draw(_latest(book))
    if may(user.role, 'record'):
        desk, redraw = Desk(), partial(_redraw, tiles, latest)
        for way in here:
            _form(book, way, desk, redraw)


def _redraw(tiles: Piece, latest: Piece, done: Done) -> None:
    book = office().book()
    tiles.replace(_tiles(book))
    latest.replace(_latest(book))


def _tiles(book: Book) -> Markup:
    today, currency = office().today(), book.bylaws.currency
    there = figures(book, today)
    moved = cash_book(book, month_of(today).first_day, today)
    # What was carried from the box to the bank is nothing here: it only changed its place.
    by_kind = (moved['cash'] + moved['bank']).tolist()
    received, paid = sum(max(amount, ZERO) for amount in by_kind), -sum(min(amount, ZERO) for amount in by_kind)
    return join([
        tile('box', _('Cash in hand'), shown_money(there.cash, currency), _('in the box')),
        tile('bank', _('Bank'), shown_money(there.bank, currency), _('with mobile money')),
        tile('plus', _('In this month'), shown_money(received, currency), _('cash and bank')),
        tile('minus', _('Out this month'), shown_money(paid, currency), _('cash and bank')),
    ])  # fmt: skip


def _latest(book: Book) -> Markup:
    frame = book.frame()
    rows = frame[frame['kind'].isin(KINDS_HERE).to_numpy()].tail(LATEST).iloc[::-1]
    if rows.empty:
        return empty('money', _('Nothing of this was recorded yet.'))
    return join(receipt_row(receipt, book.bylaws.currency) for receipt in receipts(book, rows))


def _opener(way: Way) -> Markup:
    """A line that opens the form of a way."""
    return Markup(
        '<button type="button" class="row" data-opens="record-{}">{}<span class="grow">'
        '<span class="row-title">{}</span><span class="note">{}</span></span>{}</button>'
    ).format(way.kind, dot(ICONS[way.kind]), _(KINDS[way.kind].title), _(way.meaning), icon('next'))


def _form(book: Book, way: Way, desk: Desk, redraw: Callable[[Done], None]) -> None:
    """The sheet of one way, with only the fields that it needs."""
    record = partial(_record, desk, way)
    with sheet(f'record-{way.kind}', _(KINDS[way.kind].title)), form(record, button=_('Record'), after=redraw):
        draw(
            Markup('<p class="note">{}</p>').format(_(way.meaning)), *_fields(book, way), fields.text('note', _('Note'))
        )


def _fields(book: Book, way: Way) -> Iterable[Markup]:
    bylaws, today = book.bylaws, office().today()
    if MEMBER in way.fields:
        # Who left may still take out her savings, and nothing else.
        yield fields.choice('member', _('Member'), member_choices(book, way.kind != 'withdrawal'), required=True)
    yield fields.money('amount', _('Amount'), bylaws.currency, required=True)
    if CATEGORY in way.fields:
        known = _categories(book, way)
        options = join(Markup('<option value="{}"></option>').format(category) for category in known)
        name = f'categories-{way.kind}'
        help = _('For example {examples}.').format(examples=', '.join(known[:3]))
        yield fields.text('category', _('What for'), help=help, list=name) + Markup(
            '<datalist id="{}">{}</datalist>'
        ).format(name, options)
    first = bylaws.started_on if way.kind == 'opening' else today
    yield fields.day('date', _('Date'), first.isoformat(), earliest=bylaws.started_on.isoformat(),
                     latest=today.isoformat(), required=True)  # fmt: skip
    if MODE in way.fields:
        yield fields.one_of('mode', _('By'), modes(bylaws), 'cash')
        if len(choices := account_choices(book)) > 1:
            yield fields.choice('account', _('Account'), choices)
            if way.kind != 'opening':
                yield fields.side_by_side(
                    fields.text('reference', _('Reference')),
                    fields.money('cost', _('What the payment cost'), bylaws.currency),
                )


def _categories(book: Book, way: Way) -> list[str]:
    """The categories that the group used for this before, the latest first, then the usual ones."""
    frame = book.frame()
    used = frame.loc[(frame['kind'] == way.kind).to_numpy(), 'category'].iloc[::-1]
    return list(dict.fromkeys([text for text in used.unique() if text] + [_(title) for title in way.usual]))


def _record(desk: Desk, way: Way, values: Values) -> Done:
    asked = desk.asked(way.kind, values)
    desk.record(asked)
    book = desk.book()
    recorded = book.receipt_of(asked.id)[0]
    return Done(_said(recorded, way, shown_money(recorded.amount, book.bylaws.currency), asked.on))


def _said(entry: Entry, way: Way, amount: str, on: date) -> str:
    """What the server recorded, in a sentence."""
    what = ' · '.join(text for text in (_(KINDS[way.kind].title), entry.category, entry.member_name) if text)
    return _('Recorded: {what}, {amount}, {day}. Receipt {receipt}.').format(
        what=what, amount=amount, day=shown_date(on), receipt=entry.receipt
    )
