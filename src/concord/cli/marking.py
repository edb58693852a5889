"""`concord marking`: print a label as a marking, or read a marking as a label."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from concord.cli.books import make_book
from concord.cli.errors import UsageError
from concord.cli.inputs import INSTANT, as_json, read_file, rulebook_options
from concord.cli.label import label_json
from concord.cli.show import echo_json
from concord.formats import marking as markings
from concord.formats import stanag4774


@click.group()
def marking() -> None:
    """Printed markings, per policy, language and place."""


@marking.command()
@click.argument("file")
@rulebook_options
@click.option("--language", "--lang", default="en", show_default=True, help="The language of the phrases.")
@click.option("--code", default="pageTopBottom", show_default=True, help="The place, a SPIF marking code.")
@as_json
def render(
    file: str,
    policies: tuple[str, ...],
    profiles: tuple[str, ...],
    overlay: str | None,
    language: str,
    code: str,
    as_json: bool,
) -> int:
    """Print the marking of the label in FILE (STANAG 4774 XML); `--code portionMarking` gives (NC)."""
    label = stanag4774.read_label(read_file(file), source=file)
    book = make_book(policies=policies, profiles=profiles, overlay=overlay)
    policy = book.rulebook.policy(label.policy.name, label.created or datetime.max.replace(tzinfo=UTC))
    served = book.rulebook.profile(policy) if policy else None
    if policy is None or served is None:
        raise UsageError(f"{file}: expected a policy that is loaded, found `{label.policy.name}`: give --policy FILE")
    text = markings.render(label, policy, served, language=language, code=code)
    echo_json({"marking": text, "language": language, "code": code}) if as_json else click.echo(text)
    return 0


@marking.command()
@click.argument("text")
@rulebook_options
@click.option("--created", type=INSTANT, default="2017-05-15", show_default=True, help="The date of the marking.")
@click.option("--xml", "as_xml", is_flag=True, help="Print the label as STANAG 4774 XML.")
@as_json
def parse(
    text: str,
    policies: tuple[str, ...],
    profiles: tuple[str, ...],
    overlay: str | None,
    created: datetime,
    as_xml: bool,
    as_json: bool,
) -> int:
    """Read a printed marking as a label. An unknown name, or a level without an owner, stops and asks."""
    book = make_book(policies=policies, profiles=profiles, overlay=overlay)
    found = markings.Vocabulary(book.pairs(created)).read(text, created=created)
    if as_xml:
        click.echo(stanag4774.write_label(found.label).decode())
    elif as_json:
        notes = [str(note) for note in found.notes]
        echo_json({**label_json(found.label, book), "notes": notes})
    else:
        click.echo(f"{found.label.policy.name}: {found.label.level}")
        for group in found.label.groups:
            click.echo(f"  {group.kind.value.lower()} {group.tag_set}: {', '.join(group.values)}")
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    return 0
