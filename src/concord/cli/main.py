"""`concord`: the group of commands, each read only when it is called for.

Exit status: 0 released or done, 3 withheld, 4 refer, 2 error.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import click

from concord.cli.errors import UsageError, error_json, report
from concord.cli.inputs import examples
from concord.cli.show import echo_json, prepare_terminal
from concord.release.errors import ConcordError

COMMANDS = {
    "Start here": {
        "demo": ("demo", "An EU node and a NATO node with fictional papers, to click through."),
        "brief": ("brief.command", "Everything about one document: matrix, editions, dates, what staff can do."),
    },
    "A document": {
        "matrix": ("document", "Portions x readers on a date, readers grouped by rule."),
        "edition": ("document", "The edition one seat gets."),
        "document": ("incoming", "Read a Word file: its text, proposed labels, and what else is in it."),
        "check": ("document", "What to settle before an edition goes out."),
        "what-if": ("scenario", "What a change would alter, before anybody signs."),
        "unlock": ("scenario", "The smallest changes that let these seats read these portions."),
        "timeline": ("timeline", "The dates at which the matrix changed, and what turned."),
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
    "A node": {
        "node": ("node", "The first start of an installation, what it is now; check, backup, restore."),
        "site": ("site", "The pages of a node: accounts, and the server that shows them."),
        "commitments": ("commitments", "The register of the common action points."),
        "log": ("log", "Who did what, whether the log is what it was, what a seat could see."),
    },
}
"""Commands by heading: module under `concord.cli`, and what the command is for."""

_MODULES = {name: module for section in COMMANDS.values() for name, (module, _) in section.items()}

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


class Commands(click.Group):
    """A group that imports a command when it is called, lists all of them by heading without importing any, and turns
    what is refused into one clear message and exit status 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _MODULES.get(cmd_name)
        if module is None:
            return None
        found = importlib.import_module(f"concord.cli.{module}")
        command: click.Command = getattr(found, cmd_name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        near = get_close_matches(args[0], _MODULES, n=1)
        if args[0] not in _MODULES and near:
            raise click.UsageError(f"no such command `{args[0]}`: did you mean `{near[0]}`", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, commands in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, text) for name, (_, text) in commands.items()])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run one command and exit with its status."""
        given = list(sys.argv[1:] if args is None else args)
        colour = False if os.environ.get("NO_COLOR") else None
        try:
            status = super().main(given, "concord", complete_var, standalone_mode=False, color=colour, **extra)
            if sys.stdout is not None:
                sys.stdout.flush()
        except click.Abort:
            status = INTERRUPTED
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            status = 2
        except click.ClickException as error:
            status = _refused(UsageError(_usage(error)), given)
        except (ConcordError, UsageError) as error:
            status = _refused(error, given)
        except OSError as error:
            status = _unusable(error, given) if error.filename else _unwritten(error)
        sys.exit(status if isinstance(status, int) else 0)


def _refused(error: ConcordError | UsageError, given: Sequence[str]) -> int:
    """Say what was wrong, as the command was asked to say things."""
    if "--json" in given:
        echo_json(error_json(error))
    else:
        report(error)
    return 2


def _usage(error: click.ClickException) -> str:
    """What click refuses, in one line."""
    text = " ".join(error.format_message().rstrip(".").replace("'", "`").split())
    context = error.ctx if isinstance(error, click.UsageError) else None
    words = (context.command_path if context else "concord").removeprefix("concord").strip()
    command = f"{words}: " if words else ""
    return f"{command}{text[:1].lower()}{text[1:]}; see `{' '.join(['concord', words]).strip()} --help`"


def _unusable(error: OSError, given: Sequence[str]) -> int:
    """A place that cannot even be looked at."""
    found = (error.strerror or str(error)).lower()
    return _refused(UsageError(f"{error.filename}: expected a place that can be used, found: {found}"), given)


def _unwritten(error: OSError) -> int:
    """The output could not be written: say so, and let nothing more be written to it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    click.echo(f"concord: expected an output that can be written, found: {error.strerror or error}", err=True)
    return 2


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "concord demo",
        "concord brief demo",
        "concord matrix demo --at 2004-05-01 --names",
        "concord what-if demo --join CY=NATO",
        "concord facts open",
    ),
)
@click.version_option(package_name="concord", message="concord %(version)s")
def concord() -> None:
    """Who may see this portion, under which rule, on this date?

    Everything is a labelled record; every reader sees the edition released to them. Start with `concord demo`: it
    shows two nodes that you can click through. `concord brief demo` decides one fictional document for every EU and
    NATO member of 15 May 2017.

    Every command takes --json. Exit status: 0 released or done, 3 withheld, 4 needs a decision, 2 error.
    """


def main() -> None:
    """The program: `concord` on the arguments of the process, as quiet as any other when its reader goes away."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    prepare_terminal()
    concord.main()
