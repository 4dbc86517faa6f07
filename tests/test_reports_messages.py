"""What the messages say, word for word, and that no name disturbs them."""

from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from reports import messages
from rules.periods import Month
from rules.problems import Refused
from sheets import seals
from sheets.book import Book
from sheets.words import language
from tests.told import book_told

TODAY = date(2025, 3, 20)

STORY = """
    Member | Number | Name          | Joined     | Monthly | Mobile
    Asha   | M1     | Asha *star* P | 2025-01-01 | 200     | 9822012345
    Bina   | M2     | Bina_1        | 2025-01-01 | 300     |

    Loan | Member | Given on
    L1   | Asha   | 2025-02-10

    Date       | Id | Receipt | Member | Kind         | Amount | Month   | Loan | Reverses
    2025-01-05 | e1 | R1      | Asha   | contribution | 12000  | 2025-01 |      |
    2025-01-09 | e2 | R2      | Bina   | contribution | 100    | 2025-01 |      |
    2025-02-10 | e3 | R3      | Asha   | loan         | 5000   |         | L1   |
    2025-03-05 | e4 | R4      | Asha   | contribution | 200    | 2025-03 |      |
    2025-03-10 | e5 | R5      | Asha   | interest     | 100    |         | L1   |
    2025-03-10 | f5 | R5      | Asha   | principal    | 200    |         | L1   |
    2025-03-11 | e6 | R6      | Bina   | contribution | 300    | 2025-03 |      |
    2025-03-12 | e7 | R7      | Bina   | contribution | -300   | 2025-03 |      | e6
    2025-03-13 |    | R8      | Bina   | fine         | 5      |         |      |
"""


@pytest.fixture
def book() -> Book:
    """Two members, a loan partly repaid, and a deposit that was taken back."""
    return book_told(STORY)


def seal_of(book: Book, entry_id: str) -> str:
    """The seal of an entry as a message shows it: sixteen signs, which are safe."""
    frame = book.frame()
    shown = seals.printed(frame.loc[frame['id'] == entry_id, 'seal'].iloc[0])
    assert len(seals.read_printed(shown)) == 16
    return shown


def lines(text: str) -> list[str]:
    return text.split('\n')


def test_the_receipt_of_a_deposit(book: Book) -> None:
    assert lines(messages.receipt(book, 'e4', TODAY)) == [
        '*Asmita Bachat Gat*',
        'Receipt R4 · 5 March 2025',
        'Asha (Asha) deposited *₹200.00* for March 2025.',
        'Savings now: ₹12,200.00',
        f'Seal: {seal_of(book, "e4")}',
        '– President',
    ]


def test_a_loan_that_was_given(book: Book) -> None:
    assert lines(messages.loan_given(book, 'e3', date(2025, 2, 10))) == [
        '*Asmita Bachat Gat*',
        'Loan L1 · 10 February 2025',
        'Asha (Asha) received *₹5,000.00*.',
        'Interest: 2% a month on what is still owed; due from 10 March 2025 on.',
        'Still to repay: ₹5,000.00',
        f'Seal: {seal_of(book, "e3")}',
        '– President',
    ]


@pytest.mark.parametrize('any_row_of_it', ['e5', 'f5'])
def test_a_repayment_with_its_split_and_what_is_left(book: Book, any_row_of_it: str) -> None:
    assert lines(messages.repayment(book, any_row_of_it, TODAY)) == [
        '*Asmita Bachat Gat*',
        'Receipt R5 · 10 March 2025',
        'Asha (Asha) paid *₹300.00* on the loan L1.',
        'Interest: ₹100.00',
        'Principal: ₹200.00',
        'Still to repay: ₹4,800.00',
        'Interest owed by 20 March 2025: ₹96.00',
        f'Seal: {seal_of(book, "f5")}',
        '– President',
    ]


def test_the_last_repayment_says_that_the_loan_is_done() -> None:
    book = book_told("""
        Loan | Member | Given on   | Status | Closed on
        L1   | Asha   | 2025-02-10 | closed | 2025-02-10

        Date       | Id | Member | Kind      | Amount | Loan
        2025-02-10 | e1 | Asha   | loan      | 5000   | L1
        2025-02-10 | e2 | Asha   | principal | 5000   | L1
    """)
    assert lines(messages.repayment(book, 'e2', TODAY))[3:] == [
        'Principal: ₹5,000.00',
        'The loan is repaid in full.',
        f'Seal: {seal_of(book, "e2")}',
        '– President',
    ]


def test_the_news_of_the_month_for_the_group(book: Book) -> None:
    assert lines(messages.monthly(book, Month(2025, 3), TODAY)) == [
        '*Asmita Bachat Gat*',
        'News of March 2025',
        '',
        'Deposited this month: *₹200.00*',
        'Savings of the group: ₹12,300.00',
        'Still missing:',
        '• Binaˍ1 (M2): ₹300.00',
        'Loans outstanding: ₹4,800.00 (1 loan)',
        'Cash in hand: ₹7,605.00',
        'Bank: ₹0.00',
        'Next due day: 10 April 2025',
        '',
        f'Seal of the book: {seals.printed(book.head())}',
        '– President',
    ]


def test_a_month_that_is_over_is_told_as_it_stood_at_its_end(book: Book) -> None:
    told = lines(messages.monthly(book, Month(2025, 1), TODAY))
    assert told[3:8] == [
        'Deposited this month: *₹12,100.00*',
        'Savings of the group: ₹12,100.00',
        'Still missing:',
        '• Binaˍ1 (M2): ₹200.00',
        'Loans outstanding: ₹0.00 (0 loans)',
    ]


def test_the_reminder_names_the_months_and_what_is_missing_of_each(book: Book) -> None:
    assert lines(messages.reminder(book, 'M2', date(2025, 3, 6))) == [
        '*Asmita Bachat Gat*',
        'Dear Binaˍ1 (M2), these deposits are still missing:',
        '• January 2025: ₹200.00',
        '• February 2025: ₹300.00',
        'Together: *₹500.00*',
        'Please pay by 10 March 2025.',
        '– President',
    ]


def test_before_the_due_day_the_reminder_tells_what_is_due_soon_beside_what_was_missed(book: Book) -> None:
    assert lines(messages.reminder(book, 'M2', date(2025, 1, 7))) == [
        '*Asmita Bachat Gat*',
        'Dear Binaˍ1 (M2), a deposit is due soon:',
        '• January 2025: ₹300.00',
        'Together: *₹300.00*',
        'Please pay by 10 January 2025.',
        '– President',
    ]
    assert lines(messages.reminder(book, 'M2', date(2025, 3, 10)))[1:6] == [
        'Dear Binaˍ1 (M2), these deposits are still missing:',
        '• January 2025: ₹200.00',
        '• February 2025: ₹300.00',
        '• March 2025: ₹300.00',
        'Together: *₹800.00*',
    ]


@pytest.mark.parametrize(
    ('on', 'numbers'),
    [('2025-01-06', []), ('2025-01-07', ['M2']), ('2025-01-10', ['M2']), ('2025-02-06', ['M2']),
     ('2025-02-07', ['M1', 'M2']), ('2025-03-11', ['M1', 'M2'])],
)  # fmt: skip
def test_who_is_reminded_on_a_day(book: Book, on: str, numbers: list[str]) -> None:
    """Due on the 10th, reminded from the 7th on. Asha paid January on the 5th, and nothing of February."""
    assert messages.to_remind(book, date.fromisoformat(on)) == numbers


def test_signs_in_a_name_do_not_set_the_message_bold(book: Book) -> None:
    text = messages.reminder(book, 'M1', TODAY)
    assert 'Dear Asha ∗star∗ P (M1)' in text
    assert messages.harmless(' *a* _b_ ~c~ `d` ') == '∗a∗ ˍbˍ ∼c∼ ˋdˋ'


def test_a_message_speaks_the_language_of_its_reader(book: Book) -> None:
    with language('hi'):
        assert 'मार्च 2025' in messages.receipt(book, 'e4', TODAY)


@pytest.mark.parametrize(
    ('asked', 'said'),
    [
        (lambda book: messages.receipt(book, 'nothing', TODAY),
         'There is no entry nothing. Take the entry id from the history.'),
        (lambda book: messages.receipt(book, 'e5', TODAY),
         'The entry e5 is not a deposit. Choose the kind of message that fits it.'),
        (lambda book: messages.loan_given(book, 'e1', TODAY),
         'The entry e1 is not a loan. Choose the kind of message that fits it.'),
        (lambda book: messages.repayment(book, 'e3', TODAY),
         'The entry e3 is not a repayment. Choose the kind of message that fits it.'),
        (lambda book: messages.receipt(book, 'e6', TODAY),
         'The entry e6 was taken back. Send the message of the entry that is right.'),
        (lambda book: messages.receipt(book, 'e7', TODAY),
         'The entry e7 was taken back. Send the message of the entry that is right.'),
        (lambda book: messages.reminder(book, 'M9', TODAY),
         'There is no member M9. Check the number in the list of members.'),
        (lambda book: messages.reminder(book, 'M1', date(2025, 1, 5)),
         'Asha *star* P has missed no deposit, and none is due soon. No reminder is needed.'),
        (lambda book: messages.monthly(book, Month(2025, 4), TODAY),
         'The month 2025-04 is out of reach. Choose a month from 2025-01 to 2025-03.'),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused(book: Book, asked: Callable[[Book], str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        asked(book)
    assert str(refused.value) == said


def test_the_link_opens_whatsapp_with_the_text(book: Book) -> None:
    text = messages.receipt(book, 'e4', TODAY)
    link = messages.whatsapp_link(text, '9822012345', 'IN')
    assert link.startswith('https://wa.me/919822012345?text=%2AAsmita%20Bachat%20Gat%2A%0A')
    assert parse_qs(urlsplit(link).query)['text'] == [text]
    assert messages.whatsapp_link('Namaste & more', '', 'IN') == 'https://wa.me/?text=Namaste%20%26%20more'
    assert messages.whatsapp_link('Habari', '0712345678', 'KE') == 'https://wa.me/254712345678?text=Habari'
