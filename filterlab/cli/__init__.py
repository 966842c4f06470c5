"""The command line: every command of FilterLab, with or without a screen."""

from filterlab.cli.entry import main, run

__all__ = ["main", "run"]
