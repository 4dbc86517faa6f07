"""The members: a list to look through, and adding one. The page of one member is in `ui/member_page.py`."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup
from nicegui import ui

from actions import members
from actions.permissions import may
from reports.summaries import members_table
from rules import money
from sheets.words import N_, _, n_, shown_money
from ui import fields, member_page
from ui.forms import Done, Values, form, sheet
from ui.member_words import member_address, read_amount, read_day
from ui.office import office
from ui.parts import NOTHING, actions, avatar, card, chip, draw, empty, join, opener, row
from ui.recording import Desk
from ui.screen import Book, User, screen
from ui.theme import hero

PAGE_OF_A_MEMBER = member_page.ADDRESS

# Shows the rows that hold what is typed, in the browser alone: it answers at every letter and without a connection.
SEARCH = """
document.addEventListener('input', ({ target }) => {
  if (!target.matches('[data-finds]')) return;
  const wanted = target.value.trim().toLowerCase();
  const rows = [...document.querySelectorAll('[data-find]')];
  for (const row of rows) row.hidden = !row.dataset.find.includes(wanted);
  for (const fold of document.querySelectorAll('.left')) if (wanted) fold.open = true;
  document.querySelector('.found-none').hidden = rows.some((row) => !row.hidden);
});
"""


@screen('/members', title=N_('Members'), may='look')
def create(book: Book, user: User) -> None:
    """All members, those who left below the others, each with her savings."""
    table = members_table(book, book.bylaws.started_on, office().today())
    listed: list[dict[Any, Any]] = table.sort_values('number').to_dict('records')
    active = [one for one in listed if book.members[one['member']].active]
    left = [one for one in listed if not book.members[one['member']].active]
    may_add = may(user.role, 'members')
    hero(
        _('Members'),
        note=n_('{count} active member', '{count} active members', len(active)).format(count=len(active)),
        buttons=actions(opener('add-member', 'plus', _('Add a member'), 'first')) if may_add else NOTHING,
    )
    with card():
        draw(_search() if listed else NOTHING, _lines(book, active) if active else _nobody())
        if left:
            draw(_those_who_left(book, left))
    ui.add_body_html(f'<script>{SEARCH}</script>')
    if may_add:
        _add_sheet(book, Desk())


def _search() -> Markup:
    return Markup(
        '<label class="field find"><span class="heard">{0}</span>'
        '<input type="search" data-finds placeholder="{0}" autocomplete="off"></label>'
        '<p class="found-none note" role="status" hidden>{1}</p>'
    ).format(_('Name, number or mobile'), _('No member is called so.'))


def _lines(book: Book, listed: list[dict[Any, Any]]) -> Markup:
    return Markup('<div class="people">{}</div>').format(join(_line(book, one) for one in listed))


def _line(book: Book, one: dict[Any, Any]) -> Markup:
    member, currency = book.members[one['member']], book.bylaws.currency
    state = NOTHING
    if missed := int(one['dues_missed']):
        state = chip('missed', n_('{count} missed', '{count} missed', missed).format(count=missed))
    note = member.number
    if outstanding := int(one['loan_outstanding']):
        loan = _('loan {amount}').format(amount=shown_money(outstanding, currency))
        note = f'{note} · {loan}'
    has = int(one['shares' if book.bylaws.by_shares else 'savings'])
    end = Markup('{}<br>{}').format(shown_money(has, currency), state)
    return Markup('<div data-find="{}">{}</div>').format(
        f'{member.name} {member.number} {member.mobile}'.lower(),
        row(avatar(member.name), member.name, note, end, link=member_address(member.number)),
    )


def _those_who_left(book: Book, left: list[dict[Any, Any]]) -> Markup:
    words = n_('{count} who left', '{count} who left', len(left)).format(count=len(left))
    return Markup('<details class="fold left"><summary><h2>{}</h2></summary>{}</details>').format(
        words, _lines(book, left)
    )


def _nobody() -> Markup:
    return empty('people', _('There are no members yet.'))


def _add_sheet(book: Book, desk: Desk) -> None:
    currency, today = book.bylaws.currency, office().today()
    with sheet('add-member', _('Add a member')), form(_adding(desk), button=_('Add the member')):
        draw(
            fields.text('name', _('Name'), required=True, maxlength='120'),
            fields.mobile('mobile', _('Mobile number'), required=True),
            fields.money(
                'monthly', _('Regular deposit'), currency, money.as_text(book.bylaws.monthly_due, currency),
                required=True,
            ),
            fields.day(
                'date', _('Joined on'), today.isoformat(), earliest=book.bylaws.started_on.isoformat(),
                latest=today.isoformat(), required=True,
            ),
        )  # fmt: skip


def _adding(desk: Desk) -> Callable[[Values], Done]:
    def add(values: Values) -> Done:
        book = desk.book()
        asked = members.NewMember(
            id=values['entry_id'],
            name=values['name'],
            mobile=values['mobile'],
            monthly=read_amount(values['monthly'], book.bylaws.currency, 'monthly'),
            joined=read_day(values['date']),
        )
        member = members.add(book, asked, desk.who(), office().now(), office().today())
        return Done(
            _('{name} is a member now, with the number {number}.').format(name=member.name, number=member.number),
            go_to=member_address(member.number),
        )

    return add
