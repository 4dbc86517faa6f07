"""The statement of one loan, as a page to be printed and as PDF, up to today or to any other day."""

from datetime import date

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from reports.loan_statement import key_figures, listed, loan_paper, loan_statement, terms_words
from rules.records import Loan
from sheets.book import Book
from sheets.sign_in_tables import User
from sheets.words import _, shown_date
from ui.loan_words import loan_address
from ui.office import office
from ui.parts import actions, link_button
from ui.prints import Section, printed
from ui.routes import PDF, download, route


@route('/loans/{number}/statement', may='reports')
def statement(book: Book, user: User, request: Request) -> Response:
    """The statement of one loan as a page."""
    loan, on = _named(book, request)
    found = loan_statement(book, loan, on)
    instalments, entries = listed(book, found)
    sections = [Section(_('Instalments'), instalments)] if instalments.rows else []
    figures = key_figures(found.standing, book.bylaws.currency)
    about = [
        _('Statement of a loan'),
        _('{start} to {end}').format(start=shown_date(loan.began), end=shown_date(on)),
        terms_words(loan),
        *(f'{title}: {figure}' for title, figure in figures),
    ]
    title = f'{loan.member_name} · {loan.number}'
    sections.append(Section(_('Entries'), entries))
    return printed(request, book, user, title, about, sections, loan_address(loan.number))


@route('/loans/{number}/statement.pdf', may='reports')
def statement_pdf(book: Book, user: User, request: Request) -> Response:
    """The same as PDF, to be sent."""
    loan, on = _named(book, request)
    pdf = loan_paper(book, loan, on, office().today())
    return download(pdf, PDF, f'{loan.number} {loan.member_name}.pdf', shown=True)


def links(loan: Loan) -> Markup:
    """The ways to both."""
    address = f'{loan_address(loan.number)}/statement'
    return actions(
        link_button(address, 'print', _('Statement')), link_button(f'{address}.pdf', 'download', _('Statement as PDF'))
    )


def _named(book: Book, request: Request) -> tuple[Loan, date]:
    """The loan that the address names, and the day: today where it names none."""
    loan = book.loan(request.path_params['number'])
    if loan is None or loan.given_on is None:
        raise HTTPException(404)
    try:
        on = date.fromisoformat(request.query_params.get('on', ''))
    except ValueError:
        on = office().today()
    return loan, max(on, loan.began)
