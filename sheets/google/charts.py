"""The two charts of Summary as Google draws them: where the money is, and the deposits of the last months."""

from collections.abc import Iterator
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from sheets import views
from sheets.google.formats import rgb
from sheets.layout import styles
from sheets.words import _

PIE_PIXELS, COLUMNS_PIXELS = (310, 300), (760, 240)


def charts(sheet: Worksheet, sheet_id: int) -> Iterator[dict[str, Any]]:
    """The charts over the rows that carry the keys of their figures; none where a row of them is gone."""
    rows = _rows(sheet, views.SUMMARY_KEYS) | _rows(sheet, views.MONTH_KEYS)
    money, months = [line.key for line in views.figures()[1:4]], [line.key for line in views.deposits()]
    boxes = views.boxes()[-1].key
    if all(key in rows for key in (*money, *months, boxes)):
        first, last = rows[money[0]], rows[money[-1]]
        pie = {
            'domain': _series(sheet_id, first, last, 0), 'series': _series(sheet_id, first, last, 1),
            'legendPosition': 'BOTTOM_LEGEND',
        }  # fmt: skip
        yield _chart(sheet_id, _('Where the money is'), {'pieChart': pie}, (4, 3), PIE_PIXELS)
        first, last = rows[months[0]], rows[months[-1]]
        bars = {
            'chartType': 'COLUMN', 'legendPosition': 'NO_LEGEND',
            'domains': [{'domain': _series(sheet_id, first, last, 4)}],
            'series': [{'series': _series(sheet_id, first, last, 5), 'colorStyle': rgb(styles.GREEN)}],
        }  # fmt: skip
        title = _('Deposits of the last twelve months')
        last = rows.get(views.more()[-1].key, rows[boxes])
        yield _chart(sheet_id, title, {'basicChart': bars}, (last + 1, 0), COLUMNS_PIXELS)


def _rows(sheet: Worksheet, letter: str) -> dict[str, int]:
    column = ord(letter) - ord('A') + 1
    if column > sheet.max_column:
        return {}
    cells = next(sheet.iter_cols(min_col=column, max_col=column))
    return {str(cell.value): cell.row for cell in cells if cell.value}


def _series(sheet_id: int, first: int, last: int, column: int) -> dict[str, Any]:
    area = {
        'sheetId': sheet_id, 'startRowIndex': first - 1, 'endRowIndex': last, 'startColumnIndex': column,
        'endColumnIndex': column + 1,
    }  # fmt: skip
    return {'sourceRange': {'sources': [area]}}


def _chart(
    sheet_id: int, title: str, drawn: dict[str, Any], at: tuple[int, int], pixels: tuple[int, int]
) -> dict[str, Any]:
    row, column = at
    corner = {'sheetId': sheet_id, 'rowIndex': row, 'columnIndex': column}
    place = {'anchorCell': corner, 'widthPixels': pixels[0], 'heightPixels': pixels[1]}
    return {'addChart': {'chart': {'spec': {'title': title, **drawn}, 'position': {'overlayPosition': place}}}}
