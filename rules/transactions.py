"""What someone does: the kinds of transaction, which details each needs and takes, and what is wrong with a request.

    contribution   needs member, takes month or cycle           →  a row `contribution`
    repayment      takes member or loan                →  rows `penalty`, `interest`, `principal` as far as they apply
    to-bank        needs nothing but amount and date   →  a row `to-bank`
    transfer       needs two accounts                  →  rows `transfer-out`, `transfer-in`
    any payment    takes what the payment cost         →  besides a row `expense`
    share          belongs to a module                 →  nothing while the group does not use shares

The command line, the forms and the batch file all name a transaction by these words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules import days
from rules.bylaws import BY_FIELD, Bylaws
from rules.money import ZERO, Money
from rules.periods import Month
from rules.problems import N_, Problem, Word
from rules.records import Mode

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Transaction:
    """A request to record something. `id` comes with the request and is sent again with every retry.

    `cost` is what the bank or operator took for the payment; `about` the id of the row of a register it belongs to.
    `product`, `count` and `instalment` are of a loan that is given on a product. A deposit or a fine is for a `month`
    or, where the group does not pay by months, for the `cycle` that begins on that day.
    """

    id: str
    kind: str
    amount: Money
    on: date
    member: str = ''
    loan: str = ''
    rate: Fraction | None = None
    month: Month | None = None
    category: str = ''
    reverses: str = ''
    mode: Mode = 'cash'
    note: str = ''
    reference: str = ''
    account: str = ''
    to_account: str = ''
    cost: Money = ZERO
    decision: str = ''
    about: str = ''
    product: str = ''
    count: int | None = None
    instalment: Money | None = None
    cycle: date | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """Which details a kind of transaction needs, and which it takes besides; it is there where one of its modules is
    on, and always where it belongs to none."""

    title: str
    needs: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    modules: tuple[str, ...] = ()


def _kind(title: str, needs: str = '', takes: str = '', modules: str = '') -> Kind:
    return Kind(
        title, frozenset(needs.split()), frozenset(takes.split()), tuple(f'module_{name}' for name in modules.split())
    )


WAY = 'mode reference account cost'
"""How money changed hands."""

DETAILS = (
    'amount', 'member', 'loan', 'rate', 'month', 'category', 'reverses', *WAY.split(), 'to_account',
    'product', 'count', 'instalment',
)  # fmt: skip
"""Details that not every kind takes; date, note, decision and id go with all of them."""

KINDS: Mapping[str, Kind] = {
    'contribution': _kind(N_('Deposit'), 'amount member', f'month category {WAY}'),
    'withdrawal': _kind(N_('Withdrawal'), 'amount member', WAY),
    'loan': _kind(N_('Loan given'), 'amount member', f'loan rate product count instalment {WAY}'),
    'borrowed': _kind(N_('Loan taken up'), 'amount loan', WAY),
    'repayment': _kind(N_('Repayment'), 'amount', f'member loan {WAY}'),
    'fine': _kind(N_('Fine'), 'amount member', f'month category {WAY}'),
    'income': _kind(N_('Other income'), 'amount', f'category member {WAY}'),
    'expense': _kind(N_('Expense'), 'amount', f'category member {WAY}'),
    'to-bank': _kind(N_('Carried to the bank'), 'amount', 'reference'),
    'from-bank': _kind(N_('Taken from the bank'), 'amount', 'reference'),
    'transfer': _kind(N_('Transfer between accounts'), 'amount account to_account', 'reference cost'),
    'opening': _kind(N_('Opening balance'), 'amount', 'mode account'),
    'opening-savings': _kind(N_('Opening balance of savings'), 'amount member'),
    'opening-shares': _kind(N_('Opening balance of shares'), 'amount member', modules='shares'),
    'opening-social': _kind(N_('Opening balance of the social fund'), 'amount', modules='social_fund'),
    'opening-loan': _kind(N_('Opening balance of a loan'), 'amount member', 'rate'),
    'opening-borrowed': _kind(N_('Opening balance of a loan of the group'), 'amount', 'rate'),
    'write-off': _kind(N_('Loan written off'), 'amount', 'member loan'),
    'share': _kind(N_('Share bought'), 'amount member', WAY, modules='shares'),
    'share-back': _kind(N_('Share paid back'), 'amount member', WAY, modules='shares'),
    'share-out': _kind(N_('Profit shared out'), 'amount member', WAY, modules='share_out'),
    'social': _kind(N_('Social fund paid in'), 'amount member', WAY, modules='social_fund'),
    'social-grant': _kind(N_('Grant from the social fund'), 'amount member', WAY, modules='social_fund'),
    'payout': _kind(N_('Payout'), 'amount member', WAY, modules='rotation'),
    'dividend': _kind(N_('Dividend'), 'amount member', WAY, modules='dividends'),
    'withholding': _kind(N_('Tax withheld'), 'amount member', WAY, modules='dividends deposits'),
    'tax-paid': _kind(N_('Tax paid on'), 'amount', WAY),
    'savings-interest': _kind(N_('Interest on savings'), 'amount member', modules='deposits dividends'),
    'fixed-deposit': _kind(N_('Fixed deposit'), 'amount member', WAY, modules='fixed_deposits'),
    'fixed-deposit-back': _kind(N_('Fixed deposit paid back'), 'amount member', WAY, modules='fixed_deposits'),
    'fixed-deposit-interest': _kind(N_('Interest on a fixed deposit'), 'amount member', modules='fixed_deposits'),
    'reversal': _kind(N_('Reversal'), 'reverses', 'amount'),
}


def problems_of_details(kind: str, given: Iterable[str]) -> Iterable[Problem]:
    """What is missing or too much among the details (names of DETAILS) given for a kind of transaction."""
    known = KINDS[kind]
    given = set(given)
    # A loan says itself whose it is.
    told = given | {'member'} if 'loan' in given & known.takes else given
    for detail in sorted(known.needs - told):
        yield Problem(
            N_('"{kind}" needs {detail}, and it is missing.'), N_('Add it and record again.'),
            {'kind': kind, 'detail': detail}, about=detail,
        )  # fmt: skip
    for detail in sorted(given & set(DETAILS) - known.needs - known.takes):
        yield Problem(
            N_('"{kind}" takes no {detail}.'), N_('Leave it out, or choose another kind.'),
            {'kind': kind, 'detail': detail}, about=detail,
        )  # fmt: skip


def problems_of_module(kind: str, bylaws: Bylaws) -> Iterable[Problem]:
    """Why a kind of transaction is none of this group: each module to which it belongs is off."""
    modules = KINDS[kind].modules if kind in KINDS else ()
    if not bylaws.uses(modules):
        yield Problem(
            N_('The group does not use "{module}".'), N_('The president can switch it on in the settings.'),
            {'module': Word(BY_FIELD[modules[0]].title)}, about='kind',
        )  # fmt: skip


def problems_of_request(asked: Transaction, bylaws: Bylaws, today: date) -> Iterable[Problem]:
    """What is wrong with a request whatever the book holds: its amount, its date, its texts."""
    if asked.amount <= ZERO and asked.kind != 'reversal':
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that changed hands.'), about='amount')
    yield from days.problems_of_day(asked.on, bylaws.started_on, today)
    for about, text in (('note', asked.note), ('category', asked.category), ('reference', asked.reference)):
        if len(text) > LONGEST_NOTE:
            yield Problem(
                N_('The text has {letters} letters; the book takes {longest}.'), N_('Shorten the text.'),
                {'letters': len(text), 'longest': LONGEST_NOTE}, about=about,
            )  # fmt: skip
