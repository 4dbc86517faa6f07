"""Members: numbers, mobile numbers, when they belonged, what they owed a month."""

from dataclasses import replace
from datetime import date

import pytest

from rules import members
from rules.members import Span
from rules.records import Change, Member

ASHA = Member('a', 'M2024-001', 'Asha', '9822012345', 200_00, date(2024, 4, 5))


def change(field: str, on: str, old: str, new: str) -> Change:
    return Change(f'{field}{on}', date.fromisoformat(on), 'Members', 'a', 'Asha', field, old, new)


def test_numbers_go_on_and_are_never_given_again() -> None:
    left = replace(ASHA, number='M2024-007', status='inactive')
    assert members.next_number([], date(2024, 4, 5)) == 'M2024-001'
    assert members.next_number([ASHA, left], date(2026, 1, 1)) == 'M2026-008'


def test_who_left_and_came_back_belonged_in_two_spans() -> None:
    changes = [
        change('status', '2025-06-03', 'inactive', 'active'),
        change('status', '2025-01-20', 'active', 'inactive'),
    ]
    found = members.spans(ASHA, changes)
    assert found == [Span(date(2024, 4, 5), date(2025, 1, 20)), Span(date(2025, 6, 3), None)]
    assert members.belonged(found, date(2025, 1, 20))
    assert not members.belonged(found, date(2025, 1, 21))
    assert not members.belonged(found, date(2025, 6, 2))
    assert members.belonged(found, date(2025, 6, 3))
    assert not members.belonged(found, date(2024, 4, 4))


def test_a_raise_counts_from_its_day_on() -> None:
    raised = replace(ASHA, monthly=300_00)
    changes = [change('monthly', '2025-03-01', '200.00', '300.00')]
    assert members.monthly_on(raised, changes, date(2025, 2, 28), 'INR') == 200_00
    assert members.monthly_on(raised, changes, date(2025, 3, 1), 'INR') == 300_00


@pytest.mark.parametrize(
    'typed, country, national',
    [
        ('9822012345', 'IN', '9822012345'),
        ('+91 98220-12345', 'IN', '9822012345'),
        ('919822012345', 'IN', '9822012345'),
        ('09822012345', 'IN', '9822012345'),
        ('९८२२०१२३४५', 'IN', '9822012345'),
        ('0712345678', 'KE', '0712345678'),
        ('+254712345678', 'KE', '0712345678'),
        ('712345678', 'KE', '0712345678'),
        ('0712345678', 'IN', None),
        ('12345', 'IN', None),
        ('98220123456', 'IN', None),
        ('', 'IN', None),
        ('ninety', 'IN', None),
    ],
)
def test_a_mobile_number_is_one_of_the_country(typed: str, country: str, national: str | None) -> None:
    assert members.national_mobile(typed, country) == national


def test_a_link_takes_the_number_with_its_calling_code() -> None:
    assert members.international_mobile('9822012345', 'IN') == '919822012345'
    assert members.international_mobile('0712345678', 'KE') == '254712345678'


def test_a_mobile_number_belongs_to_one_member() -> None:
    said = [p.said() for p in members.problems_of_mobile('98220 12345', 'IN', 'b', [ASHA])]
    assert said == [
        'Asha (M2024-001) already has the mobile number 9822012345. Check the number; each member needs her own.'
    ]
    assert not list(members.problems_of_mobile('98220 12345', 'IN', 'a', [ASHA]))


@pytest.mark.parametrize('name', ['सुनीता पाटील', '=1+1', '<script>', 'O\'Neil "Bua"', '🌸 Asha'])
def test_any_script_and_sign_is_a_name(name: str) -> None:
    assert not list(members.problems_of_name(name))


@pytest.mark.parametrize('name', ['', '   ', 'x' * 500, 'Asha\tPatil'])
def test_what_is_no_name_is_refused(name: str) -> None:
    assert list(members.problems_of_name(name))
