"""Dividends and interest that were given: how a batch was decided, and what each got, which opens to its arithmetic."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from reports.dividend_paper import TITLES, batch_paper, slip_paper
from reports.dividends import POTS, Given, declaration_of, distributions, given_in, recorded
from rules.dividends import WEIGHTINGS
from rules.records import Member
from rules.register_records import Distribution
from sheets.book import Book
from sheets.sign_in_tables import User
from sheets.words import N_, _, shown_date, shown_money, shown_percent
from ui import arithmetic
from ui.loan_words import sums
from ui.office import office
from ui.parts import actions, card, div, dot, draw, empty, join, link_button, row
from ui.routes import PDF, download, route
from ui.screen import screen
from ui.theme import hero


@screen(
    '/shares/batches/{number}',
    title=N_('Dividend'),
    may='look',
    modules=('module_shares', 'module_dividends', 'module_deposits'),
)
def create(book: Book, user: User, number: str, member: str = '') -> None:
    """One dividend: what each got, which opens to its arithmetic."""
    batch = _batch(book, number)
    if batch is None:
        hero(_('Dividend'), back='/shares')
        draw(empty('search', _('There is no batch {number}.').format(number=number)), classes='card')
        return
    currency, given, again = book.bylaws.currency, given_in(book, batch), recorded(book, batch)
    note, pool = f'{batch.number} · {shown_date(batch.on)}', shown_money(batch.pool, currency)
    hero(_(TITLES[batch.kind]), note=note, figure=pool, back='/shares')
    with div('columns'):
        with card(_('How it was decided')):
            together = given_together(list(given.values()), currency)
            draw(sums(_decided(book, batch)), Markup('<hr>'), together, classes='told')
            draw(actions(link_button(f'/shares/batch.pdf?batch={batch.number}', 'print', _('Print'))))
        with card(_('Members')):
            rows = arithmetic.by_member(arithmetic.about(book, (batch.id,))[batch.id])
            for each in given.values():
                person, slip_of_her = book.members[each.member], again.slip(each.member)
                inside = arithmetic.lines(slip_of_her, currency) + arithmetic.entries(book, rows[each.member])
                if member in ('', person.number):
                    draw(
                        arithmetic.line(person.name, shown_money(slip_of_her.result, currency), '', inside),
                        actions(link_button(_slip_address(batch, person), 'print', _('Slip'))),
                    )


@route('/shares/slip.pdf', may='look')
def slip(book: Book, user: User, request: Request) -> Response:
    """The slip of one member."""
    batch = _batch(book, request.query_params.get('batch', ''))
    member = book.member(request.query_params.get('member', ''))
    if batch is None or member is None or member.id not in given_in(book, batch):
        raise HTTPException(404)
    pdf = slip_paper(book, batch, member, office().today())
    return download(pdf, PDF, f'{_(TITLES[batch.kind])} {batch.number} {member.number}.pdf', shown=True)


@route('/shares/batch.pdf', may='look')
def paper(book: Book, user: User, request: Request) -> Response:
    """What all members got in a batch."""
    batch = _batch(book, request.query_params.get('batch', ''))
    if batch is None:
        raise HTTPException(404)
    pdf = batch_paper(book, batch, office().today())
    return download(pdf, PDF, f'{_(TITLES[batch.kind])} {batch.number}.pdf', shown=True)


def _batch(book: Book, number: str) -> Distribution | None:
    return next((each for each in distributions(book, *POTS) if each.number == number), None)


def _slip_address(batch: Distribution, member: Member) -> str:
    return f'/shares/slip.pdf?batch={batch.number}&member={member.number}'


def batches(book: Book, *kinds: str) -> Markup:
    """The batches of these kinds, each with its days, its sum and the way to it."""
    listed = distributions(book, *kinds)
    if not listed:
        return empty('money', _('Nothing was given yet.'))
    return join(
        row(
            dot('money'), f'{_(TITLES[each.kind])} · {each.number}',
            _('{first} to {last}').format(first=shown_date(each.first), last=shown_date(each.last)),
            shown_money(each.pool, book.bylaws.currency), link=f'/shares/batches/{each.number}',
        )
        for each in listed
    )  # fmt: skip


def of_member(batch: Distribution, net: int, member: Member, currency: str) -> Markup:
    """A batch in the list of one member, with what reached her."""
    return row(
        dot('money'), f'{_(TITLES[batch.kind])} · {batch.number}', shown_date(batch.on), shown_money(net, currency),
        link=f'/shares/batches/{batch.number}?member={member.number}',
    )  # fmt: skip


def given_together(given: Sequence[Given], currency: str) -> Markup:
    """What all got: before tax, the tax, and what reached them."""
    tax = sum(each.tax for each in given)
    lines = [(_('Before tax'), shown_money(sum(each.gross for each in given), currency))]
    lines += [(_('Tax withheld'), shown_money(-tax, currency))] if tax else []
    return sums(lines, (_('To the members'), shown_money(sum(each.net for each in given), currency)))


def _decided(book: Book, batch: Distribution) -> list[tuple[str, str]]:
    weighting = WEIGHTINGS.get(batch.method, batch.method)  # type: ignore[call-overload]
    lines = [
        (_('From'), shown_date(batch.first)),
        (_('To'), shown_date(batch.last)),
        (_('What counts'), _(weighting)),
        (_('Members'), str(batch.members)),
    ]
    if rates := [span.rate_percent for span in declaration_of(book, batch).spans if span.rate_percent is not None]:
        lines.append((_('Rate'), ', '.join(map(shown_percent, rates))))
    if batch.tax_percent:
        lines.append((_('Tax'), shown_percent(batch.tax_percent)))
    if batch.decision:
        lines.append((_('Decision'), batch.decision))
    return lines
