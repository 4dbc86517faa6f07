"""Open a cycle of the merry-go-round and move its turns: by ballot, joining, alphabet or hand; swap, skip, split, join.

    open_cycle(book, NewCycle(request, 'ballot', date(2025, 1, 5), seed='5 March, 3 1 4'), who, now, today)
    move(book, Move('swap', 3, 7), 'D2025-003', day, who, now, today, request)
    join_late(book, 'M2025-013', her_day, 'D2025-004', day, who, now, today, request)

Each turn is a row of the register; a move amends the rounds of rows, so that Changes tells who had which turn before.
"""

import math
from collections.abc import Iterable
from datetime import date, datetime

from actions.parts import amend
from actions.turn_orders import NewCycle, planned
from actions.who import Who
from reports import decisions as decided
from reports import rotation as there
from rules import days, rotation, unknown
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Member
from rules.register_records import APPROVED, REQUESTED, Turn
from rules.rotation import Move, Rotation
from sheets.book import Book
from sheets.columns import ROTATION
from sheets.recording import Recording


def open_cycle(book: Book, asked: NewCycle, who: Who, now: datetime, today: date) -> Rotation:
    """Open a cycle: a row for each turn. Raises Refused with every reason."""
    who.must('decide')
    with book.writing() as writing:
        if earlier := writing.answer(asked.id):
            return _named(book, earlier.answer['cycle'])
        found = planned(book, asked).rotation
        for place, (turn, position) in enumerate(zip(found.turns, found.positions, strict=True), start=1):
            for count, member in enumerate(position, start=1):
                row = _row(
                    book, f'{asked.id}/{place}/{count}', found, turn, place, member, way=asked.order,
                    seed=asked.seed.strip() if asked.order == 'ballot' else '',
                )  # fmt: skip
                writing.insert(ROTATION, row, asked.id, now)
        writing.set_answer(asked.id, 'cycle', {'cycle': found.id})
    return _named(book, found.id)


def move(
    book: Book, asked: Move, decision: str, on: date, who: Who, now: datetime, today: date, request: str
) -> Rotation:
    """Swap, skip or split turns of the cycle that runs, as a decision says. Raises Refused with every reason."""
    who.must('decide')
    with book.writing() as writing:
        if earlier := writing.answer(request):
            return _named(book, earlier.answer['cycle'])
        before, after = planned_move(book, asked, decision, on, today)
        _write_moves(book, writing, before, after, decision, on, who, now, request)
        writing.set_answer(request, 'move', {'cycle': before.id})
    return _named(book, before.id)


def planned_move(book: Book, asked: Move, decision: str, on: date, today: date) -> tuple[Rotation, Rotation]:
    """The cycle before and after a move, for showing it before it is recorded."""
    before = _running(book)
    problems = [
        *rotation.problems_of_move(asked, before, on, decision, decided.known(book)),
        *days.not_yet(on, today),
        *_problems_of_requests(book, before, asked),
    ]
    if problems:
        raise Refused(problems)
    match asked.kind:
        case 'swap':
            return before, rotation.swapped(before, asked.first, asked.second)
        case 'skip':
            return before, rotation.skipped(before, asked.first, asked.second)
    return before, rotation.split(before, asked.first, asked.second, asked.part)


def join_late(
    book: Book, number: str, her_day: date, decision: str, on: date, who: Who, now: datetime, today: date, request: str
) -> Rotation:
    """A member joins the cycle that runs, with the last turn. Raises Refused with every reason."""
    who.must('decide')
    with book.writing() as writing:
        if earlier := writing.answer(request):
            return _named(book, earlier.answer['cycle'])
        found = _running(book)
        member = _member(book, number)
        known = decided.known(book)
        problems = [
            *rotation.problems_of_late_joiner(found, member.id, member.active, her_day, on, decision, known),
            *days.not_yet(on, today),
        ]
        if problems:
            raise Refused(problems)
        after = rotation.joined_late(found, member.id, her_day)
        place = max(row.position for row in there.rows_of(book, found)) + 1
        row = _row(book, f'{request}/1', after, after.turns[-1], place, member.id, decision=decision)
        writing.insert(ROTATION, row, request, now)
        writing.set_answer(request, 'join', {'cycle': found.id})
    return _named(book, found.id)


def _row(
    book: Book, row_id: str, cycle: Rotation, turn: rotation.Turn, place: int, member: str, way: str = '',
    seed: str = '', decision: str = '', parts: int = 1,
) -> Turn:  # fmt: skip
    hers = book.members[member]
    return Turn(
        id=row_id, cycle=int(cycle.id.removeprefix('C')), round=turn.number, position=place, due_on=turn.on,
        member=member, member_number=hers.number, member_name=hers.name, contribution=cycle.contribution,
        parts=parts, way=way, seed=seed, decision=decision,
    )  # fmt: skip


def _write_moves(
    book: Book, writing: Recording, before: Rotation, after: Rotation, decision: str, on: date, who: Who,
    now: datetime, request: str,
) -> None:  # fmt: skip
    """Amend the rows of everybody whose rounds or parts are others now; a turn that is split gets a row more."""
    rows = there.rows_of(book, before)
    new_rows = 0
    for member in before.contributions:
        hers = [row for row in rows if row.member == member]
        wanted = {turn.number: turn for turn in after.turns_of(member)}
        free = [row for row in hers if row.round not in wanted]
        for number, turn in wanted.items():
            row = next((row for row in hers if row.round == number), None) or (free.pop(0) if free else None)
            parts = _weights(turn)[member]
            if row is None:
                new_rows += 1
                place, new_id = hers[0].position, f'{request}/{new_rows}'
                more = _row(book, new_id, after, turn, place, member, decision=decision, parts=parts)
                writing.insert(ROTATION, more, request, now)
            elif (row.round, _weights(before.turn(row.round))[member]) != (number, parts):
                values = {'round': str(number), 'due_on': turn.on.isoformat(), 'parts': str(parts),
                          'decision': decision}  # fmt: skip
                label = ROTATION.label(row)
                amend(book, writing, ROTATION, row.id, label, values, decision, on, who, now, request)
        assert not free, 'nobody loses a turn by a move'


def _weights(turn: rotation.Turn) -> dict[str, int]:
    """The parts of a turn as whole numbers: 3 and 1 for three quarters and one."""
    whole = math.lcm(*(part.denominator for part in turn.parts.values()))
    return {member: int(part * whole) for member, part in turn.parts.items()}


def _problems_of_requests(book: Book, cycle: Rotation, asked: Move) -> Iterable[Problem]:
    """A turn whose payout is asked for or approved does not move under the hands of the officers."""
    for row in there.rows_of(book, cycle):
        if min(asked.first, asked.second) <= row.round <= max(asked.first, asked.second):
            touched = asked.kind == 'skip' or row.round in (asked.first, asked.second)
            if touched and row.status in (REQUESTED, APPROVED):
                yield Problem(N_('The payout of round {number} is under way.'), N_('Take the request back first.'),
                              {'number': row.round}, about='round')  # fmt: skip


def _running(book: Book) -> Rotation:
    found = there.current(book)
    if found is None or found.now is None:
        raise refuse(N_('No cycle of the merry-go-round runs.'), N_('Open one first.'))
    return found


def _named(book: Book, cycle: str) -> Rotation:
    found = there.rotation_of(book, cycle)
    assert found is not None, f'a cycle that was written is there: {cycle}'
    return found


def _member(book: Book, number: str) -> Member:
    member = book.member(number)
    if member is None:
        raise Refused([unknown.no_member(number)])
    return member
