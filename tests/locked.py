"""LibreOffice with a workbook under a password: it opens it, or is kept out, and saves it with a password or without.

    office = WithPasswords(libreoffice)
    office.saved(workbook, password='rain in july', kind='csv')     None when it cannot be opened
    office.saved(workbook, locks='sun in may')                      the workbook as LibreOffice locks it

LibreOffice takes a password from a program alone, so a macro in a profile of its own does it.
"""

import subprocess
from pathlib import Path

from tests.machine import LibreOffice

FILTERS = {'csv': 'Text - txt - csv (StarCalc)', 'xlsx': 'Calc MS Excel 2007 XML'}

MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Function Named(name As String, value As Variant) As Variant
  Dim made As New com.sun.star.beans.PropertyValue
  made.Name = name
  made.Value = value
  Named = made
End Function

Function Secret(name As String, value As String) As Variant
  Dim made As New com.sun.star.beans.NamedValue
  made.Name = name
  made.Value = value
  Secret = made
End Function

Sub Save(source As String, password As String, target As String, kind As String, locks As String)
  On Error GoTo Finished
  how = Array(Named("Hidden", True), Named("Password", password))
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, how)
  If locks = "" Then
    document.storeToURL(target, Array(Named("FilterName", kind)))
  Else
    both = Array(Secret("OOXPassword", locks), Secret("CryptoType", "StrongEncryptionDataSpace"))
    keys = CreateUnoValue("[]com.sun.star.beans.NamedValue", both)
    document.storeToURL(target, Array(Named("FilterName", kind), Named("EncryptionData", keys)))
  End If
  document.close(True)
Finished:
  StarDesktop.terminate
End Sub
</script:module>
"""


class WithPasswords:
    """LibreOffice with a macro that opens and saves by passwords."""

    def __init__(self, office: LibreOffice) -> None:
        self.office = office
        self.profile = office.folder / 'profile with a macro'
        if not self.profile.exists():
            # Its first run fills the profile, and would write over a macro that was there before.
            self._run('--convert-to', 'csv', '--outdir', office.folder, office.folder / 'nothing.csv')
        module = self.profile / 'user/basic/Standard/Module1.xba'
        assert module.exists(), 'LibreOffice made no profile'
        module.write_text(MACRO, encoding='utf-8')

    def saved(self, workbook: Path, password: str = '', locks: str = '', kind: str = 'xlsx') -> Path | None:
        """The workbook opened with a password and saved, locked or not; None when LibreOffice cannot open it."""
        target = self.office.folder / f'{workbook.stem} {len(list(self.office.folder.iterdir()))}.{kind}'
        words = [workbook.as_uri(), password, target.as_uri(), FILTERS[kind], locks]
        self._run('macro:///Standard.Module1.Save({})'.format(','.join(f'"{word}"' for word in words)))
        return target if target.exists() else None

    def _run(self, *words: str | Path) -> None:
        profile = f'-env:UserInstallation={self.profile.as_uri()}'
        command: list[str | Path] = [self.office.program, profile, '--headless', '--norestore', *words]
        subprocess.run(command, capture_output=True, timeout=120, check=False)
