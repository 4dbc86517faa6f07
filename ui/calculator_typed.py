"""What was typed into the loan calculator, or stands in its address, as a loan that can be computed; or why it cannot.

    asked = read({'principal': '12000', 'rate': '2', 'count': '4'}, bylaws, today)
    asked.principal, asked.start, asked.terms      12,000.00 from today in 4 instalments, the rest as the bylaws say
    asked.problems                                 empty; otherwise every reason, each about one field

The fields have the names of the terms they stand for, so that a reason finds its field.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from rules import money
from rules.bylaws import Bylaws, decimal_text
from rules.day_counts import DAY_COUNTS, PERS
from rules.money import PLAIN, ROUNDING_MODES, ZERO, Amount, Money
from rules.periods import EVERY_MONTH, Every, parse_every
from rules.problems import N_, Problem
from rules.running_loans import problems_of_day
from rules.schedules import problems_of_loan, schedule
from rules.terms import AS_MANY_AS_NEEDED, LATE_INTERESTS, METHODS, USUAL_LATE_INTEREST, LateInterest, Terms

ADDRESS = '/calculator'
USUAL_COUNT = 12
MOST_INSTALMENTS = 240
"""Twenty years of months; a page that shows more would be slow and read by nobody."""
EARLIEST_YEAR = 1900
LONGEST_NUMBER = 12

# What stands behind "Further settings".
FURTHER = (
    'grace_principal', 'grace_interest', 'interest_free', 'rounding_unit', 'rounding_mode', 'instalment_multiple',
    'day_count',
)  # fmt: skip
# What stands behind "Where instalments come late".
LATE = ('paid', 'late_interest')


@dataclass(frozen=True, slots=True)
class Asked:
    """A loan that somebody wants to see computed. `texts` is what stands in the fields.

    `paid` is how many instalments are paid on their day before the loan is paid off; None is all that are due by then.
    """

    texts: Mapping[str, str]
    usual: Mapping[str, str]
    currency: str
    principal: Money
    start: date
    terms: Terms
    pay_off: date | None
    paid: int | None
    late_interest: LateInterest
    problems: tuple[Problem, ...]

    def problems_about(self, field: str) -> list[Problem]:
        """What is wrong with one field."""
        return [problem for problem in self.problems if problem.about == field]

    @property
    def further(self) -> bool:
        """Whether one of the further settings is not as usual, or wrong."""
        return self._unusual(FURTHER)

    @property
    def late(self) -> bool:
        """Whether something is said of instalments that come late."""
        return self._unusual(LATE)

    def _unusual(self, names: Iterable[str]) -> bool:
        return any(self.texts[field] != self.usual[field] or self.problems_about(field) for field in names)

    def address(self, **changed: str) -> str:
        """The address of this loan, or of one that differs in some fields; what is as usual need not be named."""
        fields = {**self.texts, **changed}
        # The day it begins is named always: what is usual today is not what is usual tomorrow.
        named = {name: text for name, text in fields.items() if name == 'start' or text != self.usual.get(name, '')}
        return f'{ADDRESS}?{urlencode(named)}'


def read(given: Mapping[str, str], bylaws: Bylaws, today: date) -> Asked:
    """The loan that the fields of an address ask for; what they leave out is as usual in this group."""
    usual = _usual(bylaws, today)
    texts = {name: given.get(name, text).strip() for name, text in usual.items()}
    typed = _Reader(texts, bylaws.currency)
    principal, start, pay_off = typed.amount('principal'), typed.start('start'), typed.perhaps_day('pay_off')
    method = typed.choice('method', METHODS)
    terms = Terms(
        method=method,
        rate=typed.percent('rate'),
        per=typed.choice('per', PERS),
        count=typed.count(method),
        every=typed.every('every'),
        instalment=typed.amount('instalment') if method == 'fixed' else ZERO,
        day_count=typed.choice('day_count', DAY_COUNTS),
        rounding_unit=typed.amount('rounding_unit') if texts['rounding_unit'] else bylaws.rounding_unit,
        rounding_mode=typed.choice('rounding_mode', ROUNDING_MODES),
        instalment_multiple=typed.amount('instalment_multiple') if texts['instalment_multiple'] else None,
        grace_principal=typed.whole('grace_principal'),
        grace_interest=typed.whole('grace_interest'),
        interest_free=typed.whole('interest_free'),
        part_month=bylaws.part_month,
    )
    paid = typed.whole('paid') if texts['paid'] else None
    late_interest = typed.choice('late_interest', LATE_INTERESTS)
    problems = [*typed.problems, *_further_problems(typed, principal, start, terms, pay_off)]
    return Asked(texts, usual, bylaws.currency, principal, start, terms, pay_off, paid, late_interest, tuple(problems))


def _usual(bylaws: Bylaws, today: date) -> dict[str, str]:
    """The fields of the page as it opens: an example with the rate and the rounding of the group."""
    currency = bylaws.currency
    example = 50 * (bylaws.monthly_due or bylaws.share_price) or 10_000 * money.minor_units(currency)
    return {
        'principal': money.as_text(example, currency),
        'rate': decimal_text(bylaws.loan_rate_percent),
        'per': 'month',
        'count': str(USUAL_COUNT),
        'every': str(EVERY_MONTH),
        'method': 'equal-instalments',
        'instalment': '',
        'start': today.isoformat(),
        'grace_principal': '0',
        'grace_interest': '0',
        'interest_free': '0',
        'rounding_unit': money.as_text(bylaws.rounding_unit, currency),
        'rounding_mode': bylaws.rounding_mode,
        'instalment_multiple': '',
        'day_count': 'none',
        'pay_off': '',
        'paid': '',
        'late_interest': USUAL_LATE_INTEREST,
    }


def _further_problems(
    typed: '_Reader', principal: Money, start: date, terms: Terms, pay_off: date | None
) -> Iterable[Problem]:
    """What is wrong with a loan whose fields could be read. What could not be read is no reason of its own."""
    unread = {problem.about for problem in typed.problems}
    found = [
        problem
        for problem in problems_of_loan(principal, start, terms, lambda amount: Amount(amount, typed.currency))
        if problem.about not in unread
    ]
    yield from found
    if pay_off and 'start' not in unread:
        yield from problems_of_day(start, pay_off, 'pay_off')
    sound = not found and not unread
    if sound and not terms.count and len(schedule(principal, start, terms)) > MOST_INSTALMENTS:
        yield Problem(
            N_('With {instalment} each time the loan would need more than {most} instalments.'),
            N_('Agree on a larger instalment.'),
            {'instalment': Amount(terms.instalment, typed.currency), 'most': MOST_INSTALMENTS}, about='instalment',
        )  # fmt: skip


class _Reader:
    """Reads one field after the other and collects what is wrong with each; what is wrong stands as zero."""

    def __init__(self, texts: Mapping[str, str], currency: str) -> None:
        self.texts = texts
        self.currency = currency
        self.problems: list[Problem] = []

    def refuse(self, about: str, message: str, remedy: str, **values: object) -> None:
        text = self.texts[about]
        said = message if text else N_('This is missing.')
        self.problems.append(Problem(said, remedy, {'value': repr(text)[:60], **values}, about=about))

    def amount(self, field: str) -> Money:
        try:
            return money.parse(self.texts[field], self.currency)
        except ValueError:
            self.refuse(
                field, N_('{value} is not an amount.'),
                N_('Type digits, with at most {decimals} after the point, such as {example}.'),
                decimals=money.minor_digits(self.currency),
                example=money.as_text(200 * money.minor_units(self.currency), self.currency),
            )  # fmt: skip
            return ZERO

    def percent(self, field: str) -> Fraction:
        text = self.texts[field].removesuffix('%').strip()
        if len(text) <= LONGEST_NUMBER and PLAIN.fullmatch(text):
            return Fraction(text)
        self.refuse(field, N_('{value} is not a percentage.'), N_('Type digits, such as {example}.'), example='1.5')
        return Fraction(0)

    def whole(self, field: str) -> int:
        text = self.texts[field]
        if not text and field != 'count':
            return 0
        if len(text) <= LONGEST_NUMBER and text.isdecimal():
            return int(text)
        self.refuse(field, N_('{value} is not a whole number.'), N_('Type digits, such as {example}.'), example='3')
        return 0

    def count(self, method: str) -> int:
        if method == 'fixed' and not self.texts['count']:
            return AS_MANY_AS_NEEDED
        wrong_before = len(self.problems)
        count = self.whole('count')
        if len(self.problems) == wrong_before and not 1 <= count <= MOST_INSTALMENTS:
            self.refuse(
                'count', N_('A loan has from 1 to {most} instalments, not {count}.'),
                N_('Correct the number of instalments.'), most=MOST_INSTALMENTS, count=count,
            )  # fmt: skip
        return count

    def every(self, field: str) -> Every:
        try:
            return parse_every(self.texts[field])
        except ValueError:
            self.refuse(
                field, N_('Instalments cannot follow each other every {every}.'), N_('Write it as 1 month or 2 weeks.'),
                every=self.texts[field][:60],
            )  # fmt: skip
            return EVERY_MONTH

    def choice(self, field: str, choices: Iterable[str]) -> Any:
        text, known = self.texts[field], tuple(choices)
        if text in known:
            return text
        self.refuse(field, N_('{value} is not among the choices.'), N_('Choose one of the list.'))
        return known[0]

    def start(self, field: str) -> date:
        day = self.day(field)
        if day.year < EARLIEST_YEAR:
            self.refuse(field, N_('The loan begins too early to be counted.'), N_('Correct its date.'))
        return day

    def perhaps_day(self, field: str) -> date | None:
        return self.day(field) if self.texts[field] else None

    def day(self, field: str) -> date:
        try:
            return date.fromisoformat(self.texts[field])
        except ValueError:
            self.refuse(field, N_('{value} is not a date.'), N_('Write it as 2025-03-31.'))
            return date(2000, 1, 1)
