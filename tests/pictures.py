"""Takes the pictures of the README from the sample group: make pictures. Needs Chromium and LibreOffice.

The screens come from a running demo, the workbook from LibreOffice, the page from the report itself. Each picture is
written with few colours, so that all of them together weigh less than one photograph.
"""

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Page, sync_playwright

from reports import pictures
from reports.documents import group_report
from sheets.book import open_book
from sheets.sample import TODAY
from sheets.words import language
from tests.machine import TOOLS, LibreOffice
from tests.served import Server, serving_bahi

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / 'docs' / 'pictures'
SAMPLE = ROOT / 'sample_workbook.xlsx'

LARGEST_BYTES = 120_000
COLOURS = (128, 64, 32, 16)
LAPTOP, PHONE = (1280, 800), (360, 740)
PIXELS_A_POINT = 2
SCROLLED_TO_THE_LIST = 440
PAPER_PIXELS_WIDE = 900
YEAR = date(2025, 11, 1), date(2026, 10, 31)


def main() -> int:
    """Take all of them, or say which program is missing."""
    missing = [tool for tool in ('chromium', 'libreoffice') if TOOLS[tool]() is None]
    if missing:
        print(f'Pictures need {" and ".join(missing)}. Please install it and run make pictures again.', file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, image in [*screens(Path(folder)), *papers(Path(folder))]:
            written = small(image)
            (FOLDER / name).write_bytes(written)
            print(f'docs/pictures/{name}: {image.width} x {image.height}, {len(written):,} bytes')
    return 0


def screens(folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """What people see: an officer's first page and her grid of deposits, a member's passbook in her own language."""
    program = TOOLS['chromium']()
    (data := folder / 'demo').mkdir()
    with serving_bahi(data, '--demo') as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=['--no-sandbox', '--disable-gpu'])
        for name, role, path, size, locale in (
            ('dashboard.png', 'president', '/', LAPTOP, 'en-IN'),
            ('deposits.png', 'president', '/deposits', PHONE, 'en-IN'),
            ('passbook.png', 'member', '/passbook', PHONE, 'mr-IN'),
        ):
            context = browser.new_context(
                viewport={'width': size[0], 'height': size[1]}, locale=locale,
                device_scale_factor=1 if size is LAPTOP else PIXELS_A_POINT, reduced_motion='reduce',
            )  # fmt: skip
            page = context.new_page()
            _enter(page, server, role, path)
            if path == '/deposits':
                # Past the day and the way of paying, to the members.
                page.mouse.wheel(0, SCROLLED_TO_THE_LIST)
                page.wait_for_function(f'window.scrollY >= {SCROLLED_TO_THE_LIST}')
            yield name, Image.open(io.BytesIO(page.screenshot()))
            context.close()
        browser.close()


def _enter(page: Page, server: Server, role: str, path: str) -> None:
    page.goto(f'{server.address}/sign-in')
    page.locator(f'button[name=role][value={role}]').click()
    page.goto(f'{server.address}{path}')
    if role != 'member':
        # The officers' screens are alive when their script has taken over from what the server drew.
        page.wait_for_selector('body.ready')
    page.wait_for_load_state('networkidle')


def papers(folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """The totals of the workbook as LibreOffice shows them, and the first page of the report in Marathi."""
    program = TOOLS['libreoffice']()
    assert program is not None
    workbook = folder / SAMPLE.name
    shutil.copy(SAMPLE, workbook)
    (profile := folder / 'libreoffice').mkdir()
    summary = LibreOffice(program, profile).converted(workbook, 'pdf').read_bytes()
    # The sheets are printed in their order, and the Read me before it fits on one page.
    yield 'summary.png', trimmed(_page(summary, 2))
    book = open_book(workbook)
    with language('mr'):
        report = group_report(book, *YEAR, TODAY)
    book.close()
    yield 'report.png', _page(report, 1)


def _page(pdf: bytes, number: int) -> Image.Image:
    return Image.open(io.BytesIO(pictures.picture(pdf, number, PAPER_PIXELS_WIDE))).convert('RGB')


def trimmed(image: Image.Image, margin: int = 24) -> Image.Image:
    """The image without the white paper around what stands on it."""
    box = ImageChops.difference(image, Image.new('RGB', image.size, 'white')).getbbox()
    assert box, 'the page is empty'
    left, top, right, bottom = box
    return image.crop((
        max(left - margin, 0), max(top - margin, 0),
        min(right + margin, image.width), min(bottom + margin, image.height),
    ))  # fmt: skip


def small(image: Image.Image) -> bytes:
    """The image as PNG with as many colours as its size allows."""
    for colours in COLOURS:
        written = io.BytesIO()
        image.convert('RGB').quantize(colours, dither=Image.Dither.NONE).save(written, 'PNG', optimize=True)
        if written.tell() <= LARGEST_BYTES:
            return written.getvalue()
    raise AssertionError(f'larger than {LARGEST_BYTES:,} bytes with {COLOURS[-1]} colours: {image.size}')


if __name__ == '__main__':
    sys.exit(main())
