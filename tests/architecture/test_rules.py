"""Code cites rules that exist, and no rule of release stands uncited.

A rule is cited as `R12`, several as `R12-R14`, `R12–R14` or `R12 to R14`; both ends of such a range must exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

SPEC = ROOT / "docs" / "spec"
CODE = ("*.py", "*.js", "*.css", "*.j2", "*.toml", "*.md", "*.json", "*.csv")

UNCITED = {
    "R83": "says of two reasons, which cite R74 and R76, that they are open questions",
    "R95": "names the fields of `Portion`; what they do is in the rules after it",
}
"""Rules of release that neither code nor case nor test cites alone, and why none has to."""

OF_FOLDERS = [
    ("release", "R", ["src", "cases", "tests", "benches", "scripts"]),
    ("directory", "N", ["src/concord/directory", "tests/directory"]),
    ("document", "D", ["src/concord/formats/document", "tests/formats/document"]),
    ("facts", "FA", ["src/concord/facts", "tests/facts"]),
    ("marking", "M", ["src/concord/formats/marking", "tests/formats/marking"]),
    ("profile", "F", ["src/concord/formats/profile", "tests/formats/profile"]),
    ("seats", "S", ["src/concord/formats/seats", "tests/formats/seats"]),
    ("site", "W", ["src/concord/web", "tests/web"]),
    ("documents", "P", ["src/concord/dissemination", "tests/dissemination"]),
    (
        "papers-in",
        "PI",
        [f"{top}/{of}" for top in ("src/concord", "tests") for of in ("formats/docx", "dissemination", "web", "cli")],
    ),
    ("commitments", "C", ["src/concord/commitments", "tests/commitments", "src/concord/web/parts/commitments"]),
    ("demo", "X", ["src/concord/demo", "tests/demo"]),
    ("brief", "B", ["src/concord/cli/brief", "src/concord/dissemination/brief"]),
]
"""A page of the specification, the letters of its rules, and where they are cited."""


def rules_of(page: str, letters: str) -> frozenset[str]:
    """The rules a page of the specification gives."""
    return frozenset(re.findall(rf"\*\*({letters}\d+)\b", page))


def cited(text: str, letters: str) -> tuple[frozenset[str], frozenset[str]]:
    """The rules a text cites: one by one, and as ends of ranges."""
    number = rf"(?<![\w.-]){letters}(\d{{1,3}})(?![\w])"
    alone, ends = set[str](), set[str]()
    for first, last in re.findall(rf"{number}(?:(?:-|–| to ){letters}(\d{{1,3}})\b)?", text):
        (ends if last else alone).update(f"{letters}{end}" for end in (first, last) if end)
    return frozenset(alone), frozenset(ends)


def texts(folders: Iterable[str]) -> dict[str, str]:
    """The text of every file in some folders, this one's samples aside."""
    paths = (path for folder in folders for pattern in CODE for path in (ROOT / folder).rglob(pattern))
    return {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8") for p in paths if p != Path(__file__).resolve()}


@pytest.mark.parametrize(("page", "letters", "folders"), OF_FOLDERS, ids=[page for page, _, _ in OF_FOLDERS])
def test_a_rule_that_is_cited_exists(page: str, letters: str, folders: list[str]) -> None:
    known = rules_of((SPEC / f"{page}.md").read_text(encoding="utf-8"), letters)
    found = {path: frozenset.union(*cited(text, letters)) - known for path, text in texts(folders).items()}
    assert {path: sorted(unknown) for path, unknown in found.items() if unknown} == {}


def test_every_rule_of_release_is_cited_by_code_a_case_or_a_test() -> None:
    known = rules_of((SPEC / "release.md").read_text(encoding="utf-8"), "R")
    alone = frozenset[str]().union(*(cited(text, "R")[0] for text in texts(["src", "cases", "tests"]).values()))
    assert known - alone == UNCITED.keys()


def test_rules_are_found_where_they_are_cited() -> None:
    assert cited("# R12: by OID (R13)", "R") == (frozenset({"R12", "R13"}), frozenset())
    assert cited("Source: release.md R1-R3, R6; R20–R21; R30 to R34.", "R") == (
        frozenset({"R6"}),
        frozenset({"R1", "R3", "R20", "R21", "R30", "R34"}),
    )
    assert cited("rfc R2D2, SR12, FR1/EU, id-R7, R1234", "R") == (frozenset(), frozenset())


def test_rules_are_found_where_they_are_given() -> None:
    assert rules_of("- **R1 One function.** text R9\n- **R2** text **R111 References** text", "R") == {
        "R1",
        "R2",
        "R111",
    }
