"""What all groups do in `tests/lives.py`, and the merry-go-round: each deed asks the app, and says what it moved.

def deposit(life, step): ...      →  [(entry, plus((CASH, 200_00), (('savings', 'M2025-001'), 200_00)))]
"""

from actions import closing, fines
from actions.fines import NewFines, Waiver
from reports import fines as fined
from reports import rotation as there
from rules import money
from rules.records import Mode
from sheets.columns import FINES
from tests.groups import NOW, PRESIDENT
from tests.life_model import BANK, CASH, TODAY, Done, Life, Place, Step, plus


def _mode(step: Step) -> Mode:
    return 'upi' if step.pick % 4 == 0 else 'cash'


def _box(mode: str) -> Place:
    return CASH if mode == 'cash' else BANK


def do(life: Life, kind: str, step: Step, **details: str) -> str:
    """A transaction of the sum and on the day of the step; gives its entry."""
    return life.group.do(kind, str(step.units), life.day.isoformat(), **details).entry_id


def deposit(life: Life, step: Step) -> Done:
    member, mode = life.member(step), _mode(step)
    entry = do(life, 'contribution', step, member=member, mode=mode)
    return [(entry, plus((_box(mode), step.units * 100), (('savings', member), step.units * 100)))]


def withdraw(life: Life, step: Step) -> Done:
    member = life.member(step)
    entry = do(life, 'withdrawal', step, member=member)
    return [(entry, plus((CASH, -step.units * 100), (('savings', member), -step.units * 100)))]


def fine(life: Life, step: Step) -> Done:
    return [(do(life, 'fine', step, member=life.member(step)), plus((CASH, step.units * 100)))]


def income(life: Life, step: Step) -> Done:
    mode = _mode(step)
    return [(do(life, 'income', step, mode=mode), plus((_box(mode), step.units * 100)))]


def expense(life: Life, step: Step) -> Done:
    mode = _mode(step)
    return [(do(life, 'expense', step, mode=mode, cost='1'), plus((_box(mode), -step.units * 100 - 100)))]


def opening(life: Life, step: Step) -> Done:
    return [(do(life, 'opening', step), plus((CASH, step.units * 100)))]


def to_bank(life: Life, step: Step) -> Done:
    return [(do(life, 'to-bank', step), plus((CASH, -step.units * 100), (BANK, step.units * 100)))]


def from_bank(life: Life, step: Step) -> Done:
    return [(do(life, 'from-bank', step), plus((BANK, -step.units * 100), (CASH, step.units * 100)))]


def reverse(life: Life, step: Step) -> Done:
    """Anything that was done is taken back, also what was taken back before: then it is refused."""
    entry, moved = life.done[(step.units + step.pick) % len(life.done)]
    life.group.do('reversal', '', life.day.isoformat(), reverses=entry)
    return [('', plus(*((place, -amount) for place, amount in moved.items())))]


def join(life: Life, step: Step) -> Done:
    life.group.members.append(life.group.join(f'Esha {len(life.group.members)}', life.day.isoformat()))
    return []


def leave(life: Life, step: Step) -> Done:
    """Of those who came later, or now and then one of the first four."""
    if step.pick > 2 and len(life.group.members) <= 4:
        return []
    life.group.leave(life.member(step), life.day.isoformat())
    return []


def come_back(life: Life, step: Step) -> Done:
    life.group.come_back(life.member(step), life.day.isoformat())
    return []


def close_month(life: Life, step: Step) -> Done:
    closing.close(life.book, closing.next_month(life.book), PRESIDENT, NOW, life.day, life.group._id())
    return []


def charge(life: Life, step: Step) -> Done:
    """A fine is charged: no money moves."""
    asked = NewFines(life.group._id(), (life.member(step),), 'late', step.units * 100, life.day)
    fines.charge(life.book, asked, PRESIDENT, NOW, TODAY)
    return []


def pay_fines(life: Life, step: Step) -> Done:
    """Somebody pays what she owes, or wants to pay another sum."""
    owed = [one for one in fined.standings(life.book, life.day) if one.owed]
    number = owed[step.pick % len(owed)].fine.member_number if owed and step.pick else life.member(step)
    amount = min(step.units * 100, max([one.owed for one in owed if one.fine.member_number == number], default=100))
    asked = fines.Payment(life.group._id(), number, amount, life.day)
    done = fines.pay(life.book, asked, PRESIDENT, NOW, TODAY)
    rows = [life.book.receipt_of(one.entry_id) for one in done]
    assert sum(row.amount for receipt in rows for row in receipt) == amount
    return [(receipt[0].id, plus((CASH, sum(row.amount for row in receipt)))) for receipt in rows]


def waive_fine(life: Life, step: Step) -> Done:
    """The group decides, and then it is waived."""
    charged = list(life.book.register(FINES).values())
    if charged:
        fine = charged[step.pick % len(charged)]
        decided = life.group.decide('waive', fine.id, on=life.day.isoformat(), amount=step.units * 100)
        life.mark()
        asked = Waiver(life.group._id(), fine.number, step.units * 100, life.day, decided.number)
        fines.waive(life.book, asked, PRESIDENT, NOW, TODAY)
    return []


def open_cycle(life: Life, step: Step) -> Done:
    order = ('joining', 'alphabet', 'ballot', 'as before')[step.pick % 4]
    life.group.open(order, seed='3 1 4', first=life.day.isoformat())
    return []


def _round(life: Life) -> tuple[str, int] | None:
    now = there.current(life.book)
    return (now.now.id, now.now.number) if now and now.now else None


def bring(life: Life, step: Step) -> Done:
    """Everybody brings what she still owes of the round, or one of them a part of it."""
    now, found = there.current(life.book), _round(life)
    if not (now and found):
        return []
    missing = there.standing(life.book, now, found[1], TODAY).missing
    numbers = {life.book.members[member].number: amount for member, amount in missing.items() if amount}
    if step.pick % 3 == 0:
        numbers = {life.member(step): step.units * 100}
    done = []
    for number, amount in numbers.items():
        life.group.bring(found[0], number, amount=money.as_text(amount, 'INR'), on=life.day.isoformat())
        entry = life.book.frame()['id'].iloc[-1]
        done.append((entry, plus((CASH, amount), (('pots', number), amount))))
        life.model.update(done[-1][1])
        life.done.append(done[-1])
        life.mark()
    return []


def hand_out(life: Life, step: Step) -> Done:
    """The pot of the round goes to whom it belongs: asked for, approved, and recorded by another officer."""
    now, found = there.current(life.book), _round(life)
    if not (now and found):
        return []
    about, day = found[0], life.day.isoformat()
    row = there.rows_of(life.book, now, found[1])[0]
    if row.status == 'waiting':
        life.group.request(about, row.member_number, day)
        life.mark()
    if there.rows_of(life.book, now, found[1])[0].status == 'requested':
        life.group.approve(about, row.member_number, day)
        life.mark()
    due = there.standing(life.book, now, found[1], TODAY).due[row.member] if step.pick % 4 else step.units * 100
    entry = life.group.hand_over(about, row.member_number, money.as_text(due, 'INR'), day)
    return [(entry, plus((CASH, -due), (('pots', row.member_number), -due)))]
