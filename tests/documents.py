"""Prints the pages of docs/ that the code itself can tell: make docs. tests/test_docs.py notices when one is stale.

docs/workbook.md    every sheet and column, from sheets/columns.py
docs/problems.md    what can be wrong and what to do, in the words of the app, from tests/gallery.py
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rules import accounts
from rules.bylaws import BY_FIELD, BYLAWS, Bylaw, preset
from sheets import columns
from sheets.columns import Column, Sheet
from sheets.layout.read_me import SHEETS as MEANINGS
from sheets.sample import STARTED_ON
from sheets.words import language
from tests.gallery import Section, gallery

DOCS = Path(__file__).parent.parent / 'docs'

WORKBOOK = """\
# The workbook, sheet by sheet

Printed by `make docs` from the code that reads and writes these columns; do not edit it here.

Headers and codes are the file format and stay English in every language. The header may stand anywhere in the first ten
rows of its sheet, the columns in any order with columns of your own beside them; sheets of your own are left alone.

| Holds | In the cell | Read from what people type |
|---|---|---|
| text | text, always: `=1+1` is a name, a number keeps its leading zero | as it is |
| amount | a number with the decimals of the currency | also `1,23,456.50` as text; fractions of a cent are a problem |
| day | a date | also text: `2025-01-05`, or day first as `5/1/2025`, `5.1.2025` |
| month | the first of the month as a date, shown as `Jan 2025` | also text: `2025-01` |
| moment | a date with time, universal time | also text in ISO form |
| percent | a number: `2` is two percent | also text: `1.75 %` |
"""

HOLDS = {
    'text': 'text', 'money': 'amount', 'date': 'day', 'time': 'moment', 'month': 'month', 'percent': 'percent',
    'whole': 'count', 'yes_no': 'yes or nothing',
}  # fmt: skip

SORTS = (
    (
        'Journals', (columns.ENTRIES, columns.CHANGES),
        'Only ever added to, each row sealed. A mistake in Entries is corrected by a row with a minus that names the '
        'row it takes back.',
    ),
    (
        'Registers', (*columns.REGISTERS, columns.BYLAWS),
        'What is so now, a row each. A row is amended in place and never removed; each amendment is written into '
        'Changes first.',
    ),
)  # fmt: skip

VIEWS = """\
## Views

For reading: formulas over the sheets above, with their results stored beside them, which Bahi renews in the same step
as it adds rows. They use the day that stands in them, not today's, so that a printed page keeps its numbers.

"""

PROBLEMS = """\
# What can be wrong, and what to do

Printed by `make docs`: each mistake is made in a real group, and this is what Bahi said. Do not edit it here.

A place such as `Entries!F3` is the sheet and the cell. In the app, the page Problems lists what is wrong in the
workbook; `main.py verify FILE.xlsx` prints it for any copy of the workbook, and for an export.
"""


def workbook_page() -> str:
    """docs/workbook.md."""
    lines = [WORKBOOK]
    for title, sheets, about in SORTS:
        lines += [f'## {title}\n', f'{about}\n']
        for sheet in sheets:
            lines += _sheet(sheet)
    lines += ['### What stands in Kind\n', *_kinds(), '### What stands in Bylaws\n', *_bylaws(), VIEWS.rstrip('\n'), '']
    lines += _table(('Sheet', 'Shows'), (line for line in MEANINGS if line[0] in ('Summary', 'Dues', 'Passbook')))
    return '\n'.join(lines)


def problems_page() -> str:
    """docs/problems.md."""
    with tempfile.TemporaryDirectory() as folder, language('en'):
        return '\n'.join([PROBLEMS, *(line for section in gallery(Path(folder)) for line in _section(section))])


PAGES: dict[str, Callable[[], str]] = {'workbook.md': workbook_page, 'problems.md': problems_page}


def _sheet(sheet: Sheet) -> Iterator[str]:
    meaning = dict(MEANINGS)[sheet.name]
    yield f'### {sheet.name}\n'
    yield f'{meaning}\n'
    if sheet.modules:
        titles = ' or '.join(f'"{BY_FIELD[module].title}"' for module in sheet.modules)
        yield f'There where {titles} is on.\n'
    yield from _table(
        ('Column', 'Holds', 'Needed', 'What it means'),
        (
            (f'*{column.header}*' if column.for_app else column.header, HOLDS[column.type],
             'yes' if column.required else '', _meaning(column))
            for column in sheet.columns
        ),
    )  # fmt: skip
    yield 'Columns in *italics* are for the app: small and grey, at the far right. Please leave them as they are.\n'


def _meaning(column: Column) -> str:
    """The note of a column, with the words that can stand in it where they are few."""
    few = column.choices if 0 < len(column.choices) < 8 else ()
    return f'{column.note} One of: {", ".join(few)}.' if few else column.note


def _kinds() -> Iterator[str]:
    yield 'Double entry follows from this table; *money* is cash or bank, whichever Mode says.\n'
    yield from _table(
        ('Kind', 'What it is', 'Debit', 'Credit'),
        ((f'`{kind}`', posting.title, _account(posting.debit), _account(posting.credit))
         for kind, posting in accounts.POSTINGS.items()),
    )  # fmt: skip


def _account(name: str) -> str:
    return f'*{name}*' if name == accounts.MONEY else accounts.ACCOUNTS[name]


def _bylaws() -> Iterator[str]:
    yield 'With the values with which a self help group in India begins. What is *fixed* never changes afterwards.\n'
    begins = preset('shg', '', 'INR', 'en', STARTED_ON, '')
    yield from _table(
        ('Bylaw', 'Key', 'At first', 'What it means'),
        ((bylaw.title, f'`{bylaw.field}`', _at_first(bylaw, getattr(begins, bylaw.field)), bylaw.meaning)
         for bylaw in BYLAWS),
    )  # fmt: skip


def _at_first(bylaw: Bylaw, value: object) -> str:
    return '*fixed*' if bylaw.fixed else bylaw.written(value, 'INR')


def _section(section: Section) -> Iterator[str]:
    yield f'## {section.title}\n'
    yield f'{section.about}\n'
    yield from _table(
        ('What happened', 'What Bahi says'), ((found.what, '<br>'.join(found.said)) for found in section.mistakes)
    )


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f'| {" | ".join(headings)} |'
    yield '|' + '---|' * len(headings)
    for row in rows:
        assert len(row) == len(headings) and not any('|' in cell or '\n' in cell for cell in row), f'{row}'
        yield f'| {" | ".join(row)} |'
    yield ''


if __name__ == '__main__':
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding='utf-8')
        print(f'docs/{name} is written')
