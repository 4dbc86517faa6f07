"""The ratios of a group on a day, from its book; rules/ratios.py says what each means.

    for ratio in ratios(book, today): print(ratio.name, ratio.percent, ratio.formula)

The return on savings is that of the cycle that runs: what was shared out before is neither in box and bank nor earned.
For example 1,000.00 in shares of each of two members, 1,000.00 earned, everything shared out on 31 December, and 10
shares of 100.00 left in by each:

    30 June    assets 2,000.00 − savings 2,000.00 = 0.00 earned in 181 days    0 %

A loan is at risk with its whole balance when something of it is overdue for more than 30 days, or was when it was set
anew (rules/arrears.py).
"""

from datetime import date
from fractions import Fraction

from reports import rows
from reports.due_list import arrears
from reports.loans import loans_table
from reports.share_out import cycle_start
from reports.shares import SHARES
from rules import accounts, members
from rules import ratios as rules
from rules.chart import chart
from rules.ratios import Ratio
from rules.records import RUNNING
from sheets.book import Book

SAVED = accounts.SAVINGS, SHARES
"""What the members have in the group: shares are savings, whether they stand in the books as owed or as capital."""


def ratios(book: Book, on: date) -> list[Ratio]:
    """Each ratio at the end of a day, with its formula and its parts in figures."""
    sums = rows.sums_by_kind_and_mode(rows.until(book.frame()[['on', 'kind', 'mode', 'amount']], on))
    balances = {line.account: line.debit - line.credit for line in accounts.trial_balance(sums)}
    classes = {place.account: place.class_ for place in chart(book.bylaws.kind).values()}
    loans = loans_table(book, on)
    running = loans[(loans['status'] == RUNNING).to_numpy()]
    outstanding = balances.get(accounts.LOANS, 0)
    own_money = sum(balances.get(box, 0) for box in (accounts.CASH, accounts.BANK)) + balances.get('social', 0)
    savings = -sum(balances.get(account, 0) for account in SAVED)
    others = [account for account, class_ in classes.items() if class_ == 'liability' and account not in SAVED]
    here = _there(book, on)
    at_start = _there(book, book.bylaws.started_on)
    return [
        rules.members_with_loans(len(set(running['member']) & here), len(here)),
        rules.loan_fund_utilisation(outstanding, own_money),
        rules.portfolio_at_risk(arrears(book, on).at_risk.balance, outstanding),
        rules.return_on_savings(
            assets=sum(balance for account, balance in balances.items() if classes[account] == 'asset'),
            owed=-sum(balances.get(account, 0) for account in others),
            savings=savings,
            weeks=Fraction((on - cycle_start(book, on)).days, 7),
        ),
        rules.retention(len(at_start), len(at_start - here)),
        rules.write_off_ratio(sum(amount for (kind, _mode), amount in sums.items() if kind == 'write-off'),
                              outstanding),
    ]  # fmt: skip


def _there(book: Book, on: date) -> set[str]:
    """The members on a day."""
    return {member.id for member in book.members.values() if members.belonged(members.spans(member, book.changes), on)}
