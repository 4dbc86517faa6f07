"""The cards that lock: the passphrase of the backups, and the password of the workbook."""

import os
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from actions import backups as acts
from rules.problems import N_, refuse
from sheets import encryption
from sheets.backups import PASSPHRASE_VARIABLE
from sheets.vault import BACKUP_PASSPHRASE, Vault
from sheets.words import _
from ui import fields
from ui.forms import Done, Values, form, sheet
from ui.office import office
from ui.parts import actions, card, draw, notice, opener
from ui.recording import Desk

HERE = '/backups'


@dataclass(frozen=True, slots=True)
class Locks:
    """What is locked: backups by a setting of the service or by a passphrase, the workbook by a password."""

    by_service: bool
    passphrase: bool
    locked: bool
    known: bool


def locks_of(path: Path) -> Locks:
    """As it is now; blocking."""
    vault = Vault(path.parent)
    data = path.read_bytes() if path.exists() else b''
    locked = encryption.is_locked(data)
    known = locked and any(encryption.fits(data, password) for password in encryption.passwords_of(vault))
    return Locks(bool(os.environ.get(PASSPHRASE_VARIABLE)), vault.has(BACKUP_PASSPHRASE), locked, known)


def draw_locks(locks: Locks, desk: Desk) -> None:
    """Both cards."""
    with card(_('Passphrase of the backups')):
        _passphrase(locks, desk)
    with card(_('Password of the workbook')):
        _password(locks, desk)


def _passphrase(locks: Locks, desk: Desk) -> None:
    if locks.by_service:
        draw(notice('good', _('Backups are encrypted with the passphrase that this service was started with.')))
        return
    if locks.passphrase:
        draw(notice('good', _('New backups are encrypted. Keep the passphrase on paper, away from this computer.')))
    else:
        draw(notice('plain', _('Backups are not encrypted: whoever gets the file reads the book.')))
    words = _('Change the passphrase') if locks.passphrase else _('Set a passphrase')
    draw(actions(opener('set-passphrase', 'lock', words)))
    with (
        sheet('set-passphrase', words),
        form(lambda values: _set_passphrase(desk, values), button=_('Set the passphrase'), button_icon='lock'),
    ):
        _says(_('Who forgets it cannot open these backups, and nobody can help. Older backups keep theirs.'))
        draw(*_twice('passphrase', _('Passphrase')))
    if locks.passphrase:
        draw(actions(opener('end-passphrase', 'close', _('No longer encrypt'))))
        with (
            sheet('end-passphrase', _('No longer encrypt')),
            form(lambda values: _end_passphrase(desk), button=_('No longer encrypt')),
        ):
            _says(_('New backups can be read by whoever gets the file. Older backups keep their passphrase.'))


def _password(locks: Locks, desk: Desk) -> None:
    if locks.locked and not locks.known:
        draw(notice('bad', _('The workbook is locked with a password that the app does not know.')))
        with form(lambda values: _tell(desk, values), button=_('Open it'), button_icon='lock'):
            draw(fields.text('password', _('Password'), kind='password', required=True, autocomplete='off'))
        return
    if locks.locked:
        draw(notice('good', _('The spreadsheet program asks for the password before it shows the workbook.')))
    else:
        draw(notice('plain', _('The workbook opens without a password.')))
    words = _('Change the password') if locks.locked else _('Set a password')
    draw(actions(opener('set-password', 'lock', words)))
    with (
        sheet('set-password', words),
        form(lambda values: _lock(desk, values), button=_('Lock the workbook'), button_icon='lock'),
    ):
        _says(_('Excel and LibreOffice ask for it. The app keeps it, encrypted, so that it can go on writing.'))
        _says(_('The journal beside the workbook is not locked. Who forgets the password cannot open the workbook.'))
        draw(*_twice('password', _('Password')))
    if locks.locked:
        draw(actions(opener('end-password', 'close', _('Take the password off'))))
        with (
            sheet('end-password', _('Take the password off')),
            form(lambda values: _unlock(desk), button=_('Take the password off')),
        ):
            _says(_('Whoever gets the file reads the book.'))


def _says(words: str) -> None:
    draw(Markup('<p class="note">{}</p>').format(words))


def _twice(name: str, title: str) -> tuple[Markup, Markup]:
    """The field of something new and secret, and once more against a slip of the finger."""
    help_ = _('Eight letters or more; a short sentence is best.')
    return (
        fields.text(name, title, kind='password', required=True, autocomplete='new-password', help=help_),
        fields.text('again', _('The same again'), kind='password', required=True, autocomplete='new-password'),
    )


def _same(values: Values, name: str) -> str:
    if values.get(name, '') != values.get('again', ''):
        raise refuse(N_('The two passwords differ.'), N_('Please type the same password twice.'), about='again')
    return values.get(name, '')


def _set_passphrase(desk: Desk, values: Values) -> Done:
    passphrase = _same(values, 'passphrase')
    if not passphrase:
        raise refuse(N_('The passphrase is empty.'), N_('Please type one.'), about='passphrase')
    acts.set_passphrase(office().path.parent, passphrase, desk.who())
    return Done(_('New backups are encrypted from now on.'), go_to=HERE)


def _end_passphrase(desk: Desk) -> Done:
    acts.set_passphrase(office().path.parent, '', desk.who())
    return Done(_('New backups are no longer encrypted.'), go_to=HERE)


def _lock(desk: Desk, values: Values) -> Done:
    acts.lock_workbook(office().path, _same(values, 'password'), desk.who(), office().now())
    return Done(_('The workbook is locked.'), go_to=HERE)


def _unlock(desk: Desk) -> Done:
    acts.unlock_workbook(office().path, desk.who(), office().now())
    return Done(_('The workbook opens without a password.'), go_to=HERE)


def _tell(desk: Desk, values: Values) -> Done:
    acts.tell_password(office().path, values.get('password', ''), desk.who())
    return Done(_('The workbook is open.'), go_to=HERE)
