"""Decisions of the meeting: what the group settled by a vote, so that an action which needs one can name it.

Some things nobody may do alone: give a turn to another, forgive a fine, hand out a pot that is not full. The group
decides, the decision is written down with its day, who was for it and why, and the action then names its number.

For example, D2025-003 of 5 March 2025: the fine F2025-007 of Asha is waived, 30.00 of 50.00; Asha, Bina and Chitra
were for it, nobody against; "her child was ill".

    waive 30.00 of F2025-007 on 6 March, naming D2025-003     goes
    waive 50.00 of F2025-007                                  20.00 more than was decided
    waive 30.00 of F2025-008                                  D2025-003 is about another fine
    waive 30.00 of F2025-007 on 4 March                       was not decided yet on that day

Who moves a turn of her own must be for it; who has left by then is not asked, and those who are there decide.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from rules import days
from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem, Word

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of decision: its title, what it is `about` in a word, and the details that it needs.

    `members` is how many members it concerns at least: more, where two share a turn. With `consent` each of them must
    be for it herself, since it is her turn that is moved; `without_left`: but not who has left by then. `once`: a
    single action may rest on it.
    """

    title: str
    about: str = ''
    members: int = 0
    amount: bool = False
    consent: bool = False
    without_left: bool = False
    once: bool = False


KINDS: Mapping[str, Kind] = {
    'swap': Kind(
        N_('Two members exchange their turns'), N_('rotation'), members=2, consent=True, without_left=True, once=True
    ),
    'skip': Kind(
        N_('A member lets her turn pass to a later one'), N_('rotation'), members=1, consent=True, without_left=True,
        once=True,
    ),
    'split': Kind(N_('Two members share their turns'), N_('rotation'), members=2, consent=True, once=True),
    'late joiner': Kind(N_('A member joins a rotation that has begun'), N_('rotation'), members=1, once=True),
    'pay short': Kind(N_('The pot is paid out though contributions are missing'), N_('round')),
    'waive': Kind(N_('A fine or penalty is waived'), N_('fine or loan'), amount=True),
    'write off': Kind(N_('A loan is written off'), N_('loan'), amount=True),
    'reschedule': Kind(N_('The instalments of a loan are set anew'), N_('loan'), once=True),
    'exception': Kind(N_('A loan goes beyond what the bylaws ask of who borrows'), members=1, amount=True),
    'reopen a month': Kind(N_('A closed month takes an entry again'), N_('month')),
    'one officer': Kind(N_('One officer both approves and records'), N_('action')),
    'other': Kind(N_('Another decision')),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `about` is the id of the row it belongs to; `amount` in minor units, where the kind settles one.

    `members`, `in_favour` and `against` are ids of members.
    """

    number: str
    kind: str
    on: date
    reason: str
    in_favour: tuple[str, ...]
    against: tuple[str, ...] = ()
    about: str = ''
    members: tuple[str, ...] = ()
    amount: Money = ZERO


@dataclass(frozen=True, slots=True)
class Known:
    """The decisions that there are, by number, and what was done on them.

    `used` is the sum of the amounts of the actions that name a decision, or 1 where they have none.
    """

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    used: Mapping[str, Money] = field(default_factory=dict)


def problems_of_decision(
    decision: Decision, names: Mapping[str, str], started_on: date, today: date,
    others: Mapping[str, str] | None = None, left: Collection[str] = (),
) -> Iterable[Problem]:  # fmt: skip
    """Why a decision cannot be written down as it stands. `names` are those of the members who may vote, by id.

    `others` are those of everybody else who ever was a member; `left` the ids of who had left at the end of that day.
    """
    others, kind = others or {}, KINDS.get(decision.kind)
    excused = {*left} - {*decision.against} if kind and kind.without_left else set[str]()
    if kind is None:
        yield Problem(
            N_('"{kind}" is not a kind of decision.'), N_('Choose one of: {kinds}.'),
            {'kind': decision.kind, 'kinds': ', '.join(KINDS)}, about='kind',
        )  # fmt: skip
    else:
        yield from _problems_of_details(decision, kind, {**others, **names}, excused)
    if decision.on > today:
        yield Problem(
            N_('The date {day} lies in the future.'), N_('Write the decision down once it is made.'),
            {'day': decision.on}, about='on',
        )  # fmt: skip
    yield from days.too_early(decision.on, started_on, 'on')
    if not decision.reason.strip():
        yield Problem(N_('The decision has no reason.'), N_('Write why the group decided so.'), about='reason')
    if len(decision.reason) > LONGEST_REASON:
        yield Problem(
            N_('The text has {letters} letters; the book takes {longest}.'), N_('Shorten the text.'),
            {'letters': len(decision.reason), 'longest': LONGEST_REASON}, about='reason',
        )  # fmt: skip
    yield from _problems_of_votes(decision, names, others, excused)


def _problems_of_details(
    decision: Decision, kind: Kind, names: Mapping[str, str], excused: Collection[str]
) -> Iterable[Problem]:
    if kind.about and not decision.about:
        yield Problem(
            N_('The decision does not say which {what} it is about.'), N_('Choose it, and record again.'),
            {'what': Word(kind.about)}, about='about',
        )  # fmt: skip
    if (named := len(set(decision.members))) < kind.members:
        yield Problem(
            N_('"{kind}" concerns {count} members, and {named} are named.'), N_('Choose the members it concerns.'),
            {'kind': _title(decision.kind), 'count': kind.members, 'named': named}, about='members',
        )  # fmt: skip
    if decision.members and not kind.members:
        yield Problem(
            N_('"{kind}" concerns no single member.'), N_('Leave the members out, or choose another kind.'),
            {'kind': _title(decision.kind)}, about='members',
        )  # fmt: skip
    if kind.amount and decision.amount <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that was decided.'), about='amount')
    if kind.consent:
        for member in sorted(set(decision.members) - set(decision.in_favour) - set(excused)):
            yield Problem(
                N_('{name} was not for it, and it is her turn.'),
                N_('Ask her; without her word her turn stays as it is.'),
                {'name': names.get(member, member)}, about='in_favour',
            )  # fmt: skip


def _problems_of_votes(
    decision: Decision, names: Mapping[str, str], others: Mapping[str, str], excused: Collection[str]
) -> Iterable[Problem]:
    concerned = {*decision.members} - {*excused}
    for member in sorted({*decision.in_favour, *decision.against, *concerned} - set(names)):
        yield Problem(
            N_('{member} is not a member who can decide.'), N_('Choose among the members of that day.'),
            {'member': others.get(member, member)}, about='in_favour',
        )  # fmt: skip
    for member in sorted(set(decision.in_favour) & set(decision.against)):
        yield Problem(
            N_('{name} stands both for it and against it.'), N_('Keep her where she voted.'),
            {'name': names.get(member, member)}, about='against',
        )  # fmt: skip
    if len(set(decision.in_favour)) <= len(set(decision.against)):
        yield Problem(
            N_('{count} were for it and {others} against it.'),
            N_('A decision needs more votes for it than against it.'),
            {'count': len(set(decision.in_favour)), 'others': len(set(decision.against))}, about='in_favour',
        )  # fmt: skip


def problems_of_quorum(decision: Decision, members: int, quorum_percent: Fraction) -> Iterable[Problem]:
    """Why too few of the `members` of that day stand behind a decision. Who voted either way was there."""
    voted = len({*decision.in_favour, *decision.against})
    needed = math.ceil(members * quorum_percent / 100)
    if voted < needed:
        yield Problem(
            N_('{voted} of {members} members voted; {needed} must be there for a decision.'),
            N_('Name all who voted, or decide when more are there.'),
            {'voted': voted, 'members': members, 'needed': needed}, about='in_favour',
        )  # fmt: skip


def problems_of_naming(
    kind: str, about: str, on: date, named: str, known: Known, members: Collection[str] = ()
) -> Iterable[Problem]:
    """Why an action that needs a decision of a kind about a row cannot rest on the decision whose number it names.

    `members` are whom the action concerns, where the kind names any.
    """
    title = _title(kind)
    decision = known.decisions.get(named)
    if decision is None:
        yield Problem(
            N_('This needs a decision of the group ("{kind}"), and none is named.')
            if not named
            else N_('This needs a decision of the group ("{kind}"), and there is no decision {number}.'),
            N_('Record the decision, then name its number here.'),
            {'kind': title, 'number': named}, about='decision',
        )  # fmt: skip
        return
    concerns = {*decision.members} == {*members} if KINDS[kind].members else True
    if decision.kind != kind:
        yield Problem(
            N_('The decision {number} is "{other}"; this needs "{kind}".'), N_('Name the decision that allows it.'),
            {'number': named, 'other': _title(decision.kind), 'kind': title}, about='decision',
        )  # fmt: skip
    elif decision.about != about or not concerns:
        yield Problem(
            N_('The decision {number} is about something else.'), N_('Name the decision that allows it.'),
            {'number': named}, about='decision',
        )  # fmt: skip
    elif KINDS[kind].once and known.used.get(named):
        yield Problem(
            N_('What the decision {number} allows was done already.'), N_('Let the group decide again.'),
            {'number': named}, about='decision',
        )  # fmt: skip
    if decision.on > on:
        yield Problem(
            N_('The decision {number} was made on {day}, after {on}.'), N_('Record it on the day of the decision.'),
            {'number': named, 'day': decision.on, 'on': on}, about='decision',
        )  # fmt: skip


def problems_of_sum(amount: Money, named: str, known: Known, currency: str) -> Iterable[Problem]:
    """Why a sum is more than what earlier actions left of the sum that was decided."""
    decision = known.decisions.get(named)
    if decision and amount > (left := decision.amount - known.used.get(named, ZERO)):
        yield Problem(
            N_('The decision {number} allows {left} more, and this is {amount}.'),
            N_('Take less, or let the group decide again.'),
            {
                'number': named,
                'left': Amount(max(ZERO, left), currency),
                'amount': Amount(amount, currency),
            },
            about='amount',
        )


def _title(kind: str) -> str:
    return Word(KINDS[kind].title) if kind in KINDS else kind
