"""Reading profiles: what a good file gives, and that every wrong one is refused with all its errors at once."""

from __future__ import annotations

import pytest

from concord.formats import profile
from concord.formats.profile import spec
from concord.release.errors import MalformedError
from concord.release.profile import Backing, Bare, Behind, Profile, ProseKind, ProseRule, SetRole

GOOD = """
format = "concord-profile/1"
policy = "Harbour"
oid = "2.25.1"
owner = "HARBOUR"
editions = { first = 2, last = 5 }
bare = "invalid"
circle_set = "Circle"
release_set = "Passed To"
briefing_from = "LOW"
clearance_from = "HIGH"

[levels]
LOW = "HARBOUR LOW"
HIGH = "HARBOUR HIGH"

[roles]
Circle = "gate"
"Passed To" = "expansion"

[[backing]]
sets = ["Circle", "Passed To"]
owner = ["HARBOUR"]
marker = ["Also"]
granted = ["DEEP"]
organisation = { PIER = "PIER-ORG" }
posts = { Masters = ["M1", "M2"] }
state = { ALB = "AL" }

[[rules]]
id = "H1"
kind = "marker with"
set = "Circle"
value = "Also"
other_set = "Passed To"

[set_aliases]
"Given To" = "Passed To"

[[value_aliases]]
sets = ["Passed To"]
names = { SHQ = "ALB" }

[marking]
owner_from = "Circle"
hide_repeated = ["Passed To"]
owner_at = { HIGH = "HARBOUR MASTER" }
ask = { QUAY = ["PIER", "Masters"] }
"""


def read_text(text: str) -> Profile:
    return profile.read(text.encode(), source="harbour.profile.toml")


def places(text: str) -> list[str]:
    with pytest.raises(MalformedError) as caught:
        read_text(text)
    return [finding.place for finding in caught.value.findings]


def test_a_profile_gives_everything_the_file_says() -> None:
    found = read_text(GOOD)
    assert (found.policy, found.oid, found.owner) == ("Harbour", "2.25.1", "HARBOUR")
    assert (found.first_edition, found.last_edition) == (2, 5)
    assert found.levels == (("LOW", "HARBOUR LOW"), ("HIGH", "HARBOUR HIGH"))
    assert found.roles == (("Circle", SetRole.GATE), ("Passed To", SetRole.EXPANSION))
    assert (found.circle_set, found.release_set, found.bare) == ("Circle", "Passed To", Bare.INVALID)
    assert (found.briefing_from, found.clearance_from) == ("LOW", "HIGH")
    assert found.rules == (ProseRule("H1", ProseKind.MARKER_WITH, "Circle", other_set="Passed To", value="Also"),)
    assert found.aliases == (("Given To", "Passed To"),)
    assert found.value_aliases == (("Passed To", "SHQ", "ALB"),)


def test_a_backing_counts_for_every_set_it_names() -> None:
    found = read_text(GOOD).backing_by_value
    assert found["circle", "alb"] == found["passed to", "alb"] == Backing(Behind.STATE, ("AL",))
    assert found["circle", "masters"] == Backing(Behind.POSTS, ("M1", "M2"))
    assert found["passed to", "deep"] == Backing(Behind.GRANTED)
    assert len(found) == 12


def test_marking_hints_are_kept_as_pairs() -> None:
    assert read_text(GOOD).marking == (
        ("owner_from", "Circle"),
        ("hide_repeated", "Passed To"),
        ("owner_at.HIGH", "HARBOUR MASTER"),
        ("ask.QUAY", "PIER"),
        ("ask.QUAY", "Masters"),
    )


def test_a_profile_without_a_last_edition_serves_every_later_one() -> None:
    found = read_text(GOOD.replace(", last = 5", ""))
    assert found.serves("harbour", 900)
    assert not found.serves("harbour", 1)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('format = "concord-profile/1"', 'format = "concord-profile/2"', "$.format"),
        ('policy = "Harbour"', "", "$.policy"),
        ('owner = "HARBOUR"\n', 'owner = "  "\n', "$.owner"),
        ('owner = "HARBOUR"\n', "owner = 7\n", "$.owner"),
        ("first = 2, last = 5", "first = 5, last = 2", "$.editions.last"),
        ("first = 2, last = 5", "last = 5", "$.editions.first"),
        ("first = 2, last = 5", "first = true", "$.editions.first"),
        ("editions = { first = 2, last = 5 }", "editions = 2", "$.editions"),
        ('bare = "invalid"', 'bare = "anything"', "$.bare"),
        ('circle_set = "Circle"', 'circle_set = "Round"', "$.circle_set"),
        ('release_set = "Passed To"', 'release_set = "Round"', "$.release_set"),
        ('briefing_from = "LOW"', 'briefing_from = "LOWER"', "$.briefing_from"),
        ('clearance_from = "HIGH"', 'clearance_from = "HIGHER"', "$.clearance_from"),
        ('HIGH = "HARBOUR HIGH"', 'HIGH = "harbour  low"', "$.levels"),
        ('HIGH = "HARBOUR HIGH"', 'low = "HARBOUR HIGH"', "$.levels.low"),
        ('Circle = "gate"', 'Circle = "door"', "$.roles.Circle"),
        ('marker = ["Also"]', 'marker = ["Also", "also"]', "$.backing[0].marker"),
        ('marker = ["Also"]', 'marker = ["HARBOUR"]', "$.backing[0]"),
        ('marker = ["Also"]', 'marker = "Also"', "$.backing[0].marker"),
        ('posts = { Masters = ["M1", "M2"] }', "posts = { Masters = [] }", "$.backing[0].posts.Masters"),
        ('state = { ALB = "AL" }', 'states = { ALB = "AL" }', "$.backing[0].states"),
        ('sets = ["Circle", "Passed To"]\n', "", "$.backing[0].sets"),
        ('kind = "marker with"', 'kind = "marker"', "$.rules[0].kind"),
        ('other_set = "Passed To"', "", "$.rules[0].other_set"),
        ('other_set = "Passed To"', 'other_set = "Passed To"\nlevels = ["LOW"]', "$.rules[0].levels"),
        ('"Given To" = "Passed To"', '"Given To" = 3', '$.set_aliases."Given To"'),
        ('names = { SHQ = "ALB" }', 'names = { SHQ = "ALB", shq = "ALB" }', "$.value_aliases[0].names.shq"),
        ('ask = { QUAY = ["PIER", "Masters"] }', 'colour = "red"', "$.marking.colour"),
        ("[roles]", "[rolls]", "$.rolls"),
    ],
)
def test_a_wrong_entry_is_refused_at_its_place(old: str, new: str, place: str) -> None:
    assert old in GOOD
    assert place in places(GOOD.replace(old, new))


def test_all_errors_of_a_file_are_reported_at_once() -> None:
    text = GOOD.replace('policy = "Harbour"', "").replace('"gate"', '"door"').replace('id = "H1"', "")
    assert places(text) == ["$.policy", "$.roles.Circle", "$.rules[0].id"]


def test_a_rule_on_a_level_that_is_none_is_refused() -> None:
    rule = '[[rules]]\nid = "H2"\nkind = "only at"\nset = "Circle"\nlevels = ["MIDDLE"]\n\n[set_aliases]'
    assert places(GOOD.replace("[set_aliases]", rule)) == ["$.rules[1].levels"]


def test_one_rule_id_twice_is_refused() -> None:
    rule = '[[rules]]\nid = "H1"\nkind = "owner in"\nset = "Passed To"\n\n[set_aliases]'
    assert places(GOOD.replace("[set_aliases]", rule)) == ["$.rules"]


def test_an_error_names_the_file() -> None:
    with pytest.raises(MalformedError, match=r"^harbour\.profile\.toml: \$\.oid: F3: expected"):
        read_text(GOOD.replace('oid = "2.25.1"', ""))


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe", b"policy = ", b"[[[[", b"a = " + b"[" * 20_000, b"#" * (spec.LIMIT_BYTES + 1), b""],
    ids=["not UTF-8", "not TOML", "brackets", "nested without end", "too long", "empty"],
)
def test_what_is_no_profile_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError) as caught:
        profile.read(data)
    assert {finding.rule for finding in caught.value.findings} >= {"F1"}
