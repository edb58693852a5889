"""`concord matrix|edition|check`: a document and its readers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.running import Run

KOSOVO = "This designation is without prejudice to positions on status"


@pytest.fixture
def where(paper: Path) -> tuple[Path, str, Path]:
    """The short document with its seats, as arguments."""
    return paper, "--seats", paper.with_name("seats.toml")


Where = tuple[Path, str, Path]


def test_the_matrix_counts_readers_by_rule_and_names_none(concord: Run, where: Where) -> None:
    ran = concord("matrix", *where)
    assert ran.status == 0
    assert "quay on 2017-05-15: 6 portions x 59 seats" in ran.out
    assert "Common members, through the EU (22)" in ran.out
    assert "Belgium" not in ran.out


def test_the_matrix_begins_with_its_counts_and_with_the_columns_that_differ_most(concord: Run, where: Where) -> None:
    first, _, rest = concord("matrix", *where).out.partition("\n\n")
    said = " ".join(first.split())
    counts = re.findall(r"([\d,]+) (released|releasable on decision|needs a decision|not released)", said)
    assert [word for _, word in counts] == ["released", "releasable on decision", "needs a decision", "not released"]
    assert sum(int(number.replace(",", "")) for number, _ in counts) == 6 * 59
    assert re.search(r"furthest from the widest column \(\w\): \w at \d", said)
    assert "Common members, through the EU (22)" in rest


def test_the_matrix_of_json_has_a_line_for_each_portion_and_each_group(concord: Run, where: Where) -> None:
    ran = concord("matrix", *where, "--json")
    assert [line[:6] for line in ran.out.splitlines()].count('{"id":') == len(ran.json["portions"]) + len(
        ran.json["groups"]
    )


def test_the_document_that_ships_is_called_demo(concord: Run) -> None:
    assert concord("matrix", "demo").out.startswith("port-calder on 2017-05-15: ")


def test_the_matrix_of_json_has_an_answer_for_each_group(concord: Run, where: Where) -> None:
    found = concord("matrix", *where, "--json").json
    title = found["portions"][0]
    assert {square["answer"] for square in title["squares"]} == {"released"}
    assert all(len(portion["squares"]) == len(found["groups"]) for portion in found["portions"])
    assert sum(len(group["seats"]) for group in found["groups"]) == 59


def test_another_date_has_other_seats(concord: Run, where: Where) -> None:
    assert "x 79 seats" not in concord("matrix", *where, "--at", "2004-04-30").out
    assert concord("matrix", *where, "--at", "2003-01-01", "--json").json["at"] == "2003-01-01T00:00:00+00:00"


def test_names_stand_in_the_order_of_the_house_and_the_language(concord: Run, where: Where) -> None:
    english, french = (concord("matrix", *where, "--names", "--language", each, "--json").json for each in ("en", "fr"))
    common = [next(g for g in found["groups"] if g["id"] == "common-nato") for found in (english, french)]
    assert common[0]["names"][:2] == ["Belgium", "Bulgaria"]
    assert common[1]["names"][:2] == ["Allemagne", "Belgique"]
    assert common[0]["seats"][0] == common[1]["seats"][1] == "BE/NATO"


def test_a_footnote_is_printed_once_under_the_list_in_its_language(concord: Run, where: Where) -> None:
    english = " ".join(concord("matrix", *where, "--names").out.split())
    french = " ".join(concord("matrix", *where, "--names", "--language", "fr").out.split())
    assert english.count(KOSOVO) == 1
    assert "Kosovo* (XK)" in english
    assert "sans préjudice des positions sur le statut" in french


def test_a_name_is_that_of_the_date_shown(concord: Run) -> None:
    assert "former Yugoslav Republic of Macedonia" in " ".join(concord("matrix", "demo", "--names").out.split())
    later = concord("matrix", "demo", "--names", "--at", "2020-01-01").out
    assert "North Macedonia" in " ".join(later.split())


def test_a_post_is_named_with_its_party(concord: Run, where: Where) -> None:
    assert "GSC: Releasing officer (GSC)" in concord("matrix", *where, "--names").out


def test_why_explains_one_portion_group_by_group(concord: Run, where: Where) -> None:
    ran = concord("matrix", *where, "--why", "cable")
    after = ran.out.partition("– not released\n")[2]
    assert "not released: EU members outside the framework" in after
    assert "(R72)" in after


def test_a_narrow_terminal_gets_the_groups_in_several_tables(
    concord: Run, where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    ran = concord("matrix", "demo")
    assert sum(line.startswith("portion ") for line in ran.out.splitlines()) > 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--why", "p99"], "--why: expected the id of a portion, such as title, order"),
        (["--at", "1900-01-01", "--seats", "none.toml"], "expected a seat on 1900-01-01, found none"),
    ],
)
def test_what_is_not_there_is_refused(concord: Run, paper: Path, arguments: list[str], said: str) -> None:
    paper.with_name("none.toml").write_text("")
    ran = concord("matrix", paper, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_a_document_with_errors_names_all_of_them_with_their_lines(concord: Run, paper: Path) -> None:
    text = paper.read_text()
    paper.write_text(text.replace("label=own", "label=owm").replace("label=norway", "colour=red"))
    ran = concord("matrix", paper)
    assert (ran.status, ran.out) == (2, "")
    assert [line.split(": ")[:2] for line in ran.err.splitlines()] == [
        [str(paper), "line 28"],
        [str(paper), "line 34"],
    ]


def test_an_edition_is_what_one_seat_gets(concord: Run, where: Where) -> None:
    ran = concord("edition", *where, "--seat", "TR/NATO")
    assert ran.status == 0
    assert "The order was signed on Monday." in ran.out
    assert "pilots" not in ran.out
    assert "tugs" not in ran.out


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_an_edition_is_written_as_a_file(concord: Run, where: Where, tmp_path: Path, ending: str) -> None:
    out = tmp_path / "out" / f"edition.{ending}"
    ran = concord("edition", *where, "--seat", "FR/EU", "--out", out)
    assert ran.status == 0
    assert ran.out.startswith(f"wrote {out}: ")
    assert out.read_bytes().startswith({"docx": b"PK", "pdf": b"%PDF"}[ending])
    assert [each.name for each in out.parent.iterdir()] == [out.name]


def test_a_file_of_another_ending_is_refused(concord: Run, where: Where, tmp_path: Path) -> None:
    ran = concord("edition", *where, "--seat", "FR/EU", "--out", tmp_path / "edition.odt")
    assert ran.status == 2
    assert "expected a name that ends in .docx or .pdf" in ran.err


def test_of_no_edition_no_file_is_written(concord: Run, where: Where, tmp_path: Path) -> None:
    assert concord("edition", *where, "--seat", "XK", "--out", tmp_path / "out" / "edition.pdf").status == 3
    assert not (tmp_path / "out").exists()


def test_an_edition_of_json_has_its_banner_and_blocks(concord: Run, where: Where) -> None:
    made = concord("edition", *where, "--seat", "FR/EU", "--json").json
    assert made["outcome"] == "released"
    assert "Fourteen pilots" in made["blocks"][2]["text"]


def test_of_a_record_that_is_not_released_there_is_none(concord: Run, where: Where) -> None:
    ran = concord("edition", *where, "--seat", "XK")
    assert (ran.status, ran.out) == (3, "no such record\n")
    assert concord("edition", *where, "--seat", "XK", "--json").json == {"outcome": "no such record"}


def test_a_seat_that_is_not_there_is_refused_with_some_that_are(concord: Run, where: Where) -> None:
    ran = concord("edition", *where, "--seat", "ZZ/EU")
    assert (ran.status, ran.out) == (2, "")
    assert "expected the id of a seat on 2017-05-15, such as AL/NATO" in ran.err


def test_the_release_check_names_what_a_person_must_settle(concord: Run, where: Where) -> None:
    ran = concord("check", *where, "--seat", "FR/EU", "--json")
    assert ran.status == 4
    assert ("R112", "pilots", "block") in {(f["rule"], f["place"], f["weight"]) for f in ran.json["findings"]}


def test_an_edition_with_nothing_to_settle_is_status_0(concord: Run, where: Where) -> None:
    ran = concord("check", *where, "--seat", "TR/NATO")
    assert (ran.status, ran.out) == (0, "nothing to settle\n")


def test_a_word_is_no_name_of_a_party(concord: Run) -> None:
    found = concord("check", "demo", "--seat", "FR/EU", "--json").json["findings"]
    assert "`IS`" not in {finding["found"] for finding in found}
