"""The pot of a round in a real book: brought, asked for, approved by one, paid by another, and never twice."""

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from actions import payouts, record
from actions.payouts import Payment
from actions.who import Who
from reports import rotation as there
from reports.dues import dues_table
from reports.share_out import Counted, gathered
from reports.shares import balances
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.problems import Refused
from sheets.book import open_book
from sheets.columns import ROTATION
from sheets.writer import Writer
from tests.groups import NOW, PRESIDENT, TODAY
from tests.rounds import SECRETARY, TREASURER, Chama

FIFTH = date(2025, 1, 5)


@pytest.fixture
def chama(tmp_path: Path) -> Chama:
    """Four members; Asha has the pot of 4,000.00 on 5 January, then Bina, Chitra and Dipa."""
    chama = Chama(tmp_path)
    chama.open()
    return chama


def test_a_pot_is_brought_asked_for_approved_and_paid(chama: Chama) -> None:
    """
    contribution  Asha    1000.00  C1/1
    ...
    payout        Asha    4000.00  C1/1
    """
    asha, *_others = chama.members
    chama.bring('C1/1', *chama.members)
    chama.request('C1/1', asha)
    assert chama.states() == ['requested', 'waiting', 'waiting', 'waiting']
    chama.approve('C1/1', asha)
    chama.hand_over('C1/1', asha, '4000', reference='QGH7XK')
    row = next(row for row in chama.book.register(ROTATION).values() if row.round == 1)
    assert (row.status, row.pot, row.requested_by, row.approved_by, row.paid_by, row.paid_on) == (
        'paid', 4_000_00, 'Kavita', 'Lata', 'Kavita', FIFTH,
    )  # fmt: skip
    assert chama.rows('kind', 'member_name', 'amount', 'about', 'reference')[-1] == (
        'payout', 'Asha', '400000', 'C1/1', 'QGH7XK',
    )  # fmt: skip
    assert chama.cash() == 0
    now = there.current(chama.book)
    assert now and now.now and now.now.number == 2
    exposures = {each.member: each.amount for each in there.exposures(chama.book, now, TODAY)}
    assert list(exposures.values()) == [3_000_00, -1_000_00, -1_000_00, -1_000_00]
    in_the_pots = balances(chama.book.frame(), 'savings', TODAY)
    assert [in_the_pots[member] for member in ('m1', 'm2')] == [-3_000_00, 1_000_00]
    assert [chama.book.savings(member) for member in ('m1', 'm2')] == [0, 0], 'none of it is hers to take out'
    assert not dues_table(chama.book, TODAY)['paid'].any(), 'nor is it the deposit of a month'
    assert chama.rows('month') == [('0',)] * 5


def test_every_reason_against_a_payout_is_said_at_once(chama: Chama) -> None:
    asha, bina, chitra, _dipa = chama.members
    chama.bring('C1/1', asha, chitra)
    chama.bring('C1/1', bina, amount='400')
    missing = [
        'Bina has not paid 600.00 for round 1. Collect it first, or record a decision to pay short.',
        'Dipa has not paid 1000.00 for round 1. Collect it first, or record a decision to pay short.',
    ]
    assert chama.said(chama.request, 'C1/1', asha) == missing
    assert chama.said(chama.approve, 'C1/1', asha)[0].startswith('The payout is waiting and cannot become approved.')
    assert chama.said(chama.hand_over, 'C1/1', asha, '4000', who=PRESIDENT) == [
        '2400.00 are there for her of this round, and the payout is 4000.00. Pay out what is there.',
        *missing,
        'Nobody has approved the payout. Ask another officer to approve it.',
        'There are only 2400.00, and the payout is 4000.00. Bring the money there first, or pay from where it is.',
    ]
    assert chama.said(chama.hand_over, 'C1/1', bina, '2400') == [
        'M2025-002 has no turn in round C1/1. Choose the round that is hers.'
    ]
    assert chama.said(chama.hand_over, 'C1/9', bina, '2400') == [
        'M2025-002 has no turn in round C1/9. Choose the round that is hers.'
    ]


def test_who_approves_is_not_who_pays_nor_who_gets_the_pot(chama: Chama) -> None:
    asha = chama.members[0]
    chama.bring('C1/1', *chama.members)
    chama.request('C1/1', asha, who=SECRETARY)
    assert chama.said(chama.approve, 'C1/1', asha, who=Who('asha', 'secretary')) == [
        'Who gets the pot cannot approve it. Ask another officer to approve it.'
    ]
    chama.approve('C1/1', asha, who=TREASURER)
    assert chama.said(chama.hand_over, 'C1/1', asha, '4000', who=TREASURER) == [
        'Kavita approved the payout and cannot record it as paid too. '
        'Another officer records it, or the group decides that one officer does both.'
    ]
    alone = chama.decide('one officer', 'C1/1')
    chama.hand_over('C1/1', asha, '4000', who=TREASURER, one_officer=alone.number)
    assert chama.states()[0] == 'paid'
    assert next(row.decision for row in chama.book.register(ROTATION).values() if row.round == 1) == alone.number


def test_what_changed_since_it_was_asked_for_is_said_when_it_is_approved(chama: Chama) -> None:
    asha = chama.members[0]
    chama.bring('C1/1', *chama.members)
    chama.request('C1/1', asha)
    entry = next(entry for entry, name in chama.rows('id', 'member_name') if name == 'Bina')
    chama.do('reversal', '', '2025-01-05', reverses=entry, note='counted wrongly')
    assert chama.said(chama.approve, 'C1/1', asha) == [
        'Bina has not paid 1000.00 for round 1. Collect it first, or record a decision to pay short.'
    ]


def test_who_asks_for_a_pot_does_not_approve_it_unless_one_officer_does_both(chama: Chama) -> None:
    asha = chama.members[0]
    chama.bring('C1/1', *chama.members)
    chama.request('C1/1', asha, who=TREASURER)
    assert chama.said(chama.approve, 'C1/1', asha, who=TREASURER) == [
        'Kavita asked for the payout and cannot approve it too. '
        'Another officer approves it, or the group decides that one officer does both.'
    ]
    chama.decide('one officer', 'C1/1')
    chama.approve('C1/1', asha, who=TREASURER)
    assert chama.states()[0] == 'approved'


def test_a_pot_is_paid_short_by_decision_and_the_rest_when_it_comes(chama: Chama) -> None:
    asha, bina, chitra, dipa = chama.members
    chama.bring('C1/1', asha, chitra, dipa)
    chama.bring('C1/1', bina, amount='400')
    short = chama.decide('pay short', 'C1/1')
    chama.pay('C1/1', asha, '3400', decision=short.number)
    now = there.current(chama.book)
    assert now is not None
    assert [(row.round, row.amount) for row in there.arrears(chama.book, now, date(2025, 1, 6))] == [(1, 600_00)]
    assert chama.said(chama.request, 'C1/1', asha, '2025-01-08') == [
        'Nothing is there to pay out for round 1. Collect the contributions first.'
    ]
    chama.bring('C1/1', bina, amount='600', on='2025-01-09')
    chama.pay('C1/1', asha, '600', on='2025-01-09')
    row = next(row for row in chama.book.register(ROTATION).values() if row.round == 1)
    assert (row.status, row.pot) == ('paid', 4_000_00)
    assert there.arrears(chama.book, now, date(2025, 1, 10)) == []


def test_nobody_is_paid_twice(chama: Chama) -> None:
    asha = chama.members[0]
    chama.bring('C1/1', *chama.members)
    entry = chama.pay('C1/1', asha, '4000')
    assert chama.said(chama.request, 'C1/1', asha) == [
        'Nothing is there to pay out for round 1. Collect the contributions first.'
    ]
    assert chama.said(chama.hand_over, 'C1/1', asha, '4000')[:2] == [
        'The payout is paid out and cannot become paid out. Look at the payout as it stands now.',
        'Asha has been paid all that came in for round 1. Look into the payouts; nobody gets the pot twice in a cycle.',
    ]
    again = Payment(entry, 'C1/1', asha, 4_000_00, FIFTH)
    assert payouts.pay(chama.book, again, TREASURER, NOW, TODAY).repeated
    assert len([row for row in chama.rows('kind') if row == ('payout',)]) == 1


def test_a_payout_that_is_taken_back_is_open_again(chama: Chama) -> None:
    asha = chama.members[0]
    chama.bring('C1/1', *chama.members)
    entry = chama.pay('C1/1', asha, '4000')
    chama.do('reversal', '', '2025-01-06', reverses=entry, note='she was not there')
    row = next(row for row in chama.book.register(ROTATION).values() if row.round == 1)
    assert (row.status, row.pot, row.paid_on, row.paid_by) == ('waiting', None, None, '')
    now = there.current(chama.book)
    assert now and now.now and now.now.number == 1 and chama.cash() == 4_000_00
    chama.pay('C1/1', asha, '4000', on='2025-01-07')
    assert (chama.states()[0], chama.cash()) == ('paid', 0)


def test_a_request_is_rejected_with_a_reason_and_made_anew(chama: Chama) -> None:
    asha = chama.members[0]
    chama.bring('C1/1', *chama.members)
    chama.request('C1/1', asha)
    step = chama.step('C1/1', asha)
    assert chama.said(payouts.drop, chama.book, step, SECRETARY, NOW, TODAY) == [
        'The reason is missing. Say in a few words why.'
    ]
    payouts.drop(chama.book, replace(step, reason='she is ill'), SECRETARY, NOW, TODAY)
    assert chama.states()[0] == 'waiting'
    assert [change.reason for change in chama.book.changes if change.new == 'waiting'] == ['she is ill']
    assert chama.said(chama.approve, 'C1/1', asha) == [
        'The payout is waiting and cannot become approved. Look at the payout as it stands now.'
    ]


def test_two_officers_on_the_last_cash_at_once(chama: Chama) -> None:
    """4,000.00 in the box: the pot and an expense of 500.00 at the same moment cannot both go."""
    asha = chama.members[0]
    chama.bring('C1/1', *chama.members)
    chama.request('C1/1', asha)
    chama.approve('C1/1', asha)
    other = open_book(chama.path)
    expense = chama.asked('expense', '500', '2025-01-05')
    refused: list[str] = []
    start = threading.Barrier(2)

    def go(work: object) -> None:
        start.wait()
        try:
            work()  # type: ignore[operator]
        except Refused as why:
            refused.append(str(why))

    pot = Payment('pot', 'C1/1', asha, 4_000_00, FIFTH)
    works = (
        lambda: payouts.pay(chama.book, pot, TREASURER, NOW, TODAY),
        lambda: record.record(other, expense, PRESIDENT, NOW, TODAY),
    )
    threads = [threading.Thread(target=go, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    chama.book.refresh()
    assert len(refused) == 1 and 'There' in refused[0]
    assert chama.cash() in (0, 3_500_00)


def test_two_officers_pay_the_same_pot_at_once(chama: Chama) -> None:
    """There would be cash for both; the second is refused all the same."""
    asha = chama.members[0]
    chama.do('opening', '9000', '2025-01-02')
    chama.bring('C1/1', *chama.members)
    chama.request('C1/1', asha)
    chama.approve('C1/1', asha)
    other = open_book(chama.path)
    payouts.pay(other, Payment('one', 'C1/1', asha, 4_000_00, FIFTH), PRESIDENT, NOW, TODAY)
    other.close()
    with pytest.raises(Refused, match='The payout is paid out and cannot become paid out'):
        chama.hand_over('C1/1', asha, '4000')
    assert (chama.rows('kind').count(('payout',)), chama.cash()) == (1, 9_000_00)


@pytest.mark.parametrize(
    'about, number, amount, said',
    [
        ('C1/1', 'M2025-002', '1000.01', 'Bina has 1000.00 to pay for round 1, and this is 1000.01. '
         'Take at most that; what is more is for another round.'),
        ('C1/5', 'M2025-002', '1000', 'There is no round C1/5 for M2025-002. Choose one of the rounds.'),
        ('C7/1', 'M2025-002', '1000', 'There is no round C7/1 for M2025-002. Choose one of the rounds.'),
        ('C1/1', 'M2025-005', '1000', 'Esha takes no part in this cycle. Let her join it by decision first.'),
        ('C1/1', 'M2025-009', '1000', 'There is no round C1/1 for M2025-009. Choose one of the rounds.'),
    ],
)  # fmt: skip
def test_what_cannot_be_brought(chama: Chama, about: str, number: str, amount: str, said: str) -> None:
    chama.join('Esha')
    assert chama.said(chama.bring, about, number, amount=amount) == [said]
    assert chama.said(chama.bring, about, 'M2025-001', number, amount=amount)[-1] == said


def test_a_payout_outside_of_the_rounds_is_refused(chama: Chama) -> None:
    chama.bring('C1/1', *chama.members)
    assert chama.refusal('payout', '4000', '2025-01-05', member='M2025-001') == (
        'A payout is of a round of the merry-go-round, and approved before. '
        'Ask for it on the page Payouts or with the command payout, or record a withdrawal.'
    )


def test_fines_and_overdue_interest_of_the_beneficiary_stand_in_the_way(chama: Chama) -> None:
    asha = chama.members[0]
    chama.do('opening', '9000', '2025-01-02')
    chama.bring('C1/1', *chama.members)
    chama.do('loan', '5000', '2025-01-05', member=asha)
    overdue = ['The loan L2025-001 of Asha is overdue. Let her pay what is overdue first.']
    assert chama.said(chama.request, 'C1/1', asha, '2025-04-05') == overdue
    chama.request('C1/1', asha)
    assert chama.said(chama.approve, 'C1/1', asha, '2025-04-05') == overdue
    chama.approve('C1/1', asha)
    assert chama.said(chama.hand_over, 'C1/1', asha, '4000', '2025-04-05') == overdue


def test_in_mid_cycle_nothing_is_shared_out_by_who_had_her_pot(chama: Chama) -> None:
    asha = chama.members[0]
    chama.bring('C1/1', *chama.members)
    chama.pay('C1/1', asha, '4000')
    found = gathered(chama.book, Counted(0, FIFTH))
    assert 'Asha has had her pot, and brings 3000.00 in the rounds that are left. ' \
        'Share out when the cycle of the pots is over.' in [problem.said() for problem in found.problems]  # fmt: skip


def test_the_whole_cycle_ends_even_and_the_workbook_is_well(chama: Chama) -> None:
    """After four rounds everybody has had 4,000.00 and paid 4,000.00."""
    for place, member in enumerate(chama.members, start=1):
        on = f'2025-{place:02d}-05'
        chama.bring(f'C1/{place}', *chama.members, on=on)
        chama.pay(f'C1/{place}', member, '4000', on)
    now = there.current(chama.book)
    assert now and now.now is None
    assert {each.amount for each in there.exposures(chama.book, now, TODAY)} == {0}
    assert Writer(chama.book, view_changes).flush(TODAY).waiting is None
    assert problems_of_workbook(chama.path) == []
