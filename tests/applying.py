"""Applications for loans in tests: written down, decided, handed over, or refused with nothing changed."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from actions import applications
from actions.applications import Application, Verdict
from actions.who import Who
from rules.problems import Refused
from rules.records import Loan
from rules.register_records import LoanProduct
from tests.groups import NOW, TODAY, Group

MEENA, SUNITA = Who('Meena'), Who('Sunita')
SHORT = LoanProduct('', '', 'Short loan', 'term', Fraction(2), 'month', 'equal-instalments', '1 month', 4, 12,
                    processing_percent=Fraction(1), fees_taken='taken off')  # fmt: skip


def day(text: str) -> date:
    return date.fromisoformat(text)


def apply(group: Group, amount: int = 12_000_00, on: str = '2025-01-20', who: Who = MEENA, **more: Any) -> Loan:
    asked = Application(
        group._id(), **{'member': 'M2025-001', 'product': 'P1', 'amount': amount, 'on': day(on), **more}
    )
    return applications.apply(group.book, asked, who, NOW, TODAY)


def decide(group: Group, *verdicts: Verdict, on: str = '2025-01-25', who: Who = SUNITA) -> list[Loan]:
    return applications.decide(group.book, verdicts, day(on), who, NOW, TODAY, group._id())


def refused(group: Group, act: Any, *args: Any, **more: Any) -> str:
    """What is said; nothing has changed."""
    before = group.book.head(), dict(group.book.loans), group.book.pending_count()
    with pytest.raises(Refused) as error:
        act(group, *args, **more)
    assert (group.book.head(), dict(group.book.loans), group.book.pending_count()) == before
    return ' '.join(problem.said() for problem in error.value.problems)


def running(group: Group) -> Loan:
    loan = apply(group)
    decide(group, Verdict(loan.number, 'approved', 12_000_00))
    group.do('loan', '12000', '2025-01-31', member='M2025-001', loan=loan.number)
    return group.book.loans[loan.id]
