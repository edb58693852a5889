"""`concord timeline`: the dates at which the matrix of a document changed, and what turned there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from concord.cli.document import scene_options
from concord.cli.errors import UsageError
from concord.cli.inputs import INSTANT, examples
from concord.cli.scene import Scene, house
from concord.cli.show import echo_json, progress, table
from concord.dissemination.brief.compute import SINCE, UNTIL
from concord.dissemination.brief.views import reasons, turns
from concord.release.relations import Membership
from concord.release.timeline import Turn

F = TypeVar("F", bound=Callable[..., Any])


def _date(name: str, default: datetime, told: str) -> Callable[[F], F]:
    """An option that takes a date."""
    day = default.date().isoformat()
    return click.option(name, type=INSTANT, metavar="DATE", default=day, show_default=True, help=told)


@click.command(epilog=examples("concord timeline demo", "concord timeline demo --since 2017-01-01 --until 2018-01-01"))
@_date("--since", SINCE, "The date the time line begins.")
@_date("--until", UNTIL, "The date before which it ends.")
@scene_options
def timeline(scene: Scene, at: datetime, since: datetime, until: datetime, as_json: bool) -> int:
    """The dates at which the matrix of DOC changed, and what turned there."""
    if since >= until:
        raise UsageError(f"--until: expected a date after {since.date()}, found {until.date()}")
    with progress("dates") as told:
        found = turns(scene, since, until, at, told)
    if as_json:
        echo_json({"id": scene.record.id, "turns": [_json(turn, scene) for turn in found]})
        return 0
    rows = [
        (
            turn.at.astimezone(UTC).date().isoformat(),
            f"{turn.changed:,}" if number else "begins",
            str(len(turn.readers)),
            "; ".join(short(turn, scene)) if number else "",
        )
        for number, turn in enumerate(found)
    ]
    click.echo("\n".join(table(rows, ("date", "squares", "seats", "what turned"))))
    return 0


def _json(turn: Turn, scene: Scene) -> dict[str, object]:
    return {
        "at": turn.at.isoformat(),
        "changed": turn.changed,
        "seats": len(turn.readers),
        "why": list(reasons(turn, scene)),
        "facts": list(turn.facts),
    }


def short(turn: Turn, scene: Scene) -> Iterator[str]:
    """What turned at a date, the parties that join or leave an organisation together.

    What a party leaves because it joins another organisation on the same date goes without saying, and so do groups
    that are made of others' members.
    """
    by_id = scene.book.rulebook.index.memberships_by_id
    known = [row for identity in turn.facts if identity in scene.book.facts.by_id for row in by_id.get(identity, ())]
    joins = [row for row in known if turn.at in (row.period.since, row.period.sure)]
    joining = {row.party for row in joins}
    yield from _grouped(joins, "", turn.at, scene)
    yield from _grouped([r for r in known if r not in joins and r.party not in joining], "no longer ", turn.at, scene)
    questions = {question.id for question in scene.book.rulebook.questions}
    others = tuple(identity for identity in turn.facts if identity not in by_id and identity not in questions)
    yield from reasons(replace(turn, facts=others), scene)
    yield from (f"open question {identity}" for identity in turn.facts if identity in questions)


def _grouped(rows: list[Membership], lead: str, at: datetime, scene: Scene) -> Iterator[str]:
    """Parties by what they are of which organisation."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        groups.setdefault((row.standing.value, row.organisation), []).append(scene.party(row.party, at))
    for (standing, organisation), parties in groups.items():
        yield f"{', '.join(sorted(parties))}: {lead}{standing} of {house(organisation)}"
