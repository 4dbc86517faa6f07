"""The fields of forms as native HTML, for NiceGUI pages and for the plain ones alike. All values are escaped.

    text('name', _('Name'), required=True)
    money('amount', _('Amount'), 'INR', value='200.00')
    day('on', _('Date'), value='2026-03-05', latest='2026-03-31')
    choice('member', _('Member'), [('m1', 'Sunita Patil')])

Native inputs keep what was typed when the server redraws other parts of the page, and work without script.
"""

from collections.abc import Iterable

from markupsafe import Markup

from sheets.words import CURRENCY_SIGNS, _

Pair = tuple[str, str]


def text(
    name: str, label: str, value: str = '', *, kind: str = 'text', help: str = '', **attributes: str | bool
) -> Markup:
    """A line of text. `kind` is the type of the input; further attributes as in HTML, with _ for -."""
    control = Markup('<input type="{}" name="{}" value="{}"{}>').format(
        kind, name, value, _attributes({'maxlength': '200', **attributes})
    )
    return _field(label, control, help, bool(attributes.get('required')))


def mobile(name: str, label: str, value: str = '', *, help: str = '', **attributes: str | bool) -> Markup:
    """A mobile number; phones show the keys for it."""
    more = {'autocomplete': 'tel', 'maxlength': '20', **attributes}
    return text(name, label, value, kind='tel', help=help, inputmode='tel', **more)


def money(name: str, label: str, currency: str, value: str = '', *, help: str = '', **attributes: str | bool) -> Markup:
    """An amount, as text: it is read by the server, to the last cent."""
    more = _attributes({'inputmode': 'decimal', 'autocomplete': 'off', 'maxlength': '20', **attributes})
    sign = CURRENCY_SIGNS.get(currency, currency).strip()
    wide = Markup(' data-wide') if len(sign) > 1 else ''
    control = Markup(
        '<span class="money"><span aria-hidden="true"{}>{}</span><input type="text" name="{}" value="{}"{}></span>'
    ).format(wide, sign, name, value, more)
    return _field(label, control, help, bool(attributes.get('required')))


def day(
    name: str,
    label: str,
    value: str = '',
    *,
    earliest: str = '',
    latest: str = '',
    help: str = '',
    **attributes: str | bool,
) -> Markup:
    """A date, as 2026-03-05; the browser shows its own calendar."""
    limits = {key: limit for key, limit in (('min', earliest), ('max', latest)) if limit}
    return text(name, label, value, kind='date', help=help, **limits, **attributes)


def month(name: str, label: str, value: str = '', *, help: str = '', **attributes: str | bool) -> Markup:
    """A month, as 2026-03."""
    return text(name, label, value, kind='month', help=help, pattern='[0-9]{4}-[0-9]{2}', **attributes)


def choice(
    name: str, label: str, options: Iterable[Pair], value: str = '', *, help: str = '', **attributes: str | bool
) -> Markup:
    """One of several, in a list that drops down."""
    chosen = Markup(' selected')
    lines = Markup('').join(
        Markup('<option value="{}"{}>{}</option>').format(code, chosen if code == value else '', words)
        for code, words in options
    )
    control = Markup('<select name="{}"{}>{}</select>').format(name, _attributes(attributes), lines)
    return _field(label, control, help, bool(attributes.get('required')))


def one_of(name: str, label: str, options: Iterable[Pair], value: str = '') -> Markup:
    """One of a few, all of them to be seen side by side."""
    ticked = Markup(' checked')
    pieces = Markup('').join(
        Markup('<label><input type="radio" name="{}" value="{}"{}><span>{}</span></label>').format(
            name, code, ticked if code == value else '', words
        )
        for code, words in options
    )
    return Markup('<fieldset class="field"><legend>{}</legend><div class="segments">{}</div></fieldset>').format(
        label, pieces
    )


def long_text(name: str, label: str, value: str = '', *, help: str = '', **attributes: str | bool) -> Markup:
    """Several lines of text."""
    more = _attributes({'rows': '3', 'maxlength': '2000', **attributes})
    control = Markup('<textarea name="{}"{}>{}</textarea>').format(name, more, value)
    return _field(label, control, help, bool(attributes.get('required')))


def tick(name: str, label: str, ticked: bool = False, *, help: str = '') -> Markup:
    """Yes or no; comes as 'yes', or not at all."""
    return Markup(
        '<label class="tick"><input type="checkbox" name="{}" value="yes"{}><span>{}<small>{}</small></span></label>'
    ).format(name, Markup(' checked') if ticked else '', label, help)


def hidden(name: str, value: str) -> Markup:
    """A value that travels with the form and is not shown."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


def side_by_side(*fields: Markup) -> Markup:
    """Fields in one line where the page is wide enough."""
    return Markup('<div class="side-by-side">{}</div>').format(Markup('').join(fields))


def _field(label: str, control: Markup, help: str, required: bool) -> Markup:
    optional = '' if required else Markup(' <small>{}</small>').format(_('(may stay empty)'))
    said = Markup('<small class="help">{}</small>').format(help) if help else ''
    return Markup('<label class="field"><span class="label">{}{}</span>{}{}</label>').format(
        label, optional, control, said
    )


def _attributes(attributes: dict[str, str | bool]) -> Markup:
    """Attributes of a tag: True is written by its name alone, False not at all."""
    pieces = [
        Markup(' {}').format(key.replace('_', '-'))
        if value is True
        else Markup(' {}="{}"').format(key.replace('_', '-'), value)
        for key, value in attributes.items()
        if value is not False
    ]
    return Markup('').join(pieces)
