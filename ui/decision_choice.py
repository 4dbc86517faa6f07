"""The decision that an action rests on: chosen among those that allow it still, with the way to write one down.

decision_field(book)                                       any decision that stands
decision_field(book, ('waive',), required=True)            one of a kind
decision_field(book, ('swap', 'skip'), about='C1')         about one row
"""

from collections.abc import Collection
from urllib.parse import urlencode

from markupsafe import Markup

from reports import decisions as decided
from rules.decisions import KINDS, Decision, Known
from sheets.book import Book
from sheets.words import _, shown_money, shown_short_date
from ui import fields
from ui.rotation_words import names_of

Pair = tuple[str, str]


def decision_field(
    book: Book,
    kinds: Collection[str] = (),
    about: str = '',
    *,
    label: str = '',
    value: str = '',
    required: bool = False,
) -> Markup:
    """A list of decisions, the newest first. One of a kind that has to be named is chosen where there is only one."""
    pairs = decisions_for(book, kinds, about)
    if required and len(pairs) == 1:
        value = pairs[0][0]
    query = urlencode({name: said for name, said in (('kind', next(iter(kinds), '')), ('about', about)) if said})
    link = Markup('<p class="note"><a href="/decisions/new{}">{}</a></p>').format(
        f'?{query}' if query else '', _('Write a decision down')
    )
    options = [('', _('none')), *pairs]
    return fields.choice('decision', label or _('Decision'), options, value, required=required) + link


def decisions_for(book: Book, kinds: Collection[str] = (), about: str = '') -> list[Pair]:
    """The numbers of the decisions that allow something still, each with what it says in a line."""
    known, labels = decided.known(book), decided.by_number(book)
    return [
        (each.number, _in_a_line(book, each, '' if about else labels[each.number].label, bool(kinds)))
        for each in reversed(list(known.decisions.values()))
        if (not kinds or each.kind in kinds) and about in ('', each.about) and _allows(each, known)
    ]


def _allows(decision: Decision, known: Known) -> bool:
    kind, used = KINDS.get(decision.kind), known.used.get(decision.number, 0)
    if kind is None:
        return False
    return used < decision.amount if kind.amount else not (kind.once and used)


def _in_a_line(book: Book, decision: Decision, label: str, of_a_kind: bool) -> str:
    said = [
        decision.number, shown_short_date(decision.on), '' if of_a_kind else _(KINDS[decision.kind].title), label,
        names_of(book, decision.members), shown_money(decision.amount, book.bylaws.currency) if decision.amount else '',
    ]  # fmt: skip
    return ' · '.join(text for text in said if text)
