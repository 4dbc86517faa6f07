"""Two rounds of a chama, with every figure worked out by hand.

Ten members bring 1,000.00 each month. Asha has the first pot, Bina the second.

    5 January     10 × 1,000.00 = 10,000.00 to Asha
                  Asha has had 10,000.00 and paid 1,000.00: 9,000.00 are still to come from her, 1,000.00 × (10 − 1)
    5 February    9 × 1,000.00 + 400.00 of Joy = 9,400.00; the group decides to pay short
                  Joy owes Bina 600.00
    12 February   Joy is fined 50.00, brings the 600.00 and pays the fine
                  600.00 go to Bina, who has had 10,000.00 then; 50.00 are left in the box
"""

from datetime import date
from pathlib import Path

from actions import fines
from actions.fines import NewFines, Payment
from reports import rotation, summaries
from reports.verify import problems_of_workbook
from reports.views import view_changes
from sheets.writer import Writer
from tests.groups import NOW, TODAY
from tests.rounds import TREASURER, Chama

NAMES = 'Asha Bina Chitra Dipa Esha Farah Gita Hema Indu Joy'
JANUARY, FEBRUARY, LATER = '2025-01-05', '2025-02-05', '2025-02-12'


def test_ten_members_and_two_pots_one_of_them_paid_short(tmp_path: Path) -> None:
    chama = Chama(tmp_path, NAMES)
    cycle = chama.open(first=JANUARY)
    asha, bina, *_others, joy = chama.members

    chama.bring('C1/1', *chama.members, on=JANUARY)
    chama.pay('C1/1', asha, '10000', on=JANUARY)
    after = {chama.book.members[each.member].name: each.amount for each in rotation.exposures(chama.book, cycle, TODAY)}
    assert (after['Asha'], after['Bina'], sum(after.values())) == (9_000_00, -1_000_00, 0)
    assert chama.cash() == 0

    chama.bring('C1/2', *(member for member in chama.members if member != joy), on=FEBRUARY)
    chama.bring('C1/2', joy, amount='400', on=FEBRUARY)
    assert chama.said(chama.request, 'C1/2', bina, FEBRUARY) == [
        'Joy has not paid 600.00 for round 2. Collect it first, or record a decision to pay short.'
    ]
    short = chama.decide('pay short', 'C1/2', on=FEBRUARY).number
    chama.pay('C1/2', bina, '9400', FEBRUARY, decision=short)
    owed = rotation.arrears(chama.book, cycle, date(2025, 2, 6))
    names = {member.id: member.name for member in chama.book.members.values()}
    assert [(names[one.debtor], names[one.beneficiary], one.amount) for one in owed] == [('Joy', 'Bina', 600_00)]

    day = date.fromisoformat(LATER)
    fines.charge(chama.book, NewFines('fine', (joy,), 'late deposit', 50_00, day), TREASURER, NOW, TODAY)
    chama.bring('C1/2', joy, amount='600', on=LATER)
    fines.pay(chama.book, Payment('paid', joy, 50_00, day), TREASURER, NOW, TODAY)
    chama.pay('C1/2', bina, '600', on=LATER)
    assert rotation.arrears(chama.book, cycle, day) == []
    assert chama.cash() == 50_00
    assert summaries.figures(chama.book, TODAY).penalties_received == 50_00

    Writer(chama.book, view_changes).flush(TODAY)
    assert problems_of_workbook(chama.path) == []
