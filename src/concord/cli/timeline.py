"""`concord timeline`: the dates at which the matrix of a document changed, and what turned there."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from concord.cli.brief.compute import SINCE, UNTIL
from concord.cli.brief.views import reasons, turns
from concord.cli.document import scene_options
from concord.cli.errors import UsageError
from concord.cli.inputs import INSTANT, examples
from concord.cli.scene import Scene
from concord.cli.show import echo_json, progress, table

SHOWN = 6
"""How many reasons of one date are printed before the rest is counted; JSON has them all."""


@click.command(epilog=examples("concord timeline demo", "concord timeline demo --since 2017-01-01 --until 2018-01-01"))
@click.option("--since", type=INSTANT, metavar="DATE", default=SINCE.date().isoformat(), show_default=True)
@click.option("--until", type=INSTANT, metavar="DATE", default=UNTIL.date().isoformat(), show_default=True)
@scene_options
def timeline(scene: Scene, at: datetime, since: datetime, until: datetime, as_json: bool) -> int:
    """The dates at which the matrix of DOC changed, and what turned there."""
    if since >= until:
        raise UsageError(f"--until: expected a date after {since.date()}, found {until.date()}")
    with progress("dates") as told:
        found = turns(scene, since, until, at, told)
    why = [list(reasons(turn, scene)) for turn in found]
    if as_json:
        entries = [
            {
                "at": turn.at.isoformat(),
                "changed": turn.changed,
                "seats": len(turn.matrix.readers),
                "why": said,
                "facts": list(turn.facts),
            }
            for turn, said in zip(found, why, strict=True)
        ]
        echo_json({"id": scene.record.id, "turns": entries})
        return 0
    rows = [
        (
            turn.at.astimezone(UTC).date().isoformat(),
            f"{turn.changed:,}" if number else "begins",
            str(len(turn.matrix.readers)),
            _short(said) if number else "",
        )
        for number, (turn, said) in enumerate(zip(found, why, strict=True))
    ]
    click.echo("\n".join(table(rows, ("date", "squares", "seats", "what turned"))))
    return 0


def _short(said: list[str]) -> str:
    return "; ".join(said[:SHOWN]) + (f"; and {len(said) - SHOWN} more" if len(said) > SHOWN else "")
