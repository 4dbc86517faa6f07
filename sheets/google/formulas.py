"""The formulas of the views as Google understands them, and which functions that may be.

Nearly all are taken as they are. Google's SUMIFS does not take a list of criteria, so the two figures of Summary that
count loans are put together of COUNTIFS: those given by the day, less those taken back, less those closed.
"""

import re
from collections.abc import Mapping

from rules.records import CANCELLED
from sheets import columns
from sheets.views import AS_OF, column, placed

KNOWN_FUNCTIONS = frozenset(
    'AND COUNTA COUNTIFS DATE DAY EDATE EOMONTH IF IFERROR INDEX ISNUMBER MATCH MAX MONTH OR RIGHT ROUND ROW SUM '
    'SUMIFS SUMPRODUCT YEAR'.split()
)
"""Functions that Google has under these names, with these arguments; taken from its list of functions."""

_FUNCTION = re.compile(r'([A-Z][A-Z0-9.]*)\(')
_TEXT = re.compile(r'"[^"]*"')


def functions_of(formula: str) -> set[str]:
    """The functions that a formula calls."""
    return set(_FUNCTION.findall(_TEXT.sub('""', formula)))


def _given() -> str:
    """How many loans were given by the as-of date."""
    return f'COUNTIFS({column(columns.LOANS, "given_on")},"<="&{AS_OF})'


def _cancelled() -> str:
    """How many loans were taken back by the as-of date: those that are now, with the changes after it taken back."""
    changes = columns.CHANGES
    later = (
        f'{column(changes, "sheet")},"Loans",{column(changes, "field")},"status",{column(changes, "on")},">"&{AS_OF}'
    )
    return (
        f'COUNTIFS({column(columns.LOANS, "status")},"{CANCELLED}")'
        f'-COUNTIFS({later},{column(changes, "new")},"{CANCELLED}")'
        f'+COUNTIFS({later},{column(changes, "old")},"{CANCELLED}")'
    )


def _closed() -> str:
    """How many loans were closed by the as-of date."""
    return f'COUNTIFS({column(columns.LOANS, "closed_on")},"<="&{AS_OF})'


IN_SUMMARY = {'loans_active': f'={_given()}-({_cancelled()})-{_closed()}', 'loans_past': f'={_closed()}'}
"""By the key of the row in Summary."""


def for_google(formula: str, sheet: str, key: object, places: Mapping[str, Mapping[str, int]] | None = None) -> str:
    """A formula of a workbook as it is to stand in the spreadsheet; `key` is the grey key of its row.

    `places` are those of the fields in each sheet, where they are not those of a new workbook.
    """
    if sheet == 'Summary' and 'SUMPRODUCT' in formula:
        return placed(IN_SUMMARY.get(str(key), formula), places or {})
    return formula
