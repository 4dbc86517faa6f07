"""Loan products: on which terms a loan of one kind is given, and what is asked of who borrows.

In the words of the bylaws:

    The group offers loans of several kinds. Each kind says its rate and method, how often and how many times it is
    repaid, what it costs besides, what is asked when an instalment is late, in which order a repayment pays, and who
    may have it. A loan keeps what its kind said on the day on which it was given.

For example P2: 12 equal instalments at 1 % a month, 1 % for processing taken off, 2 % of overdue principal once:

    12,000.00    120.00 taken off, 11,880.00 handed over, 11 instalments of 1,066.19 and a last one of 1,066.14
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

from rules import prepayment
from rules.allocation import ACROSS, USUAL_ORDER, Across, Due, Part, problems_of_order
from rules.bylaw import PART_MONTHS
from rules.bylaws import Bylaws
from rules.day_counts import DAY_COUNTS, PERS
from rules.explained import figure_text
from rules.guarantors import Conditions as GuarantorConditions
from rules.loan_fees import ASKED, Asked, Charge, Fee, charges, problems_of_fee
from rules.loan_limits import Conditions
from rules.money import ROUNDING_MODES, ZERO, Money
from rules.penalties import BASES, Base, Rule, problems_of_rule
from rules.periods import EVERY_MONTH, Every, parse_every
from rules.problems import N_, Problem
from rules.records import Loan
from rules.register_records import OPEN, TERM, LoanProduct
from rules.terms import (
    AS_MANY_AS_NEEDED,
    LATE_INTERESTS,
    METHODS,
    REMAINDERS,
    USUAL_LATE_INTEREST,
    LateInterest,
    Terms,
    problems_of_count,
    problems_of_terms,
)

ONCE, EACH_PERIOD = 'once', 'period'
PROCESSING, INSURANCE = N_('processing'), N_('insurance')
LONGEST_NAME = 80


def terms_of(product: LoanProduct, count: int | None = None, instalment: Money | None = None) -> Terms:
    """The terms of a loan with a schedule, with so many instalments where these were agreed otherwise."""
    return Terms(
        method=cast('Any', product.method),
        rate=product.rate,
        per=cast('Any', product.per),
        count=count or product.count or AS_MANY_AS_NEEDED,
        every=every_of(product.every),
        instalment=instalment or ZERO,
        day_count=cast('Any', product.day_count or 'none'),
        rounding_unit=1 if product.rounding_unit is None else product.rounding_unit,
        rounding_mode=cast('Any', product.rounding_mode or 'half-up'),
        instalment_multiple=product.instalment_multiple,
        instalment_mode=cast('Any', product.instalment_mode or None),
        grace_principal=product.grace_principal or 0,
        grace_interest=product.grace_interest or 0,
        interest_free=product.interest_free or 0,
        remainder=cast('Any', product.remainder or 'last'),
        part_month=cast('Any', product.part_month or 'started'),
    )


def terms_of_loan(loan: Loan, product: LoanProduct | None) -> Terms:
    """The terms of a loan as it was given: its own, with the conventions of its product."""
    assert loan.has_term, f'the loan {loan.number} has no instalments'
    conventions = product or LoanProduct('', '', '', TERM, loan.rate, loan.per, loan.method)
    return replace(
        terms_of(conventions, loan.count, loan.instalment),
        method=cast('Any', loan.method), rate=loan.rate, per=cast('Any', loan.per or 'month'),
        every=every_of(loan.every), part_month=cast('Any', loan.part_month),
    )  # fmt: skip


def product_on(terms: Terms) -> LoanProduct:
    """A product without name that says no more than these terms."""
    return LoanProduct(
        '', '', '', TERM, terms.rate, terms.per, terms.method, str(terms.every), terms.count or None,
        day_count=terms.day_count, part_month=terms.part_month, rounding_unit=terms.rounding_unit,
        rounding_mode=terms.rounding_mode, instalment_mode=terms.instalment_mode or '',
        instalment_multiple=terms.instalment_multiple, remainder=terms.remainder,
        grace_principal=terms.grace_principal, grace_interest=terms.grace_interest,
        interest_free=terms.interest_free,
    )  # fmt: skip


def every_of(text: str) -> Every:
    """The time between instalments; a month where none is written."""
    return parse_every(text) if text else EVERY_MONTH


def fees_of(product: LoanProduct | None) -> list[Fee]:
    """What a loan costs besides its interest."""
    if product is None:
        return []
    when = cast('Asked', product.fees_taken or 'taken off')
    found = []
    for name, percent, amount in (
        (PROCESSING, product.processing_percent, product.processing_sum),
        (INSURANCE, product.insurance_percent, product.insurance_sum),
    ):
        if percent:
            found.append(Fee(name, 'principal', when, percent))
        if amount:
            found.append(Fee(name, 'fixed sum', when, amount=amount))
    return found


def charges_of(product: LoanProduct | None, dues: Sequence[Due]) -> list[Charge]:
    """What a loan with these instalments costs besides its interest, rounded as the product says.

    For example 1 % of 1,234.50 is 12.345: 12.00 where the product rounds down to whole units, else 12.35.
    """
    if product is None:
        return []
    terms = terms_of(product)
    return charges(fees_of(product), dues, terms.rounding_unit, terms.rounding_mode)


def penalties_of(product: LoanProduct | None) -> list[Rule]:
    """What is asked when an instalment is late."""
    if product is None or not product.penalty_base:
        return []
    return [
        Rule(
            'penalty', cast('Base', product.penalty_base), product.penalty_percent or Fraction(0),
            product.penalty_sum or ZERO, product.penalty_grace_days or 0,
            every_of(product.every) if product.penalty_times == EACH_PERIOD else None,
        )
    ]  # fmt: skip


def order_of(product: LoanProduct | None) -> tuple[Part, ...]:
    """What a repayment pays first, second and so on."""
    if product is None or not product.allocation:
        return USUAL_ORDER
    return cast('tuple[Part, ...]', tuple(_words(product.allocation)))


def across_of(product: LoanProduct | None) -> Across:
    """How a repayment goes over several instalments."""
    return cast('Across', product.across) if product and product.across else 'oldest first'


def prepayment_of(product: LoanProduct | None) -> prepayment.Rule:
    """What becomes of what is paid ahead."""
    return cast('prepayment.Rule', product.prepayment) if product and product.prepayment else prepayment.USUAL


def late_interest_of(product: LoanProduct | None) -> LateInterest:
    """Which interest who pays late owes."""
    return cast('LateInterest', product.late_interest) if product and product.late_interest else USUAL_LATE_INTEREST


def conditions_of(product: LoanProduct | None, bylaws: Bylaws) -> Conditions:
    """What is asked of who borrows, as the bylaws and the product say it. What belongs to a module asks nothing
    without it.

    A product has its own smallest and largest sum, and may have its own multiple: twice the savings where the bylaws
    say three times, and then twice the shares too, where shares count. `None` is a loan without a product.
    """
    times, times_shares = bylaws.loan_savings_times, bylaws.loan_shares_times if bylaws.module_shares else Fraction(0)
    if product and product.multiplier is not None:
        times, times_shares = product.multiplier, product.multiplier if times_shares else Fraction(0)
    return Conditions(
        savings_multiplier=times or None,
        shares_multiplier=times_shares,
        less_outstanding=bylaws.loan_less_owed,
        least_months_a_member=bylaws.loan_least_member_months,
        share_capital_complete=bylaws.module_shares and bylaws.shares_before_loan,
        no_overdue_loan=bylaws.loan_none_overdue,
        most_running_loans=bylaws.loan_most_running or None,
        income_percent=(bylaws.loan_income_percent or None) if bylaws.module_products else None,
        longest_months=bylaws.loan_most_months or None,
        smallest=(product.least if product else None) or ZERO,
        largest=product.most if product else None,
        fund_percent=bylaws.loan_fund_percent or None,
        least_savings=bylaws.loan_least_savings,
        must_be_covered=bylaws.module_guarantors and bylaws.loan_must_be_covered,
        highest_rate_percent=bylaws.loan_rate_most_percent,
    )


def guarantor_conditions_of(product: LoanProduct | None, bylaws: Bylaws) -> GuarantorConditions:
    """What is asked of those who answer for a loan."""
    needed = product.guarantors if product and product.guarantors is not None else bylaws.guarantors_needed
    on = bylaws.module_guarantors
    return GuarantorConditions(
        fewest=needed if on else 0,
        most_loans=bylaws.guarantees_most if on else None,
        currency=bylaws.currency,
    )


def problems_of_product(product: LoanProduct, others: Iterable[LoanProduct], bylaws: Bylaws) -> Iterable[Problem]:
    """Why a product cannot be offered. Every reason."""
    yield from _problems_of_name(product, others)
    wrong_words = list(_problems_of_words(product))
    yield from wrong_words
    yield from _problems_of_sums(product)
    if product.rate > bylaws.loan_rate_most_percent * (12 if product.per == 'year' else 1):
        yield Problem(
            N_('The bylaws allow at most {percent} percent a month.'),
            N_('Lower the rate, or let the group change its bylaws.'),
            {'percent': figure_text(bylaws.loan_rate_most_percent, '')}, about='rate',
        )  # fmt: skip
    if product.kind == OPEN:
        if product.rate < 0:
            yield Problem(N_('The rate is below zero.'), N_('Type the percentage, or 0 for no interest.'), about='rate')
    elif not wrong_words:
        yield from _problems_of_term(product, bylaws)
    for fee in fees_of(product):
        yield from problems_of_fee(fee)
    if not wrong_words:
        for rule in penalties_of(product):
            yield from problems_of_rule(rule)
        if product.allocation:
            yield from problems_of_order(_words(product.allocation))


def problems_of_instalments(product: LoanProduct, count: int | None, bylaws: Bylaws) -> Iterable[Problem]:
    """Why a loan of this product cannot have so many instalments."""
    if count is None:
        return
    wrong = list(problems_of_count(count))
    yield from wrong
    most = min(product.most_count or bylaws.loan_most_instalments, bylaws.loan_most_instalments)
    if not wrong and count > most:
        yield Problem(
            N_('A loan of this kind has at most {most} instalments, not {count}.'),
            N_('Agree on fewer instalments, or choose another kind of loan.'), {'most': most, 'count': count},
            about='count',
        )  # fmt: skip


def _problems_of_name(product: LoanProduct, others: Iterable[LoanProduct]) -> Iterable[Problem]:
    name = product.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        yield Problem(
            N_('A name has from 1 to {longest} letters.'), N_('Type what the group calls these loans.'),
            {'longest': LONGEST_NAME}, about='name',
        )  # fmt: skip
    if any(other.id != product.id and other.name.casefold() == name.casefold() for other in others):
        yield Problem(
            N_('There is a loan product {name} already.'), N_('Give it another name, or amend that one.'),
            {'name': name}, about='name',
        )  # fmt: skip


def _problems_of_words(product: LoanProduct) -> Iterable[Problem]:
    """A word that stands where one of a few must stand."""
    for field, words in _WORDS.items():
        value = getattr(product, field)
        needed = field in _NEEDED and (field in ('kind', 'per') or product.kind == TERM)
        if value not in words and (value or needed):
            yield Problem(
                N_('{value} is none of the words that can stand here.'), N_('Choose one of: {choices}.'),
                {'value': repr(value), 'choices': ', '.join(words)}, about=field,
            )  # fmt: skip
    try:
        every_of(product.every)
    except ValueError:
        yield Problem(
            N_('Instalments cannot follow each other every {every}.'), N_('Write it as 1 month or 2 weeks.'),
            {'every': repr(product.every)}, about='every',
        )  # fmt: skip


def _problems_of_sums(product: LoanProduct) -> Iterable[Problem]:
    if product.least is not None and product.most is not None and product.least > product.most:
        yield Problem(
            N_('The smallest loan is larger than the largest.'), N_('Correct one of them.'), about='least'
        )  # fmt: skip
    if product.multiplier is not None and product.multiplier < 0:
        yield Problem(
            N_('A loan cannot be less than nothing of what was saved.'), N_('Type how many times, or nothing.'),
            about='multiplier',
        )  # fmt: skip
    if product.guarantors is not None and not 0 <= product.guarantors <= 20:
        yield Problem(N_('A loan has from 0 to 20 guarantors.'), N_('Correct the number.'), about='guarantors')


def _problems_of_term(product: LoanProduct, bylaws: Bylaws) -> Iterable[Problem]:
    fixed = product.method == 'fixed'
    if product.count is None and not fixed:
        yield Problem(
            N_('The number of instalments is missing.'), N_('Type how many there are, unless agreed otherwise.'),
            about='count',
        )  # fmt: skip
        return
    # What is paid each time is agreed with the loan, and not with the product.
    yield from problems_of_terms(terms_of(product, instalment=1 if fixed else None))
    yield from problems_of_instalments(product, product.count, bylaws)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(',')]


_NEEDED = ('kind', 'per', 'method')
_WORDS: Mapping[str, tuple[str, ...]] = {
    'kind': (OPEN, TERM),
    'per': PERS,
    'method': METHODS,
    'day_count': DAY_COUNTS,
    'part_month': PART_MONTHS,
    'rounding_mode': ROUNDING_MODES,
    'instalment_mode': ROUNDING_MODES,
    'remainder': REMAINDERS,
    'fees_taken': ASKED,
    'penalty_base': BASES,
    'penalty_times': (ONCE, EACH_PERIOD),
    'across': ACROSS,
    'prepayment': prepayment.RULES,
    'late_interest': LATE_INTERESTS,
}
