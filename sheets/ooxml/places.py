"""Where a cell is: 'D7' and 'A1:S40' as numbers, and back."""

import re
from dataclasses import dataclass
from functools import cache

from rules.problems import N_
from sheets.ooxml.refusal import CannotPatch

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_ADDRESS = re.compile(r'\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})')


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; rows and columns are counted from 1 and the last ones belong to it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def meets(self, other: 'Area') -> bool:
        """Whether the two have a cell in common."""
        return (
            self.first_row <= other.last_row
            and other.first_row <= self.last_row
            and self.first_column <= other.last_column
            and other.first_column <= self.last_column
        )

    def joined(self, other: 'Area') -> 'Area':
        """The smallest area that holds both."""
        return Area(
            min(self.first_row, other.first_row),
            min(self.first_column, other.first_column),
            max(self.last_row, other.last_row),
            max(self.last_column, other.last_column),
        )

    def __str__(self) -> str:
        first, last = address(self.first_row, self.first_column), address(self.last_row, self.last_column)
        return first if first == last else f'{first}:{last}'


def place(text: str) -> tuple[int, int]:
    """The row and the column of 'D7'."""
    match = _ADDRESS.fullmatch(text)
    row, column = (int(match[2]), column_number(match[1])) if match else (0, 0)
    if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
        raise CannotPatch(
            N_('{cell} is not a cell of a sheet.'), N_('Give the cell as letters and a number, such as D7.'), cell=text
        )
    return row, column


def area(text: str) -> Area | None:
    """'A1:S40', or 'A1' for one cell; None when it is neither."""
    first, _, last = text.partition(':')
    matches = _ADDRESS.fullmatch(first), _ADDRESS.fullmatch(last or first)
    if not (matches[0] and matches[1]):
        return None
    (top, left), (bottom, right) = ((int(match[2]), column_number(match[1])) for match in matches if match)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def address(row: int, column: int) -> str:
    """'D7' for row 7 and column 4."""
    return f'{column_letters(column)}{row}'


def table_name(sheet: str) -> str:
    """The name of the table of one of our sheets; it knows no spaces."""
    return f'{sheet.replace(" ", "")}Table'


def column_number(letters: str) -> int:
    """28 for 'AB'."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@cache
def column_letters(number: int) -> str:
    """'AB' for 28."""
    letters = ''
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
