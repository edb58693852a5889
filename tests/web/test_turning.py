"""Home tells of embargoes that ended and of labels that give way, and of no embargo that runs (W29)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from concord.desk.records import Draft, NewPortion
from concord.node.kinds import INSTALLED
from concord.node.node import open_node
from concord.release.labels import LabelSet, Succession
from tests.cast import NOON
from tests.node.founded import FIRST
from tests.web.conftest import give_passwords
from tests.web.house import labelled, make_house
from tests.web.serving import served
from tests.web.visiting import Visitor

STAFFS, OWN = "RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO", "RESTREINT UE/EU RESTRICTED"
ENDED, RUNS, TURNS = (NOON + timedelta(days=days) for days in (-5, 5, 20))


def giving_way(marking: str) -> LabelSet:
    """A label set that gives way to one for everybody."""
    given, then = labelled(marking).originator, labelled("EU UNCLASSIFIED - LIMITE").originator
    assert given is not None
    assert then is not None
    return LabelSet(replace(given, succession=Succession(TURNS, then)))


def test_each_seat_is_told_of_what_it_reads(tmp_path: Path) -> None:
    house = make_house(tmp_path / "eu")
    give_passwords(house.folder)
    label_sets = {
        "for staffs": replace(labelled(STAFFS), embargo=ENDED),
        "not yet": replace(labelled("EU UNCLASSIFIED - LIMITE"), embargo=RUNS),
        "for the house": giving_way(OWN),
    }
    node = open_node(house.folder, INSTALLED)
    for name, label_set in label_sets.items():
        head = NewPortion("head", "head", {"title": name, "date": "2017-05-15"}, label_set)
        node.desk(*FIRST, at=NOON).file(
            Draft(
                name, "document", (head, replace(head, id="b", name="body", values={"form": "paragraph", "text": name}))
            )
        )
    node.close()
    with served(house.folder) as site:
        said = []
        for account in ("ie-1", "no-1"):
            visitor = Visitor(site)
            visitor.sign_in(account)
            said.append(visitor.get("/").text)
    assert ["an embargo ended" in text for text in said] == [True, True]
    assert ["a label gives way to this one: EU UNCLASSIFIED - LIMITE" in text for text in said] == [True, False]
    assert ["20 May 2017" in text for text in said] == [False, False]
