"""What a file is that is not a workbook, said in words: people rename what they have, and the name ends in .xlsx."""

from rules.problems import N_, refuse
from sheets.ooxml.package import Package

SAVE_AS = N_('Open it in the spreadsheet program and save it as an Excel workbook (.xlsx).')
CHOOSE = N_('Choose the workbook of the group.')

OLE = b'\xd0\xcf\x11\xe0'
ENCRYPTED_STREAM = 'EncryptedPackage'.encode('utf-16-le')
SHORTEST_END_BYTES, LONGEST_END_BYTES = 22, 22 + 0xFFFF
OPEN_DOCUMENT = b'mimetypeapplication/vnd.oasis.opendocument'


def refuse_others(data: bytes, name: str) -> None:
    """Raise Refused where the bytes are none of a zip file, or those of an .ods file."""
    if not data:
        raise refuse(
            N_('The file {file} is empty, or is just being saved.'),
            N_('Wait a moment; if it stays empty, put a good copy of the workbook in its place.'), file=name,
        )  # fmt: skip
    if data.startswith(OLE) and ENCRYPTED_STREAM in data:
        raise refuse(
            N_('The file {file} is protected with a password.'),
            N_('Open it in the spreadsheet program and save it as .xlsx without a password.'), file=name,
        )  # fmt: skip
    if data.startswith(OLE):
        raise refuse(N_('The file {file} is an old Excel workbook (.xls).'), SAVE_AS, file=name)
    if data[30:100].startswith(OPEN_DOCUMENT):
        raise refuse(N_('The file {file} is an OpenDocument file (.ods).'), SAVE_AS, file=name)
    if not data.startswith(b'PK'):
        if _is_text(data[:4000]):
            raise refuse(
                N_('The file {file} is a text, such as a .csv file or a web page, and not an xlsx workbook.'), SAVE_AS,
                file=name,
            )  # fmt: skip
        raise refuse(N_('The file {file} is not an xlsx workbook.'), CHOOSE, file=name)
    end = data.rfind(b'PK\5\6', max(0, len(data) - LONGEST_END_BYTES))
    if end < 0 or end + SHORTEST_END_BYTES > len(data):
        raise refuse(
            N_('The file {file} is damaged: its end is missing.'), N_('Put a good copy of the workbook in its place.'),
            file=name,
        )  # fmt: skip


def refuse_other_packages(package: Package, name: str) -> None:
    """Raise Refused where the zip file holds another thing than an xlsx workbook."""
    if package.find('xl/workbook.bin'):
        raise refuse(N_('The file {file} is a binary Excel workbook (.xlsb).'), SAVE_AS, file=name)
    names = [member.name for member in package.members]
    if not any(part.casefold().startswith(('xl/', '/xl/', 'xl\\')) for part in names):
        raise refuse(N_('The file {file} is not an xlsx workbook.'), CHOOSE, file=name)


def _is_text(start: bytes) -> bool:
    try:
        text = start.decode('utf-16' if start[:2] in (b'\xff\xfe', b'\xfe\xff') else 'utf-8', 'ignore')
    except UnicodeDecodeError:
        return False
    return bool(text) and not any(ord(sign) < 32 and sign not in '\t\n\r\f\v' for sign in text)
