"""The commands for a loan before its money is handed over: asked for, answered for, decided on; and the list of loans.

main.py apply group.xlsx --member M2025-001 --product P1 --amount 5000 --count 6 --guarantor M2025-002=2000
main.py guarantor group.xlsx --loan L2025-001 --member M2025-002 --accept
main.py application group.xlsx L2025-001 L2025-002 --approve
main.py record group.xlsx --kind loan --loan L2025-001 --amount 5000 --date 2025-03-05      its money is handed over
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from ulid import ULID

from actions import applications, guaranteeing
from actions.applications import Application, Verdict
from actions.guaranteeing import Pledge
from commands.books import opened
from commands.loan_texts import loan_as_json
from commands.options import By, EntryId, Json, On, Today, Wait, Workbook, person
from console import (
    amount_if_given,
    amount_of,
    arithmetic,
    day_it_is,
    day_of,
    line_of,
    print_arithmetic,
    saying_why,
    show,
    tell,
    wrong_use,
)
from reports.guarantees import guarantors_of
from reports.products import product_named
from rules import money, unknown
from rules.guarantors import State
from rules.problems import N_, Refused, refuse
from rules.records import APPROVED, REJECTED, WITHDRAWN
from rules.register_records import Guarantor
from sheets.book import Book
from sheets.words import language

Answer = dict[str, Any]
Exception_ = Annotated[
    str, typer.Option('--decision', metavar='NO', help='That by which she goes beyond what the bylaws ask.')
]


def apply(
    file: Workbook,
    product: Annotated[str, typer.Option(metavar='P1', help='On which terms.')],
    amount: Annotated[str, typer.Option(metavar='5000.00')],
    member: Annotated[str, typer.Option(metavar='NO', help='Who borrows; the group itself if not given.')] = '',
    count: Annotated[int | None, typer.Option(metavar='N', help='Instalments, if not those of the product.')] = None,
    instalment: Annotated[str, typer.Option(metavar='500.00', help='Where it is a fixed one.')] = '',
    purpose: Annotated[str, typer.Option(help='What it is for.')] = '',
    income: Annotated[str, typer.Option(metavar='8000.00', help='Of a month, where it is known.')] = '',
    guarantor: Annotated[
        list[str] | None,
        typer.Option(metavar='NO=AMOUNT', help='A member who is asked to answer for so much. Repeatable.'),
    ] = None,
    outsider: Annotated[
        list[str] | None,
        typer.Option(metavar='NAME=AMOUNT=PHONE=RELATION', help='Somebody else who is asked to. Repeatable.'),
    ] = None,
    decision: Exception_ = '',
    check: Annotated[bool, typer.Option('--check', help='Say whether she may borrow it, and record nothing.')] = False,
    entry_id: EntryId = '',
    date_: On = '',
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """Write an application for a loan down, and print its number; or say with every reason whether it can be."""
    day = day_it_is(today)
    with saying_why(), opened(file, day) as keeper, language(keeper.book().bylaws.language):
        book, currency = keeper.book(), keeper.book().bylaws.currency
        asked = Application(
            entry_id or str(ULID()), member, product, amount_of(amount, currency), day_of(date_, day), count,
            amount_if_given(instalment, currency), purpose,
            (*_members(guarantor or (), currency), *_outsiders(outsider or (), currency)),
            amount_if_given(income, currency), decision,
        )  # fmt: skip
        if check:
            tell(_checked(book, asked, day), None if json_ else _print_check)
            return
        loan = applications.apply(book, asked, person(by), datetime.now(UTC), day)
        saved = keeper.settle(wait)
        if json_:
            show({**loan_as_json(book, loan, day), 'in_workbook': saved})
        else:
            typer.echo(loan.number)


def application(
    file: Workbook,
    loans: Annotated[list[str], typer.Argument(metavar='NO...', help='The applications, all or none of them.')],
    approve: Annotated[bool, typer.Option('--approve', help='Another officer than who wrote it down.')] = False,
    amount: Annotated[str, typer.Option(metavar='4000.00', help='What is approved, if less than asked for.')] = '',
    reject: Annotated[str, typer.Option(metavar='REASON', help='The member reads why.')] = '',
    withdraw: Annotated[str, typer.Option(metavar='REASON', help='She does not want it any more.')] = '',
    decision: Exception_ = '',
    entry_id: EntryId = '',
    date_: On = '',
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """Approve, reject or withdraw applications for loans; prints how each stands."""
    if [approve, bool(reject), bool(withdraw)].count(True) != 1:
        wrong_use('Give one of --approve, --reject and --withdraw.')
    if amount and (not approve or len(loans) > 1):
        wrong_use('--amount goes with --approve and one application.')
    day = day_it_is(today)
    with saying_why(), opened(file, day) as keeper:
        book = keeper.book()
        status = APPROVED if approve else REJECTED if reject else WITHDRAWN
        sum_ = amount_if_given(amount, book.bylaws.currency)
        verdicts = [
            Verdict(
                number, status, _approved(book, number, sum_) if approve else money.ZERO, reject or withdraw, decision
            )
            for number in loans
        ]
        request, now = entry_id or str(ULID()), datetime.now(UTC)
        done = applications.decide(book, verdicts, day_of(date_, day), person(by), now, day, request)
        saved = keeper.settle(wait)
        for loan in done:
            if json_:
                show({**loan_as_json(book, loan, day), 'in_workbook': saved})
            else:
                typer.echo(f'{loan.number} {loan.status}')


def guarantor_(
    file: Workbook,
    loan: Annotated[str, typer.Option(metavar='NO', help='The loan that is applied for.')],
    member: Annotated[str, typer.Option(metavar='NO', help='Who answers.')] = '',
    name: Annotated[str, typer.Option(help='Of somebody who is not a member.')] = '',
    accept: Annotated[bool, typer.Option('--accept')] = False,
    decline: Annotated[bool, typer.Option('--decline')] = False,
    release: Annotated[bool, typer.Option('--release', help='Before the loan is given.')] = False,
    entry_id: EntryId = '',
    date_: On = '',
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """Write down that a guarantor accepts or declines, or is released; prints those of the loan."""
    if [accept, decline, release].count(True) != 1:
        wrong_use('Give one of --accept, --decline and --release.')
    if bool(member) == bool(name):
        wrong_use('Say who with --member or, of somebody who is none, with --name.')
    said: State = 'accepted' if accept else 'declined' if decline else 'released'
    day = day_it_is(today)
    with saying_why(), opened(file, day) as keeper:
        book, request = keeper.book(), entry_id or str(ULID())
        row = _guarantor(book, loan, member, name)
        guaranteeing.answer(book, row.id, said, day_of(date_, day), person(by), datetime.now(UTC), day, request)
        saved, found = keeper.settle(wait), book.loans[row.loan]
        told = loan_as_json(book, found, day)
        if json_:
            show({**told, 'in_workbook': saved})
        else:
            for each in told['guarantors']:
                typer.echo(f'{each["member"] or "-":10} {each["name"]:28} {each["amount"]:>14}  {each["status"]}')


guarantor_.__name__ = 'guarantor'
COMMANDS = (apply, guarantor_, application)


def _checked(book: Book, asked: Application, today: date) -> Answer:
    """Whether the loan can be applied for: every reason, the largest amount, and how it was computed."""
    currency, lines, largest = book.bylaws.currency, [], None
    if asked.member and book.member(asked.member) and product_named(book, asked.product):
        answer = applications.eligible(book, asked)
        lines = arithmetic(answer.lines, currency)
        largest = None if answer.largest is None else money.as_text(answer.largest, currency)
    problems = [line_of(problem) for problem in applications.problems_of_application(book, asked, today)]
    return {'eligible': not problems, 'largest': largest, 'lines': lines, 'problems': problems}


def _print_check(told: Mapping[str, Any]) -> None:
    print_arithmetic(told['lines'])
    for problem in told['problems']:
        typer.echo(problem, err=True)


def _approved(book: Book, number: str, sum_: money.Money | None) -> money.Money:
    """What is approved of an application: all that is asked for, unless less is said."""
    loan = book.loan(number)
    return sum_ if sum_ is not None else (loan.asked or money.ZERO) if loan else money.ZERO


def _guarantor(book: Book, number: str, member: str, name: str) -> Guarantor:
    """The row of a guarantor of a loan. Raises Refused."""
    loan = book.loan(number)
    if loan is None:
        raise Refused([unknown.no_loan(number)])
    asked = guarantors_of(book, loan.id)
    for row in asked:
        if row.member_number == member and (member or row.member_name.casefold() == name.strip().casefold()):
            return row
    raise refuse(
        N_('{name} was not asked to answer for the loan {loan}.'), N_('Choose one of: {choices}.'), about='guarantors',
        name=member or name, loan=number,
        choices=', '.join(row.member_number or row.member_name for row in asked) or '–',
    )  # fmt: skip


def _members(texts: Sequence[str], currency: str) -> list[Pledge]:
    found = []
    for text in texts:
        number, _equals, amount = text.partition('=')
        if not number or not amount:
            wrong_use(f'{text!r} does not say who answers for how much. Write it as M2025-002=2000.')
        found.append(Pledge(number, amount_of(amount, currency)))
    return found


def _outsiders(texts: Sequence[str], currency: str) -> list[Pledge]:
    found = []
    for text in texts:
        name, amount, phone, relation = [*text.split('='), '', '', ''][:4]
        if not name or not amount or text.count('=') > 3:
            wrong_use(f'{text!r} does not say who answers for how much. Write it as "Juma=2000=0712345678=brother".')
        found.append(Pledge('', amount_of(amount, currency), name, phone, relation))
    return found
