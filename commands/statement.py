"""The command that prints the financial statements, or writes one as PDF or workbook."""

from pathlib import Path
from typing import Annotated, Any

import typer

from commands.books import opened, refuse_to_overwrite
from commands.options import Json, Workbook
from console import choice, day_it_is, day_of, saying_why, show, wrong_use
from reports.statement_lines import KINDS, Line, Statement
from rules import money
from rules.spans import COMPARED, Span
from sheets.book import Book
from sheets.words import LANGUAGES, language, shown_amount

WIDEST_TITLE = 36


def statement(
    file: Workbook,
    kind: Annotated[str, choice(KINDS, help='Which statement.')],
    from_: Annotated[
        str, typer.Option('--from', metavar='YYYY-MM-DD', help='The first day; that of the group if not given.')
    ] = '',
    to: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='The last day; today if not given.')] = '',
    compared: Annotated[
        str, choice(COMPARED, help='With the period before, or the same days a year before.')
    ] = 'before',
    output: Annotated[
        Path | None, typer.Option('--output', '-o', metavar='OUT.pdf|OUT.xlsx', help='Write it, and print nothing.')
    ] = None,
    language_: Annotated[str | None, choice(LANGUAGES, '--language')] = None,
    json_: Json = False,
) -> None:
    """Trial balance, balance sheet, income statement, cash flow statement or changes in equity of any days."""
    from reports.financial import statement as made_of

    if output and output.suffix.lower() not in ('.pdf', '.xlsx'):
        wrong_use(f'{output.name} is neither a PDF nor a workbook. End its name with .pdf or .xlsx.')
    with saying_why(), opened(file, day_it_is('')) as keeper:
        book = keeper.book()
        span = Span(day_of(from_, book.bylaws.started_on), day_of(to, day_it_is('')))
        with language(language_ or book.bylaws.language):
            made = made_of(book, kind, span, compared)  # type: ignore[arg-type]
            if output:
                refuse_to_overwrite(output, file)
                output.write_bytes(_document(book, made, output))
            if json_:
                show(as_json(made, book.bylaws.currency))
            elif not output:
                for line in lines_of(made, book.bylaws.currency):
                    typer.echo(line)


COMMANDS = (statement,)


def as_json(made: Statement, currency: str) -> dict[str, Any]:
    """A statement for other programs: amounts as exact decimal text by the keys of their columns."""

    def of(line: Line) -> dict[str, Any]:
        keys = [column.key for column in made.columns]
        amounts = {key: money.as_text(amount, currency) for key, amount in zip(keys, line.amounts, strict=True)}
        told = {'key': line.key, 'title': line.title, **amounts}
        if line.adds:
            return told | {'adds': [{'key': key, 'sign': sign} for sign, key in line.adds]}
        return told | {
            'consists_of': [
                {'kind': each.kind, 'entries': each.entries, 'amount': money.as_text(each.amount, currency)}
                for each in line.consists_of
            ]
        }

    return {
        'kind': made.kind,
        'title': made.title,
        'from': made.span.first.isoformat(),
        'to': made.span.last.isoformat(),
        'compared': made.compared and {'from': made.compared.first.isoformat(), 'to': made.compared.last.isoformat()},
        'currency': currency,
        'columns': [{'key': column.key, 'title': _one_line(column.title)} for column in made.columns],
        'sections': [
            {'title': section.title, 'lines': list(map(of, section.lines)),
             'total': of(section.total) if section.total else None}
            for section in made.sections
        ],
        'notes': list(made.notes),
    }  # fmt: skip


def lines_of(made: Statement, currency: str) -> list[str]:
    """A statement to be read in a terminal."""
    titles = [_one_line(column.title) for column in made.columns]
    widths = [max(16, len(title)) for title in titles]

    def row(title: str, cells: list[str]) -> str:
        shown = ''.join(f'  {cell:>{width}}' for cell, width in zip(cells, widths, strict=True))
        return f'{title:{WIDEST_TITLE}}{shown}'.rstrip()

    lines = [made.title, row('', titles)]
    for section in made.sections:
        lines += [section.title] if section.title else []
        lines += [
            row(line.title, [shown_amount(amount, currency) for amount in line.amounts])
            for line in section.all_lines()
        ]  # fmt: skip
    return [*lines, *made.notes]


def _document(book: Book, made: Statement, output: Path) -> bytes:
    from reports.financial_paper import statement_paper
    from reports.financial_xlsx import statement_xlsx

    if output.suffix.lower() == '.xlsx':
        return statement_xlsx(book, made)
    return statement_paper(book, made, day_it_is(''))


def _one_line(title: str) -> str:
    return title.replace('\u00a0', ' ')
