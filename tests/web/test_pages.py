"""What visitors meet: the door, their seat, editions, the editor (W1-W15)."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.conftest import give_passwords
from tests.web.house import NOWHERE, PEOPLE, House, make_house
from tests.web.officers import officer_at
from tests.web.serving import served
from tests.web.visiting import Answer, Visitor, fields, links

SCRIPT = re.compile(rb"<script.*?</script>", re.DOTALL)
OURS = re.compile(rb'<script src="/static/[a-z_/.2-]+" defer></script>')
TYPED = {
    "title": "A paper of two parts",
    "reference": "",
    "date": "2017-05-15",
    "marking": "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO",
    "p-TOTAL_FORMS": "2",
    "p-INITIAL_FORMS": "0",
    "p-0-form": "paragraph",
    "p-0-text": "For both staffs.",
    "p-1-form": "paragraph",
    "p-1-marking": "CONFIDENTIEL UE/EU CONFIDENTIAL",
    "p-1-text": "Tugs & harbours.",
}


def signed_in(site: str, account: str) -> Visitor:
    """Somebody who came in."""
    visitor = Visitor(site)
    assert visitor.sign_in(account).status == 200
    return visitor


# The door


@pytest.mark.parametrize("path", ["/", "/documents", "/documents/new", "/documents/any", "/log", "/quarantine"])
def test_nobody_reads_without_signing_in(visitor: Visitor, path: str) -> None:
    assert "/account/login/" in visitor.get(path).address


def test_a_wrong_password_and_an_account_that_does_not_exist_get_the_same_answer(site: str) -> None:
    said = [
        Visitor(site).sign_in(account, "not the password").text.replace(account, "-")
        for account in ("sec-2", "no such")
    ]
    strip = [text[text.index("<main") : text.index("</main>")] for text in said]
    without = [text.split('name="csrfmiddlewaretoken"')[0] + text.split('name="login"')[1] for text in strip]
    assert without[0] == without[1]
    assert 'role="alert"' in said[0]


def test_nobody_signs_up(visitor: Visitor) -> None:
    for path in ("/account/none/", "/account/signup/", "/account/password/reset/"):
        assert visitor.get(path).status == 404


def test_nothing_comes_from_elsewhere(site: str) -> None:
    visitor = signed_in(site, "sec-1")
    for path in ("/", "/documents", "/documents/new", "/account/login/", "/nowhere"):
        answer = visitor.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert [tag for tag in SCRIPT.findall(answer.body) if not OURS.fullmatch(tag)] == []
        assert (b" style=" in answer.body, b"<style" in answer.body) == (False, False)


def test_who_tries_too_often_is_told_to_wait_on_a_page_of_the_site(own_site: str) -> None:
    visitor = signed_in(own_site, "de-1")
    answers = [visitor.post("/", to="/account/reauthenticate/", password="a wrong one") for _ in range(12)]
    assert answers[-1].status == 429
    assert "Wait a minute, then try again." in answers[-1].text
    assert "site.css" in answers[-1].text


# Seats


def test_every_page_says_in_which_seat_it_is_read(site: str) -> None:
    visitor = signed_in(site, "ie-1")
    for path in ("/", "/documents", "/log", "/quarantine"):
        assert "<b>IE/delegate</b>" in visitor.get(path).text


def test_clearances_are_named_the_highest_level_first(site: str) -> None:
    """In one order, whichever process answers."""
    said = "EU exercise policy: CONFIDENTIEL UE/EU CONFIDENTIAL, RESTREINT UE/EU RESTRICTED, EU UNCLASSIFIED"
    assert said in signed_in(site, "ie-1").get("/").text


def test_another_of_ones_posts_is_chosen_and_kept_and_no_one_elses(site: str) -> None:
    visitor = signed_in(site, "sec-1")
    for asked, seated in [
        ("GSC/security-1", "GSC/security-1"),
        ("GSC/planner", "GSC/planner"),
        ("IE/delegate", "GSC/planner"),
    ]:
        visitor.post("/", to="/seat", post=asked, next="/documents")
        assert f"<b>{seated}</b>" in visitor.get("/log").text


def test_an_account_that_sits_nowhere_is_told_so(site: str) -> None:
    visitor = Visitor(site)
    assert visitor.sign_in(NOWHERE).status == 403
    assert "You sit in no post" in visitor.get("/documents").text


# Documents


def test_everybody_reads_the_edition_released_to_them(site: str, house: House) -> None:
    path = f"/documents/{house.records['public']}"
    seen = {account: signed_in(site, account).get(path).text for account in PEOPLE}
    words = {
        account: [w for w in ("public", "limite", "staffs", "own", "confidential") if f"canary{w}" in text]
        for account, text in seen.items()
    }
    assert words["de-1"] == ["public", "limite", "staffs", "own", "confidential"]
    assert words["no-1"] == ["public", "staffs"]


def test_what_is_withheld_is_what_does_not_exist(site: str, house: House) -> None:
    visitor, germany = signed_in(site, "no-1"), signed_in(site, "de-1")
    paths = [f"/documents/{house.records['closed']}", "/documents/none"]
    assert [germany.get(path).status for path in paths] == [200, 404]
    answers = [visitor.get(path + more) for more in ("", "/edit") for path in paths]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.plain for answer in answers[:2]}) == 1
    assert len({answer.plain for answer in answers[2:]}) == 1


def test_pages_speak_french(site: str, house: House) -> None:
    visitor = Visitor(site, language="fr")
    visitor.sign_in("ie-1")
    for path, word in [
        ("/", "Accueil"),
        ("/documents", "Documents"),
        ("/log", "Journal"),
        ("/quarantine", "Quarantaine"),
    ]:
        answer = visitor.get(path)
        assert f"<h1>{word}</h1>" in answer.text
        assert '<html lang="fr">' in answer.text


def test_pages_without_content_of_an_exercise_do_not_say_that_there_is_some(site: str, house: House) -> None:
    visitor = signed_in(site, "de-1")
    paths = ("/", "/documents", "/quarantine", f"/documents/{house.records['public']}")
    assert [path for path in paths if "EXERCISE EXERCISE" in visitor.get(path).text] == []


# Directory


def test_a_topic_that_nobody_serves_is_said_so(site: str) -> None:
    visitor = signed_in(site, "no-1")
    assert "Choose a topic" in visitor.get("/directory").text
    assert "No post that you may know of" in visitor.get("/directory?topic=hybrid&house=EU").text
    assert visitor.get("/directory/none").status == 404


def test_what_a_seat_could_see_is_for_who_may_look_at_the_log(site: str, house: House) -> None:
    officer, norway = signed_in(site, "sec-1"), signed_in(site, "no-1")
    officer.post("/", to="/seat", post="GSC/security-1")
    path = "/log/replay?of=NO/delegate&at="
    seen = officer.get(f"{path}2017-05-15T12:30").text
    assert ("canaryheadpublic" in seen, "canaryheadconfidential" in seen) == (True, False)
    paper = officer.get(f"{path}2017-05-15T12:30&record={house.records['public']}").text
    assert ("canarypublic" in paper, "canarystaffs" in paper, "canaryconfidential" in paper) == (True, True, False)
    withheld, missing = house.records["closed"], "0" * 64
    told = [officer.get(f"{path}2017-05-15T12:30&record={each}").plain for each in (withheld, missing)]
    assert told[0].replace(withheld.encode(), b"") == told[1].replace(missing.encode(), b"")
    assert "Nobody sat" in officer.get(f"{path}2001-01-01").text
    assert "Expected an instant" in officer.get(f"{path}yesterday").text
    for extreme in ("0001-01-01T00:00%2B23:59", "9999-12-31T23:59-23:59", "0001-01-01", "9999-12-31"):
        assert officer.get(f"{path}{extreme}").status == 422
    assert "canaryheadpublic" not in officer.get(f"{path}2017-05-15T12:30&kind=post").text
    assert "canaryheadpublic" in officer.get(f"{path}2017-05-15T12:30&kind=none&after=x").text
    assert "canaryheadpublic" not in norway.get(f"{path}2017-05-15T12:30").text
    assert "Nothing that you may read was handed over to United States" in officer.get("/log/held?party=US").text


# The editor, in a house of its own


@pytest.fixture
def own_site(tmp_path: Path) -> object:
    """A house that a test may change."""
    house = make_house(tmp_path / "eu")
    give_passwords(house.folder)
    with served(house.folder) as site:
        yield site


def filed(visitor: Visitor, **more: str) -> Answer:
    """What comes of filing the paper."""
    return visitor.post("/documents/new", **{**fields(visitor.get("/documents/new")), **TYPED, **more})


def test_a_document_is_filed_changed_and_read(own_site: str) -> None:
    visitor, norway = signed_in(own_site, "sec-1"), signed_in(own_site, "no-1")
    answer = filed(visitor, draft="one")
    assert (answer.status, "Tugs & harbours." in answer.text) == (200, True)
    path = answer.address.removeprefix(own_site)
    assert filed(visitor, draft="one").address == answer.address
    assert ("For both staffs." in norway.get(path).text, "Tugs" in norway.get(path).text) == (True, False)
    typed = {**fields(visitor.get(f"{path}/edit")), **TYPED, "p-INITIAL_FORMS": "0", "p-0-text": "For all staffs."}
    changed = visitor.post(f"{path}/edit", **{**typed, "p-0-marking": TYPED["marking"]})
    assert ("For all staffs." in changed.text, "What differs" in changed.text) == (True, True)
    stale = visitor.post(f"{path}/edit", **typed)
    assert (stale.status, "Somebody changed this document" in stale.text, "For all staffs." in stale.text) == (
        422,
        True,
        True,
    )


def test_what_cannot_be_filed_is_shown_again_with_every_fault(own_site: str) -> None:
    visitor = signed_in(own_site, "sec-1")
    before = visitor.get("/documents").plain
    answer = filed(visitor, marking="TOP SECRET NOWHERE", **{"p-1-marking": "CONFIDENTIEL UE"})
    assert answer.status == 422
    assert "Label: expected" in answer.text
    assert "Portion 2, Label, if it differs: expected" in answer.text
    assert ("Tugs & harbours." in answer.text, fields(answer)["title"]) == (True, TYPED["title"])
    assert visitor.get("/documents").plain == before
    empty = filed(visitor, title="", date="2017-13-40")
    assert (empty.status, empty.text.count('class="error"')) == (422, 2)


@pytest.mark.parametrize("account", ["", "ie-1"])
def test_an_address_that_is_asked_for_in_another_way_says_so_on_a_page(site: str, account: str) -> None:
    french = Visitor(site, "fr")
    if account:
        french.sign_in(account)
    answers = [french.get(path) for path in ("/seen", "/approvals/none/decide", "/administration/act")]
    assert [answer.status for answer in answers] == [405] * 3
    assert ["Cette page ne peut pas être demandée ainsi" in answer.text for answer in answers] == [True] * 3
    assert {answer.headers.get("Allow", answer.headers.get("allow")) for answer in answers} == {"POST"}


def test_an_entry_of_the_log_leads_to_its_record_and_to_its_other_entries(site: str, house: House) -> None:
    officer, record = officer_at(site, 1), house.records["staffs"]
    answer = officer.get(f"/log?record={record}&since=2017-01-01&until=2018-01-01")
    found = links(answer)
    assert f"/documents/{record}" in found
    narrowed = [parse_qs(urlsplit(each).query) for each in found if each.startswith("/log?")]
    assert [record] in [each.get("record") for each in narrowed if "was" in each]
    assert "Nothing that concerns" in officer.get(f"/log?record={record}&until=2017-01-01").text
    assert "what was typed is none" in officer.get("/log?since=soon").text
