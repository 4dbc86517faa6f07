"""The loan calculator: what a loan costs, when what is due, the same loan by other ways, and how all of it came about.

Plain HTML for members and officers, right without script. The form is sent by GET, so that the address holds all that
was asked and can be kept or shown to others. Nothing is recorded.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from actions.permissions import may
from rules.bylaws import decimal_text
from rules.money import rounded
from sheets.book import Book
from sheets.sign_in_tables import User
from sheets.words import _, n_, shown, shown_amount, shown_every, shown_money, shown_short_date
from ui import calculator_words as words
from ui import fields, plain, term_words
from ui.arithmetic import folded
from ui.bylaw_page import choice_title
from ui.calculator_computed import Computed, compared, compute, early
from ui.calculator_pictures import balance_picture, instalments_picture
from ui.calculator_typed import Asked, read
from ui.office import office
from ui.parts import tile
from ui.passbook import own_member
from ui.routes import route

ROWS_ON_A_PAGE = 36
Pairs = list[tuple[str, str]]


@route('/calculator', may=('look', 'passbook'))
def create(book: Book, user: User, request: Request) -> Response:
    """The form, and what comes of it unless something in it is nonsense."""
    is_member = may(user.role, 'passbook')
    if is_member:
        # Who left sees nothing more, though a session of hers may still last.
        own_member(book, user)
    today = office().today()
    asked = read(request.query_params, book.bylaws, today)
    computed = None if asked.problems else compute(asked)
    return plain.page(
        request, 'calculator.html', status=422 if asked.problems else 200,
        user=user, bylaws=book.bylaws, today=today, back='/passbook' if is_member else '/loans', asked=asked,
        field=partial(_field, asked), choice_field=partial(_choice_field, asked),
        amount_field=partial(_amount_field, asked), computed=computed, words=words, tile=tile,
        methods=term_words.METHODS, folded=folded,
        choice_title=choice_title, short_date=shown_short_date, amount=shown_amount,
        **(_shown(asked, computed, request) if computed else {'early': []}),
    )  # fmt: skip


def _field(asked: Asked, kind: Callable[..., Markup], name: str, label: str, *more: Any, **attributes: Any) -> Markup:
    """A field with what was typed into it. Below it stands what is wrong with it and how to mend that, or its help."""
    if found := asked.problems_about(name):
        attributes['help'] = ' '.join(problem.said(_, shown) for problem in found)
        attributes['aria_invalid'] = 'true'
    return kind(name, label, *more, asked.texts[name], **attributes)


def _amount_field(asked: Asked, name: str, label: str, **attributes: Any) -> Markup:
    return _field(asked, fields.money, name, label, asked.currency, **attributes)


def _choice_field(asked: Asked, name: str, label: str, **attributes: Any) -> Markup:
    """A list that drops down. How often may be whatever an address says, so that it is added to its list."""
    known = str(asked.terms.every) if name == 'every' else ''
    return _field(asked, fields.choice, name, label, term_words.choices(name, known), required=True, **attributes)


def _shown(asked: Asked, computed: Computed, request: Request) -> dict[str, object]:
    """What the page shows of a loan that could be computed; of a long one so many rows at a time."""
    first = _first_row(request, len(computed.rows))
    part = slice(first, first + ROWS_ON_A_PAGE)
    steps = list(words.steps(asked, computed.periods, computed.shares, computed.rows))
    return {
        'summary': _summary(asked, computed),
        'each': _each(asked, computed),
        'percent': _percent_of_loan(asked, computed),
        'ways': (ways := compared(asked, computed)),
        'dearest': max(way.computed.interest for way in ways) or 1,
        'formulas': _formulas(asked, computed),
        'rows': computed.rows[part],
        'steps': steps[part],
        'earlier': asked.address(row=str(first - ROWS_ON_A_PAGE + 1)) if first else '',
        'later': asked.address(row=str(part.stop + 1)) if part.stop < len(computed.rows) else '',
        'instalments_picture': instalments_picture(asked, computed.rows),
        'balance_picture': balance_picture(asked, computed.rows),
        'early': early(asked, computed, asked.pay_off) if asked.pay_off else [],
    }


def _first_row(request: Request, count: int) -> int:
    """The place of the first row to be shown, at the beginning of one of the pages."""
    text = request.query_params.get('row', '')
    row = int(text) if text.isdecimal() and len(text) < 6 else 1
    return (min(max(row, 1), count) - 1) // ROWS_ON_A_PAGE * ROWS_ON_A_PAGE


def _summary(asked: Asked, computed: Computed) -> str:
    """The whole loan in a line, as it is shown to others or printed."""
    terms, count = asked.terms, len(computed.rows)
    return ' · '.join([
        shown_money(asked.principal, asked.currency),
        words.rate_words(terms),
        n_('{count} instalment', '{count} instalments', count).format(count=count),
        shown_every(terms.every),
        term_words.said('method', terms.method),
        _('from {day}').format(day=shown_short_date(asked.start)),
    ])  # fmt: skip


def _each(asked: Asked, computed: Computed) -> str:
    """When the instalment in large figures is paid, and what the last one is if it differs."""
    if len(computed.rows) == 1:
        return _('once')
    before = {row.total for row in computed.rows[:-1]}
    if computed.regular is not None and before == {computed.instalment}:
        said = _('each time') if computed.last == computed.instalment else _('each time, {last} at last')
    else:
        said = _('at first, {last} at last') if computed.regular is None else _('as a rule')
    return said.format(last=shown_money(computed.last, asked.currency))


def _percent_of_loan(asked: Asked, computed: Computed) -> str:
    tenths = rounded(Fraction(1000 * computed.interest, asked.principal))
    return _('{percent} % of the loan').format(percent=decimal_text(Fraction(tenths, 10)))


def _formulas(asked: Asked, computed: Computed) -> Pairs:
    """What is computed once for the whole loan, before the rows."""
    found = []
    if whole := words.whole_interest_formula(asked, computed.periods, computed.shares):
        found.append((_('Interest in all'), whole))
    if each := words.instalment_formula(asked, computed.periods):
        found.append((_('Instalment'), each))
        if asked.terms.rate:
            found.append((_('where r is'), words.percent_of_period(computed.periods[-1], asked.terms)))
    return found
