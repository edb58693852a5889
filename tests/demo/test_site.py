"""The demonstration's pages: one click to come in, a banner that stays, the tour (X4-X9)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from concord.cli.books import shipped_book
from concord.demo.cast import DAY, cast, readers_of
from concord.demo.paper import shipped_record, text_of, wordings
from concord.release.decide import decide
from concord.release.reasons import Outcome
from tests.architecture.tree import SOURCE
from tests.demo.running import FIRST, Running
from tests.web.crawling import crawled
from tests.web.house import make_house
from tests.web.serving import served
from tests.web.visiting import Visitor, links

PERSONAS = cast()[1]
BANNER = b"<strong>Demonstration: fictional content</strong>"
OFFICER, ALLY, PUBLIC = "gsc", "no-nato", "public"
RECORD = re.compile(r"/documents/(?!new)[^/?]+$")
WITHOUT = re.compile(r"/(rulebook|directory|approvals)")
"""Pages of what has no field for an exercise: its text says so in its first word (X17)."""


def main_of(text: str) -> str:
    """What a page says between its bars."""
    return unescape(text[text.index("<main") : text.index("</main>")])


# One click


@pytest.mark.parametrize("persona", PERSONAS, ids=[f"{each.node} {each.seat}" for each in PERSONAS])
def test_every_persona_comes_in_by_one_click_and_reads_something(both: Running, persona: object) -> None:
    node, seat, account = (getattr(persona, name) for name in ("node", "seat", "account"))
    assert f'value="{account}"' in both.visitor("eu").get(FIRST).text
    home = both.visitor(node).enter(account)
    assert (home.status, f"<b>{seat}</b>" in home.text) == (200, True)
    assert 'href="/documents/' in home.text


def test_each_node_has_about_fifteen_personas_with_a_rule_in_both_languages() -> None:
    assert {side: len([p for p in PERSONAS if p.node == side]) for side in ("eu", "nato")} == {"eu": 15, "nato": 15}
    assert [p.seat for p in PERSONAS if len(p.name) != 2 or len(p.rule) != 2 or not all((*p.name, *p.rule))] == []


def test_a_click_on_the_page_of_one_node_comes_in_at_the_other(both: Running) -> None:
    visitor = both.visitor("nato")
    assert "<b>NO/NATO</b>" in visitor.enter(ALLY, origin=both.node("eu")).text


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "null", ""])
def test_a_click_from_elsewhere_comes_in_nowhere(both: Running, origin: str) -> None:
    visitor = both.visitor()
    assert visitor.enter(OFFICER, origin=origin).status == 403
    assert visitor.get("/documents").address.endswith(f"{FIRST}?next=/documents")


def test_nobody_comes_in_by_an_account_that_the_roster_does_not_know(both: Running) -> None:
    visitor = both.visitor()
    assert visitor.enter("nobody").status == 404
    assert FIRST in visitor.get("/").address


def test_a_click_leads_to_no_other_site(both: Running) -> None:
    assert both.visitor().enter(OFFICER, path="//elsewhere.example/").address == f"{both.node('eu')}/"


def test_a_site_that_is_served_otherwise_has_no_click(both: Running) -> None:
    """Nor by the settings that somebody left in the environment."""
    folder = Path(both.said["folder"]) / "eu"
    with served(folder, "concord.web.settings") as site:
        visitor = Visitor(site)
        answers = [visitor.get(path) for path in (FIRST, f"{FIRST}/enter", "/nowhere")]
        assert [answer.status for answer in answers] == [404, 404, 404]
        assert BANNER not in answers[0].body
        assert "/account/login/" in visitor.get("/").address


def test_the_program_that_serves_a_site_takes_its_own_settings(both: Running) -> None:
    folder = Path(both.said["folder"]) / "eu"
    script = (
        "import os, sys; from pathlib import Path; from concord.web.commands import start; start(Path(sys.argv[1]));"
        "from django.conf import settings; print(settings.ROOT_URLCONF, 'concord.demo.site.urls' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "DJANGO_SETTINGS_MODULE": "concord.demo.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.split() == ["concord.web.urls", "False"]


def test_the_settings_refuse_a_node_that_the_demonstration_did_not_make(tmp_path: Path) -> None:
    house = make_house(tmp_path / "eu")
    environment = {
        **os.environ,
        "PYTHONPATH": str(SOURCE),
        "CONCORD_NODE": str(house.folder),
        "CONCORD_DEMO_NODES": "{}",
        "CONCORD_DEMO_SIDE": "eu",
    }
    done = subprocess.run(
        [sys.executable, "-c", "import concord.demo.site.settings"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 1
    assert "expected a node that the demonstration made" in done.stderr


# The banner, the exercise


@pytest.mark.parametrize(("side", "account"), [("eu", OFFICER), ("eu", PUBLIC), ("nato", ALLY)])
def test_the_banner_is_on_every_page(both: Running, side: str, account: str) -> None:
    visitor = both.seated(account, side)
    pages = crawled(visitor, ("/", FIRST, "/nowhere", "/documents/none", "/account/login/"))
    html = {path: page for path, page in pages.items() if page.headers.get("content-type", "").startswith("text/html")}
    assert len(html) > 10
    assert [path for path, page in html.items() if page.body.count(BANNER) != 1] == []


def test_the_banner_cannot_be_asked_away(both: Running) -> None:
    visitor = both.seated(OFFICER)
    answers = [visitor.asking("/documents", **{"HX-Request": "true"}), visitor.get("/documents?banner=0")]
    answers += [visitor.enter(OFFICER, path="/documents"), visitor.post("/documents/new")]
    refused = visitor.without_token("/seat")
    assert refused.status == 403
    assert [answer.address for answer in (*answers, refused) if BANNER not in answer.body] == []


def test_the_banner_speaks_the_language_of_the_page(both: Running) -> None:
    assert "Démonstration : contenu fictif" in both.visitor(language="fr").get(FIRST).text


def test_pages_with_content_of_an_exercise_say_so_and_others_do_not(both: Running) -> None:
    visitor = both.seated(OFFICER)
    paper = next(link for link in sorted(links(visitor.get("/documents"))) if RECORD.search(link))
    said = {
        path: "EXERCISE EXERCISE" in visitor.get(path).text.split("<main")[0] for path in ("/", "/documents", "/log")
    }
    said |= {
        "paper": 'class="exercise"' in visitor.get(paper).text,
        "new": 'class="exercise"' in visitor.get("/documents/new").text,
    }
    assert said == {"/": True, "/documents": True, "/log": True, "paper": True, "new": False}


@pytest.mark.parametrize(("side", "account"), [("eu", OFFICER), ("nato", ALLY)])
def test_no_page_shows_a_text_of_the_exercise_without_saying_so(both: Running, side: str, account: str) -> None:
    visitor = both.seated(account, side)
    pages = crawled(visitor, ("/", FIRST, "/commitments", "/commitments/reports", "/commitments/principals"))
    told = {path: page.text for path, page in pages.items() if b"</main>" in page.body and not WITHOUT.match(path)}
    invented = [path for path, text in told.items() if "EXERCISE. " in text.split('<main id="main"')[1]]
    assert len(invented) > 4
    assert [path for path in invented if 'class="exercise"' not in told[path].split("<main")[0]] == []


def test_the_banner_is_repeated_on_paper_with_what_stands_above(both: Running) -> None:
    """X7, W114: it is part of what a browser repeats on every sheet."""
    page = both.seated(OFFICER).get("/commitments").text
    assert '<div id="above"><p class="demonstration">' in page
    assert page.index("demo/demo.css") < page.index("</head>")


# What each holds


def test_the_nato_node_does_not_hold_what_was_not_released_to_it(both: Running) -> None:
    folder, record = Path(both.said["folder"]), shipped_record(shipped_book().read_marking)
    secret = text_of(record.by_id["purpose"].body).encode()
    held = {
        side: any(secret in path.read_bytes() for path in (folder / side).glob("vault.sqlite3*"))
        for side in ("eu", "nato")
    }
    assert held == {"eu": True, "nato": False}


# The tour


def shown_states(both: Running) -> list[str]:
    """Every state that the tour can show."""
    return sorted(set(re.findall(r"\?state=([A-Z]{2})#tour", both.visitor().get(FIRST).text)))


def test_the_tour_shows_every_state_what_the_kernel_gives_it_in_plain_words(both: Running) -> None:
    """Each seat of a state of the day: the first wording that is released, or none."""
    book, visitor = shipped_book(), both.visitor()
    record, readers = shipped_record(book.read_marking), readers_of(book.rulebook.memberships)
    states = shown_states(both)
    assert len(states) == 45
    for state in states:
        page = main_of(visitor.get(f"{FIRST}?state={state}").text)
        seats = [reader for reader in readers.values() if reader.party == state]
        expected = []
        for reader in seats:
            released = [
                text_of(portion.body)
                for portion in wordings(record)
                if decide(record.label_set(portion), reader=reader, rulebook=book.rulebook, at=DAY).outcome
                is Outcome.RELEASED
            ]
            expected += released[:1]
        assert re.findall(r"<blockquote><p>(.*?)</p>", page) == expected, state
        assert page.count("<article>") == len(seats), state
        assert "A rule is not met" not in page, state


def test_the_three_stops_show_three_sides(both: Running) -> None:
    pages = {state: main_of(both.visitor().get(f"{FIRST}?state={state}").text) for state in ("DE", "IE", "NO", "CY")}
    assert pages["DE"].count("<blockquote>") == 2
    assert "Ireland has taken part in the Partnership for Peace since 1999." in pages["IE"]
    assert "Its label does not release it to NATO." in pages["NO"]
    assert "no agreement of the day lets that reach Cyprus" in pages["CY"]


def test_a_state_that_there_is_not_is_the_first_stop(both: Running) -> None:
    visitor = both.visitor()
    for asked in ("ZZ", "PUBLIC", "GSC", "<b>"):
        assert "Germany, reading through the EU" in main_of(
            visitor.get(f"{FIRST}?state={asked.replace('<', '%3C')}").text
        )


def test_the_other_node_leads_to_the_tour(both: Running) -> None:
    assert f"{both.node('eu')}{FIRST}#tour" in both.visitor("nato").get(FIRST).text


def test_a_step_of_the_tour_leads_into_the_paper(both: Running) -> None:
    visitor = both.visitor()
    path = re.findall(r'name="next" value="(/documents/[^"]+)"', visitor.get(f"{FIRST}?state=IE").text)[0]
    answer = visitor.enter("ie-eu", path=path)
    assert (answer.status, answer.address) == (200, f"{both.node('eu')}{path}")
    assert "A NATO report of 3 May reaches the same view" in answer.text


# The register


@pytest.mark.parametrize(("side", "account"), [("eu", "eeas"), ("nato", "nato-is")])
def test_each_node_holds_the_register_with_views_that_differ(both: Running, side: str, account: str) -> None:
    visitor = both.visitor(side)
    visitor.enter(account)
    page = visitor.get("/commitments").text
    assert ("42 action points" in page, "views differ" in page) == (True, True)


def test_a_cause_that_stays_in_the_eu_is_not_on_the_nato_node(both: Running) -> None:
    pages = {}
    for side, account in (("eu", "eeas"), ("nato", "nato-is")):
        visitor = both.visitor(side)
        visitor.enter(account)
        pages[side] = visitor.get("/commitments/principals").text
    told = {side: ["6.1 (EEAS)" in page, "1.2 (EEAS)" in page] for side, page in pages.items()}
    assert told == {"eu": [True, True], "nato": [False, True]}
