"""The views of the workbook: what is stored, what LibreOffice works out, what pandas says, what the rows add up to."""

import subprocess
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from actions import members, settings
from reports import summaries
from reports.views import view_changes
from rules.money import as_text
from rules.problems import Refused
from sheets import views, xlsx
from sheets.book import open_book
from sheets.reading import read_tables
from sheets.writer import Writer
from sheets.xlsx import Amend, Append, Cached
from tests.groups import NOW, PRESIDENT, Group
from tests.machine import LibreOffice
from tests.recalculated import Shown, worked_out
from tests.recalculated import views as stored

TODAY = date(2025, 7, 12)
SUMS = ('due', 'paid', 'missing')


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Half a year with everything that can happen to money."""
    group = Group(tmp_path, TODAY)
    asha, brinda, chaya = group.join('Asha'), group.join('Brinda', monthly=33_33), group.join('चाया', '2025-03-01')
    for month in range(1, 7):
        group.do('contribution', '200', f'2025-{month:02}-08', member=asha, mode='upi' if month > 3 else 'cash')
        group.do('contribution', '11.11', f'2025-{month:02}-09', member=brinda, for_=f'2025-{month:02}')
    group.do('contribution', '22.22', '2025-01-30', member=brinda, for_='2025-01')
    group.do('contribution', '150', '2025-03-10', member=chaya)
    group.do('opening', '4000', '2025-01-01')
    loan = group.do('loan', '1000', '2025-02-10', member=asha, rate='1.75')
    group.do('repayment', '300.55', '2025-03-25', member=asha)
    group.do('loan', '500', '2025-02-12', member=brinda)
    group.do('repayment', '510', '2025-03-12', member=brinda)
    taken_back = group.do('loan', '123.45', '2025-04-01', member=brinda)
    group.do('reversal', '', '2025-04-02', reverses=taken_back.entry_id)
    group.do('contribution', '200', '2025-07-12', member=asha, for_='2025-08')
    slip = group.do('contribution', '2000', '2025-05-09', member=chaya)
    group.do('reversal', '', '2025-05-09', reverses=slip.entry_id, note='one zero too many')
    group.do('to-bank', '1500.10', '2025-05-01')
    group.do('from-bank', '200.05', '2025-05-02')
    group.do('fine', '5', '2025-05-02', member=asha)
    group.do('income', '12.34', '2025-05-31', mode='bank', category='interest')
    group.do('expense', '45.67', '2025-06-01', category='tea')
    group.do('withdrawal', '100', '2025-06-02', member=asha)
    group.write_off('50', '2025-06-03', group.book.loans[loan.entry_id].number)
    group.leave(chaya, '2025-06-20')
    return group


def flushed(group: Group, today: date = TODAY) -> None:
    outcome = Writer(group.book, view_changes).flush(today)
    assert outcome.waiting is None, outcome.waiting


def figures_shown(sheet: Shown) -> dict[str, object]:
    """The key figures of Summary, by key."""
    lines = enumerate(views.figures(), views.FIGURES_ROW + 1)
    return {line.key: sheet.get(f'B{row}') for row, line in lines}


def figures_of(group: Group, on: date) -> dict[str, object]:
    """The same by pandas, as they stand in cells."""
    found = summaries.figures(group.book, on)
    shown = {line.key: (line.type, getattr(found, line.key)) for line in views.figures()}
    return {key: Decimal(as_text(value, 'INR') if type_ == 'money' else value) for key, (type_, value) in shown.items()}


def added_up(path: Path, on: date) -> dict[str, Decimal]:
    """A third way: the rows of Entries, one by one."""
    table = read_tables(path.read_bytes(), 'group.xlsx', ['Entries'])['Entries']
    total: dict[str, Decimal] = defaultdict(Decimal)
    cash = bank = Decimal(0)
    for row in table.rows[1:]:
        day, kind, amount, mode = (row[table.places[field]] for field in ('on', 'kind', 'amount', 'mode'))
        assert isinstance(day, date) and isinstance(kind, str) and isinstance(amount, float)
        if day > on:
            continue
        exact = Decimal(f'{amount:.2f}')
        total[kind] += exact
        if kind in ('to-bank', 'from-bank'):
            cash -= exact if kind == 'to-bank' else -exact
            bank += exact if kind == 'to-bank' else -exact
        elif kind != 'write-off':
            moved = -exact if kind in ('withdrawal', 'loan', 'expense') else exact
            cash, bank = (cash + moved, bank) if mode == 'cash' else (cash, bank + moved)
    return {
        'savings': total['contribution'] - total['withdrawal'], 'loans_given': total['loan'],
        'loans_outstanding': total['loan'] - total['principal'] - total['write-off'],
        'principal_repaid': total['principal'], 'interest_received': total['interest'],
        'penalties_received': total['penalty'] + total['fine'], 'income': total['income'],
        'expenses': total['expense'], 'cash': cash, 'bank': bank,
    }  # fmt: skip


@pytest.mark.needs('libreoffice')
def test_stored_results_pandas_libreoffice_and_a_plain_sum_all_agree(
    group: Group, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    asha = group.book.members['m1'].number
    xlsx.amend_cells(group.path, 'Passbook', {'B4': asha})
    flushed(group)
    shown = stored(group.path)
    assert worked_out(libreoffice, group.path, tmp_path) == shown
    assert figures_shown(shown['Summary']) == figures_of(group, TODAY)
    plain = added_up(group.path, TODAY)
    assert {key: figures_shown(shown['Summary'])[key] for key in plain} == plain


@pytest.mark.needs('libreoffice')
def test_libreoffice_counts_a_deposit_for_its_month_whichever_day_of_it_stands_in_the_cell(
    group: Group, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    xlsx.amend_cells(group.path, 'Passbook', {'B4': group.book.members['m1'].number})
    flushed(group)
    second, fifteenth, last = date(2025, 1, 2), date(2025, 2, 15), date(2025, 1, 31)
    xlsx.patch(group.path, [
        Amend('Entries', {'G2': second, 'G3': last, 'G4': fifteenth}),
        Amend('Dues', {'C2': last, 'C3': second, 'C4': fifteenth}),
    ])  # fmt: skip
    shown = stored(group.path)
    assert view_changes(group.book, group.path.read_bytes(), TODAY) == []
    assert worked_out(libreoffice, group.path, tmp_path) == shown
    assert figures_shown(shown['Summary']) == figures_of(group, TODAY)


@pytest.mark.needs('libreoffice')
@pytest.mark.parametrize('day', [date(2025, 3, 11), date(2025, 6, 19)])
def test_an_earlier_day_put_into_the_summary_shows_the_book_as_it_was(
    group: Group, libreoffice: LibreOffice, tmp_path: Path, day: date
) -> None:
    flushed(group)
    then = worked_out(libreoffice, group.path, tmp_path, as_of=day)
    assert figures_shown(then['Summary']) == figures_of(group, day)


def test_the_boxes_add_up_to_cash_and_bank(group: Group) -> None:
    flushed(group)
    shown, rows = stored(group.path)['Summary'], range(views.BOXES_ROW + 1, views.BOXES_TOTAL_ROW)
    for letter, key in (('B', 'cash'), ('C', 'bank')):
        parts = sum(value for row in rows if isinstance(value := shown[f'{letter}{row}'], Decimal))
        assert parts == shown[f'{letter}{views.BOXES_TOTAL_ROW}'] == figures_shown(shown)[key]


def test_the_dues_are_the_dues_of_pandas(group: Group) -> None:
    flushed(group)
    table = summaries.dues_table(group.book, TODAY).sort_values(['cycle', 'number'])
    wanted = [
        [due['number'], due['name'], due['state'], *(Decimal(as_text(due[sum_], 'INR')) for sum_ in SUMS)]
        for due in table.to_dict('records')
    ]
    shown = stored(group.path)['Dues']
    assert [[shown[f'{letter}{row}'] for letter in 'ABHEFG'] for row in range(2, len(wanted) + 2)] == wanted


@pytest.fixture
def by_weeks(tmp_path: Path) -> Group:
    """A group that pays 50 a week, in parts, ahead, late, besides, wrongly once; and 500 for a round."""
    group = Group(tmp_path, TODAY, frequency='weekly', due_day=3, monthly_due=50_00)
    asha, brinda = group.join('Asha'), group.join('Brinda', monthly=33_33)
    group.do('contribution', '50', '2025-01-01', member=asha)
    group.do('contribution', '20', '2025-01-09', member=asha, for_='2025-01-08')
    group.do('contribution', '30.50', '2025-02-09', member=asha, for_='2025-01-08')
    group.do('contribution', '100', '2025-02-10', member=asha, category='additional')
    group.do('contribution', '50', '2025-07-10', member=asha, for_='2025-07-23')
    slip = group.do('contribution', '33.33', '2025-03-03', member=brinda)
    group.do('reversal', '', '2025-03-04', reverses=slip.entry_id, note='was Asha')
    group.do('contribution', '33.33', '2025-03-04', member=brinda, for_='2025-04-02')
    group.do('fine', '5', '2025-05-02', member=asha, for_='2025-01-22', category='Late fee')
    group.leave(brinda, '2025-06-20')
    return group


@pytest.mark.needs('libreoffice')
def test_the_weeks_of_a_group_are_live_in_the_workbook_and_equal_in_pandas_and_libreoffice(
    by_weeks: Group, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    group = by_weeks
    xlsx.amend_cells(group.path, 'Passbook', {'B4': group.book.members['m1'].number})
    flushed(group)
    shown = stored(group.path)
    assert worked_out(libreoffice, group.path, tmp_path) == shown
    assert figures_shown(shown['Summary']) == figures_of(group, TODAY)
    table = summaries.dues_table(group.book, TODAY).sort_values(['cycle', 'number'])
    assert [
        [shown['Dues'][f'{letter}{row}'] for letter in 'ACEFGH'] for row in range(2, len(table) + 2)
    ] == [
        [due['number'], due['known_by'].date(), *(Decimal(as_text(due[sum_], 'INR')) for sum_ in SUMS), due['state']]
        for due in table.to_dict('records')
    ]  # fmt: skip
    then = worked_out(libreoffice, group.path, tmp_path, as_of=date(2025, 2, 1))
    assert figures_shown(then['Summary']) == figures_of(group, date(2025, 2, 1))
    assert view_changes(group.book, group.path.read_bytes(), TODAY) == []


@pytest.mark.needs('libreoffice')
def test_a_group_that_goes_over_to_weeks_keeps_its_months(
    group: Group, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    flushed(group)
    asha, later = group.book.members['m1'].number, date(2025, 9, 14)
    with pytest.raises(Refused, match=r'^Deposits were recorded for 2025-08 already\. '):
        settings.amend_bylaw(group.book, 'frequency', 'weekly', '', TODAY, PRESIDENT, NOW, TODAY, 'over')
    group.today = later
    settings.amend_bylaw(group.book, 'frequency', 'weekly', '', date(2025, 8, 2), PRESIDENT, NOW, later, 'over')
    group.do('contribution', '200', '2025-09-07', member=asha)
    group.do('contribution', '150', '2025-09-07', member=asha, for_='2025-09-01')
    assert group.refusal('contribution', '1', '2025-09-07', member=asha, for_='2025-09') == (
        'No deposits are due for 2025-09. Name another cycle, such as 2025-09-01.'
    )
    flushed(group, later)
    shown = stored(group.path)
    dues = summaries.dues_table(group.book, later)
    assert worked_out(libreoffice, group.path, tmp_path) == shown
    assert figures_shown(shown['Summary']) == figures_of(group, later)
    assert dues[dues['member'] == 'm1']['cycle'].tolist()[-3:] == [202508, 20250901, 20250913]
    assert view_changes(group.book, group.path.read_bytes(), later) == []


def test_when_nothing_happened_nothing_is_touched(group: Group) -> None:
    flushed(group)
    assert view_changes(group.book, group.path.read_bytes(), TODAY) == []


def test_a_deposit_touches_only_what_it_changes(group: Group) -> None:
    flushed(group)
    group.do('contribution', '200', '2025-07-12', member=group.book.members['m1'].number)
    summary, dues = view_changes(group.book, group.path.read_bytes(), TODAY)
    july = views.BOXES_ROW + views.MONTHS_SHOWN
    assert isinstance(summary, Cached) and isinstance(dues, Cached)
    assert set(summary.values) == {
        'B6',
        'B7',
        f'B{views.BOXES_ROW + 1}',
        f'B{views.BOXES_TOTAL_ROW}',
        f'F{july}',
        'B20',
    }
    assert sorted(address[0] for address in dues.values) == ['F', 'G', 'H']


def test_a_new_month_brings_its_dues_and_a_new_day_its_date(group: Group) -> None:
    flushed(group)
    day, *others = view_changes(group.book, group.path.read_bytes(), date(2025, 9, 1))
    assert day == Amend('Summary', {'B3': date(2025, 9, 1)})
    (dues,) = (change for change in others if isinstance(change, Append))
    assert [(row[0], row[2]) for row in dues.rows] == [
        (group.book.members['m2'].number, date(2025, 8, 1)),
        (group.book.members['m1'].number, date(2025, 9, 1)),
        (group.book.members['m2'].number, date(2025, 9, 1)),
    ]


def test_a_due_that_is_none_after_all_keeps_its_row_with_nothing_due(tmp_path: Path) -> None:
    group = Group(tmp_path, TODAY)
    asha = group.join('Asha')
    group.do('contribution', '50', '2025-06-01', member=asha)
    flushed(group)
    assert stored(group.path)['Dues']['E7'] == 200
    group.leave(asha, '2025-05-31')
    flushed(group)
    shown = stored(group.path)['Dues']
    assert [shown.get(f'{letter}7') for letter in 'CEFGH'] == [date(2025, 6, 1), 0, 50, 0, None]
    assert view_changes(group.book, group.path.read_bytes(), TODAY) == []


def test_a_name_that_was_corrected_is_corrected_in_the_dues(group: Group) -> None:
    flushed(group)
    asha = group.book.members['m1']
    members.edit(group.book, asha.number, 'Asha Rao', asha.mobile, asha.monthly, PRESIDENT, NOW, TODAY, 'rename')
    changes = view_changes(group.book, group.path.read_bytes(), TODAY)
    assert {value for change in changes if isinstance(change, Amend) for value in change.values.values()} == {
        'Asha Rao'
    }


def test_rows_that_someone_put_between_do_not_mislead(group: Group) -> None:
    flushed(group)
    _shift(group.path, rows=2)
    group.do('income', '1', '2025-07-12')
    changes = view_changes(group.book, group.path.read_bytes(), TODAY)
    summary = next(change for change in changes if isinstance(change, Cached))
    assert summary.values['B9'] == figures_of(group, TODAY)['cash']


def test_a_view_laid_out_anew_is_left_alone(group: Group) -> None:
    flushed(group)
    _shift(group.path, columns=1)
    group.do('income', '1', '2025-07-12')
    assert view_changes(group.book, group.path.read_bytes(), TODAY) == []


@pytest.mark.parametrize('taken_out', ['Summary', 'Dues', 'Passbook'])
def test_a_view_that_someone_took_out_is_not_missed(group: Group, taken_out: str) -> None:
    flushed(group)
    book = openpyxl.load_workbook(group.path)
    del book[taken_out]
    book.save(group.path)
    group.do('contribution', '200', '2025-07-12', member='M2025-001')
    touched = {change.sheet for change in view_changes(group.book, group.path.read_bytes(), TODAY)}
    # openpyxl saves no results, so all that are left are renewed; without Summary there is no day to count up to.
    assert touched == ({'Summary', 'Dues', 'Passbook'} - {taken_out} if taken_out != 'Summary' else set())


def test_dues_that_someone_sorted_are_renewed_where_they_stand_now(group: Group) -> None:
    flushed(group)
    first, second = ({letter: stored(group.path)['Dues'][f'{letter}{row}'] for letter in 'ABCDEI'} for row in (2, 3))
    moved = {f'{letter}3': value for letter, value in first.items()} | {f'{letter}2': v for letter, v in second.items()}
    xlsx.patch(group.path, [Amend('Dues', moved)])  # type: ignore[arg-type]
    (change,) = view_changes(group.book, group.path.read_bytes(), TODAY)
    assert change == Cached('Dues', {'F2': Decimal('33.33'), 'F3': Decimal('200.00')})


def test_a_passbook_without_a_year_is_left_alone(group: Group) -> None:
    xlsx.amend_cells(group.path, 'Passbook', {'B4': 'M2025-001', 'F4': 'this one'})
    flushed(group)
    assert 'B5' not in stored(group.path)['Passbook']
    assert open_book(group.path).problems() == []


@pytest.mark.needs('libreoffice', 'poppler')
def test_an_amount_taken_back_is_shown_with_its_minus_in_libreoffice(group: Group, libreoffice: LibreOffice) -> None:
    group.do('contribution', '1234567', '2025-07-12', member='M2025-001')
    slip = group.do('contribution', '1234567', '2025-07-12', member='M2025-001')
    group.do('reversal', '', '2025-07-12', reverses=slip.entry_id)
    flushed(group)
    pdf = libreoffice.converted(group.path, 'pdf')
    printed = subprocess.run(['pdftotext', '-layout', pdf, '-'], capture_output=True, text=True, check=True).stdout
    assert {'-2,000.00', '-123.45', '-12,34,567.00', '12,34,567.00', '-1,500.10'} <= set(printed.split())


def _shift(path: Path, rows: int = 0, columns: int = 0) -> None:
    """Put empty rows above Summary, or columns before it, as someone may do by hand."""
    book = openpyxl.load_workbook(path)
    sheet = book['Summary']
    sheet.move_range('A1:I60', rows=rows, cols=columns)
    book.save(path)
