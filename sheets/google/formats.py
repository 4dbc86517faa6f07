"""The looks of a workbook in the words of Google: formats of cells, drop-downs, rules that colour, from openpyxl's.

What only one of the two knows is left out: Google draws no lines by a rule, and prints as it likes.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, Color, Font, PatternFill
from openpyxl.styles.numbers import is_date_format
from openpyxl.styles.proxy import StyleProxy
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sheets.layout.tables import LAST_ROW, MEMBER_NUMBERS

HORIZONTAL = {'left': 'LEFT', 'right': 'RIGHT', 'center': 'CENTER'}
VERTICAL = {'top': 'TOP', 'center': 'MIDDLE', 'bottom': 'BOTTOM'}
INDENT_PIXELS = 8
# A list that Google takes from cells leaves out the empty ones by itself.
LISTS = {MEMBER_NUMBERS: '=Members!$A$2:$A'}


def format_of(cell: Cell) -> dict[str, Any]:
    """The format of a cell."""
    found: dict[str, Any] = {'textFormat': _text_format(cell.font)}
    if shown := number_format(cell.number_format):
        found['numberFormat'] = shown
    if cell.fill.fill_type == 'solid' and (background := colour(cell.fill.fgColor)):
        found['backgroundColorStyle'] = background
    if borders := _borders(cell.border):
        found['borders'] = borders
    alignment = cell.alignment
    if alignment.horizontal in HORIZONTAL:
        found['horizontalAlignment'] = HORIZONTAL[alignment.horizontal]
    if alignment.vertical in VERTICAL:
        found['verticalAlignment'] = VERTICAL[alignment.vertical]
    if alignment.wrap_text:
        found['wrapStrategy'] = 'WRAP'
    if alignment.indent:
        side = 'right' if alignment.horizontal == 'right' else 'left'
        found['padding'] = {'top': 2, 'bottom': 2, 'left': 3, 'right': 3, side: 3 + INDENT_PIXELS}
    return found


@cache
def number_format(code: str) -> dict[str, str] | None:
    """A number format; None for the one that leaves it to the program."""
    if code == 'General':
        return None
    if code == '@':
        return {'type': 'TEXT', 'pattern': '@'}
    if is_date_format(code):
        return {'type': 'DATE_TIME' if 'h' in code.lower() else 'DATE', 'pattern': code}
    return {'type': 'NUMBER', 'pattern': code}


def colour(found: Color | None) -> dict[str, Any] | None:
    """A colour; None for one of a theme, which only Excel knows."""
    if found is None or found.type != 'rgb' or not isinstance(found.rgb, str):
        return None
    red, green, blue = (round(int(found.rgb[-6:][at : at + 2], 16) / 255, 4) for at in (0, 2, 4))
    return {'rgbColor': {'red': red, 'green': green, 'blue': blue}}


def rgb(text: str) -> dict[str, Any]:
    """A colour of `sheets/layout/styles.py`."""
    found = colour(Color(rgb=f'FF{text}'))
    assert found is not None
    return found


def _text_format(font: Font | StyleProxy) -> dict[str, Any]:
    found: dict[str, Any] = {'fontFamily': font.name or 'Calibri', 'fontSize': round(font.sz or 11)}
    found |= {name: True for name, wanted in (('bold', font.b), ('italic', font.i), ('underline', font.u)) if wanted}
    ink = colour(font.color)
    return {**found, 'foregroundColorStyle': ink} if ink else found


def _borders(border: Border | StyleProxy) -> dict[str, Any]:
    sides = {'top': border.top, 'bottom': border.bottom, 'left': border.left, 'right': border.right}
    return {
        name: {'style': 'SOLID', **({'colorStyle': drawn} if (drawn := colour(side.color)) else {})}
        for name, side in sides.items()
        if side is not None and side.style
    }


def grid_range(sheet_id: int, area: CellRange, rows: int) -> dict[str, int]:
    """An area; one that reaches to the end of the sheet has no end, and takes in rows that come later."""
    found = {'sheetId': sheet_id, 'startRowIndex': (area.min_row or 1) - 1, 'startColumnIndex': (area.min_col or 1) - 1}
    if (last := area.max_row or LAST_ROW) < rows:
        found['endRowIndex'] = last
    return {**found, 'endColumnIndex': area.max_col or 1}


def drop_downs(sheet: Worksheet, sheet_id: int, rows: int) -> Iterable[dict[str, Any]]:
    """The cells in which something is to be chosen."""
    for validation in sheet.data_validations.dataValidation:
        if validation.type == 'list' and validation.formula1:
            rule = {'condition': _condition(validation.formula1), 'showCustomUi': True, 'strict': True}
            if validation.prompt:
                rule['inputMessage'] = validation.prompt
            for area in validation.sqref.ranges:
                yield {'setDataValidation': {'range': grid_range(sheet_id, area, rows), 'rule': rule}}


def _condition(source: str) -> dict[str, Any]:
    if source.startswith('"'):
        words = source.strip('"').split(',')
        return {'type': 'ONE_OF_LIST', 'values': [{'userEnteredValue': word} for word in words]}
    return {'type': 'ONE_OF_RANGE', 'values': [{'userEnteredValue': LISTS.get(source, f'={source}')}]}


def notes(sheet: Worksheet) -> Mapping[str, str]:
    """What the notes of single cells say, by address: notes that appear on choosing, and comments."""
    found = {
        str(validation.sqref): str(validation.prompt)
        for validation in sheet.data_validations.dataValidation
        if validation.prompt and _is_note(validation)
    }
    commented = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    return {**found, **commented}


def _is_note(validation: DataValidation) -> bool:
    return validation.type in (None, 'none') and ':' not in str(validation.sqref) and ' ' not in str(validation.sqref)


def colouring(sheet: Worksheet, sheet_id: int, rows: int) -> Iterable[dict[str, Any]]:
    """The rules that colour cells, the first to hold first."""
    index = 0
    for formatting in sheet.conditional_formatting:
        areas = [grid_range(sheet_id, area, rows) for area in formatting.sqref.ranges]
        for rule in formatting.rules:
            look = _look(rule)
            if rule.type == 'expression' and look:
                condition = {'type': 'CUSTOM_FORMULA', 'values': [{'userEnteredValue': f'={rule.formula[0]}'}]}
                asked = {'ranges': areas, 'booleanRule': {'condition': condition, 'format': look}}
                yield {'addConditionalFormatRule': {'rule': asked, 'index': index}}
                index += 1


def _look(rule: Rule) -> dict[str, Any]:
    """What a rule changes of a cell, as far as Google does that."""
    found: dict[str, Any] = {}
    if rule.dxf and rule.dxf.font and (ink := colour(rule.dxf.font.color)):
        found['textFormat'] = {'foregroundColorStyle': ink}
    filled = rule.dxf.fill if rule.dxf else None
    # A fill that is not given is read back as black that nothing shows through.
    if isinstance(filled, PatternFill) and filled.bgColor.rgb != '00000000' and (back := colour(filled.bgColor)):
        found['backgroundColorStyle'] = back
    return found
