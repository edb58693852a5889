"""One label for several portions: looked at, set and proposed, and decided together (W170, W171)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.house import MARKINGS, House
from tests.web.officers import Officers, confirmed, officer_at
from tests.web.serving import served
from tests.web.stores import copied
from tests.web.visiting import Answer, Visitor, read

STAFFS = MARKINGS["staffs"]
APPROVES = ('"purge"]', '"purge", "approve"]')
LABELS_NOT = ('["file", "edit", "label", "remove"]', '["file", "edit"]')


def altered(untouched: House, folder: Path, change: tuple[str, str]) -> House:
    """A house of one's own with other acts."""
    copied(untouched.folder, folder)
    settings = folder / "node.toml"
    assert settings.read_text().count(change[0]) == 1
    settings.write_text(settings.read_text().replace(*change))
    return House(folder, untouched.records, untouched.points)


@pytest.fixture
def two(untouched: House, tmp_path: Path) -> Iterator[Officers]:
    """Both officers at a house in which security officers decide about wider labels."""
    own = altered(untouched, tmp_path / "eu", APPROVES)
    with served(own.folder) as site:
        yield Officers(own, site, *(confirmed(officer_at(site, each)) for each in (1, 2)))


def paper(two: Officers) -> str:
    """The paper whose head everybody may read."""
    return f"/documents/{two.house.records['public']}"


def portions(answer: Answer) -> dict[str, str]:
    """The ids of the portions that can be chosen, by the word of each."""
    boxes = read(answer).xpath("//input[@name='portion']")
    return {box.getparent().text_content().split("canary")[1].split()[0]: box.get("value") for box in boxes}


Typed = dict[str, str | list[str]]


def asked(two: Officers, *names: str, **more: str) -> Typed:
    """What is typed to give some portions the label of the staffs."""
    known = portions(two.first.get(f"{paper(two)}/labels"))
    return {"portion": [known[name] for name in names], "marking": STAFFS, "reason": "asked for", "do": "look", **more}


def sent(two: Officers, **typed: str | list[str]) -> Answer:
    """What comes of typing that."""
    return two.first.post(f"{paper(two)}/labels", "", **typed)


def told(answer: Answer) -> dict[str, str]:
    """What is told of each portion that was chosen, by its word."""
    rows = [[cell.text_content() for cell in row.xpath("./td")] for row in read(answer).xpath("//tbody/tr")]
    return {cells[0].split("canary")[1].split()[0]: " ".join(cells[2].split()) for cells in rows if cells[2].strip()}


def done(two: Officers, *names: str, **more: str) -> Answer:
    """What comes of doing what was shown."""
    shown = sent(two, **asked(two, *names, **more))
    kept = {name: read(shown).xpath(f"//input[@name='{name}']/@value")[0] for name in ("seen", "draft")}
    return sent(two, **asked(two, *names, **more) | {"do": "set", **kept})


def chosen(answer: Answer) -> list[str]:
    """The approvals that can be chosen."""
    return [str(each) for each in read(answer).xpath("//input[@name='approval']/@value")]


def test_what_a_label_does_is_shown_first_and_nothing_is_filed(two: Officers) -> None:
    before = two.first.get(paper(two)).plain
    wider = told(sent(two, **asked(two, "own", "staffs")))
    assert set(wider) == {"own", "staffs"}
    assert "not narrower: another person decides" in wider["own"]
    assert ("gain it:" in wider["own"], "lose it:" in wider["own"]) == (True, False)
    assert "the label that it has" in wider["staffs"]
    assert "Nobody gains or loses it." in wider["staffs"]
    narrower = told(sent(two, **asked(two, "own", "staffs", marking=MARKINGS["own"])))["staffs"]
    assert "narrower: set at once" in narrower
    assert ("gain it:" in narrower, "lose it:" in narrower) == (False, True)
    assert two.first.get(paper(two)).plain == before
    assert "No wider label is proposed" in two.first.get(f"{paper(two)}/proposed").text


def test_what_was_shown_is_proposed_and_decided_by_another_at_once(two: Officers) -> None:
    answer = done(two, "own", "confidential")
    assert answer.address.endswith("/proposed")
    assert "2 wider labels are proposed" in answer.text
    assert "canaryown" in answer.text
    norway = two.visitor("no-1")
    assert "canaryown" not in norway.get(paper(two)).text
    page = two.second.get(f"{paper(two)}/proposed")
    assert page.text.count("gain it:") == 2
    assert "2 wider labels are proposed" in two.second.get(paper(two)).text
    decided = two.second.post(
        f"{paper(two)}/proposed", to=f"{paper(two)}/proposed/decide", approval=chosen(page), event="approve"
    )
    assert "2 proposals are decided." in decided.text
    assert "canaryown" in norway.get(paper(two)).text
    assert "canaryconfidential" in norway.get(paper(two)).text


def test_what_one_person_may_set_is_set_at_once_beside_what_is_proposed(two: Officers) -> None:
    norway = two.visitor("no-1")
    assert "canarystaffs" in norway.get(paper(two)).text
    both = done(two, "staffs", "confidential", marking=MARKINGS["own"])
    assert both.address.endswith("/proposed")
    assert ["1 wider label is proposed" in both.text, "1 label is set." in both.text] == [True, True]
    assert "canarystaffs" not in norway.get(paper(two)).text
    alone = done(two, "own", "staffs", marking=MARKINGS["confidential"], reason="")
    assert (alone.address.endswith(paper(two)), "2 labels are set." in alone.text) == (True, True)


def test_who_proposed_decides_none_of_it_and_withdraws_it(two: Officers) -> None:
    page = done(two, "own", "confidential")
    to = f"{paper(two)}/proposed/decide"
    assert ['value="approve"' in page.text, 'value="withdraw"' in page.text] == [False, True]
    refused = two.first.post(f"{paper(two)}/proposed", to=to, approval=chosen(page), event="approve")
    assert "Nothing was decided. Look at this first:" in refused.text
    assert refused.text.count("expected another person than the one who proposed it") == 2
    one = two.first.post(f"{paper(two)}/proposed", to=to, approval=chosen(page)[:1], event="withdraw")
    assert "1 proposal is decided." in one.text
    late = two.second.post(f"{paper(two)}/proposed", to=to, approval=chosen(page), event="approve")
    assert "not proposed any more" in late.text
    none = two.second.post(f"{paper(two)}/proposed", to=to, event="approve")
    assert "choose what is to be decided first" in none.text
    assert len(chosen(none)) == 1


def test_every_fault_is_told_at_once_and_what_was_typed_is_kept(two: Officers) -> None:
    empty = sent(two, do="look", marking="no such marking")
    assert (empty.status, "no such marking" in empty.text) == (422, True)
    none = sent(two, do="look", marking=STAFFS, reason="because it is asked for")
    assert (none.status, "Choose at least one portion" in none.text) == (422, True)
    assert "because it is asked for" in none.text
    why = sent(two, **asked(two, "own", reason=""))
    assert (why.status, "proposed with a reason" in why.text) == (422, True)
    assert len(read(why).xpath("//input[@name='portion'][@checked]")) == 1


def test_only_what_was_shown_is_done(two: Officers) -> None:
    shown = sent(two, **asked(two, "own"))
    seen = read(shown).xpath("//input[@name='seen']/@value")[0]
    for other in (asked(two, "own", do="set"), asked(two, "own", "confidential", do="set", seen=seen)):
        answer = sent(two, **other)
        assert answer.address.endswith("/labels")
        assert "Nothing is filed by looking." in answer.text
    sent(two, **asked(two, "own", do="set", seen=seen, marking="PUBLIC"))
    assert "No wider label is proposed" in two.first.get(f"{paper(two)}/proposed").text


def test_what_keeps_a_label_from_being_filed_is_told_at_its_portion(two: Officers) -> None:
    typed = asked(two, "own", marking="SECRET UE/EU SECRET")
    answer = sent(two, **typed)
    assert "expected at most CONFIDENTIEL UE/EU CONFIDENTIAL on this node" in told(answer)["own"]
    assert 'value="set"' not in answer.text


def test_the_form_is_not_there_for_who_may_not_label(untouched: House, tmp_path: Path) -> None:
    own = altered(untouched, tmp_path / "eu", LABELS_NOT)
    with served(own.folder) as site:
        reader = Visitor(site)
        reader.sign_in("de-1")
        path = f"/documents/{own.records['public']}"
        answers = [reader.get(each) for each in (f"{path}/labels", "/documents/none/labels")]
        assert [each.status for each in answers] == [404] * 2
        assert answers[0].plain == answers[1].plain
        assert reader.get("/documents/none/proposed").status == 404
        assert f'href="{path}/labels"' not in reader.get(path).text
