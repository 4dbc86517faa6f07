"""What a bank lends a self help group: its corpus, the doses, and since when the group is active.

In the words of the banks:

    A group that has been active by its books for six months may be linked. Its corpus is what the members saved with
    the revolving fund and the grants. The first dose is a multiple of the corpus or a sum, whichever is more; the
    second is a larger multiple or sum; from the third on the sum is the least, and the group's micro credit plan says
    how much it is.

For example under the doses of 2021 a group with savings of 18,000, a revolving fund of 15,000 and no grants:

    corpus        18,000 + 15,000 = 33,000
    first dose    6 × 33,000 = 198,000, which is more than 150,000
    second dose   8 × 33,000 = 264,000 is less than 300,000: 300,000
    third dose    600,000 or more, by the plan

The doses change with each circular, so they are a table with dates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules.explained import Explained, Figure, Line, Sum
from rules.money import ZERO, Amount, Money, rounded
from rules.periods import months_later
from rules.problems import N_, Problem

LAKH: Money = 100_000_00
LEAST_MONTHS_ACTIVE = 6


@dataclass(frozen=True, slots=True)
class Dose:
    """The most of `multiplier` times the corpus and `least`; `by_plan` where `least` is where the plan begins."""

    least: Money = ZERO
    multiplier: Fraction = Fraction(0)
    by_plan: bool = False


@dataclass(frozen=True, slots=True)
class Scheme:
    """The doses of a programme from a day on; a dose after the last is like the last."""

    name: str
    since: date
    doses: tuple[Dose, ...]


# Master circulars of the Reserve Bank of India on DAY-NRLM; NULM is the programme for towns.
SCHEMES = (
    Scheme(
        'DAY-NRLM',
        date(2018, 7, 3),
        (
            Dose(1 * LAKH, Fraction(6)),
            Dose(2 * LAKH, Fraction(8)),
            Dose(3 * LAKH, by_plan=True),
            Dose(5 * LAKH, by_plan=True),
        ),
    ),
    Scheme(
        'DAY-NRLM',
        date(2021, 4, 1),
        (
            Dose(3 * LAKH // 2, Fraction(6)),
            Dose(3 * LAKH, Fraction(8)),
            Dose(6 * LAKH, by_plan=True),
        ),
    ),
    Scheme('NULM', date(2013, 9, 24), (Dose(multiplier=Fraction(4)),)),
)


def corpus(savings: Money, revolving_fund: Money, grants: Money) -> Explained:
    """What the bank takes as the group's own money, in minor units."""
    total = savings + revolving_fund + grants
    values = {'savings': Sum(savings), 'fund': Sum(revolving_fund), 'grants': Sum(grants)}
    return Explained(total, (Line(N_('Corpus'), Sum(total), '{savings} + {fund} + {grants}', values),))


def scheme_on(name: str, day: date, schemes: Iterable[Scheme] = SCHEMES) -> Scheme | None:
    """The doses of a programme that count on a day; None before its first circular."""
    begun = [scheme for scheme in schemes if scheme.name == name and scheme.since <= day]
    return max(begun, key=lambda scheme: scheme.since, default=None)


def dose(number: int, corpus: Money, scheme: Scheme, plan: Money = ZERO) -> Explained:
    """How much a group may get as its first, second ... dose; `plan` is the sum of its micro credit plan."""
    found = scheme.doses[min(number, len(scheme.doses)) - 1]
    lines = []
    if found.multiplier:
        times = rounded(found.multiplier * corpus, mode='down')
        values: dict[str, Figure] = {'times': found.multiplier, 'corpus': Sum(corpus)}
        lines.append(Line(N_('By the corpus'), Sum(times), '{times} × {corpus}', values))
    if found.by_plan:
        lines.append(Line(N_('By the micro credit plan'), Sum(plan)))
    if found.least:
        lines.append(Line(N_('At least'), Sum(found.least)))
    most = max(line.value.minor for line in lines if isinstance(line.value, Sum))
    result = rounded(Fraction(most))
    return Explained(result, (*lines, Line(N_('Dose'), Sum(result), N_('the most of these'))))


def problems_of_linkage(
    number: int, amount: Money, corpus: Money, scheme: Scheme | None, active_since: date, on: date, plan: Money = ZERO
) -> Iterable[Problem]:
    """Why a bank will not lend this sum to the group now. `active_since` is the first day in its books."""
    since = months_later(active_since, LEAST_MONTHS_ACTIVE)
    if on < since:
        yield Problem(
            N_('By its books the group is active since {day}; a bank asks for {months} months.'),
            N_('Apply from {since} on.'), {'day': active_since, 'months': LEAST_MONTHS_ACTIVE, 'since': since},
            about='date',
        )  # fmt: skip
    if scheme is None:
        yield Problem(
            N_('No doses are known for {day}.'), N_('Correct the date, or choose another programme.'), {'day': on},
            about='date',
        )  # fmt: skip
    elif amount > (most := dose(number, corpus, scheme, plan).result):
        yield Problem(
            N_('Dose {number} is {most}; {amount} is more.'), N_('Apply for at most that, or raise the corpus.'),
            {'number': number, 'most': Amount(most, 'INR'), 'amount': Amount(amount, 'INR')}, about='amount',
        )  # fmt: skip
