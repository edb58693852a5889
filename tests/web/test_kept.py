"""What was typed is not lost when it cannot be taken, and shown to nobody else (W70-W72, W134)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.web.conftest import give_passwords
from tests.web.house import House, make_house
from tests.web.serving import served
from tests.web.test_pages import TYPED
from tests.web.visiting import PASSWORD, Answer, Visitor, fields, read

TEXT = "Tugs & harbours, of the fourth mole."
WRITTEN = {**TYPED, "title": "A paper about moles", "p-1-text": TEXT}
KEPT = re.compile(r'name="kept" value="([^"]+)"')


@pytest.fixture(scope="module")
def kept_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    """A house of one's own, and its site."""
    house = make_house(tmp_path_factory.mktemp("kept") / "eu")
    give_passwords(house.folder)
    with served(house.folder) as site:
        yield house, site


@pytest.fixture
def officer(kept_house: tuple[House, str]) -> Visitor:
    """The first officer, signed in, in the post of a planner."""
    return signed_in(kept_house[1], "sec-1")


def signed_in(site: str, account: str) -> Visitor:
    """Somebody who came in."""
    visitor = Visitor(site)
    visitor.sign_in(account)
    return visitor


def opened_form(visitor: Visitor, path: str = "/documents/new") -> dict[str, str]:
    """What is hidden in a form."""
    found = fields(visitor.get(path))
    return {name: found[name] for name in ("csrfmiddlewaretoken", "made-for", "draft", "base") if name in found}


def signed_out(visitor: Visitor) -> None:
    """End the session, as another tab of the same browser would."""
    visitor.post("/", to="/account/logout/")


def sent(visitor: Visitor, hidden: dict[str, str], path: str = "/documents/new", **typed: str) -> Answer:
    """Send a form with the token that it was made with."""
    return visitor.sent(path, **{**WRITTEN, **typed, **hidden})


def kept(answer: Answer) -> str:
    """What a page keeps."""
    return unescape(KEPT.findall(answer.body.decode())[0])


def gone_on(visitor: Visitor, sealed: str) -> Answer:
    """Go on with it."""
    return visitor.sent("/account/again", kept=sealed)


def titles(visitor: Visitor) -> str:
    """The list of documents."""
    return visitor.get("/documents?q=moles").text


def test_what_was_typed_comes_back_after_signing_in_and_is_filed_when_sent(officer: Visitor) -> None:
    hidden = opened_form(officer)
    signed_out(officer)
    answer = sent(officer, hidden)
    assert (answer.status, answer.headers["cache-control"].count("no-store")) == (403, 1)
    assert "Your session ended" in answer.text
    assert "Your session ended" in gone_on(officer, kept(answer)).text
    officer.sign_in("sec-1")
    back = gone_on(officer, kept(answer))
    assert (back.status, "Nothing was filed yet." in back.text) == (200, True)
    assert all(text in back.text for text in (TEXT, "A paper about moles", "For both staffs.", WRITTEN["marking"]))
    assert "A paper about moles" not in titles(officer)
    again = sent(officer, {**hidden, **{name: fields(back)[name] for name in ("csrfmiddlewaretoken", "made-for")}})
    assert (again.status, "Filed." in again.text) == (200, True)


def test_a_page_that_keeps_it_says_nothing_to_whoever_sits_at_the_screen(officer: Visitor) -> None:
    hidden = opened_form(officer)
    signed_out(officer)
    body = sent(officer, hidden).body
    assert [text for text in (b"harbours", b"about moles", b"sec-1", b"GSC") if text in body] == []


def test_another_account_does_not_see_it(kept_house: tuple[House, str], officer: Visitor) -> None:
    hidden = opened_form(officer)
    signed_out(officer)
    sealed = kept(sent(officer, hidden))
    officer.sign_in("ie-1")
    answers = [gone_on(officer, sealed), sent(officer, hidden), gone_on(signed_in(kept_house[1], "no-1"), sealed)]
    assert [answer.status for answer in answers] == [403, 403, 403]
    assert [b"harbours" in answer.body or b"sec-1" in answer.body for answer in answers] == [False, False, False]


def test_a_change_of_a_document_is_kept(kept_house: tuple[House, str], officer: Visitor) -> None:
    path = f"/documents/{kept_house[0].records['staffs']}/edit"
    hidden, before = opened_form(officer, path), officer.get(path.removesuffix("/edit")).text
    signed_out(officer)
    sealed = kept(sent(officer, hidden, path))
    officer.sign_in("sec-1")
    back = gone_on(officer, sealed)
    assert (TEXT in back.text, "Change a document" in back.text, f'action="{path}"' in back.text) == (True, True, True)
    assert fields(back)["base"] == hidden["base"]
    digest = re.findall(r"<code>(\w{12})</code>", before)
    assert digest == re.findall(r"<code>(\w{12})</code>", officer.get(path.removesuffix("/edit")).text)


def test_a_form_of_another_post_is_not_filed_by_this_one(officer: Visitor) -> None:
    hidden = opened_form(officer)
    officer.post("/", to="/seat", post="GSC/security-1", next="/")
    answer = sent(officer, hidden, title="A paper of the planner")
    assert (answer.status, "You typed this as GSC/planner" in answer.text) == (403, True)
    assert "A paper of the planner" not in officer.get("/documents?q=planner").text.split("<main")[1]
    back = gone_on(officer, kept(answer))
    assert (TEXT in back.text, "<b>GSC/planner</b>" in back.text) == (True, True)


def test_a_form_from_before_a_new_sign_in_is_kept(officer: Visitor) -> None:
    hidden = opened_form(officer)
    signed_out(officer)
    officer.sign_in("sec-1")
    answer = sent(officer, hidden)
    assert (answer.status, "signed in again since" in answer.text) == (403, True)
    assert TEXT in gone_on(officer, kept(answer)).text


def test_a_form_that_this_site_did_not_make_is_refused(officer: Visitor) -> None:
    forged = [{}, {"made-for": "x"}, {"made-for": opened_form(officer)["draft"]}]
    answers = [sent(officer, {**each, "csrfmiddlewaretoken": "x" * 64}) for each in forged]
    assert [answer.status for answer in answers] == [403, 403, 403]
    assert [KEPT.findall(answer.text) for answer in answers] == [[], [], []]
    assert [gone_on(officer, each).status for each in ("", "x", opened_form(officer)["made-for"])] == [404, 404, 404]


def test_nothing_typed_is_stored(kept_house: tuple[House, str], officer: Visitor) -> None:
    hidden = opened_form(officer)
    signed_out(officer)
    sealed = kept(sent(officer, hidden, title="A paper of seventeen ferries"))
    officer.sign_in("sec-1")
    gone_on(officer, sealed)
    stored = b"".join(path.read_bytes() for path in Path(kept_house[0].folder).iterdir() if path.is_file())
    assert b"seventeen ferries" not in stored
    assert quote("seventeen ferries").encode() not in stored


def test_a_proposal_is_kept_until_its_writer_says_who_he_is(officer: Visitor) -> None:
    officer.post("/", to="/seat", post="GSC/security-1", next="/")
    path = "/administration/seats/change"
    typed = {
        "step": "deputise",
        "person": "delegate of Germany",
        "post": "IE/delegate",
        "day": "2017-05-16",
        "reason": "the mole is on leave",
        "marking": "RESTREINT UE/EU RESTRICTED",
    }
    fresh = signed_in(officer.site, "sec-1")
    fresh.post("/", to="/seat", post="GSC/security-1", next="/")
    asked = fresh.sent(path, **opened_form(fresh, path), **typed)
    assert (asked.status, "says again who he is" in asked.text) == (403, True)
    fresh.post("/account/reauthenticate/", password=PASSWORD, next="/")
    back = gone_on(fresh, kept(asked))
    assert ("the mole is on leave" in back.text, "Nothing was filed yet." in back.text) == (True, True)
    done = fresh.sent(path, **opened_form(fresh, path), **typed)
    assert ("it waits for another person" in done.text, "/approvals/" in done.address) == (True, True)
    assert "delegate of Germany" in done.text


def test_every_fault_of_a_proposal_is_told_and_it_is_shown_again(officer: Visitor) -> None:
    officer.post("/", to="/seat", post="GSC/security-1", next="/")
    officer.post("/account/reauthenticate/", password=PASSWORD, next="/")
    path = "/administration/seats/change"
    bare = officer.post(path, step="seat", day="2017-05-16", marking="PUBLIC")
    assert (bare.status, bare.text.count('class="error"')) == (422, 2)
    held = officer.post(
        path, step="seat", person="delegate of Germany", post="IE/delegate", day="2017-05-16", marking="PUBLIC"
    )
    assert (held.status, "one holder at a time" in held.text) == (422, True)
    assert fields(held)["person"] == "delegate of Germany"


# Another seat, from the form itself


def test_another_seat_from_a_form_keeps_what_was_typed_and_files_nothing(officer: Visitor) -> None:
    page, hidden = officer.get("/documents/new"), opened_form(officer)
    chosen = read(page).xpath("//button[@form='typing'][@name='sit'][@formnovalidate]/@value")
    assert chosen == ["GSC/security-1"]
    answer = sent(officer, hidden, sit="GSC/security-1", title="A paper that is left")
    assert (answer.status, "You typed this as GSC/planner" in answer.text) == (403, True)
    assert "The site as GSC/security-1, in another tab" in answer.text
    assert "<b>GSC/security-1</b>" in officer.get("/").text
    back = gone_on(officer, kept(answer))
    assert (TEXT in back.text, "A paper that is left" in back.text, "<b>GSC/planner</b>" in back.text) == (True,) * 3
    assert "A paper that is left" not in officer.get("/documents?q=left").text.split("<main")[1]


def test_a_post_that_is_not_ones_own_gives_the_form_again(officer: Visitor) -> None:
    answer = sent(officer, opened_form(officer), sit="IE/delegate")
    assert (answer.status, TEXT in answer.text, "<b>GSC/planner</b>" in answer.text) == (200, True, True)
    assert "Filed." not in answer.text


def test_the_key_for_sending_a_form_sends_it_and_chooses_no_seat(officer: Visitor) -> None:
    """A browser takes the first button of a form, in the order of the page."""
    for path in ("/documents/new", "/administration/seats/change"):
        if path.startswith("/administration"):
            officer.post("/", to="/seat", post="GSC/security-1", next="/")
        first = read(officer.get(path)).xpath("(//button[@form='typing'] | //form[@id='typing']//button)[1]")[0]
        assert (first.get("name"), first.get("hidden")) == (None, "")


def test_what_was_typed_is_kept_if_the_session_ended_before_another_seat_was_chosen(officer: Visitor) -> None:
    hidden = opened_form(officer)
    signed_out(officer)
    answer = sent(officer, hidden, sit="GSC/security-1")
    assert "Your session ended" in answer.text
    officer.sign_in("sec-1")
    assert TEXT in gone_on(officer, kept(answer)).text
