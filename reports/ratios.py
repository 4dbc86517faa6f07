"""The ratios of a group on a day, from its book; rules/ratios.py says what each means.

    for ratio in ratios(book, today): print(ratio.name, ratio.percent, ratio.formula)

A loan is at risk with its whole balance when something of it is overdue for more than 30 days, or was when it was set
anew (rules/arrears.py).
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from reports import rows
from reports.due_list import arrears
from reports.loans import loans_table
from rules import accounts, members
from rules import ratios as rules
from rules.chart import chart
from rules.money import Money
from rules.ratios import Ratio
from rules.records import RUNNING
from sheets.book import Book


def ratios(book: Book, on: date) -> list[Ratio]:
    """Each ratio at the end of a day, with its formula and its parts in figures."""
    sums = rows.sums_by_kind_and_mode(rows.until(book.frame()[['on', 'kind', 'mode', 'amount']], on))
    balances = {line.account: line.debit - line.credit for line in accounts.trial_balance(sums)}
    loans = loans_table(book, on)
    running = loans[(loans['status'] == RUNNING).to_numpy()]
    outstanding = balances.get(accounts.LOANS, 0)
    own_money = sum(balances.get(box, 0) for box in (accounts.CASH, accounts.BANK)) + balances.get('social', 0)
    here = _there(book, on)
    at_start = _there(book, book.bylaws.started_on)
    return [
        rules.members_with_loans(len(set(running['member']) & here), len(here)),
        rules.loan_fund_utilisation(outstanding, own_money),
        rules.portfolio_at_risk(arrears(book, on).at_risk.balance, outstanding),
        rules.return_on_savings(*_earned(book, balances), Fraction((on - book.bylaws.started_on).days, 7)),
        rules.retention(len(at_start), len(at_start - here)),
        rules.write_off_ratio(sum(amount for (kind, _mode), amount in sums.items() if kind == 'write-off'),
                              outstanding),
    ]  # fmt: skip


def _earned(book: Book, balances: Mapping[str, Money]) -> tuple[Money, Money]:
    """What belongs to the members, savings with the surplus on them, and the savings themselves."""
    savings = -balances.get(accounts.SAVINGS, 0) - balances.get('shares', 0)
    profit = [place.account for place in chart(book.bylaws.kind).values() if place.section in ('income', 'expense')]
    return savings - sum(balances.get(account, 0) for account in profit), savings


def _there(book: Book, on: date) -> set[str]:
    """The members on a day."""
    return {member.id for member in book.members.values() if members.belonged(members.spans(member, book.changes), on)}
