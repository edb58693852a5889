"""The words on screen: what is released, and what is needed; never who stands in the way (release.md section 5)."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files

import click
import pytest

from concord.cli.main import concord
from concord.facts import describe, shipped
from concord.facts.reading import group_rules
from concord.release.answers import Answer
from tests.architecture.tree import SOURCE, modules

NEVER = re.compile(r"\b(?:block(?:ed|ing)|shut out|leak\w*|veto\w*|refus(?:es|al|als)|disput\w*)\b", re.IGNORECASE)
"""Words that blame; "refused" stays for input that cannot be read."""


def found_in(text: str) -> list[str]:
    """The words of a text that are never said."""
    return NEVER.findall(text)


def help_texts(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    """The help of a command and of every command under it, by its path."""
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        below = ((name, command.get_command(context, name)) for name in command.list_commands(context))
        for name, found in below:
            if found is not None:
                yield from help_texts(found, click.Context(found, info_name=name, parent=context))


def constants(*names: str) -> Iterator[tuple[str, str]]:
    """Every text in some modules and what is below them, by place; what only readers of the code see left out."""
    for found in modules():
        under = any(found.name == name or found.name.startswith(f"{name}.") for name in names)
        aside = {node.value for node in ast.walk(found.tree) if isinstance(node, ast.Expr)} if under else set()
        for node in ast.walk(found.tree) if under else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in aside:
                yield f"{found.path}:{node.lineno}", node.value


def fact_texts() -> Iterator[tuple[str, str]]:
    """What is shown of the facts that ship: the facts, the names of parties, the groups of readers."""
    facts = shipped()
    yield from ((fact.id, describe(fact, facts)) for fact in facts.entries)
    for entry in facts.names.entries:
        yield f"{entry.party} {entry.language}", f"{entry.name.name} {entry.name.short} {entry.name.footnote}"
    yield from ((rule.id, f"{rule.name} {rule.sentence}") for rule in group_rules())
    yield "promises", files("concord.facts").joinpath("data/promises.csv").read_text(encoding="utf-8")


def page_texts() -> Iterator[tuple[str, str]]:
    """The template, script and style of the page of a brief."""
    for path in sorted((SOURCE / "concord" / "cli" / "brief").iterdir()):
        if path.suffix in (".j2", ".js", ".css"):
            yield path.name, path.read_text(encoding="utf-8")


SHOWN: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {
    "help": lambda: help_texts(concord, click.Context(concord, info_name="concord")),
    "command line": lambda: constants("concord.cli"),
    "explanations": lambda: constants("concord.release.explain", "concord.release.answers"),
    "facts": fact_texts,
    "page": page_texts,
    "demo": lambda: [
        (path.name, path.read_text(encoding="utf-8"))
        for pattern in ("*.toml", "site/**/*.html")
        for path in sorted((SOURCE / "concord" / "demo").glob(pattern))
    ],
    "demonstration": lambda: constants("concord.demo"),
}
"""Everything that is put before people, by kind."""


@pytest.mark.parametrize("kind", SHOWN)
def test_no_shown_text_blames(kind: str) -> None:
    texts = list(SHOWN[kind]())
    assert texts
    assert {place: words for place, text in texts if (words := found_in(text))} == {}


def test_the_four_answers_have_their_words() -> None:
    words = ["released", "releasable on decision", "needs a decision", "not released"]
    assert [answer.value for answer in Answer] == words


@pytest.mark.parametrize("line", ["Blocked by", "shut out of", "a leak", "the veto", "X refuses", "disputed"])
def test_a_text_that_blames_is_seen(line: str) -> None:
    assert found_in(line)


@pytest.mark.parametrize("line", ["three blocks", "a label is refused", "not released", "shut the page"])
def test_a_text_that_does_not_is_not(line: str) -> None:
    assert found_in(line) == []
