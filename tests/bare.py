"""A bare ReportLab canvas that draws the very strings of a report, for comparing: no shaping, no layout."""

import io
import statistics
import time
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from reports.typefaces import static_font
from reports.typesetting import Font, Typesetter

STRINGS_A_PAGE = 250
Strings = list[tuple[str, float]]


def strings_of(make: Callable[[], bytes]) -> Strings:
    """Every string that a report sets, with its size."""
    found: Strings = []
    written = Typesetter.written

    def noted(self: Typesetter, text: str, font: Font) -> tuple[str, float]:
        found.append((text, font.size))
        return written(self, text, font)

    Typesetter.written = noted  # type: ignore[method-assign]
    try:
        make()
    finally:
        Typesetter.written = written  # type: ignore[method-assign]
    return found


def bare_canvas_seconds(strings: Strings, tries: int = 5) -> float:
    """The median time in which a bare canvas draws these strings."""
    pdfmetrics.registerFont(TTFont('Bare', io.BytesIO(static_font('Regular'))))
    return statistics.median(_drawn(strings) for _ in range(tries))


def _drawn(strings: Strings) -> float:
    start = time.perf_counter()
    canvas = Canvas(io.BytesIO(), pagesize=A4)
    for number, (text, size) in enumerate(strings):
        if number and number % STRINGS_A_PAGE == 0:
            canvas.showPage()
        canvas.setFont('Bare', size)
        canvas.drawString(40 + number % 5 * 100, 800 - number % STRINGS_A_PAGE * 3, text)
    canvas.save()
    return time.perf_counter() - start
