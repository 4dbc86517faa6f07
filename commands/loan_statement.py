"""The command that prints the statement of one loan, or writes it as PDF."""

from pathlib import Path
from typing import Annotated, Any

import typer

from commands.books import opened, refuse_to_overwrite
from console import choice, day_it_is, day_of, saying_why, show, wrong_use
from reports.loan_statement import LoanStatement, loan_paper, loan_statement
from rules import money, standings
from rules.problems import N_, refuse
from sheets.words import LANGUAGES, _, language, shown_amount


def statement_of_loan(
    file: Annotated[Path, typer.Argument(metavar='FILE.xlsx', help='The workbook of the group.')],
    loan: Annotated[str, typer.Option(metavar='NO', help='The number of the loan.')],
    on: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='How it stands on that day; today if not given.')] = '',
    output: Annotated[
        Path | None, typer.Option('--output', '-o', metavar='OUT.pdf', help='Write it, and print nothing.')
    ] = None,
    language_: Annotated[str | None, choice(LANGUAGES, '--language')] = None,
    json_: Annotated[bool, typer.Option('--json', help='Print a JSON object.')] = False,
) -> None:
    """The statement of one loan: its instalments, what is left of each, and what closes it on a day."""
    if output and output.suffix.lower() != '.pdf':
        wrong_use(f'{output.name} is not a PDF. End its name with .pdf.')
    today = day_it_is('')
    with saying_why(), opened(file, today) as keeper:
        book = keeper.book()
        found, day = book.loan(loan), day_of(on, today)
        if found is None or found.given_on is None:
            raise refuse(N_('There is no loan {loan} that was given.'), N_('Check the number.'), 'loan', loan=loan)
        if day < found.began:
            raise refuse(
                N_('The loan {loan} was given on {given}; {day} lies before that.'), N_('Correct the date.'), 'date',
                loan=loan, given=found.began, day=day,
            )  # fmt: skip
        with language(language_ or book.bylaws.language):
            made = loan_statement(book, found, day)
            if output:
                refuse_to_overwrite(output, file)
                output.write_bytes(loan_paper(book, found, day, today))
            if json_:
                show(as_json(made, book.bylaws.currency))
            elif not output:
                for line in lines_of(made, book.bylaws.currency):
                    typer.echo(line)


def as_json(made: LoanStatement, currency: str) -> dict[str, Any]:
    """The statement for other programs: amounts as exact decimal text."""
    standing = made.standing
    sums = {
        'lent': standing.lent, 'outstanding': standing.outstanding, 'due': standings.due(standing, made.on),
        'interest_owed': standing.interest_owed, 'fees_owed': standing.fee_owed, 'penalty_owed': standing.penalty_owed,
        'closes_it': standing.owed,
    }  # fmt: skip
    return {
        'loan': made.loan.number,
        'name': made.loan.member_name,
        'on': made.on.isoformat(),
        'status': standing.status,
        **{name: money.as_text(amount, currency) for name, amount in sums.items()},
        'instalments': [
            {
                'n': each.asked.n, 'due': each.asked.due_on.isoformat(), 'state': each.state,
                **{
                    name: money.as_text(amount, currency)
                    for name, amount in (
                        ('principal', each.asked.principal), ('interest', each.asked.interest),
                        ('fee', each.asked.fee), ('penalty', each.asked.penalty), ('total', each.asked.total),
                        ('left', each.left.total),
                    )
                },
            }
            for each in made.instalments
        ],
    }  # fmt: skip


def lines_of(made: LoanStatement, currency: str) -> list[str]:
    """The statement to be read in a terminal."""
    lines = [f'{made.loan.number} {made.loan.member_name}, {made.on}: {made.standing.status}']
    if made.instalments:
        due, asked, left, status = _('Due'), _('Instalment'), _('Left'), _('Status')
        lines.append(f'{"":4}  {due:10}  {asked:>14}  {left:>14}  {status}')
    lines += [
        f'{each.asked.n:>4}  {each.asked.due_on}  {shown_amount(each.asked.total, currency):>14}  '
        f'{shown_amount(each.left.total, currency):>14}  {each.state}'
        for each in made.instalments
    ]
    closes = _('What closes it')
    return [*lines, f'{closes}: {shown_amount(made.standing.owed, currency)}']


COMMANDS = (statement_of_loan,)
