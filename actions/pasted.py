"""A table that was pasted from a spreadsheet, or lies in a CSV file: its lines by heading, each with its number.

    table_of('Member\tSavings\nM2025-001\t1,200.00\n', {'member': ('Member',), 'savings': ('Savings',)})
    →  [Row(2, {'member': 'M2025-001', 'savings': '1,200.00'})]

Cells are parted by tabs, as a spreadsheet copies them, or by the commas or semicolons of a file. Headings are known in
English and in the reader's language.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rules.problems import N_, Problem, refuse
from sheets.book import Book
from sheets.passwords import folded
from sheets.words import _

MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its number as people count, and what stands below each heading."""

    line: int
    cells: Mapping[str, str]


def table_of(text: str, headings: Mapping[str, Sequence[str]]) -> list[Row]:
    """The filled lines below the headings. Raises Refused where there are none, or a heading is not known."""
    lines = [(number, cells) for number, cells in enumerate(_cells(text), start=1) if any(cells)]
    if len(lines) < 2:
        raise refuse(
            N_('There are no lines below the headings.'), N_('Copy the table with its headings, and paste it again.'),
            about='pasted',
        )  # fmt: skip
    if len(lines) > MOST_LINES:
        raise refuse(
            N_('There are {count} lines; {most} are taken at once.'), N_('Paste the table in parts.'), about='pasted',
            count=len(lines), most=MOST_LINES,
        )  # fmt: skip
    known = {folded(word): field for field, words in headings.items() for word in (*words, *map(_, words))}
    first = lines[0][1]
    unknown = [title for title in first if title and folded(title) not in known]
    if unknown:
        raise refuse(
            N_('The heading {heading} is not known.'), N_('Use only: {headings}.'), about='pasted',
            heading=repr(unknown[0][:40]), headings=', '.join(_(words[0]) for words in headings.values()),
        )  # fmt: skip
    fields = [known.get(folded(title), '') for title in first]
    return [
        Row(number, {field: cell for field, cell in zip(fields, cells, strict=False) if field and cell})
        for number, cells in lines[1:]
    ]


def on_line(problem: Problem, line: int) -> Problem:
    """The problem with the line of the table that it is about."""
    return replace(problem, sheet=_('Line {line}').format(line=line), cell='')


def member_number(book: Book, text: str) -> str:
    """The number of the member whose number or name this is; the text itself where nobody, or more than one, has it."""
    if book.member(text):
        return text
    named = [member.number for member in book.members.values() if folded(member.name) == folded(text)]
    return named[0] if len(named) == 1 else text


def _cells(text: str) -> list[list[str]]:
    first = text.partition('\n')[0]
    mark = next((mark for mark in '\t;,' if mark in first), '\t')
    return [[cell.strip() for cell in line] for line in csv.reader(text.splitlines(), delimiter=mark)]
