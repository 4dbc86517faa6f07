"""The sample of a village savings and loan association in Uganda: fifteen members who meet every second Saturday.

Each buys one to five shares of 5,000 a meeting and pays 1,000 into the social fund. Loans cost 10 % a month on what is
left, and are repaid in three parts. On 1 November 2025 everything is shared out, some leave shares in, and the second
cycle runs at 6,000 a share.
"""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path

from actions import leaving, members, share_out
from actions.sample_telling import Telling, write
from actions.who import Who
from reports.share_out import Counted, money_there, running_loans
from reports.shares import SHARES, balances
from rules.bylaws import Bylaws, preset
from rules.records import Member
from rules.transactions import Transaction
from sheets import sample
from sheets.book import Book
from sheets.sample import rows

CHAIR = Who('Margaret Nabirye', 'president')
TREASURER = Who('Sarah Namukose', 'treasurer')
FIRST_MEETING, SHARED_OUT_ON, TWO_WEEKS = date(2024, 11, 9), date(2025, 11, 1), timedelta(days=14)
PRICE, NEXT_PRICE, MOST_SHARES, SOCIAL = 5_000, 6_000, 5, 1_000
ABSENCE_FINE, LATENESS_FINE = 1_000, 500
PARTS_OF_A_LOAN, LOAN_UNIT = 3, 30_000
LAST_LOANS = date(2025, 7, 20)
"""In the last three months of a cycle no loans are given, but for one that is set off."""

BYLAWS: Bylaws = replace(
    preset('vsla', 'Tukolere Wamu Savings Group', 'UGX', 'en', sample.STARTED_ON, '01JBKVQG00TUK01EREWAMUVS1A'),
    place='Namwendwa, Kamuli',
    frequency='fortnightly',
    monthly_due=0,
    share_price=PRICE,
    share_most=MOST_SHARES,
    social_due=SOCIAL,
    loan_rate_percent=Fraction(10),
    loan_penalty_percent=Fraction(5),
    loan_penalty_grace_days=7,
    fine_for_absence=ABSENCE_FINE,
    fine_for_lateness=LATENESS_FINE,
    rounding_unit=100,
    smallest_coin=100,
)

# How many shares each usually buys.
MEMBERS = """
mobile      shares  name
0772000101  4       Margaret Nabirye
0782000102  3       Sarah Namukose
0752000103  2       Harriet Kagoya
0772000104  5       Juliet Babirye
0702000105  1       Florence Mutesi
0772000106  3       Agnes Nakato
0782000107  2       Betty Kisakye
0772000108  2       Irene Tibenda
0752000109  4       Prossy Namulondo
0772000110  1       Rebecca Naigaga
0702000111  3       Moses Waiswa
0772000112  2       Joyce Kyakuwaire
0782000113  3       Ruth Nangobi
0772000114  1       Isaac Balikowa
0752000115  2       Lydia Mukyala
"""

# What only some brought, and what was granted to whom in need.
OTHERS = """
date        kind          member  amount  category         note
2024-11-09  expense       -       42000   Stationery       Passbooks, stamp and box with three locks
2025-02-15  social-grant  5       30000   -                Hospital
2025-05-10  expense       -       12000   Transport        Training at the sub-county
2025-06-21  social-grant  14      50000   -                Burial of his father
2025-08-16  income        -       60000   Prize            Best kept books of the parish
2026-01-24  expense       -       18000   Stationery       Passbooks for the second cycle
2026-02-21  social-grant  10      40000   -                Her roof was blown away
2026-05-02  to-bank       -       900000  -                -
2026-07-11  from-bank     -       500000  -                For loans before planting
2026-08-22  social-grant  7       30000   -                Hospital
2026-09-30  income        -       7400    Bank interest    -
"""

PURPOSES = (
    'Maize seed',
    'School fees',
    'Goats',
    'Market stall',
    'Roofing sheets',
    'Sewing machine',
    'Coffee seedlings',
)
ILL_SINCE = 'M2024-007', date(2026, 8, 22)
"""Whose loan is overdue since she fell ill, for which the social fund helped her."""
LEFT_IN = {'M2024-001': 6, 'M2024-002': 5, 'M2024-004': 10, 'M2024-006': 4, 'M2024-009': 8, 'M2024-013': 5}
"""How many shares of the second cycle were left in at the share-out."""


def write_sample(path: Path) -> None:
    """Write the workbook in place of an older one."""
    write(path, BYLAWS, lambda book: Association(Telling(book, TREASURER)).tell())


class Association:
    """The story as it is recorded."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.usual: dict[str, int] = {}

    def tell(self) -> str:
        """Record everything; says whose page the passbook shows."""
        at = self.telling.at
        at(sample.STARTED_ON, self._begin)
        on = FIRST_MEETING
        while on <= sample.TODAY:
            at(on, self._meeting)
            on += TWO_WEEKS
        at(date(2025, 9, 6), partial(self._lend, 'M2024-012', 6 * LOAN_UNIT, parts=1))
        at(SHARED_OUT_ON, self._share_out)
        at(date(2026, 5, 30), partial(self._leaves, 'M2024-015', 'Moves to Jinja with her husband'))
        at(date(2026, 3, 21), self._mistake)
        for row in rows(OTHERS):
            at(date.fromisoformat(row['date']), partial(self._other, row))
        self.telling.run()
        return 'M2024-004'

    @property
    def book(self) -> Book:
        """The book that is written."""
        return self.telling.book

    def _begin(self) -> None:
        for row in rows(MEMBERS):
            self.usual[self.telling.join(row['name'], row['mobile'], CHAIR)] = int(row['shares'])

    def _meeting(self) -> None:
        on = self.telling.today
        absent: list[Member] = []
        late: list[Member] = []
        brought: list[Transaction] = []
        for member in [member for member in self.book.members.values() if member.active]:
            if self.telling.happens(4):
                absent.append(member)
                continue
            if self.telling.happens(4):
                late.append(member)
            self.telling.pay_fines(member)
            brought += self._buys(member)
        self.telling.together(brought)
        self.telling.charge(absent, 'absent', ABSENCE_FINE)
        self.telling.charge(late, 'late', LATENESS_FINE)
        if FIRST_MEETING + 3 * TWO_WEEKS < on < LAST_LOANS or on > SHARED_OUT_ON + 2 * TWO_WEEKS:
            self._who_borrows()

    def _buys(self, member: Member) -> list[Transaction]:
        """As many shares as usual, or one more or less; and what goes to the social fund."""
        change = int(self.telling.chance.random() * 3) - 1
        count = min(MOST_SHARES, max(1, self.usual[member.number] + change))
        return [
            self.telling.asked('share', count * self.book.bylaws.share_price, member.number),
            self.telling.asked('social', SOCIAL, member.number),
        ]

    def _who_borrows(self) -> None:
        """One or two who have no loan borrow, at most three times their shares, as far as the box allows."""
        shares = balances(self.book.frame(), SHARES, self.telling.today)
        owing = running_loans(self.book, self.telling.today)
        free = [member for member in self.book.members.values() if member.active and member.id not in owing]
        for member in free:
            most = min(3 * shares.get(member.id, 0), (self._in_the_box() - 200_000) // 2) // LOAN_UNIT * LOAN_UNIT
            if most >= 2 * LOAN_UNIT and self.telling.happens(16):
                self._lend(member.number, min(most, 40 * LOAN_UNIT))

    def _in_the_box(self) -> int:
        return sum(self.book.boxes['cash'].values())

    def _lend(self, number: str, amount: int, parts: int = PARTS_OF_A_LOAN) -> None:
        purpose = PURPOSES[int(self.telling.chance.random() * len(PURPOSES))]
        loan = self.telling.record('loan', amount, number, note=purpose)
        for place in range(1, parts + 1):
            last = place == PARTS_OF_A_LOAN
            # At every second meeting; some bring the last part at the one after.
            meetings = 2 * place + (last and self.telling.happens(15))
            part = None if last else amount // PARTS_OF_A_LOAN
            self.telling.at(self.telling.today + meetings * TWO_WEEKS, partial(self._repay, loan, part))

    def _repay(self, loan_id: str, part: int | None) -> None:
        loan, (ill, since) = self.book.loans[loan_id], ILL_SINCE
        if loan.closed_on is None and not (loan.member_number == ill and self.telling.today > since):
            self.telling.repay(loan_id, part)

    def _share_out(self) -> None:
        """Everything is counted, shared out, and some leave shares of the second cycle in."""
        today = self.telling.today
        for member in self.book.members.values():
            self.telling.pay_fines(member)
        counted = Counted(money_there(self.book, today), today, set_off=True)
        asked = share_out.Asked(self.telling.request(), counted, LEFT_IN, NEXT_PRICE, note='End of the first cycle')
        share_out.record(self.book, asked, CHAIR, self.telling.now, today)

    def _leaves(self, number: str, reason: str) -> None:
        """She takes her shares out in mid-cycle, less a fee, and what she owes is set off."""
        member = self.book.member(number)
        assert member is not None
        hers = balances(self.book.frame(), SHARES, self.telling.today)[member.id]
        asked = leaving.Asked(self.telling.request(), number, hers, self.telling.today, fee_percent=Fraction(5))
        leaving.record(self.book, asked, TREASURER, self.telling.now, self.telling.today)
        members.deactivate(self.book, number, reason, self.telling.today, CHAIR, self.telling.now, self.telling.today,
                           self.telling.request())  # fmt: skip

    def _mistake(self) -> None:
        wrong = self.telling.record('share', NEXT_PRICE, 'M2024-011')
        self.telling.record('reversal', 0, reverses=wrong, note='It was his brother who paid, of another group')

    def _other(self, row: dict[str, str]) -> None:
        self.telling.record(
            row['kind'], self.telling.sum_of(row['amount']), f'M2024-{int(row["member"]):03d}' if row['member'] else '',
            category=row['category'], note=row['note'],
            mode='bank' if row['category'] == 'Bank interest' else 'cash',
        )  # fmt: skip
