"""What the tests find on the machine besides Python: Chromium, LibreOffice with UNO, poppler, hledger, PostgreSQL."""

import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

CHROMIUMS = ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge')
APPLICATIONS = Path('/Applications')
PROGRAMS = [Path(os.environ[name]) for name in ('PROGRAMFILES', 'PROGRAMFILES(X86)') if name in os.environ]
SYSTEM_PYTHONS = (Path('/usr/bin/python3'),)
POSTGRESES = ('usr/lib/postgresql/*/bin/initdb', 'usr/pgsql-*/bin/initdb', 'opt/homebrew/opt/postgresql@*/bin/initdb')

# Formulas are worked out anew when a workbook is opened (0: always), so that what LibreOffice says is its own sum.
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


def find_chromium() -> Path | None:
    """A Chromium or Chrome: named by BAHI_CHROMIUM, installed, or brought by playwright install chromium."""
    places = [
        APPLICATIONS / 'Google Chrome.app/Contents/MacOS/Google Chrome',
        *(folder / 'Google/Chrome/Application/chrome.exe' for folder in PROGRAMS),
        *sorted(Path.home().glob('.cache/ms-playwright/chromium-*/chrome-linux*/chrome'), reverse=True),
    ]
    return _found([os.environ.get('BAHI_CHROMIUM', ''), *CHROMIUMS], places)


def find_soffice() -> Path | None:
    """The program of LibreOffice that converts workbooks."""
    places = [
        APPLICATIONS / 'LibreOffice.app/Contents/MacOS/soffice',
        *(folder / 'LibreOffice/program/soffice.exe' for folder in PROGRAMS),
    ]
    return _found(['soffice', 'libreoffice'], places)


def find_uno() -> Path | None:
    """A Python that knows UNO, by which LibreOffice is driven: that of the system, or LibreOffice's own."""
    beside = [office.resolve().parent] if (office := find_soffice()) else []
    names = ('python', 'python.exe', '../Resources/python')
    for python in [*SYSTEM_PYTHONS, *(folder / name for folder in beside for name in names)]:
        with suppress(OSError, subprocess.TimeoutExpired):
            if not subprocess.run([python, '-I', '-c', 'import uno'], capture_output=True, timeout=20).returncode:
                return python
    return None


def find_poppler() -> Path | None:
    """The program of poppler that reads the text of a PDF."""
    return _found(['pdftotext'], [])


def find_hledger() -> Path | None:
    """The program that reads journals in plain text and adds them up."""
    return _found(['hledger'], [])


def find_postgres() -> Path | None:
    """The program of PostgreSQL that makes a new server; where it lies, the others lie too. The newest is taken."""
    places = [place for pattern in POSTGRESES for place in sorted(Path('/').glob(pattern), key=_version, reverse=True)]
    return _found(['initdb'], places)


def find_strace() -> Path | None:
    """The program that makes single calls of a process fail, where it may look at a process of ours."""
    if not (program := _found(['strace'], [])):
        return None
    with suppress(OSError, subprocess.TimeoutExpired):
        if not subprocess.run([program, '-qq', '-o', os.devnull, 'true'], capture_output=True, timeout=20).returncode:
            return program
    return None


def find_small_disk() -> Path | None:
    """The program that gives a process a disk of its own, where it may; tests/faults.py does the same without it."""
    if not (program := _found(['unshare'], [])):
        return None
    as_root = [] if os.geteuid() == 0 else ['--user', '--map-root-user']
    command: list[str | Path] = [program, '--mount', *as_root, 'mount', '-t', 'tmpfs', 'none', '/mnt']
    with suppress(OSError, subprocess.TimeoutExpired):
        if not subprocess.run(command, capture_output=True, timeout=20).returncode:
            return program
    return None


# What @pytest.mark.needs may name, and how it is found.
TOOLS: dict[str, Callable[[], Path | None]] = {
    'chromium': find_chromium,
    'libreoffice': find_soffice,
    'uno': find_uno,
    'poppler': find_poppler,
    'hledger': find_hledger,
    'postgresql': find_postgres,
    'strace': find_strace,
    'small disk': find_small_disk,
}


class LibreOffice:
    """LibreOffice without a window, with a profile of its own so that tests beside each other do not meet."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program = program
        self.folder = folder
        (folder / 'profile' / 'user').mkdir(parents=True)
        (folder / 'profile' / 'user' / 'registrymodifications.xcu').write_text(ALWAYS_RECALCULATE, encoding='utf-8')

    def recalculated(self, workbook: Path) -> Path:
        """The workbook as LibreOffice saves it, with every formula worked out anew."""
        return self.converted(workbook, 'xlsx')

    def converted(self, document: Path, kind: str) -> Path:
        """The document saved by LibreOffice as another kind of file: 'xlsx', 'ods', 'pdf', 'csv'."""
        made_in = self.folder / f'{len(list(self.folder.iterdir())):04d}'
        made_in.mkdir()
        profile = f'-env:UserInstallation={(self.folder / "profile").as_uri()}'
        command: list[str | Path] = [self.program, profile, '--headless', '--convert-to', kind, '--outdir', made_in]
        answer = subprocess.run([*command, document], capture_output=True, text=True, timeout=120, check=False)
        made = made_in / f'{document.stem}.{kind}'
        assert made.exists(), f'LibreOffice did not convert {document.name}: {answer.stdout} {answer.stderr}'
        return made


def _found(names: list[str], places: list[Path]) -> Path | None:
    for name in filter(None, names):
        if program := shutil.which(name):
            return Path(program)
    return next((place for place in places if place.exists()), None)


def _version(program: Path) -> int:
    """The number in the folder of a version."""
    return int(''.join(sign for sign in program.parent.parent.name if sign.isdecimal()) or 0)
