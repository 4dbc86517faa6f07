"""The command that says what a dividend, or interest on deposits, would give to each member, and records it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from ulid import ULID

from actions import dividends
from actions.dividends import Asked, Preview
from commands.books import opened
from commands.options import By, EntryId, Json, Today, Wait, Workbook, person
from console import (
    amount_if_given,
    arithmetic,
    choice,
    day_it_is,
    day_of,
    line_of,
    percent_of,
    saying_why,
    tell,
    wrong_use,
)
from reports.dividends import POTS, interest_received
from rules import money
from rules.balances import Period
from rules.dividends import WEIGHTINGS, Declaration, pool_of
from rules.records import MODES
from sheets.book import Book
from sheets.words import language

PERS = ('period', 'year')


def dividend(
    file: Workbook,
    from_: Annotated[str, typer.Option('--from', metavar='YYYY-MM-DD', help='The first day that counts.')],
    to: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='The last day that counts.')],
    kind: Annotated[str, choice(POTS, help='On shares, or on deposits.')] = 'dividend',
    weighting: Annotated[
        str | None,
        choice(WEIGHTINGS, help='Which balance counts; as the bylaws say if not given.'),
    ] = None,
    rate: Annotated[str, typer.Option(metavar='12', help='Percent of what counts.')] = '',
    per: Annotated[str, choice(PERS, help='The rate is that of the period, or of a year.')] = 'period',
    pool: Annotated[str, typer.Option(metavar='5000.00', help='A sum that is divided.')] = '',
    of_interest: Annotated[
        str, typer.Option(metavar='40', help='So many percent of the interest received in the period are divided.')
    ] = '',
    on: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='The day of the batch; today if not given.')] = '',
    to_savings: Annotated[bool, typer.Option('--to-savings', help='Put into the savings, and not handed out.')] = False,
    mode: Annotated[str, choice(MODES)] = 'cash',
    decision: Annotated[str, typer.Option(metavar='NO')] = '',
    note: Annotated[str, typer.Option()] = '',
    entry_id: EntryId = '',
    record: Annotated[bool, typer.Option('--record', help='Record it; otherwise it is only shown.')] = False,
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """What a dividend or interest on deposits gives to each member, with the arithmetic; recorded with --record."""
    if [bool(rate), bool(pool), bool(of_interest)].count(True) != 1:
        wrong_use('Give one of --rate, --pool and --of-interest.')
    day = day_it_is(today)
    with saying_why(), opened(file, day) as keeper:
        book = keeper.book()
        given_on, period = day_of(on, day), Period(day_of(from_, day), day_of(to, day))
        declared = Declaration(
            period=period,
            weighting=weighting or book.bylaws.dividend_weighting,  # type: ignore[arg-type]
            rate_percent=percent_of(rate, '--rate') if rate else None,
            pool=_pool(book, period, pool, of_interest),
            rate_per=per,  # type: ignore[arg-type]
        )
        asked = Asked(
            entry_id or str(ULID()), kind, dividends.declare(book, declared, given_on), given_on,  # type: ignore[arg-type]
            to_savings, mode, note=note, decision=decision,  # type: ignore[arg-type]
        )  # fmt: skip
        seen, number = dividends.preview(book, asked, day), ''
        if record:
            number = dividends.record(book, asked, person(by), datetime.now(UTC), day).number
            keeper.settle(wait)
        with language(book.bylaws.language):
            tell(as_json(book, seen, number), None if json_ else _print)


COMMANDS = (dividend,)


def as_json(book: Book, seen: Preview, number: str) -> Mapping[str, Any]:
    """A dividend for other programs: exact amounts, and the arithmetic of each member."""
    asked, found, currency = seen.asked, seen.computed, book.bylaws.currency
    told: dict[str, Any] = {
        'kind': asked.kind,
        'from': asked.declared.period.first.isoformat(),
        'to': asked.declared.period.last.isoformat(),
        'weighting': asked.declared.weighting,
        'status': 'recorded' if number else 'shown',
        'number': number,
        'entry_id': asked.id,
        # What was recorded stands in its own way from then on.
        'problems': [] if number else [line_of(problem) for problem in seen.problems],
    }
    if found is None:
        return told
    totals = {'gross': found.gross, 'tax': found.tax, 'net': found.net}
    return told | {name: money.as_text(amount, currency) for name, amount in totals.items()} | {
        'members': [
            {
                'number': book.members[each.member].number,
                'name': book.members[each.member].name,
                **{name: money.as_text(getattr(each, name), currency) for name in ('gross', 'tax', 'net')},
                'lines': arithmetic(found.slip(each.member).lines, currency),
            }
            for each in found.given
        ],
    }  # fmt: skip


def _print(told: Mapping[str, Any]) -> None:
    for member in told.get('members', []):
        typer.echo(f'{member["number"]:10} {member["name"]:28} {member["net"]:>14}')
    if 'net' in told:
        typer.echo(f'{"":10} {"":28} {told["net"]:>14}')
    for problem in told['problems']:
        typer.echo(problem, err=True)


def _pool(book: Book, period: Period, pool: str, of_interest: str) -> money.Money | None:
    if of_interest:
        return pool_of(
            interest_received(book, period), percent_of(of_interest, '--of-interest'), book.bylaws.rounding_unit
        )
    return amount_if_given(pool, book.bylaws.currency)
