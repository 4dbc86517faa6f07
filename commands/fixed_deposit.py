"""The command of fixed deposits: those there are, a new one, what one brings on a day, and its paying back.

main.py fixed-deposit group.xlsx --open M2025-001 --amount 10000 --months 12 --rate 8
main.py fixed-deposit group.xlsx --quote X2025-001 --date 2025-12-31
main.py fixed-deposit group.xlsx --close X2025-001
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from ulid import ULID

from actions import fixed_deposits
from actions.fixed_deposits import Closing, NewDeposit
from commands.books import opened
from commands.options import By, EntryId, Json, On, Today, Wait, Workbook, person
from console import (
    amount_of,
    arithmetic,
    choice,
    day_it_is,
    day_of,
    percent_of,
    print_arithmetic,
    saying_why,
    show,
    tell_all,
    wrong_use,
)
from rules import money
from rules.bylaws import decimal_text
from rules.fixed_deposits import LONGEST_MONTHS
from rules.records import MODES
from rules.register_records import FixedDeposit
from sheets.book import Book
from sheets.columns import FIXED_DEPOSITS
from sheets.words import language

Answer = dict[str, Any]
SHOWN = ('number', 'member', 'name', 'amount', 'rate', 'start', 'matures_on', 'back', 'status')


def fixed_deposit(
    file: Workbook,
    open_: Annotated[str, typer.Option('--open', metavar='MEMBER', help='Open one for this member.')] = '',
    amount: Annotated[str, typer.Option(metavar='10000.00', help='What she pays in.')] = '',
    months: Annotated[int, typer.Option(min=1, max=LONGEST_MONTHS, help='How long it stays.')] = 12,
    rate: Annotated[str, typer.Option(metavar='8', help='Percent a year; as in the bylaws if not given.')] = '',
    every: Annotated[
        int,
        typer.Option(
            min=0, max=LONGEST_MONTHS, metavar='MONTHS', help='How often interest is added; 0: only at the end.'
        ),
    ] = 0,
    quote: Annotated[
        str, typer.Option(metavar='NO', help='Show what is paid back on the day, and record nothing.')
    ] = '',
    close: Annotated[str, typer.Option(metavar='NO', help='Pay it back, early at the lower rate of the bylaws.')] = '',
    mode: Annotated[str, choice(MODES)] = 'cash',
    note: Annotated[str, typer.Option()] = '',
    entry_id: EntryId = '',
    date_: On = '',
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """List the fixed deposits; or open one, say what one brings on a day, or pay it back."""
    if [bool(open_), bool(quote), bool(close)].count(True) > 1:
        wrong_use('Give one of --open, --quote and --close, or none of them for a list.')
    if bool(open_) != bool(amount):
        wrong_use('--open and --amount go together.')
    day = day_it_is(today)
    with saying_why(), opened(file, day) as keeper, language(keeper.book().bylaws.language):
        book, on, request = keeper.book(), day_of(date_, day), entry_id or str(ULID())
        who, now = person(by), datetime.now(UTC)
        if quote:
            _tell_worth(book, quote, on, json_)
        elif open_:
            wish = NewDeposit(
                request, open_, amount_of(amount, book.bylaws.currency), on, months,
                percent_of(rate, '--rate') if rate else None, every, mode, note,  # type: ignore[arg-type]
            )  # fmt: skip
            made = as_json(book, fixed_deposits.open_deposit(book, wish, who, now, day))
            tell_all([{**made, 'in_workbook': keeper.settle(wait)}], SHOWN, json_)
        elif close:
            wished = Closing(request, close, on, mode, note)  # type: ignore[arg-type]
            closed = as_json(book, fixed_deposits.close(book, wished, who, now, day))
            tell_all([{**closed, 'in_workbook': keeper.settle(wait)}], SHOWN, json_)
        else:
            tell_all([as_json(book, deposit) for deposit in book.register(FIXED_DEPOSITS).values()], SHOWN, json_)


fixed_deposit.__name__ = 'fixed-deposit'
COMMANDS = (fixed_deposit,)


def as_json(book: Book, deposit: FixedDeposit) -> Answer:
    """A fixed deposit for other programs: amounts as exact decimal text; `back` is paid when its time is over."""
    agreed = fixed_deposits.agreed(book, deposit)
    back = fixed_deposits.quote(book, deposit.number, agreed.matures_on).result
    return {
        'number': deposit.number,
        'member': deposit.member_number,
        'name': deposit.member_name,
        'amount': money.as_text(deposit.amount, book.bylaws.currency),
        'rate': decimal_text(deposit.rate),
        'start': deposit.start.isoformat(),
        'months': deposit.months,
        'matures_on': agreed.matures_on.isoformat(),
        'back': money.as_text(back, book.bylaws.currency),
        'status': deposit.status,
        'closed_on': deposit.closed_on.isoformat() if deposit.closed_on else None,
    }


def _tell_worth(book: Book, number: str, on: date, json_: bool) -> None:
    back = fixed_deposits.planned(book, number, on)
    lines = arithmetic(back.lines, book.bylaws.currency)
    if json_:
        text = money.as_text(back.result, book.bylaws.currency)
        show({'number': number, 'on': on.isoformat(), 'back': text, 'lines': lines})
    else:
        print_arithmetic(lines)
