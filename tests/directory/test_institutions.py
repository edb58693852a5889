"""Institutions from the shipped facts: who is there on a day, called what, how sure (N3, N4)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from concord.desk import Condition, Edition, Op, Query
from concord.directory import drafts
from concord.directory.rules import is_provisional
from concord.facts import Body, bodies, shipped, shipped_bodies
from concord.release.errors import MalformedError
from tests.cast import BEN, CLEO, NOON, label_set
from tests.directory.staff import STAFF, Directory

LATER = datetime(2026, 11, 23, tzinfo=UTC)


def body(identity: str) -> Body:
    """A body that ships."""
    return next(each for each in shipped_bodies() if each.id == identity)


def found(directory: Directory, identity: str) -> Edition | None:
    """The institution of a body, as Ada sees it."""
    query = Query("institution", (Condition("body", Op.EQUAL, (identity,)),))
    return next(iter(directory.desk().find(query).editions), None)


def test_bodies_are_filed_once_with_names_in_both_languages(empty: Directory) -> None:
    for _ in range(2):
        empty.file_institutions(NOON, label_set(STAFF))
    counted = [empty.desk(reader).count(Query("institution")).count for reader in (BEN, CLEO)]
    assert counted == [sum(each.stands(NOON) for each in shipped_bodies()), 0]
    service, committee = found(empty, "EEAS"), found(empty, "PSC")
    assert service is not None
    assert committee is not None
    fields = ("name-en", "name-fr", "short-en", "short-fr", "house", "parent", "form")
    assert [service.value(each) for each in fields] == [
        *("European External Action Service", "Service européen pour l'action extérieure", "EEAS", "SEAE"),
        *("EU", "EU", "service"),
    ]
    assert [committee.value(each) for each in fields] == [
        *("Political and Security Committee", "Comité politique et de sécurité", "PSC", None),
        *("EU", "COUNCIL", "committee"),
    ]
    assert (is_provisional(service), service.value("source")) == (False, ("S01",))
    assert [hit.value("body") for hit in empty.desk().search("comite politique").editions] == ["PSC"]


def test_a_body_is_there_between_its_days(empty: Directory) -> None:
    there = {each.id for each in shipped_bodies() if each.stands(NOON)}
    later = {each.id for each in shipped_bodies() if each.stands(LATER)}
    assert ("MPCC" in there, "MPCC" in later) == (False, True)  # set up on 8 June 2017
    assert ("CMPD" in there, "CMPD" in later) == (True, False)  # closed in 2019
    assert "HFC" in there & later


def test_what_was_not_read_in_a_source_is_provisional(empty: Directory) -> None:
    empty.file_institutions(NOON, label_set(STAFF))
    grades = {each: found(empty, each) for each in ("CMPD", "CSC", "FAC")}
    assert {name: is_provisional(each) for name, each in grades.items() if each} == {
        "CMPD": True,
        "CSC": False,
        "FAC": True,
    }


def test_a_body_that_changed_is_revised(empty: Directory) -> None:
    empty.file_institutions(NOON, label_set(STAFF))
    edition = found(empty, "HFC")
    assert edition is not None
    changed = Body("HFC", "Another name", "", "unit", "EEAS", "EU", "2016", "2017", "", "source", ("S01",))
    edit = drafts.revised(edition, drafts.institution(changed, shipped().names, NOON, label_set(STAFF)), "revised")
    assert edit is not None
    empty.desk().edit(edit)
    revised = found(empty, "HFC")
    assert revised is not None
    assert [revised.value(each) for each in ("name-en", "name-fr", "until", "parent")] == [
        *("Another name", None, "2017", "EEAS"),
    ]


def test_every_body_has_a_french_name_and_fits_its_kind(empty: Directory) -> None:
    assert [each.id for each in shipped_bodies() if not each.name_fr] == []
    empty.file_institutions(LATER, label_set(STAFF))


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"format": "another", "roots": []}', b'{"format": "concord-institutions/2"}']
)
def test_another_tree_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError, match="FA54"):
        bodies.read(data)


def test_a_date_that_is_none_is_refused() -> None:
    node = '{"id": "X", "name": "X", "kind": "unit", "confidence": "source", "sources": [], "from": "soon"}'
    with pytest.raises(MalformedError, match="FA54"):
        bodies.read(f'{{"format": "concord-institutions/2", "roots": [{node}]}}'.encode())


def test_a_body_of_neither_house_is_of_the_other() -> None:
    draft = drafts.institution(body("HYBRIDCOE"), shipped().names, NOON, label_set(STAFF))
    assert draft.portions[0].values["house"] == "other"
