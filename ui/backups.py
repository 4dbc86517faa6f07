"""Backups: the list, one now, restoring one; the passphrase of the backups and the password of the workbook.

These pages open also when the workbook cannot be read, for that is when they are needed.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from markupsafe import Markup

from actions import backups as acts
from actions.backups import Restored
from rules.problems import N_
from sheets import backups
from sheets.backups import WHY, Backup
from sheets.journal import group_at
from sheets.sign_in_tables import User
from sheets.words import _, n_, shown_date
from ui import backup_locks, fields
from ui.backup_locks import Locks
from ui.forms import Done, Values, form, sheet
from ui.office import office
from ui.parts import actions, card, chip, div, dot, draw, empty, join, notice, opener, row
from ui.recording import Desk
from ui.screen import screen
from ui.theme import hero


@dataclass(frozen=True, slots=True)
class Safety:
    """What is known of the backups and of what is locked."""

    kept: list[Backup]
    locks: Locks
    in_journal: bool
    """Whether the journal could write the workbook anew."""


def safety() -> Safety:
    """As it is now; blocking."""
    path = office().path
    in_journal = group_at(path.parent, path.name) is not None
    return Safety(backups.list_backups(path), backup_locks.locks_of(path), in_journal)


@screen('/backups', title=N_('Backups'), may='backups', shows=safety)
def create(found: Safety, user: User) -> None:
    """The backups, and what keeps them and the workbook from other eyes."""
    desk = Desk()
    newest = next((each for each in found.kept if each.status == backups.GOOD), None)
    last = _('The last one is of {time}.').format(time=_time(newest.at)) if newest else _('There is none yet.')
    hero(_('Backups'), note=last)
    with div('columns'):
        with div('stack'):
            with card(_('Make one now')):
                said = _('A backup is made by itself each day, and before the form of the workbook changes.')
                draw(Markup('<p class="note">{}</p>').format(said))
                with form(lambda values: _make(desk), button=_('Make a backup'), button_icon='box'):
                    pass
            with card(_('Kept'), note=_('7 days, 8 weeks, every year')):
                draw(join(map(_line, found.kept)) if found.kept else empty('box', _('No backup has been made yet.')))
            if newest is None and found.in_journal:
                _anew(desk)
        with div('stack'):
            backup_locks.draw_locks(found.locks, desk)


@screen('/backups/{name}', title=N_('Restore a backup'), may='backups', shows=safety)
def create_one(found: Safety, user: User, name: str) -> None:
    """One backup, and what happens when it is restored."""
    backup = next((each for each in found.kept if each.name == name), None)
    if backup is None:
        hero(_('Restore a backup'), back='/backups')
        with card():
            draw(empty('search', _('There is no backup {name}.').format(name=name)))
        return
    hero(_('Restore a backup'), note=_time(backup.at), back='/backups')
    with div('columns'):
        with card(_('This backup')):
            where = Markup('<p class="note anywhere">.bahi/backups/<wbr>{}</p>').format(backup.name)
            draw(_line(backup, link=False), where)
        with card(_('What happens')):
            if backup.status != backups.GOOD:
                draw(notice('bad', _('This backup is not as it was written, so it cannot be restored.')))
                return
            _restore_form(backup, Desk())


def _anew(desk: Desk) -> None:
    """The way out when there is no good backup: the journal has every row."""
    title = _('Write the workbook anew')
    with card(_('Without a backup')):
        draw(actions(opener('anew', 'book', title)))
    with sheet('anew', title), form(lambda values: _rebuild(desk), button=title, button_icon='book'):
        said = (
            _('The present workbook is kept beside it under a dated name; nothing in it is changed.'),
            _('A new one gets every row that the journal has. Sheets and charts of your own are not in it.'),
        )
        draw(join(Markup('<p class="note">{}</p>').format(words) for words in said))


def _restore_form(backup: Backup, desk: Desk) -> None:
    steps = (
        _('The present workbook is kept beside it under a dated name; nothing in it is changed.'),
        _('The backup takes its place.'),
        _('Every row that was recorded since comes in again from the journal.'),
        _('Then each row is compared with what was recorded, and you are told the result.'),
    )
    with form(lambda values: _restore(desk, backup, values), button=_('Restore this backup'), button_icon='undo'):
        draw(Markup('<ol class="steps">{}</ol>').format(join(Markup('<li>{}</li>').format(step) for step in steps)))
        if backup.encrypted:
            draw(
                fields.text(
                    'passphrase', _('Passphrase'), kind='password', autocomplete='off',
                    help=_('Only if it is another one than that of today.'),
                )
            )  # fmt: skip


def _line(backup: Backup, link: bool = True) -> Markup:
    """When, why, how large, and whether it is good."""
    good = backup.status == backups.GOOD
    size = _('{size} KB').format(size=f'{max(backup.size // 1024, 1):,}')
    locked = _('encrypted') if backup.encrypted else ''
    note = ' · '.join(text for text in (_(WHY[backup.why]), size, locked) if text)
    state = chip('paid', _('Good')) if good else chip('missed', _('Unreadable'))
    address = f'/backups/{quote(backup.name)}' if link else ''
    return row(
        dot('lock' if backup.encrypted else 'box', '' if good else 'bad'), _time(backup.at), note, state, address
    )


def _time(at: datetime) -> str:
    """Day and time where the computer is."""
    here = at.astimezone()
    return f'{shown_date(here.date())}, {here:%H:%M}'


def _make(desk: Desk) -> Done:
    made = acts.make(office().path, desk.who(), office().now())
    return Done(_('A backup was made: {name}').format(name=made.name), go_to='/backups')


def _restore(desk: Desk, backup: Backup, values: Values) -> Done:
    here = office()
    done = acts.restore(here.path, backup.name, desk.who(), here.now(), here.today(), values.get('passphrase', ''))
    return Done(_told(done), go_to='/backups')


def _rebuild(desk: Desk) -> Done:
    here = office()
    return Done(_told(acts.rebuild(here.path, desk.who(), here.now(), here.today())), go_to='/backups')


def _told(done: Restored) -> str:
    """The result of a restore in words."""
    came = n_('{count} row came with the backup.', '{count} rows came with the backup.', done.came)
    brought = n_('{count} came in from the journal.', '{count} came in from the journal.', done.brought)
    said = [came.format(count=done.came), brought.format(count=done.brought)]
    if done.waiting:
        said.append(_('They wait for the workbook.'))
    if done.otherwise:
        count = len(done.otherwise)
        more = n_('{count} row stands otherwise: see Problems.', '{count} rows stand otherwise: see Problems.', count)
        said.append(more.format(count=count))
    else:
        said.append(_('All are as they were recorded.'))
    return ' '.join(said)
