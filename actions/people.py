"""Who may enter: officers get a way in, a new password, or none any longer; members get a PIN.

Nobody can shut herself out, so that there is always a president who can let others in.
"""

from datetime import datetime

from sqlalchemy import Engine

from actions.permissions import ROLES, may
from actions.who import Who
from rules.problems import N_, refuse
from rules.records import Member
from sheets import sign_ins
from sheets.sign_in_tables import User, note_event
from sheets.words import LANGUAGES

OFFICES = {role: title for role, title in ROLES.items() if may(role, 'look')}


def add_officer(
    store: Engine, name: str, user_name: str, mobile: str, password: str, role: str, language: str, who: Who,
    now: datetime,
) -> User:  # fmt: skip
    """Give an officer a way in. Raises Refused with every reason."""
    who.must('people')
    if role not in OFFICES or language not in LANGUAGES:
        raise refuse(N_('A choice is missing.'), N_('Choose office and language.'), about='role')
    added = sign_ins.add_officer(store, name, user_name, mobile, password, role, language, now)
    note_event(store, 'officer added', now, added.account)
    return added


def set_password(store: Engine, account: str, password: str, who: Who, now: datetime) -> None:
    """A new password for an officer; whoever was signed in with the old one is out. Raises Refused."""
    who.must('people')
    sign_ins.set_password(store, account, password, now)
    note_event(store, 'password set', now, account)


def end_way_in(store: Engine, account: str, own_account: str, who: Who, now: datetime) -> None:
    """An officer may no longer enter; her open pages end at once. Raises Refused."""
    who.must('people')
    if account == own_account:
        raise refuse(N_('You cannot shut yourself out.'), N_('Let another president do it.'))
    sign_ins.set_active(store, account, False, now)
    note_event(store, 'officer shut out', now, account)


def give_pin(store: Engine, member: Member, pin: str, language: str, who: Who, now: datetime) -> None:
    """The PIN with which a member opens her passbook; the former one ends. Raises Refused."""
    who.must('people')
    account = sign_ins.add_member(store, member.id, member.name, language, now).account
    sign_ins.set_pin(store, account, pin, now)
    note_event(store, 'PIN given', now, account)
