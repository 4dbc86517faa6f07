"""How what closes a loan with a schedule came about: its interest, its penalties, and what was paid, line by line.

For example 12,000.00 at 2 % a month in 4 equal instalments of 3,151.49 from 31 January, of which nothing is paid by
10 March, with 2 % of the overdue principal as a penalty, counted by days:

    31 January – 28 February      12,000.00 × 2 / 100 = 240.00                      240.00
    28 February – 10 March        12,000.00 × 2 / 100 × 10 / 31 = 77.419354…         77.42
    Penalty on instalment 1       2,911.49 × 2 / 100                                 58.23
    Still owed of the loan                                                       12,000.00
    Closes the loan                                                              12,375.65
"""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from rules import penalties, term_changes, term_loans
from rules.accruals import Borne, Span
from rules.accrued_loans import Accrued
from rules.explained import Explained, Figure, Line, Sum
from rules.money import Money
from rules.problems import N_
from rules.records import Loan, Movement
from rules.register_records import LoanProduct
from rules.repayment_plans import Plan
from rules.schedules import Instalment
from rules.term_loans import Course
from rules.terms import Terms


def closing(loan: Loan, movements: Iterable[Movement], on: date, product: LoanProduct | None) -> Explained:
    """What pays the loan off on a day. The lines before the last add up to it."""
    rows = list(movements)
    found, course = term_loans.standing(loan, rows, on, product), term_loans.course_of(loan, rows, on, product)
    arisen = term_loans.penalties_of(course, product, on)
    waived = term_changes.waived(loan.set_anew, on)
    asked_of_penalties = sum(each.amount for each in arisen)
    besides = [
        # What was paid ahead of a later correction stays to her credit, and is no more than what arose.
        (N_('Interest paid'), found.interest_owed - course.interest(on)),
        (N_('Waived'), -min(waived, asked_of_penalties)),
        (N_('Penalty paid'), found.penalty_owed - asked_of_penalties + min(waived, asked_of_penalties)),
        (N_('Fees'), found.fee_owed),
    ]
    of_interest = _accrued(course, on) if isinstance(course, Accrued) else _scheduled(course, loan, on)
    lines = [*of_interest, *map(penalties.line, arisen)]
    lines += [Line(label, Sum(amount)) for label, amount in besides if amount]
    lines.append(Line(N_('Still owed of the loan'), Sum(found.outstanding)))
    return Explained(found.owed, (*lines, Line(N_('Closes the loan'), Sum(found.owed))))


def _accrued(course: Accrued, on: date) -> Iterator[Line]:
    """The interest on what was really outstanding, period by period."""
    if course.before:
        yield Line(N_('Interest from before the instalments were set anew'), Sum(course.before))
    for span in course.spans(on):
        yield _of_span(span, course.accrual.agreed.terms)


def _of_span(span: Span, terms: Terms) -> Line:
    """What bore its interest, one after the other: 12,000.00 × 2 / 100 × 9 / 28 + 6,000.00 × 2 / 100 × 19 / 28."""
    pieces, values = [], dict[str, Figure](since=span.first, until=span.until)
    for place, part in enumerate(part for part in span.borne if part.rate):
        formula, named = _formula(part, terms, str(place))
        pieces.append(formula)
        values |= named
    if pieces:
        values['exact'] = Sum(sum((part.interest for part in span.borne), Fraction(0)))
    formula = f'{" + ".join(pieces)} = {{exact}}' if pieces else N_('as agreed')
    return Line('{since} – {until}', Sum(span.interest), formula, values)


def _formula(part: Borne, terms: Terms, name: str) -> tuple[str, dict[str, Figure]]:
    """The interest of a sum for some days, as a part of what the rate says."""
    share = part.rate * 100 / terms.rate
    values: dict[str, Figure] = {f'sum{name}': Sum(part.principal), 'rate': terms.rate}
    if share == 1:
        return f'{{sum{name}}} × {{rate}} / 100', values
    values |= {f'part{name}': share.numerator, f'whole{name}': share.denominator}
    return f'{{sum{name}}} × {{rate}} / 100 × {{part{name}}} / {{whole{name}}}', values


def _scheduled(course: Course, loan: Loan, on: date) -> Iterator[Line]:
    """The interest that the schedule asks by a day, and what has arisen since."""
    since, plan = loan.began, course.plan
    for row in course.rows:
        if row.due_on > on:
            break
        terms = course.terms
        if plan and row.due_on > plan.start:
            # The schedule in force begins on the day on which it was agreed on.
            since, terms = max(since, plan.start), plan.terms
        yield _of_row(row, since, terms)
        since = row.due_on
    if course.plan and (arisen := term_loans.arising(course.plan, on)):
        yield _of_span(_arising(course.plan, arisen, on), course.plan.terms)


def _of_row(row: Instalment, since: date, terms: Terms) -> Line:
    """The interest of an instalment; with its arithmetic where it is that of what was to be outstanding before it."""
    before = row.balance + row.principal
    borne = Borne(since, row.due_on, before, terms.period_rate(since, row.due_on))
    plain = terms.method != 'flat' and before and terms.rounded(borne.interest) == row.interest
    return _of_span(Span(since, row.due_on, (borne,) if plain else (), row.interest), terms)


def _arising(plan: Plan, arisen: Money, on: date) -> Span:
    """What arose since the last due day; with its arithmetic where nothing changed since."""
    rest, terms = plan.on(on), plan.terms
    running = rest.periods[0]
    whole = terms.part_month == 'started'
    rate = (
        running.rate
        if whole
        else terms.part_rate(running.first, running.due_on, running.first, min(on, running.due_on))
    )
    borne = Borne(running.first, on, rest.principal, rate)
    plain = terms.method != 'flat' and rate and terms.rounded(borne.interest) == arisen
    return Span(running.first, on, (borne,) if plain else (), arisen)
