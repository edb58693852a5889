"""`concord log show|verify|replay|held-by`: who did what, whether the log is whole, who could see, who holds what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from concord.cli.errors import finding_json
from concord.cli.inputs import INSTANT, as_json, examples
from concord.cli.show import echo_json, table
from concord.desk import Condition, Desk, Edition, Op, Order, Query
from concord.desk.handovers import as_given, portions_given
from concord.desk.log import Logged, LogQuery
from concord.desk.paging import every, every_entry
from concord.node.kinds import INSTALLED
from concord.node.node import Seen, opened
from concord.release.names import BEGINNING, NEVER


@click.group()
def log() -> None:
    """The release log of a node: who did what, whether it is what it was, and what a seat could see.

    The log shows you only what concerns records that you may read; it takes a role that may look at it.
    """


folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


def seat_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the seat that it reads as, and `open_desk` to open its desk."""

    @click.option("--as", "account", required=True, metavar="ACCOUNT", help="The account you come in by.")
    @click.option("--seat", "post", required=True, metavar="POST", help="The post you sit in.")
    @wraps(command)
    def run(*, folder: Path, account: str, post: str, **rest: Any) -> int:
        @contextmanager
        def open_desk(seen: Seen | None = None) -> Iterator[Desk]:
            with opened(folder, INSTALLED) as node:
                yield node.desk_now(account, post, lambda: datetime.now(UTC), seen)

        return command(open_desk=open_desk, **rest)

    return run


@log.command(epilog=examples("concord log show eu --as sec-1 --seat GSC/security-1"))
@folder
@click.option("--record", default="", metavar="ID", help="Only entries about this record.")
@click.option("--of", "seat", default="", metavar="POST", help="Only entries of this post.")
@click.option("--since", type=INSTANT, metavar="DATE", help="From this instant on.")
@click.option("--until", type=INSTANT, metavar="DATE", help="To before this instant.")
@as_json
@seat_options
def show(
    open_desk: Callable[..., Any], record: str, seat: str, since: datetime | None, until: datetime | None, as_json: bool
) -> int:
    """Who did what to what you may read, newest first."""
    asked = LogQuery(record, seat, since or BEGINNING, until or NEVER)
    with open_desk() as desk:
        entries = list(every_entry(desk, asked))
    if as_json:
        echo_json([_entry_json(entry) for entry in entries])
        return 0
    rows = [(entry.at.isoformat(timespec="seconds"), entry.seat, entry.act, _about(entry)) for entry in entries]
    for line in table(rows, ("WHEN", "SEAT", "ACT", "ABOUT")) if rows else ["nothing that concerns what you may read"]:
        click.echo(line)
    return 0


def _about(entry: Logged) -> str:
    records = list(dict.fromkeys(line.record for line in entry.lines))
    more = f" and {len(records) - 1} more" if len(records) > 1 else ""
    return f"{records[0]}{more}, {len(entry.lines)} portion{'' if len(entry.lines) == 1 else 's'}"


def _entry_json(entry: Logged) -> dict[str, object]:
    lines = [{"record": line.record, "portion": line.portion, "gone": line.is_gone} for line in entry.lines]
    return {"at": entry.at.isoformat(), "act": entry.act, "seat": entry.seat, "lines": lines}


@log.command(epilog=examples("concord log verify eu", "concord log verify eu --end 5f3a…"))
@folder
@click.option("--end", default="", metavar="DIGEST", help="An end of the log that you noted: it must be in the chain.")
@as_json
def verify(folder: Path, end: str, as_json: bool) -> int:
    """Whether the log is what it was: every entry against its chain, and against what is stored. 3 if not."""
    with opened(folder, INSTALLED) as node:
        findings, head = list(node.vault.verify_log(end)), node.vault.log_head()
    if as_json:
        echo_json({"whole": not findings, "end": head, "findings": [finding_json(each) for each in findings]})
    else:
        for finding in findings:
            click.echo(str(finding), err=True)
        click.echo(f"the log is {'not what it was' if findings else 'whole'}; its end is {head}")
    return 3 if findings else 0


@log.command(
    epilog=examples("concord log replay eu --as sec-1 --seat GSC/sec --of EEAS/planner --at 2026-11-23T14:32Z")
)
@folder
@click.option("--of", "of_post", required=True, metavar="POST", help="The post whose view is asked for.")
@click.option("--at", required=True, type=INSTANT, metavar="DATE", help="The instant.")
@as_json
@seat_options
def replay(open_desk: Callable[..., Any], of_post: str, at: datetime, as_json: bool) -> int:
    """What a seat could see at an instant, under the rules and the roster of that instant, as far as you may see it."""
    with open_desk(Seen(of_post, at)) as desk:
        editions = [edition for kind in sorted(desk.kinds.by_name) for edition in every(desk, Query(kind))]
    if as_json:
        echo_json([_edition_json(edition) for edition in editions])
        return 0
    rows = [(edition.kind, edition.id, f"{len(edition.by_id)}", edition.digest[:12]) for edition in editions]
    for line in table(rows, ("KIND", "RECORD", "PORTIONS", "EDITION")) if rows else ["nothing that you may see"]:
        click.echo(line)
    return 0


@log.command("held-by", epilog=examples("concord log held-by eu US --as sec-1 --seat GSC/security-1"))
@folder
@click.argument("party")
@as_json
@seat_options
def held_by(open_desk: Callable[..., Any], party: str, as_json: bool) -> int:
    """What was handed over to a state or body, as far as you may read it."""
    asked = Query("handover", (Condition("to", Op.EQUAL, (party,)),), Order("at"))
    with open_desk() as desk:
        held = [_held(edition, desk) for edition in every(desk, asked)]
    if as_json:
        echo_json(held)
        return 0
    rows = [(each["at"], each["record"], each["how"], each["by"], str(len(each["portions"]))) for each in held]
    heads = ("WHEN", "RECORD", "HOW", "BY", "PORTIONS")
    for line in table(rows, heads) if rows else [f"nothing that you may read was handed over to {party}"]:
        click.echo(line)
    return 0


def _held(edition: Edition, desk: Desk) -> dict[str, Any]:
    """One handover: what of it stands as it was given, by the portions that are still there."""
    portions = list(portions_given(edition))
    now = desk.get(str(edition.value("record")))
    return {
        "record": edition.value("record"),
        "at": str(edition.value("at")),
        "how": edition.value("how"),
        "by": edition.value("given-by"),
        "as given": list(as_given(edition)),
        "portions": portions,
        "still there": [portion for portion in portions if now is not None and portion in now.by_id],
    }


def _edition_json(edition: Edition) -> dict[str, object]:
    return {"kind": edition.kind, "record": edition.id, "portions": sorted(edition.by_id), "digest": edition.digest}
