"""`concord document read`: a Word file at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Run
from tests.formats.docx.written import Word, p, r

BANNER = "RESTREINT UE/EU RESTRICTED"
AT = ("--at", "2017-05-15")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A file with something asked and something hidden."""
    body = p(r("Port Calder"), style="Titre") + p(r("(R-UE/EU-R) Open."))
    body += p(r("(LIMITE) Why?"), r("kestrel", "<w:vanish/>"))
    place = tmp_path / "paper.docx"
    place.write_bytes(Word(body, {"header": p(r(BANNER))}).data)
    return place


def test_a_file_is_shown_with_its_labels_and_what_is_asked(concord: Run, paper: Path) -> None:
    ran = concord("document", "read", paper, *AT)
    assert ran.status == 4
    lines = ran.out.splitlines()
    assert lines[:2] == ["Port Calder", f"label of the document: {BANNER} (read)"]
    assert any(line.split()[:4] == ["paragraph", "2", "paragraph", "read"] for line in lines)
    assert any(line.startswith("hidden text") and line.endswith("left out") for line in lines)
    assert "kestrel" not in ran.out


def test_the_same_as_json(concord: Run, paper: Path) -> None:
    said = concord("document", "read", paper, *AT, "--json").json
    assert (said["title"], said["label"], said["sure"]) == ("Port Calder", BANNER, "read")
    assert [(each["place"], each["label"], each["text"]) for each in said["portions"]] == [
        ("paragraph 2", BANNER, "Open."),
        ("paragraph 3", "?", "(LIMITE) Why?"),
    ]
    assert [(each["rule"], each["weight"]) for each in said["findings"]] == [("PI32", "block")]
    assert said["asides"] == [{"sort": "hidden text", "count": 1, "places": ["paragraph 3"], "becomes": "left out"}]


def test_a_file_with_nothing_to_settle_is_done(concord: Run, tmp_path: Path) -> None:
    place = tmp_path / "paper.docx"
    place.write_bytes(Word(p(r("Open.")), {"header": p(r(BANNER))}).data)
    assert concord("document", "read", place, *AT).status == 0


def test_hidden_words_alone_are_something_to_look_at(concord: Run, tmp_path: Path) -> None:
    place = tmp_path / "paper.docx"
    place.write_bytes(Word(p(r("Open."), r("kestrel", "<w:vanish/>")), {"header": p(r(BANNER))}).data)
    assert concord("document", "read", place, *AT).status == 4


def test_a_file_that_is_none_is_an_error_with_its_finding(concord: Run, tmp_path: Path) -> None:
    place = tmp_path / "paper.docx"
    place.write_bytes(b"%PDF-1.7")
    ran = concord("document", "read", place)
    assert (ran.status, ran.err) == (2, f"{place}: file: PI1: expected a Word file (.docx), found a PDF\n")
