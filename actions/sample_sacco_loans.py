"""The loans of the sample SACCO: applied for, guaranteed, reviewed, handed over, repaid in time, late or not at all.

The treasurer writes an application down, the guarantors answer three days later, the chairman decides on the fifth day
and the money is handed over on the seventh. What a loan needs beyond the free deposits of the borrower, its guarantors
pledge in equal parts.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import partial

from actions import applications, guaranteeing, products, rescheduling
from actions.applications import Application, Verdict
from actions.guaranteeing import Pledge
from actions.sample_telling import Telling
from actions.who import Who
from reports.guarantees import guarantors_of, own_free
from reports.loans import loan_standing
from rules import standings
from rules.guarantors import State
from rules.money import Money
from rules.periods import EVERY_MONTH, months_later
from rules.records import APPROVED, REJECTED, RUNNING, Loan
from rules.register_records import TERM, LoanProduct
from rules.term_changes import Rescheduled
from sheets.book import Book
from sheets.sample import rows

# P1 to P3 are those with which a SACCO usually begins: normal, emergency and school fees loans, in equal instalments.
MORE_PRODUCTS = (
    LoanProduct(
        '', '', 'Boda boda loan', TERM, Fraction(5, 4), 'month', 'flat', '1 month', 12, 18,
        instalment_multiple=1_00, processing_sum=300_00, fees_taken='taken off', penalty_base='fixed sum',
        penalty_sum=200_00, penalty_times='once', penalty_grace_days=5, guarantors=1, multiplier=Fraction(3),
    ),
    LoanProduct(
        '', '', 'Development loan', TERM, Fraction(14), 'year', 'equal-principal', '1 month', 24, 36,
        rounding_unit=1_00, processing_percent=Fraction(1), fees_taken='taken off', penalty_base='principal',
        penalty_percent=Fraction(2), penalty_times='period', penalty_grace_days=7, guarantors=2,
        multiplier=Fraction(3),
    ),
)  # fmt: skip

# How: in time; late now and then; anew: set anew by a decision after some months; until a month, and no more after it.
LOANS = """
applied     member  product  amount  count  guarantors  how              what for
2025-05-12  7       P1       100000  24     16 3        in time          House
2025-05-13  9       P1       45000   12     12 8        in time          Plot of land
2025-05-14  5       P2       10000   6      8           in time          Hospital bill
2025-05-19  10      P1       60000   24     15 2        late             Shop stock
2025-06-12  16      P5       60000   24     3 1         in time          Water tank
2025-06-16  6       P4       36000   12     4           in time          Motorbike
2025-06-17  14      P3       12000   12     13          late             Secondary school
2025-07-14  11      P1       60000   24     18 19       until 2026-06    Posho mill
2025-08-11  17      P2       9000    6      8           late             Roof repair
2025-08-18  8       P1       70000   24     12 15       in time          Two dairy cows
2025-09-08  4       P5       48000   24     1 2         in time          Greenhouse
2025-10-13  13      P4       30000   12     20          until 2026-03    Motorbike
2025-11-10  20      P1       70000   24     7 16        refused          Car
2026-01-12  15      P3       24000   12     5           in time          University
2026-01-19  18      P1       60000   24     12 19       anew 2026-06     Dairy cow
2026-03-09  5       P1       70000   24     9 16        early 2026-09    Land
2026-04-13  10      P2       15000   6      4           in time          Funeral
2026-05-11  3       P5       90000   24     7 1         late             Borehole
2026-06-15  19      P4       40000   12     2           in time          Tuk-tuk
2026-07-13  16      P3       30000   12     14          until 2026-09    College
2026-08-10  12      P1       80000   36     9 14        in time          House
2026-10-12  6       P1       50000   24     8 10        in time          Land
2026-11-02  14      P3       20000   12     6           waits            School fees
"""
WRITTEN_OFF = ('2025-10-13', date(2026, 8, 20), 'He has left the country and cannot be found')


class Lending:
    """The loans as they are recorded. Members are named by their place in the list of members, from 1."""

    def __init__(self, telling: Telling, treasurer: Who, chair: Who) -> None:
        self.telling = telling
        self.treasurer, self.chair = treasurer, chair
        self.given: dict[str, str] = {}
        """The ids of the loans by the day of the application."""

    @property
    def book(self) -> Book:
        """The book that is written."""
        return self.telling.book

    def tell(self) -> None:
        """Put everything into the days that come."""
        for row in rows(LOANS):
            self.telling.at(date.fromisoformat(row['applied']), partial(self._applies, row))
        applied, on, reason = WRITTEN_OFF
        self.telling.at(on, lambda: self._write_off(self.given[applied], reason))

    def offer(self) -> None:
        """The products on which loans are given."""
        request = self.telling.request()
        products.add_usual(self.book, self.chair, self.telling.now, self.telling.today, request)
        for product in MORE_PRODUCTS:
            request = self.telling.request()
            products.add(self.book, product, self.chair, self.telling.now, self.telling.today, request)

    def _number(self, place: str) -> str:
        return [*self.book.members.values()][int(place) - 1].number

    def _applies(self, row: dict[str, str]) -> None:
        amount, today = self.telling.sum_of(row['amount']), self.telling.today
        borrower = [*self.book.members.values()][int(row['member']) - 1]
        missing = max(0, amount - own_free(self.book, borrower.id, today))
        guarantors = row['guarantors'].split()
        # Each pledges the same, in whole thousands, and something where her word is all that is asked.
        each = max(2_000_00, -(-missing // len(guarantors) // 1_000_00) * 1_000_00)
        asked = Application(
            self.telling.request(), borrower.number, row['product'], amount, today, int(row['count']),
            purpose=row['what for'], pledges=tuple(Pledge(self._number(place), each) for place in guarantors),
        )  # fmt: skip
        loan = applications.apply(self.book, asked, self.treasurer, self.telling.now, today)
        self.given[row['applied']] = loan.id
        if row['how'] == 'waits':
            return
        self.telling.at(today + timedelta(days=3), partial(self._guarantors_answer, loan, row['how']))
        self.telling.at(today + timedelta(days=5), partial(self._decided, loan, row['how']))
        if row['how'] != 'refused':
            self.telling.at(today + timedelta(days=7), partial(self._hand_over, loan, row['how']))

    def _guarantors_answer(self, loan: Loan, how: str) -> None:
        for place, guarantor in enumerate(guarantors_of(self.book, loan.id)):
            said: State = 'declined' if how == 'refused' and not place else 'accepted'
            guaranteeing.answer(self.book, guarantor.id, said, self.telling.today, self.treasurer, self.telling.now,
                                self.telling.today, self.telling.request())  # fmt: skip

    def _pay_what_is_due(self, loan: Loan) -> None:
        """Nobody borrows with something overdue: she pays first what is due of the loans that she has."""
        for other in [*self.book.loans.values()]:
            if other.member == loan.member and other.status == RUNNING:
                self._repay(other)

    def _decided(self, loan: Loan, how: str) -> None:
        self._pay_what_is_due(loan)
        verdict = Verdict(loan.number, APPROVED, loan.asked or 0)
        if how == 'refused':
            verdict = Verdict(loan.number, REJECTED, reason='A guarantor declined, and the sum is not covered')
        applications.decide(self.book, [verdict], self.telling.today, self.chair, self.telling.now, self.telling.today,
                            self.telling.request())  # fmt: skip

    def _hand_over(self, loan: Loan, how: str) -> None:
        self._pay_what_is_due(loan)
        self.telling.record('loan', loan.asked or 0, loan.member_number, loan=loan.number, mode='bank',
                            reference=f'CHQ {100 + len(self.given)}')  # fmt: skip
        word, _, until = how.partition(' ')
        last = date.fromisoformat(f'{until}-28') if until[:2] == '20' else date.max
        for due_on in self._due_days(loan, last if word == 'until' else date.max):
            late = 12 if word == 'late' and self.telling.happens(25) else int(self.telling.chance.random() * 5)
            self.telling.at(due_on + timedelta(days=late), partial(self._repay, loan))
        if word == 'anew':
            self.telling.at(last, partial(self._set_anew, loan))
        if word == 'early':
            self.telling.at(last, partial(self._pay_off, loan))

    def _due_days(self, loan: Loan, last: date) -> Iterator[date]:
        for place in range(1, (loan.count or 0) + 25):
            on = months_later(self.telling.today, place)
            if on <= last:
                yield on

    def _repay(self, loan: Loan) -> None:
        """What is due today."""
        now = self.book.loans[loan.id]
        standing = loan_standing(self.book, now, self.telling.today)
        if now.status == RUNNING and (due := standings.due(standing, self.telling.today)):
            self.telling.record('repayment', due, loan.member_number, loan=loan.number, mode='mpesa')

    def _pay_off(self, loan: Loan) -> None:
        self.telling.repay(loan.id, mode='bank', reference='RTGS 5512')

    def _outstanding(self, loan: Loan) -> Money:
        return loan_standing(self.book, loan, self.telling.today).outstanding

    def _set_anew(self, loan: Loan) -> None:
        """The cow has died: what is left is repaid in more and smaller instalments."""
        number = self.telling.decide('reschedule', 'The cow died; she can pay less a month', self.chair,
                                     about=loan.id)  # fmt: skip
        change = Rescheduled(self.telling.today, 36, EVERY_MONTH, 'equal-instalments', Fraction(1), 'month', number)
        rescheduling.set_anew(self.book, loan.number, change, self.chair, self.telling.now, self.telling.today,
                              self.telling.request())  # fmt: skip

    def _write_off(self, loan_id: str, reason: str) -> None:
        loan = self.book.loans[loan_id]
        lost = self._outstanding(loan)
        number = self.telling.decide('write off', reason, self.chair, about=loan.id, amount=lost)
        self.telling.record('write-off', lost, loan.member_number, loan=loan.number, decision=number)
