"""Two laptops used one entry id for different things: both count, and a person is told. And how the command ends."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

import main
from actions import questions
from actions.who import Who
from tests.copies import ASHA, Copies
from tests.groups import NOW, TODAY
from tests.test_actions_questions import edit
from tests.test_actions_sync import deposit, laptops, said

__all__ = ['laptops']


# --- one id for two things ------------------------------------------------------------------------------------------


@pytest.mark.parametrize('pair', [('president', 'treasurer'), ('treasurer', 'president')])
def test_an_id_that_both_used_for_different_things_stands_for_both_and_a_person_is_told(
    laptops: Copies, pair: tuple[str, str]
) -> None:
    a, b = laptops['president'], laptops['treasurer']
    bina = a.join('Bina')
    laptops.sync('president', 'treasurer')
    deposit(a, '100', '2025-02-05', entry_id='day-1')
    b.do('contribution', '900', '2025-02-05', member=bina, entry_id='day-1')
    b.do('reversal', '900', '2025-02-06', reverses='day-1', entry_id='back')
    b.do('contribution', '700', '2025-02-07', member=bina)
    done = laptops.sync(*pair)
    counted = [(amount, name) for amount, name in a.rows('amount', 'member_name') if name]
    assert sorted(counted) == sorted(
        [('20000', 'Asha'), ('10000', 'Asha'), ('90000', 'Bina'), ('-90000', 'Bina'), ('70000', 'Bina')]
    )
    assert laptops.are_one('president', 'treasurer') and said(a) == said(b) == []
    (new,) = [row for (row,) in a.rows('id') if row.startswith('day-1~')]
    (told,) = [problem.said() for problem in done.problems]
    assert (
        'the entry id day-1' in told and 'R00002 of Asha' in told and f'R00002 of Bina, which has the id {new}' in told
    )
    assert ('back', new) in a.rows('id', 'reverses')
    for group in (a, b):
        assert group.do('contribution', '100', '2025-02-05', member=ASHA, entry_id='day-1').repeated
        assert 'already used' in group.refusal('contribution', '900', '2025-02-05', member=bina, entry_id='day-1')
    again = laptops.sync(*reversed(pair))
    assert (again.pulled, again.pushed, again.problems) == (0, 0, [])


def test_two_loans_with_one_id_are_two_loans(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    for group, amount in ((a, '50'), (b, '60')):
        group.do('loan', amount, '2025-02-01', member=ASHA, entry_id='day-1')
    b.do('repayment', '61.20', '2025-02-20', loan='L2025-001')
    laptops.sync('treasurer', 'president')
    assert laptops.are_one('president', 'treasurer')
    lent = {a.book.movements(loan)[0].amount: a.book.loans[loan].status for loan in a.book.loans}
    assert {abs(amount): status for amount, status in lent.items()} == {50_00: 'running', 60_00: 'closed'}


def test_three_copies_find_the_same_new_ids_in_whichever_order_they_meet(tmp_path: Path) -> None:
    names = ('president', 'treasurer', 'secretary')
    heads = []
    for ring in (names, names[::-1]):
        folder = tmp_path / ring[0]
        folder.mkdir()
        copies = Copies(folder, *names)
        for amount, name in zip(('100', '200', '300'), names, strict=True):
            deposit(copies[name], amount, '2025-02-05', entry_id='day-1')
        for pair in ((0, 1), (1, 2), (2, 0), (0, 1)):
            copies.sync(ring[pair[0]], ring[pair[1]])
        assert copies.are_one(*names)
        assert sorted(copies[names[0]].rows('amount')) == [('10000',), ('20000',), ('20000',), ('30000',)]
        heads.append(sorted(copies[names[0]].rows('id', 'amount')))
        assert said(copies[names[0]]) == []
    assert heads[0] == heads[1]


# --- how the command ends -------------------------------------------------------------------------------------------


def ends(*words: str) -> int:
    return CliRunner().invoke(main.app, ['sync', *words, '--by', 'Savitri', '--today', '2026-01-01']).exit_code


def test_the_command_ends_with_0_where_rows_wait_and_with_1_where_a_rule_is_broken(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    paths = [str(a.path), str(b.path)]
    lock = b.path.with_name('.~lock.group.xlsx#')
    deposit(a, '300', '2025-02-05')
    lock.write_text(',Mangal,laptop,;', encoding='utf-8')
    assert ends(*paths, '--wait', '0') == 0
    lock.unlink()
    assert ends(*paths) == 0
    for group in (a, b):
        group.do('expense', '300', '2025-02-06', category='tea')
    assert ends(*paths) == 1


def test_the_command_ends_with_1_as_long_as_a_question_is_open(laptops: Copies) -> None:
    paths = [str(laptops[name].path) for name in ('president', 'treasurer')]
    edit(laptops['president'], '9822011111', 'Savitri')
    edit(laptops['treasurer'], '9822022222', 'Mangal')
    assert ends(*paths) == ends(*paths) == 1
    book = laptops['president'].book
    book.refresh()
    (question,) = book.questions()
    questions.answer(book, question, '9822022222', Who('Savitri'), NOW, TODAY)
    assert ends(*paths) == 0


def test_a_rule_that_is_broken_is_told_with_the_cells_of_all_rows(laptops: Copies) -> None:
    for group in (laptops['president'], laptops['treasurer']):
        group.do('expense', '150', '2025-02-05', category='tea')
    (told,) = [line.said() for line in laptops.sync('president', 'treasurer').problems]
    assert '(Entries!F3)' in told and '(Entries!F4)' in told
