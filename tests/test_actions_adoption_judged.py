"""What becomes of a row typed by hand: good, doubtful with a proposal, or bad with its cell and what to do."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.adoption import adopt, adopt_good, proposals
from actions.who import Who
from reports.verify import problems_of_workbook
from rules.problems import Refused
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.hand import change, type_rows
from tests.typed import GOOD, flush, new_rows, one, said, two_members, typed


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return two_members(tmp_path)


def test_the_deposit_that_funds_a_loan_is_taken_over_first_and_a_loan_that_nothing_funds_is_refused(
    group: Group,
) -> None:
    rows = typed(
        group,
        {**GOOD, 'Date': date(2025, 3, 5), 'Kind': 'loan', 'Amount': 1500},
        {**GOOD, 'Date': date(2025, 3, 5), 'Kind': 'loan', 'Amount': 2500, 'Member': 'M2025-002'},
        {**GOOD, 'Date': date(2025, 3, 5), 'Amount': 1500},
    )
    assert [row.verdict for row in rows] == ['good', 'bad', 'good']
    assert said(rows[1])[1:] == [
        'Entries!F5: There is only 400.00 in cash on 2025-03-05. Record what came in first, or a smaller amount.'
    ]
    assert adopt_good(group.book, NOW, TODAY) == 2
    assert [row.row for row in group.book.typed] == [5]


@pytest.mark.parametrize(
    'cells, reason',
    [
        (
            {'Date': '5/3/25'},
            "Entries!A4: The year of '5/3/25' has two digits. Take the row over if 2025-03-05 is right.",
        ),
        (
            {'Member': 'Asha Patel'},
            "Entries!C4: 'Asha Patel' may mean: Asha Patil (M2025-001), Usha Patil (M2025-002). "
            'Take the row over if that is right, or correct the cell.',
        ),
        (
            {'Member': 2},
            "Entries!C4: '2' may mean: Usha Patil (M2025-002). "
            'Take the row over if that is right, or correct the cell.',
        ),
        (
            {'Name': 'Usha Patil'},
            "Entries!D4: The number M2025-001 is that of Asha Patil, and the row names 'Usha Patil'. "
            'Take the row over if the number is right, or correct it.',
        ),
        (
            {'Kind': 'contributoin'},
            "Entries!E4: 'contributoin' may mean: contribution. "
            'Take the row over if that is right, or correct the cell.',
        ),
        (
            {'Amount': 2000},
            'Entries!F4: 2000.00 is much more than usual, which is about 200.00. '
            'Take the row over if the amount is right.',
        ),
        (
            {'Date': date(2025, 1, 5)},
            'Entries!F4: The same is recorded already for that day. '
            'Take the row over if it happened a second time; otherwise reject it.',
        ),
        (
            {'Mode': 'casch'},
            "Entries!I4: 'casch' may mean: cash. Take the row over if that is right, or correct the cell.",
        ),
    ],
)
def test_what_may_be_a_slip_waits_for_a_person_with_a_proposal(
    group: Group, cells: dict[str, Any], reason: str
) -> None:
    proposal = one(group, **cells)
    assert said(proposal) == ['doubtful', reason]
    assert len(proposal.parts) == 1
    assert adopt_good(group.book, NOW, TODAY) == 0
    assert len(group.book.frame()) == 2
    assert adopt(group.book, {proposal.id}, Who('Kavita', 'treasurer'), NOW, TODAY) == 1
    assert new_rows(group, 'recorded_by') == [('typed in the sheet',)]
    assert group.book.changes[-1].recorded_by == 'Kavita'


@pytest.mark.parametrize(
    'cells, reason',
    [
        ({'Date': '31/2/2025'}, "Entries!A4: '31/2/2025' is not a date. Write it as 2025-03-31."),
        ({'Date': None}, 'Entries!A4: The cell is empty. Fill it in, or delete the row.'),
        (
            {'Date': date(2026, 1, 2)},
            'Entries!A4: The date 2026-01-02 lies in the future. Record it on the day it happens.',
        ),
        (
            {'Date': date(2024, 12, 31), 'Member': None, 'Kind': 'income'},
            'Entries!A4: The date 2024-12-31 lies before the group began on 2025-01-01. Correct the date.',
        ),
        ({'Member': 'Meena'}, "Entries!C4: 'Meena' is no member. Type her number, or add her in the app first."),
        ({'Member': None}, 'Entries!C4: "contribution" needs member, and it is missing. Add it and record again.'),
        ({'Kind': 'xyz'}, "Entries!E4: 'xyz' is no kind of entry. Choose one from the list of the cell."),
        ({'Amount': 'five hundred'}, "Entries!F4: 'five hundred' is not an amount. Please correct the cell."),
        ({'Amount': '$500'}, "Entries!F4: '$500' is not an amount. Please correct the cell."),
        ({'Amount': 200.005}, 'Entries!F4: 200.005 is not an amount in whole cents. Please correct the cell.'),
        (
            {'Amount': -200},
            'Entries!F4: The amount is not more than zero, and the row takes nothing back. '
            'Correct the amount, or name in Reverses which entry the row takes back.',
        ),
        ({'Amount': 0}, 'Entries!F4: The amount must be more than zero. Type the sum that changed hands.'),
        (
            {'Kind': 'withdrawal', 'Amount': 300},
            'Entries!F4: 300.00 is more than the savings of 200.00. Type a smaller sum.',
        ),
        ({'Kind': 'principal'}, 'Entries!C4: Asha Patil has no running loan. Check the member, or record a deposit.'),
        ({'Loan': 'L2025-009'}, "Entries!H4: There is no loan 'L2025-009'. "
         'Correct the number, or give the loan in the app.'),
        ({'For period': 'March'}, "Entries!G4: 'March' is not a month, such as 2025-03. Please correct the cell."),
        ({'Mode': 'gold'}, "Entries!I4: 'gold' is no way to pay that the book knows. "
         'Choose one from the list of the cell.'),
        ({'Mode': 'set-off'}, "Entries!I4: 'set-off' is no way to pay that the book knows. "
         'Choose one from the list of the cell.'),
        (
            {'Category': 'Paper'},
            'Entries!J4: "contribution" takes no category. Leave it out, or choose another kind.',
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_or_the_rules_refuse_is_a_problem_at_its_cell(
    group: Group, cells: dict[str, Any], reason: str
) -> None:
    proposal = one(group, **cells)
    assert said(proposal) == ['bad', reason]
    assert adopt_good(group.book, NOW, TODAY) == 0
    with pytest.raises(Refused) as refused:
        adopt(group.book, {proposal.id}, PRESIDENT, NOW, TODAY)
    assert str(refused.value.problems[0]) == reason
    assert (len(group.book.frame()), group.book.pending_count()) == (2, 0)


def test_a_name_that_two_have_is_asked_for_and_the_choice_counts(tmp_path: Path) -> None:
    group = Group(tmp_path)
    for name in ('Sunita Patil', 'Sunita Patil'):
        group.join(name)
    flush(group)
    proposal = one(group, Member='sunita patil')
    assert proposal.verdict == 'doubtful'
    assert proposal.choices == {'member_number': ('M2025-001', 'M2025-002')}
    adopt(group.book, {proposal.id}, PRESIDENT, NOW, TODAY, {proposal.id: {'member_number': 'M2025-002'}})
    assert group.rows('member_number', 'member') == [('M2025-002', 'm2')]


def test_a_repayment_typed_as_one_row_waits_with_its_split_and_becomes_two(group: Group) -> None:
    group.do('loan', '300', '2025-02-01', member='M2025-002')
    flush(group)
    proposal = one(group, Date=date(2025, 3, 1), Member='M2025-002', Kind='Repayment', Amount=106)
    assert said(proposal) == [
        'doubtful',
        'Entries!E5: The repayment becomes: interest 6.00, principal 100.00. Take the row over if that is right.',
    ]
    adopt(group.book, {proposal.id}, PRESIDENT, NOW, TODAY)
    flush(group)
    assert new_rows(group, 'kind', 'amount', 'loan_number')[1:] == [
        ('interest', '600', 'L2025-001'),
        ('principal', '10000', 'L2025-001'),
    ]
    assert problems_of_workbook(group.path) == []


def test_rows_of_a_repayment_typed_one_by_one_are_taken_as_they_are_and_close_the_loan(group: Group) -> None:
    group.do('loan', '300', '2025-02-01', member='M2025-002')
    flush(group)
    of_loan = {'Date': date(2025, 3, 1), 'Loan': 'L2025-001'}
    rows = typed(
        group,
        {**of_loan, 'Kind': 'interest', 'Amount': 7},
        {**of_loan, 'Kind': 'principal', 'Amount': 300},
        {**of_loan, 'Kind': 'interest', 'Amount': 6},
    )
    assert [row.verdict for row in rows] == ['bad', 'good', 'good']
    assert adopt_good(group.book, NOW, TODAY) == 2
    assert [loan.status for loan in group.book.loans.values()] == ['closed']


def test_of_a_row_of_a_repayment_no_more_is_taken_than_is_owed_and_interest_is_paid_first(group: Group) -> None:
    group.do('loan', '300', '2025-02-01', member='M2025-002')
    flush(group)
    of_loan = {'Date': date(2025, 3, 1), 'Loan': 'L2025-001'}
    too_much, too_early = typed(
        group, {**of_loan, 'Kind': 'interest', 'Amount': 7}, {**of_loan, 'Kind': 'principal', 'Amount': 100}
    )
    assert said(too_much) == [
        'bad',
        'Entries!F5: Of the interest of the loan L2025-001 6.00 is owed on 2025-03-01; 7.00 is more. '
        'Take at most what is owed.',
    ]
    assert said(too_early) == [
        'bad',
        'Entries!E6: On the loan L2025-001 6.00 of interest and penalty is owed on 2025-03-01, which is paid first. '
        'Write the interest in a row of its own, or the whole sum as a repayment.',
    ]


def test_loans_and_changes_are_not_typed(group: Group) -> None:
    type_rows(group.path, 'Changes', {'Sheet': 'Members', 'New': '500'})
    rows = typed(group, {'Member': 'M2025-001', 'Name': 'Asha Patil', 'Percent a month': 2}, sheet='Loans')
    assert sorted(str(row.reasons[0]).split(': ')[1] for row in rows) == [
        'A loan cannot be typed into the sheet of loans. '
        'Give the loan in the app, or type it into Entries; then delete the row here.',
        'Rows of this sheet are written by Bahi alone. Delete the row.',
    ]
    assert {row.verdict for row in rows} == {'bad'}


def test_dates_are_read_in_the_order_of_the_bylaws(tmp_path: Path) -> None:
    group = Group(tmp_path, date_order='month first')
    group.join('Asha Patil')
    flush(group)
    assert one(group, Date='3/5/2025').on == date(2025, 3, 5)


def test_a_sealed_row_whose_id_was_emptied_is_not_taken_for_new_money(group: Group) -> None:
    entry = group.book.frame()['id'].tolist()[0]
    change(group.path, 'Entries', entry, Amount=300, Entry_ID=None)
    group.book.refresh()
    (row,) = proposals(group.book, TODAY)
    assert (row.verdict, row.reasons[0].said()) == (
        'doubtful',
        'The row has a seal and no Entry ID: it seems to be a row of Bahi that was changed. '
        'Take it over only if it happened besides the other one; otherwise reject it.',
    )
    assert adopt_good(group.book, NOW, TODAY) == 0


@pytest.mark.parametrize(
    'kind, title, remedy',
    [
        ('dividend', 'Dividend', 'Give it on the page Shares or Savings, or with the command dividend.'),
        ('savings-interest', 'Interest on savings',
         'Give it on the page Shares or Savings, or with the command dividend.'),
        ('withholding', 'Tax withheld', 'Give it on the page Shares or Savings, or with the command dividend.'),
        ('share-out', 'Profit shared out', 'Share out on the page Share-out, or with the command shareout.'),
    ],
)  # fmt: skip
def test_a_part_of_the_profit_is_given_to_nobody_alone(tmp_path: Path, kind: str, title: str, remedy: str) -> None:
    """5.00 for Asha, typed into the sheet or recorded: such rows come in the batch in which all members get theirs."""
    group = Group(tmp_path, module_shares=True, module_dividends=True, module_share_out=True)
    group.join('Asha Patil')
    group.do('contribution', '200', '2025-01-05', member='M2025-001')
    flush(group)
    told = f'"{title}" is recorded for all members in one batch, or not at all. {remedy}'
    assert group.refusal(kind, '5', '2025-03-05', member='M2025-001') == told
    typed_row = one(group, Kind=kind, Amount=5)
    assert (typed_row.verdict, [reason.said() for reason in typed_row.reasons]) == ('bad', [told])
