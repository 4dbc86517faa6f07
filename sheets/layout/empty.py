"""What the formulas of a new workbook come to while nothing is recorded: shown by programs that do not calculate."""

from datetime import date

from rules.bylaws import Bylaws
from rules.periods import month_of
from sheets import views
from sheets import views_passbook as passbook
from sheets.xlsx import Cached, Value


def cached(bylaws: Bylaws, today: date) -> list[Cached]:
    """The results of all formulas of an empty book."""
    return [Cached('Summary', _summary(bylaws, today)), Cached('Passbook', _passbook(bylaws, today))]


def _summary(bylaws: Bylaws, today: date) -> dict[str, Value]:
    figures = range(views.FIGURES_ROW + 1, views.FIGURES_ROW + 1 + len(views.figures()))
    boxes = range(views.BOXES_ROW + 1, views.BOXES_TOTAL_ROW + 1)
    months = range(views.BOXES_ROW + 1, views.BOXES_ROW + 1 + views.MONTHS_SHOWN)
    values: dict[str, Value] = {'A1': bylaws.name}
    values |= {f'B{row}': 0 for row in figures} | {f'{letter}{row}': 0 for row in boxes for letter in 'BC'}
    if views.has_more(bylaws):
        values |= {f'B{row}': 0 for row in range(views.MORE_ROW + 1, views.MORE_ROW + 1 + len(views.more()))}
    for back, row in enumerate(reversed(months)):
        values |= {f'E{row}': month_of(today).plus(-back).first_day, f'F{row}': 0}
    return values


def _passbook(bylaws: Bylaws, today: date) -> dict[str, Value]:
    head = range(passbook.FIRST_ROW, passbook.FIRST_ROW + 4)
    months = range(passbook.HEAD_ROW + 1, passbook.HEAD_ROW + 13)
    values: dict[str, Value] = {'A1': bylaws.name, passbook.MEMBER_ID: ''}
    values |= {f'{letter}{row}': '' for row in head for letter in 'BF'}
    values |= {f'F{passbook.FIRST_ROW + 3}': today}
    values |= {f'A{row}': date(today.year, number, 1) for number, row in enumerate(months, start=1)}
    letters = 'BCDEFGHIJK' if bylaws.module_rotation else 'BCDEFGHIJ'
    return values | {f'{letter}{row}': '' for row in (*months, passbook.TOTAL_ROW) for letter in letters}
