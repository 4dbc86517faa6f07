"""The commands of the merry-go-round: what was decided, the turns of a cycle, the payouts of its rounds.

main.py decision group.xlsx --kind swap --about C1 --member M2025-001 --member M2025-004 --for ... --reason ...
main.py rotation group.xlsx --open ballot --seed "5 March, 3 1 4" --first 2025-01-05
main.py payout group.xlsx --round C1/3 --member M2025-001 --pay 4000
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from ulid import ULID

from actions import decisions, payouts, rotation, rounds
from actions.decisions import NewDecision
from actions.payouts import Payment, Step
from actions.rounds import Collection
from actions.turn_orders import ORDERS, NewCycle, read_order
from commands.books import opened
from commands.options import By, EntryId, Json, On, Today, Wait, Workbook, person
from console import amount_if_given, amount_of, choice, day_it_is, day_of, line_of, saying_why, show, wrong_use
from reports import rotation as there
from rules import money
from rules.bylaw import FREQUENCIES
from rules.cycles import FREQUENCIES as EVERY
from rules.decisions import KINDS
from rules.records import MODES
from rules.register_records import Turn
from sheets.book import Book

SUMS = ('expected', 'collected', 'missing')


def decision(
    file: Workbook,
    kind: Annotated[str, choice(KINDS, help='What kind of decision it is.')],
    reason: Annotated[str, typer.Option(help='Why the group decided so.')],
    for_: Annotated[list[str] | None, typer.Option('--for', metavar='NO', help='Who was for it. Repeatable.')] = None,
    against: Annotated[list[str] | None, typer.Option(metavar='NO', help='Who was against it. Repeatable.')] = None,
    about: Annotated[
        str, typer.Option(metavar='ID', help='L2025-001 for a loan, C1 for a cycle, C1/3 for a round, 2025-03 …')
    ] = '',
    member: Annotated[list[str] | None, typer.Option(metavar='NO', help='Whom it concerns. Repeatable.')] = None,
    amount: Annotated[str, typer.Option(metavar='200.00')] = '',
    details: Annotated[str, typer.Option()] = '',
    date_: On = '',
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """Write down what the meeting decided, and print the number of the decision."""
    day = day_it_is(today)
    with saying_why(), opened(file, day) as keeper:
        book = keeper.book()
        sum_ = amount_of(amount, book.bylaws.currency) if amount else money.ZERO
        asked = NewDecision(
            str(ULID()), kind, day_of(date_, day), reason, tuple(for_ or ()), tuple(against or ()), _named(book, about),
            tuple(member or ()), sum_, details,
        )  # fmt: skip
        made = decisions.decide(book, asked, person(by), datetime.now(UTC), day)
        in_workbook = keeper.settle(wait)
        if json_:
            show({'number': made.number, 'kind': made.kind, 'about': made.about, 'in_workbook': in_workbook})
        else:
            typer.echo(made.number)


def rotation_(
    file: Workbook,
    open_: Annotated[str | None, choice(ORDERS, '--open', help='Open a cycle in this order.')] = None,
    seed: Annotated[str, typer.Option(help='Of the ballot, as it was agreed aloud.')] = '',
    places: Annotated[str, typer.Option(metavar='NO,NO+NO', help='By hand, or who shares a place.')] = '',
    first: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='The day of the first round.')] = '',
    every: Annotated[str, typer.Option(metavar='|'.join(FREQUENCIES), help='As in the bylaws if not given.')] = '',
    contribution: Annotated[str, typer.Option(metavar='1000.00', help='As in the bylaws if not given.')] = '',
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """Print the turns of the cycle that runs: the day, who gets the pot, what came in; or open the next cycle."""
    day = day_it_is(today)
    if every and every not in FREQUENCIES:
        wrong_use(f'{every!r} is none of: {", ".join(FREQUENCIES)}.')
    with saying_why(), opened(file, day) as keeper:
        book = keeper.book()
        if open_:
            sum_ = amount_if_given(contribution, book.bylaws.currency)
            asked = NewCycle(
                str(ULID()), open_, day_of(first, day), EVERY.get(every), sum_, read_order(places), seed
            )  # fmt: skip
            rotation.open_cycle(book, asked, person(by), datetime.now(UTC), day)
            keeper.settle(wait)
        lines = list(lines_of(book, day))
        found = there.current(book)
        if json_:
            show({'cycle': found.id if found else None, 'rounds': lines})
        else:
            print_rounds(lines)
        for problem in there.who_left(book, found) if found else ():
            typer.echo(line_of(problem), err=True)


def payout(
    file: Workbook,
    round_: Annotated[str, typer.Option('--round', metavar='C1/3', help='The round.')],
    member: Annotated[str, typer.Option(metavar='NO', help='Who brings, or gets the pot.')],
    bring: Annotated[str, typer.Option(metavar='1000.00', help='She brings this for the round.')] = '',
    request: Annotated[bool, typer.Option('--request', help='Ask for the pot.')] = False,
    approve: Annotated[bool, typer.Option('--approve', help='Approve the payout.')] = False,
    drop: Annotated[str, typer.Option(metavar='REASON', help='Reject it, or take the request back.')] = '',
    pay: Annotated[str, typer.Option(metavar='4000.00', help='Record it as paid.')] = '',
    decision_: Annotated[str, typer.Option('--decision', metavar='NO', help='That to pay short.')] = '',
    one_officer: Annotated[str, typer.Option(metavar='NO', help='The decision that one officer does both.')] = '',
    mode: Annotated[str, choice(MODES)] = 'cash',
    reference: Annotated[str, typer.Option(help='The number of the payment.')] = '',
    entry_id: EntryId = '',
    date_: On = '',
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """Take a step with the pot of a round: bring, ask, approve, pay; prints how the turn stands."""
    if [bool(bring), request, approve, bool(drop), bool(pay)].count(True) != 1:
        wrong_use('Give one of --bring, --request, --approve, --drop and --pay.')
    day, now, who, id_ = day_it_is(today), datetime.now(UTC), person(by), entry_id or str(ULID())
    with saying_why(), opened(file, day) as keeper:
        book, on = keeper.book(), day_of(date_, day)
        if bring:
            sums = {member: amount_of(bring, book.bylaws.currency)}
            rounds.collect(book, Collection(id_, round_, sums, on, mode), who, now, day)  # type: ignore[arg-type]
        elif pay:
            amount = amount_of(pay, book.bylaws.currency)
            asked = Payment(
                id_, round_, member, amount, on, mode, '', reference, '', decision_, one_officer,  # type: ignore[arg-type]
            )  # fmt: skip
            payouts.pay(book, asked, who, now, day)
        else:
            does = payouts.request if request else payouts.approve if approve else payouts.drop
            does(book, Step(id_, round_, member, on, drop), who, now, day)
        in_workbook = keeper.settle(wait)
        line = next(line for line in lines_of(book, day) if line['round'] == round_)
        if json_:
            show({**line, 'in_workbook': in_workbook})
        else:
            typer.echo(' '.join(f'{each["member"]} {each["status"]}' for each in line['to']))


rotation_.__name__ = 'rotation'
COMMANDS = (decision, rotation_, payout)


def _named(book: Book, about: str) -> str:
    """What a decision is about, as it is kept: a loan, which people call by its number, by its id."""
    loan = book.loan(about)
    return loan.id if loan else about


def lines_of(book: Book, on: date) -> Iterator[dict[str, Any]]:
    """The rounds of the cycle that runs for other programs: amounts as exact decimal text."""
    found = there.current(book)
    if found is None:
        return
    for each in there.schedule(book, found, on):
        turn = each.place.turn
        standing = there.standing(book, found, turn.number, on)
        rows = there.rows_of(book, found, turn.number)
        yield {
            'round': turn.id,
            'due_on': turn.on.isoformat(),
            'state': each.place.state,
            'expected': money.as_text(standing.expected, book.bylaws.currency),
            'collected': money.as_text(standing.collected, book.bylaws.currency),
            'missing': money.as_text(standing.expected - standing.collected, book.bylaws.currency),
            # Nobody owes for a round whose day is still to come.
            'owed_by': [
                {'member': book.members[member].number, 'amount': money.as_text(amount, book.bylaws.currency)}
                for member, amount in standing.missing.items()
                if turn.on < on
            ],
            'to': [_told(book, row, str(turn.parts[row.member]), standing.due.get(row.member, 0)) for row in rows],
        }


def print_rounds(lines: Iterable[dict[str, Any]]) -> None:
    """The rounds of a cycle for the terminal, under headings: what each expects, what came in and is missing, who gets
    the pot, and who owes for it."""
    sums = ' '.join(f'{name:>14}' for name in SUMS)
    typer.echo(f'{"round":8} {"day":10}  {"state":8} {sums}  for whom; owed by')
    for line in lines:
        sums = ' '.join(f'{line[name]:>14}' for name in SUMS)
        got = ', '.join(f'{each["member"]} {each["part"]}' for each in line['to'])
        owed = ', '.join(f'{each["member"]} {each["amount"]}' for each in line['owed_by'])
        typer.echo(f'{line["round"]:8} {line["due_on"]}  {line["state"]:8} {sums}  {got}{"; " if owed else ""}{owed}')


def _told(book: Book, row: Turn, part: str, due: money.Money) -> dict[str, Any]:
    currency = book.bylaws.currency
    paid = money.as_text(row.pot or 0, currency)
    told = {'member': row.member_number, 'name': row.member_name, 'part': part, 'status': row.status}
    return {**told, 'due': money.as_text(due, currency), 'paid': paid}
