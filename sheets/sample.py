"""The sample group, written down as its treasurer would tell it: a Mahila Bachat Gat of fifteen women in two years.

What is a rule is not written line by line: every month each woman deposits her sum at the meeting on the 10th, unless
DEPOSITS says otherwise, and who has a loan pays the interest of the month there, and principal as REPAYMENTS says.
Columns are two spaces or more apart; - is nothing. Women and loans are named by their place in MEMBERS and LOANS.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from rules.bylaws import Bylaws, preset

TODAY = date(2026, 11, 8)
"""The day on which the samples were written down: here the deposits of November are about to come in."""

HOME = Path(__file__).parent.parent
PLACES: Mapping[str, Path] = {
    'shg': HOME / 'sample_workbook.xlsx',
    **{kind: HOME / 'samples' / f'{kind}.xlsx' for kind in ('chama', 'vsla', 'sacco')},
}
"""Where the sample of each kind of group is kept; `make sample` writes them, from `actions/samples.py`."""

STARTED_ON, FIRST_MEETING, LAST_MEETING, MEETING_DAY = date(2024, 11, 1), '2024-11', '2026-10', 10
# Whose page the passbook shows: she took a loan, and more on it.
IN_PASSBOOK = '2'
PRESIDENT, TREASURER = 'सुनीता पाटील', 'कविता जाधव'

BYLAWS: Bylaws = replace(
    preset('shg', 'सावित्री महिला बचत गट', 'INR', 'mr', STARTED_ON, '01JBKVQG00SAV1TR1BACHATGAT'),
    place='मंचर, ता. आंबेगाव, जि. पुणे',
    monthly_due=300_00,
    late_fee_percent=Fraction(5),
    late_fee_grace_days=5,
    loan_penalty_percent=Fraction(5),
    loan_penalty_grace_days=7,
    rounding_unit=1_00,
)

MEMBERS = """
member  joined      mobile      monthly  name
1       2024-11-01  9000000101  300      सुनीता रमेश पाटील
2       2024-11-01  9000000102  300      कविता संजय जाधव
3       2024-11-01  9000000103  300      मंगल दत्तात्रय शिंदे
4       2024-11-01  9000000104  300      सविता अशोक गायकवाड
5       2024-11-01  9000000105  300      लता विठ्ठल पवार
6       2024-11-01  9000000106  300      शोभा बाळासाहेब काळे
7       2024-11-01  9000000107  300      रेखा प्रकाश मोरे
8       2024-11-01  9000000108  500      वैशाली सुनील भोसले
9       2024-11-01  9000000109  300      अनिता राजेंद्र कदम
10      2024-11-01  9000000110  300      छाया मारुती साळुंखे
11      2024-11-01  9000000111  500      उषा ज्ञानेश्वर थोरात
12      2024-11-01  9000000112  300      पुष्पा हनुमंत चव्हाण
13      2024-12-05  9000000113  300      ज्योती किरण शेळके
14      2025-02-01  9000000114  300      सुनीता विलास पाटील
15      2025-06-01  9000000115  300      मीना शंकर वाघमारे
"""

# Who left and who came back, and whose monthly sum was changed.
MEMBERSHIP = """
date        member  what       reason or sum
2025-07-01  10      monthly    500
2025-08-20  13      leaves     लग्न होऊन नाशिकला गेली
2025-11-25  7       leaves     आजारपणामुळे थांबली
2026-04-02  7       returns    तब्येत सुधारली, पुन्हा सामील झाली
"""

# Deposits that were not simply paid at the meeting: amount/day, or amount/day of another month.
DEPOSITS = """
month    member  paid
2024-12  4       300/24
2025-01  6       missed
2025-02  9       150/10 150/26
2025-03  4       300/2025-04-10
2025-04  12      missed
2025-05  3       200/10
2025-06  7       300/19
2025-07  15      300/28
2025-08  4       missed
2025-09  6       300/2025-10-10
2025-10  7       missed
2025-11  7       missed
2025-11  9       300/14
2025-12  12      100/10 200/30
2026-01  4       300/22
2026-02  5       missed
2026-03  15      150/10
2026-04  6       300/27
2026-05  12      300/2026-06-10
2026-06  4       missed
2026-07  6       missed
2026-07  14      300/18
2026-08  6       missed
2026-08  9       200/10 100/21
2026-09  4       100/10
2026-09  6       missed
2026-10  6       150/10
2026-10  12      missed
2026-11  8       500/3
2026-11  11      500/2026-10-10
"""

# Paid through the phone from that month on; everybody else pays in cash.
BY_UPI = {'8': '2026-01', '11': '2026-03', '2': '2026-05'}

LOANS = """
loan  given       member  amount  rate  mode  what for
1     2025-01-10  1       5000    2     cash  शेळी खरेदी
2     2025-03-10  5       6000    2     cash  दवाखान्याचा खर्च
3     2025-05-10  8       8000    2     cash  शिलाई मशीन
4     2025-07-10  3       15000   2     cash  म्हैस खरेदी
5     2025-10-10  12      4000    1.5   cash  मुलीच्या शाळेची फी
6     2025-12-10  2       7000    2     cash  बी-बियाणे व खते
7     2026-02-10  9       12000   2     bank  घर दुरुस्ती
8     2026-04-10  6       8000    2     cash  किराणा दुकान
9     2026-06-10  14      5000    2     cash  पापड व्यवसाय
10    2026-09-10  11      20000   2     bank  दुग्ध व्यवसाय
"""

# At each meeting from one month to another: the interest owed, and this much principal. Another day is named.
REPAYMENTS = """
loan  from     to       principal  day
1     2025-02  2025-10  500        10
1     2025-11  2025-11  all        10
2     2025-04  2025-08  1000       10
2     2025-09  2025-09  all        10
3     2025-06  2025-09  800        10
3     2025-10  2025-10  800        25
3     2025-11  2026-02  800        10
3     2026-03  2026-03  all        10
4     2025-08  2026-10  750        10
5     2025-11  2026-05  500        10
5     2026-06  2026-06  all        10
6     2026-01  2026-10  500        10
7     2026-03  2026-05  0          10
7     2026-06  2026-10  1000       10
8     2026-05  2026-07  500        10
9     2026-07  2026-10  500        10
10    2026-10  2026-10  1000       10
"""

OTHERS = """
date        kind        member  amount  mode  category           note
2024-11-10  expense     -       180     cash  वह्या व नोंदवही      -
2024-11-12  expense     -       120     cash  बँक खाते            खाते उघडण्याचा खर्च
2024-11-12  to-bank     -       2500    -     -                  -
2025-01-10  fine        6       20      cash  सभेला गैरहजर        -
2025-01-10  from-bank   -       2500    -     -                  कर्ज वाटपासाठी
2025-02-26  fine        9       10      cash  विलंब शुल्क         -
2025-03-31  income      -       64.50   bank  बँक व्याज           -
2025-04-10  fine        4       15      cash  विलंब शुल्क         मार्चचा हप्ता उशिरा
2025-05-06  expense     -       90      cash  चहापाणी            -
2025-06-12  income      -       850     cash  पापड विक्री          जत्रेतील स्टॉल
2025-06-19  fine        7       15      cash  विलंब शुल्क         -
2025-07-02  expense     -       350     cash  प्रवास              पंचायत समिती बैठक
2025-08-15  income      -       15000   bank  फिरता निधी          राज्य ग्रामीण जीवनोन्नती अभियान
2025-09-10  fine        4       20      cash  सभेला गैरहजर        -
2025-09-30  income      -       187.25  bank  बँक व्याज           -
2025-10-05  to-bank     -       6000    -     -                  -
2025-10-28  expense     -       600     cash  लेखापरीक्षण         वार्षिक तपासणी
2025-12-30  fine        12      10      cash  विलंब शुल्क         -
2026-01-22  fine        4       15      cash  विलंब शुल्क         -
2026-01-26  expense     -       240     cash  चहापाणी            प्रजासत्ताक दिन कार्यक्रम
2026-03-08  income      -       1200    cash  पापड विक्री          महिला दिन मेळावा
2026-03-12  to-bank     -       12000   -     -                  -
2026-03-31  income      -       312.75  bank  बँक व्याज           -
2026-05-15  withdrawal  5       1500    cash  -                  -
2026-05-20  expense     -       90      cash  चहापाणी            -
2026-06-05  from-bank   -       3000    -     -                  कर्ज वाटपासाठी
2026-06-10  fine        12      15      cash  विलंब शुल्क         -
2026-07-13  to-bank     -       15000   -     -                  -
2026-07-18  fine        14      15      cash  विलंब शुल्क         -
2026-08-15  expense     -       150     cash  प्रवास              तालुका मेळावा
2026-09-30  income      -       268     bank  बँक व्याज           -
2026-10-12  to-bank     -       9000    -     -                  -
2026-10-28  expense     -       700     cash  लेखापरीक्षण         वार्षिक तपासणी
"""

# Mistakes, and how each was put right: taken back with the reason, and written down as it was.
MISTAKES = """
date        kind          member  amount  category  right member  right amount  reason
2025-05-10  contribution  2       3000    -         2             300           एक शून्य जास्त लिहिले गेले
2025-12-10  contribution  1       300     -         14            300           चुकीच्या सुनीता पाटील यांच्या नावावर नोंद झाली
2026-05-20  expense       -       90      चहापाणी    -             -             एकच खर्च दोनदा लिहिला गेला
"""

MORE_ON_A_LOAN = """
date        loan  amount
2026-04-20  6     3000
"""

SAVINGS_TAKEN_ALONG = """
date        member
2025-08-20  13
"""


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a table by heading; - is ''."""
    heading, *lines = (re.split(r'\s{2,}', line.strip()) for line in table.strip().splitlines())
    return [
        dict(zip(heading, (cell.strip('-') if cell == '-' else cell for cell in line), strict=True)) for line in lines
    ]
