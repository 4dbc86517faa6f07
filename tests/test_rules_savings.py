"""Savings: what may be taken out, and every reason why not."""

from dataclasses import replace
from datetime import date

import pytest

from rules import savings
from rules.savings import Savings, SavingsTerms

TODAY = date(2025, 6, 20)


def day(text: str) -> date:
    return date.fromisoformat(text)


RULES = SavingsTerms(minimum_balance=100_00, most_a_day=5000_00, most_a_month=6000_00, notice_days=7)
FULL = Savings(balance=20_000_00)
ANNOUNCED = day('2025-06-13')


@pytest.mark.parametrize(
    'amount, account, terms, notice, said',
    [
        (5000_00, FULL, RULES, ANNOUNCED, []),
        (20_000_00, FULL, SavingsTerms(), None, []),
        (0, FULL, SavingsTerms(), None, ['The amount must be more than zero.']),
        (20_000_01, FULL, SavingsTerms(), None, ['20000.01 is more than the savings of 20000.00.']),
        (1, replace(FULL, frozen=True), SavingsTerms(), None, ['The account is frozen.']),
        (5000_00, replace(FULL, held=16_000_00), SavingsTerms(), None,
         ['5000.00 is more than the 4000.00 that no loan is secured with.']),
        (19_901_00, FULL, replace(RULES, most_a_day=0, most_a_month=0), ANNOUNCED,
         ['19901.00 leaves less than the balance that has to stay; 19900.00 can be taken out.']),
        (20_000_00, replace(FULL, closing=True), replace(RULES, most_a_day=0, most_a_month=0), ANNOUNCED, []),
        (5000_01, FULL, RULES, ANNOUNCED, ['5000.01 is more than the 5000.00 that are left for that day.']),
        (2000_00, replace(FULL, taken_this_month=4000_01), RULES, ANNOUNCED,
         ['2000.00 is more than the 1999.99 that are left for this month.']),
        (2000_00, replace(FULL, taken_this_month=4000_00), RULES, ANNOUNCED, []),
        (1000_01, replace(FULL, taken_that_day=4000_00), RULES, ANNOUNCED,
         ['1000.01 is more than the 1000.00 that are left for that day.']),
        (1_00, FULL, RULES, None, ['A withdrawal has to be announced 7 days before.']),
        (1_00, FULL, RULES, day('2025-06-14'),
         ['The withdrawal was announced on 2025-06-14; it can be paid out from 2025-06-21 on.']),
        (30_000_00, replace(FULL, frozen=True, held=1), RULES, None,
         ['The account is frozen.', '30000.00 is more than the savings',
          '30000.00 is more than the 5000.00 that are left for that day',
          '30000.00 is more than the 6000.00 that are left', 'A withdrawal has to be announced']),
    ],
)  # fmt: skip
def test_why_savings_cannot_be_taken_out(
    amount: int, account: Savings, terms: SavingsTerms, notice: date | None, said: list[str]
) -> None:
    found = [problem.said() for problem in savings.problems_of_withdrawal(amount, TODAY, account, terms, 'KES', notice)]
    assert len(found) == len(said)
    assert all(whole.startswith(part) for whole, part in zip(found, said, strict=True))
