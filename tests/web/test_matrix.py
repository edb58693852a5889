"""The page of a matrix and that of two groups: what is decided, of what is seen, in both languages (W40-W44)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlencode

import pytest

from concord.desk.records import Draft, NewPortion
from concord.dissemination.known import readers_file
from concord.facts.reading import group_rules
from concord.formats import seats
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from concord.release.groups import group_of
from tests import naive
from tests.cast import NOON, book
from tests.node.founded import FIRST
from tests.web.conftest import give_passwords
from tests.web.house import MARKINGS, House, labelled, make_house
from tests.web.serving import served
from tests.web.test_pages import signed_in
from tests.web.test_words import PLACES, french, said
from tests.web.visiting import Answer, Visitor

OUTCOMES = {
    "released": "released",
    "releasable on decision": "withheld",
    "not released": "withheld",
    "needs a decision": "refer",
}
SQUARE = re.compile(r'<td class="\w+"><a href="([^"]*)"[^>]*><b aria-hidden="true">(.)</b><span class="vh">([^<]*)<')
COUNT = re.compile(r"<i>(\d+)<span")
AGES = ("0001-01-01T00:00+09", "1066-10-14", "2999-01-01", "nonsense")
"""Dates that are not shown."""
MARKED = re.compile(r'<p class="marking( last)?"[^>]*>([^<]*)</p>')
HEX = re.compile(rb"[0-9a-f]{12,}")
"""Ids and digests, which are drawn anew for each record."""


@pytest.fixture(scope="module")
def officer(site: str) -> Visitor:
    """Somebody who sees everything."""
    return signed_in(site, "sec-1")


@pytest.fixture(scope="module")
def norway(site: str) -> Visitor:
    """An ally, who sees what is public and what is for both staffs."""
    return signed_in(site, "no-1")


def page(visitor: Visitor, house: House, query: str = "") -> Answer:
    """The matrix of a document."""
    return visitor.get(f"/documents/{house.records['staffs']}/matrix{query}")


def squares(answer: Answer) -> list[list[tuple[str, str]]]:
    """Name of the group and words of each square, row by row."""
    found: dict[int, list[tuple[str, str]]] = {}
    for href, _, words in SQUARE.findall(answer.body.decode()):
        row, name = unescape(href).removesuffix("#why").split("square=")[1].split("%2C")
        found.setdefault(int(row), []).append((name, words))
    return [found[row] for row in sorted(found)]


def test_every_square_is_what_the_naive_twin_decides_for_readers_under_its_rule(officer: Visitor, house: House) -> None:
    answer = page(officer, house)
    rows, counts = squares(answer), [int(count) for count in COUNT.findall(answer.text)]
    shown: Counter[tuple[str, ...]] = Counter()
    for number, count in enumerate(counts):
        rule = rows[0][number][0].split(".")[0]
        shown[rule, *(OUTCOMES[row[number][1]] for row in rows)] += count
    sets = [labelled(MARKINGS["staffs"]), *map(labelled, MARKINGS.values())]
    decided: Counter[tuple[str, ...]] = Counter()
    for reader in seats.expand(readers_file(), book().memberships, NOON):
        rule = group_of(reader, group_rules(), book().index, NOON).id
        decided[rule, *(naive.decide(s, reader=reader, rulebook=book(), at=NOON).outcome for s in sets)] += 1
    assert shown == decided
    assert len(decided) > 8


def test_a_seat_gets_the_rows_that_it_sees(officer: Visitor, norway: Visitor, house: House) -> None:
    assert len(squares(page(officer, house))) == 6
    rows = page(norway, house)
    assert len(squares(rows)) == 3
    assert ("canarypublic" in rows.text, "canarystaffs" in rows.text, "canaryown" in rows.text) == (True, True, False)


def test_marks_are_shapes_with_words_and_counts(officer: Visitor, house: House) -> None:
    text = page(officer, house).body.decode()
    pairs = {(mark, words) for _, mark, words in SQUARE.findall(text)}
    assert pairs == {("●", "released"), ("◐", "releasable on decision"), ("–", "not released")}


def test_the_label_of_a_matrix_is_that_of_all_it_was_made_of(officer: Visitor, house: House) -> None:
    for path in ("matrix", "compare"):
        text = officer.get(f"/documents/{house.records['staffs']}/{path}").text
        assert MARKED.findall(text) == [
            ("", "CONFIDENTIEL UE/EU CONFIDENTIAL"),
            (" last", "CONFIDENTIEL UE/EU CONFIDENTIAL"),
        ]


def test_a_square_gives_its_reasons_and_what_staff_can_do(officer: Visitor, house: House) -> None:
    text = page(officer, house, "?square=5%2Ccommon-nato").text
    assert '<h2 id="why-title"><span class="could" aria-hidden="true">◐</span> Not released; releasable' in text
    assert "no release decision on the label reaches it. <code>R72</code>" in text
    assert "Add NATO to the release of ¶ 4, with every originator's consent." in text
    assert "A release decision that names this recipient, with the consent of every originator." in text
    assert 'aria-current="true"' in text
    released = page(officer, house, "?square=5%2Ccommon-eu").text
    assert "Every gate passes for RESTREINT UE/EU RESTRICTED" in released
    assert "What staff can do first" not in released


@pytest.mark.parametrize(
    "query",
    ["square=99%2Ccommon-eu", "square=1%2Cnone", "square=", "square=x", "names=nobody", "at=2017-05-15"],
)
def test_an_address_that_names_nothing_gives_the_plain_page(officer: Visitor, house: House, query: str) -> None:
    path = f"/documents/{house.records['staffs']}/matrix"
    asked = officer.get(f"{path}?{query}")
    back = re.compile(rb'name="next" value="[^"]*"')
    assert (asked.status, back.sub(b"", asked.plain)) == (200, back.sub(b"", officer.get(path).plain))


@pytest.mark.parametrize("typed", AGES)
def test_a_date_that_is_not_shown_is_told_with_those_that_are(officer: Visitor, house: House, typed: str) -> None:
    text = page(officer, house, f"?{urlencode({'at': typed})}").text
    assert f"“{typed}” is none of the days that are shown, which are those from 1 January 1995 to" in text
    assert "<b>Now, " in text


def test_the_square_stays_chosen_while_dates_are_turned(officer: Visitor, house: House) -> None:
    text = unescape(page(officer, house, "?at=2004-05-01&square=5%2Ccommon-eu").text)
    before = re.findall(r'rel="prev" href="\?([^"]*)"', text)[0]
    assert parse_qs(before)["square"] == ["5,common-eu"]
    assert "Every gate passes" in page(officer, house, f"?{before}").text


def test_dates_are_links_and_what_turned_is_said(officer: Visitor, house: House) -> None:
    text = page(officer, house, "?at=2004-05-01").text
    assert '<b><time datetime="2004-05-01">1 May 2004</time></b>' in text
    assert "Cyprus: member of the EU from this date" in text
    previous = re.findall(r'rel="prev" href="\?at=([^"&]*)&', text)
    assert previous == ["2004-03-29"]
    assert page(officer, house, f"?at={previous[0]}").text.count('rel="next" href="?at=2004-05-01&') == 1
    listed = re.findall(r'<li><a href="\?at=([^"&]*)&', text)
    assert listed == sorted(listed)
    assert {"1995-01-01", "2004-05-01", "2013-07-01"} <= set(listed)


def test_a_step_of_the_slider_leads_to_its_day_with_what_was_chosen(officer: Visitor, house: House) -> None:
    listed = re.findall(r'<li><a href="\?at=([^"&]*)&', page(officer, house).text)
    answer = page(officer, house, "?step=1&square=5%2Ccommon-eu")
    assert answer.address.endswith(f"/matrix?at={listed[1]}&square=5%2Ccommon-eu")
    assert 'aria-current="true"' in answer.text


@pytest.mark.parametrize("step", ["9999", "-1", "x", ""])
def test_a_step_that_is_none_gives_the_plain_page(officer: Visitor, house: House, step: str) -> None:
    assert "<b>Now, " in page(officer, house, f"?step={step}").text


def test_readers_have_names_on_a_deliberate_click_and_a_group_of_one_never(officer: Visitor, house: House) -> None:
    assert "Belgium" not in page(officer, house).text
    assert "Belgium, Bulgaria" in page(officer, house, "?names=common-eu").text
    alone = page(officer, house, "?names=outside-eu").text.split('id="groups-title"')[1]
    assert ("One reader: the rule says who." in alone, "Cyprus" in alone) == (True, False)


def test_two_groups_side_by_side_say_where_they_differ_without_colour(officer: Visitor, house: House) -> None:
    path = f"/documents/{house.records['staffs']}/compare"
    text = officer.get(f"{path}?a=common-eu&b=allies-without").text
    assert "3 portions differ, of those that you see." in text
    assert text.count('<span class="tag">differs</span>') == 3
    assert text.count("not in this edition") == 3
    assert "<td>RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO</td>" in text
    same = officer.get(f"{path}?a=common-eu&b=common-eu").text
    assert ("0 portions differ" in same, "not in this edition" in same) == (True, False)
    assert officer.get(f"{path}?a=none&b=1").status == 200


@pytest.mark.parametrize("name", ["matrix", "compare"])
def test_what_is_withheld_and_what_is_not_there_have_one_answer(norway: Visitor, house: House, name: str) -> None:
    hidden, absent = (norway.get(f"/documents/{record}/{name}") for record in (house.records["closed"], "none"))
    assert (hidden.status, hidden.plain) == (404, absent.plain)


def test_nothing_stands_inside_the_page_and_nothing_comes_from_elsewhere(officer: Visitor, house: House) -> None:
    text = page(officer, house, "?square=5%2Ccommon-nato").text
    assert re.findall(r"<script[^>]*>[^<]", text) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', text) == []
    assert (" style=" in text, "<style" in text, " onclick" in text) == (False, False, False)


# What is hidden changes nothing


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visitor, Visitor, tuple[str, str]]]:
    """In a house of their own who sees everything, Norway, and two papers that differ in what Norway does not see."""
    house = make_house(tmp_path_factory.mktemp("twins") / "eu")
    give_passwords(house.folder)
    node = open_node(house.folder, INSTALLED)
    desk = node.desk(*FIRST, at=NOON)

    def filed(name: str, *hidden: NewPortion, variant_of: str = "") -> str:
        values = {"title": "Twins", "date": "2017-05-15", "exercise": True}
        body = (
            NewPortion("head", "head", values, labelled(MARKINGS["staffs"])),
            *hidden,
            _paragraph("both", "staffs", variant_of=variant_of or None),
            _paragraph("all", "public"),
        )
        return desk.file(Draft(name, "document", body)).record

    own = labelled(MARKINGS["own"])
    much = (
        _paragraph("first", "own"),
        _paragraph("secret", "confidential"),
        NewPortion("later", "body", _text("later"), replace(own, embargo=NOON + timedelta(days=700))),
        NewPortion("few", "body", _text("few"), replace(own, communities=frozenset({"exercise/white-cell"}))),
        NewPortion("bare", "body", _text("bare"), None),
    )
    found = filed("twin one"), filed("twin two", *much, variant_of="first")
    node.close()
    with served(house.folder) as site:
        yield signed_in(site, "sec-1"), signed_in(site, "no-1"), found


def _paragraph(name: str, label: str, *, variant_of: str | None = None) -> NewPortion:
    return NewPortion(name, "body", _text(name), labelled(MARKINGS[label]), variant_of=variant_of)


def _text(name: str) -> dict[str, str]:
    return {"form": "paragraph", "text": f"For {name}."}


SEEN = (
    "matrix",
    "matrix?square=3%2Ccommon-eu",
    "matrix?square=2%2Callies-without&names=allies-without",
    "matrix?at=2004-05-01",
    "compare",
    "compare?a=partners-with&b=eu-posts",
)


@pytest.mark.parametrize("name", SEEN)
def test_a_portion_that_is_hidden_changes_no_byte(twins: tuple[Visitor, Visitor, tuple[str, str]], name: str) -> None:
    officer, norway, records = twins
    for visitor, is_same in ((norway, True), (officer, False)):
        one, two = (HEX.sub(b"", visitor.get(f"/documents/{record}/{name}").plain) for record in records)
        assert (one == two) is is_same


@pytest.mark.parametrize("name", ["matrix?square=5%2Ccommon-eu", "compare"])
def test_who_wrote_what_has_no_label_sees_it_there(twins: tuple[Visitor, Visitor, tuple[str, str]], name: str) -> None:
    officer, _, (_, record) = twins
    path = f"/documents/{record}/{name}"
    assert "For bare." not in officer.get(path).text
    officer.post("/", to="/seat", post=FIRST[1])
    own = officer.get(path)
    assert ("For bare." in own.text, "only its author sees it" in own.text) == ("matrix" in name, "matrix" in name)
    officer.post("/", to="/seat", post="GSC/planner")


@pytest.mark.parametrize("name", ["matrix", "compare"])
def test_what_belongs_to_an_exercise_says_so(
    twins: tuple[Visitor, Visitor, tuple[str, str]], officer: Visitor, house: House, name: str
) -> None:
    (seeing, _, (record, _)), plain = twins, officer.get(f"/documents/{house.records['staffs']}/{name}")
    assert seeing.get(f"/documents/{record}/{name}").text.count("EXERCISE EXERCISE EXERCISE") == 1
    assert "EXERCISE EXERCISE" not in plain.text


# Words


@pytest.mark.parametrize("path", ["matrix?square=5%2Ccommon-nato&names=common-eu", "matrix?at=2004-05-01", "compare"])
def test_nothing_is_said_in_english_on_a_french_page(site: str, house: House, path: str) -> None:
    visitor = Visitor(site, language="fr")
    visitor.sign_in("sec-1")
    text = visitor.get(f"/documents/{house.records['staffs']}/{path}").text.replace("security officer 1", "")
    known = french(PLACES[0])
    own = {each for each in said(PLACES[0]) if "%" not in each and "{" not in each and len(each) > 12}
    assert {each for each in own if each in text and str(known[each].string) not in text} == set()
    assert "Membres communs, par l’UE" in text
