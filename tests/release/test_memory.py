"""A rulebook that was asked before answers as one that never was: what turned in between is not remembered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from concord.release import Rulebook, decide
from concord.release.labels import Group, Kind, Label, LabelSet, Mention, PolicyRef, Role, Succession
from concord.release.names import NEVER
from concord.release.periods import ALWAYS, Confidence, from_day
from concord.release.policy import Level, Policy, Tag, TagSet, Value
from concord.release.profile import Backing, Bare, Behind, Profile, SetRole
from concord.release.readers import Clearance, Reader
from concord.release.relations import (
    Agreement,
    AgreementKind,
    AnyOf,
    Equivalence,
    Flow,
    Membership,
    Not,
    Standing,
)

MADE = datetime(2000, 1, 1, tzinfo=UTC)
TURN = datetime(2010, 1, 1, tzinfo=UTC)
BEFORE, AFTER = datetime(2009, 1, 1, tzinfo=UTC), datetime(2011, 1, 1, tzinfo=UTC)
SURE = Confidence.SOURCED
SPEAKS_FOR_MEMBERS = Agreement(
    "EU-ORG",
    AgreementKind.SECURITY,
    ("EU", "ORG"),
    "",
    ALWAYS,
    SURE,
    (Flow("EU", "ORG", Not(AnyOf(())), of_members=True),),
)
MEMBERSHIPS = (
    Membership("FR-EU", "FR", "EU", Standing.MEMBER, from_day(MADE, TURN), SURE),
    Membership("Z-ORG", "Z", "ORG", Standing.MEMBER, ALWAYS, SURE),
)


def policy(name: str, *sets: TagSet) -> Policy:
    return Policy(name, f"1.{name}", 1, (Level("low", 1), Level("high", 2)), sets)


def profile(
    name: str,
    owner: str,
    *,
    bare: Bare = Bare.OWNER,
    clearance_from: str | None = None,
    release_set: str | None = None,
    backing: tuple[tuple[str, str, Backing], ...] = (),
) -> Profile:
    return Profile(
        policy=name,
        oid=f"1.{name}",
        owner=owner,
        roles=tuple((tag_set, SetRole.EXPANSION) for tag_set, _, _ in backing),
        circle_set=None,
        release_set=release_set,
        bare=bare,
        backing=backing,
        levels=tuple((level, f"{owner} {level}") for level in ("low", "high")),
        briefing_from=None,
        clearance_from=clearance_from,
    )


def label(name: str, level: str, *groups: Group) -> Label:
    return Label(PolicyRef(name), level, groups, created=MADE)


def two_owners() -> Rulebook:
    """Policies A and B of two owners, each low level for everyone who is cleared; A's low equals B's."""
    profiles = [profile(name, f"O{name}", bare=Bare.EVERYONE, clearance_from="low") for name in ("A", "B")]
    entry = Equivalence("OA", "OA low", ALWAYS, (("OB", "OB low"),), SURE)
    return Rulebook((policy("A"), policy("B")), tuple(profiles), equivalences=(entry,))


def before_and_after(book: Callable[[], Rulebook], label_set: LabelSet, reader: Reader) -> list[set[str]]:
    """The rules failed before the turn, after it under the same rulebook, and after it under one never asked."""
    same = book()
    asked = ((same, BEFORE), (same, AFTER), (book(), AFTER))
    return [{r.rule.name for r in decide(label_set, reader=reader, rulebook=b, at=at).reasons} for b, at in asked]


def test_an_alternative_serves_no_longer_than_its_label_stands() -> None:
    """Gate 8: the alternative gives way to a higher one."""
    own = Label(
        PolicyRef("B"), "low", created=MADE, role=Role.ALTERNATIVE, succession=Succession(TURN, label("B", "high"))
    )
    reader = Reader("r", "X", "X", clearances=(Clearance("B", frozenset({"low"})),))
    found = before_and_after(two_owners, LabelSet(label("A", "low"), (own,)), reader)
    assert found == [set(), {"NO_CLEARANCE"}, {"NO_CLEARANCE"}]


def test_information_of_a_state_flows_no_longer_than_it_is_a_member() -> None:
    """R51: the policy's owner leaves the organisation whose agreement speaks for its members."""
    values = TagSet("Rel", "9.1", (Tag("t", Kind.PERMISSIVE, (Value("ORG"),)),))
    backing = (("Rel", "ORG", Backing(Behind.ORGANISATION, ("ORG",))),)
    held = profile("A", "FR", release_set="Rel", backing=backing)
    asked = LabelSet(label("A", "low", Group("Rel", Kind.PERMISSIVE, ("ORG",))))
    found = before_and_after(
        lambda: Rulebook((policy("A", values),), (held,), MEMBERSHIPS, (SPEAKS_FOR_MEMBERS,)),
        asked,
        Reader("r", "Z", "ORG"),
    )
    assert found == [set(), {"NO_BASIS"}, {"NO_BASIS"}]


def test_a_mention_of_a_state_is_read_no_longer_than_it_is_a_member() -> None:
    """R51, R76: the same for information that is named and has no policy of its own."""
    equal = (Equivalence("FR", "FR low", ALWAYS, (("O", "O low"),), SURE),)
    named = Mention("FR", "FR low", MADE, frozenset({"ORG"}))
    found = before_and_after(
        lambda: Rulebook(
            (policy("P"),), (profile("P", "O", bare=Bare.EVERYONE),), MEMBERSHIPS, (SPEAKS_FOR_MEMBERS,), equal
        ),
        LabelSet(label("P", "low"), refers_to=(named,)),
        Reader("r", "Z", "ORG"),
    )
    assert found == [set(), {"OTHER_NO_BASIS"}, {"OTHER_NO_BASIS"}]


def test_an_equivalence_holds_no_label_made_at_the_end_of_time() -> None:
    """R5, R79: no period holds there, so no alternative serves."""
    made = Label(PolicyRef("A"), "low", created=NEVER)
    own = Label(PolicyRef("B"), "low", created=MADE, role=Role.ALTERNATIVE)
    reader = Reader("r", "X", "X", clearances=(Clearance("B", frozenset({"low"})),))
    reasons = decide(LabelSet(made, (own,)), reader=reader, rulebook=two_owners(), at=AFTER).reasons
    assert {reason.rule.name for reason in reasons} == {"NO_CLEARANCE"}
