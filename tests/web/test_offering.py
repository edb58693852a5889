"""What is offered to whom, and every fault at once at its field (W121, W122)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from concord.desk.proposing import Widening
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from tests.cast import NOON
from tests.node.founded import FIRST
from tests.web.conftest import give_passwords
from tests.web.house import House, labelled, make_house
from tests.web.officers import Officers
from tests.web.serving import served
from tests.web.test_pages import signed_in
from tests.web.visiting import read


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str, str]]:
    """A house in which somebody proposed a wider label, and then only planners may act; its site, and the approval."""
    house = make_house(tmp_path_factory.mktemp("asked") / "eu")
    node = open_node(house.folder, INSTALLED)
    desk = node.desk(*FIRST, at=NOON)
    edition = desk.get(house.records["staffs"])
    assert edition is not None
    wider = Widening(edition.id, edition.portions[0].id, labelled("PUBLIC"), "for all")
    approval = desk.widen("wider", wider).record
    node.close()
    settings = house.folder / "node.toml"
    settings.write_text(settings.read_text().replace("anybody = [", "planner = ["))
    give_passwords(house.folder)
    with served(house.folder) as site:
        yield house, site, approval


def test_forms_are_not_there_for_who_may_not_use_them(asked: tuple[House, str, str]) -> None:
    house, site, _approval = asked
    reader = signed_in(site, "de-1")
    paper, point = house.records["public"], house.points["1.2"]
    forms = ["/documents/new", f"/documents/{paper}/edit"]
    forms += [f"/commitments/{point}/{name}" for name in ("report", "note")]
    answers = [reader.get(path) for path in (*forms, f"/documents/{paper}/widen/none", "/nowhere")]
    assert {answer.status for answer in answers} == {404}
    shown = ("/", "/documents", f"/documents/{paper}", f"/commitments/{point}")
    pages = "".join(reader.get(path).text for path in shown)
    assert [path for path in forms if f'href="{path}"' in pages] == []


def test_who_may_not_decide_gets_no_buttons_and_home_does_not_say_that_it_waits(asked: tuple[House, str, str]) -> None:
    _house, site, approval = asked
    reader, proposer = signed_in(site, "de-1"), signed_in(site, "sec-1")
    page = reader.get(f"/approvals/{approval}")
    assert (page.status, 'name="event"' in page.text) == (200, False)
    assert "Nothing waits for you." in reader.get("/").text
    own = proposer.get(f"/approvals/{approval}").text
    assert ['value="withdraw"' in own, 'value="approve"' in own] == [True, False]
    assert "You proposed, another decides" in proposer.get("/").text


def test_a_change_of_seats_tells_every_fault_at_its_field(officers: Officers) -> None:
    typed = {"step": "seat", "person": "nobody known", "post": "no post", "day": "2017-06-01", "marking": "R-UE"}
    answer = officers.first.post("/administration/seats/change", **typed)
    page = read(answer)
    assert answer.status == 422
    wrong = [each.get("id") for each in page.xpath("//*[@aria-invalid='true']")]
    assert wrong == ["id_person", "id_post", "id_marking"]
    assert [each.get("href") for each in page.get_element_by_id("wrong").iter("a")] == [f"#{each}" for each in wrong]


def test_a_label_that_cannot_be_filed_is_told_with_what_else_is_wrong(officers: Officers) -> None:
    typed = {"step": "leave", "person": "delegate of Ireland", "post": "NO/delegate", "day": "2017-06-01"}
    answer = officers.first.post("/administration/seats/change", **typed, marking="SECRET UE/EU SECRET")
    told = read(answer).get_element_by_id("wrong").text_content()
    assert ["sitting of" in told, "Label of the proposal" in told] == [True, True]


def test_an_agreement_tells_its_flows_its_ceiling_and_its_label_at_once(officers: Officers) -> None:
    typed = {"kind": "security agreement", "title": "Anew", "party_a": "EU", "party_b": "NATO", "source": "registry"}
    faulty = {"flows": "EU to NATO", "ceiling": "SECRET", "marking": "no such", "since": "2017-05-15"}
    page = read(officers.first.post("/rulebook/propose/agreement", look="1", **typed, **faulty))
    wrong = [each.get("id") for each in page.xpath("//*[@aria-invalid='true']")]
    assert wrong == ["id_flows", "id_ceiling", "id_marking"]
