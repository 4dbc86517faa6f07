"""The views of the workbook, Summary and Dues: where each figure stands and the formula that shows it.

Formulas are live sums over the journals and registers up to the as-of date in Summary!B3, made of functions that
LibreOffice 7.4, Excel 2013 and Google know. `sheets/making.py` writes them into a new workbook; `reports/views.py`
knows what they come to. Each row carries a key in a grey column at the right, by which it is found again when someone
has put rows in between. The third view is in `sheets/views_passbook.py`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rules import totals
from rules.accounts import BANK, CASH, LOANS_SIGNS, MONEY, POSTINGS, SAVINGS_SIGNS
from rules.bylaws import Bylaws
from rules.loans import LENT
from rules.problems import N_
from rules.records import ACTIVE, SET_OFF
from sheets.columns import BY_NAME, Column, Sheet, Type
from sheets.ooxml.places import column_number
from sheets.reading import letters

AS_OF_CELL = 'B3'
AS_OF = 'Summary!$B$3'
MONTHS_SHOWN = 12

# The grey columns with the keys of the rows, and of the rows of the months.
SUMMARY_KEYS, MONTH_KEYS = 'H', 'I'

DUES = Sheet('Dues', 'member', (
    Column('Member', 'number', width=12, note=N_('The number of the member.')),
    Column('Name', 'name', width=28, note=N_('Her name.')),
    Column('Period', 'month', 'month', width=12, older=('Month',),
           note=N_('The month whose deposit this is, or the first day of another period.')),
    Column('Due on', 'due_on', 'date', width=13, note=N_('The day by which the deposit is due.')),
    Column('Due', 'due', 'money', width=13, note=N_('What is due from her for it.')),
    Column('Paid', 'paid', 'money', width=13, note=N_('What she paid for it by the day in Summary.')),
    Column('Missing', 'missing', 'money', width=13, note=N_('What is still to pay.')),
    Column('State', 'state', width=11, note=N_('open, part, paid or missed, on the day in Summary.')),
    Column('Member ID', 'member', width=12, for_app=True, note=N_('The member, for the app.')),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a view: its key, its title, and its formulas from column B on."""

    key: str
    title: str
    formulas: tuple[str, ...]
    type: Type | Literal['whole'] = 'money'


def column(sheet: Sheet, field: str) -> str:
    """A whole column of a sheet, such as Entries!$F:$F."""
    letter = letters(sheet.fields.index(field))
    return f'{sheet.name}!${letter}:${letter}'


def of_entries(field: str) -> str:
    """A whole column of Entries."""
    return column(BY_NAME['Entries'], field)


def upto(day: str) -> tuple[str, str]:
    """The criterion that entries lie on that day or before it."""
    return of_entries('on'), f'"<="&{day}'


def within(days: str, month: str) -> str:
    """The criteria that the days of a column lie in the month of a day, whichever day of it that is.

    The app knows the month only, and so do the seals: the formulas are not to ask for its first day either.
    """
    return f'{days},">="&EOMONTH({month},-1)+1,{days},"<"&EOMONTH({month},0)+1'


def total(kind: str, *more: str) -> str:
    """The sum of one kind of entry up to the as-of date; rows without an id were typed by hand and do not count yet."""
    criteria = [of_entries('kind'), kind, *upto(AS_OF), of_entries('id'), '"<>"', *more]
    return f'SUMIFS({of_entries("amount")},{",".join(criteria)})'


def _sum(kinds: str, *more: str) -> str:
    """'contribution -withdrawal' is deposits less withdrawals."""
    parts = [(('-' if kind[0] == '-' else '+'), total(f'"{kind.lstrip("-")}"', *more)) for kind in kinds.split()]
    return '=' + ''.join(sign + part for sign, part in parts).removeprefix('+')


def of_rounds() -> tuple[str, str]:
    """The criterion that entries belong to a round of the merry-go-round, such as C1/3."""
    return of_entries('about'), '"C*/*"'


_OF_SHEET = re.compile(r'\b(\w+)!\$([A-Z]{1,3})(?=:|\$\d)(:\$[A-Z]{1,3}\b)?')


def placed(formula: str, places: Mapping[str, Mapping[str, int]]) -> str:
    """A formula of a new workbook for one whose columns stand elsewhere: `places` are those of the fields by sheet."""

    def moved(match: re.Match[str]) -> str:
        sheet = BY_NAME.get(match[1])
        if sheet is None or match[1] not in places:
            return match[0]
        letter = letters(places[match[1]].get(sheet.fields[column_number(match[2]) - 1], column_number(match[2]) - 1))
        return f'{match[1]}!${letter}' + (f':${letter}' if match[3] else '')

    return _OF_SHEET.sub(moved, formula)


def _bylaw(field: str) -> str:
    """The value of a bylaw, as it stands now."""
    bylaws = BY_NAME['Bylaws']
    return f'INDEX({column(bylaws, "value")},MATCH("{field}",{column(bylaws, "key")},0))'


GROUP_NAME = f'={_bylaw("name")}'

# --- Summary -----------------------------------------------------------------------------------------------------

FIGURES_ROW, BOXES_ROW = 5, 22
PIE_ROWS = FIGURES_ROW + 2, FIGURES_ROW + 4
KINDS_OF_BOXES = tuple(
    'contribution withdrawal loan principal interest penalty fee fine income expense to-bank from-bank opening share '
    'social social-grant payout'.split()
)
"""The kinds of entry that have a row of their own; those that fewer groups use stand together in a last one."""
OTHER_KINDS = tuple(
    kind
    for kind, posting in POSTINGS.items()
    if MONEY in (posting.debit, posting.credit) and kind not in KINDS_OF_BOXES
)
BOXES_TOTAL_ROW = BOXES_ROW + len(KINDS_OF_BOXES) + 2
MORE_ROW = BOXES_TOTAL_ROW + 2


def _kinds_of(signs: Mapping[str, int]) -> str:
    return ' '.join(kind if sign > 0 else f'-{kind}' for kind, sign in signs.items())


_SUMS = (
    ('savings', N_('Savings'), _kinds_of(SAVINGS_SIGNS)),
    ('loans_outstanding', N_('Loans outstanding'), _kinds_of(LOANS_SIGNS)),
    ('loans_given', N_('Loans given'), ' '.join(LENT)),
    ('principal_repaid', N_('Principal repaid'), 'principal'),
    ('interest_received', N_('Interest received'), 'interest'),
    ('penalties_received', N_('Penalties and fines received'), 'penalty fine'),
    ('income', N_('Other income'), 'income'),
    ('expenses', N_('Expenses'), 'expense'),
)


@cache
def figures() -> tuple[Line, ...]:
    """The key figures, with the definitions of `main.py summary`; the first stands in FIGURES_ROW + 1.

    Cash, bank and loans outstanding stand together, since the pie is drawn of them.
    """
    savings, *sums = (Line(key, title, (_sum(kinds),)) for key, title, kinds in _SUMS)
    return (
        # What is put into a pot of the merry-go-round is not saved.
        Line(savings.key, savings.title, (f'{savings.formulas[0]}-({_in_rounds()})',)),
        Line('cash', N_('Cash in hand'), (f'=B{BOXES_TOTAL_ROW}',)),
        Line('bank', N_('Bank'), (f'=C{BOXES_TOTAL_ROW}',)),
        *sums,
        Line('members_active', N_('Members'), (_members_active(),), 'whole'),
        Line('members_inactive', N_('Members who left'), (_members_inactive(),), 'whole'),
        Line('loans_active', N_('Running loans'), (_loans_active(),), 'whole'),
        Line('loans_past', N_('Past loans'), (_loans_closed(),), 'whole'),
        Line('dues_missed', N_('Deposits missed'), ('=' + dues_missed(),), 'whole'),
    )


@cache
def boxes() -> tuple[Line, ...]:
    """How cash and bank came about, a row a kind of entry; the first stands in BOXES_ROW + 1, the totals last."""
    kinds = [
        Line(f'box {kind}', POSTINGS[kind].title, (_in_box([kind], CASH), _in_box([kind], BANK)))
        for kind in KINDS_OF_BOXES
    ]  # fmt: skip
    others = Line('box other', N_('Everything else'), (_in_box(OTHER_KINDS, CASH), _in_box(OTHER_KINDS, BANK)))
    first, last = BOXES_ROW + 1, BOXES_TOTAL_ROW - 1
    return *kinds, others, Line('box total', N_('Total'), (f'=SUM(B{first}:B{last})', f'=SUM(C{first}:C{last})'))


def has_more(bylaws: Bylaws) -> bool:
    """Whether the Summary of a group tells the totals that not every group has."""
    return bylaws.kind != 'shg' or bylaws.uses([total.module for total in totals.MORE if total.module])


@cache
def more(kind_of_group: str = 'shg') -> tuple[Line, ...]:
    """The totals that not every group has, and what all totals come to: cash and bank; the first in MORE_ROW + 1."""
    lines = [
        Line(
            f'more {each.key}',
            each.title(kind_of_group),
            (f'={_in_rounds()}' if each.key == totals.ROUNDS else _sum(_kinds_of(each.signs)),),
        )
        for each in totals.MORE
    ]
    rows = {line.key: row for row, line in enumerate(figures(), FIGURES_ROW + 1)}
    rows |= {each.key: row for row, each in enumerate(totals.MORE, MORE_ROW + 1)}
    added = (f'{"+" if total.sign > 0 else "-"}B{rows[key]}' for key, total in totals.BY_KEY.items())
    return *lines, Line('more together', N_('Cash and bank'), ('=' + ''.join(added).removeprefix('+'),))


def _in_rounds() -> str:
    return _sum('contribution -payout', *of_rounds()).removeprefix('=')


@cache
def deposits() -> tuple[Line, ...]:
    """The deposits of the last months, beside the boxes: the month and the sum."""
    return tuple(
        Line(f'month {back}', '', (_month(back), _deposited(BOXES_ROW + MONTHS_SHOWN - back)))
        for back in range(MONTHS_SHOWN - 1, -1, -1)
    )


DEPOSITED, SHARES = '"contribution"', '"share"'


def _month(back: int) -> str:
    return f'=DATE(YEAR({AS_OF}),MONTH({AS_OF})-{back},1)'


def _deposited(row: int) -> str:
    in_month = within(of_entries('on'), f'$E{row}')
    kept = f'{total(DEPOSITED, in_month)}-{total(DEPOSITED, in_month, *of_rounds())}'
    # A group that asks for nothing each month saves by the shares that its members buy.
    by_shares = f'AND({_bylaw("module_shares")}="yes",{_bylaw("monthly_due")}=0)'
    return f'={kept}+IF({by_shares},{total(SHARES, in_month)},0)'


def _in_box(kinds: Iterable[str], box: str) -> str:
    """What these kinds of entry brought into cash or bank; what is set off moves neither."""
    modes = [(of_entries('mode'), '"cash"')] if box == CASH else [
        (of_entries('mode'), '"<>cash"'), (of_entries('mode'), f'"<>{SET_OFF}"')
    ]  # fmt: skip
    parts = []
    for kind in kinds:
        posting = POSTINGS[kind]
        account = box if box in (posting.debit, posting.credit) else MONEY
        criteria = [] if account == box else [text for mode in modes for text in mode]
        parts.append(('+' if posting.debit == account else '-') + total(f'"{kind}"', *criteria))
    return '=' + ''.join(parts).removeprefix('+')


def _members_active() -> str:
    """Who is active now, with the changes after the as-of date taken back, less who joined after it."""
    members, changes = BY_NAME['Members'], BY_NAME['Changes']
    later = (
        f'{column(changes, "sheet")},"Members",{column(changes, "field")},"status",{column(changes, "on")},">"&{AS_OF}'
    )
    return (
        f'=COUNTIFS({column(members, "status")},"{ACTIVE}")'
        f'-COUNTIFS({later},{column(changes, "new")},"{ACTIVE}")+COUNTIFS({later},{column(changes, "old")},"{ACTIVE}")'
        f'-COUNTIFS({column(members, "joined")},">"&{AS_OF})'
    )


def _members_inactive() -> str:
    active_row = FIGURES_ROW + len(_SUMS) + 3
    return f'=COUNTIFS({column(BY_NAME["Members"], "joined")},"<="&{AS_OF})-B{active_row}'


def _loans_active() -> str:
    closed_row = FIGURES_ROW + len(_SUMS) + 6
    return f'=SUMPRODUCT(({_of_loans("given_on")}<={AS_OF})*{_were_lent()})-B{closed_row}'


def _loans_closed() -> str:
    closed = _of_loans('closed_on')
    return f'=SUMPRODUCT(({closed}<>"")*({closed}<={AS_OF})*{_were_lent()})'


def _were_lent() -> str:
    """A loan whose giving was taken back is none."""
    lent = '+'.join(total(f'"{kind}"', of_entries('loan'), _of_loans('id')) for kind in LENT)
    return f'(({lent})<>0)'


def _of_loans(field: str) -> str:
    """The filled cells of a column of Loans; SUMPRODUCT is slow over whole columns."""
    loans = BY_NAME['Loans']
    letter = letters(loans.fields.index(field))
    ids = column(loans, 'id')
    return f'Loans!${letter}$2:INDEX({column(loans, field)},MAX(2,COUNTA({ids})))'


def dues_missed(*more: str) -> str:
    """How many dues are not fully paid though their day has passed."""
    criteria = [column(DUES, 'due_on'), f'"<"&{AS_OF}', column(DUES, 'missing'), '">0"', *more]
    return f'COUNTIFS({",".join(criteria)})'


# --- Dues --------------------------------------------------------------------------------------------------------


def due_formulas(places: Mapping[str, str], as_of: str = AS_OF, of_month: bool = True) -> dict[str, str]:
    """What was paid for the due in a row of Dues, what is missing, and how it stands, for `sheets.xlsx.Formula`.

    `places` are the letters of the columns by field; `as_of` is where the as-of date stands; `of_month` says whether
    the cycle is a month, and else it is the one that begins on the day in the row.
    """
    at = {field: f'{letter}{{row}}' for field, letter in places.items()}
    cycle = within(of_entries('month'), at['month']) if of_month else f'{of_entries("about")},{_begins(at["month"])}'
    criteria = [
        of_entries('member'), at['member'], cycle,
        of_entries('kind'), '"contribution"', of_entries('on'), f'"<="&{as_of}',
    ]  # fmt: skip
    state = f'IF({at["paid"]}>0,"part",IF({at["due_on"]}<{as_of},"missed","open"))'
    return {
        'paid': f'SUMIFS({of_entries("amount")},{",".join(criteria)})',
        'missing': f'MAX(0,ROUND({at["due"]}-{at["paid"]},2))',
        'state': f'IF({at["due"]}=0,"",IF({at["missing"]}=0,"paid",{state}))',
    }


def _begins(day: str) -> str:
    """The criterion that a text is this day, as 2026-04-06; with the star it is never taken for a date or a number."""
    return f'YEAR({day})&"-"&RIGHT("0"&MONTH({day}),2)&"-"&RIGHT("0"&DAY({day}),2)&"*"'
