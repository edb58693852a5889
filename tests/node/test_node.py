"""A node from its first start to what somebody saw (I1-I8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from concord.desk import NotThereError, Query
from concord.desk.approvals import Event
from concord.desk.facts import FactsChange
from concord.desk.proposing import NewFacts
from concord.desk.records import Draft, NewPortion
from concord.desk.roster import Account, Person, Post, Sitting
from concord.node.beside import unknown_ceiling
from concord.node.errors import ClockError, NobodySatError, NodeError, NoSeatError
from concord.node.founding import init
from concord.node.node import Node, Seen, open_node
from concord.node.seal import NodeSeal
from concord.node.signing import make_key, sign
from concord.release.errors import MalformedError
from concord.release.periods import from_day
from concord.release.readers import Community
from tests.cast import NOON, book
from tests.desk.conftest import STAFF, marked
from tests.desk.kinds import KINDS
from tests.node.founded import FIRST, OFFICER, SECOND, SETTINGS, found, founding, opened, seat

PLANNER = (
    Post("EEAS/planner", "EEAS", "EU"),
    Person("planner", "FR", ()),
    Sitting("planner", "EEAS/planner"),
    Account("plan-1", "planner"),
)
WORKER = (
    Post("node/index", "GSC", "EU", communities=(Community("index"),), roles=frozenset({"security officer"})),
    Person("index worker", is_service=True),
    Sitting("index worker", "node/index", from_day(NOON - timedelta(days=1), NOON + timedelta(days=90))),
    Account("index", "index worker"),
)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A founded node, open."""
    node = opened(found(tmp_path / "eu"))
    yield node
    node.close()


def filed(node: Node, minutes: int = 0) -> str:
    """A note that the first officer filed."""
    desk = node.desk(*FIRST, at=NOON + timedelta(minutes=minutes))
    portion = NewPortion("a", "head", {"title": "quay"})
    return desk.file(Draft(f"d{minutes}", "note", (portion,), marked(STAFF))).record


def test_a_deputy_does_not_see_what_another_left_without_a_label(node: Node) -> None:
    """In the same post, now or as it saw it then: it is shown to the person who filed it there (D51)."""
    deputy = (Person("deputy"), Sitting("deputy", FIRST[1], is_deputy=True), Account("dep-1", "deputy"))
    seat(node, FactsChange(added=deputy))
    at = node.last + timedelta(minutes=1)
    draft = Draft("bare", "note", (NewPortion("a", "head", {"title": "quay"}),))
    record = node.desk(*FIRST, at=at).file(draft).record
    later = at + timedelta(minutes=1)
    for account, is_seen in ((FIRST[0], True), ("dep-1", False)):
        desks = [node.desk(account, FIRST[1], at=later, seen=seen) for seen in (None, Seen(FIRST[1], at))]
        assert [desk.get(record) is not None for desk in desks] == [is_seen] * 2
        assert [desk.quarantine() for desk in desks] == [(record,) if is_seen else ()] * 2


def test_two_officers_come_in_by_a_file_that_both_signed(node: Node) -> None:
    record = filed(node)
    edition = node.desk(*SECOND, at=NOON + timedelta(minutes=1)).get(record)
    assert edition is not None
    assert (edition.value("title"), node.in_force.number) == ("quay", 1)


@pytest.mark.parametrize(("account", "post"), [("sec-1", "GSC/security-2"), ("nobody", "GSC/security-1"), ("", "")])
def test_nobody_else_comes_in_and_all_are_told_the_same(node: Node, account: str, post: str) -> None:
    with pytest.raises(NoSeatError, match=r"^no such seat: expected an account that sits in this post now$"):
        node.desk(account, post, at=NOON)


def test_a_clock_that_went_back_opens_nothing(node: Node) -> None:
    filed(node, minutes=10)
    with pytest.raises(ClockError, match="set the clock right"):
        node.desk(*FIRST, at=NOON + timedelta(minutes=9))
    assert node.desk(*FIRST, at=NOON + timedelta(minutes=10)).count(Query("note")).count == 1


def test_a_clock_that_another_process_overtook_is_read_again(node: Node) -> None:
    filed(node, minutes=10)
    instants = iter([NOON + timedelta(minutes=9), NOON + timedelta(minutes=11)])
    desk = node.desk_now(*FIRST, lambda: next(instants))
    assert desk.moment.at == NOON + timedelta(minutes=11)


def test_a_clock_that_stays_behind_opens_nothing_however_often_it_is_read(node: Node) -> None:
    filed(node, minutes=10)
    with pytest.raises(ClockError, match="set the clock right"):
        node.desk_now(*FIRST, lambda: NOON + timedelta(minutes=9))


def test_content_above_the_ceiling_is_refused_with_what_to_do(node: Node) -> None:
    portion = NewPortion("a", "head", {"title": "quay"}, marked("NATO RESTRICTED"))
    with pytest.raises(MalformedError, match="no content of this policy on this node"):
        node.desk(*FIRST, at=NOON).file(Draft("d", "note", (portion,)))


def test_a_seat_comes_by_two_persons_and_is_there_at_once(node: Node) -> None:
    change = FactsChange(added=PLANNER)
    with pytest.raises(NoSeatError):
        node.desk("plan-1", "EEAS/planner", at=NOON)
    approval = node.desk(*FIRST, at=NOON).propose("p", NewFacts(change, marked(STAFF), "a planner is seated")).record
    with pytest.raises(MalformedError, match="another person"):
        node.desk(*FIRST, at=NOON).decide(approval, Event.APPROVE)
    node.desk(*SECOND, at=NOON).decide(approval, Event.APPROVE)
    assert node.desk("plan-1", "EEAS/planner", at=NOON).count(Query("note")).count == 0


def test_another_process_takes_up_what_came_into_force(node: Node, tmp_path: Path) -> None:
    other = opened(tmp_path / "eu")
    seat(node, FactsChange(added=PLANNER, ended=book().equivalences))
    assert other.desk("plan-1", "EEAS/planner", at=NOON).count(Query("note")).count == 0
    assert other.in_force.number == 2
    other.close()


def test_handles_outlive_the_process_that_made_them(node: Node, tmp_path: Path) -> None:
    token = node.desk(*FIRST, at=NOON).changes().token
    record = filed(node, minutes=1)
    other = opened(tmp_path / "eu")
    assert other.desk(*FIRST, at=NOON + timedelta(minutes=2)).changes(token).records == (record,)
    other.close()


def test_a_worker_is_never_one_of_two_persons(node: Node) -> None:
    seat(node, FactsChange(added=WORKER))
    approval = node.desk(*FIRST, at=NOON).propose("p", NewFacts(FactsChange(added=PLANNER), marked(STAFF))).record
    with pytest.raises((MalformedError, NotThereError)):
        node.desk("index", "node/index", at=NOON).decide(approval, Event.APPROVE)
    with pytest.raises(MalformedError, match="somebody who sits in this seat"):
        node.desk("index", "node/index", at=NOON).propose("w", NewFacts(FactsChange(added=PLANNER), marked(STAFF)))


def test_what_a_seat_saw_is_shown_as_it_was_to_who_may_look_at_the_log(node: Node) -> None:
    seat(node, FactsChange(added=PLANNER))
    record = filed(node, minutes=1)
    at = NOON + timedelta(minutes=3)
    before, after = (Seen("GSC/security-2", NOON + timedelta(minutes=minutes)) for minutes in (0, 2))
    told = [node.desk(*FIRST, at=at, seen=seen).get(record) for seen in (before, after)]
    assert [edition is not None for edition in told] == [False, True]
    with pytest.raises(MalformedError, match="look at the log"):
        node.desk("plan-1", "EEAS/planner", at=at, seen=after)
    with pytest.raises(NoSeatError):
        node.desk(*FIRST, at=at, seen=Seen("nowhere", NOON))
    with pytest.raises(MalformedError, match="expected an instant that has come"):
        node.desk(*FIRST, at=at, seen=Seen(FIRST[1], at + timedelta(seconds=1)))


@pytest.mark.parametrize(
    ("post", "minutes"), [("nowhere", 0), ("EEAS/planner", 0), ("GSC/security-2", -61), ("nowhere", -61)]
)
def test_that_nobody_sat_there_is_one_answer(node: Node, post: str, minutes: int) -> None:
    """Whether there was no such post, nobody in it, or no node yet."""
    seat(node, FactsChange(added=PLANNER[:1]))
    with pytest.raises(NobodySatError) as told:
        node.desk(*FIRST, at=NOON, seen=Seen(post, NOON + timedelta(minutes=minutes)))
    assert str(told.value) == "nobody sat there: expected a post, and an instant at which somebody sat in it"


def test_an_instant_without_a_time_zone_is_refused(node: Node) -> None:
    bare = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="an instant needs a time zone"):
        node.desk(*FIRST, at=bare)
    with pytest.raises(ValueError, match="an instant needs a time zone"):
        node.desk(*FIRST, at=NOON, seen=Seen(SECOND[1], bare))


# Beside the vault


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (
            '"EU exercise policy" = "CONF',
            '"UE policy" = "CONF',
            "ceiling of `UE policy`: I13: expected a policy of the rulebook in force: `EU exercise policy`,",
        ),
        (
            '= "CONFIDENTIEL UE/EU CONFIDENTIAL"',
            '= "CONFIDENTIEL"',
            "ceiling of `EU exercise policy`: I13: expected a level of this policy: `EU UNCLASSIFIED`,",
        ),
    ],
)
def test_a_ceiling_that_no_rulebook_knows_is_found(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    node = opened(found(tmp_path / "eu", SETTINGS.replace(was, becomes)))
    findings = [str(each) for each in unknown_ceiling(node)]
    node.close()
    assert [said in each for each in findings] == [True], findings


def test_a_ceiling_that_the_rulebook_knows_is_none(node: Node) -> None:
    assert list(unknown_ceiling(node)) == []


# First start


def test_a_node_is_founded_once(tmp_path: Path) -> None:
    folder = found(tmp_path / "eu")
    data, _, signatures = founding(SETTINGS.encode())
    with pytest.raises(NodeError, match="found one that was founded"):
        init(folder, data, signatures, rulebook=book(), kinds=KINDS, at=NOON)


def test_a_signature_that_is_missing_or_of_somebody_else_founds_nothing(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_text(SETTINGS)
    data, _, signatures = founding(SETTINGS.encode())
    stranger = sign(data, make_key()[0]).encode()
    for given in ([], signatures[:1], [signatures[0], signatures[0]], [signatures[0], stranger], [b"none", b""]):
        with pytest.raises(NodeError, match="expected a signature of"):
            init(tmp_path, data, given, rulebook=book(), kinds=KINDS, at=NOON)
    changed = data.replace(b"security officer 2", b"security officer 3")
    with pytest.raises(NodeError, match="expected a signature of"):
        init(tmp_path, changed, signatures, rulebook=book(), kinds=KINDS, at=NOON)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["node.toml"]
    init(tmp_path, data, signatures[::-1], rulebook=book(), kinds=KINDS, at=NOON)


def test_settings_that_were_not_signed_found_nothing(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_text(SETTINGS.replace("EU node", "another"))
    data, _, signatures = founding(SETTINGS.encode())
    with pytest.raises(MalformedError, match="the SHA-256 of node"):
        init(tmp_path, data, signatures, rulebook=book(), kinds=KINDS, at=NOON)


@pytest.mark.parametrize("officers", [0, 1, 3])
def test_two_officers_found_a_node(tmp_path: Path, officers: int) -> None:
    (tmp_path / "node.toml").write_text(SETTINGS)
    data, _, signatures = founding(SETTINGS.encode(), officers)
    with pytest.raises(MalformedError, match="officer"):
        init(tmp_path, data, signatures, rulebook=book(), kinds=KINDS, at=NOON)


def test_two_officers_are_two(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_text(SETTINGS)
    data, keys, _ = founding(SETTINGS.encode())
    twice = data.replace(b"-2", b"-1").replace(b"officer 2", b"officer 1")
    with pytest.raises(MalformedError) as told:
        init(tmp_path, twice, [sign(twice, key).encode() for key in keys], rulebook=book(), kinds=KINDS, at=NOON)
    assert len(told.value.findings) == 3


@pytest.mark.parametrize(
    "text", ["", "format = ", OFFICER, 'format = "concord-founding/1"\nsettings = ""\nofficer = []\nmore = 1\n']
)
def test_a_founding_file_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "node.toml").write_text(SETTINGS)
    with pytest.raises(MalformedError, match="I6"):
        init(tmp_path, text.encode(), [], rulebook=book(), kinds=KINDS, at=NOON)


def test_officers_who_read_through_what_no_rule_names_found_nothing(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_text(SETTINGS)
    data, keys, _ = founding(SETTINGS.encode())
    wrong = data.replace(b'through = "EU"', b'through = "EUU"')
    with pytest.raises(MalformedError, match="through: D87: expected its party, or an organisation that has members"):
        init(tmp_path, wrong, [sign(wrong, key).encode() for key in keys], rulebook=book(), kinds=KINDS, at=NOON)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["node.toml"]


# Settings, key and handles


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("concord-node/1", "concord-node/9", "format"),
        ('["file", "edit"]', '["fly"]', "acts of `anybody`"),
        ('file = "vault', 'path = "vault', "file"),
        ("[ceiling]", "[roof]", "file"),
        ('name = "EU node"', "name = 1", "file"),
        ("[store]", "[store", "file"),
    ],
)
def test_settings_that_cannot_be_read_open_nothing(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    folder = found(tmp_path / "eu")
    (folder / "node.toml").write_text(SETTINGS.replace(was, becomes))
    with pytest.raises(MalformedError, match=f"{said}: I2"):
        open_node(folder, KINDS)


def test_a_node_does_not_open_with_the_key_of_another(tmp_path: Path) -> None:
    """It would give other ids to the same drafts, and no handle would open."""
    one, two = found(tmp_path / "eu"), found(tmp_path / "nato")
    (one / "node.key").write_bytes((two / "node.key").read_bytes())
    with pytest.raises(NodeError, match="expected the key that this vault was written under"):
        open_node(one, KINDS)


@pytest.mark.parametrize("key", [None, b"", b"not base 64!", b"c2hvcnQ="])
def test_a_node_without_its_key_does_not_open(tmp_path: Path, key: bytes | None) -> None:
    folder = found(tmp_path / "eu")
    (folder / "node.key").unlink()
    if key is not None:
        (folder / "node.key").write_bytes(key)
    with pytest.raises(NodeError, match=r"node\.key: expected"):
        open_node(folder, KINDS)


def test_key_and_vault_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = found(tmp_path / "eu")
    assert {path.stat().st_mode & 0o077 for path in (folder / "node.key", folder / "vault.sqlite3")} == {0}


def test_a_handle_says_nothing_and_is_opened_by_its_key_alone() -> None:
    seal, other = NodeSeal(bytes(range(64))), NodeSeal(bytes(64))
    short, long = seal.seal("a"), seal.seal("b" * 500)
    assert (len(short), seal.seal("a") != short) == (len(long), True)
    assert [seal.opened(each) for each in (short, long, "", "é", short[:-4])] == ["a", "b" * 500, None, None, None]
    assert other.opened(short) is None
    assert (seal.name("x"), len(seal.name("x"))) == (seal.name("x"), 32)
    assert seal.name("x") != other.name("x")


def test_an_account_that_has_ended_stays_out(node: Node) -> None:
    seat(node, FactsChange(added=PLANNER))
    account = PLANNER[-1]
    assert isinstance(account, Account)
    ended = replace(account, period=replace(account.period, fades=NOON, until=NOON))
    seat(node, FactsChange(ended=(account,), added=(ended,)))
    with pytest.raises(NoSeatError):
        node.desk("plan-1", "EEAS/planner", at=NOON)
