"""Correct by adding: a reversal takes back everything that was recorded together, and says why; nothing is deleted."""

from actions.parts import Part, Plan
from rules.accounts import SAVINGS_SIGNS
from rules.loans import counts_as
from rules.money import ZERO, Amount
from rules.problems import N_, refuse
from rules.records import Entry
from rules.rotation import is_of_round
from rules.transactions import Transaction
from sheets.book import Book


def reverse(book: Book, asked: Transaction) -> Plan:
    """A row with a minus for each row of the receipt of `asked.reverses`."""
    rows = book.receipt_of(asked.reverses)
    _refuse_what_cannot_be_reversed(book, asked, rows)
    parts = [
        Part(
            row.kind, -row.amount, book.members.get(row.member), book.loans.get(row.loan), row.month, row.category,
            reverses=row.id, mode=row.mode, account=row.account, decision=row.decision, about=row.about,
        )
        for row in rows
    ]  # fmt: skip
    loans = {row.loan: book.loans[row.loan] for row in rows if row.loan in book.loans}
    return Plan(parts, touches=list(loans.values()), request=asked.id, on=asked.on)


def _refuse_what_cannot_be_reversed(book: Book, asked: Transaction, rows: list[Entry]) -> None:
    currency = book.bylaws.currency
    if not rows:
        raise refuse(
            N_('There is no entry {id}.'), N_('Take the entry id from the history.'),
            about='reverses', id=asked.reverses,
        )  # fmt: skip
    if rows[0].reverses:
        raise refuse(
            N_('The entry {id} is itself a reversal.'), N_('Record the right entry anew.'),
            about='reverses', id=asked.reverses,
        )  # fmt: skip
    if any(row.id in book.reversed_ids() for row in rows):
        raise refuse(
            N_('The entry {id} was already reversed.'), N_('Nothing is left to do.'),
            about='reverses', id=asked.reverses,
        )  # fmt: skip
    if asked.on < rows[0].on:
        raise refuse(
            N_('The entry is of {day}; a reversal cannot lie before it.'), N_('Correct the date.'),
            about='date', day=rows[0].on,
        )  # fmt: skip
    total = sum(row.amount for row in rows)
    if asked.amount not in (ZERO, total):
        raise refuse(
            N_('The entry is of {total}; a reversal takes all of it back.'), N_('Leave the amount out.'),
            about='amount', total=Amount(total, currency),
        )  # fmt: skip
    _refuse_what_others_stand_on(book, rows)


def _refuse_what_others_stand_on(book: Book, rows: list[Entry]) -> None:
    """A loan that was partly repaid, and savings that were paid out, must be reversed from the end."""
    for row in rows:
        if counts_as(row.kind) == 'loan':
            together = sum(other.amount for other in rows if counts_as(other.kind) == 'fee')
            others = sum(m.amount for m in book.movements(row.loan) if m.kind != 'loan') - together
            lent = sum(m.amount for m in book.movements(row.loan) if m.kind == 'loan')
            repaid = sum(m.amount for m in book.movements(row.loan) if m.kind in ('principal', 'write-off'))
            if (lent == row.amount and others) or lent - row.amount < repaid:
                raise refuse(
                    N_('The loan {loan} was already repaid in part.'), N_('Reverse the repayments first.'),
                    about='reverses', loan=row.loan_number,
                )  # fmt: skip
        # What was brought for a round is none of her savings.
        kept = not is_of_round(row.about) and SAVINGS_SIGNS.get(row.kind, 0) > 0
        if kept and book.savings(row.member) < row.amount:
            raise refuse(
                N_('{name} has already taken these savings out.'), N_('Reverse the withdrawal first.'),
                about='reverses', name=row.member_name,
            )  # fmt: skip
