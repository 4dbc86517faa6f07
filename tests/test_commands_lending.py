"""Loans on products on the command line: given, borrowed by the group, stated; every reason on refusal."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from actions import applications, products
from actions.applications import Application, Verdict
from actions.who import Who
from main import app
from rules.register_records import LoanProduct
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.printed import by_pdfium

SHORT = LoanProduct('', '', 'Short loan', 'term', Fraction(2), 'month', 'equal-instalments', '1 month', 4, 12,
                    processing_percent=Fraction(1), fees_taken='taken off')  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Asha saved 20,000.00; one officer does both; an approved loan of the group itself, L2025-001, of 8,000.00."""
    group = Group(tmp_path, module_products=True, one_officer_allowed=True, loan_savings_times=Fraction(3),
                  loan_rate_most_percent=Fraction(3))  # fmt: skip
    group.do('contribution', '20000', '2025-01-05', member=group.join('Asha'))
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    products.add(group.book, replace(SHORT, name='Agreed sum', method='fixed', count=None), PRESIDENT, NOW, TODAY, 'p2')
    asked = Application('g1', '', 'P1', 8_000_00, date(2025, 1, 10))
    applications.apply(group.book, asked, Who('Meena'), NOW, TODAY)
    applications.decide(
        group.book, [Verdict('L2025-001', 'approved', 8_000_00)], date(2025, 1, 11), PRESIDENT, NOW, TODAY, 'd1'
    )
    group.book.close()
    return group.path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def record(file: Path, *words: object) -> Result:
    return run('record', file, *words, '--today', '2025-12-31', '--by', 'Savitri')


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout.splitlines()[0])
    return answer


def statement(file: Path, on: str, number: str = 'L2025-002') -> dict[str, Any]:
    return told(run('statement-of-loan', file, '--loan', number, '--on', on, '--json'))


def given(file: Path) -> None:
    asked = '--kind', 'loan', '--amount', '12000', '--date', '2025-01-31', '--member', 'M2025-001', '--product', 'P1'
    assert told(record(file, *asked, '--entry-id', 'first'))['rows'] == 2, 'the loan and its fee'


def test_a_loan_on_a_product_is_given_once_and_has_its_instalments(file: Path) -> None:
    given(file)
    given(file)
    answer = statement(file, '2025-02-28')
    assert {key: answer[key] for key in ('loan', 'name', 'status', 'lent', 'due', 'closes_it')} == {
        'loan': 'L2025-002', 'name': 'Asha', 'status': 'running', 'lent': '12000.00', 'due': '3151.49',
        'closes_it': '12240.00',
    }  # fmt: skip
    assert [(row['n'], row['due'], row['total'], row['state']) for row in answer['instalments']][:2] == [
        (1, '2025-02-28', '3151.49', 'pending'), (2, '2025-03-31', '3151.49', 'pending'),
    ]  # fmt: skip


def test_number_and_sum_of_the_instalments_may_be_agreed_with_the_loan(file: Path) -> None:
    asked = '--kind', 'loan', '--amount', '6000', '--date', '2025-01-31', '--member', 'M2025-001'
    told(record(file, *asked, '--product', 'P1', '--count', '6'))
    told(record(file, *asked, '--product', 'P2', '--instalment', '2500'))
    assert len(statement(file, '2025-02-01')['instalments']) == 6
    assert [row['total'] for row in statement(file, '2025-02-01', 'L2025-003')['instalments']] == [
        '2500.00', '2500.00', '1216.25',
    ]  # fmt: skip


@pytest.mark.parametrize(
    'words, said',
    [
        (['--product', 'P1', '--count', '0'], 'A loan has from 1 to 1200 instalments, not 0.'),
        (['--product', 'P1', '--count', '10000'], 'A loan has from 1 to 1200 instalments, not 10000.'),
        (['--product', 'P1', '--count', '13'], 'at most 12 instalments, not 13'),
        (['--product', 'P1', '--rate', '1'], 'The rate of a loan on a product is that of the product.'),
        (['--product', 'P9'], 'There is no loan product P9 that is offered.'),
        (['--product', 'P2', '--instalment', '1'], 'does not cover the interest'),
        (['--rate', '-1'], "'-1' is not a rate in percent a month."),
        (['--rate', '3.01'], 'The bylaws allow at most 3 percent a month, which is 36 percent a year.'),
        (['--product', 'P1', '--count', '0', '--rate', '1'], 'The rate of a loan on a product'),
    ],
)
def test_what_cannot_be_lent_is_refused_with_every_reason_and_nothing_changes(
    file: Path, words: list[str], said: str
) -> None:
    before = run('summary', file, '--on', '2025-12-31', '--json').stdout
    result = record(file, '--kind', 'loan', '--amount', '5000', '--date', '2025-01-31', '--member', 'M2025-001', *words)
    assert result.exit_code == 1
    assert said in result.output
    assert run('summary', file, '--on', '2025-12-31', '--json').stdout == before


def test_a_payment_before_the_loan_or_above_what_is_owed_is_refused(file: Path) -> None:
    given(file)
    asked = '--kind', 'repayment', '--member', 'M2025-001', '--loan', 'L2025-002'
    early = record(file, *asked, '--amount', '100', '--date', '2025-01-30')
    assert early.exit_code == 1 and 'was given on 31 January 2025; 30 January 2025 lies before that' in early.output
    much = record(file, *asked, '--amount', '12240.01', '--date', '2025-02-28')
    assert much.exit_code == 1 and 'is owed on 28 February 2025' in much.output
    assert statement(file, '2025-03-01')['outstanding'] == '12000.00'


def test_the_group_takes_up_its_own_loan_and_pays_it_back(file: Path) -> None:
    told(record(file, '--kind', 'borrowed', '--amount', '8000', '--date', '2025-01-31', '--loan', 'L2025-001'))
    told(record(file, '--kind', 'repayment', '--amount', '2100.99', '--date', '2025-02-28', '--loan', 'L2025-001'))
    answer = statement(file, '2025-03-01', 'L2025-001')
    assert (answer['name'], answer['outstanding'], answer['status']) == ('Asmita', '6059.01', 'running')


def test_the_statement_has_headings_and_says_what_closes_the_loan(file: Path) -> None:
    given(file)
    lines = run('statement-of-loan', file, '--loan', 'L2025-002', '--on', '2025-02-01').stdout.splitlines()
    assert lines[1].split() == ['Due', 'Instalment', 'Left', 'Status']
    assert lines[-1].startswith('What closes it: ')


def test_the_statement_is_a_paper_with_the_instalments_and_the_rows(file: Path, tmp_path: Path) -> None:
    given(file)
    told(record(file, '--kind', 'repayment', '--amount', '3151.49', '--date', '2025-02-28', '--loan', 'L2025-002'))
    out = tmp_path / 'loan.pdf'
    words = '--loan', 'L2025-002', '--on', '2025-04-01', '--language', 'en'
    assert run('statement-of-loan', file, *words, '-o', out).exit_code == 0
    text = ' '.join(line for page in by_pdfium(out.read_bytes()) for line in page)
    for said in ('Asha · L2025-002', '2 % a month, in 4 instalments', '2,911.49', 'overdue', 'paid', 'Loan repaid'):
        assert said in text, said
    assert run('statement-of-loan', file, *words, '-o', file).exit_code == 2, 'never over the workbook'
    missing = run('statement-of-loan', file, '--loan', 'L2025-009')
    assert missing.exit_code == 1 and 'There is no loan L2025-009 that was given.' in missing.output
