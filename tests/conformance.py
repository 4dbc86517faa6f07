"""Published cases of other systems, held against the rules: make conformance. Writes docs/conformance.md; exits 1 when
one does not come out.

The cases stand in tests/data/conformance.json: where each was published, what goes in, what is expected, within which
tolerance, and under "ours" which conventions of Bahi are those of the source. No case has code of its own;
tests/conforming.py has an adapter for each kind.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from rules.money import RoundingMode, rounded
from tests.conforming import Vector, answer_to, command_of

DATA = Path(__file__).parent / 'data' / 'conformance.json'
PAGE = Path(__file__).parent.parent / 'docs' / 'conformance.md'

MOST_ROWS = 4
SHORT = {'principal': '', 'interest': ' + ', 'total': ' = ', 'balance': ' → '}

ABOUT = """\
# Cases that others have published

Printed by `make conformance`; do not edit it here. Each line is a case of another system, a calculator or a
spreadsheet: what they say comes out, and what Bahi computes under the same conventions. A schedule is shown as
principal + interest = total → balance of its first and last instalments; all of them are compared.

The conventions are options of `python main.py loan`, bylaws or terms of a product, and never code for one case.

"""


@dataclass(frozen=True)
class Outcome:
    """A vector, what the rules say to it, and where that is not what is expected."""

    vector: Vector
    got: Mapping[str, Any]
    differences: tuple[str, ...]


def vectors() -> list[Vector]:
    """All published cases. Numbers stay exact decimal texts."""
    found: list[Vector] = json.loads(DATA.read_text(encoding='utf-8'), parse_float=str)
    return found


def outcome(vector: Vector) -> Outcome:
    """Ask the rules, and compare."""
    got = answer_to(vector)
    return Outcome(vector, got, tuple(_differences('', vector['expected'], got, vector)))


def page(outcomes: Sequence[Outcome]) -> str:
    """docs/conformance.md."""
    lines = [
        ABOUT + f'{_sentence(outcomes)}\n',
        '| Case | Source | Convention | Expected | Got |',
        '|---|---|---|---|---|',
    ]
    for found in outcomes:
        vector = found.vector
        cells = (
            vector['id'], _source(vector['source']), _convention(vector), _told(vector['expected']),
            _told(_like(vector['expected'], found.got, vector)),
        )  # fmt: skip
        assert not any('|' in cell or '\n' in cell for cell in cells), f'{cells}'
        lines.append(f'| {" | ".join(cells)} |')
    return '\n'.join([*lines, ''])


def main() -> int:
    """Write the page."""
    outcomes = [outcome(vector) for vector in vectors()]
    PAGE.write_text(page(outcomes), encoding='utf-8')
    for found in outcomes:
        for difference in found.differences:
            print(f'{found.vector["id"]}: {difference}')
    print(_sentence(outcomes))
    return 1 if any(found.differences for found in outcomes) else 0


def _sentence(outcomes: Sequence[Outcome]) -> str:
    wrong = sum(bool(found.differences) for found in outcomes)
    return (
        f'{wrong} of {len(outcomes)} are not within tolerance.' if wrong else f'All {len(outcomes)} within tolerance.'
    )


def _differences(place: str, expected: Any, got: Any, vector: Vector) -> Iterator[str]:
    """Where two answers of one shape are not the same."""
    if isinstance(expected, Mapping):
        for name, value in expected.items():
            yield from _differences(f'{place} {name}'.strip(), value, (got or {}).get(name), vector)
    elif isinstance(expected, list):
        if len(expected) != len(got):
            yield f'{place}: {len(expected)} expected, got {len(got)}'
        for number, (value, found) in enumerate(zip(expected, got, strict=False), 1):
            yield from _differences(f'{place} {number}', value, found, vector)
    elif got is None or not _same(expected, got, vector):
        yield f'{place}: {expected} expected, got {got if got is None else _number(got, vector)}'


def _same(expected: Any, got: Any, vector: Vector) -> bool:
    if not _is_number(expected):
        return bool(expected == got)
    return abs(Fraction(str(expected)) - _as_published(got, vector)) <= Fraction(vector['tolerance'])


def _as_published(got: Any, vector: Vector) -> Fraction:
    """An exact figure with as many decimals as the source shows of it, where it shows fewer."""
    exact = got if isinstance(got, Fraction) else Fraction(str(got))
    if (decimals := vector.get('shown_decimals')) is None:
        return exact
    mode: RoundingMode = vector.get('shown_rounding', 'half-up')
    return Fraction(rounded(exact * 10**decimals, 1, mode), 10**decimals)


def _is_number(value: Any) -> bool:
    try:
        Fraction(str(value))
    except ValueError:
        return False
    return True


def _like(expected: Any, got: Any, vector: Vector) -> Any:
    """What was got, in the shape and with the decimals in which it is expected."""
    if isinstance(expected, Mapping):
        return {name: _like(value, (got or {}).get(name), vector) for name, value in expected.items()}
    if isinstance(expected, list):
        return [_like(value, found, vector) for value, found in zip(expected, got, strict=False)]
    return _number(got, vector) if got is not None and _is_number(expected) else got


def _number(got: Any, vector: Vector) -> str:
    """A figure as decimal text, with as many digits as its tolerance makes worth reading."""
    exact, digits = _as_published(got, vector), 2
    while digits < 24 and exact != round(exact, digits) and Fraction(vector['tolerance']) < Fraction(1, 10**digits):
        digits += 1
    # A figure that never ends is compared exactly and shown with one digit more than its tolerance.
    return f'{Decimal(round(exact * 10**digits)).scaleb(-digits):f}'


def _told(value: Any) -> str:
    """An answer in one cell."""
    if isinstance(value, Mapping):
        return '; '.join(f'{_called(name)}{_told(found)}' for name, found in value.items())
    if isinstance(value, list):
        if value and isinstance(value[0], Mapping):
            kept = value if len(value) <= MOST_ROWS else [*value[: MOST_ROWS - 2], None, value[-1]]
            return f'{len(value)} rows: ' + ', '.join('…' if row is None else _row(row) for row in kept)
        return ', '.join(_plain(found) for found in value)
    return _plain(value)


def _called(name: str) -> str:
    return '' if name == 'rows' else f'{name.replace("_", " ")} '


def _row(row: Mapping[str, Any]) -> str:
    """One instalment: principal + interest = total → balance, as far as they are published."""
    parts = [(sign, row[name]) for name, sign in SHORT.items() if name in row]
    first = parts[0][1] if parts else ''
    told = _plain(first) + ''.join(f'{sign}{_plain(value)}' for sign, value in parts[1:])
    return f'{_plain(row["n"])}: {told}' if 'n' in row else told


def _plain(value: Any) -> str:
    """A figure without needless zeros, so that 305.0 and 305.00 look the same."""
    text = str(value)
    return text.rstrip('0').rstrip('.') if '.' in text and _is_number(text) else text


def _source(source: Mapping[str, Any]) -> str:
    if 'url' in source:
        return str(source['url'])
    where = source.get('test') or source.get('scenario') or source.get('algorithm') or ''
    file = Path(source['path']).name
    return f'{source["repo"].partition("@")[0]} {file} {where}'.strip().rstrip(' -')


def _convention(vector: Vector) -> str:
    """The conventions that were chosen: the command where it is a loan."""
    if vector['kind'].startswith('loan_') and 'principal' in vector['ours']:
        words = [f'"{word}"' if ' ' in word else word for word in command_of(vector) if word != '--json']
        return f'`{" ".join(words)}`'
    ours = vector.get('ours', {})
    chosen = '; '.join(f'{name.replace("_", " ")}: {_choice(value)}' for name, value in ours.items())
    return chosen or str(vector['convention'])


def _choice(value: Any) -> str:
    return ', '.join(f'{name} {each}' for name, each in value.items()) if isinstance(value, Mapping) else str(value)


if __name__ == '__main__':
    sys.exit(main())
