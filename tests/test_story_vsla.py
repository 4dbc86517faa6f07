"""A cycle of a village savings group of three, shared out to the last shilling, with every figure worked out by hand.

A share costs 1,000 shillings; there are no cents. Three meetings; each pays 500 into the social fund once.

    Asha     5 + 5 + 0 shares    10,000
    Bina     3 + 2 + 2 shares     7,000
    Chitra   1 + 1 + 1 shares     3,000        20 shares, 20,000
    Bina borrows 10,000 at 10 % a month on 15 January and pays 4,000 and the interest of 1,000 on 15 February;
    on 28 February she owes 6,000 and 600 of interest.

    in the box    20,000 + 1,500 social − 10,000 + 5,000 = 16,500; without the social fund 15,000
    the fund      15,000 in the box + 6,600 of Bina's loan = 21,600; a profit of 1,600, 80 a share
    Asha          10 × 1,080 = 10,800
    Bina           7 × 1,080 =  7,560, of which 6,600 are set off: 960 in cash
    Chitra         3 × 1,080 =  3,240        10,800 + 960 + 3,240 = 15,000: nothing is left over

Asha leaves two shares of the next cycle in, at 1,000: she is handed 8,800, and 2,000 + 1,500 stay in the box.
"""

import json
from fractions import Fraction
from pathlib import Path

from typer.testing import CliRunner

from main import app
from tests.groups import Group


def test_three_members_share_out_to_the_last_shilling(tmp_path: Path) -> None:
    group = Group(
        tmp_path, currency='UGX', country='UG', kind='vsla', module_shares=True, module_share_out=True,
        module_social_fund=True, share_price=1_000, smallest_coin=1, loan_rate_percent=Fraction(10), monthly_due=0,
    )  # fmt: skip
    asha, bina, chitra = (group.join(name, mobile=f'077200000{n}') for n, name in enumerate(('Asha', 'Bina', 'Chitra')))
    for day, bought in (('2025-01-01', (5, 3, 1)), ('2025-01-15', (5, 2, 1)), ('2025-01-29', (0, 2, 1))):
        for member, count in zip((asha, bina, chitra), bought, strict=True):
            if count:
                group.do('share', f'{count * 1_000}', day, member=member)
    for member in (asha, bina, chitra):
        group.do('social', '500', '2025-01-01', member=member)
    group.do('loan', '10000', '2025-01-15', member=bina)
    group.do('repayment', '5000', '2025-02-15', member=bina)
    assert group.cash() == 16_500
    group.book.close()

    wish = ('shareout', str(group.path), '--counted', '16500', '--on', '2025-02-28', '--set-off-loans', '--left-in',
            f'{asha}=2', '--entry-id', 'end', '--today', '2025-03-01', '--json')  # fmt: skip
    shown = json.loads(CliRunner().invoke(app, wish).stdout)
    assert shown['problems'] == []
    assert [(each['savings'], each['profit'], each['set_off'], each['paid']) for each in shown['members']] == [
        ('10000', '800', '0', '10800'), ('7000', '560', '6600', '960'), ('3000', '240', '0', '3240'),
    ]  # fmt: skip
    assert [(each['left_in'], each['handed']) for each in shown['members']] == [
        ('2000', '8800'), ('0', '960'), ('0', '3240'),
    ]  # fmt: skip
    assert (shown['paid'], shown['social'], shown['left_over'], shown['written_off']) == ('15000', '1500', '0', '0')

    assert json.loads(CliRunner().invoke(app, [*wish, '--record']).stdout)['status'] == 'recorded'
    told = json.loads(CliRunner().invoke(app, ['summary', str(group.path), '--json']).stdout)
    assert (told['cash'], told['loans_outstanding'], told['loans_active']) == ('3500', '0', 0)
    assert CliRunner().invoke(app, ['verify', str(group.path)]).output == ''
