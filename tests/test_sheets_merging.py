"""Copies that were written apart: the order of their rows, and that whatever was recorded where, they become one."""

import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import members, questions, record, sync
from actions import settings as bylaws
from actions.who import Who
from reports.verify import checked
from rules.problems import Refused
from sheets.book import open_book
from sheets.chains import Chain
from tests.copies import ASHA, Copies, flush
from tests.groups import NOW, TODAY

LINKS = {'a': (), 'b': ('a',), 'c': ('b',), 'd': ('a',), 'e': ('c', 'd'), 'f': ('e',)}
"""a, then b and c on one laptop and d on another; e joins them, f follows."""


def test_a_row_is_before_those_that_were_written_by_someone_who_had_it() -> None:
    chain = Chain(LINKS)
    before = {(one, other) for one in LINKS for other in LINKS if chain.before(one, other)}
    apart = {('b', 'd'), ('c', 'd'), ('d', 'b'), ('d', 'c')}
    later = {(one, other) for place, one in enumerate('abcdef') for other in 'abcdef'[place + 1 :]}
    assert before == later - apart
    assert chain.tips == ['f']


def test_rows_that_were_written_apart_stand_in_the_order_of_their_moments() -> None:
    assert Chain(LINKS, {'b': 1, 'c': 4, 'd': 3, 'e': 0}).order == ['a', 'b', 'd', 'c', 'e', 'f']
    assert Chain({'c': ('b',), 'd': ('a',), 'b': ('a',), 'a': ()}).order == ['a', 'b', 'c', 'd']
    assert Chain({'b': ('lost',), 'c': ('b',)}).order == ['b', 'c']


NAMES = ('president', 'treasurer', 'secretary')
LAPTOPS = st.sampled_from(NAMES)
MINUTES = st.integers(0, 9)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just('deposit'), LAPTOPS, MINUTES, st.integers(1, 9)),
        st.tuples(st.just('same'), LAPTOPS, MINUTES, st.integers(1, 3)),
        st.tuples(st.just('clash'), LAPTOPS, MINUTES, st.integers(1, 2)),
        st.tuples(st.just('reverse'), LAPTOPS, MINUTES, st.integers(0, 5)),
        st.tuples(st.just('mobile'), LAPTOPS, MINUTES, st.integers(1, 3)),
        st.tuples(st.just('status'), LAPTOPS, MINUTES, st.just(0)),
        st.tuples(st.just('due'), LAPTOPS, MINUTES, st.integers(1, 3)),
        st.tuples(st.just('join'), LAPTOPS, MINUTES, st.just(0)),
        st.tuples(st.just('lend'), LAPTOPS, MINUTES, st.just(0)),
        st.tuples(st.just('repay'), LAPTOPS, MINUTES, st.integers(1, 9)),
        st.tuples(st.just('answer'), LAPTOPS, MINUTES, st.integers(0, 1)),
        st.tuples(st.just('meet'), LAPTOPS, MINUTES, LAPTOPS),
    ),
    max_size=14,
)  # fmt: skip


class History:
    """Laptops on which things are recorded, and a model of what was: the amount of each row, by its id."""

    def __init__(self, folder: Path) -> None:
        self.laptops = Copies(folder, *NAMES)
        self.amounts = {'d1': 200_00}
        self.clashes: dict[tuple[str, int], int] = {}
        """What was recorded under an id that others use for something else."""
        self.count = 0

    def step(self, what: str, name: str, minutes: int, number: int | str) -> None:
        """One thing on one laptop; what the rules refuse does not happen."""
        self.count += 1
        with suppress(Refused):
            getattr(self, f'_{what}')(name, NOW + timedelta(minutes=minutes), number)
        frame = self.laptops[name].book.frame()
        rows = zip(frame['id'].tolist(), frame['amount'].tolist(), strict=True)
        self.amounts.update((row, amount) for row, amount in rows if not row.startswith('clash'))

    def _do(self, name: str, now: datetime, kind: str, amount: str, on: str, **details: str) -> None:
        group = self.laptops[name]
        record.record(group.book, group.asked(kind, amount, on, **details), Who(name), now, TODAY)

    def _deposit(self, name: str, now: datetime, number: int) -> None:
        self._do(name, now, 'contribution', f'{number}00', f'2025-02-0{number}', member=ASHA)

    def _same(self, name: str, now: datetime, number: int) -> None:
        self._do(name, now, 'contribution', f'{number}00', '2025-02-05', member=ASHA, entry_id=f'same{number}')

    def _clash(self, name: str, now: datetime, number: int) -> None:
        """One id, on each laptop for another sum."""
        group, amount = self.laptops[name], 10 * NAMES.index(name) + number
        asked = group.asked('contribution', f'{amount}', '2025-02-05', member=ASHA, entry_id=f'clash{number}')
        if not record.record(group.book, asked, Who(name), now, TODAY).repeated:
            self.clashes[name, number] = amount * 100

    def _reverse(self, name: str, now: datetime, number: int) -> None:
        known = self.laptops[name].rows('id', 'amount')
        row, amount = known[number % len(known)]
        self._do(name, now, 'reversal', f'{int(amount) // 100}', '2025-03-01', reverses=row)

    def _mobile(self, name: str, now: datetime, number: int) -> None:
        book = self.laptops[name].book
        asha = book.members['m1']
        members.edit(
            book, asha.number, f'Asha {number}', f'982201111{number}', asha.monthly, Who(name), now, TODAY,
            f'r{self.count}',
        )  # fmt: skip

    def _status(self, name: str, now: datetime, number: int) -> None:
        book = self.laptops[name].book
        change = members.deactivate if book.members['m1'].active else members.reactivate
        change(book, ASHA, f'because {self.count}', TODAY, Who(name), now, TODAY, f'r{self.count}')

    def _due(self, name: str, now: datetime, number: int) -> None:
        book = self.laptops[name].book
        bylaws.amend_bylaw(book, 'due_day', f'{number}', 'agreed', TODAY, Who(name), now, TODAY, f'r{self.count}')

    def _join(self, name: str, now: datetime, number: int) -> None:
        self.laptops[name].join(f'Member {self.count}')

    def _lend(self, name: str, now: datetime, number: int) -> None:
        self._do(name, now, 'loan', '100', '2025-02-10', member=ASHA)

    def _repay(self, name: str, now: datetime, number: int) -> None:
        loans = [loan for loan in self.laptops[name].book.loans.values() if loan.status == 'running']
        for loan in loans[:1]:
            self._do(name, now, 'repayment', '102' if number > 4 else f'{number}', '2025-02-20', loan=loan.number)

    def _answer(self, name: str, now: datetime, number: int) -> None:
        book = self.laptops[name].book
        for question in book.questions()[:1]:
            questions.answer(book, question, question.sides[number].value, Who(name), now, TODAY)

    def _meet(self, name: str, now: datetime, other: str) -> None:
        if other != name:
            books = self.laptops[name].book, self.laptops[other].book
            sync.exchange(*books, Who(name), now)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS, st.permutations(NAMES))
def test_whatever_was_recorded_apart_all_copies_become_one(
    steps: list[tuple[str, str, int, int | str]], ring: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        history = History(Path(folder))
        for step in steps:
            history.step(*step)
        laptops, (one, two, three) = history.laptops, ring
        for pair in ((one, two), (two, three), (three, one), (one, two)):
            history._meet(pair[0], NOW, pair[1])
        assert laptops.are_one(*NAMES)
        book = laptops[one].book
        assert sum(history.amounts.values()) + sum(history.clashes.values()) == book.frame()['amount'].sum()
        assert len(set(book.frame()['id'])) == len(book.frame())
        assert set(book.frame()['id']) >= set(history.amounts)
        assert not [change for change in book.changes if change.id.startswith('typed-')]
        flush(laptops[two])
        for problem in checked(laptops[two].path).problems:
            assert 'seal' not in problem.said() and 'written apart' not in problem.said(), problem
        again = open_book(laptops[two].path)
        assert (again.head(), again.changes, again.members) == (book.head(), book.changes, book.members)
