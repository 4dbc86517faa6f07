"""Texts to copy into WhatsApp, in the language that is spoken: receipts, the news of the month, reminders.

    *Asmita Bachat Gat*
    Receipt R00012 · 5 March 2025
    Sunita Patil (M2024-003) deposited *₹200.00* for March 2025.
    Savings now: ₹2,400.00
    Seal: 3f9a 01bc 77d2 e0aa
    – President

A receipt carries the seal of its row and the message of the month that of the whole book, so that the members' own
phones are the witnesses: `main.py verify FILE --seal "3f9a 01bc 77d2 e0aa"` tells whether a workbook goes back to it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from urllib.parse import quote

from reports import summaries
from reports.dues import cycles_until, of_months, reminders
from rules import members, periods, totals, unknown
from rules.bylaws import decimal_text
from rules.periods import Month, cycle_of_number
from rules.problems import Refused, refuse
from rules.records import Entry
from rules.rotation import is_of_round
from sheets import seals
from sheets.book import Book
from sheets.words import N_, _, n_, shown, shown_date, shown_money, shown_month

REPAYMENT_KINDS = {'penalty': N_('Penalty'), 'fee': N_('Fee'), 'interest': N_('Interest'), 'principal': N_('Principal')}

# These signs make WhatsApp set the words between them bold, slanted, struck or monospaced; their twins do nothing.
HARMLESS = str.maketrans({'*': '∗', '_': 'ˍ', '~': '∼', '`': 'ˋ'})


def receipt(book: Book, entry_id: str, today: date) -> str:
    """What a member deposited, and what she has saved by today."""
    entry = _rows_of(book, entry_id, {'contribution'}, N_('a deposit'))[0]
    money = _Money(book)
    deposited = _('{member} deposited {amount} for {month}.') if entry.cycle else _('{member} deposited {amount}.')
    table = summaries.members_table(book, today, today).set_index('member')
    # What goes into a pot is not saved: it comes back to her in her round.
    into_pot = is_of_round(entry.about)
    now, field = (_('Put into the pots: {amount}'), 'put_in') if into_pot else (_('Savings now: {amount}'), 'savings')
    return _signed(
        book,
        _('Receipt {receipt} · {day}').format(receipt=entry.receipt, day=shown_date(entry.on)),
        deposited.format(
            member=_who(entry), amount=money.bold(entry.amount), month=shown(entry.cycle) if entry.cycle else ''
        ),
        now.format(amount=money(int(table[field].get(entry.member, 0)))),
        _seal_of(entry),
    )


def loan_given(book: Book, entry_id: str, today: date) -> str:
    """What a member was lent, at which rate, and when the first interest is due."""
    entry = _rows_of(book, entry_id, {'loan'}, N_('a loan'))[0]
    money, loan = _Money(book), book.loans[entry.loan]
    outstanding = summaries.loan_standing(book, loan, max(today, entry.on)).outstanding
    return _signed(
        book,
        _('Loan {loan} · {day}').format(loan=loan.number, day=shown_date(entry.on)),
        _('{member} received {amount}.').format(member=_who(entry), amount=money.bold(entry.amount)),
        _('Interest: {rate}% a month on what is still owed; due from {day} on.').format(
            rate=decimal_text(loan.rate), day=shown_date(periods.months_later(loan.began, 1))
        ),
        _('Still to repay: {amount}').format(amount=money(outstanding)),
        _seal_of(entry),
    )


def repayment(book: Book, entry_id: str, today: date) -> str:
    """What a member paid back, into what it went, and what is left."""
    rows = _rows_of(book, entry_id, set(REPAYMENT_KINDS), N_('a repayment'))
    money, loan = _Money(book), book.loans[rows[0].loan]
    standing = summaries.loan_standing(book, loan, max(today, rows[0].on))
    left = [
        _('Still to repay: {amount}').format(amount=money(standing.outstanding)),
        _('Interest owed by {day}: {amount}').format(
            day=shown_date(max(today, rows[0].on)), amount=money(standing.interest_owed + standing.penalty_owed)
        ),
    ]
    return _signed(
        book,
        _('Receipt {receipt} · {day}').format(receipt=rows[0].receipt, day=shown_date(rows[0].on)),
        _('{member} paid {amount} on the loan {loan}.').format(
            member=_who(rows[0]), amount=money.bold(sum(row.amount for row in rows)), loan=loan.number
        ),
        *(f'{_(REPAYMENT_KINDS[row.kind])}: {money(row.amount)}' for row in rows),
        *(left if standing.owed else [_('The loan is repaid in full.')]),
        _seal_of(rows[-1]),
    )


OF_AN_ENTRY: Mapping[str, Callable[[Book, str, date], str]] = {
    'receipt': receipt,
    'loan': loan_given,
    'repayment': repayment,
}
_KINDS = {'receipt': {'contribution'}, 'loan': {'loan'}, 'repayment': {'penalty', 'interest', 'principal'}}


def latest_entry(book: Book, message: str, number: str) -> str:
    """The entry id of a member's latest deposit, loan or repayment, whichever the message is about."""
    frame = book.frame()
    hers = (frame['member_number'] == number) & frame['kind'].isin(_KINDS[message]) & (frame['reverses'] == '')
    if not hers.any():
        raise refuse(
            N_('Nothing of the kind was recorded for the member {number}.'), N_('Check the number.'),
            about='member', number=number,
        )  # fmt: skip
    return str(frame.loc[hers].sort_values('on', kind='stable')['id'].iloc[-1])


def monthly(book: Book, month: Month, today: date) -> str:
    """The news of a month for the whole group, as far as it has gone."""
    _refuse_month_out_of_reach(book, month, today)
    money, on = _Money(book), min(today, month.last_day)
    figures = summaries.figures(book, on)
    deposited = summaries.deposited_between(book, month.first_day, on)
    loans = n_('{count} loan', '{count} loans', figures.loans_active).format(count=figures.loans_active)
    return _signed(
        book,
        _('News of {month}').format(month=shown_month(month)),
        '',
        _('Deposited this month: {amount}').format(amount=money.bold(deposited)),
        *(
            []
            if book.bylaws.by_shares and not figures.savings
            else [_('Savings of the group: {amount}').format(amount=money(figures.savings))]
        ),
        *(
            f'{_(title)}: {money(amount)}'
            for title, amount in totals.titled(totals.of_members(figures.more), book.bylaws.kind)
        ),
        *_who_has_not_paid(book, month, on),
        _('Loans outstanding: {amount} ({loans})').format(amount=money(figures.loans_outstanding), loans=loans),
        _('Cash in hand: {amount}').format(amount=money(figures.cash)),
        _('Bank: {amount}').format(amount=money(figures.bank)),
        *(
            []
            if book.bylaws.by_shares
            else [_('Next due day: {day}').format(day=shown_date(_next_due_day(book, today)))]
        ),
        '',
        _('Seal of the book: {seal}').format(seal=seals.printed(book.head())),
    )


def reminder(book: Book, number: str, today: date) -> str:
    """Which dues of a member have passed their day or are due soon, and what is missing of each."""
    member = book.member(number)
    if member is None:
        raise Refused([unknown.no_member(number)])
    dues = reminders(book, today)
    dues = dues[(dues['member'] == member.id).to_numpy()]
    if dues.empty:
        raise refuse(
            N_('{name} has missed no deposit, and none is due soon.'), N_('No reminder is needed.'),
            about='member', name=member.name,
        )  # fmt: skip
    money, late = _Money(book), dues['missed'].any()
    missing_of = zip(dues['cycle'].tolist(), dues['missing'].tolist(), strict=True)
    dear = _('Dear {member}, these deposits are still missing:') if late else _('Dear {member}, a deposit is due soon:')
    return _signed(
        book,
        dear.format(member=_named(member.name, member.number)),
        *(f'• {shown(cycle_of_number(number))}: {money(missing)}' for number, missing in missing_of),
        _('Together: {amount}').format(amount=money.bold(int(dues['missing'].sum()))),
        _('Please pay by {day}.').format(day=shown_date(_next_due_day(book, today))),
    )


def to_remind(book: Book, today: date) -> list[str]:
    """The numbers of the members whom to send a reminder on a day."""
    return list(dict.fromkeys(reminders(book, today)['number'].tolist()))


def whatsapp_link(text: str, mobile: str, country: str) -> str:
    """The address that opens WhatsApp with this text, to a member or, without a mobile number, to whom one chooses."""
    national = members.national_mobile(mobile, country)
    digits = members.international_mobile(national, country) if national else ''
    return f'https://wa.me/{digits}?text={quote(text, safe="")}'


def harmless(text: str) -> str:
    """A name as it is seen, without the signs by which WhatsApp sets words bold or slanted."""
    return text.translate(HARMLESS).strip()


class _Money:
    """Amounts as people of this group write them."""

    def __init__(self, book: Book) -> None:
        self.currency = book.bylaws.currency

    def __call__(self, amount: int) -> str:
        return shown_money(amount, self.currency)

    def bold(self, amount: int) -> str:
        """The one amount of a message that matters most."""
        return f'*{self(amount)}*'


def _signed(book: Book, *lines: str) -> str:
    """The group first, who speaks for it last."""
    return '\n'.join([f'*{harmless(book.bylaws.name)}*', *lines, _('– President')])


def _seal_of(entry: Entry) -> str:
    """The seal of the row that a receipt is about: it vouches for that row and for all that were written before."""
    return _('Seal: {seal}').format(seal=seals.printed(entry.seal))


def _who(entry: Entry) -> str:
    return _named(entry.member_name, entry.member_number)


def _named(name: str, number: str) -> str:
    return f'{harmless(name)} ({harmless(number)})'


def _rows_of(book: Book, entry_id: str, kinds: set[str], wanted: str) -> list[Entry]:
    """The rows that were recorded together with an entry, if they are what the message is about."""
    rows = book.receipt_of(entry_id)
    if not rows:
        raise refuse(
            N_('There is no entry {id}.'), N_('Take the entry id from the history.'), about='entry', id=entry_id
        )
    if not {row.kind for row in rows} <= kinds:
        raise refuse(
            N_('The entry {id} is not {wanted}.'), N_('Choose the kind of message that fits it.'),
            about='entry', id=entry_id, wanted=_(wanted),
        )  # fmt: skip
    if rows[0].reverses or book.reversed_ids() & {row.id for row in rows}:
        raise refuse(
            N_('The entry {id} was taken back.'), N_('Send the message of the entry that is right.'),
            about='entry', id=entry_id,
        )  # fmt: skip
    return rows


def _refuse_month_out_of_reach(book: Book, month: Month, today: date) -> None:
    first, last = periods.month_of(book.bylaws.started_on), periods.month_of(today)
    if not first <= month <= last:
        raise refuse(
            N_('The month {month} is out of reach.'), N_('Choose a month from {first} to {last}.'),
            about='month', month=month, first=first, last=last,
        )  # fmt: skip


def _who_has_not_paid(book: Book, month: Month, on: date) -> Iterable[str]:
    """Each member who still misses something of the month, with what it is."""
    dues = of_months(summaries.dues_table(book, on), month.first_day, month.first_day)
    missing = dues[dues['missing'] > 0].groupby('member', sort=False)['missing'].sum()
    if len(missing):
        yield _('Still missing:')
        for member, amount in missing.items():
            who = book.members[str(member)]
            yield f'• {_named(who.name, who.number)}: {shown_money(int(amount), book.bylaws.currency)}'
    elif len(dues):
        yield _('Everybody has paid.')


def _next_due_day(book: Book, today: date) -> date:
    """The due day of this cycle, or of the next one when it has passed."""
    found = cycles_until(book, periods.month_of(today).plus(1).last_day)
    return next(cycle.due_on for cycle in found if cycle.due_on >= today)
