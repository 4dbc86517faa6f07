"""The life of a loan on a product: applied for, reviewed by another officer, handed over, repaid, set anew."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from actions import applications, guaranteeing, products, rescheduling
from actions.applications import Application, Verdict
from actions.guaranteeing import Pledge
from actions.who import Who
from reports.loans import loan_standing
from rules import schedules
from rules.bylaws import A_THIRD
from rules.periods import Every
from rules.problems import Refused
from rules.products import terms_of
from rules.records import Loan
from rules.register_records import Decision
from rules.term_changes import Moratorium, Rescheduled
from sheets.columns import DECISIONS, GUARANTORS
from tests.applying import MEENA, SHORT, SUNITA, apply, day, decide, refused, running
from tests.groups import NOW, PRESIDENT, TODAY, Group


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Asha and Bina saved 20,000.00 each; the box holds it. Loans on one product, at most three times the savings."""
    group = Group(tmp_path, module_products=True, module_guarantors=True, loan_savings_times=Fraction(3))
    for name in ('Asha', 'Bina'):
        group.do('contribution', '20000', '2025-01-05', member=group.join(name))
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    return group


def resolve(group: Group, kind: str, loan: Loan, amount: int | None = None, on: str = '2025-02-20') -> str:
    with group.book.writing() as writing:
        number = f'D2025-{len(group.book.register(DECISIONS)) + 1:03d}'
        row = Decision(
            f'id{number}', number, day(on), kind, loan.number, amount=amount, reason='drought', about=loan.id
        )
        writing.insert(DECISIONS, row, number, NOW)
    return number


def test_from_the_application_to_the_money_each_step_has_its_day_and_its_officer(group: Group) -> None:
    loan = apply(group, purpose='seeds')
    assert (loan.number, loan.status, loan.applied_by, loan.asked) == ('L2025-001', 'applied', 'Meena', 12_000_00)
    [loan] = decide(group, Verdict('L2025-001', 'approved', 10_000_00))
    assert (loan.status, loan.reviewed_by, loan.approved, loan.given_on) == ('approved', 'Sunita', 10_000_00, None)
    group.do('loan', '10000', '2025-01-31', member='M2025-001', loan='L2025-001')
    loan = group.book.loans[loan.id]
    assert (loan.status, loan.given_on, loan.count, loan.rate) == ('running', day('2025-01-31'), 4, Fraction(2))
    assert group.rows('kind', 'amount', 'category', 'receipt')[2:] == [
        ('loan', '1000000', '', 'R00003'), ('fee', '10000', 'processing', 'R00003'),
    ]  # fmt: skip
    assert group.cash() == 40_000_00 - 9900_00
    written = [(change.field, change.new, change.recorded_by) for change in group.book.changes]
    assert ('status', 'approved', 'Sunita') in written
    assert ('given_on', '2025-01-31', 'Savitri') in written


def test_a_repayment_pays_by_the_schedule_and_the_last_one_closes_the_loan(group: Group) -> None:
    loan = running(group)
    group.do('repayment', '3151.49', '2025-02-28', member='M2025-001', loan=loan.number)
    assert group.rows('kind', 'amount')[-2:] == [('interest', '24000'), ('principal', '291149')]
    assert 'more' in group.refusal('repayment', '20000', '2025-03-10', member='M2025-001', loan=loan.number)
    owed = loan_standing(group.book, loan, day('2025-03-10')).owed
    assert owed == 9088_51 + 181_77
    group.do('repayment', '9270.28', '2025-03-10', member='M2025-001', loan=loan.number)
    assert group.book.loans[loan.id].status == 'closed'
    last = group.book.frame()['id'].iloc[-1].partition('/')[0]
    group.do('reversal', '', '2025-03-11', reverses=last)
    assert group.book.loans[loan.id].status == 'running'
    assert loan_standing(group.book, group.book.loans[loan.id], day('2025-03-11')).owed == owed


def test_nobody_approves_her_own_application_nor_more_than_was_asked(group: Group) -> None:
    loan = apply(group)
    said = refused(group, decide, Verdict(loan.number, 'approved', 13_000_00), who=MEENA, on='2025-01-19')
    assert 'Meena wrote down the application L2025-001 and cannot decide on it.' in said
    assert '12000.00 was applied for; 13000.00 is more.' in said
    assert 'The loan L2025-001 was applied for on 2025-01-20; 2025-01-19 lies before that.' in said
    said = refused(group, decide, Verdict(loan.number, 'approved', 12_000_00), who=Who('Asha', member=loan.member))
    assert 'cannot decide on her own loan' in said
    assert 'with a reason' in refused(group, decide, Verdict(loan.number, 'rejected'))


def test_a_group_with_one_officer_does_both_and_the_book_says_so(tmp_path: Path) -> None:
    group = Group(tmp_path, module_products=True, one_officer_allowed=True)
    group.do('contribution', '20000', '2025-01-05', member=group.join('Asha'))
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    loan = apply(group)
    decide(group, Verdict(loan.number, 'approved', 12_000_00), who=MEENA)
    assert {change.reason for change in group.book.changes} == {
        'Written down and reviewed by the same officer, as the bylaws allow.'
    }
    group.do('loan', '3000', '2025-02-01', member='M2025-001', product='P1', count='6')
    given = group.book.loan('L2025-002')
    assert given is not None
    assert (given.status, given.count, given.note[:12]) == ('running', 6, 'Written down')


def test_several_are_decided_together_or_none_is(group: Group) -> None:
    one, two = apply(group), apply(group, 5_000_00, member='M2025-002')
    verdicts = [Verdict(one.number, 'approved', 12_000_00), Verdict(two.number, 'rejected')]
    assert 'with a reason' in refused(group, decide, *verdicts)
    found = decide(group, verdicts[0], replace(verdicts[1], reason='she asked for another'))
    assert [loan.status for loan in found] == ['approved', 'rejected']
    said = refused(group, decide, Verdict(two.number, 'approved', 1_00))
    assert said == 'The application L2025-002 was rejected. Write down a new application.'


@pytest.mark.parametrize(
    'more, said',
    [
        ({'amount': 60_000_01}, 'What she saved allows a loan of 60000.00; 60000.01 is more.'),
        ({'amount': 0}, 'The amount must be more than zero.'),
        ({'count': 13}, 'A loan of this kind has at most 12 instalments, not 13.'),
        ({'count': 10_000}, 'A loan has from 1 to 1200 instalments, not 10000.'),
        ({'count': 0}, 'A loan has from 1 to 1200 instalments, not 0.'),
        ({'on': '2026-01-02'}, 'The date 2026-01-02 lies in the future.'),
        ({'on': '2024-12-31'}, 'lies before the group began'),
        ({'product': 'P9'}, 'There is no loan product P9 that is offered.'),
        ({'member': 'M2025-009'}, 'There is no member M2025-009.'),
        ({'pledges': (Pledge('M2025-001', 5_00),)}, 'Asha cannot guarantee her own loan.'),
        ({'pledges': (Pledge('M2025-002', 20_000_01),)}, 'only 20000.00 of her deposits is free'),
        ({'pledges': (Pledge('', 5_00, 'Juma'),)}, 'has no mobile number'),
    ],
)
def test_an_application_that_cannot_be_is_refused(group: Group, more: dict[str, Any], said: str) -> None:
    assert said in refused(group, apply, **more)


def test_guarantors_answer_before_it_is_approved_and_are_free_when_it_is_repaid(group: Group) -> None:
    loan = apply(group, pledges=(Pledge('M2025-002', 8_000_00), Pledge('', 1_000_00, 'Juma', '0712345678', 'brother')))
    said = refused(group, decide, Verdict(loan.number, 'approved', 12_000_00))
    assert 'Bina has not answered yet whether she guarantees.' in said
    rows = list(group.book.register(GUARANTORS).values())
    for row, said in zip(rows, ('accepted', 'declined'), strict=True):
        guaranteeing.answer(group.book, row.id, said, day('2025-01-22'), MEENA, NOW, TODAY, group._id())  # type: ignore[arg-type]
    with pytest.raises(Refused, match='has already answered'):
        guaranteeing.answer(group.book, rows[1].id, 'accepted', day('2025-01-22'), MEENA, NOW, TODAY, group._id())
    decide(group, Verdict(loan.number, 'approved', 12_000_00))
    group.do('loan', '12000', '2025-01-31', member='M2025-001', loan=loan.number)
    said = refused(group, apply, member='M2025-001', amount=5_000_00, pledges=(Pledge('M2025-002', 12_000_01),))
    assert 'only 12000.00 of her deposits is free' in said
    said = group.refusal('withdrawal', '12000.01', '2025-02-01', member='M2025-002')
    assert '12000.01 is more than the 12000.00 that no loan is secured with.' in said
    group.do('repayment', '12240', '2025-02-28', member='M2025-001', loan=loan.number)
    group.do('withdrawal', '12000.01', '2025-02-28', member='M2025-002')
    assert [row.status for row in group.book.register(GUARANTORS).values()] == ['released', 'declined']


def test_only_an_approved_loan_is_handed_over_once_and_as_approved(group: Group) -> None:
    loan = apply(group)
    details = {'member': 'M2025-001', 'loan': loan.number}
    assert 'is not approved yet' in group.refusal('loan', '12000', '2025-01-31', **details)
    assert 'is not approved yet' in group.refusal('repayment', '100', '2025-01-31', **details)
    decide(group, Verdict(loan.number, 'approved', 10_000_00))
    said = group.refusal('loan', '12000', '2025-01-24', **details)
    assert '10000.00 was approved for the loan L2025-001, and 12000.00 is to be handed over.' in said
    assert '2025-01-24 lies before that' in said
    assert 'applied for first' in group.refusal('loan', '500', '2025-01-31', member='M2025-001', product='P1')


def test_who_may_not_borrow_any_more_is_neither_approved_nor_handed_the_money(group: Group) -> None:
    """Asha asks for 12,000.00 with 20,000.00 saved, takes 16,500.00 out and has 3,500.00: 10,500.00 at most."""
    first, second = apply(group), apply(group)
    decide(group, Verdict(first.number, 'approved', 12_000_00))
    group.do('withdrawal', '16500', '2025-01-26', member='M2025-001')
    too_much = 'What she saved allows a loan of 10500.00; 12000.00 is more. Ask for at most 10500.00.'
    assert refused(group, decide, Verdict(second.number, 'approved', 12_000_00), on='2025-01-27') == too_much
    details = {'member': 'M2025-001', 'loan': first.number}
    assert group.refusal('loan', '12000', '2025-01-31', **details) == too_much
    decide(group, Verdict(second.number, 'approved', 10_500_00), on='2025-01-27')


def test_of_two_officers_who_hand_over_the_last_cash_one_is_refused(group: Group) -> None:
    one, two = apply(group, 30_000_00), apply(group, 30_000_00, member='M2025-002')
    decide(group, Verdict(one.number, 'approved', 30_000_00), Verdict(two.number, 'approved', 30_000_00))
    group.do('loan', '30000', '2025-01-31', member='M2025-001', loan=one.number)
    said = group.refusal('loan', '30000', '2025-01-31', member='M2025-002', loan=two.number)
    assert said == 'Box and bank hold 10300.00 for loans; 30000.00 is more. Ask for at most 10300.00.'
    assert group.book.loans[two.id].status == 'approved'


def test_a_payment_before_the_loan_is_refused(group: Group) -> None:
    loan = running(group)
    said = group.refusal('repayment', '100', '2025-01-30', member='M2025-001', loan=loan.number)
    assert 'was given on 2025-01-31; 2025-01-30 lies before that' in said


def test_a_moratorium_and_new_terms_rest_on_a_decision_each(group: Group) -> None:
    loan = running(group)

    def wait(group: Group, decision: str, instalments: int = 2, on: str = '2025-02-28') -> Loan:
        change = Moratorium(day(on), instalments, 'asked each time', decision)
        return rescheduling.set_anew(group.book, loan.number, change, MEENA, NOW, TODAY, group._id())

    assert 'needs a decision of the group' in refused(group, wait, '')
    decision = resolve(group, 'reschedule', loan)
    assert 'A moratorium is of 1 to' in refused(group, wait, decision, 0)
    assert 'lies before that' in refused(group, wait, decision, on='2025-01-30')
    found = wait(group, decision)
    assert found.set_anew == '2025-02-28 moratorium of 2, interest asked each time (D2025-001)'
    assert [due.total for due in loan_standing(group.book, found, day('2025-03-01')).left][1:3] == [240_00, 181_77]
    assert 'was done already' in refused(group, wait, decision)
    again = resolve(group, 'reschedule', loan, on='2025-03-01')
    change = Rescheduled(day('2025-03-01'), 6, Every(1, 'month'), 'equal-principal', Fraction(1), 'month', again)

    def anew(group: Group, change: Rescheduled) -> Loan:
        return rescheduling.set_anew(group.book, loan.number, change, MEENA, NOW, TODAY, group._id())

    said = refused(group, anew, replace(change, count=10_000, rate=Fraction(101), method='fixed'))
    assert 'A loan has from 1 to 1200 instalments, not 10000.' in said
    assert 'The bylaws allow at most 100 percent a month' in said
    assert 'has no fixed instalment' in said
    assert 'The rate is below zero.' in refused(group, anew, replace(change, rate=Fraction(-1)))
    before, after = rescheduling.planned(group.book, loan.number, change, TODAY)
    assert sum(due.total > 0 for due in before.left) == 6, 'the four and the two of the moratorium'
    found = anew(group, change)
    left = [due for due in loan_standing(group.book, found, day('2025-03-01')).left if due.total]
    assert left == [due for due in after.left if due.total]
    assert (len(left), sum(due.principal for due in left)) == (6, 12_000_00)


def test_it_is_written_off_by_a_decision_that_names_the_sum(group: Group) -> None:
    loan = running(group)
    details = {'member': 'M2025-001', 'loan': loan.number}
    assert 'needs a decision' in group.refusal('write-off', '12000', '2025-03-31', **details)
    decision = resolve(group, 'write off', loan, 10_000_00)
    said = group.refusal('write-off', '12000', '2025-03-31', **details, decision=decision)
    assert f'The decision {decision} allows 10000.00 more, and this is 12000.00.' in said
    group.do('write-off', '10000', '2025-03-31', **details, decision=decision)
    assert loan_standing(group.book, loan, day('2025-03-31')).outstanding == 2_000_00


def test_the_same_request_is_answered_once(group: Group) -> None:
    asked = Application('twice', 'M2025-001', 'P1', 1_000_00, day('2025-01-20'))
    first = applications.apply(group.book, asked, MEENA, NOW, TODAY)
    assert applications.apply(group.book, asked, MEENA, NOW, TODAY) == first
    assert len(group.book.loans) == 1
    applications.decide(
        group.book, [Verdict(first.number, 'approved', 1_00)], day('2025-01-25'), SUNITA, NOW, TODAY, 'd'
    )
    applications.decide(
        group.book, [Verdict(first.number, 'approved', 1_00)], day('2025-01-25'), SUNITA, NOW, TODAY, 'd'
    )
    assert len(group.book.changes) == 4


def test_the_group_itself_asks_for_a_loan_from_outside(group: Group) -> None:
    loan = apply(group, member='')
    assert (loan.of_group, loan.member_name) == (True, 'Asmita')
    [loan] = decide(group, Verdict(loan.number, 'approved', 12_000_00))
    assert loan.status == 'approved'


def test_an_instalment_takes_at_most_a_third_of_the_income_where_a_sacco_asks_so(tmp_path: Path) -> None:
    """9,000.00 a month allow 3,000.00: 4 instalments of 11,423.20, and after a loan of 6,000.00 much less."""
    group = Group(tmp_path, kind='sacco', module_products=True, one_officer_allowed=True, loan_income_percent=A_THIRD)
    group.do('contribution', '50000', '2025-01-05', member=group.join('Asha'))
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    asked = Application('i1', 'M2025-001', 'P1', 11_423_21, day('2025-07-20'), income=9000_00)
    found = applications.eligible(group.book, asked)
    assert found.reasons[-1].said() == (
        'The instalment of a loan above 11423.20 is more than her income allows; 11423.21 is more. '
        'Ask for at most 11423.20.'
    )
    assert applications.eligible(group.book, replace(asked, amount=11_423_20)).largest == 11_423_20
    assert applications.eligible(group.book, replace(asked, income=None)).eligible
    assert 'not 10000.' in refused(group, apply, count=10_000, income=1_00, on='2025-07-20')
    group.do('loan', '6000', '2025-07-20', member='M2025-001', product='P1')
    left = 3000_00 - 1575_76
    assert applications.eligible(group.book, asked).largest == 5423_11
    rows = schedules.schedule(5423_11, asked.on, terms_of(SHORT))
    assert max(row.total for row in rows) <= left
