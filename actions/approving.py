"""An officer approves a statement: which days it is of, who and when, and the seal of the last row of the book then.

Whoever looks at it later sees by that seal whether rows were added since, and can have it checked by `verify --seal`.
"""

from datetime import date, datetime

from actions.who import Who
from reports.statement_lines import KINDS
from rules.problems import N_, Problem, Refused
from rules.register_records import Statement, next_number
from rules.spans import Span
from sheets.book import Book
from sheets.columns import STATEMENTS


def approve(
    book: Book, kind: str, span: Span, note: str, who: Who, now: datetime, today: date, request: str
) -> Statement:
    """Approve a statement as it stands now. Raises Refused with every reason."""
    who.must('correct')
    with book.writing() as writing:
        register = book.register(STATEMENTS)
        if writing.answer(request):
            found: Statement = register[request]
            return found
        if problems := list(_problems_of(book, kind, span, today)):
            raise Refused(problems)
        approved = Statement(
            request, next_number('S', register.values(), today), kind, span.first, span.last, today, who.name,
            book.head(), note.strip(),
        )  # fmt: skip
        writing.insert(STATEMENTS, approved, request, now)
        writing.set_answer(request, 'approved', {'statement': request})
        return approved


def _problems_of(book: Book, kind: str, span: Span, today: date) -> list[Problem]:
    problems = []
    if not book.bylaws.module_statements:
        problems.append(Problem(
            N_('The group keeps no approved statements.'), N_('Switch on the module of statements in the settings.')
        ))  # fmt: skip
    if kind not in KINDS:
        problems.append(Problem(
            N_('There is no statement {kind}.'), N_('Choose one of: {kinds}.'),
            {'kind': repr(kind)[:40], 'kinds': ', '.join(KINDS)}, about='kind',
        ))  # fmt: skip
    if not span.first <= span.last <= today:
        problems.append(Problem(
            N_('The days {first} to {last} are not over.'), N_('Approve it when its last day has passed.'),
            {'first': span.first, 'last': span.last}, about='end',
        ))  # fmt: skip
    return problems
