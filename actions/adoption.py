"""Rows that someone typed into the sheet are taken over: the good ones count, the doubtful and the bad ones wait.

    proposals(book, today)                                  what each row would become, and what speaks against it
    proposal_of(book, proposal.id, today, {'kind': 'fine'}) the same for one, with what a person chose
    adopt(book, {proposal.id}, who, now, today)             somebody looked at it and takes it over
    adopt_good(book, now, today)                            without asking, where the bylaws say so
    reject(book, proposal.id, 'only a note', who, now, today)

A row is recorded as the form would record it and by the same rules, so nothing gets in by hand that the form refuses.
It is recorded by "typed in the sheet", and a row in Changes says who looked at it.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time

from actions.typed_judging import NOBODY_ELSE, Chosen, Judging, Proposal, as_typed, rejected_rows
from actions.who import Who
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Change
from rules.typed_rows import BAD, GOOD
from sheets.book import Book
from sheets.columns import CHANGES
from sheets.comparing import TypedRow
from sheets.trial import Trial

__all__ = ['Proposal', 'adopt', 'adopt_good', 'open_rows', 'problems_of_typed', 'proposal_of', 'proposals', 'reject']

LONGEST_WORDS = 200


def proposals(book: Book, today: date, chosen: Chosen | None = None) -> list[Proposal]:
    """What each typed row would become, in the order in which they stand; the book stays as it is."""
    if not book.typed:
        return []
    trial = Trial(book)
    now = datetime.combine(today, time(), UTC)
    return Judging(trial, trial.recording(), now, today, chosen or {}).run(book.typed, None, NOBODY_ELSE)


def proposal_of(book: Book, fingerprint: str, today: date, chosen: Mapping[str, str] | None = None) -> Proposal | None:
    """What one of them would become, with what a person chose for its fields; None where it is not there any more."""
    found = proposals(book, today, {fingerprint: chosen or {}})
    return next((proposal for proposal in found if proposal.id == fingerprint), None)


def problems_of_typed(book: Book, today: date) -> list[Problem]:
    """What keeps typed rows from counting, each reason at its cell."""
    return [reason for proposal in proposals(book, today) if proposal.verdict == BAD for reason in proposal.reasons]


def open_rows(book: Book) -> list[TypedRow]:
    """The typed rows of which nobody has said yet that they shall not count."""
    rejected = rejected_rows(book)
    return [row for row in book.typed if row.fingerprint not in rejected]


def adopt(
    book: Book,
    wanted: Collection[str] | None,
    who: Who,
    now: datetime,
    today: date,
    chosen: Chosen | None = None,
    only_good: bool = False,
) -> int:
    """Take over the rows with these fingerprints, or all good ones; tells how many.

    Of those that are wanted the doubtful ones are taken too, since somebody looked at them, unless `only_good`. Raises
    Refused, and then nothing was taken over, where one is not there any more or cannot be recorded.
    """
    with book.writing() as writing:
        rows = [row for row in book.typed if wanted is None or row.fingerprint in wanted]
        if wanted is not None and {row.fingerprint for row in rows} != set(wanted):
            raise refuse(
                N_('The row does not stand in the sheet any more as it was shown.'), N_('Look at the page again.')
            )
        looked_at = None if only_good else wanted
        judged = Judging(book, writing, now, today, chosen or {}).run(rows, looked_at, who)
        if looked_at is not None and (bad := [one for one in judged if one.verdict == BAD]):
            raise Refused(reason for one in bad for reason in one.reasons)
        return sum(one.verdict == GOOD or looked_at is not None for one in judged)


def adopt_good(book: Book, now: datetime, today: date) -> int:
    """Take over what is clear and possible, where the bylaws want it without asking; tells how many rows it was."""
    if book.bylaws.typed_rows != 'adopt':
        return 0
    # Most typed rows that are left are bad ones, and a look at them should keep nobody from recording.
    if not any(proposal.verdict == GOOD for proposal in proposals(book, today)):
        return 0
    return adopt(book, None, NOBODY_ELSE, now, today)


def reject(book: Book, fingerprint: str, reason: str, who: Who, now: datetime, today: date) -> None:
    """Say that a typed row shall not count; it stays in the sheet, and is no problem any more."""
    who.must('correct')
    if not reason.strip():
        raise refuse(N_('The reason is missing.'), N_('Say in a few words why.'), about='reason')
    with book.writing() as writing:
        row = next((row for row in book.typed if row.fingerprint == fingerprint), None)
        if row is None:
            raise refuse(
                N_('The row does not stand in the sheet any more as it was shown.'), N_('Look at the page again.')
            )
        if fingerprint in rejected_rows(book):
            return
        words = ' | '.join(text for _heading, text in as_typed(row))
        change = Change(
            id=f'rejected-{fingerprint}', on=today, sheet=row.sheet.name, row=fingerprint, field='row',
            label='', old=words[:LONGEST_WORDS] or '-', new='', reason=reason.strip(), recorded_by=who.name,
            recorded_at=now.replace(microsecond=0),
        )  # fmt: skip
        writing.insert(CHANGES, change, change.id, now)
