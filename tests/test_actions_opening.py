"""The balances of the books before: read from a pasted table, looked at as a whole, recorded together or not at all."""

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions import batches, dividends, opening
from main import app
from reports import summaries
from reports.loans import group_loans
from reports.verify import problems_of_book
from rules.balances import Period
from rules.dividends import Declaration
from rules.problems import Refused
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.typed import flush, one

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
    group = Group(tmp_path, module_shares=True, module_social_fund=True, module_dividends=True)
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


def test_a_member_with_two_loans_has_a_line_for_the_second(group: Group) -> None:
    """2,000 more are lent to her and 2,000 less in the box; a second line with savings on it is refused."""
    two = TABLE.replace('10,000', '8,000') + 'Asha\t\t\t2,000\t3\n'
    assert opening.sheet(group.book, opening.pasted(group.book, two, DAY, 'o')).result == 0
    assert any(
        said.startswith('Line 8: Asha stands on two lines.') for said in refusal(group, f'{TABLE}Asha\t5\t\t1\n')
    )
    assert record(group, two) == 8
    given = [(loan.member_name, str(loan.rate)) for loan in group.book.loans.values()]
    assert given == [('Asha', '3/2'), ('Asha', '3')]
    assert summaries.figures(group.book, DAY).loans_outstanding == 7_000_00


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


@pytest.mark.parametrize('again', [False, True])
def test_what_happened_before_the_cut_off_day_is_in_the_balances(group: Group, again: bool) -> None:
    """The balances of 31 March, then rows of the 30th: in the form, in a batch, typed in the sheet, for all together.

    What was forgotten, 100 in shares, is a balance of its own, of any day. 20,000 are saved, and 5 of the 31st: 20,005.
    """
    record(group, TABLE)
    if again:
        group.book.close()
        group = Group.at(group.path)
    told = 'The book begins with the balances of 2025-03-31, and what happened on 2025-03-30 is in them.'
    assert told in group.refusal('contribution', '5', '2025-03-30', member='M2025-001')
    assert told in group.refusal('expense', '5', '2025-03-30')
    line = {'kind': 'contribution', 'member': 'M2025-002', 'amount': '5', 'date': '2025-03-30'}
    (looked,) = batches.look_at_all(group.book, [line], PRESIDENT, NOW, TODAY)
    assert looked['problems'][0].startswith('The book begins with the balances of 31 March 2025')
    group.do('opening-shares', '100', '2025-03-15', member='M2025-001')
    until = date(2025, 3, 30)
    declared = Declaration(Period(date(2025, 1, 1), until), 'closing balance', pool=10_00)
    given = dividends.Asked('v1', 'dividend', declared, until, credited=True)
    (problem,) = dividends.preview(group.book, given, TODAY).problems
    assert told in problem.said()
    flush(group)
    typed_row = one(group, Date=until)
    assert typed_row.verdict == 'bad' and told in typed_row.reasons[0].said()

    group.do('contribution', '5', '2025-03-31', member='M2025-001')
    assert summaries.figures(group.book, DAY).savings == 20_005_00


def test_balances_that_were_all_taken_back_close_no_day(group: Group) -> None:
    """A single balance never did: only what was taken over in one sitting says that all is in it."""
    group.do('opening-savings', '200', '2025-03-31', member='M2025-001')
    group.do('contribution', '5', '2025-03-30', member='M2025-001')
    group.do('reversal', '', '2025-03-31', reverses=group.book.frame()['id'].iloc[0])
    asked = opening.pasted(group.book, 'Whose\tSavings\tAmount\nAsha\t100\t\nCash\t\t100\n', date(2025, 2, 28), 'o')
    opening.record_opening(group.book, asked, PRESIDENT, NOW, TODAY)
    assert 'The book begins' in group.refusal('income', '5', '2025-02-27')
    for number in (1, 2):
        group.do('reversal', '', '2025-03-31', reverses=f'o-{number}')
        assert (group.book.balances_on() is None) == (number == 2)
    group.do('income', '5', '2025-02-27')


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
