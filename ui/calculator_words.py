"""The arithmetic of a computed loan in figures, so that anyone can do it again on paper.

    12,000.00 × 2 % = 240.00          the interest of a period: what is owed × the rate
    3,151.49 − 240.00 = 2,911.49      what of the instalment repays the loan
    12,000.00 − 2,911.49 = 9,088.51   what is owed afterwards

A rate is written as it is agreed, with what the day count makes of it: 24 % / 12, or 24 % × 31 / 365. What the left
side comes to is rounded as the terms say, which an arrow shows: 9,183.00 × 2 % = 183.66 → 184.00.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules.accruals import WITH_STEADY_INSTALMENTS
from rules.bylaws import decimal_text
from rules.day_counts import DAYS, DAYS_OF, MONTHS, WEEKS
from rules.explained import Sum, figure_text
from rules.money import ZERO, Amount, Money
from rules.schedules import Instalment, Period, Share, exact_instalment
from rules.terms import Terms
from sheets.words import N_, _, shown_amount, shown_money
from ui.calculator_computed import Early
from ui.calculator_typed import Asked

RULES = {
    'equal-instalments': N_(
        'Interest is counted on what is still owed. The instalment is the sum which, paid each time, leaves nothing '
        'owed at the end; what of it is not interest repays the loan.'
    ),
    'equal-principal': N_(
        'Each time the same part of the loan is repaid, and the interest on what was still owed besides.'
    ),
    'flat': N_('Interest is counted on the whole loan for all the time, and spread evenly over the instalments.'),
    'interest-only': N_('Each time only the interest is paid, and with the last instalment the whole loan.'),
    'fixed': N_(
        'Interest is counted on what is still owed. What of the agreed sum is not interest repays the loan.'
    ),
}  # fmt: skip
_RAISED = str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹')


@dataclass(frozen=True, slots=True)
class Step:
    """How the row of an instalment came about; each line is arithmetic in figures, or a word where there is none."""

    n: int
    interest: str
    principal: str
    balance: str


def rate_words(terms: Terms) -> str:
    """2 % a month, 24 % a year."""
    said = _('{rate} % a month') if terms.per == 'month' else _('{rate} % a year')
    return said.format(rate=decimal_text(terms.rate))


def rate_formula(terms: Terms, first: date, last: date, periods: int = 1) -> str:
    """The interest on 1.00 from one day to another, which are the ends of so many periods: 2 %, or 24 % × 31 / 365."""
    times = terms.every.number * periods
    unit = terms.every.unit
    if terms.day_count == 'none':
        if (terms.per, unit) == ('month', 'month'):
            return _times(_percent(terms), times)
        return f'{_times(_a_year(terms), times)} / {_periods_of_a_year(unit)}'
    if terms.day_count == '30/360':
        return f'{_a_year(terms)} × {times * DAYS_OF[unit]} / 360'
    return f'{_a_year(terms)} × {_years(terms.day_count, first, last)}'


def part_formula(terms: Terms, period: Period, on: date) -> str:
    """The interest on 1.00 of a period up to a day in it."""
    if terms.day_count not in ('none', '30/360'):
        return rate_formula(terms, period.first, on)
    return f'{rate_formula(terms, period.first, period.due_on)} × {share_of_days(period, on)}'


def share_of_days(period: Period, on: date) -> str:
    """Which days of a period have passed: 14 / 29."""
    return f'{(on - period.first).days} / {(period.due_on - period.first).days}'


def instalment_formula(asked: Asked, periods: list[Period]) -> str:
    """How the equal instalment came about, where all periods bear the same; nothing where there is no short way."""
    terms, currency = asked.terms, asked.currency
    paying = periods[terms.grace_principal :]
    if terms.method != 'equal-instalments' or len({period.rate for period in paying}) > 1:
        return ''
    instalment = exact_instalment(asked.principal, asked.start, terms)
    exact = result(instalment, terms.rounded_instalment(instalment), currency)
    lent, count = shown_amount(asked.principal, currency), len(paying)
    if not paying[0].rate:
        return f'{lent} / {count} = {exact}'
    power = str(count).translate(_RAISED)
    return f'{lent} × r / (1 − 1 / (1 + r){power}) = {exact}'


def whole_interest_formula(asked: Asked, periods: list[Period], shares: list[Share]) -> str:
    """How the interest of a flat loan came about, which is counted once for all the time."""
    if asked.terms.method != 'flat' or not (charged := [period for period in periods if period.rate]):
        return ''
    formula = rate_formula(asked.terms, charged[0].first, charged[-1].due_on, len(charged))
    total = sum(share.interest for share in shares)
    exact = asked.principal * sum((period.rate for period in charged), Fraction(0))
    return f'{shown_amount(asked.principal, asked.currency)} × {formula} = {result(exact, total, asked.currency)}'


def percent_of_period(period: Period, terms: Terms) -> str:
    """What a period bears: 2 %, or 10 % / 12 = 0.8333… %."""
    formula = rate_formula(terms, period.first, period.due_on)
    return formula if formula == _percent(terms) else f'{formula} = {figure_text(period.rate * 100, "", str)} %'


def result(exact: Fraction, rounded: Money, currency: str) -> str:
    """What a formula comes to, and what it is rounded to where that differs: 183.66 → 184.00."""
    said = shown_amount(rounded, currency)
    return said if exact == rounded else f'{figure_text(Sum(exact), currency, _without_sign)} → {said}'


def steps(asked: Asked, periods: list[Period], shares: list[Share], rows: list[Instalment]) -> Iterator[Step]:
    """The arithmetic of every row."""
    arithmetic = _Arithmetic(asked, periods, shares)
    waiting, before = ZERO, asked.principal
    for place, row in enumerate(rows):
        arisen = shares[place].interest
        interest = arithmetic.interest(place, before)
        if row.interest != arisen + waiting:
            interest = _('{sum}, paid later').format(sum=interest)
        elif waiting:
            interest = f'{interest}; + {arithmetic.written(waiting)} = {arithmetic.written(row.interest)}'
        waiting += arisen - row.interest
        balance = f'{arithmetic.difference(before, row.principal)} = {arithmetic.written(row.balance)}'
        yield Step(row.n, interest, arithmetic.principal(place, before), balance)
        before = row.balance


def closing_formula(asked: Asked, shares: list[Share], found: Early) -> str:
    """How the interest came about that closing early costs; nothing where interest of before waits besides."""
    period, cost, terms = found.period, found.cost, asked.terms
    by_days = found.part_month == 'days'
    if period is None or not period.rate or (terms.method == 'flat' and not by_days):
        return ''
    if terms.method == 'flat':
        part = Fraction((cost.on - period.first).days, (period.due_on - period.first).days)
        whole, formula = shares[period.n - 1].interest, share_of_days(period, cost.on)
    elif by_days:
        part = terms.part_rate(period.first, period.due_on, period.first, cost.on)
        whole, formula = cost.principal, part_formula(terms, period, cost.on)
    else:
        part, whole, formula = period.rate, cost.principal, rate_formula(terms, period.first, period.due_on)
    if terms.rounded(whole * part) != cost.interest:
        return ''
    return f'{shown_amount(whole, asked.currency)} × {formula} = {result(whole * part, cost.interest, asked.currency)}'


class _Arithmetic:
    """The lines of one loan."""

    def __init__(self, asked: Asked, periods: list[Period], shares: list[Share]) -> None:
        self.terms, self.lent, self.currency = asked.terms, asked.principal, asked.currency
        self.periods, self.shares = periods, shares
        self.charged = [place for place, period in enumerate(periods) if period.rate]
        self.paying = len(periods) - self.terms.grace_principal

    def written(self, amount: Money) -> str:
        return shown_amount(amount, self.currency)

    def difference(self, whole: Money, part: Money) -> str:
        return f'{self.written(whole)} − {self.written(part)}'

    def interest(self, place: int, before: Money) -> str:
        """What arises in a period, whenever it is paid."""
        share, period = self.shares[place], self.periods[place]
        if self.terms.rate and not period.rate:
            return _('free of interest')
        if self.terms.method == 'flat' and self.charged:
            return self._flat_interest(place)
        formula = f'{self.written(before)} × {rate_formula(self.terms, period.first, period.due_on)}'
        return f'{formula} = {result(before * period.rate, share.interest, self.currency)}'

    def principal(self, place: int, before: Money) -> str:
        """What a period repays."""
        share, terms = self.shares[place], self.terms
        if place < terms.grace_principal or (terms.method == 'interest-only' and not share.principal):
            return _('nothing of the loan')
        if share.principal == before:
            return _('{sum}, all that is left').format(sum=self.written(before))
        if terms.method in WITH_STEADY_INSTALMENTS or (terms.method == 'flat' and terms.instalment_multiple):
            whole = share.principal + share.interest
            return f'{self.difference(whole, share.interest)} = {self.written(share.principal)}'
        return self._spread([one.principal for one in self.shares], place, terms.grace_principal, self.paying)

    def _flat_interest(self, place: int) -> str:
        """The same part of the interest of all the time; the last period bears what rounding left of the whole."""
        charged = [self.periods[place] for place in self.charged]
        each = self.lent * sum((period.rate for period in charged), Fraction(0)) / len(charged)
        parts = [share.interest for share in self.shares]
        if parts[place] == self.terms.rounded(each):
            same = len({period.rate for period in charged}) == 1
            last, times = (charged[0], 1) if same else (charged[-1], len(charged))
            bears = rate_formula(self.terms, charged[0].first, last.due_on, times)
            formula = f'{self.written(self.lent)} × {bears}' + ('' if same else f' / {times}')
            return f'{formula} = {result(each, parts[place], self.currency)}'
        return f'{self.difference(sum(parts), sum(parts[:place]))} = {self.written(parts[place])}'

    def _spread(self, parts: list[Money], place: int, first: int, times: int) -> str:
        """A sum that is spread evenly: divided by the times, or what is left of it."""
        total = sum(parts)
        each = Fraction(total, times)
        if parts[place] == self.terms.rounded(each):
            return f'{self.written(total)} / {times} = {result(each, parts[place], self.currency)}'
        return f'{self.difference(total, sum(parts[first:place]))} = {self.written(parts[place])}'


def rounding_words(asked: Asked) -> str:
    """To which sums the results are rounded."""
    terms = asked.terms
    said = _('Interest is rounded to {sum}.').format(sum=shown_money(terms.rounding_unit, asked.currency))
    if not terms.instalment_multiple:
        return said
    more = _('The instalment is rounded to {sum}.').format(sum=shown_money(terms.instalment_multiple, asked.currency))
    return f'{said} {more}'


def _without_sign(amount: object) -> str:
    assert isinstance(amount, Amount)
    return shown_amount(amount.minor, amount.currency)


def _percent(terms: Terms) -> str:
    return f'{decimal_text(terms.rate)} %'


def _a_year(terms: Terms) -> str:
    return _times(_percent(terms), MONTHS) if terms.per == 'month' else _percent(terms)


def _times(formula: str, number: int) -> str:
    return formula if number == 1 else f'{formula} × {number}'


def _periods_of_a_year(unit: str) -> int:
    return {'month': MONTHS, 'week': WEEKS, 'day': DAYS}[unit]


def _years(day_count: str, first: date, last: date) -> str:
    """The days of the calendar as a part of the year; in a leap year of 366 days where these are counted."""
    if day_count != 'act/act':
        return f'{(last - first).days} / {364 if day_count == "act/364" else 365}'
    parts = []
    for year in range(first.year, last.year + 1):
        eve, end = date(year - 1, 12, 31), date(year, 12, 31)
        if days := (min(last, end) - max(first, eve)).days:
            parts.append(f'{days} / {(end - eve).days}')
    return parts[0] if len(parts) == 1 else f'({" + ".join(parts)})'
