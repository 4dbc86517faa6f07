"""The formulas of the views as Google understands them, and which functions that may be.

Nearly all are taken as they are. Google's SUMIFS does not take a list of criteria, so the two figures of Summary that
count loans are put together of COUNTIFS: what was lent by the day, less what was taken back; and of those the closed.
"""

import re

from sheets import columns
from sheets.views import AS_OF, column, of_entries, upto

KNOWN_FUNCTIONS = frozenset(
    'AND COUNTA COUNTIFS DATE EDATE EOMONTH IF IFERROR INDEX ISNUMBER MATCH MAX MONTH OR ROUND ROW SUM SUMIFS '
    'SUMPRODUCT YEAR'.split()
)
"""Functions that Google has under these names, with these arguments; taken from its list of functions."""

_FUNCTION = re.compile(r'([A-Z][A-Z0-9.]*)\(')
_TEXT = re.compile(r'"[^"]*"')


def functions_of(formula: str) -> set[str]:
    """The functions that a formula calls."""
    return set(_FUNCTION.findall(_TEXT.sub('""', formula)))


def _loans(sign: str) -> str:
    """How many loans were given by the as-of date, or taken back."""
    criteria = [
        of_entries('kind'),
        '"loan"',
        *upto(AS_OF),
        of_entries('id'),
        '"<>"',
        of_entries('amount'),
        f'"{sign}0"',
    ]
    return f'COUNTIFS({",".join(criteria)})'


def _closed() -> str:
    return f'COUNTIFS({column(columns.LOANS, "closed_on")},"<="&{AS_OF})'


IN_SUMMARY = {'loans_active': f'={_loans(">")}-{_loans("<")}-{_closed()}', 'loans_closed': f'={_closed()}'}
"""By the key of the row in Summary."""


def for_google(formula: str, sheet: str, key: object) -> str:
    """A formula of a workbook as it is to stand in the spreadsheet; `key` is the grey key of its row."""
    if sheet == 'Summary' and 'SUMPRODUCT' in formula:
        return IN_SUMMARY.get(str(key), formula)
    return formula
