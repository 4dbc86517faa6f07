"""The balances of the books before: read from a pasted table, looked at as a whole, recorded together or not at all."""

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions import opening
from main import app
from reports import summaries
from reports.loans import group_loans
from reports.verify import problems_of_book
from rules.problems import Refused
from tests.groups import NOW, PRESIDENT, TODAY, Group

DAY = date(2025, 3, 31)
TABLE = """Whose\tSavings\tShares\tLoan\tPercent\tAmount
M2025-001\t12,000\t500\t5,000\t1.5\t
bina\t8,000\t\t\t\t
Cash\t\t\t\t\t10,000
Bank\t\t\t\t\t13,500
Social fund\t\t\t\t\t3,000
Earned so far\t\t\t\t\t5,000
"""


@pytest.fixture
def group(tmp_path: Path) -> Group:
    group = Group(tmp_path, module_shares=True, module_social_fund=True)
    group.join('Asha')
    group.join('Bina')
    return group


def record(group: Group, text: str, request: str = 'o') -> int:
    asked = opening.pasted(group.book, text, DAY, request)
    return len(opening.record_opening(group.book, asked, PRESIDENT, NOW, TODAY))


def refusal(group: Group, text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        record(group, text)
    assert len(group.book.frame()) == 0
    return [str(problem) for problem in refused.value.problems]


def test_all_balances_are_recorded_together_and_tie(group: Group) -> None:
    """10,000 + 13,500 + 5,000 lent = 20,000 saved + 500 in shares + 3,000 social fund + 5,000 earned."""
    assert opening.sheet(group.book, opening.pasted(group.book, TABLE, DAY, 'o')).result == 0
    assert record(group, TABLE) == 7
    figures = summaries.figures(group.book, DAY)
    assert (figures.cash, figures.bank, figures.savings) == (10_000_00, 13_500_00, 20_000_00)
    assert figures.loans_outstanding == 5_000_00
    (loan,) = summaries.loans_table(group.book, DAY).to_dict('records')
    assert (loan['number'], loan['lent'], loan['outstanding']) == ('L2025-001', 5_000_00, 5_000_00)
    lines = {line.account: line.credit - line.debit for line in summaries.trial_balance(group.book, DAY)}
    assert (lines['opening'], lines['shares'], lines['social']) == (5_000_00, 500_00, 3_000_00)
    assert str(next(iter(group.book.loans.values())).rate) == '3/2'
    assert record(group, TABLE) == 7 and len(group.book.frame()) == 7, 'the same sitting records once'


def test_what_the_group_owes_banks_is_taken_over_as_its_loans_and_ties(group: Group) -> None:
    """10,000 + 13,500 + 5,000 lent, of which 1,500 and 500 are owed to two banks: 3,000 of it was earned."""
    borrowed = 'Borrowed from outside\t\t\t\t1\t1,500\nborrowed\t\t\t\t0.5\t500\nEarned so far\t\t\t\t\t3,000\n'
    assert record(group, TABLE.replace('Earned so far\t\t\t\t\t5,000\n', borrowed)) == 9
    lines = {line.account: line.credit - line.debit for line in summaries.trial_balance(group.book, DAY)}
    assert (lines['borrowed'], lines['opening'], sum(lines.values())) == (2_000_00, 3_000_00, 0)
    assert [(loan.number, str(loan.rate), standing.outstanding) for loan, standing in group_loans(group.book, DAY)] == [
        ('L2025-002', '1', 1_500_00), ('L2025-003', '1/2', 500_00),
    ]  # fmt: skip
    assert len(summaries.loans_table(group.book, DAY)) == 1, 'the loan of the member; what the group owes is none'
    group.do('repayment', '515', '2025-04-30', loan='L2025-002')
    assert group.rows('kind', 'amount')[-2:] == [('borrowed-interest', '1500'), ('borrowed-back', '50000')]
    assert problems_of_book(group.book) == []


def test_balances_that_do_not_tie_are_refused_and_the_difference_is_named(group: Group) -> None:
    (said,) = refusal(group, TABLE.replace('13,500', '13,400'))
    assert 'The group has 28400.00, and 28500.00 belong to somebody: a difference of -100.00.' in said


def test_every_wrong_line_is_named(group: Group) -> None:
    said = refusal(group, TABLE.replace('bina', 'Chitra').replace('12,000', 'much').replace('3,000\n', '-3\n'))
    assert [text.partition('.')[0] for text in said[:3]] == [
        "Line 2: 'much' is not an amount", "Line 3: 'Chitra' is no member, account or fund",
        "Line 6: '-3' is not an amount",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ('text', 'said'),
    [
        ('', 'There are no lines below the headings.'),
        ('Whose\tSavngs\nM2025-001\t5\n', "The heading 'Savngs' is not known."),
        ('Whose\tSavings\nM2025-001\t\n', 'No balance is filled in.'),
        ('Whose\tSavings\nM2025-001\t1\nAsha\t1\n', 'Line 3: Asha stands on two lines.'),
        ('Whose\tAmount\nM2025-001\t1\n', 'Line 2: The amount of M2025-001 has no heading of its own.'),
    ],
)
def test_a_table_that_cannot_be(group: Group, text: str, said: str) -> None:
    assert refusal(group, text)[0].startswith(said)


def test_a_book_that_has_rows_before_the_day_is_refused(group: Group) -> None:
    group.do('income', '5', '2025-02-01')
    with pytest.raises(Refused, match='The book has rows from 2025-02-01 on'):
        record(group, TABLE)


def test_the_command_takes_a_csv_file(group: Group, tmp_path: Path) -> None:
    group.book.close()
    file = tmp_path / 'balances.csv'
    file.write_text(TABLE.replace(',', '').replace('\t', ','), encoding='utf-8')
    words = ['opening', str(group.path), '--from', str(file), '--on', '2025-03-31', '--today', '2026-01-01', '--json']
    looked = json.loads(CliRunner().invoke(app, [*words, '--check']).stdout)
    assert (looked['status'], looked['difference'], looked['rows']) == ('checked', '0.00', 0)
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)['rows'] == 7
