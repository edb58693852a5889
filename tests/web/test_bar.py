"""The bar says of one's seat what it is: post, roles, what one is cleared to, and as of which day (W130)."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from concord.desk.facts import FactsChange
from concord.desk.roster import Account, Person, Post, Sitting
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from concord.release.periods import from_day
from concord.release.readers import Clearance
from tests.cast import NOON
from tests.node.founded import seat
from tests.web.house import EU_LEVELS, House, make_house
from tests.web.serving import ROOT, served
from tests.web.test_pages import signed_in
from tests.web.visiting import PASSWORD, Answer, Visitor, read


def bar_of(answer: Answer) -> str:
    """What the bar says without being opened."""
    return " ".join(read(answer).xpath("//details[@class='seat']/summary")[0].text_content().split())


@pytest.fixture
def officer(site: str) -> Visitor:
    """The first officer, in the post by which the facts are kept."""
    visitor = signed_in(site, "sec-1")
    visitor.post("/", to="/seat", post="GSC/security-1", next="/")
    return visitor


def test_the_bar_says_post_roles_levels_and_day(officer: Visitor) -> None:
    said = bar_of(officer.get("/documents"))
    assert (
        said
        == "You read as GSC/security-1 GSC through EU · security officer cleared to C-UE/EU-C · NC as of 15 May 2017"
    )


def test_a_level_is_named_in_full_for_who_asks(site: str) -> None:
    page = signed_in(site, "de-1").get("/")
    told = read(page).xpath("//details[@class='seat']//span[@class='cleared']/b/@title")
    assert told == ["CONFIDENTIEL UE/EU CONFIDENTIAL", "NATO CONFIDENTIAL"]


def test_what_ended_is_not_told_and_what_ends_has_its_day(tmp_path: Path) -> None:
    house, over = make_house(tmp_path / "eu"), from_day(NOON - timedelta(days=9), NOON - timedelta(days=1))
    ending = from_day(NOON - timedelta(days=9), NOON + timedelta(days=30))
    held = {
        "ended": (Clearance("EU exercise policy", frozenset(EU_LEVELS), period=over),),
        "ending": (
            Clearance("NATO exercise policy", frozenset({"CONFIDENTIAL"}), period=over),
            Clearance("NATO exercise policy", frozenset({"RESTRICTED"}), period=ending),
        ),
    }
    node = open_node(house.folder, INSTALLED)
    for name, clearances in held.items():
        who, post = Person(name, "DE", clearances), Post(f"DE/{name}", "DE", "EU")
        seat(node, FactsChange(added=(who, post, Sitting(name, post.id), Account(name, name))))
    node.close()
    with served(house.folder) as site:
        subprocess.run(
            [sys.executable, "-m", "tests.web.accounts", str(house.folder), PASSWORD],
            input="\n".join(held),
            text=True,
            check=True,
            cwd=ROOT,
        )
        said = {name: bar_of(signed_in(site, name).get("/")) for name in held}
    assert "through EU no clearance as of" in said["ended"]
    assert "NR until 14 Jun 2017" in said["ending"]
    assert "NC" not in said["ending"]


@pytest.mark.parametrize("path", ["/", "/documents", "/documents/none", "/commitments/matrix", "/rulebook", "/as"])
def test_every_page_says_it(officer: Visitor, path: str) -> None:
    assert "cleared to C-UE/EU-C · NC" in bar_of(officer.get(path))


def test_the_bar_tells_nothing_of_what_is_stored(site: str, house: House) -> None:
    norway = signed_in(site, "no-1")
    said = {bar_of(norway.get(f"/documents/{record}")) for record in (house.records["closed"], "none", *house.records)}
    assert len(said) == 1


def test_the_bar_is_in_the_language_of_the_page(site: str) -> None:
    visitor = Visitor(site, language="fr")
    visitor.sign_in("sec-1")
    assert "habilitation" in bar_of(visitor.get("/"))
