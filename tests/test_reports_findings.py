"""What the rules say of the history that is in force: shown with cells, or by receipt while a row still waits."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from reports import findings
from reports.verify import problems_of_book, problems_of_workbook
from rules.records import Entry, Loan, Member
from sheets import entries
from sheets.columns import CHANGES, ENTRIES, MEMBERS
from sheets.garbage import nothing_collected
from tests.groups import NOW, Group
from tests.large import START, entries_of
from tests.tampering import cell, group_with_rows, written


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """The group of tests/tampering.py: Asha was lent 500 and paid back 50; the box holds 1975."""
    group = group_with_rows(tmp_path)
    group.book.reopen()
    return group


def joined(group: Group, row: Entry, **other: object) -> None:
    """A row that comes from another copy of the book, where it was right."""
    row = replace(row, previous='', seal='', check='', **other)  # type: ignore[arg-type]
    with group.book.writing() as writing:
        writing.insert(ENTRIES, row, row.id, NOW)


def entry(group: Group, kind: str) -> Entry:
    return next(entry for entry in entries.records_of(group.book.frame()) if entry.kind == kind)


def said(group: Group) -> list[str]:
    return [str(problem) for problem in problems_of_book(group.book)]


def test_a_right_history_has_no_problems(group: Group) -> None:
    assert said(group) == []


def test_a_loan_repaid_on_two_laptops_is_told_by_receipt_and_later_by_cell(group: Group) -> None:
    for name, receipt in (('here', 'R00009'), ('there', 'R00010')):
        joined(group, entry(group, 'principal'), id=name, receipt=receipt, amount=450_00)
    message = 'More is repaid of the loan L2025-001 than was lent: '
    first = f'R00004 (Entries!{cell(6, "amount")})'
    assert said(group)[0].startswith(f'Entries: {message}{first}, R00009, R00010. ')
    written(group)
    group.book.reopen()
    others = f'R00009 (Entries!{cell(11, "amount")}), R00010 (Entries!{cell(12, "amount")})'
    assert said(group)[0].startswith(f'Entries!{cell(12, "amount")}: {message}{first}, {others}. ')
    assert said(group)[0] in [str(problem) for problem in problems_of_workbook(group.path.read_bytes())]


def test_cash_below_zero_is_told_with_all_that_was_paid_out_that_day(group: Group) -> None:
    for name, amount in (('R00009', 1000_00), ('R00010', 1500_00)):
        joined(group, entry(group, 'expense'), id=name, receipt=name, amount=amount)
    (problem,) = problems_of_book(group.book)
    assert (problem.place, problem.values['rows']) == (
        'Entries',
        f'R00005 (Entries!{cell(7, "amount")}), R00009, R00010',
    )


def test_a_number_given_on_both_laptops_is_told_with_both_names_until_one_is_renumbered(group: Group) -> None:
    asha, other = group.book.members.values()
    with group.book.writing() as writing:
        writing.update(MEMBERS, other.id, {'number': asha.number}, 'x', NOW)
    assert said(group)[0] == (
        f'Members!A3: The number {asha.number} was given twice: Asha (Members!A2), =1+1 (Members!A3). '
        'Give one of the two the next free number.'
    )
    renumbered = replace(
        group.book.changes[0], id='renumbered', sheet='Members', row=other.id, field='number', old=other.number,
        new='M2025-003', previous='', seal='', check='',
    )  # fmt: skip
    with group.book.writing() as writing:
        writing.insert(CHANGES, renumbered, 'y', NOW)
        writing.update(MEMBERS, other.id, {'number': 'M2025-003'}, 'y', NOW)
    assert said(group) == [], 'her rows keep the number that she had'


def test_a_long_history_is_gone_through_in_half_a_second(group: Group) -> None:
    """Of 36,000 entries; the time is that of the processor, the best of three."""
    loans: list[Loan] = []
    people = [Member(f'm{n}', f'M{n}', f'Member {n}', '', 200_00, START) for n in range(200)]
    rows = enumerate(entries_of(people, 107, 15, loans))
    frame = entries.frame_of(replace(row, id=f'e{number}', receipt=f'R{number}') for number, row in rows)
    assert len(frame) > 36_000

    def seconds() -> float:
        start = time.process_time()
        with nothing_collected():
            members, given = {member.id: member for member in people}, {loan.id: loan for loan in loans}
            history = findings.history_of(replace(group.book.bylaws, started_on=START), members, given, [], frame)
            assert [problem.sheet for problem in findings.problems(history, lambda *place: '')] == ['Entries']
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < 0.5
