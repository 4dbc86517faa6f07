"""Why a workbook is left as it is: the one exception of the part-preserving writer, with what to do about it.

CannotPatch            this file, sheet or value cannot be written safely; the file is as it was
"""

from rules.problems import N_, Problem

SAVE_AGAIN = N_('Open it in Excel or LibreOffice, save it again as an Excel workbook (.xlsx), and try again.')
TAKE_A_COPY = N_('Put back a good copy of the file, or open it in Excel or LibreOffice and save it again.')
LOOK_AT_THE_SHEET = N_('Open the workbook, put this part of the sheet in order, save it, and try again.')


class CannotPatch(Exception):
    """Nothing was written. `reason` and `remedy` are texts of the catalogues, `values` fill their named places."""

    def __init__(self, reason: str, remedy: str, **values: object) -> None:
        self.problem = Problem(reason, remedy, values)
        super().__init__(reason, remedy)

    @property
    def reason(self) -> str:
        """What is the matter."""
        return self.problem.message.format(**self.problem.values)

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return self.problem.remedy.format(**self.problem.values)

    def __str__(self) -> str:
        return self.problem.said()


def damaged(part: str) -> CannotPatch:
    """The part does not hold what its checksum says."""
    return CannotPatch(N_('The file is damaged: the part {part} cannot be read.'), TAKE_A_COPY, part=part)
