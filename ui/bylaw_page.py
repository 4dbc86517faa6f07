"""One bylaw: its meaning, its value in words, how it is amended from a day on, and what it was before."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial

from markupsafe import Markup

from actions.permissions import may
from actions.settings import amend_bylaw, value_of
from actions.turn_orders import ORDERS
from rules.bylaws import BY_FIELD, MODULES, Bylaw
from rules.dividends import WEIGHTINGS
from rules.problems import N_, Refused, refuse
from rules.records import Change
from rules.share_out import METHODS
from sheets.words import LANGUAGES, _, n_, shown_date, shown_money
from ui import fields
from ui.forms import Done, Values, form
from ui.loan_words import sums
from ui.office import office
from ui.parts import NOTHING, actions, card, div, dot, draw, empty, join, link_button, notice, row
from ui.recording import REASON_MISSING, Desk, require
from ui.screen import Book, User, screen
from ui.switched_off import draw_off
from ui.theme import hero

BORROWING = (
    'loan_savings_times', 'loan_less_owed', 'loan_least_savings', 'loan_least_member_months', 'loan_most_running',
    'loan_none_overdue', 'loan_most_months', 'loan_fund_percent',
)  # fmt: skip
"""What is asked of who borrows in every group, in the order in which it is shown."""

# What the codes of the workbook stand for.
CHOICES: dict[str, str] = {
    **{str(code): title for code, title in (*METHODS.items(), *WEIGHTINGS.items())}, **ORDERS,
    'daily balance': N_('the balance of each day'),
    'daily': N_('daily'), 'weekly': N_('weekly'), 'fortnightly': N_('fortnightly'), 'monthly': N_('monthly'),
    'shg': N_('Self help group'), 'chama': N_('Chama'), 'vsla': N_('Village savings group'), 'sacco': N_('Sacco'),
    'started': N_('A started month counts whole'), 'days': N_('The days count'),
    'half-up': N_('Half goes up'), 'half-even': N_('Half goes to the even neighbour'), 'up': N_('Up'),
    'down': N_('Down'), 'yes': N_('Yes'), 'no': N_('No'),
    'adopt': N_('Taken over at once'), 'look first': N_('Looked through first'), 'day first': N_('Day first'),
    'month first': N_('Month first'), 'year first': N_('Year first'),
    'IN': N_('India'), 'KE': N_('Kenya'), 'TZ': N_('Tanzania'), 'UG': N_('Uganda'), 'RW': N_('Rwanda'),
    'NP': N_('Nepal'), 'BD': N_('Bangladesh'),
    'INR': N_('Indian rupee'), 'KES': N_('Kenya shilling'), 'TZS': N_('Tanzania shilling'),
    'UGX': N_('Uganda shilling'), 'RWF': N_('Rwanda franc'), 'NPR': N_('Nepalese rupee'), 'BDT': N_('Bangladesh taka'),
}  # fmt: skip
# The same code says another thing of savings than of dividends.
CHOICES_OF: dict[tuple[str, str], str] = {
    ('savings_interest', 'monthly minimum'): N_('the lowest balance of each month'),
}


def address(bylaw: Bylaw) -> str:
    """Where a bylaw is shown and amended."""
    return f'/settings/{bylaw.field}'


def is_on_modules_page(bylaw: Bylaw) -> bool:
    """Whether a bylaw stands there: it switches a module, belongs to one, or says who may borrow."""
    return bylaw.field in (*MODULES, *BORROWING) or bool(bylaw.module)


def line(book: Book, bylaw: Bylaw) -> Markup:
    """A bylaw in a list: its title, what it means, what it is now; a link to where it is amended."""
    changes = len(history(book, bylaw))
    changed = n_('changed once', 'changed {count} times', changes).format(count=changes) if changes else ''
    value = Markup('{}{}').format(
        shown_value(bylaw, getattr(book.bylaws, bylaw.field), book.bylaws.currency),
        Markup('<small>{}</small>').format(changed) if changed else NOTHING,
    )
    return row(NOTHING, _(bylaw.title), meaning(bylaw), value, link='' if bylaw.fixed else address(bylaw))


def meaning(bylaw: Bylaw) -> str:
    """What a bylaw means, in the reader's words; the sheet Bylaws has the codes in their place."""
    return QUOTED.sub(lambda code: f'“{choice_title(code[1])}”' if code[1] in CHOICES else code[0], _(bylaw.meaning))


QUOTED = re.compile('"([^"]+)"')


def history(book: Book, bylaw: Bylaw) -> list[Change]:
    """The changes of a bylaw, the latest first."""
    return [change for change in reversed(book.changes) if change.sheet == 'Bylaws' and change.field == bylaw.field]


def shown_value(bylaw: Bylaw, value: object, currency: str) -> str:
    """A value as people read it."""
    if bylaw.type == 'money':
        assert isinstance(value, int)
        return shown_money(value, currency)
    if isinstance(value, date):
        return shown_date(value)
    text = bylaw.written(value, currency)
    if isinstance(value, Fraction):
        return f'{text} %' if bylaw.type == 'percent' else text
    if bylaw.type in ('choice', 'yes_no'):
        return choice_title(text, bylaw.field)
    return text or '–'


def choice_title(code: str, field: str = '') -> str:
    """A choice as people read it: a language by its own name, others in the reader's words."""
    return LANGUAGES.get(code) or _(CHOICES_OF.get((field, code)) or CHOICES[code])


@screen('/settings/{field}', title=N_('Bylaw'), may='look')
def create(book: Book, user: User, field: str) -> None:
    """A bylaw."""
    bylaw = BY_FIELD.get(field)
    if bylaw is None:
        hero(_('Bylaw'), back='/settings')
        with card():
            draw(empty('search', _('There is no bylaw {name}.').format(name=field)))
        return
    if not book.bylaws.shows(bylaw):
        hero(_(bylaw.title), back='/modules')
        draw_off(user, (bylaw.module,))
        return
    value = shown_value(bylaw, getattr(book.bylaws, field), book.bylaws.currency)
    figure = value if bylaw.type in ('money', 'percent', 'whole') else ''
    hero(
        _(bylaw.title),
        figure=figure,
        note=meaning(bylaw),
        back='/modules' if is_on_modules_page(bylaw) else '/settings',
    )
    with div('columns'):
        with card(_press(book, bylaw)):
            if not figure:
                draw(sums([(_('Now'), value)]))
            if bylaw.fixed:
                draw(notice('plain', _('This bylaw never changes. Make a new book for another group.')))
            elif bylaw.field == 'closed_until':
                # Before a month is closed it is looked through, on a page that asks for it with a calendar.
                draw(actions(link_button('/closing', 'lock', _('Closed months'))))
            elif not may(user.role, 'settings'):
                draw(notice('plain', _('Only the president amends the bylaws.')))
            else:
                _form(book, bylaw, Desk())
        with card(_('What it was before')):
            draw(_history(book, bylaw))


def _history(book: Book, bylaw: Bylaw) -> Markup:
    changes = history(book, bylaw)
    if not changes:
        return empty('history', _('It has not been changed since the book began.'))
    return join(_change(change, bylaw, book.bylaws.currency) for change in changes)


def _change(change: Change, bylaw: Bylaw, currency: str) -> Markup:
    """What it was, what it became, from which day, why and by whom."""
    old, new = (_read(bylaw, text, currency) for text in (change.old, change.new))
    by = _('by {name}').format(name=change.recorded_by) if change.recorded_by else ''
    since = _('from {day}').format(day=shown_date(change.on))
    return row(dot('edit'), f'{old} → {new}', ' · '.join(text for text in (since, change.reason, by) if text))


def _read(bylaw: Bylaw, text: str, currency: str) -> str:
    """A value of the past; what the workbook holds there may have been changed by hand."""
    try:
        return shown_value(bylaw, bylaw.read(text, currency), currency)
    except ValueError:
        return text


def _form(book: Book, bylaw: Bylaw, desk: Desk) -> None:
    record, preview = partial(_record, desk, bylaw), partial(_before, desk, bylaw)
    with form(record, button=_press(book, bylaw), button_icon='edit', preview=preview):
        draw(
            _value_field(book, bylaw),
            fields.text('reason', _('Reason'), required=True, help=_('For example: decided at the meeting.')),
            fields.day(
                'date', _('Counts from'), office().today().isoformat(), earliest=book.bylaws.started_on.isoformat(),
                latest=office().today().isoformat(), required=True,
                help=_('What happened before that day keeps the old value; a loan keeps that of its first day.'),
            ),
        )  # fmt: skip


def _press(book: Book, bylaw: Bylaw) -> str:
    """What is done with the bylaw: a module is switched, any other is amended."""
    if bylaw.field not in MODULES:
        return _('Amend')
    return _('Switch off') if getattr(book.bylaws, bylaw.field) else _('Switch on')


def _value_field(book: Book, bylaw: Bylaw) -> Markup:
    """The field that fits the type of the bylaw, filled with what holds now."""
    currency = book.bylaws.currency
    text = bylaw.written(getattr(book.bylaws, bylaw.field), currency)
    title = _('New value')
    if bylaw.field in MODULES:
        return fields.hidden('value', 'no' if text == 'yes' else 'yes')
    match bylaw.type:
        case 'money':
            return fields.money('value', title, currency, text, required=True)
        case 'choice' | 'yes_no':
            codes = bylaw.choices or ('yes', 'no')
            options = [(code, choice_title(code, bylaw.field)) for code in codes]
            return fields.choice('value', title, options, text, required=True)
        case 'percent':
            return fields.text('value', title, text, inputmode='decimal', required=True, help=_('In percent.'))
        case 'whole':
            least_most = _('From {least} to {most}.').format(least=bylaw.least, most=bylaw.most)
            return fields.text('value', title, text, inputmode='numeric', required=True, help=least_most)
    return fields.text('value', title, text, maxlength='100')


def _before(desk: Desk, bylaw: Bylaw, values: Values) -> Markup:
    """Old and new value, and from which day the new one counts."""
    require(values, 'reason', *REASON_MISSING)
    book = desk.book()
    old = shown_value(bylaw, getattr(book.bylaws, bylaw.field), book.bylaws.currency)
    return Markup('<h3>{}</h3>').format(_(bylaw.title)) + sums(
        [
            (_('Until now'), old),
            (_('New value'), _new_value(book, bylaw, values)),
            (_('Counts from'), shown_date(_day(values))),
            (_('Reason'), values['reason']),
        ]
    )


def _new_value(book: Book, bylaw: Bylaw, values: Values) -> str:
    """The value that was typed, in words. Raises Refused where the bylaw cannot be that."""
    try:
        value = value_of(book, bylaw.field, values.get('value', ''), office().today(), _day(values))
    except Refused as refused:
        raise Refused([replace(problem, about='value') for problem in refused.problems]) from None
    return shown_value(bylaw, value, book.bylaws.currency)


def _day(values: Values) -> date:
    text = values.get('date', '')
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refuse(
            N_('{value} is not a date.'), N_('Write it as 2025-03-31.'), about='date', value=repr(text)[:60]
        ) from None


def _record(desk: Desk, bylaw: Bylaw, values: Values) -> Done:
    require(values, 'reason', *REASON_MISSING)
    book, now, today = desk.book(), office().now(), office().today()
    amend_bylaw(
        book, bylaw.field, values.get('value', ''), values['reason'], _day(values), desk.who(), now, today,
        values['entry_id'],
    )  # fmt: skip
    value = shown_value(bylaw, getattr(book.bylaws, bylaw.field), book.bylaws.currency)
    return Done(_('{bylaw} is now {value}.').format(bylaw=_(bylaw.title), value=value), go_to=address(bylaw))
