"""Commands of the command line that belong together, one file a group of them; main.py puts them into its table."""
