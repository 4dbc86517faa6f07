"""Make the book of a new group."""

from datetime import date
from pathlib import Path

from rules.bylaws import CURRENCIES, KINDS_OF_GROUP, preset
from rules.problems import N_, Problem, Refused
from sheets.journal import give_up_place
from sheets.making import make_workbook
from sheets.words import LANGUAGES


def make_group(
    path: Path, kind: str, name: str, currency: str, language: str, start: date, today: date, group_id: str
) -> None:
    """Write the workbook of a new group. Raises Refused with every reason, also when the file is there already."""
    problems: list[Problem] = []
    if path.suffix.lower() != '.xlsx':
        problems.append(
            Problem(N_('{file} is not the name of an xlsx workbook.'), N_('Let it end in .xlsx.'), {'file': path.name})
        )
    if not name.strip():
        problems.append(Problem(N_('The name of the group is empty.'), N_('Type the name of the group.'), about='name'))
    if kind not in KINDS_OF_GROUP or currency not in CURRENCIES or language not in LANGUAGES:
        problems.append(Problem(N_('A choice is missing.'), N_('Choose kind, currency and language.')))
    if start > today:
        problems.append(Problem(N_('The group cannot begin in the future.'), N_('Correct the date.'), about='start'))
    if problems:
        raise Refused(problems)
    if not path.exists():
        give_up_place(path.parent, path.name)
    make_workbook(path, preset(kind, name.strip(), currency, language, start, group_id), today)
