"""What the page of turns says of how their order came about, on a copy of the sample chama."""

import re
import shutil
from pathlib import Path

from reports import rotation
from sheets.book import open_book
from sheets.sample import PLACES
from sheets.words import language
from ui.rotation_words import decided_since


def test_the_decisions_that_moved_turns_stand_below_the_ballot(tmp_path: Path) -> None:
    """In the first cycle two exchanged their turns and one joined late; the second is as it was drawn."""
    book = open_book(Path(shutil.copy(PLACES['chama'], tmp_path)))
    first, second = rotation.rotations(book)
    with language('en'):
        said, link = decided_since(book, first), re.compile('href="([^"]+)"')
        assert link.findall(said) == ['/decisions/D2025-001', '/decisions/D2025-002']
        words = ' '.join(re.sub('<[^>]+>', ' ', said).split())
        assert words == (
            'Two members exchange their turns D2025-001 5 Feb 2025 '
            'A member joins a rotation that has begun D2025-002 4 Apr 2025'
        )
        assert decided_since(book, second) == ''
    book.close()
