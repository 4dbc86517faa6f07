"""Recording: what is refused and why, what becomes which rows, and that a repeat records once."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import record
from actions.who import Who
from rules import accounts
from rules.problems import Refused
from sheets.columns import MEMBERS
from tests.groups import NOW, PRESIDENT, Group


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return Group(tmp_path)


@pytest.fixture
def asha(group: Group) -> str:
    return group.join('Asha')


def test_saved_lent_and_paid_back_with_interest(group: Group, asha: str) -> None:
    """10,000 saved, 5,000 lent, 5,300 back within the third month: the box holds 10,300."""
    group.do('contribution', '10000', '2025-01-05', member=asha)
    group.do('loan', '5000', '2025-01-10', member=asha)
    group.do('repayment', '5300', '2025-04-10', member=asha)
    assert group.cash() == 10_300_00
    assert group.rows('kind', 'amount', 'loan_number', 'receipt')[1:] == [
        ('loan', '500000', 'L2025-001', 'R00002'),
        ('interest', '30000', 'L2025-001', 'R00003'),
        ('principal', '500000', 'L2025-001', 'R00003'),
    ]
    loan = group.book.loan('L2025-001')
    assert loan is not None
    assert (loan.status, str(loan.closed_on)) == ('closed', '2025-04-10')


@pytest.mark.parametrize(
    'amount, said',
    [
        ('-200', "'-200' is not an amount."),
        ('1e9', "'1e9' is not an amount."),
        ('five hundred', "'five hundred' is not an amount."),
        ('200.005', "'200.005' is not an amount."),
        ('0', 'The amount must be more than zero.'),
        ('0.00', 'The amount must be more than zero.'),
        ('', '"contribution" needs amount, and it is missing.'),
    ],
)
def test_an_amount_that_is_none_is_refused(group: Group, asha: str, amount: str, said: str) -> None:
    assert group.refusal('contribution', amount, '2025-01-05', member=asha).startswith(said)


@pytest.mark.parametrize(
    'on, said',
    [
        ('2026-01-02', 'The date 2026-01-02 lies in the future.'),
        ('2024-12-31', 'The date 2024-12-31 lies before the group began on 2025-01-01.'),
        ('yesterday', "'yesterday' is not a date."),
        ('2025-02-30', "'2025-02-30' is not a date."),
    ],
)
def test_a_date_that_cannot_be_is_refused(group: Group, asha: str, on: str, said: str) -> None:
    assert group.refusal('contribution', '200', on, member=asha).startswith(said)


def test_every_reason_is_given_at_once(group: Group) -> None:
    said = group.refusal('contribution', '0', '2026-02-01', member='M2025-009')
    assert 'more than zero' in said
    assert 'lies in the future' in said
    assert 'There is no member M2025-009' in said


def test_an_inactive_member_pays_nothing_in_but_settles_what_she_owes(group: Group, asha: str) -> None:
    group.do('contribution', '1000', '2025-01-05', member=asha)
    group.do('loan', '500', '2025-01-10', member=asha)
    group.leave(asha, '2025-02-01')
    for day in ('2025-01-20', '2025-02-01', '2025-02-02'):
        for kind in ('contribution', 'loan', 'fine'):
            said = group.refusal(kind, '200', day, member=asha)
            assert said == 'Asha (M2025-001) is no longer an active member. Reactivate her first.'
    group.do('repayment', '510', '2025-02-10', member=asha)
    group.do('withdrawal', '1000', '2025-02-10', member=asha)
    group.come_back(asha, '2025-03-01')
    group.do('contribution', '200', '2025-03-05', member=asha)
    assert 'was not an active member on 2025-02-15' in group.refusal('fine', '20', '2025-02-15', member=asha)


def test_nothing_is_recorded_for_a_number_that_two_members_have(group: Group, asha: str) -> None:
    """Two copies of the book were apart, and each gave the next number to its new member."""
    beena = group.book.member(group.join('Beena'))
    assert beena
    with group.book.writing() as writing:
        writing.update(MEMBERS, beena.id, {'number': asha}, 'renumber', NOW)
    assert 'The number M2025-001 was given twice.' in group.refusal('contribution', '200', '2025-02-02', member=asha)


def test_a_repayment_above_what_is_owed_is_refused(group: Group, asha: str) -> None:
    group.do('contribution', '10000', '2025-01-05', member=asha)
    group.do('loan', '5000', '2025-01-10', member=asha)
    said = group.refusal('repayment', '5100.01', '2025-02-10', member=asha)
    assert said == 'On the loan L2025-001 5100.00 is owed on 2025-02-10; 5100.01 is more. Take at most what is owed.'


def test_a_repayment_dated_back_cannot_take_principal_that_was_repaid_since(group: Group, asha: str) -> None:
    group.do('contribution', '10000', '2025-01-05', member=asha)
    group.do('loan', '5000', '2025-01-10', member=asha)
    group.do('repayment', '4200', '2025-03-10', member=asha)
    assert 'is owed on 2025-02-10' in group.refusal('repayment', '2000', '2025-02-10', member=asha)


def test_a_repayment_dated_back_does_not_pay_interest_that_was_paid_since(group: Group, asha: str) -> None:
    """5,000 on 15 January; 1,100 on 14 April paid three months of interest; 1,000 of 20 February comes to light."""
    group.do('contribution', '10000', '2025-01-05', member=asha)
    group.do('loan', '5000', '2025-01-15', member=asha)
    group.do('repayment', '1100', '2025-04-14', member=asha)
    group.do('repayment', '1000', '2025-02-20', member=asha)
    assert group.rows('kind', 'amount')[-1:] == [('principal', '100000')]


def test_a_repayment_taken_back_leaves_what_was_owed_before(group: Group, asha: str) -> None:
    """1,000 at 2 % on 1 June, closed with 1,020 on 20 June by mistake, taken back on 25 June: 1,020 is owed again."""
    group.do('contribution', '10000', '2025-01-05', member=asha)
    group.do('loan', '1000', '2025-06-01', member=asha)
    group.do('repayment', '1020', '2025-06-20', member=asha, entry_id='back')
    group.do('reversal', '', '2025-06-25', reverses='back')
    assert '1020.00 is owed on 2025-06-26' in group.refusal('repayment', '1020.01', '2025-06-26', member=asha)
    assert '1040.00 is owed on 2025-07-02' in group.refusal('repayment', '1040.01', '2025-07-02', member=asha)


def test_a_loan_above_the_cash_is_refused_and_names_what_there_is(group: Group, asha: str) -> None:
    group.do('contribution', '400', '2025-01-05', member=asha)
    group.do('contribution', '600', '2025-01-05', member=asha, mode='upi')
    said = group.refusal('loan', '500', '2025-01-06', member=asha)
    assert said == 'There is only 400.00 in cash on 2025-01-06. Record what came in first, or a smaller amount.'
    group.do('loan', '500', '2025-01-06', member=asha, mode='bank')
    assert (group.cash(), group.bank()) == (400_00, 100_00)


def test_money_that_was_spent_later_cannot_be_lent_before(group: Group, asha: str) -> None:
    """1,000 on 5 January and 900 spent on 1 February: a loan of 500 dated 10 January would leave less than nothing."""
    group.do('contribution', '1000', '2025-01-05', member=asha)
    group.do('expense', '900', '2025-02-01', category='rent')
    assert 'only 100.00 in cash on 2025-02-01' in group.refusal('loan', '500', '2025-01-10', member=asha)


def test_the_bylaws_may_allow_less_than_nothing(tmp_path: Path) -> None:
    group = Group(tmp_path, below_zero_allowed=True)
    group.do('expense', '900', '2025-02-01', category='rent')
    assert group.cash() == -900_00


def test_a_repayment_without_a_loan_goes_to_the_only_running_one(group: Group, asha: str) -> None:
    group.do('contribution', '10000', '2025-01-05', member=asha)
    assert 'Asha has no running loan' in group.refusal('repayment', '100', '2025-01-11', member=asha)
    group.do('loan', '1000', '2025-01-10', member=asha)
    group.do('repayment', '100', '2025-01-11', member=asha)
    group.do('loan', '2000', '2025-01-12', member=asha)
    said = group.refusal('repayment', '100', '2025-01-13', member=asha)
    assert said == 'Asha has several running loans: L2025-001, L2025-002. Say which loan is repaid.'
    group.do('repayment', '100', '2025-01-13', loan='L2025-002')


def test_a_loan_of_someone_else_is_a_slip(group: Group, asha: str) -> None:
    beena = group.join('Beena')
    group.do('contribution', '10000', '2025-01-05', member=asha)
    group.do('loan', '1000', '2025-01-10', member=asha)
    assert 'belongs to Asha' in group.refusal('repayment', '100', '2025-01-11', member=beena, loan='L2025-001')
    assert 'There is no loan L9' in group.refusal('repayment', '100', '2025-01-11', member=beena, loan='L9')


def test_the_rate_of_a_loan_is_the_bylaws_unless_said(group: Group, asha: str) -> None:
    group.do('contribution', '10000', '2025-01-05', member=asha)
    group.do('loan', '1000', '2025-01-10', member=asha)
    group.do('loan', '1000', '2025-01-10', member=asha, rate='1.5')
    assert [loan.rate for loan in group.book.loans.values()] == [Fraction(2), Fraction(3, 2)]
    refused = group.refusal('loan', '1000', '2025-01-10', member=asha, rate='200')
    assert '200 percent a month is too high' in refused


def test_more_money_on_a_running_loan(group: Group, asha: str) -> None:
    group.do('contribution', '10000', '2025-01-05', member=asha)
    group.do('loan', '1000', '2025-01-10', member=asha)
    group.do('loan', '500', '2025-02-10', member=asha, loan='L2025-001')
    assert len(group.book.loans) == 1
    group.do('repayment', '1550', '2025-03-10', member=asha)
    assert group.rows('kind', 'amount')[-2:] == [('interest', '5000'), ('principal', '150000')]


def test_written_off_loans_are_past_and_cost_no_cash(group: Group, asha: str) -> None:
    group.do('contribution', '1000', '2025-01-05', member=asha)
    group.do('loan', '500', '2025-01-10', member=asha)
    assert 'more cannot be written off' in group.refusal('write-off', '501', '2025-06-01', member=asha)
    assert 'needs a decision of the group' in group.refusal('write-off', '500', '2025-06-01', member=asha)
    group.write_off('500', '2025-06-01', 'L2025-001', note='the family moved away')
    assert [loan.status for loan in group.book.loans.values()] == ['written off']
    assert group.cash() == 500_00
    assert 'no running loan' in group.refusal('repayment', '100', '2025-06-02', member=asha)


def test_savings_are_paid_out_up_to_what_was_saved(group: Group, asha: str) -> None:
    beena = group.join('Beena')
    group.do('contribution', '1000', '2025-01-05', member=beena)
    group.do('contribution', '300', '2025-01-05', member=asha)
    assert '300.01 is more than the savings of 300.00.' in group.refusal(
        'withdrawal', '300.01', '2025-02-01', member=asha
    )
    assert '10.00 is more than the savings of 0.00.' in group.refusal('withdrawal', '10', '2025-01-04', member=asha)
    group.do('withdrawal', '300', '2025-02-01', member=asha)
    assert group.book.savings(group.book.member(asha).id) == 0  # type: ignore[union-attr]


def test_cash_goes_to_the_bank_and_back(group: Group, asha: str) -> None:
    group.do('contribution', '1000', '2025-01-05', member=asha)
    group.do('to-bank', '700', '2025-01-06')
    assert (group.cash(), group.bank()) == (300_00, 700_00)
    assert 'only 700.00 in the bank' in group.refusal('from-bank', '701', '2025-01-07')
    group.do('from-bank', '200', '2025-01-07')
    assert (group.cash(), group.bank()) == (500_00, 500_00)


def test_a_deposit_counts_for_the_month_it_names_or_that_of_its_day(group: Group, asha: str) -> None:
    group.do('contribution', '200', '2025-03-05', member=asha)
    group.do('contribution', '200', '2025-03-05', member=asha, for_='2025-02')
    group.do('contribution', '200', '2025-03-05', member=asha, for_='2025-12')
    assert group.rows('month') == [('202503',), ('202502',), ('202512',)]
    assert 'out of reach' in group.refusal('contribution', '200', '2025-03-05', member=asha, for_='2024-12')
    assert 'out of reach' in group.refusal('contribution', '200', '2025-03-05', member=asha, for_='2062-05')


@pytest.mark.parametrize('note', ['=1+1', '<script>alert(1)</script>', 'वर्गणी 🌸', 'she said "later"', "'quoted"])
def test_a_note_is_kept_as_it_is(group: Group, asha: str, note: str) -> None:
    group.do('contribution', '200', '2025-03-05', member=asha, note=note)
    assert group.rows('note') == [(note,)]


def test_details_that_a_kind_lacks_or_does_not_take_are_refused(group: Group, asha: str) -> None:
    assert 'needs member' in group.refusal('contribution', '200', '2025-01-05')
    assert 'takes no rate' in group.refusal('contribution', '200', '2025-01-05', member=asha, rate='2')
    assert 'Neither member nor loan' in group.refusal('repayment', '200', '2025-01-05')
    assert 'is not a kind' in group.refusal('gift', '200', '2025-01-05')


def test_the_same_request_records_once_and_gets_the_first_answer(group: Group, asha: str) -> None:
    first = group.do('contribution', '200', '2025-01-05', member=asha, entry_id='tap-1')
    again = group.do('contribution', '200', '2025-01-05', member=asha, entry_id='tap-1')
    assert (first.repeated, again.repeated) == (False, True)
    assert (again.rows, again.receipt) == (first.rows, first.receipt)
    assert len(group.rows('id')) == 1


def test_an_id_that_was_used_for_something_else_is_refused(group: Group, asha: str) -> None:
    group.do('contribution', '200', '2025-01-05', member=asha, entry_id='tap-1')
    assert 'already used for something else' in group.refusal(
        'contribution', '300', '2025-01-05', member=asha, entry_id='tap-1'
    )


def test_several_are_recorded_together_or_not_at_all(group: Group, asha: str) -> None:
    good = group.asked('contribution', '200', '2025-01-05', member=asha)
    bad = group.asked('loan', '900', '2025-01-06', member=asha)
    with pytest.raises(Refused):
        record.record_together(group.book, [good, bad], PRESIDENT, NOW, group.today)
    assert (group.rows('id'), group.cash(), group.book.pending_count()) == ([], 0, 1)
    later = group.asked('loan', '100', '2025-01-06', member=asha)
    record.record_together(group.book, [good, later], PRESIDENT, NOW, group.today)
    assert group.cash() == 100_00


def test_a_member_may_record_nothing_and_the_treasurer_may(group: Group, asha: str) -> None:
    asked = group.asked('contribution', '200', '2025-01-05', member=asha)
    for role in ('member', 'secretary', 'nobody'):
        with pytest.raises(Refused, match='You may not do this'):
            record.record(group.book, asked, Who('Someone', role), NOW, group.today)
    record.record(group.book, asked, Who('Someone', 'treasurer'), NOW, group.today)
    assert group.cash() == 200_00


STEPS = st.tuples(
    st.sampled_from(['contribution', 'withdrawal', 'loan', 'repayment', 'fine', 'income', 'expense', 'to-bank',
                     'from-bank', 'write-off', 'reversal']),
    st.integers(1, 2000),
    st.integers(0, 364),
    st.sampled_from(['M2025-001', 'M2025-002']),
    st.sampled_from(['cash', 'bank']),
)  # fmt: skip


@settings(max_examples=25)
@given(steps=st.lists(STEPS, min_size=5, max_size=40))
def test_for_every_history_the_trial_balance_is_zero_and_no_box_is_below_it(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int, str, str]]
) -> None:
    """Whatever people try, in whatever order and dated whenever, what is accepted adds up."""
    group = Group(tmp_path_factory.mktemp('history'))
    asha, _ = group.join('Asha'), group.join('Beena')
    group.do('contribution', '1500', '2025-01-01', member=asha)
    done = ['e3']
    for kind, amount, days, member, mode in steps:
        on = f'2025-{1 + days // 31:02d}-{1 + days % 28:02d}'
        values: dict[str, str] = {'member': member, 'mode': mode}
        if kind in ('to-bank', 'from-bank'):
            values = {}
        elif kind == 'reversal':
            values = {'reverses': done[amount % len(done)]}
        try:
            if kind == 'write-off':
                hers = [loan.number for loan in group.book.loans.values() if loan.member_number == member]
                if hers:
                    done.append(group.write_off(str(amount), on, hers[-1]).entry_id)
                continue
            done.append(group.do(kind, '' if kind == 'reversal' else str(amount), on, **values).entry_id)
        except Refused:
            continue
    frame = group.book.frame()
    sums = frame.groupby(['kind', 'mode'], observed=True)['amount'].sum()
    lines = accounts.trial_balance({key: int(total) for key, total in sums.items()})  # type: ignore[misc]
    assert sum(line.debit - line.credit for line in lines) == 0
    assert [list(accounts.below_zero(box)) for box in group.book.boxes.values()] == [[], []]
    for loan in group.book.loans.values():
        lent = sum(m.amount for m in group.book.movements(loan.id) if m.kind == 'loan')
        back = sum(m.amount for m in group.book.movements(loan.id) if m.kind in ('principal', 'write-off'))
        assert 0 <= back <= lent
