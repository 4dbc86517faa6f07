"""What groups do with loans in `tests/lives.py`: open ones, and those on a product with guarantors and fees."""

from fractions import Fraction

from actions import applications, guaranteeing, products
from actions.applications import Application, Verdict
from actions.guaranteeing import Pledge
from actions.who import Who
from reports.guarantees import guarantors_of
from reports.loans import loan_standing
from reports.products import all_products
from rules import money
from rules.records import Loan
from rules.register_records import LoanProduct
from tests.groups import NOW, PRESIDENT
from tests.life_model import CASH, TODAY, Done, Life, Step, plus

MEENA, SUNITA = Who('Meena', 'treasurer'), Who('Sunita', 'treasurer')
SHORT = LoanProduct(
    '', '', 'Short loan', 'term', Fraction(2), 'month', 'equal-instalments', '1 month', 4, 12,
    processing_percent=Fraction(1), fees_taken='taken off', penalty_base='principal', penalty_percent=Fraction(5),
    penalty_times='once', penalty_grace_days=3,
)  # fmt: skip


def loan(life: Life, step: Step) -> Done:
    """Without a product, at the rate of the bylaws."""
    amount = step.units * 100
    entry = life.group.do('loan', str(step.units), life.day.isoformat(), member=life.member(step)).entry_id
    number = life.book.receipt_of(entry)[0].loan_number
    return [(entry, plus((CASH, -amount), (('loans', number), amount)))]


def opening_loan(life: Life, step: Step) -> Done:
    """One that was out when the book began: owed, though no money moves."""
    entry = life.group.do('opening-loan', str(step.units), life.day.isoformat(), member=life.member(step)).entry_id
    return [(entry, plus((('loans', life.book.receipt_of(entry)[0].loan_number), step.units * 100)))]


def _hers(life: Life, step: Step) -> Loan | None:
    running = life.running(life.member(step))
    return running[step.pick % len(running)] if running else None


def more_on_loan(life: Life, step: Step) -> Done:
    """More on a running one."""
    if not (found := _hers(life, step)):
        return []
    amount, day = step.units * 100, life.day.isoformat()
    entry = life.group.do('loan', str(step.units), day, member=found.member_number, loan=found.number).entry_id
    return [(entry, plus((CASH, -amount), (('loans', found.number), amount)))]


def repay(life: Life, step: Step) -> Done:
    """Some of it: every paisa is penalty, fee, interest or principal."""
    return _repaid(life, found, step.units * 100) if (found := _hers(life, step)) else []


def pay_off(life: Life, step: Step) -> Done:
    """All that is owed on that day, which closes it."""
    if not (found := _hers(life, step)):
        return []
    owed = loan_standing(life.book, found, max(life.day, found.began)).owed
    return _repaid(life, found, owed) if owed else []


def _repaid(life: Life, found: Loan, amount: int) -> Done:
    text = money.as_text(amount, 'INR')
    entry = life.group.do('repayment', text, life.day.isoformat(), loan=found.number).entry_id
    rows = life.book.receipt_of(entry)
    assert sum(row.amount for row in rows) == amount and all(row.amount > 0 for row in rows)
    principal = sum(row.amount for row in rows if row.kind == 'principal')
    return [(entry, plus((CASH, amount), (('loans', found.number), -principal)))]


def write_off(life: Life, step: Step) -> Done:
    """Part of the principal is given up, by decision. No money moves."""
    if not (found := _hers(life, step)):
        return []
    amount, day = step.units * 100, life.day.isoformat()
    decision = life.group.decide('write off', found.id, on=day, amount=amount).number
    life.mark()
    entry = life.group.do('write-off', str(step.units), day, loan=found.number, decision=decision).entry_id
    return [(entry, plus((('loans', found.number), -amount)))]


def lend_on_product(life: Life, step: Step) -> Done:
    """Applied for by one officer, vouched for by another member, approved by another officer, handed over less 1 %."""
    if not all_products(life.book):
        products.add(life.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
        life.mark()
    amount, number, day = step.units * 100, life.member(step), life.day
    other = life.group.members[(step.who + 1) % 4]
    asked = Application(life.group._id(), number, 'P1', amount, day, 3 + step.pick, pledges=(Pledge(other, amount),))
    applied = applications.apply(life.book, asked, MEENA, NOW, TODAY)
    life.mark()
    (guarantor,) = guarantors_of(life.book, applied.id)
    guaranteeing.answer(life.book, guarantor.id, 'accepted', day, MEENA, NOW, TODAY, life.group._id())
    life.mark()
    verdict = Verdict(applied.number, 'approved', amount)
    applications.decide(life.book, [verdict], day, SUNITA, NOW, TODAY, life.group._id())
    life.mark()
    entry = life.group.do('loan', str(step.units), day.isoformat(), member=number, loan=applied.number).entry_id
    fee = money.rounded(Fraction(amount, 100), 1, 'half-up')
    return [(entry, plus((CASH, fee - amount), (('loans', applied.number), amount)))]
