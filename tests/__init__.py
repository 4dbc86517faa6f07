"""The proofs: test_<folder>_<file>.py for each file, browser/ for the story in Chromium, data/ for what they read."""
