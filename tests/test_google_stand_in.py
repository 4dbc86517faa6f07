"""The stand-in for Google answers as Google does: each case was captured from it, or stands in its documents."""

from collections.abc import Iterator
from typing import Any

import gspread
import pytest
import requests
from gspread.exceptions import APIError

from sheets.google.door import client_of
from tests.google_stand_in import Fault, StandIn

HEADER = ['key', 'date', 'member', 'kind', 'amount']


@pytest.fixture
def google() -> Iterator[StandIn]:
    with StandIn() as google:
        google.spreadsheet('book1', 'Sunrise SHG')
        yield google


@pytest.fixture
def ledger(google: StandIn) -> gspread.Worksheet:
    return opened(google).add_worksheet('Ledger', 100, 6)


def client(google: StandIn) -> gspread.Client:
    return client_of(google.account(), google.loopback())


def opened(google: StandIn) -> gspread.Spreadsheet:
    return client(google).open_by_key('book1')


def message(error: pytest.ExceptionInfo[APIError]) -> str:
    return str(error.value.error['message'])


def test_rows_are_appended_after_the_table_and_the_grid_grows(google: StandIn, ledger: gspread.Worksheet) -> None:
    ledger.append_row(HEADER, table_range='A1')
    rows: list[Any] = [['k1', '2026-01-31', 'Asha', 'saving', 500], ['k2', '2026-01-31', 'Wanjiru', 'saving', 250.5]]
    answer = ledger.append_rows(rows, insert_data_option='INSERT_ROWS', table_range='A1:E1')  # type: ignore[arg-type]
    assert answer['tableRange'] == 'Ledger!A1:E1'
    assert answer['updates']['updatedRange'] == 'Ledger!A2:E3'
    assert ledger.get_all_values() == [
        HEADER, ['k1', '2026-01-31', 'Asha', 'saving', '500'], ['k2', '2026-01-31', 'Wanjiru', 'saving', '250.5'],
    ]  # fmt: skip
    assert google.sheets['book1'].tabs[1].described(1)['gridProperties']['rowCount'] == 102
    unformatted = ledger.get('A2:E', value_render_option='UNFORMATTED_VALUE')  # type: ignore[arg-type]
    assert unformatted == rows


def test_what_a_person_would_have_typed_is_read_as_such_and_raw_is_not(ledger: gspread.Worksheet) -> None:
    typed = ['=1+1', '0123', '2026-01-31', 'Asha']
    ledger.append_row(typed, value_input_option='RAW', table_range='A1')  # type: ignore[arg-type]
    ledger.append_row(typed, value_input_option='USER_ENTERED', table_range='A1')  # type: ignore[arg-type]
    raw = ledger.get('A1:D2', value_render_option='UNFORMATTED_VALUE')  # type: ignore[arg-type]
    assert raw == [typed, ['', 123, 46053, 'Asha']]
    formulas = ledger.get('A2', value_render_option='FORMULA')  # type: ignore[arg-type]
    assert formulas == [['=1+1']]


def test_an_append_without_a_range_is_led_astray_by_an_empty_heading(ledger: gspread.Worksheet) -> None:
    ledger.update([['key', 'date', '', 'kind', 'amount']], 'A1')
    answer = ledger.append_row(['k1', '', '', '', 5])
    assert answer['updates']['updatedRange'] == 'Ledger!D2:H2'


def test_overwriting_writes_over_what_stands_below_a_gap_and_inserting_does_not(ledger: gspread.Worksheet) -> None:
    ledger.update([['key'], ['k1'], [''], ['a note']], 'A1')
    ledger.append_rows([['k2'], ['k3'], ['k4']], table_range='A1', insert_data_option='INSERT_ROWS')  # type: ignore[arg-type]
    assert ledger.col_values(1) == ['key', 'k1', 'k2', 'k3', 'k4', '', 'a note']
    ledger.append_rows([['k5'], ['k6']], table_range='A1', insert_data_option='OVERWRITE')  # type: ignore[arg-type]
    assert ledger.col_values(1) == ['key', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6']


def test_a_batch_is_done_as_a_whole_or_not_at_all(google: StandIn, ledger: gspread.Worksheet) -> None:
    sheet = ledger.spreadsheet
    cells = [{'values': [{'userEnteredValue': {'stringValue': '=1+1'}}, {'userEnteredValue': {'numberValue': 2.5}}]}]
    good = {'appendCells': {'sheetId': ledger.id, 'rows': cells, 'fields': 'userEnteredValue'}}
    with pytest.raises(APIError) as refused:
        sheet.batch_update({'requests': [good, {'addSheet': {'properties': {'title': 'Ledger'}}}]})
    assert 'already exists' in message(refused)
    assert ledger.get_all_values() == [[]]
    sheet.batch_update({'requests': [good]})
    assert ledger.get('A1:B1', value_render_option='FORMULA') == [['=1+1', 2.5]]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    'request_, part',
    [
        ({'appendRows': {}}, 'Unknown name "appendRows"'),
        ({'appendCells': {'sheetId': 7, 'rows': [], 'fields': '*'}}, 'No grid with id: 7'),
        ({'appendCells': {'sheetId': 0, 'rows': []}}, "must be listed in 'fields'"),
        (
            {'updateCells': {'start': {'sheetId': 0, 'rowIndex': 999}, 'rows': [{}, {}], 'fields': '*'}},
            'Attempting to write row',
        ),
    ],
)
def test_what_google_does_not_know_is_refused(google: StandIn, request_: dict[str, Any], part: str) -> None:
    with pytest.raises(APIError) as refused:
        opened(google).batch_update({'requests': [request_]})
    assert refused.value.code == 400
    assert part in message(refused)


def test_protected_cells_are_refused_to_others(google: StandIn, ledger: gspread.Worksheet) -> None:
    google.sheets['book1'].kept['protectedRange'] = [
        {'range': {'sheetId': ledger.id, 'startRowIndex': 1, 'endRowIndex': 9}, 'warningOnly': False}
    ]
    ledger.update([['key']], 'A1')
    with pytest.raises(APIError) as refused:
        ledger.update([['tampered']], 'C2')
    assert (refused.value.code, message(refused).partition('.')[0]) == (
        400, 'You are trying to edit a protected cell or object',
    )  # fmt: skip


def test_what_is_not_there_or_not_shared_is_said(google: StandIn) -> None:
    sheet = opened(google)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client(google).open_by_key('nope')
    google.sheets['book1'].shared_with.clear()
    with pytest.raises(PermissionError):
        client(google).open_by_key('book1')
    google.sheets['book1'].shared_with[google.EMAIL] = 'reader'
    with pytest.raises(APIError) as refused:
        sheet.batch_update({'requests': [{'addSheet': {'properties': {'title': 'x'}}}]})
    assert refused.value.code == 403


def test_sixty_requests_a_minute_and_no_more(google: StandIn) -> None:
    now = 0.0
    google.clock = lambda: now
    sheet = opened(google)
    for _ in range(59):
        sheet.fetch_sheet_metadata()
    with pytest.raises(APIError) as refused:
        sheet.fetch_sheet_metadata()
    assert (refused.value.code, refused.value.error['status']) == (429, 'RESOURCE_EXHAUSTED')
    sheet.add_worksheet('Ledger', 10, 2)
    now = 61.0
    sheet.fetch_sheet_metadata()


def test_faults_strike_before_and_after_the_work(google: StandIn, ledger: gspread.Worksheet) -> None:
    faults = ['before', 'after', 'drop before', 'drop after', 'busy']
    google.faults = iter([Fault(kind) for kind in faults])  # type: ignore[arg-type]
    for kind in faults:
        with pytest.raises((APIError, requests.ConnectionError)):
            ledger.append_row([kind], table_range='A1')
    assert ledger.col_values(1) == ['after', 'drop after']


def test_what_is_done_late_is_done_when_its_time_has_come(google: StandIn, ledger: gspread.Worksheet) -> None:
    now = 0.0
    google.clock = lambda: now
    google.faults = iter([Fault('late', seconds=20)])
    with pytest.raises(requests.ConnectionError):
        ledger.append_row(['k1'], table_range='A1')
    assert ledger.col_values(1) == []
    now = 21.0
    assert ledger.col_values(1) == ['k1']
