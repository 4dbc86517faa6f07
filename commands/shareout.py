"""The command that says what each member would be paid in a share-out, and records it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from ulid import ULID

from actions import share_out
from actions.share_out import Asked, Preview
from commands.books import opened
from commands.options import By, EntryId, Json, Today, Wait, Workbook, person
from console import (
    amount_if_given,
    amount_of,
    arithmetic,
    choice,
    day_it_is,
    day_of,
    line_of,
    print_arithmetic,
    saying_why,
    tell,
    wrong_use,
)
from reports.share_out import Counted
from rules import money
from rules.explained import Explained
from rules.problems import Problem
from rules.records import MODES
from rules.share_out import METHODS, ShareOut
from rules.share_out_lines import fund_lines, fund_notes, known_lines, payout_lines, total_lines
from sheets.book import Book
from sheets.words import language

# Which option of the command answers what is said about a detail.
ANSWERED_BY = {'set_off': '--set-off-loans', 'counted': '--counted', 'date': '--on', 'method': '--method'}


def shareout(
    file: Workbook,
    counted: Annotated[str, typer.Option(metavar='10000.00', help='The money that was counted, in box and bank.')],
    method: Annotated[str | None, choice(METHODS, help='How it is shared out; as the bylaws say if not given.')] = None,
    set_off: Annotated[
        bool, typer.Option('--set-off-loans', help='The running loans are set off against what members get.')
    ] = False,
    left_in: Annotated[
        list[str] | None,
        typer.Option(metavar='NO=SHARES', help='A member leaves shares of the next cycle in. Repeatable.'),
    ] = None,
    price: Annotated[str, typer.Option(metavar='200.00', help='The price of a share in the next cycle.')] = '',
    on: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='The day of the share-out; today if not given.')] = '',
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
    """What each member is paid in a share-out, with the arithmetic; recorded in one batch with --record."""
    day = day_it_is(today)
    with saying_why(), opened(file, day) as keeper:
        book = keeper.book()
        money_counted = amount_of(counted, book.bylaws.currency)
        asked = Asked(
            entry_id or str(ULID()),
            Counted(money_counted, day_of(on, day), method, set_off, decision),  # type: ignore[arg-type]
            _left_in(left_in or ()),
            amount_if_given(price, book.bylaws.currency),
            mode,  # type: ignore[arg-type]
            note=note,
        )
        seen, number = share_out.preview(book, asked, day), ''
        if record:
            number = share_out.record(book, asked, person(by), datetime.now(UTC), day).number
            keeper.settle(wait)
        with language(book.bylaws.language):
            tell(as_json(book, seen, number), None if json_ else _print)


COMMANDS = (shareout,)


def as_json(book: Book, seen: Preview, number: str) -> Mapping[str, Any]:
    """A share-out for other programs: exact amounts, and the arithmetic of the fund and of each member."""
    terms, done = seen.gathered.terms, seen.done
    told: dict[str, Any] = {
        'on': seen.asked.counted.on.isoformat(),
        'method': terms.method,
        'counted': _text(book, terms.counted),
        'books': _text(book, terms.books),
        'social': _text(book, terms.social),
        'status': 'recorded' if number else 'shown',
        'number': number,
        'entry_id': seen.asked.id,
        # What was recorded stands in its own way from then on.
        'problems': [] if number else [_reason(problem, seen.asked.counted) for problem in seen.problems],
    }
    if done is None:
        return told | {'fund': _lines(book, known_lines(terms))}
    sums = {'paid': done.paid, 'set_off': done.set_off, 'written_off': done.written_off, 'left_over': done.left_over}
    return told | {name: _text(book, amount) for name, amount in sums.items()} | {
        'fund': _lines(book, fund_lines(done)),
        'notes': arithmetic(fund_notes(done), book.bylaws.currency),
        'total': _lines(book, total_lines(done)),
        'members': [_member(book, seen, done, place) for place in range(len(done.payouts))],
    }  # fmt: skip


def _reason(problem: Problem, asked: Counted) -> str:
    """What stands against it, with the option that answers it where that was not given."""
    answered = problem.about not in ANSWERED_BY or (problem.about == 'set_off' and asked.set_off)
    return line_of(problem) if answered else f'{line_of(problem)} ({ANSWERED_BY[problem.about]})'


def _member(book: Book, seen: Preview, done: ShareOut, place: int) -> Mapping[str, Any]:
    payout, member = done.payouts[place], book.members[done.payouts[place].member]
    names = ('savings', 'profit', 'apart', 'set_off', 'written_off', 'paid')
    told = {'number': member.number, 'name': member.name}
    told |= {name: _text(book, getattr(payout, name)) for name in names}
    if seen.next_cycle:
        told['left_in'] = _text(book, seen.next_cycle.reinvested[place].left_in)
        told['handed'] = _text(book, seen.next_cycle.reinvested[place].handed)
    return {**told, 'lines': _lines(book, payout_lines(done, place))}


def _lines(book: Book, explained: Explained) -> list[dict[str, str]]:
    return arithmetic(explained.lines, book.bylaws.currency)


def _text(book: Book, amount: money.Money) -> str:
    return money.as_text(amount, book.bylaws.currency)


def _print(told: Mapping[str, Any]) -> None:
    print_arithmetic([*told.get('fund', []), *told.get('notes', [])])
    for member in told.get('members', []):
        typer.echo(f'{member["number"]:10} {member["name"]:28} {member["paid"]:>18}')
    for problem in told['problems']:
        typer.echo(problem, err=True)


def _left_in(texts: Sequence[str]) -> dict[str, int]:
    wanted = {}
    for text in texts:
        number, _equals, count = text.partition('=')
        if not number or not count.isdecimal() or len(count) > 6:
            wrong_use(f'{text!r} does not say who leaves how many shares. Write it as M2025-001=3.')
        wanted[number] = int(count)
    return wanted
