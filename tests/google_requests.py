"""The requests of a batchUpdate, as the stand-in for Google carries them out: all of a batch, or none.

What is not among the fields that Google documents is rejected, so that a slip in a request is found here and not there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.google_grid import EMPTY, LONGEST_TEXT, Box, Rejected, Spreadsheet, Tab, invalid

Request = Mapping[str, Any]

NUMBER_TYPES = {'TEXT', 'NUMBER', 'PERCENT', 'CURRENCY', 'DATE', 'TIME', 'DATE_TIME', 'SCIENTIFIC'}
CELL_FIELDS = {
    'userEnteredValue', 'userEnteredFormat', 'note', 'dataValidation', 'textFormatRuns', 'hyperlink', 'pivotTable',
}  # fmt: skip
FORMAT_FIELDS = {
    'numberFormat', 'backgroundColor', 'backgroundColorStyle', 'borders', 'padding', 'horizontalAlignment',
    'verticalAlignment', 'wrapStrategy', 'textDirection', 'textFormat', 'hyperlinkDisplayType', 'textRotation',
}  # fmt: skip
KINDS_OF_VALUES = {'stringValue': str, 'numberValue': (int, float), 'boolValue': bool, 'formulaValue': str}
CONDITIONS = {'ONE_OF_LIST', 'ONE_OF_RANGE', 'CUSTOM_FORMULA', 'DATE_IS_VALID', 'NUMBER_GREATER', 'NUMBER_LESS'}


def carried_out(sheet: Spreadsheet, requests: Sequence[Request], user: str) -> tuple[Spreadsheet, list[dict[str, Any]]]:
    """A copy of the spreadsheet with all of them done, and the replies."""
    copy, replies = sheet.copied(), []
    if not requests:
        raise invalid('Must specify at least one request.')
    for number, request in enumerate(requests):
        (kind, asked), *more = request.items()
        if more or kind not in KINDS:
            raise invalid(
                f'Invalid JSON payload received. Unknown name "{kind}" at \'requests[{number}]\': Cannot find field.'
            )
        try:
            replies.append(KINDS[kind](copy, asked, user) or {})
        except Rejected as error:
            raise invalid(f'Invalid requests[{number}].{kind}: {error.message}') from error
        except KeyError as error:
            raise invalid(f'Invalid requests[{number}].{kind}: {error} is missing') from error
    copy.check_size()
    return copy, replies


def refuse_protected(sheet: Spreadsheet, tab: Tab, rows: range, columns: range, user: str) -> None:
    """Raises Rejected where a protected range of others is touched."""
    for kept in sheet.kept.get('protectedRange', []):
        area = kept['range']
        meets = (
            area['sheetId'] == tab.sheet_id
            and area.get('startRowIndex', 0) < rows.stop
            and rows.start < area.get('endRowIndex', 1 << 40)
            and area.get('startColumnIndex', 0) < columns.stop
            and columns.start < area.get('endColumnIndex', 1 << 40)
        )
        if meets and not kept.get('warningOnly') and user not in kept.get('editors', {}).get('users', []):
            raise invalid(
                'You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove '
                'protection if you need to edit.'
            )


def _add_sheet(sheet: Spreadsheet, asked: Request, user: str) -> dict[str, Any]:
    wanted = dict(asked['properties'])
    grid = dict(wanted.pop('gridProperties', {}))
    tab = sheet.add_tab(
        wanted.pop('title'), wanted.pop('sheetId', None), grid.pop('rowCount', 1000), grid.pop('columnCount', 26)
    )
    if (index := wanted.pop('index', None)) is not None:
        sheet.tabs.insert(index, sheet.tabs.pop())
    wanted.pop('sheetType', None)
    tab.properties.update(wanted, gridProperties=grid)
    return {'addSheet': {'properties': tab.described(sheet.tabs.index(tab))}}


def _delete_sheet(sheet: Spreadsheet, asked: Request, user: str) -> None:
    tab = sheet.tab(asked['sheetId'])
    if len(sheet.tabs) == 1:
        raise invalid("You can't remove all the sheets in a document.")
    sheet.tabs.remove(tab)


def _sheet_properties(sheet: Spreadsheet, asked: Request, user: str) -> None:
    wanted = dict(asked['properties'])
    tab = sheet.tab(wanted.pop('sheetId'))
    _fields(asked)
    grid = {**tab.properties.get('gridProperties', {}), **wanted.pop('gridProperties', {})}
    tab.title = wanted.pop('title', tab.title)
    if (index := wanted.pop('index', None)) is not None:
        sheet.tabs.remove(tab)
        sheet.tabs.insert(index, tab)
    count = grid.pop('rowCount', len(tab.rows))
    tab.rows = [*tab.rows[:count], *({} for _ in range(count - len(tab.rows)))]
    tab.columns = grid.pop('columnCount', tab.columns)
    tab.properties.update(wanted, gridProperties=grid)


def _spreadsheet_properties(sheet: Spreadsheet, asked: Request, user: str) -> None:
    _fields(asked)
    _only(asked['properties'], {'title', 'locale', 'autoRecalc', 'timeZone'})
    sheet.title = asked['properties'].get('title', sheet.title)
    sheet.locale = asked['properties'].get('locale', sheet.locale)


def _append_cells(sheet: Spreadsheet, asked: Request, user: str) -> None:
    tab = sheet.tab(asked['sheetId'])
    start = tab.end_of_data()
    tab.rows += [{} for _ in range(start + len(asked['rows']) - len(tab.rows))]
    _put(sheet, tab, start, 0, asked['rows'], _fields(asked), user)


def _update_cells(sheet: Spreadsheet, asked: Request, user: str) -> None:
    corner = asked.get('start') or asked['range']
    tab = sheet.tab(corner['sheetId'])
    row, column = corner.get('rowIndex', corner.get('startRowIndex', 0)), corner.get(
        'columnIndex', corner.get('startColumnIndex', 0)
    )  # fmt: skip
    if row + len(asked['rows']) > len(tab.rows):
        raise invalid(f'Attempting to write row: {row + len(asked["rows"])}, beyond the last row of: {len(tab.rows)}')
    _put(sheet, tab, row, column, asked['rows'], _fields(asked), user)


def _put(
    sheet: Spreadsheet, tab: Tab, row: int, column: int, rows: Sequence[Request], fields: set[str], user: str
) -> None:
    width = max((len(each.get('values', [])) for each in rows), default=0)
    if column + width > tab.columns:
        raise invalid(f'Attempting to write column: {column + width}, beyond the last column of: {tab.columns}')
    refuse_protected(sheet, tab, range(row, row + len(rows)), range(column, column + width), user)
    for number, each in enumerate(rows, start=row):
        boxes = dict(tab.rows[number])
        for place, cell in enumerate(each.get('values', []), start=column):
            boxes[place] = _changed(boxes.get(place, EMPTY), cell, fields)
        tab.rows[number] = boxes


def _repeat_cell(sheet: Spreadsheet, asked: Request, user: str) -> None:
    tab, rows, columns = _area(sheet, asked['range'])
    refuse_protected(sheet, tab, rows, columns, user)
    fields = _fields(asked)
    for row in rows:
        boxes = dict(tab.rows[row])
        for column in columns:
            boxes[column] = _changed(boxes.get(column, EMPTY), asked['cell'], fields)
        tab.rows[row] = boxes


def _changed(box: Box, cell: Request, fields: set[str]) -> Box:
    """A cell with the named fields as they are given; a field that is named and not given is cleared."""
    _only(cell, CELL_FIELDS)
    for name in fields:
        top = name.partition('.')[0].partition('(')[0]
        if top == 'userEnteredValue':
            box = _with_value(box, cell.get(top, {}))
        elif top == 'userEnteredFormat':
            given = _checked_format(cell.get(top, {}))
            whole = name == top
            box = replace(box, format=given if whole else {**box.format, **given})
        elif top == 'note':
            box = replace(box, note=cell.get('note', ''))
        elif top == 'dataValidation':
            box = replace(box, validation=_checked_rule(cell.get(top)))
        elif top not in CELL_FIELDS:
            raise invalid(f'Invalid field: {name}')
    return box


def _with_value(box: Box, given: Request) -> Box:
    if len(given) > 1:
        raise invalid('a cell holds one value')
    for kind, value in given.items():
        wanted: Any = KINDS_OF_VALUES.get(kind)
        if wanted is None or not isinstance(value, wanted) or (kind == 'numberValue' and isinstance(value, bool)):
            raise invalid(f"Invalid value at 'userEnteredValue': {given}")
        if kind == 'formulaValue':
            if not value.startswith('='):
                raise invalid(f'Invalid formula: {value}')
            return replace(box, value=None, formula=value)
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise invalid('Your input contains more than the maximum of 50000 characters in a single cell.')
        return replace(box, value=value, formula='')
    return replace(box, value=None, formula='')


def _checked_format(given: Request) -> Request:
    _only(given, FORMAT_FIELDS)
    shown = given.get('numberFormat')
    if shown is not None and shown.get('type') not in NUMBER_TYPES:
        raise invalid(f'Invalid number format: {shown}')
    return given


def _checked_rule(rule: Request | None) -> Request | None:
    if rule is not None:
        _only(rule, {'condition', 'inputMessage', 'strict', 'showCustomUi'})
        if rule['condition']['type'] not in CONDITIONS:
            raise invalid(f'Invalid condition: {rule["condition"]}')
    return rule


def _set_validation(sheet: Spreadsheet, asked: Request, user: str) -> None:
    tab, rows, columns = _area(sheet, asked['range'])
    rule = _checked_rule(asked.get('rule'))
    for row in rows:
        tab.rows[row] = {**tab.rows[row], **{c: replace(tab.box(row, c), validation=rule) for c in columns}}


def _dimension(sheet: Spreadsheet, asked: Request, user: str) -> None:
    _fields(asked)
    sheet.tab(asked['range']['sheetId'])
    _keep(sheet, 'dimension', dict(asked))


def _append_dimension(sheet: Spreadsheet, asked: Request, user: str) -> None:
    tab = sheet.tab(asked['sheetId'])
    if asked['dimension'] == 'ROWS':
        tab.rows += [{} for _ in range(asked['length'])]
    else:
        tab.columns += asked['length']


def _insert_dimension(sheet: Spreadsheet, asked: Request, user: str) -> None:
    area = asked['range']
    assert area['dimension'] == 'ROWS', 'the stand-in moves rows only'
    sheet.tab(area['sheetId']).insert_rows(area['startIndex'], area['endIndex'] - area['startIndex'])


def _delete_dimension(sheet: Spreadsheet, asked: Request, user: str) -> None:
    area = asked['range']
    assert area['dimension'] == 'ROWS', 'the stand-in moves rows only'
    del sheet.tab(area['sheetId']).rows[area['startIndex'] : area['endIndex']]


def _keeper(kind: str, allowed: set[str]) -> Callable[[Spreadsheet, Request, str], dict[str, Any] | None]:
    """A request that adds something that changes no value; it gets an id and is kept."""

    def keep(sheet: Spreadsheet, asked: Request, user: str) -> dict[str, Any]:
        thing = dict(asked[kind])
        _only(thing, allowed)
        for area in _areas(thing):
            sheet.tab(area['sheetId'])
        return {f'add{kind[0].upper()}{kind[1:]}': {kind: _keep(sheet, kind, thing)}}

    return keep


def _keep(sheet: Spreadsheet, kind: str, thing: dict[str, Any]) -> dict[str, Any]:
    number = {f'{kind}Id': 1 + len(sheet.kept.get(kind, []))}
    sheet.kept[kind] = [*sheet.kept.get(kind, []), {**thing, **number}]
    return {**thing, **number}


def _metadata(sheet: Spreadsheet, asked: Request, user: str) -> dict[str, Any]:
    thing = dict(asked['developerMetadata'])
    known = {kept['metadataId'] for kept in sheet.kept.get('developerMetadata', [])}
    if thing.setdefault('metadataId', 616012156 + len(known)) in known:
        raise invalid('The developer metadata id is already in use.')
    sheet.kept['developerMetadata'] = [*sheet.kept.get('developerMetadata', []), thing]
    return {'createDeveloperMetadata': {'developerMetadata': thing}}


def _area(sheet: Spreadsheet, area: Request) -> tuple[Tab, range, range]:
    _only(area, {'sheetId', 'startRowIndex', 'endRowIndex', 'startColumnIndex', 'endColumnIndex'})
    tab = sheet.tab(area['sheetId'])
    end_row, end_column = area.get('endRowIndex', len(tab.rows)), area.get('endColumnIndex', tab.columns)
    if end_row > len(tab.rows) or end_column > tab.columns:
        raise invalid(f'range exceeds grid limits: {dict(area)}')
    return tab, range(area.get('startRowIndex', 0), end_row), range(area.get('startColumnIndex', 0), end_column)


def _areas(thing: Request) -> Iterable[Request]:
    yield from [thing['range']] if 'range' in thing else thing.get('ranges', [])


def _fields(asked: Request) -> set[str]:
    fields = set(str(asked.get('fields', '')).replace(' ', '').split(',')) - {''}
    if not fields:
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    return CELL_FIELDS if fields == {'*'} else fields


def _only(given: Request, allowed: set[str]) -> None:
    if unknown := set(given) - allowed:
        raise invalid(f'Unknown name "{sorted(unknown)[0]}": Cannot find field.')


KINDS: Mapping[str, Callable[[Spreadsheet, Request, str], dict[str, Any] | None]] = {
    'addSheet': _add_sheet,
    'deleteSheet': _delete_sheet,
    'updateSheetProperties': _sheet_properties,
    'updateSpreadsheetProperties': _spreadsheet_properties,
    'appendCells': _append_cells,
    'updateCells': _update_cells,
    'repeatCell': _repeat_cell,
    'setDataValidation': _set_validation,
    'updateDimensionProperties': _dimension,
    'appendDimension': _append_dimension,
    'insertDimension': _insert_dimension,
    'deleteDimension': _delete_dimension,
    'addProtectedRange': _keeper(
        'protectedRange',
        {'range', 'description', 'warningOnly', 'requestingUserCanEdit', 'unprotectedRanges', 'editors'},
    ),
    'addChart': _keeper('chart', {'spec', 'position'}),
    'addConditionalFormatRule': lambda sheet, asked, user: _keep_rule(sheet, asked),
    'setBasicFilter': lambda sheet, asked, user: _keep_filter(sheet, asked),
    'createDeveloperMetadata': _metadata,
}


def _keep_rule(sheet: Spreadsheet, asked: Request) -> None:
    rule = asked['rule']
    _only(rule, {'ranges', 'booleanRule', 'gradientRule'})
    for area in _areas(rule):
        sheet.tab(area['sheetId'])
    if rule['booleanRule']['condition']['type'] not in CONDITIONS:
        raise invalid(f'Invalid condition: {rule["booleanRule"]}')
    # Of a format, Google lets a rule change the writing and the background only.
    _only(rule['booleanRule']['format'], {'textFormat', 'backgroundColor', 'backgroundColorStyle'})
    sheet.kept['rule'] = [*sheet.kept.get('rule', []), dict(rule)]


def _keep_filter(sheet: Spreadsheet, asked: Request) -> None:
    sheet.tab(asked['filter']['range']['sheetId'])
    sheet.kept['filter'] = [*sheet.kept.get('filter', []), dict(asked['filter'])]
