"""The code's own shape: imports point down, every file says what lives in it, none is longer than one sitting."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent

# ui, api -> actions -> reports, gateways -> sheets -> rules. Neighbours on one level do not import each other.
LEVELS = {
    'rules': 0, 'sheets': 1, 'reports': 2, 'gateways': 2, 'actions': 3, 'api': 4, 'ui': 4, 'console': 5, 'commands': 6,
    'main': 7,
}  # fmt: skip

# The standard library that reads or writes the world outside; rules have no use for it.
OUTSIDE = {'io', 'logging', 'multiprocessing', 'os', 'pathlib', 'shutil', 'socket', 'sqlite3', 'subprocess', 'time'}

LONGEST_FILE_LINES = 350

# Money is never a float. Each file that calls float() below says what else it measures.
FLOATS_THAT_ARE_NOT_MONEY = {
    'sheets/ooxml/cell_xml.py': 'asks whether a spreadsheet can hold it; the digits are written from the number',
}

# Kept from being found by the test that looks for them.
UNFINISHED = re.compile(r'\b(TO[D]O|FIX[M]E|XX[X])\b')
LEAVING_OUT = re.compile(r'pytest\.(ski[p]|xfai[l]|importorski[p])|mark\.(ski[p]|xfai[l])')
PLACE_OUTSIDE = re.compile(r'(?<![\w.:~/])/(home|root|Users|work|mnt|srv)/\w|\.\./shared')


def files(pattern: str = '*') -> list[Path]:
    """The files of the project; what the tools and the app leave in its folder is not its own."""
    kept = [path for path in ROOT.iterdir() if path.name in {'.ci', '.gitignore'} or not path.name.startswith('.')]
    found = [path for top in kept if top.name != 'data' for path in ([top] if top.is_file() else top.rglob('*'))]
    return sorted(p for p in found if p.is_file() and p.match(pattern) and '__pycache__' not in p.parts)


def name(path: Path) -> str:
    """The path of a file as the project names it."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, at its top or later."""
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Import):
            yield from (module.name for module in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def layer(module: str) -> str:
    """The folder, or the file at the top, that a module belongs to."""
    return module.partition('.')[0]


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Where a pattern stands in the files that are text."""
    found = []
    for path in paths:
        try:
            lines = path.read_text(encoding='utf-8').splitlines()
        except UnicodeDecodeError:
            continue
        found += [f'{name(path)}:{number}' for number, line in enumerate(lines, 1) if pattern.search(line)]
    return found


def test_imports_point_only_down() -> None:
    upwards = [
        f'{name(path)} imports {module}'
        for path in files('*.py')
        for home in [layer(name(path).removesuffix('.py').replace('/', '.'))]
        for module in imports(path)
        if home in LEVELS
        and layer(module) in LEVELS
        and layer(module) != home
        and LEVELS[layer(module)] >= LEVELS[home]
    ]
    assert upwards == []


def test_nothing_imports_the_tests() -> None:
    assert [
        name(p) for p in files('*.py') if not name(p).startswith('tests/') and 'tests' in map(layer, imports(p))
    ] == []


def test_rules_need_only_the_standard_library_and_nothing_outside() -> None:
    allowed = (set(sys.stdlib_module_names) - OUTSIDE) | {'rules'}
    paths = [path for path in files('*.py') if name(path).startswith('rules/')]
    assert [f'{name(path)} imports {m}' for path in paths for m in imports(path) if layer(m) not in allowed] == []


def test_what_is_imported_is_named_in_the_requirements() -> None:
    lines = (ROOT / 'requirements.txt').read_text(encoding='utf-8').splitlines()
    pinned = {_plain(re.split(r'\[|==', line)[0]) for line in lines if '==' in line}
    sources = packages_distributions()
    unnamed = {
        f'{name(path)} imports {module}'
        for path in files('*.py')
        for module in map(layer, imports(path))
        if module in sources and not {_plain(source) for source in sources[module]} & pinned
    }
    assert sorted(unnamed) == []


def test_requirements_are_exact() -> None:
    lines = (ROOT / 'requirements.txt').read_text(encoding='utf-8').splitlines()
    wanted = [line for line in lines if line and not line.startswith('#')]
    assert [line for line in wanted if not re.fullmatch(r'[\w.-]+(\[[\w,]+\])?==[\w.]+', line)] == []


def test_every_file_says_what_lives_in_it() -> None:
    sources = {path: ast.parse(path.read_text(encoding='utf-8')) for path in files('*.py')}
    assert [name(path) for path, tree in sources.items() if len(ast.get_docstring(tree) or '') < 20] == []


def test_no_file_is_longer_than_one_sitting() -> None:
    lengths = {name(path): len(path.read_text(encoding='utf-8').splitlines()) for path in files('*.py')}
    assert {place: length for place, length in lengths.items() if length > LONGEST_FILE_LINES} == {}


def test_no_money_is_a_float() -> None:
    calls = {
        name(path)
        for path in files('*.py')
        if layer(name(path).replace('/', '.')) in {'rules', 'sheets', 'actions', 'reports'}
        for node in ast.walk(ast.parse(path.read_text(encoding='utf-8')))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == 'float'
    }
    assert calls == set(FLOATS_THAT_ARE_NOT_MONEY)


def test_nothing_is_left_unfinished_and_no_test_left_out() -> None:
    assert lines_with(UNFINISHED, files('*.py')) == []
    assert lines_with(LEAVING_OUT, [path for path in files('*.py') if name(path).startswith('tests/')]) == []


def test_nothing_names_a_place_outside_the_project() -> None:
    assert lines_with(PLACE_OUTSIDE, files()) == []


def _plain(distribution: str) -> str:
    return re.sub(r'[-_.]+', '-', distribution).lower()
