"""The sheet Read me: what the workbook is, in the language of the group."""

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from rules.bylaws import Bylaws
from sheets.columns import BY_NAME, used
from sheets.layout import styles
from sheets.layout.frames import cell_of, one_page, title
from sheets.views import GROUP_NAME
from sheets.words import N_, _

LETTERS_A_LINE = 92
SHEETS = (
    ('Summary', N_('What the group has saved, lent and holds in cash and bank, on the day that stands there.')),
    ('Dues', N_('The deposits of each member and month: what is due, what was paid, what is missing.')),
    ('Passbook', N_('One member and one year on a page to print. Choose her number in the yellow cell.')),
    ('Members', N_('The members. Who leaves becomes inactive; nobody is deleted.')),
    ('Loans', N_('The loans, asked for, running and past.')),
    ('Loan products', N_('The terms on which the group gives loans.')),
    ('Guarantors', N_('Who answers for which loan, and for how much.')),
    ('Rotation', N_('The turns of the merry-go-round: whose it is, and what was paid.')),
    ('Decisions', N_('What the group decided, who was for it, and why.')),
    ('Fines', N_('Fines that are owed, paid or waived.')),
    ('Accounts', N_('The cash boxes and bank accounts of the group.')),
    ('Fixed deposits', N_('Money of members that stays until a day.')),
    ('Distributions', N_('Dividends, interest and share-outs, each as one batch.')),
    ('Statements', N_('The statements that an officer approved.')),
    ('Documents', N_('Pictures of receipts and papers that are kept beside the book.')),
    ('Entries', N_('Every movement of money, one kind and one amount a row. This is the ledger.')),
    ('Changes', N_('Who changed what in Members, Loans, Bylaws and the like, when and why.')),
    ('Bylaws', N_('What the group agreed on: the regular deposit, interest, days of grace and more.')),
)
RULES = (
    (N_('Everyday work'), N_('Record deposits, loans and expenses in the app. It writes the rows here, and in the same '
                             'moment the sums in Summary, Dues and Passbook follow.')),
    (N_('Reading'), N_('You can open this workbook at any time in Excel, LibreOffice or Google Sheets, with the app '
                       'switched off. All totals are formulas: click on one to see how it comes about.')),
    (N_('Typing a row'), N_('A row that you type below the last one in Entries does not count until it is recorded in '
                            'the app; the app shows it under Problems. Leave the grey columns empty.')),
    (N_('Correcting'), N_('Do not change or delete rows of Entries and Changes. In the app, open the entry and reverse '
                          'it: a row with a minus is added, in red, with the reason. Both stay to be seen.')),
    (N_('Please leave'), N_('Keep the names of the sheets, the headings in the first row and the grey columns: the app '
                            'finds its rows by them. You may add sheets, colours, notes and columns of your own.')),
    (N_('While it is open'), N_('While the workbook is open in Excel or LibreOffice, new rows wait in the app and are '
                                'written when you close it. Nothing is lost.')),
    (N_('Seals'), N_('The grey columns at the end of Entries and Changes seal each row. A changed digit is found and '
                     'shown in the app with its cell.')),
)  # fmt: skip
COLOURS = (
    (styles.GREEN, styles.WHITE, N_('Green'), N_('A heading, or a deposit that is paid.')),
    (
        styles.PALE_AMBER,
        styles.AMBER,
        N_('Yellow'),
        N_('A cell in which you choose, or a deposit that is paid in part.'),
    ),
    (styles.PALE_RED, styles.RED, N_('Red'), N_('Missed, or an entry that reverses another one.')),
    (styles.PALE_GREY, styles.GREY, N_('Grey'), N_('For the app, or no longer active.')),
)


def lay_out(sheet: Worksheet, bylaws: Bylaws) -> None:
    """Fill the empty sheet."""
    sheet.column_dimensions['A'].width, sheet.column_dimensions['B'].width = 22, 84
    title(sheet, GROUP_NAME, _('The book of the group'))
    row = _section(sheet, 4, _('The sheets'))
    not_used = {*BY_NAME} - {each.name for each in used(bylaws)}
    for name, meaning in ((name, meaning) for name, meaning in SHEETS if name not in not_used):
        _line(sheet, row, name, _(meaning))
        sheet.cell(row, 1).hyperlink = Hyperlink(ref=f'A{row}', location=f"'{name}'!A1")
        sheet.cell(row, 1).font = Font(name='Calibri', bold=True, underline='single', color=styles.GREEN)
        row += 1
    row = _section(sheet, row + 1, _('How to work with it'))
    for name, meaning in RULES:
        _line(sheet, row, _(name), _(meaning))
        row += 1
    row = _section(sheet, row + 1, _('The colours'))
    for background, ink, name, meaning in COLOURS:
        _line(sheet, row, _(name), _(meaning))
        sheet.cell(row, 1).fill = styles.fill(background)
        sheet.cell(row, 1).font = Font(name='Calibri', bold=True, color=ink)
        row += 1
    one_page(sheet, f'A1:B{row - 1}')


def _section(sheet: Worksheet, row: int, text: str) -> int:
    cell = cell_of(sheet, row, 1, text)
    cell.font = Font(name='Calibri', size=13, bold=True, color=styles.INK)
    cell.alignment = Alignment(horizontal='left', indent=1)
    return row + 1


def _line(sheet: Worksheet, row: int, name: str, meaning: str) -> None:
    first, second = cell_of(sheet, row, 1, name), cell_of(sheet, row, 2, meaning)
    first.font, second.font = Font(name='Calibri', bold=True, color=styles.INK), Font(name='Calibri', color=styles.INK)
    for cell in (first, second):
        cell.alignment = Alignment(horizontal='left', vertical='top', wrap_text=True, indent=1)
        cell.border = styles.line_below()
    # A program that does not know the height of wrapped text shows one line; Devanagari needs a little more room.
    sheet.row_dimensions[row].height = 19 * (1 + len(meaning) // LETTERS_A_LINE)
