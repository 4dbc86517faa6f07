"""How a new workbook looks: its styles, tables and views. The door to openpyxl, which makes new workbooks only."""
