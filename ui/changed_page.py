"""One row that was changed or deleted in the sheet: what was in force, what stands there, and what a person decides."""

from datetime import date, datetime
from functools import partial
from urllib.parse import urlencode

from markupsafe import Markup

from actions import hand_edits, sealed_edits
from actions.permissions import may
from actions.record import plan_of
from rules import accounts
from rules.bylaws import BY_FIELD
from rules.records import Entry
from rules.transactions import Transaction
from sheets.book import Book
from sheets.columns import BY_NAME, BYLAWS, CHANGES, ENTRIES, REGISTERS
from sheets.comparing import Difference
from sheets.journal import Notice
from sheets.words import N_, _, shown_date, shown_money
from ui import fields
from ui.forms import Done, Values, form
from ui.loan_words import sums
from ui.office import office
from ui.parts import card, div, dot, draw, empty, join, link_button, notice, problem_list, row
from ui.recording import REASON_MISSING, Desk, require
from ui.screen import User, screen
from ui.theme import hero

CHANGED, REMOVED = '/problems/changed', '/problems/removed'
LONGEST_SHOWN = 60


def changed_row(book: Book, found: Difference) -> Markup:
    """A changed row as a line of a list: each cell with old and new value; a link to what can be done."""
    cells = join(
        Markup('{}<br><b>{}</b> → <b>{}</b><br>').format(_place(found, name, address), _short(old), _short(new))
        for name, (old, new, address) in found.fields.items()
    )
    what = _what(book, found.sheet.name, found.key)
    return row(dot('sheet', 'bad'), what, cells, link=f'{CHANGED}?{_query(found)}')


def removed_row(book: Book, told: Notice, waits: bool) -> Markup:
    """A deleted row as a line of a list; it may still wait for the workbook."""
    words = _('It waits to be put back.') if waits else _('It was put back.')
    return row(
        dot('undo', 'now'),
        _what(book, told.sheet, told.row),
        f'{told.sheet} · {words}',
        link=f'{REMOVED}?notice={told.id}',
    )


@screen(CHANGED, title=N_('Changed row'), may='look')
def create(book: Book, user: User, sheet: str = '', row: str = '') -> None:
    """What stands otherwise in this row of this sheet."""
    found = next((each for each in book.differences if (each.sheet.name, each.key) == (sheet, row)), None)
    if found is None:
        _nothing_left(_('Changed row'))
        return
    hero(_('Changed row'), note=_title(found), back='/problems')
    desk = Desk()
    with div('columns'):
        with card(_('What was changed')):
            draw(_whose(book, found.sheet.name, found.key), _cells(found), classes='told')
        if found.sheet.sealed:
            _sealed(user, found, desk)
        else:
            _of_register(book, user, found, desk)


@screen(REMOVED, title=N_('Removed row'), may='look')
def create_removed(book: Book, user: User, notice: str = '') -> None:
    """A row that was gone from the sheet and is put back."""
    told = next((each for each in book.notices() if str(each.id) == notice), None)
    if told is None:
        _nothing_left(_('Removed row'))
        return
    hero(_('Removed row'), note=told.sheet, back='/problems')
    desk = Desk()
    with div('columns'):
        with card(_('What was gone')):
            said = _(
                'On {day} this row was gone from the sheet: somebody deleted it, or saved an older copy. It counts on, '
                'and is put back by itself.'
            )
            said = said.format(day=shown_date(_day(told)))
            draw(Markup('<p>{}</p>').format(said), _whose(book, told.sheet, told.row), classes='told')
        if may(user.role, 'correct'):
            with div('stack'):
                with card(_('It belongs there')), form(partial(_leave, desk, told.id), button=_('Leave it as it is')):
                    draw(_note(_('The row stays, and this is settled.')))
                if told.sheet == ENTRIES.name:
                    with card(_('It should not be there')):
                        _remove(desk, told)


def _nothing_left(title: str) -> None:
    hero(title, back='/problems')
    with card():
        draw(empty('done', _('The row stands in the sheet as it should. Nothing is left to do.')))


def _title(found: Difference) -> str:
    return _('{sheet}, row {row}').format(sheet=found.sheet.name, row=found.row)


def _query(found: Difference) -> str:
    return urlencode({'sheet': found.sheet.name, 'row': found.key})


def _place(found: Difference, name: str, address: str) -> str:
    """Sheet, cell and heading; where the column is gone, the row."""
    where = _('{sheet}, cell {cell}').format(sheet=found.sheet.name, cell=address) if address else _title(found)
    return f'{where} · {found.sheet.column(name).header}'


def _short(text: str) -> str:
    shown = text if len(text) <= LONGEST_SHOWN else f'{text[:LONGEST_SHOWN]}…'
    return shown or _('empty')


def _note(words: str) -> Markup:
    return Markup('<p class="note">{}</p>').format(words)


def _cells(found: Difference) -> Markup:
    """Each changed cell with its heading: what counts, and what stands there."""
    before = _('Sealed as') if found.sheet.sealed else _('In force')
    return join(
        Markup('<h3>{}</h3>{}').format(
            ' · '.join(text for text in (found.sheet.column(name).header, address) if text),
            sums([(before, _short(old)), (_('In the sheet now'), _short(new))]),
        )
        for name, (old, new, address) in found.fields.items()
    )


def _sealed(user: User, found: Difference, desk: Desk) -> None:
    """The two choices."""
    if not may(user.role, 'correct'):
        with card():
            draw(notice('plain', _('What was sealed counts. Somebody who may correct decides what happens here.')))
        return
    with div('stack'):
        with card(_('Restore it')):
            record = partial(_restore, desk, found.sheet.name, found.key)
            with form(record, button=_('Restore'), button_icon='undo'):
                draw(_note(_('What was sealed counts all the time, and is written into the sheet again.')))
        if found.sheet is not CHANGES:
            with card(_('It is right as it stands now')):
                draw(_note(_('The sealed row stays, is taken back by a row with a minus, and the right one is added.')))
                with form(
                    partial(_accept, desk, found.key), button=_('Accept as a correction'),
                    preview=partial(_before_accepting, desk, found.key),
                ):  # fmt: skip
                    draw(fields.text('reason', _('Reason'), required=True,
                                     help=_('For example: typed one zero too many.')))  # fmt: skip


def _of_register(book: Book, user: User, found: Difference, desk: Desk) -> None:
    judged = hand_edits.judge(book, found, office().today())
    with card(_('What can be done')):
        if judged.problems:
            draw(problem_list(judged.problems))
        else:
            draw(notice('plain', _('This is valid, and is taken over in a moment.')))
        if may(user.role, 'settings' if found.sheet is BYLAWS else 'members'):
            record = partial(_put_back, desk, found.sheet.name, found.key)
            with form(record, button=_('Put the old value back'), button_icon='undo'):
                pass


def _restore(desk: Desk, sheet: str, key: str, values: Values) -> Done:
    sealed_edits.restore(
        desk.book(), sheet, key, '', desk.who(), office().now(), office().today(), values['entry_id']
    )  # fmt: skip
    return Done(_('Restored. The cells get back what was sealed.'), go_to='/problems')


def _put_back(desk: Desk, sheet: str, key: str, values: Values) -> Done:
    hand_edits.put_back(desk.book(), sheet, key, desk.who(), office().now())
    return Done(_('The old value is written into the sheet again.'), go_to='/problems')


def _before_accepting(desk: Desk, key: str, values: Values) -> Markup:
    """The rows that are written."""
    require(values, 'reason', *REASON_MISSING)
    book = desk.book()
    rows = sealed_edits.rows_of_accepting(
        book, key, values['reason'], desk.who(), office().now(), office().today()
    )  # fmt: skip
    return join([
        Markup('<p>{}</p>').format(_('These rows are added:')),
        *(_told(entry, book.bylaws.currency) for entry in rows),
    ])  # fmt: skip


def _accept(desk: Desk, key: str, values: Values) -> Done:
    require(values, 'reason', *REASON_MISSING)
    sealed_edits.accept(
        desk.book(), key, values['reason'], desk.who(), office().now(), office().today(), values['entry_id']
    )  # fmt: skip
    return Done(_('Corrected. Both rows stay to be seen.'), go_to='/problems')


def _told(entry: Entry, currency: str) -> Markup:
    """A row in two lines: what, how much, when, of whom."""
    facts = (shown_date(entry.on), entry.member_name, entry.loan_number, entry.category)
    title = Markup('{}<small>{}</small>').format(
        _(accounts.POSTINGS[entry.kind].title), ' · '.join(text for text in facts if text)
    )
    return sums([(title, shown_money(entry.amount, currency))])


def _day(told: Notice) -> date:
    return datetime.fromisoformat(told.time).date()


def _what(book: Book, sheet: str, key: str) -> str:
    """What a row tells of, in a few words; its id where that is not known."""
    if sheet == BYLAWS.name:
        return _(BY_FIELD[key].title)
    entry = _entry(book, sheet, key)
    if entry is None:
        record = book.register(BY_NAME[sheet]).get(key) if BY_NAME[sheet] in REGISTERS else None
        return BY_NAME[sheet].label(record) if record else key
    amount = shown_money(entry.amount, book.bylaws.currency)
    facts = (_(accounts.POSTINGS[entry.kind].title), amount, entry.member_name, shown_date(entry.on))
    return ' · '.join(text for text in facts if text)


def _entry(book: Book, sheet: str, key: str) -> Entry | None:
    if sheet != ENTRIES.name:
        return None
    return next((entry for entry in book.receipt_of(key) if entry.id == key), None)


def _whose(book: Book, sheet: str, key: str) -> Markup:
    """The row as it counts: an entry with the way to its receipt, another row by its name."""
    entry = _entry(book, sheet, key)
    if entry is None:
        return Markup('<p><b>{}</b></p>').format(_what(book, sheet, key))
    link = f'/history/receipt?{urlencode({"entry": entry.id})}'
    return join([_told(entry, book.bylaws.currency), link_button(link, 'next', _('See the receipt'))])


def _leave(desk: Desk, number: int, values: Values) -> Done:
    sealed_edits.leave_removed(desk.book(), number, desk.who(), office().now())
    return Done(_('Settled. The row stays.'), go_to='/problems')


def _remove(desk: Desk, told: Notice) -> None:
    draw(_note(_('It is taken back by a row with a minus; both stay to be seen at the meeting.')))
    with form(
        partial(_accept_removal, desk, told.id), button=_('Take it back'), button_icon='undo',
        preview=partial(_before_removal, desk, told.row),
    ):  # fmt: skip
        draw(fields.text('reason', _('Reason'), required=True, help=_('For example: it was never paid.')))


def _before_removal(desk: Desk, key: str, values: Values) -> Markup:
    require(values, 'reason', *REASON_MISSING)
    book, today = desk.book(), office().today()
    plan = plan_of(book, Transaction(values['entry_id'], 'reversal', 0, today, reverses=key), today)
    lines = [(_(accounts.POSTINGS[part.kind].title), shown_money(part.amount, book.bylaws.currency))
             for part in plan.parts]  # fmt: skip
    return join([Markup('<p>{}</p>').format(_('These rows are added:')), sums(lines)])


def _accept_removal(desk: Desk, number: int, values: Values) -> Done:
    require(values, 'reason', *REASON_MISSING)
    sealed_edits.accept_removal(
        desk.book(), number, values['reason'], desk.who(), office().now(), office().today(), values['entry_id']
    )  # fmt: skip
    return Done(_('Taken back. Both rows stay to be seen.'), go_to='/problems')
