"""What stands on the accounts: trial balance, balance sheet, income statement.

With 10,000.00 saved in February, 5,000.00 lent and 5,300.00 back in March, of it 300.00 interest, from 1 to 31 March:

    trial balance        before      debit    credit       now
    Cash in hand       5,000.00   5,300.00      0.00   10,300.00        balance sheet     31 March    28 February
    Loans to members   5,000.00       0.00  5,000.00        0.00        Total assets     10,300.00      10,000.00
    Members' savings −10,000.00       0.00      0.00  −10,000.00        Members' savings 10,000.00      10,000.00
    Interest received      0.00       0.00    300.00     −300.00        Surplus             300.00           0.00
    Total                  0.00   5,300.00  5,300.00        0.00        Total            10,300.00      10,000.00
"""

from collections.abc import Iterator
from datetime import date

from reports.listings import category_words
from reports.movements import BEFORE, WITHIN, Source
from reports.statement_lines import Asked, Column, Line, Section, Statement, moved_lines, total_of
from rules.chart import CLASSES, Class, Place
from rules.chart import Section as Part
from rules.spans import ONE_DAY, Span
from sheets.words import _, shown_date, shown_short_date


def trial_balance(asked: Asked) -> Statement:
    """Every account: what stood there before, what was debited and credited, what stands there now."""
    span = asked.now.span
    columns = [
        Column('opening', _('Before')),
        Column('debit', _('Debit')),
        Column('credit', _('Credit')),
        Column('closing', unbroken(span.last), ((1, 'opening'), (1, 'debit'), (-1, 'credit'))),
    ]
    # The period before ends where this one begins, and what stood there then is said already.
    then = asked.then if asked.then and asked.then.span.last != span.first - ONE_DAY else None
    if then:
        columns.append(Column('before', unbroken(then.span.last)))
    lines = []
    for place in asked.places_of.values():
        whole = Source(frozenset({place.account}))
        before, within = whole.within(BEFORE), whole.within(WITHIN)
        opening, debit, credit = asked.now.sum(before), asked.now.debits(within), asked.now.credits(within)
        amounts = [opening, debit, credit, opening + debit - credit, *([then.sum(whole)] if then else [])]
        consists = asked.now.consists_of(whole)
        lines.append(Line(place.account, _(place.title), tuple(amounts), source=whole, consists_of=consists))
    listed = moved_lines(lines)
    return Statement(
        'trial-balance', _('Trial balance'), span, then.span if then else None, tuple(columns),
        (Section('', listed, total_of(columns, 'total', _('Total'), listed)),),
        notes=(_('What stands on the credit side has a minus, so that a column of balances comes to zero.'),),
    )  # fmt: skip


def balance_sheet(asked: Asked) -> Statement:
    """What the group has, what it owes, and what belongs to all, at the end of the last day."""
    columns = _columns(asked, at_end=True)
    assets = _section(asked, columns, 'asset', 'assets', _('Total assets'))
    liabilities = _section(asked, columns, 'liability', 'liabilities', _('Total liabilities'))
    capital = [_line(asked, place) for place in asked.places('equity') if place.section == 'capital']
    given = moved_lines([
        *capital,
        asked.line('surplus before', _('Surplus of earlier periods'), _surplus(asked, 'given out').within(BEFORE)),
        asked.line('surplus', _('Surplus of the period'), _surplus(asked).within(WITHIN)),
        *(_line(asked, place, (WITHIN,)) for place in asked.places('equity') if place.section == 'given out'),
    ])  # fmt: skip
    equity = Section(_(CLASSES['equity']), given, total_of(columns, 'equity', _('Total equity'), given))
    totals = [each.total for each in (liabilities, equity) if each.total]
    both = total_of(columns, 'liabilities and equity', _('Liabilities and equity'), totals)
    return Statement(
        'balance-sheet', _('Balance sheet'), asked.now.span, asked.compared, columns,
        (assets, liabilities, equity, Section('', (), both)), notes=tuple(_under_way(asked)),
    )  # fmt: skip


def income_statement(asked: Asked) -> Statement:
    """What came in as income in the period, what was spent, and the surplus."""
    columns = _columns(asked, at_end=False)
    income = _section(asked, columns, 'income', 'income total', _('Total income'))
    expenses = _section(asked, columns, 'expense', 'expenses total', _('Total expenses'))
    totals = [each.total for each in (income, expenses) if each.total]
    surplus = total_of(
        columns, 'surplus', _('Surplus of the period'), totals, ((1, 'income total'), (-1, 'expenses total'))
    )
    return Statement(
        'income', _('Income statement'), asked.now.span, asked.compared, columns,
        (income, expenses, Section('', (), surplus)),
    )  # fmt: skip


def period(span: Span) -> str:
    """The days as a heading says them."""
    return _('{start} to {end}').format(start=unbroken(span.first), end=unbroken(span.last))


def unbroken(day: date) -> str:
    """A day that stays on one line where its heading is broken into two."""
    return shown_short_date(day).replace(' ', '\u00a0')


def _columns(asked: Asked, at_end: bool) -> tuple[Column, ...]:
    """A column for the period and one for that with which it is compared."""
    named = zip(('amount', 'before'), asked.ledgers, strict=False)
    return tuple(Column(key, shown_date(each.span.last) if at_end else period(each.span)) for key, each in named)


def _section(asked: Asked, columns: tuple[Column, ...], class_: Class, key: str, total: str) -> Section:
    """The accounts of a class: as they stand at the end, or what moved on them where they are of income and expense."""
    parts = (WITHIN,) if class_ in ('income', 'expense') else (BEFORE, WITHIN)
    lines = moved_lines(line for place in asked.places(class_) for line in _lines(asked, place, parts))
    return Section(_(CLASSES[class_]), lines, total_of(columns, key, total, lines))


def _lines(asked: Asked, place: Place, parts: tuple[str, ...]) -> Iterator[Line]:
    """The line of an account, or one for each thing that its entries were for."""
    source = Source(frozenset({place.account}), parts, sign=place.sign)
    if not place.by_category:
        yield asked.line(place.account, _(place.title), source)
        return
    for category in sorted({name for ledger in asked.ledgers for name in ledger.categories(source)}, key=str.casefold):
        key = f'{place.account}: {category}' if category else place.account
        yield asked.line(key, _titled(place, category), source.of_category(category))


def _titled(place: Place, category: str) -> str:
    """What was paid for; expenses stand below that word already."""
    words = category_words(category)
    if place.title != CLASSES[place.class_]:
        return f'{_(place.title)}: {words}' if words else _(place.title)
    return words or _('Without a category')


def _line(asked: Asked, place: Place, parts: tuple[str, ...] = (BEFORE, WITHIN)) -> Line:
    return asked.line(place.account, _(place.title), Source(frozenset({place.account}), parts, sign=place.sign))


def _surplus(asked: Asked, *besides: Part) -> Source:
    """Income less expenses; with what was given out, that is taken off."""
    return Source(asked.accounts('income', 'expense', *besides), sign=-1)


def _under_way(asked: Asked) -> Iterator[str]:
    """What should come to nothing, and does not yet."""
    if any(asked.now.sum(Source(frozenset({account}))) for account in asked.accounts('under way')):
        yield _('Money that has left one account and has not reached the other yet is shown as under way.')
