"""`dividend` and `shareout` on the command line: shown first, recorded with --record, every reason on refusal."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from main import app
from tests.groups import Group
from tests.printed import by_pdfium

YEAR = ('--from', '2025-01-01', '--to', '2025-12-31', '--today', '2026-01-01')


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Asha has 10 shares, Brinda 20; other income of 3,000.00; 5 % tax."""
    group = Group(
        tmp_path, module_shares=True, module_share_out=True, module_dividends=True, module_social_fund=True,
        share_most=0, withholding_tax_percent=Fraction(5),
    )  # fmt: skip
    for name, amount in (('Asha', '1000'), ('Brinda', '2000')):
        group.do('share', amount, '2025-02-01', member=group.join(name))
    group.do('income', '3000', '2025-03-01')
    group.book.close()
    return group.path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def told(*words: object) -> dict[str, Any]:
    result = run(*words, '--json')
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_a_dividend_is_shown_and_with_record_recorded_once(file: Path) -> None:
    wish = 'dividend', file, *YEAR, '--pool', '100', '--entry-id', 'v1'
    shown = told(*wish)
    assert (shown['status'], shown['gross'], shown['tax'], shown['net']) == ('shown', '100.00', '5.00', '95.00')
    assert [member['gross'] for member in shown['members']] == ['33.33', '66.67']
    assert shown['members'][0]['lines'][-1] == {'label': 'Paid out', 'formula': '₹33.33 − ₹1.67', 'value': '₹31.66'}
    for _ in range(2):
        done = told(*wish, '--record')
        assert (done['status'], done['number'], done['problems']) == ('recorded', 'V2026-001', [])
    refused = run('dividend', file, *YEAR, '--rate', '5', '--record')
    assert refused.exit_code == 1 and 'For days of this period V2026-001 was given already' in refused.stderr
    assert run('verify', file).exit_code == 0


def test_a_share_out_is_shown_and_with_record_recorded(file: Path) -> None:
    wish = 'shareout', file, '--counted', '6000', '--today', '2026-01-01', '--entry-id', 's1'
    shown = told(*wish)
    assert (shown['paid'], shown['status']) == ('6000.00', 'shown')
    assert [member['paid'] for member in shown['members']] == ['2000.00', '4000.00']
    done = told(*wish, '--left-in', 'M2025-001=3', '--record')
    assert (done['number'], done['status']) == ('V2026-001', 'recorded')
    assert json.loads(run('summary', file, '--json').stdout)['cash'] == '300.00'
    assert run('verify', file).exit_code == 0


def test_a_share_out_that_cannot_be_recorded_is_shown_with_the_reasons(file: Path) -> None:
    """Asha paid 50.00 into the social fund; 100.00 are missing, or so much that nothing can be divided."""
    run('record', file, '--kind', 'social', '--amount', '50', '--member', 'M2025-001', '--date', '2025-05-01')
    shown = run('shareout', file, '--counted', '5950', '--today', '2026-01-01')
    assert shown.exit_code == 1 and 'M2025-002  Brinda' in shown.stdout and 'a difference of' in shown.stderr
    bare = run('shareout', file, '--counted', '10', '--today', '2026-01-01')
    assert [line.split('  ')[0] for line in bare.stdout.splitlines()] == [
        'Cash counted', 'In box and bank by the books', 'Social fund, kept',
    ]  # fmt: skip


def test_while_loans_run_nobody_is_promised_anything_and_the_reason_names_the_option(file: Path) -> None:
    """Asha owes 500.00 and 10.00 interest; set off against her part she gets so much less, and it can be recorded."""
    lent = '--kind', 'loan', '--amount', '500', '--member', 'M2025-001', '--date', '2025-12-31'
    assert run('record', file, *lent).exit_code == 0
    wish = 'shareout', file, '--counted', '5500', '--today', '2026-01-01'
    shown = run(*wish, '--json')
    answer = json.loads(shown.stdout)
    assert (shown.exit_code, answer['problems']) == (1, [
        'It is not decided what becomes of the running loans L2025-001. '
        'Record their repayment, or decide that they are set off. (--set-off-loans)'
    ])  # fmt: skip
    assert 'members' not in answer and [line['label'] for line in answer['fund']] == [
        'Cash counted', 'In box and bank by the books',
    ]  # fmt: skip
    decided = told(*wish, '--set-off-loans')
    assert [member['paid'] for member in decided['members']] == ['1493.00', '4007.00']


def test_a_group_without_share_outs_is_told_how_to_switch_them_on(tmp_path: Path) -> None:
    group = Group(tmp_path)
    group.do('contribution', '200', '2025-01-05', member=group.join('Asha'))
    group.book.close()
    words = '--counted', '200', '--today', '2026-01-01', '--record'
    refused = run('shareout', group.path, *words)
    assert refused.exit_code == 1
    assert 'The group does not use "Share-out". The president can switch it on in the settings.' in refused.stderr
    of_shares = run('dividend', group.path, *YEAR, '--pool', '10', '--record')
    assert of_shares.exit_code == 1 and 'The group does not use "Dividends".' in of_shares.stderr


def test_wrong_use_and_refusals_have_their_exit_codes(file: Path) -> None:
    assert run('dividend', file, *YEAR).exit_code == 2
    assert run('dividend', file, *YEAR, '--rate', 'ten').exit_code == 2
    nothing = run('dividend', file, *YEAR, '--rate', '0', '--record')
    assert nothing.exit_code == 1
    assert 'The rate must be more than 0 and at most 100 percent. Type a rate such as 12 or 7.5.' in nothing.stderr
    assert run('shareout', file, '--counted', '6000', '--left-in', 'Asha').exit_code == 2
    short = run('shareout', file, '--counted', '5000', '--today', '2026-01-01', '--json')
    assert (short.exit_code, 'a difference of' in json.loads(short.stdout)['problems'][0]) == (1, True)


def test_what_was_recorded_is_printed_again_and_a_slip_of_it(file: Path, tmp_path: Path) -> None:
    """150.00 for 10 and 20 shares: 50.00 for Asha, of which 2.50 are withheld."""
    told('dividend', file, *YEAR, '--pool', '150', '--record')
    run('record', file, '--kind', 'tax-paid', '--amount', '7.50', '--date', '2026-01-01', '--today', '2026-01-02')
    told('shareout', file, '--counted', '5850', '--today', '2026-01-02', '--record')
    for number, member, words in (
        ('V2026-001', '', ['Asha', '50.00', '2.50', '47.50', '142.50']),
        ('V2026-001', 'M2025-001', ['Asha', '₹47.50', '₹1,000.00 / ₹3,000.00']),
        ('V2026-002', '', ['Asha', 'Brinda', '5,850.00']),
    ):
        paper = tmp_path / f'{number}{member}.pdf'
        result = run('paper-of-batch', file, '--number', number, *(['--member', member] if member else []), '-o', paper)
        assert result.exit_code == 0, result.output
        text = ' '.join(line for page in by_pdfium(paper.read_bytes()) for line in page)
        assert [word for word in words if word not in text] == [], text
    for words, said in (
        (['--number', 'V2026-009'], 'There is no batch V2026-009.'),
        (['--number', 'V2026-002', '--member', 'M2025-001'], 'The batch V2026-002 has no slip of M2025-001.'),
    ):
        refused = run('paper-of-batch', file, *words, '-o', tmp_path / 'none.pdf')
        assert refused.exit_code == 1 and said in refused.stderr
    assert run('paper-of-batch', file, '--number', 'V2026-002', '-o', tmp_path / 'none.doc').exit_code == 2
