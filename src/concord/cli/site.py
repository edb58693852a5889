"""`concord site account|token|serve`: the pages of a node.

Source: docs/spec/site.md W1, W3, W20.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import IO

import click

from concord.cli.errors import UsageError
from concord.cli.inputs import as_json, examples
from concord.cli.show import echo_json

COMMANDS = "concord.web.commands"
"""The site is loaded by its name, when it is asked for (docs/decisions/0015-doors.md)."""


@click.group()
def site() -> None:
    """The pages of a node: their accounts, and the server that shows them.

    Who sits where is the roster's; a password lets an account of the roster in.
    """


folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


@site.command(epilog=examples("concord site account eu sec-1", "concord site account eu sec-1 --password-file -"))
@folder
@click.argument("name")
@click.option("--password-file", type=click.File(), metavar="FILE", help="Its first line is the password; - is input.")
@as_json
def account(folder: Path, name: str, password_file: IO[str] | None, as_json: bool) -> int:
    """Give an account of the roster a password; the one it has is replaced."""
    given = password_file.readline().rstrip("\n") if password_file else ""
    password = given or click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    faults = import_module(COMMANDS).give_password(folder, name, password)
    if faults:
        raise UsageError("password: " + " ".join(faults))
    if as_json:
        echo_json({"account": name})
    else:
        click.echo(f"{name} may sign in; where it sits, the roster says.")
    return 0


@site.command(epilog=examples("concord site token eu sec-1 GSC/security-1 --days 30"))
@folder
@click.argument("account")
@click.argument("post")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 366), help="For how many days.")
@as_json
def token(folder: Path, account: str, post: str, days: int, as_json: bool) -> int:
    """Print a token by which a program reads as an account in one post; it is shown once and kept nowhere."""
    text = import_module(COMMANDS).give_token(folder, account, post, days)
    if as_json:
        echo_json({"account": account, "post": post, "token": text})
    else:
        click.echo(text)
    return 0


@site.command(
    epilog=examples("concord site serve eu", "concord site serve eu --port 8801 --workers 2 --name eu.example.int")
)
@folder
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8800, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="How many processes answer.")
@click.option("--name", default="", help="The name that browsers ask for, where a proxy speaks TLS for it.")
@as_json
def serve(folder: Path, host: str, port: int, workers: int, name: str, as_json: bool) -> int:
    """Show the pages of a node until it is stopped. In service it stands behind a proxy that speaks TLS.

    With --name only that name is answered, and browsers send their cookies over TLS alone.
    """
    address = f"https://{name}/" if name else f"http://{host}:{port}/"
    if as_json:
        echo_json({"address": address})
    else:
        click.echo(f"{address} (stop with Ctrl-C)")
    import_module(COMMANDS).serve(folder, host, port, workers, name)
    return 0
