"""The sample of a savings and credit cooperative in Kenya: twenty members with share capital, deposits and loans.

Each pays 1,000 a month of share capital until 5,000 are there, and a deposit of her own. From May 2025 on loans are
given (`actions/sample_sacco_loans.py`). After the year 2025 its statements are approved, its months closed, and
in February a dividend of 5 % on shares is paid out and interest of 2.5 % on deposits credited, with 5 % tax.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path

from actions import accounts, approving, closing, dividends, fixed_deposits, members
from actions.accounts import NewAccount
from actions.dividends import Asked
from actions.fixed_deposits import Closing, NewDeposit
from actions.sample_sacco_loans import Lending
from actions.sample_telling import Telling, write
from actions.who import Who
from reports.dividends import Kind
from reports.shares import SHARES, balances
from rules.balances import Period
from rules.bylaws import Bylaws, preset
from rules.dividends import Declaration
from rules.periods import Month, months_from
from rules.records import Member, Mode
from rules.spans import Span
from rules.transactions import Transaction
from sheets import sample
from sheets.book import Book
from sheets.columns import FIXED_DEPOSITS
from sheets.sample import rows

CHAIR = Who('Peter Mutua Kilonzo', 'president')
TREASURER = Who('Jane Akinyi Otieno', 'treasurer')
MEETING_DAY, SHARE_PAYMENT, ENTRANCE_FEE, ABSENCE_FINE = 10, 1_000_00, 500_00, 200_00
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))

BYLAWS: Bylaws = replace(
    preset('sacco', 'Mlima Sacco', 'KES', 'en', sample.STARTED_ON, '01JBKVQG00M11MASACC0C00PERA'),
    place='Machakos',
    monthly_due=2_000_00,
    due_day=MEETING_DAY,
    share_target=5_000_00,
    dividend_weighting='start of month',
    fixed_deposit_rate_percent=Fraction(8),
    early_closing_rate_percent=Fraction(3),
    late_fee_percent=Fraction(0),
    fine_for_absence=ABSENCE_FINE,
    rounding_unit=1,
)

MEMBERS = """
mobile      pays   monthly  name
0722000201  mpesa  3000     Peter Mutua Kilonzo
0712000202  mpesa  4000     Jane Akinyi Otieno
0733000203  bank   5000     Samuel Kiprop Rotich
0722000204  mpesa  3000     Catherine Wairimu Ngugi
0712000205  mpesa  3000     Joseph Ochieng Onyango
0701000206  mpesa  2000     Daniel Musyoki Nzioka
0722000207  bank   8000     Lydia Jepkosgei Cheruiyot
0712000208  mpesa  4000     Patrick Kamau Githinji
0745000209  mpesa  3000     Eunice Nthenya Mwikali
0722000210  mpesa  4000     Anne Moraa Nyakundi
0712000211  mpesa  3500     Stephen Barasa Wekesa
0733000212  cash   4000     Margaret Wanjala Nafula
0722000213  mpesa  2000     Kevin Omondi Were
0712000214  cash   2000     Salome Gathoni Kuria
0799000215  mpesa  4000     David Kioko Muli
0722000216  bank   7000     Rehema Hassan Abdi
0712000217  mpesa  2500     Brian Njuguna Mbugua
0745000218  mpesa  3500     Nancy Cherono Langat
0722000219  mpesa  3000     Vincent Mwangi Karanja
0712000220  cash   2000     Alice Kemunto Bosire
"""

OTHERS = """
date        kind         member  amount  mode   category           note
2024-11-14  expense      -       3500    cash   Registration       Commissioner for co-operatives
2024-12-02  expense      -       2200    cash   Stationery         Ledger, receipt books and stamp
2025-04-11  expense      -       1500    bank   Bank charges       -
2025-08-21  withdrawal   7       20000   bank   -                  School fees of her nephew
2025-10-17  expense      -       4000    mpesa  Rent               Office, second half of the year
2025-12-19  expense      -       6000    bank   Audit              For the year 2025
2026-02-27  expense      -       5200    cash   Annual meeting     Hall and lunch
2026-04-17  expense      -       4000    mpesa  Rent               Office, first half of the year
2026-05-22  withdrawal   16      30000   bank   -                  -
2026-09-04  expense      -       1500    bank   Bank charges       -
2026-10-16  expense      -       4000    mpesa  Rent               Office, second half of the year
"""

BOX, MOBILE, BANK = 'A2024-001', 'A2024-002', 'A2024-003'
STAYS = {BOX: 15_000_00, MOBILE: 10_000_00}
"""What stays in the box and on the telephone when the rest is carried to the bank, on the day after each meeting."""


def write_sample(path: Path) -> None:
    """Write the workbook in place of an older one."""
    write(path, BYLAWS, lambda book: Cooperative(Telling(book, TREASURER)).tell())


class Cooperative:
    """The story as it is recorded. Members are named by their place in MEMBERS, from 1."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.ways: dict[str, Mode] = {}
        self.lending = Lending(telling, TREASURER, CHAIR)

    def tell(self) -> str:
        """Record everything; says whose page the passbook shows."""
        at = self.telling.at
        at(sample.STARTED_ON, self._begin)
        for month in months_from(Month(2024, 11), Month(2026, 11)):
            at(month.day(MEETING_DAY), self._meeting)
            at(month.day(MEETING_DAY + 1), self._to_the_bank)
        self.lending.tell()
        for row in rows(OTHERS):
            at(date.fromisoformat(row['date']), partial(self._other, row))
        at(date(2025, 6, 12), partial(self._fixed_deposit, 'M2024-016', 40_000_00, 6))
        at(date(2025, 12, 12), partial(self._paid_back, 0))
        at(date(2026, 3, 12), partial(self._fixed_deposit, 'M2024-007', 60_000_00, 12))
        at(date(2026, 1, 15), self._end_of_the_year)
        at(date(2026, 2, 14), partial(self._give, 'dividend', Fraction(5)))
        at(date(2026, 2, 14), partial(self._give, 'interest', Fraction(5, 2)))
        at(date(2026, 3, 20), self._tax)
        at(date(2026, 5, 11), self._mistake)
        at(date(2026, 9, 18), partial(self._leaves, 'M2024-020', 'Moved to Kisii'))
        self.telling.run()
        return 'M2024-009'

    @property
    def book(self) -> Book:
        """The book that is written."""
        return self.telling.book

    def _begin(self) -> None:
        for name, type_, bank, number in (
            ('Office box', 'cash', '', ''), ('M-Pesa Paybill', 'mobile', 'Safaricom', '400200'),
            ('Current account', 'bank', 'Co-operative Bank', '01148009912300'),
        ):  # fmt: skip
            asked = NewAccount(self.telling.request(), name, type_, bank, number)
            accounts.add(self.book, asked, CHAIR, self.telling.now, self.telling.today)
        for row in rows(MEMBERS):
            number = self.telling.join(row['name'], row['mobile'], CHAIR, self.telling.sum_of(row['monthly']))
            self.ways[number] = 'mpesa' if row['pays'] == 'mpesa' else 'bank' if row['pays'] == 'bank' else 'cash'
            self.telling.record('income', ENTRANCE_FEE, number, mode=self.ways[number], category='Entrance fee')
        self.lending.offer()

    def _meeting(self) -> None:
        absent: list[Member] = []
        brought: list[Transaction] = []
        for member in [member for member in self.book.members.values() if member.active]:
            self.telling.pay_fines(member)
            if self.telling.happens(3):
                absent.append(member)
            # Who leaves a month out brings it with the next one.
            if self.telling.happens(4):
                month = Month(self.telling.today.year, self.telling.today.month)
                late = partial(self._saves_later, member, month)
                self.telling.at(self.telling.days_later(5, 25), late)
            else:
                brought += self._saving(member)
        self.telling.together(brought)
        self.telling.charge(absent, 'absent', ABSENCE_FINE)

    def _saving(self, member: Member, month: Month | None = None) -> list[Transaction]:
        """Her deposit, and share capital until it is complete."""
        way = self.ways[member.number]
        brought = [self.telling.asked('contribution', member.monthly, member.number, mode=way, month=month)]
        paid = balances(self.book.frame(), SHARES, self.telling.today).get(member.id, 0)
        if paid < self.book.bylaws.share_target:
            brought.append(self.telling.asked('share', SHARE_PAYMENT, member.number, mode=way))
        return brought

    def _saves_later(self, member: Member, month: Month) -> None:
        self.telling.together(self._saving(member, month))

    def _to_the_bank(self) -> None:
        for place, stays in STAYS.items():
            there = sum(amount for on, amount in self.book.boxes[place].items() if on <= self.telling.today)
            if (amount := (there - stays) // 5_000_00 * 5_000_00) > 0:
                cost = 108_00 if place == MOBILE else 0
                self.telling.record('transfer', amount, account=place, to_account=BANK, cost=cost)

    def _other(self, row: dict[str, str]) -> None:
        member = f'M2024-{int(row["member"]):03d}' if row['member'] else ''
        self.telling.record(row['kind'], self.telling.sum_of(row['amount']), member, mode=row['mode'],
                            category=row['category'], note=row['note'])  # fmt: skip

    def _fixed_deposit(self, number: str, amount: int, months: int) -> None:
        asked = NewDeposit(self.telling.request(), number, amount, self.telling.today, months, mode='bank')
        fixed_deposits.open_deposit(self.book, asked, TREASURER, self.telling.now, self.telling.today)

    def _paid_back(self, place: int) -> None:
        deposit = [*self.book.register(FIXED_DEPOSITS).values()][place]
        asked = Closing(self.telling.request(), deposit.number, self.telling.today, mode='bank')
        fixed_deposits.close(self.book, asked, TREASURER, self.telling.now, self.telling.today)

    def _end_of_the_year(self) -> None:
        """The statements of the year are approved, and its months closed."""
        span = Span(YEAR.first, YEAR.last)
        for kind in ('income', 'balance-sheet'):
            approving.approve(self.book, kind, span, 'After the audit', CHAIR, self.telling.now, self.telling.today,
                              self.telling.request())  # fmt: skip
        closing.close(self.book, Month(2025, 12), CHAIR, self.telling.now, self.telling.today, self.telling.request())

    def _give(self, kind: Kind, percent: Fraction) -> None:
        """A dividend is handed out through the bank; interest is credited to the deposits."""
        declared = Declaration(YEAR, self.book.bylaws.dividend_weighting, rate_percent=percent)
        declared = dividends.declare(self.book, declared, self.telling.today)
        asked = Asked(self.telling.request(), kind, declared, self.telling.today, credited=kind == 'interest',
                      mode='bank')  # fmt: skip
        dividends.record(self.book, asked, TREASURER, self.telling.now, self.telling.today)

    def _tax(self) -> None:
        """What was withheld is paid on to the revenue authority."""
        frame = self.book.frame()
        withheld = int(frame.loc[(frame['kind'] == 'withholding').to_numpy(), 'amount'].sum())
        self.telling.record('tax-paid', withheld, mode='bank', reference='KRA 2026-03', note='Withholding tax of 2025')

    def _mistake(self) -> None:
        wrong = self.telling.record('contribution', 20_000_00, 'M2024-006', mode='mpesa')
        self.telling.record('reversal', 0, reverses=wrong, note='One zero too many; the deposit was recorded yesterday')

    def _leaves(self, number: str, reason: str) -> None:
        """She takes her deposits and her share capital with her."""
        member = self.book.member(number)
        assert member is not None
        hers = balances(self.book.frame(), SHARES, self.telling.today)[member.id]
        self.telling.record('withdrawal', self.book.savings(member.id), number, mode='bank')
        self.telling.record('share-back', hers, number, mode='bank')
        members.deactivate(self.book, number, reason, self.telling.today, CHAIR, self.telling.now, self.telling.today,
                           self.telling.request())  # fmt: skip
