"""Books of any size, made in a moment: sealed rows put straight into a new workbook.

    large_book(path, members=20, months=120)        about one and a half entries a member and month

Every member deposits each month; now and then she takes a loan and pays it back in five parts, each with interest.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from reports import views
from rules.bylaws import Bylaws, preset
from rules.periods import Month, month_of
from rules.records import CLOSED, Entry, Loan, Member
from sheets import cells, seals, xlsx
from sheets.book import Book, open_book
from sheets.columns import ENTRIES, LOANS, MEMBERS, Sheet
from sheets.making import make_workbook
from sheets.writer import Writer

START = date(2014, 1, 1)
LENT, PARTS = 5000_00, 5
NAMES = ('सुनीता पाटील', 'अनिता जाधव', 'मंगल शिंदे', 'रेखा मोरे', 'शोभा कांबळे', 'वैशाली गायकवाड', 'लता पवार')


def large_book(path: Path, members: int, months: int, loan_every_months: int = 15) -> Book:
    """A workbook with its views, of so many members and months, each borrowing every so many months."""
    bylaws = preset('shg', 'मोठा गट', 'INR', 'mr', START, 'large')
    make_workbook(path, bylaws, START)
    people = [
        Member(f'member-{n}', f'M2014-{n + 1:03d}', f'{NAMES[n % len(NAMES)]} {n}', str(9822000000 + n), 200_00, START)
        for n in range(members)
    ]
    loans: list[Loan] = []
    rows = sealed(list(entries_of(people, months, loan_every_months, loans)), bylaws)
    xlsx.patch(path, [
        xlsx.Append(MEMBERS.name, [cells_of(MEMBERS, member, bylaws) for member in people]),
        xlsx.Append(LOANS.name, [cells_of(LOANS, loan, bylaws) for loan in loans]),
        xlsx.Append(ENTRIES.name, [cells_of(ENTRIES, row, bylaws) for row in rows]),
    ])  # fmt: skip
    book = open_book(path)
    Writer(book, views.view_changes).flush(last_day(months))
    return book


def last_day(months: int) -> date:
    """The day on which a book of so many months stands."""
    return month_of(START).plus(months - 1).day(28)


def entries_of(people: list[Member], months: int, loan_every_months: int, loans: list[Loan]) -> Iterator[Entry]:
    """The rows in order of time; the loans are added to the list as they are given."""
    running: dict[str, tuple[Loan, int]] = {}
    for number in range(months):
        month = month_of(START).plus(number)
        for place, member in enumerate(people):
            yield _entry(member, 'contribution', 200_00, month.day(5), month=month)
            if member.id in running:
                loan, left = running.pop(member.id)
                yield _entry(member, 'interest', left * 20_00, month.day(6), loan=loan)
                yield _entry(member, 'principal', LENT // PARTS, month.day(6), loan=loan)
                if left > 1:
                    running[member.id] = loan, left - 1
            elif (number + place) % loan_every_months == loan_every_months - 1:
                loan = Loan(f'loan-{len(loans)}', f'L{month.year}-{len(loans) + 1:03d}', member.id, member.number,
                            member.name, month.day(7), Fraction(2), 'started')  # fmt: skip
                if number + PARTS < months:
                    loan = replace(loan, status=CLOSED, closed_on=month.plus(PARTS).day(6))
                loans.append(loan)
                running[member.id] = loan, PARTS
                yield _entry(member, 'loan', LENT, month.day(7), loan=loan)


def _entry(
    member: Member, kind: str, amount: int, on: date, month: Month | None = None, loan: Loan | None = None
) -> Entry:
    return Entry(
        id='', on=on, receipt='', kind=kind, amount=amount, mode='cash', member=member.id,
        member_number=member.number, member_name=member.name, month=month, loan=loan.id if loan else '',
        loan_number=loan.number if loan else '', recorded_by='अध्यक्ष', recorded_at=datetime(2014, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def sealed(rows: list[Entry], bylaws: Bylaws) -> list[Entry]:
    """The rows with ids, receipts and the chain of seals."""
    done: list[Entry] = []
    previous = seals.genesis(bylaws.group_id)
    for number, row in enumerate(rows, start=1):
        row = replace(row, id=f'entry-{number:07d}', receipt=f'R{number:06d}', previous=previous)
        texts = seals.texts_of(ENTRIES, row, bylaws.currency)
        check = seals.check_of(ENTRIES, texts)
        previous = seals.seal_of(previous, ENTRIES, texts, check)
        done.append(replace(row, check=check, seal=previous))
    return done


def cells_of(sheet: Sheet, record: Any, bylaws: Bylaws) -> list[xlsx.Value]:
    """A row of a sheet as cells."""
    return [
        cells.to_cell(column.type, getattr(record, column.field), bylaws.currency) for column in sheet.columns
    ]  # fmt: skip
