"""A row of Entries that someone typed, cell by cell into the texts that a form would have sent.

    read = read_entry(typed, book, today, chosen)
    read.values     {'kind': 'contribution', 'amount': '1200.00', 'date': '2025-01-05', 'member': 'M2025-001'}
    read.doubts     what was guessed; read.problems what cannot be read; both name the field of the sheet in `about`

Receipt, seals and ids of a typed row say nothing: they are given when the row is taken over. What a person chose among
several meanings comes back in `chosen` and is no guess any more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial

from reports.dues import cycles_until, furthest
from reports.listings import MODE_TITLES
from rules import accounts, cycles, money, typed_rows
from rules.periods import CycleName, Month
from rules.problems import N_, Problem
from rules.records import SET_OFF
from rules.transactions import KINDS
from sheets import cells
from sheets.book import Book
from sheets.cells import BadCell, Cell
from sheets.comparing import TypedRow
from sheets.words import CURRENCY_SIGNS, LANGUAGES, _, language

OF_TRANSACTIONS = {
    'on': 'date', 'member_number': 'member', 'kind': 'kind', 'amount': 'amount', 'month': 'for', 'loan_number': 'loan',
    'mode': 'mode', 'category': 'category', 'note': 'note', 'reverses': 'reverses',
}  # fmt: skip
"""The fields of the sheet that say something, and how a form names them."""

FIELD_OF = {form: field for field, form in OF_TRANSACTIONS.items()} | {'month': 'month', 'rate': 'loan_number'}
"""Where a problem stands that a form would show at its field."""


@dataclass(slots=True)
class Read:
    """What a typed row says: texts by the names of a form, guesses, what cannot be read, and several meanings."""

    values: dict[str, str] = field(default_factory=dict)
    doubts: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)


def text_of(cell: Cell) -> str:
    """A cell as a person sees it."""
    if isinstance(cell, float):
        return f'{cell:.15g}'
    return str(cells.from_cell('text', cell, '')).strip()


def read_entry(typed: TypedRow, book: Book, today: date, chosen: Mapping[str, str]) -> Read:
    """Read a row of Entries, each cell by its own reader."""
    read = Read()
    for name, reader in _READERS.items():
        cell = typed.cells.get(name)
        if name in chosen:
            read.values[OF_TRANSACTIONS[name]] = chosen[name]
        elif text_of(cell):
            reader(read, cell, book, today)
        elif name in ('on', 'kind', 'amount'):
            read.problems.append(Problem(N_('The cell is empty.'), N_('Fill it in, or delete the row.'), about=name))
    if 'member_number' not in chosen:
        _compare_name(read, text_of(typed.cells.get('member_name')), book)
    _leave_out_what_says_nothing(read)
    _take_back(read)
    if text_of(typed.cells.get('id')):
        read.doubts.insert(0, Problem(
            N_('The row has the id of another row: it looks like a copy.'),
            N_('Take it over if it happened a second time; otherwise delete it.'), about='id',
        ))  # fmt: skip
    return read


def _read_day(read: Read, cell: Cell, book: Book, today: date) -> None:
    try:
        on, guessed = day_of(cell, book, today)
    except ValueError:
        _bad(read, 'on', N_('{value} is not a date.'), N_('Write it as 2025-03-31.'), cell)
        return
    read.values['date'] = on.isoformat()
    if guessed:
        read.doubts.append(Problem(
            N_('The year of {typed} has two digits.'), N_('Take the row over if {day} is right.'),
            {'typed': cells.quoted(cell), 'day': on}, about='on',
        ))  # fmt: skip
    read.doubts += typed_rows.doubts_of_day(on, today)


def day_of(cell: Cell, book: Book, today: date) -> tuple[date, bool]:
    """The day in a cell, and whether its century was guessed. Raises ValueError."""
    if isinstance(cell, str):
        return typed_rows.read_day(cell, book.bylaws.date_order, today)
    on = cells.from_cell('date', cell, book.bylaws.currency)
    assert isinstance(on, date)
    return on, False


def _read_amount(read: Read, cell: Cell, book: Book, today: date) -> None:
    currency = book.bylaws.currency
    try:
        amount = cells.from_cell('money', cell, currency)
    except BadCell as bad:
        bare = _without_sign(cell, currency)
        try:
            amount = cells.from_cell('money', bare, currency)
        except BadCell:
            _bad(read, 'amount', bad.problem.message, bad.problem.remedy, cell)
            return
    assert isinstance(amount, int)
    read.values['amount'] = money.as_text(amount, currency)


def _without_sign(cell: Cell, currency: str) -> Cell:
    """₹500, Rs. 500/- and KSh 500 without the words for the money itself; another currency stays, and is refused."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip().removesuffix('/-').strip()
    signs = [CURRENCY_SIGNS.get(currency, currency).strip(), currency, *(('Rs.', 'Rs') if currency == 'INR' else ())]
    for sign in signs:
        if text.casefold().startswith(sign.casefold()):
            return text[len(sign) :].strip()
        if text.casefold().endswith(sign.casefold()):
            return text[: -len(sign)].strip()
    return text


def _read_kind(read: Read, cell: Cell, book: Book, today: date) -> None:
    _choose(read, 'kind', cell, typed_rows.match(text_of(cell), kind_words()))


def _read_mode(read: Read, cell: Cell, book: Book, today: date) -> None:
    _choose(read, 'mode', cell, typed_rows.match(text_of(cell), mode_words()))


def _read_member(read: Read, cell: Cell, book: Book, today: date) -> None:
    found = typed_rows.match_member(text_of(cell), list(book.members.values()))
    _choose(read, 'member_number', cell, found, named=partial(_named, book))


def _named(book: Book, number: str) -> str:
    member = book.member(number)
    return f'{member.name} ({number})' if member else number


def _read_loan(read: Read, cell: Cell, book: Book, today: date) -> None:
    numbers = ((loan.number, loan.number) for loan in book.loans.values())
    _choose(read, 'loan_number', cell, typed_rows.match(text_of(cell), numbers))


def _read_month(read: Read, cell: Cell, book: Book, today: date) -> None:
    try:
        read.values['for'] = str(_cycle(cell, book, today))
    except BadCell as bad:
        _bad(read, 'month', bad.problem.message, bad.problem.remedy, cell)


def _cycle(cell: Cell, book: Book, today: date) -> CycleName:
    """The month in a cell, or its day where a cycle begins on it that is no month. Raises BadCell."""
    month = cells.from_cell('month', cell, book.bylaws.currency, book.bylaws.date_order)
    assert isinstance(month, Month)
    found = cycles_until(book, furthest(today))
    if cycles.named(found, month):
        return month
    try:
        day, _guessed = day_of(cell, book, today)
    except ValueError:
        return month
    return day if cycles.named(found, day) else month


def _read_text(name: str) -> Callable[[Read, Cell, Book, date], None]:
    def reader(read: Read, cell: Cell, book: Book, today: date) -> None:
        read.values[OF_TRANSACTIONS[name]] = text_of(cell)

    return reader


_READERS: Mapping[str, Callable[[Read, Cell, Book, date], None]] = {
    'on': _read_day,
    'member_number': _read_member,
    'kind': _read_kind,
    'amount': _read_amount,
    'month': _read_month,
    'loan_number': _read_loan,
    'mode': _read_mode,
    'category': _read_text('category'),
    'note': _read_text('note'),
    'reverses': _read_text('reverses'),
}


def _choose(
    read: Read, name: str, cell: Cell, found: typed_rows.Match, about: str = '', named: Callable[[str], str] = str
) -> None:
    """Take the likeliest meaning of a word, and say so where it is a guess.

    `about` is the field of the cell, `named` how a meaning is called to people.
    """
    if not found.codes:
        message, remedy = _UNKNOWN[name]
        _bad(read, about or name, message, remedy, cell)
        return
    read.values[OF_TRANSACTIONS[name]] = found.codes[0]
    if found.sure:
        return
    read.choices[name] = found.codes
    read.doubts.append(Problem(
        N_('{typed} may mean: {meanings}.'), N_('Take the row over if that is right, or correct the cell.'),
        {'typed': cells.quoted(text_of(cell)), 'meanings': ', '.join(map(named, found.codes))}, about=about or name,
    ))  # fmt: skip


_UNKNOWN: Mapping[str, tuple[str, str]] = {
    'kind': (N_('{value} is no kind of entry.'), N_('Choose one from the list of the cell.')),
    'mode': (N_('{value} is no way to pay that the book knows.'), N_('Choose one from the list of the cell.')),
    'member_number': (
        N_('{value} is no member.'), N_('Type her number, or add her in the app first.'),
    ),
    'loan_number': (N_('There is no loan {value}.'), N_('Correct the number, or give the loan in the app.')),
}  # fmt: skip


def _compare_name(read: Read, name: str, book: Book) -> None:
    """The name says whose row it is where there is no number, and otherwise whether the number is right."""
    if not name or any(problem.about == 'member_number' for problem in read.problems):
        return
    found = typed_rows.match_member(name, list(book.members.values()))
    if 'member' not in read.values:
        _choose(read, 'member_number', name, found, about='member_name', named=partial(_named, book))
        return
    numbered = book.member(read.values['member'])
    if numbered is None or numbered.number in found.codes:
        return
    read.choices['member_number'] = (numbered.number, *found.codes)
    read.doubts.append(Problem(
        N_('The number {number} is that of {name}, and the row names {typed}.'),
        N_('Take the row over if the number is right, or correct it.'),
        {'number': numbered.number, 'name': numbered.name, 'typed': cells.quoted(name)}, about='member_name',
    ))  # fmt: skip


def _leave_out_what_says_nothing(read: Read) -> None:
    """The word "cash" beside a kind that has no mode is a habit, and no mistake."""
    kind = KINDS.get(read.values.get('kind', ''))
    if kind and 'mode' not in kind.needs | kind.takes and read.values.get('mode') == 'cash':
        del read.values['mode']


def _take_back(read: Read) -> None:
    """A row that names another one in Reverses takes it back, with everything that was recorded together with it."""
    amount = read.values.get('amount', '')
    if 'reverses' in read.values:
        kept = {name: text for name, text in read.values.items() if name in ('date', 'reverses', 'note')}
        read.values = {**kept, 'kind': 'reversal', 'amount': amount.removeprefix('-')}
        read.doubts.append(Problem(
            N_('The row takes back the entry {id}, and all that was recorded together with it.'),
            N_('Take the row over if that is right.'), {'id': read.values['reverses']}, about='reverses',
        ))  # fmt: skip
    elif amount.startswith('-'):
        read.problems.append(Problem(
            N_('The amount is not more than zero, and the row takes nothing back.'),
            N_('Correct the amount, or name in Reverses which entry the row takes back.'), about='amount',
        ))  # fmt: skip


def _bad(read: Read, name: str, message: str, remedy: str, cell: Cell) -> None:
    read.problems.append(Problem(message, remedy, {'value': cells.quoted(cell)}, about=name))


@cache
def kind_words() -> tuple[tuple[str, str], ...]:
    """Every word for a kind of entry: the codes, and the titles in all languages of the app."""
    titles = {kind: posting.title for kind, posting in accounts.POSTINGS.items()}
    short = {'interest': N_('Interest'), 'penalty': N_('Penalty')}
    return (
        *_in_all_languages(titles),
        *_in_all_languages({kind: known.title for kind, known in KINDS.items()}),
        *_in_all_languages(short),
    )


@cache
def mode_words() -> tuple[tuple[str, str], ...]:
    """Every word for a way to pay; setting off is none, since it takes several rows that make up for each other."""
    return _in_all_languages({mode: title for mode, title in MODE_TITLES.items() if mode != SET_OFF})


def _in_all_languages(titles: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    words = [(code, code) for code in titles]
    words += [(code.replace('-', ' '), code) for code in titles if '-' in code]
    for code_of_language in LANGUAGES:
        with language(code_of_language):
            words += [(_(title), code) for code, title in titles.items()]
    return tuple(words)
