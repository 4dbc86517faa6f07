"""The sheets of a member's page, in which an officer amends what is written of her, or gives her a way in."""

from collections.abc import Callable

from actions import members, people
from reports import rotation as there
from rules import money
from rules.records import Member
from sheets.words import N_, _, shown
from ui import fields
from ui.forms import Done, Values, form, sheet
from ui.member_words import member_address, read_amount, read_day
from ui.office import office
from ui.parts import draw
from ui.recording import Desk


def edit_sheet(desk: Desk, member: Member, currency: str) -> None:
    """Amend her name, mobile number or monthly deposit."""

    def edit(values: Values) -> Done:
        book = desk.book()
        amended = members.edit(
            book, member.number, values['name'], values['mobile'],
            read_amount(values['monthly'], currency, 'monthly'), desk.who(), office().now(), office().today(),
            values['entry_id'],
        )  # fmt: skip
        return Done(_('{name}: saved.').format(name=amended.name), go_to=member_address(amended.number))

    with sheet('edit', _('Edit')), form(edit, button=_('Save')):
        draw(
            fields.text('name', _('Name'), member.name, required=True, maxlength='120'),
            fields.mobile('mobile', _('Mobile number'), member.mobile, required=True),
            fields.money(
                'monthly', _('Regular deposit'), currency, money.as_text(member.monthly, currency), required=True,
                help=_('A new sum counts from today; earlier months keep the old one.'),
            ),
        )  # fmt: skip


def status_sheet(desk: Desk, member: Member) -> None:
    """She leaves, with the reason, or returns."""

    change = members.deactivate if member.active else members.reactivate
    title = _('Leaves the group') if member.active else _('Returns')
    said = N_('{name} is no longer active. Her number and her passbook stay.')
    if not member.active:
        said = N_('{name} is active again.')

    def set_status(values: Values) -> Done:
        book = desk.book()
        amended = change(
            book, member.number, values.get('reason', ''), read_day(values['date']), desk.who(),
            office().now(), office().today(), values['entry_id'],
        )  # fmt: skip
        told = [problem.said(_, shown) for problem in there.turns_to_settle(book, amended.id)]
        return Done(' '.join([_(said).format(name=amended.name), *told]), go_to=member_address(amended.number))

    with sheet('status', title), form(set_status, button=title):
        today = office().today().isoformat()
        draw(
            fields.text('reason', _('Reason'), required=member.active, maxlength='100'),
            fields.day('date', _('From'), today, latest=today, required=True),
        )


def pin_sheet(desk: Desk, member: Member, after: Callable[[Done], None]) -> None:
    """Give her a PIN; `after` shows it once, since only its hash is kept."""

    def give_pin(values: Values) -> Done:
        language = desk.book().bylaws.language
        people.give_pin(office().sign_ins, member, values['pin'], language, desk.who(), office().now())
        said = _('The PIN of {name} is {pin}. Tell it to her alone; it is not shown again.')
        return Done(said.format(name=member.name, pin=values['pin']))

    with sheet('pin', _('Give a PIN')), form(give_pin, button=_('Give this PIN'), after=after):
        draw(
            fields.text(
                'pin', _('PIN'), required=True, inputmode='numeric', maxlength='8', autocomplete='off',
                help=_('Four to eight digits. With it, her name and her mobile number she opens her passbook.'),
            )
        )  # fmt: skip
