"""The return on savings: of the cycle that runs, and with the net assets of the balance sheet."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from actions import share_out
from actions.share_out import Asked
from reports.financial import statement
from reports.ratios import ratios
from reports.share_out import Counted
from rules.explained import Sum
from rules.ratios import Ratio
from rules.spans import Span
from sheets.book import Book, open_book
from tests.groups import NOW, PRESIDENT, Group

SAMPLES = Path(__file__).parent.parent / 'samples'
DAY = date(2025, 12, 31)


def returned(book: Book, on: date) -> tuple[object, list[object]]:
    """The return in percent, and its parts: assets, owed besides savings, net assets, savings, weeks."""
    (found,) = [one for one in ratios(book, on) if one.name == 'Return on savings, a year']
    return found.percent, figures(found)


def figures(ratio: Ratio) -> list[object]:
    return [part.value.minor if isinstance(part.value, Sum) else part.value for part in ratio.parts]


def test_what_was_shared_out_is_not_earned_again(tmp_path: Path) -> None:
    """
    1 February 2025     Asha and Brinda buy 1,000.00 in shares each
    1 June              1,000.00 come in
    31 December         earned 1,000.00 on 2,000.00 in 52 weeks of 364 days: 50 %
                        shared out, and each leaves 10 shares of 100.00 in: a new cycle begins, and nothing can be said
    30 June 2026        in the box 2,000.00, in shares 2,000.00, nothing earned: 0 %
    1 July              100.00 come in, 26 weeks after the share-out: 5 %, 10 % a year
    """
    group = Group(tmp_path, today=date(2026, 12, 31), module_shares=True, module_share_out=True, share_price=100_00,
                  share_most=0, monthly_due=0)  # fmt: skip
    members = [group.join(name) for name in ('Asha', 'Brinda')]
    for member in members:
        group.do('share', '1000', '2025-02-01', member=member)
    group.do('income', '1000', '2025-06-01')
    before = [3_000_00, 0, 3_000_00, 2_000_00, Fraction(52)]
    assert returned(group.book, DAY) == (50, before)
    wish = Asked('s1', Counted(3_000_00, DAY, 'by shares', True), left_in=dict.fromkeys(members, 10))
    share_out.record(group.book, wish, PRESIDENT, NOW, group.today)
    now = [2_000_00, 0, 2_000_00, 2_000_00]
    assert returned(group.book, DAY) == (None, [*now, 0])
    assert returned(group.book, date(2026, 6, 30)) == (0, [*now, Fraction(181, 7)])
    assert returned(group.book, date(2025, 12, 30))[0] == Fraction(50 * 52 * 7, 363)
    group.do('income', '100', '2026-07-01')
    assert returned(group.book, date(2026, 7, 1)) == (10, [2_100_00, 0, 2_100_00, 2_000_00, Fraction(26)])


def test_what_is_owed_to_others_is_none_of_the_net_assets(tmp_path: Path) -> None:
    """1,000.00 saved, 50.00 in the social fund, 30.00 borrowed outside, and 70.00 brought in that belong to all."""
    group = Group(tmp_path, module_social_fund=True)
    asha = group.join('Asha')
    group.do('opening', '100', '2025-01-01')
    group.do('opening-borrowed', '30', '2025-01-01')
    for kind, amount in (('contribution', '1000'), ('social', '50')):
        group.do(kind, amount, '2025-02-01', member=asha)
    assert returned(group.book, DAY) == (7, [1_150_00, 80_00, 1_070_00, 1_000_00, Fraction(52)])


@pytest.mark.parametrize(
    'name, on, began, others, parts',
    [
        # Shared out on 1 November 2025, a year after it began; 29,519.00 earned since, on 59,100.00, in 53 weeks.
        ('vsla', date(2026, 11, 7), date(2025, 11, 1), ('social',), [94_599_00, 5_980_00, 88_619_00, 59_100_00]),
        ('vsla', date(2025, 10, 31), date(2024, 11, 1), ('social',), [67_755_00, 2_970_00, 64_785_00, 49_150_00]),
        # A dividend of 4,745.83 was paid: it is in no box any more.
        ('sacco', date(2026, 10, 31), date(2024, 11, 1), ('fixed deposits',),
         [1_843_101_01, 60_000_00, 1_783_101_01, 1_751_016_44]),
    ],
)  # fmt: skip
def test_the_net_assets_are_those_of_the_balance_sheet(
    name: str, on: date, began: date, others: tuple[str, ...], parts: list[int]
) -> None:
    book = open_book(SAMPLES / f'{name}.xlsx')
    weeks = Fraction((on - began).days, 7)
    assets, _owed, net_assets, savings = parts
    assert returned(book, on) == (Fraction(net_assets - savings, savings) * 52 / weeks * 100, [*parts, weeks])
    sheet = statement(book, 'balance-sheet', Span(book.bylaws.started_on, on))
    owed_to_others = sum(sheet.line(key).amounts[0] for key in others)
    assert (sheet.amount('assets'), sheet.amount('assets') - owed_to_others) == (assets, net_assets)
