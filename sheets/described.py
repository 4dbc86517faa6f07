"""What a column and a sheet of the file format are; the sheets themselves are in `sheets/columns.py`."""

from dataclasses import dataclass
from typing import Any, Literal

from sheets.ooxml.places import table_name

Type = Literal['text', 'money', 'date', 'time', 'month', 'percent', 'whole', 'yes_no']


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the field of the record it carries, its type, and how it is shown."""

    header: str
    field: str
    type: Type = 'text'
    required: bool = True
    width: int = 14
    note: str = ''
    choices: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    """Those of the choices that the sheet offers in its drop-down, where that are not all of them."""
    printed: bool = True
    """What is read on the screen only; on paper the columns before it are larger without it."""
    for_app: bool = False
    """Columns for the app stand at the far right, small and grey."""
    older: tuple[str, ...] = ()
    """Former spellings of the header, which are still read."""
    follows: bool = False
    """Worked out from other rows: anew when copies are joined, and not changed by hand."""
    given_once: bool = False
    """Other rows and people refer to it, so it is not changed by hand."""
    since: int = 1
    """The format with which it came: a workbook of an older one lacks it."""
    sign: str = ''
    """The letter of a sealed column that came later, before its check: it is sealed where it says something."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet: its name, its columns, the field by which its rows are told apart, and the record that a row is."""

    name: str
    key: str
    columns: tuple[Column, ...]
    record: type[Any] | None = None
    sealed: bool = False
    called: tuple[str, ...] = ()
    """The fields by which people call a row of a register, the shortest first."""
    modules: tuple[str, ...] = ()
    """The bylaws that ask for this sheet; without any it is in every workbook."""
    since: int = 1
    """The format with which it came."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields in column order."""
        return tuple(column.field for column in self.columns)

    @property
    def places(self) -> dict[str, int]:
        """Where the fields stand in a new sheet, counted from 0."""
        return {column.field: place for place, column in enumerate(self.columns)}

    @property
    def following(self) -> tuple[str, ...]:
        """The fields that follow from other rows."""
        return tuple(column.field for column in self.columns if column.follows)

    @property
    def sealed_columns(self) -> tuple[Column, ...]:
        """The columns that the seal of a row covers, besides the seals themselves."""
        return tuple(column for column in self.columns if column.field not in SEAL_FIELDS)

    @property
    def table(self) -> str:
        """The name of its table, which knows no spaces."""
        return table_name(self.name)

    def column(self, field: str) -> Column:
        """The column that carries a field."""
        return next(column for column in self.columns if column.field == field)

    def label(self, record: object) -> str:
        """What people call a row of a register, in one word."""
        return str(getattr(record, self.called[0]))

    def title(self, record: object) -> str:
        """What people call a row of a register, so that they know which one it is."""
        return ' · '.join(str(getattr(record, field)) for field in self.called)


SEAL_FIELDS = ('previous', 'seal', 'check')
