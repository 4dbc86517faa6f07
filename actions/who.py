"""Who does something: the signed-in person, or the user of the system on the command line."""

from dataclasses import dataclass

from actions.permissions import may
from rules.problems import N_, refuse


@dataclass(frozen=True, slots=True)
class Who:
    """The name that is written beside what was done, and the role that says what may be done.

    `member` is the id of the member who the officer is, where she is one and this is known.
    """

    name: str
    role: str = 'president'
    member: str = ''

    def must(self, permission: str) -> None:
        """Raise Refused unless this person may do it; the one place where actions ask."""
        if not may(self.role, permission):
            raise refuse(N_('You may not do this.'), N_('Ask the president of the group.'))
