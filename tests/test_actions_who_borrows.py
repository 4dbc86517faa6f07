"""Who may borrow, asked of the book at each step: every bylaw, the money there is, guarantors, and exceptions."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from actions import applications, closing, guaranteeing, products, settings
from actions.applications import Application, Verdict
from actions.guaranteeing import Pledge
from reports import decisions
from reports.guarantees import guarantors_of
from reports.verify import problems_of_book
from rules.bylaws import A_THIRD
from rules.periods import Month
from tests.applying import MEENA, SHORT, apply, day, decide, refused
from tests.groups import NOW, PRESIDENT, TODAY, Group

SIX = replace(SHORT, every='2 weeks', processing_percent=None)


def group_of(folder: Path, **bylaws: Any) -> Group:
    """Asha saved 20,000.00 and Bina 10,000.00, which is in the box; loans of 4 instalments on one product."""
    group = Group(folder, module_products=True, **bylaws)
    for name, amount in (('Asha', '20000'), ('Bina', '10000')):
        group.do('contribution', amount, '2025-01-05', member=group.join(name))
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    return group


def exception(group: Group, amount: int, member: str = 'M2025-001', on: str = '2025-01-18') -> str:
    return group.decide('exception', '', member, on=on, amount=amount).number


@pytest.mark.parametrize(
    'bylaws, fits, said',
    [
        ({'loan_savings_times': Fraction(1, 2)}, 10_000_00, 'What she saved allows a loan of 10000.00'),
        ({'loan_fund_percent': Fraction(30)}, 9_000_00, 'Of the savings of the group 9000.00 may go into one loan'),
        ({'loan_must_be_covered': True, 'module_guarantors': True}, 20_000_00, 'cover a loan of 20000.00'),
        ({'loan_income_percent': A_THIRD}, 11_423_20, 'The instalment of a loan above 11423.20 is more'),
    ],
)
def test_what_the_bylaws_ask_is_the_most_to_the_coin(
    tmp_path: Path, bylaws: dict[str, Any], fits: int, said: str
) -> None:
    """With an income of 9,000.00; 3,000.00 of it are 4 instalments of a loan of 11,423.20."""
    group = group_of(tmp_path, **bylaws)
    asked = Application('a', 'M2025-001', 'P1', fits + 1, day('2025-01-20'), income=9_000_00)
    assert applications.eligible(group.book, asked).largest == fits
    assert said in refused(group, apply, fits + 1, income=9_000_00)
    loan = apply(group, fits, income=9_000_00)
    decide(group, Verdict(loan.number, 'approved', fits))
    assert group.book.loans[loan.id].income == 9_000_00


@pytest.mark.parametrize(
    'bylaws, said',
    [
        ({'loan_least_savings': 20_000_01}, 'Asha has saved 20000.00; at least 20000.01 is asked for.'),
        ({'loan_least_member_months': 1}, 'loans are given after 1 months as a member. Ask again from 2025-02-01 on.'),
        ({'loan_most_months': 3}, 'A loan runs from 1 to 3 months; 4 was asked for.'),
        ({'shares_before_loan': True, 'module_shares': True, 'share_target': 1}, 'Of the share capital of Asha 0.01'),
    ],
)
def test_what_the_bylaws_ask_is_asked(tmp_path: Path, bylaws: dict[str, Any], said: str) -> None:
    group = group_of(tmp_path, **bylaws)
    assert said in refused(group, apply)
    assert said in group.refusal('loan', '100', '2025-01-20', member='M2025-001', product='P1')


def test_weeks_are_counted_as_the_months_that_they_begin(tmp_path: Path) -> None:
    """4 instalments every 2 weeks from 20 January end on 17 March, in the second month; 5 end on 31 March, 3 months."""
    group = group_of(tmp_path, loan_most_months=2)
    products.add(group.book, replace(SIX, name='Weeks'), PRESIDENT, NOW, TODAY, 'p2')
    apply(group, product='P2')
    assert 'A loan runs from 1 to 2 months; 3 was asked for.' in refused(group, apply, product='P2', count=5)


def test_the_largest_amount_of_a_fixed_instalment_is_repaid_within_the_longest_term(tmp_path: Path) -> None:
    """2 percent and 1,000.00 a month: 2,883.88 leave 1,941.56, 980.39 and nothing; a paisa more leaves 0.01 to pay."""
    group = group_of(tmp_path, loan_most_months=3)
    fixed = replace(SHORT, name='Fixed', method='fixed', count=None, most_count=None, processing_percent=None)
    products.add(group.book, fixed, PRESIDENT, NOW, TODAY, 'p2')
    asked = Application('a', 'M2025-001', 'P2', 5_000_00, day('2025-01-20'), instalment=1_000_00)
    found = applications.eligible(group.book, asked)
    assert found.largest == 2_883_88
    assert ('By the longest term', 'a loan that this instalment repays in 3 months', '2883.88') in [
        line.said('INR') for line in found.lines
    ]
    assert refused(group, apply, 2_883_89, product='P2', instalment=1_000_00) == (
        'This instalment repays a loan of 2883.88 within the longest term; 2883.89 is more. Ask for at most 2883.88.'
    )
    # 20.00 are the interest of 1,000.00, which is never repaid; 57.68 leave 38.83, 19.61 and nothing.
    assert 'Ask for at most 57.68.' in refused(group, apply, 1_000_00, product='P2', instalment=20_00)
    assert apply(group, 2_883_88, product='P2', instalment=1_000_00).count is None


def test_without_products_too_a_member_borrows_as_the_bylaws_say(tmp_path: Path) -> None:
    """As in a village group: three times her shares, 1,500.00, one loan at a time, and none with something overdue."""
    group = Group(
        tmp_path, module_shares=True, share_price=100_00, share_most=0, monthly_due=0, loan_most_running=1,
        loan_savings_times=Fraction(3), loan_shares_times=Fraction(3), loan_none_overdue=True,
    )  # fmt: skip
    group.do('share', '500', '2025-01-05', member=group.join('Asha'))
    group.do('income', '9000', '2025-01-05', category='gift')
    said = group.refusal('loan', '1500.01', '2025-01-10', member='M2025-001')
    assert said == 'What she saved allows a loan of 1500.00; 1500.01 is more. Ask for at most 1500.00.'
    group.do('loan', '1000', '2025-01-10', member='M2025-001')
    assert group.refusal('loan', '1', '2025-01-11', member='M2025-001') == (
        'Asha has 1 running loans; 1 are allowed. Pay a loan back first.'
    )
    assert 'What she saved allows' in group.refusal('loan', '501', '2025-01-11', loan='L2025-001')
    group.do('loan', '500', '2025-01-11', loan='L2025-001')
    said = group.refusal('loan', '1', '2025-03-15', loan='L2025-001')
    assert said.startswith('Asha has 90.00 overdue on a loan. Pay what is overdue first.')
    group.do('opening-loan', '5000', '2025-01-05', member='M2025-001')


def test_a_new_loan_above_her_savings_and_above_what_the_box_holds_is_refused_for_both(tmp_path: Path) -> None:
    """Asha saved 1,000.00, three times of which are 3,000.00; she and Bina put 2,500.00 into the box."""
    group = Group(tmp_path, loan_savings_times=Fraction(3))
    for name, amount in (('Asha', '1000'), ('Bina', '1500')):
        group.do('contribution', amount, '2025-01-05', member=group.join(name))
    assert group.refusal('loan', '9000', '2025-01-20', member='M2025-001') == (
        'What she saved allows a loan of 3000.00; 9000.00 is more. Ask for at most 3000.00. '
        'There is only 2500.00 in cash on 2025-01-20. Record what came in first, or a smaller amount.'
    )
    assert group.refusal('loan', '2600', '2025-01-20', member='M2025-001').startswith('There is only 2500.00 in cash')


def test_money_has_to_be_there_when_it_is_approved_and_not_yet_when_it_is_asked_for(tmp_path: Path) -> None:
    """30,000.00 in the box, 5,000.00 of it the social fund's, and 1,000.00 go out later: 24,000.00 to lend."""
    group = group_of(tmp_path, module_social_fund=True)
    group.do('expense', '1000', '2025-02-10', category='hall')
    group.do('social', '5000', '2025-01-05', member='M2025-002')
    group.do('expense', '5000', '2025-01-06', category='hall')
    loan = apply(group, 24_000_01)
    asked = Application('a', 'M2025-001', 'P1', 24_000_01, day('2025-01-20'))
    answer = applications.eligible(group.book, asked)
    assert (answer.eligible, answer.largest) == (True, None)
    assert [line.said('INR') for line in answer.lines] == [
        ('By the money there is', 'loan fund in box and bank', '24000.00')
    ]  # fmt: skip
    too_much = 'Box and bank hold 24000.00 for loans; 24000.01 is more. Ask for at most 24000.00.'
    assert refused(group, decide, Verdict(loan.number, 'approved', 24_000_01)) == too_much
    decide(group, Verdict(loan.number, 'approved', 24_000_00))
    group.do('expense', '1', '2025-01-26', category='tea')
    said = group.refusal('loan', '24000', '2025-01-31', member='M2025-001', loan=loan.number)
    assert said == 'Box and bank hold 23999.00 for loans; 24000.00 is more. Ask for at most 23999.00.'
    group.do('income', '1', '2025-01-27', category='gift')
    group.do('loan', '24000', '2025-01-31', member='M2025-001', loan=loan.number)


def test_where_the_box_may_be_below_zero_nothing_is_asked_of_it(tmp_path: Path) -> None:
    group = group_of(tmp_path, below_zero_allowed=True)
    decide(group, Verdict(apply(group, 90_000_00).number, 'approved', 90_000_00))


def test_the_largest_amount_heeds_the_guarantors(tmp_path: Path) -> None:
    """20,000.00 of her own and 6,000.00 of Bina's: counted when they are named, and only if she accepts."""
    group = group_of(tmp_path, module_guarantors=True, loan_must_be_covered=True)
    pledges = (Pledge('M2025-002', 6_000_00),)
    asked = Application('a', 'M2025-001', 'P1', 26_000_00, day('2025-01-20'), pledges=pledges)
    assert applications.eligible(group.book, asked).largest == 26_000_00
    assert 'cover a loan of 26000.00; 26000.01 is more' in refused(group, apply, 26_000_01, pledges=pledges)
    loan = apply(group, 26_000_00, pledges=pledges)
    answer = applications.asked_again(group.book, loan, 26_000_00, day('2025-01-22'))
    assert answer is not None
    assert answer.largest == 20_000_00
    (row,) = guarantors_of(group.book, loan.id)
    guaranteeing.answer(group.book, row.id, 'accepted', day('2025-01-22'), MEENA, NOW, TODAY, group._id())
    decide(group, Verdict(loan.number, 'approved', 26_000_00))
    group.do('loan', '26000', '2025-01-31', member='M2025-001', loan=loan.number)


def test_her_income_is_kept_and_asked_again(tmp_path: Path) -> None:
    """9,000.00 a month allow 11,423.20 while a third may go into a loan, and 6,853.91 when the bylaws say a fifth."""
    group = group_of(tmp_path, loan_income_percent=A_THIRD)
    first, second = (apply(group, 11_423_20, income=9_000_00) for _ in range(2))
    decide(group, Verdict(first.number, 'approved', 11_423_20))
    settings.amend_bylaw(
        group.book, 'loan_income_percent', '20', 'a bad year', day('2025-01-26'), PRESIDENT, NOW, TODAY, 'b1'
    )
    too_much = 'The instalment of a loan above 6853.91 is more than her income allows; 11423.20 is more.'
    assert too_much in refused(group, decide, Verdict(second.number, 'approved', 11_423_20), on='2025-01-26')
    decide(group, Verdict(second.number, 'approved', 11_423_20))
    assert too_much in group.refusal('loan', '11423.20', '2025-01-31', member='M2025-001', loan=first.number)


def test_the_group_makes_an_exception_and_the_loan_names_it(tmp_path: Path) -> None:
    """10,000.00 at most; the group decides on 12,000.00 for Asha, which lasts to the money in her hand."""
    group = group_of(tmp_path, loan_savings_times=Fraction(1, 2))
    number = exception(group, 12_000_00)
    assert 'What she saved' in refused(group, apply)
    assert 'about something else' in refused(group, apply, member='M2025-002', decision=number)
    assert 'allows 12000.00 more, and this is 12000.01' in refused(group, apply, 12_000_01, decision=number)
    assert 'there is no decision D2025-009' in refused(group, apply, decision='D2025-009')
    loan = apply(group, decision=number)
    assert loan.decision == number
    assert 'allows 0.00 more' in refused(group, apply, decision=number)
    decide(group, Verdict(loan.number, 'approved', 12_000_00))
    group.do('loan', '12000', '2025-01-31', member='M2025-001', loan=loan.number)
    assert group.rows('kind', 'decision')[-2:] == [('loan', number), ('fee', '')]
    (use,) = decisions.uses(group.book)[number]
    assert (use.sheet, use.amount) == ('Entries', 12_000_00)
    assert 'What she saved' in group.refusal('loan', '1', '2025-02-01', loan=loan.number)


def test_an_exception_that_is_decided_later_is_named_with_the_approval(tmp_path: Path) -> None:
    """She has 20,000.00 when she asks and 4,000.00 when it is approved: 8,000.00 at most."""
    group = group_of(tmp_path, loan_savings_times=Fraction(2))
    loan = apply(group)
    group.do('withdrawal', '16000', '2025-01-21', member='M2025-001')
    assert 'allows a loan of 8000.00' in refused(group, decide, Verdict(loan.number, 'approved', 12_000_00))
    number = exception(group, 12_000_00, on='2025-01-22')
    decide(group, Verdict(loan.number, 'approved', 12_000_00, decision=number))
    assert [(change.field, change.new) for change in group.book.changes][-1] == ('decision', number)
    assert group.book.loans[loan.id].decision == number


def test_an_exception_at_handing_over_and_for_more_money(tmp_path: Path) -> None:
    group = group_of(tmp_path, loan_savings_times=Fraction(2), one_officer_allowed=True)
    loan = apply(group)
    decide(group, Verdict(loan.number, 'approved', 12_000_00))
    group.do('withdrawal', '16000', '2025-01-26', member='M2025-001')
    details = {'member': 'M2025-001', 'loan': loan.number}
    assert 'allows a loan of 8000.00' in group.refusal('loan', '12000', '2025-01-31', **details)
    first, second = exception(group, 12_000_00), exception(group, 1_000_00)
    group.do('loan', '12000', '2025-01-31', decision=first, **details)
    assert group.book.loans[loan.id].decision == first
    said = group.refusal('loan', '1000', '2025-02-01', decision=first, **details)
    assert 'The decision D2025-001 allows 0.00 more, and this is 1000.00.' in said
    assert 'allows 1000.00 more, and this is 1000.01' in group.refusal(
        'loan', '1000.01', '2025-02-01', decision=second, **details
    )
    group.do('loan', '1000', '2025-02-01', decision=second, **details)
    assert [use.amount for use in decisions.uses(group.book)[second]] == [1_000_00]


def test_what_came_to_nothing_leaves_its_decision_free(tmp_path: Path) -> None:
    group = group_of(tmp_path, loan_savings_times=Fraction(1, 2))
    number = exception(group, 12_000_00)
    loan = apply(group, decision=number)
    decide(group, Verdict(loan.number, 'rejected', reason='she asked for another'))
    loan = apply(group, decision=number)
    decide(group, Verdict(loan.number, 'approved', 12_000_00))
    group.do('loan', '12000', '2025-01-31', member='M2025-001', loan=loan.number)
    entry = next(id_ for id_, kind in group.rows('id', 'kind') if kind == 'loan')
    group.do('reversal', '', '2025-01-31', reverses=entry)
    assert apply(group, decision=number, on='2025-02-01').decision == number


def test_no_exception_puts_money_into_the_box_or_lets_her_approve_her_own(tmp_path: Path) -> None:
    group = group_of(tmp_path, loan_savings_times=Fraction(1, 2))
    loan = apply(group, 31_000_00, decision=exception(group, 31_000_00))
    said = refused(group, decide, Verdict(loan.number, 'approved', 31_000_00))
    assert said == 'Box and bank hold 30000.00 for loans; 31000.00 is more. Ask for at most 10000.00.'
    said = refused(group, decide, Verdict(loan.number, 'approved', 30_000_00), who=MEENA)
    assert 'Meena wrote down the application' in said


def test_in_a_closed_month_the_row_names_what_opens_it_and_the_loan_its_exception(tmp_path: Path) -> None:
    group = group_of(tmp_path, loan_savings_times=Fraction(1, 2))
    number = exception(group, 12_000_00)
    loan = apply(group, decision=number)
    decide(group, Verdict(loan.number, 'approved', 12_000_00))
    january = Month(2025, 1)
    closing.close(group.book, january, PRESIDENT, NOW, TODAY, 'c')
    both = ['M2025-001', 'M2025-002']
    opened = closing.open_again(group.book, january, both, 'a loan was forgotten', PRESIDENT, NOW, TODAY, 'o').number
    group.do('loan', '12000', '2025-01-31', loan=loan.number, decision=opened)
    assert group.rows('kind', 'decision')[-2:] == [('loan', opened), ('fee', opened)]
    (use,) = decisions.uses(group.book)[number]
    assert (use.sheet, use.label, use.amount) == ('Loans', 'L2025-001 · Asha', 12_000_00)
    assert problems_of_book(group.book) == []


def test_who_may_borrow_uses_no_exception_of_another(tmp_path: Path) -> None:
    group = group_of(tmp_path, one_officer_allowed=True)
    number = exception(group, 12_000_00, member='M2025-002')
    details = {'member': 'M2025-001', 'product': 'P1'}
    assert 'about something else' in group.refusal('loan', '500', '2025-01-20', decision=number, **details)
    assert 'there is no decision D9' in group.refusal('loan', '500', '2025-01-20', decision='D9', **details)
    other = group.decide('other', '').number
    group.do('loan', '500', '2025-01-20', decision=other, **details)
    assert group.book.loans[group.rows('loan')[-1][0]].decision == ''
