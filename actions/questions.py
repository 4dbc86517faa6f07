"""What two copies of a book changed apart: a person decides which value counts, and until then it is a problem.

for question in book.questions():
    answer(book, question, question.other.value, who, now, today)
"""

from datetime import date, datetime

from ulid import ULID

from actions.parts import tell_registers
from actions.who import Who
from rules.bylaws import BY_FIELD
from rules.problems import N_, Problem, Word, refuse
from rules.records import Change
from sheets.book import Book
from sheets.columns import BY_NAME, BYLAWS, CHANGES, MEMBERS, Sheet
from sheets.questions import Question


def answer(book: Book, question: Question, value: str, who: Who, now: datetime, today: date) -> None:
    """Decide which of the values counts. Raises Refused where it is none of them."""
    sheet = BY_NAME[question.sheet]
    who.must('settings' if sheet is BYLAWS else 'members')
    with book.writing() as writing:
        open_now = next((each for each in book.questions() if _key(each) == _key(question)), None)
        if open_now is None:
            return
        if value not in [side.value for side in open_now.sides]:
            raise refuse(N_('This is none of the values.'), N_('Look at the page again.'), about='value')
        request, in_force = str(ULID()), open_now.one.value
        change = Change(
            id=request, on=today, sheet=question.sheet, row=question.row, label=question.label, field=question.field,
            old=in_force, new=value, reason=N_('Two copies had changed it apart.'), recorded_by=who.name,
            recorded_at=now.replace(microsecond=0),
        )  # fmt: skip
        writing.insert(CHANGES, change, request, now)
        if value != in_force:
            field_name = 'value' if sheet is BYLAWS else question.field
            writing.update(sheet, question.row, {field_name: value}, request, now)
            if sheet is MEMBERS:
                tell_registers(book, writing, question.row, '', today, who, now, request)


def problems_of_questions(book: Book) -> list[Problem]:
    """Each question as a problem, for the page of problems."""
    return [problem_of(question) for question in book.questions()]


def problem_of(question: Question) -> Problem:
    """A question as a problem."""
    title = title_of(question)
    of = question.sheet if question.sheet == BYLAWS.name else question.label
    one, other = question.one.value or '–', question.other.value or '–'
    return Problem(
        N_('{of}, {field}: one copy says {one}, the other {other}. Until somebody decides, {one} counts.'),
        N_('Decide on the page Sync.'),
        {'of': of or question.row, 'field': Word(title), 'one': one, 'other': other},
        sheet=question.sheet,
    )


def title_of(question: Question) -> str:
    """The heading of the field that is in question."""
    sheet: Sheet = BY_NAME[question.sheet]
    return BY_FIELD[question.field].title if sheet is BYLAWS else sheet.column(question.field).header


def _key(question: Question) -> tuple[str, str, str]:
    return question.sheet, question.row, question.field
