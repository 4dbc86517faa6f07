"""What is wrong, as a value: a problem has a place, says what is the matter and what to do about it.

Refused                a request was not carried out, with every reason at once
Problem                one reason, or one wrong cell of the workbook
Word                   a text of the catalogues that stands in another one as a value
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 - the name by which translators' tools find texts
    """Mark a text for the catalogues; it is translated where it is shown."""
    return text


def _as_is(text: str) -> str:
    return text


def _plain(value: object) -> str:
    return str(value)


class Word(str):
    """A word or title of the catalogues as a value of a problem: 'inactive' in "Kavita is already inactive"."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `message` and `remedy` are texts of the catalogues with named places for `values`.

    `sheet` and `cell` (such as 'F17') name the place in the workbook, or are empty for a refused request;
    `about` names the field of a form, so that the form can show the problem beside it.
    """

    message: str
    remedy: str
    values: Mapping[str, object] = field(default_factory=dict)
    sheet: str = ''
    cell: str = ''
    about: str = ''

    def said(self, translate: Callable[[str], str] = _as_is, shown: Callable[[object], str] = _plain) -> str:
        """What is wrong and what to do, without the place, in the words of `translate` and with values as `shown`."""
        values = {name: shown(value) for name, value in self.values.items()}
        return f'{translate(self.message).format(**values)} {translate(self.remedy).format(**values)}'

    @property
    def place(self) -> str:
        """'Entries!F17', 'Entries' or nothing."""
        return f'{self.sheet}!{self.cell}' if self.cell else self.sheet

    def __str__(self) -> str:
        return f'{self.place}: {self.said()}' if self.place else self.said()


class Refused(Exception):
    """A request that was not carried out; nothing has changed. Carries every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(' '.join(str(problem) for problem in self.problems))


def refuse(message: str, remedy: str, about: str = '', **values: object) -> Refused:
    """A refusal with a single reason."""
    return Refused([Problem(message, remedy, values, about=about)])
