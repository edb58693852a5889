"""docs/spec/cases.md says what the format is: its examples run, and it names every field and every file."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Iterator

import pytest

from concord.formats import case
from concord.formats.case import Case, Expectation, Expected, Mode, Refused, Scope
from concord.formats.case.spec import fields_of, parts_of, word
from concord.release.labels import LabelSet
from concord.release.readers import Clearance, Reader
from concord.release.reasons import Rule
from concord.release.rulebook import Rulebook
from tests.cases.given import GIVEN, ROOT, codes_of
from tests.cases.test_cases import by_clearance, by_kernel, codes

PAGE = (ROOT / "docs" / "spec" / "cases.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
CASES = [c for text in EXAMPLES for c in case.read(text.encode(), source="cases.md", given=GIVEN)]


def hints_in(hint: object) -> Iterator[type]:
    """Every type an attribute's type is made of."""
    for part in parts_of(hint):
        arguments = typing.get_args(part)
        if arguments:
            for argument in arguments:
                yield from hints_in(argument)
        elif isinstance(part, type):
            yield part


def reachable(*roots: type) -> set[type]:
    """The values that a case is made of."""
    found: set[type] = set()
    waiting = list(roots)
    while waiting:
        cls = waiting.pop()
        if cls not in found and dataclasses.is_dataclass(cls):
            found.add(cls)
            waiting += [inner for field in fields_of(cls) for inner in hints_in(field.hint)]
    return found


VALUES = reachable(LabelSet, Reader, Clearance, Rulebook, Expectation)


def answer(found: Case) -> tuple[str, frozenset[tuple[int, str]]]:
    if isinstance(found.label_set, Refused):
        return Expected.ERROR.value, frozenset()
    decided = by_kernel(found) if found.scope is Scope.SEAT else by_clearance(found)
    return decided.outcome.value, codes(decided.reasons)


@pytest.mark.parametrize("found", [pytest.param(c, id=c.description) for c in CASES])
def test_the_examples_of_the_document_decide_as_they_say(found: Case) -> None:
    assert answer(found) == (found.expected.outcome.value, codes_of(found.expected))


def test_the_document_shows_every_outcome_but_refer_and_both_scopes() -> None:
    assert {c.expected.outcome for c in CASES} == set(Expected) - {Expected.REFER}
    assert {c.scope for c in CASES} == set(Scope)


@pytest.mark.parametrize("cls", sorted(VALUES, key=repr))
def test_the_document_names_every_field(cls: type) -> None:
    named = set(re.findall(r"[`\"]([A-Za-z_]+)[`\"]", PAGE))
    assert {field.key for field in fields_of(cls)} <= named


@pytest.mark.parametrize("members", [Mode, Scope, Expected])
def test_the_document_names_every_word(members: type[Mode | Scope | Expected]) -> None:
    assert all(f"`{word(member)}`" in PAGE for member in members)


def test_the_document_names_every_code() -> None:
    assert all(f"`{rule.code}`" in PAGE for rule in Rule)


def test_the_document_names_every_file() -> None:
    listed = set(re.findall(r"`([a-z-]+\.json)`", PAGE.split("## The files")[1]))
    assert listed == {path.name for path in (ROOT / "cases").glob("*.json")}
