"""Plain pages: Jinja2 templates in templates/, served as they are, a few KB each, right without script on any phone.

    return plain.page(request, 'passbook.html', user=user, dues=dues)

Templates speak the reader's language by `_('...')`, draw icons by `icon('home')` and fields by `fields.text(...)`.
"""

from collections.abc import Mapping
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from actions.permissions import may
from sheets.words import LANGUAGES, _, current_language, n_, set_language, shown, shown_date, shown_money
from ui import fields
from ui.assets import asset
from ui.icons import icon
from ui.parts import chip, notice, problem_list

SESSION = 'bahi_session'
# Choices of this browser, with what they may be; the first one holds until something is chosen.
CHOICES = {'letters': ('usual', 'large'), 'look': ('auto', 'light', 'dark')}

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / 'templates'),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=['jinja2.ext.i18n'],
)
_templates.install_gettext_callables(_, n_, newstyle=False)  # type: ignore[attr-defined]
_templates.globals |= {
    'icon': icon, 'fields': fields, 'asset': asset, 'languages': LANGUAGES, 'current_language': current_language,
    'shown_date': shown_date, 'shown_money': shown_money, 'shown': shown, 'chip': chip, 'notice': notice,
    'problem_list': problem_list, 'may': may,
}  # fmt: skip


def page(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A template as an answer, in the language that is spoken now, and kept by no cache."""
    chosen = choices(request)
    values = {'user': None, 'classes': f'{chosen["letters"]} {chosen["look"]}', 'choices': chosen, **values}
    return HTMLResponse(
        _templates.get_template(template).render(path=request.url.path, **values),
        status_code=status,
        headers={'Cache-Control': 'no-store'},
    )


def choices(request: Request) -> dict[str, str]:
    """Large letters and colours, as chosen in this browser."""
    return {
        name: value if (value := request.cookies.get(f'bahi_{name}', '')) in known else known[0]
        for name, known in CHOICES.items()
    }


def speak(request: Request, language: str = '') -> str:
    """Speak the language of the person, or of this browser: what was chosen, or the first of its own that we know."""
    wanted = [language, request.cookies.get('bahi_language', ''), *_accepted(request.headers)]
    code = next((code for code in wanted if code in LANGUAGES), 'en')
    set_language(code)
    return code


def _accepted(headers: Mapping[str, str]) -> list[str]:
    """The languages that a browser asks for, in its order: 'mr-IN,hi;q=0.8' is mr, then hi."""
    return [part.split(';')[0].split('-')[0].strip() for part in headers.get('accept-language', '').split(',')]
