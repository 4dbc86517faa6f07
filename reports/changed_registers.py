"""Cells of the registers that stand otherwise than they count, and register rows that are gone, told by a journal.

    found = in_force(known, tables, registers)       what counts, compared with what stands in the file
    problems_of_registers(found, known)              each cell, with what counts and what stands there

Registers have no seals: of a file alone nobody can say what its cells were. Only the journal of this very file can,
once it has all of its rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rules.problems import N_, Problem
from sheets.columns import BY_NAME, SHEETS
from sheets.comparing import Comparison, Difference, compare
from sheets.entries import Rows, frame_of
from sheets.finding import Found
from sheets.holding import Holding
from sheets.journal import PENDING
from sheets.reading import Table
from sheets.registers import Registers
from sheets.remembered import Remembered

REGISTERS = tuple(sheet.name for sheet in SHEETS if not sheet.sealed)


def in_force(known: Remembered | None, tables: Mapping[str, Table], registers: Registers) -> Comparison | None:
    """The registers as they count, compared with those of the file; None where no journal can tell."""
    if not (known and known.of_this_file and known.mirrored):
        return None
    operations = known.operations(REGISTERS)
    waiting = {
        (operation.sheet, operation.row, name)
        for operation in operations
        if operation.status == PENDING and operation.operation == 'update'
        for name in operation.values
    }
    before = Holding()
    before.replay(operations)
    # Changes and entries have seals, which tell more of them.
    there = Found(tables, replace(registers, changes=[], typed=[]), Rows(frame_of([]), [], {}, []))
    found = compare(before, there, waiting)
    found.registers.bylaws = replace(found.registers.bylaws, history=registers.bylaws.history)
    return found


def problems_of_registers(found: Comparison, known: Remembered) -> Iterable[Problem]:
    """What people changed in the registers and what does not count, each at its cell, and the rows that are gone."""
    for difference in found.differences:
        yield from _problems_of(difference)
    for sheet, key in found.missing:
        if (sheet, key) not in known.waiting:
            yield Problem(
                N_('The row of {what} is missing.'),
                N_('Serve the workbook with Bahi: it puts the row back from its journal.'),
                {'what': _called(found.registers, sheet, key)}, sheet=sheet,
            )  # fmt: skip


def _problems_of(difference: Difference) -> Iterable[Problem]:
    for old, now, cell in difference.fields.values():
        yield Problem(
            N_('The cell reads {value}; {old} counts.'),
            N_('Serve the workbook with Bahi: what is valid is taken over, the rest stands on the page Problems.'),
            {'value': repr(now)[:60], 'old': repr(old)[:60]}, sheet=difference.sheet.name, cell=cell,
        )  # fmt: skip


def _called(registers: Registers, sheet: str, key: str) -> str:
    return BY_NAME[sheet].title(registers.records[sheet][key])
