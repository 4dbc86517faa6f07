"""A seal that was printed or sent is asked for: does the file go back to it, also when all seals were computed anew?"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from main import app
from reports.export import export
from reports.verify import Checked, checked
from sheets import entries, seals, xlsx
from sheets.cells import to_cell
from sheets.columns import BY_NAME
from sheets.words import shown
from tests.groups import TODAY, Group
from tests.tampering import cell, edited, group_with_rows, place_of_change


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """The group of tests/tampering.py."""
    return group_with_rows(tmp_path)


def seal(group: Group, number: int) -> str:
    """The seal of an entry, as a message shows it."""
    return seals.printed(group.book.frame()['seal'].iloc[number])


def told(found: Checked) -> list[tuple[bool, str]]:
    return [(one.well, str(one.said)) for one in found.told]


def sealed_anew(group: Group, change: dict[str, Any]) -> Path:
    """The workbook after someone changed the second entry and computed all seals from there on by the rules."""
    rows: list[Any] = [*entries.records_of(group.book.frame()), *group.book.changes]
    before = seals.genesis('G1')
    changes: dict[str, dict[str, xlsx.Value]] = {'Entries': {}, 'Changes': {}}
    for number, row in enumerate(rows):
        sheet = BY_NAME['Entries' if hasattr(row, 'receipt') else 'Changes']
        row = replace(row, **change) if number == 1 else row
        texts = seals.texts_of(sheet, row, 'INR')
        check = seals.check_of(sheet, texts)
        row = replace(row, previous=before, check=check, seal=seals.seal_of(before, sheet, texts, check))
        before = row.seal
        line = number + 2 if sheet.name == 'Entries' else number + 2 - len(group.book.frame())
        for column in sheet.columns:
            value = to_cell(column.type, getattr(row, column.field), 'INR')
            changes[sheet.name][cell(line, column.field, sheet)] = value
    for name, cells in changes.items():
        xlsx.amend_cells(group.path, sheet=name, changes=cells)
    return group.path


def test_a_seal_that_was_sent_is_found_with_its_day_and_receipt(group: Group) -> None:
    found = checked(group.path, [seal(group, 1)])
    assert found.well
    assert told(found) == [
        (True, f'Entries!{cell(3, "seal")}: The seal {seal(group, 1)} is that of the row of 2025-01-06, '
               'receipt R00002; rows before it: 1. Nothing that was written up to then was changed since.')
    ]  # fmt: skip
    assert shown(found.told[0].said.values['day']) == '6 January 2025'


def test_the_seal_of_a_change_and_that_of_the_empty_book_are_found_too(group: Group) -> None:
    of_change, genesis = seals.printed(group.book.head()), seals.printed(seals.genesis('G1'))
    assert told(checked(group.path.read_bytes(), [of_change, genesis])) == [
        (True, f'{place_of_change(3, "seal")}: The seal {of_change} is that of the change of 2025-06-01; '
               'rows before it: 10. Nothing that was written up to then was changed since.'),
        (True, f'The seal {genesis} is that of the book before its first row. '
               'Nothing that was written up to then was changed since.'),
    ]  # fmt: skip


def test_who_computes_all_seals_anew_is_found_out_by_the_seal_that_was_sent(group: Group) -> None:
    before, after = seal(group, 0), seal(group, 5)
    path = sealed_anew(group, {'amount': 100_00, 'member_name': 'Bina'})
    found = checked(path.read_bytes(), [after, before])
    assert {problem.sheet for problem in found.problems} == {'Summary'}, 'every seal fits'
    assert not found.well
    assert told(found)[0] == (
        False,
        f'No row has the seal {after}: the workbook does not go back to it. What was written up to then was changed or '
        'taken out and sealed anew, or it is the seal of another book. Compare it with a backup and with the receipts '
        'that people keep.',
    )
    assert told(found)[1][0], 'the rows before the changed one are as they were'


def test_the_journal_names_the_cells_though_all_seals_were_computed_anew(group: Group) -> None:
    places = [problem.place for problem in checked(sealed_anew(group, {'amount': 100_00})).problems]
    assert places[:2] == ['Entries!F3', f'Entries!{cell(3, "seal")}']


def test_a_seal_whose_rows_before_it_were_changed_does_not_hold(group: Group) -> None:
    edited(group.path, lambda sheet: sheet.__setitem__('F3', 1001))
    found = checked(group.path.read_bytes(), [seal(group, 5), seal(group, 1), seal(group, 0)])
    assert [one.well for one in found.told] == [False, False, True]
    assert 'but not all rows before it are as they were' in told(found)[0][1]
    assert 'the row is not as it was sealed' in told(found)[1][1]


def test_a_seal_does_not_hold_when_a_row_before_it_was_taken_out(group: Group) -> None:
    after = seal(group, 5)
    edited(group.path, lambda sheet: sheet.delete_rows(3))
    assert [one.well for one in checked(group.path.read_bytes(), [after]).told] == [False]


def test_the_last_rows_that_were_taken_out_are_missed_by_their_seal(group: Group) -> None:
    last = seals.printed(group.book.head())
    edited(group.path, lambda sheet: sheet.delete_rows(3), 'Changes')
    assert checked(group.path.read_bytes()).well
    assert not checked(group.path.read_bytes(), [last]).well


def test_a_short_seal_of_an_old_message_is_found_and_said_to_prove_little(group: Group) -> None:
    (one,) = checked(group.path, [seal(group, 1)[:9]]).told
    assert one.well and one.said.said().endswith(
        'So few signs can be imitated: ask for the whole seal, as the report on paper has it.'
    )


def test_the_seal_of_a_row_that_waits_in_the_journal_is_known_to_it(group: Group) -> None:
    waiting = group.do('expense', '5', '2025-06-02', category='tea')
    sent = seals.printed(group.book.head())
    (one,) = checked(group.path, [sent]).told
    assert not one.well
    assert str(one.said).startswith(
        f'Entries: The seal {sent} is that of the row of 2025-06-02, receipt {waiting.receipt}, '
        'which the workbook lacks.'
    )
    assert checked(group.path).well, 'a row that waits is not missing'


def test_an_export_knows_the_seals_of_its_range_and_says_what_it_cannot_tell(group: Group) -> None:
    data = export(group.book, date(2025, 2, 1), TODAY)
    inside, head, before = seal(group, 4), seals.printed(group.book.head()), seal(group, 0)
    found = checked(data, [inside, head, before])
    assert [one.well for one in found.told] == [True, True, False]
    assert 'what lies before it, only the workbook tells' in told(found)[0][1]
    assert told(found)[2][1].startswith(f'No row of this export has the seal {before}.')
    early = export(group.book, date(2025, 1, 1), date(2025, 1, 31))
    assert 'stands on the cover' in told(checked(early, [head]))[0][1]


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ['verify', *map(str, words)])
    return result.exit_code, result.output


def test_the_command_line_answers_for_each_seal_and_by_its_exit_code(group: Group) -> None:
    good, head = seal(group, 1), group.book.head()
    group.book.close()
    code, output = run(group.path, '--seal', good.upper(), '--seal', f'Seal of the book: {seals.printed(head)}')
    assert code == 0
    assert [line.partition(': The seal')[0] for line in output.splitlines()] == [
        f'Entries!{cell(3, "seal")}', place_of_change(3, 'seal')
    ]  # fmt: skip
    code, output = run(group.path, '--seal', good, '--seal', '0123 4567 89ab cdef')
    assert code == 1 and 'No row has the seal 0123 4567 89ab cdef' in output
    code, output = run(group.path, '--seal', 'Asmita')
    assert code == 1 and "'Asmita' is not a seal." in output
