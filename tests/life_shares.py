"""What groups with shares, a social fund, dividends and fixed deposits do in `tests/lives.py`."""

from collections.abc import Mapping
from datetime import timedelta

from actions import dividends, fixed_deposits, leaving, savings_interest, share_out
from actions.fixed_deposits import Closing, NewDeposit
from reports.dividends import Kind, distributions
from reports.share_out import Counted
from rules.balances import Period
from rules.dividends import WEIGHTINGS, Declaration
from rules.periods import month_of
from rules.records import Entry
from rules.share_out import METHODS
from sheets.columns import FIXED_DEPOSITS
from tests.groups import NOW, PRESIDENT
from tests.life_deeds import do
from tests.life_model import BANK, CASH, SOCIAL, START, TAX, TODAY, Done, Life, Moved, Step, plus


def share(life: Life, step: Step) -> Done:
    member = life.member(step)
    entry = do(life, 'share', step, member=member)
    return [(entry, plus((CASH, step.units * 100), (('shares', member), step.units * 100)))]


def share_back(life: Life, step: Step) -> Done:
    member = life.member(step)
    entry = do(life, 'share-back', step, member=member)
    return [(entry, plus((CASH, -step.units * 100), (('shares', member), -step.units * 100)))]


def social(life: Life, step: Step) -> Done:
    entry = do(life, 'social', step, member=life.member(step))
    return [(entry, plus((CASH, step.units * 100), (SOCIAL, step.units * 100)))]


def grant(life: Life, step: Step) -> Done:
    entry = do(life, 'social-grant', step, member=life.member(step))
    return [(entry, plus((CASH, -step.units * 100), (SOCIAL, -step.units * 100)))]


def share_all_out(life: Life, step: Step) -> Done:
    """Everything goes back: nobody has savings, shares or a loan any more, and only the social fund stays.

    A coin or less that cannot be divided stays too, and what a member leaves in begins the next cycle.
    """
    counted = life.model[CASH] + life.model[BANK]
    method = list(METHODS)[step.pick % len(METHODS)]
    left_in = {life.member(step): 1} if step.pick % 2 else {}
    asked = share_out.Asked(life.group._id(), Counted(counted, life.day, method, True), left_in)
    seen = share_out.preview(life.book, asked, TODAY)
    share_out.record(life.book, asked, PRESIDENT, NOW, TODAY)
    assert seen.done is not None
    left = counted - life.model[SOCIAL] - seen.done.paid
    assert 0 <= left == seen.done.left_over < life.book.bylaws.smallest_coin, f'{left} are left of the share-out'
    gone = [(place, -amount) for place, amount in life.model.items() if place[0] in ('savings', 'shares', 'loans')]
    kept = [(('shares', number), 100_00 * count) for number, count in left_in.items() if count]
    stays = sum(amount for _, amount in kept)
    return [('', plus(*gone, *kept, (CASH, -seen.done.paid + stays)))]


# What the rows that a batch wrote move, in the words of a member: what comes to her, what goes.
OF_ROW: Mapping[str, tuple[str, int]] = {
    'contribution': ('savings', 1), 'savings-interest': ('savings', 1), 'withdrawal': ('savings', -1),
    'share': ('shares', 1), 'share-back': ('shares', -1), 'withholding': ('tax withheld', 1),
}  # fmt: skip
BRINGS_MONEY = ('contribution', 'share', 'withholding', 'fee', 'income', 'interest', 'principal', 'penalty', 'loss')


def moved_by(rows: list[Entry]) -> Moved:
    """What a batch moved, by its rows."""
    moved = plus()
    for row in rows:
        account, sign = OF_ROW.get(row.kind, ('', 0))
        if sign:
            moved[account, '' if account == 'tax withheld' else row.member_number] += sign * row.amount
        if row.loan and row.kind in ('principal', 'write-off'):
            moved['loans', row.loan_number] -= row.amount
        if row.mode != 'set-off' and row.kind not in ('write-off', 'savings-interest'):
            moved[CASH] += row.amount if row.kind in BRINGS_MONEY else -row.amount
    return moved


def _rows_since(life: Life, count: int) -> list[Entry]:
    ids = dict.fromkeys(life.book.frame()['id'].iloc[count:])
    receipts = {row.id: row for entry in ids for row in life.book.receipt_of(entry)}
    return [row for row in receipts.values() if row.id in ids]


def leave_early(life: Life, step: Step) -> Done:
    """She takes out all she has in the cycle, or a part; what she is handed is what was shown."""
    count, member = len(life.book.frame()), life.member(step)
    back = life.model['shares', member] // 100_00 * 100_00 if step.pick % 2 else step.units * 100
    asked = leaving.Asked(life.group._id(), member, back, life.day, profit_given=step.pick % 3 == 0)
    seen = leaving.preview(life.book, asked, TODAY)
    leaving.record(life.book, asked, PRESIDENT, NOW, TODAY)
    moved = moved_by(_rows_since(life, count))
    assert seen.exit is not None and moved[CASH] == -seen.exit.paid
    return [('', moved)]


def give_dividend(life: Life, step: Step) -> Done:
    """A pool on shares or deposits, handed out or put into the savings: it adds up to the pool."""
    kind: Kind = 'dividend' if step.pick % 2 else 'interest'
    given = [each.last for each in distributions(life.book, kind)]
    first, last = max([START, *(day + timedelta(days=1) for day in given)]), month_of(life.day).plus(-1).last_day
    if first > last:
        return []
    weighting = sorted(WEIGHTINGS)[step.pick % len(WEIGHTINGS)]
    declared = Declaration(Period(first, last), weighting, pool=step.units * 100)
    declared = dividends.declare(life.book, declared, life.day)
    count = len(life.book.frame())
    asked = dividends.Asked(life.group._id(), kind, declared, life.day, credited=step.who % 2 == 0)
    dividends.record(life.book, asked, PRESIDENT, NOW, TODAY)
    rows = _rows_since(life, count)
    gross = [row.amount for row in rows if row.kind == ('dividend' if kind == 'dividend' else 'savings-interest')]
    assert sum(gross) == step.units * 100, f'{sum(gross)} of a pool of {step.units * 100} was given'
    return [('', moved_by(rows))]


def post_interest(life: Life, step: Step) -> Done:
    """Interest on savings for the months that are over; it comes to what the batch says."""
    if not (periods := savings_interest.choices(life.book, life.day)):
        return []
    count = len(life.book.frame())
    period = periods[step.pick % len(periods)]
    asked = savings_interest.asked(life.book, life.group._id(), period, life.day)
    posted = dividends.record(life.book, asked, PRESIDENT, NOW, TODAY)
    rows = _rows_since(life, count)
    assert sum(row.amount for row in rows if row.kind == 'savings-interest') == posted.pool
    return [('', moved_by(rows))]


def pay_tax(life: Life, step: Step) -> Done:
    return [(do(life, 'tax-paid', step), plus((CASH, -step.units * 100), (TAX, -step.units * 100)))]


def open_deposit(life: Life, step: Step) -> Done:
    member = life.member(step)
    asked = NewDeposit(life.group._id(), member, step.units * 100, life.day, step.pick + 1)
    fixed_deposits.open_deposit(life.book, asked, PRESIDENT, NOW, TODAY)
    return [(f'{asked.id}-1', plus((CASH, step.units * 100), (('fixed deposits', member), step.units * 100)))]


def close_deposit(life: Life, step: Step) -> Done:
    """It comes back with its interest, which the bank of the group bears."""
    running = [row for row in life.book.register(FIXED_DEPOSITS).values() if row.status == 'running']
    if not running:
        return []
    row = running[step.pick % len(running)]
    asked, count = Closing(life.group._id(), row.number, life.day), len(life.book.frame())
    fixed_deposits.close(life.book, asked, PRESIDENT, NOW, TODAY)
    back = _rows_since(life, count)[-1]
    assert back.amount >= row.amount and back.kind == 'fixed-deposit-back'
    # The interest came onto the deposit and went with it: together the deposit is gone.
    return [('', plus((CASH, -back.amount), (('fixed deposits', row.member_number), -row.amount)))]
