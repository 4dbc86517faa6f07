"""What is written down: the workbook, the journal before it, and the words and signs in which both are shown."""
