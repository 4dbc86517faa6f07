"""The ratios by which a group, a bank or a federation judges how it does; each stands beside its formula.

For example a group of 20 women, 15 of whom have a loan, with 30,000.00 lent and 10,000.00 in box and bank:

    members with loans       15 / 20                          75 %
    loan-fund utilisation    30,000 / (30,000 + 10,000)       75 %

and 4,500.00 of the 30,000.00 are the whole balances of loans with an instalment more than 30 days late:

    portfolio at risk        4,500 / 30,000                   15 %

A ratio is an exact fraction (3/4 is 75 %), and none where it would divide by zero: no loans are no portfolio at risk.
"""

from dataclasses import dataclass
from fractions import Fraction

from rules.explained import Line, Sum
from rules.money import Money
from rules.problems import N_

WEEKS_OF_A_YEAR = 52


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio: its name, its exact value (None: nothing can be said), the formula in words, its parts in figures."""

    name: str
    value: Fraction | None
    formula: str
    parts: tuple[Line, ...]

    @property
    def percent(self) -> Fraction | None:
        """The value in percent: 3/4 is 75."""
        return None if self.value is None else self.value * 100


def attendance(attending: int, registered: int) -> Ratio:
    """How many came of those who were registered; over several meetings both are summed over the meetings."""
    return Ratio(
        N_('Attendance'), _over(attending, registered), N_('attending / registered'),
        (Line(N_('attending'), attending), Line(N_('registered'), registered)),
    )  # fmt: skip


def members_with_loans(borrowers: int, members: int) -> Ratio:
    """How many of the members have a loan; a member with two loans counts once."""
    return Ratio(
        N_('Members with loans'), _over(borrowers, members), N_('borrowers / members'),
        (Line(N_('borrowers'), borrowers), Line(N_('members'), members)),
    )  # fmt: skip


def loan_fund_utilisation(outstanding: Money, in_box_and_bank: Money) -> Ratio:
    """How much of the loan fund is lent. `in_box_and_bank` is the loan fund's own money, without the social fund."""
    return Ratio(
        N_('Loan-fund utilisation'),
        _over(outstanding, outstanding + in_box_and_bank),
        N_('loans outstanding / (loans outstanding + loan-fund cash in box and bank)'),
        (_sum(N_('loans outstanding'), outstanding), _sum(N_('loan-fund cash in box and bank'), in_box_and_bank)),
    )


def portfolio_at_risk(at_risk: Money, outstanding: Money) -> Ratio:
    """PAR30. `at_risk` are the whole balances of late loans, rescheduled ones included, not only what is overdue."""
    return Ratio(
        N_('Portfolio at risk, 30 days'),
        _over(at_risk, outstanding),
        N_('whole balance of the loans with an instalment overdue more than 30 days / loans outstanding'),
        (
            _sum(N_('balance of the loans overdue more than 30 days'), at_risk),
            _sum(N_('loans outstanding'), outstanding),
        ),
    )


def return_on_savings(assets: Money, owed: Money, savings: Money, weeks: int | Fraction) -> Ratio:
    """What the savings earned, as if for a year. `weeks` since the cycle began; days are sevenths of a week.

    `assets` are all that the group has, as on the balance sheet, `owed` all that it owes besides the savings and shares
    of its members: fixed deposits, the social fund, tax withheld, loans from outside.
    """
    net_assets = assets - owed
    return Ratio(
        N_('Return on savings, a year'),
        _over(Fraction(net_assets - savings) * WEEKS_OF_A_YEAR, savings * weeks),
        N_('(net assets − savings) / savings × 52 / weeks of the cycle; net assets = assets − owed besides savings'),
        (
            _sum(N_('assets'), assets),
            _sum(N_('owed besides savings'), owed),
            _sum(N_('net assets'), net_assets),
            _sum(N_('savings'), savings),
            Line(N_('weeks of the cycle'), weeks),
        ),
    )


def retention(members_at_start: int, drop_outs: int) -> Ratio:
    """How many of the members of the start are still there. Who joined since and left again is no drop-out here."""
    assert 0 <= drop_outs <= members_at_start, f'{drop_outs} of {members_at_start} left'
    return Ratio(
        N_('Retention of members'),
        _over(members_at_start - drop_outs, members_at_start),
        N_('(members at start − drop-outs) / members at start'),
        (Line(N_('members at start'), members_at_start), Line(N_('drop-outs'), drop_outs)),
    )


def write_off_ratio(written_off: Money, outstanding: Money) -> Ratio:
    """How much of what is or would be outstanding was written off."""
    return Ratio(
        N_('Write-off ratio'), _over(written_off, outstanding + written_off),
        N_('written off / (loans outstanding + written off)'),
        (_sum(N_('written off'), written_off), _sum(N_('loans outstanding'), outstanding)),
    )  # fmt: skip


def _over(dividend: int | Fraction, divisor: int | Fraction) -> Fraction | None:
    return Fraction(dividend) / Fraction(divisor) if divisor else None


def _sum(label: str, value: Money) -> Line:
    return Line(label, Sum(value))
