"""`dividend` and `shareout` on the command line: shown first, recorded with --record, every reason on refusal."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from main import app
from tests.groups import Group

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


def test_wrong_use_and_refusals_have_their_exit_codes(file: Path) -> None:
    assert run('dividend', file, *YEAR).exit_code == 2
    assert run('dividend', file, *YEAR, '--rate', 'ten').exit_code == 2
    assert run('shareout', file, '--counted', '6000', '--left-in', 'Asha').exit_code == 2
    short = run('shareout', file, '--counted', '5000', '--today', '2026-01-01', '--json')
    assert (short.exit_code, 'a difference of' in json.loads(short.stdout)['problems'][0]) == (1, True)
