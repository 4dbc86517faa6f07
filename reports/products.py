"""The loan products of a book: those that are offered, and what a product said on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rules.records import Change, Loan
from rules.register_records import OFFERED, LoanProduct
from sheets import cells
from sheets.book import Book
from sheets.columns import LOAN_PRODUCTS


def all_products(book: Book) -> list[LoanProduct]:
    """Every product, those that are retired last."""
    found: Iterable[LoanProduct] = book.register(LOAN_PRODUCTS).values()
    return sorted(found, key=lambda product: product.status != OFFERED)


def product_named(book: Book, number: str) -> LoanProduct | None:
    """The product with a number."""
    return next((product for product in all_products(book) if product.number == number), None)


def product_of(book: Book, loan: Loan) -> LoanProduct | None:
    """The product of a loan, as it was on the day the loan was given, or as it is where it was not given yet."""
    return product_on(book.register(LOAN_PRODUCTS), loan, book.changes, book.bylaws.currency)


def product_on(
    products: Mapping[str, LoanProduct], loan: Loan, changes: Iterable[Change], currency: str
) -> LoanProduct | None:
    """The product of a loan, with what was amended after the loan was given taken back, the latest first."""
    product = next((each for each in products.values() if each.number == loan.product), None)
    if product is None or loan.given_on is None:
        return product
    hers = [change for change in changes if change.row == product.id and change.sheet == LOAN_PRODUCTS.name]
    values: dict[str, object] = {}
    for _, change in sorted(enumerate(hers), key=lambda found: (found[1].on, found[0]), reverse=True):
        if change.on > loan.given_on and change.field in LOAN_PRODUCTS.fields:
            values[change.field] = cells.from_text(LOAN_PRODUCTS.column(change.field).type, change.old, currency)
    return replace(product, **values) if values else product  # type: ignore[arg-type]
