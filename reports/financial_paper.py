"""A financial statement on paper: its sections with their sums, the period before beside it, and the lines to sign.

    with language('mr'):
        pdf = statement_paper(book, statement(book, 'income', span), printed_on=today)

It is drawn as the other tables of the reports are, with the titles of sections and the sums in bold.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from reports import documents
from reports.approvals import told
from reports.listings import Shown
from reports.paper import SMALL, Paper, select
from reports.shapes import GREEN, HAIRLINE, INK, QUIET, fill, line, stroke
from reports.statement_lines import Statement
from reports.tables import PADDING, Cell, Column, Row, Table
from sheets.book import Book
from sheets.words import _


class Strong(tuple[str, ...]):
    """A row in bold: the title of a section, or a sum."""


def statement_paper(book: Book, made: Statement, printed_on: date) -> bytes:
    """A statement as a PDF in the current language, in which it was made."""
    shown = Shown(book)
    paper = documents.opened(book, book.bylaws.name, made.title, made.span, printed_on)
    columns = [Column('', words=True), *(shown.amounts(column.title) for column in made.columns)]
    StatementTable(paper, columns, list(_rows(made, shown))).draw()
    for note in (*made.notes, *told(book, made.kind, made.span)):
        paper.paragraph(note, SMALL, QUIET)
    return documents.signed(paper, book, [_('Prepared by'), _('Approved by'), _('Approved on')])


class StatementTable(Table):
    """A table whose titles and sums stand among its rows."""

    def __init__(self, paper: Paper, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        # Sums are in bold, and wider than other amounts: the columns are measured with the longest of each.
        strong = [row for row in rows if isinstance(row, Strong)]
        super().__init__(paper, columns, rows, [max((row[place] for row in strong), key=len, default='')
                                                for place in range(len(columns))])  # fmt: skip

    def draw(self) -> None:
        """The header and the rows."""
        header = [self._cell(column.header, place, self.strong) for place, column in enumerate(self.columns)]
        self._header(header)
        for row in self.rows:
            strong = isinstance(row, Strong)
            cells = [self._cell(text, place, self.strong if strong else self.body) for place, text in enumerate(row)]
            height = self._height(cells)
            # The title of a section stands above a line of it at least.
            if self.paper.room_for(height if any(row[1:]) else 3 * height):
                self._header(header)
            if strong:
                self._strong(cells, height, is_sum=any(row[1:]))
            else:
                self._row(cells, height)
        self.paper.skip(8)

    def _strong(self, cells: list[Cell], height: float, is_sum: bool) -> None:
        """A sum under its line, or a title with some air above it."""
        paper = self.paper
        if is_sum:
            paper.page.shapes.append(line(paper.left, paper.y, paper.right, GREEN, 0.9))
        else:
            paper.skip(5)
        paper.page.texts.append(f'{fill(GREEN)} {select(self.strong)}')
        self._texts(cells, first_line_at=paper.y - PADDING)
        paper.skip(height)
        paper.page.texts.append(f'{fill(INK)} {select(self.body)}')
        paper.page.shapes.append(stroke(HAIRLINE, 0.4))


def _rows(made: Statement, shown: Shown) -> Iterator[Row]:
    for section in made.sections:
        if section.title:
            yield Strong([section.title, *('' for _column in made.columns)])
        for each in section.all_lines():
            row = each.title, *map(shown.amount, each.amounts)
            yield Strong(row) if each.adds or each is section.total else row
