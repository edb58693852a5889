"""The background work of a node: services in due order, each for itself, one process at a time (I11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from concord.desk import Desk, Edition
from concord.desk.facts import FactsChange, InForce
from concord.desk.records import Draft, NewPortion
from concord.desk.roster import Account, Person, Post, Sitting
from concord.node.errors import NodeError
from concord.node.node import Node
from concord.node.working import WORKS, Told, Work, alone, no_change, work
from concord.release.periods import from_day
from concord.release.readers import Community
from concord.vault import Vault
from concord.vault.errors import UnavailableError
from tests.cast import NOON
from tests.desk.conftest import STAFF, marked
from tests.node.founded import FIRST, SETTINGS, found, opened, seat

PERIOD = from_day(NOON - timedelta(days=1), NOON + timedelta(days=9))
LIMITE = "EU UNCLASSIFIED - LIMITE"
"""What a service without a clearance reads."""
CAN_PURGE = SETTINGS + 'retention = ["purge"]\n'


def service(name: str, *roles: str) -> FactsChange:
    """A service that sits in a post with some roles."""
    post = Post(f"GSC/{name}", "GSC", "EU", (Community("work"),), frozenset(roles), period=PERIOD)
    return FactsChange(added=(post, Person(name, is_service=True), Sitting(name, post.id, PERIOD), Account(name, name)))


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A node that two services work for."""
    node = opened(found(tmp_path / "eu", CAN_PURGE))
    for name in ("first", "second"):
        seat(node, service(name, "retention"))
    yield node
    node.close()


def told(node: Node, folder: Path, *, minutes: int = 0, works: dict[str, Work] | None = None) -> list[Told]:
    """Who ran, and how it ended."""
    return list(work(node, folder, lambda: NOON + timedelta(minutes=minutes), lambda: False, works or dict(WORKS)))


def test_services_run_in_the_order_in_which_they_are_due(node: Node, tmp_path: Path) -> None:
    folder, runs = tmp_path / "eu", iter([False, False, True])
    once = [each.account for each in work(node, folder, lambda: NOON, lambda: next(runs), WORKS)]
    seat(node, service("third", "retention"))
    assert once == ["first", "second"]
    assert [each.account for each in told(node, folder, minutes=1)] == ["third", "first", "second"]


def test_who_is_told_to_stop_runs_no_further_worker(node: Node, tmp_path: Path) -> None:
    asked = iter([False, True])
    ran = list(work(node, tmp_path / "eu", lambda: NOON, lambda: next(asked), WORKS))
    assert [each.account for each in ran] == ["first"]


def test_one_that_fails_stops_no_other(node: Node, tmp_path: Path) -> None:
    def fail_first(desk: Desk) -> None:
        if desk.moment.reader.id == "GSC/first":
            raise OSError("no room")

    ran = told(node, tmp_path / "eu", works={"retention": Work(no_change, fail_first)})
    assert [(each.account, each.failed) for each in ran] == [("first", "no room"), ("second", "")]


def test_under_a_clock_that_went_back_nothing_is_done_and_that_is_told(node: Node, tmp_path: Path) -> None:
    node.desk(*FIRST, at=NOON).file(Draft("d", "note", (NewPortion("a", "head", {"title": "quay"}, marked(LIMITE)),)))
    ran = told(node, tmp_path / "eu", minutes=-1)
    assert [(each.account, "clock" in each.failed) for each in ran] == [("first", True), ("second", True)]


def test_a_service_does_what_the_roles_of_its_post_say(node: Node, tmp_path: Path) -> None:
    seat(node, service("idle"))
    seen: list[str] = []

    def note(key: str, record: str, edition: Edition | None, desk: Desk) -> None:
        seen.append(desk.moment.reader.id)

    node.desk(*FIRST, at=NOON).file(Draft("n", "note", (NewPortion("h", "head", {"title": "a"}),), marked(LIMITE)))
    works = {"retention": Work(note, lambda desk: None)}
    assert [each.account for each in told(node, tmp_path / "eu", works=works)] == ["first", "second"]
    assert told(node, tmp_path / "eu", minutes=1, works=works) != []
    assert seen == ["GSC/first", "GSC/second"]


def test_what_was_kept_long_enough_goes_and_what_the_service_does_not_read_stays(node: Node, tmp_path: Path) -> None:
    parts = tuple(
        NewPortion(name, "body", {"text": name}, marked(marking)) for name, marking in (("o", LIMITE), ("c", STAFF))
    )
    head = NewPortion("h", "head", {"title": "a"}, marked(LIMITE))
    record = node.desk(*FIRST, at=NOON).file(Draft("n", "note", (head, *parts))).record
    later = 3 * 24 * 60
    assert [each.failed for each in told(node, tmp_path / "eu", minutes=later)] == ["", ""]
    left = node.desk(*FIRST, at=NOON + timedelta(days=4)).get(record)
    assert left is not None
    assert [portion.by_field.get("text") for portion in left.portions if portion.name == "body"] == ["c"]


def test_without_the_act_nothing_is_purged_and_it_is_told(tmp_path: Path) -> None:
    node = opened(found(tmp_path / "nato"))
    seat(node, service("first", "retention"))
    body = NewPortion("b", "body", {"text": "a"}, marked(LIMITE))
    node.desk(*FIRST, at=NOON).file(Draft("n", "note", (body,), marked(LIMITE)))
    ran = told(node, tmp_path / "nato", minutes=3 * 24 * 60)
    node.close()
    assert ["expected a role that may purge" in each.failed for each in ran] == [True]


def test_a_round_that_cannot_begin_is_told_and_the_next_one_is_run(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(vault: Vault) -> InForce:
        raise UnavailableError("the connection to the database was lost")

    with monkeypatch.context() as patched:
        patched.setattr(Vault, "take_up", lost)
        ran = told(node, tmp_path / "eu")
    assert ran == [Told("", "", "", "the connection to the database was lost")]
    assert [(each.account, each.failed) for each in told(node, tmp_path / "eu")] == [("first", ""), ("second", "")]


def test_each_round_removes_what_a_purge_left_owed(node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[bool]()
    monkeypatch.setattr(Vault, "settle", lambda vault, *, waits=False: asked.append(waits))
    told(node, tmp_path / "eu")
    assert asked == [False]


def test_one_process_at_a_time_works(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(NodeError, match="no other process"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass
