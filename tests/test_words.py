"""Every text has its translation, with the same places for values, and is marked so that it can be found."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from sheets.words import CATALOGUES, LANGUAGES
from tests.messages import catalogue_of, collected, forms
from tests.test_tidy import files, name

PLACES = re.compile(r'{(\w*)[^{}]*}')
TRANSLATED = [code for code in LANGUAGES if code != 'en']
MARKS = {'_', 'N_', 'n_'}


@pytest.fixture(scope='module')
def texts() -> Catalog:
    """What the code says."""
    return collected()


def said_in(catalogue: Catalog) -> set[str]:
    """The texts of a catalogue; of one that has a plural, the singular."""
    return {forms(message.id)[0] for message in catalogue if message.id}


@pytest.mark.parametrize('language', LANGUAGES)
def test_the_catalogue_has_the_texts_of_the_code_and_no_others(texts: Catalog, language: str) -> None:
    """Put right by make messages."""
    there = said_in(catalogue_of(language))
    assert sorted(said_in(texts) - there) == []
    assert sorted(there - said_in(texts)) == []


@pytest.mark.parametrize('language', TRANSLATED)
def test_every_text_is_translated(language: str) -> None:
    messages = [message for message in catalogue_of(language) if message.id]
    missing = [message.id for message in messages if not all(forms(message.string)) or message.fuzzy]
    assert missing == []


@pytest.mark.parametrize('language', TRANSLATED)
def test_a_translation_has_the_places_of_its_text(language: str) -> None:
    wrong = [
        (message.id, form)
        for message in catalogue_of(language)
        if message.id
        for form in forms(message.string)
        if form and _places(form) not in map(_places, forms(message.id))
    ]
    assert wrong == []


def test_english_is_the_text_itself() -> None:
    assert [message.id for message in catalogue_of('en') if message.id and any(forms(message.string))] == []


def test_there_is_a_catalogue_for_each_language_and_no_other() -> None:
    assert sorted(path.name for path in CATALOGUES.iterdir() if path.is_dir()) == sorted(LANGUAGES)


def test_no_text_hides_inside_an_f_string() -> None:
    """make messages does not look into f'{_("...")}'; such a text would stay English for ever."""
    hidden = [
        f'{name(path)}:{inner.lineno}'
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding='utf-8')))
        if isinstance(node, ast.JoinedStr)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in MARKS
        if inner.args and isinstance(inner.args[0], ast.Constant)
    ]
    assert hidden == []


def test_a_marked_text_stands_in_the_code_as_it_is() -> None:
    """An f-string or a sum of texts cannot be found by make messages: _('{name} left').format(name=...) can."""
    wrong = [
        f'{name(path)}:{call.lineno}'
        for path in sources()
        for call in calls(path)
        if isinstance(call.func, ast.Name) and call.func.id in MARKS
        for text in call.args[: 2 if call.func.id == 'n_' else 1]
        if isinstance(text, ast.JoinedStr | ast.BinOp | ast.Call)
    ]
    assert wrong == []


def test_the_values_of_a_text_are_those_it_has_places_for() -> None:
    wrong = [
        f'{name(path)}:{call.lineno}'
        for path in sources()
        for call in calls(path)
        if (text := _formatted(call)) and {value.arg for value in call.keywords} != _places(text)
    ]
    assert wrong == []


def test_a_problem_brings_the_values_that_its_texts_have_places_for() -> None:
    """refuse(N_('{name} has left.'), N_('Choose another member.'), name=member.name)"""
    wrong = [
        f'{name(path)}:{call.lineno}'
        for path in sources()
        for call in calls(path)
        if (values := _values(call)) is not None
        for text in _marked(call)
        if not _places(text) <= values
    ]
    assert wrong == []


def test_places_are_named(texts: Catalog) -> None:
    """A translator may have to turn the order round, and has to know what each is."""
    said = [form for message in texts for form in forms(message.id)]
    assert [form for form in said if '' in _places(form) or re.search(r'%[sd(]', form)] == []


def test_no_variable_is_called_like_the_mark() -> None:
    """After `for _ in rows` the word _ of that function is no longer gettext's."""
    wrong = [name(path) for path in sources() if {'_'} <= _imported(path) and _is_stored(path, '_')]
    assert wrong == []


def sources() -> list[Path]:
    """The code that speaks to people."""
    return [path for path in files('*.py') if not name(path).startswith('tests/')]


def calls(path: Path) -> list[ast.Call]:
    """Every call in a file."""
    return [node for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))) if isinstance(node, ast.Call)]


def _places(text: str) -> set[str | None]:
    return set(PLACES.findall(text))


def _formatted(call: ast.Call) -> str:
    """The text of _('...').format(name=...), when all its values are named there; the last form of n_."""
    outer = call.func
    if not isinstance(outer, ast.Attribute) or outer.attr != 'format' or not isinstance(outer.value, ast.Call):
        return ''
    mark = outer.value
    if not isinstance(mark.func, ast.Name) or mark.func.id not in MARKS or None in {v.arg for v in call.keywords}:
        return ''
    text = mark.args[1 if mark.func.id == 'n_' else 0]
    return text.value if isinstance(text, ast.Constant) and isinstance(text.value, str) else ''


def _marked(call: ast.Call) -> list[str]:
    """The texts that are marked with N_ among the arguments of a call."""
    given = [*call.args, *(value.value for value in call.keywords)]
    marks = [part.args[0] for part in given if isinstance(part, ast.Call) and ast.unparse(part.func) == 'N_']
    return [str(text.value) for text in marks if isinstance(text, ast.Constant)]


def _values(call: ast.Call) -> set[str | None] | None:
    """The names of the values in a call, by keyword or in a dictionary; None when they come from elsewhere."""
    given = [*call.args, *(value.value for value in call.keywords if value.arg in (None, 'values'))]
    written = [part for part in given if isinstance(part, ast.Dict)]
    if any(not isinstance(part, ast.Dict | ast.Constant | ast.Call) for part in given):
        return None
    keys = {key.value for part in written for key in part.keys if isinstance(key, ast.Constant)}
    return {value.arg for value in call.keywords} | {str(key) for key in keys}


def _imported(path: Path) -> set[str]:
    tree = ast.walk(ast.parse(path.read_text(encoding='utf-8')))
    return {alias.name for node in tree if isinstance(node, ast.ImportFrom) for alias in node.names}


def _is_stored(path: Path, variable: str) -> bool:
    tree = ast.walk(ast.parse(path.read_text(encoding='utf-8')))
    return any(isinstance(n, ast.Name) and n.id == variable and isinstance(n.ctx, ast.Store) for n in tree)
