"""Secrets of the app, encrypted at rest in `.bahi/vault`, a file each; never in the workbook.

    vault = Vault(workbook.parent)
    vault.put('google', text)        vault.get('google')        vault.has('google')        vault.forget('google')

They are encrypted under the text of the environment variable BAHI_KEY, or else under `.bahi/key`, a file that is made
at first use and that only its owner may read. A copy of `.bahi/vault` alone opens nothing; whoever has the key as well
reads everything. `docs/decisions.md` says what this protects from and what not.
"""

import os
import re
import secrets
from pathlib import Path

from rules.problems import N_, refuse
from sheets.ciphers import DoesNotFit, decrypted, encrypted
from sheets.whole_files import write_whole

WORKBOOK_PASSWORD = 'workbook-password'
FORMER_WORKBOOK_PASSWORD = 'former-workbook-password'
"""Kept beside the new one, so that a workbook whose password was just being changed opens whichever it has."""
BACKUP_PASSPHRASE = 'backup-passphrase'
GOOGLE = 'google'

KEY_VARIABLE = 'BAHI_KEY'
SHORTEST_KEY = 16
_NAME = re.compile(r'[a-z][a-z0-9-]{0,60}')


class Vault:
    """The secrets that belong to the workbooks of one folder."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / '.bahi'
        self.folder = self.home / 'vault'

    def has(self, name: str) -> bool:
        """Whether there is a secret of this name; it may still not open, without its key."""
        return self._path(name).exists()

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none. Raises Refused where the key is not the one it was kept with."""
        try:
            data = self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        try:
            return decrypted(data, self._key(), name).decode()
        except DoesNotFit:
            raise refuse(
                N_('The secret {name} cannot be opened with the key of this app.'),
                N_('Start the app with the former {variable} or key file, or type the secret again.'),
                name=name, variable=KEY_VARIABLE,
            ) from None  # fmt: skip

    def put(self, name: str, secret: str) -> None:
        """Keep a secret; it takes the place of the former one, and is on the disk afterwards. Raises Refused."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(self._path(name), encrypted(secret.encode(), self._key(), name))

    def forget(self, name: str) -> None:
        """There is no such secret any more."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        assert _NAME.fullmatch(name), f'not the name of a secret: {name!r}'
        return self.folder / name

    def _key(self) -> str:
        given = os.environ.get(KEY_VARIABLE, '')
        if given and len(given) < SHORTEST_KEY:
            raise refuse(
                N_('{variable} has {count} characters.'), N_('Give it at least {least}.'), variable=KEY_VARIABLE,
                count=len(given), least=SHORTEST_KEY,
            )  # fmt: skip
        return given or self._key_file()

    def _key_file(self) -> str:
        path = self.home / 'key'
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            # Of two processes that come at the same moment, the second takes the key of the first.
            write_whole(path, secrets.token_urlsafe(32).encode(), overwrite=False)
        text = path.read_bytes().decode('ascii', 'replace').strip()
        if len(text) < SHORTEST_KEY:
            raise refuse(
                N_('The key file {file} is damaged.'),
                N_('Put its copy back; without one, remove it and type the secrets again.'), file='.bahi/key',
            )  # fmt: skip
        return text
