"""Accounts and tokens: less by one person, more by two, and what is noted of it (W60-W67)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from concord.desk.facts import FactsChange
from concord.desk.roster import Account, Person, Post, Sitting
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from concord.node.workers import Worker
from concord.release.periods import from_day
from concord.release.readers import Community
from tests.cast import NOON
from tests.node.founded import seat
from tests.web.house import House
from tests.web.officers import Officers, confirmed, officer_at
from tests.web.serving import ROOT, served
from tests.web.stores import copied
from tests.web.visiting import Answer, Visitor

PAGES = (
    "/administration",
    "/administration/account?name=ie-1",
    "/administration/tokens",
    "/administration/seats",
    "/administration/seats/change",
    "/administration/work",
    "/administration/done",
)
CHOSEN = "a lighthouse keeper"
HALF = re.compile(r'<code class="once">([^<]+)</code>')
NUMBER = re.compile(r'name="number" value="(\d+)"')


def act(officer: Visitor, name: str, about: str = "ie-1") -> Answer:
    """What comes of an act on an account."""
    return officer.post("/administration", to="/administration/act", act=name, account=about)


def decided(officer: Visitor, event: str) -> Answer:
    """What comes of deciding the one thing that waits."""
    number = NUMBER.findall(officer.get("/administration").text)[0]
    return officer.post("/administration", to="/administration/decide", number=number, event=event)


def half(answer: Answer) -> str:
    """The half that a page shows."""
    return str(HALF.findall(answer.text)[0])


def set_anew(site: str, one: str, other: str, account: str = "ie-1", password: str = CHOSEN) -> Answer:
    """What comes of setting a password with two halves."""
    return Visitor(site).post("/account/anew", account=account, one=one, other=other, password=password, again=password)


def asked_by_token(site: str, token: str) -> int:
    """The status that a program gets."""
    asked = Request(f"{site}/api/v1/records?kind=document", headers={"Authorization": f"Bearer {token}"})
    try:
        with urlopen(asked) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def test_it_is_for_who_keeps_the_facts_and_not_there_for_others(site: str) -> None:
    officer, delegate = officer_at(site, 1), Visitor(site)
    delegate.sign_in("ie-1")
    assert [officer.get(path).status for path in PAGES] == [200] * len(PAGES)
    absent = [delegate.get(path) for path in PAGES]
    assert [answer.status for answer in absent] == [404] * len(PAGES)
    assert b"security-1" not in b"".join(answer.body for answer in absent)
    said = [visitor.get("/").text for visitor in (officer, delegate)]
    assert ['href="/administration"' in text for text in said] == [True, False]


def test_a_delegate_does_nothing_to_accounts(officers: Officers) -> None:
    delegate = confirmed(officers.visitor("de-1"))
    sent = [delegate.post("/", to=f"/administration/{to}", act="disable", account="ie-1") for to in ("act", "decide")]
    assert [answer.status for answer in sent] == [404, 404]
    assert "disabled" not in officers.first.get("/administration").text


def test_every_act_asks_again_who_one_is(officers: Officers) -> None:
    officer = officer_at(officers.site, 1)
    for to in ("act", "decide", "tokens/make", "tokens/revoke"):
        assert "/account/reauthenticate/" in officer.post("/", to=f"/administration/{to}").address
    asked = act(officer, "disable")
    officer.post(asked.address, password="not the password", next="/administration/act")
    assert "disabled" not in officer.get("/administration").text


def test_a_disabled_account_is_out_and_two_persons_let_it_in_again(officers: Officers) -> None:
    delegate = officers.visitor("ie-1")
    assert delegate.get("/documents").status == 200
    assert "Done." in act(officers.first, "disable").text
    assert "/account/login/" in delegate.get("/documents").address
    assert "/account/login/" in officers.visitor("ie-1").get("/documents").address
    act(officers.first, "enable")
    assert "/account/login/" in officers.visitor("ie-1").get("/documents").address
    decided(officers.second, "grant")
    assert officers.visitor("ie-1").get("/documents").address.endswith("/documents")


def test_sessions_end_when_an_officer_ends_them(officers: Officers) -> None:
    delegate, other = officers.visitor("ie-1"), officers.visitor("de-1")
    act(officers.first, "end sessions")
    assert "/account/login/" in delegate.get("/documents").address
    assert other.get("/documents").address.endswith("/documents")


def test_nobody_disables_the_account_he_came_in_by(officers: Officers) -> None:
    assert "expected another than the one you came in by" in act(officers.first, "disable", "sec-1").text
    assert officers.first.get("/administration").status == 200


def test_the_owner_sets_the_password_with_both_halves(officers: Officers) -> None:
    delegate = officers.visitor("ie-1")
    one = half(act(officers.first, "password"))
    other = half(decided(officers.second, "grant"))
    assert "The password is set." in set_anew(officers.site, one, other).text
    assert "/account/login/" in delegate.get("/documents").address
    assert officers.visitor("ie-1", CHOSEN).get("/documents").address.endswith("/documents")
    assert "/account/login/" in officers.visitor("ie-1").get("/documents").address
    assert set_anew(officers.site, one, other, password="another lighthouse").status == 422


def test_no_officer_takes_an_account_over_alone(officers: Officers) -> None:
    one = half(act(officers.first, "password"))
    assert "expected another person than the one who asked" in decided(officers.first, "grant").text
    assert set_anew(officers.site, one, one).status == 422
    other = half(decided(officers.second, "grant"))
    tried = [(one, one), (other, other), (one, ""), (one, "x"), (other, "x")]
    assert [set_anew(officers.site, *halves).status for halves in tried] == [422] * len(tried)
    assert officers.visitor("ie-1").get("/documents").address.endswith("/documents")


def test_one_person_in_two_posts_is_one_person(officers: Officers) -> None:
    act(officers.first, "factor")
    officers.first.post("/", to="/seat", post="GSC/planner", next="/")
    assert officers.first.get("/administration").status == 404
    officers.first.post("/", to="/seat", post="GSC/security-1", next="/")
    assert "expected another person than the one who asked" in decided(officers.first, "grant").text


def test_a_wrong_half_and_an_account_that_does_not_exist_get_the_same_answer(officers: Officers) -> None:
    one, other = half(act(officers.first, "password")), half(decided(officers.second, "grant"))
    said = [
        set_anew(officers.site, one, "wrong", "ie-1"),
        set_anew(officers.site, one, "wrong", "no-such"),
        set_anew(officers.site, one, other, "de-1"),
    ]
    plain = [re.sub(rb'value="[^"]*"', b"", answer.plain) for answer in said]
    assert ({answer.status for answer in said}, len(set(plain))) == ({422}, 1)


def test_a_password_that_will_not_do_spends_nothing(officers: Officers) -> None:
    one, other = half(act(officers.first, "password")), half(decided(officers.second, "grant"))
    assert "at least 12" in set_anew(officers.site, one, other, password="short").text
    assert "The password is set." in set_anew(officers.site, one, other).text


def test_what_was_refused_or_withdrawn_opens_nothing(officers: Officers) -> None:
    one = half(act(officers.first, "password"))
    assert "expected the one who asked" in decided(officers.second, "withdraw").text
    decided(officers.second, "refuse")
    assert set_anew(officers.site, one, one).status == 422
    assert "Waits for another person" not in officers.first.get("/administration").text


def test_the_same_is_asked_for_once(officers: Officers) -> None:
    act(officers.first, "password")
    assert "expected one that does not wait yet" in act(officers.second, "password").text


# Tokens


def made(officer: Visitor, account: str, post: str, days: str = "30") -> Answer:
    """What comes of making a token."""
    return officer.post(
        "/administration/tokens", to="/administration/tokens/make", days=days, **{"for": json.dumps([account, post])}
    )


def test_ones_own_token_is_made_at_once_and_revoked(officers: Officers) -> None:
    token = half(made(officers.first, "sec-1", "GSC/security-1"))
    assert asked_by_token(officers.site, token) == 200
    page = officers.second.get("/administration/tokens").text
    assert (token in page, "sec-1" in page) == (False, True)
    number = NUMBER.findall(page)[0]
    officers.second.post("/administration/tokens", to="/administration/tokens/revoke", number=number)
    assert asked_by_token(officers.site, token) == 401


def test_a_token_for_another_account_comes_in_halves(officers: Officers) -> None:
    one = half(made(officers.first, "ie-1", "IE/delegate"))
    other = half(decided(officers.second, "grant"))
    tried = [f"{one}.{other}", f"{other}.{one}", one, other, f"{one}.", f"{one}.{one}"]
    assert [asked_by_token(officers.site, token) for token in tried] == [200, 401, 401, 401, 401, 401]
    act(officers.first, "disable")
    assert asked_by_token(officers.site, f"{one}.{other}") == 401


@pytest.mark.parametrize(
    ("account", "post", "days", "said"),
    [
        ("ie-1", "NO/delegate", "30", "one that the account sits in"),
        ("no-such", "IE/delegate", "30", "one of the roster"),
        ("sec-1", "GSC/security-1", "0", "1 to 366"),
        ("sec-1", "GSC/security-1", "4000", "1 to 366"),
    ],
)
def test_a_token_that_cannot_be_is_refused(officers: Officers, account: str, post: str, days: str, said: str) -> None:
    assert said in made(officers.first, account, post, days).text


# What is noted


def test_what_is_done_is_noted(officers: Officers) -> None:
    act(officers.first, "password")
    half(decided(officers.second, "grant"))
    act(officers.second, "disable", "de-1")
    said = officers.first.get("/administration/done").text
    noted = ["asked for a new password", "granted a new password", "disabled the account"]
    places = [said.index(words) for words in noted]
    assert places == sorted(places, reverse=True)
    assert 'sec-2 <span class="soft">GSC/security-2</span>' in said


def test_what_is_done_at_the_command_line_is_noted_too(officers: Officers) -> None:
    done = "import sys, pathlib, concord.web.commands as c; c.give_password(pathlib.Path(sys.argv[1]), *sys.argv[2:])"
    subprocess.run([sys.executable, "-c", done, str(officers.house.folder), "ie-1", CHOSEN], check=True, cwd=ROOT)
    said = officers.first.get("/administration/done").text
    assert ("at the command line of the node" in said, "set a password" in said) == (True, True)


# Seats and background work


def test_a_change_of_the_roster_is_proposed_and_another_person_brings_it_into_force(officers: Officers) -> None:
    proposed = officers.first.post(
        "/administration/seats/change",
        step="deputise",
        person="delegate of Germany",
        post="IE/delegate",
        day="2017-05-15",
        marking="RESTREINT UE/EU RESTRICTED",
    )
    assert "it waits for another person" in proposed.text
    path = proposed.address.removeprefix(officers.site)
    assert "deputy" not in officers.first.get("/administration/seats").text
    assert "Decided." in officers.second.post(path, to=f"{path}/decide", event="approve").text
    assert 'delegate of Germany <span class="soft">deputy</span>' in officers.first.get("/administration/seats").text
    assert "IE/delegate" in officers.visitor("de-1").get("/").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"step": "leave", "person": "nobody", "post": "IE/delegate"}, "one that stands at that instant"),
        ({"step": "open", "person": "no such person", "account": "new-1"}, "The roster has none of this name."),
        ({"step": "open", "person": "nobody", "account": "ie-1"}, "one person at a time"),
        ({"step": "close", "account": "no-such"}, "one that stands at that instant"),
        ({"step": "close", "account": "ie-1", "marking": "NO SUCH MARKING"}, "Nothing was filed."),
        ({"step": "other"}, "Select a valid choice"),
    ],
)
def test_a_change_that_cannot_be_is_shown_again_with_its_faults(
    officers: Officers, typed: dict[str, str], said: str
) -> None:
    given = {"day": "2017-05-15", "marking": "PUBLIC", "reason": "kept as typed", **typed}
    answer = officers.first.post("/administration/seats/change", **given)
    assert (answer.status, said in answer.text, "kept as typed" in answer.text) == (422, True, True)


def test_background_work_is_shown_with_how_it_ended(officers: Officers) -> None:
    assert "the roster seats no service" in officers.first.get("/administration/work").text


def test_services_are_shown_with_their_last_run(untouched: House, tmp_path: Path) -> None:
    folder = tmp_path / "eu"
    copied(untouched.folder, folder)
    period = from_day(NOON - timedelta(days=1), NOON + timedelta(days=9))
    node = open_node(folder, INSTALLED)
    for name in ("indexer", "mailer"):
        post = Post(f"GSC/{name}", "GSC", "EU", (Community("indexing"),), period=period)
        person = Person(name, is_service=True)
        seat(node, FactsChange(added=(post, person, Sitting(name, post.id, period), Account(name, name))))
    (folder / "workers").mkdir()
    Worker("i", "indexer", "GSC/indexer", folder / "workers" / "i.cursor", lambda *_: None).run(node, lambda: NOON)
    node.close()
    with served(folder) as site:
        said = officer_at(site, 1).get("/administration/work").text
    assert ("● done" in said, "never ran" in said, "24 May 2017" in said) == (True, True, True)
