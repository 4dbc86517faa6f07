"""A financial statement as paper, spreadsheet and page share it: sections of lines with their amounts, sums, and notes.

    Balance sheet            31 March 2025    31 December 2024
    Assets                                                          a Section
      Cash in hand               10,300.00           10,000.00      a Line, which opens to its entries by its source
      Total assets               10,300.00           10,000.00      a Line that adds up others, named in `adds`

A sum is never counted twice: it is made of the lines that it names, here and as a formula in the spreadsheet. A column
may be a sum of others in the same way. Every text is in the reader's language, every amount in minor units.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from reports.movements import Consists, Ledger, Source
from rules.chart import Class, Place
from rules.chart import Section as Part
from rules.money import Money
from rules.spans import Span

Kind = Literal['trial-balance', 'balance-sheet', 'income', 'cash-flow', 'equity']
KINDS: tuple[Kind, ...] = get_args(Kind)

Signed = tuple[int, str]
"""+1 or -1, and the key of a line or column that is added or taken off."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of amounts: its heading, and the columns that it adds up where it is such a sum."""

    key: str
    title: str
    adds: tuple[Signed, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line. A sum names the lines that it `adds`; any other says from which entries it comes."""

    key: str
    title: str
    amounts: tuple[Money, ...]
    adds: tuple[Signed, ...] = ()
    source: Source | None = None
    consists_of: tuple[Consists, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a title, and what they come to; some sections are one or the other alone."""

    title: str
    lines: tuple[Line, ...]
    total: Line | None = None

    def all_lines(self) -> Iterator[Line]:
        """Its lines and then their total."""
        yield from self.lines
        if self.total:
            yield self.total


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a range of days, compared with another range."""

    kind: Kind
    title: str
    span: Span
    compared: Span | None
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()

    def lines(self) -> Iterator[Line]:
        """Every line from the top down."""
        for section in self.sections:
            yield from section.all_lines()

    def line(self, key: str) -> Line:
        """The line with a key."""
        return next(line for line in self.lines() if line.key == key)

    def amount(self, key: str, column: str = '') -> Money:
        """What stands in a line, in the first column unless another one is named."""
        place = [each.key for each in self.columns].index(column) if column else 0
        return self.line(key).amounts[place]


def total_of(
    columns: Sequence[Column], key: str, title: str, lines: Sequence[Line], adds: Sequence[Signed] | None = None
) -> Line:
    """The sum of these lines, or of those among them that are named with their signs."""
    amounts = {line.key: line.amounts for line in lines}
    signed = tuple(adds) if adds is not None else tuple((1, line.key) for line in lines)
    sums = [sum(sign * amounts[name][place] for sign, name in signed) for place in range(len(columns))]
    return Line(key, title, tuple(sums), adds=signed)


def moved_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines without those in which there is nothing."""
    return tuple(line for line in lines if any(line.amounts))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a statement is made from: the accounts of the group, and what moved now and in the days compared with."""

    places_of: Mapping[str, Place]
    now: Ledger
    then: Ledger | None

    @property
    def ledgers(self) -> tuple[Ledger, ...]:
        """The two of them, or the one where there is nothing to compare with."""
        return (self.now, self.then) if self.then else (self.now,)

    @property
    def compared(self) -> Span | None:
        """The days that are compared with."""
        return self.then.span if self.then else None

    def places(self, class_: Class) -> list[Place]:
        """The accounts of a class, in their order."""
        return [place for place in self.places_of.values() if place.class_ == class_]

    def accounts(self, *sections: Part) -> frozenset[str]:
        """The accounts that stand in these places."""
        return frozenset(account for account, place in self.places_of.items() if place.section in sections)

    def line(self, key: str, title: str, source: Source) -> Line:
        """A line with what its entries come to, now and then."""
        amounts = tuple(ledger.sum(source) for ledger in self.ledgers)
        return Line(key, title, amounts, source=source, consists_of=self.now.consists_of(source))
