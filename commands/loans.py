"""The commands for the loans there are: the list of them, and the instalments of one that are set anew.

main.py loans group.xlsx --status running --json
main.py reschedule group.xlsx --loan L2025-001 --count 12 --decision D2025-007
main.py reschedule group.xlsx --loan L2025-001 --moratorium 3 --decision D2025-004 --record
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from ulid import ULID

from actions import rescheduling
from commands.books import opened
from commands.loan_texts import loan_as_json
from commands.options import By, EntryId, Json, Today, Wait, Workbook, person
from console import (
    arithmetic,
    choice,
    day_it_is,
    day_of,
    every_of,
    percent_of,
    print_arithmetic,
    print_table,
    saying_why,
    show,
    tell_all,
    wrong_use,
)
from reports.loans import loan_standing
from rules import money, unknown
from rules.allocation import Due
from rules.day_counts import PERS
from rules.explained import Line
from rules.loans import Standing
from rules.periods import EVERY_MONTH
from rules.problems import Refused
from rules.records import Loan
from rules.repayment_plans import compared
from rules.rescheduling import MEANWHILE
from rules.term_changes import Moratorium, Rescheduled, TermChange
from rules.terms import METHODS
from sheets.book import Book
from sheets.columns import LOANS
from sheets.words import language

SHOWN = ('loan', 'name', 'product', 'status', 'asked', 'approved', 'given_on', 'lent', 'outstanding', 'due')
INSTALMENTS = ('n', 'due', 'principal', 'interest', 'fee', 'penalty', 'total')


def loans_(
    file: Workbook,
    status: Annotated[str | None, choice(LOANS.column('status').choices, help='Only those; all if not given.')] = None,
    member: Annotated[str, typer.Option(metavar='NO', help='Only those of this member.')] = '',
    on: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='As of that day; today if not given.')] = '',
    json_: Json = False,
) -> None:
    """List the loans, those that are only applied for too: what was asked, given, is outstanding and due."""
    today = day_it_is('')
    with saying_why(), opened(file, today) as keeper:
        book, day = keeper.book(), day_of(on, today)
        found = [
            loan_as_json(book, loan, day)
            for loan in book.loans.values()
            if status in (None, loan.status) and member in ('', loan.member_number)
        ]
        tell_all(found, SHOWN, json_)


def reschedule(
    file: Workbook,
    loan: Annotated[str, typer.Option(metavar='NO', help='The loan.')],
    decision: Annotated[str, typer.Option(metavar='NO', help='The decision of the group behind it.')],
    moratorium: Annotated[int | None, typer.Option(metavar='N', help='So many instalments ask no principal.')] = None,
    meanwhile: Annotated[str, choice(MEANWHILE, help='The interest of a moratorium.')] = MEANWHILE[0],
    count: Annotated[int | None, typer.Option(metavar='N', help='What is outstanding in so many instalments.')] = None,
    every: Annotated[str, typer.Option(metavar='"1 month"', help='How often; as before if not given.')] = '',
    method: Annotated[str | None, choice(METHODS, help='How it is repaid; as before if not given.')] = None,
    rate: Annotated[str, typer.Option(metavar='2', help='Percent; as before if not given.')] = '',
    per: Annotated[str | None, choice(PERS, help='What the rate is counted per; as before if not given.')] = None,
    from_: Annotated[str, typer.Option('--from', metavar='YYYY-MM-DD', help='From that day; today if not given.')] = '',
    record: Annotated[bool, typer.Option('--record', help='Record it; otherwise it is only shown.')] = False,
    entry_id: EntryId = '',
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """Set the instalments of a running loan anew: a moratorium, or other terms; recorded with --record."""
    if (moratorium is None) == (count is None):
        wrong_use('Give --moratorium or --count.')
    if moratorium is not None and (every or method or rate or per):
        wrong_use('A moratorium leaves the terms as they are; leave out --every, --method, --rate and --per.')
    day = day_it_is(today)
    with saying_why(), opened(file, day) as keeper, language(keeper.book().bylaws.language):
        book, on = keeper.book(), day_of(from_, day)
        before = _named(book, loan)
        change: TermChange = Moratorium(on, moratorium or 0, meanwhile, decision)  # type: ignore[arg-type]
        if count is not None:
            change = Rescheduled(
                on, count, every_of(every or before.every or str(EVERY_MONTH)), method or before.method,  # type: ignore[arg-type]
                percent_of(rate, '--rate') if rate else before.rate,
                per or before.per or 'month', decision,  # type: ignore[arg-type]
            )  # fmt: skip
        if record:
            now, request = datetime.now(UTC), entry_id or str(ULID())
            made = rescheduling.set_anew(book, loan, change, person(by), now, day, request)
            told = _as_json(book, change, loan, [], loan_standing(book, made, on))
            told |= {'status': 'recorded', 'in_workbook': keeper.settle(wait)}
        else:
            old, new = rescheduling.planned(book, loan, change, day)
            told = _as_json(book, change, loan, compared(_left(old), _left(new)), new)
    if json_:
        show(told)
    else:
        print_arithmetic(told['lines'])
        print_table(told['instalments'], INSTALMENTS)


loans_.__name__ = 'loans'
COMMANDS = (loans_, reschedule)


def _as_json(book: Book, change: TermChange, number: str, lines: Sequence[Line], after: Standing) -> dict[str, Any]:
    """The instalments that are left of a loan after a change, with what the change does to them."""
    currency = book.bylaws.currency
    return {
        'loan': number,
        'on': change.on.isoformat(),
        'status': 'shown',
        'lines': arithmetic(lines, currency),
        'instalments': [
            {
                'n': due.n, 'due': due.due_on.isoformat(),
                **{name: money.as_text(getattr(due, name), currency) for name in INSTALMENTS[2:]},
            }
            for due in _left(after)
        ],
    }  # fmt: skip


def _left(standing: Standing) -> list[Due]:
    return [due for due in standing.left if due.total]


def _named(book: Book, number: str) -> Loan:
    loan = book.loan(number)
    if loan is None:
        raise Refused([unknown.no_loan(number)])
    return loan
