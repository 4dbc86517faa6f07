"""The XML of a part as bytes: brought to UTF-8, and searched and changed without parsing it as a whole."""

import codecs
import re
from functools import cache

from rules.problems import N_
from sheets.ooxml.refusal import SAVE_AGAIN, CannotPatch

_DECLARATION = re.compile(rb'\s*<\?xml[^>]*?\sencoding\s*=\s*["\']([A-Za-z0-9._\-]+)["\'][^>]*\?>')
_COMMENT_OR_CDATA = re.compile(rb'<!--.*?-->|<!\[CDATA\[(.*?)\]\]>', re.DOTALL)
_QUOTED = rb'(?:[^>"\']|"[^"]*"|\'[^\']*\')*'


def utf8(data: bytes, part: str) -> bytes:
    """The XML in UTF-8, without a document type and without comments and CDATA, so that tags can be found as bytes."""
    codec = _codec(data)
    if codec != 'utf-8':
        try:
            text = data.decode(codec)
        except (UnicodeDecodeError, LookupError) as error:
            raise CannotPatch(
                N_('The part {part} is written in an unknown alphabet.'), SAVE_AGAIN, part=part
            ) from error
        text = re.sub(r'(<\?xml[^>]*?\sencoding\s*=\s*["\'])[^"\']+', r'\1UTF-8', text.lstrip('\ufeff'), count=1)
        data = text.encode('utf-8', 'surrogatepass')
    # To look for one letter first is far cheaper, and most sheets hold none.
    if b'!' in data and b'<!' in data:
        if b'<!DOCTYPE' in data or b'<!ENTITY' in data:
            # A document type can make a small file grow without end, and no spreadsheet program writes one.
            raise CannotPatch(N_('The part {part} holds a document type, which is not safe.'), SAVE_AGAIN, part=part)
        data = _COMMENT_OR_CDATA.sub(_plain, data)
    return data


@cache
def _attribute(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb'\s%s\s*=\s*(?:"([^"]*)"|\'([^\']*)\')' % name)


def attribute(tag: bytes, name: bytes) -> bytes | None:
    """The value of an attribute in a start tag."""
    match = _attribute(name).search(tag)
    return None if match is None else match[1] if match[1] is not None else match[2]


def with_attribute(tag: bytes, name: bytes, value: bytes) -> bytes:
    """The start tag with the attribute set, the others as they were."""
    new, count = re.subn(
        rb'(\s%s\s*=\s*)(?:"[^"]*"|\'[^\']*\')' % name, lambda match: match[1] + b'"' + value + b'"', tag, count=1
    )
    return new if count else re.sub(rb'\s*(/?>)$', lambda match: b' %s="%s"%s' % (name, value, match[1]), tag)


def start_tag(xml: bytes, element: bytes) -> re.Match[bytes] | None:
    """The first start tag of an element, whatever its prefix."""
    return re.search(rb'<(?:[\w.\-]+:)?%s(?=[\s/>])%s>' % (element, _QUOTED), xml)


def _codec(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return 'utf-16'
    if data.startswith(b'<\0'):
        return 'utf-16-le'
    if data.startswith(b'\0<'):
        return 'utf-16-be'
    declared = _DECLARATION.match(data[:200])
    name = declared[1].decode().lower() if declared else 'utf-8'
    return 'utf-8' if name in ('utf-8', 'utf8', 'us-ascii', 'ascii') else name


def _plain(match: re.Match[bytes]) -> bytes:
    """What a comment or a CDATA section says without being one."""
    text = match[1] or b''
    return text.replace(b'&', b'&amp;').replace(b'<', b'&lt;').replace(b'>', b'&gt;')
