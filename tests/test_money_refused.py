"""What must not be recorded of loans, payouts, share-outs and closed months: refused with every reason, by the actions
and by the commands, and the book is as it was.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from actions import closing, dividends, products, record, share_out
from main import app
from reports.share_out import Counted
from rules.balances import Period
from rules.dividends import Declaration
from rules.periods import Month
from rules.problems import Refused
from rules.register_records import LoanProduct
from sheets.book import Book, open_book
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.life_model import state_of
from tests.rounds import TREASURER, Chama
from tests.served import ROOT

ASHA, BINA = 'M2025-001', 'M2025-002'
YEAR = ('--from', '2025-01-01', '--to', '2025-12-31')
SHORT = LoanProduct('', '', 'Short loan', 'term', Fraction(2), 'month', 'equal-instalments', '1 month', 4, 12)


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Asha and Bina have 1,000.00 each in savings and 500.00 in shares; the box holds 3,000.00. At most 5 % a month."""
    group = Group(
        tmp_path, module_shares=True, module_share_out=True, module_dividends=True,
        module_social_fund=True, share_most=0, one_officer_allowed=True, loan_rate_most_percent=Fraction(5),
    )  # fmt: skip
    for name in ('Asha', 'Bina'):
        number = group.join(name)
        group.do('contribution', '1000', '2025-01-05', member=number)
        group.do('share', '500', '2025-01-05', member=number)
    return group


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def refused_by_command(group: Group, *words: object) -> str:
    """What the command says; exit code 1, and the book is as it was."""
    run('summary', group.path)
    group.book.refresh()
    before, file = state_of(group.book), group.path.read_bytes()
    said = run(words[0], group.path, *words[1:], '--today', '2026-01-01')
    assert said.exit_code == 1, said.output
    group.book.refresh()
    assert (state_of(group.book), group.path.read_bytes()) == (before, file)
    return said.stderr


def refused(book: Book, act: Callable[[], Any]) -> str:
    """What the action says; the book is as it was."""
    before = state_of(book)
    with pytest.raises(Refused) as why:
        act()
    assert state_of(book) == before
    return '\n'.join(problem.said() for problem in why.value.problems)


@pytest.mark.parametrize('rate, said', [
    ('-1', 'is not a rate in percent a month'), ('101', 'A rate of 101 percent a month is too high. Lower the rate.'),
    ('two', 'is not a rate in percent a month'),
    ('5.01', 'The bylaws allow at most 5 percent a month, which is 60 percent a year.'),
])  # fmt: skip
def test_a_rate_below_zero_or_above_the_bylaws(group: Group, rate: str, said: str) -> None:
    """5 % a month goes."""
    assert said in group.refusal('loan', '100', '2025-01-10', member=ASHA, rate=rate)
    words = '--kind', 'loan', '--amount', '9999', '--date', '2025-01-10', '--member', ASHA, f'--rate={rate}'
    assert said in refused_by_command(group, 'record', *words)
    group.do('loan', '100', '2025-01-10', member=ASHA, rate='5')


@pytest.mark.parametrize('count', ['0', '10000'])
def test_a_term_of_no_instalment_or_of_ten_thousand(tmp_path: Path, count: str) -> None:
    group = Group(tmp_path, module_products=True, one_officer_allowed=True)
    group.do('contribution', '1000', '2025-01-05', member=group.join('Asha'))
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    details = {'member': ASHA, 'product': 'P1', 'count': count}
    said = group.refusal('loan', '100', '2025-01-10', **details)
    assert 'instalments' in said and '12' in said
    words = '--member', ASHA, '--product', 'P1', '--count', count, '--date', '2025-01-10'
    assert 'instalments' in refused_by_command(group, 'record', '--kind', 'loan', '--amount', '100', *words)
    computed = run('loan', '--principal', '100', '--rate', '2', '--count', count, '--start', '2025-01-10')
    assert (computed.exit_code, 'instalments' in computed.stderr) == (1, True)


def test_a_payment_before_the_loan(group: Group) -> None:
    group.do('loan', '100', '2025-02-10', member=ASHA)
    said = 'The loan L2025-001 was given on'
    assert said in group.refusal('repayment', '10', '2025-02-09', member=ASHA)
    words = '--kind', 'repayment', '--amount', '10', '--date', '2025-02-09', '--loan', 'L2025-001'
    assert said in refused_by_command(group, 'record', *words)


def test_a_pot_is_not_paid_twice(tmp_path: Path) -> None:
    """By another officer, by the command, or as a plain entry."""
    chama = Chama(tmp_path, 'Asha Bina')
    chama.do('opening', '9000', '2025-01-02')
    chama.open()
    chama.bring('C1/1', *chama.members)
    chama.pay('C1/1', ASHA, '2000')
    twice = 'The payout is paid out and cannot become paid out'
    assert twice in refused(chama.book, lambda: chama.hand_over('C1/1', ASHA, '2000', who=PRESIDENT))
    round_ = '--round', 'C1/1', '--member', ASHA
    assert twice in refused_by_command(chama, 'payout', *round_, '--pay', '2000', '--date', '2025-01-05')
    assert 'Nothing is there to pay out' in refused_by_command(chama, 'payout', *round_, '--request')
    words = '--kind', 'payout', '--amount', '2000', '--date', '2025-01-05', '--member', ASHA
    assert 'approved before' in refused_by_command(chama, 'record', *words)


def test_a_dividend_and_a_share_out_are_not_given_twice(group: Group) -> None:
    """Of one period one dividend; after a share-out there is nothing to share."""
    given = dividend(group, 'v1')
    given()
    assert 'was given already' in refused(group.book, dividend(group, 'v2'))
    assert 'was given already' in refused_by_command(group, 'dividend', *YEAR, '--pool', '10', '--record')
    share_all(group, 's1')()
    nobody = 'No member has savings in this cycle.'
    assert nobody in refused(group.book, share_all(group, 's2'))
    assert nobody in refused_by_command(group, 'shareout', '--counted', '0', '--record')


def test_a_share_out_waits_for_votes_and_for_cash_that_ties(group: Group) -> None:
    """An open decision, a loan nobody decided on, and 100.00 that are missing: three reasons at once."""
    group.do('loan', '200', '2025-06-10', member=ASHA)
    words = '--kind', 'write off', '--about', next(iter(group.book.loans)), '--amount', '50', '--reason', 'drought'
    made = run('decision', group.path, *words, '--for', ASHA, '--for', BINA, '--date', '2025-06-10')
    assert made.exit_code == 0, made.output
    said = refused_by_command(group, 'shareout', '--counted', '2700', '--record')
    assert '1 votes are still open' in said and 'running loans L2025-001' in said
    assert (
        'a difference of -₹100.00' in said or 'a difference of ₹-100.00' in said or 'a difference of −₹100.00' in said
    )
    wish = share_out.Asked('s1', Counted(2_700_00, TODAY))
    told = refused(group.book, lambda: share_out.record(group.book, wish, PRESIDENT, NOW, TODAY))
    assert len(told.splitlines()) == 3, told


def test_what_is_withheld_for_the_state_is_not_shared_out(group: Group) -> None:
    """A dividend of 200.00 with 5 % tax: 190.00 are paid out, and 10.00 of the 2,810.00 in the box are the state's."""
    declared = Declaration(Period(date(2025, 1, 1), TODAY), 'closing balance', pool=200_00, tax_percent=Fraction(5))
    dividends.record(group.book, dividends.Asked('v1', 'dividend', declared, TODAY), PRESIDENT, NOW, TODAY)
    assert group.cash() == 2_810_00
    assert refused(group.book, share_all(group, 's1')) == (
        '10.00 is still on the account "Tax withheld", and does not belong to the fund. '
        'Pay it to whom it belongs first.'
    )


def test_nothing_is_dated_in_a_closed_month(group: Group) -> None:
    """January is closed: whatever the entry, the batch or the command."""
    closing.close(group.book, Month(2025, 1), PRESIDENT, NOW, TODAY, 'c1')
    said, on = 'The month 2025-01 is closed.', '2025-01-20'
    for kind, details in (
        ('contribution', {'member': ASHA}), ('loan', {'member': ASHA}), ('withdrawal', {'member': ASHA}),
        ('share', {'member': ASHA}), ('social', {'member': ASHA}), ('income', {}), ('to-bank', {}),
        ('opening-loan', {'member': ASHA}),
    ):  # fmt: skip
        assert said in group.refusal(kind, '100', on, **details), kind
    first = group.book.frame()['id'].iloc[0]
    assert said in group.refusal('reversal', '', on, reverses=first)
    words = '--kind', 'fine', '--amount', '5', '--date', on, '--member', ASHA
    assert 'is closed' in refused_by_command(group, 'record', *words)
    period = '--from', '2025-01-01', '--to', '2025-01-19'
    assert 'is closed' in refused_by_command(group, 'dividend', *period, '--pool', '10', '--on', on, '--record')
    assert 'is closed' in refused_by_command(group, 'shareout', '--counted', '3000', '--on', on, '--record')


def test_a_pot_is_neither_brought_nor_paid_in_a_closed_month(tmp_path: Path) -> None:
    chama = Chama(tmp_path, 'Asha Bina')
    chama.open()
    chama.bring('C1/1', ASHA)
    short = chama.decide('pay short', 'C1/1')
    chama.request('C1/1', ASHA)
    chama.approve('C1/1', ASHA)
    closing.close(chama.book, Month(2025, 1), PRESIDENT, NOW, TODAY, 'c1')
    said = 'The month 2025-01 is closed.'
    assert said in refused(chama.book, lambda: chama.bring('C1/1', BINA))
    pay = partial(chama.hand_over, 'C1/1', ASHA, '1000', decision=short.number)
    assert said in refused(chama.book, pay)
    round_ = '--round', 'C1/1', '--member', BINA
    brought = refused_by_command(chama, 'payout', *round_, '--bring', '1000', '--date', '2025-01-05')
    assert 'is closed' in brought


def dividend(group: Group, request: str) -> Callable[[], Any]:
    """10.00 on the shares of the year."""
    declared = Declaration(Period(date(2025, 1, 1), date(2025, 12, 31)), 'closing balance', pool=10_00)
    wish = dividends.Asked(request, 'dividend', dividends.declare(group.book, declared, TODAY), TODAY)
    return lambda: dividends.record(group.book, wish, PRESIDENT, NOW, TODAY)


def share_all(group: Group, request: str) -> Callable[[], Any]:
    """Whatever is in the box."""
    wish = share_out.Asked(request, Counted(group.cash(), TODAY, None, True))
    return lambda: share_out.record(group.book, wish, PRESIDENT, NOW, TODAY)


def spend(group: Group, kind: str, amount: str, **details: str) -> Callable[[Book], Any]:
    """An entry that takes money out of the box."""
    asked = group.asked(kind, amount, TODAY.isoformat(), **details)
    return lambda book: record.record(book, asked, TREASURER, NOW, TODAY)


@pytest.mark.parametrize('other', ['loan', 'share-out', 'dividend'])
def test_of_two_officers_who_spend_the_last_cash_at_once_one_is_refused(group: Group, other: str) -> None:
    """3,000.00 in the box: a loan of 2,000.00, and at the same moment another one, all of it, or 1,500.00."""
    all_of_it = share_out.Asked('s9', Counted(3_000_00, TODAY))
    declared = Declaration(Period(date(2025, 1, 1), date(2025, 12, 31)), 'closing balance', pool=1_500_00)
    given = dividends.Asked('v9', 'dividend', dividends.declare(group.book, declared, TODAY), TODAY)
    works: dict[str, Callable[[Book], Any]] = {
        'loan': spend(group, 'loan', '2000', member=BINA),
        'share-out': lambda book: share_out.record(book, all_of_it, PRESIDENT, NOW, TODAY),
        'dividend': lambda book: dividends.record(book, given, PRESIDENT, NOW, TODAY),
    }
    done, why = at_once(group, spend(group, 'loan', '2000', member=ASHA), works[other])
    assert (done, len(why)) == (1, 1), why
    assert group.cash() in (0, 1_000_00, 1_500_00)


def at_once(group: Group, *works: Callable[[Book], Any]) -> tuple[int, list[str]]:
    """Each in a thread, with the workbook opened anew; how many were done, and why others were refused."""
    start, done, why = threading.Barrier(len(works)), list[str](), list[str]()

    def go(work: Callable[[Book], Any]) -> None:
        book = open_book(group.path)
        start.wait()
        try:
            work(book)
            done.append('')
        except Refused as refused_:
            why.append(str(refused_))
        book.close()

    threads = [threading.Thread(target=go, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    group.book.refresh()
    return len(done), why


def test_of_two_processes_that_spend_the_last_cash_at_once_one_is_refused(group: Group) -> None:
    """Two officers, each with a terminal: two expenses of 2,000.00 of the 3,000.00."""
    run('summary', group.path)
    words = [sys.executable, 'main.py', 'record', str(group.path), '--kind', 'expense', '--amount', '2000',
             '--date', '2025-06-01', '--today', '2026-01-01']  # fmt: skip
    works = [subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, stderr=subprocess.PIPE)
             for _ in range(2)]  # fmt: skip
    answers = [json.loads(work.communicate(timeout=120)[0]) for work in works]
    assert sorted(answer['status'] for answer in answers) == ['recorded', 'refused']
    assert sorted(work.returncode for work in works) == [0, 1]
    group.book.refresh()
    assert group.cash() == 1_000_00
