"""What a column and a sheet of the file format are; the sheets themselves are in `sheets/columns.py`."""

from dataclasses import dataclass
from typing import Any, Literal

Type = Literal['text', 'money', 'date', 'time', 'month', 'percent']


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
    for_app: bool = False
    """Columns for the app stand at the far right, small and grey."""
    older: tuple[str, ...] = ()
    """Former spellings of the header, which are still read."""
    follows: bool = False
    """Worked out from other rows: anew when copies are joined, and not changed by hand."""
    given_once: bool = False
    """Other rows and people refer to it, so it is not changed by hand."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its columns, the field by which its rows are told apart, and the record that a row is."""

    name: str
    key: str
    columns: tuple[Column, ...]
    record: type[Any] | None = None
    sealed: bool = False
    called: tuple[str, ...] = ()
    """The fields by which people call a row of a register, the shortest first."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields in column order."""
        return tuple(column.field for column in self.columns)

    @property
    def following(self) -> tuple[str, ...]:
        """The fields that follow from other rows."""
        return tuple(column.field for column in self.columns if column.follows)

    @property
    def sealed_columns(self) -> tuple[Column, ...]:
        """The columns that the seal of a row covers, besides the seals themselves."""
        return tuple(column for column in self.columns if column.field not in SEAL_FIELDS)

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
