"""The document of the format says what the code does."""

from __future__ import annotations

import pathlib
import re

from concord.formats.spif.spec import OWN_RULES, SCHEMA_RULES
from concord.release.names import BEGINNING
from tests.formats.spif.test_samples import EXPECTED

ROOT = pathlib.Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docs" / "spec" / "spif.md").read_text("utf-8")
SOURCES = [ROOT / "src" / "concord" / "formats" / "hardened.py", *(ROOT / "src/concord/formats/spif").glob("*.py")]


def rows(first: str) -> list[list[str]]:
    """Cells of the rows whose first cell is a code word that matches `first`."""
    lines = re.findall(rf"^\| `{first}` \|.*\|$", TEXT, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_document_lists_every_rule_with_its_words() -> None:
    listed = {cells[0].strip("`"): cells[1] for cells in rows(r"spif\.[a-z]+")}
    assert listed == {**SCHEMA_RULES, **OWN_RULES}


def test_the_document_lists_every_rule_of_hardened_xml() -> None:
    used = set(re.findall(r'"(xml\.[a-z-]+)"', SOURCES[0].read_text("utf-8")))
    assert {cells[0].strip("`") for cells in rows(r"xml\.[a-z-]+")} == used


def test_every_rule_that_is_listed_is_used_and_every_rule_used_is_listed() -> None:
    text = "".join(path.read_text("utf-8") for path in SOURCES if path.name != "spec.py")
    assert set(re.findall(r'"(spif\.[a-z]+)"', text)) == {*SCHEMA_RULES, *OWN_RULES}


def test_the_document_says_per_file_what_loads() -> None:
    listed = {cells[0].strip("`"): cells[1:] for cells in rows(r"[a-z0-9-]+") if cells[0].strip("`") in EXPECTED}
    assert set(listed) == set(EXPECTED)
    for name, (edition, since, reasons) in EXPECTED.items():
        day = "the beginning" if since == BEGINNING else since.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")
        words = ", ".join(f"`{rule}`" for rule in sorted(reasons)) or "none"
        schema = "yes, with findings of the schema" if reasons & {"spif.namespace", "spif.order"} else "yes"
        assert listed[name] == [str(edition), schema, day, words]
