"""The ways to the pages: the bar of a laptop, the tabs of a phone, and the menu by themes.

A page of a module has its way where the module is on, and who may not open a page does not see the way to it. What
belongs to another page, such as the turns to the payouts, hangs on that page and not here.
"""

from dataclasses import dataclass

from markupsafe import Markup

from actions.permissions import may
from rules.bylaws import Bylaws
from sheets.sign_in_tables import User
from sheets.words import N_, _
from ui.icons import icon
from ui.parts import join


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a page: its address, icon and title, what one must be allowed to, and the modules, one of them on."""

    address: str
    icon: str
    title: str
    may: str = 'look'
    modules: tuple[str, ...] = ()


HOME = Way('/', 'home', N_('Home'))
DEPOSITS = Way('/deposits', 'deposit', N_('Deposits'))
PAYOUTS = Way('/payouts', 'calendar', N_('Payouts'), modules=('module_rotation',))
SHARES = Way('/shares', 'chart', N_('Shares'), modules=('module_shares', 'module_dividends'))
LOANS = Way('/loans', 'loan', N_('Loans'))
MEMBERS = Way('/members', 'people', N_('Members'))
MONEY = Way('/money', 'money', N_('Money'))
HISTORY = Way('/history', 'history', N_('History'))
MAIN = (HOME, DEPOSITS, PAYOUTS, SHARES, LOANS, MEMBERS, MONEY, HISTORY)
"""What is used most, the most used first: of those that a group has the first four are the tabs of a phone."""
TABS, BAR = 4, 6
THEMES: tuple[tuple[str, tuple[Way, ...]], ...] = (
    (N_('Savings and loans'), (
        DEPOSITS, PAYOUTS, SHARES, LOANS, MONEY,
        Way('/savings', 'bank', N_('Savings'), modules=('module_deposits',)),
        Way('/fixed-deposits', 'lock', N_('Fixed deposits'), modules=('module_fixed_deposits',)),
        Way('/fines', 'alert', N_('Fines'), modules=('module_fines',)),
        Way('/social-fund', 'people', N_('Social fund'), modules=('module_social_fund',)),
        Way('/share-out', 'part', N_('Share-out'), modules=('module_share_out',)),
    )),
    (N_('The group'), (
        HOME, MEMBERS, HISTORY,
        Way('/decisions', 'tick', N_('Decisions')),
        Way('/reports', 'report', N_('Reports'), 'reports'),
        Way('/messages', 'message', N_('Messages'), 'messages'),
    )),
    (N_('Keeping the book'), (
        Way('/settings', 'settings', N_('Settings')),
        Way('/problems', 'warning', N_('Problems')),
        Way('/sync', 'cloud', N_('Sync')),
        Way('/backups', 'box', N_('Backups'), 'backups'),
    )),
)  # fmt: skip


def main_ways(user: User, bylaws: Bylaws) -> list[Way]:
    """The pages that are used most, those that this group has and this person may open."""
    return [way for way in MAIN if _seen(way, user, bylaws)]


def bar(user: User, bylaws: Bylaws, path: str) -> Markup:
    """The ways above every page of a laptop."""
    return join(_link(way, path) for way in main_ways(user, bylaws)[:BAR])


def tabs(user: User, bylaws: Bylaws, path: str) -> Markup:
    """The ways below every page of a phone, with the one to the menu."""
    drawn = join(_link(way, path, with_icon=True) for way in main_ways(user, bylaws)[:TABS])
    more = Markup('<button type="button" class="way" data-menu><span>{}</span>{}</button>').format(
        icon('menu'), _('More')
    )
    return Markup('<nav class="tabs" aria-label="{}">{}{}</nav>').format(_('Main pages'), drawn, more)


def menu(user: User, bylaws: Bylaws, path: str) -> Markup:
    """All other pages by themes. What has no tab on a phone, but stands in the bar of a laptop, is there on a phone."""
    main = main_ways(user, bylaws)
    parts = []
    for title, ways in THEMES:
        drawn = join(
            _link(way, path, with_icon=True, kind=' narrow-only' if way in main[:BAR] else '')
            for way in ways
            if _seen(way, user, bylaws) and way not in main[:TABS]
        )
        parts.append(Markup('<h3>{}</h3><div>{}</div>').format(_(title), drawn))
    return Markup('<nav class="menu-ways" aria-label="{}">{}</nav>').format(_('More'), join(parts))


def _seen(way: Way, user: User, bylaws: Bylaws) -> bool:
    """Where members save by shares, no deposits are due: there is no way to them."""
    return may(user.role, way.may) and bylaws.uses(way.modules) and not (way is DEPOSITS and bylaws.by_shares)


def _link(way: Way, path: str, with_icon: bool = False, kind: str = '') -> Markup:
    here = path == way.address or (way.address != '/' and path.startswith(f'{way.address}/'))
    drawn = Markup('<span>{}</span>').format(icon(way.icon)) if with_icon else ''
    return Markup('<a class="way{}" href="{}"{}>{}{}</a>').format(
        kind, way.address, Markup(' aria-current="page"') if here else '', drawn, _(way.title)
    )
