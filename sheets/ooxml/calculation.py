"""The settings by which a spreadsheet program decides what to calculate when it opens a workbook.

asking_to_calculate    xl/workbook.xml with fullCalcOnLoad, so that totals over the new rows are not the old ones
chain_without          xl/calcChain.xml without the cells whose formula is gone; Excel repairs a file where they differ
"""

import re
from collections.abc import Mapping

from rules.problems import N_
from sheets.ooxml.refusal import CannotPatch
from sheets.ooxml.texts import attribute, start_tag, with_attribute

# What may stand before calcPr in xl/workbook.xml, the last first: where absent, it goes behind the first one found.
_BEFORE_CALCULATION = (b'definedNames', b'externalReferences', b'functionGroups', b'sheets')

_LINK = re.compile(rb'<(?:[\w.\-]+:)?c(?=\s)[^>]*?/>')


def asking_to_calculate(workbook: bytes) -> bytes:
    """The XML of the workbook with its calculation settings asking for a full calculation on opening."""
    tag = start_tag(workbook, b'calcPr')
    if tag and attribute(tag[0], b'fullCalcOnLoad') in (b'1', b'true'):
        return workbook
    if tag:
        return workbook[: tag.start()] + with_attribute(tag[0], b'fullCalcOnLoad', b'1') + workbook[tag.end() :]
    for element in _BEFORE_CALCULATION:
        end = re.search(rb'</((?:[\w.\-]+:)?)%s\s*>' % element, workbook)
        if end:
            return workbook[: end.end()] + b'<%scalcPr fullCalcOnLoad="1"/>' % end[1] + workbook[end.end() :]
    return workbook


def chain_without(chain: bytes, gone: Mapping[str, set[str]]) -> bytes:
    """The chain without these addresses, by the number of their sheet."""
    pieces, position, sheet, written_sheet, kept = [], 0, b'', b'', 0
    for link in _LINK.finditer(chain):
        # A link without the number of its sheet is on the sheet of the link before it.
        sheet = attribute(link[0], b'i') or sheet
        pieces.append(chain[position : link.start()])
        position = link.end()
        if (attribute(link[0], b'r') or b'').decode() in gone.get(sheet.decode(), ()):
            continue
        pieces.append(link[0] if sheet == written_sheet else with_attribute(link[0], b'i', sheet))
        written_sheet, kept = sheet, kept + 1
    if not kept:
        raise CannotPatch(
            N_('The cell holds the only formula of the workbook.'),
            N_('Replace the formula by its value in Excel or LibreOffice, and try again.'),
        )
    return b''.join((*pieces, chain[position:]))
