"""What typed words, days and amounts may mean, and which of them may be a slip."""

from datetime import date

import pytest

from rules.bylaws import DateOrder
from rules.records import Member
from rules.typed_rows import doubts_of_amount, doubts_of_day, match, match_member, plain, read_day, usual

TODAY = date(2026, 1, 1)
MEMBERS = [
    Member(f'm{count}', f'M2025-{count:03d}', name, '', 200_00, date(2025, 1, 1))
    for count, name in enumerate(('Asha Patil', 'Usha Patil', 'सुनीता रमेश पाटील', 'Chhaya Salunkhe', 'Usha Patil'), 1)
]


@pytest.mark.parametrize(
    'typed, numbers, sure',
    [
        ('M2025-001', ['M2025-001'], True),
        (' m2025-001 ', ['M2025-001'], True),
        ('asha  PATIL', ['M2025-001'], True),
        ('As\u200bha\u00a0Patil', ['M2025-001'], True),
        ('सुनीता रमेश पाटील', ['M2025-003'], True),
        ('Asha Patel', ['M2025-001', 'M2025-002', 'M2025-005'], False),
        ('Chaya Salunke', ['M2025-004'], False),
        ('Chhaya', ['M2025-004'], False),
        ('Patil', ['M2025-001', 'M2025-002', 'M2025-005'], False),
        ('Usha Patil', ['M2025-002', 'M2025-005'], False),
        ('4', ['M2025-004'], False),
        ('००४', ['M2025-004'], False),
        ('Meena', [], False),
        ('99', [], False),
    ],
)
def test_a_member_is_known_by_number_or_name_and_what_is_only_near_is_a_guess(
    typed: str, numbers: list[str], sure: bool
) -> None:
    found = match_member(typed, MEMBERS)
    assert (sorted(found.codes), found.sure) == (numbers, sure)


def test_the_name_that_is_nearest_comes_first() -> None:
    assert match_member('Asha Patel', MEMBERS).codes[0] == 'M2025-001'


def test_letters_that_are_composed_in_another_way_are_the_same() -> None:
    assert plain('Zo\u0308e') == plain('ZÖE')


def test_a_word_is_sure_where_it_is_exactly_that_of_one_code() -> None:
    words = [('Deposit', 'contribution'), ('Fine', 'fine'), ('Fee', 'fee'), ('Other', 'income'), ('Other', 'expense')]
    assert match('DEPOSIT ', words).sure
    assert match('Deposti', words) == match('Diposit', words) != match('xyz', words)
    assert match('Deposti', words).codes == ('contribution',)
    assert not match('Deposti', words).sure
    assert (match('other', words).codes, match('other', words).sure) == (('income', 'expense'), False)
    assert match('xyz', words).codes == match('', words).codes == ()
    assert match('जमा', [('बचत जमा', 'contribution'), ('जमाखर्च', 'expense')]).codes == ('contribution',)


@pytest.mark.parametrize(
    'typed, order, day, guessed',
    [
        ('5/3/2025', 'day first', date(2025, 3, 5), False),
        ('5/3/2025', 'month first', date(2025, 5, 3), False),
        ('05.03.2025', 'day first', date(2025, 3, 5), False),
        ('5 - 3 - 2025', 'day first', date(2025, 3, 5), False),
        ('5 3 2025', 'day first', date(2025, 3, 5), False),
        ('०५/०३/२०२५', 'day first', date(2025, 3, 5), False),
        ('2025-03-05', 'day first', date(2025, 3, 5), False),
        ('05 Mar 2025', 'month first', date(2025, 3, 5), False),
        ('5-march-25', 'day first', date(2025, 3, 5), True),
        ('5 Sept. 2025', 'year first', date(2025, 9, 5), False),
        ('2025/3/5', 'month first', date(2025, 3, 5), False),
        ('25/3/5', 'year first', date(2025, 3, 5), True),
        ('5/3/25', 'day first', date(2025, 3, 5), True),
        ('5/3/99', 'day first', date(1999, 3, 5), True),
    ],
)
def test_a_day_is_read_in_the_order_of_the_group(typed: str, order: DateOrder, day: date, guessed: bool) -> None:
    assert read_day(typed, order, TODAY) == (day, guessed)


@pytest.mark.parametrize(
    'typed, order',
    [
        ('31/2/2025', 'day first'),
        ('5/13/2025', 'day first'),
        ('13/5/2025', 'month first'),
        ('5/3/2025', 'year first'),
        ('5/3', 'day first'),
        ('yesterday', 'day first'),
        ('5 Mai 2025', 'day first'),
        ('31 Feb 2025', 'day first'),
        ('Mar 2025', 'day first'),
        ('5/3/205', 'day first'),
        ('', 'day first'),
        ('5/3/2025 10:00', 'day first'),
    ],
)
def test_what_is_no_day_in_that_order_is_not_guessed(typed: str, order: DateOrder) -> None:
    with pytest.raises(ValueError):
        read_day(typed, order, TODAY)


def test_one_zero_too_many_and_a_day_long_ago_make_a_person_look() -> None:
    usual_amount = usual([200_00, 200_00, 250_00, 100_00])
    assert usual_amount == 200_00
    assert usual([200_00, 200_00]) is None
    assert [len(list(doubts_of_amount(amount, usual_amount, 'INR'))) for amount in (1999_99, 2000_00)] == [0, 1]
    assert list(doubts_of_amount(10**9, None, 'INR')) == []
    said = [problem.said() for problem in doubts_of_amount(2000_00, usual_amount, 'INR')]
    assert said == ['2000.00 is much more than usual, which is about 200.00. Take the row over if the amount is right.']
    assert [len(list(doubts_of_day(day, TODAY))) for day in (date(2024, 12, 31), date(2024, 12, 30))] == [0, 1]
