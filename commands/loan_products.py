"""The command of the loan products: those there are, a new one, one that changes, is closed or offered again.

main.py products group.xlsx --add 'Short loan' --set kind=term --set rate=2 --set per=month --set method=flat
main.py products group.xlsx --change P1 --set rate=1.5 --reason 'voted on 5 March'
main.py products group.xlsx --close P1
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

import typer
from ulid import ULID

from actions import products
from actions.requests import PRODUCT_FIELDS, product_fields
from commands.books import opened
from commands.options import By, EntryId, Json, Today, Wait, Workbook, person
from console import day_it_is, saying_why, tell_all, wrong_use
from reports.products import all_products
from rules.register_records import LoanProduct
from sheets import cells
from sheets.columns import LOAN_PRODUCTS

SHOWN = ('number', 'name', 'kind', 'rate', 'per', 'method', 'every', 'count', 'status')
NEEDED = ('kind', 'rate', 'per')


def products_(
    file: Workbook,
    add: Annotated[str, typer.Option(metavar='NAME', help='Offer a new product of that name.')] = '',
    usual: Annotated[bool, typer.Option('--usual', help='Offer those with which such a group begins.')] = False,
    change: Annotated[str, typer.Option(metavar='NO', help='Amend one, for loans that are given from now on.')] = '',
    close: Annotated[str, typer.Option(metavar='NO', help='Offer it no more; loans that run go on.')] = '',
    offer: Annotated[str, typer.Option(metavar='NO', help='Offer it again.')] = '',
    set_: Annotated[
        list[str] | None,
        typer.Option('--set', metavar='NAME=VALUE', help='A term of it, by its name as --json prints it. Repeatable.'),
    ] = None,
    reason: Annotated[str, typer.Option(help='Why it is amended, closed or offered again.')] = '',
    entry_id: EntryId = '',
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """List the loan products with their terms; or add, amend, close one, or offer it again."""
    if [bool(add), usual, bool(change), bool(close), bool(offer)].count(True) > 1:
        wrong_use('Give one of --add, --usual, --change, --close and --offer, or none of them for a list.')
    terms = dict(_term(text) for text in set_ or ())
    if bool(terms) != bool(add or change):
        wrong_use('--set goes with --add or --change, which need it.')
    if add and (missing := [name for name in NEEDED if name not in terms]):
        wrong_use(f'A new product needs --set {missing[0]}=…')
    day = day_it_is(today)
    with saying_why(), opened(file, day) as keeper:
        book, currency = keeper.book(), keeper.book().bylaws.currency
        who, now, request = person(by), datetime.now(UTC), entry_id or str(ULID())
        if add:
            wish = LoanProduct(id='', number='', **product_fields({'method': '', **terms, 'name': add}, currency))
            found = [products.add(book, wish, who, now, day, request)]
        elif usual:
            found = products.add_usual(book, who, now, day, request)
        elif change:
            values = product_fields(terms, currency)
            found = [products.amend_product(book, change, values, reason, who, now, day, request)]
        elif close or offer:
            act = products.retire if close else products.offer_again
            found = [act(book, close or offer, reason, who, now, day, request)]
        else:
            found = all_products(book)
        asked = bool(add or usual or change or close or offer)
        saved = {'in_workbook': keeper.settle(wait)} if asked else {}
        told = [as_json(product, currency) for product in found]
        tell_all([{**each, **saved} for each in told], SHOWN, json_)


products_.__name__ = 'products'
COMMANDS = (products_,)


def as_json(product: LoanProduct, currency: str) -> Mapping[str, str]:
    """A product for other programs: what it says, by the names that --set takes, as exact texts."""
    names = ('number', 'status', *PRODUCT_FIELDS)
    texts = {name: cells.to_text(LOAN_PRODUCTS.column(name).type, getattr(product, name), currency) for name in names}
    return {name: text for name, text in texts.items() if text}


def _term(text: str) -> tuple[str, str]:
    name, equals, value = text.partition('=')
    if not equals or name not in PRODUCT_FIELDS:
        wrong_use(f'{text!r} is not a term. Write it as rate=2, with one of: {", ".join(PRODUCT_FIELDS)}.')
    return name, value
