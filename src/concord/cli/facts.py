"""`concord facts show|open|confirm|correct|add`: the dated public facts and an operator's own over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from concord.cli.books import overlay_place, read_facts, read_overlay
from concord.cli.document import demo_document
from concord.cli.errors import UsageError
from concord.cli.inputs import as_json, examples, overlay_option, write_file
from concord.cli.scene import open_scene, seats_option
from concord.cli.show import echo_json, table, wrap
from concord.dissemination.brief.staff import hanging_facts
from concord.facts import Fact, Facts, Ranked, describe, open_items, rank, shipped
from concord.facts import overlay as overlays
from concord.facts.doubts import OpenItem, is_confirmable
from concord.release.errors import MalformedError
from concord.release.findings import Weight
from concord.release.periods import Confidence

GRADES = {
    Confidence.ABSENT: "absent",
    Confidence.UNCONFIRMED: "unconfirmed",
    Confidence.WELL_KNOWN: "well known",
    Confidence.SOURCED: "sourced",
}


@click.group()
def facts() -> None:
    """What is known about memberships, agreements and markings: since when, from which source, how sure.

    An unconfirmed fact decides nothing alone: what hangs on it needs a decision until somebody confirms it. What you
    confirm, correct and add is kept in a file of yours, over the facts that ship, and survives upgrades.
    """


@facts.command(epilog=examples("concord facts show EU-NATO-2003", "concord facts show --party CY"))
@click.argument("identity", metavar="[ID]", required=False)
@click.option("--party", metavar="ID", help="Only facts that speak of this party.")
@overlay_option
@as_json
def show(identity: str | None, party: str | None, overlay: str | None, as_json: bool) -> int:
    """Show one fact with the grade of each field, or list them all."""
    known, _ = read_facts(overlay)
    chosen = _chosen(known, identity, party)
    if as_json:
        echo_json([_json(fact, known) for fact in chosen])
    elif identity is not None:
        click.echo("\n".join(_lines(chosen[0], known)))
    else:
        click.echo("\n".join(table(((fact.id, describe(fact, known)) for fact in chosen), ("fact", "what is known"))))
    return 0


def _chosen(known: Facts, identity: str | None, party: str | None) -> list[Fact]:
    if identity is not None and identity not in known.by_id:
        raise UsageError(f"expected the id of a fact (list them with `concord facts show`), found `{identity}`")
    if identity is not None:
        return [known.by_id[identity]]
    if party is None:
        return list(known.entries)
    found = [fact for fact in known.entries if party in _parties(fact)]
    if not found:
        raise UsageError(f"--party: expected the id of a party that facts speak of, such as CY, found `{party}`")
    return found


def _parties(fact: Fact) -> set[str]:
    columns = ("party", "party_a", "party_b", "owner", "organisation")
    return {text for column in columns if (text := fact.by_column.get(column, ""))}


def _lines(fact: Fact, known: Facts) -> Iterator[str]:
    yield click.style(fact.id, bold=True)
    yield wrap(describe(fact, known), "  ")
    yield ""
    yield from table(((f.name, GRADES[f.grade], f.value or "–") for f in fact.fields), ("field", "grade", "value"))


def _json(fact: Fact, known: Facts) -> dict[str, object]:
    fields = [{"field": f.name, "value": f.value, "grade": GRADES[f.grade]} for f in fact.fields]
    shown = describe(fact, known)
    return {"id": fact.id, "shown": shown, "fields": fields, "sources": list(fact.sources), "digest": fact.digest}


@facts.command(name="open", epilog=examples("concord facts open", "concord facts open paper.md --seats seats.toml"))
@click.argument("doc", required=False)
@seats_option
@overlay_option
@as_json
def open_facts(doc: str | None, seats_file: str | None, overlay: str | None, as_json: bool) -> int:
    """What to confirm first: facts with unconfirmed fields, those on which most squares of DOC hang first.

    Without DOC: the squares of the document that ships.
    """
    known, _ = read_facts(overlay)
    place = demo_document() if doc in (None, "demo") else str(doc)
    scene = open_scene(place, seats_file=seats_file, policies=(), profiles=(), overlay=overlay)
    ranked = rank(open_items(known), hanging_facts(scene, scene.day))
    if as_json:
        echo_json(
            [{"fact": r.item.fact, "field": r.item.field, "value": r.item.value, "squares": r.cells} for r in ranked]
        )
    else:
        click.echo("\n".join(_open_lines(ranked, scene.record.id)))
    return 0


def _open_lines(ranked: tuple[Ranked, ...], document: str) -> Iterator[str]:
    """One row a fact on which squares hang, with its unconfirmed fields; then how many others there are."""
    by_fact: dict[str, list[Ranked]] = {}
    for entry in ranked:
        by_fact.setdefault(entry.item.fact, []).append(entry)
    rows = [
        (str(entries[0].cells), fact, ", ".join(_field_words(entry.item) for entry in entries), entries[0].item.title)
        for fact, entries in by_fact.items()
        if entries[0].cells
    ]
    if rows:
        yield from table(rows, ("squares", "fact", "unconfirmed", "what"))
    others = len(by_fact) - len(rows)
    yield f"on {others} more unconfirmed facts no square of {document} hangs alone; --json has them"
    yield "look at one: concord facts show ID"
    yield "settle it:   concord facts confirm ID --source … --role …"
    yield "not known:   concord facts correct ID FIELD VALUE --source … --role …"


def _field_words(item: OpenItem) -> str:
    return f"{item.field} (not known)" if item.wants_value else item.field


def said_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options that say who says something, and on what ground."""
    for option in (
        as_json,
        overlay_option,
        click.option("--on", "on", metavar="DATE", help="The day it was said (default: today)."),
        click.option("--role", required=True, metavar="ROLE", help="Who says so: a role, no name."),
        click.option("--source", required=True, metavar="TEXT", help="Where it was read: a title and a page."),
    ):
        command = option(command)
    return command


def _said(source: str, role: str, on: str | None) -> overlays.Said:
    for option, text in (("--source", source), ("--role", role)):
        if not text.strip():
            raise UsageError(f"{option}: expected a text, found none")
    try:
        day = date.fromisoformat(on) if on else date.today()
    except ValueError as error:
        raise UsageError(f"--on: expected a date such as 2026-11-22, found `{on}`") from error
    return overlays.Said(source, role, day)


@facts.command(
    epilog=examples("concord facts confirm EU-NO --source 'OJ L 362, 9.12.2004, p. 29' --role 'security officer'")
)
@click.argument("identity", metavar="ID")
@click.argument("field", metavar="[FIELD]", required=False)
@said_options
def confirm(identity: str, field: str | None, source: str, role: str, on: str | None, **kept: Any) -> int:
    """Confirm a field of a fact: what ships is right. Without FIELD, all that is unsourced and you have not settled."""
    said, known = _said(source, role, on), shipped()

    def entered(mine: overlays.Overlay) -> overlays.Overlay:
        for name in _unsettled(mine, known, identity) if field is None else (field,):
            mine = overlays.confirm(mine, known, fact=identity, field=name, said=said)
        return mine

    return _keep(entered, **kept)


def _unsettled(mine: overlays.Overlay, known: Facts, identity: str) -> tuple[str, ...]:
    """The fields of a fact that have a known value, were not read in a source, and are not settled by the operator."""
    if identity not in known.by_id:
        raise ValueError(f"expected the id of a fact that ships, found `{identity}`")
    fact = known.by_id[identity]
    settled = {entry.field for _, entry in mine.in_force if entry.fact == identity}
    fields = (f for f in fact.fields if fact.claims(f.name) and f.grade < Confidence.SOURCED and f.name not in settled)
    found = [(field.name, is_confirmable(field.name, field.value)) for field in fields]
    confirmable = tuple(name for name, is_one in found if is_one)
    if not confirmable:
        wanted = [name for name, is_one in found if not is_one]
        left = f"only dates to give by correcting: {', '.join(wanted)}" if wanted else "all of them settled"
        raise ValueError(f"expected a field of `{identity}` to confirm, found {left}")
    return confirmable


@facts.command(
    epilog=examples("concord facts correct EU-NO since 2004-12-01 --source 'OJ L 362' --role 'security officer'")
)
@click.argument("identity", metavar="ID")
@click.argument("field", metavar="FIELD")
@click.argument("value", metavar="VALUE")
@said_options
def correct(identity: str, field: str, value: str, source: str, role: str, on: str | None, **kept: Any) -> int:
    """Correct a field of a fact: another value is right. An empty VALUE ('') takes a value away."""
    said, known = _said(source, role, on), shipped()
    return _keep(lambda mine: overlays.correct(mine, known, fact=identity, field=field, value=value, said=said), **kept)


@facts.command(
    epilog=examples(
        "concord facts add memberships id=XX-PfP party=XX organisation=PfP standing=member \\",
        "    since=2030-01-01 --source 'framework document' --role 'security officer'",
    )
)
@click.argument("table_name", metavar="TABLE")
@click.argument("cells", nargs=-1, required=True, metavar="COLUMN=VALUE…")
@said_options
def add(table_name: str, cells: tuple[str, ...], source: str, role: str, on: str | None, **kept: Any) -> int:
    """Add a fact that does not ship, as a row of a table: memberships, agreements, equivalences … (docs/spec/facts.md).

    The row needs an id; what is added counts as sourced.
    """
    said = _said(source, role, on)
    row: dict[str, str] = {}
    for cell in cells:
        column, sign, value = cell.partition("=")
        if not sign or not column.strip() or column.strip() in row:
            raise UsageError(f"expected COLUMN=VALUE, each column once, found `{cell}`")
        row[column.strip()] = value.strip()
    return _keep(lambda mine: overlays.add(mine, table=table_name, cells=row, said=said), **kept)


def _keep(enter: Callable[[overlays.Overlay], overlays.Overlay], *, overlay: str | None, as_json: bool) -> int:
    """Write the operator's overlay with an entry more, if it can be laid over the facts; else write nothing."""
    place = overlay_place(overlay)
    mine = read_overlay(place) if place.exists() else overlays.Overlay()
    try:
        made = enter(mine)
    except ValueError as error:
        raise UsageError(str(error)) from error
    data = overlays.write(made)
    _check(place, overlays.read(data))
    write_file(str(place), data)
    entered = made.entries[len(mine.entries) :]
    if as_json:
        said = [{"act": e.act.value, "fact": e.fact, "field": e.field, "value": e.value} for e in entered]
        echo_json({"kept": str(place), "entries": len(made.entries), "entered": said})
        return 0
    for entry in entered:
        click.echo(
            " ".join(filter(None, (entry.act.value, entry.fact, entry.field, entry.value and f"`{entry.value}`")))
        )
    click.echo(f"kept in {place}")
    return 0


def _check(place: Path, made: overlays.Overlay) -> None:
    _, findings = overlays.apply(shipped(), made)
    errors = tuple(finding for finding in findings if finding.weight is Weight.ERROR)
    if errors:
        raise MalformedError(str(place), errors)
