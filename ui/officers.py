"""The officers who may enter: list, a new one, a new password, and an end to someone's way in."""

from functools import partial

from markupsafe import Markup

from actions import people
from actions.people import OFFICES
from actions.permissions import ROLES
from sheets import sign_ins
from sheets.sign_in_tables import User
from sheets.words import LANGUAGES, _
from ui import fields
from ui.forms import Done, Values, form, sheet
from ui.office import office
from ui.parts import actions, avatar, card, draw, opener
from ui.recording import Desk


def draw_officers(user: User) -> None:
    """The card of the officers, for who may change it."""
    desk = Desk()
    officers = sign_ins.officers(office().sign_ins)
    with card(_('Who may enter')):
        for officer in officers:
            draw(_line(officer, user))
        draw(actions(opener('new-officer', 'plus', _('Add an officer'))))
    _new_officer(desk)
    for officer in officers:
        _new_password(desk, officer)
        if officer.account != user.account:
            _end(desk, officer, user)


def _line(officer: User, own: User) -> Markup:
    return Markup(
        '<div class="row">{}<span class="grow"><span class="row-title">{}</span><span class="note">{}</span></span>'
        '{}</div>'
    ).format(
        avatar(officer.name), officer.name, _(ROLES[officer.role]),
        opener(f'password-{officer.account}', 'lock', _('New password'), 'second small')
        + (opener(f'end-{officer.account}', 'sign-out', _('Shut out'), 'second small')
           if officer.account != own.account else Markup()),
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
    added = people.add_officer(
        office().sign_ins, values.get('name', ''), values.get('user_name', ''), values.get('mobile', ''),
        values.get('password', ''), values.get('role', ''), values.get('language', 'en'), desk.who(), office().now(),
    )  # fmt: skip
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
    people.set_password(office().sign_ins, officer.account, values.get('password', ''), desk.who(), office().now())
    return Done(_('{name} has a new password.').format(name=officer.name))


def _end(desk: Desk, officer: User, own: User) -> None:
    title = _('{name} shall no longer enter').format(name=officer.name)
    with (
        sheet(f'end-{officer.account}', title),
        form(partial(_shut_out, desk, officer, own), button=_('Shut out'), button_icon='lock'),
    ):
        draw(Markup('<p class="note">{}</p>').format(_('Her open pages end at once. What she recorded stays.')))


def _shut_out(desk: Desk, officer: User, own: User, values: Values) -> Done:
    people.end_way_in(office().sign_ins, officer.account, own.account, desk.who(), office().now())
    return Done(_('{name} can no longer enter.').format(name=officer.name), go_to='/settings')
