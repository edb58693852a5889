"""`concord brief`: everything about one document, on the terminal, as a page, or as JSON."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from concord.cli.brief.page import render, view_on
from concord.cli.document import document_options, edition_text, matrix_lines
from concord.cli.inputs import examples, write_file
from concord.cli.scene import Scene, open_scene
from concord.cli.show import echo_json, progress, table
from concord.dissemination.brief.compute import compute
from concord.dissemination.brief.contract import Brief, View

TELLING = ("common-eu", "outside-eu", "common-nato", "partners-with")
"""The groups whose editions are shown: one inside both houses, one outside the framework, an ally, a partner."""

SETTLING = 8
"""How many commands that settle facts are printed."""

LINES = 14
"""How many blocks of an edition are printed on the terminal; the page has them all."""


@click.command(
    epilog=examples(
        "concord brief demo --html brief.html",
        "concord brief paper.md --seats seats.toml --html brief.html",
        "concord brief demo --at 2004-05-01 --json",
    )
)
@document_options
@click.option("--html", metavar="OUT", help="Write one self-contained page to OUT.")
def brief(
    doc: str,
    policies: tuple[str, ...],
    profiles: tuple[str, ...],
    overlay: str | None,
    seats_file: str | None,
    at: datetime | None,
    html: str | None,
    as_json: bool,
) -> int:
    """Everything about DOC: who may read what, since when, why, and what staff can do about it."""
    return run(
        doc,
        html=html,
        at=at,
        as_json=as_json,
        seats_file=seats_file,
        policies=policies,
        profiles=profiles,
        overlay=overlay,
    )


def run(
    doc: str,
    *,
    html: str | None,
    at: datetime | None,
    as_json: bool,
    seats_file: str | None = None,
    policies: tuple[str, ...] = (),
    profiles: tuple[str, ...] = (),
    overlay: str | None = None,
) -> int:
    """Make a brief and show it; the first lines come before the long work."""
    started = time.monotonic()
    if not as_json:
        click.echo(f"reading {Path(doc).name} under the rulebook", err=True)
    scene = open_scene(doc, seats_file=seats_file, policies=policies, profiles=profiles, overlay=overlay)
    instant = at or scene.day
    if not as_json:
        if scene.is_exercise:
            click.echo(click.style("EXERCISE · EXERCISE · EXERCISE", fg="yellow", bold=True))
        for line in first_lines(scene, instant):
            click.echo(line)
        sys.stdout.flush()
    with progress("every date") as told:
        made = compute(scene, instant, lambda what, done, of: told(_steps(what, done, of), 100))
    if as_json:
        echo_json(made)
    else:
        for line in last_lines(made):
            click.echo(line)
    if html:
        write_file(html, render(made).encode())
    if html and not as_json:
        size = Path(html).stat().st_size
        click.echo(f"\npage: {html} ({size // 1024:,} KiB), open it in a browser; {time.monotonic() - started:.1f} s")
    return 0


def _steps(what: str, done: int, of: int) -> int:
    """How far the whole work is, of 100: dates, then views, then changes."""
    start, share = {"dates": (0, 50), "views": (50, 25), "changes": (75, 25)}[what]
    return start + share * done // max(of, 1)


def first_lines(scene: Scene, at: datetime) -> Iterator[str]:
    """The matrix of the date: the first thing on the terminal."""
    squares = scene.matrix(at)
    yield from matrix_lines(scene, squares, scene.groups(squares))


def last_lines(made: Brief) -> Iterator[str]:
    """Facts to settle, four editions, and the dates at which the picture changed."""
    view = view_on(made, made["as_of"])
    yield ""
    yield from _open_lines(made)
    for gid in TELLING:
        yield from _edition_lines(made, view, gid)
    yield "\n" + click.style("When the picture changed", bold=True)
    rows = [(v["at"], str(v["changed"]), _why(v)) for v in made["views"] if v["changed"]]
    yield from table(rows, ("date", "squares", "why"))


def _open_lines(made: Brief) -> Iterator[str]:
    """What hangs on unconfirmed facts, and the commands that settle the first of them."""
    if not made["open"]:
        yield "no square hangs on an unconfirmed fact"
        return
    facts = dict.fromkeys(entry["fact"] for entry in made["open"])
    squares, hang = ("1 square", "hangs") if made["hanging"] == 1 else (f"{made['hanging']:,} squares", "hang")
    yield f"{squares} {hang} on unconfirmed facts ({len(facts)}); what settles them, each with --source and --role:"
    given = [entry["settle"] for entry in made["open"] if entry["settle"].endswith(" DATE")]
    rest = dict.fromkeys(entry["fact"] for entry in made["open"] if entry["settle"] not in given)
    commands = [*given, *(f"concord facts confirm {fact}" for fact in rest)]
    yield from (f"  {command}" for command in commands[:SETTLING])
    if len(commands) > SETTLING:
        yield f"  … and {len(commands) - SETTLING} more: concord facts open"


def _why(view: View) -> str:
    short = [reason.split(";")[0] for reason in view["why"]]
    return "; ".join(short[:4]) + (f"; and {len(short) - 4} more" if len(short) > 4 else "")


def _edition_lines(made: Brief, view: View, gid: str) -> Iterator[str]:
    """The beginning of the edition one group gets, or that there is none."""
    found = next((n for n, column in enumerate(view["columns"]) if column["group"] == gid), None)
    if found is None:
        return
    name = made["groups"][gid]["name"]
    number = view["edition"][found]
    if number < 0:
        yield "\n" + click.style(f"Edition: {name}", bold=True) + "\n  no such record"
        return
    edition = made["editions"][number]
    yield "\n" + click.style(f"Edition: {name}", bold=True)
    yield f"  {edition['banner']}"
    for block in edition["blocks"][:LINES]:
        text = edition_text(block["form"], block["number"], _short(block["text"]), block["mark"])
        yield "\n".join(f"  {line}" for line in text.splitlines())
    left = len(edition["blocks"]) - LINES
    if left > 0:
        yield f"  … and {left} more on the page"


def _short(text: str) -> str:
    return text if len(text) <= 160 else text[:160].rsplit(" ", 1)[0] + " …"
