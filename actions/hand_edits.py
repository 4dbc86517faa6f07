"""Cells of a register that someone changed in the sheet: what is valid is taken over, the rest waits for a person.

    take_over_registers(book, now, today)        the valid ones, each written into Changes with old and new value
    problems_of_registers(book, today)           the others, each at its cell; the old value stays in force
    put_back(book, 'Members', member.id, ...)    writes the value in force into the cells again

What follows from other rows (the status of a loan), what is given once (numbers, ids) and what a bylaw fixes for ever
is not changed by hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from ulid import ULID

from actions.members import problems_of_joining, problems_of_status_day
from actions.parts import Plan, amend, tell_registers
from actions.settings import problems_of_change
from actions.who import Who
from rules import members
from rules.bylaws import BY_FIELD, Bylaws
from rules.problems import N_, Problem, refuse
from rules.records import INACTIVE, RUNNING, Change
from rules.transactions import LONGEST_NOTE
from rules.typed_rows import TYPED
from sheets.book import Book
from sheets.columns import BYLAWS, CHANGES, LOANS, MEMBERS, Column, Sheet
from sheets.comparing import Difference
from sheets.journal import PENDING, SYNCED
from sheets.recording import Recording

NOBODY_ELSE = Who(TYPED)
PUT_BACK = N_('Correct the cell, or put the old value back.')


@dataclass(slots=True)
class Judged:
    """What of a changed register row can be taken over, as canonical texts, and what is wrong with the rest."""

    found: Difference
    values: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, name: str, problem: Problem) -> None:
        """This cell stays as it was in force."""
        self.problems.append(replace(problem, sheet=self.found.sheet.name, cell=self.found.fields[name][2]))


def of_registers(book: Book) -> list[Difference]:
    """The register rows that stand otherwise than in force."""
    return [found for found in book.differences if not found.sheet.sealed]


def problems_of_registers(book: Book, today: date) -> list[Problem]:
    """What is wrong with the cells that were not taken over."""
    return [problem for found in of_registers(book) for problem in judge(book, found, today).problems]


def take_over_registers(book: Book, now: datetime, today: date) -> int:
    """Take over every valid cell; tells how many rows were concerned."""
    if not any(judge(book, found, today).values for found in of_registers(book)):
        return 0
    taken = 0
    with book.writing() as writing:
        for found in of_registers(book):
            judged = judge(book, found, today)
            if judged.values:
                _take_over(book, writing, judged, now, today)
                taken += 1
    return taken


def put_back(book: Book, sheet: str, key: str, who: Who, now: datetime) -> None:
    """Write what is in force into the changed cells of a register row."""
    who.must('settings' if sheet == BYLAWS.name else 'members')
    found = difference(book, sheet, key)
    with book.writing() as writing:
        values = {name: old for name, (old, _new, _cell) in found.fields.items()}
        writing.update(found.sheet, key, values, str(ULID()), now)


def difference(book: Book, sheet: str, key: str) -> Difference:
    """What stands otherwise in a row. Raises Refused where nothing does any more."""
    for found in book.differences:
        if (found.sheet.name, found.key) == (sheet, key):
            return found
    raise refuse(N_('The row stands in the sheet as it should.'), N_('Nothing is left to do.'))


def judge(book: Book, found: Difference, today: date) -> Judged:
    """What of a changed register row is valid."""
    judged = Judged(found)
    if found.sheet is BYLAWS:
        _judge_bylaw(book, judged, today)
        return judged
    rules = _RULES.get(found.sheet.name) or _general(found.sheet)
    for name, (_old, new, _cell) in found.fields.items():
        if name in found.unreadable:
            judged.refuse(name, Problem(N_('{value} cannot stand here.'), PUT_BACK, {'value': repr(new)[:60]}))
        elif name not in rules:
            judged.refuse(name, Problem(
                N_('This is not changed by hand: the rows of the book refer to it.'), PUT_BACK
            ))  # fmt: skip
        else:
            text, problems = rules[name](book, found, new, today)
            for problem in problems:
                judged.refuse(name, problem)
            if not problems:
                judged.values[name] = text
    _reason_goes_with_status(judged)
    return judged


Answer = tuple[str, list[Problem]]
"""The canonical text of a cell, and what is wrong with it."""
Rule = Callable[[Book, Difference, str, date], Answer]


def _name(book: Book, found: Difference, new: str, today: date) -> Answer:
    return new.strip(), list(members.problems_of_name(new))


def _mobile(book: Book, found: Difference, new: str, today: date) -> Answer:
    country = book.bylaws.country
    problems = list(members.problems_of_mobile(new, country, found.key, book.members.values()))
    return members.national_mobile(new, country) or '', problems


def _monthly(book: Book, found: Difference, new: str, today: date) -> Answer:
    less = Problem(N_('The regular deposit is less than nothing.'), PUT_BACK)
    return new, [less] if not new or new.startswith('-') else []


def _joined(book: Book, found: Difference, new: str, today: date) -> Answer:
    if not new:
        return new, [Problem(N_('The cell is empty.'), PUT_BACK)]
    return new, list(problems_of_joining(book, book.members[found.key], date.fromisoformat(new), today))


def _status(book: Book, found: Difference, new: str, today: date) -> Answer:
    problems = list(problems_of_status_day(book, book.members[found.key], today, today))
    reason = found.fields.get('reason', ('', '', ''))[1]
    if new == INACTIVE and not reason.strip():
        problems.append(Problem(N_('The reason is missing.'), N_('Say in a few words why she leaves.')))
    if not new:
        problems.append(Problem(N_('The cell is empty.'), PUT_BACK))
    return new, problems


def _reason(book: Book, found: Difference, new: str, today: date) -> Answer:
    return new.strip(), _too_long(new, members.LONGEST_NAME)


def _number(book: Book, found: Difference, new: str, today: date) -> Answer:
    """A number that two members have is settled by giving one of them a free one; otherwise numbers stay."""
    mine = book.members[found.key].number
    numbers = [member.number for member in book.members.values()]
    if numbers.count(mine) < 2:
        return new, [Problem(N_('A number is given once and never changed.'), PUT_BACK)]
    if not new.strip() or new.strip() in numbers:
        return new, [Problem(N_('The number {number} was given already.'), PUT_BACK, {'number': new})]
    return new.strip(), []


def _note(book: Book, found: Difference, new: str, today: date) -> Answer:
    return new.strip(), _too_long(new, LONGEST_NOTE)


def _terms(book: Book, found: Difference, new: str, today: date) -> Answer:
    """The rate and the way of counting parts of months of a loan that is running."""
    if not new:
        return new, [Problem(N_('The cell is empty.'), PUT_BACK)]
    loan = book.loans[found.key]
    if loan.status != RUNNING:
        return new, [Problem(N_('The loan {loan} is no longer running.'), PUT_BACK, {'loan': loan.number})]
    return new, []


_OF_MEMBERS: Mapping[str, Rule] = {
    'name': _name, 'mobile': _mobile, 'monthly': _monthly, 'joined': _joined, 'status': _status, 'reason': _reason,
    'number': _number,
}  # fmt: skip
_OF_LOANS: Mapping[str, Rule] = {'rate': _terms, 'part_month': _terms, 'note': _note}
_RULES: Mapping[str, Mapping[str, Rule]] = {MEMBERS.name: _OF_MEMBERS, LOANS.name: _OF_LOANS}


def _general(sheet: Sheet) -> Mapping[str, Rule]:
    """The rules of a register without special ones: what is valid by its type, and what nothing else refers to."""
    return {
        column.field: partial(_by_type, column)
        for column in sheet.columns
        if not (column.for_app or column.follows or column.given_once)
    }


def _by_type(column: Column, book: Book, found: Difference, new: str, today: date) -> Answer:
    """A value that can be read and is one of the choices; an amount that is not below zero."""
    if not new.strip():
        return new.strip(), [Problem(N_('The cell is empty.'), PUT_BACK)] if column.required else []
    if column.type == 'money' and new.startswith('-'):
        return new, [Problem(N_('The amount is less than nothing.'), PUT_BACK)]
    return (new.strip(), _too_long(new, LONGEST_NOTE)) if column.type == 'text' else (new, [])


def _too_long(text: str, longest: int) -> list[Problem]:
    if len(text) <= longest:
        return []
    values = {'letters': len(text), 'longest': longest}
    return [Problem(N_('The text has {letters} letters; the book takes {longest}.'), N_('Shorten the text.'), values)]


def _reason_goes_with_status(judged: Judged) -> None:
    """Where her leaving is refused, the reason of it is not taken over by itself."""
    if 'status' in judged.found.fields and 'status' not in judged.values:
        judged.values.pop('reason', None)


def _judge_bylaw(book: Book, judged: Judged, today: date) -> None:
    found, currency = judged.found, book.bylaws.currency
    bylaw = BY_FIELD[found.key]
    _old, new, _cell = found.fields['value']
    if bylaw.fixed:
        judged.refuse('value', Problem(
            N_('This bylaw never changes.'), N_('Put the old value back; another group has a book of its own.')
        ))  # fmt: skip
        return
    try:
        if 'value' in found.unreadable:
            raise ValueError(new)
        changed: Bylaws = replace(book.bylaws, **{bylaw.field: bylaw.read(new, currency)})  # type: ignore[arg-type]
    except ValueError:
        judged.refuse('value', Problem(
            N_('{value} cannot be the value of this bylaw.'), N_('Write a value as the meaning explains it.'),
            {'value': repr(new)[:60]},
        ))  # fmt: skip
        return
    problems = list(problems_of_change(book, changed, bylaw.field, today, today))
    for problem in problems:
        judged.refuse('value', problem)
    if not problems:
        judged.values['value'] = bylaw.written(getattr(changed, bylaw.field), currency)


def _take_over(book: Book, writing: Recording, judged: Judged, now: datetime, today: date) -> None:
    found, request = judged.found, str(ULID())
    if found.sheet is BYLAWS:
        _amend_bylaw(book, writing, judged, now, today, request)
        return
    label = found.sheet.label(book.register(found.sheet)[found.key])
    # What is written otherwise than it was typed ('+91 98220 12345') goes into the cell; the rest stands there already.
    as_typed = {name: text for name, text in judged.values.items() if found.fields[name][1] == text}
    others = {name: text for name, text in judged.values.items() if name not in as_typed}
    reason = judged.values.get('reason', '') or TYPED
    for values, status, suffix in ((as_typed, SYNCED, ''), (others, PENDING, '.2')):
        amend(
            book, writing, found.sheet, found.key, label, values, reason, today, NOBODY_ELSE, now, request + suffix,
            status,
        )  # fmt: skip
    if found.sheet is MEMBERS:
        tell_registers(book, writing, found.key, TYPED, today, NOBODY_ELSE, now, request)
    if found.sheet is LOANS:
        plan = Plan([], touches=[book.loans[found.key]], request=f'{request}.3', on=today)
        plan.write_registers(book, writing, NOBODY_ELSE, now)


def _amend_bylaw(
    book: Book, writing: Recording, judged: Judged, now: datetime, today: date, request: str
) -> None:  # fmt: skip
    found, new = judged.found, judged.values['value']
    bylaw, currency = BY_FIELD[found.key], book.bylaws.currency
    old = bylaw.written(getattr(book.bylaws, bylaw.field), currency)
    if old == new:
        return
    change = Change(
        id=request, on=today, sheet=BYLAWS.name, row=bylaw.field, label=bylaw.title, field=bylaw.field, old=old,
        new=new, reason=TYPED, recorded_by=TYPED, recorded_at=now.replace(microsecond=0),
    )  # fmt: skip
    writing.insert(CHANGES, change, request, now)
    status = SYNCED if found.fields['value'][1] == new else PENDING
    writing.update(BYLAWS, bylaw.field, {'value': new}, request, now, status)
