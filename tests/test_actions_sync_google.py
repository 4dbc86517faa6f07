"""A book on a laptop and its copy in a Google spreadsheet were written apart and are joined."""

from pathlib import Path

from actions import sync
from sheets.google.copying import copy_back
from tests.google_books import group_on_google
from tests.groups import NOW, PRESIDENT, TODAY, Group


def test_a_workbook_is_joined_with_a_copy_in_a_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / 'online').mkdir()
    (tmp_path / 'laptop').mkdir()
    with group_on_google(tmp_path / 'online') as there:
        copy_back(there.opened(), tmp_path / 'laptop' / 'group.xlsx', TODAY)
        laptop = Group.at(tmp_path / 'laptop' / 'group.xlsx')
        laptop.do('contribution', '300', '2025-02-05', member=there.asha, entry_id='at-home')
        there.deposit('online')
        there.flush()
        done = sync.sync(laptop.book, there.group.book, PRESIDENT, NOW, TODAY)
        assert (done.status, done.pulled, done.pushed, done.joined) == ('synced', 1, 1, True)
        assert there.column('Entries', 'Entry ID') == ['online', 'at-home']
        assert sorted(laptop.rows('id')) == [('at-home',), ('online',)]
        assert laptop.book.head() == there.group.book.head()
        again = sync.sync(there.group.book, laptop.book, PRESIDENT, NOW, TODAY)
        assert (again.pulled, again.pushed, again.joined) == (0, 0, False)
        laptop.book.close()
