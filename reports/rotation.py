"""The merry-go-round of a book: its cycles as the rules need them, who paid for which round, who got what.

    now = current(book)                       the cycle that runs, or the last one
    standing(book, now, 3, today)             who has not paid for the third round, and what is due to whom
    rows_of(book, now, 3)                     the rows of the register, with the state of each payout

Who left is named by `who_left`, with what is still to be settled of the cycle.

The register says whose turn it is; what was paid in and handed out are entries `contribution` and `payout`, which name
the round in `about`, such as C1/3.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from rules import members, pots
from rules import register_records as records
from rules.money import ZERO, Amount, Money
from rules.pots import Arrear, Exposure, Moved, Place, Standing
from rules.problems import N_, Problem
from rules.rotation import Rotation, Turn, problems_of_rotation
from sheets.book import Book
from sheets.columns import ROTATION

IN, OUT = 'contribution', 'payout'


def rotations(book: Book) -> list[Rotation]:
    """All cycles, the first one first."""
    by_cycle: dict[int, list[records.Turn]] = {}
    for row in book.register(ROTATION).values():
        by_cycle.setdefault(row.cycle, []).append(row)
    return [_rotation(book, cycle, rows) for cycle, rows in sorted(by_cycle.items())]


def current(book: Book) -> Rotation | None:
    """The cycle that runs, or the last one where all are complete; none where there never was one."""
    found = rotations(book)
    return next((rotation for rotation in found if rotation.now), found[-1] if found else None)


def rotation_of(book: Book, about: str) -> Rotation | None:
    """The cycle that an id such as C1 or C1/3 belongs to."""
    return next((found for found in rotations(book) if found.id == about.partition('/')[0]), None)


def turn_of(book: Book, about: str) -> tuple[Rotation, Turn] | None:
    """The cycle and the round of an id such as C1/3."""
    rotation = rotation_of(book, about)
    turn = next((turn for turn in rotation.turns if turn.id == about), None) if rotation else None
    return (rotation, turn) if rotation and turn else None


def rows_of(book: Book, rotation: Rotation, number: int | None = None) -> list[records.Turn]:
    """The rows of a cycle, or of one of its rounds, by round and place."""
    rows = [row for row in book.register(ROTATION).values() if f'C{row.cycle}' == rotation.id]
    kept = [row for row in rows if number in (None, row.round)]
    return sorted(kept, key=lambda row: (row.round, row.position, row.id))


def paid(book: Book, rotation: Rotation) -> list[Moved]:
    """What members paid in for the rounds of a cycle."""
    return _moved(book, rotation.id, IN)


def handed(book: Book, rotation: Rotation) -> list[Moved]:
    """What was handed out of the pots of a cycle."""
    return _moved(book, rotation.id, OUT)


def standing(book: Book, rotation: Rotation, number: int, on: date) -> Standing:
    """How the pot of a round stands at the end of a day."""
    return pots.standing(rotation, number, paid(book, rotation), handed(book, rotation), on)


def arrears(book: Book, rotation: Rotation, on: date) -> list[Arrear]:
    """What is owed for the rounds whose day has passed, by round and beneficiary."""
    return pots.arrears(rotation, paid(book, rotation), on)


def exposures(book: Book, rotation: Rotation, on: date) -> list[Exposure]:
    """What each has had of the cycle more than she paid, as the entries say, whoever got her pot first."""
    received, brought = _sums(handed(book, rotation), on), _sums(paid(book, rotation), on)
    return [
        Exposure(member, received.get(member, 0), brought.get(member, 0)) for member in rotation.contributions
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A line of the schedule: a round, who gets what of it, and what was handed out of it to each."""

    place: Place
    handed: dict[str, Money]


def schedule(book: Book, rotation: Rotation, on: date) -> list[Scheduled]:
    """All rounds of a cycle, for all to see."""
    out = handed(book, rotation)
    return [
        Scheduled(place, _sums((row for row in out if row.round == place.turn.number), on))
        for place in pots.schedule(rotation)
    ]


def problems(book: Book, rotation: Rotation) -> list[Problem]:
    """What cannot be in a cycle, however it came into the workbook."""
    return list(problems_of_rotation(rotation, {member.id: member.name for member in book.members.values()}))


def turns_to_settle(book: Book, member: str) -> list[Problem]:
    """What is still to be settled of each cycle with a member (her id) who left."""
    found = rotations(book) if book.bylaws.module_rotation else []
    return [problem for rotation in found for problem in who_left(book, rotation, [member])]


def who_left(book: Book, rotation: Rotation, of: Collection[str] = ()) -> list[Problem]:
    """Who left with something still to settle of a cycle: what she is to be handed, or is still to bring.

    `of` are the ids of the members that are asked about, if not all.
    """
    found = []
    asked = [each for each in rotation.contributions if not of or each in of]
    for member in (book.members[each] for each in asked if not book.members[each].active):
        stands = [standing(book, rotation, turn.number, date.max) for turn in rotation.turns]
        hers = next((each for each in stands if member.id in rotation.left and member.id in each.turn.parts), None)
        owed = sum(each.missing.get(member.id, ZERO) for each in stands)
        if hers and not hers.turn.paid:
            found.append(Problem(
                N_('{name} ({number}) left before her turn, round {round}; {amount} that she brought are hers.'),
                N_('Who had it brings it for that round, and it is paid out to her or her heirs; by a decision her '
                   'turn can pass to a later one.'),
                {
                    'name': member.name, 'number': member.number, 'round': hers.turn.number,
                    'amount': Amount(hers.expected, book.bylaws.currency),
                },
            ))  # fmt: skip
        elif owed:
            found.append(Problem(
                N_('{name} ({number}) left, and {amount} of her contributions to this cycle are still to come.'),
                N_('Record what she or her heirs bring for those rounds, or decide to pay short.'),
                {'name': member.name, 'number': member.number, 'amount': Amount(owed, book.bylaws.currency)},
            ))  # fmt: skip
    return found


def _rotation(book: Book, cycle: int, rows: list[records.Turn]) -> Rotation:
    rotation_id = f'C{cycle}'
    out: dict[tuple[int, str], Money] = {}
    handed_out = _moved(book, rotation_id, OUT)
    for moved in handed_out:
        key = moved.round, moved.member
        out[key] = out.get(key, 0) + moved.amount
    holders: dict[int, dict[str, None]] = {}
    rounds: dict[int, list[records.Turn]] = {}
    for row in sorted(rows, key=lambda row: (row.round, row.position, row.id)):
        holders.setdefault(row.position, {})[row.member] = None
        rounds.setdefault(row.round, []).append(row)
    found = Rotation(
        rotation_id,
        rows[0].contribution,
        tuple(tuple(sorted(members)) for _position, members in sorted(holders.items())),
        tuple(_turn(rotation_id, number, those, out) for number, those in sorted(rounds.items())),
    )
    gone = _left(book, found, handed_out)
    return _with_those_who_left(found, gone) if gone else found


def _left(book: Book, rotation: Rotation, out: list[Moved]) -> dict[str, dict[int, Money]]:
    """Who left before a turn that she shares with nobody, and what she brought for each round.

    Whether it was before her turn tells the day on which she was handed what was hers. On the day of leaving itself
    it was if she got no more than she had brought.
    """
    changed = {change.row for change in book.changes if change.field == 'status'}
    found: dict[str, dict[int, Money]] = {}
    for member in (book.members[each] for each in rotation.contributions if each in changed):
        got, day = _got_since(moved for moved in out if moved.member == member.id)
        spans, brought = members.spans(member, book.changes), _by_round(book, rotation, member.id)
        after = day + timedelta(days=1) if got <= sum(brought.values()) and got else day
        alone = all(turn.parts[member.id] == 1 for turn in rotation.turns_of(member.id))
        if alone and not (members.belonged(spans, day) and members.belonged(spans, after)):
            found[member.id] = brought
    return found


def _got_since(hers: Iterable[Moved]) -> tuple[Money, date]:
    """What she was handed and the day of it, the last day of all where there was nothing or all was taken back."""
    got, since = ZERO, date.max
    for moved in sorted(hers, key=lambda moved: moved.on):
        since = moved.on if not got else since
        got += moved.amount
    return got, since if got else date.max


def _by_round(book: Book, rotation: Rotation, member: str) -> dict[int, Money]:
    """What a member brought for each round."""
    brought: dict[int, Money] = {}
    for moved in paid(book, rotation):
        if moved.member == member:
            brought[moved.round] = brought.get(moved.round, ZERO) + moved.amount
    return brought


def _with_those_who_left(rotation: Rotation, left: Mapping[str, Mapping[int, Money]]) -> Rotation:
    """A turn of one who left and had brought nothing is over, once the rounds before it are: nothing is paid out."""
    found, turns = replace(rotation, left=left), list[Turn]()
    for turn in rotation.turns:
        over = not left.keys().isdisjoint(turn.parts) and not found.expected(turn)
        turns.append(replace(turn, paid=turn.paid or (over and all(before.paid for before in turns))))
    return replace(found, turns=tuple(turns))


def _turn(
    rotation_id: str, number: int, rows: list[records.Turn], handed_out: dict[tuple[int, str], Money]
) -> Turn:  # fmt: skip
    weights: dict[str, int] = {}
    for row in rows:
        weights[row.member] = weights.get(row.member, 0) + row.parts
    whole = sum(weights.values()) or 1
    parts = {member: Fraction(weight, whole) for member, weight in weights.items()}
    done = all(handed_out.get((number, member), 0) > 0 for member in parts)
    return Turn(f'{rotation_id}/{number}', number, rows[0].due_on, parts, done)


def _moved(book: Book, rotation_id: str, kind: str) -> list[Moved]:
    frame = book.frame()
    rows = frame.loc[(frame['about'].str.startswith(f'{rotation_id}/') & (frame['kind'] == kind)).to_numpy()]
    found = zip(rows['about'].tolist(), rows['member'].tolist(), rows['on'], rows['amount'].tolist(), strict=True)
    return [
        Moved(int(number), member, on.date(), amount)
        for about, member, on, amount in found
        if (number := about.partition('/')[2]).isdecimal()
    ]


def _sums(rows: Iterable[Moved], on: date) -> dict[str, Money]:
    found: dict[str, Money] = {}
    for row in rows:
        if row.on <= on:
            found[row.member] = found.get(row.member, 0) + row.amount
    return found
