"""The sample of a chama: the merry-go-round of twelve women near Nairobi, and from the second year on of thirteen.

Every month on the 5th each brings 2,000 for the round and saves 1,000, most by M-Pesa. The pot is asked for by the
secretary, approved by the chairlady and recorded as paid by the treasurer. Loans are given out of what is saved.
"""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path

from actions import accounts, fines
from actions.accounts import NewAccount
from actions.fines import Waiver
from actions.sample_chama_turns import CHAIR, LATE_FINE, TREASURER, Turns
from actions.sample_telling import Telling, write
from reports import rotation as there
from rules.bylaws import Bylaws, preset
from rules.periods import Month, months_from
from rules.records import Member, Mode
from rules.register_records import OWED
from rules.transactions import Transaction
from sheets import sample
from sheets.book import Book
from sheets.columns import FINES
from sheets.sample import rows

MEETING_DAY, ABSENCE_FINE = 5, 200_00
SAVED_EACH_MONTH = 1_000_00
HOSPITAL, BACK = date(2026, 8, 5), date(2026, 10, 7)
"""The meeting that one of them misses for weeks in hospital, and the day on which she pays what she owes of it."""

BYLAWS: Bylaws = replace(
    preset('chama', 'Tumaini Women Group', 'KES', 'sw', sample.STARTED_ON, '01JBKVQG00TUMA1N1CHAMAGR0UP'),
    place='Kikuyu, Kiambu',
    monthly_due=SAVED_EACH_MONTH,
    due_day=MEETING_DAY,
    pot_contribution=2_000_00,
    loan_rate_percent=Fraction(5),
    loan_penalty_percent=Fraction(10),
    loan_penalty_grace_days=7,
    fine_for_absence=ABSENCE_FINE,
    fine_for_lateness=LATE_FINE,
    rounding_unit=1_00,
)

MEMBERS = """
joined      mobile      pays   name
2024-11-01  0712000101  mpesa  Grace Wanjiku Kamau
2024-11-01  0722000102  mpesa  Mary Atieno Ouma
2024-11-01  0733000103  mpesa  Faith Nduta Mwangi
2024-11-01  0712000104  cash   Esther Njeri Kariuki
2024-11-01  0722000105  mpesa  Jane Wambui Njoroge
2024-11-01  0712000106  mpesa  Beatrice Achieng Odhiambo
2024-11-01  0701000107  mpesa  Lucy Muthoni Gitau
2024-11-01  0722000108  mpesa  Agnes Mwende Musyoka
2024-11-01  0712000109  cash   Ruth Chebet Koech
2024-11-01  0745000110  mpesa  Rose Nyambura Waweru
2024-11-01  0712000111  mpesa  Mercy Kwamboka Nyaboke
2024-11-01  0722000112  cash   Hannah Wangari Maina
2025-04-03  0799000113  mpesa  Zipporah Kanini Mutua
"""

# Loans at 5 % a month on what is left, of at most twice what she saved; each month the interest and so much
# principal, up to the last month paid.
LOANS = """
given       member  amount  mode   principal  until    what for
2025-02-10  4       4000    cash   1000       2025-06  Karo ya shule
2025-04-10  7       12000   mpesa  3000       2025-08  Mashine ya kushona
2025-07-10  10      18000   bank   3000       2026-01  Duka la mboga
2025-10-10  6       24000   bank   5000       2026-03  Kukarabati nyumba
2026-02-10  12      15000   cash   2500       2026-08  Hospitali
2026-04-10  8       36000   bank   4000       2026-11  Ng'ombe wa maziwa
2026-06-10  7       18000   mpesa  3000       2026-08  Biashara ya mitumba
2026-09-10  5       20000   bank   4000       2026-11  Karo ya chuo
"""

OTHERS = """
date        kind     amount  mode   category           note
2024-11-06  expense  1500    cash   Usajili            Cheti cha kikundi
2024-11-20  expense  450     cash   Vitabu na kalamu   -
2025-03-14  expense  800     cash   Usafiri            Kwenda ofisi ya kaunti
2025-06-28  income   6500    cash   Kukodisha viti     Harusi ya Kamau
2025-09-30  income   412.50  bank   Riba ya benki      -
2025-12-13  expense  9600    cash   Sherehe            Mkutano wa mwisho wa mwaka
2026-03-31  income   655     bank   Riba ya benki      -
2026-05-30  income   8000    mpesa  Kukodisha viti     Mazishi ya Mzee Njoroge
2026-07-11  expense  1200    cash   Vitabu na kalamu   -
2026-09-30  income   780.25  bank   Riba ya benki      -
"""

# Carried to the bank: what is there in whole thousands, but for what stays in the box or on the telephone.
TO_THE_BANK = """
date        from  stays
2025-01-15  1     6000
2025-06-12  2     6000
2025-09-12  1     9000
2026-01-14  2     9000
2026-03-16  1     6000
2026-08-13  2     6000
2026-10-12  1     5000
"""


def write_sample(path: Path) -> None:
    """Write the workbook in place of an older one."""
    write(path, BYLAWS, lambda book: Chama(Telling(book, TREASURER)).tell())


class Chama:
    """The story as it is recorded. Members are named by their place in MEMBERS, from 1."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.ways: dict[str, Mode] = {}
        self.turns = Turns(telling, self.ways)

    def tell(self) -> str:
        """Record everything; says whose page the passbook shows."""
        at, first, second = self.telling.at, date(2024, 11, MEETING_DAY), date(2025, 12, MEETING_DAY)
        for row in rows(MEMBERS):
            at(date.fromisoformat(row['joined']), partial(self._joins, row))
        at(sample.STARTED_ON, self._accounts)
        at(sample.STARTED_ON, partial(self.turns.open_cycle, 'ballot', first, seed='Kikuyu, 1 Novemba, 3-1-4'))
        at(date(2025, 2, 5), partial(self.turns.swap, 5, 9, 'Ana karo ya shule mwezi ujao'))
        at(date(2025, 4, 4), partial(self.turns.joins_late, 'M2025-013', 'Jirani yetu, ameombwa na wote'))
        for month in months_from(Month(2024, 11), Month(2026, 12)):
            at(month.day(MEETING_DAY), self._meeting)
        at(date(2025, 12, 1), partial(self.turns.open_cycle, 'last first', second))
        for row in rows(LOANS):
            at(date.fromisoformat(row['given']), partial(self._lend, row))
        for row in rows(OTHERS):
            at(date.fromisoformat(row['date']), partial(self._other, row))
        for row in rows(TO_THE_BANK):
            at(date.fromisoformat(row['date']), partial(self._to_the_bank, row))
        at(date(2026, 3, 6), self._mistake)
        at(date(2026, 6, 6), self._waive)
        self.telling.run()
        return self._number(4)

    @property
    def book(self) -> Book:
        """The book that is written."""
        return self.telling.book

    def _number(self, place: int) -> str:
        return [*self.ways][place - 1]

    def _all(self) -> list[Member]:
        return [member for member in self.book.members.values() if member.active]

    def _joins(self, row: dict[str, str]) -> None:
        number = self.telling.join(row['name'], row['mobile'], CHAIR)
        self.ways[number] = 'mpesa' if row['pays'] == 'mpesa' else 'cash'

    def _accounts(self) -> None:
        for name, type_, bank, number in (
            ('Sanduku la pesa', 'cash', '', ''), ('M-Pesa ya kikundi', 'mobile', 'Safaricom', '522900'),
            ('Akaunti ya kikundi', 'bank', 'Equity Bank', '0180299001234'),
        ):  # fmt: skip
            asked = NewAccount(self.telling.request(), name, type_, bank, number)
            accounts.add(self.book, asked, CHAIR, self.telling.now, self.telling.today)

    def _meeting(self) -> None:
        on = self.telling.today
        running = there.current(self.book)
        assert running is not None and running.now is not None
        about = next(turn.id for turn in running.turns if turn.on == on)
        brought: list[Transaction] = []
        for member in self._all():
            self.telling.pay_fines(member)
            late, behind = self.telling.happens(6), member.number == self._number(7) and on == HOSPITAL
            if behind or late:
                back = BACK if behind else self.telling.days_later(2, 8)
                self.telling.at(back, partial(self.turns.pays_late, member, about))
            else:
                brought.append(self.turns.for_round(member.number, about))
            # Most save at the meeting; some some days later, and some never for that month.
            if self.telling.happens(93):
                brought.append(self._saving(member.number))
            elif self.telling.happens(60):
                self.telling.at(self.telling.days_later(3, 20), partial(self._saves_later, member.number))
        self.telling.together(brought)
        self.telling.charge([member for member in self._all() if self.telling.happens(3)], 'absent', ABSENCE_FINE)
        self.telling.at(on, partial(self.turns.pot, about))
        if on == HOSPITAL:
            self.telling.at(
                on + timedelta(days=7),
                partial(self.turns.pay_short, about, 'Lucy amelazwa hospitalini, atalipa akirudi'),
            )

    def _saving(self, number: str) -> Transaction:
        return self.telling.asked('contribution', SAVED_EACH_MONTH, number, mode=self.ways[number])

    def _saves_later(self, number: str) -> None:
        self.telling.together([self._saving(number)])

    def _waive(self) -> None:
        """A fine that is owed is waived, since it was the hospital that kept her."""
        member = self.book.member(self._number(9))
        assert member is not None
        self.telling.charge([member], 'absent', ABSENCE_FINE)
        fine = next(row for row in self.book.register(FINES).values() if row.status == OWED)
        number = self.telling.decide('waive', 'Alikuwa na mgonjwa hospitalini', CHAIR, about=fine.id,
                                     amount=fine.amount)  # fmt: skip
        asked = Waiver(self.telling.request(), fine.number, fine.amount, self.telling.today, number)
        fines.waive(self.book, asked, TREASURER, self.telling.now, self.telling.today)

    def _lend(self, row: dict[str, str]) -> None:
        amount, mode = self.telling.sum_of(row['amount']), row['mode']
        cost = 33_00 if mode == 'mpesa' else 0
        loan = self.telling.record('loan', amount, self._number(int(row['member'])), mode=mode, cost=cost,
                                   note=row['what for'])  # fmt: skip
        last = date.fromisoformat(f'{row["until"]}-28')
        for month in months_from(Month(2024, 11), Month(2026, 12)):
            if self.telling.today < month.day(MEETING_DAY + 1) <= last:
                principal = None if month.last_day >= last and last < date(2026, 6, 1) else row['principal']
                self.telling.at(month.day(MEETING_DAY + 1), partial(self._repay, loan, principal))

    def _repay(self, loan: str, principal: str | None) -> None:
        if self.book.loans[loan].closed_on is None:
            part = None if principal is None else self.telling.sum_of(principal)
            self.telling.repay(loan, part, mode=self.ways[self.book.loans[loan].member_number])

    def _other(self, row: dict[str, str]) -> None:
        self.telling.record(row['kind'], self.telling.sum_of(row['amount']), mode=row['mode'],
                            category=row['category'], note=row['note'])  # fmt: skip

    def _to_the_bank(self, row: dict[str, str]) -> None:
        place, bank = (f'A{sample.STARTED_ON.year}-00{number}' for number in (row['from'], 3))
        there_now = sum(amount for on, amount in self.book.boxes[place].items() if on <= self.telling.today)
        amount = (there_now - self.telling.sum_of(row['stays'])) // 1_000_00 * 1_000_00
        self.telling.record('transfer', amount, account=place, to_account=bank, cost=50_00 if row['from'] == '2' else 0)

    def _mistake(self) -> None:
        number = self._number(12)
        wrong = self.telling.record('contribution', 10_000_00, number, mode='cash')
        self.telling.record('reversal', 0, reverses=wrong, note='Sifuri moja imezidi')
