"""The officers who may enter: list, a new one, a new password, and an end to someone's way in."""

from functools import partial

from markupsafe import Markup

from actions.permissions import ROLES, may
from rules.problems import N_, refuse
from sheets import sign_ins
from sheets.sign_in_tables import User, note_event
from sheets.words import LANGUAGES, _
from ui import fields
from ui.forms import Done, Values, form, sheet
from ui.office import office
from ui.parts import actions, avatar, card, draw, opener
from ui.recording import Desk

OFFICES = {role: title for role, title in ROLES.items() if may(role, 'look')}


def draw_officers(user: User) -> None:
    """The card of the officers, for who may change it."""
    desk = Desk()
    people = sign_ins.officers(office().sign_ins)
    with card(_('Who may enter')):
        for officer in people:
            draw(_line(officer))
        draw(actions(opener('new-officer', 'plus', _('Add an officer'))))
    _new_officer(desk)
    for officer in people:
        _new_password(desk, officer)


def _line(officer: User) -> Markup:
    return Markup(
        '<div class="row">{}<span class="grow"><span class="row-title">{}</span><span class="note">{}</span></span>'
        '{}</div>'
    ).format(
        avatar(officer.name), officer.name, _(ROLES[officer.role]),
        opener(f'password-{officer.account}', 'lock', _('New password'), 'second small'),
    )  # fmt: skip


def _password_field() -> Markup:
    return fields.text(
        'password', _('Password'), kind='password', required=True, autocomplete='new-password',
        help=_('Eight letters or more; a short sentence is best.'),
    )  # fmt: skip


def _new_officer(desk: Desk) -> None:
    offices = [(role, _(title)) for role, title in OFFICES.items()]
    with sheet('new-officer', _('Add an officer')), form(partial(_add, desk), button=_('Add')):
        draw(
            fields.text('name', _('Name'), required=True),
            fields.choice('role', _('Office'), offices, 'treasurer', required=True),
            fields.side_by_side(
                fields.text('user_name', _('User name'), autocapitalize='none'),
                fields.mobile('mobile', _('Mobile number')),
            ),
            _password_field(),
            fields.choice('language', _('Language'), list(LANGUAGES.items()), 'en', required=True),
        )


def _add(desk: Desk, values: Values) -> Done:
    desk.who().must('people')
    role, language = values.get('role', ''), values.get('language', 'en')
    if role not in OFFICES or language not in LANGUAGES:
        raise refuse(N_('A choice is missing.'), N_('Choose office and language.'), about='role')
    store, now = office().sign_ins, office().now()
    added = sign_ins.add_officer(
        store, values.get('name', ''), values.get('user_name', ''), values.get('mobile', ''),
        values.get('password', ''), role, language, now,
    )  # fmt: skip
    note_event(store, 'officer added', now, added.account)
    return Done(_('{name} may enter now.').format(name=added.name), go_to='/settings')


def _new_password(desk: Desk, officer: User) -> None:
    title = _('New password for {name}').format(name=officer.name)
    with (
        sheet(f'password-{officer.account}', title),
        form(partial(_set_password, desk, officer), button=_('Set the password'), button_icon='lock'),
    ):
        draw(
            Markup('<p class="note">{}</p>').format(_('Everybody who is signed in with the old one is signed out.')),
            _password_field(),
        )


def _set_password(desk: Desk, officer: User, values: Values) -> Done:
    desk.who().must('people')
    store, now = office().sign_ins, office().now()
    sign_ins.set_password(store, officer.account, values.get('password', ''), now)
    note_event(store, 'password set', now, officer.account)
    return Done(_('{name} has a new password.').format(name=officer.name))
