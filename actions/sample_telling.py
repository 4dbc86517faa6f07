"""How a sample is written: what happened is told to the same actions as everything else, one day after the other.

    telling = Telling(book, Who('Grace', 'treasurer'))
    telling.at(date(2025, 1, 5), meeting)             what is done on that day; it may add days that follow
    telling.run()
    telling.record('contribution', 500_00, 'M2025-001')

Ids, times and what chance brings are the same each time, so that the workbook is the same to the byte.
"""

import heapq
import itertools
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from ulid import ULID

from actions import decisions, fines, members, record
from actions.decisions import NewDecision
from actions.fines import NewFines
from actions.members import NewMember
from actions.who import Who
from reports.fines import standing_of
from reports.loans import loan_standing
from reports.views import view_changes
from rules import money
from rules.bylaws import Bylaws
from rules.money import Money
from rules.records import Member
from rules.register_records import OWED
from rules.transactions import Transaction
from sheets import sample, views_passbook, xlsx
from sheets.book import Book, open_book
from sheets.columns import FINES
from sheets.making import make_workbook
from sheets.writer import Writer

FIRST_MINUTE = time(10, 30)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
BETWEEN_TWO = timedelta(seconds=40)

Act = Callable[[], object]
"""Something that is done on a day."""


def write(path: Path, bylaws: Bylaws, tell: Callable[[Book], str]) -> None:
    """Write a sample in place of an older one. `tell` records everything, and says whose page the passbook shows."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / 'sample.xlsx'
        make_workbook(made, bylaws, sample.TODAY)
        book = open_book(made)
        xlsx.amend_cells(made, 'Passbook', {views_passbook.CHOICE: tell(book)})
        outcome = Writer(book, view_changes).flush(sample.TODAY)
        book.close()
        assert outcome.written and not outcome.waiting, f'the sample was not written: {outcome.waiting}'
        path.parent.mkdir(exist_ok=True)
        shutil.copyfile(made, path)


@dataclass(slots=True)
class Telling:
    """What is told so far. `who` records where nobody else is named; `chance` brings what nobody plans."""

    book: Book
    who: Who
    chance: random.Random = field(default_factory=lambda: random.Random(20241101))
    now: datetime = LONG_AGO
    counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _coming: list[tuple[date, int, Act]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=itertools.count)

    def at(self, on: date, act: Act) -> None:
        """Do something on a day, after what is done there already; not where the story ends before it."""
        if on <= sample.TODAY:
            heapq.heappush(self._coming, (on, next(self._order), act))

    def run(self) -> None:
        """Do everything, the earliest first."""
        while self._coming:
            on, _order, act = heapq.heappop(self._coming)
            self.begin(on)
            act()

    def begin(self, on: date) -> None:
        """Something is done some seconds after what was done before it on that day."""
        first = datetime.combine(on, FIRST_MINUTE, UTC)
        self.now = max(first, self.now + BETWEEN_TWO) if self.now.date() == on else first

    @property
    def today(self) -> date:
        """The day on which it is now."""
        return self.now.date()

    def request(self) -> str:
        """An id as forms make it, but the same each time."""
        milliseconds = int(self.now.timestamp() * 1000)
        return str(ULID.from_bytes(milliseconds.to_bytes(6) + sha256(b'%d' % next(self.counter)).digest()[:10]))

    def happens(self, percent: int) -> bool:
        """Whether something happens that happens so many times in a hundred."""
        return self.chance.random() * 100 < percent

    def days_later(self, least: int, most: int) -> date:
        """Some days after today."""
        return self.today + timedelta(days=least + int(self.chance.random() * (most - least + 1)))

    def sum_of(self, text: str) -> Money:
        """A sum as people say it: 1,500."""
        return money.parse(text.replace(',', ''), self.book.bylaws.currency)

    def code(self) -> str:
        """The code of a payment by telephone."""
        letters = sha256(b'code %d' % next(self.counter)).hexdigest().upper()
        return f'S{letters[:9]}'

    def asked(self, kind: str, amount: Money, member: str = '', **details: Any) -> Transaction:
        """A transaction of today. What goes through a telephone has the code of the payment."""
        asked = Transaction(self.request(), kind, amount, self.today, member, **details)
        return replace(asked, reference=self.code()) if asked.mode == 'mpesa' and not asked.reference else asked

    def record(self, kind: str, amount: Money, member: str = '', **details: Any) -> str:
        """Record a transaction of today; gives its id."""
        asked = self.asked(kind, amount, member, **details)
        self.together([asked])
        return asked.id

    def together(self, asked: Sequence[Transaction]) -> None:
        """Record several transactions with one press."""
        record.record_together(self.book, asked, self.who, self.now, self.today)
        self.begin(self.today)

    def charge(self, members_: Sequence[Member], kind: str, amount: Money) -> None:
        """Charge a fine to each of the members, if there are any."""
        if members_:
            numbers = tuple(member.number for member in members_)
            fines.charge(self.book, NewFines(self.request(), numbers, kind, amount, self.today), self.who, self.now,
                         self.today)  # fmt: skip

    def pay_fines(self, member: Member) -> None:
        """She pays all fines that she owes."""
        hers = [fine for fine in self.book.register(FINES).values() if fine.member == member.id]
        if any(fine.status == OWED for fine in hers):
            owed = sum(standing_of(self.book, fine, self.today).owed for fine in hers)
            asked = fines.Payment(self.request(), member.number, owed, self.today)
            fines.pay(self.book, asked, self.who, self.now, self.today)

    def repay(self, loan_id: str, principal: Money | None = None, **details: Any) -> None:
        """Pay what interest, fees and penalties a loan owes today, and so much principal: without a sum all of it."""
        loan = self.book.loans[loan_id]
        standing = loan_standing(self.book, loan, self.today)
        besides = standing.penalty_owed + standing.interest_owed + standing.fee_owed
        part = standing.outstanding if principal is None else min(principal, standing.outstanding)
        self.record('repayment', besides + part, loan.member_number, loan=loan.number, **details)

    def decide(self, kind: str, reason: str, who: Who, **details: Any) -> str:
        """Write down what the meeting decided, all being for it; gives the number."""
        all_ = tuple(member.number for member in self.book.members.values() if member.active)
        asked = NewDecision(self.request(), kind, self.today, reason, all_, **details)
        return decisions.decide(self.book, asked, who, self.now, self.today).number

    def join(self, name: str, mobile: str, who: Who, monthly: Money | None = None) -> str:
        """Somebody joins; gives her number."""
        asked = NewMember(self.request(), name, mobile, monthly, self.today)
        return members.add(self.book, asked, who, self.now, self.today).number
