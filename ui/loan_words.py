"""A loan in words and figures: how its interest came about, what is owed, into what a repayment goes.

The loan's page, the repayment before it is recorded, and the loan before it is given all speak from here.
"""

import itertools
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from urllib.parse import quote

from markupsafe import Markup

from rules.bylaws import Bylaws, decimal_text
from rules.loans import Charge, Split, Standing
from rules.money import ZERO, Money
from rules.records import APPLIED, APPROVED, CANCELLED, CLOSED, REJECTED, WITHDRAWN, WRITTEN_OFF, Loan
from rules.register_records import LoanProduct
from sheets.words import N_, _, shown_date, shown_money, shown_short_date
from ui.parts import NOTHING, card, chip, draw, empty, join, notice, row
from ui.theme import hero

WAITING_WORDS = {
    APPLIED: ('due', N_('Applied for')), APPROVED: ('ahead', N_('Approved')), REJECTED: ('plain', N_('Rejected')),
    WITHDRAWN: ('plain', N_('Taken back')),
}  # fmt: skip


def loan_address(number: str) -> str:
    """Where a loan is shown."""
    return f'/loans/{quote(number, safe="")}'


def exception_line(loan: Loan) -> list[tuple[str, str]]:
    """The decision by which a loan goes beyond what is asked of who borrows, with the way to it."""
    if not loan.decision:
        return []
    link = Markup('<a href="/decisions/{}">{}</a>').format(quote(loan.decision, safe=''), loan.decision)
    return [(_('Exception decided by the group'), link)]


def rate_words(loan: Loan | LoanProduct) -> str:
    """2 % a month; of a loan, or of those of a kind."""
    said = _('{rate} % a year') if loan.per == 'year' else _('{rate} % a month')
    return said.format(rate=decimal_text(loan.rate))


def rule_words(loan: Loan) -> str:
    """The rule of the interest in a sentence."""
    if loan.part_month == 'days':
        return _('Each loan month carries {rate} % on what is owed of the loan, counted by the days.').format(
            rate=decimal_text(loan.rate)
        )
    return _(
        'Each loan month carries {rate} % on what is owed of the loan when the month begins; a started month '
        'counts whole.'
    ).format(rate=decimal_text(loan.rate))


def span(charge: Charge) -> str:
    """The days of a loan month."""
    return f'{shown_short_date(charge.first)} – {shown_short_date(charge.due_on)}'


def charge_words(charge: Charge, loan: Loan, bylaws: Bylaws) -> str:
    """How the interest of one loan month came about: 2 % of ₹10,000.00."""
    values = {
        'rate': decimal_text(loan.rate), 'principal': shown_money(charge.principal, bylaws.currency),
        'days': charge.days, 'all_days': charge.days_of_month,
    }  # fmt: skip
    if loan.part_month == 'started':
        return _('{rate} % of {principal}').format(**values)
    share = Fraction(charge.days, charge.days_of_month)
    if charge.interest == bylaws.on(loan.began).rounded(charge.principal * loan.rate / 100 * share):
        return _('{rate} % of {principal} for {days} of {all_days} days').format(**values)
    return _('{rate} % of what was owed on each of {days} of {all_days} days, at first {principal}').format(**values)


def paid_of_each(standing: Standing) -> Iterator[tuple[Charge, Money]]:
    """Each loan month with what of its interest is paid; the oldest is paid first."""
    left = standing.interest_paid
    for charge in standing.charges:
        paid = min(charge.interest, max(ZERO, left))
        left -= paid
        yield charge, paid


def month_row(charge: Charge, paid: Money, loan: Loan, bylaws: Bylaws, on: date) -> Markup:
    """A loan month as a line: when, on what, how much, whether it is paid."""
    if paid >= charge.interest:
        state = chip('paid', _('Paid'))
    elif charge.due_on < on:
        state = chip('missed', _('Owed'))
    else:
        state = chip('due', _('Running'))
    amount = Markup('{}<br>{}').format(shown_money(charge.interest, bylaws.currency), state)
    return row(NOTHING, span(charge), charge_words(charge, loan, bylaws), amount)


def sums(lines: list[tuple[str, str]], total: tuple[str, str] | None = None) -> Markup:
    """Sums below each other, with the total under a line."""
    drawn = join(Markup('<dt>{}</dt><dd>{}</dd>').format(title, figure) for title, figure in lines)
    end = Markup('<dt class="total">{}</dt><dd class="total">{}</dd>').format(*total) if total else NOTHING
    return Markup('<dl class="sums">{}{}</dl>').format(drawn, end)


def owed_sums(standing: Standing, currency: str) -> Markup:
    """What is owed, part by part, and what closes the loan."""
    lines = [
        (_('Penalty on late interest'), standing.penalty_owed),
        (_('Interest'), standing.interest_owed),
        (_('Fees'), standing.fee_owed),
        (_('Loan'), standing.outstanding),
    ]
    shown = [(title, shown_money(amount, currency)) for title, amount in lines if amount or title == _('Loan')]
    return sums(shown, (_('Closes the loan'), shown_money(standing.owed, currency)))


def _line_of_months(months: list[Charge], loan: Loan, bylaws: Bylaws) -> tuple[str, str]:
    """The days, how the interest of each of the months came about, and the interest of all of them."""
    first, total = months[0], sum(charge.interest for charge in months)
    words = charge_words(first, loan, bylaws)
    if len(months) > 1:
        each = shown_money(first.interest, bylaws.currency)
        words = _('{count} months, each {words} = {interest}').format(count=len(months), words=words, interest=each)
    days = f'{shown_short_date(first.first)} – {shown_short_date(months[-1].due_on)}'
    return Markup('{}<small>{}</small>').format(days, words), shown_money(total, bylaws.currency)


def interest_owed_words(loan: Loan, standing: Standing, bylaws: Bylaws) -> Markup:
    """How the interest that is owed now came about, month by month, and the penalty on what came late."""
    currency = bylaws.currency
    if loan.has_term:
        return _interest_of_instalments(standing, currency)
    if not standing.interest_owed and not standing.penalty_owed:
        return Markup('<p class="note">{}</p>').format(_('No interest is owed today: all of it is paid.'))
    open_months = [(charge, paid) for charge, paid in paid_of_each(standing) if paid < charge.interest]
    charges = [charge for charge, _paid in open_months]
    alike = itertools.groupby(charges, key=lambda charge: (charge.principal, charge.interest))
    lines = [_line_of_months(list(months), loan, bylaws) for _same, months in alike]
    already = sum(paid for _charge, paid in open_months)
    if already:
        lines.append((_('Paid before'), shown_money(-already, currency)))
    drawn = sums(lines, (_('Interest owed'), shown_money(standing.interest_owed, currency))) if lines else NOTHING
    penalty = NOTHING
    if standing.penalty_owed:
        said = _('{percent} % of the interest that was not paid in time is owed as a penalty: {amount}.').format(
            percent=decimal_text(bylaws.on(loan.began).loan_penalty_percent),
            amount=shown_money(standing.penalty_owed, currency),
        )
        penalty = Markup('<p class="note">{}</p>').format(said)
    return Markup('<p class="note">{}</p>{}{}').format(rule_words(loan), drawn, penalty)


def _interest_of_instalments(standing: Standing, currency: str) -> Markup:
    """The interest of each instalment that is asked, and what has arisen since the last of them."""
    left, lines, last = standing.interest_owed, list[tuple[str, str]](), None
    for due in standing.left:
        # What has the due day of the last instalment arose since then.
        if due.interest and due.interest <= left and due.due_on != last:
            words = _('Instalment {n} of {day}').format(n=due.n, day=shown_short_date(due.due_on))
            lines.append((words, shown_money(due.interest, currency)))
            left -= due.interest
        elif due.interest:
            break
        last = due.due_on
    if left:
        lines.append((_('Since the last instalment'), shown_money(left, currency)))
    if not lines:
        return Markup('<p class="note">{}</p>').format(_('No interest is owed today: all of it is paid.'))
    return sums(lines, (_('Interest owed'), shown_money(standing.interest_owed, currency)))


def split_sums(split: Split, currency: str) -> Markup:
    """Into what a repayment goes, in the order in which it pays."""
    lines = [
        (_('Penalty on late interest'), split.penalty), (_('Fees'), split.fee), (_('Interest'), split.interest),
        (_('Loan'), split.principal),
    ]  # fmt: skip
    total = split.penalty + split.fee + split.interest + split.principal
    return sums(
        [(title, shown_money(amount, currency)) for title, amount in lines if amount],
        (_('Together'), shown_money(total, currency)),
    )


def afterwards(standing: Standing, split: Split, currency: str) -> Markup:
    """What remains when the repayment is recorded."""
    loan_left = standing.outstanding - split.principal
    interest_left = standing.owed - standing.outstanding - split.interest - split.penalty - split.fee
    if not loan_left and not interest_left:
        return notice('good', _('This closes the loan.'))
    if interest_left:
        said = _('Afterwards {loan} of the loan and {interest} of interest and penalty are still owed.')
    else:
        said = _('Afterwards {loan} of the loan is still owed, and no interest.')
    return notice(
        'plain', said.format(loan=shown_money(loan_left, currency), interest=shown_money(interest_left, currency))
    )


def status_chip(status: str, overdue_since: date | None) -> Markup:
    """Whether a loan runs, is late, or is past."""
    if status in (APPLIED, APPROVED, REJECTED, WITHDRAWN):
        kind, words = WAITING_WORDS[status]
        return chip(kind, _(words))
    if status == CLOSED:
        return chip('paid', _('Closed'))
    if status == WRITTEN_OFF:
        return chip('plain', _('Written off'))
    if status == CANCELLED:
        return chip('plain', _('Cancelled'))
    if overdue_since:
        return chip('missed', _('Overdue'))
    return chip('ahead', _('Running'))


def overdue_notice(standing: Standing) -> Markup:
    """Says since when interest, or an instalment, is late."""
    if standing.overdue_since is None:
        return NOTHING
    said = _('Interest was due on {day} and is not paid.')
    if standing.instalments:
        said = _('An instalment was due on {day} and is not fully paid.')
    return notice('bad', said.format(day=shown_date(standing.overdue_since)))


def no_such_loan(number: str) -> None:
    """What a page says when its address names a loan that is not there."""
    hero(_('Loan'), back='/loans')
    with card():
        draw(empty('loan', _('There is no loan {number}.').format(number=number)))
