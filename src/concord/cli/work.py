"""`concord node work`: the background work of a node, once or again and again until it is stopped.

Source: docs/spec/node.md I11.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import click

from concord.cli.inputs import as_json, examples
from concord.cli.show import echo_line
from concord.node.kinds import INSTALLED
from concord.node.node import Node, opened
from concord.node.working import WORKS, Told, alone
from concord.node.working import work as work_once

FAILED = 3


@click.command(epilog=examples("concord node work eu", "concord node work eu --every 60"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--every", type=click.FloatRange(min=1), metavar="SECONDS", help="Go on until stopped (default: once).")
@as_json
def work(folder: Path, every: float | None, as_json: bool) -> int:
    """Run the services of the roster, each in its post: what follows from changes and from time.

    What a service does follows from the roles of its post; `retention` purges what was kept long enough. Exit status: 3
    if one of them failed, or none could be called; that is told, and done again the next time.
    """
    with opened(folder, INSTALLED) as node, alone(folder), _stopping() as stop:
        has_failed = _round(node, folder, stop, as_json=as_json)
        while every is not None and not stop.wait(every):
            has_failed = _round(node, folder, stop, as_json=as_json)
    return FAILED if has_failed else 0


def _round(node: Node, folder: Path, stop: Event, *, as_json: bool) -> bool:
    """Whether one of those that are due failed; each is told of."""
    found = []
    for told in work_once(node, folder, lambda: datetime.now(UTC), stop.is_set, WORKS):
        found.append(told)
        _tell(told, as_json=as_json)
    if not found and not as_json:
        click.echo("nothing to do: no service of the roster sits in a post with a role that does something")
    return any(each.failed for each in found)


def _tell(told: Told, *, as_json: bool) -> None:
    if as_json:
        echo_line({"work": told.work, "account": told.account, "post": told.post, "failed": told.failed})
    else:
        who = f"{told.work} by {told.account} in {told.post}" if told.work else "this round: nothing was done"
        click.echo(f"{who}: {told.failed or 'done'}", err=bool(told.failed))


@contextmanager
def _stopping() -> Iterator[Event]:
    """An event that is set when somebody asks the process to stop."""
    stop = Event()
    before = {each: signal.signal(each, lambda *_: stop.set()) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
