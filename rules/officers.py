"""Who an officer is: the name that stands beside what she did. Where two must act, they are two by their names.

For example "Meena Pawar" asks for a payout; typed as " meena  pawar" it is she again, who cannot approve it too, and
"Meena Patil" is another officer. So that nobody counts as somebody else, no two officers of a group share a name.
"""

from rules.typed_rows import plain


def same(one: str, other: str) -> bool:
    """Whether both names are one officer's, however they are typed: capitals and spaces do not tell."""
    return plain(one) == plain(other)
