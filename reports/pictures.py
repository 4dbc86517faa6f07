"""The pages of a PDF as pictures, so that a report is seen before it is saved; the one door to pdfium.

page_count(pdf)            how many there are
picture(pdf, 1, 820)       the first one as PNG, 820 pixels wide
"""

import io
from threading import Lock
from typing import Any

import pypdfium2

# What stands on our paper is ink, two greens and the soft grounds of the tables; more colours only weigh more.
COLOURS = 32
# pdfium keeps its state in its module and takes one caller at a time.
_ONE_AT_A_TIME = Lock()


def page_count(pdf: bytes) -> int:
    """How many pages there are."""
    with _ONE_AT_A_TIME:
        document: Any = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def picture(pdf: bytes, number: int, width_pixels: int) -> bytes:
    """One page, counted from 1, as PNG. Raises IndexError where there is no such page."""
    with _ONE_AT_A_TIME:
        document: Any = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= number <= len(document):
                raise IndexError(f'page {number} of {len(document)}')
            page = document[number - 1]
            image = page.render(scale=width_pixels / page.get_width()).to_pil()
        finally:
            document.close()
    written = io.BytesIO()
    image.quantize(COLOURS, dither=0).save(written, 'PNG', optimize=True)
    return written.getvalue()
