"""The picture of a receipt is attached to what was recorded, and is there as long as the book is.

attach(book, entry.id, 'receipt', data, who, now, today, request)      →  its row in Documents
shown(book, document)                                                  the file, unless it was changed or is gone
"""

from datetime import date, datetime

from actions.who import Who
from rules.problems import N_, Problem, Refused
from rules.register_records import Document, next_number
from sheets import papers
from sheets.book import Book
from sheets.columns import DOCUMENTS

RECEIPT = 'receipt'


def attach(
    book: Book, about: str, kind: str, data: bytes, who: Who, now: datetime, today: date, request: str
) -> Document:
    """Keep a file that belongs to a receipt, named by one of its entries. Raises Refused with every reason."""
    who.must('record')
    rows = book.receipt_of(about)
    with book.writing() as writing:
        register = book.register(DOCUMENTS)
        if writing.answer(request):
            found: Document = register[request]
            return found
        problems = _problems_of(book, data)
        if not rows:
            problems.append(
                Problem(N_('There is no entry {id}.'), N_('Take the entry id from the history.'), {'id': about})
            )
        if problems:
            raise Refused(problems)
        number, mark = next_number('P', register.values(), today), papers.fingerprint(data)
        name = papers.name_of(number, data)
        # The file first: a row never names what is not there.
        papers.keep(book.workbook.folder, name, data)
        label = ' · '.join(text for text in (rows[0].receipt, rows[0].member_name or rows[0].category) if text)
        document = Document(request, number, today, label, kind, name, mark, about=rows[0].id)
        writing.insert(DOCUMENTS, document, request, now)
        writing.set_answer(request, mark, {'document': request})
        return document


def of_receipt(book: Book, ids: set[str]) -> list[Document]:
    """The documents of the entries with these ids."""
    return [each for each in book.register(DOCUMENTS).values() if each.about in ids]


def shown(book: Book, document: Document) -> bytes | None:
    """The file as it was attached; None where it was changed or is gone."""
    data = papers.read(book.workbook.folder, document.file)
    return data if data is not None and papers.fingerprint(data) == document.fingerprint else None


OFF = Problem(
    N_('The group keeps no pictures of receipts.'), N_('Switch on the module of documents in the settings.'),
    about='module',
)  # fmt: skip
NO_PICTURE = Problem(
    N_('The file is no picture and no PDF.'), N_('Take a photograph, and choose it: JPEG, PNG or PDF.'), about='type'
)
TOO_LARGE = Problem(
    N_('The file is larger than {most} MB.'), N_('Take the picture smaller.'),
    {'most': papers.LARGEST_BYTES // 1_000_000}, about='size',
)  # fmt: skip
REASONS = (OFF, NO_PICTURE, TOO_LARGE)
"""Why a file may be refused; each is known by what it is about."""


def _problems_of(book: Book, data: bytes) -> list[Problem]:
    refused = (not book.bylaws.module_documents, not papers.ending_of(data), len(data) > papers.LARGEST_BYTES)
    return [reason for reason, speaks in zip(REASONS, refused, strict=True) if speaks]
