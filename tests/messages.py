"""Collects the texts of the code into locale/bahi.pot and brings the catalogues up to date: make messages.

A text that is new gets an empty translation in each language, a text that is gone is taken out. Nothing is guessed from
similar texts: a wrong translation that looks right is worse than a missing one, which tests/test_words.py reports.
"""

import tomllib
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from sheets.words import CATALOGUES, LANGUAGES

ROOT = Path(__file__).parent.parent
HEADER = r"""msgid ""
msgstr ""
"Language: {language}\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
KEYWORDS: dict[str, Any] = {'_': None, 'N_': None, 'n_': (1, 2)}


def collected() -> Catalog:
    """Every text of the code and the templates, with the files it stands in."""
    catalogue = Catalog(project='Bahi', fuzzy=False)
    for file, line, text, notes, context in extract_from_dir(
        ROOT, method_map=_methods(), keywords=KEYWORDS, comment_tags=('For translators:',), strip_comment_tags=True
    ):
        catalogue.add(text, None, [(file, line)], auto_comments=notes, context=context)
    return catalogue


def catalogue_of(language: str) -> Catalog:
    """What is translated into a language so far."""
    with catalogue_path(language).open('rb') as file:
        return read_po(file, locale=language)


def catalogue_path(language: str) -> Path:
    """Where the catalogue of a language is."""
    return CATALOGUES / language / 'LC_MESSAGES' / 'bahi.po'


def save(catalogue: Catalog, path: Path, language: str = '') -> None:
    """Write a catalogue in the order of its texts, without times and line numbers: a change shows only what changed."""
    with path.open('wb') as file:
        file.write(HEADER.format(language=language).encode())
        write_po(
            file, catalogue, width=120, omit_header=True, sort_output=True, ignore_obsolete=True, include_lineno=False
        )


def forms(text: object) -> list[str]:
    """A text in its one form, or in those of one and of many."""
    return [str(form) for form in text] if isinstance(text, list | tuple) else [str(text)]


def _methods() -> list[tuple[str, str]]:
    settings = tomllib.loads((ROOT / 'pyproject.toml').read_text(encoding='utf-8'))
    return [(mapping['pattern'], mapping['method']) for mapping in settings['tool']['babel']['mappings']]


if __name__ == '__main__':
    template = collected()
    save(template, CATALOGUES / 'bahi.pot')
    for code, name in LANGUAGES.items():
        translated = catalogue_of(code)
        translated.update(template, no_fuzzy_matching=True)
        save(translated, catalogue_path(code), code)
        missing = sum(1 for message in translated if message.id and not all(forms(message.string)))
        print(f'{name}: {len(translated)} texts' + (f', {missing} to translate' if code != 'en' else ''))
