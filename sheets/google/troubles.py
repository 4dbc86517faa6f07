"""What Google answers instead of doing it, as a problem that says what to do.

Away          not there now: no internet, not shared, deleted, too many requests
  Unsettled   nobody knows whether the last rows arrived; they are looked for before anything is written again
  NotAllowed  the spreadsheet is not shared with our address, or only for looking
NoSuchRange   a sheet that was asked for is not there under its name
Refused       Google does not carry this out, now or later
"""

from collections.abc import Mapping
from typing import Any

from rules.problems import N_, Problem, Refused, refuse
from sheets.workbooks import Away

ROWS_ARE_SAFE = N_('The rows are safe and go in later.')


class Unsettled(Away):
    """A request was sent, and no answer says whether it was carried out."""


class NotAllowed(Away):
    """The spreadsheet is not shared with our address in the way that is needed."""


class NoSuchRange(Away):
    """A sheet that was asked for is not there."""

    def __init__(self) -> None:
        super().__init__(
            Problem(
                N_('Somebody is just giving the sheets other names.'),
                N_('Give them their old names, and wait a moment.'),
            )
        )


def unreachable() -> Away:
    """No way to Google."""
    return Away(
        Problem(N_('Google cannot be reached.'), N_('Check the internet; the rows are safe and go in when it is back.'))
    )


def unsettled() -> Unsettled:
    """The connection broke while rows were under way."""
    return Unsettled(
        Problem(
            N_('Google has not said whether the last rows arrived.'),
            N_('Nothing to do: Bahi looks for them, and writes again only what is not there.'),
        )
    )


def too_many() -> Away:
    """The quota of the minute is used up."""
    return Away(
        Problem(N_('Google takes no more requests for the moment.'), N_('The rows are safe and go in after a minute.'))
    )


def key_refused() -> Away:
    """Google does not know the key of the service account any more, or its clock and ours differ."""
    return Away(
        Problem(
            N_('Google does not accept the key of the service account.'),
            N_('See that the clock of this computer is right; if it is, make a new key and put it in.'),
        )
    )


def not_a_key() -> Refused:
    """What was pasted is no service account."""
    return refuse(
        N_('This is not the key of a service account.'),
        N_('Paste the whole file that Google gave you when the key was made, from the first bracket to the last.'),
        about='key',
    )


def trouble(code: int, error: Mapping[str, Any], address: str) -> Exception:
    """What an error answer means. `address` is the e-mail address of the service account."""
    message = str(error.get('message', ''))
    match code:
        case 401:
            return key_refused()
        case 403 if _switched_off(error):
            return Away(
                Problem(
                    N_('Google Sheets is not switched on for the project of this key.'),
                    N_('In the Google Cloud console, switch on the "Google Sheets API" for the project.'),
                )
            )
        case 403:
            return NotAllowed(
                Problem(
                    N_('The spreadsheet is not shared with {address}.'),
                    N_('In Google Sheets, share it with this address as an editor.'), {'address': address},
                )
            )  # fmt: skip
        case 404:
            return Away(
                Problem(
                    N_('There is no spreadsheet under this link any more.'),
                    N_('Check the link, or take the spreadsheet back out of the bin of Google Drive.'),
                )
            )
        case 429:
            return too_many()
        case 400 if message.startswith('Unable to parse range') or 'exceeds grid limits' in message:
            return NoSuchRange()
    if code >= 500:
        return Away(Problem(N_('Google has a fault of its own ({code}).'), ROWS_ARE_SAFE, {'code': code}))
    return Refused([_rejected(message, address)])


def _rejected(message: str, address: str) -> Problem:
    if 'protected cell' in message:
        return Problem(
            N_('A part of the spreadsheet is protected against {address}.'),
            N_('In Google Sheets, take the protection off or allow this address.'), {'address': address},
        )  # fmt: skip
    if 'number of cells' in message:
        return Problem(
            N_('The spreadsheet is full: Google lets it have ten million cells.'),
            N_('Delete sheets of your own, or empty rows below the tables.'),
        )
    return Problem(
        N_('Google refuses the change: {reason}'),
        N_('Tell who looks after the app; the rows are safe in the journal.'),
        {'reason': message[:300]},
    )


def _switched_off(error: Mapping[str, Any]) -> bool:
    reasons = {str(detail.get('reason')) for detail in error.get('details', [])}
    reasons |= {str(each.get('reason')) for each in error.get('errors', [])}
    return bool(reasons & {'SERVICE_DISABLED', 'accessNotConfigured'})
