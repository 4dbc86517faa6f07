"""The command that computes a loan: its schedule, how it stands on a day, what is overdue, what paying off costs.

It needs no book. Every convention is an option, so that a schedule printed elsewhere can be recomputed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Annotated, Any

import typer

from console import choice, day_it_is, day_of, every_of, saying_why, show, wrong_use
from rules import prepayment, running_loans, schedules
from rules.bylaws import PART_MONTHS
from rules.day_counts import DAY_COUNTS, PERS
from rules.money import GROUPED_AS_LAKHS, GROUPED_BY_THREE, ROUNDING_MODES, Money
from rules.problems import N_, Problem, Refused
from rules.running_loans import Overdue, Payment, PayOff, Ways
from rules.schedules import Instalment
from rules.terms import (
    AS_MANY_AS_NEEDED,
    LATE_INTERESTS,
    METHODS,
    USUAL_LATE_INTEREST,
    Terms,
    problems_of_count,
)
from sheets.words import _, shown

MOST_DECIMALS = 6
# What is below zero is read here, so that it is refused in words.
NUMBERS = (re.compile(r'-?\d+(\.\d+)?'), GROUPED_BY_THREE, GROUPED_AS_LAKHS)


@dataclass
class Typed:
    """Amounts and percentages as they were typed, read with the decimals of the currency; what is wrong is kept."""

    decimals: int
    problems: list[Problem] = field(default_factory=list)

    def amount(self, text: str, about: str) -> Money:
        """An amount in minor units, or 0 where it is none."""
        exact = self.number(text, about) * 10**self.decimals
        if exact.denominator != 1:
            self.problems.append(Problem(
                N_('{value} has more than {decimals} decimals.'), N_('Round it, or give more --decimals.'),
                {'value': text.strip(), 'decimals': self.decimals}, about=about,
            ))  # fmt: skip
            return 0
        return int(exact)

    def number(self, text: str, about: str) -> Fraction:
        """A decimal number, with or without grouping."""
        typed = text.strip()
        if not _is_number(typed):
            self.problems.append(Problem(
                N_('{value} is not an amount.'), N_('Type digits, such as {example}.'),
                {'value': repr(text)[:60], 'example': '200.00'}, about=about,
            ))  # fmt: skip
            return Fraction(0)
        return Fraction(typed.replace(',', ''))

    def written(self, amount: Money) -> str:
        """An amount as exact decimal text."""
        digits = f'{abs(amount):0{self.decimals + 1}d}'
        point = len(digits) - self.decimals
        return f'{"-" if amount < 0 else ""}{digits[:point]}{"." if self.decimals else ""}{digits[point:]}'


def loan(
    principal: Annotated[str, typer.Option(metavar='10000', help='What is lent.')],
    rate: Annotated[str, typer.Option(metavar='2', help='The interest in percent.')],
    per: Annotated[str, choice(PERS, help='What the rate is counted per.')] = 'month',
    count: Annotated[int | None, typer.Option(metavar='N', help='How many instalments.')] = None,
    every: Annotated[
        str, typer.Option(metavar='"1 month"', help='How often: so many days, weeks or months.')
    ] = '1 month',
    method: Annotated[str, choice(METHODS, help='How it is repaid.')] = 'equal-instalments',
    instalment: Annotated[str | None, typer.Option(metavar='500', help='The sum of a fixed instalment.')] = None,
    start: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='The day it is given; today if not given.')] = '',
    day_count: Annotated[str, choice(DAY_COUNTS, help='How days are counted.')] = 'none',
    decimals: Annotated[int, typer.Option(min=0, max=MOST_DECIMALS, help='Of the currency.')] = 2,
    rounding: Annotated[str, choice(ROUNDING_MODES, help='Of interest and amounts.')] = 'half-up',
    instalment_rounding: Annotated[
        str | None, choice(ROUNDING_MODES, help='Of the computed instalment, if otherwise.')
    ] = None,
    instalment_multiple_of: Annotated[
        str | None, typer.Option(metavar='1', help='The computed instalment is a multiple of this sum.')
    ] = None,
    money_multiple_of: Annotated[
        str | None, typer.Option(metavar='100', help='Every amount is a multiple of this sum.')
    ] = None,
    grace_principal: Annotated[int, typer.Option(metavar='N', help='The first N instalments repay nothing.')] = 0,
    grace_interest: Annotated[
        int, typer.Option(metavar='N', help='The first N ask no interest; it is paid with the one after.')
    ] = 0,
    interest_free: Annotated[int, typer.Option(metavar='N', help='In the first N periods no interest arises.')] = 0,
    paid: Annotated[
        list[str] | None, typer.Option(metavar='DATE=AMOUNT', help='What was paid. Repeatable.')
    ] = None,
    pay_off: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='What paying off costs on that day.')] = '',
    part_month: Annotated[
        str | None,
        choice(
            PART_MONTHS,
            help='A started period counts whole, or by its days. If not given: whole when it is paid off, by its days '
            'with --on.',
        ),
    ] = None,
    late_interest: Annotated[
        str,
        choice(
            LATE_INTERESTS,
            help='What who pays late owes: the interest as scheduled; or on what is outstanding, as long as it is, or '
            'until the last due day.',
        ),
    ] = USUAL_LATE_INTEREST,
    paid_ahead: Annotated[
        str, choice(prepayment.RULES, help='What becomes of the rest when more is paid than is due.')
    ] = prepayment.USUAL,
    on: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='How it stands on that day.')] = '',
    json_: Annotated[bool, typer.Option('--json', help='Print a JSON object.')] = False,
) -> None:  # fmt: skip
    """Compute a loan: its instalments, what is overdue on a day, what paying it off costs."""
    if (method == 'fixed') != (instalment is not None):
        wrong_use('--method fixed and --instalment go together.')
    if count is None and method != 'fixed':
        wrong_use('Say how many instalments with --count; only a fixed instalment goes without.')
    typed = Typed(decimals, [] if count is None else list(problems_of_count(count)))
    terms = Terms(
        method=method,  # type: ignore[arg-type]
        rate=typed.number(rate, 'rate'),
        per=per,  # type: ignore[arg-type]
        count=AS_MANY_AS_NEEDED if count is None else count,
        every=every_of(every),
        instalment=typed.amount(instalment or '0', 'instalment'),
        day_count=day_count,  # type: ignore[arg-type]
        rounding_unit=1 if money_multiple_of is None else typed.amount(money_multiple_of, 'rounding_unit'),
        rounding_mode=rounding,  # type: ignore[arg-type]
        instalment_multiple=_optional(typed, instalment_multiple_of),
        instalment_mode=instalment_rounding,  # type: ignore[arg-type]
        grace_principal=grace_principal,
        grace_interest=grace_interest,
        interest_free=interest_free,
        part_month=part_month or ('days' if on or not pay_off else 'started'),  # type: ignore[arg-type]
    )
    asked = Asked(
        typed, typed.amount(principal, 'principal'), day_it_is(start), terms, tuple(_payments(typed, paid or [])),
        on=_day(on), pay_off=_day(pay_off), ways=Ways(late_interest, paid_ahead),  # type: ignore[arg-type]
    )  # fmt: skip
    with saying_why():
        if problems := list(asked.problems()):
            raise Refused(problems)
        answer = asked.answer()
    if json_:
        show(answer.as_json(typed))
    else:
        for line in answer.lines(typed):
            typer.echo(line)


COMMANDS = (loan,)


@dataclass(frozen=True)
class Asked:
    """What somebody wants to know of a loan; the days are None where nothing is asked about them."""

    typed: Typed
    principal: Money
    start: date
    terms: Terms
    payments: tuple[Payment, ...]
    on: date | None
    pay_off: date | None
    ways: Ways

    def problems(self) -> Iterator[Problem]:
        """Every reason why there is no answer."""
        # What could not be read stands as zero here, which is no reason of its own.
        unread = {problem.about for problem in self.typed.problems}
        found = list(schedules.problems_of_loan(self.principal, self.start, self.terms, self.typed.written))
        found = [*self.typed.problems, *(problem for problem in found if problem.about not in unread)]
        for about, day in (('on', self.on), ('pay_off', self.pay_off)):
            if day is not None:
                found += running_loans.problems_of_day(self.start, day, about)
        yield from found
        if 'paid' not in unread:
            yield from running_loans.problems_of_payments(
                self.principal, self.start, self.terms, self.payments, self.typed.written,
                ways=self.ways, sound=not found,
            )  # fmt: skip

    def answer(self) -> 'Answer':
        """The schedule, and what was asked besides."""
        loan_asked = (self.principal, self.start, self.terms)
        on = self.on
        if self.payments and not (on or self.pay_off):
            on = max(payment.on for payment in self.payments)
        answer = Answer(schedules.schedule(*loan_asked), schedules.regular_instalment(*loan_asked))
        if on:
            standing = running_loans.running(*loan_asked, self.payments, on, self.ways)
            answer.rows, answer.overdue = standing.rows(on), standing.overdue(on)
        if self.pay_off:
            standing = running_loans.running(*loan_asked, self.payments, self.pay_off, self.ways)
            answer.pay_off = standing.pay_off(self.pay_off)
        return answer


@dataclass
class Answer:
    """What the command prints."""

    rows: list[Instalment]
    instalment: Money | None
    overdue: Overdue | None = None
    pay_off: PayOff | None = None

    def as_json(self, typed: Typed) -> dict[str, Any]:
        """The shape for other programs: amounts as exact decimal text, days in ISO form."""
        written = typed.written
        answer: dict[str, Any] = {
            'rows': [
                {'n': row.n, 'due': row.due_on.isoformat(), 'principal': written(row.principal),
                 'interest': written(row.interest), 'total': written(row.total), 'balance': written(row.balance)}
                for row in self.rows
            ],
            'total_interest': written(sum(row.interest for row in self.rows)),
            'total': written(sum(row.total for row in self.rows)),
            'instalment': None if self.instalment is None else written(self.instalment),
        }  # fmt: skip
        if self.overdue:
            answer['overdue'] = {'on': self.overdue.on.isoformat(), **_sums(self.overdue, typed), 'rows': [
                {'n': due.n, 'due': due.due_on.isoformat(), 'principal': written(due.principal),
                 'interest': written(due.interest), 'total': written(due.total)}
                for due in self.overdue.dues
            ]}  # fmt: skip
        if self.pay_off:
            answer['pay_off'] = {'on': self.pay_off.on.isoformat(), **_sums(self.pay_off, typed)}
        return answer

    def lines(self, typed: Typed) -> Iterator[str]:
        """The same to be read."""
        written = typed.written
        yield _line('', _('Due'), _('Principal'), _('Interest'), _('Total'), _('Balance'))
        for row in self.rows:
            yield _line(
                row.n, row.due_on, written(row.principal), written(row.interest), written(row.total),
                written(row.balance),
            )  # fmt: skip
        sums = [sum(row.principal for row in self.rows), sum(row.interest for row in self.rows)]
        yield _line('', _('All'), *map(written, sums), written(sum(sums)))
        if self.overdue:
            yield _('Overdue on {day}: {total}, of it principal {principal}, interest {interest}.').format(
                day=shown(self.overdue.on), **_sums(self.overdue, typed)
            )
        if self.pay_off:
            yield _('Paying off on {day} costs {total}: principal {principal}, interest {interest}.').format(
                day=shown(self.pay_off.on), **_sums(self.pay_off, typed)
            )


def _sums(found: Overdue | PayOff, typed: Typed) -> dict[str, str]:
    return {name: typed.written(getattr(found, name)) for name in ('principal', 'interest', 'total')}


def _line(n: object, day: object, *cells: str) -> str:
    return f'{n!s:>4}  {day!s:10}' + ''.join(f'  {cell:>14}' for cell in cells)


def _is_number(text: str) -> bool:
    return any(form.fullmatch(text) for form in NUMBERS)


def _day(text: str) -> date | None:
    return day_of(text, date.min) if text else None


def _optional(typed: Typed, text: str | None) -> Money | None:
    return None if text is None else typed.amount(text, 'instalment_multiple')


def _payments(typed: Typed, told: list[str]) -> Iterator[Payment]:
    for text in told:
        day, sign, amount = text.partition('=')
        if not (sign and day.strip() and _is_number(amount.strip())):
            wrong_use(f'{text!r} is not a payment. Write it as 2025-03-31=500.00.')
        yield Payment(day_of(day.strip(), date.min), typed.amount(amount, 'paid'))
