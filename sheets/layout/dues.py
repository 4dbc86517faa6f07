"""The sheet Dues: a table whose rows the app adds as months begin; paid, part-paid and missed in their colours."""

from openpyxl.worksheet.worksheet import Worksheet

from rules.bylaws import Bylaws
from rules.cycles import always_by_months
from sheets.layout import styles, tables
from sheets.views import DUES

COLOURS = (
    ('paid', styles.GREEN, styles.PALE_GREEN),
    ('part', styles.AMBER, styles.PALE_AMBER),
    ('missed', styles.RED, styles.PALE_RED),
)


def lay_out(sheet: Worksheet, bylaws: Bylaws) -> None:
    """Make the empty sheet the table."""
    for state, ink, background in COLOURS:
        rule = styles.when(f'$H2="{state}"', ink, background, line=True)
        sheet.conditional_formatting.add(f'H2:H{tables.LAST_ROW}', rule)
    sheet.conditional_formatting.add(
        f'G2:G{tables.LAST_ROW}', styles.when('AND($G2=0,$A2<>"")', styles.PALE_INK, line=True)
    )
    tables.lay_out(sheet, DUES, bylaws.currency)
    # What a formula gives is shown as it is; in the format for text a program would show the formula itself.
    sheet.column_dimensions['H'].number_format = sheet['H2'].number_format = 'General'
    if not always_by_months(bylaws):
        # A cycle that is no month is told by the day on which it begins.
        day = sheet['D2'].number_format
        sheet.column_dimensions['C'].number_format = sheet['C2'].number_format = day
