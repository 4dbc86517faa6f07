"""What the formulas of the sheet Passbook come to, for the member and the year that someone chose in it."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd

from reports import rows, summaries
from rules import accounts, money
from rules.money import Money
from rules.periods import Month, month_of
from rules.records import Member
from sheets import views_passbook as view
from sheets.book import Book
from sheets.views_reading import View
from sheets.xlsx import Value

# Kind of entry, year and month: the sum. What goes into a pot of the merry-go-round and comes out of it stands apart.
Sums = dict[tuple[str, int, int], Money]
PUT_IN, RECEIVED = 'round contribution', 'round payout'


def passbook_values(book: Book, found: View, as_of: date) -> dict[str, Value]:
    """The results by address; nothing where the year is none, since then every program shows its own error."""
    year = found.cell(view.YEAR)
    if not isinstance(year, int | float) or year != int(year) or not 1901 <= year <= 9998:
        return {}
    member = book.member(str(found.cell(view.CHOICE)))
    values: dict[str, Value] = {
        f'A{found.rows["group"]}': book.bylaws.name,
        view.MEMBER_ID: member.id if member else '',
        **_head(book, found, member, as_of),
    }
    months = [Month(int(year), number) for number in range(1, 13)]
    # A group whose merry-go-round began later has a sheet without a column for it.
    more = next((each for each in view.BESIDES if each in found.rows), '')
    letters = 'BCDEFGHIJK' if more else 'BCDEFGHIJ'
    blank: list[Money | str] = [''] * 10
    lines = _lines(book, member, months, as_of, more) if member else [blank] * 12
    for month, line in zip(months, lines, strict=True):
        row = found.rows[f'month {month.number}']
        values[f'A{row}'] = month.first_day
        values |= {f'{letter}{row}': _in_cell(each, book) for letter, each in zip(letters, line, strict=False)}
    for place, letter in enumerate(letters):
        if letter == 'J' or (letter == 'K' and more == 'shares'):
            continue
        amounts = [amount for line in lines if isinstance(amount := line[place], int)]
        values[f'{letter}{found.rows["total"]}'] = _in_cell(sum(amounts) if member else '', book)
    return values


def _head(book: Book, found: View, member: Member | None, as_of: date) -> dict[str, Value]:
    row = found.rows
    values: dict[str, Value] = {f'{letter}{row[key]}': '' for key in ('name', 'mobile', 'savings') for letter in 'BF'}
    values |= {f'B{row["missed"]}': '', f'F{row["missed"]}': as_of}
    if member is None:
        return values
    total = _totals(_sums(book, member, as_of))
    savings = _balance(total, accounts.SAVINGS_SIGNS)
    outstanding = _balance(total, accounts.LOANS_SIGNS)
    missed = _dues(book, member, as_of)['missed'].sum()
    return values | {
        f'B{row["name"]}': member.name, f'F{row["name"]}': member.joined,
        f'B{row["mobile"]}': member.mobile, f'F{row["mobile"]}': member.status,
        f'B{row["savings"]}': _in_cell(savings, book), f'F{row["savings"]}': _in_cell(outstanding, book),
        f'B{row["missed"]}': int(missed),
    }  # fmt: skip


def _lines(book: Book, member: Member, months: list[Month], as_of: date, more: str) -> list[list[Money | str]]:
    """A line a month: due, missing, a sum for each group of kinds, the savings at its end, and the last column.

    Months to come are blank.
    """
    sums = _sums(book, member, as_of)
    hers = _dues(book, member, as_of)
    # A cycle stands in the month in which it begins.
    dues = hers.groupby([hers['known_by'].dt.year, hers['known_by'].dt.month])[['due', 'missing']].sum()
    lines: list[list[Money | str]] = []
    for month in months:
        if month > month_of(as_of):
            lines.append([''] * 10)
            continue
        due, missing = (int(dues[name].get((month.year, month.number), 0)) for name in ('due', 'missing'))
        moved = [sum(sums.get((kind, month.year, month.number), 0) for kind in kinds) for kinds in view.KINDS]
        until = _totals({key: amount for key, amount in sums.items() if key[1:] <= (month.year, month.number)})
        put_in, received = (sums.get((kind, month.year, month.number), 0) for kind in (PUT_IN, RECEIVED))
        last = _balance(until, accounts.SHARES_SIGNS) if more == 'shares' else received - put_in
        lines.append([due, missing, *moved, _balance(until, accounts.SAVINGS_SIGNS), last])
    return lines


def _sums(book: Book, member: Member, as_of: date) -> Sums:
    frame = book.frame()
    hers = rows.until(frame.loc[(frame['member'] == member.id).to_numpy(), ['on', 'kind', 'amount', 'about']], as_of)
    hers = hers.assign(kind=np.where(rows.of_rounds(hers), 'round ', '') + hers['kind'].astype('str').to_numpy())
    years, months = hers['on'].dt.year.rename('year'), hers['on'].dt.month.rename('month')
    sums = hers.groupby(['kind', years, months], observed=True)['amount'].sum()
    return {key: int(amount) for key, amount in sums.items()}  # type: ignore[misc]


def _totals(sums: Sums) -> Callable[[str], Money]:
    return lambda kind: sum(amount for key, amount in sums.items() if key[0] == kind)


def _balance(total: Callable[[str], Money], signs: Mapping[str, int]) -> Money:
    return sum(sign * total(kind) for kind, sign in signs.items())


def _dues(book: Book, member: Member, as_of: date) -> pd.DataFrame:
    dues = summaries.dues_table(book, as_of)
    return dues[(dues['member'] == member.id).to_numpy()]


def _in_cell(value: Money | str, book: Book) -> Value:
    return value if isinstance(value, str) else Decimal(money.as_text(value, book.bylaws.currency))
