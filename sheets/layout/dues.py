"""The sheet Dues: a table whose rows the app adds as months begin; paid, part-paid and missed in their colours."""

from openpyxl.worksheet.worksheet import Worksheet

from sheets.layout import styles, tables
from sheets.views import DUES

COLOURS = (
    ('paid', styles.GREEN, styles.PALE_GREEN),
    ('part', styles.AMBER, styles.PALE_AMBER),
    ('missed', styles.RED, styles.PALE_RED),
)


def lay_out(sheet: Worksheet, currency: str) -> None:
    """Make the empty sheet the table."""
    for state, ink, background in COLOURS:
        rule = styles.when(f'$H2="{state}"', ink, background, line=True)
        sheet.conditional_formatting.add(f'H2:H{tables.LAST_ROW}', rule)
    sheet.conditional_formatting.add(
        f'G2:G{tables.LAST_ROW}', styles.when('AND($G2=0,$A2<>"")', styles.PALE_INK, line=True)
    )
    tables.lay_out(sheet, DUES, currency)
    # What a formula gives is shown as it is; in the format for text a program would show the formula itself.
    sheet.column_dimensions['H'].number_format = sheet['H2'].number_format = 'General'
