"""Google Sheets: the key, the address to share with, trying a link, moving the book into the spreadsheet and back.

The page opens also when the book cannot, for a key that was lost is pasted here again. A move runs beside the page
(`ui/google_moves.py`), which looks at it every half second.
"""

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from markupsafe import Markup

from actions import google as acts
from actions.google import Arrived
from actions.sync import Progress
from rules.problems import N_, Problem, Refused, refuse
from sheets.journal import group_at
from sheets.sign_in_tables import User
from sheets.vault import GOOGLE, Vault
from sheets.whereabouts import choice_of, chosen
from sheets.words import _, n_
from ui import fields, google_moves
from ui.forms import Done, Values, form, sheet
from ui.office import office
from ui.parts import (
    actions,
    card,
    copy_button,
    div,
    draw,
    join,
    link_button,
    notice,
    opener,
    problem_list,
)  # fmt: skip
from ui.recording import Desk
from ui.screen import screen
from ui.theme import hero

HERE = '/google'
HOLDS = {
    'empty': N_('"{title}" is empty: the book can move in.'),
    'this book': N_('"{title}" holds this book already.'),
    'another book': N_('"{title}" holds the book of {group}. Make a new, empty spreadsheet.'),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether there is a key, with which address or why it does not open, and where the book is."""

    has_key: bool
    address: str
    trouble: tuple[Problem, ...]
    link: str


def standing() -> Standing:
    """As it is now; blocking."""
    path = office().path
    link = str(chosen(path)) if chosen(path) != path else ''
    has_key = Vault(path.parent).has(GOOGLE)
    try:
        return Standing(has_key, acts.address(path.parent), (), link)
    except Refused as refused:
        return Standing(has_key, '', refused.problems, link)


@screen(HERE, title=N_('Google Sheets'), may=acts.MAY, shows=standing)
def create(found: Standing, user: User, link: str = '') -> None:
    """The steps in their order, and what is being done."""
    desk = Desk()
    hero(
        _('Google Sheets'), back='/settings',
        note=_('The book is in a Google spreadsheet') if found.link else _('The book is in a file on this computer'),
    )  # fmt: skip
    google_moves.draw_move(HERE)
    with div('columns'):
        with div('stack'):
            if not found.link:
                _what_for()
            _key(found, desk)
            if found.address:
                _share(found)
        with div('stack'):
            if found.link:
                _there(found, desk)
            elif found.address:
                _spreadsheet(desk, link)


def _what_for() -> None:
    with card(_('What this is for')):
        _says(
            _('The same book in a Google spreadsheet: everybody whom you allow can look at it on the phone.'),
            _('Without internet you record as ever; the rows go in when it is back.'),
        )


def _key(found: Standing, desk: Desk) -> None:
    """The key is pasted once and never shown again."""
    with card(_('The key') if found.link else _('1. The key')):
        if found.trouble:
            draw(notice('bad', _('The key that is kept does not open.'), problem_list(found.trouble)))
        if found.address:
            draw(notice('good', _('A key is kept, encrypted. It is never shown again.')))
        else:
            _steps(
                _('In the Google Cloud console, make a project and switch on the "Google Sheets API" for it.'),
                _('Make a service account there, and for it a key of the type JSON. A file comes to your computer.'),
                _('Open that file as text, copy all of it and paste it here.'),
            )
        words = _('Another key') if found.has_key else _('Put the key in')
        buttons = [opener('put-key', 'lock', words, 'second' if found.has_key else 'first')]
        if found.has_key and not found.link:
            buttons.append(opener('forget-key', 'close', _('Forget the key')))
        draw(actions(*buttons))
    with (
        sheet('put-key', words),
        form(partial(_put_key, desk), button=_('Keep this key'), button_icon='lock'),
    ):
        help_ = _('From the first bracket to the last. It is kept encrypted on this computer.')
        draw(
            fields.long_text(
                'key', _('The text of the key'), help=help_, required=True, rows='7', maxlength='9000', data_secret=True
            )
        )  # fmt: skip
    with (
        sheet('forget-key', _('Forget the key')),
        form(partial(_forget_key, desk), button=_('Forget the key'), button_icon='close'),
    ):
        _says(_('The app cannot reach Google any more until a key is put in again.'))


def _share(found: Standing) -> None:
    with card(_('Who writes') if found.link else _('2. Share the spreadsheet')):
        if not found.link:
            _steps(
                _('In Google Sheets, make a new, empty spreadsheet.'),
                _('Press Share there, paste this address, and make it an editor:'),
            )
        else:
            _says(_('The spreadsheet must stay shared with this address, as an editor:'))
        draw(
            Markup('<p class="anywhere"><b id="address">{}@<wbr>{}</b></p>').format(*found.address.rsplit('@', 1)),
            actions(copy_button(_('Copy the address'), 'address')),
        )


def _spreadsheet(desk: Desk, link: str) -> None:
    """Test a link, and move into it."""
    with card(_('3. The link')):
        _says(_('Open the spreadsheet in the browser and copy the whole line of the address.'))
        with form(partial(_test, desk), button=_('Test'), button_icon='search', clear=False):
            draw(_link_field(link))
    with card(_('4. Move the book')):
        _says(_('Every row goes there with its seal, and each cell is compared.'))
        draw(actions(opener('move-there', 'cloud', _('Move into the spreadsheet'), 'first')))
    with (
        sheet('move-there', _('Move into the spreadsheet')),
        form(partial(_move_there, desk), button=_('Move now'), button_icon='cloud', clear=False),
    ):
        _steps(
            _('A backup is made.'),
            _('All rows are written into the spreadsheet and compared.'),
            _('From then on the book is there. The file is kept beside it under a dated name, and counts no more.'),
            _('Sheets of your own stay in that file.'),
        )
        draw(_link_field(link))


def _link_field(link: str) -> Markup:
    return fields.text(
        'link', _('The link of the spreadsheet'), link, kind='url', required=True, maxlength='500',
        placeholder='https://docs.google.com/spreadsheets/d/…',
    )  # fmt: skip


def _there(found: Standing, desk: Desk) -> None:
    """The book is in the spreadsheet: the way to it, and the way back."""
    with card(_('The spreadsheet')):
        draw(actions(link_button(found.link, 'sheet', _('Open the spreadsheet'))))
        with form(partial(_test, desk, link=found.link), button=_('Test'), button_icon='search'):
            pass
    with card(_('Back into a file')):
        _says(_('The book becomes a workbook on this computer again.'))
        draw(actions(opener('move-back', 'undo', _('Move back'))))
    with (
        sheet('move-back', _('Move back')),
        form(partial(_move_back, desk), button=_('Move back now'), button_icon='undo'),
    ):
        _steps(
            _('All rows are fetched and compared, each with its seal.'),
            _('They become the file {file} again, and a backup is made.').format(file=_file()),
            _('The spreadsheet stays, with the day in its title. What is typed there afterwards does not count.'),
        )
    if _is_away():
        with card(_('The spreadsheet is gone?')):
            _says(_('If it was deleted for good, the book can go on in a new file.'))
            draw(actions(opener('give-up', 'book', _('Go on without it'))))
        with (
            sheet('give-up', _('Go on without it')),
            form(partial(_give_up, desk), button=_('Write a new file'), button_icon='book'),
        ):
            _says(
                _('A new workbook gets every row that Bahi kept.'),
                _('What somebody typed into the spreadsheet and Bahi did not see yet is not in it.'),
            )


def _file() -> str:
    choice = choice_of(office().path.parent)
    return choice.file if choice else office().path.name


def _is_away() -> bool:
    """Whether the spreadsheet cannot be seen now."""
    try:
        return office().keeper().away() is not None
    except Refused:
        return True


def _says(*sentences: str) -> None:
    draw(join(Markup('<p class="note">{}</p>').format(words) for words in sentences))


def _steps(*steps: str) -> None:
    draw(Markup('<ol class="steps">{}</ol>').format(join(Markup('<li>{}</li>').format(step) for step in steps)))


# --- presses ---------------------------------------------------------------------------------------------------------


def _put_key(desk: Desk, values: Values) -> Done:
    address = acts.put_key(office().path.parent, values.get('key', ''), desk.who())
    return Done(_('The key of {address} is kept.').format(address=address), go_to=HERE)


def _forget_key(desk: Desk, values: Values) -> Done:
    acts.forget_key(office().path, desk.who())
    return Done(_('The key is forgotten.'), go_to=HERE)


def _test(desk: Desk, values: Values, link: str = '') -> Done:
    tried = acts.try_link(office().path.parent, link or _link_in(values), _group(), desk.who())
    said = _(HOLDS[tried.holds]).format(title=tried.title, group=tried.group)
    return Done(said, go_to=HERE if link else f'{HERE}?{urlencode({"link": _link_in(values)})}')


def _group() -> str:
    """The group of the book, also while the book cannot be opened."""
    path, choice = office().path, choice_of(office().path.parent)
    places = [path.name, choice.place if choice else '']
    return next(filter(None, (group_at(path.parent, place) for place in places)), '')


def _link_in(values: Values) -> str:
    if not (link := values.get('link', '')):
        raise refuse(N_('The link is missing.'), N_('Paste the link of the spreadsheet.'), about='link')
    return link


def _move_there(desk: Desk, values: Values) -> Done:
    here, who, link = office(), desk.who(), _link_in(values)

    def act(progress: Progress) -> Arrived:
        return acts.move_there(here.book(), here.path, link, who, here.now(), here.today(), progress)

    google_moves.start(act)
    return Done(_('On the way into the spreadsheet …'), go_to=HERE)


def _move_back(desk: Desk, values: Values) -> Done:
    here, who = office(), desk.who()

    def act(progress: Progress) -> Arrived:
        return acts.move_back(here.book(), here.path, who, here.now(), here.today(), progress)

    google_moves.start(act)
    return Done(_('On the way back …'), go_to=HERE)


def _give_up(desk: Desk, values: Values) -> Done:
    here = office()
    done = acts.give_up(here.path, desk.who(), here.now(), here.today())
    said = n_('{count} row is in the new file.', '{count} rows are in the new file.', done.equal)
    return Done(said.format(count=done.equal), go_to=HERE)
