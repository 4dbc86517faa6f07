"""The parts of an .xlsx file: zip members, the XML of a sheet, cells, styles; the door to them is sheets/xlsx.py."""
