"""What the stand-in for Google answers: values, what an update did, and errors, in the words of its API."""

from itertools import zip_longest
from typing import Any

from tests.google_grid import Range, Rejected, Spreadsheet, table_in, values_in, write_values
from tests.google_requests import refuse_protected

WRITTEN, RANGE = 'valueInputOption', 'range'
REQUESTS_A_MINUTE = 60


def value_range(asked: Range, render: str, dimension: str = 'ROWS') -> dict[str, Any]:
    """The values of a range, by row or by column; none are given where all is empty."""
    values = values_in(asked, render)
    if dimension == 'COLUMNS':
        values = [list(column) for column in zip_longest(*values, fillvalue='')]
    return {RANGE: asked.name, 'majorDimension': dimension, **({'values': values} if values else {})}


def put(copy: Spreadsheet, there: Range, values: Any, query: dict[str, Any], user: str) -> dict[str, Any]:
    """Values put into a range."""
    return _updates(copy, there, there.row, there.column, values, query, user)


def appended(copy: Spreadsheet, there: Range, values: Any, query: dict[str, Any], user: str) -> dict[str, Any]:
    """After the table that is found in the range; rows are put in between where that is asked for."""
    table = table_in(there)
    row, column = (table.last_row, table.column) if table else (there.row, there.column)
    if table and query.get('insertDataOption') == 'INSERT_ROWS':
        there.tab.insert_rows(row, len(values))
    found = {'tableRange': table.name} if table else {}
    return {**found, 'updates': _updates(copy, there, row, column, values, query, user)}


def _updates(
    copy: Spreadsheet, there: Range, row: int, column: int, values: Any, query: dict[str, Any], user: str
) -> dict[str, Any]:
    tab = there.tab
    width = max((len(each) for each in values), default=0)
    refuse_protected(copy, tab, range(row, row + len(values)), range(column, column + width), user)
    write_values(tab, row, column, values, query[WRITTEN])
    area = Range(tab, row, column, row + len(values), column + width)
    cells = sum(value is not None for each in values for value in each)
    return {
        'spreadsheetId': copy.id, 'updatedRange': area.name, 'updatedRows': len(values), 'updatedColumns': width,
        'updatedCells': cells,
    }  # fmt: skip


def refusal(rejected: Rejected) -> Any:
    """Why something was not done."""
    if rejected.code == 429:
        return too_many(rejected.message)
    return {'error': {'code': rejected.code, 'message': rejected.message, 'status': rejected.status}}


def trouble(code: int) -> Any:
    """An error of the server itself."""
    status = 'UNAVAILABLE' if code == 503 else 'INTERNAL'
    return {'error': {'code': code, 'message': 'Internal error encountered.', 'status': status}}


def too_many(metric: str) -> Any:
    """The quota is used up; metric is Read or Write."""
    message = (
        f"Quota exceeded for quota metric '{metric} requests' and limit '{metric} requests per minute per user' of "
        "service 'sheets.googleapis.com' for consumer 'project_number:000000000000'."
    )
    details = {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo', 'reason': 'RATE_LIMIT_EXCEEDED',
        'domain': 'googleapis.com', 'metadata': {
            'service': 'sheets.googleapis.com', 'quota_limit': f'{metric}RequestsPerMinutePerUser',
            'quota_limit_value': str(REQUESTS_A_MINUTE),
        },
    }  # fmt: skip
    return {'error': {'code': 429, 'message': message, 'status': 'RESOURCE_EXHAUSTED', 'details': [details]}}
