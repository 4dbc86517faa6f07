"""The book moves into a spreadsheet and back: every row, every answer and every seal goes along, whatever happens."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from actions import google as acts
from actions.google import move_back, move_there, put_key, try_link
from actions.keeping import Keeper
from actions.who import Who
from rules.problems import Refused
from sheets import backups, restoring
from sheets.vault import GOOGLE, Vault
from sheets.whereabouts import chosen
from tests.google_accounts import ID, LINK, a_group, back, ids, opened, reaching, settled, shared, there
from tests.google_grid import Spreadsheet
from tests.google_stand_in import Fault, StandIn
from tests.groups import NOW, PRESIDENT, TODAY, Group

PLACE = f'google:{ID}'


@pytest.fixture
def google() -> Iterator[StandIn]:
    with StandIn() as google, reaching(google.base, look_seconds=0, patience_seconds=0.2):
        google.limit = 10_000
        yield google


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    group = a_group(tmp_path)
    yield group
    group.book.close()


@pytest.fixture
def sheet(google: StandIn, group: Group) -> Spreadsheet:
    return shared(google, group.path.parent)


# --- the key ---------------------------------------------------------------------------------------------------------


def test_a_key_is_kept_encrypted_and_only_its_address_is_told(google: StandIn, tmp_path: Path) -> None:
    text = json.dumps(google.account())
    assert acts.address(tmp_path) == ''
    assert put_key(tmp_path, text, PRESIDENT) == google.EMAIL
    assert acts.address(tmp_path) == google.EMAIL
    kept = b''.join(path.read_bytes() for path in tmp_path.rglob('*') if path.is_file())
    assert b'PRIVATE KEY' not in kept
    assert Vault(tmp_path).get(GOOGLE) == text


@pytest.mark.parametrize('text', ['', 'hello', '{}', '{"type": "service_account"}', '[1]'])
def test_what_is_no_key_is_refused_and_nothing_is_kept(google: StandIn, tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused, match='This is not the key of a service account'):
        put_key(tmp_path, text, PRESIDENT)
    assert acts.address(tmp_path) == ''


@pytest.mark.parametrize('role', ['treasurer', 'secretary', 'member'])
def test_only_the_president_moves_the_book(google: StandIn, group: Group, role: str) -> None:
    who = Who('Mangal', role)
    for act in (
        lambda: put_key(group.path.parent, '{}', who),
        lambda: acts.forget_key(group.path, who),
        lambda: try_link(group.path.parent, LINK, 'G1', who),
        lambda: move_there(group.book, group.path, LINK, who, NOW, TODAY),
        lambda: move_back(group.book, group.path, who, NOW, TODAY),
        lambda: acts.give_up(group.path, who, NOW, TODAY),
    ):
        with pytest.raises(Refused, match='You may not do this'):
            act()


# --- trying a link ---------------------------------------------------------------------------------------------------


def refusal_of(group: Group, link: str = LINK) -> str:
    with pytest.raises(Refused) as refused:
        try_link(group.path.parent, link, 'G1', PRESIDENT)
    return refused.value.problems[0].said()


def test_a_link_that_works_is_told_with_what_stands_there(google: StandIn, group: Group, sheet: Spreadsheet) -> None:
    before = sheet.copied()
    tried = try_link(group.path.parent, LINK, 'G1', PRESIDENT)
    assert (tried.title, tried.holds) == ('Sunrise', 'empty')
    assert [tab.title for tab in google.sheets[ID].tabs] == [tab.title for tab in before.tabs]
    there(group)
    assert try_link(group.path.parent, LINK, 'G1', PRESIDENT).holds == 'this book'
    assert try_link(group.path.parent, LINK, 'G2', PRESIDENT) == acts.Tried('Sunrise', 'another book', 'Asmita')


def test_what_is_wrong_with_a_link_is_said_plainly(google: StandIn, group: Group, sheet: Spreadsheet) -> None:
    sheet.shared_with = {}
    assert refusal_of(group).startswith(f'The spreadsheet is not shared with {google.EMAIL}.')
    sheet.shared_with = {google.EMAIL: 'reader'}
    assert refusal_of(group) == (
        f'The spreadsheet is shared with {google.EMAIL} for looking only. '
        'In Google Sheets, make this address an editor.'
    )
    del google.sheets[ID]
    assert refusal_of(group).startswith('There is no spreadsheet under this link')
    assert refusal_of(group, 'https://example.org').startswith('This is not the link of a Google spreadsheet.')
    google.faults = iter([Fault('drop before')] * 100)
    assert refusal_of(group).startswith('Google cannot be reached.')


def test_without_a_key_a_link_is_refused_with_what_to_do(google: StandIn, group: Group) -> None:
    assert 'Paste the key of a service account' in refusal_of(group)


# --- there -----------------------------------------------------------------------------------------------------------


def test_a_book_moves_with_what_waited_and_its_file_is_set_aside(
    google: StandIn, group: Group, sheet: Spreadsheet
) -> None:
    assert group.book.pending_count() > 0
    rows, head, members = group.rows('id', 'amount', 'seal'), group.book.head(), dict(group.book.members)
    done = there(group)
    assert (done.where, done.left_behind) == ('Sunrise', ())
    assert not group.path.exists()
    aside = group.path.parent / done.set_aside
    assert done.set_aside.startswith('group.xlsx.set-aside-')
    assert openpyxl.load_workbook(aside.open('rb'))['Entries'].max_row == 3
    assert [backup.why for backup in backups.list_backups(group.path)] == ['move']
    assert ids(google) == ['d1', 'd2']
    book = group.book
    assert (group.rows('id', 'amount', 'seal'), book.head(), book.members) == (rows, head, members)
    assert (book.pending_count(), book.differences, book.typed, book.away) == (0, [], [], None)
    assert book.workbook.place == PLACE


def test_recording_goes_on_in_the_spreadsheet_under_the_name_of_the_file(
    google: StandIn, group: Group, sheet: Spreadsheet
) -> None:
    there(group)
    group.do('contribution', '200', '2025-03-05', member='M2025-001', entry_id='d3')
    settled(group)
    assert ids(google) == ['d1', 'd2', 'd3']


def test_what_was_answered_before_the_move_is_answered_the_same_after_it(
    google: StandIn, group: Group, sheet: Spreadsheet
) -> None:
    first = group.do('contribution', '100', '2025-03-05', member='M2025-001', entry_id='twice')
    numbers = [each.number for each in group.book.journal.since(0)]
    there(group)
    assert [each.number for each in group.book.journal.since(0)] == numbers
    again = group.do('contribution', '100', '2025-03-05', member='M2025-001', entry_id='twice')
    assert (again.receipt, again.repeated) == (first.receipt, True)
    back(group)
    again = group.do('contribution', '100', '2025-03-05', member='M2025-001', entry_id='twice')
    assert (again.receipt, again.repeated) == (first.receipt, True)
    assert [each.number for each in group.book.journal.since(0)] == numbers


def test_a_row_recorded_while_the_book_moves_goes_in_at_the_new_place(
    google: StandIn, group: Group, sheet: Spreadsheet
) -> None:
    recorded: list[object] = []

    def record(step: object) -> None:
        if not recorded and 'Comparing' in str(step):
            recorded.append(group.do('contribution', '200', '2025-04-05', member='M2025-001', entry_id='meanwhile'))
            # The thread that keeps the book tries to write it into the file at this moment.
            settling = threading.Thread(target=lambda: Keeper(group.path, lambda: TODAY).settle(0))
            settling.start()
            settling.join()

    there(group, progress=record)
    assert recorded
    assert (ids(google), group.book.pending_count()) == (['d1', 'd2'], 1)
    settled(group)
    assert ids(google) == ['d1', 'd2', 'meanwhile']


def test_whoever_has_the_book_open_at_its_former_place_writes_nothing_there_any_more(
    google: StandIn, group: Group, sheet: Spreadsheet
) -> None:
    there(group)
    former = Keeper(group.path, lambda: TODAY)
    back(group)
    group.do('contribution', '200', '2025-03-05', member='M2025-001', entry_id='d3')
    assert former.tend().waiting is not None
    assert former.flush().waiting is not None
    former.close()
    assert ids(google) == ['d1', 'd2']
    settled(group)
    group.book.refresh()
    assert group.book.pending_count() == 0


def test_a_spreadsheet_that_holds_something_else_is_left_alone(
    google: StandIn, group: Group, sheet: Spreadsheet, tmp_path: Path
) -> None:
    (tmp_path / 'other').mkdir()
    other = Group(tmp_path / 'other', group_id='G2', name='Umoja')
    put_key(other.path.parent, json.dumps(google.account()), PRESIDENT)
    there(other)
    other.book.close()
    kept = google.sheets[ID]
    with pytest.raises(Refused, match='holds the book of Umoja'):
        there(group)
    assert google.sheets[ID].tabs == kept.tabs
    assert group.path.exists()
    assert chosen(group.path) == group.path


def test_a_workbook_that_is_open_elsewhere_does_not_move(google: StandIn, group: Group, sheet: Spreadsheet) -> None:
    group.path.with_name('.~lock.group.xlsx#').write_text(',Meena,laptop,,', encoding='utf-8')
    with pytest.raises(Refused, match='open elsewhere: Meena'):
        move_there(group.book, group.path, LINK, PRESIDENT, NOW, TODAY, wait_seconds=0)
    assert chosen(group.path) == group.path


def test_sheets_of_peoples_own_are_named_and_stay_in_the_file_set_aside(
    google: StandIn, group: Group, sheet: Spreadsheet
) -> None:
    settled(group)
    workbook = openpyxl.load_workbook(group.path)
    workbook.create_sheet('Our trip')['A1'] = 'To the sea'
    workbook.save(group.path)
    done = there(group)
    assert done.left_behind == ('Our trip',)
    aside = group.path.parent / done.set_aside
    assert openpyxl.load_workbook(aside.open('rb'))['Our trip']['A1'].value == 'To the sea'


def test_a_move_without_internet_is_refused_and_the_book_goes_on_in_its_file(
    google: StandIn, group: Group, sheet: Spreadsheet
) -> None:
    google.faults = iter([None] * 7 + [Fault('drop before')] * 1000)
    with pytest.raises(Refused, match='Google'):
        there(group)
    opened(group)
    group.do('contribution', '200', '2025-03-05', member='M2025-001', entry_id='d3')
    settled(group)
    assert restoring.look_through(group.path).otherwise == ()
    google.faults = iter(())
    there(group)
    assert ids(google) == ['d1', 'd2', 'd3']


def test_somebody_who_types_into_the_file_while_it_moves_stops_the_move(
    google: StandIn, group: Group, sheet: Spreadsheet
) -> None:
    def type_(step: object) -> None:
        if 'Comparing' in str(step):
            workbook = openpyxl.load_workbook(group.path)
            workbook['Members']['C2'] = '9822099999'
            workbook.save(group.path)

    with pytest.raises(Refused, match='changed while it moved'):
        there(group, progress=type_)
    assert chosen(group.path) == group.path
    assert group.path.exists()
