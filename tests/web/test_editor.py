"""The editor: what its writer will not read, a wider label, a document that changed, portions in place (W117-W124)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.web.conftest import give_passwords
from tests.web.house import OF_NATO, House, make_house
from tests.web.serving import served
from tests.web.test_pages import TYPED, signed_in
from tests.web.visiting import Answer, Visitor, fields, read

NEW = "/documents/new"
LINK = re.compile(r'href="(/documents/[^"]*/widen/[^"]*)"')


@pytest.fixture(scope="module")
def forms_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    """A house of one's own, and its site."""
    house = make_house(tmp_path_factory.mktemp("forms") / "eu")
    give_passwords(house.folder)
    with served(house.folder) as site:
        yield house, site


@pytest.fixture
def officer(forms_house: tuple[House, str]) -> Visitor:
    """The first officer, signed in, in the post of a planner."""
    return signed_in(forms_house[1], "sec-1")


def typed_in(answer: Answer) -> dict[str, str]:
    """What stands in the editor of a page, as a browser would send it."""
    page, found = read(answer), fields(answer)
    found |= {each.get("name"): each.text_content().removeprefix("\n") for each in page.iter("textarea")}
    for choice in page.iter("select"):
        chosen = choice.xpath("option[@selected]") or choice.xpath("option")
        found[choice.get("name")] = chosen[0].get("value")
    return {name: text for name, text in found.items() if name not in ("next", "csrfmiddlewaretoken")}


def filed(visitor: Visitor, **more: str) -> Answer:
    """What comes of filing the paper of two portions."""
    return visitor.post(NEW, **{**fields(visitor.get(NEW)), **TYPED, **more})


def changed(visitor: Visitor, path: str, typed: dict[str, str], **more: str) -> Answer:
    """What comes of sending the editor of a document with what stood in it, and more."""
    return visitor.post(f"{path}/edit", **{**typed, **more})


def opened(visitor: Visitor, **more: str) -> tuple[str, dict[str, str]]:
    """A document that was filed, by its path, and what stands in its editor."""
    path = filed(visitor, **more).address.removeprefix(visitor.site)
    return path, typed_in(visitor.get(f"{path}/edit"))


# What its writer will not read


def test_what_its_writer_will_not_read_is_asked_about_before_it_is_filed(officer: Visitor) -> None:
    before = officer.get("/documents").plain
    asked = filed(officer, title="Unread", draft="unread 1", **{"p-1-marking": OF_NATO})
    assert (asked.status, "you will not be able to read it yourself" in asked.text) == (422, True)
    told = read(asked).get_element_by_id("unread").text_content()
    assert ("Portion 2" in told, "Portion 1" in told) == (True, False)
    assert (typed_in(asked)["p-1-text"], officer.get("/documents").plain) == ("Tugs & harbours.", before)
    done = officer.post(NEW, **{**typed_in(asked), "unread": "2"})
    assert (done.status, "Filed." in done.text, "Tugs" in done.text) == (200, True, False)


def test_a_confirmation_is_of_the_portions_that_were_named(officer: Visitor) -> None:
    more = {"marking": OF_NATO, "p-1-marking": OF_NATO}
    assert filed(officer, draft="unread 2", unread="2", **more).status == 422
    done = filed(officer, draft="unread 3", unread="0 1 2", **more)
    assert (done.status, done.address.endswith("/documents"), "cannot read it yourself" in done.text) == (
        200,
        True,
        True,
    )


def test_a_portion_that_its_writer_would_no_longer_read_is_asked_about(officer: Visitor) -> None:
    path, typed = opened(officer, draft="narrowed")
    added = {"p-2-form": "paragraph", "p-2-text": "For the ally.", "p-2-marking": OF_NATO, "p-TOTAL_FORMS": "3"}
    asked = changed(officer, path, typed, **added)
    assert (asked.status, "Portion 3" in read(asked).get_element_by_id("unread").text_content()) == (422, True)
    assert changed(officer, path, typed, unread="3", **added).status == 200


def test_every_fault_is_told_at_its_field(officer: Visitor) -> None:
    faulty = {"title": "", "date": "2017-13-40", "marking": "no such", "p-1-marking": "RESTREINT UE"}
    answer = filed(officer, draft="faulty", **faulty)
    page = read(answer)
    wrong = [each.get("id") for each in page.xpath("//*[@aria-invalid='true']")]
    assert wrong == ["id_title", "id_date", "id_marking", "id_p-1-marking"]
    assert [each.get("href") for each in page.get_element_by_id("wrong").iter("a")] == [f"#{each}" for each in wrong]
    described = [page.get_element_by_id(each).get("aria-describedby").split()[-1] for each in wrong]
    assert [page.get_element_by_id(each).get("class") for each in described] == ["error"] * 4


# A wider label


def test_a_wider_label_is_proposed_from_its_refusal_and_decided_by_another(forms_house: tuple[House, str]) -> None:
    one, other = (signed_in(forms_house[1], f"sec-{number}") for number in (1, 2))
    path, typed = opened(one, draft="widened")
    refused = changed(one, path, typed, **{"p-1-marking": "RESTREINT UE/EU RESTRICTED"})
    assert (refused.status, "Portion 2, Label, if it differs: expected a label as narrow" in refused.text) == (
        422,
        True,
    )
    told = read(refused).get_element_by_id("wrong").text_content()
    assert re.search(r"[0-9a-f]{16}", told) is None
    form = LINK.findall(refused.body.decode().split('id="wrong"')[1])[0].replace("&amp;", "&")
    assert fields(one.get(form))["marking"] == "RESTREINT UE/EU RESTRICTED"
    proposed = one.post(form, **{**fields(one.get(form)), "reason": "the ally plans with us"})
    assert ("Proposed: it waits" in proposed.text, "the ally plans with us" in proposed.text) == (True, True)
    assert "the ally plans with us" in other.get("/approvals").text


def test_every_fault_of_a_wider_label_is_told_at_its_field(officer: Visitor) -> None:
    path = opened(officer, draft="not wider")[0]
    form = LINK.findall(officer.get(f"{path}/edit").body.decode())[1]
    answer = officer.post(form, marking="no such", reason="")
    assert (answer.status, answer.text.count('aria-invalid="true"'), answer.text.count('class="error"')) == (422, 2, 2)
    assert officer.post(form, marking=TYPED["p-1-marking"], reason="none").status == 422


def test_the_form_of_a_wider_label_is_not_there_for_who_may_not(forms_house: tuple[House, str]) -> None:
    house, site = forms_house
    norway = signed_in(site, "no-1")
    answers = [norway.get(f"/documents/{house.records['closed']}/widen/{name}") for name in ("one", "none")]
    answers.append(norway.get("/documents/none/widen/none"))
    assert ({each.status for each in answers}, len({each.plain for each in answers})) == ({404}, 1)


# A document that changed in between


def test_who_types_over_a_changed_document_sees_both_and_goes_on(forms_house: tuple[House, str]) -> None:
    one, other = (signed_in(forms_house[1], f"sec-{number}") for number in (1, 2))
    path, typed = opened(one, draft="between")
    changed(other, path, typed_in(other.get(f"{path}/edit")), **{"p-0-text": "For the three staffs."})
    stale = changed(one, path, typed, **{"p-1-text": "Tugs alone."})
    told = read(stale).get_element_by_id("changed").text_content()
    assert stale.status == 422
    assert [text in told for text in ("Tugs alone.", "Tugs & harbours.", "For the three staffs.")] == [True] * 3
    assert f'href="{path}"' in stale.text
    digest = read(stale).xpath("//button[@name='onto']")[0].get("value")
    onward = changed(one, path, typed_in(stale), onto=digest)
    assert (onward.status, "Nothing was filed yet." in onward.text) == (200, True)
    assert "Tugs alone." not in other.get(path).text
    done = changed(one, path, typed_in(onward))
    assert [text in done.text for text in ("Changed.", "Tugs alone.", "For the three staffs.")] == [True] * 3


# Portions in their places


def test_a_portion_is_added_moved_and_taken_out_with_everything_typed(officer: Visitor) -> None:
    page = officer.post(NEW, **{**fields(officer.get(NEW)), **TYPED, "do": "after 1"})
    found = typed_in(page)
    assert (page.status, found["p-1-text"], found["p-2-text"]) == (200, "", "Tugs & harbours.")
    assert found["p-2-marking"] == TYPED["p-1-marking"]
    found = typed_in(officer.post(NEW, **{**found, "p-1-text": "Between.", "do": "down 2"}))
    assert [found[f"p-{each}-text"] for each in range(3)] == ["For both staffs.", "Tugs & harbours.", "Between."]
    found = typed_in(officer.post(NEW, **{**found, "do": "out 1"}))
    assert [found["p-TOTAL_FORMS"], found["p-0-text"], found["title"]] == ["2", "Tugs & harbours.", TYPED["title"]]


def test_a_new_portion_is_filed_where_it_was_typed(officer: Visitor) -> None:
    path, typed = opened(officer, draft="placed")
    page = changed(officer, path, typed, do="after 1")
    done = changed(officer, path, typed_in(page), **{"p-1-text": "In the middle."})
    texts = ("For both staffs.", "In the middle.", "Tugs & harbours.")
    assert sorted(texts, key=done.text.index) == list(texts)


def test_portions_that_are_there_keep_their_order(officer: Visitor) -> None:
    path, typed = opened(officer, draft="ordered")
    names = {f"p-0-{name}": typed[f"p-1-{name}"] for name in ("id", "marking", "text")}
    names |= {f"p-1-{name}": typed[f"p-0-{name}"] for name in ("id", "marking", "text")}
    answer = changed(officer, path, typed, **names)
    assert (answer.status, "expected the order of the document you opened" in answer.text) == (422, True)
    assert typed_in(changed(officer, path, typed, do="down 1"))["p-0-text"] == "For both staffs."


# Another language


def test_another_language_keeps_what_is_typed(officer: Visitor) -> None:
    page = officer.post(NEW, **{**fields(officer.get(NEW)), **TYPED, "title": "Typed before", "language": "fr"})
    found = typed_in(page)
    assert (page.status, '<html lang="fr">' in page.text) == (200, True)
    assert (found["title"], found["p-1-text"]) == ("Typed before", "Tugs & harbours.")
    assert "Typed before" not in officer.get("/documents").text
    assert '<html lang="fr">' in officer.get("/").text


# Markings


@pytest.mark.parametrize("short", ["RESTREINT UE", "R-UE/EU-R", "restreint ue / eu restricted", "EU Restricted"])
def test_a_short_form_is_told_with_the_marking_it_may_mean(officer: Visitor, short: str) -> None:
    answer = filed(officer, draft=f"short {short}", marking=short)
    assert (answer.status, "perhaps `RESTREINT UE/EU RESTRICTED`" in answer.text) == (422, True)


def test_the_markings_that_can_be_filed_stand_beside_the_field(officer: Visitor) -> None:
    page = read(officer.get(NEW))
    offered = [each.get("value") for each in page.get_element_by_id("markings")]
    assert "RESTREINT UE/EU RESTRICTED" in offered
    assert [each for each in offered if "SECRET" in each] == []
    assert page.get_element_by_id("id_marking").get("list") == "markings"
