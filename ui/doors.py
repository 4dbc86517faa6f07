"""The doors of the first page: what is done most often, of what the group does and of what this person may do."""

from markupsafe import Markup

from actions.permissions import may
from rules.bylaws import Bylaws
from sheets.sign_in_tables import User
from sheets.words import _
from ui.parts import join, link_button


def doors(user: User, bylaws: Bylaws) -> Markup:
    """What the members save comes first, and larger than the others."""
    records, lends, on_products = may(user.role, 'record'), may(user.role, 'lend'), bylaws.module_products
    known = (
        (records and not bylaws.by_shares, '/deposits', 'deposit', _('Record deposits')),
        (records and bylaws.module_shares, '/shares', 'chart', _('Buy shares')),
        (bylaws.module_rotation, '/payouts', 'calendar', _('Payouts')),
        (lends and not on_products, '/loans/new', 'loan', _('Give loan')),
        (lends and on_products, '/loans/apply', 'loan', _('Apply for a loan')),
        (records, '/loans', 'rise', _('Take repayment')),
    )
    open_to_her = [door[1:] for door in known if door[0]]
    return Markup('<div class="actions home">{}</div>').format(
        join(
            link_button(link, icon_name, words, 'second' if place else 'first')
            for place, (link, icon_name, words) in enumerate(open_to_her)
        )
    )
