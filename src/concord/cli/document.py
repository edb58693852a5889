"""`concord matrix|edition|check`: who may read a document, what one seat gets, what to settle before it goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from importlib.resources import files
from typing import Any

import click

from concord.cli.errors import UsageError, finding_json
from concord.cli.inputs import as_json, at_option, examples, rulebook_options
from concord.cli.label import reasons_json
from concord.cli.leaving import out_option, write_edition
from concord.cli.scene import HOUSES, Scene, open_scene, seats_option
from concord.cli.show import LEGEND, echo_json, echo_rows, mark, table, terminal_width, wrap
from concord.dissemination.brief.apart import parts_of
from concord.dissemination.brief.portions import chip, marking_of
from concord.dissemination.brief.views import edition_of
from concord.facts import Name
from concord.facts.names import LANGUAGES
from concord.release.answers import MARKS, Answer, answer_of
from concord.release.check import release_check
from concord.release.edition import edition as make_edition
from concord.release.edition import numbers
from concord.release.explain import NO_SUCH_RECORD, explain
from concord.release.findings import Weight
from concord.release.groups import Group
from concord.release.matrix import Matrix
from concord.release.readers import Reader
from concord.release.records import Form, Portion

FURTHEST = 4
"""How many columns are named that differ most from the widest."""

DEMO = "demo"
"""The word that stands for the document that ships."""


def demo_document() -> str:
    """The path of the document that ships."""
    return str(files("concord.demo").joinpath("port-calder.md"))


def _doc(ctx: click.Context, param: click.Parameter, value: str) -> str:
    return demo_document() if value == DEMO else value


def document_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """DOC with its seats, date and rulebook."""
    for option in (as_json, rulebook_options, seats_option, at_option, click.argument("doc", callback=_doc)):
        command = option(command)
    return command


def scene_options(command: Callable[..., int]) -> Callable[..., int]:
    """`document_options` for a command that takes the scene they describe, and the instant to decide for."""

    @document_options
    @wraps(command)
    def run(
        *,
        doc: str,
        policies: tuple[str, ...],
        profiles: tuple[str, ...],
        overlay: str | None,
        seats_file: str | None,
        at: datetime | None,
        **rest: Any,
    ) -> int:
        scene = open_scene(doc, seats_file=seats_file, policies=policies, profiles=profiles, overlay=overlay)
        instant = at or scene.day
        if not scene.readers(instant):
            raise UsageError(f"{seats_file or doc}: expected a seat on {instant.date()}, found none")
        return command(scene=scene, at=instant, **rest)

    return run


@click.command(
    epilog=examples("concord matrix demo --at 2004-05-01", "concord matrix demo --names --language fr --why comparison")
)
@click.option("--names", is_flag=True, help="Name the readers of each group, in the order of their house.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language of the names."
)
@click.option("--why", metavar="PORTION", help="Explain the answers for one portion, with their facts.")
@scene_options
def matrix(scene: Scene, at: datetime, names: bool, language: str, why: str | None, as_json: bool) -> int:
    """Portions of DOC x readers, readers grouped by the rule that governs them.

    DOC is a document (docs/spec/document.md), `-` for standard input, or `demo` for the one that ships.
    """
    squares = scene.matrix(at)
    groups = scene.groups(squares)
    row = portion_row(scene, why, "--why") if why is not None else -1
    if as_json:
        echo_rows(matrix_json(scene, squares, groups, language if names else None))
        return 0
    click.echo("\n".join(matrix_lines(scene, squares, groups)))
    if names:
        click.echo("\n".join(["", *name_lines(scene, squares, groups, language)]))
    if why is not None:
        click.echo("\n".join(["", *why_lines(scene, squares, groups, row)]))
    return 0


def matrix_lines(scene: Scene, squares: Matrix, groups: tuple[Group, ...]) -> Iterator[str]:
    """The matrix as a table: counts, the groups with what separates them, and a row for each portion."""
    yield from count_lines(scene, squares, groups)
    yield ""
    for number, (name, group) in enumerate(zip(_names(scene, squares, groups), groups, strict=True)):
        yield wrap(f"{_letter(number)}  {name} ({len(group.columns)})", "  ", "     ")
    most = max(8, (terminal_width() - _beside(scene)) // 2)
    for first in range(0, len(groups), most):
        yield ""
        yield from _squares(scene, squares, groups, range(first, min(first + most, len(groups))))
    yield LEGEND


def count_lines(scene: Scene, squares: Matrix, groups: tuple[Group, ...]) -> Iterator[str]:
    """How many squares have which answer, and which columns differ most from the widest."""
    counts = Counter(answer_of(bits) for row in squares.squares for bits in row)
    said = ", ".join(f"{counts[answer]:,} {answer.value}" for answer in MARKS)
    size = f"{len(scene.record.portions)} portions x {len(squares.readers)} seats"
    yield wrap(f"{scene.record.id} on {squares.at.date().isoformat()}: {size}: {said}")
    widest = max(range(len(groups)), key=lambda n: len(groups[n].columns))
    differ = [
        (sum(a is not b for a, b in _beside_each(squares, group, groups[widest])), n) for n, group in enumerate(groups)
    ]
    most = [(count, n) for count, n in sorted(differ, key=lambda pair: (-pair[0], pair[1]))[:FURTHEST] if count]
    if most:
        listed = ", ".join(f"{_letter(n)} at {count}" for count, n in most)
        yield wrap(f"furthest from the widest column ({_letter(widest)}): {listed} of {len(squares.squares)} portions")


def _beside_each(squares: Matrix, group: Group, other: Group) -> Iterator[tuple[Answer, Answer]]:
    """The answers of two groups, portion by portion."""
    for row in range(len(squares.squares)):
        yield squares.answer(row, group.columns[0]), squares.answer(row, other.columns[0])


def _beside(scene: Scene) -> int:
    """Columns of the terminal that a row needs beside its marks: id, number, label."""
    return max(len(portion.id) for portion in scene.record.portions) + 32


def _squares(scene: Scene, squares: Matrix, groups: tuple[Group, ...], shown: range) -> Iterator[str]:
    """The table of some of the groups."""
    numbered = numbers(scene.record)
    rows = []
    for row, portion in enumerate(scene.record.portions):
        marks = " ".join(mark(answer_of(squares.squares[row][groups[n].columns[0]])) for n in shown)
        label = chip(scene.record.label_set(portion), scene.book)
        to = f" → {label['to']}" if label["to"] else ""
        rows.append((portion.id, numbered[portion.id], marks, f"{label['abbr']}{to}"))
    yield from table(rows, ("portion", "no", " ".join(map(_letter, shown)), "label"))


def _letter(number: int) -> str:
    """A, B, … Z, a, b, …: one sign a group."""
    return chr(ord("A") + number) if number < 26 else chr(ord("a") + number - 26)


def _names(scene: Scene, squares: Matrix, groups: tuple[Group, ...]) -> tuple[str, ...]:
    """The name of each group, and where it is split what separates the part."""
    parts = parts_of(scene, squares, groups)
    return tuple(
        group.rule.name + (f": {part.text}" if part.text else "") for group, part in zip(groups, parts, strict=True)
    )


def name_lines(scene: Scene, squares: Matrix, groups: tuple[Group, ...], language: str) -> Iterator[str]:
    """The readers of each group by name and id, and the footnotes that their names carry, each once."""
    footnotes: dict[str, None] = {}
    for number, (title, group) in enumerate(zip(_names(scene, squares, groups), groups, strict=True)):
        named = named_readers(scene, squares, group, language)
        who = ", ".join(f"{_seat(scene, name, reader)} ({reader.id})" for name, reader in named)
        yield wrap(f"{_letter(number)}  {title}", "", "   ")
        yield wrap(who, "     ")
        footnotes |= dict.fromkeys(name.footnote for name, _ in named if name.footnote)
    for footnote in footnotes:
        yield wrap(f"* {footnote}", "", "  ")


def _seat(scene: Scene, name: Name, reader: Reader) -> str:
    """A seat in a list of names: its party, and its post where it is a post by itself."""
    post = scene.seats_file.post_of(reader.id)
    return f"{name.short}: {post}" if post else name.short


def named_readers(scene: Scene, squares: Matrix, group: Group, language: str) -> list[tuple[Name, Reader]]:
    """The readers of a group with the names their house gives them, in the order of the house."""
    readers = [squares.readers[column] for column in group.columns]
    named = [(house_name(scene, reader, squares.at, language), reader) for reader in readers]
    return sorted(named, key=lambda pair: (pair[0].order, pair[0].name, pair[1].id))


def house_name(scene: Scene, reader: Reader, at: datetime, language: str) -> Name:
    """What the house through which a seat reads calls its party."""
    house = reader.through if reader.through in HOUSES else "EU"
    return scene.book.facts.names.name_of(reader.party, house=house, language=language, at=at)


def why_lines(scene: Scene, squares: Matrix, groups: tuple[Group, ...], row: int) -> Iterator[str]:
    """The reasons of one portion's squares, group by group."""
    for number, (name, group) in enumerate(zip(_names(scene, squares, groups), groups, strict=True)):
        decision = squares.decision(row, group.columns[0])
        said = explain(decision, scene.describe)
        answer = squares.answer(row, group.columns[0])
        yield wrap(f"{mark(answer)} {_letter(number)}  {answer.value}: {name}", "", "     ")
        for sentence in said.sentences:
            yield wrap(f"{sentence.text} ({sentence.clause})", "    ")
        for text in dict.fromkeys(text for _, text in said.facts):
            yield wrap(f"- {text}", "    ", "      ")


def portion_row(scene: Scene, identity: str, option: str) -> int:
    """The row of a portion by id.

    Raises:
        UsageError: there is none; `option` names what gave the id.
    """
    ids = [portion.id for portion in scene.record.portions]
    if identity not in ids:
        near = ", ".join(ids[:8])
        raise UsageError(f"{option}: expected the id of a portion, such as {near} …, found `{identity}`")
    return ids.index(identity)


def matrix_json(
    scene: Scene, squares: Matrix, groups: tuple[Group, ...], language: str | None = None
) -> dict[str, object]:
    """The matrix as JSON: groups, and each portion's answer and reasons for each; with names if there is a language."""
    return {
        "id": scene.record.id,
        "at": squares.at.isoformat(),
        "rulebook": squares.rulebook.digest,
        "valid_until": squares.valid_until.isoformat(),
        "groups": [
            {**_group_json(scene, squares, group, language), "apart": part.text}
            for group, part in zip(groups, parts_of(scene, squares, groups), strict=True)
        ],
        "portions": [_portion_json(scene, squares, groups, row, p) for row, p in enumerate(scene.record.portions)],
    }


def _group_json(scene: Scene, squares: Matrix, group: Group, language: str | None) -> dict[str, object]:
    seats = [squares.readers[column].id for column in group.columns]
    found: dict[str, object] = {"id": group.rule.id, "name": group.rule.name, "rule": group.rule.sentence}
    if language is None:
        return {**found, "seats": seats}
    named = named_readers(scene, squares, group, language)
    footnotes = dict.fromkeys(name.footnote for name, _ in named if name.footnote)
    return {
        **found,
        "seats": [reader.id for _, reader in named],
        "names": [name.short for name, _ in named],
        "footnotes": list(footnotes),
    }


def _portion_json(
    scene: Scene, squares: Matrix, groups: tuple[Group, ...], row: int, portion: Portion
) -> dict[str, object]:
    cells = []
    for group in groups:
        decision = squares.decision(row, group.columns[0])
        reasons = reasons_json(decision.reasons)
        cells.append({"answer": squares.answer(row, group.columns[0]).value, "reasons": reasons})
    marking = marking_of(scene.record.label_set(portion), scene.book)
    return {"id": portion.id, "marking": marking, "squares": cells}


seat_option = click.option("--seat", required=True, metavar="SEAT", help="The id of the seat, such as FR/EU.")


@click.command(
    epilog=examples(
        "concord edition demo --seat CY/EU",
        "concord edition demo --seat TR/NATO --json",
        "concord edition demo --seat FR/EU --out edition.pdf",
    )
)
@seat_option
@out_option
@scene_options
def edition(scene: Scene, at: datetime, seat: str, out: str | None, as_json: bool) -> int:
    """The edition of DOC released to one seat.

    Exit status: 0 released, 3 "no such record": nothing of it is.
    """
    made = make_edition(scene.record, reader=scene.reader(seat, at), rulebook=scene.book.rulebook, at=at)
    if made is None:
        echo_json({"outcome": NO_SUCH_RECORD}) if as_json else click.echo(NO_SUCH_RECORD)
        return 3
    if out is not None:
        write_edition(made, scene, out)
    shown = edition_of(made, scene)
    if as_json:
        echo_json({"outcome": "released", **shown})
        return 0
    if out is not None:
        click.echo(f"wrote {out}: {len(shown['blocks'])} portions under {shown['banner']}")
        return 0
    banner = wrap(shown["banner"])
    click.echo(click.style(banner, bold=True))
    for block in shown["blocks"]:
        click.echo("\n" + edition_text(block["form"], block["number"], block["text"], block["mark"]))
    click.echo("\n" + click.style(banner, bold=True))
    return 0


def edition_text(form: str, number: str, text: str, mark: str) -> str:
    """One block of an edition as text, under its portion mark."""
    if form in (Form.TITLE.value, Form.HEADING.value, Form.ANNEX.value):
        lead = f"Annex {number}: " if form == Form.ANNEX.value else ""
        return click.style(f"{lead}{text}", bold=True)
    if form == Form.TABLE.value:
        return f"{mark}\n{text}"
    if form == Form.FOOTNOTE.value:
        return wrap(f"[{number}] {mark} {text}")
    if form == Form.CAPTION.value:
        return wrap(f"Table {number}: {mark} {text}")
    return wrap(f"{number + '. ' if number else ''}{mark} {text}")


@click.command(epilog=examples("concord check demo --seat FR/EU"))
@seat_option
@scene_options
def check(scene: Scene, at: datetime, seat: str, as_json: bool) -> int:
    """The release check of one seat's edition of DOC.

    Exit status: 0 nothing to settle, 4 a person must settle something first.
    """
    reader = scene.reader(seat, at)
    findings = release_check(scene.record, reader, rulebook=scene.book.rulebook, at=at, names=_spoken(scene, at))
    if as_json:
        echo_json({"findings": [finding_json(finding) for finding in findings]})
    elif not findings:
        click.echo("nothing to settle")
    else:
        rows = [(f.weight.value, f.rule, f.place, f"expected {f.expected}, found {f.found}") for f in findings]
        click.echo("\n".join(table(rows, ("weight", "rule", "portion", "finding"))))
        click.echo("block: settle it first; reason: a second person gives a reason; note: look at it")
    return 4 if any(f.weight in (Weight.BLOCK, Weight.REASON) for f in findings) else 0


def _spoken(scene: Scene, at: datetime) -> dict[str, tuple[str, ...]]:
    """The words by which texts speak of each party; an abbreviation that is a common word (IS) is none."""
    found = {}
    for party in scene.book.facts.parties:
        name = scene.book.facts.names.name_of(party.id, house="EU", language="en", at=at)
        words = dict.fromkeys(word.rstrip("*") for word in (name.short, name.name))
        found[party.id] = tuple(word for word in words if len(word) > 2)
    return found
