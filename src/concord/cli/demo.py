"""`concord demo`: the brief of the document that ships."""

from __future__ import annotations

from datetime import datetime

import click

from concord.cli.brief.command import run
from concord.cli.document import demo_document
from concord.cli.inputs import as_json, at_option, examples


@click.command(epilog=examples("concord demo", "concord demo --at 2023-05-15 --html later.html"))
@click.option("--html", default="concord-demo.html", show_default=True, metavar="OUT", help="Where to write the page.")
@at_option
@as_json
def demo(html: str, at: datetime | None, as_json: bool) -> int:
    """A fictional crisis document under two exercise policies, for every EU and NATO member of that day.

    Prints the matrix, four telling editions and the dates at which the picture changed, and writes one page that opens
    from disk: every square explains itself, a slider moves the date from 1995 to 2026.
    """
    return run(demo_document(), html=html, at=at, as_json=as_json)
