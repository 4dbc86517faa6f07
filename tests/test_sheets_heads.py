"""Which row of a book is the last, where sealed rows are gone from the sheet and come back from another copy."""

import shutil
from pathlib import Path

import pytest

from actions import sync
from reports.verify import problems_of_workbook
from sheets import xlsx
from sheets.book import open_book
from sheets.columns import ENTRIES
from sheets.reading import letters
from tests.copies import ASHA, Copies, flush
from tests.groups import NOW, PRESIDENT, TODAY, Group


@pytest.mark.parametrize('lost', [2, 3])
def test_a_row_that_comes_back_from_the_other_copy_leaves_the_last_row_the_last(tmp_path: Path, lost: int) -> None:
    """Her copy had lost the first row, or the second, and she went on after the others."""
    first = Copies(tmp_path, 'president')['president']
    first.do('contribution', '300', '2025-02-05', member=ASHA, entry_id='p1')
    first.do('contribution', '350', '2025-02-06', member=ASHA, entry_id='p2')
    flush(first)
    (tmp_path / 'treasurer').mkdir()
    copied = tmp_path / 'treasurer' / 'group.xlsx'
    shutil.copyfile(first.path, copied)
    xlsx.amend_cells(copied, 'Entries', {f'{letters(place)}{lost}': None for place in range(len(ENTRIES.columns))})
    second = Group.at(copied)
    assert second.book.head() == first.book.head()
    second.do('contribution', '400', '2025-03-05', member=ASHA, entry_id='t1')
    sync.sync(first.book, second.book, PRESIDENT, NOW, TODAY)
    assert sorted(second.rows('id')) == [('d1',), ('p1',), ('p2',), ('t1',)]
    (last,) = second.book.receipt_of('t1')
    again = open_book(copied)
    assert first.book.head() == second.book.head() == again.head() == last.seal
    assert first.book.heads() == [last.seal]
    for group in (first, second):
        group.do('contribution', '50', '2025-04-05', member=ASHA)
        flush(group)
        assert problems_of_workbook(group.path) == []
