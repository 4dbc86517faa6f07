"""What the book adds up to: summaries, messages, print, the export for the auditor, and the proof that all is right."""
