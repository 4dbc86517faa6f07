"""A book in a Google spreadsheet: read in one request, written in one, whatever people do to its sheets meanwhile."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.problems import Refused
from sheets import entries
from sheets.book import Book
from sheets.google.formulas import KNOWN_FUNCTIONS, functions_of
from sheets.google.spreadsheet import spreadsheet_id
from sheets.reading import letters
from sheets.views import DUES, due_formulas
from sheets.xlsx import Amend, Append, Formula, Value
from tests.google_books import OnGoogle, group_on_google
from tests.google_grid import EMPTY, texts


@pytest.fixture
def there(tmp_path: Path) -> Iterator[OnGoogle]:
    with group_on_google(tmp_path) as there:
        yield there


def test_the_book_is_read_in_one_request(there: OnGoogle) -> None:
    there.deposit('e1')
    there.flush()
    there.clear()
    again = Book(there.opened())
    assert there.asked() == ['describe', 'read']
    assert [(m.number, m.name, m.mobile) for m in again.members.values()] == [('M2025-001', '=Asha', '9822000001')]
    assert entries.records_of(again.frame()) == entries.records_of(there.group.book.frame())
    assert again.problems() == []
    assert again.bylaws == there.group.book.bylaws
    assert again.head() == there.group.book.head()


def test_rows_go_in_with_one_request_and_texts_stay_texts(there: OnGoogle) -> None:
    there.deposit('e1')
    there.deposit('e2')
    there.flush()
    there.clear()
    there.deposit('e3')
    there.deposit('e4')
    assert there.flush().written == 2
    assert there.asked() == ['append']
    assert there.column('Entries', 'Entry ID') == ['e1', 'e2', 'e3', 'e4']
    assert there.column('Entries', 'Name') == ['=Asha'] * 4
    assert there.column('Entries', 'Date') == [45662] * 4
    assert there.column('Entries', 'Amount') == [200] * 4
    assert there.group.book.pending_count() == 0


def test_the_first_row_does_not_take_the_format_of_the_heading(there: OnGoogle) -> None:
    there.deposit('e1')
    there.flush()
    assert there.asked() == ['batch']
    box = there.tab('Entries').box(1, 0)
    assert (box.value, box.format['numberFormat']) == (45662, {'type': 'DATE', 'pattern': 'dd mmm yyyy'})
    assert 'backgroundColorStyle' not in box.format


def test_what_concerns_several_sheets_is_one_batch(there: OnGoogle) -> None:
    there.group.do('opening', '1000', '2025-01-02', mode='cash')
    there.flush()
    there.clear()
    there.group.do('loan', '500', '2025-01-06', member=there.asha, entry_id='l1')
    there.flush()
    assert there.asked() == ['batch']
    assert (there.column('Entries', 'Kind'), there.column('Loans', 'Percent a month')) == (['opening', 'loan'], [2])


def test_a_register_is_amended_in_one_request_beside_the_row_in_changes(there: OnGoogle) -> None:
    there.clear()
    there.group.leave(there.asha, '2025-02-01')
    there.flush()
    assert there.asked() == ['read', 'batch']
    assert there.column('Members', 'Status') == ['inactive']
    assert there.column('Changes', 'New') == ['inactive', 'moved away']


def test_after_a_write_of_ours_nothing_is_read_until_it_is_time_and_then_it_is_as_expected(there: OnGoogle) -> None:
    there.deposit('e1')
    there.flush()
    there.group.leave(there.asha, '2025-02-01')
    there.flush()
    there.clear()
    state = there.group.book.state
    assert state is not None
    assert there.workbook.still(state)
    assert there.asked() == []
    there.clock.sleep(21)
    assert there.workbook.still(state)
    assert there.asked() == ['read']


def test_a_long_reading_is_not_repeated_soon(there: OnGoogle, monkeypatch: pytest.MonkeyPatch) -> None:
    http = there.workbook.google._http
    values = http.values_batch_get

    def slow(*asked: Any) -> Any:
        there.clock.sleep(5)
        return values(*asked)

    monkeypatch.setattr(http, 'values_batch_get', slow)
    there.clock.sleep(21)
    state = there.workbook.read().state
    there.clear()
    there.clock.sleep(99)
    assert there.workbook.still(state)
    assert there.asked() == []


def test_a_row_that_someone_puts_in_between_does_not_lead_an_amendment_astray(there: OnGoogle) -> None:
    brian = there.group.join('Brian')
    there.flush()
    there.tab('Members').insert_rows(1, 1)
    there.group.leave(brian, '2025-02-01')
    there.flush()
    assert there.column('Members', 'Name') == ['', '=Asha', 'Brian']
    assert there.column('Members', 'Status') == ['', 'active', 'inactive']


def test_sheets_that_were_sorted_and_gaps_and_own_columns_are_no_obstacle(there: OnGoogle) -> None:
    for number in range(1, 4):
        there.deposit(f'e{number}')
    there.flush()
    tab = there.tab('Entries')
    tab.rows[1], tab.rows[2] = tab.rows[2], tab.rows[1]
    tab.insert_rows(2, 1)
    tab.columns = 26
    for row, value in ((0, 'Seen by'), (1, 'Meena')):
        tab.put(row, 25, replace(EMPTY, value=value))
    there.look()
    there.deposit('e4')
    there.flush()
    assert there.column('Entries', 'Entry ID') == ['e2', '', 'e1', 'e3', 'e4']
    assert there.column('Entries', 'Seen by') == ['Meena', '', '', '', '']
    assert there.group.book.differences == []


def test_what_someone_types_below_the_table_in_this_moment_is_not_written_over(there: OnGoogle) -> None:
    there.deposit('e1')
    there.flush()
    there.type_('Entries', 4, ['Ask Meena about the receipt'])
    there.deposit('e2')
    there.deposit('e3')
    there.clear()
    there.flush()
    assert there.asked() == ['append']
    assert there.column('Entries', 'Entry ID') == ['e1', 'e2', 'e3', '', '']
    assert there.column('Entries', 'Date')[-1] == 'Ask Meena about the receipt'


def test_a_heading_with_a_gap_leads_no_row_astray(there: OnGoogle) -> None:
    there.deposit('e1')
    there.flush()
    tab = there.tab('Entries')
    tab.rows = [{place + (place > 3): box for place, box in row.items()} for row in tab.rows]
    tab.columns += 1
    there.look()
    there.deposit('e2')
    there.flush()
    assert there.column('Entries', 'Entry ID') == ['e1', 'e2']
    assert there.column('Entries', 'Date') == [45662, 45662]


def test_a_sheet_with_another_name_is_known_by_its_id(there: OnGoogle) -> None:
    there.deposit('e1')
    there.flush()
    there.tab('Entries').title = "The treasurer's entries"
    there.look()
    assert there.group.book.away is None
    there.deposit('e2')
    there.flush()
    assert there.column("The treasurer's entries", 'Entry ID') == ['e1', 'e2']


def test_a_sheet_that_was_deleted_stops_the_writing_and_says_so(there: OnGoogle) -> None:
    there.sheet.tabs.remove(there.tab('Members'))
    there.look()
    assert there.group.book.away is not None
    assert there.group.book.away.said() == (
        'The workbook has no sheet Members. Put the sheet back, or its old name, or take a backup.'
    )
    there.deposit('e1')
    assert there.flush().waiting == there.group.book.away
    assert there.group.book.pending_count() == 1


def test_a_row_typed_by_hand_is_found_with_its_day(there: OnGoogle) -> None:
    there.deposit('e1')
    there.flush()
    there.type_('Entries', 4, ['2025-02-05', '', 'M2025-001', None, 'contribution', '200', '2025-02-01', '', 'cash'])
    there.look()
    (typed,) = there.group.book.typed
    assert (typed.row, str(typed.cells['on']), typed.cells['amount']) == (4, '2025-02-05', 200.0)


def test_a_number_that_is_no_day_stays_a_number(there: OnGoogle) -> None:
    there.type_('Members', 3, ['M9', 'Meena', '0712345678', 200, 5, 'active', '', '', '', '', '', 'm9'])
    there.look()
    assert [problem.said() for problem in there.group.book.problems()] == ['5 is not a date. Please correct the cell.']


def test_a_changed_amount_and_a_removed_row_are_noticed_and_the_row_is_put_back(there: OnGoogle) -> None:
    for number in range(1, 4):
        there.deposit(f'e{number}')
    there.flush()
    there.type_('Entries', 2, [None, None, None, None, None, 900])
    del there.tab('Entries').rows[3]
    there.look()
    book = there.group.book
    (difference,) = book.differences
    assert (difference.key, difference.fields['amount']) == ('e1', ('200.00', '900.00', 'F2'))
    there.flush()
    assert there.column('Entries', 'Entry ID') == ['e1', 'e2', 'e3']
    assert [notice.row for notice in book.notices()] == ['e3']


def test_a_view_that_cannot_be_written_keeps_no_row_out(there: OnGoogle) -> None:
    there.deposit('e1')
    there.flush()
    there.sheet.kept['protectedRange'].append({'range': {'sheetId': there.tab('Summary').sheet_id}})
    there.deposit('e2')
    seen = there.workbook.read()
    there.clear()
    amend = Amend('Summary', {'B3': there.group.today.replace(day=2)})
    rows = [Amend('Members', {'C2': '9822000009'})]
    there.workbook.write(seen, rows, [amend])
    assert there.asked() == ['read', 'read', 'batch', 'batch']
    assert there.column('Members', 'Mobile') == ['9822000009']


def test_two_copies_with_journals_of_their_own_write_into_one_spreadsheet(there: OnGoogle, tmp_path: Path) -> None:
    there.deposit('e1')
    there.flush()
    (tmp_path / 'other').mkdir()
    workbook = there.opened()
    workbook.folder = tmp_path / 'other'
    other = Book(workbook)
    mine, there.group.book = there.group.book, other
    there.deposit('e2')
    there.flush()
    there.group.book = mine
    there.deposit('e3')
    there.look()
    there.flush()
    assert there.column('Entries', 'Entry ID') == ['e1', 'e2', 'e3']
    assert sorted(mine.frame()['id']) == ['e1', 'e2', 'e3']
    assert mine.differences == []
    other.close()


def test_the_size_of_a_request_stays_small(there: OnGoogle, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        there.deposit(f'e{number}')
    sent: list[int] = []
    change = there.workbook.google.change

    def measured(id_: str, requests: Sequence[Mapping[str, Any]]) -> list[Any]:
        sent.append(len(json.dumps(requests)))
        return change(id_, requests)

    monkeypatch.setattr(there.workbook.google, 'change', measured)
    there.flush()
    assert sent[0] < 20 * 4_000


@pytest.mark.parametrize(
    'link',
    [
        'https://docs.google.com/spreadsheets/d/1AbC_def-0123456789xyz0123456789/edit#gid=0',
        'docs.google.com/spreadsheets/d/1AbC_def-0123456789xyz0123456789',
        ' https://docs.google.com/spreadsheets/u/1/d/1AbC_def-0123456789xyz0123456789/edit?usp=sharing ',
        '1AbC_def-0123456789xyz0123456789',
    ],
)
def test_a_link_is_read_as_people_paste_it(link: str) -> None:
    assert spreadsheet_id(link) == '1AbC_def-0123456789xyz0123456789'


@pytest.mark.parametrize(
    'link', ['', 'group.xlsx', 'https://docs.google.com/document/d/1AbC_def-0123456789xyz', '../x']
)
def test_what_is_no_link_of_a_spreadsheet_is_refused(link: str) -> None:
    with pytest.raises(Refused, match='This is not the link of a Google spreadsheet'):
        spreadsheet_id(link)


def test_what_was_read_is_what_a_person_sees(there: OnGoogle) -> None:
    there.deposit('e1')
    there.flush()
    assert texts(there.tab('Entries'))[1][:7] == [45662, 'R00001', 'M2025-001', '=Asha', 'contribution', 200, 45658]


def test_dues_are_added_with_formulas_that_find_their_own_row_wherever_it_comes_to_stand(there: OnGoogle) -> None:
    formulas = due_formulas({field: letters(place) for place, field in enumerate(DUES.fields)})
    row: list[Value] = ['M2025-001', '=Asha', date(2025, 1, 1), date(2025, 1, 10), Decimal(200)]
    row += [Formula(formulas[field], Decimal(0)) for field in ('paid', 'missing', 'state')]
    there.clear()
    as_of = Amend('Summary', {'B3': date(2025, 1, 20)})
    there.workbook.write(there.workbook.read(), [], [as_of, Append('Dues', [[*row, 'm1']])])
    assert there.asked()[-1] == 'batch'
    tab = there.tab('Dues')
    end = tab.end_of_data() - 1
    assert [tab.box(end, place).value for place in (0, 1, 2, 4, 8)] == ['M2025-001', '=Asha', 45658, 200, 'm1']
    missing = tab.box(end, 6).formula
    assert missing == '=MAX(0,ROUND(INDEX(E:E,ROW())-INDEX(F:F,ROW()),2))'
    assert set().union(*(functions_of(tab.box(end, place).formula) for place in (5, 6, 7))) <= KNOWN_FUNCTIONS
    assert there.tab('Summary').box(2, 1).value == 45677
