"""What is due on loans: what is late, what comes, the arrears by class, and how much of all loans is at risk."""

from datetime import date, timedelta

from markupsafe import Markup

from reports.due_list import Arrears, DueLine, arrears, due_list, group_due_list
from rules.arrears import line_of_risk
from rules.explained import Line
from sheets.words import N_, _, n_, shown, shown_date, shown_money, shown_percent
from ui.loan_words import loan_address, sums
from ui.office import office
from ui.parts import avatar, card, chip, div, dot, draw, empty, join, row, table, tile
from ui.screen import Book, User, screen
from ui.theme import hero

DAYS_AHEAD = 31


@screen('/loans/due', title=N_('Due on loans'), may='look')
def create(book: Book, user: User) -> None:
    """The overdue instalments, those of the next weeks, and the classes of arrears with PAR30."""
    today, currency = office().today(), book.bylaws.currency
    until = today + timedelta(days=DAYS_AHEAD)
    lines, found = due_list(book, today, until), arrears(book, today)
    own = group_due_list(book, today, until)
    late, coming = [line for line in lines if line.days], [line for line in lines if not line.days]
    hero(
        _('Overdue'),
        note=n_('{count} instalment', '{count} instalments', len(late)).format(count=len(late)),
        figure=shown_money(sum(line.due.total for line in late), currency),
        back='/loans',
    )
    draw(_tiles(found, coming, until, currency), classes='tiles')
    with div('columns'):
        with div('stack'):
            with card(_('Overdue')):
                draw(join(_line(line, currency) for line in late) or empty('tick', _('Nothing is overdue.')))
            with card(_('Due until {day}').format(day=shown_date(until))):
                draw(join(_line(line, currency) for line in coming) or empty('calendar', _('Nothing is due.')))
        with div('stack'):
            with card(_('Arrears')):
                draw(_classes(found, currency), _line_said(line_of_risk(found.at_risk), currency))
            if own:
                with card(_('What the group itself owes')):
                    draw(join(_line(line, currency) for line in own))


def _tiles(found: Arrears, coming: list[DueLine], until: date, currency: str) -> Markup:
    risk = found.at_risk
    share = '–' if risk.share is None else shown_percent(risk.share * 100)
    late = [loan for loan in found.loans if loan.days]
    return join([
        tile('alert', _('PAR30'), share, _('late by more than 30 days'), 'bad' if risk.balance else ''),
        tile('loan', _('At risk'), shown_money(risk.balance, currency),
             _('of {amount}').format(amount=shown_money(risk.of_all, currency))),
        tile('clock', _('Late loans'), shown(len(late)),
             n_('{count} running loan', '{count} running loans', len(found.loans)).format(count=len(found.loans))),
        tile('calendar', _('Due until {day}').format(day=shown_date(until)),
             shown_money(sum(line.due.total for line in coming), currency)),
    ])  # fmt: skip


def _line(line: DueLine, currency: str) -> Markup:
    due, loan = line.due, line.loan
    parts = [(_('Loan'), due.principal), (_('Interest'), due.interest), (_('Fees'), due.fee),
             (_('Penalty'), due.penalty)]  # fmt: skip
    split = ' + '.join(f'{title} {shown_money(amount, currency)}' for title, amount in parts if amount)
    said = n_('{count} day late', '{count} days late', line.days).format(count=line.days)
    state = chip('missed', said) if line.days else chip('due', _('Due'))
    end = Markup('{}<br>{}').format(shown_money(due.total, currency), state)
    picture = dot('bank') if loan.of_group else avatar(loan.member_name)
    note = f'{loan.number} · {shown_date(due.due_on)} · {split}'
    return row(picture, loan.member_name, note, end, link=loan_address(loan.number))


def _classes(found: Arrears, currency: str) -> Markup:
    rows = [
        (
            _(band.group.name), shown(band.loans), shown_money(band.balance, currency),
            '–' if band.share is None else shown_percent(band.share * 100),
        )
        for band in found.bands
    ]  # fmt: skip
    return table([_('Class'), _('Loans'), _('Outstanding'), _('Share')], rows, numbers=(1, 2, 3))


def _line_said(line: Line, currency: str) -> Markup:
    said = line.said(currency, _, shown)
    return sums([(Markup('{}<small>{}</small>').format(said.label, said.formula), f'{said.value} %')])
