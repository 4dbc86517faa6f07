"""That a number which somebody named is nobody's: said in one way wherever a member or a loan is asked for."""

from rules.problems import N_, Problem


def no_member(number: str, about: str = 'member') -> Problem:
    """That no member has this number."""
    return Problem(
        N_('There is no member {number}.'), N_('Check the number in the list of members.'), {'number': number},
        about=about,
    )  # fmt: skip


def no_loan(number: str) -> Problem:
    """That no loan has this number."""
    return Problem(N_('There is no loan {loan}.'), N_('Check the number.'), {'loan': number}, about='loan')
