"""Late fees that are owed, for every due of a book."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from reports.fees import late_fees_owed
from reports.summaries import dues_table
from tests.told import GROUP, book_told

BYLAWS = replace(GROUP, late_fee_percent=Fraction(10), late_fee_grace_days=3)


def owed(text: str, on: date) -> dict[tuple[str, int], int]:
    book = book_told(text, BYLAWS)
    return {(key.member, key.cycle): fee for key, fee in late_fees_owed(book, dues_table(book, on), on).items()}


def test_what_came_late_or_not_at_all_carries_a_fee() -> None:
    told = """
    Member | Joined     | Monthly
    Asha   | 2025-01-01 | 200
    Beena  | 2025-01-01 | 200
    Chaya  | 2025-02-01 | 200

    Date       | Member | Kind         | Amount | Month
    2025-01-13 | Asha   | contribution | 200    | 2025-01
    2025-01-10 | Beena  | contribution | 150    | 2025-01
    2025-01-14 | Beena  | contribution | 50     | 2025-01
    2025-02-20 | Chaya  | contribution | 200    | 2025-02
    """
    assert owed(told, date(2025, 2, 13)) == {('Beena', 202501): 5_00}
    assert owed(told, date(2025, 2, 14)) == {
        ('Beena', 202501): 5_00, ('Asha', 202502): 20_00, ('Beena', 202502): 20_00, ('Chaya', 202502): 20_00,
    }  # fmt: skip
    assert owed(told, date(2025, 2, 28))[('Chaya', 202502)] == 20_00


def test_a_fine_for_the_month_pays_its_fee_and_one_that_was_taken_back_does_not() -> None:
    told = """
    Member | Joined
    Asha   | 2025-01-01

    Date       | Member | Kind         | Amount | Month   | Reverses
    2025-01-20 | Asha   | contribution | 200    | 2025-01 |
    2025-01-21 | Asha   | fine         | 15     | 2025-01 |
    2025-01-22 | Asha   | fine         | 5      | 2025-01 |
    2025-01-23 | Asha   | fine         | -5     | 2025-01 | e3
    2025-01-24 | Asha   | fine         | 50     |         |
    """
    assert owed(told, date(2025, 1, 22)) == {}
    assert owed(told, date(2025, 1, 31)) == {('Asha', 202501): 5_00}


def test_a_group_without_late_fees_owes_none() -> None:
    book = book_told('Member | Joined\nAsha | 2025-01-01')
    on = date(2025, 6, 1)
    assert late_fees_owed(book, dues_table(book, on), on) == {}
