"""Seals as they are printed and typed again, and chains that fork and are joined."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.problems import Refused
from sheets import seals

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
