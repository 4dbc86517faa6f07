"""The life of a loan on the command line: its product, asked for, answered for, decided on, given, set anew."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from main import app
from tests.groups import Group

ASHA, BINA, CHHAYA = 'M2025-001', 'M2025-002', 'M2025-003'
TERMS = ('kind=term', 'rate=2', 'per=month', 'method=equal-instalments', 'every=1 month', 'count=4', 'most_count=12')


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Asha, Bina and Chhaya saved 10,000.00 each and borrow up to three times that; one guarantor is needed."""
    group = Group(
        tmp_path, module_products=True, module_guarantors=True, guarantors_needed=1, loan_savings_times=Fraction(3)
    )
    for name in ('Asha', 'Bina', 'Chhaya'):
        group.do('contribution', '10000', '2025-01-05', member=group.join(name))
    group.book.close()
    return group.path


def run(command: str, file: Path, *words: object, by: str = 'Meena') -> Result:
    said = [command, file, *words, '--by', by, '--today', '2025-06-30']
    return CliRunner().invoke(app, [str(word) for word in said])


def told(command: str, file: Path, *words: object, by: str = 'Meena') -> dict[str, Any]:
    result = run(command, file, *words, '--json', by=by)
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout.splitlines()[0])
    return answer


def listed(file: Path, *words: object) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, ['loans', str(file), '--json', *map(str, words)])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def product(file: Path, *more: str) -> dict[str, Any]:
    terms = [word for term in (*TERMS, *more) for word in ('--set', term)]
    return told('products', file, '--add', 'Short loan', *terms)


def applied(file: Path, member: str = ASHA, guarantor: str = BINA) -> str:
    wish = '--member', member, '--product', 'P1', '--amount', '12000', '--guarantor', f'{guarantor}=4000'
    number: str = told('apply', file, *wish, '--date', '2025-01-20')['loan']
    return number


def accepted(file: Path, loan: str, guarantor: str = BINA) -> None:
    told('guarantor', file, '--loan', loan, '--member', guarantor, '--accept', '--date', '2025-01-21')


def given(file: Path) -> str:
    product(file)
    loan = applied(file)
    accepted(file, loan)
    told('application', file, loan, '--approve', '--date', '2025-01-25', by='Sunita')
    told('record', file, '--kind', 'loan', '--loan', loan, '--amount', '12000', '--date', '2025-01-31')
    return loan


def decided(file: Path, loan: str) -> str:
    words = '--kind', 'reschedule', '--about', loan, '--reason', 'the monsoon failed', '--date', '2025-02-01'
    number: str = told('decision', file, *words, '--for', ASHA, '--for', BINA, '--for', CHHAYA)['number']
    return number


def test_a_product_is_offered_amended_closed_and_offered_again(file: Path) -> None:
    made = product(file, 'processing_percent=1')
    assert (made['number'], made['name'], made['rate'], made['processing_percent']) == ('P1', 'Short loan', '2', '1')
    changed = told('products', file, '--change', 'P1', '--set', 'rate=1.5', '--set', 'processing_percent=')
    assert (changed['rate'], 'processing_percent' in changed, changed['count']) == ('1.5', False, '4')
    assert told('products', file, '--close', 'P1', '--reason', 'nobody asks')['status'] == 'retired'
    again = run('products', file, '--close', 'P1')
    assert again.exit_code == 1 and 'is already' in again.stderr
    assert told('products', file, '--offer', 'P1')['status'] == 'offered'
    lines = run('products', file).stdout.splitlines()
    assert lines[0].split() == ['number', 'name', 'kind', 'rate', 'per', 'method', 'every', 'count', 'status']
    assert lines[1].split() == ['P1', 'Short', 'loan', 'term', '1.5', 'month', 'equal-instalments', '1', 'month', '4',
                                'offered']  # fmt: skip


def test_a_product_that_cannot_be_is_refused_with_every_reason(file: Path) -> None:
    wrong = '--set', 'kind=term', '--set', 'rate=2', '--set', 'per=decade', '--set', 'every=3 moons'
    refused = run('products', file, '--add', 'Odd loan', *wrong)
    assert refused.exit_code == 1
    for said in ("'decade' is none of the words", "every '3 moons'"):
        assert said in refused.stderr
    unread = run('products', file, '--add', 'Odd loan', '--set', 'kind=term', '--set', 'rate=two', '--set', 'per=month',
                 '--set', 'count=few')  # fmt: skip
    assert (unread.exit_code, len(unread.stderr.splitlines())) == (1, 2)
    for words in (['--add', 'x'], ['--change', 'P1'], ['--set', 'rate=2'], ['--add', 'x', '--set', 'colour=red'],
                  ['--close', 'P1', '--offer', 'P1'], ['--add', 'x', '--set', 'kind=open']):  # fmt: skip
        assert run('products', file, *words).exit_code == 2, words
    assert run('products', file).stdout == ''


def test_a_loan_goes_its_way_from_the_application_to_the_last_instalment(file: Path) -> None:
    """12,000.00 in 4 instalments of 3,151.49, the last one of 3,151.47 or so; two officers, one guarantor."""
    loan = given(file)
    (answer,) = listed(file, '--status', 'running', '--on', '2025-02-28')
    assert {name: answer[name] for name in ('loan', 'name', 'applied_by', 'reviewed_by', 'lent', 'due')} == {
        'loan': loan, 'name': 'Asha', 'applied_by': 'Meena', 'reviewed_by': 'Sunita', 'lent': '12000.00',
        'due': '3151.49',
    }  # fmt: skip
    assert [(each['member'], each['amount'], each['status']) for each in answer['guarantors']] == [
        (BINA, '4000.00', 'accepted')
    ]
    assert listed(file, '--member', BINA) == []
    lines = CliRunner().invoke(app, ['loans', str(file)]).stdout.splitlines()
    assert lines[0].split()[:4] == ['loan', 'name', 'product', 'status']
    assert lines[1].split()[:4] == [loan, 'Asha', 'P1', 'running']


def test_the_officer_who_wrote_it_down_does_not_approve_it_and_its_money_waits_for_another(file: Path) -> None:
    product(file)
    loan = applied(file)
    accepted(file, loan)
    same = run('application', file, loan, '--approve', by='Meena')
    assert same.exit_code == 1 and 'wrote down the application' in same.stderr
    early = run('record', file, '--kind', 'loan', '--loan', loan, '--amount', '12000', '--date', '2025-01-31')
    assert early.exit_code == 1
    assert listed(file)[0]['status'] == 'applied'


def test_whether_she_may_borrow_is_said_with_the_largest_amount_and_every_reason(file: Path) -> None:
    """Three times 10,000.00 are 30,000.00; 31,000.00 in 13 instalments without a guarantor cannot be."""
    product(file)
    asked = '--member', ASHA, '--product', 'P1', '--check'
    good = told('apply', file, *asked, '--amount', '12000', '--guarantor', f'{BINA}=4000')
    assert (good['eligible'], good['problems']) == (True, [])
    refused = run('apply', file, *asked, '--amount', '31000', '--count', '13', '--json')
    answer = json.loads(refused.stdout)
    assert (refused.exit_code, answer['eligible']) == (1, False)
    assert len(answer['problems']) >= 3, answer['problems']
    assert any('at most 12 instalments, not 13' in problem for problem in answer['problems'])
    assert any(line['value'] == '₹30,000.00' for line in answer['lines'])
    assert listed(file) == []


def test_what_goes_beyond_the_bylaws_rests_on_a_decision_that_the_loan_names(file: Path) -> None:
    """Three times 10,000.00 are 30,000.00; the three members agree on 40,000.00 for Asha."""
    product(file)
    wish = '--member', ASHA, '--product', 'P1', '--amount', '40000', '--guarantor', f'{BINA}=4000'
    refused = run('apply', file, *wish, '--date', '2025-02-02')
    assert refused.exit_code == 1 and '₹30,000.00' in refused.stderr
    words = '--kind', 'exception', '--member', ASHA, '--amount', '40000', '--reason', 'a well', '--date', '2025-02-01'
    number = told('decision', file, *words, '--for', ASHA, '--for', BINA, '--for', CHHAYA)['number']
    loan = told('apply', file, *wish, '--date', '2025-02-02', '--decision', number)
    assert (loan['status'], loan['decision']) == ('applied', number)


def test_several_are_decided_at_once_all_or_none(file: Path) -> None:
    product(file)
    first, second = applied(file), applied(file, CHHAYA, BINA)
    accepted(file, first)
    waits = run('application', file, first, second, '--approve', by='Sunita')
    assert waits.exit_code == 1, 'the guarantor of the second has not accepted'
    assert [each['status'] for each in listed(file)] == ['applied'] * 2
    rejected = run('application', file, first, second, '--reject', 'no cash this month', by='Sunita')
    assert rejected.stdout.splitlines() == [f'{first} rejected', f'{second} rejected']


def test_less_is_approved_than_was_asked_for_and_an_application_is_withdrawn(file: Path) -> None:
    product(file)
    first, second = applied(file), applied(file, CHHAYA, BINA)
    accepted(file, first)
    assert told('application', file, first, '--approve', '--amount', '9000', by='Sunita')['approved'] == '9000.00'
    assert told('application', file, second, '--withdraw', 'found the money')['status'] == 'withdrawn'


def test_a_guarantor_declines_or_is_released_and_nobody_else_answers(file: Path) -> None:
    product(file)
    loan = applied(file)
    declined = run('guarantor', file, '--loan', loan, '--member', BINA, '--decline')
    assert declined.stdout.split() == [BINA, 'Bina', '4000.00', 'declined']
    other = run('guarantor', file, '--loan', loan, '--member', CHHAYA, '--accept')
    assert (other.exit_code, other.stderr.strip()) == (
        1, f'{CHHAYA} was not asked to answer for the loan {loan}. Choose one of: {BINA}.',
    )  # fmt: skip
    changed = run('guarantor', file, '--loan', loan, '--member', BINA, '--release')
    assert changed.exit_code == 1


def test_somebody_from_outside_answers_by_name(file: Path) -> None:
    product(file)
    wish = '--member', ASHA, '--product', 'P1', '--amount', '5000', '--outsider', 'Juma=5000=0712345678=brother'
    loan = told('apply', file, *wish)['loan']
    answer = told('guarantor', file, '--loan', loan, '--name', 'juma', '--accept')
    assert answer['guarantors'] == [{
        'member': '', 'name': 'Juma', 'amount': '5000.00', 'phone': '0712345678', 'relation': 'brother',
        'status': 'accepted',
    }]  # fmt: skip


def test_the_group_itself_applies_without_a_member(file: Path) -> None:
    product(file)
    loan = told('apply', file, '--product', 'P1', '--amount', '50000', '--purpose', 'bank linkage')
    assert (loan['name'], loan['status']) == ('Asmita', 'applied')


def test_the_instalments_are_shown_and_then_set_anew_by_a_decision(file: Path) -> None:
    loan = given(file)
    decision = decided(file, loan)
    change = '--loan', loan, '--count', '8', '--from', '2025-02-10', '--decision', decision
    shown = told('reschedule', file, *change)
    assert (shown['status'], len(shown['instalments'])) == ('shown', 8)
    assert shown['lines'][0] == {'label': 'Instalments left', 'value': '8', 'formula': 'before: 4'}
    assert listed(file)[0]['set_anew'] == ''
    for _ in range(2):
        done = told('reschedule', file, *change, '--record', '--entry-id', 'r1')
        assert (done['status'], done['instalments']) == ('recorded', shown['instalments'])
    assert listed(file)[0]['set_anew'].startswith('2025-02-10 rescheduled to 8, every 1 month')
    again = run('reschedule', file, *change, '--record')
    assert again.exit_code == 1 and decision in again.stderr


def test_a_moratorium_asks_no_principal_for_a_while(file: Path) -> None:
    loan = given(file)
    change = '--loan', loan, '--moratorium', '2', '--from', '2025-02-10', '--decision', decided(file, loan)
    shown = told('reschedule', file, *change)
    assert [due['principal'] for due in shown['instalments']][:2] == ['0.00', '0.00']
    for words in ([], ['--count', '3', '--moratorium', '2'], ['--moratorium', '2', '--rate', '1']):
        assert run('reschedule', file, '--loan', loan, '--decision', 'D1', *words).exit_code == 2, words
    refused = run('reschedule', file, '--loan', loan, '--count', '0', '--decision', 'D2025-009')
    assert refused.exit_code == 1 and len(refused.stderr.splitlines()) > 1, refused.stderr
