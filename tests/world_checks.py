"""What must hold of a book and its workbook after whatever happened, held against the model of `world_book.py`."""

from collections import Counter
from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path

from reports.verify import problems_of_book, problems_of_workbook
from rules.accounts import effects
from sheets import reading
from sheets.book import Book, open_book
from sheets.holding import Holding
from sheets.reading import Table
from tests.world_book import MEMBERS, Row, amounts_of, ids_in

SAVED = {'contribution': 1, 'withdrawal': -1}


def whole(book: Book, path: Path, folder: Path, table: Table) -> None:
    """Nothing waits, each row stands in the workbook, no temporary file is left, and the journal alone tells it all."""
    assert book.pending_count() == 0 and book.away is None, (book.pending_count(), book.away)
    held = book.frame()['id'].tolist()
    assert len(set(held)) == len(held), held
    there = Counter(ids_in(table))
    twice = Counter(str(row.cells.get('id')) for row in book.typed if row.cells.get('id'))
    assert there == Counter(held) + twice, (sorted(held), there, twice)
    assert list(folder.glob('.*.tmp')) == []
    again = Holding()
    again.replay(book.journal.since(0))
    assert sorted(again.frame()['id'].tolist()) == sorted(held) and again.boxes == book.boxes


def rows(book: Book, table: Table, acknowledged: Mapping[str, Row], known: Mapping[str, Row]) -> None:
    """Every acknowledged row counts, and none that nobody recorded."""
    held = set(book.frame()['id'].tolist())
    assert acknowledged.keys() <= held, f'lost: {acknowledged.keys() - held}'
    assert held <= known.keys(), f'rows that nobody recorded: {held - known.keys()}'


def totals(book: Book, known: Mapping[str, Row]) -> None:
    """The cash and what each member saved are those of the model."""
    held = set(book.frame()['id'].tolist())
    counted = [row for entry_id, row in known.items() if entry_id in held]
    assert sum(row.amount * effects(row.kind, 'cash')[0] for row in counted) == sum(book.boxes['cash'].values())
    for number in MEMBERS:
        saved = sum(SAVED.get(row.kind, 0) * row.amount for row in counted if row.member == number)
        member = book.member(number)
        assert member is not None and saved == book.savings(member.id), number


def named(
    book: Book, path: Path, table: Table, known: Mapping[str, Row], rejected: Collection[str], apart: bool
) -> None:  # fmt: skip
    """What stands otherwise than it was sealed is told by the app and by the file alone, and nothing else is."""
    amounts = amounts_of(book)
    copied = {row.row for row in book.typed}
    differing = set()
    for number, row in reading.filled_rows(table):
        entry_id = str(row[table.places['id']] or '')
        amount = row[table.places['amount']]
        if entry_id and number not in copied and round(Decimal(str(amount)) * 100) != amounts[entry_id]:
            differing.add((entry_id, f'Entries!{table.cell(number, "amount")}'))
    assert {each.key for each in book.differences} == {entry_id for entry_id, _cell in differing}
    told = {problem.place for problem in problems_of_workbook(path)}
    assert {cell for _id, cell in differing} <= told, (differing, told)
    waiting = [row for row in book.typed if row.cells.get('note') not in rejected]
    assert not waiting or told, 'a typed row that is not told'
    if differing or waiting:
        return
    # What two recorded apart may be, put together, what a rule speaks against: that stays, and is told.
    again = open_book(path)
    of_history = {problem.place for problem in problems_of_book(again)}
    again.close()
    assert told == of_history, (told, of_history)
    assert apart or not told, told
    assert told or not _breaks_a_rule(book, known), 'a broken rule that is not told'


def _breaks_a_rule(book: Book, known: Mapping[str, Row]) -> bool:
    """By the model: a row that was taken back twice or with another sum, or less than nothing in the box or saved."""
    held = set(book.frame()['id'].tolist())
    counted = {entry_id: row for entry_id, row in known.items() if entry_id in held}
    otherwise = [row for row in counted.values() if row.reverses and known[row.reverses].amount != -row.amount]
    taken_back = Counter(row.reverses for row in counted.values() if row.reverses)
    saved = [
        sum(SAVED.get(row.kind, 0) * row.amount for row in counted.values() if row.member == number)
        for number in MEMBERS
    ]
    cash = sum(row.amount * effects(row.kind, 'cash')[0] for row in counted.values())
    return bool(otherwise) or cash < 0 or min(saved) < 0 or max(taken_back.values(), default=0) > 1
