"""A report or a designation over what changed since: both side by side, and a way on (W135)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.conftest import give_passwords
from tests.web.house import MARKINGS, House, make_house
from tests.web.serving import served
from tests.web.test_commitments import crawled_edits, report
from tests.web.test_editor import typed_in
from tests.web.test_pages import signed_in
from tests.web.visiting import Answer, Visitor, read

SAID = "Somebody changed this while you were writing."


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, House]]:
    """A house that these tests change, and its site."""
    house = make_house(tmp_path_factory.mktemp("changing") / "eu")
    give_passwords(house.folder)
    with served(house.folder) as site:
        yield site, house


def opened(own: tuple[str, House], draft: str) -> tuple[Visitor, str, dict[str, str]]:
    """Somebody who filed a report, the address of the form of the one in force, and what stands in that."""
    visitor = signed_in(own[0], "de-1")
    filed = report(visitor, own[1], draft=draft)
    edit = crawled_edits(visitor, filed)[0]
    return visitor, edit, typed_in(visitor.get(edit))


def told(answer: Answer) -> dict[str, tuple[str, str]]:
    """The fields that differ: what was typed, and what is there."""
    rows = read(answer).xpath("//table[.//th[contains(., 'What you typed')]]/tbody/tr")
    return {row[0].text_content(): (row[1].text_content().strip(), row[2].text_content().strip()) for row in rows}


def test_both_are_shown_field_by_field_and_nothing_is_filed(own: tuple[str, House]) -> None:
    visitor, edit, typed = opened(own, "one")
    between = {"next_step": "Meet in the other house.", "status": "substantial", "account": "", "draft": "between"}
    assert visitor.post(edit, **{**typed, **between}).status == 200
    before = typed_in(visitor.get(edit))["base"]
    stale = visitor.post(edit, **{**typed, "account": "Typed late.", "status": "complete", "draft": "late"})
    assert (stale.status, SAID in stale.text) == (422, True)
    assert told(stale) == {
        "Status": ("Complete", "Substantial"),
        "Next step": (typed["next_step"], "Meet in the other house."),
        "Account of what was done": ("Typed late.", "–"),
    }
    assert typed_in(stale)["base"] == typed["base"]
    assert typed_in(visitor.get(edit))["base"] == before


def test_one_goes_on_from_what_is_there_with_what_was_touched(own: tuple[str, House]) -> None:
    visitor, edit, typed = opened(own, "two")
    between = {"next_step": "Meet in a third house.", "status": "limited", "draft": "b2"}
    assert visitor.post(edit, **{**typed, **between}).status == 200
    stale = visitor.post(edit, **{**typed, "account": "Typed too late.", "draft": "l2"})
    onto = read(stale).xpath("//button[@name='onto']/@value")[0]
    onward = visitor.post(edit, **{**typed_in(stale), "onto": onto})
    assert (onward.status, "Nothing was filed yet." in onward.text) == (200, True)
    assert "Typed too late." not in visitor.get(edit).text
    filled = typed_in(onward)
    assert (filled["base"], filled["account"]) == (onto, "Typed too late.")
    assert {name: filled[name] for name in ("next_step", "status")} == {
        name: between[name] for name in ("next_step", "status")
    }
    done = visitor.post(edit, **filled)
    assert (done.status, "Typed too late." in done.text, between["next_step"] in done.text) == (200, True, True)


def test_a_way_on_from_what_changed_once_more_is_shown_again(own: tuple[str, House]) -> None:
    visitor, edit, typed = opened(own, "three")
    visitor.post(edit, **{**typed, "next_step": "First.", "draft": "b3"})
    stale = visitor.post(edit, **{**typed, "next_step": "Mine.", "draft": "l3"})
    onto = read(stale).xpath("//button[@name='onto']/@value")[0]
    again = typed_in(visitor.get(edit))
    visitor.post(edit, **{**again, "next_step": "Second.", "draft": "c3"})
    once_more = visitor.post(edit, **{**typed_in(stale), "onto": onto})
    assert (once_more.status, told(once_more)["Next step"]) == (422, ("Mine.", "Second."))


def test_both_stand_under_the_marking_of_both(own: tuple[str, House]) -> None:
    visitor, narrow = signed_in(own[0], "de-1"), MARKINGS["confidential"]
    filed = report(visitor, own[1], draft="four", entity="COM", marking=MARKINGS["own"])
    forms = {edit: typed_in(visitor.get(edit)) for edit in crawled_edits(visitor, filed)}
    (edit,) = (edit for edit, typed in forms.items() if typed["entity"] == "COM")
    assert visitor.post(edit, **{**forms[edit], "block_marking": narrow, "draft": "b4"}).status == 200
    stale = visitor.post(edit, **{**forms[edit], "account": "Typed late.", "draft": "l4"})
    assert told(stale)["Label of what it is blocked by, if it differs"] == ("–", narrow)
    assert read(stale).xpath("//p[@class='marking']/text()") == [narrow]


def test_a_designation_over_another_names_both_posts(own: tuple[str, House]) -> None:
    visitor, other = (signed_in(own[0], name) for name in ("de-1", "sec-1"))
    path = f"/commitments/{own[1].points['1.10']}/post"
    last = read(visitor.get(path)).xpath("//select[@name='participation']/option[last()]/@value")[0]
    typed = typed_in(visitor.get(f"{path}?for={last}"))
    offered = [each.get("value") for each in read(visitor.get(path)).xpath("//select[@name='post']/option")]
    one, two = [each for each in offered if each != typed["post"]][:2]
    theirs = {**typed_in(other.get(path)), "participation": last, "post": one, "draft": "d1"}
    assert other.post(path, **theirs).status == 200
    stale = visitor.post(path, **{**typed, "post": two, "draft": "d2"})
    ((field, words),) = told(stale).items()
    assert (stale.status, field, any("Officer, " in each for each in words)) == (422, "Designated post", True)
    onto = read(stale).xpath("//button[@name='onto']/@value")[0]
    onward = visitor.post(path, **{**typed_in(stale), "onto": onto})
    assert typed_in(onward)["post"] == two
    assert visitor.post(path, **typed_in(onward)).status == 200
    assert typed_in(visitor.get(f"{path}?for={last}"))["post"] == two
