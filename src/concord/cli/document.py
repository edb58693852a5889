"""`concord matrix|edition|check`: who may read a document, what one seat gets, what to look at before it goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import click

from concord.cli.brief.portions import chip, marking_of
from concord.cli.brief.views import edition_of
from concord.cli.errors import finding_json
from concord.cli.inputs import as_json, at_option, rulebook_options
from concord.cli.label import reason_json
from concord.cli.scene import Scene, open_scene, seats_option
from concord.cli.show import LEGEND, echo_json, mark, table, wrap
from concord.release.answers import answer_of
from concord.release.check import release_check
from concord.release.edition import edition as make_edition
from concord.release.edition import numbers
from concord.release.explain import NO_SUCH_RECORD, explain
from concord.release.findings import Weight
from concord.release.groups import Group
from concord.release.matrix import Matrix
from concord.release.records import Form, Portion


def document_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """DOC with its seats, date and rulebook."""
    for option in (as_json, at_option, seats_option, rulebook_options, click.argument("doc")):
        command = option(command)
    return command


@click.command()
@document_options
@click.option("--names", is_flag=True, help="Name the readers of each group.")
@click.option("--why", metavar="PORTION", help="Explain the squares of one portion.")
def matrix(
    doc: str,
    policies: tuple[str, ...],
    profiles: tuple[str, ...],
    overlay: str | None,
    seats_file: str | None,
    at: datetime | None,
    names: bool,
    why: str | None,
    as_json: bool,
) -> int:
    """Portions of DOC x readers, readers grouped by the rule that governs them."""
    scene = open_scene(doc, seats_file=seats_file, policies=policies, profiles=profiles, overlay=overlay)
    squares = scene.matrix(at or scene.day)
    groups = scene.groups(squares)
    if as_json:
        echo_json(matrix_json(scene, squares, groups))
        return 0
    click.echo("\n".join(matrix_lines(scene, squares, groups)))
    for group in groups if names else ():
        who = ", ".join(scene.name(squares.readers[c], squares.at) for c in group.columns)
        click.echo(wrap(f"{group_name(group)}: {who}"))
    if why is not None:
        click.echo("\n".join(why_lines(scene, squares, groups, why)))
    return 0


def matrix_lines(scene: Scene, squares: Matrix, groups: tuple[Group, ...]) -> Iterator[str]:
    """The matrix as a table: a row for each portion, a column for each group with its count."""
    numbered = numbers(scene.record)
    rows = []
    for row, portion in enumerate(scene.record.portions):
        marks = [mark(answer_of(squares.squares[row][group.columns[0]])) for group in groups]
        label = chip(scene.record.label_set(portion), scene.book)
        to = f" → {label['to']}" if label["to"] else ""
        rows.append((portion.id, numbered[portion.id], *marks, f"{label['abbr']}{to}"))
    heads = ("portion", "no", *(_letter(n) for n in range(len(groups))), "label")
    yield f"{scene.record.id} on {squares.at.date().isoformat()}: {len(rows)} portions x {len(squares.readers)} seats"
    yield ""
    for number, group in enumerate(groups):
        yield f"  {_letter(number)}  {group_name(group)} ({len(group.columns)})"
    yield ""
    yield from table(rows, heads)
    yield LEGEND


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"A{_letter(number - 26)}"


def group_name(group: Group) -> str:
    """The name of a group, and which part of it where it is split."""
    return group.rule.name + (f", part {group.part} of {group.parts}" if group.parts > 1 else "")


def why_lines(scene: Scene, squares: Matrix, groups: tuple[Group, ...], identity: str) -> Iterator[str]:
    """The reasons of one portion's squares, group by group."""
    row = portion_row(scene, identity)
    for group in groups:
        decision = squares.decision(row, group.columns[0])
        said = explain(decision, scene.describe)
        yield f"{mark(squares.answer(row, group.columns[0]))} {group_name(group)}"
        for sentence in said.sentences:
            yield wrap(f"{sentence.text} ({sentence.clause})", "    ")
        for _, text in said.facts:
            yield wrap(f"- {text}", "      ")


def portion_row(scene: Scene, identity: str) -> int:
    """The row of a portion by id.

    Raises:
        click.BadParameter: there is none.
    """
    ids = [portion.id for portion in scene.record.portions]
    if identity not in ids:
        raise click.BadParameter(f"expected the id of a portion, such as {', '.join(ids[:8])} …, found `{identity}`")
    return ids.index(identity)


def matrix_json(scene: Scene, squares: Matrix, groups: tuple[Group, ...]) -> dict[str, object]:
    """The matrix as JSON: groups, and each portion's answer and reasons for each."""
    return {
        "id": scene.record.id,
        "at": squares.at.isoformat(),
        "rulebook": squares.rulebook.digest,
        "valid_until": squares.valid_until.isoformat(),
        "groups": [
            {
                "id": group.rule.id,
                "name": group_name(group),
                "rule": group.rule.sentence,
                "seats": [squares.readers[c].id for c in group.columns],
            }
            for group in groups
        ],
        "portions": [_portion_json(scene, squares, groups, row, p) for row, p in enumerate(scene.record.portions)],
    }


def _portion_json(
    scene: Scene, squares: Matrix, groups: tuple[Group, ...], row: int, portion: Portion
) -> dict[str, object]:
    cells = []
    for group in groups:
        decision = squares.decision(row, group.columns[0])
        reasons = [reason_json(reason) for reason in decision.reasons]
        cells.append({"answer": squares.answer(row, group.columns[0]).value, "reasons": reasons})
    marking = marking_of(scene.record.label_set(portion), scene.book)
    return {"id": portion.id, "marking": marking, "squares": cells}


@click.command()
@document_options
@click.option("--seat", required=True, help="The id of the seat, such as FR/EU.")
def edition(
    doc: str,
    policies: tuple[str, ...],
    profiles: tuple[str, ...],
    overlay: str | None,
    seats_file: str | None,
    at: datetime | None,
    seat: str,
    as_json: bool,
) -> int:
    """The edition of DOC released to one seat: exit 3 and "no such record" if nothing is."""
    scene = open_scene(doc, seats_file=seats_file, policies=policies, profiles=profiles, overlay=overlay)
    instant = at or scene.day
    made = make_edition(scene.record, reader=scene.reader(seat, instant), rulebook=scene.book.rulebook, at=instant)
    if made is None:
        echo_json({"outcome": NO_SUCH_RECORD}) if as_json else click.echo(NO_SUCH_RECORD)
        return 3
    shown = edition_of(made, scene)
    if as_json:
        echo_json({"outcome": "released", **shown})
        return 0
    click.echo(click.style(shown["banner"], bold=True))
    for block in shown["blocks"]:
        click.echo("\n" + edition_text(block["form"], block["number"], block["text"], block["marking"]))
    click.echo("\n" + click.style(shown["banner"], bold=True))
    return 0


def edition_text(form: str, number: str, text: str, marking: str) -> str:
    """One block of an edition as text."""
    if form in (Form.TITLE.value, Form.HEADING.value, Form.ANNEX.value):
        lead = f"Annex {number}: " if form == Form.ANNEX.value else ""
        return click.style(f"{lead}{text}", bold=True)
    if form == Form.TABLE.value:
        return f"({marking})\n{text}"
    if form == Form.FOOTNOTE.value:
        return wrap(f"[{number}] ({marking}) {text}")
    if form == Form.CAPTION.value:
        return wrap(f"Table {number}: ({marking}) {text}")
    return wrap(f"{number + '. ' if number else ''}({marking}) {text}")


@click.command()
@document_options
@click.option("--seat", required=True, help="The id of the seat the edition is for.")
def check(
    doc: str,
    policies: tuple[str, ...],
    profiles: tuple[str, ...],
    overlay: str | None,
    seats_file: str | None,
    at: datetime | None,
    seat: str,
    as_json: bool,
) -> int:
    """The release check of one seat's edition of DOC: exit 0 nothing blocks, 4 a person must settle something."""
    scene = open_scene(doc, seats_file=seats_file, policies=policies, profiles=profiles, overlay=overlay)
    instant = at or scene.day
    names = {
        party.id: (scene.book.facts.names.name_of(party.id, house="EU", language="en", at=instant).short,)
        for party in scene.book.facts.parties
    }
    findings = release_check(
        scene.record, scene.reader(seat, instant), rulebook=scene.book.rulebook, at=instant, names=names
    )
    if as_json:
        echo_json({"findings": [finding_json(finding) for finding in findings]})
    elif not findings:
        click.echo("nothing to settle")
    else:
        rows = [(f.weight.value, f.rule, f.place, f"expected {f.expected}, found {f.found}") for f in findings]
        click.echo("\n".join(table(rows, ("weight", "rule", "portion", "finding"))))
    return 4 if any(f.weight in (Weight.BLOCK, Weight.REASON) for f in findings) else 0
