"""A process that reads one workbook as the server does, and tells what it cost: python -m tests.measuring < FILE"""

import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from rules.problems import Refused
from sheets import columns, opening

SAFETY_BYTES = 3 << 30


@dataclass(frozen=True, slots=True)
class Measured:
    """What reading a file cost, and what was said of it; nothing when it could be read.

    `megabytes` is what the process held at most, `more` how much of that came by reading.
    """

    said: str
    seconds: float
    megabytes: int
    more: int
    rows: int


def main() -> None:
    """Read the file of the standard input; what is measured goes out as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (SAFETY_BYTES, SAFETY_BYTES))
    data, said, rows = sys.stdin.buffer.read(), '', 0
    before, start = _most_megabytes(), time.perf_counter()
    try:
        sheets = opening.sheets_of(data, 'group.xlsx')
        rows = sum(len(sheets.cells(name)) for name in columns.BY_NAME if name in sheets.names)
    except Refused as refused:
        said = str(refused)
    seconds, most = time.perf_counter() - start, _most_megabytes()
    sys.stdout.write(json.dumps(asdict(Measured(said, seconds, most, most - before, rows))))


def _most_megabytes() -> int:
    """What this process held at most; ru_maxrss would count what its parent held when it was started."""
    lines = Path('/proc/self/status').read_text(encoding='ascii').splitlines()
    return next(int(line.split()[1]) >> 10 for line in lines if line.startswith('VmHWM'))


if __name__ == '__main__':
    main()
