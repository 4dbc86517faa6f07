"""How cash and bank, and what belongs to all, came to be what they are: cash flow statement, changes in equity.

With 10,000.00 saved, 5,000.00 lent and 5,300.00 back, of it 300.00 interest:

    At the start           0.00        At the start             0.00
    Deposit           10,000.00        Surplus of the period  300.00
    Loan repaid        5,000.00        At the end             300.00
    Loan interest        300.00
    Loan given         5,000.00
    At the end        10,300.00
"""

from dataclasses import replace

from reports.balances import period
from reports.movements import BEFORE, WITHIN, Source
from reports.statement_lines import Asked, Column, Line, Section, Statement, moved_lines, total_of
from rules.accounts import BANK, CASH, MONEY, POSTINGS
from sheets.words import _

BOXES = (CASH, BANK)


def cash_flow(asked: Asked) -> Statement:
    """Cash and bank: at the start, in and out by kind of movement, between the two, at the end."""
    cash, bank = (frozenset(place.account for place in asked.places('asset') if place.box == box) for box in BOXES)
    columns = [
        Column('cash', _('Cash')),
        Column('bank', _('Bank')),
        Column('together', _('Together'), ((1, 'cash'), (1, 'bank'))),
        *_compared(asked),
    ]

    def line(key: str, title: str, source: Source) -> Line:
        boxes = [asked.now.sum(source.on(*cash)), asked.now.sum(source.on(*bank)), asked.now.sum(source)]
        then = [asked.then.sum(source)] if asked.then else []
        return Line(key, title, (*boxes, *then), source=source, consists_of=asked.now.consists_of(source))

    own = {MONEY, CASH, BANK, *asked.accounts('under way')}
    moved = Source(cash | bank, (WITHIN,))
    ways: dict[str, list[Line]] = {'in': [], 'out': [], 'between': []}
    for kind in _kinds(asked, moved):
        posting = POSTINGS[kind]
        way = 'between' if {posting.debit, posting.credit} <= own else 'in' if posting.debit in own else 'out'
        source = replace(moved.of_kind(kind), sign=-1 if way == 'out' else 1)
        ways[way].append(line(kind, _(posting.title), source))
    start = line('start', _('At the start'), Source(cash | bank, (BEFORE,)))
    received, paid, between = (moved_lines(ways[way]) for way in ('in', 'out', 'between'))
    into = Section(_('Received'), received, total_of(columns, 'received', _('Total received'), received))
    out = Section(_('Paid out'), paid, total_of(columns, 'paid', _('Total paid out'), paid))
    among = Section(_('Between cash and bank'), between)
    counted = [start, *(each.total for each in (into, out) if each.total), *between]
    signed = [(-1 if each.key == 'paid' else 1, each.key) for each in counted]
    closing = total_of(columns, 'end', _('At the end'), counted, signed)
    sections = (Section('', (start,)), into, out, *([among] if between else []), Section('', (), closing))
    return Statement('cash-flow', _('Cash flow statement'), asked.now.span, asked.compared, tuple(columns), sections)


def equity(asked: Asked) -> Statement:
    """What belongs to all: at the start, the surplus, what was paid in for shares and given out, at the end."""
    own = asked.accounts('capital', 'given out')
    surplus = asked.accounts('income', 'expense', 'given out')
    capital = [
        place for place in asked.places('equity')
        if place.section == 'capital' and asked.now.kinds(Source(frozenset({place.account})))
    ]  # fmt: skip
    accounts = {place.account: frozenset({place.account}) for place in capital} | {'surplus': surplus}
    titles = {place.account: _(place.title) for place in capital} | {'surplus': _('Surplus')}
    if not capital:
        accounts = {}
    columns = [
        *(Column(key, titles[key]) for key in accounts),
        # Of a group without capital the surplus is all there is.
        Column('together', _('Together') if capital else titles['surplus'], tuple((1, key) for key in accounts)),
        *_compared(asked),
    ]

    def line(key: str, title: str, source: Source) -> Line:
        amounts = [asked.now.sum(source.on(*source.accounts & each)) for each in accounts.values()]
        then = [asked.then.sum(source)] if asked.then else []
        whole = asked.now.sum(source)
        return Line(key, title, (*amounts, whole, *then), source=source, consists_of=asked.now.consists_of(source))

    all_ = Source(own | surplus, (BEFORE,), sign=-1)
    within = Source(own, (WITHIN,), sign=-1)
    start = line('start', _('At the start'), all_)
    moved = moved_lines([
        line('surplus', _('Surplus of the period'), Source(asked.accounts('income', 'expense'), (WITHIN,), sign=-1)),
        *(line(kind, _(POSTINGS[kind].title), within.of_kind(kind))
          for kind in _kinds(asked, within)),
    ])  # fmt: skip
    closing = total_of(columns, 'end', _('At the end'), [start, *moved])
    return Statement(
        'equity', _('Changes in equity'), asked.now.span, asked.compared, tuple(columns),
        (Section('', (start,)), Section(_('In the period'), moved), Section('', (), closing)),
    )  # fmt: skip


def _compared(asked: Asked) -> list[Column]:
    """The column of the period compared with, which says all together."""
    return [Column('before', period(asked.then.span))] if asked.then else []


def _kinds(asked: Asked, source: Source) -> list[str]:
    """The kinds of entry that occur now or then."""
    occurring = {kind for ledger in asked.ledgers for kind in ledger.kinds(source)}
    return [kind for kind in POSTINGS if kind in occurring]
