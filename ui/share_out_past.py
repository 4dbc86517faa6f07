"""Share-outs that were recorded: the list, and each with what every member got, how it was reckoned and its rows."""

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from reports.share_out import handed_out, recorded, share_outs
from reports.share_out_paper import share_out_again
from rules.register_records import Distribution
from rules.share_out import METHODS, ShareOut
from rules.share_out_lines import fund_lines, fund_notes, payout_lines, total_lines
from sheets.book import Book
from sheets.sign_in_tables import User
from sheets.words import N_, _, shown_date, shown_money
from ui import arithmetic
from ui.loan_words import sums
from ui.office import office
from ui.parts import NOTHING, actions, card, div, dot, draw, empty, join, link_button, row
from ui.routes import PDF, download, route
from ui.screen import screen
from ui.theme import hero


@screen('/share-outs/{number}', title=N_('Share-out'), may='look', modules=('module_share_out',))
def create(book: Book, user: User, number: str) -> None:
    """A share-out that was recorded: how it was decided, and what each got, which opens to its arithmetic and rows."""
    batch = next((each for each in share_outs(book) if each.number == number), None)
    if batch is None:
        hero(_('Share-out'), back='/share-out')
        draw(empty('search', _('There is no batch {number}.').format(number=number)), classes='card')
        return
    done, currency = recorded(book, batch), book.bylaws.currency
    handed = handed_out(book, batch)
    note = ' · '.join([_('Handed out'), batch.number, shown_date(batch.on)])
    hero(_('Share-out'), note=note, figure=shown_money(handed, currency), back='/share-out')
    with div('columns'):
        with div('stack'):
            with card(_('How it was decided')):
                draw(sums(_decided(batch, shown_money(left, currency) if (left := done.paid - handed) else '')))
            with card(_('The fund')):
                draw(the_fund(done, currency), classes='told')
                draw(actions(link_button(f'/share-outs/{number}/paper.pdf', 'print', _('Print'))))
            with card(_('It adds up')):
                draw(arithmetic.lines(total_lines(done), currency))
        with card(_('The members')):
            draw(_who_got(book, batch, done))


@route('/share-outs/{number}/paper.pdf', may='look')
def paper(book: Book, user: User, request: Request) -> Response:
    """The paper of a share-out that was recorded, as it was read out before."""
    number = request.path_params['number']
    batch = next((each for each in share_outs(book) if each.number == number), None)
    if batch is None:
        raise HTTPException(404)
    title = _('Share-out')
    return download(share_out_again(book, batch, office().today()), PDF, f'{title} {number}.pdf', shown=True)


def _decided(batch: Distribution, left_in: str) -> list[tuple[str, str]]:
    lines = [
        (_('From'), shown_date(batch.first)), (_('To'), shown_date(batch.last)),
        (_('Way of sharing out'), _method(batch)), (_('Members'), str(batch.members)),
        (_('Shares that members leave in'), left_in),
        (_('Decision'), batch.decision), (_('Note'), batch.note),
    ]  # fmt: skip
    return [(title, said) for title, said in lines if said]


def _who_got(book: Book, batch: Distribution, done: ShareOut) -> Markup:
    rows = arithmetic.about(book, (batch.id,))[batch.id]
    hers = arithmetic.by_member(rows)
    return join(
        arithmetic.line(
            book.members[payout.member].name, shown_money(payout.paid, book.bylaws.currency), '',
            arithmetic.lines(payout_lines(done, place), book.bylaws.currency)
            + (arithmetic.entries(book, hers[payout.member]) if payout.member in hers else NOTHING),
        )
        for place, payout in enumerate(done.payouts)
    )  # fmt: skip


def the_fund(done: ShareOut, currency: str) -> Markup:
    """How it adds up to what is paid out, and below a line what is worth knowing besides."""
    notes = fund_notes(done)
    besides = Markup('<hr>{}').format(arithmetic.notes(notes, currency)) if notes else NOTHING
    return arithmetic.lines(fund_lines(done), currency) + besides


def past(book: Book) -> None:
    """The card that lists them."""
    with card(_('Share-outs so far')):
        draw(_listed(book) or empty('box', _('Nothing was shared out yet.')))


def _listed(book: Book) -> Markup:
    return join(
        row(
            dot('box'), f'{each.number} · {shown_date(each.on)}', _method(each),
            shown_money(handed_out(book, each), book.bylaws.currency), link=f'/share-outs/{each.number}',
        )
        for each in share_outs(book)
    )  # fmt: skip


def _method(batch: Distribution) -> str:
    return next((_(title) for name, title in METHODS.items() if name == batch.method), batch.method)
