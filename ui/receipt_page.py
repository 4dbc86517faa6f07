"""One receipt in full: its rows, who recorded it and when, the message for the member, and taking it back."""

from functools import partial
from urllib.parse import quote

from markupsafe import Markup

from actions.permissions import may
from reports.listings import category_words
from rules import accounts
from rules.records import SET_OFF, Entry
from sheets import seals
from sheets.words import N_, _, shown, shown_date, shown_money
from ui import documents, fields
from ui.forms import Done, Values, form
from ui.loan_words import loan_address, sums
from ui.office import office
from ui.parts import actions, card, div, draw, empty, join, link_button, notice
from ui.receipts import Receipt, names_of_places, signed, split_words, state_chip, waiting_ids, with_sign
from ui.recording import REASON_MISSING, Desk, mode_words, require
from ui.screen import Book, User, screen
from ui.theme import hero

ADDRESS = '/history/receipt'
WITH_A_MESSAGE = frozenset({'contribution', 'loan', 'repayment'})


@screen(ADDRESS, title=N_('Receipt'), may='look')
def create(book: Book, user: User, entry: str = '', refused: str = '') -> None:
    """The receipt of an entry."""
    rows = book.receipt_of(entry)
    if not rows:
        hero(_('Receipt'), back='/history')
        with card():
            draw(empty('search', _('There is no entry {id}.').format(id=entry)))
        return
    gone, waiting = book.reversed_ids(), waiting_ids(book)
    receipt = Receipt(tuple(rows), any(row.id in gone for row in rows), any(row.id in waiting for row in rows),
                      names_of_places(book))  # fmt: skip
    currency = book.bylaws.currency
    hero(
        _title(receipt),
        note=f'{receipt.first.receipt} · {shown_date(receipt.first.on)}',
        figure=shown_money(abs(receipt.figure), currency) if receipt.netted else signed(receipt, currency),
        back='/history',
    )
    with div('columns'):
        with card(_('What was recorded')):
            draw(rows_of(receipt, currency), Markup('<hr>'), _facts(receipt), _ways(receipt, user), classes='told')
        if book.bylaws.module_documents:
            with card(_('Picture of the receipt')):
                draw(documents.pictures(book, receipt))
                if may(user.role, 'record'):
                    draw(documents.upload_form(receipt, documents.refusal(refused)))
        if receipt.reversed or receipt.first.reverses:
            with card(_('Reversed') if receipt.reversed else _('A reversal')):
                draw(_counterpart(book, receipt), classes='told')
        elif may(user.role, 'correct'):
            with card(_('Take it back')):
                _reverse(receipt, Desk())


def _title(receipt: Receipt) -> str:
    title = _('Reversal of: {what}').format(what=receipt.title) if receipt.first.reverses else receipt.title
    return ' · '.join(text for text in (title, receipt.first.member_name) if text)


def rows_of(receipt: Receipt, currency: str) -> Markup:
    """Each row; where they have signs, what they come to is what was handed over."""
    if receipt.transferred:
        return sums([(split_words(receipt, currency), shown_money(receipt.transferred, currency))])
    if not receipt.netted:
        lines = [(_(accounts.POSTINGS[row.kind].title), shown_money(row.amount, currency)) for row in receipt.rows]
        total = (_('Together'), shown_money(receipt.total, currency)) if len(lines) > 1 else None
        return sums(lines, total)
    lines = [_signed_row(receipt, row, currency) for row in receipt.rows]
    said = _('Paid in') if receipt.effect > 0 else _('Handed out')
    # Interest that stays in the savings is not handed over: there is nothing to add up to.
    total = (said, shown_money(abs(receipt.effect), currency)) if receipt.effect == receipt.figure else None
    return sums(lines, total)


def _signed_row(receipt: Receipt, row: Entry, currency: str) -> tuple[str, str]:
    """A row with a sign, and below its title that it is set off; one by which nothing is handed over has no sign."""
    hers, title = receipt.seen_by_her(row), _(accounts.POSTINGS[row.kind].title)
    if row.mode == SET_OFF:
        title = Markup('{}<small>{}</small>').format(title, _set_off_words(receipt) if hers > 0 else _('Set off'))
    return title, with_sign(hers, currency) if hers else shown_money(row.amount, currency)


def _set_off_words(receipt: Receipt) -> str:
    """Against what it is set off."""
    return _('set off against the loan') if any(row.loan for row in receipt.rows) else _('Set off')


def way_words(receipt: Receipt) -> str:
    """How what was handed over changed hands."""
    modes = [row.mode for row in receipt.rows if row.mode != SET_OFF and accounts.direction(row.kind)]
    only_set_off = any(row.mode == SET_OFF for row in receipt.rows) and not modes
    return _set_off_words(receipt) if only_set_off else mode_words(modes[0] if modes else receipt.first.mode)


def _facts(receipt: Receipt) -> Markup:
    """Everything else that the book knows of it."""
    first = receipt.first
    facts: list[tuple[str, str]] = [(_('Mode'), way_words(receipt))]
    if first.member_number:
        facts.append((_('Member'), Markup('<a href="/members/{0}">{1}</a>').format(
            quote(first.member_number, safe=''), f'{first.member_name} ({first.member_number})')))  # fmt: skip
    if first.loan_number:
        facts.append((_('Loan'), Markup('<a href="{}">{}</a>').format(
            loan_address(first.loan_number), first.loan_number)))  # fmt: skip
    if first.cycle:
        title = _('For the month') if first.month else _('For the cycle')
        facts.append((title, shown(first.cycle)))
    account = '' if receipt.transferred else next((receipt.place(row) for row in receipt.rows if row.account), '')
    more = ((_('Account'), account), (_('Reference'), first.reference), (_('Decision'), first.decision))
    facts += [(title, text) for title, text in more if text]
    facts += [
        (title, text)
        for title, text in ((_('What for'), category_words(first.category)), (_('Note'), first.note))
        if text
    ]
    facts.append((_('Recorded by'), first.recorded_by or _('typed in the workbook')))
    if first.recorded_at:
        facts.append((_('Recorded on'), shown_date(first.recorded_at.astimezone().date())))
    facts.append((_('Workbook'), _('Not yet there (pending)') if receipt.waits else _('In the workbook (synced)')))
    facts.append((_('Entry ID'), Markup('<code>{}</code>').format(first.id)))
    facts.append((_('Seal'), Markup('<code>{}</code>').format(seals.printed(receipt.rows[-1].seal))))
    return sums(facts)


def _ways(receipt: Receipt, user: User) -> Markup:
    if not may(user.role, 'messages') or receipt.kind not in WITH_A_MESSAGE or receipt.first.reverses:
        return Markup('')
    link = f'/messages?entry={quote(receipt.first.id, safe="")}'
    return actions(link_button(link, 'message', _('Message for the member')))


def _counterpart(book: Book, receipt: Receipt) -> Markup:
    """The row that took this one back, or the one that this takes back, with the reason."""
    frame = book.frame()
    if receipt.reversed:
        ids = {row.id for row in receipt.rows}
        other = str(frame.loc[frame['reverses'].isin(ids).to_numpy(), 'id'].iloc[0])
        said = _('This receipt was taken back. Both stay in the book and cancel each other out.')
    else:
        other = receipt.first.reverses
        said = _('This receipt takes back an earlier one. Both stay in the book and cancel each other out.')
    found = book.receipt_of(other)
    reason = (found[0].note if receipt.reversed and found else receipt.first.note) or '–'
    shown = Receipt(tuple(found)) if found else receipt
    return join([
        state_chip(receipt),
        Markup('<p class="note">{}</p>').format(said),
        sums([(_('Reason'), reason)]),
        actions(link_button(shown.page, 'next', _('See the other receipt'))),
    ])  # fmt: skip


def _reverse(receipt: Receipt, desk: Desk) -> None:
    """The form that takes it back with a reason; the preview shows the rows that will be written."""
    today = office().today().isoformat()
    draw(Markup('<p class="note">{}</p>').format(
        _('A mistake is not deleted: rows with a minus are added, and both stay to be seen at the meeting.')
    ))  # fmt: skip
    with form(
        partial(_record, desk, receipt.first.id),
        button=_('Take it back'),
        button_icon='undo',
        preview=desk.shown(partial(_before, desk, receipt.first.id)),
    ):
        draw(
            fields.text('note', _('Reason'), required=True, help=_('For example: typed one zero too many.')),
            fields.day('date', _('Date'), today, earliest=receipt.first.on.isoformat(), latest=today, required=True),
        )


def _before(desk: Desk, entry_id: str, values: Values) -> Markup:
    """The rows that the reversal writes."""
    require(values, 'note', *REASON_MISSING)
    asked = desk.asked('reversal', values, reverses=entry_id)
    plan, currency = desk.plan(asked), desk.book().bylaws.currency
    lines = [(_(accounts.POSTINGS[part.kind].title), shown_money(part.amount, currency)) for part in plan.parts]
    said = _('On {day} these rows are added, with the reason "{reason}":').format(
        day=shown_date(asked.on), reason=asked.note
    )
    pieces = [Markup('<p>{}</p>').format(said), sums(lines)]
    if any(part.kind == 'loan' for part in plan.parts):
        pieces.append(notice('warn', _('The loan is taken back with it.')))
    return join(pieces)


def _record(desk: Desk, entry_id: str, values: Values) -> Done:
    require(values, 'note', *REASON_MISSING)
    asked = desk.asked('reversal', values, reverses=entry_id)
    done = desk.record(asked)
    said = _('Taken back with the receipt {receipt}.').format(receipt=done.receipt)
    return Done(said, go_to=f'{ADDRESS}?entry={quote(entry_id, safe="")}')
