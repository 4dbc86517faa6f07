"""Pictures of receipts: shown with what they belong to, opened at an address of their own, and taken in from a form."""

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from nicegui import app
from starlette.datastructures import UploadFile

from actions import documents
from actions.permissions import may
from actions.who import Who
from rules.problems import Problem, Refused
from rules.register_records import Document
from sheets import papers
from sheets.book import Book
from sheets.columns import DOCUMENTS
from sheets.sign_in_tables import User
from sheets.words import _, shown
from ui import fields, plain
from ui.forms import new_id
from ui.icons import icon
from ui.office import keep, office
from ui.parts import NOTHING, join, notice
from ui.receipts import Receipt
from ui.routes import download, route
from ui.screen import to_sign_in
from ui.sign_in import signed_in

ADDRESS = '/documents/{number}'


def pictures(book: Book, receipt: Receipt) -> Markup:
    """The pictures of a receipt; of one that was changed or is gone this is said in its place."""
    found = documents.of_receipt(book, {row.id for row in receipt.rows})
    return join(_picture(book, document) for document in found)


def upload_form(receipt: Receipt, problem: str = '') -> Markup:
    """The form that takes a picture in; it works without a script too."""
    said = notice('bad', problem) if problem else NOTHING
    return Markup(
        '{}<form class="form" method="post" action="/documents" enctype="multipart/form-data">{}{}'
        '<label class="field"><span class="label">{}</span>'
        '<input type="file" name="file" accept="image/jpeg,image/png,application/pdf" required>'
        '<small class="help">{}</small></label>'
        '<div class="actions"><button class="button second">{}<span>{}</span></button></div></form>'
    ).format(
        said, fields.hidden('about', receipt.first.id), fields.hidden('request', new_id()), _('Picture of the receipt'),
        _('JPEG, PNG or PDF, {most} MB at most.').format(most=papers.LARGEST_BYTES // 1_000_000), icon('up'),
        _('Attach it'),
    )  # fmt: skip


@route(ADDRESS, may='look')
def show(book: Book, user: User, request: Request) -> Response:
    """A file as it was attached."""
    number = request.path_params['number']
    document = next((each for each in book.register(DOCUMENTS).values() if each.number == number), None)
    data = documents.shown(book, document) if document else None
    if document is None or data is None:
        return plain.page(request, 'not_found.html', status=404)
    return download(data, papers.MEDIA[papers.ending_of(data)], document.file, shown=True)


async def take_in(request: Request) -> Response:
    """Attach a file to a receipt, and go back to it."""
    user = await signed_in(request)
    if user is None:
        return to_sign_in(request)
    if not may(user.role, 'record'):
        return plain.page(request, 'no_entry.html', status=403, user=user)
    plain.speak(request)
    typed = await request.form(max_files=1, max_fields=5)
    file, about, asked = typed.get('file'), str(typed.get('about', '')), str(typed.get('request', ''))
    rows = office().book().receipt_of(about)
    back = Receipt(tuple(rows)).page if rows else '/history'
    if isinstance(file, UploadFile):
        data = await file.read()
        try:
            await keep(_attach(data, about, asked, Who(user.name, user.role)))
        except Refused as refused:
            back += f'{"&" if "?" in back else "?"}refused={_code(refused.problems)}'
    return RedirectResponse(back, status_code=303)


def refusal(code: str) -> str:
    """What was said when a file was refused; the address carries which of the reasons, and no words."""
    wanted = {name for name in code.split(',') if name}
    found = [problem for problem in documents.REASONS if problem.about in wanted]
    return ' '.join(problem.said(_, shown) for problem in found)


def _attach(data: bytes, about: str, asked: str, who: Who) -> Callable[[], None]:
    def attach() -> None:
        today, now = office().today(), office().now()
        documents.attach(office().book(), about, documents.RECEIPT, data, who, now, today, asked or new_id())

    return attach


def _code(problems: tuple[Problem, ...]) -> str:
    return ','.join(problem.about for problem in problems if problem.about)


def _picture(book: Book, document: Document) -> Markup:
    data = documents.shown(book, document)
    if data is None:
        return notice('bad', _('The file {file} was changed or is gone.').format(file=document.file))
    link = ADDRESS.format(number=document.number)
    if papers.ending_of(data) == 'pdf':
        return Markup('<p><a href="{}">{}</a></p>').format(link, document.file)
    return Markup('<a href="{0}"><img class="paper" src="{0}" alt="{1}" loading="lazy"></a>').format(
        link, _('Picture of the receipt {label}').format(label=document.label)
    )


app.add_api_route('/documents', take_in, methods=['POST'], include_in_schema=False, response_model=None)
