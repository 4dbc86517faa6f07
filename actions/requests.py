"""From texts to a request: what a person typed, in a form, on the command line or in a batch file, read strictly.

    transaction_of({'kind': 'contribution', 'amount': '1,200.50', 'date': '2025-01-05', 'member': 'M2025-001'}, ...)

Every reason is given at once. The keys are those of the command line, with _ for -.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, cast

from rules import money
from rules.bylaw import AboveAHundred
from rules.bylaws import Bylaws, read_percent
from rules.money import ZERO, Money
from rules.periods import CycleName, Month, parse_cycle_name
from rules.problems import N_, Problem, Refused
from rules.records import MODES, Mode
from rules.register_records import OPEN
from rules.transactions import KINDS, Transaction, problems_of_details
from sheets.columns import LOAN_PRODUCTS

ENTRY_ID = re.compile(r'[A-Za-z0-9._:-]{1,64}')
KEYS = (
    'kind', 'amount', 'date', 'member', 'loan', 'rate', 'for', 'category', 'reverses', 'mode', 'note', 'reference',
    'account', 'to_account', 'cost', 'decision', 'product', 'count', 'instalment', 'entry_id',
)  # fmt: skip
NEED_MEMBER_OR_LOAN = ('repayment', 'write-off')
DETAIL_OF = {'for': 'month'}
PRODUCT_FIELDS = tuple(name for name in LOAN_PRODUCTS.fields if name not in ('id', 'number', 'status'))
"""What is agreed of a loan product, which the book does not give itself."""


def transaction_of(values: Mapping[str, str], bylaws: Bylaws, entry_id: str) -> Transaction:
    """The transaction that texts ask for; an absent or empty text is a detail not given. Raises Refused."""
    given = {key: text for key, text in values.items() if text and text.strip()}
    reader = Reader(given, bylaws.currency)
    kind = reader.choice('kind', tuple(KINDS), '')
    if kind:
        details = {DETAIL_OF.get(key, key) for key in given}
        reader.problems += problems_of_details(kind, details)
    if kind in NEED_MEMBER_OR_LOAN and not given.keys() & {'member', 'loan'}:
        reader.refuse('member', N_('Neither member nor loan is named.'), N_('Name one of them.'))
    cycle = reader.cycle('for')
    asked = Transaction(
        id=reader.entry_id(entry_id),
        kind=kind,
        amount=reader.amount('amount'),
        on=reader.day('date'),
        member=given.get('member', '').strip(),
        loan=given.get('loan', '').strip(),
        rate=reader.rate('rate'),
        month=cycle if isinstance(cycle, Month) else None,
        cycle=None if isinstance(cycle, Month) else cycle,
        category=reader.text('category'),
        reverses=given.get('reverses', '').strip(),
        mode=cast('Mode', reader.choice('mode', MODES, 'cash')),
        note=reader.text('note'),
        reference=reader.text('reference'),
        account=reader.text('account'),
        to_account=reader.text('to_account'),
        cost=reader.amount('cost'),
        decision=reader.text('decision'),
        product=reader.text('product'),
        count=reader.whole('count'),
        instalment=reader.amount('instalment') or None,
    )
    if reader.problems:
        raise Refused(reader.problems)
    return asked


def product_fields(values: Mapping[str, str], currency: str) -> dict[str, Any]:
    """The fields of a loan product from their texts, those that are there; an empty text is a term that it lacks.

    Raises Refused with every reason.
    """
    reader = Reader({name: text for name, text in values.items() if text.strip()}, currency)
    found = {name: _READ.get(LOAN_PRODUCTS.column(name).type, Reader.text)(reader, name) for name in values}
    if reader.problems:
        raise Refused(reader.problems)
    # Without a rate it asks none; an open loan has no instalments.
    given = {'rate': found['rate'] or Fraction(0)} if 'rate' in found else {}
    without = {'method': '', 'count': None, 'most_count': None, 'every': ''} if found.get('kind') == OPEN else {}
    return {**found, **given, **without}


def lacks_details(values: Mapping[str, str]) -> bool:
    """Whether a detail is missing that the kind needs, or one is given that it does not take: wrong use."""
    given = {DETAIL_OF.get(key, key) for key, text in values.items() if text and text.strip()}
    nobody = values.get('kind') in NEED_MEMBER_OR_LOAN and not given & {'member', 'loan'}
    return nobody or 'date' not in given or any(problems_of_details(values['kind'], given))


class Reader:
    """Reads one text after the other and collects what is wrong with each."""

    def __init__(self, given: Mapping[str, str], currency: str) -> None:
        self.given = given
        self.currency = currency
        self.problems: list[Problem] = []

    def refuse(self, about: str, message: str, remedy: str, **values: object) -> None:
        """Note a problem of a detail."""
        self.problems.append(Problem(message, remedy, values, about=about))

    def amount(self, key: str) -> Money:
        """An amount in minor units; zero where none is given."""
        text = self.given.get(key)
        if text is None:
            return ZERO
        try:
            return money.parse(text, self.currency)
        except ValueError:
            self.refuse(
                key, N_('{value} is not an amount.'),
                N_('Type digits, with at most {decimals} after the point, such as {example}.'), value=repr(text)[:60],
                decimals=money.minor_digits(self.currency),
                example=money.as_text(200 * money.minor_units(self.currency), self.currency),
            )  # fmt: skip
            return money.minor_units(self.currency)

    def whole(self, key: str) -> int | None:
        """A whole number, or None."""
        text = self.given.get(key, '').strip()
        if text and not re.fullmatch(r'[0-9]{1,6}', text):
            self.refuse(
                key, N_('{value} is not a whole number.'), N_('Type digits, such as 12.'), value=repr(text)[:60]
            )  # fmt: skip
            return None
        return int(text) if text else None

    def day(self, key: str) -> date:
        """A day that must be given."""
        text = self.given.get(key, '')
        if not text:
            self.refuse(
                key, N_('"{kind}" needs {detail}, and it is missing.'), N_('Add it and record again.'),
                kind=self.given.get('kind', ''), detail=key,
            )  # fmt: skip
            return date.min
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            self.refuse(key, N_('{value} is not a date.'), N_('Write it as 2025-03-31.'), value=repr(text)[:60])
            return date.min

    def cycle(self, key: str) -> CycleName | None:
        """A month such as 2025-03 or the first day of a cycle such as 2025-04-06, or None."""
        text = self.given.get(key)
        try:
            return parse_cycle_name(text) if text else None
        except ValueError:
            self.refuse(key, N_('{value} is not a month.'), N_('Write it as 2025-03.'), value=repr(text)[:60])
            return None

    def rate(self, key: str) -> Fraction | None:
        """A percentage, or None."""
        text = self.given.get(key)
        try:
            return read_percent(text.strip()) if text else None
        except AboveAHundred:
            self.refuse(
                key, N_('A rate of {value} percent a month is too high.'), N_('Lower the rate.'), value=str(text)[:60]
            )  # fmt: skip
            return None
        except ValueError:
            self.refuse(
                key, N_('{value} is not a rate in percent a month.'), N_('Write it as 2 or 1.75.'),
                value=repr(text)[:60],
            )  # fmt: skip
            return None

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """One of a few words."""
        text = self.given.get(key, default).strip()
        if text in choices:
            return text
        self.refuse(
            key, N_('{value} is not a {key} that the book knows.'), N_('Choose one of: {choices}.'),
            value=repr(text)[:60], key=key, choices=', '.join(choices),
        )  # fmt: skip
        return default

    def text(self, key: str) -> str:
        """A text without signs that cannot be seen."""
        text = self.given.get(key, '')
        if any(ord(sign) < 32 and sign not in '\n\t' for sign in text):
            self.refuse(key, N_('The text holds a sign that cannot be seen.'), N_('Type the text again.'))
        try:
            text.encode()
        except UnicodeEncodeError:
            self.refuse(key, N_('The text holds a sign that cannot be seen.'), N_('Type the text again.'))
        return text.strip()

    def sum(self, key: str) -> Money | None:
        """An amount, or None where none is given."""
        return self.amount(key) if key in self.given else None

    def entry_id(self, default: str) -> str:
        """The id with which it is recorded."""
        text = self.given.get('entry_id', default)
        if not ENTRY_ID.fullmatch(text):
            self.refuse(
                'entry_id', N_('{value} cannot be an entry id.'),
                N_('Use up to 64 letters, digits, dots, dashes, colons and underscores.'), value=repr(text)[:80],
            )  # fmt: skip
        return text


_READ: Mapping[str, Callable[[Reader, str], object]] = {
    'money': Reader.sum, 'percent': Reader.rate, 'whole': Reader.whole,
}  # fmt: skip
