"""A workbook that was brought in from outside is first read by a process of its own, which may take only so much.

    look_at_outside(data, 'upload.xlsx')      raises Refused; afterwards it can be read here
    within_limits(app, 'upload.xlsx')         a whole command that reads such a file, in a process of its own

The file was looked at before (`sheets/inspection.py`), but what its parts do to a parser is known only by parsing them.
Where that takes more time or memory than any honest workbook, the process ends, and this one goes on.

    python -m sheets.outside NAME < FILE      that process; says what is wrong as JSON
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from rules.problems import N_, Problem, Refused, refuse
from sheets import columns, opening

SECONDS = 30
MEMORY_BYTES = 1 << 30
COMMAND_SECONDS, COMMAND_MEMORY_BYTES = 120, 2 << 30
"""What the whole proof of the largest workbook may take, which is five times what reading it takes."""
TOO_MUCH = 99
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


def within_limits(
    run: Callable[[], object], name: str, seconds: int = COMMAND_SECONDS, memory_bytes: int = COMMAND_MEMORY_BYTES
) -> int:
    """Run a command that reads a file from outside; gives its exit code. Raises Refused where it takes too much.

    On Windows, which has no such limits, it is run here. Nothing else may run in this process meanwhile.
    """
    if not hasattr(os, 'fork'):
        return _exit_code(run)
    sys.stdout.flush()
    child = os.fork()
    if not child:
        _limit(seconds, memory_bytes)
        code = _exit_code(run)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code < 0 or code == TOO_MUCH:
        raise _too_much(name)
    return code


def _exit_code(run: Callable[[], object]) -> int:
    """How a command ends that leaves by SystemExit; TOO_MUCH where there was no memory left."""
    try:
        run()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except MemoryError:
        return TOO_MUCH
    return 0


def _too_much(name: str) -> Refused:
    return refuse(
        N_('The file {file} takes more time or memory to read than a workbook of a group.'),
        N_('Open it in Excel or LibreOffice, save it again, and try again; or choose another copy.'), file=name,
    )  # fmt: skip


def main() -> None:
    """Read the file as the app will, and say what is wrong."""
    name, seconds, memory_bytes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _limit(seconds, memory_bytes)
    _write_nothing()
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
    ):  # fmt: skip
        resource.setrlimit(limit, (most, most))


def _write_nothing() -> None:
    """Who only reads has no file to write."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == '__main__':
    main()
