"""Two copies changed one register apart: one value counts everywhere, and a person decides; also of numbers."""

import shutil
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from actions import members, numbers, questions, sync
from actions.who import Who
from reports.verify import checked
from rules.problems import Refused
from tests.copies import ASHA, Copies
from tests.groups import NOW, PRESIDENT, TODAY, Group


@pytest.fixture
def laptops(tmp_path: Path) -> Copies:
    """Two copies of one book."""
    return Copies(tmp_path, 'president', 'treasurer')


def said(group: Group) -> list[str]:
    """What is wrong with the workbook of a laptop."""
    return [problem.said() for problem in checked(group.path).problems]


def edit(group: Group, mobile: str, by: str, name: str = 'Asha', minutes: int = 0) -> None:
    now = NOW + timedelta(minutes=minutes)
    members.edit(group.book, ASHA, name, mobile, 200_00, Who(by), now, TODAY, f'edit-{by}-{mobile}-{minutes}')


def test_what_one_of_them_changed_counts_on_both(laptops: Copies) -> None:
    edit(laptops['treasurer'], '9822011111', 'Mangal')
    done = laptops.sync('president', 'treasurer')
    assert done.questions == []
    assert laptops['president'].book.members['m1'].mobile == '9822011111'
    cells = openpyxl.load_workbook(laptops['president'].path)['Members'][2]
    assert '9822011111' in [cell.value for cell in cells]


def test_what_both_changed_is_a_question_with_both_values_and_one_of_them_counts_meanwhile(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    edit(a, '9822011111', 'Savitri')
    edit(b, '9822022222', 'Mangal')
    (question,) = laptops.sync('president', 'treasurer').questions
    assert (question.sheet, question.label, question.field) == ('Members', 'Asha', 'mobile')
    assert {(side.value, side.who) for side in question.sides} == {('9822011111', 'Savitri'), ('9822022222', 'Mangal')}
    assert a.book.members['m1'].mobile == b.book.members['m1'].mobile == question.one.value
    assert [problem.said() for problem in questions.problems_of_questions(b.book)] == [
        f'Asha, Mobile: one copy says {question.one.value}, the other {question.other.value}. Until somebody decides, '
        f'{question.one.value} counts. Decide on the page Sync.'
    ]


@pytest.mark.parametrize('side', [0, 1])
def test_the_answer_counts_on_both_and_the_question_is_gone(laptops: Copies, side: int) -> None:
    a, b = laptops['president'], laptops['treasurer']
    edit(a, '9822011111', 'Savitri')
    edit(b, '9822022222', 'Mangal')
    (question,) = laptops.sync('president', 'treasurer').questions
    chosen = question.sides[side].value
    questions.answer(b.book, question, chosen, PRESIDENT, NOW, TODAY)
    questions.answer(b.book, question, chosen, PRESIDENT, NOW, TODAY)
    assert laptops.sync('president', 'treasurer').questions == []
    assert a.book.members['m1'].mobile == b.book.members['m1'].mobile == chosen
    assert a.book.changes[-1].new == chosen and laptops.are_one('president', 'treasurer')


def test_what_counts_follows_from_all_changes_also_where_both_copies_say_the_same(tmp_path: Path) -> None:
    """The clock of the secretary is slow: her last word is older than what the president wrote apart from her."""
    copies = Copies(tmp_path, 'president', 'treasurer', 'secretary')
    edit(copies['president'], '9822011111', 'Savitri', minutes=5)
    edit(copies['treasurer'], '9822022222', 'Mangal', minutes=7)
    copies.sync('secretary', 'treasurer')
    copies.sync('president', 'treasurer')
    edit(copies['secretary'], '9822033333', 'Sunita', minutes=2)
    edit(copies['secretary'], '9822022222', 'Sunita', minutes=3)
    (question,) = copies.sync('president', 'secretary').questions
    assert question.one.value == '9822011111'
    assert {copies[name].book.members['m1'].mobile for name in ('president', 'secretary')} == {'9822011111'}


def test_a_value_that_nobody_gave_is_no_answer_and_a_secretary_does_not_change_bylaws(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    edit(a, '9822011111', 'Savitri')
    edit(b, '9822022222', 'Mangal')
    (question,) = laptops.sync('president', 'treasurer').questions
    with pytest.raises(Refused, match='none of the values'):
        questions.answer(a.book, question, '9822033333', PRESIDENT, NOW, TODAY)
    with pytest.raises(Refused, match='may not'):
        sync.sync(a.book, b.book, Who('Sunita', 'secretary'), NOW, TODAY)


def test_her_loans_carry_the_name_that_was_chosen(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    a.do('loan', '100', '2025-02-01', member=ASHA)
    laptops.sync('president', 'treasurer')
    edit(a, '9822011111', 'Savitri', 'Asha Patil')
    edit(b, '9822011111', 'Mangal', 'Asha Jadhav')
    (question,) = laptops.sync('president', 'treasurer').questions
    questions.answer(a.book, question, question.other.value, PRESIDENT, NOW, TODAY)
    laptops.sync('president', 'treasurer')
    (loan,) = b.book.loans.values()
    assert loan.member_name == question.other.value
    assert said(a) == said(b) == []


def test_a_number_that_both_gave_is_settled_by_a_person(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    for group, name in ((a, 'Bina'), (b, 'Chitra')):
        number = group.join(name)
        group.do('contribution', '100', '2025-02-05', member=number)
    done = laptops.sync('president', 'treasurer')
    assert any('was given twice' in problem.said() for problem in done.problems)
    assert 'given twice' in a.refusal('contribution', '100', '2025-03-05', member=number)
    ((_number, same),) = numbers.given_twice(a.book)
    renumbered = numbers.renumber_member(a.book, same[1].id, PRESIDENT, NOW, TODAY)
    assert renumbered.number == 'M2025-003'
    assert laptops.sync('treasurer', 'president').problems == []
    assert {member.number for member in b.book.members.values()} == {ASHA, 'M2025-002', 'M2025-003'}
    assert said(a) == said(b) == []


def test_a_loan_number_that_both_gave_is_settled_by_a_person(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    for group in (a, b):
        group.do('loan', '50', '2025-02-05', member=ASHA)
    laptops.sync('president', 'treasurer')
    ((_number, same),) = numbers.given_twice(a.book)
    assert numbers.renumber_loan(a.book, same[0].id, PRESIDENT, NOW, TODAY).number == 'L2025-002'
    laptops.sync('president', 'treasurer')
    assert numbers.given_twice(b.book) == [] and said(a) == said(b) == []


def test_a_receipt_number_that_both_gave_stays_and_the_next_one_is_new(laptops: Copies) -> None:
    a, b = laptops['president'], laptops['treasurer']
    for group, id_ in ((a, 'a1'), (b, 'b1')):
        group.do('contribution', '100', '2025-02-05', member=ASHA, entry_id=id_)
    laptops.sync('president', 'treasurer')
    assert [(row.id, row.receipt) for id_ in ('a1', 'b1') for row in a.book.receipt_of(id_)] == [
        ('a1', 'R00002'), ('b1', 'R00002')
    ]  # fmt: skip
    assert a.do('contribution', '100', '2025-03-05', member=ASHA).receipt == 'R00003'


# --- typed over where no journal was --------------------------------------------------------------------------------


def typed_over(group: Group, sheet: str, row: int, heading: str, value: str | int) -> Group:
    """A copy on a stick, without its journal, in which somebody typed over a cell."""
    workbook = openpyxl.load_workbook(group.path)
    headings = [cell.value for cell in workbook[sheet][1]]
    workbook[sheet].cell(row, headings.index(heading) + 1, value)
    workbook.save(group.path)
    shutil.rmtree(group.path.parent / '.bahi', ignore_errors=True)
    return Group.at(group.path)


@pytest.mark.parametrize('mobile', ['9111111111', '9899999999'])
@pytest.mark.parametrize('pair', [('president', 'treasurer'), ('treasurer', 'president')])
def test_a_value_typed_over_on_a_copy_without_a_journal_is_a_question_and_ours_counts(
    laptops: Copies, mobile: str, pair: tuple[str, str]
) -> None:
    a = laptops['president']
    a.do('contribution', '100', '2025-02-05', member=ASHA)
    ours = a.book.members['m1'].mobile
    b = laptops.groups['treasurer'] = typed_over(laptops['treasurer'], 'Members', 2, 'Mobile', mobile)
    (question,) = laptops.sync(*pair).questions
    assert [side.value for side in question.sides] == [ours, mobile]
    assert a.book.members['m1'].mobile == b.book.members['m1'].mobile == ours
    assert b.book.questions() == [question] and laptops.are_one('president', 'treasurer')
    questions.answer(b.book, question, mobile, PRESIDENT, NOW, TODAY)
    assert laptops.sync(*pair).questions == []
    assert a.book.members['m1'].mobile == mobile and said(a) == said(b) == []


def test_what_we_changed_stays_and_what_was_typed_there_is_told(laptops: Copies) -> None:
    edit(laptops['president'], '9822011111', 'Savitri')
    laptops.groups['treasurer'] = typed_over(laptops['treasurer'], 'Members', 2, 'Mobile', '9899999999')
    (question,) = laptops.sync('president', 'treasurer').questions
    assert [side.value for side in question.sides] == ['9822011111', '9899999999']
    assert laptops['treasurer'].book.members['m1'].mobile == '9822011111'


def test_a_bylaw_and_a_sum_that_were_typed_over_change_nothing_before_somebody_decides(laptops: Copies) -> None:
    a = laptops['president']
    a.do('contribution', '100', '2025-02-05', member=ASHA)
    bylaws, asha = a.book.bylaws, a.book.members['m1']
    rows = [row[3].value for row in openpyxl.load_workbook(a.path)['Bylaws'].iter_rows()]
    b = typed_over(laptops['treasurer'], 'Bylaws', rows.index('monthly_due') + 1, 'Value', 1)
    b = laptops.groups['treasurer'] = typed_over(b, 'Members', 2, 'Regular deposit', 100)
    assert len(laptops.sync('president', 'treasurer').questions) == 2
    assert a.book.members['m1'] == b.book.members['m1'] == asha
    for group in (a, b):
        assert group.book.bylaws.monthly_due == bylaws.monthly_due
        assert group.book.bylaws.on(TODAY.replace(year=2025)).monthly_due == bylaws.monthly_due
    lines = [problem.said() for problem in questions.problems_of_questions(a.book)]
    assert [line.partition(':')[0] for line in lines] == ['Bylaws, Regular deposit', 'Asha, Regular deposit']


def test_where_she_was_marked_as_gone_without_a_day_the_copies_are_not_joined(laptops: Copies) -> None:
    laptops.groups['treasurer'] = typed_over(laptops['treasurer'], 'Members', 2, 'Status', 'inactive')
    with pytest.raises(Refused, match='Asha, Status: one copy says active, the other inactive'):
        laptops.sync('president', 'treasurer')
