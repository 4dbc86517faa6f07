"""What a history cannot be, case by case: each told with the row and the field."""

from dataclasses import replace
from datetime import date

import pytest

from rules.checks import History, Line, findings, former_numbers
from rules.loans import movements_of
from rules.records import Change, Entry
from sheets.book import Book
from sheets.entries import month_number
from tests.told import GROUP, book_told

RIGHT = """
    Member | Joined
    Asha   | 2025-01-01
    Bina   | 2025-01-01

    Loan | Member | Given on   | Status  | Closed on
    L1   | Asha   | 2025-01-20 | closed  | 2025-02-20
    L2   | Bina   | 2025-02-01 | running |

    Date       | Member | Kind         | Amount | Month   | Loan | Reverses
    2025-01-05 | Asha   | contribution | 1000   | 2025-01 |      |
    2025-01-06 | Bina   | contribution | 300    | 2025-01 |      |
    2025-01-07 | Bina   | contribution | -300   | 2025-01 |      | e2
    2025-01-20 | Asha   | loan         | 500    |         | L1   |
    2025-02-01 | Bina   | loan         | 100    |         | L2   |
    2025-02-20 | Asha   | interest     | 10     |         | L1   |
    2025-02-20 | Asha   | principal    | 500    |         | L1   |
"""


def history_of(book: Book, whole: bool = True) -> History:
    entries = book.entries  # type: ignore[attr-defined]
    lines = [line_of(entry) for entry in entries]
    return History(book.bylaws, book.members, book.loans, lines, movements_of(entries), {}, whole)


def line_of(entry: Entry) -> Line:
    fields = {field: getattr(entry, field) for field in Line._fields}
    return Line(**{**fields, 'month': month_number(entry.month)})


def found(text: str, whole: bool = True) -> list[tuple[str, str, str]]:
    return [
        (finding.row, finding.field, finding.problem.said()) for finding in findings(history_of(book_told(text), whole))
    ]


def test_a_right_history_passes_every_check() -> None:
    assert found(RIGHT) == []


def test_rows_of_a_register_row_that_is_there_and_cannot_be_read_are_not_blamed() -> None:
    history = history_of(book_told(RIGHT))
    members = {key: member for key, member in history.members.items() if member.name != 'Bina'}
    loans = {key: loan for key, loan in history.loans.items() if loan.number != 'L2'}
    torn = replace(history, members=members, loans=loans)
    assert len(list(findings(torn))) == 4
    gone = [('Members', key) for key in history.members.keys() - members.keys()]
    gone += [('Loans', key) for key in history.loans.keys() - loans.keys()]
    assert list(findings(replace(torn, unread=gone))) == []


@pytest.mark.parametrize(
    ('right', 'wrong', 'row', 'field', 'said'),
    [
        ('Bina   | 2025-01-01', 'Dina   | 2025-01-01', 'e2', 'member', 'The member of this row is not in Members.'),
        ('L2   | Bina   | 2025', 'L9   | Bina   | 2025', 'e5', 'loan', 'The loan of this row is not in Loans.'),
        ('02-01 | Bina   | loan ', '02-01 | Asha   | loan ', 'e5', 'member', 'The loan L2 belongs to Bina.'),
        ('2025-01-05 |', '2024-12-05 |', 'e1', 'on',
         '2024-12-05 lies before 2025-01-01, when the group began or the member joined.'),
        ('| e2', '| e9', 'e3', 'reverses', 'The entry e9 that this row takes back is not there.'),
        ('| e2', '|   ', 'e3', 'amount', 'The amount is not more than zero, and the row takes nothing back.'),
        ('-300 ', '-200 ', 'e3', 'amount', 'The row does not take back exactly the entry e2.'),
        ('| 1000 ', '| 400  ', 'e4', 'amount', 'Cash was -100.00 on the evening of 2025-01-20, after R00004.'),
        ('principal    | 500 ', 'principal    | 501 ', 'e7', 'amount',
         'More is repaid of the loan L1 than was lent: R00007.'),
        ('running', 'closed ', 'L2', 'status', 'The loan L2 is marked closed; by its rows it is running.'),
        ('closed ', 'running', 'L1', 'status', 'The loan L1 is marked running; by its rows it is closed.'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_row(right: str, wrong: str, row: str, field: str, said: str) -> None:
    assert right in RIGHT
    told = found(RIGHT.replace(right, wrong, 1))
    assert (row, field) == told[0][:2]
    assert told[0][2].startswith(said)


def test_an_entry_is_taken_back_only_once() -> None:
    again = '    2025-01-08 | Bina   | contribution | -300   | 2025-01 |      | e2\n'
    assert found(RIGHT + again)[0] == (
        'e8', 'reverses', 'The entry e2 was taken back twice: R00003, R00008. Record the right entry anew.'
    )  # fmt: skip


def test_a_number_is_given_once_and_all_who_have_it_are_named() -> None:
    book = book_told(RIGHT)
    twin = replace(book.members['Bina'], number='Asha')
    history = replace(history_of(book), members={**book.members, 'Bina': twin})
    (told,) = (finding for finding in findings(history) if finding.field == 'number')
    assert (told.sheet, told.row, told.rows) == ('Members', 'Bina', ['Asha', 'Bina'])
    assert told.problem.said().startswith('The number Asha was given twice: Asha, Bina.')


def test_an_entry_and_the_register_name_a_loan_by_one_number() -> None:
    book = book_told(RIGHT)
    renamed = {**book.loans, 'L2': replace(book.loans['L2'], number='L7')}
    told = [finding[:3] for finding in findings(replace(history_of(book), loans=renamed))]
    assert told == [('Entries', 'e5', 'loan_number')]


def test_the_rows_of_a_member_or_loan_may_have_the_number_that_it_had_before() -> None:
    """Both laptops added a member, both as number 3; one of the two was given the next free number."""
    book = book_told(RIGHT)
    history = replace(
        history_of(book),
        members={**book.members, 'Bina': replace(book.members['Bina'], number='M7')},
        loans={**book.loans, 'L2': replace(book.loans['L2'], number='L7')},
    )
    assert {finding.field for finding in findings(history)} == {'member_number', 'loan_number'}
    day = date(2025, 3, 1)
    changes = [
        Change('c1', day, 'Members', 'Bina', 'Bina', 'number', 'Bina', 'M7'),
        Change('c2', day, 'Loans', 'L2', 'L2', 'number', 'L2', 'L7'),
        Change('c3', day, 'Members', 'Asha', 'Asha', 'mobile', '', '9822012345'),
    ]
    assert list(findings(replace(history, former_numbers=former_numbers(changes)))) == []
    # Another member's former number is not hers.
    assert former_numbers(changes[:1]) == {('Members', 'Bina'): {'Bina'}}


def test_a_loan_repaid_on_two_laptops_is_told_with_both_repayments() -> None:
    """Each of them took the last 500; a repayment that was taken back has no part in it."""
    again = """
    2025-02-10 | Asha   | principal    | 5      |         | L1   |
    2025-02-10 | Asha   | principal    | -5     |         | L1   | e8
    2025-02-22 | Asha   | principal    | 500    |         | L1   |
"""
    (told, *_status) = findings(history_of(book_told(RIGHT.rstrip() + again)))
    assert (told.row, told.rows) == ('e10', ['e7', 'e10'])
    assert told.problem.said().startswith('More is repaid of the loan L1 than was lent: R00007, R00010.')


def test_savings_that_were_taken_out_on_two_laptops_are_told_with_both_withdrawals() -> None:
    twice = """
    Member | Joined
    Asha   | 2025-01-01
    Bina   | 2025-01-01

    Date       | Member | Kind         | Amount | Month   | Reverses
    2025-01-05 | Asha   | contribution | 1000   | 2025-01 |
    2025-01-05 | Bina   | contribution | 5000   | 2025-01 |
    2025-02-10 | Asha   | withdrawal   | 100    |         |
    2025-02-11 | Asha   | withdrawal   | 1000   |         |
    2025-02-12 | Asha   | withdrawal   | 1000   |         |
    2025-02-13 | Asha   | withdrawal   | -100   |         | e3
    """
    assert found(twice) == [
        ('e5', 'amount', 'The savings of Asha are -1000.00, after she took out R00004, R00005. '
         'Reverse the withdrawal that was not made, or record what is right.'),
    ]  # fmt: skip
    assert found(twice, whole=False) == []


def test_an_evening_below_zero_is_told_with_all_that_was_paid_out_that_day() -> None:
    book = book_told("""
        Date       | Member | Kind         | Amount | Mode | Month
        2025-01-05 | Asha   | contribution | 100    | cash | 2025-01
        2025-01-06 |        | expense      | 80     | cash |
        2025-01-06 |        | expense      | 1      | bank |
        2025-01-06 |        | to-bank      | 90     | cash |

        Member | Joined
        Asha   | 2025-01-01
    """)
    (told,) = findings(history_of(book))
    assert (told.row, told.rows) == ('e4', ['e2', 'e4'])
    assert told.problem.said().startswith('Cash was -70.00 on the evening of 2025-01-06, after R00002, R00004.')


def test_cash_may_fall_below_zero_where_the_group_agreed_so() -> None:
    text = RIGHT.replace('| 1000 ', '| 400  ')
    book = book_told(text, replace(GROUP, below_zero_allowed=True))
    assert list(findings(history_of(book))) == []


def test_of_a_range_nothing_is_said_that_needs_what_was_before_it() -> None:
    text = (
        RIGHT.replace('    2025-01-05 | Asha   | contribution | 1000   | 2025-01 |      |\n', '')
        .replace('    2025-01-06 | Bina   | contribution | 300    | 2025-01 |      |\n', '')
        .replace('| e2', '| e0')
    )
    assert found(text, whole=False) == []
    assert found(text, whole=True) != []


def test_the_first_evening_below_zero_is_named_once() -> None:
    book = book_told("""
        Date       | Member | Kind    | Amount | Mode
        2025-01-05 |        | expense | 10     | bank
        2025-01-06 |        | expense | 10     | bank
    """)
    told = [(finding.row, finding.problem.values['day']) for finding in findings(history_of(book))]
    assert told == [('e1', date(2025, 1, 5))]
