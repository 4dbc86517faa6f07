"""Cash boxes and bank accounts: added, amended and closed; each with its own balance, none of them below zero."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions import accounts
from actions.accounts import NewAccount
from reports import summaries
from reports.financial import entries_behind, statement
from reports.hledger import journal
from reports.verify import problems_of_book
from rules.problems import Refused
from rules.spans import Span
from sheets.columns import ACCOUNTS
from tests.groups import NOW, PRESIDENT, TODAY, Group

YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """1,000 in the one box there was, then two boxes and a bank; 300 into the second box, 400 to the bank."""
    group = Group(tmp_path, module_bank_accounts=True)
    group.join('Asha')
    group.do('contribution', '1000', '2025-01-05', member='M2025-001')
    add(group, 'Box of the treasurer', 'cash')
    add(group, 'Box of the president', 'cash')
    add(group, 'Bank of Pune', 'bank', bank='Pune', account_number='0012')
    group.do('contribution', '300', '2025-01-06', member='M2025-001', account='A2026-002')
    group.do('transfer', '400', '2025-01-07', account='A2026-001', to_account='A2026-003')
    return group


def add(group: Group, name: str, type_: str, **more: Any) -> str:
    asked = NewAccount(f'new {name}', name, type_, **more)
    return accounts.add(group.book, asked, PRESIDENT, NOW, TODAY).number


def held(group: Group) -> dict[str, int]:
    return {place.title: place.box.closing for place in summaries.places(group.book, YEAR.first, YEAR.last)}


def test_the_first_account_takes_over_what_was_there_and_each_has_its_own_balance(group: Group) -> None:
    assert held(group) == {'Box of the treasurer': 600_00, 'Bank of Pune': 400_00, 'Box of the president': 300_00}
    assert (group.cash(), group.bank()) == (900_00, 400_00)


def test_no_box_falls_below_zero_though_another_one_holds_enough(group: Group) -> None:
    said = group.refusal('expense', '301', '2025-01-08', account='A2026-002')
    assert said == (
        'There is only 300.00 in Box of the president on 2025-01-08. Record what came in first, or a smaller amount.'
    )
    assert 'There is only 600.00 in Box of the treasurer' in group.refusal('expense', '601', '2025-01-08')
    group.do('expense', '600', '2025-01-08')
    assert held(group)['Box of the treasurer'] == 0
    assert problems_of_book(group.book) == []


def test_a_row_names_the_usual_account_of_its_day_and_stays_there_when_another_becomes_usual(group: Group) -> None:
    asked = NewAccount('usual', 'Box of the president', 'cash', primary=True)
    accounts.edit(group.book, 'A2026-002', asked, PRESIDENT, NOW, TODAY)
    assert [a.primary for a in group.book.register(ACCOUNTS).values()] == [False, True, True]
    assert held(group)['Box of the treasurer'] == 600_00
    group.do('contribution', '50', '2025-01-09', member='M2025-001')
    assert group.rows('account')[-1:] == [('A2026-002',)]
    group.do('to-bank', '50', '2025-01-10')
    assert group.rows('kind', 'account')[-2:] == [('transfer-out', 'A2026-002'), ('transfer-in', 'A2026-003')]


def test_an_account_is_closed_when_it_is_empty(group: Group) -> None:
    with pytest.raises(Refused, match=r'There are 300\.00 on Box of the president'):
        accounts.close(group.book, 'A2026-002', PRESIDENT, NOW, TODAY, 'c1')
    group.do('transfer', '300', '2025-01-11', account='A2026-002', to_account='A2026-001')
    assert accounts.close(group.book, 'A2026-002', PRESIDENT, NOW, TODAY, 'c2').status == 'closed'
    assert 'There is no account A2026-002 in use.' in group.refusal('expense', '1', '2025-01-12', account='A2026-002')


def test_an_account_that_cannot_be_is_refused_with_every_reason(group: Group) -> None:
    with pytest.raises(Refused) as refused:
        add(group, 'bank of pune', 'tin')
    assert [problem.about for problem in refused.value.problems] == ['name', 'type']
    assert add(group, 'Bank of Pune 2', 'bank') == add(group, 'Bank of Pune 2', 'bank'), 'the same request adds once'


def test_statements_and_journal_give_each_account_its_own_line(group: Group) -> None:
    made = statement(group.book, 'balance-sheet', YEAR)
    assert [(line.title, line.amounts[0]) for line in made.sections[0].all_lines()] == [
        ('Box of the treasurer', 600_00), ('Box of the president', 300_00), ('Bank of Pune', 400_00),
        ('Total assets', 1300_00),
    ]  # fmt: skip
    assert entries_behind(group.book, made, 'A2026-003')['kind'].tolist() == ['transfer-in']
    flow = statement(group.book, 'cash-flow', YEAR)
    assert (flow.amount('end', 'cash'), flow.amount('end', 'bank')) == (900_00, 400_00)
    assert statement(group.book, 'trial-balance', YEAR).amount('total', 'closing') == 0
    written = journal(group.book, YEAR.last)
    assert 'assets:cash:A2026-001' in written and 'assets:bank:A2026-003' in written
