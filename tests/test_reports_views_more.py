"""The lines of Summary and Passbook that only some groups have: shares, funds, pots; they make up cash and bank."""

from datetime import date
from pathlib import Path

import pytest

from actions import settings
from reports import messages, summaries
from reports.views import view_changes
from rules import totals
from rules.periods import Month
from sheets import views, xlsx
from sheets.words import language
from tests.groups import NOW, PRESIDENT, Group
from tests.machine import LibreOffice
from tests.recalculated import views as stored
from tests.recalculated import worked_out
from tests.rounds import Chama
from tests.test_reports_views import TODAY, figures_of, figures_shown, flushed


@pytest.fixture
def with_pots(tmp_path: Path) -> Chama:
    """Two members with shares, a social fund and a pot of 1,000 each, which the first one has had; a loan is lost."""
    more = {'kind': 'vsla', 'module_shares': True, 'module_social_fund': True, 'share_price': 100_00}
    group = Chama(tmp_path, 'Asha Brinda', today=TODAY, **more)
    asha, brinda = group.members
    group.do('share', '300', '2025-01-03', member=asha)
    group.do('share', '200', '2025-01-03', member=brinda)
    group.do('social', '40', '2025-01-03', member=asha)
    group.do('contribution', '200', '2025-01-03', member=asha)
    group.open()
    group.bring('C1/1', asha, brinda)
    group.pay('C1/1', asha, '2000')
    group.bring('C1/2', asha, on='2025-02-05')
    group.do('opening', '700', '2025-01-01')
    loan = group.do('loan', '500', '2025-02-10', member=brinda)
    group.write_off('500', '2025-06-03', group.book.loans[loan.entry_id].number)
    return group


@pytest.mark.needs('libreoffice')
def test_shares_funds_and_pots_are_lines_of_the_summary_which_make_up_cash_and_bank(
    with_pots: Chama, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    """Asha saved 200 and has had 2,000 of the pots for 2,000 that she brought; Brinda's 1,000 went to her, and is owed.

    1,940 = savings 200 + shares 500 + social fund 40 + brought in 700 + pots 1,000 (3,000 less 2,000) - written off 500
    """
    group = with_pots
    xlsx.amend_cells(group.path, 'Passbook', {'B4': group.members[0]})
    flushed(group)
    shown, figures = stored(group.path), summaries.figures(group.book, TODAY)
    assert worked_out(libreoffice, group.path, tmp_path) == shown
    assert figures_shown(shown['Summary']) == figures_of(group, TODAY)
    rows = enumerate(views.more('vsla'), views.MORE_ROW + 1)
    told = {shown['Summary'][f'A{row}']: shown['Summary'][f'B{row}'] for row, _line in rows}
    assert {title: amount for title, amount in told.items() if amount} == {
        'Merry-go-round': 1_000, "Members' shares": 500, 'Social fund': 40, 'Brought in at the start': 700,
        'Loans written off': 500, 'Cash and bank': 1_940,
    }  # fmt: skip
    assert figures.cash + figures.bank == 1_940_00 == totals.cash_and_bank(figures.by_name())
    assert (figures_shown(shown['Summary'])['savings'], figures_shown(shown['Summary'])['loans_past']) == (200, 1)
    # Of January the 200 that Asha saved, and not the 2,000 that went into the pot.
    january = views.BOXES_ROW + views.MONTHS_SHOWN - 6
    assert (shown['Summary'][f'E{january}'], shown['Summary'][f'F{january}']) == (date(2025, 1, 1), 200)
    passbook = shown['Passbook']
    assert passbook['K10'] == 'Merry-go-round'
    # January: 200 deposited, and of the pots 2,000 less 1,000; February: 1,000 put in.
    assert [[passbook[f'{letter}{row}'] for letter in 'DJK'] for row in (11, 12, 13)] == [
        [200, 200, 1_000], [0, 200, -1_000], [0, 200, 0],
    ]  # fmt: skip
    assert (passbook['B7'], passbook['K23']) == (200, 0)
    assert view_changes(group.book, group.path.read_bytes(), TODAY) == []
    then = worked_out(libreoffice, group.path, tmp_path, as_of=date(2025, 1, 20))
    assert figures_shown(then['Summary']) == figures_of(group, date(2025, 1, 20))


@pytest.mark.needs('libreoffice')
def test_where_members_buy_shares_the_last_column_of_the_passbook_is_what_she_has_in_them(
    libreoffice: LibreOffice, tmp_path: Path
) -> None:
    """Asha buys 300 in January and 200 in March, and gets 100 back in April."""
    group = Group(tmp_path, kind='vsla', module_shares=True, share_price=100_00)
    asha = group.join('Asha')
    for amount, on in (('300', '2025-01-03'), ('200', '2025-03-03')):
        group.do('share', amount, on, member=asha)
    group.do('share-back', '100', '2025-04-03', member=asha)
    xlsx.amend_cells(group.path, 'Passbook', {'B4': asha, 'F4': 2025})
    flushed(group)
    shown = stored(group.path)
    assert worked_out(libreoffice, group.path, tmp_path) == shown
    passbook = shown['Passbook']
    assert [passbook['K10'], *(passbook[f'K{row}'] for row in range(11, 16))] == ['Shares', 300, 300, 500, 400, 400]
    assert 'K23' not in passbook
    assert view_changes(group.book, group.path.read_bytes(), TODAY) == []


def test_the_summary_of_a_self_help_group_has_nothing_new(tmp_path: Path) -> None:
    group = Group(tmp_path)
    shown = stored(group.path)['Summary']
    assert not [address for address in shown if int(address[1:]) > views.BOXES_TOTAL_ROW]
    assert 'K10' not in stored(group.path)['Passbook']


@pytest.mark.needs('libreoffice')
def test_where_members_save_by_shares_the_shares_are_the_deposits_of_the_month(
    tmp_path: Path, libreoffice: LibreOffice
) -> None:
    """600 in May less 100 that was taken back, 200 in June; a group that asks for deposits counts those alone."""
    group = Group(tmp_path, today=TODAY, kind='vsla', module_shares=True, share_price=100_00, monthly_due=0)
    asha = group.join('Asha')
    group.do('share', '500', '2025-05-06', member=asha)
    wrong = group.do('share', '100', '2025-05-07', member=asha)
    group.do('reversal', '0', '2025-05-08', reverses=wrong.entry_id, reason='typed twice')
    group.do('share', '200', '2025-06-02', member=asha)
    flushed(group)
    last = views.BOXES_ROW + views.MONTHS_SHOWN
    shown = stored(group.path)
    assert [shown['Summary'][f'F{row}'] for row in (last - 2, last - 1, last)] == [500, 200, 0]
    assert worked_out(libreoffice, group.path, tmp_path) == shown
    with language('en'):
        said = messages.monthly(group.book, Month(2025, 5), TODAY)
    assert 'Deposited this month: *₹500.00*' in said and 'Next due day' not in said
    settings.amend_bylaw(group.book, 'monthly_due', '100', 'agreed', TODAY, PRESIDENT, NOW, TODAY, 'c1')
    flushed(group)
    assert [stored(group.path)['Summary'][f'F{row}'] for row in (last - 2, last - 1)] == [0, 0]
    assert worked_out(libreoffice, group.path, tmp_path) == stored(group.path)
