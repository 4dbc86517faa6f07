"""Two servers on one workbook: the second one says who has it, and records when the first is gone."""

import json
import socket
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions.keeping import Keeper
from actions.record import record
from rules.problems import Refused
from sheets.lease import Lease
from tests.groups import NOW, PRESIDENT, Group

AT = datetime(2026, 1, 1, 10, tzinfo=UTC)


def test_the_second_server_learns_who_has_the_workbook(tmp_path: Path) -> None:
    first, second = Lease(tmp_path, 'group.xlsx'), Lease(tmp_path, 'group.xlsx')
    assert first.take(AT) is None
    other = second.take(AT + timedelta(minutes=5))
    assert other and (other.machine, other.since) == (socket.gethostname(), AT)
    first.release()
    assert second.take(AT + timedelta(minutes=6)) is None


def test_two_workbooks_of_one_folder_may_each_have_their_server(tmp_path: Path) -> None:
    first, second = Lease(tmp_path, 'asmita.xlsx'), Lease(tmp_path, 'umoja.xlsx')
    assert (first.take(AT), second.take(AT)) == (None, None)


@pytest.mark.parametrize('seconds, held', [(5, True), (59, True), (61, False)])
def test_a_server_on_another_machine_counts_while_it_gives_signs_of_life(
    tmp_path: Path, seconds: int, held: bool
) -> None:
    """Its lock may not reach over the shared folder; what it writes down does."""
    (tmp_path / '.bahi').mkdir()
    sign = {'machine': 'other-laptop', 'process': 7, 'since': AT.isoformat(), 'seen': AT.isoformat()}
    (tmp_path / '.bahi' / 'group.xlsx.served').write_text(json.dumps(sign))
    other = Lease(tmp_path, 'group.xlsx').take(AT + timedelta(seconds=seconds))
    assert (other is not None and other.machine == 'other-laptop') is held


def test_the_second_server_records_nothing_and_goes_on_when_the_first_is_gone(tmp_path: Path) -> None:
    group = Group(tmp_path)
    asha = group.join('Asha')
    first, second = (Keeper(group.path, lambda: group.today) for _ in range(2))
    first.start(serving=True)
    second.start(serving=True)
    asked = group.asked('contribution', '200', '2025-02-05', member=asha)
    with pytest.raises(Refused) as refused:
        record(second.book(), asked, PRESIDENT, NOW, group.today)
    assert 'Another Bahi serves this workbook' in str(refused.value.problems[0])
    first.stop()
    until = time.monotonic() + 20
    while second.book().read_only and time.monotonic() < until:
        time.sleep(0.1)
    assert record(second.book(), asked, PRESIDENT, NOW, group.today).rows == 1
    second.stop()
