"""What the commands share: days and amounts from the terminal, refusals as lines, exit codes. It opens no book.

Exit codes: 0 done, 1 refused or problems found, 2 wrong use.
"""

import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NoReturn

import typer

from rules import money
from rules.bylaws import read_percent
from rules.explained import Line
from rules.periods import Every, Month, month_of, parse_every, parse_month
from rules.problems import N_, Problem, Refused, refuse
from sheets.words import _, shown

REFUSED, WRONG_USE = 1, 2


def day_it_is(text: str) -> date:
    """The day that was given, or that of the clock."""
    return day_of(text, datetime.now().astimezone().date())


def day_of(text: str, otherwise: date) -> date:
    """A day from its text, or the other one when there is none. Leaves with wrong use."""
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        wrong_use(f'{text!r} is not a date. Write it as 2025-03-31.')


def month_of_option(text: str | None, today: date) -> Month:
    """A month from its text, or that of today. Leaves with wrong use."""
    try:
        return parse_month(text) if text else month_of(today)
    except ValueError:
        wrong_use(f'{text!r} is not a month. Write it as 2025-03.')


def range_of(start: str, end: str) -> tuple[date, date]:
    """The first and the last day of a range. Leaves with wrong use."""
    first, last = day_of(start, date.min), day_of(end, date.max)
    if first > last:
        wrong_use(f'The range begins on {first}, after its end on {last}. Exchange them.')
    return first, last


def amount_of(text: str, currency: str) -> money.Money:
    """An amount in minor units. Raises Refused."""
    try:
        return money.parse(text, currency)
    except ValueError:
        raise refuse(
            N_('{value} is not an amount.'), N_('Type digits, such as {example}.'), value=repr(text)[:60],
            example='200.00',
        ) from None  # fmt: skip


def amount_if_given(text: str | None, currency: str) -> money.Money | None:
    """The same of an option that may be left out."""
    return amount_of(text, currency) if text else None


def percent_of(text: str, option: str) -> Fraction:
    """A percentage from the text of an option. Leaves with wrong use."""
    try:
        return read_percent(text)
    except ValueError:
        wrong_use(f'{option} {text!r} is not a percentage. Write it as 12 or 7.5.')


def every_of(text: str) -> Every:
    """How often, from the text of an option. Leaves with wrong use."""
    try:
        return parse_every(text)
    except ValueError:
        wrong_use(f'{text!r} is not so often. Write it as "1 month", "2 weeks" or "10 days".')


@contextmanager
def saying_why() -> Iterator[None]:
    """A refusal goes to stderr, a line a reason, with exit code 1."""
    try:
        yield
    except Refused as refused:
        for problem in refused.problems:
            typer.echo(line_of(problem), err=True)
        raise typer.Exit(REFUSED) from None


def one_of(choices: Collection[str]) -> Callable[[str], str]:
    """Reads an option that must be one of some words; anything else is wrong use."""

    def read(text: str) -> str:
        if text not in choices:
            raise typer.BadParameter(f'{text!r} is none of: {", ".join(choices)}.')
        return text

    return read


def choice(choices: Collection[str], *names: str, help: str = '') -> Any:
    """An option that must be one of some words, which its help shows."""
    return typer.Option(*names, parser=one_of(choices), metavar='|'.join(choices), help=help)


def line_of(problem: Problem) -> str:
    """A problem as one line: where, what, what to do."""
    said = problem.said(_, shown)
    return f'{problem.place}: {said}' if problem.place else said


def wrong_use(why: str) -> NoReturn:
    """Say it and leave."""
    typer.echo(why, err=True)
    raise typer.Exit(WRONG_USE)


def show(answer: Mapping[str, Any]) -> None:
    """Print an object as a line of JSON, at once."""
    typer.echo(json.dumps(answer, ensure_ascii=False))
    sys.stdout.flush()


def tell_all(rows: Sequence[Mapping[str, Any]], names: Sequence[str], json_: bool) -> None:
    """A list: a table of these columns for people, or a JSON object a line for other programs."""
    if not json_:
        print_table([{name: row.get(name) for name in names} for row in rows], names)
    for row in rows if json_ else ():
        show(row)


def print_table(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    """Rows under headings, as wide as they need; figures end at the same place. What is absent is left empty."""
    texts = [['' if row[name] is None else str(row[name]) for name in names] for row in rows]
    lines = [[name.replace('_', ' ') for name in names], *texts]
    widths = [max(len(line[place]) for line in lines) for place in range(len(names))]
    figures = [all(_is_figure(text[place]) for text in texts) for place in range(len(names))]
    for line in lines if rows else []:
        cells = (
            text.rjust(width) if figure else text.ljust(width)
            for text, width, figure in zip(line, widths, figures, strict=True)
        )  # fmt: skip
        typer.echo('  '.join(cells).rstrip())


def _is_figure(text: str) -> bool:
    return not text or text.removeprefix('-').replace('.', '', 1).isdecimal()


def arithmetic(lines: Iterable[Line], currency: str) -> list[dict[str, str]]:
    """The lines that lead to a figure, for other programs and for `print_arithmetic`."""
    return [line.said(currency, _, shown)._asdict() for line in lines]


def print_arithmetic(lines: Iterable[Mapping[str, str]]) -> None:
    """The same for the terminal: what it is, how much, and how it was computed."""
    for line in lines:
        typer.echo(f'{line["label"]:39} {line["value"]:>18}  {line["formula"]}')


def tell(answer: Mapping[str, Any], in_words: Callable[[Mapping[str, Any]], None] | None) -> None:
    """Print an object in words, or as JSON without them; leaves with "refused" where it names problems."""
    (in_words or show)(answer)
    if answer['problems']:
        raise typer.Exit(REFUSED)
