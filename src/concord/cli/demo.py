"""`concord demo`: two nodes with fictional content, made if they are not there, and shown until they are stopped.

Source: docs/spec/demo.md X1, X10.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from concord.cli.inputs import as_json, examples
from concord.cli.show import echo_line

NODES = "concord.demo"
"""The demonstration is loaded by its name, when it is asked for (docs/decisions/0015-doors.md)."""
PORT = 8801


@click.command(epilog=examples("concord demo", "concord demo --fresh", "concord demo --folder trial --port 9000"))
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Where both nodes are kept [your data folder]."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65534),
    default=PORT,
    show_default=True,
    help="The port of the EU node; NATO's is the next. 0 takes any two that are free.",
)
@click.option("--fresh", is_flag=True, help="Remove both nodes of the demonstration, and make them anew.")
@as_json
def demo(folder: Path | None, port: int, fresh: bool, as_json: bool) -> int:
    """An EU node and a NATO node with fictional papers: open the address, come in as anybody by one click.

    Both run on this machine alone until you press Ctrl-C; what you did there is kept for the next time. `concord brief
    demo` shows one paper without a node: who may read what, on which date, and why.
    """
    started = time.monotonic()
    click.echo("EXERCISE · a demonstration with fictional content · an EU node and a NATO node", err=as_json)
    where = (folder or data_folder()).resolve()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(AttributeError, ValueError):
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    pair = import_module(f"{NODES}.pair")
    try:
        with pair.listening(port) as sockets:
            if fresh:
                import_module(f"{NODES}.making").remove(where)
            with pair.running(where, sockets) as both:
                both.wait_until_ready(lambda node, line: click.echo(f"  {node:<5} {line}", err=as_json))
                _told(both, where, time.monotonic() - started, as_json)
                return int(both.wait_until_one_stops())
    except KeyboardInterrupt:
        click.echo(f"\nBoth nodes have stopped. Everything is kept in {where}", err=as_json)
        return 0


def data_folder() -> Path:
    """The user's data folder for the demonstration."""
    home = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return Path(home) / "concord" / "demo"


def _told(both: Any, where: Path, seconds: float, as_json: bool) -> None:
    """Say where to go, and who is there."""
    cast = import_module(f"{NODES}.cast")
    _, personas = cast.cast()
    if as_json:
        listed = [{"node": p.node, "account": p.account, "seat": p.seat, "name": p.name[0]} for p in personas]
        said = {"first": both.first, "nodes": both.addresses, "personas": listed, "folder": str(where)}
        echo_line(said)
        return
    for side, address in both.addresses.items():
        click.echo(f"\n{cast.SIDES[side].name}: {address}/")
        for persona in personas:
            if persona.node == side:
                click.echo(f"  {persona.seat:<19} {persona.name[0]}: {persona.rule[0]}")
    click.echo(f"\nKept in {where}. Ready after {seconds:.1f} s.")
    click.echo(click.style(f"\nOpen {both.first}", bold=True) + "   (stop with Ctrl-C)")
