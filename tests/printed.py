"""What a PDF says when it is opened: its lines as pdfium (in Chrome) and poppler read them, and their places."""

import subprocess
from collections.abc import Iterator

import pypdfium2

from tests.machine import find_poppler


def by_pdfium(pdf: bytes) -> list[list[str]]:
    """The lines of each page."""
    return [lines(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(pdf)]


def by_poppler(pdf: bytes) -> list[list[str]]:
    """The lines of each page."""
    command = [str(find_poppler()), '-enc', 'UTF-8', '-', '-']
    read = subprocess.run(command, input=pdf, capture_output=True, check=True, timeout=60)
    assert read.stderr == b''
    return [lines(page) for page in read.stdout.decode('utf-8').split('\f')[:-1]]


def lines(text: str) -> list[str]:
    """The lines that have something in them."""
    return [line.strip() for line in text.replace('\r', '').split('\n') if line.strip()]


def places(pdf: bytes, text: str, page: int = 0) -> Iterator[tuple[float, float, float, float]]:
    """Where the text stands on a page, each time: left, bottom, right, top, in points."""
    textpage = pypdfium2.PdfDocument(pdf)[page].get_textpage()
    search = textpage.search(text, match_case=True)
    while found := search.get_next():
        boxes = [textpage.get_charbox(found[0] + place) for place in range(found[1])]
        yield min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
