"""Loan products: add one, amend it, offer it no more. A loan keeps what its product said when it was given.

add(book, product, who, now, today, request)                 it gets the next number, P1, P2 and so on
amend_product(book, 'P1', {'rate': Fraction(2)}, …)          from that day on, for loans that are given later
retire(book, 'P1', 'nobody asks for it', …)
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from actions.parts import amend
from actions.who import Who
from reports.products import all_products, product_named
from rules import money, products
from rules.problems import N_, Problem, Refused, Word, refuse
from rules.register_records import OFFERED, OPEN, RETIRED, TERM, LoanProduct
from sheets import cells
from sheets.book import Book
from sheets.columns import LOAN_PRODUCTS

GIVEN_BY_THE_BOOK = ('id', 'number', 'status')
STATES = {OFFERED: N_('offered'), RETIRED: N_('retired')}


def add(book: Book, product: LoanProduct, who: Who, now: datetime, today: date, request: str) -> LoanProduct:
    """Offer a new product; whatever number it comes with, it gets the next. Raises Refused with every reason."""
    who.must('settings')
    with book.writing() as writing:
        if earlier := writing.answer(request):
            return _named(book, earlier.answer['product'])
        new = replace(product, id=request, number=next_number(book), status=OFFERED, name=product.name.strip())
        if problems := [*problems_of_module(book), *products.problems_of_product(new, all_products(book), book.bylaws)]:
            raise Refused(problems)
        writing.insert(LOAN_PRODUCTS, new, request, now)
        writing.set_answer(request, 'product', {'product': new.number})
    return new


def amend_product(
    book: Book, number: str, values: Mapping[str, Any], reason: str, who: Who, now: datetime, today: date, request: str
) -> LoanProduct:
    """Amend fields of a product, for the loans that are given from now on."""
    who.must('settings')
    with book.writing() as writing:
        product = _named(book, number)
        if writing.answer(request):
            return product
        wrong = sorted(set(values) & set(GIVEN_BY_THE_BOOK))
        assert not wrong, f'given by the book: {wrong}'
        amended: LoanProduct = replace(product, **values)
        if problems := list(products.problems_of_product(amended, all_products(book), book.bylaws)):
            raise Refused(problems)
        currency = book.bylaws.currency
        texts = {
            name: cells.to_text(LOAN_PRODUCTS.column(name).type, value, currency) for name, value in values.items()
        }
        amend(book, writing, LOAN_PRODUCTS, product.id, product.name, texts, reason.strip(), today, who, now, request)
        writing.set_answer(request, 'product', {'product': number})
    return _named(book, number)


def retire(book: Book, number: str, reason: str, who: Who, now: datetime, today: date, request: str) -> LoanProduct:
    """No more loans are given on these terms; those that run go on."""
    return _set_status(book, number, RETIRED, reason, who, now, today, request)


def offer_again(
    book: Book, number: str, reason: str, who: Who, now: datetime, today: date, request: str
) -> LoanProduct:  # fmt: skip
    """Loans are given on these terms again."""
    return _set_status(book, number, OFFERED, reason, who, now, today, request)


def usual_products(kind: str, currency: str) -> list[LoanProduct]:
    """What a new group of a kind may begin with; the group amends them, or adds its own."""
    unit = money.minor_units(currency)
    plain = LoanProduct('', '', '', OPEN, Fraction(2), 'month', '')
    term = replace(
        plain, kind=TERM, method='equal-instalments', every='1 month', count=12, most_count=24,
        instalment_multiple=unit, penalty_base='principal', penalty_percent=Fraction(1), penalty_times='once',
        penalty_grace_days=7,
    )  # fmt: skip
    match kind:
        case 'chama':
            return [
                replace(term, name='Short loan', rate=Fraction(10), method='flat', count=1, most_count=3),
                replace(term, name='Development loan', rate=Fraction(3, 2), processing_percent=Fraction(1),
                        fees_taken='taken off'),
            ]  # fmt: skip
        case 'vsla':
            return [replace(term, name='Loan of the cycle', rate=Fraction(10), method='flat', count=3, most_count=3)]
        case 'sacco':
            return [
                replace(term, name='Normal loan', rate=Fraction(1), count=24, most_count=48, multiplier=Fraction(3),
                        guarantors=2, processing_percent=Fraction(1), insurance_percent=Fraction(1, 2),
                        fees_taken='taken off'),
                replace(term, name='Emergency loan', rate=Fraction(3, 2), count=6, most_count=12,
                        multiplier=Fraction(1), guarantors=1),
                replace(term, name='School fees loan', rate=Fraction(1), count=12, most_count=12, guarantors=1),
            ]  # fmt: skip
    return [replace(plain, name='Loan'), replace(term, name='Loan in instalments')]


def add_usual(book: Book, who: Who, now: datetime, today: date, request: str) -> list[LoanProduct]:
    """Offer the usual products of the group's kind; the same request offers them once."""
    return [
        add(book, product, who, now, today, f'{request}.{place}')
        for place, product in enumerate(usual_products(book.bylaws.kind, book.bylaws.currency), 1)
    ]


def next_number(book: Book) -> str:
    """The number of the next product: one more than any number ever given, such as P3."""
    counts = [product.number.lstrip('P') for product in all_products(book)]
    return f'P{max((int(count) for count in counts if count.isdecimal()), default=0) + 1}'


def problems_of_module(book: Book) -> list[Problem]:
    """Without the module the workbook has no sheet for products."""
    if book.bylaws.module_products:
        return []
    return [
        Problem(
            N_('The group does not use loan products.'), N_('Switch the module on in the bylaws.'), about='product'
        )
    ]  # fmt: skip


def _set_status(
    book: Book, number: str, status: str, reason: str, who: Who, now: datetime, today: date, request: str
) -> LoanProduct:
    who.must('settings')
    with book.writing() as writing:
        product = _named(book, number)
        if writing.answer(request):
            return product
        if product.status == status:
            raise refuse(
                N_('The loan product {name} is already {status}.'), N_('Nothing is left to do.'),
                name=product.name, status=Word(STATES[status]),
            )  # fmt: skip
        values = {'status': status}
        amend(book, writing, LOAN_PRODUCTS, product.id, product.name, values, reason.strip(), today, who, now, request)
        writing.set_answer(request, status, {'product': number})
    return _named(book, number)


def _named(book: Book, number: str) -> LoanProduct:
    product = product_named(book, number)
    if product is None:
        raise refuse(
            N_('There is no loan product {number}.'), N_('Choose one from the list.'), about='product', number=number
        )  # fmt: skip
    return product
