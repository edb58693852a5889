"""`concord marking`: print a label as a marking, or read a marking as a label."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from concord.cli.books import OpenBook, label_book_options
from concord.cli.errors import UsageError
from concord.cli.inputs import INSTANT, as_json, examples, read_file, today
from concord.cli.label import label_json
from concord.cli.show import echo_json
from concord.formats import marking as markings
from concord.formats import stanag4774
from concord.release.policy import Marking, Policy

PLACES = (
    *("pageTopBottom", "pageTop", "pageBottom", "portionMarking", "documentStart", "documentEnd", "firstLineOfText"),
    *("lastLineOfText", "subject", "xHeader", "inputTitle", "waterMark"),
)
"""Where a marking is printed: the SPIF marking codes that name a place."""


@click.group()
def marking() -> None:
    """Printed markings, per policy, language and place.

    Under the policy files you name, and those alone; without any, under the exercise policies that ship.
    """


@marking.command(
    epilog=examples(
        "concord marking render report.label.xml",
        "concord marking render report.label.xml --code portionMarking --language fr",
    )
)
@click.argument("file")
@click.option("--language", default="en", show_default=True, metavar="LANG", help="The language of the phrases.")
@click.option(
    *("--code", "code"),
    default="pageTopBottom",
    show_default=True,
    type=click.Choice(PLACES),
    metavar="PLACE",
    help="Where it is printed, a SPIF marking code such as portionMarking, which gives (NC).",
)
@label_book_options
@as_json
def render(file: str, language: str, code: str, open_book: OpenBook, as_json: bool) -> int:
    """Print the marking of the label in FILE (STANAG 4774 XML)."""
    label = stanag4774.read_label(read_file(file), source=file)
    rulebook = open_book().rulebook
    policy = rulebook.policy(label.policy.name, label.created or today())
    if policy is None:
        raise UsageError(f"{file}: expected a policy that is loaded, found `{label.policy.name}`: give --policy FILE")
    served = rulebook.profile(policy)
    if served is None:
        raise UsageError(f"{file}: expected a profile for `{policy.name}` edition {policy.edition}, found none")
    text = markings.render(label, policy, served, language=language, code=code)
    if as_json:
        echo_json({"marking": text, "language": language, "code": code})
    else:
        click.echo(text)
    if language not in {each.language for each in _marks(policy)} | {"en"}:
        click.echo(f"note: `{policy.name}` has no phrases in `{language}`: printed in its own words", err=True)
    return 0


def _marks(policy: Policy) -> Iterator[Marking]:
    """Every phrase of a policy with its language."""
    yield from policy.markings
    for level in policy.levels:
        yield from level.markings
    for tag_set in policy.tag_sets:
        for tag in tag_set.tags:
            for value in tag.values:
                yield from value.markings


@marking.command(
    epilog=examples(
        "concord marking parse 'NATO RESTRICTED Releasable to Finland, Sweden'",
        "concord marking parse 'CONFIDENTIEL UE/EU CONFIDENTIAL' --xml > report.label.xml",
    )
)
@click.argument("text")
@click.option("--at", type=INSTANT, metavar="DATE", help="The date of the marking (default: today).")
@click.option("--xml", "as_xml", is_flag=True, help="Print the label as STANAG 4774 XML.")
@label_book_options
@as_json
def parse(text: str, at: datetime | None, as_xml: bool, open_book: OpenBook, as_json: bool) -> int:
    """Read a printed marking as a label.

    Nothing is guessed: an unknown name, or a level without its owner, is refused with what to write instead.
    """
    book = open_book()
    found = book.vocabulary.read(text, created=at or today())
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    if as_json:
        echo_json({**label_json(found.label, book), "notes": [str(note) for note in found.notes]})
    elif as_xml:
        click.echo(stanag4774.write_label(found.label).decode())
    else:
        click.echo(f"{found.label.policy.name}: {found.label.level}")
        for group in found.label.groups:
            click.echo(f"  {group.kind.value.lower():11}  {group.tag_set}: {', '.join(group.values)}")
    return 0
