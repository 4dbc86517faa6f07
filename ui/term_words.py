"""What stands as a code in the terms of a loan, in the words of the language.

    said('method', 'equal-instalments')       Equal instalments
    said('every', '10 days')                  every 10 days
    said('allocation', 'interest, penalty, fee, principal')     Interest, Penalty, Fees, Loan

The calculator, the form of a loan product and that of new terms all speak from here.
"""

from collections.abc import Mapping
from itertools import permutations

from rules.allocation import PARTS
from rules.bylaws import PART_MONTHS
from rules.money import ROUNDING_MODES
from rules.periods import parse_every
from rules.register_records import OPEN, TERM
from sheets.words import N_, _, shown_every
from ui.bylaw_page import CHOICES as OF_BYLAWS

METHODS = {
    'equal-instalments': (N_('Equal instalments'), N_('the same sum each time')),
    'equal-principal': (N_('Equal parts of the loan'), N_('the interest besides, less each time')),
    'flat': (N_('Flat'), N_('interest on the whole loan until the end')),
    'interest-only': (N_('Interest only'), N_('the whole loan at the end')),
    'fixed': (N_('A fixed sum'), N_('as much as was agreed, until nothing is owed')),
}
EVERIES = (
    '1 day', '1 week', '10 days', '2 weeks', '15 days', '4 weeks', '1 month', '2 months', '3 months', '4 months',
    '6 months', '12 months',
)  # fmt: skip
PART_WORDS = {'penalty': N_('Penalty'), 'fee': N_('Fees'), 'interest': N_('Interest'), 'principal': N_('Loan')}
WORDS: Mapping[str, Mapping[str, str]] = {
    'kind': {TERM: N_('Repaid in instalments'), OPEN: N_('Without a last day')},
    'per': {'month': N_('a month'), 'year': N_('a year')},
    'method': {method: title for method, (title, _note) in METHODS.items()},
    'day_count': {
        'none': N_('All months are alike'), '30/360': N_('A month of 30 days, a year of 360'),
        'act/365': N_('By the calendar, a year of 365'), 'act/act': N_('By the calendar, with leap years'),
        'act/364': N_('By the calendar, a year of 364'),
    },
    'part_month': {code: OF_BYLAWS[code] for code in PART_MONTHS},
    'rounding_mode': {code: OF_BYLAWS[code] for code in ROUNDING_MODES},
    'instalment_mode': {code: OF_BYLAWS[code] for code in ROUNDING_MODES},
    'remainder': {'last': N_('The last instalment'), 'first': N_('The first instalment')},
    'fees_taken': {
        'taken off': N_('Taken off the money paid out'), 'first instalment': N_('With the first instalment'),
        'each instalment': N_('With each instalment'),
    },
    'penalty_base': {
        'fixed sum': N_('A fixed sum'), 'principal': N_('The part of the loan that is late'),
        'interest': N_('The interest that is late'), 'principal and interest': N_('Loan and interest that are late'),
    },
    'penalty_times': {'once': N_('Once for each instalment'), 'period': N_('Again in each period')},
    'across': {'oldest first': N_('The oldest instalment first'), 'interest first': N_('The interest of all first')},
    'prepayment': {
        'smaller instalments': N_('The later instalments become smaller'),
        'fewer instalments': N_('There are fewer instalments'),
        'next instalment': N_('It pays the next instalments'),
    },
    'late_interest': {
        'as scheduled': N_('The interest of the schedule'), 'on what is outstanding': N_('Interest on what is owed'),
        'until the last due day': N_('Interest on what is owed, until the last due day'),
    },
    'meanwhile': {
        'asked each time': N_('Paid each time'), 'asked afterwards': N_('Paid afterwards'), 'none': N_('No interest'),
    },
}  # fmt: skip


def choices(field: str, value: str = '') -> list[tuple[str, str]]:
    """What can stand in a field, each code with its words, and what stands there now; nothing where all can."""
    if field == 'every':
        codes = list(EVERIES)
    elif field == 'allocation':
        codes = [', '.join(order) for order in permutations(PARTS)]
    else:
        codes = list(WORDS.get(field, ()))
    if codes and value and value not in codes:
        codes.append(value)
    return [(code, said(field, code)) for code in codes]


def said(field: str, code: str) -> str:
    """A code in words; what is no code of the field is said as it stands."""
    if field == 'every':
        try:
            return shown_every(parse_every(code))
        except ValueError:
            return code
    if field == 'allocation':
        parts = [PART_WORDS.get(part.strip(), part.strip()) for part in code.split(',')]
        return ', '.join(_(part) for part in parts)
    return _(WORDS[field][code]) if code in WORDS.get(field, ()) else code
