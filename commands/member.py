"""The command for the list of members: add one, let one leave, or return."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from ulid import ULID

from actions import members
from commands.books import opened
from commands.options import By, Json, Today, Wait, Workbook, person
from console import amount_of, day_it_is, day_of, line_of, saying_why, show, wrong_use
from reports import rotation
from rules import money
from rules.records import Member


def member(
    file: Workbook,
    name: Annotated[str | None, typer.Option()] = None,
    mobile: Annotated[str | None, typer.Option(metavar='NUMBER')] = None,
    monthly: Annotated[str | None, typer.Option(metavar='200.00', help='Her own monthly deposit.')] = None,
    joined: Annotated[str | None, typer.Option(metavar='YYYY-MM-DD')] = None,
    deactivate: Annotated[str | None, typer.Option(metavar='NO')] = None,
    reactivate: Annotated[str | None, typer.Option(metavar='NO')] = None,
    reason: Annotated[str, typer.Option(help='Why she leaves or returns.')] = '',
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """Add a member and print her number; or let one leave, or return."""
    if [name is not None, deactivate is not None, reactivate is not None].count(True) != 1:
        wrong_use('Give one of --name (a new member), --deactivate and --reactivate.')
    day = day_it_is(today)
    with saying_why(), opened(file, day) as keeper:
        book, who, now, request = keeper.book(), person(by), datetime.now(UTC), str(ULID())
        if name is not None:
            monthly_sum = None if monthly is None else amount_of(monthly, book.bylaws.currency)
            asked = members.NewMember(request, name, mobile or '', monthly_sum, day_of(joined or '', day))
            found = members.add(book, asked, who, now, day)
        elif deactivate is not None:
            found = members.deactivate(book, deactivate, reason, day, who, now, day, request)
        else:
            found = members.reactivate(book, reactivate or '', reason, day, who, now, day, request)
        in_workbook = keeper.settle(wait)
        if json_:
            show({**as_json(found, book.bylaws.currency), 'in_workbook': in_workbook})
        else:
            typer.echo(found.number)
        for problem in rotation.turns_to_settle(book, found.id):
            typer.echo(line_of(problem), err=True)


COMMANDS = (member,)


def as_json(found: Member, currency: str) -> dict[str, Any]:
    """A member as the command line shows her."""
    return {
        'number': found.number,
        'name': found.name,
        'mobile': found.mobile,
        'monthly': money.as_text(found.monthly, currency),
        'joined': found.joined.isoformat(),
        'status': found.status,
    }
