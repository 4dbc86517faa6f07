"""Seals as they are printed and typed again, and chains that fork and are joined."""

import random
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.problems import Refused
from sheets import seals
from sheets.columns import CHANGES, ENTRIES

SEAL = '3f9a01bc77d2e0aa5b14c6088e21d9f7'


def test_a_seal_is_printed_in_groups_that_can_be_read_aloud() -> None:
    assert seals.printed(SEAL) == '3f9a 01bc 77d2 e0aa'
    assert seals.printed(SEAL, seals.SIGNS) == '3f9a 01bc 77d2 e0aa 5b14 c608 8e21 d9f7'


@pytest.mark.parametrize(
    'typed',
    [
        '3f9a 01bc 77d2 e0aa', '3f9a01bc77d2e0aa', ' 3F9A-01BC-77D2-E0AA ', '3f9a\u00a001bc\u202f77d2\ne0aa',
        '3f9a Olbc 77d2 eOaa', '३f९a ०१bc ७७d२ e०aa', '３Ｆ９Ａ ０１ＢＣ ７７Ｄ２ Ｅ０ＡＡ',
        'Seal of the book: 3f9a 01bc 77d2 e0aa', 'पुस्तकाची मोहोर: 3f9a 01bc 77d2 e0aa.',
    ],
)  # fmt: skip
def test_a_seal_is_read_however_it_was_typed(typed: str) -> None:
    assert seals.read_printed(typed) == SEAL[: seals.PRINTED_SIGNS]


@pytest.mark.parametrize('typed', ['', '3f9a 01b', 'Asmita Bachat Gat', SEAL + '0', '3f9a 01bc 77d2 e0ag'])
def test_what_is_no_seal_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r'is not a seal\. Type the 8 to 32 signs'):
        seals.read_printed(typed)


@given(st.integers(0, 16**32 - 1), st.integers(seals.FEWEST_SIGNS, seals.SIGNS), st.randoms())
def test_what_is_printed_is_read_again(number: int, signs: int, chance: random.Random) -> None:
    seal = f'{number:032x}'
    shown = ''.join(chance.choice([sign.upper(), sign, f' {sign}']) for sign in seals.printed(seal, signs))
    assert seals.read_printed(shown) == seal[:signs]


def test_the_same_two_heads_are_joined_by_the_same_row_whoever_comes_first() -> None:
    assert seals.joining(['b7', '3f'], 'Asha') == seals.joining(['3f', 'b7'], 'Asha')
    assert seals.joining(['b7', '3f'], 'Asha')['id'] != seals.joining(['b8', '3f'], 'Asha')['id']
    values = seals.joining(['b7', '3f'])
    assert [values[name] for name in ('sheet', 'field', 'old', 'new', 'previous')] == [
        'Seals',
        'joined',
        '3f',
        'b7',
        '3f',
    ]


def test_without_a_joining_row_there_are_two_heads() -> None:
    links = {'a': '', 'b': 'a', 'c': 'a', 'j': 'b'}
    assert seals.heads(links) == ['c', 'j']
    assert seals.heads(links, {'j': ('b', 'c')}) == ['j']


# --- columns that came with a later format ----------------------------------------------------------------------------


def a_row(**fields: str) -> dict[str, str]:
    """A deposit as canonical texts, sealed."""
    values = dict.fromkeys(ENTRIES.fields, '') | {
        'id': 'e1', 'on': '2025-01-05', 'receipt': 'R00001', 'kind': 'contribution', 'amount': '200.00',
        'mode': 'cash', 'previous': seals.genesis('G1'),
    }  # fmt: skip
    return seals.sealed(ENTRIES, values | fields)


def covered(values: dict[str, str]) -> list[str]:
    return [values[column.field] for column in ENTRIES.sealed_columns]


LATER = [column.field for column in ENTRIES.columns if column.sign]


def test_a_row_of_before_keeps_the_seal_it_had() -> None:
    """The seal that version 0.1 computed: over the columns that there were then, and nothing else."""
    row = a_row()
    then = [text for column, text in zip(ENTRIES.sealed_columns, covered(row), strict=True) if not column.sign]
    plain = '\x1f'.join((row['previous'], 'Entries', row['check'], *then))
    assert row['seal'] == sha256(plain.encode()).hexdigest()[:32]
    assert len(row['check']) == 3 * len(then)


@pytest.mark.parametrize('field', LATER)
def test_to_fill_or_to_empty_or_to_change_a_later_cell_breaks_the_seal_and_is_named(field: str) -> None:
    empty, filled = a_row(), a_row(**{field: 'QX12'})
    assert seals.is_sound(ENTRIES, empty) and seals.is_sound(ENTRIES, filled)
    for sealed, now in ((empty, 'QX12'), (filled, ''), (filled, 'QX13')):
        tampered = {**sealed, field: now}
        assert not seals.is_sound(ENTRIES, tampered)
        assert seals.is_check(ENTRIES, sealed['check'])
        assert seals.changed_fields(ENTRIES, covered(tampered), sealed['check']) == [field]


def test_to_move_a_text_from_one_later_cell_to_another_is_found() -> None:
    row = a_row(reference='A1')
    moved = {**row, 'reference': '', 'account': 'A1'}
    assert not seals.is_sound(ENTRIES, moved)
    assert seals.changed_fields(ENTRIES, covered(moved), row['check']) == ['reference', 'account']


@given(
    st.dictionaries(st.sampled_from(LATER), st.text(st.characters(min_codepoint=32), max_size=8)),
    st.dictionaries(st.sampled_from(LATER), st.text(st.characters(min_codepoint=32), max_size=8)),
)
def test_two_rows_with_other_later_cells_have_other_seals(one: dict[str, str], other: dict[str, str]) -> None:
    def said(cells: dict[str, str]) -> dict[str, str]:
        return {name: text for name, text in cells.items() if text}

    assert (a_row(**one)['seal'] == a_row(**other)['seal']) == (said(one) == said(other))


@pytest.mark.parametrize('check', ['', 'abc', 'R', 'abc' * 17 + 'Zabc', 'abc' * 17 + 'AabcRabc', 'abc' * 17 + 'Rab'])
def test_what_has_not_the_form_of_a_check_is_none(check: str) -> None:
    assert not seals.is_check(ENTRIES, check)


def test_every_later_column_of_a_sealed_sheet_has_a_sign_of_its_own() -> None:
    for sheet in (ENTRIES, CHANGES):
        signs = [column.sign for column in sheet.columns if column.since > 2]
        assert all(len(sign) == 1 and sign.isupper() for sign in signs) and len(set(signs)) == len(signs)
        assert all(column.type == 'text' for column in sheet.columns if column.sign)
