"""Whether the pictures and papers beside the workbook are those that were attached, by their SHA-256."""

from collections.abc import Callable, Iterable
from pathlib import Path

from rules.problems import N_, Problem
from rules.register_records import Document
from sheets import papers


def problems(folder: Path, documents: Iterable[Document], cell_of: Callable[[str, str, str], str]) -> Iterable[Problem]:
    """Each document whose file is gone or was changed."""
    for document in documents:
        data = papers.read(folder, document.file)
        values = {'file': f'{papers.FOLDER}/{document.file}', 'label': document.label}
        cell = cell_of('Documents', document.id, 'file')
        if data is None:
            yield Problem(
                N_('The file {file} of {label} is gone.'), N_('Take it from a backup of the folder.'), values,
                sheet='Documents', cell=cell,
            )  # fmt: skip
        elif papers.fingerprint(data) != document.fingerprint:
            yield Problem(
                N_('The file {file} of {label} was changed since it was attached.'),
                N_('Take the file from a backup of the folder, or attach it anew.'), values,
                sheet='Documents', cell=cell,
            )  # fmt: skip
