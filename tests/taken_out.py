"""Each promise fails when the code behind it is taken out: make promises. Exits 1 where a test still passes.

python -m tests.taken_out                    every entry of tests/data/taken_out.toml
python -m tests.taken_out --only 2.          those of one group, promise, file or test
python -m tests.taken_out --jobs 1           one after the other

The project is copied to a temporary folder. There each test passes first; then one piece of code is taken out, the
test has to fail, and the code is put back.
"""

import argparse
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).parent.parent
TABLE = ROOT / 'tests' / 'data' / 'taken_out.toml'
PROMISES = ROOT / 'docs' / 'promises.md'

# What pytest answers: a test failed; anything else than 0 says that it did not run.
PASSED, FAILED = 0, 1
LONGEST_SECONDS = 300
ROW = re.compile(r'^\| (?P<number>\d\.\d+) \| (?P<promise>[^|]+?) \| (?P<held>.+?) \|$', re.MULTILINE)
TEST = re.compile(r'`(tests/\w+\.py::\w+)`')


@dataclass(frozen=True, slots=True)
class Promise:
    """A line of docs/promises.md: its number, what is promised, and the tests that hold it."""

    number: str
    words: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What is taken out of a file: `old` becomes `new`, and then `test`, which holds the promise, has to fail."""

    promise: str
    file: str
    old: str
    new: str
    test: str

    def __str__(self) -> str:
        return f'{self.promise:5} {self.file}: {" ".join(self.old.split())[:60]} - {self.test.removeprefix("tests/")}'


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of taking it out; `wrong` says why that proves nothing, and is empty where the test failed."""

    taken_out: TakenOut
    seconds: float
    wrong: str = ''


def main() -> int:
    """Take out everything that was asked for, and print what became of it."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument('--only', default='', metavar='PART', help='a part of the promise, file or test')
    given.add_argument('--jobs', type=int, default=2, help='how many tests at a time')
    options = given.parse_args()
    wanted = [entry for entry in entries() if _is_wanted(entry, options.only)]
    began, wrong = time.monotonic(), 0
    for answer in taken_out(wanted, options.jobs):
        wrong += bool(answer.wrong)
        print(f'{"WRONG" if answer.wrong else "fails":5} {answer.seconds:4.0f} s  {answer.taken_out}', flush=True)
        if answer.wrong:
            print(f'      {answer.wrong}', flush=True)
    promises = len({entry.promise for entry in wanted})
    print(f'{len(wanted)} pieces of code behind {promises} promises, {wrong} wrong, {time.monotonic() - began:.0f} s')
    return 1 if wrong or not wanted else 0


def promises() -> list[Promise]:
    """The promises of docs/promises.md, in their order."""
    text = PROMISES.read_text(encoding='utf-8')
    return [Promise(row['number'], row['promise'], tuple(TEST.findall(row['held']))) for row in ROW.finditer(text)]


def entries() -> list[TakenOut]:
    """The table of what is taken out."""
    return [TakenOut(**entry) for entry in tomllib.loads(TABLE.read_text(encoding='utf-8'))['taken_out']]


def taken_out(wanted: Sequence[TakenOut], jobs: int = 2) -> Iterator[Answer]:
    """What becomes of each of these, taken out of a copy of the project, as many at a time as there are jobs."""
    with tempfile.TemporaryDirectory(prefix='bahi-taken-out-') as folder:
        copies: SimpleQueue[Path] = SimpleQueue()
        passing: set[str] = set()
        for number in range(jobs):
            copies.put(copied(Path(folder) / str(number)))

        def answer(entry: TakenOut) -> Answer:
            copy = copies.get()
            try:
                return _answer(copy, entry, passing)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(answer, wanted)


def copied(to: Path) -> Path:
    """The project as it stands here: what git keeps, with everything that is not ignored."""
    asked = ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, listed.split('\0')):
        if (ROOT / name).exists():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    return to


def _answer(copy: Path, entry: TakenOut, passing: set[str]) -> Answer:
    """What becomes of one of them; `passing` are the tests that were seen to pass as everything is."""
    began = time.monotonic()

    def told(wrong: str = '') -> Answer:
        return Answer(entry, time.monotonic() - began, wrong)

    text = (copy / entry.file).read_text(encoding='utf-8')
    if text.count(entry.old) != 1:
        return told(f'stands {text.count(entry.old)} times in {entry.file}')
    if entry.test not in passing:
        code, said = ran(copy, entry.test)
        if code != PASSED:
            return told(f'does not pass as it is ({code}): {said}')
        passing.add(entry.test)
    with replaced(copy / entry.file, entry.old, entry.new):
        code, said = ran(copy, entry.test)
    return told() if code == FAILED else told(f'still passes ({code}): {said}')


@contextmanager
def replaced(file: Path, old: str, new: str) -> Iterator[None]:
    """The file without the old text as long as the block lasts."""
    text = file.read_text(encoding='utf-8')

    def write(content: str) -> None:
        file.write_text(content, encoding='utf-8')
        # Within one second and of one length it would seem to be compiled already.
        Path(importlib.util.cache_from_source(str(file))).unlink(missing_ok=True)

    write(text.replace(old, new))
    try:
        yield
    finally:
        write(text)


def ran(copy: Path, test: str) -> tuple[int, str]:
    """What pytest answers about one test in a copy, and its last line. One that never ends has failed."""
    words = [sys.executable, '-m', 'pytest', test, '-q', '-x', '-p', 'no:cacheprovider', '-p', 'no:xdist']
    known = {name: value for name, value in os.environ.items() if not name.startswith('PYTEST_')}
    with tempfile.TemporaryFile('w+', encoding='utf-8') as said:
        running = subprocess.Popen(
            words, cwd=copy, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
            env={**known, 'CI': 'true', 'HYPOTHESIS_STORAGE_DIRECTORY': str(copy / '.hypothesis')},
        )  # fmt: skip
        try:
            code = running.wait(LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            code = FAILED
        finally:
            _end(running)
        said.seek(0)
        return code, ''.join(_lines(said)[-1:])


def _end(running: subprocess.Popen[bytes]) -> None:
    """Nothing that the test started is left, such as a server."""
    try:
        os.killpg(running.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    running.wait()


def _lines(said: Iterable[str]) -> list[str]:
    return [line.strip() for line in said if line.strip()]


def _is_wanted(entry: TakenOut, part: str) -> bool:
    return entry.promise.startswith(part) or part in entry.file or part in entry.test


if __name__ == '__main__':
    sys.exit(main())
