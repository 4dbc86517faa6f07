"""The picture of a receipt: kept beside the book, proved by its SHA-256, refused where it cannot be kept; statements
that an officer approved."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from actions import approving, documents
from actions.backups import make, restore, set_passphrase
from actions.who import Who
from reports.approvals import approvals, told
from reports.financial import statement
from reports.financial_paper import statement_paper
from reports.financial_xlsx import statement_xlsx
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.problems import Refused
from rules.register_records import Document
from rules.spans import Span
from sheets import backups, papers
from sheets.writer import Writer
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.printed import by_pdfium

PNG = b'\x89PNG\r\n\x1a\n' + b'tea' * 100


@pytest.fixture
def group(tmp_path: Path) -> Group:
    group = Group(tmp_path, module_documents=True, module_statements=True)
    group.do('income', '100', '2025-02-01')
    group.do('expense', '50', '2025-02-02', category='Administrative', entry_id='tea')
    return group


def attach(group: Group, data: bytes = PNG, about: str = 'tea', request: str = 'p') -> Document:
    return documents.attach(group.book, about, 'receipt', data, PRESIDENT, NOW, TODAY, request)


def test_a_picture_is_kept_beside_the_book_and_shown_with_its_receipt(group: Group) -> None:
    made = attach(group)
    assert (made.number, made.label, made.about) == ('P2026-001', 'R00002 · Administrative', 'tea')
    assert (group.path.parent / 'documents' / made.file).read_bytes() == PNG
    assert documents.of_receipt(group.book, {'tea'}) == [made]
    assert documents.shown(group.book, made) == PNG
    assert attach(group) == made, 'the same request attaches once'


def test_verify_tells_when_a_picture_was_changed_or_is_gone(group: Group) -> None:
    made = attach(group)
    Writer(group.book, view_changes).flush(TODAY)
    assert problems_of_workbook(group.path) == []
    place = group.path.parent / 'documents' / made.file
    place.write_bytes(PNG + b'more')
    (problem,) = problems_of_workbook(group.path)
    assert 'was changed since it was attached' in str(problem) and problem.place.startswith('Documents!')
    assert documents.shown(group.book, made) is None
    place.unlink()
    (problem,) = problems_of_workbook(group.path)
    assert f'documents/{made.file}' in str(problem) and 'is gone' in str(problem)


@pytest.mark.parametrize('passphrase', ['', 'rain in july'])
def test_a_backup_has_the_pictures_and_restoring_brings_them_back(group: Group, passphrase: str) -> None:
    gone, changed = attach(group).file, attach(group, PNG + b'2', 'tea', 'q').file
    Writer(group.book, view_changes).flush(TODAY)
    group.book.close()
    folder = group.path.parent / 'documents'
    kept_in = backups.home_of(group.path.parent) / 'documents'
    set_passphrase(group.path.parent, passphrase, PRESIDENT)
    made = make(group.path, PRESIDENT, NOW)
    ending = '.aes' if passphrase else ''
    assert sorted(each.name for each in kept_in.iterdir()) == sorted(f'{name}{ending}' for name in (gone, changed))
    (folder / gone).unlink()
    (folder / changed).write_bytes(b'another picture')
    make(group.path, PRESIDENT, NOW + timedelta(hours=1))
    assert restore(group.path, made.name, PRESIDENT, NOW, TODAY).otherwise == ()
    assert ((folder / gone).read_bytes(), (folder / changed).read_bytes()) == (PNG, PNG + b'2')
    assert [each.read_bytes() for each in folder.glob('*.set-aside-*')] == [b'another picture']
    assert problems_of_workbook(group.path) == []


def test_a_picture_of_which_no_good_copy_is_left_is_named(group: Group) -> None:
    name = attach(group).file
    Writer(group.book, view_changes).flush(TODAY)
    group.book.close()
    made = make(group.path, PRESIDENT, NOW)
    (group.path.parent / 'documents' / name).unlink()
    (backups.home_of(group.path.parent) / 'documents' / name).write_bytes(PNG[:20])
    assert restore(group.path, made.name, PRESIDENT, NOW, TODAY).otherwise == (f'Documents: {name}',)


def test_what_is_no_picture_or_too_large_is_refused_with_every_reason(group: Group) -> None:
    with pytest.raises(Refused) as refused:
        attach(group, b'<svg>' + b'x' * papers.LARGEST_BYTES, 'nothing')
    assert [problem.message.partition('.')[0] for problem in refused.value.problems] == [
        'The file is no picture and no PDF', 'The file is larger than {most} MB',
        'There is no entry {id}',
    ]  # fmt: skip
    assert not (group.path.parent / 'documents').exists()
    assert papers.read(group.path.parent, '../group.xlsx') is None


def test_an_officer_approves_a_statement_with_the_seal_of_the_book(group: Group) -> None:
    span = Span(date(2025, 1, 1), date(2025, 12, 31))
    head = group.book.head()
    made = approving.approve(group.book, 'income', span, '', PRESIDENT, NOW, TODAY, 's')
    assert (made.number, made.approved_by, made.approved_on, made.head) == ('S2026-001', 'Savitri', TODAY, head)
    assert approvals(group.book, 'income', span) == [made]
    shown = statement(group.book, 'income', span)
    said = 'Approved by Savitri on 1 January 2026 (S2026-001), as it stands.'
    (page,) = by_pdfium(statement_paper(group.book, shown, TODAY))
    assert said in page
    assert any(
        said in row for row in openpyxl.load_workbook(BytesIO(statement_xlsx(group.book, shown))).worksheets[0].values
    )
    group.do('income', '5', '2025-12-31')
    assert told(group.book, 'income', span) == [said.replace(', as it stands', '; rows were added since')]
    assert told(group.book, 'income', Span(span.first, date(2025, 6, 30))) == []
    with pytest.raises(Refused, match='are not over'):
        approving.approve(group.book, 'income', Span(span.first, date(2027, 1, 1)), '', PRESIDENT, NOW, TODAY, 's2')
    with pytest.raises(Refused, match='You may not'):
        approving.approve(group.book, 'income', span, '', Who('Mina', 'secretary'), NOW, TODAY, 's3')
