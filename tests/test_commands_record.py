"""Each kind of entry on the command line: recorded by `record`, or refused there with the command that does it."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from actions import accounts, applications, products
from actions.accounts import NewAccount
from actions.applications import Application, Verdict
from actions.who import Who
from main import app
from rules.bylaws import MODULES
from rules.register_records import LoanProduct
from rules.transactions import KINDS, problems_of_details
from tests.groups import NOW, PRESIDENT, Group

ASHA, BINA = '--member M2025-001', '--member M2025-002'
ON = '2025-03-05'
BANK_LOAN = LoanProduct('', '', 'Bank loan', 'term', Fraction(1), 'month', 'equal-principal', '1 month', 4)

# In the order of a meeting: what is said, and the rows that it becomes.
RECORDED: tuple[tuple[str, str, list[str]], ...] = (
    ('opening', '--amount 9000', ['opening']),
    ('opening', '--amount 500 --mode bank', ['opening']),
    ('opening-savings', f'--amount 300 {BINA}', ['opening-savings']),
    ('opening-shares', f'--amount 200 {BINA}', ['opening-shares']),
    ('opening-social', '--amount 50', ['opening-social']),
    ('opening-loan', f'--amount 400 {BINA} --rate 1.5', ['opening-loan']),
    ('contribution', f'--amount 200 {ASHA} --for 2025-02 --mode mpesa --reference QGH7XK --cost 5',
     ['contribution', 'expense']),
    ('withdrawal', f'--amount 50 {ASHA}', ['withdrawal']),
    ('loan', f'--amount 400 {ASHA} --product P1', ['loan']),
    ('repayment', '--amount 110 --loan L2025-003', ['principal']),
    ('write-off', '--amount 100 --loan L2025-003 --note gone --decision D2025-001', ['write-off']),
    ('borrowed', '--amount 700 --loan L2025-001', ['borrowed']),
    ('opening-borrowed', '--amount 600 --rate 1', ['opening-borrowed']),
    ('fine', f'--amount 10 {ASHA} --category late', ['fine']),
    ('income', '--amount 30 --category rent', ['income']),
    ('expense', '--amount 20 --category tea', ['expense']),
    ('to-bank', '--amount 100', ['transfer-out', 'transfer-in']),
    ('from-bank', '--amount 40 --reference 17', ['transfer-out', 'transfer-in']),
    ('transfer', '--amount 70 --account A2025-001 --to-account A2025-002 --cost 2',
     ['transfer-out', 'transfer-in', 'expense']),
    ('share', f'--amount 300 {ASHA}', ['share']),
    ('share-back', f'--amount 100 {ASHA}', ['share-back']),
    ('social', f'--amount 20 {ASHA}', ['social']),
    ('social-grant', f'--amount 15 {BINA}', ['social-grant']),
    ('tax-paid', '--amount 2', ['tax-paid']),
    ('reversal', '--reverses LAST', ['tax-paid']),
    ('tax-paid', '--amount 2', ['tax-paid']),
)  # fmt: skip

# What needs more than one step, with the words of the refusal that name the command.
ELSEWHERE = {
    'payout': (f'--amount 1000 {ASHA}', 'with the command payout'),
    'share-out': (f'--amount 9 {BINA}', 'with the command shareout'),
    'dividend': (f'--amount 12 {ASHA}', 'with the command dividend'),
    'withholding': (f'--amount 2 {ASHA}', 'with the command dividend'),
    'savings-interest': (f'--amount 3 {ASHA}', 'with the command dividend'),
    'fixed-deposit': (f'--amount 1000 {BINA}', 'with the command fixed-deposit'),
    'fixed-deposit-interest': (f'--amount 60 {BINA}', 'with the command fixed-deposit'),
    'fixed-deposit-back': (f'--amount 1060 {BINA}', 'with the command fixed-deposit'),
}

# No more goes back than there is.
TOO_MUCH = (
    ('withdrawal', f'--amount 1000 {ASHA}', 'savings'),
    ('share-back', f'--amount 1000 {ASHA}', 'Asha has ₹200.00 in shares; ₹1,000.00 cannot be paid back.'),
    ('social-grant', f'--amount 1000 {BINA}', 'The social fund holds only ₹55.00'),
    ('tax-paid', '--amount 1', 'Of the tax withheld ₹0.00 is not paid on yet; ₹1.00 is more.'),
    ('transfer', '--amount 5000 --account A2025-002 --to-account A2025-001', 'There is only'),
)  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A group with every module, two members, a box A2025-001, a bank A2025-002, and a loan of its own approved."""
    modules: dict[str, Any] = dict.fromkeys(MODULES, True)
    group = Group(tmp_path, **modules, share_most=0, one_officer_allowed=True, withholding_tax_percent=Fraction(5))
    group.join('Asha')
    group.join('Bina')
    for number, (name, type_) in enumerate((('Box', 'cash'), ('Bank', 'bank'))):
        accounts.add(group.book, NewAccount(f'a{number}', name, type_), PRESIDENT, NOW, date(2025, 1, 1))
    products.add(group.book, BANK_LOAN, PRESIDENT, NOW, group.today, 'p1')
    asked, day = Application('g1', '', 'P1', 700_00, date(2025, 1, 20)), date(2025, 1, 20)
    applied = applications.apply(group.book, asked, PRESIDENT, NOW, group.today)
    verdict = Verdict(applied.number, 'approved', 700_00)
    applications.decide(group.book, [verdict], day, Who('Meena'), NOW, group.today, 'd1')
    group.book.close()
    return group.path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def record(file: Path, kind: str, words: str, code: int = 0) -> dict[str, Any]:
    said = run('record', file, '--kind', kind, '--date', ON, '--today', '2026-01-01', '--json', *words.split())
    assert said.exit_code == code, f'{kind} {words}: {said.output}'
    answer: dict[str, Any] = json.loads(said.stdout)
    return answer


def decide_to_write_off(file: Path, number: str) -> None:
    group = Group.at(file)
    loan = group.book.loan(number)
    assert loan is not None
    group.book.close()
    said = run('decision', file, '--kind', 'write off', '--about', loan.id, '--amount', '100', '--reason', 'gone',
               '--for', 'M2025-001', '--for', 'M2025-002', '--date', ON, '--today', '2026-01-01')  # fmt: skip
    assert said.exit_code == 0, said.output


def give_a_dividend(file: Path) -> int:
    """40.00 on the 200.00 that Bina has in shares and the 200.00 of Asha, 5 % tax: says how many rows it became."""
    said = run('dividend', file, '--from', '2025-01-01', '--to', ON, '--pool', '40', '--on', ON,
               '--record', '--json')  # fmt: skip
    assert said.exit_code == 0, said.output
    return 4


def test_every_kind_of_entry_is_recorded_or_refused_with_the_command_that_does_it(file: Path) -> None:
    assert {kind for kind, _, _ in RECORDED} | set(ELSEWHERE) == set(KINDS)
    entry, rows, given = '', 0, 0
    for kind, words, kinds in RECORDED:
        if kind == 'write-off':
            decide_to_write_off(file, 'L2025-003')
        if kind == 'tax-paid' and not given:
            given = give_a_dividend(file)
            rows += given
        answer = record(file, kind, words.replace('LAST', entry))
        assert (answer['status'], answer['rows']) == ('recorded', len(kinds)), (kind, answer)
        entry, rows = answer['entry_id'], rows + len(kinds)
        group = Group.at(file)
        assert [row.kind for row in group.book.receipt_of(entry)] == kinds, kind
        assert len(group.book.frame()) == rows
        group.book.close()
    for kind, (words, named) in ELSEWHERE.items():
        assert named in record(file, kind, words, code=1)['problems'][0]
    before = file.read_bytes()
    for kind, words, said in TOO_MUCH:
        assert said in ' '.join(record(file, kind, words, code=1)['problems']), kind
    assert file.read_bytes() == before
    assert run('verify', file).exit_code == 0, run('verify', file).output


@pytest.mark.parametrize('kind, words, module', [
    ('share', ASHA, 'Shares'), ('share-back', ASHA, 'Shares'), ('social', ASHA, 'Social fund'),
    ('opening-social', '', 'Social fund'), ('share-out', ASHA, 'Share-out'), ('dividend', ASHA, 'Dividends'),
    ('savings-interest', ASHA, 'Savings accounts'), ('fixed-deposit', ASHA, 'Fixed deposits'),
    ('payout', ASHA, 'Merry-go-round'),
])  # fmt: skip
def test_what_belongs_to_a_module_is_refused_while_it_is_off(
    tmp_path: Path, kind: str, words: str, module: str
) -> None:  # fmt: skip
    group = Group(tmp_path)
    group.join('Asha')
    group.book.close()
    answer = record(group.path, kind, f'--amount 20 {words}', code=1)
    said = f'The group does not use "{module}". The president can switch it on in the settings.'
    assert answer['problems'] == [said]
    group = Group.at(group.path)
    assert len(group.book.frame()) == 0
    group.book.close()


def test_a_loan_that_is_named_tells_whose_it_is() -> None:
    assert not list(problems_of_details('loan', ['amount', 'loan']))
    assert [problem.about for problem in problems_of_details('loan', ['amount'])] == ['member']


def test_a_rate_that_is_too_high_is_called_so(file: Path) -> None:
    result = run('record', file, '--kind', 'loan', '--amount', '5', *ASHA.split(), '--date', ON, '--rate', '1000')
    assert 'A rate of 1000 percent a month is too high. Lower the rate.' in result.output


def test_the_help_shows_the_words_of_a_choice() -> None:
    assert 'ballot|joining|alphabet' in run('rotation', '--help').output


@pytest.mark.parametrize('command', ['record', 'loan', 'shareout', 'dividend', 'statement', 'statement-of-loan',
                                     'decision', 'rotation', 'payout', 'opening', 'member', 'summary',
                                     'fixed-deposit', 'products', 'loans', 'apply', 'application', 'guarantor',
                                     'reschedule'])  # fmt: skip
def test_every_command_about_money_answers_in_json(command: str) -> None:
    """Programs ask for it with the same word everywhere."""
    assert '--json' in run(command, '--help').output
