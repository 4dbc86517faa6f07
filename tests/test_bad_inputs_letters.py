"""Bad inputs 60 to 67: letters that are too many, not seen or not what they seem, ids, and cells that contradict."""

import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.adoption import proposals
from rules.members import problems_of_name
from rules.problems import Refused
from rules.records import Member
from rules.typed_rows import match_member
from tests.bad_files import (
    ENTRIES_PART,
    cell,
    changed,
    differing,
    edited,
    flushed,
    goes_on,
    ids,
    ids_in_workbook,
    ledger,
    live,
    measured,
    parts,
    refused,
)
from tests.groups import TODAY, Group
from tests.hand import copy, type_rows

GOOD: dict[str, Any] = {'Date': date(2025, 4, 5), 'Member': 'M2025-001', 'Kind': 'contribution', 'Amount': 200}


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return ledger(tmp_path)


def test_60_a_note_longer_than_a_cell_is_refused_before_it_is_stored(group: Group) -> None:
    answer = 'The text has 40000 letters; the book takes 500.'
    assert answer in group.refusal('contribution', '200', '2025-04-05', member='M2025-001', note='a' * 40_000)
    type_rows(group.path, 'Entries', {**GOOD, 'Note': 'NOTE OF THE ROW'})
    live(group, changed(group, ENTRIES_PART, lambda xml: xml.replace(b'NOTE OF THE ROW', b'a' * 40_000)))
    (found,) = proposals(group.book, TODAY)
    assert (found.verdict, found.reasons[0].place) == ('bad', 'Entries!K5') and answer in str(found.reasons[0])
    goes_on(group)


@pytest.mark.parametrize('text', ['a\x00b', 'a\x07b', 'a\rb', 'a\r\nb', '\x1b[31m', 'a\ud800b'])
def test_61_signs_that_cannot_be_written_are_refused(group: Group, text: str) -> None:
    answer = 'The text holds a sign that cannot be seen.'
    assert answer in group.refusal('contribution', '200', '2025-04-05', member='M2025-001', note=text)
    with pytest.raises(Refused, match='holds a sign that cannot be seen'):
        group.join(f'Bina{text}')


@pytest.mark.parametrize(
    'text', ['_x000D_', '_x0000_', '_x005F_', 'a_x0041_b', 'a\tb', 'a\nb', '&#13;', ']]>', '\ufffd']
)
def test_61_texts_that_look_like_escapes_come_back_as_they_were(group: Group, text: str) -> None:
    group.do('contribution', '200', '2025-04-05', member='M2025-001', entry_id='d4', note=text)
    assert flushed(group) == ''
    group.book.reopen()
    assert group.rows('note')[-1] == (text,) and differing(group) == {}


NAMES_THAT_DECEIVE = {
    'turned round': 'Am\u202eani', 'isolated': 'A\u2066mina', 'a space without width': 'Ami\u200bna',
    'a joiner in Latin': 'Ami\u200dna', 'a mark of direction': 'Amina\u200f', 'a soft hyphen': 'Ami\u00adna',
    'a byte order mark': '\ufeffAmina', 'a Cyrillic A': '\u0410mina', 'a Greek omicron': 'Am\u03bfna',
}  # fmt: skip


@pytest.mark.parametrize('name', NAMES_THAT_DECEIVE.values(), ids=NAMES_THAT_DECEIVE)
def test_62_a_name_that_looks_like_another_is_refused(group: Group, name: str) -> None:
    with pytest.raises(Refused, match=r'a sign that cannot be seen|mixes letters of alphabets that look alike'):
        group.join(name)
    live(group, edited(group, lambda sheet: sheet.__setitem__('B2', name), 'Members'))
    assert group.book.members['m1'].name == 'Asha' and list(differing(group)) == ['B2']


@pytest.mark.parametrize(
    'name', ['क्\u200dष सुनीता', 'Амина', 'Ελένη', '👩\u200d🌾 Asha', 'Zoë', 'Nguyễn', 'آمنة', 'Asha सुनीता']
)
def test_62_names_of_one_alphabet_or_of_two_words_are_names(name: str) -> None:
    assert list(problems_of_name(name)) == []


LITERAL = [
    '<img src=x onerror=alert(1)>',
    '**bold** [x](javascript:1)',
    '{{7*7}} ${7*7} %s {0}',
    "Robert'); DROP TABLE x",
]


@pytest.mark.parametrize('text', LITERAL)
def test_63_markup_and_code_are_letters(tmp_path: Path, text: str) -> None:
    """How the pages show them is proved in tests/test_ui_members.py and tests/test_ui_loans.py."""
    group = Group(tmp_path)
    number = group.join(text)
    group.do('contribution', '200', '2025-01-05', member=number, note=text)
    assert flushed(group) == ''
    group.book.reopen()
    assert (group.rows('note', 'member_name'), group.book.members['m1'].name) == ([(text, text)], text)
    answer = f'There is no member {text}. Check the number in the list of members.'
    assert group.refusal('loan', '500', '2025-01-06', member=text) == answer


@pytest.mark.parametrize('name', ['Zoë', 'Nguyễn Thị', 'José', 'सुनीता', '👩🏽\u200d🌾 Asha'])
def test_64_names_are_equal_however_their_letters_are_composed(name: str) -> None:
    def member(number: str, name: str) -> Member:
        return Member(number, number, name, '9822000001', 200_00, date(2025, 1, 1))

    composed, taken_apart = unicodedata.normalize('NFC', name), unicodedata.normalize('NFD', name)
    there = [member('M2025-001', composed), member('M2025-002', 'Asha Patil')]
    assert match_member(taken_apart, there).codes == ('M2025-001',) and match_member(taken_apart, there).sure
    assert match_member(composed, [member('M2025-001', taken_apart), there[1]]).sure


def test_65_a_row_whose_id_was_emptied_comes_back_and_what_stands_there_waits(group: Group) -> None:
    live(group, edited(group, lambda sheet: sheet.__setitem__('R3', None)))
    assert group.cash() == 600_00 and [row.row for row in group.book.typed] == [3]
    assert flushed(group) == '' and ids_in_workbook(group) == ['d1', 'd2', 'd3']


def test_65_a_copied_row_counts_once(group: Group) -> None:
    copy(group.path, 'Entries', 'd2')
    group.book.refresh()
    assert group.cash() == 600_00 and [row.row for row in group.book.typed] == [5]
    assert [proposal.verdict for proposal in proposals(group.book, TODAY)] == ['doubtful']
    goes_on(group)


def test_65_an_id_that_is_used_for_another_row_does_not_take_its_place(group: Group) -> None:
    type_rows(group.path, 'Entries', {**GOOD, 'Amount': 900, 'Entry ID': 'd2'})
    group.book.refresh()
    assert (group.cash(), ids(group)) == (600_00, ['d1', 'd2', 'd3'])
    assert [row.row for row in group.book.typed] == [5]
    goes_on(group)


CONTRADICTIONS = {
    'a shared text that is not there': b'<c r="K3" t="s"><v>99999</v></c>',
    'a shared text without a number': b'<c r="K3" t="s"><v>-1</v></c>',
    'a column beyond the last': b'<c r="ZZZZ3"><v>1</v></c>',
    'a row beyond the last': b'<c r="K99999999999"><v>1</v></c>',
    'no place': b'<c r="-5"><v>1</v></c>',
    'an unknown kind': b'<c r="K3" t="zz"><v>1</v></c>',
    'an open tag': b'<c r="K3"><v>1</c>',
    'an unknown entity': b'<c r="K3" t="inlineStr"><is><t>&evil;</t></is></c>',
    'half a letter': b'<c r="K3" t="inlineStr"><is><t>&#xD800;</t></is></c>',
    'a letter that is none': b'<c r="K3" t="inlineStr"><is><t>\xff\xfe</t></is></c>',
}


@pytest.mark.parametrize('xml', CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_66_a_cell_that_contradicts_itself_is_refused_in_words(group: Group, xml: bytes) -> None:
    spoilt = changed(group, ENTRIES_PART, lambda sheet: sheet.replace(b'</row><row r="4"', xml + b'</row><row r="4"'))
    answer = refused(group, spoilt)
    assert re.match('The file group.xlsx (is damaged|cannot be read)|The sheet Entries reaches far', answer), answer
    assert measured(spoilt).seconds < 1


@pytest.mark.parametrize('row', [b'-5', b'0', b'2', b'x', b''])
def test_66_a_row_with_a_number_that_is_none_or_was_before_is_not_written_to(group: Group, row: bytes) -> None:
    spoilt = changed(group, ENTRIES_PART, lambda sheet: sheet.replace(b'<row r="4"', b'<row r="%s"' % row))
    live(group, spoilt)
    group.do('contribution', '200', '2025-04-05', member='M2025-001', entry_id='d4')
    answer = flushed(group)
    assert answer and answer.endswith('.') and group.path.read_bytes() == spoilt
    assert group.cash() == 800_00


def test_66_a_bad_date_of_the_iso_kind_is_named(group: Group) -> None:
    live(group, cell(group, 'A3', b'<c r="A3" t="d"><v>2025-13-45</v></c>'))
    assert list(differing(group)) == ['A3']
    goes_on(group, unread='d2')


@pytest.mark.parametrize(
    'target', ['javascript:alert(1)', 'file:///etc/passwd', 'smb://evil/share', 'http://127.0.0.1:9/']
)
def test_67_a_linked_or_decorated_cell_is_its_text_alone(group: Group, target: str) -> None:
    def link(sheet: Any) -> None:
        sheet['K5'].hyperlink = target
        sheet['K5'] = 'the receipt'

    type_rows(group.path, 'Entries', GOOD)
    live(group, edited(group, link))
    assert [row.cells['note'] for row in group.book.typed] == ['the receipt']
    rich = (
        b'<is><r><t xml:space="preserve">the </t></r><r><rPr><b/><color rgb="FFFF0000"/></rPr><t>receipt</t></r></is>'
    )
    spoilt = re.sub(rb'<c r="K5"[^>]*>.*?</c>', b'<c r="K5" t="inlineStr">%s</c>' % rich,
                    parts(group.path.read_bytes())[ENTRIES_PART])  # fmt: skip
    live(group, changed(group, ENTRIES_PART, lambda _xml: spoilt))
    assert [row.cells['note'] for row in group.book.typed] == ['the receipt']
