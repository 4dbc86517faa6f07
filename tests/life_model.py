"""The model behind `tests/lives.py`: what every account must hold, added up from what was done, in a few lines.

    life = Life(folder, 'chama')
    life.take(Step('deposit', who=1, units=200, days=3), deposit)      whether it was accepted; then the model knows it
    life.differences()                                                 where the book says something else

Each deed says in its own words what it moves. One that is refused must leave the book as it was, with its registers,
and the model knows nothing of it.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from actions.closed_months import closed_months
from reports import summaries
from reports.loans import loan_standing
from reports.products import product_of
from rules import accounts
from rules.bylaws import preset
from rules.money import ZERO
from rules.problems import Refused
from rules.records import Loan
from sheets.book import Book
from sheets.columns import REGISTERS
from tests.groups import Group
from tests.rounds import Chama

START, LAST, TODAY = date(2025, 1, 1), date(2026, 6, 30), date(2027, 12, 31)
NAMES = ('Asha', 'Bina', 'Chitra', 'Dipa')

Place = tuple[str, str]
"""An account with whose it is: ('savings', 'M2025-001'), ('loans', 'L2025-001'), ('cash', '')."""
Moved = Counter[Place]
Done = list[tuple[str, Moved]]
"""What a deed did: the first entry of each receipt, so that a later step may take it back, and what it moved."""
CASH, BANK, SOCIAL, TAX = ('cash', ''), ('bank', ''), ('social', ''), ('tax withheld', '')

# What is agreed otherwise than in the preset of a kind, so that more of what chance tries can happen.
AGREED: Mapping[str, Mapping[str, Any]] = {
    'shg': {'loan_penalty_percent': Fraction(10), 'loan_penalty_grace_days': 5},
    'chama': {
        'loan_penalty_percent': Fraction(5), 'pot_contribution': 300_00, 'loan_most_running': 0,
        'loan_fund_percent': Fraction(60),
    },
    'vsla': {'loan_rate_percent': Fraction(10), 'share_most': 20, 'loan_most_running': 0},
    'sacco': {
        'loan_least_member_months': 0, 'shares_before_loan': False, 'guarantors_needed': 1,
        'savings_rate_percent': Fraction(6), 'fixed_deposit_rate_percent': Fraction(9),
        'early_closing_rate_percent': Fraction(3),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """What chance wants: the deed, by whom, how much in whole units, how many days later, and any choice within it."""

    what: str
    who: int = 0
    units: int = 100
    days: int = 0
    pick: int = 0


def bylaws_of(kind: str) -> dict[str, Any]:
    """The bylaws of a kind of group, with what is agreed otherwise."""
    made = preset(kind, 'Umoja', 'INR', 'en', START, 'G1')
    return {field.name: getattr(made, field.name) for field in dataclasses.fields(made)} | dict(AGREED[kind])


class Living(Chama):
    """A group of any kind with the short words of all of them."""

    def __init__(self, folder: Path, kind: str) -> None:
        Group.__init__(self, folder, TODAY, **bylaws_of(kind))
        self.members = [self.join(name) for name in NAMES]


class Life:
    """A group and the model of it."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.kind = kind
        self.group = Living(folder, kind)
        self.book = self.group.book
        self.day = START
        self.model: Moved = Counter()
        self.done: list[tuple[str, Moved]] = []
        self.told: list[str] = []
        self.only: Mapping[str, Sequence[str]] | None = None
        self.before = self.state()

    def take(self, step: Step, deed: Callable[['Life', Step], Done]) -> bool:
        """Do it, or be refused."""
        self.day = min(max(self.day + timedelta(days=step.days), START), LAST)
        self.mark()
        rows = len(self.book.frame())
        try:
            done = deed(self, step)
        except Refused as refused:
            assert self.state() == self.before, f'{step} was refused and changed the book'
            self.told.append(f'{self.day} {step}: {refused}')
            return False
        through = closed_months(self.book).through
        new = self.book.frame()['on'].iloc[rows:]
        assert not through or all(on.date() > through.last_day for on in new), f'{step} wrote into a closed month'
        for entry, moved in done:
            self.model.update(moved)
            if entry:
                self.done.append((entry, moved))
        self.told.append(f'{self.day} {step}: done')
        return True

    def mark(self) -> None:
        """From here on nothing may have changed when a deed is refused; deeds of several actions mark between them."""
        self.before = self.state()

    def state(self) -> tuple[object, ...]:
        """All that a refusal must leave as it was."""
        return state_of(self.book)

    def member(self, step: Step) -> str:
        """The number of the member whom the step means."""
        return self.group.members[step.who % len(self.group.members)]

    def running(self, number: str) -> list[Loan]:
        """The running loans of a member, the oldest first; or those of hers that were said to be meant only."""
        if self.only is not None:
            return [self.book.loans[loan] for loan in self.only.get(number, ())]
        loans = [loan for loan in self.book.loans.values() if loan.member_number == number]
        return [loan for loan in loans if loan.status == 'running' and loan.given_on]

    def held(self, account: str) -> dict[str, int]:
        """What the model says stands on an account, by whose it is, what is zero left out."""
        return {whose: amount for (name, whose), amount in self.model.items() if name == account and amount}

    def total(self, account: str) -> int:
        """The same together."""
        return sum(self.held(account).values())

    def differences(self) -> list[str]:
        """Where book and model differ, and what may never be."""
        found = self.figures() | {'loans below zero': min([*self.held('loans').values(), 0])}
        wanted = self.wanted() | {'loans below zero': 0}
        return [
            *(f'{name}: {found[name]}, by the model {wanted[name]}' for name in wanted if found[name] != wanted[name]),
            *self.impossible(),
        ]

    def wanted(self) -> dict[str, object]:
        """What the book has to show, by the model."""
        return {
            'cash': self.model[CASH], 'bank': self.model[BANK], 'social': self.model[SOCIAL],
            'tax withheld': self.model[TAX], 'savings': self.held('savings'), 'pots': self.held('pots'),
            'shares': self.total('shares'), 'all pots': self.total('pots'),
            'fixed deposits': self.total('fixed deposits'), 'loans': self.held('loans'),
            'all savings': self.total('savings'), 'all loans': self.total('loans'), 'trial balance': 0, 'clearing': 0,
        }  # fmt: skip

    def figures(self) -> dict[str, object]:
        """What the book shows."""
        figures, lines = summaries.figures(self.book, TODAY), summaries.trial_balance(self.book, TODAY)
        owed = Counter({line.account: line.credit - line.debit for line in lines})
        people = summaries.members_table(self.book, START, TODAY)
        people['in pots'] = people['put_in'] - people['received']
        loans = summaries.loans_table(self.book, TODAY)
        places = {place.number: place.box.closing for place in summaries.places(self.book, START, TODAY)}
        assert (places['cash'], places['bank']) == (figures.cash, figures.bank) == (-owed['cash'], -owed['bank'])
        return {
            'cash': figures.cash, 'bank': figures.bank, 'social': owed['social'], 'tax withheld': owed['tax withheld'],
            'savings': _filled(people, 'number', 'savings'), 'pots': _filled(people, 'number', 'in pots'),
            'shares': owed['shares'], 'all pots': figures.more.get('rounds', ZERO),
            'fixed deposits': owed['fixed deposits'], 'loans': _filled(loans, 'number', 'outstanding'),
            'all savings': figures.savings, 'all loans': figures.loans_outstanding,
            'trial balance': sum(owed.values()), 'clearing': owed['clearing'],
        }  # fmt: skip

    def impossible(self) -> Iterator[str]:
        """What may never be, whatever was done."""
        for place, box in self.book.boxes.items():
            yield from (f'{place} was below zero on {day}: {amount}' for day, amount in accounts.below_zero(box))
        for loan in self.book.loans.values():
            yield from self._penalties_asked_again(loan)

    def _penalties_asked_again(self, loan: Loan) -> Iterator[str]:
        """A penalty is asked once of each loan month or instalment: at most its percentage of what could be late."""
        if not loan.given_on or not self.book.movements(loan.id):
            return
        standing = loan_standing(self.book, loan, TODAY)
        if loan.has_term:
            # Of each instalment its principal at most once, rounded up.
            product = product_of(self.book, loan)
            percent = (product.penalty_percent if product else None) or Fraction(0)
            most = standing.lent * percent / 100 + (loan.count or 0)
        else:
            percent = self.book.bylaws.loan_penalty_percent
            most = Fraction(sum(self.book.bylaws.rounded(each.interest * percent / 100) for each in standing.charges))
        asked = standing.penalty_paid + standing.penalty_owed
        if asked > most:
            yield f'{loan.number} is asked {asked} of penalties, at most {int(most)} could be'


def state_of(book: Book) -> tuple[object, ...]:
    """All that a refusal must leave as it was: rows, registers, bylaws, what waits, and the last seal."""
    registers = [dict(book.register(sheet)) for sheet in REGISTERS]
    return book.head(), len(book.frame()), book.pending_count(), len(book.changes), book.bylaws, registers


def plus(*parts: tuple[Place, int]) -> Moved:
    """What was moved: each place with what came there, or with a minus what went."""
    moved: Moved = Counter()
    for place, amount in parts:
        moved[place] += amount
    return moved


def _filled(table: Any, name: str, value: str) -> dict[str, int]:
    """Two columns of a table, what is zero left out."""
    return {key: amount for key, amount in zip(table[name], table[value].tolist(), strict=True) if amount != ZERO}
