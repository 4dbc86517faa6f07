"""The files that pages link to: our stylesheet and scripts, squeezed, under addresses that change with their contents.

Two files of NiceGUI that every page would fetch are answered by next to nothing, which spares a phone 16 KB: the
list of web fonts (we use those of the device), and the cleaner of foreign markup (ours is escaped on the server).
The addresses of its charts and editors, which no page of ours has, need not stand in every page either.
"""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nicegui import __version__, app, dependencies
from starlette.routing import Route

HERE = Path(__file__).parent
FOR_EVER = {'Cache-Control': 'public, max-age=31536000, immutable'}
KINDS = {'.css': 'text/css', '.js': 'text/javascript'}

# Markup that somebody should want to have cleaned after all is shown as the text that it is.
LEFT_OUT = {
    'fonts.css': '',
    'dompurify.mjs': 'export default {sanitize: (markup) => markup.replace(/&/g, "&amp;").replace(/</g, "&lt;")};',
}


@cache
def asset(name: str) -> str:
    """The address of a file of ours; a browser may keep what it got there for ever."""
    return f'/{name}?v={sha256(_squeezed(name).encode()).hexdigest()[:10]}'


def add_files(*names: str) -> None:
    """Serve these files of ours, and the two in place of NiceGUI's."""
    for name in names:
        app.add_api_route(f'/{name}', _own_file, include_in_schema=False, response_model=None)
    dependencies.esm_modules.clear()
    # Before NiceGUI's own routes, of which the first that fits answers.
    app.router.routes[:0] = [
        Route(f'/_nicegui/{__version__}/static/{name}', _left_out, methods=['GET']) for name in LEFT_OUT
    ]


def _own_file(request: Request) -> Response:
    name = request.url.path.strip('/')
    if request.query_params.get('v') is None:
        return RedirectResponse(asset(name), status_code=307)
    return Response(_squeezed(name), media_type=KINDS[Path(name).suffix], headers=FOR_EVER)


def _left_out(request: Request) -> Response:
    name = Path(request.url.path).name
    kind = KINDS['.css' if name.endswith('.css') else '.js']
    return Response(LEFT_OUT[name], media_type=kind, headers=FOR_EVER)


@cache
def _squeezed(name: str) -> str:
    """A file without what only its readers need. Of scripts only comments on lines of their own and the indents go."""
    text = (HERE / name).read_text(encoding='utf-8')
    if name.endswith('.css'):
        text = re.sub(r'/\*.*?\*/', '', text, flags=re.DOTALL)
        text = re.sub(r'\s+', ' ', text)
        return re.sub(r' ?([{};,]) ?', r'\1', text)
    return re.sub(r'^(\s*//.*\n|\s+)', '', text, flags=re.MULTILINE)
