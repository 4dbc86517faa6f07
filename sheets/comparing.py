"""What people did to the workbook, told by comparing it with what is in force.

TypedRow      a row that someone typed: it has no id, and does not count until it is taken over
Difference    a row that stands otherwise than Bahi wrote it: a sealed row, or one of a register
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sheets.columns import Sheet
from sheets.reading import TypedRow

__all__ = ['Difference', 'TypedRow']


@dataclass(frozen=True, slots=True)
class Difference:
    """The fields of a row that stand otherwise than in force.

    `fields` gives for each the text in force, the text as it stands and the address of its cell; a cell that cannot
    be read is among `unreadable`, and its text is what stands there.
    """

    sheet: Sheet
    row: int
    key: str
    fields: Mapping[str, tuple[str, str, str]]
    unreadable: frozenset[str] = frozenset()
