"""The steps of a loan: which may follow which, and who may decide."""

from dataclasses import replace
from datetime import date

import pytest

from rules import reviews
from rules.reviews import Application, Review

ASKED = Application('L2025-004', 'applied', 'asha', 5000_00, date(2025, 3, 3), written_by='Meena')
APPROVED = Review('approved', 'Sunita', date(2025, 3, 5), 5000_00, member='sunita')


def reasons(review: Review, application: Application = ASKED, one_officer_allowed: bool = False) -> list[str]:
    return [p.said() for p in reviews.problems_of_review(application, review, one_officer_allowed, 'INR')]


def test_another_officer_approves_what_was_applied_for_or_less() -> None:
    assert reasons(APPROVED) == []
    assert reasons(replace(APPROVED, amount=4000_00, on=ASKED.applied_on)) == []
    assert not reviews.same_officer(ASKED, APPROVED)


def test_who_wrote_it_down_does_not_decide() -> None:
    meena = replace(APPROVED, by='Meena', member='meena')
    assert reasons(meena) == [
        'Meena wrote down the application L2025-004 and cannot decide on it. '
        'Let another officer review it; a group with one officer can allow this in its bylaws.'
    ]
    assert reasons(meena, one_officer_allowed=True) == []
    assert reviews.same_officer(ASKED, meena)


@pytest.mark.parametrize('one_officer_allowed', [True, False])
def test_nobody_approves_her_own_loan_whatever_the_bylaws_say(one_officer_allowed: bool) -> None:
    asha = replace(APPROVED, by='Asha', member='asha')
    assert reasons(asha, one_officer_allowed=one_officer_allowed) == [
        'Asha cannot decide on her own loan. Let another officer review it.'
    ]


def test_without_her_number_an_officer_who_borrows_is_known_by_her_name() -> None:
    """As on the command line; one of the same name who is known to be another member may review it."""
    of_asha = replace(ASKED, borrower='m1', borrower_name='Asha Pawar')
    hers = Review('approved', ' asha  PAWAR', date(2025, 3, 5), amount=1)
    own = 'cannot decide on her own loan. Let another officer review it.'
    assert [said for said in reasons(hers, of_asha) if said.endswith(own)] == [f' asha  PAWAR {own}']
    assert not [said for said in reasons(replace(hers, member='m2'), of_asha) if said.endswith(own)]
    assert not [said for said in reasons(replace(hers, by='Sunita'), of_asha) if said.endswith(own)]


def test_a_loan_of_the_group_itself_is_nobodys_own() -> None:
    assert reasons(replace(APPROVED, member=''), replace(ASKED, borrower='')) == []


def test_every_reason_is_given_at_once() -> None:
    wrong = Review('approved', 'Meena', date(2025, 3, 1), 6000_00, member='asha')
    assert reasons(wrong, replace(ASKED, status='rejected')) == [
        'The application L2025-004 was rejected. Write down a new application.',
        'The loan L2025-004 was applied for on 2025-03-03; 2025-03-01 lies before that. Correct the date.',
        'Meena wrote down the application L2025-004 and cannot decide on it. '
        'Let another officer review it; a group with one officer can allow this in its bylaws.',
        'Meena cannot decide on her own loan. Let another officer review it.',
        '5000.00 was applied for; 6000.00 is more. Approve at most what was applied for.',
    ]


def test_an_approval_is_of_a_sum() -> None:
    assert reasons(replace(APPROVED, amount=0)) == [
        'The amount that is approved must be more than zero. Type the sum, or reject the application.'
    ]


def test_a_rejection_has_a_reason() -> None:
    rejected = Review('rejected', 'Sunita', date(2025, 3, 5), reason='Two instalments are open.')
    assert reasons(rejected) == []
    assert reasons(replace(rejected, reason='  ')) == [
        'A loan is rejected with a reason, and none is given. Write the reason; the member will read it.'
    ]


def test_she_may_withdraw_what_she_applied_for() -> None:
    withdrawn = Review('withdrawn', 'Meena', date(2025, 3, 4), member='asha')
    assert reasons(withdrawn) == []
    assert reasons(withdrawn, replace(ASKED, status='approved')) == []
    assert reasons(withdrawn, replace(ASKED, status='running')) == [
        'The loan L2025-004 is already running. Record repayments, or write off what will not come back.'
    ]


def test_which_step_follows_which() -> None:
    """Each line: a status, and what it may become."""
    table = {
        'applied': ['approved', 'rejected', 'withdrawn'],
        'approved': ['running', 'withdrawn'],
        'rejected': [],
        'withdrawn': [],
        'running': ['closed', 'written off', 'cancelled'],
        'closed': ['running'],
        'written off': ['running'],
        'cancelled': [],
    }
    assert {
        status: [new for new in table if not list(reviews.problems_of_step('L1', status, new))] for status in table
    } == {status: [new for new in table if new in follow] for status, follow in table.items()}


def handing_over(status: str = 'approved', amount: int = 5000_00, on: date = date(2025, 3, 6)) -> list[str]:
    approved_on = date(2025, 3, 5) if status == 'approved' else None
    found = reviews.problems_of_handing_over('L2025-004', status, approved_on, 5000_00, amount, on, 'INR')
    return [problem.said() for problem in found]


def test_money_is_handed_over_once_it_is_approved_and_as_much_as_was_approved() -> None:
    assert handing_over() == handing_over(on=date(2025, 3, 5)) == []
    assert handing_over(amount=5001_00, on=date(2025, 3, 4)) == [
        'The loan L2025-004 was approved on 2025-03-05; 2025-03-04 lies before that. Correct the date.',
        '5000.00 was approved for the loan L2025-004, and 5001.00 is to be handed over. '
        'Hand over what was approved, or let the application be reviewed again.',
    ]
    assert handing_over('applied') == ['The loan L2025-004 is not approved yet. Approve or reject it, or withdraw it.']
    assert handing_over('running') == [
        'The loan L2025-004 is already running. Record repayments, or write off what will not come back.'
    ]
