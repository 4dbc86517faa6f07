"""Where a book is: a file, the link of a spreadsheet, a database."""

from pathlib import Path

import pytest

from rules.problems import Refused
from sheets.whereabouts import book_at, choose, chosen, link_in
from tests.groups import Group

LINK = 'https://docs.google.com/spreadsheets/d/1A2b3C4d5E6f7G8h9I0jK/edit#gid=0'


def test_a_link_is_known_even_where_a_path_took_its_second_slash() -> None:
    assert link_in(LINK) == LINK
    assert link_in(str(Path(LINK))) == LINK
    assert link_in('https://example.org/spreadsheets/d/1') == ''
    assert link_in('group.xlsx') == ''


def test_a_spreadsheet_without_a_key_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        book_at(LINK, tmp_path)
    assert 'Paste the key of a service account' in refused.value.problems[0].said()


def test_a_database_needs_a_book_of_the_group_beside_it(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        book_at('postgresql://localhost/bahi', tmp_path)
    assert 'Name the workbook of the group first.' in refused.value.problems[0].said()


def test_a_book_is_where_it_was_moved_to_and_back(tmp_path: Path) -> None:
    file = Group(tmp_path).path
    assert chosen(file) == file
    choose(file, LINK)
    assert chosen(file) == LINK
    choose(file, '')
    assert chosen(file) == file
