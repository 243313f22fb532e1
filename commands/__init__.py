"""The commands of cli.py, one module each. A module imports its room when its command runs."""
