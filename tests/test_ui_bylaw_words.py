"""What a page says a bylaw means: in the words of the page, where the sheet Bylaws has its codes."""

import pytest

from rules.bylaws import BY_FIELD, BYLAWS
from sheets.words import language
from ui.bylaw_page import CHOICES, meaning


@pytest.mark.parametrize(
    ('code', 'field', 'begins'),
    [
        ('en', 'loan_none_overdue', '“Yes”: who has something overdue'),
        ('sw', 'loan_none_overdue', '“Ndiyo”: '),
        ('hi', 'loan_none_overdue', '“हाँ”: '),
        (
            'en',
            'typed_rows',
            'Rows typed in the sheet: “Taken over at once” takes them over at once, “Looked through first”',
        ),
    ],
)
def test_the_codes_of_the_workbook_are_said_in_words(code: str, field: str, begins: str) -> None:
    with language(code):
        assert meaning(BY_FIELD[field]).startswith(begins)


@pytest.mark.parametrize('code', ['en', 'hi', 'mr', 'sw'])
def test_no_code_is_left_in_quotes(code: str) -> None:
    with language(code):
        left = [bylaw.field for bylaw in BYLAWS for choice in CHOICES if f'"{choice}"' in meaning(bylaw)]
    assert left == []
