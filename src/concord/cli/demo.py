"""`concord demo`: the brief of the document that ships."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import as_file, files

import click

from concord.cli.brief.command import run
from concord.cli.inputs import INSTANT


@click.command()
@click.option("--html", default="concord-demo.html", show_default=True, metavar="OUT", help="Where to write the page.")
@click.option("--at", type=INSTANT, default="2017-05-15", show_default=True, help="The date to show first.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def demo(html: str, at: datetime, as_json: bool) -> int:
    """A fictional crisis document under two exercise policies, for every EU and NATO member of that day.

    Prints the matrix, four telling editions and the dates at which the picture changed, and writes one page that opens
    from disk: every square explains itself, a slider moves the date from 1995 to 2026.
    """
    with as_file(files("concord.demo").joinpath("port-calder.md")) as path:
        return run(str(path), html=html, at=at, as_json=as_json)
