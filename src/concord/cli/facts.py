"""`concord facts show|open|confirm|correct|add`: the dated public facts and an operator's own over them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import click

from concord.cli.books import default_overlay, read_facts
from concord.cli.brief.staff import hanging_facts
from concord.cli.errors import UsageError
from concord.cli.inputs import as_json, read_file, write_file
from concord.cli.scene import open_scene, seats_option
from concord.cli.show import echo_json, table, wrap
from concord.facts import Fact, Facts, describe, open_items, rank, shipped
from concord.facts import overlay as overlays
from concord.release.errors import MalformedError
from concord.release.findings import Weight
from concord.release.periods import Confidence

GRADES = {
    Confidence.ABSENT: "absent",
    Confidence.UNCONFIRMED: "unconfirmed",
    Confidence.WELL_KNOWN: "well known",
    Confidence.SOURCED: "sourced",
}

overlay_option = click.option(
    "--overlay", envvar="CONCORD_OVERLAY", metavar="FILE", help="Your facts (default: in your configuration folder)."
)


@click.group()
def facts() -> None:
    """What is known about memberships, agreements and markings: since when, from which source, how sure.

    An unconfirmed fact decides nothing alone: what hangs on it needs a decision until somebody confirms it.
    """


@facts.command()
@click.argument("identity", metavar="[ID]", required=False)
@click.option("--party", help="Only facts that speak of this party.")
@overlay_option
@as_json
def show(identity: str | None, party: str | None, overlay: str | None, as_json: bool) -> int:
    """Show one fact with the grade of each field, or list them all."""
    known, _ = read_facts(overlay)
    if identity is None:
        chosen = [f for f in known.entries if party is None or party in _parties(f)]
    elif identity in known.by_id:
        chosen = [known.by_id[identity]]
    else:
        raise UsageError(f"expected the id of a fact (list them with `concord facts show`), found `{identity}`")
    if as_json:
        echo_json([_json(fact, known) for fact in chosen])
    elif identity is not None:
        click.echo("\n".join(_lines(chosen[0], known)))
    else:
        click.echo("\n".join(table(((fact.id, describe(fact, known)) for fact in chosen), ("fact", "what is known"))))
    return 0


def _parties(fact: Fact) -> set[str]:
    return {
        text for column in ("party", "party_a", "party_b", "owner", "organisation") if (text := _cell(fact, column))
    }


def _cell(fact: Fact, column: str) -> str:
    return fact.by_column.get(column, "")


def _lines(fact: Fact, known: Facts) -> Iterator[str]:
    yield click.style(fact.id, bold=True)
    yield wrap(describe(fact, known), "  ")
    yield from table(((f.name, f.value or "–", GRADES[f.grade]) for f in fact.fields), ("field", "value", "grade"))


def _json(fact: Fact, known: Facts) -> dict[str, object]:
    fields = [{"field": f.name, "value": f.value, "grade": GRADES[f.grade]} for f in fact.fields]
    shown = describe(fact, known)
    return {"id": fact.id, "shown": shown, "fields": fields, "sources": list(fact.sources), "digest": fact.digest}


@facts.command(name="open")
@click.argument("doc", required=False)
@seats_option
@overlay_option
@as_json
def open_facts(doc: str | None, seats_file: str | None, overlay: str | None, as_json: bool) -> int:
    """What to confirm first: unconfirmed fields, those on which most squares of DOC hang first (the demo's if none)."""
    known, _ = read_facts(overlay)
    place = doc or _demo()
    scene = open_scene(place, seats_file=seats_file, policies=(), profiles=(), overlay=overlay)
    ranked = rank(open_items(known), hanging_facts(scene, scene.day))
    if as_json:
        echo_json(
            [{"fact": r.item.fact, "field": r.item.field, "value": r.item.value, "squares": r.cells} for r in ranked]
        )
        return 0
    rows = [(str(r.cells), r.item.fact, r.item.field, r.item.value or "–", r.item.title) for r in ranked]
    click.echo("\n".join(table(rows, ("squares", "fact", "field", "value", "what"))))
    click.echo(
        f"{len(rows)} fields are unconfirmed; confirm one with `concord facts confirm ID FIELD --source … --role …`"
    )
    return 0


def _demo() -> str:
    return str(files("concord.demo").joinpath("port-calder.md"))


def _said(source: str, role: str, on: str | None) -> overlays.Said:
    try:
        day = date.fromisoformat(on) if on else date.today()
    except ValueError as error:
        raise UsageError(f"--on: expected a date such as 2026-11-22, found `{on}`") from error
    return overlays.Said(source, role, day)


source_option = click.option("--source", required=True, help="Where it was read: a title and a page.")
role_option = click.option("--role", required=True, help="Who says so: a role, no name.")
on_option = click.option("--on", metavar="DATE", help="The day it was said (default: today).")


@facts.command()
@click.argument("identity", metavar="ID")
@click.argument("field", required=False)
@source_option
@role_option
@on_option
@overlay_option
def confirm(identity: str, field: str | None, source: str, role: str, on: str | None, overlay: str | None) -> int:
    """Confirm a field of a fact, or all its fields: what ships is right."""
    place, mine = _mine(overlay)
    known = shipped()
    said = _said(source, role, on)
    if field is None:
        made = overlays.confirm_all(mine, known, fact=identity, said=said)
    else:
        made = overlays.confirm(mine, known, fact=identity, field=field, said=said)
    return _kept(place, made)


@facts.command()
@click.argument("identity", metavar="ID")
@click.argument("field")
@click.argument("value")
@source_option
@role_option
@on_option
@overlay_option
def correct(identity: str, field: str, value: str, source: str, role: str, on: str | None, overlay: str | None) -> int:
    """Correct a field of a fact: another value is right."""
    place, mine = _mine(overlay)
    made = overlays.correct(mine, shipped(), fact=identity, field=field, value=value, said=_said(source, role, on))
    return _kept(place, made)


@facts.command()
@click.argument("table_name", metavar="TABLE")
@click.argument("cells", nargs=-1, required=True, metavar="COLUMN=VALUE…")
@source_option
@role_option
@on_option
@overlay_option
def add(table_name: str, cells: tuple[str, ...], source: str, role: str, on: str | None, overlay: str | None) -> int:
    """Add a fact that does not ship, as a row of a table (memberships, agreements, equivalences …)."""
    place, mine = _mine(overlay)
    pairs = [cell.partition("=") for cell in cells]
    if not all(sign for _, sign, _ in pairs):
        raise UsageError(f"expected COLUMN=VALUE, found `{next(c for c in cells if '=' not in c)}`")
    row = {column.strip(): value.strip() for column, _, value in pairs}
    return _kept(place, overlays.add(mine, table=table_name, cells=row, said=_said(source, role, on)))


def _mine(path: str | None) -> tuple[Path, overlays.Overlay]:
    place = Path(path) if path else default_overlay()
    return place, overlays.read(read_file(str(place))) if place.exists() else overlays.Overlay()


def _kept(place: Path, made: overlays.Overlay) -> int:
    """Write the overlay if it can be laid over the facts; otherwise nothing is written."""
    _, findings = overlays.apply(shipped(), made)
    errors = tuple(finding for finding in findings if finding.weight is Weight.ERROR)
    if errors:
        raise MalformedError(str(place), errors)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_file(str(place), overlays.write(made))
    click.echo(f"kept in {place}: {len(made.entries)} entries")
    return 0
