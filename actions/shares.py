"""Buy shares. What is paid back of them: actions/paying_back.py.

    100.00 a share, 40.00 kept apart from before, 230.00 brought      2 shares, 70.00 kept apart, one row `share`

The row says what was brought: how many shares that made, and what is kept apart, follows from balance and price.
What is bought on one day was bought at one meeting.
"""

from datetime import date

from actions.parts import Part, Plan
from reports.shares import SHARES, balances
from rules import shares
from rules.bylaws import Bylaws
from rules.money import ZERO, Money
from rules.problems import Problem, Refused
from rules.shares import Purchase, SharePrice
from rules.transactions import Transaction
from sheets.book import Book

NO_LIMIT = 10**9


def price_of(bylaws: Bylaws) -> SharePrice:
    """What a share costs, and how many are bought at a meeting."""
    return SharePrice(bylaws.share_price, most=bylaws.share_most or NO_LIMIT)


def purchase_of(book: Book, asked: Transaction) -> Purchase:
    """What becomes of what a member brought, with what she brought before on the same day."""
    member = book.member(asked.member)
    assert member is not None
    frame, price = book.frame(), price_of(book.bylaws.on(asked.on))
    today = frame.loc[(frame['member'] == member.id) & (frame['kind'] == 'share'), ['on', 'amount']]
    brought = sum(
        amount for on, amount in zip(today['on'], today['amount'].tolist(), strict=True) if on.date() == asked.on
    )
    before = balances(frame, SHARES, asked.on).get(member.id, ZERO) - brought
    return shares.purchase(brought + asked.amount, before % price.price, price)


def buy(book: Book, asked: Transaction) -> Plan:
    """Shares at the price of the bylaws, as many at one meeting as they allow."""
    bylaws = book.bylaws.on(asked.on)
    if bylaws.module_shares and bylaws.share_price > ZERO:
        bought = purchase_of(book, asked)
        if problems := list(shares.problems_of_purchase(bought, price_of(bylaws), bylaws.currency)):
            raise Refused(problems)
    return _single(book, asked)


def problems_of_new_price(book: Book, price: Money, today: date) -> list[Problem]:
    """Why a share cannot cost this from now on: in a cycle that ends with a share-out the price stays."""
    bylaws = book.bylaws
    running = balances(book.frame(), SHARES, today) if bylaws.module_share_out else {}
    bought = sum(paid // bylaws.share_price for paid in running.values()) if bylaws.share_price else 0
    return list(shares.problems_of_price(price, bylaws.share_price, bought))


def _single(book: Book, asked: Transaction) -> Plan:
    return Plan([Part(asked.kind, asked.amount, book.member(asked.member), category=asked.category)])
