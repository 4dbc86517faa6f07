"""What must hold of every life of a group, whatever its kind: random histories through the actions, and a model."""

from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reports.loans import loan_standing
from reports.verify import problems_of_book
from rules.bylaws import KINDS_OF_GROUP
from tests.life_model import Life, Step
from tests.lives import DEEDS, OF_KIND, lived, lives

AT_ONE_MEETING = (
    'deposit', 'withdraw', 'loan', 'opening loan', 'more on loan', 'repay', 'fine', 'income', 'expense', 'to bank',
    'from bank', 'share', 'social', 'grant', 'open deposit', 'charge', 'pay tax',
)  # fmt: skip


@pytest.mark.parametrize('kind', KINDS_OF_GROUP)
@settings(max_examples=50)
@given(data=st.data())
def test_whatever_a_group_does_the_book_says_what_the_model_says(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    """Trial balance zero; cash = opening + in − out; no box below zero; each member's savings and each loan; share-out
    and pool add up; no penalty twice; nothing dated in a closed month; what is refused changes nothing."""
    life = lived(tmp_path_factory.mktemp('life'), kind, data.draw(lives(kind)))
    differences = life.differences()
    problems = [problem.said() for problem in problems_of_book(life.book)]
    life.book.close()
    assert (differences, problems) == ([], []), '\n'.join(life.told)


@pytest.mark.parametrize('kind', KINDS_OF_GROUP)
@settings(max_examples=20)
@given(data=st.data())
def test_the_entries_of_a_day_give_the_same_balances_in_any_order_in_which_each_is_accepted(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    """Some weeks of a group, then a meeting with up to six entries, once in one order and once in another."""
    before = [Step('income', units=9000), *data.draw(lives(kind, most=12))]
    what = st.sampled_from(sorted(set(AT_ONE_MEETING) & set(OF_KIND[kind])))
    step = st.builds(Step, what, st.integers(0, 3), st.integers(1, 200), pick=st.integers(0, 3))
    steps = data.draw(st.lists(step, min_size=2, max_size=6))
    found = []
    for order in (steps, data.draw(st.permutations(steps))):
        life = lived(tmp_path_factory.mktemp('life'), kind, before)
        # A loan that begins at the meeting is not yet repaid there.
        life.only = {number: [loan.id for loan in life.running(number)] for number in life.group.members}
        accepted = Counter(step for step in order if life.take(step, DEEDS[step.what]))
        found.append((accepted, balances(life)))
        life.book.close()
    assume(found[0][0] == found[1][0])
    assert found[0][1] == found[1][1]


def balances(life: Life) -> dict[str, object]:
    """Boxes, funds, what each member has and owes in the evening; of the groups' sums those that interest is not in.

    Where more is lent on a loan on the day of a repayment, it depends on which came first how much of the repayment was
    interest; what is owed together does not.
    """
    figures = life.figures()
    owed: Counter[str] = Counter()
    for loan in life.book.loans.values():
        if loan.given_on:
            owed[loan.member_number] += loan_standing(life.book, loan, life.day).owed
    apart = ('loans', 'all loans')
    return {name: figure for name, figure in figures.items() if name not in apart} | {'owed': +owed}
