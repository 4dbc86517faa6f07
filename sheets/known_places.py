"""Which group's workbook lies at which place of a folder, where the journal is shared and cannot tell it by the name.

It is `.bahi/groups.json` beside the workbook. Without it a workbook that is away is not known by its name alone;
nothing else is lost with it, and it is written anew when the workbook is next opened.
"""

import json
from pathlib import Path

from sheets.databases import FOLDER
from sheets.whole_files import write_whole

NAME = 'groups.json'


def note_place(folder: Path, place: str, group_id: str) -> None:
    """Remember that the workbook of a group lies here."""
    known = known_places(folder)
    if known.get(place) != group_id:
        (folder / FOLDER).mkdir(exist_ok=True)
        noted = json.dumps({**known, place: group_id}, ensure_ascii=False, indent=1)
        write_whole(folder / FOLDER / NAME, noted.encode())


def known_places(folder: Path) -> dict[str, str]:
    """The group of each place."""
    try:
        told = json.loads((folder / FOLDER / NAME).read_text(encoding='utf-8'))
    except (OSError, ValueError):
        return {}
    return {str(place): str(group) for place, group in told.items()} if isinstance(told, dict) else {}
