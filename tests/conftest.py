"""What all tests share: the tools they find on the machine, and what happens to a test whose tool is missing.

    @pytest.mark.needs('libreoffice')
    def test_the_summary_is_the_same_in_libreoffice(libreoffice: LibreOffice) -> None: ...

Where a tool is missing, the tests that need it are left out and named at the end; with CI=true they fail.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from sheets.google.spreadsheet import GoogleSheet
from tests.google_books import ID, opened
from tests.google_stand_in import Clock, StandIn
from tests.machine import TOOLS, LibreOffice
from tests.postgres import PostgreSQL, running

ON_CI = os.environ.get('CI') == 'true'
RUNNING: list[Browser] = []
MISSING = frozenset(tool for tool, find in TOOLS.items() if find() is None)
LEFT_OUT = pytest.StashKey[list[str]]()

# Two cores shared by two workers: how long an example takes says nothing.
hypothesis.settings.register_profile('bahi', deadline=None, print_blob=True)
hypothesis.settings.load_profile('bahi')


def missing_tools(item: pytest.Item) -> list[str]:
    """The tools a test needs that are not on this machine."""
    needed = [str(tool) for mark in item.iter_markers('needs') for tool in mark.args]
    assert set(needed) <= set(TOOLS), f'{item.nodeid} needs what tests/machine.py cannot find: {needed}'
    return [tool for tool in needed if tool in MISSING]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here, and start with the files that take longest."""
    out = [] if ON_CI else [item for item in items if missing_tools(item)]
    config.stash[LEFT_OUT] = [f'{item.nodeid} needs {" and ".join(missing_tools(item))}' for item in out]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]
    long = {item.path for item in items if item.get_closest_marker('long') or item.get_closest_marker('needs')}
    items.sort(key=lambda item: item.path not in long)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """On CI nothing is left out: a missing tool is a failure that says so."""
    if missing := missing_tools(item):
        pytest.fail(f'needs {" and ".join(missing)}, and CI=true leaves nothing out', pytrace=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist tells the one who started it what it left out."""
    if (answer := getattr(session.config, 'workeroutput', None)) is not None:
        answer['left_out'] = session.config.stash.get(LEFT_OUT, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Every worker collects the same tests, so the answer of any of them is the answer."""
    config: pytest.Config = node.config  # type: ignore[attr-defined]  # pytest-xdist does not publish the type
    config.stash[LEFT_OUT] = getattr(node, 'workeroutput', {}).get('left_out', [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name each test that was left out, and why."""
    left_out = config.stash.get(LEFT_OUT, [])
    if left_out:
        terminalreporter.section(f'left out: {len(left_out)} tests, whose tools were not found here')
        for line in left_out:
            terminalreporter.write_line(line)


@pytest.fixture(scope='session')
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """LibreOffice, to open what Bahi wrote and to save what Bahi shall read."""
    program = TOOLS['libreoffice']()
    assert program is not None, "the test lacks @pytest.mark.needs('libreoffice')"
    return LibreOffice(program, tmp_path_factory.mktemp('libreoffice'))


@pytest.fixture(scope='session')
def chromium() -> Path:
    """Where Chromium is."""
    program = TOOLS['chromium']()
    assert program is not None, "the test lacks @pytest.mark.needs('chromium')"
    return program


@pytest.fixture(scope='session')
def browser(chromium: Path) -> Iterator[Browser]:
    """A running Chromium without a window; a test opens its own context in it."""
    with sync_playwright() as playwright:
        # Chromium as root, as in a container, runs only without its sandbox.
        running = playwright.chromium.launch(executable_path=chromium, args=['--no-sandbox', '--disable-gpu'])
        RUNNING.append(running)
        yield running
        running.close()


@pytest.fixture(scope='module', autouse=True)
def pages_are_closed() -> Iterator[None]:
    """A page that is left open asks again and again for its server, which is gone: dozens take the whole machine."""
    yield
    for chromium in RUNNING:
        for context in chromium.contexts:
            context.close()


@pytest.fixture(scope='session')
def postgres() -> Iterator[PostgreSQL]:
    """A running PostgreSQL; a test makes its own database in it."""
    program = TOOLS['postgresql']()
    assert program is not None, "the test lacks @pytest.mark.needs('postgresql')"
    with running(program.parent) as server:
        yield server


@pytest.fixture
def database(postgres: PostgreSQL) -> str:
    """The address of an empty PostgreSQL database."""
    return postgres.new_database()


@pytest.fixture
def clock() -> Clock:
    """The clock of Google, which the test moves."""
    return Clock()


@pytest.fixture
def google(clock: Clock) -> Iterator[StandIn]:
    """Google, with an empty spreadsheet."""
    with StandIn(clock) as google:
        google.spreadsheet(ID, 'Sunrise')
        yield google


@pytest.fixture
def sheet(google: StandIn, clock: Clock, tmp_path: Path) -> GoogleSheet:
    """The empty spreadsheet, as our process opens it."""
    return opened(google, clock, tmp_path)
