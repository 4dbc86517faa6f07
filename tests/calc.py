"""What a person does in LibreOffice Calc, done by the program itself: a macro in Basic that opens, works and saves.

    worked(libreoffice, path, [
        'Entries.getCellRangeByName("F3").setValue(1001)',
        'Entries.Rows.removeByIndex(6, 1)',
    ])

Each line is Basic; the sheets of the workbook stand in it under their names. The file is saved where it is.
"""

import subprocess
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from tests.machine import LibreOffice

SHEETS = ('Bylaws', 'Members', 'Loans', 'Entries', 'Changes')
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Work" script:language="StarBasic">{}
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Work"/></library:library>
"""
MACRO = """
Sub Main
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL("{address}", "_blank", 0, hidden())
{sheets}
{lines}
  book.store()
  book.close(True)
End Sub
"""


def worked(libreoffice: LibreOffice, workbook: Path, lines: Iterable[str]) -> Path:
    """Open the workbook in Calc, do these lines, save it there and close it."""
    sheets = '\n'.join(f'  {name} = book.Sheets.getByName("{name}")' for name in SHEETS)
    macro = MACRO.format(address=workbook.as_uri(), sheets=sheets, lines='\n'.join(f'  {line}' for line in lines))
    profile = libreoffice.folder / 'profile'
    start: list[str | Path] = [libreoffice.program, f'-env:UserInstallation={profile.as_uri()}', '--headless']
    basic = profile / 'user' / 'basic' / 'Standard'
    if not basic.exists():
        # On its first start the program makes its folder of macros anew.
        subprocess.run([*start, '--terminate_after_init'], capture_output=True, timeout=120, check=False)
    (basic / 'script.xlb').write_text(LIBRARY, encoding='utf-8')
    (basic / 'Work.xba').write_text(MODULE.format(escape(macro)), encoding='utf-8')
    before = workbook.read_bytes()
    macros = [*start, 'macro:///Standard.Work.Main']
    answer = subprocess.run(macros, capture_output=True, text=True, timeout=120, check=False)
    assert workbook.read_bytes() != before, f'nothing was saved: {macro} {answer.stdout} {answer.stderr}'
    return workbook
