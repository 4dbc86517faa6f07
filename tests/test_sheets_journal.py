"""The journal: durable, shared by processes, and every request answered once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from sheets.journal import PENDING, Journal

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / 'group.xlsx').write_bytes(b'a workbook')
    return tmp_path


def add(journal: Journal, row: str) -> None:
    with journal.writing() as writing:
        writing.add('insert', 'Entries', row, {'id': row}, NOW, row)


def rows(journal: Journal) -> list[str]:
    return [operation.row for operation in journal.since(0)]


def test_what_was_written_is_there_for_every_process_in_order(folder: Path) -> None:
    one, other = Journal(folder, 'group.xlsx', 'G1'), Journal(folder, 'group.xlsx', 'G1')
    add(one, 'a')
    add(other, 'b')
    add(one, 'c')
    assert rows(one) == rows(other) == ['a', 'b', 'c']
    assert [operation.row for operation in other.since(2)] == ['c']


def test_a_writing_that_fails_leaves_nothing(folder: Path) -> None:
    journal = Journal(folder, 'group.xlsx', 'G1')

    def interrupted() -> None:
        with journal.writing() as writing:
            writing.add('insert', 'Entries', 'a', {}, NOW, 'a')
            writing.set_answer('a', 'content', {'rows': 1})
            writing.set_head('seal')
            raise RuntimeError('the power went off')

    with pytest.raises(RuntimeError):
        interrupted()
    assert rows(journal) == []
    with journal.writing() as writing:
        assert (writing.answer('a'), writing.head()) == (None, '')


def test_what_waits_is_told_from_what_is_in_the_workbook(folder: Path) -> None:
    journal = Journal(folder, 'group.xlsx', 'G1')
    add(journal, 'a')
    add(journal, 'b')
    journal.mark_synced([1], 'as we left it', 0)
    assert [operation.row for operation in journal.pending()] == ['b']
    assert (journal.pending_count(), journal.signature()) == (1, 'as we left it')
    assert (journal.waits('a'), journal.waits('b')) == (False, True)


def test_an_outside_change_is_counted_and_lost_rows_wait_again(folder: Path) -> None:
    journal = Journal(folder, 'group.xlsx', 'G1')
    add(journal, 'a')
    add(journal, 'b')
    journal.mark_synced([1, 2], 'as we left it', 0)
    with journal.writing() as writing:
        writing.mark_rows([('Entries', 'a')], PENDING)
        writing.saw('as someone saved it', 0)
    assert [operation.row for operation in journal.pending()] == ['a']
    assert (journal.outside(), journal.signature()) == (1, 'as someone saved it')


def test_the_first_answer_is_kept_for_ever(folder: Path) -> None:
    journal = Journal(folder, 'group.xlsx', 'G1')
    with journal.writing() as writing:
        writing.set_answer('tap-1', 'what it asked', {'rows': 2})
    with Journal(folder, 'group.xlsx', 'G1').writing() as writing:
        found = writing.answer('tap-1')
        assert found is not None
        assert (found.content, found.answer) == ('what it asked', {'rows': 2})


def test_workbooks_of_one_folder_do_not_mix(folder: Path) -> None:
    """A copy beside the original is a book of its own; so is another group."""
    original = Journal(folder, 'group.xlsx', 'G1')
    add(original, 'a')
    (folder / 'copy.xlsx').write_bytes(b'a copy')
    assert rows(Journal(folder, 'copy.xlsx', 'G1')) == []
    assert rows(Journal(folder, 'other.xlsx', 'G2')) == []
    assert rows(Journal(folder, 'group.xlsx', 'G1')) == ['a']


def test_a_renamed_workbook_is_known_by_its_group(folder: Path) -> None:
    add(Journal(folder, 'group.xlsx', 'G1'), 'a')
    (folder / 'group.xlsx').rename(folder / 'asmita.xlsx')
    assert rows(Journal(folder, 'asmita.xlsx', 'G1')) == ['a']


def test_every_commit_reaches_the_disk(folder: Path) -> None:
    journal = Journal(folder, 'group.xlsx', 'G1')
    with journal.database.reading() as connection:
        settings = [
            connection.exec_driver_sql(f'PRAGMA {name}').scalar_one() for name in ('journal_mode', 'synchronous')
        ]
    assert settings == ['wal', 2]


def test_its_tables_have_the_fields_that_other_systems_know(folder: Path) -> None:
    journal = Journal(folder, 'group.xlsx', 'G1')
    add(journal, 'a')
    with journal.writing() as writing:
        writing.log([('insert', 'contribution', 'a')], NOW, 'treasurer.xlsx')
    with journal.database.reading() as connection:
        queued, logged = (
            [dict(row._mapping) for row in connection.execute(asked)]
            for asked in (
                text('SELECT id, operation, entity, entity_id, payload, time, status FROM sync_queue'),
                text('SELECT id, operation, entity, entity_id, timestamp FROM sync_log'),
            )
        )
    assert queued == [
        {'id': 1, 'operation': 'insert', 'entity': 'Entries', 'entity_id': 'a', 'payload': '{"id": "a"}',
         'time': '2026-01-01T00:00:00+00:00', 'status': 'pending'}
    ]  # fmt: skip
    assert logged == [
        {'id': 1, 'operation': 'insert', 'entity': 'contribution', 'entity_id': 'a',
         'timestamp': '2026-01-01T00:00:00+00:00'}
    ]  # fmt: skip
