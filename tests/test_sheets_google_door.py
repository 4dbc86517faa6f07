"""The door to Google: what is tried again and what is not, what waiting costs, and what each failure says."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from rules.problems import Refused
from sheets.google import door
from sheets.google.door import PATIENCE_SECONDS, Google, read_key
from sheets.google.troubles import NoSuchRange, Unsettled
from sheets.google.waits import MINUTE_SECONDS, Time
from sheets.workbooks import Away
from tests.google_grid import Spreadsheet, texts
from tests.google_stand_in import Clock, Fault, Loopback, StandIn


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stand_in(clock: Clock) -> Iterator[StandIn]:
    with StandIn(clock) as stand_in:
        stand_in.spreadsheet('book1', 'Sunrise')
        yield stand_in


@pytest.fixture
def google(stand_in: StandIn, clock: Clock) -> Google:
    return Google(stand_in.account(), stand_in.loopback(), clock.time())


def fail(stand_in: StandIn, *kinds: Any, **details: Any) -> None:
    stand_in.faults = iter([Fault(kind, **details) for kind in kinds])


def append(google: Google, *keys: str) -> None:
    google.append('book1', "'Sheet1'!A1:A1", [[key] for key in keys])


def sheet_of(stand_in: StandIn) -> Spreadsheet:
    return stand_in.sheets['book1']


def keys(stand_in: StandIn) -> list[Any]:
    return [row[0] for row in texts(sheet_of(stand_in).tabs[0])]


@pytest.mark.parametrize('kind', ['before', 'after', 'drop before', 'drop after', 'busy'])
def test_reading_is_tried_again_after_whatever_went_wrong(stand_in: StandIn, google: Google, kind: str) -> None:
    fail(stand_in, kind, kind)
    assert google.described('book1')['properties']['title'] == 'Sunrise'
    assert len(stand_in.log) == 3


def test_writing_is_tried_again_where_google_said_that_it_did_nothing(stand_in: StandIn, google: Google) -> None:
    fail(stand_in, 'busy', 'busy')
    append(google, 'k1')
    assert keys(stand_in) == ['k1']


@pytest.mark.parametrize(
    'kind, arrived', [('before', []), ('after', ['k1']), ('drop before', []), ('drop after', ['k1'])]
)
def test_writing_is_not_tried_again_where_nobody_knows(
    stand_in: StandIn, google: Google, kind: str, arrived: list[str]
) -> None:
    fail(stand_in, kind)
    with pytest.raises(Unsettled) as unsettled:
        append(google, 'k1')
    assert keys(stand_in) == arrived
    assert len(stand_in.log) == 1
    assert str(unsettled.value) == (
        'Google has not said whether the last rows arrived. '
        'Nothing to do: Bahi looks for them, and writes again only what is not there.'
    )


def test_waits_grow_and_end_and_it_is_said_why(stand_in: StandIn, google: Google, clock: Clock) -> None:
    fail(stand_in, *['before'] * 20)
    with pytest.raises(Away, match=r'^Google has a fault of its own \(500\)\. The rows are safe and go in later\.$'):
        google.described('book1')
    assert clock.slept == [1, 2, 4, 8]
    assert sum(clock.slept) <= PATIENCE_SECONDS


def test_waits_are_not_twice_the_same(stand_in: StandIn, clock: Clock) -> None:
    chances = iter([0.0, 1.0, 0.5])
    google = Google(stand_in.account(), stand_in.loopback(), Time(clock, clock.sleep, lambda: next(chances)))
    fail(stand_in, 'busy', 'busy', 'busy')
    google.described('book1')
    assert clock.slept == [0.5, 2, 3]


def test_a_quota_that_stays_used_up_is_said(stand_in: StandIn, google: Google) -> None:
    fail(stand_in, *['busy'] * 20)
    with pytest.raises(Away, match='Google takes no more requests for the moment'):
        append(google, 'k1')


def test_the_quota_is_never_reached_because_the_pace_is_kept(stand_in: StandIn, google: Google, clock: Clock) -> None:
    began = clock.now
    for number in range(120):
        clock.now += 0.9
        append(google, f'k{number}')
    assert len(stand_in.log) == 120
    assert keys(stand_in) == [f'k{number}' for number in range(120)]
    assert clock.now - began > 2 * MINUTE_SECONDS


def test_a_pace_that_would_keep_people_waiting_too_long_is_said(stand_in: StandIn, google: Google) -> None:
    for _ in range(50):
        google.described('book1')
    with pytest.raises(Away, match='Google takes no more requests for the moment'):
        google.described('book1')
    assert len(stand_in.log) == 50


def test_without_internet_it_is_said_and_rows_may_be_written_later(stand_in: StandIn, clock: Clock) -> None:
    with socket.create_server(('127.0.0.1', 0)) as nobody:
        address = f'http://127.0.0.1:{nobody.getsockname()[1]}'
    google = Google(stand_in.account() | {'token_uri': f'{stand_in.base}/token'}, Loopback(address), clock.time())
    with pytest.raises(Away, match='Google cannot be reached') as away:
        append(google, 'k1')
    assert not isinstance(away.value, Unsettled)


def test_an_answer_that_does_not_come_in_time_leaves_it_open(
    stand_in: StandIn, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    google.described('book1')
    monkeypatch.setattr(google._http, 'timeout', (5, 0.1))
    fail(stand_in, 'slow', seconds=0.5)
    with pytest.raises(Unsettled):
        append(google, 'k1')


def test_a_request_that_gets_no_answer_ends_by_itself(
    stand_in: StandIn, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, 'ANSWERING_SECONDS', 0.5)
    google = Google(stand_in.account(), stand_in.loopback(), clock.time())
    fail(stand_in, 'slow', seconds=2)
    with pytest.raises(Unsettled):
        append(google, 'k1')


def test_a_token_that_ran_out_is_fetched_anew(stand_in: StandIn, google: Google) -> None:
    append(google, 'k1')
    stand_in.forget_tokens()
    append(google, 'k2')
    assert keys(stand_in) == ['k1', 'k2']


def test_each_failure_says_what_to_do(stand_in: StandIn, google: Google) -> None:
    def said(id_: str = 'book1') -> str:
        with pytest.raises((Away, Refused)) as error:
            google.change(id_, [{'appendCells': {'sheetId': 0, 'rows': [{'values': [{}]}], 'fields': '*'}}])
        return str(error.value)

    assert said('other') == (
        'There is no spreadsheet under this link any more. '
        'Check the link, or take the spreadsheet back out of the bin of Google Drive.'
    )
    sheet_of(stand_in).shared_with[stand_in.EMAIL] = 'reader'
    assert said() == (
        'The spreadsheet is not shared with bahi@group.iam.gserviceaccount.com. '
        'In Google Sheets, share it with this address as an editor.'
    )
    sheet_of(stand_in).shared_with[stand_in.EMAIL] = 'writer'
    sheet_of(stand_in).kept['protectedRange'] = [{'range': {'sheetId': 0}}]
    assert said() == (
        'A part of the spreadsheet is protected against bahi@group.iam.gserviceaccount.com. '
        'In Google Sheets, take the protection off or allow this address.'
    )
    stand_in.forget_tokens()
    stand_in.key_known = False
    assert said() == (
        'Google does not accept the key of the service account. '
        'See that the clock of this computer is right; if it is, make a new key and put it in.'
    )


def test_a_sheet_that_was_renamed_is_told_from_other_mistakes(google: Google) -> None:
    with pytest.raises(NoSuchRange):
        google.values('book1', ["'Entries'"])


@pytest.mark.parametrize('text', ['', '[]', '{"type": "service_account"}', '{"type": "authorized_user"}'])
def test_what_is_no_key_is_refused_before_anything_is_sent(text: str) -> None:
    with pytest.raises(Refused, match='This is not the key of a service account'):
        read_key(text)


def test_a_key_is_read_as_google_gives_it(stand_in: StandIn) -> None:
    assert read_key(json.dumps(stand_in.account(), indent=2)) == stand_in.account()
    broken = stand_in.account() | {'private_key': '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'}
    with pytest.raises(Refused, match='This is not the key of a service account'):
        read_key(json.dumps(broken))


def test_only_the_spreadsheets_are_asked_for(stand_in: StandIn, google: Google) -> None:
    google.described('book1')
    (granted,) = stand_in._tokens.values()
    assert granted == f'{stand_in.EMAIL} https://www.googleapis.com/auth/spreadsheets'
