"""The paper of a share-out that was recorded says what was read out before, figure for figure; what is handed out."""

from typing import Any

import pytest

from reports.share_out import Gathered, gathered, handed_out, recorded, share_outs
from reports.share_out_paper import share_out_again, share_out_paper
from sheets.words import language
from tests.groups import Group
from tests.printed import by_pdfium
from tests.test_actions_share_out import ASHA, BRINDA, DAY, asked, do, seen
from tests.test_actions_share_out import group as group  # the fixture


def lines_of(pdf: bytes) -> list[str]:
    """What stands on the pages, from the fund on, without their feet, which carry the seal of the last row."""
    lines = [line for page in by_pdfium(pdf) for line in page if ' Page ' not in line]
    return lines[lines.index('The fund') : next(at for at, line in enumerate(lines) if line.startswith('President'))]


def read_out(group: Group, found: Gathered) -> list[str]:
    with language('en'):
        return lines_of(share_out_paper(group.book, found, DAY))


def printed_again(group: Group) -> list[str]:
    with language('en'):
        return lines_of(share_out_again(group.book, share_outs(group.book)[0], DAY))


@pytest.mark.parametrize('method', ['by shares', 'same for all', 'interest back', 'savings and borrowing'])
def test_the_paper_of_what_was_recorded_is_the_one_that_was_read_out(group: Group, method: Any) -> None:
    """Asha repaid 200 before, 120 of it interest; the rest of her loan is set off and what is left written off."""
    group.do('repayment', '200', '2025-12-31', member=ASHA)
    wish = asked(10_230_00, method=method)
    before = read_out(group, gathered(group.book, wish.counted))
    do(group, wish)
    # What comes later changes nothing in it.
    group.do('income', '50', DAY.isoformat())
    assert printed_again(group) == before
    assert any('Asha' in line for line in before) and any('10,230.00' in line for line in before)


def test_before_it_is_recorded_the_paper_says_so_and_its_fund_adds_up(group: Group) -> None:
    """10,030 − 1,000 social fund − 30 apart + 4,500 set off = 13,500, − 4,500 + 30 = 9,030; 1,620 written off."""
    found = gathered(group.book, asked().counted)
    with language('en'):
        first = by_pdfium(share_out_paper(group.book, found, DAY))[0]
    assert 'A preview: it is not recorded yet.' in first
    at = first.index('The fund')
    assert first[at + 2 : at + 12] == [
        'Cash counted ₹10,030.00', 'Social fund, kept −₹1,000.00',
        'Kept apart for members below a whole share −₹30.00', 'Loans, set off ₹4,500.00', 'Fund ₹13,500.00',
        'Loans, set off −₹4,500.00', 'Kept apart, given back ₹30.00', 'Paid out to all ₹9,030.00',
        'Value of a share: ₹13,500.00 / 90 = ₹150.00', 'Loans, written off before the division: ₹1,620.00',
    ]  # fmt: skip
    do(group, asked())
    with language('en'):
        again = by_pdfium(share_out_again(group.book, share_outs(group.book)[0], DAY))[0]
    assert 'A preview: it is not recorded yet.' not in again


def test_it_names_the_batch(group: Group) -> None:
    do(group, asked())
    with language('en'):
        pages = by_pdfium(share_out_again(group.book, share_outs(group.book)[0], DAY))
    assert 'V2025-001 of 31 December 2025' in pages[0]


def test_while_it_is_not_decided_what_becomes_of_loans_nobody_is_promised_anything(group: Group) -> None:
    """Asha owes 6,120. Set off, Brinda gets 4,530 and Chhaya 4,500; without a decision no figure holds."""
    assert seen(group, asked(set_off=False)).done is None
    done = seen(group, asked()).done
    assert done is not None and [payout.paid for payout in done.payouts] == [0, 4_530_00, 4_500_00]


def test_what_left_the_box_with_a_share_out_is_less_than_was_paid_out_where_shares_are_left_in(group: Group) -> None:
    """9,030 are paid out; Brinda leaves 5 shares of 100 in: 8,530 are handed out."""
    batch = do(group, asked(left_in={BRINDA: 5}))
    assert (batch.pool, recorded(group.book, batch).paid, handed_out(group.book, batch)) == (
        13_500_00, 9_030_00, 8_530_00,
    )  # fmt: skip
