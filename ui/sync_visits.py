"""A visit to another copy of the book: it runs beside the pages, which see how far it is, and leaves its result.

    start(where, who)         in a thread of its own; one at a time
    underway()                how far it is, or how it ended; None before the first one

A copy may also be brought here as a file: it is put aside, joined, and handed out again with the rows of both.
"""

import logging
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nicegui import app
from starlette.datastructures import UploadFile
from ulid import ULID

from actions import sync
from actions.permissions import may
from actions.sync import Step, Synced
from actions.who import Who
from rules.problems import N_, Problem, Refused
from sheets.book import Book
from sheets.journal import FOLDER
from sheets.outside import look_at_outside
from sheets.sign_in_tables import User
from sheets.words import current_language, language
from ui import plain
from ui.office import look, office
from ui.routes import XLSX, download, route
from ui.screen import to_sign_in
from ui.sign_in import signed_in

INCOMING = 'incoming'
PERMISSION = 'correct'


@dataclass
class Visit:
    """One visit. `brought` is the file that was brought here, where the copy came as one."""

    where: str
    step: Step
    done: Synced | None = None
    problems: tuple[Problem, ...] = ()
    brought: Path | None = None

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.done is None and not self.problems


class _Visits:
    last: Visit | None = None
    starting = threading.Lock()


def underway() -> Visit | None:
    """The visit that goes on, or the last one."""
    return _Visits.last


def start(where: str, who: Who, brought: Path | None = None) -> Visit:
    """Set out, unless another visit goes on: then that one is given."""
    with _Visits.starting:
        if _Visits.last and _Visits.last.running:
            return _Visits.last
        visit = _Visits.last = Visit(where, Step(N_('Opening the other copy …')), brought=brought)
    threading.Thread(target=_run, args=[visit, who, current_language()], name='sync', daemon=True).start()
    return visit


def _run(visit: Visit, who: Who, spoken: str) -> None:
    def progress(step: Step) -> None:
        visit.step = step

    try:
        with language(spoken):
            visit.done = sync.visit(office().book(), visit.where, who, office().today, progress)
    except Refused as refused:
        visit.problems = refused.problems
    except Exception:
        logging.getLogger(__name__).exception('the copies could not be joined')
        visit.problems = (
            Problem(N_('The copies could not be joined.'), N_('Nothing is lost. Please try again.')),
        )  # fmt: skip


async def bring(request: Request) -> Response:
    """Take the file of the other copy, and set out to join it."""
    user = await signed_in(request)
    if user is None:
        return to_sign_in(request)
    if not may(user.role, PERMISSION):
        return plain.page(request, 'no_entry.html', status=403, user=user)
    form = await request.form()
    file = form.get('copy')
    if isinstance(file, UploadFile) and file.filename:
        data = await file.read()
        await look(_put_aside_and_start, data, Path(file.filename).name, Who(user.name, user.role))
    return RedirectResponse('/sync', status_code=303)


def _put_aside_and_start(data: bytes, name: str, who: Who) -> None:
    try:
        look_at_outside(data, name)
    except Refused as refused:
        _Visits.last = Visit(name, Step(''), problems=refused.problems)
        return
    last = _Visits.last
    if last and last.running:
        return
    incoming = office().path.parent / FOLDER / INCOMING
    shutil.rmtree(incoming, ignore_errors=True)
    folder = incoming / str(ULID())
    folder.mkdir(parents=True)
    path = folder / (name if name.endswith('.xlsx') else f'{name}.xlsx')
    path.write_bytes(data)
    start(str(path), who, path)


@route('/sync/copy.xlsx', may=PERMISSION)
def hand_out(book: Book, user: User, request: Request) -> Response:
    """The file that was brought, with the rows of both."""
    visit = underway()
    if visit is None or visit.brought is None or not visit.brought.is_file():
        return plain.page(request, 'not_found.html', status=404)
    return download(visit.brought.read_bytes(), XLSX, visit.brought.name)


app.add_api_route('/sync/copy', bring, methods=['POST'], include_in_schema=False, response_model=None)
