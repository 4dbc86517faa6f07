"""Cases in which other books of savings groups were seen to fail, 13 to 20: paper, sign-in, files, and what runs by
itself.
"""

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from actions import members
from actions.keeping import Keeper
from actions.who import Who
from main import PAGES, app
from rules.problems import Refused
from sheets.backups import list_backups
from tests.groups import NOW, TODAY, Group
from tests.printed import by_pdfium
from tests.served import ROOT, Server, serving

ASHA = 'M2025-001'
SOON_SECONDS = 20


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def done(*words: object) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Asha saved 500.00 on 5 January 2025."""
    group = Group(tmp_path)
    group.do('contribution', '500', '2025-01-05', member=group.join('Asha'))
    group.book.close()
    done('summary', group.path)
    return group.path


@pytest.fixture(scope='module')
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """All pages, for a group whose members enter with name and mobile number: Asha saved 500.00, Bina 700.00."""
    folder = tmp_path_factory.mktemp('served')
    group = Group(folder, member_pin_required=False)
    for name, amount, mobile in (('Asha', '500', '9822000001'), ('Bina', '700', '9822000002')):
        group.do('contribution', amount, '2025-01-05', member=group.join(name, mobile=mobile))
    with serving(folder, '2026-01-01', *PAGES, program='tests.real_pages') as server:
        yield server
    group.book.close()


@pytest.mark.parametrize('currency, language, name, sign', [
    ('INR', 'mr', 'शोभा क्षीरसागर', '₹'), ('KES', 'sw', "Njeri wa Ng'ang'a", 'KSh'),
])  # fmt: skip
def test_13_names_in_any_letters_and_the_sign_of_the_money_stand_on_paper(
    tmp_path: Path, currency: str, language: str, name: str, sign: str
) -> None:
    """Her name and the sign are read out of the PDF again, letter by letter; no box stands for a missing one."""
    file, report = tmp_path / 'g.xlsx', tmp_path / 'report.pdf'
    words = '--kind', 'shg', '--name', 'Umoja', '--currency', currency, '--language', language, '--start', '2025-01-01'
    done('new', file, *words)
    mobile = '9822012345' if currency == 'INR' else '0712345678'
    number = done('member', file, '--name', name, '--mobile', mobile, '--joined', '2025-01-01').strip()
    done('record', file, '--kind', 'contribution', '--amount', '1234.50', '--date', '2025-02-05', '--member', number)
    done('report', file, '--from', '2025-01-01', '--to', '2025-12-31', '--output', report)
    text = '\n'.join(line for page in by_pdfium(report.read_bytes()) for line in page)
    assert name in text and sign in text and '1,234.50' in text
    assert '\ufffd' not in text and '\u25a1' not in text


# The addresses of the officers, as the pages themselves name them; those of one row lack its number.
OFFICERS = sorted(
    address
    for page in (ROOT / 'ui').glob('*.py')
    for address, may in re.findall(
        r"^@(?:screen|route)\('([^'{]+)',.*may='(\w+)'", page.read_text('utf-8'), re.MULTILINE
    )
    if may != 'passbook'
)


def test_14_a_member_opens_no_page_of_officers_and_changes_nothing(served: Server, tmp_path: Path) -> None:
    """Each of their pages is closed to her, whatever the method; the actions refuse her; nothing can be deleted."""
    assert len(OFFICERS) > 40 and {'/', '/settings', '/payouts', '/share-out'} <= set(OFFICERS)
    with served.browse() as browser:
        browser.post('/sign-in/member', data={'name': 'Asha', 'mobile': '9822000001'})
        assert '₹500.00' in browser.get('/passbook').text
        for address in OFFICERS:
            page = browser.get(address)
            assert page.status_code == 403 or page.headers.get('location') == '/passbook', address
            assert 'Bina' not in page.text and '700.00' not in page.text, address
            changing = [browser.request(method, address) for method in ('PATCH', 'PUT', 'DELETE', 'POST')]
            assert all(answer.status_code in (403, 404, 405) for answer in changing), address
    group = Group(tmp_path)
    asha = group.join('Asha')
    before = group.book.head(), dict(group.book.members)
    for role in ('member', 'somebody'):
        with pytest.raises(Refused, match='You may not do this'):
            members.edit(group.book, asha, 'Asha Rao', '9822000099', 0, Who('Asha', role), NOW, TODAY, 'x1')
    assert (group.book.head(), dict(group.book.members)) == before


def test_15_ten_wrong_passwords_close_the_door_for_a_while(served: Server) -> None:
    """From the sixth on everybody waits; the page says for how long."""
    with served.browse() as browser:
        answers = [
            browser.post('/sign-in', data={'known_as': 'savitri', 'password': f'guess {number}'})
            for number in range(10)
        ]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429] * 5
    assert int(answers[-1].headers['retry-after']) > 0
    assert 'too many wrong tries' in answers[-1].text


def test_16_a_backup_is_a_file_and_gives_everything_back(file: Path) -> None:
    """The workbook is lost; the backup brings it back with what was recorded since, to the paisa."""
    made = json.loads(done('backup', file, '--json'))
    (kept,) = list_backups(file)
    assert kept.path.exists() and kept.path.stat().st_size == made['size'] > 0
    done('record', file, '--kind', 'income', '--amount', '50', '--date', '2025-02-01')
    before = json.loads(done('summary', file, '--json'))
    file.unlink()
    done('restore', file)
    assert json.loads(done('summary', file, '--json')) == before
    done('verify', file)


def test_17_what_is_to_run_by_itself_does_run(file: Path) -> None:
    """Nobody presses anything: the backup of the day is made, and the sheet Summary shows the deposit of 77.00."""
    group = Group.at(file)
    group.do('contribution', '77', '2025-02-05', member=ASHA)
    group.book.close()
    keeper = Keeper(file, lambda: TODAY)
    keeper.start()
    try:
        assert _comes_true(lambda: len(list_backups(file)) == 1), 'no backup of the day was made'
        assert _comes_true(lambda: not keeper.book().pending_count()), 'the deposit did not come into the workbook'
    finally:
        keeper.stop()
        keeper.close()
    assert 77 in [cell.value for line in _sheet(file, 'Entries').iter_rows() for cell in line]


def test_18_zero_stays_zero(tmp_path: Path) -> None:
    """A loan at 0 % and a member who deposits 0.00 a month: the cells hold the number 0, and it is read back as 0."""
    group = Group(tmp_path)
    asha = group.join('Asha', monthly=0)
    group.do('opening', '500', '2025-01-02')
    group.do('loan', '100', '2025-01-10', member=asha, rate='0')
    group.book.close()
    done('summary', group.path)
    for sheet, heading in (('Members', 'Regular deposit'), ('Loans', 'Percent a month')):
        (value,) = _column(group.path, sheet, heading)
        assert value is not None and Decimal(str(value)) == 0, (sheet, heading, value)
    again = Group.at(group.path)
    assert [member.monthly for member in again.book.members.values()] == [0]
    assert [loan.rate for loan in again.book.loans.values()] == [0]
    again.do('repayment', '100', '2025-12-10', member=asha)
    assert again.rows('kind')[-1] == ('principal',)
    again.book.close()


@pytest.mark.parametrize('note', ['=1+1', '=HYPERLINK("http://x","pay here")', '+4', '-4', '@SUM(A1)', "'=2"])
def test_19_a_text_that_looks_like_a_formula_stays_a_text(file: Path, tmp_path: Path, note: str) -> None:
    """In the workbook and in the copy for the auditor it is the text that was typed, and no formula."""
    words = '--amount', '5', '--date', '2025-02-05', f'--note={note}'
    done('record', file, '--kind', 'income', *words)
    copy = tmp_path / 'audit.xlsx'
    done('export', file, '--from', '2025-01-01', '--to', '2025-12-31', '--output', copy)
    for path in (file, copy):
        cells = [cell for line in _sheet(path, 'Entries').iter_rows() for cell in line if cell.value == note]
        assert cells and all(cell.data_type == 's' for cell in cells), path


@pytest.mark.needs('hledger')
def test_20_the_month_of_twenty_members_is_the_same_sum_for_hledger(tmp_path: Path) -> None:
    """Twenty members of a chama pay 1,250.50 each, every fourth by M-Pesa: 25,010.00, of which 6,252.50 at the bank."""
    group = Group(tmp_path, kind='chama', currency='KES', country='KE')
    for place in range(20):
        number = group.join(f'Mwanachama {place}', mobile=f'07123456{place:02d}')
        mode = 'cash' if place % 4 else 'mpesa'
        group.do('contribution', '1250.50', '2025-03-05', member=number, mode=mode)
    group.book.close()
    journal = done('export', group.path, '--format', 'hledger')
    words = ['hledger', '-f', '-', 'balance', '--flat', '--no-total', '--depth', '2', '-O', 'csv']
    told = subprocess.run(words, input=journal, capture_output=True, text=True, check=True, timeout=60).stdout
    assert '6252.50' in told and '18757.50' in told and '-25010.00' in told
    assert json.loads(done('summary', group.path, '--json'))['savings'] == '25010.00'


def _comes_true(found: Callable[[], bool]) -> bool:
    until = time.monotonic() + SOON_SECONDS
    while not found() and time.monotonic() < until:
        time.sleep(0.1)
    return found()


def _sheet(file: Path, name: str) -> Any:
    return openpyxl.load_workbook(file)[name]


def _column(file: Path, sheet: str, heading: str) -> list[Any]:
    """What stands below a heading."""
    lines = [[cell.value for cell in line] for line in _sheet(file, sheet).iter_rows()]
    top = next(number for number, line in enumerate(lines) if heading in line)
    return [line[lines[top].index(heading)] for line in lines[top + 1 :] if any(line)]
