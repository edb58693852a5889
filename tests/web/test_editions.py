"""Earlier editions: each that a reader may read, as it stood, and what differs from the present one (W137, W138)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from concord.desk.records import Draft, Edit, NewPortion, Put
from concord.node.kinds import INSTALLED
from concord.node.node import Node, open_node
from tests.cast import NOON
from tests.node.founded import FIRST
from tests.web.conftest import give_passwords
from tests.web.house import MARKINGS, labelled, make_house
from tests.web.serving import served
from tests.web.test_editor import typed_in
from tests.web.test_pages import signed_in
from tests.web.visiting import Answer, Visitor, read

SECRET = "canarysecret"
LINK = re.compile(r'href="(/documents/[^"]*/(?:editions|changes)\?at=[^"]*)"')


@dataclass(frozen=True)
class Papers:
    """A site, and two papers that Norway reads alike: in the second, what it does not see was edited, too.

    And one without that.
    """

    site: str
    plain: str
    edited: str
    low: str


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Papers]:
    """A house of their own."""
    house = make_house(tmp_path_factory.mktemp("editions") / "eu")
    give_passwords(house.folder)
    node = open_node(house.folder, INSTALLED)
    plain, edited, low = (_filed(node, name) for name in ("plain", "edited", "low"))
    steps = ("all", "Three tugs in port."), ("secret", f"{SECRET} moved."), ("all", "Three tugs at sea.")
    for number, (name, text) in enumerate(steps, 1):
        for record in (plain, edited):
            if record == edited or name == "all":
                _change(node, record, number, name, text)
    node.close()
    with served(house.folder) as site:
        yield Papers(site, plain, edited, low)


def _filed(node: Node, name: str) -> str:
    values = {"title": "Tugs", "date": "2017-05-15"}
    body = (
        NewPortion("head", "head", values, labelled(MARKINGS["public"])),
        _paragraph("all", "Two tugs in port.", "public"),
        _paragraph("gone", "A mole.", "staffs"),
        *([_paragraph("secret", SECRET, "confidential")] if name != "low" else []),
    )
    return node.desk(*FIRST, at=NOON).file(Draft(name, "document", body)).record


def _paragraph(name: str, text: str, label: str) -> NewPortion:
    return NewPortion(name, "body", {"form": "paragraph", "text": text}, labelled(MARKINGS[label]))


def _change(node: Node, record: str, minutes: int, name: str, text: str) -> None:
    """Another text in a portion, so many minutes after noon."""
    desk = node.desk(*FIRST, at=NOON + timedelta(minutes=minutes))
    edition = desk.get(record)
    assert edition is not None
    body = [portion.id for portion in edition.portions if portion.name == "body"]
    portion = body[("all", "gone", "secret").index(name)]
    desk.edit(Edit(f"{record} {minutes}", record, edition.digest, (Put(portion, {"text": text}),)))


def editions(visitor: Visitor, record: str) -> list[str]:
    """The links of the list of editions, newest first: to each, and to what differs."""
    return LINK.findall(visitor.get(f"/documents/{record}").body.decode())


def main(answer: Answer) -> str:
    """What a page says in its middle."""
    return " ".join(read(answer).get_element_by_id("main").text_content().split())


def test_each_edition_is_listed_and_can_be_opened(papers: Papers) -> None:
    officer = signed_in(papers.site, "sec-1")
    found = editions(officer, papers.edited)
    assert len(found) == 6
    oldest = officer.get(found[-2])
    assert ("Two tugs in port." in main(oldest), f"{SECRET} moved." in main(oldest)) == (True, False)
    assert SECRET in main(oldest)
    assert "as far as you may read it now" in main(oldest)


def test_an_edition_in_which_nothing_changed_for_a_reader_is_none(papers: Papers) -> None:
    norway = signed_in(papers.site, "no-1")
    lists = [
        [re.sub(r"[0-9a-f]{32}|\d\dT[^Z]*Z", "", link) for link in editions(norway, record)]
        for record in (papers.plain, papers.edited)
    ]
    assert (len(lists[0]), lists[0]) == (4, lists[1])


def test_no_page_of_an_edition_tells_what_is_withheld(papers: Papers) -> None:
    for account, is_told in (("sec-1", True), ("no-1", False)):
        visitor = signed_in(papers.site, account)
        pages = [visitor.get(link) for link in editions(visitor, papers.edited)]
        assert {page.status for page in pages} == {200}
        assert any(SECRET.encode() in page.body for page in pages) is is_told


def test_hidden_edits_change_no_byte_of_an_edition_beside_another(papers: Papers) -> None:
    norway = signed_in(papers.site, "no-1")
    for number in range(len(editions(norway, papers.plain))):
        one, two = (norway.get(editions(norway, record)[number]) for record in (papers.plain, papers.edited))
        told = [re.sub(rb"[0-9a-f]{12,}|\d\dT[^Z]*Z|\d\d:\d\d:\d\d", b"", page.plain) for page in (one, two)]
        assert told[0] == told[1]


def test_what_differs_is_told_word_by_word(papers: Papers) -> None:
    norway = signed_in(papers.site, "no-1")
    page = read(norway.get(editions(norway, papers.plain)[-1]))
    assert [each.text_content() for each in page.iter("del")] == ["[taken out: Two ]", "[taken out: in port.]"]
    assert [each.text_content() for each in page.iter("ins")] == ["[added: Three ]", "[added: at sea.]"]
    assert "worded otherwise" in page.text_content()


@pytest.mark.parametrize("at", ["", "2017-05-14", "never", "1066-10-14T00:00:00Z", "0001-01-01T00:00:00+09:00"])
@pytest.mark.parametrize("name", ["editions", "changes"])
def test_an_instant_without_an_edition_is_what_is_not_there(papers: Papers, name: str, at: str) -> None:
    officer = signed_in(papers.site, "sec-1")
    answers = [officer.get(f"/documents/{record}/{name}?at={at}") for record in (papers.plain, "none")]
    assert ([each.status for each in answers], answers[0].plain) == ([404, 404], answers[1].plain)


def test_the_instants_of_what_one_does_not_read_are_those_of_nothing(papers: Papers) -> None:
    officer, norway = (signed_in(papers.site, name) for name in ("sec-1", "no-1"))
    hidden = officer.get("/documents").body.decode()
    closed = next(record for record in re.findall(r"/documents/([0-9a-f]{32,})", hidden) if _is_closed(norway, record))
    for name in ("editions", "changes"):
        one, two = (norway.get(f"/documents/{record}/{name}?at=2017-05-16") for record in (closed, "none"))
        assert (one.status, one.plain) == (404, two.plain)


def _is_closed(visitor: Visitor, record: str) -> bool:
    return visitor.get(f"/documents/{record}").status == 404


def test_an_earlier_edition_stands_under_the_label_of_then_and_the_one_since(papers: Papers) -> None:
    """What was for both staffs and is narrower now is told under both."""
    officer = signed_in(papers.site, "sec-1")
    path, form = f"/documents/{papers.low}", read(officer.get(f"/documents/{papers.low}/edit"))
    assert form.xpath("//fieldset[@id='portion-2']//input[contains(@name,'marking')]/@value") == [MARKINGS["staffs"]]
    typed = typed_in(officer.get(f"{path}/edit")) | {"p-0-text": "Four tugs.", "p-1-marking": MARKINGS["own"]}
    assert officer.post(f"{path}/edit", **typed).status == 200
    then = read(officer.get(editions(officer, papers.low)[-2]))
    margin = then.xpath("//section[contains(@class,'portion')][2]/div[@class='margin']")[0].text_content()
    assert [MARKINGS["staffs"] in margin, "labelled since:" in margin, MARKINGS["own"] in margin] == [True] * 3
    assert then.xpath("//p[@class='marking']/text()") == [MARKINGS["own"]]
    compared = main(officer.get(editions(officer, papers.low)[-1]))
    assert ("labelled otherwise" in compared, "worded otherwise" in compared) == (True, True)
