"""Seats files: what is read, what is refused, and which seats a day has (seats.md)."""

from __future__ import annotations

import pathlib
from datetime import UTC, datetime

import pytest

from concord.formats.seats import SeatsFile, expand, read, seat_turns
from concord.formats.seats.spec import LIMIT_BYTES
from concord.release.errors import MalformedError
from concord.release.periods import ALWAYS, Confidence, Period, from_day
from concord.release.readers import Briefing, Clearance, Community
from concord.release.relations import Membership, Standing

SPEC = pathlib.Path(__file__).resolve().parents[3] / "docs" / "spec" / "seats.md"
CLEARED = '[clearances.c]\nunder = "EU exercise policy"\nlevels = ["R", "C"]\n'
MEMBERS = '[[template]]\nmembers_of = "EU"\nthrough = "EU"\npost = "Delegate"\n'
PARTNERS = '[[template]]\nparties = ["ME", "CH"]\nthrough = "itself"\npost = "Liaison"\nunless_member_of = ["NATO"]\n'
SEAT = '[[seat]]\nid = "EEAS"\nparty = "EEAS"\nthrough = "EU"\npost = "Planner"\n'


def instant(year: int, month: int = 1, day: int = 1) -> datetime:
    """The first instant of a day."""
    return datetime(year, month, day, tzinfo=UTC)


def member(party: str, organisation: str, period: Period = ALWAYS, standing: Standing = Standing.MEMBER) -> Membership:
    """A sourced membership."""
    return Membership(f"{party}-{organisation}", party, organisation, standing, period, Confidence.SOURCED)


MEMBERSHIPS = (
    member("MT", "EU", from_day(instant(2004, 5))),
    member("GB", "EU", from_day(instant(1973), instant(2020, 2))),
    member("EEAS", "EU", standing=Standing.INSTITUTION),
    member("ME", "NATO", from_day(instant(2017, 6, 5))),
)


def seats(text: str) -> SeatsFile:
    """The seats file written as `text`."""
    return read(text.encode(), source="seats.toml")


def ids(text: str, at: datetime) -> list[str]:
    """The ids of the seats of a day."""
    return [reader.id for reader in expand(seats(text), MEMBERSHIPS, at)]


def findings(text: str) -> list[str]:
    """The findings of a file that is wrong, as `rule place` pairs."""
    with pytest.raises(MalformedError) as caught:
        seats(text)
    return [f"{finding.rule} {finding.place}" for finding in caught.value.findings]


def test_members_of_the_day_have_seats() -> None:
    assert ids(MEMBERS, instant(2004, 4, 30)) == ["GB/EU"]
    assert ids(MEMBERS, instant(2004, 5, 1)) == ["GB/EU", "MT/EU"]
    assert ids(MEMBERS, instant(2020, 2, 1)) == ["MT/EU"]


def test_institutions_are_not_members() -> None:
    assert "EEAS/EU" not in ids(MEMBERS, instant(2017))


def test_a_membership_that_is_unconfirmed_on_the_day_still_gives_a_seat() -> None:
    unsure = Period(instant(2010), instant(2012), instant(2030), instant(2030))
    found = expand(seats(MEMBERS), [member("XX", "EU", unsure)], instant(2011))
    assert [reader.id for reader in found] == ["XX/EU"]


def test_a_membership_that_is_absent_gives_no_seat() -> None:
    gone = Membership("x", "XX", "EU", Standing.MEMBER, ALWAYS, Confidence.ABSENT)
    assert expand(seats(MEMBERS), [gone], instant(2017)) == ()


def test_a_partner_that_becomes_a_member_leaves_the_partners() -> None:
    assert ids(PARTNERS, instant(2017, 6, 4)) == ["CH", "ME"]
    assert ids(PARTNERS, instant(2017, 6, 5)) == ["CH"]


def test_a_partner_reads_through_itself() -> None:
    found = expand(seats(PARTNERS), MEMBERSHIPS, instant(2017))
    assert [(reader.party, reader.through) for reader in found] == [("CH", "CH"), ("ME", "ME")]


def test_templates_come_before_seats_in_the_order_of_the_file() -> None:
    assert ids(SEAT + PARTNERS + MEMBERS, instant(2005)) == ["CH", "ME", "GB/EU", "MT/EU", "EEAS"]


def test_a_seat_takes_the_place_of_a_templates_seat() -> None:
    own = '[[seat]]\nid = "GB/EU"\nparty = "GB"\nthrough = "EU"\npost = "Envoy"\nroles = ["reads"]\n'
    found = expand(seats(own + MEMBERS), MEMBERSHIPS, instant(2005))
    assert [(reader.id, sorted(reader.roles)) for reader in found] == [("GB/EU", ["reads"]), ("MT/EU", [])]


def test_a_seat_exists_from_since_to_until() -> None:
    text = SEAT + "since = 2010-12-01\nuntil = 2018-01-01\n"
    days = [instant(2010, 11, 30), instant(2010, 12, 1), instant(2017, 12, 31), instant(2018)]
    assert [ids(text, day) for day in days] == [[], ["EEAS"], ["EEAS"], []]


def test_a_template_exists_from_since_to_until() -> None:
    assert ids(MEMBERS + "since = 2010-01-01\n", instant(2009)) == []


def test_the_instants_at_which_seats_come_and_go_are_known() -> None:
    text = SEAT + "since = 2010-12-01\nuntil = 2018-01-01\n" + MEMBERS + "since = 2010-12-01\n"
    assert seats(text).bounds == (instant(2010, 12), instant(2018))


def test_between_two_turns_the_seats_are_the_same() -> None:
    """Those of members of any organisation that a template names, and of the file's own periods."""
    text = MEMBERS + PARTNERS + SEAT + "since = 2010-12-01\nuntil = 2018-01-01\n"
    days = (instant(1973), instant(2004, 5), instant(2010, 12), instant(2017, 6, 5), instant(2018), instant(2020, 2))
    assert seat_turns(seats(text), MEMBERSHIPS) == days
    assert seat_turns(seats(PARTNERS), MEMBERSHIPS) == (instant(2017, 6, 5),)


def test_a_seat_holds_what_the_file_gives() -> None:
    text = (
        CLEARED
        + SEAT
        + 'nationality = "IE"\nroles = ["releasing officer"]\nclearances = ["c", { use = "c", until = 2018-05-01 }]\n'
        + 'briefings = ["EU", { owner = "NATO", since = 2017-01-01 }]\ncommunities = ["exercise/white-cell"]\n'
    )
    (reader,) = expand(seats(text), (), instant(2017))
    levels = frozenset({"R", "C"})
    ends = Period(until=instant(2018, 5), fades=instant(2018, 5))
    assert reader.nationality == "IE"
    assert reader.clearances == (
        Clearance("EU exercise policy", levels),
        Clearance("EU exercise policy", levels, period=ends),
    )
    assert reader.briefings == (Briefing("EU"), Briefing("NATO", Period(since=instant(2017), sure=instant(2017))))
    assert reader.communities == (Community("exercise/white-cell"),)
    assert reader.roles == {"releasing officer"}


def test_a_clearance_may_grant_values_and_name_its_issuer() -> None:
    values = 'values = [["Special Category Designators", "ATOMAL"]]\nissuer = "BE"\n'
    (reader,) = expand(seats(CLEARED + values + SEAT + 'clearances = ["c"]\n'), (), instant(2017))
    assert reader.clearances[0].values == {("Special Category Designators", "ATOMAL")}
    assert reader.clearances[0].issuer == "BE"


def test_the_name_of_a_post_is_kept() -> None:
    assert seats(SEAT).post_of("EEAS") == "Planner"
    assert seats(SEAT).post_of("COM") == ""


def test_an_instant_without_time_zone_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        expand(seats(SEAT), (), datetime(2017, 1, 1))  # the mistake under test


WRONG = {
    "unknown_key": (SEAT + "rank = 1\n", ["F2 $.seat[0].rank"]),
    "unknown_table": ("[[post]]\n", ["F2 $.post"]),
    "no_id_and_no_post": ('[[seat]]\nparty = "EEAS"\nthrough = "EU"\n', ["S3 $.seat[0].id", "S3 $.seat[0].post"]),
    "one_id_twice": (SEAT + SEAT, ["S3 $.seat"]),
    "unknown_clearance": (SEAT + 'clearances = ["c"]\n', ["S4 $.seat[0].clearances"]),
    "clearance_that_is_a_number": (SEAT + "clearances = [1]\n", ["S4 $.seat[0].clearances"]),
    "briefing_without_owner": (SEAT + "briefings = [{ since = 2017-01-01 }]\n", ["S4 $.seat[0].briefings[0].owner"]),
    "clearance_without_levels": ('[clearances.c]\nunder = "EU"\n', ["S2 $.clearances.c.levels"]),
    "clearance_with_no_level": ('[clearances.c]\nunder = "EU"\nlevels = []\n', ["S2 $.clearances.c.levels"]),
    "values_that_are_no_pairs": (CLEARED + 'values = ["ATOMAL"]\n', ["S2 $.clearances.c.values"]),
    "date_in_quotes": (SEAT + 'since = "2017-01-01"\n', ["S6 $.seat[0].since"]),
    "instant_without_time_zone": (SEAT + "since = 2017-01-01T00:00:00\n", ["S6 $.seat[0].since"]),
    "end_before_beginning": (SEAT + "since = 2017-01-02\nuntil = 2017-01-01\n", ["S6 $.seat[0].until"]),
    "template_of_nobody": ('[[template]]\nthrough = "EU"\npost = "Delegate"\n', ["S5 $.template[0]"]),
    "template_of_both": (MEMBERS + 'parties = ["CH"]\n', ["S5 $.template[0]"]),
    "members_unless_members": (MEMBERS + 'unless_member_of = ["EU"]\n', ["S5 $.template[0].unless_member_of"]),
    "template_with_an_id": (MEMBERS + 'id = "x"\n', ["F2 $.template[0].id"]),
    "not_toml": ("seat =\n", ["S1 $"]),
    "number_too_long": (f"seat = {'9' * 5000}\n", ["S1 $"]),
    "lists_too_deep": (f"seat = {'[' * 5000}\n", ["S1 $"]),
    "several_at_once": (SEAT + "rank = 1\n" + MEMBERS + "rank = 1\n", ["F2 $.template[0].rank", "F2 $.seat[0].rank"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_wrong_is_refused_with_every_path(name: str) -> None:
    text, expected = WRONG[name]
    assert findings(text) == expected


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    with pytest.raises(MalformedError, match="UTF-8"):
        read(b"\xff", source="seats.toml")


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(MalformedError, match="bytes"):
        read(b"#" * (LIMIT_BYTES + 1), source="seats.toml")


def test_the_example_of_the_specification_is_read() -> None:
    example = SPEC.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    found = expand(seats(example), MEMBERSHIPS, instant(2017, 5, 15))
    assert [reader.id for reader in found] == ["GB/EU", "MT/EU", "EEAS"]
