"""Transactions as objects of texts, one or many: what the command line and its batch files send, and the answers.

{"entry_id": "…", "status": "recorded" | "already recorded" | "refused", "rows": 2, "in_workbook": true,
 "problems": ["…"]}
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ulid import ULID

from actions import record as recording
from actions.keeping import Keeper
from actions.pasted import member_number, table_of
from actions.requests import KEYS, transaction_of
from actions.who import Who
from rules.problems import N_, Problem, Refused, refuse
from sheets.book import Book
from sheets.trial import Trial
from sheets.words import _, shown

Values = Mapping[str, str]
OF_THE_LINE = ('by', 'today')
NO_OBJECT = ' '
KINDS = ('contribution', 'share', 'loan', 'repayment')
"""What a batch of the page is of; the command line takes every kind."""
KIND_CALLED = {'disbursement': 'loan', 'deposit': 'contribution', 'share capital': 'share'}
HEADINGS = {
    'member': (N_('Member'),), 'kind': (N_('Kind'),), 'amount': (N_('Amount'),), 'date': (N_('Date'),),
    'for': (N_('For period'), N_('For month')), 'loan': (N_('Loan'),), 'rate': (N_('Percent a month'), 'Rate'),
    'mode': (N_('Mode'),), 'account': (N_('Account'),), 'reference': (N_('Reference'),), 'note': (N_('Note'),),
}  # fmt: skip


def record_one(keeper: Keeper, values: Values, who: Who, now: datetime, flush: bool = True) -> dict[str, Any]:
    """Record one; the answer is given as soon as it is durable, after one attempt to bring it into the workbook."""
    book = keeper.book()
    entry_id = values.get('entry_id') or str(ULID())
    try:
        asked = transaction_of(_details(values), book.bylaws, entry_id)
        today = _today(values, keeper)
        done = recording.record(book, asked, _who(values, who), now, today)
    except Refused as refused:
        return _refusal(entry_id, refused.problems)
    if flush:
        keeper.flush()
    return _answer(book, done)


def record_all_or_none(keeper: Keeper, lines: Iterator[Values], who: Who, now: datetime) -> list[dict[str, Any]]:
    """Record all lines together, or none: then the good ones say which line was the matter."""
    book, listed = keeper.book(), list(lines)
    ids = [values.get('entry_id') or str(ULID()) for values in listed]
    refusals: dict[int, Sequence[Problem]] = {}
    done: dict[int, recording.Recorded] = {}
    try:
        with book.writing() as writing:
            for number, values in enumerate(listed):
                try:
                    asked = transaction_of(_details(values), book.bylaws, ids[number])
                    today = _today(values, keeper)
                    done[number] = recording.record_within(book, writing, asked, _who(values, who), now, today)
                except Refused as refused:
                    refusals[number] = refused.problems
            if refusals:
                raise Refused([problem for problems in refusals.values() for problem in problems])
    except Refused:
        first = min(refusals) + 1
        whole = Problem(N_('Not recorded, because line {line} was refused.'), N_('Mend that line.'), {'line': first})
        return [
            _answer(book, done[number])
            if number in done and done[number].repeated
            else _refusal(ids[number], refusals.get(number, [whole]))
            for number in range(len(listed))
        ]
    keeper.flush()
    return [_answer(book, done[number]) for number in range(len(listed))]


def look_at_all(book: Book, lines: Sequence[Values], who: Who, now: datetime, today: date) -> list[dict[str, Any]]:
    """What recording all lines would answer; the book stays as it is."""
    trial, answers = Trial(book), []
    writing = trial.recording()
    for values in lines:
        entry_id = values.get('entry_id') or str(ULID())
        try:
            if rows := book.receipt_of(entry_id):
                answers.append({'entry_id': entry_id, 'status': 'already recorded', 'rows': len(rows), 'problems': []})
                continue
            asked = transaction_of(_details(values), book.bylaws, entry_id)
            done = recording.record_within(trial, writing, asked, who, now, today)
            answers.append({'entry_id': entry_id, 'status': 'good', 'rows': done.rows, 'problems': []})
        except Refused as refused:
            answers.append(_refusal(entry_id, refused.problems))
    return answers


def pasted(book: Book, text: str, common: Values, request: str) -> list[Values]:
    """The lines of a table from a spreadsheet, with what is `common` to all of them where a line does not say it.

    Each gets the id of the request and its number. Raises Refused where the table cannot be read.
    """
    lines: list[Values] = []
    for row in table_of(text, HEADINGS):
        cells = {**common, **row.cells, 'entry_id': f'{request}-{row.line}'}
        kind = cells.get('kind', '').casefold()
        cells['kind'] = KIND_CALLED.get(kind, kind)
        if 'member' in cells:
            cells['member'] = member_number(book, cells['member'])
        lines.append({key: text for key, text in cells.items() if text})
    return lines


def lines_of(path: Path) -> Iterator[Values]:
    """The objects of a batch file, a line each. Numbers keep their digits; a line that is none is refused as it is met.

    Raises Refused where the file cannot be read.
    """
    try:
        text = path.read_text(encoding='utf-8-sig')
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(
            N_('The file {file} cannot be read: {error}.'), N_('Check its name; it must be text in UTF-8.'),
            file=path.name, error=str(error),
        ) from error  # fmt: skip
    for line in text.splitlines():
        if line.strip():
            yield _object(line)


def _object(line: str) -> Values:
    """A line as texts by key. What is no object is kept under a key of its own, and refused when its turn comes."""
    try:
        found = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return {NO_OBJECT: line}
    if not isinstance(found, dict):
        return {NO_OBJECT: line}
    return {
        str(key): value if isinstance(value, str) else json.dumps(value)
        for key, value in found.items()
        if value is not None
    }


def _details(values: Values) -> Values:
    """The details of a transaction. Raises Refused where there is a key that means nothing."""
    if NO_OBJECT in values:
        raise refuse(
            N_('The line is not a JSON object: {line}'), N_('Write it as {example}.'), line=values[NO_OBJECT][:60],
            example='{"kind": "contribution", "amount": "200.00", ...}',
        )  # fmt: skip
    unknown = sorted(set(values) - set(KEYS) - set(OF_THE_LINE))
    if unknown:
        raise refuse(
            N_('{key} is not a detail of a transaction.'), N_('Use only: {keys}.'),
            key=repr(unknown[0][:40]), keys=', '.join(KEYS),
        )  # fmt: skip
    return {key: text for key, text in values.items() if key in KEYS}


def _who(values: Values, who: Who) -> Who:
    return Who(values['by'], who.role) if values.get('by') else who


def _today(values: Values, keeper: Keeper) -> date:
    try:
        return date.fromisoformat(values['today']) if values.get('today') else keeper.today()
    except ValueError:
        raise refuse(
            N_('{value} is not a date.'), N_('Write it as 2025-03-31.'), value=repr(values['today'])[:60]
        ) from None


def _answer(book: Book, done: recording.Recorded) -> dict[str, Any]:
    return {
        'entry_id': done.entry_id,
        'status': 'already recorded' if done.repeated else 'recorded',
        'rows': done.rows,
        'in_workbook': not book.journal.waits(done.entry_id),
        'problems': [],
    }


def _refusal(entry_id: str, problems: Sequence[Problem]) -> dict[str, Any]:
    said = [problem.said(_, shown) for problem in problems]
    return {'entry_id': entry_id, 'status': 'refused', 'rows': 0, 'in_workbook': False, 'problems': said}
