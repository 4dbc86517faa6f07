"""The documents are true: what the code can tell is printed from it, what they show was run, what they name exists."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from main import app
from sheets.words import language
from tests.documents import DOCS, PAGES
from tests.test_tidy import ROOT

README = ROOT / 'README.md'
# Every book has other seals.
SEAL = re.compile(r'\b[0-9a-f]{4}( [0-9a-f]{4}){3}\b')
DOCUMENTS = [README, ROOT / 'CONTRIBUTING.md', ROOT / 'CHANGES.md', *sorted(DOCS.glob('*.md'))]
LARGEST_PICTURE_BYTES = 120_000

LINK = re.compile(r'\]\((?!https?:)([^)#]+)(#[^)]*)?\)')
VERB = re.compile(r'`make (\w+)')
FILE = re.compile(r'`((?:rules|sheets|reports|actions|ui|tests|docs|locale)/[\w/.]+\.\w+)`')


@pytest.mark.parametrize('name', PAGES)
def test_what_the_code_can_tell_is_printed_from_it(name: str) -> None:
    assert (DOCS / name).read_text(encoding='utf-8') == PAGES[name](), f'docs/{name} is stale: please run make docs'


def test_what_the_readme_shows_of_the_command_line_is_what_it_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One session in one folder: each command with exactly the lines that stand below it."""
    monkeypatch.chdir(tmp_path)
    commands = list(session(README))
    assert len(commands) > 5
    for words, shown in commands:
        with language('en'):
            result = CliRunner().invoke(app, words)
        printed = SEAL.sub('3f9a 01bc 77d2 e0aa', result.output)
        assert printed.splitlines() == shown, f'{shlex.join(words)} prints:\n{result.output}'
    assert sorted(os.listdir(tmp_path)) == [
        '.bahi', 'audit.xlsx', 'balance.pdf', 'group.journal', 'group.xlsx', 'report.pdf'
    ]  # fmt: skip


@pytest.mark.parametrize('document', DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding='utf-8')
    links = [link for link, _anchor in LINK.findall(text) if not (document.parent / link).exists()]
    files = [file for file in FILE.findall(text) if not (ROOT / file).exists()]
    makefile = (ROOT / 'Makefile').read_text(encoding='utf-8')
    verbs = [verb for verb in VERB.findall(text) if not re.search(rf'^{verb}:', makefile, re.MULTILINE)]
    assert (links, files, verbs) == ([], [], [])


def test_pictures_are_small_and_all_of_them_are_shown() -> None:
    pictures = sorted((DOCS / 'pictures').glob('*'))
    text = README.read_text(encoding='utf-8')
    assert [picture.name for picture in pictures if picture.stat().st_size > LARGEST_PICTURE_BYTES] == []
    assert [picture.name for picture in pictures if f'docs/pictures/{picture.name}' not in text] == []


def session(document: Path) -> Iterator[tuple[list[str], list[str]]]:
    """The commands of the blocks marked console, as words, with the lines that are shown below each."""
    blocks = re.findall(r'^```console\n(.*?)^```', document.read_text(encoding='utf-8'), re.MULTILINE | re.DOTALL)
    for command in re.split(r'^\$ ', ''.join(blocks).replace('\\\n', ' '), flags=re.MULTILINE)[1:]:
        line, _newline, output = command.partition('\n')
        words = shlex.split(line)
        assert words[:2] == ['python', 'main.py'], f'not a command of ours: {line}'
        yield words[2:], output.splitlines()
