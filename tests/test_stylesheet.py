"""Our stylesheets use nothing that Chromium 109 does not know: the last one for Windows 7, which old laptops have.

What it knows stands in data/chromium_109_css.json, taken from MDN's browser-compat-data 8.1.9 (CC0): everything that is
not in that list is reported, so that what will be invented next is, too.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tinycss2

ROOT = Path(__file__).parent.parent
KNOWN = json.loads((ROOT / 'tests/data/chromium_109_css.json').read_text(encoding='utf-8'))
COLOURS = {'rgb', 'rgba', 'hsl', 'hsla', 'hwb'}
CONTAINER_FEATURES = {'width', 'height', 'inline-size', 'block-size', 'aspect-ratio', 'orientation'}

# Rules that hold other rules, and those that hold descriptors in place of properties.
GROUPS = {'media', 'supports', 'layer', 'container'}
DESCRIBED = {'font-face', 'page', 'property'}


def stylesheets() -> list[tuple[str, str]]:
    """Each .css file of the interface and each <style> of its templates, with its place."""
    found = [
        (str(path.relative_to(ROOT)), path.read_text(encoding='utf-8')) for path in sorted(ROOT.glob('ui/**/*.css'))
    ]
    for path in sorted(ROOT.glob('ui/templates/**/*.html')):
        html = path.read_text(encoding='utf-8')
        for style in re.finditer(r'<style[^>]*>(.*?)</style>', html, re.DOTALL):
            # Line breaks before the style keep its line numbers those of the file.
            css = '\n' * html[: style.start(1)].count('\n') + re.sub(r'{{.*?}}|{%.*?%}|{#.*?#}', '0', style[1])
            found.append((str(path.relative_to(ROOT)), css))
    return found


def too_new(css: str) -> list[str]:
    """What of a stylesheet Chromium 109 does not know, each with its line."""
    return [f'line {line}: {what}' for line, what in _in_rules(tinycss2.parse_stylesheet(css, True, True))]


def _in_rules(rules: list[Any]) -> Iterator[tuple[int, str]]:
    for rule in rules:
        if rule.type == 'error':
            yield rule.source_line, rule.message
        elif rule.type == 'at-rule':
            yield from _in_at_rule(rule)
        else:
            yield from _in_selector(rule.prelude)
            yield from _in_block(rule.content, KNOWN['properties'])


def _in_at_rule(rule: Any) -> Iterator[tuple[int, str]]:
    name = rule.lower_at_keyword
    if name not in KNOWN['at_rules']:
        yield rule.source_line, f'@{name}'
    elif name in GROUPS:
        yield from _in_conditions(name, rule.prelude)
        if rule.content is not None:
            yield from _in_rules(tinycss2.parse_rule_list(rule.content, True, True))
    elif name == 'keyframes':
        for frame in tinycss2.parse_rule_list(rule.content, True, True):
            yield from _in_block(frame.content, KNOWN['properties'])
    elif name in DESCRIBED:
        yield from _in_block(rule.content, KNOWN['descriptors'][name] + KNOWN['properties'])


def _in_block(content: list[Any], names: list[str]) -> Iterator[tuple[int, str]]:
    for node in tinycss2.parse_blocks_contents(content, True, True):
        if node.type == 'declaration':
            if not node.name.startswith('--') and node.lower_name not in names:
                yield node.source_line, f'the property {node.name}'
            newer = KNOWN['newer_keywords'].get(node.lower_name, [])
            yield from _in_value(node.value, newer)
        elif node.type == 'error':
            yield node.source_line, node.message
        else:
            yield node.source_line, 'a rule inside a rule'


def _in_value(tokens: list[Any], newer_keywords: list[str]) -> Iterator[tuple[int, str]]:
    for token in tokens:
        if token.type == 'ident' and token.lower_value in newer_keywords:
            yield token.source_line, f'the value {token.value}'
        elif token.type == 'dimension' and token.lower_unit not in KNOWN['units']:
            yield token.source_line, f'the unit {token.unit}'
        elif token.type == 'function':
            if token.lower_name not in KNOWN['functions']:
                yield token.source_line, f'the function {token.name}()'
            if token.lower_name in COLOURS and _first_word(token.arguments) == 'from':
                yield token.source_line, 'a colour made from another'
            yield from _in_value(token.arguments, newer_keywords)
        elif token.type == '() block':
            yield from _in_value(token.content, newer_keywords)


def _in_selector(tokens: list[Any]) -> Iterator[tuple[int, str]]:
    after_colon = False
    for token in tokens:
        name = {'ident': 'lower_value', 'function': 'lower_name'}.get(token.type)
        if after_colon and name and getattr(token, name) not in KNOWN['pseudo']:
            yield token.source_line, f'the selector :{getattr(token, name)}'
        if token == '&':
            yield token.source_line, 'a rule inside a rule'
        if token.type == 'function':
            yield from _in_selector(token.arguments)
        after_colon = token == ':'


def _in_conditions(at_rule: str, tokens: list[Any]) -> Iterator[tuple[int, str]]:
    features = KNOWN['media_features'] if at_rule == 'media' else CONTAINER_FEATURES
    for token in tokens:
        if token.type == 'function' and token.lower_name not in KNOWN['functions']:
            yield token.source_line, f'the function {token.name}()'
        elif token.type == '() block' and at_rule in ('media', 'container'):
            word = _first_word(token.content)
            if word is not None and word != 'not' and re.sub('^(min|max)-', '', word) not in features:
                yield token.source_line, f'the condition {word}'
            yield from _in_conditions(at_rule, token.content)


def _first_word(tokens: list[Any]) -> str | None:
    return next((token.lower_value for token in tokens if token.type == 'ident'), None)


def test_our_stylesheets_use_nothing_newer_than_chromium_109() -> None:
    found = stylesheets()
    assert found, 'the interface has no stylesheet'
    assert [f'{place}, {what}' for place, css in found for what in too_new(css)] == []


@pytest.mark.parametrize(
    ('css', 'what'),
    [
        ('p { text-wrap: balance }', 'the property text-wrap'),
        ('p { scrollbar-width: thin }', 'the property scrollbar-width'),
        ('p { field-sizing: content }', 'the property field-sizing'),
        ('p { position-anchor: --a }', 'the property position-anchor'),
        ('p { view-transition-name: a }', 'the property view-transition-name'),
        ('p { mask: none }', 'the property mask'),
        ('p { colour: red }', 'the property colour'),
        ('p { color: oklch(50% 0 0) }', 'the function oklch()'),
        ('p { color: color-mix(in srgb, red, blue) }', 'the function color-mix()'),
        ('p { color: color(display-p3 1 0 0) }', 'the function color()'),
        ('p { color: light-dark(red, blue) }', 'the function light-dark()'),
        ('p { --mine: lab(50% 0 0) }', 'the function lab()'),
        ('p { color: rgb(from red r g b) }', 'a colour made from another'),
        ('p { width: round(1px, 2px) }', 'the function round()'),
        ('p { width: calc(1px * sin(1)) }', 'the function sin()'),
        ('p { height: 2rlh }', 'the unit rlh'),
        ('p { grid-template-rows: subgrid }', 'the value subgrid'),
        ('p { white-space: preserve }', 'the value preserve'),
        ('p { width: stretch }', 'the value stretch'),
        ('p { & a { color: red } }', 'a rule inside a rule'),
        ('p { a:hover { color: red } }', 'a rule inside a rule'),
        ('p { @media print { color: red } }', 'a rule inside a rule'),
        ('& p { color: red }', 'a rule inside a rule'),
        ('@scope (p) { a { color: red } }', '@scope'),
        ('@starting-style { a { color: red } }', '@starting-style'),
        ('@view-transition { navigation: auto }', '@view-transition'),
        ('@media print { p { text-wrap: pretty } }', 'the property text-wrap'),
        ('@media (scripting: none) { p { color: red } }', 'the condition scripting'),
        ('@container style(--a: b) { p { color: red } }', 'the function style()'),
        ('@page { @bottom-center { content: none } }', 'a rule inside a rule'),
        ('p:user-invalid { color: red }', 'the selector :user-invalid'),
        ('p:not(:popover-open) { color: red }', 'the selector :popover-open'),
        ('p::details-content { color: red }', 'the selector :details-content'),
    ],
)
def test_what_chromium_109_does_not_know_is_found(css: str, what: str) -> None:
    assert too_new(css) == [f'line 1: {what}']


def test_what_chromium_109_knows_is_not_reported() -> None:
    css = """
    @charset "utf-8";
    @layer base;
    :root { --ink: #1a1a1a; accent-color: var(--ink); color-scheme: light dark; }
    @media (width >= 600px) and (prefers-color-scheme: dark) { body { min-height: 100dvh; inset: 0; } }
    @media not (hover: hover) { a { translate: 0 1px; aspect-ratio: 1 / 2; } }
    @media print { @page { size: A4; margin: 12mm; } }
    @container (inline-size > 30em) { form:has(input:focus-visible) { gap: clamp(1px, 2cqi, 3px); } }
    @supports (display: grid) { main { display: grid; grid-template-columns: repeat(auto-fit, minmax(0, 1fr)); } }
    @keyframes turn { from { rotate: 0deg } to { transform: rotate(1turn) } }
    @font-face { font-family: x; src: url(x.woff2) format('woff2'); font-display: swap; }
    tr:nth-child(2n + 1):not(:last-child, .a)::after { content: attr(data-name) ' ' counter(row); }
    p { overflow-wrap: anywhere; font: 1rem/1.5 system-ui; -webkit-line-clamp: 2; color: rgb(0 0 0 / 50%); }
    """
    assert too_new(css) == []
