"""A row of each register of the modules, for tests that go through all of them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from rules.periods import Month
from rules.register_records import (
    Account,
    Decision,
    Distribution,
    Document,
    Fine,
    FixedDeposit,
    Guarantor,
    LoanProduct,
    Statement,
    Turn,
)
from sheets import columns, papers
from sheets.book import Book
from sheets.columns import BY_NAME

DAY = date(2025, 3, 5)
WRITTEN = datetime(2026, 1, 1, 12, tzinfo=UTC)
BILL = b'\xff\xd8\xffthe picture of a bill'
ASHA = ('m1', 'M2025-001', 'Asha')

ROWS: Mapping[str, Any] = {
    'Loan products': LoanProduct(
        'p1', 'P1', 'Short loan', 'term', Fraction('1.75'), 'month', 'equal-instalments', '1 month', 12, 24, 100_00,
        50_000_00, 'none', 'started', 100, 'half-up', 'up', 10_00, 'last', 1, 0, 0, Fraction(1), None, None, 25_00,
        'taken off', 'principal', Fraction(2), None, 'once', 5, 'penalty, fee, interest, principal', 'oldest first',
        'fewer instalments', 'as scheduled', 2, Fraction(3),
    ),
    'Guarantors': Guarantor('g1', 'l1', 'L2025-001', *ASHA, 500_00, status='accepted', on=DAY),
    'Rotation': Turn('t1', 1, 3, 2, DAY, *ASHA, 500_00, 2, 5_000_00, 'paid', DAY, 'Savitri', DAY, 'Kavita', DAY,
                     way='ballot', seed='5 March, 3 1 4'),
    'Decisions': Decision('d1', 'D2025-001', DAY, 'swap', 'Asha', 'rounds 3 and 4', 500_00, 'M2025-001',
                          'M2025-001, M2025-002', 'M2025-003', 'a wedding'),
    'Fines': Fine('f1', 'F2025-001', DAY, *ASHA, 'late', 10_00, Month(2025, 2), 'came at noon'),
    'Accounts': Account('a1', 'A1', 'Box of the treasurer', 'cash', primary=True),
    'Fixed deposits': FixedDeposit('x1', 'X2025-001', *ASHA, 1_000_00, Fraction('6.5'), DAY, 12, 3),
    'Distributions': Distribution('v1', 'V2025-001', DAY, 'dividend', date(2025, 1, 1), DAY, 900_00, 'closing balance',
                                  Fraction('7.5'), 'year', Fraction(5), 1),
    'Statements': Statement('s1', 'S2025-001', 'balance sheet', date(2025, 1, 1), DAY, DAY, 'Savitri', 'ab' * 16),
    'Documents': Document('o1', 'O2025-001', DAY, 'R00001', 'receipt', 'bill.jpg', papers.fingerprint(BILL),
                           about='e1'),
}  # fmt: skip
"""By the name of the register; a zero is a zero, and what is not said is empty."""


def write_all(book: Book) -> None:
    """Write a row into every register that the group uses, with the file that belongs to it."""
    papers.keep(book.workbook.folder, 'bill.jpg', BILL)
    with book.writing() as writing:
        for sheet in columns.used(book.bylaws):
            if sheet.name in ROWS:
                writing.insert(sheet, ROWS[sheet.name], f'row of {sheet.name}', WRITTEN)


def held(book: Book) -> dict[str, Any]:
    """The rows that a book holds, one of each register of the modules."""
    return {name: next(iter(book.register(BY_NAME[name]).values()), None) for name in ROWS}
