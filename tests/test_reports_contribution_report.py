"""The contribution report of a book: on a page, on paper, as a sheet; and the ratios with their figures."""

from fractions import Fraction
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from reports import contribution_report
from reports.contribution_paper import contribution_paper, in_figures, percent
from reports.contribution_report import growth, listing
from reports.contribution_xlsx import contribution_xlsx
from reports.listings import Shown
from reports.ratios import ratios
from rules.contribution_report import Length
from tests.groups import Group
from tests.printed import by_pdfium


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Asha and Brinda pay 200.00 in January; in February Brinda stops; Chhaya leaves on 20 March 2025."""
    group = Group(tmp_path, module_social_fund=True)
    for name in ('Asha', 'Brinda', 'Chhaya'):
        group.join(name)
    for member, on in (('M2025-001', '2025-01-08'), ('M2025-002', '2025-01-09'), ('M2025-001', '2025-02-08')):
        group.do('contribution', '200', on, member=member)
    group.leave('M2025-003', '2025-03-20')
    return group


def test_where_members_save_by_shares_what_they_bought_is_what_they_contributed(tmp_path: Path) -> None:
    """Asha buys for 300.00 in January and 200.00 in February, Brinda for 100.00; what was taken back is gone."""
    group = Group(tmp_path, module_shares=True, share_price=100_00, monthly_due=0)
    asha, brinda = group.join('Asha'), group.join('Brinda')
    for member, amount, on in ((asha, '300', '2025-01-08'), (brinda, '100', '2025-01-08'), (asha, '200', '2025-02-08')):
        group.do('share', amount, on, member=member)
    wrong = group.do('share', '500', '2025-02-09', member=brinda)
    group.do('reversal', '', '2025-02-10', reverses=wrong.entry_id)
    today = group.today.replace(year=2025, month=3, day=1)
    january, february, _march = contribution_report.lines(group.book, 'month', today)
    assert (january.total, january.contributors, february.total, february.contributors) == (400_00, 2, 200_00, 1)
    assert growth(february) == '−50 %'
    assert [group.book.members[one].name for one in february.stopped] == ['Brinda']


@pytest.mark.parametrize(
    ('length', 'said'),
    [
        ('month', [('March 2025', '2', '0', '0.00', '200.00', '−100 %', '', 'Asha'),
                   ('February 2025', '3', '1', '200.00', '400.00', '−50 %', '200.00', 'Brinda'),
                   ('January 2025', '3', '2', '400.00', '', '', '200.00', '')]),
        ('quarter', [('2025 Q1', '3', '2', '600.00', '', '', '300.00', '')]),
        ('year', [('2025', '3', '2', '600.00', '', '', '300.00', '')]),
    ],
)  # fmt: skip
def test_each_period_tells_who_paid_how_much_it_grew_and_who_stopped(
    group: Group, length: Length, said: list[tuple[str, ...]]
) -> None:
    """In March nobody paid, and Asha is still a member: she has stopped once the month is over."""
    today = group.today.replace(year=2025, month=4 if length == 'month' else 3, day=1)
    found = contribution_report.lines(group.book, length, today)
    listed = listing(group.book, found, Shown(group.book))
    rows = listed.rows[1:] if length == 'month' else listed.rows
    march = [('March 2025', '3', *row[2:]) if row[0] == 'March 2025' else row for row in said]
    assert list(rows) == march
    assert listed.total[3] == '600.00'


def test_growth_is_said_to_a_tenth_of_a_percent(group: Group) -> None:
    group.do('contribution', '266.70', '2025-03-01', member='M2025-001')
    found = contribution_report.lines(group.book, 'month', group.today)
    assert [growth(line) for line in found[:4]] == ['', '−50 %', '+33.4 %', '−100 %']


def test_the_ratios_stand_beside_their_formulas_and_figures(group: Group) -> None:
    """600.00 saved, of which 300.00 are lent to one of two members; 26 weeks later 12.00 of interest came in."""
    group.do('loan', '300', '2025-03-01', member='M2025-001')
    group.do('repayment', '12', '2025-04-10', loan='L2025-001')
    day = group.today.replace(year=2025, month=7, day=2)
    found = {one.name: one for one in ratios(group.book, day)}
    assert found['Members with loans'].value == Fraction(1, 2)
    assert found['Loan-fund utilisation'].value == Fraction(300, 612)
    assert found['Portfolio at risk, 30 days'].value == 1
    assert found['Return on savings, a year'].value == Fraction(12, 600) * 52 / 26
    assert found['Retention of members'].value == Fraction(2, 3)
    assert found['Write-off ratio'].value == 0
    utilised = found['Loan-fund utilisation']
    assert percent(utilised) == '49'
    assert in_figures(utilised, 'INR') == 'loans outstanding: ₹300.00; loan-fund cash in box and bank: ₹312.00'


def test_what_is_the_social_funds_is_not_the_loan_funds(group: Group) -> None:
    group.do('social', '50', '2025-02-05', member='M2025-001')
    group.do('loan', '300', '2025-03-01', member='M2025-001')
    day = group.today.replace(year=2025, month=3, day=2)
    found = {one.name: one for one in ratios(group.book, day)}
    assert found['Loan-fund utilisation'].value == Fraction(1, 2)


def test_where_nothing_can_be_said_there_is_a_stroke(tmp_path: Path) -> None:
    assert {percent(one) for one in ratios(Group(tmp_path).book, Group(tmp_path).today)} == {'–'}


def test_on_paper_and_as_a_sheet_it_says_the_same(group: Group) -> None:
    pages = by_pdfium(contribution_paper(group.book, 'year', group.today))
    text = '\n'.join(line for page in pages for line in page)
    assert '600.00' in text
    assert 'Members with loans' in text
    content = contribution_xlsx(group.book, 'month', group.today)
    assert content == contribution_xlsx(group.book, 'month', group.today)
    rows = list(openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    february = next(row for row in rows if row[0] == 'February 2025')
    assert february == ('February 2025', 3, 1, 200, 400, '−50 %', 200, 'Brinda')
    assert next(row[3] for row in rows if row[0] == 'Total') == '=SUM(D6:D18)'
    assert any(str(row[0]) == 'Write-off ratio' for row in rows)
