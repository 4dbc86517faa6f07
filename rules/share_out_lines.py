"""How a share-out was computed: the lines of the fund, which are read out to all, and those of each member.

Cash counted           10,000        Part of the fund    13,500 × 3,000 / 9,000    4,500
Social fund, kept      −1,000        Loan, set off                                −4,500
Loans, set off          4,500        Paid out                                          0
Fund                   13,500
Loans, set off         −4,500        besides: a share is worth 13,500 / 90, and 1,500 of a loan is written off
Paid out to all         9,000
"""

from collections.abc import Iterator
from fractions import Fraction

from rules import set_off
from rules.explained import Explained, Figure, Line, Sum
from rules.money import Money
from rules.problems import N_
from rules.set_off import Share
from rules.share_out import ShareOut, Terms


def known_lines(terms: Terms) -> Explained:
    """What is known of the fund where it cannot be divided yet: what was counted, what the books say, what stays."""
    lines = [Line(N_('Cash counted'), Sum(terms.counted)), Line(N_('In box and bank by the books'), Sum(terms.books))]
    return Explained(terms.counted, (*lines, *_unless_nothing(N_('Social fund, kept'), -terms.social)))


def fund_lines(done: ShareOut) -> Explained:
    """From the cash counted to the fund, and from the fund to what is paid out to all together, as it adds up."""
    terms = done.terms
    from_parts = sum(payout.set_off - payout.apart_set_off for payout in done.payouts)
    lines = [Line(N_('Cash counted'), Sum(terms.counted))]
    lines += _unless_nothing(N_('Social fund, kept'), -terms.social)
    lines += _unless_nothing(N_('Kept apart for members below a whole share'), -done.kept_apart)
    lines += _unless_nothing(N_('Left over, below the smallest coin'), -done.left_over)
    lines += _unless_nothing(N_('Loans, set off'), from_parts)
    fund = terms.counted - terms.social - done.kept_apart - done.left_over + from_parts
    lines.append(Line(N_('Fund'), Sum(fund), subtotal=True))
    lines += _unless_nothing(N_('Loans, set off'), -from_parts)
    lines += _unless_nothing(N_('Kept apart, given back'), done.kept_apart)
    lines.append(Line(N_('Paid out to all'), Sum(done.paid)))
    return Explained(done.paid, tuple(lines))


def fund_notes(done: ShareOut) -> tuple[Line, ...]:
    """What is worth knowing of the fund besides, and is no part of its sum."""
    lines, price = list[Line](), done.terms.price
    if price:
        shares = sum(holder.savings for holder in done.holders) // price
        lines.append(
            Line(N_('Value of a share'), Sum(done.exact_fund / shares), '{fund} / {shares}',
                 {'fund': Sum(done.exact_fund), 'shares': shares})
        )  # fmt: skip
    return (*lines, *_unless_nothing(N_('Loans, written off before the division'), done.written_off))


def payout_lines(done: ShareOut, place: int) -> Explained:
    """From the fund to the coins of one member, by her place in the share-out."""
    payout = done.payouts[place]
    lines = [*_layer_lines(done, place)]
    lines += _unless_nothing(N_('Kept apart, given back'), payout.apart)
    lines += _unless_nothing(N_('Loan, set off'), -payout.set_off)
    lines += _unless_nothing(N_('Loan, written off'), -payout.written_off)
    lines.append(Line(N_('Paid out, in whole coins so that all payouts add up'), Sum(payout.paid)))
    return Explained(payout.paid, tuple(lines))


def total_lines(done: ShareOut) -> Explained:
    """That it adds up: what is paid out, kept and left over is the cash that was counted."""
    lines = (
        Line(N_('Paid out to all'), Sum(done.paid)),
        Line(N_('Social fund, kept'), Sum(done.terms.social)),
        Line(N_('Left over, below the smallest coin'), Sum(done.left_over)),
        Line(N_('Cash counted'), Sum(done.terms.counted), '{paid} + {social} + {left}',
             {'paid': Sum(done.paid), 'social': Sum(done.terms.social), 'left': Sum(done.left_over)}),
    )  # fmt: skip
    return Explained(done.terms.counted, lines)


def _layer_lines(done: ShareOut, place: int) -> Iterator[Line]:
    for amount, layer in zip(set_off.filled(done.exact_fund, done.layers), done.layers, strict=True):
        if amount:
            for share in layer.shares:
                yield _share_line(amount, share, place)


def _share_line(amount: Fraction, share: Share, place: int) -> Line:
    weight, everything = share.weights[place], sum(share.weights)
    own: dict[str, Figure] = {'own': weight, 'all': everything}
    if share.of_money:
        own = {'own': Sum(weight), 'all': Sum(everything)}
    formula = '{amount} × {own} / {all}' if share.percent == 100 else '{amount} × {percent} / 100 × {own} / {all}'
    value = amount * share.percent / 100 * Fraction(weight, everything)
    return Line(share.label, Sum(value), formula, {'amount': Sum(amount), 'percent': share.percent, **own})


def _unless_nothing(label: str, amount: Money) -> list[Line]:
    return [Line(label, Sum(amount))] if amount else []
