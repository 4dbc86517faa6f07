"""Lives of groups, made by chance: what the four kinds of group do through the actions, held against a model.

life = lived(folder, 'chama', [Step('open cycle'), Step('bring', pick=1), Step('hand out', days=3, pick=1)])
life.differences()                    where the book says something else than the model; nothing, one hopes
lives()                               any kind of group, with any steps: a strategy for hypothesis
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from hypothesis import strategies as st

from tests import life_deeds, life_loans, life_shares
from tests.life_model import NAMES, Done, Life, Step

ANY = (
    'deposit', 'deposit', 'withdraw', 'loan', 'more on loan', 'repay', 'repay', 'pay off', 'write off', 'fine',
    'income', 'expense', 'to bank', 'from bank', 'reverse', 'join', 'leave', 'come back', 'close month',
    'charge', 'pay fines', 'waive fine', 'opening loan',
)  # fmt: skip
OF_KIND: Mapping[str, tuple[str, ...]] = {
    'shg': ANY,
    'chama': (*ANY, *('open cycle', 'bring', 'hand out') * 3),
    'vsla': (*ANY, *('share', 'social') * 2, 'grant', 'share-back', 'leave early', 'share out', 'share out'),
    'sacco': (
        *ANY, *('share', 'lend on product') * 2, 'give dividend', 'post interest', 'pay tax', 'open deposit',
        'close deposit',
    ),
}  # fmt: skip

DEEDS: Mapping[str, Callable[[Life, Step], Done]] = {
    'opening': life_deeds.opening, 'deposit': life_deeds.deposit, 'withdraw': life_deeds.withdraw,
    'loan': life_loans.loan, 'more on loan': life_loans.more_on_loan, 'repay': life_loans.repay,
    'pay off': life_loans.pay_off, 'write off': life_loans.write_off, 'fine': life_deeds.fine,
    'income': life_deeds.income, 'expense': life_deeds.expense, 'to bank': life_deeds.to_bank,
    'from bank': life_deeds.from_bank, 'reverse': life_deeds.reverse, 'join': life_deeds.join,
    'leave': life_deeds.leave, 'come back': life_deeds.come_back, 'close month': life_deeds.close_month,
    'charge': life_deeds.charge, 'pay fines': life_deeds.pay_fines, 'waive fine': life_deeds.waive_fine,
    'open cycle': life_deeds.open_cycle, 'bring': life_deeds.bring, 'hand out': life_deeds.hand_out,
    'share': life_shares.share, 'share-back': life_shares.share_back, 'social': life_shares.social,
    'grant': life_shares.grant, 'share out': life_shares.share_all_out, 'leave early': life_shares.leave_early,
    'give dividend': life_shares.give_dividend, 'post interest': life_shares.post_interest,
    'pay tax': life_shares.pay_tax, 'open deposit': life_shares.open_deposit,
    'close deposit': life_shares.close_deposit, 'lend on product': life_loans.lend_on_product,
    'opening loan': life_loans.opening_loan,
}  # fmt: skip


def lives(kind: str, most: int = 30) -> st.SearchStrategy[list[Step]]:
    """What a group of a kind does."""
    one = st.builds(
        Step, st.sampled_from(OF_KIND[kind]), st.integers(0, 3), st.integers(1, 2000), st.integers(-3, 20),
        st.integers(0, 9),
    )  # fmt: skip
    return st.lists(one, min_size=5, max_size=most)


def lived(folder: Path, kind: str, steps: Sequence[Step]) -> Life:
    """A life from its first day: 5,000.00 in the box, 200.00 saved by each, and then the steps."""
    life = Life(folder, kind)
    first = [Step('opening', units=5000), *(Step('deposit', who, 200, pick=1) for who in range(len(NAMES)))]
    for step in (*first, *steps):
        life.take(step, DEEDS[step.what])
    return life
