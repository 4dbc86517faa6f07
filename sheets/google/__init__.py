"""A book in a Google spreadsheet: the door to Google, reading, writing, making the sheets, moving a workbook."""
