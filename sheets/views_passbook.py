"""The view Passbook: the year of one member, whom the reader picks from a list; a row a month.

B4 her number   F4 the year   M4 her id, found by the number        (all else are formulas)

What she puts into the pots of a merry-go-round and gets out of them is not among her deposits and savings: a group
with one has a last column for it. Where members buy shares, the last column is what she has in them.
"""

from collections.abc import Mapping
from functools import cache

from rules.accounts import LOANS_SIGNS, SAVINGS_SIGNS, SHARES_SIGNS
from rules.bylaws import Bylaws
from rules.problems import N_
from sheets.columns import BY_NAME
from sheets.views import AS_OF, DUES, Line, column, dues_missed, of_entries, of_rounds, upto, within

CHOICE, YEAR, MEMBER_ID = 'B4', 'F4', 'M4'
KEYS = 'L'
FIRST_ROW, HEAD_ROW = 5, 10
TOTAL_ROW = HEAD_ROW + 13
AS_OF_HERE = f'$F${FIRST_ROW + 3}'

_MEMBERS = BY_NAME['Members']
_ID, _YEAR = '$M$4', '$F$4'

# Heading and kinds of entry of each sum of a month; the month itself stands before them.
HEADINGS = (
    N_('Month'), N_('Due'), N_('Missing'), N_('Deposited'), N_('Withdrawn'), N_('Loan taken'), N_('Principal repaid'),
    N_('Interest'), N_('Penalties and fines'), N_('Savings'),
)  # fmt: skip
BESIDES = {'rounds': N_('Merry-go-round'), 'shares': N_('Shares')}
"""The heading of the last column in a group that has one: what she got out of the pots less what she put in, or her
shares when the month ended."""
KINDS = (('contribution',), ('withdrawal',), ('loan',), ('principal',), ('interest',), ('penalty', 'fine'))

MEMBER_ID_FORMULA = (
    f'=IF($B$4="","",IFERROR(INDEX({column(_MEMBERS, "id")},MATCH($B$4,{column(_MEMBERS, "number")},0)),""))'
)


@cache
def head() -> tuple[Line, ...]:
    """Who she is and how she stands: a formula in column B and one in column F."""
    savings, outstanding = _savings(), _balance(LOANS_SIGNS)
    return (
        Line('name', '', (_member('name'), _member('joined'))),
        Line('mobile', '', (_member('mobile', '&""'), _member('status'))),
        Line('savings', '', (_if_chosen(savings), _if_chosen(outstanding))),
        Line('missed', '', (_if_chosen(dues_missed(column(DUES, 'member'), _ID)), f'={AS_OF}')),
    )


def besides(bylaws: Bylaws) -> str:
    """What the last column is of, as in BESIDES; nothing where the group has none."""
    return 'rounds' if bylaws.module_rotation else 'shares' if bylaws.module_shares else ''


@cache
def months(more: str = '') -> tuple[Line, ...]:
    """The twelve months of the year, then their totals; with a last column of `more`, as in BESIDES."""
    lines = [Line(f'month {number}', '', _month(number, HEAD_ROW + number, more)) for number in range(1, 13)]
    first, last = HEAD_ROW + 1, HEAD_ROW + 12
    sums = {letter: _if_chosen(f'SUM({letter}{first}:{letter}{last})') for letter in 'BCDEFGHIK'}
    before = [sums[letter] for letter in 'BCDEFGHI']
    # What she has saved, and has in shares, is no sum of months.
    ending = {'': (), 'rounds': ('', sums['K']), 'shares': ('', '')}[more]
    return *lines, Line('total', N_('Total'), ('', *before, *ending))


def _month(number: int, row: int, more: str) -> tuple[str, ...]:
    month = f'$A{row}'
    until, in_month = (of_entries('on'), f'"<"&EDATE({month},1)'), within(of_entries('on'), month)
    deposited, *others = ('+'.join(_hers(kind, in_month) for kind in kinds) for kinds in KINDS)
    put_in, received = (_hers(kind, in_month, *of_rounds()) for kind in ('contribution', 'payout'))
    figures = (
        _of_dues('due', month), _of_dues('missing', month), f'{deposited}-{put_in}', *others, _savings(*until),
        *{'': (), 'rounds': (f'{received}-{put_in}',), 'shares': (_balance(SHARES_SIGNS, *until),)}[more],
    )  # fmt: skip
    return f'=DATE({_YEAR},{number},1)', *(f'=IF(OR({_ID}="",{month}>{AS_OF}),"",{each})' for each in figures)


def _balance(signs: Mapping[str, int], *more: str) -> str:
    """Her balance on an account."""
    return ''.join(('+' if sign > 0 else '-') + _hers(kind, *more) for kind, sign in signs.items()).removeprefix('+')


def _savings(*more: str) -> str:
    """What she has saved, without what goes round in the pots."""
    put_in, received = (_hers(kind, *more, *of_rounds()) for kind in ('contribution', 'payout'))
    return f'{_balance(SAVINGS_SIGNS, *more)}-{put_in}+{received}'


def _of_dues(field: str, month: str) -> str:
    return f'SUMIFS({column(DUES, field)},{column(DUES, "member")},{_ID},{within(column(DUES, "month"), month)})'


def _hers(kind: str, *more: str) -> str:
    criteria = ','.join((of_entries('member'), _ID, of_entries('kind'), f'"{kind}"', *upto(AS_OF), *more))
    return f'SUMIFS({of_entries("amount")},{criteria})'


def _member(field: str, as_text: str = '') -> str:
    number = column(_MEMBERS, 'number')
    return _if_chosen(f'INDEX({column(_MEMBERS, field)},MATCH($B$4,{number},0)){as_text}')


def _if_chosen(formula: str) -> str:
    return f'=IF({_ID}="","",{formula})'
