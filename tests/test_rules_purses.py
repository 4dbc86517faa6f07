"""Which cash box or bank account a row moves, and which one is meant where none is named."""

from rules import accounts, purses
from rules.accounts import POSTINGS
from rules.records import MODES
from rules.register_records import CLOSED, Account

BOX, SECOND, BANK = (
    Account('a1', 'A1', 'Box', 'cash'), Account('a2', 'A2', 'Second box', 'cash', primary=True),
    Account('a3', 'A3', 'Bank', 'bank'),
)  # fmt: skip


def test_a_row_without_account_belongs_to_the_first_of_its_type_and_a_new_one_goes_to_the_usual_one() -> None:
    assert purses.first_of([BANK, SECOND, BOX]) == {'cash': 'A1', 'bank': 'A3', 'mobile': 'A3'}
    assert purses.usual_of([BANK, SECOND, BOX]) == {'cash': 'A2', 'bank': 'A3', 'mobile': 'A3'}
    assert purses.first_of([]) == purses.ONE_OF_EACH == {'cash': 'cash', 'bank': 'bank', 'mobile': 'bank'}
    assert purses.usual_of([Account('a9', 'A9', 'Old', 'cash', status=CLOSED)])['cash'] == 'cash'


def test_the_example_of_the_file() -> None:
    first = purses.first_of([BOX, SECOND, BANK])
    assert purses.postings('contribution', 'cash', '', first) == ('A1', 'savings')
    assert purses.postings('contribution', 'cash', 'A2', first) == ('A2', 'savings')
    assert purses.postings('contribution', 'mpesa', '', first) == ('A3', 'savings')
    assert purses.postings('to-bank', 'cash', '', first) == ('A3', 'A1')
    assert purses.postings('withdrawal', 'set-off', '', first) == ('savings', 'clearing')


def test_every_kind_and_mode_moves_what_the_one_table_says() -> None:
    """Without accounts the places are cash and bank, and the effects those of rules/accounts.py."""
    for kind in POSTINGS:
        for mode in MODES:
            assert purses.postings(kind, mode, '', purses.ONE_OF_EACH) == accounts.postings(kind, mode)
            by_box = {'cash': 0, 'bank': 0}
            for (type_, _account), sign in purses.moved(kind, mode):
                by_box[purses.box_of(type_)] += sign
            assert tuple(by_box.values()) == accounts.effects(kind, mode)
