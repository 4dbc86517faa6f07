"""Bad inputs 50 to 59: formulas, amounts and days in a cell: taken as they are, read by a convention, or refused."""

import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from actions.adoption import Proposal, proposals
from rules.bylaws import DateOrder
from sheets.cells import BadCell, from_cell
from tests.bad_files import (
    ENTRIES_PART,
    cell,
    differing,
    edited,
    flushed,
    goes_on,
    ledger,
    live,
    parts,
)
from tests.groups import TODAY, Group
from tests.hand import type_rows

GOOD: dict[str, Any] = {'Date': date(2025, 4, 5), 'Member': 'M2025-001', 'Kind': 'contribution', 'Amount': 200}


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return ledger(tmp_path)


def typed(group: Group, **cells: Any) -> Proposal:
    """What a row would become that someone typed below the others, differing in these cells from a good one."""
    type_rows(group.path, 'Entries', {**GOOD, **cells})
    group.book.refresh()
    (found,) = proposals(group.book, TODAY)
    assert group.cash() == 600_00, 'it counts before anybody looked'
    return found


def bad(found: Proposal, address: str, message: str) -> None:
    """It waits, and its cell is named."""
    assert found.verdict == 'bad'
    assert [reason.place for reason in found.reasons] == [f'Entries!{address}']
    assert message in str(found.reasons[0])


@pytest.mark.parametrize('formula', ['=SUM(B2:B5)', '=100+100', '=Members!D2'])
def test_50_a_formula_without_a_result_in_an_amount_is_named(group: Group, formula: str) -> None:
    """openpyxl does not calculate, so the result is missing."""
    live(group, edited(group, lambda sheet: sheet.__setitem__('F3', formula)))
    assert differing(group) == {'F3': ('200.00', '')}
    goes_on(group, unread='d2')


def test_50_a_typed_row_with_a_formula_without_a_result_waits_and_is_named(group: Group) -> None:
    bad(typed(group, Amount='=SUM(B2:B5)'), 'F5', 'The cell is empty. Fill it in, or delete the row.')


# --- texts ------------------------------------------------------------------------------------------------------------

FORMULAS = [
    "=cmd|'/c calc'!A0", '=HYPERLINK("http://evil","x")', '=IMPORTXML("http://evil","//a")', '=WEBSERVICE("http://e")',
    '+1', '-2+3', '@SUM(A1)', '＝1+1', "'quoted", '=1+1',
]  # fmt: skip


@pytest.mark.parametrize('text', [*FORMULAS, 'a\t=1+1', 'a\n=1+1'])
def test_51_a_formula_in_a_name_or_note_is_a_text_in_every_program(tmp_path: Path, text: str) -> None:
    group = Group(tmp_path)
    name = text if text.isprintable() else 'Asha'
    number = group.join(name)
    group.do('contribution', '200', '2025-01-05', member=number, note=text)
    assert flushed(group) == ''
    xml = parts(group.path.read_bytes())[ENTRIES_PART]
    assert re.search(rb'<c r="K2"[^>]*t="inlineStr"', xml) and b'<f>' not in xml.partition(b'<row r="2"')[2]
    book: Any = openpyxl.load_workbook(group.path)
    for sheet, address, value in (('Entries', 'K2', text), ('Entries', 'D2', name), ('Members', 'B2', name)):
        shown = book[sheet][address]
        # The format of a text keeps it one also when somebody opens the cell and presses Enter.
        assert (shown.value, shown.data_type, shown.number_format) == (value, 's', '@')
    group.book.reopen()
    assert (group.rows('note'), group.book.members['m1'].name) == ([(text,)], name)


@pytest.mark.parametrize(
    'text, paise',
    [
        ('1,000.50', 1000_50), ('1,00,000', 100_000_00), ('１２３', 123_00), ('٣', 3_00), ('२००.५०', 200_50),
        (' 200 ', 200_00), ('−200', -200_00),
        ('1 000,50', None), ('1.000,50', None), ('1000,50', None), ('1,0', None), ('1.000.000', None), ('1e3', None),
        ('two', None), ('0x10', None), ('1_000', None), ('½', None), ('²', None), ('200-', None), ('(200)', None),
    ],
)  # fmt: skip
def test_52_a_number_as_text_is_read_by_the_convention_or_refused(text: str, paise: int | None) -> None:
    if paise is None:
        with pytest.raises(BadCell, match='is not an amount'):
            from_cell('money', text, 'INR')
    else:
        assert from_cell('money', text, 'INR') == paise


NO_AMOUNTS: list[Any] = ['NaN', 'nan', 'inf', '-inf', 'Infinity', '1e999', '-0', '−0.00']


@pytest.mark.parametrize('value', [*NO_AMOUNTS, math.nan, math.inf, -math.inf, -0.0, Decimal('NaN'), 1e300])
def test_53_what_is_no_number_is_no_amount(group: Group, value: Any) -> None:
    with pytest.raises(BadCell):
        from_cell('money', value, 'INR')
    if isinstance(value, str):
        assert 'is not an amount' in group.refusal('contribution', value, '2025-04-05', member='M2025-001')


@pytest.mark.parametrize('xml', [b'NaN', b'inf', b'1e999', b'-1e999'])
def test_53_a_cell_that_holds_no_number_is_named(group: Group, xml: bytes) -> None:
    live(group, cell(group, 'F3', b'<c r="F3"><v>%s</v></c>' % xml))
    assert list(differing(group)) == ['F3'] and group.cash() == 600_00
    goes_on(group, unread='d2')


@pytest.mark.parametrize(
    'amount, answer',
    [
        ('0', 'The amount must be more than zero.'), ('-5', 'is not an amount'), ('0.001', 'is not an amount'),
        ('1000000000000000000', 'is not an amount'), ('12345678901234567', 'is not an amount'),
        ('9' * 400, 'is not an amount'),
    ],
)  # fmt: skip
def test_54_amounts_out_of_reach_are_refused(group: Group, amount: str, answer: str) -> None:
    assert answer in group.refusal('contribution', amount, '2025-04-05', member='M2025-001')


@pytest.mark.parametrize('amount', [0, -5, 200.001, 10**18, 12345678901234567])
def test_54_amounts_out_of_reach_wait_where_they_were_typed(group: Group, amount: float) -> None:
    found = typed(group, Amount=amount)
    assert found.verdict == 'bad' and found.reasons[0].place == 'Entries!F5'


@pytest.mark.parametrize(
    'value, paise',
    [(0.1 + 0.2, 30), (1.1 * 3, 330), (3910.4550000000004, None), (200.005, None), (1e13, 10**15), (1e13 + 1, None)],
)
def test_55_the_noise_of_binary_fractions_is_no_fraction_of_a_paisa(value: float, paise: int | None) -> None:
    if paise is None:
        with pytest.raises(BadCell):
            from_cell('money', value, 'INR')
    else:
        assert from_cell('money', value, 'INR') == paise


@pytest.mark.parametrize('amount', ['₹200', '₹ 200.00', 'INR 200', 'Rs. 200/-'])
def test_56_the_sign_of_the_own_currency_is_known_in_a_typed_row(group: Group, amount: str) -> None:
    found = typed(group, Amount=amount)
    assert (found.verdict, [part.amount for part in found.parts]) == ('good', [200_00])


@pytest.mark.parametrize('amount', ['KES 200', '$200', '200 USD', '€200', 'KSh 200'])
def test_56_another_currency_is_refused(group: Group, amount: str) -> None:
    bad(typed(group, Amount=amount), 'F5', 'is not an amount')


# --- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'text, order, day',
    [
        ('5/1/2025', 'day first', date(2025, 1, 5)), ('5/1/2025', 'month first', date(2025, 5, 1)),
        ('2025/1/5', 'year first', date(2025, 1, 5)), ('2025-01-05', 'month first', date(2025, 1, 5)),
        ('05.01.2025', 'day first', date(2025, 1, 5)),
        ('5/1/25', 'day first', None), ('31/2/2025', 'day first', None), ('13/13/2025', 'day first', None),
        ('5/1/2025', 'year first', None), ('1/1/0001', 'day first', None), ('31/12/9999', 'day first', None),
        ('2025-01-05T10:00:00+05:30', 'day first', None), ('45000', 'day first', None), ('10:30', 'day first', None),
        ('yesterday', 'day first', None), ('20250105', 'day first', None), ('2025-W01-1', 'day first', None),
    ],
)  # fmt: skip
def test_57_a_date_as_text_is_read_in_the_order_of_the_group_or_refused(
    text: str, order: DateOrder, day: date | None
) -> None:
    if day is None:
        with pytest.raises(BadCell, match='is not a date'):
            from_cell('date', text, 'INR', order)
    else:
        assert from_cell('date', text, 'INR', order) == day


@pytest.mark.parametrize(
    'value', [date(1, 1, 1), date(1900, 2, 28), date(9999, 12, 31), 45000.0, 2958466.0, -5.0, True, 20250105]
)
def test_57_what_is_no_day_of_a_group_is_refused(value: Any) -> None:
    with pytest.raises(BadCell, match='is not a date'):
        from_cell('date', value, 'INR')


def test_57_a_time_as_text_without_a_zone_is_universal_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('TZ', 'Asia/Kolkata')
    read = from_cell('time', '2025-01-05 10:00:00', 'INR')
    assert read == datetime(2025, 1, 5, 10, tzinfo=UTC) == from_cell('time', '2025-01-05T15:30:00+05:30', 'INR')


def test_57_a_register_reads_its_dates_in_the_order_of_the_group(tmp_path: Path) -> None:
    group = Group(tmp_path, date_order='month first')
    group.join('Asha')
    assert flushed(group) == ''
    live(group, edited(group, lambda sheet: sheet.__setitem__('E2', '5/1/2025'), 'Members'))
    assert differing(group) == {'E2': ('2025-01-01', '2025-05-01')}


def test_57_a_year_of_two_digits_waits_for_a_person(group: Group) -> None:
    found = typed(group, Date='5/4/25')
    assert (found.verdict, found.on) == ('doubtful', date(2025, 4, 5))


@pytest.mark.parametrize(
    'day, answer', [('2026-01-02', 'lies in the future'), ('2024-12-31', 'lies before the group began')]
)
def test_58_a_day_to_come_and_one_before_the_beginning_are_refused(group: Group, day: str, answer: str) -> None:
    assert answer in group.refusal('contribution', '200', day, member='M2025-001')
    found = typed(group, Date=date.fromisoformat(day))
    assert found.verdict == 'bad' and answer in str(found.reasons[0])


@pytest.mark.parametrize(
    'xml', [b't="b"><v>1</v>', b't="e"><v>#N/A</v>', b't="e"><v>#REF!</v>', b't="e"><v>#DIV/0!</v>']
)
def test_59_yes_no_and_errors_are_no_amounts(group: Group, xml: bytes) -> None:
    live(group, cell(group, 'F3', b'<c r="F3" %s</c>' % xml))
    assert list(differing(group)) == ['F3'] and differing(group)['F3'][0] == '200.00'
    goes_on(group, unread='d2')
