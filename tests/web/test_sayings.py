"""Every finding that a page can show is told in French: there are as many sayings as the source has (W100)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import concord
from concord.desk.approvals import State
from concord.dissemination.marks import Why
from concord.web.holes import HOLE as NAMED
from concord.web.sayings import SAYINGS
from concord.web.sayings.places import PLACES
from tests.web.composed import HOLE, Part, Source
from tests.web.visiting import Visitor

UNTOLD = {
    "cli/": "for the command line",
    "demo/": "refuses the files of the demonstration itself",
    "node/": "refuses settings, founding and backups, at the command line",
    "vault/": "checks the store, at the command line",
    "facts/bodies": "reads what ships",
    "facts/names": "reads what ships",
    "facts/parties": "reads what ships",
    "facts/points": "reads what ships",
    "formats/case/": "reads the vectors",
    "formats/document/": "reads documents at the command line",
    "formats/marking/write": "writes what was read here",
    "formats/seats/": "reads seats at the command line",
    "formats/spif/write": "writes what was read here",
    "formats/stanag4774/": "reads labels of other nodes and clearances, at the command line",
    "directory/clearances": "reads clearances at the command line",
    "desk/admitting": "of no page yet",
    "desk/analysing": "for the analysis at the command line",
    "desk/handing": "of no page yet",
    "desk/kinds": "refuses a part when a node opens",
    "desk/purging": "of no page yet",
    "desk/tables": "for the analysis at the command line",
    "release/check": "of no page yet",
}
"""Modules whose findings reach no page, and why."""
QUOTED = re.compile(r"`[^`]*`")
SEVERAL = re.compile(f"{HOLE}(, {HOLE})* or {HOLE}")
JOINED = {"{one} and {other}", "{one} or {other}", "{count}: {becomes}"}
"""How sayings are joined when the product runs."""
KEPT = {state.value for state in State} | {text for why in Why for text in why.value[1:]}
"""What a finding takes out of a record or a table; the states of what is asked for are read below."""


@cache
def source() -> Source:
    """The source of the product, but for what reaches no page."""
    return Source(Path(concord.__file__).parent, tuple(UNTOLD))


def shape(text: str) -> str:
    """A text with one hole for each thing that it quotes, and for several of them in a line."""
    found = re.sub(f"{HOLE}+", HOLE, QUOTED.sub(HOLE, NAMED.sub(HOLE, text)))
    return SEVERAL.sub(HOLE, found)


def in_words(texts: set[str]) -> set[str]:
    """The shapes of what has words."""
    return {each for each in map(shape, texts) if re.search("[a-z]{2}", each)}


@cache
def told() -> frozenset[str]:
    """Everything that is expected or found on a page, with its holes."""
    read = source()
    found = {*read.told(Part.EXPECTED), *read.told(Part.FOUND), *read.raised("UnfitError", 0), *read.raised("_miss", 1)}
    stated = {*read.raised("FieldError", 1), *read.raised("ValueError", 0, "facts/")}
    return frozenset(in_words(found | {part for text in stated for part in _two(text)}))


def _two(text: str) -> Iterator[str]:
    """What an error of a field expected and found, as `expected_found` takes it apart."""
    expected, _, found = text.removeprefix("expected ").partition(", found ")
    yield from (expected, found or "another form")


def kept() -> set[str]:
    """What a finding takes out of what is kept."""
    return KEPT | set(source().words_of("State", "web/accounts/grants.py").values())


def test_every_finding_that_a_page_can_show_has_a_saying() -> None:
    assert told() - in_words({*SAYINGS, *kept()}) == set()


def test_every_saying_is_said_somewhere() -> None:
    assert in_words(set(SAYINGS) - JOINED) - told() - in_words(kept()) == set()
    assert len(told()) > 300


def test_no_two_sayings_are_one() -> None:
    shapes = [shape(each) for each in SAYINGS if each not in JOINED]
    assert len(shapes) == len(set(shapes))


def test_every_place_is_one_of_the_catalogue() -> None:
    """A path, as of a profile, and the name of a file are their own words."""
    places = {place for place in source().told(Part.PLACE) if not re.match(rf"\$|{HOLE}[.:]", place)}
    parts = {part.partition(": ")[0] for place in places for part in re.split("[;,] ", place)}
    asked = {each for each in in_words(parts) if "/" not in each and not each.endswith(".csv")}
    assert {each for each in asked if not _is_known(each)} == set()
    assert len(asked) > 50


def _is_known(part: str) -> bool:
    """A word, or a form with something in its hole."""
    return any(re.fullmatch(shape(each).replace(HOLE, ".+"), part, re.DOTALL) for each in PLACES)


def test_a_module_that_is_left_out_is_there() -> None:
    trees = source().trees
    assert [each for each in UNTOLD if not any(module.startswith(each) for module in trees)] == []


FAULTS = {
    "RESTREINT": "Étiquette : attendu le propriétaire avec le niveau, comme dans `RESTREINT UE/EU RESTRICTED`, trouvé "
    "`RESTREINT`",
    "RESTREINT UE/EU RESTRICTED RELEASABLE TO": "attendu une valeur de `Releasable To`, trouvé la fin",
    "XX": "attendu un marquage de `EU exercise policy`, `public` ou `NATO exercise policy`, trouvé `XX`",
    "X" * 2100: "attendu 2000 caractères au plus, trouvé 2100 caractères",
}


@pytest.mark.parametrize("marking", FAULTS, ids=["level", "end", "nothing", "long"])
def test_a_fault_is_told_in_french_with_what_stands_in_its_holes(site: str, marking: str) -> None:
    french = Visitor(site, "fr")
    french.sign_in("sec-1")
    form = {"p-TOTAL_FORMS": "1", "p-INITIAL_FORMS": "0", "p-0-form": "paragraph", "p-0-text": "A text."}
    answer = french.post("/documents/new", title="A title", marking=marking, **form)
    assert (answer.status, FAULTS[marking] in answer.text) == (422, True)
