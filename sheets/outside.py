"""A workbook that was brought in from outside is first read by a process of its own, which may take only so much.

    look_at_outside(data, 'upload.xlsx')      raises Refused; afterwards it can be read here

The file was looked at before (`sheets/inspection.py`), but what its parts do to a parser is known only by parsing them.
Where that takes more time or memory than any honest workbook, the process ends, and this one goes on.

    python -m sheets.outside NAME < FILE      that process; says what is wrong as JSON
"""

import json
import subprocess
import sys
from pathlib import Path

from rules.problems import N_, Problem, Refused, refuse
from sheets import columns, opening

SECONDS = 30
MEMORY_BYTES = 1 << 30
VIEWS = ('Summary', 'Dues', 'Passbook', opening.COVER)
PROJECT = Path(__file__).resolve().parent.parent


def look_at_outside(data: bytes, name: str, seconds: int = SECONDS, memory_bytes: int = MEMORY_BYTES) -> None:
    """Raises Refused where the file is larger than may be brought in, or cannot be read within the limits."""
    if len(data) > opening.LARGEST_OUTSIDE_BYTES:
        raise refuse(
            N_('The file {file} is larger than {most} MB.'),
            N_('Take pictures and sheets that are not needed out of it, or choose the workbook of the group.'),
            file=name, most=opening.LARGEST_OUTSIDE_BYTES // 1_000_000,
        )  # fmt: skip
    opening.look_at_package(data, name)
    command = [sys.executable, '-m', 'sheets.outside', name, str(seconds), str(memory_bytes)]
    try:
        reader = subprocess.run(command, input=data, capture_output=True, cwd=PROJECT, timeout=2 * seconds, check=False)
    except subprocess.TimeoutExpired:
        raise _too_much(name) from None
    if reader.returncode != 0:
        raise _too_much(name)
    problems = json.loads(reader.stdout)
    if problems:
        raise Refused([Problem(**problem) for problem in problems])


def _too_much(name: str) -> Refused:
    return refuse(
        N_('The file {file} takes more time or memory to read than a workbook of a group.'),
        N_('Open it in Excel or LibreOffice, save it again, and try again; or choose another copy.'), file=name,
    )  # fmt: skip


def main() -> None:
    """Read the file as the app will, and say what is wrong."""
    name, seconds, memory_bytes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _limit(seconds, memory_bytes)
    problems: tuple[Problem, ...] = ()
    try:
        sheets = opening.sheets_of(sys.stdin.buffer.read(), name)
        for sheet in (*columns.BY_NAME, *VIEWS):
            if sheet in sheets.names:
                sheets.cells(sheet)
    except Refused as refused:
        problems = refused.problems
    sys.stdout.write(json.dumps([
        {'message': problem.message, 'remedy': problem.remedy, 'values': {k: str(v) for k, v in problem.values.items()}}
        for problem in problems
    ]))  # fmt: skip


def _limit(seconds: int, memory_bytes: int) -> None:
    """Windows has no such limits; there the time alone ends it."""
    try:
        import resource
    except ImportError:
        return
    for limit, most in (
        (resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):  # fmt: skip
        resource.setrlimit(limit, (most, most))


if __name__ == '__main__':
    main()
