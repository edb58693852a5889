"""`concord`: the group of commands, each read only when it is called for.

Exit status: 0 released or done, 3 withheld, 4 refer, 2 error.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from concord.cli.errors import UsageError, report
from concord.release.errors import ConcordError

COMMANDS = {
    "Start here": {
        "demo": ("demo", "The document that ships: who may read what, on which date, and why."),
        "brief": ("brief.command", "Everything about one document: matrix, editions, time line, what staff can do."),
    },
    "A document": {
        "matrix": ("document", "Portions x readers on a date, readers grouped by rule."),
        "edition": ("document", "The edition one seat gets."),
        "what-if": ("scenario", "What a change would alter, before anybody signs."),
        "unlock": ("scenario", "The smallest changes that let these seats read these portions."),
        "timeline": ("scenario", "The dates at which the matrix changed, and the facts that turned."),
        "check": ("document", "What to look at before an edition goes out."),
    },
    "Labels and decisions": {
        "label": ("label", "Show, check, decide and roll up STANAG 4774 labels."),
        "marking": ("marking", "Print a label as a marking, or read a marking as a label."),
        "decide": ("cases", "Decide release cases, one or thousands."),
    },
    "Rules and facts": {
        "rulebook": ("rulebook", "Show, check or compare rulebooks."),
        "facts": ("facts", "The dated public facts: show, confirm, correct, add."),
    },
}
"""Commands by heading: module under `concord.cli`, and what the command is for."""

_MODULES = {name: module for section in COMMANDS.values() for name, (module, _) in section.items()}


class Commands(click.Group):
    """A group that imports a command when it is called, and lists all of them by heading without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _MODULES.get(cmd_name)
        if module is None:
            return None
        found = importlib.import_module(f"concord.cli.{module}")
        command: click.Command = getattr(found, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, commands in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, text) for name, (_, text) in commands.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="concord", message="concord %(version)s")
def concord() -> None:
    """Who may see this portion, under which rule, on this date?

    Everything is a labelled record; every reader sees the edition released to them. Start with `concord demo`: it
    decides a fictional crisis document for every EU and NATO member of 15 May 2017 and writes a page you can open.

    Every command takes --json. Exit status: 0 released or done, 3 withheld, 4 needs a decision, 2 error.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    with _errors():
        status = concord.main(args=arguments, prog_name="concord", standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)


@contextmanager
def _errors() -> Iterator[None]:
    """Turn what the project and click refuse into one clear message and exit status 2."""
    try:
        yield
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except (ConcordError, UsageError) as error:
        report(error)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
