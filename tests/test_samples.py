"""The sample books of a chama, a VSLA and a SACCO: two years in which each meets what such a group meets.

The sample of a self help group has tests of its own, in test_sheets_sample.py.
"""

import shutil
import zipfile
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from actions.samples import WRITERS
from main import app
from reports import rotation, summaries
from reports.documents import group_report
from reports.financial import statement
from reports.listings import MODE_TITLES, in_and_out
from reports.loans import loan_standing
from rules import accounts, totals
from rules.bylaws import KINDS_OF_GROUP
from rules.records import APPLIED, CLOSED, MODES, REJECTED, RUNNING, WRITTEN_OFF, Mode
from rules.register_records import OWED, PAID, RELEASED, WAIVED
from rules.spans import Span
from sheets.book import Book, open_book
from sheets.columns import (
    DECISIONS,
    DISTRIBUTIONS,
    FINES,
    FIXED_DEPOSITS,
    GUARANTORS,
    LOAN_PRODUCTS,
    STATEMENTS,
)  # fmt: skip
from sheets.sample import PLACES, TODAY
from tests.machine import LibreOffice
from tests.recalculated import views, worked_out

KINDS = ('chama', 'vsla', 'sacco')


@pytest.fixture(scope='module')
def books(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Book]:
    """The three as they lie in the project."""
    folder = tmp_path_factory.mktemp('samples')
    return {kind: open_book(Path(shutil.copy(PLACES[kind], folder / f'{kind}.xlsx'))) for kind in KINDS}


def counts(book: Book) -> pd.Series:
    return book.frame()['kind'].value_counts()


def status_of_fines(book: Book) -> set[str]:
    return {fine.status for fine in book.register(FINES).values()}


@pytest.mark.parametrize('kind', KINDS)
def test_the_report_of_all_the_time_is_written(books: Mapping[str, Book], kind: str) -> None:
    """With what is set off too, which moves no money: the sums of both columns are what cash and bank hold."""
    book = books[kind]
    assert group_report(book, book.bylaws.started_on, TODAY, TODAY).startswith(b'%PDF')
    entries = summaries.entries_between(book, book.bylaws.started_on, TODAY)
    received, paid = in_and_out(entries)
    figures = summaries.figures(book, TODAY)
    assert sum(received) - sum(paid) == figures.cash + figures.bank


@pytest.mark.parametrize('mode', MODES)
def test_each_way_to_pay_has_a_title(mode: Mode) -> None:
    assert MODE_TITLES[mode]


@pytest.mark.parametrize('kind', KINDS)
def test_the_totals_make_up_cash_and_bank_in_each_sample(books: Mapping[str, Book], kind: str) -> None:
    figures = summaries.figures(books[kind], TODAY)
    assert totals.cash_and_bank(figures.by_name()) == figures.cash + figures.bank


def test_what_members_have_besides_savings_is_told(books: Mapping[str, Book]) -> None:
    vsla, sacco, chama = (summaries.figures(books[kind], TODAY) for kind in ('vsla', 'sacco', 'chama'))
    assert (vsla.savings, vsla.more['shares'], vsla.more['social_fund']) == (0, 5_910_000, 598_000)
    assert (sacco.more['shares'], sacco.more['fixed_deposits']) == (95_000_00, 60_000_00)
    assert chama.more['rounds'] + chama.savings == 310_000_00


def test_each_kind_of_group_has_a_sample() -> None:
    assert tuple(WRITERS) == tuple(PLACES) == KINDS_OF_GROUP


@pytest.mark.parametrize('kind', KINDS)
def test_the_one_in_the_project_is_the_one_that_is_written(kind: str, tmp_path: Path) -> None:
    WRITERS[kind](tmp_path / 'sample.xlsx')
    assert _parts(PLACES[kind]) == _parts(tmp_path / 'sample.xlsx'), 'please run make sample'


@pytest.mark.parametrize('kind', KINDS_OF_GROUP)
def test_verify_finds_nothing(kind: str, tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ['verify', str(shutil.copy(PLACES[kind], tmp_path / 'sample.xlsx'))])
    assert (found.output, found.exit_code) == ('', 0)


@pytest.mark.parametrize('kind', KINDS)
def test_nothing_is_wrong_with_it(kind: str, books: Mapping[str, Book]) -> None:
    book = books[kind]
    assert book.bylaws.kind == kind
    assert book.problems() == []
    assert book.pending_count() == 0
    balances = summaries.trial_balance(book, TODAY)
    assert sum(each.debit for each in balances) == sum(each.credit for each in balances) > 0
    assert [day for box in book.boxes.values() for day in accounts.below_zero(box)] == []
    sheet = statement(book, 'balance-sheet', Span(book.bylaws.started_on, TODAY))
    assert sheet.amount('assets') == sheet.amount('liabilities and equity') > 0


@pytest.mark.parametrize('kind', KINDS)
def test_two_years_each_row_written_down_on_its_day(kind: str, books: Mapping[str, Book]) -> None:
    frame = books[kind].frame()
    assert frame['on'].min().date() <= date(2024, 11, 9) and date(2026, 10, 24) < frame['on'].max().date() <= TODAY
    assert ((frame['recorded_at'] - frame['on']) < timedelta(days=1)).all()
    assert frame['recorded_at'].is_monotonic_increasing


@pytest.mark.needs('libreoffice')
@pytest.mark.parametrize('kind', KINDS)
def test_libreoffice_works_out_what_is_stored(kind: str, libreoffice: LibreOffice, tmp_path: Path) -> None:
    assert worked_out(libreoffice, PLACES[kind], tmp_path) == views(PLACES[kind])


def test_the_chama_has_handed_out_a_whole_cycle_and_most_of_the_second(books: Mapping[str, Book]) -> None:
    book = books['chama']
    first, second = rotation.rotations(book)
    assert [len(first.turns), len(second.turns)] == [13, 13]
    assert first.now is None and second.now is not None and second.now.number == 13
    # Each pot is whole: nothing of a round is left, and nobody owes anything of one whose day has passed.
    assert [rotation.standing(book, cycle, turn.number, TODAY).due for cycle in (first, second)
            for turn in cycle.turns if turn.paid] == [{member: 0} for cycle in (first, second)
                                                      for turn in cycle.turns if turn.paid
                                                      for member in turn.parts]  # fmt: skip
    assert rotation.arrears(book, second, TODAY) == []


def test_the_chama_decided_and_fined_and_pays_by_telephone(books: Mapping[str, Book]) -> None:
    book = books['chama']
    kinds = [decision.kind for decision in book.register(DECISIONS).values()]
    assert kinds == ['swap', 'late joiner', 'waive', 'pay short']
    assert status_of_fines(book) == {OWED, PAID, WAIVED}
    by_phone = book.frame()[book.frame()['mode'] == 'mpesa']
    assert len(by_phone) > len(book.frame()) / 2
    assert by_phone.loc[by_phone['kind'] == 'contribution', 'reference'].str.match(r'S\w{9}$').all()
    standings = {loan.number: loan_standing(book, loan, TODAY) for loan in book.loans.values()}
    assert [number for number, standing in standings.items() if standing.overdue_since] == ['L2026-007']


def test_the_vsla_shared_out_once_and_goes_on_with_what_was_left_in(books: Mapping[str, Book]) -> None:
    book, found = books['vsla'], counts(books['vsla'])
    (batch,) = book.register(DISTRIBUTIONS).values()
    assert (batch.kind, batch.on, batch.members) == ('share-out', date(2025, 11, 1), 15)
    day = book.frame()[book.frame()['on'] == pd.Timestamp(batch.on)]
    assert int(day.loc[day['kind'] == 'share', 'amount'].sum()) == 38 * 6_000
    # One loan was still running, and was set off.
    assert day.loc[(day['kind'] == 'principal').to_numpy(), 'mode'].tolist() == ['set-off']
    assert (book.bylaws.share_price, book.bylaws.on(date(2025, 10, 31)).share_price) == (6_000, 5_000)
    assert min(found[['share', 'social', 'social-grant', 'loan', 'fine', 'share-out', 'penalty']]) > 0
    assert [member.name for member in book.members.values() if not member.active] == ['Lydia Mukyala']


def test_the_sacco_lends_on_products_with_guarantors(books: Mapping[str, Book]) -> None:
    book = books['sacco']
    loans = book.loans.values()
    assert {loan.status for loan in loans} == {APPLIED, REJECTED, RUNNING, CLOSED, WRITTEN_OFF}
    assert {loan.method for loan in loans} == {'equal-instalments', 'flat', 'equal-principal'}
    assert {loan.product for loan in loans} == {each.number for each in book.register(LOAN_PRODUCTS).values()}
    assert [loan.number for loan in loans if loan.set_anew] == ['L2026-015']
    overdue = [
        loan.number for loan in loans if loan.status == RUNNING and loan_standing(book, loan, TODAY).overdue_since
    ]
    assert overdue == ['L2025-008', 'L2026-020']
    states = {row.status for row in book.register(GUARANTORS).values()}
    assert {'asked', 'accepted', 'declined', RELEASED} == states
    assert min(counts(book)[['fee', 'penalty', 'write-off', 'share', 'fixed-deposit-back', 'transfer-in']]) > 0


def test_the_sacco_gave_a_dividend_and_interest_and_paid_the_tax(books: Mapping[str, Book]) -> None:
    book = books['sacco']
    given = [(batch.kind, batch.rate, batch.tax_percent) for batch in book.register(DISTRIBUTIONS).values()]
    assert given == [('dividend', 5, 5), ('interest', 2.5, 5)]
    sums = book.frame().groupby('kind', observed=True)['amount'].sum()
    assert sums['tax-paid'] == sums['withholding'] > 0
    assert [each.kind for each in book.register(STATEMENTS).values()] == ['income', 'balance-sheet']
    assert [each.status for each in book.register(FIXED_DEPOSITS).values()] == ['matured', 'running']
    assert book.bylaws.closed_until == date(2025, 12, 31)


@pytest.mark.parametrize(('words', 'code'), [(['vsla'], 2), (['--demo', 'club'], 2)])
def test_a_demo_is_of_a_known_kind(words: list[str], code: int) -> None:
    assert CliRunner().invoke(app, ['serve', *words]).exit_code == code


def _parts(path: Path) -> dict[str, bytes]:
    """The parts of a workbook; how they are compressed differs between machines."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}
