"""`concord commitments register`: the common action points of 2016 as records of a node.

Source: docs/spec/commitments.md C5.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from concord.cli.inputs import as_json, examples
from concord.cli.log import folder, seat_options
from concord.cli.show import echo_json
from concord.commitments.actions import registered
from concord.facts import action_points
from concord.formats.marking import Markings
from concord.release.labels import LabelSet


@click.group()
def commitments() -> None:
    """The common action points, and what each body reports of them."""


@commitments.command(
    epilog=examples("concord commitments register eu --as sec-1 --seat GSC/security-1 --marking PUBLIC")
)
@folder
@click.option("--marking", required=True, metavar="MARKING", help="The label of all of them, as it is printed.")
@as_json
@seat_options
def register(open_desk: Callable[..., Any], marking: str, as_json: bool) -> int:
    """File the 42 action points of 6 December 2016 from the facts that ship: all, or none.

    The same again on the same day changes nothing, and on another day is refused: nothing stands twice. Texts that were
    not read in a source are filed as provisional.
    """
    with open_desk() as desk:
        label_set = LabelSet(Markings(desk.moment.rulebook).read(marking, desk.moment.day))
        filed = desk.file_all(registered(action_points(), label_set))
    if as_json:
        echo_json({"records": [each.record for each in filed]})
    else:
        click.echo(f"{len(filed)} action points are in the register.")
    return 0
