"""One row that someone typed into the sheet: what stands there, what it would become, and what a person decides."""

from functools import partial
from urllib.parse import quote

from markupsafe import Markup

from actions import adoption
from actions.adoption import Proposal
from actions.permissions import may
from rules import accounts
from rules.periods import cycle_named
from rules.problems import N_, refuse
from rules.typed_rows import BAD, DOUBTFUL, GOOD, REJECTED
from sheets.book import Book
from sheets.columns import ENTRIES
from sheets.words import _, shown, shown_date, shown_money
from ui import fields
from ui.forms import Done, Values, form
from ui.loan_words import sums
from ui.office import office
from ui.parts import NOTHING, card, chip, div, dot, draw, empty, join, notice, problem_list, row
from ui.recording import REASON_MISSING, Desk, mode_words, named, require
from ui.screen import User, screen
from ui.theme import hero

ADDRESS = '/problems/typed'
CHIPS = {
    GOOD: ('paid', N_('Good')), DOUBTFUL: ('due', N_('Please look')), BAD: ('missed', N_('Cannot count')),
    REJECTED: ('plain', N_('Rejected')),
}  # fmt: skip
WRITTEN_BY_BAHI = frozenset(ENTRIES.column(field).header for field in ('receipt', 'recorded_by', 'recorded_at'))
"""What stands in the row where it is a copy, and says nothing about the row."""
LABELS = {
    'member_number': N_('Member'), 'kind': N_('Kind'), 'mode': N_('Mode'), 'loan_number': N_('Loan'),
}  # fmt: skip


def address(proposal: Proposal) -> str:
    """Where a typed row is shown."""
    return f'{ADDRESS}?row={quote(proposal.id, safe="")}'


def place(proposal: Proposal) -> str:
    """Where it stands, in words."""
    return _('{sheet}, row {row}').format(sheet=proposal.sheet, row=proposal.row)


def typed_row(proposal: Proposal) -> Markup:
    """A typed row as a line of a list, a link to all of it."""
    typed = ' · '.join(text for heading, text in proposal.typed if heading not in WRITTEN_BY_BAHI)
    first = proposal.reasons[0] if proposal.reasons and proposal.verdict != REJECTED else None
    where = _('{sheet}, cell {cell}').format(sheet=first.sheet, cell=first.cell) if first else place(proposal)
    said = Markup('<br>{}').format(first.said(_, shown)) if first else NOTHING
    note = join([Markup('{}').format(where), said, Markup('<br>{}').format(verdict_chip(proposal))])
    return row(dot('edit', 'bad' if proposal.verdict == BAD else 'now'), typed, note, link=address(proposal))


def verdict_chip(proposal: Proposal) -> Markup:
    """What became of it, as colour, icon and word."""
    kind, words = CHIPS[proposal.verdict]
    return chip(kind, _(words))


@screen(ADDRESS, title=N_('Typed row'), may='look')
def create(book: Book, user: User, row: str = '') -> None:
    """The row with this fingerprint."""
    proposal = adoption.proposal_of(book, row, office().today())
    if proposal is None:
        hero(_('Typed row'), back='/problems')
        with card():
            draw(empty('search', _('The row does not stand in the sheet any more as it was shown.')))
        return
    hero(_('Typed row'), note=place(proposal), back='/problems')
    desk = Desk()
    with div('columns'):
        with card(_('What stands in the sheet')):
            draw(verdict_chip(proposal), sums(list(proposal.typed)), classes='told')
            if proposal.reasons:
                draw(Markup('<hr>'), problem_list(proposal.reasons))
        with div('stack'):
            if proposal.verdict != BAD and (proposal.parts or proposal.member):
                with card(_('What it would become')):
                    _take_over(book, user, proposal, desk)
            if proposal.verdict != REJECTED and may(user.role, 'correct'):
                with card(_('It shall not count')):
                    _reject(book, proposal, desk)
            if proposal.verdict == REJECTED:
                with card(_('Rejected')):
                    draw(_why_rejected(book, proposal))


def becomes(book: Book, proposal: Proposal) -> Markup:
    """What would be recorded, in words."""
    currency = book.bylaws.currency
    if new := proposal.member:
        facts = [(_('New member'), new.name), (_('Number'), new.number or _('the next one')), (_('Mobile'), new.mobile)]
        monthly = book.bylaws.monthly_due if new.monthly is None else new.monthly
        facts += [(_('Regular deposit'), shown_money(monthly, currency))]
        return sums([*facts, (_('Joined'), shown_date(new.joined or office().today()))])
    lines = [(_(accounts.POSTINGS[part.kind].title), shown_money(part.amount, currency)) for part in proposal.parts]
    first, facts = proposal.parts[0], []
    assert proposal.on is not None
    facts.append((_('Date'), shown_date(proposal.on)))
    if first.member:
        facts.append((_('Member'), named(first.member)))
    if cycle := cycle_named(first.month, first.about):
        title = _('For the month') if first.month else _('For the cycle')
        facts.append((title, shown(cycle)))
    if first.loan:
        facts.append((_('Loan'), first.loan.number))
    facts.append((_('Mode'), mode_words(first.mode or 'cash')))
    if first.category:
        facts.append((_('What for'), first.category))
    return join([sums(lines), Markup('<hr>'), sums(facts)])


def _take_over(book: Book, user: User, proposal: Proposal, desk: Desk) -> None:
    """The form that takes it over; where a cell may mean several things, the person chooses."""
    if not may(user.role, 'members' if proposal.member else 'record'):
        draw(becomes(book, proposal), notice('plain', _('Somebody who may record takes it over.')))
        return
    choices = {name: codes for name, codes in proposal.choices.items() if len(codes) > 1}
    preview = partial(_before, desk, proposal.id) if choices else None
    with form(partial(_record, desk, proposal.id), button=_('Take it over'), preview=preview):
        if choices:
            draw(*(_choice(book, name, codes) for name, codes in choices.items()))
        else:
            draw(becomes(book, proposal), classes='told')


def _choice(book: Book, name: str, codes: tuple[str, ...]) -> Markup:
    return fields.choice(name, _(LABELS[name]), [(code, _meaning(book, name, code)) for code in codes], required=True)


def _meaning(book: Book, name: str, code: str) -> str:
    """What a code stands for, in words."""
    if name == 'member_number' and (member := book.member(code)):
        return named(member)
    if name == 'kind' and code in accounts.POSTINGS:
        return _(accounts.POSTINGS[code].title)
    return code


def _chosen(values: Values) -> dict[str, str]:
    return {name: values[name] for name in LABELS if values.get(name)}


def _before(desk: Desk, fingerprint: str, values: Values) -> Markup:
    """What would be recorded with what was chosen."""
    book = desk.book()
    proposal = adoption.proposal_of(book, fingerprint, office().today(), _chosen(values))
    if proposal is None:
        raise refuse(N_('The row does not stand in the sheet any more as it was shown.'), N_('Look at the page again.'))
    if not (proposal.parts or proposal.member):
        return problem_list(proposal.reasons)
    return becomes(book, proposal)


def _record(desk: Desk, fingerprint: str, values: Values) -> Done:
    chosen = {fingerprint: _chosen(values)}
    adoption.adopt(desk.book(), {fingerprint}, desk.who(), office().now(), office().today(), chosen)
    return Done(_('Taken over.'), go_to='/problems')


def _reject(book: Book, proposal: Proposal, desk: Desk) -> None:
    if _is_copy(book, proposal):
        draw(Markup('<p class="note">{}</p>').format(
            _('Delete the copied row in the sheet: the totals there count it as long as it stands there.')
        ))  # fmt: skip
        return
    draw(Markup('<p class="note">{}</p>').format(
        _('The row stays in the sheet and never counts. You may as well delete it there.')
    ))  # fmt: skip
    with form(partial(_record_rejection, desk, proposal.id), button=_('Reject'), button_icon='close'):
        draw(fields.text('reason', _('Reason'), required=True, help=_('For example: only a note.')))


def _is_copy(book: Book, proposal: Proposal) -> bool:
    """Whether the row has an id, which is that of the row it was copied from."""
    typed = next(row for row in book.typed if row.fingerprint == proposal.id)
    return bool(typed.cells.get(typed.sheet.key))


def _record_rejection(desk: Desk, fingerprint: str, values: Values) -> Done:
    require(values, 'reason', *REASON_MISSING)
    adoption.reject(
        desk.book(), fingerprint, values['reason'], desk.who(), office().now(), office().today()
    )  # fmt: skip
    return Done(_('Rejected. The row does not count.'), go_to='/problems')


def _why_rejected(book: Book, proposal: Proposal) -> Markup:
    change = next(change for change in reversed(book.changes) if change.row == proposal.id)
    facts = [(_('Reason'), change.reason), (_('Rejected by'), change.recorded_by), (_('On'), shown_date(change.on))]
    return sums(facts)
