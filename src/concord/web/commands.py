"""`concord site account|serve`: the pages of a node.

Source: docs/spec/site.md W1, W3.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import IO

import click
import django
from django.core.management import call_command

from concord.node.kinds import INSTALLED
from concord.node.node import opened

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.group()
def site() -> None:
    """The pages of a node: their accounts, and the server that shows them."""


folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))


def start(folder: Path, settings: str = "concord.web.settings") -> None:
    """Make this process the one of a node's site, with its tables as this version has them.

    Raises:
        NodeError: there is no node in the folder.
    """
    os.environ["CONCORD_NODE"] = str(folder.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    django.setup()
    with opened(folder, INSTALLED):
        call_command("migrate", verbosity=0)


@site.command()
@folder
@click.argument("name")
@click.option("--password-file", type=click.File(), metavar="FILE", help="Its first line is the password; - is input.")
def account(folder: Path, name: str, password_file: IO[str] | None) -> int:
    """Give an account of the roster a password; the one it has is replaced."""
    start(folder)
    given = password_file.readline().rstrip("\n") if password_file else ""
    password = given or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    faults = import_module("concord.web.accounts.passwords").give(name, password)
    if faults:
        raise click.UsageError("password: " + " ".join(faults))
    click.echo(f"{name} may sign in; where it sits, the roster says.")
    return 0


@site.command()
@folder
@click.option("--host", default=LOOPBACK[0], show_default=True, help="The address to listen on.")
@click.option("--port", default=8800, show_default=True, help="The port to listen on.")
def serve(folder: Path, host: str, port: int) -> int:
    """Show the pages of a node until it is stopped. In service it stands behind a proxy that speaks TLS."""
    if host in LOOPBACK:
        os.environ.setdefault("CONCORD_PLAIN_HTTP", "1")
    start(folder)
    click.echo(f"http://{host}:{port}/ (stop with Ctrl-C)")
    serving = {"host": host, "port": port, "log_level": "warning", "timeout_graceful_shutdown": 3}
    import_module("uvicorn").run("concord.web.server:application", **serving)
    return 0
