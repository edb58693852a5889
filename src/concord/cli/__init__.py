"""The command line of Concord."""

from concord.cli.main import main

__all__ = ["main"]
