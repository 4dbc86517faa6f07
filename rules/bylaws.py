"""The bylaws: every convention of the group as data, with honest defaults, kept in the sheet `Bylaws`.

A convention that changes is amended with the day it was decided, and what happened before that day keeps the old
one: `Bylaws.on(day)` gives the bylaws that were in force. A loan keeps the bylaws of the day on which it was given.
What belongs to a module is shown, and has a row in the workbook, where the module is on.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction

from rules import money
from rules.bylaw import (
    COUNTRIES,
    CURRENCIES,
    DATE_ORDERS,
    KINDS_OF_GROUP,
    PART_MONTHS,
    TYPED_ROWS,
    Bylaw,
    DateOrder,
    Frequency,
    PartMonth,
    SavingsInterest,
    TurnOrder,
    TypedRows,
    decimal_text,
    read_percent,
)
from rules.bylaw_list import BY_FIELD, BYLAWS, MODULES
from rules.dividends import Weighting
from rules.money import Money, RoundingMode
from rules.problems import N_, Problem
from rules.records import Change
from rules.share_out import Method

__all__ = [
    'BYLAWS', 'BY_FIELD', 'COUNTRIES', 'CURRENCIES', 'DATE_ORDERS', 'KINDS_OF_GROUP', 'MODULES', 'PART_MONTHS',
    'TYPED_ROWS', 'Bylaw', 'Bylaws', 'DateOrder', 'PartMonth', 'TypedRows', 'decimal_text', 'preset',
    'problems_of_bylaws', 'read_percent',
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bylaws:
    """What the group agreed. Percents are exact fractions, amounts minor units, days whole numbers."""

    format: int = 3
    group_id: str = ''
    kind: str = 'shg'
    name: str = ''
    place: str = ''
    currency: str = 'INR'
    language: str = 'en'
    country: str = 'IN'
    started_on: date = date(2000, 1, 1)
    monthly_due: Money = 200_00
    due_day: int = 10
    late_fee_percent: Fraction = Fraction(0)
    late_fee_grace_days: int = 0
    loan_rate_percent: Fraction = Fraction(2)
    part_month: PartMonth = 'started'
    loan_penalty_percent: Fraction = Fraction(0)
    loan_penalty_grace_days: int = 0
    rounding_unit: Money = 1
    rounding_mode: RoundingMode = 'half-up'
    below_zero_allowed: bool = False
    member_pin_required: bool = True
    typed_rows: TypedRows = 'adopt'
    date_order: DateOrder = 'day first'
    frequency: Frequency = 'monthly'
    minimum_deposit: Money = 0
    closed_until: date | None = None
    one_officer_allowed: bool = False
    quorum_percent: Fraction = Fraction(50)
    loan_rate_most_percent: Fraction = Fraction(100)
    loan_most_instalments: int = 360
    loan_savings_times: Fraction = Fraction(0)
    loan_less_owed: bool = False
    loan_least_savings: Money = 0
    loan_least_member_months: int = 0
    loan_most_running: int = 0
    loan_none_overdue: bool = False
    loan_most_months: int = 0
    loan_fund_percent: Fraction = Fraction(0)
    module_rotation: bool = False
    module_shares: bool = False
    module_social_fund: bool = False
    module_share_out: bool = False
    module_deposits: bool = False
    module_fixed_deposits: bool = False
    module_products: bool = False
    module_guarantors: bool = False
    module_dividends: bool = False
    module_fines: bool = False
    module_bank_accounts: bool = False
    module_statements: bool = False
    module_documents: bool = False
    pot_contribution: Money = 500_00
    turn_order: TurnOrder = 'ballot'
    share_price: Money = 100_00
    share_most: int = 5
    share_target: Money = 0
    share_months: int = 12
    loan_shares_times: Fraction = Fraction(0)
    shares_before_loan: bool = False
    social_due: Money = 20_00
    share_out_method: Method = 'by shares'
    share_out_savings_percent: Fraction = Fraction(60)
    smallest_coin: Money = 1_00
    dividend_weighting: Weighting = 'closing balance'
    withholding_tax_percent: Fraction = Fraction(0)
    savings_rate_percent: Fraction = Fraction(0)
    savings_interest: SavingsInterest = 'daily balance'
    least_balance: Money = 0
    withdrawal_most: Money = 0
    withdrawal_notice_days: int = 0
    fixed_deposit_rate_percent: Fraction = Fraction(0)
    early_closing_rate_percent: Fraction = Fraction(0)
    loan_income_percent: Fraction = Fraction(0)
    loan_must_be_covered: bool = False
    guarantors_needed: int = 0
    guarantees_most: int = 3
    fine_for_absence: Money = 0
    fine_for_lateness: Money = 0
    history: tuple[Change, ...] = ()

    def rounded(self, exact: Fraction) -> Money:
        """An amount computed by a rule, rounded as the group agreed."""
        return money.rounded(exact, self.rounding_unit, self.rounding_mode)

    def shows(self, bylaw: Bylaw) -> bool:
        """Whether a bylaw is among those of the group: not where its module is off."""
        return self.uses((bylaw.module,) if bylaw.module else ())

    @property
    def by_shares(self) -> bool:
        """Whether the members save by buying shares alone, as in a village group, and deposit nothing each month."""
        return self.module_shares and not self.monthly_due

    @property
    def deposited_as(self) -> tuple[str, ...]:
        """The kinds of entry by which members save: what they deposit, and where they save by shares what they buy."""
        return ('contribution', 'share') if self.by_shares else ('contribution',)

    def uses(self, modules: Collection[str]) -> bool:
        """Whether one of these modules is on; what belongs to none is there for every group."""
        return not modules or any(getattr(self, module) for module in modules)

    def on(self, day: date) -> 'Bylaws':
        """The bylaws that were in force on a day: later decisions taken back, the latest first."""
        values: dict[str, object] = {}
        # Of two changes on one day, the one written later is taken back first.
        for _, change in sorted(enumerate(self.history), key=lambda found: (found[1].on, found[0]), reverse=True):
            if change.on > day and change.field in BY_FIELD:
                values[change.field] = BY_FIELD[change.field].read(change.old, self.currency)
        return replace(self, **values) if values else self  # type: ignore[arg-type]


assert {bylaw.field for bylaw in BYLAWS} | {'history'} == {field.name for field in fields(Bylaws)}


def problems_of_bylaws(bylaws: Bylaws) -> Iterable[Problem]:
    """What contradicts itself in bylaws that were each read well."""
    if bylaws.rounding_unit < 1:
        yield Problem(
            N_('The sum to which interest is rounded is zero.'),
            N_('Set it to 0.01 for no rounding, or to 1.00 for whole units.'),
            about='rounding_unit',
        )


MODULES_OF_KIND: Mapping[str, tuple[str, ...]] = {
    'shg': ('module_fines',),
    'chama': ('module_rotation', 'module_fines', 'module_bank_accounts'),
    'vsla': ('module_shares', 'module_social_fund', 'module_share_out', 'module_fines'),
    'sacco': (
        'module_shares', 'module_deposits', 'module_fixed_deposits', 'module_products', 'module_guarantors',
        'module_dividends', 'module_fines', 'module_bank_accounts', 'module_statements', 'module_documents',
    ),
}  # fmt: skip
"""What a group of each kind begins with; every module can be switched on or off later."""
A_THIRD = Fraction('33.333333')
"""As exact as a percentage can be written."""


def preset(kind: str, name: str, currency: str, language: str, started_on: date, group_id: str) -> Bylaws:
    """The bylaws with which a new group of a kind begins."""
    unit = money.minor_units(currency)
    bylaws = Bylaws(
        kind=kind,
        name=name,
        currency=currency,
        language=language,
        country=COUNTRIES[currency],
        started_on=started_on,
        group_id=group_id,
        monthly_due=200 * unit,
    )
    bylaws = replace(bylaws, **dict.fromkeys(MODULES_OF_KIND[kind], True))  # type: ignore[arg-type]
    match kind:
        case 'chama':
            return replace(
                bylaws, monthly_due=0, pot_contribution=500 * unit, loan_savings_times=Fraction(2),
                loan_most_running=1, loan_none_overdue=True, loan_fund_percent=Fraction(30),
            )  # fmt: skip
        case 'vsla':
            return replace(
                bylaws, monthly_due=0, frequency='weekly', share_price=100 * unit, social_due=20 * unit,
                smallest_coin=unit, loan_savings_times=Fraction(3), loan_shares_times=Fraction(3),
                loan_most_running=1, loan_none_overdue=True, loan_most_months=3,
            )  # fmt: skip
        case 'sacco':
            return replace(
                bylaws, share_price=100 * unit, share_most=0, share_target=5_000 * unit, guarantors_needed=2,
                loan_savings_times=Fraction(3), loan_less_owed=True, shares_before_loan=True,
                loan_least_member_months=6, loan_none_overdue=True, loan_income_percent=A_THIRD,
                loan_must_be_covered=True, withholding_tax_percent=Fraction(5),
            )  # fmt: skip
    return bylaws
