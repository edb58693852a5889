"""An operator's overlay: read, written, laid over the facts, and surviving an upgrade."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.facts import Facts, describe, overlay, read, shipped
from concord.facts.facts import FILES
from concord.facts.overlay import Act, Entry, Overlay, Said
from concord.release.errors import MalformedError
from concord.release.findings import Weight
from concord.release.periods import Confidence
from concord.release.relations import Agreement, Ceiling

FACTS = shipped()
SAID = Said("implementing arrangement, registry", "registry officer", date(2026, 11, 22))
CONTRIBUTOR = {
    "id": "CH-EU-MISSION",
    "party": "CH",
    "organisation": "EU-MISSION",
    "standing": "member",
    "since": "2012-01-01",
}

TEXT = st.text(max_size=20)
SAYINGS = st.builds(Said, TEXT.filter(bool), TEXT.filter(bool), st.dates())
STATED = st.builds(
    Entry,
    act=st.sampled_from([Act.CONFIRM, Act.CORRECT]),
    fact=TEXT.filter(bool),
    said=SAYINGS,
    field=TEXT.filter(bool),
    value=TEXT.filter(bool),
    against=TEXT.filter(bool),
)
ADDED = st.builds(
    lambda said, cells: Entry(Act.ADD, cells["id"], said, table="memberships", cells=tuple(cells.items())),
    SAYINGS,
    st.dictionaries(TEXT, TEXT, max_size=3).map(
        lambda cells: {"id": "NEW", **{k: v for k, v in cells.items() if k != "id"}}
    ),
)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def agreement(facts: Facts, fact: str) -> Agreement:
    return next(entry for entry in facts.agreements if entry.id == fact)


def upgraded(table: str, old: str, new: str) -> Facts:
    """The facts of a later version, in which one cell of `table` ships differently."""
    folder = resources.files("concord.facts") / "data"
    files = {name: (folder / f"{name}.csv").read_bytes() for name in FILES}
    text = files[table].decode()
    assert old in text
    return read({**files, table: text.replace(old, new, 1).encode()})


@given(st.lists(STATED | ADDED, max_size=4).map(tuple))
def test_an_overlay_written_and_read_is_the_same(entries: tuple[Entry, ...]) -> None:
    laid = Overlay(entries)
    assert overlay.read(overlay.write(laid)) == laid


def test_an_empty_overlay_changes_nothing() -> None:
    merged, findings = overlay.apply(FACTS, Overlay())
    assert (merged.digest, merged.agreements, findings) == (FACTS.digest, FACTS.agreements, ())


def test_confirming_every_field_makes_an_agreement_decide() -> None:
    laid = overlay.correct(Overlay(), FACTS, fact="EU-NO", field="usable", value="2006-01-01", said=SAID)
    laid = overlay.correct(laid, FACTS, fact="EU-NO", field="ceiling", value="EU: SECRET UE/EU SECRET", said=SAID)
    laid = overlay.confirm(laid, FACTS, fact="EU-NO", field="existence", said=SAID)
    laid = overlay.confirm(laid, FACTS, fact="EU-NO", field="since", said=SAID)
    made = agreement(overlay.apply(FACTS, laid)[0], "EU-NO")
    assert (made.confidence, made.usable_confidence) == (Confidence.SOURCED, Confidence.SOURCED)
    assert made.usable.holds(day("2006-01-01")) is Confidence.SOURCED
    assert made.flows[0].ceiling == Ceiling("SECRET UE/EU SECRET", Confidence.SOURCED)


def test_confirming_one_field_leaves_the_others_unconfirmed() -> None:
    laid = overlay.confirm(Overlay(), FACTS, fact="EU-NO", field="existence", said=SAID)
    assert agreement(overlay.apply(FACTS, laid)[0], "EU-NO").confidence is Confidence.UNCONFIRMED


def test_a_fact_that_does_not_ship_can_be_added() -> None:
    merged, findings = overlay.apply(FACTS, overlay.add(Overlay(), table="memberships", cells=CONTRIBUTOR, said=SAID))
    made = next(entry for entry in merged.memberships if entry.id == "CH-EU-MISSION")
    assert (made.confidence, made.period.since) == (Confidence.SOURCED, day("2012-01-01"))
    assert [finding.weight for finding in findings] == [Weight.REASON]


def test_what_was_said_is_a_source_of_the_fact_with_its_role_and_day() -> None:
    laid = overlay.confirm(Overlay(), FACTS, fact="EU-NO", field="since", said=SAID)
    merged, _ = overlay.apply(FACTS, laid)
    shown = describe(merged.by_id["EU-NO"], merged)
    assert "implementing arrangement, registry (registry officer, 2026-11-22)" in shown
    assert laid.entries[0].source_id in agreement(merged, "EU-NO").sources


def test_a_corrected_date_carries_over_to_what_is_derived_from_it() -> None:
    laid = overlay.correct(Overlay(), FACTS, fact="MT-PfP-2008", field="since", value="2008-04-04", said=SAID)
    merged, _ = overlay.apply(FACTS, laid)
    begins = {entry.period.since for entry in merged.memberships if entry.id.startswith("MT-PfP-2008")}
    assert begins == {day("2008-04-04")}


def test_an_agreement_that_does_not_exist_is_gone() -> None:
    laid = overlay.correct(Overlay(), FACTS, fact="NATO-JO-SA", field="existence", value="no", said=SAID)
    merged, _ = overlay.apply(FACTS, laid)
    assert "NATO-JO-SA" not in {entry.id for entry in merged.agreements}


def test_a_membership_and_a_marking_that_do_not_exist_are_gone() -> None:
    laid = overlay.correct(Overlay(), FACTS, fact="CH-PfP", field="existence", value="no", said=SAID)
    laid = overlay.correct(laid, FACTS, fact="NO-S-1", field="existence", value="no", said=SAID)
    merged, _ = overlay.apply(FACTS, laid)
    assert not [entry for entry in merged.memberships if entry.party == "CH"]
    assert not [entry for entry in merged.equivalences if (entry.owner, entry.marking) == ("NO", "HEMMELIG")]


def test_an_unknown_column_of_an_added_fact_is_named() -> None:
    laid = overlay.add(Overlay(), table="memberships", cells={**CONTRIBUTOR, "untill": "2013-01-01"}, said=SAID)
    merged, findings = overlay.apply(FACTS, laid)
    assert "CH-EU-MISSION" not in merged.by_id
    assert [(finding.place, finding.weight) for finding in findings] == [("entry 1: cells.untill", Weight.ERROR)]


def test_of_two_entries_on_one_field_the_last_is_in_force() -> None:
    laid = overlay.correct(Overlay(), FACTS, fact="EU-NO", field="usable", value="2006-01-01", said=SAID)
    laid = overlay.correct(laid, FACTS, fact="EU-NO", field="usable", value="2007-01-01", said=SAID)
    merged, findings = overlay.apply(FACTS, laid)
    assert (len(laid.entries), len(findings)) == (2, 1)
    assert agreement(merged, "EU-NO").usable.since == day("2007-01-01")


def test_every_entry_in_force_is_reported() -> None:
    laid = overlay.confirm(Overlay(), FACTS, fact="EU-NO", field="since", said=SAID)
    laid = overlay.correct(laid, FACTS, fact="EU-NO", field="usable", value="2006-01-01", said=SAID)
    _, findings = overlay.apply(FACTS, laid)
    assert [(finding.place, finding.weight) for finding in findings] == [
        ("entry 1: EU-NO: since", Weight.NOTE),
        ("entry 2: EU-NO: usable", Weight.REASON),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("usable", "soon"),
        ("since", "2004-13-01"),
        ("until", "1999-01-01"),
        ("existence", "perhaps"),
        ("ceiling", "SECRET"),
        ("ceiling", "NATO: NATO SECRET"),
        ("flows", "EU gives NO everything"),
    ],
)
def test_a_value_that_cannot_be_read_is_an_error_with_its_place_and_changes_nothing(field: str, value: str) -> None:
    laid = overlay.correct(Overlay(), FACTS, fact="EU-NO", field=field, value=value, said=SAID)
    merged, findings = overlay.apply(FACTS, laid)
    assert [(f.weight, f.place.startswith("entry 1: "), field in f.place) for f in findings] == [
        (Weight.ERROR, True, True)
    ]
    assert merged.by_id["EU-NO"] == FACTS.by_id["EU-NO"]
    assert agreement(merged, "EU-NO") == agreement(FACTS, "EU-NO")


def test_dates_that_fit_only_together_are_checked_together() -> None:
    laid = overlay.correct(Overlay(), FACTS, fact="MT-PfP-1995", field="since", value="1999-01-01", said=SAID)
    laid = overlay.correct(laid, FACTS, fact="MT-PfP-1995", field="until", value="2000-01-01", said=SAID)
    _, findings = overlay.apply(FACTS, laid)
    assert {finding.weight for finding in findings} == {Weight.REASON}


@pytest.mark.parametrize(
    "entry",
    [
        Entry(Act.CONFIRM, "EU-ZZ", SAID, field="since", value="2000", against="0"),
        Entry(Act.CORRECT, "EU-NO", SAID, field="title", value="another", against="0"),
        Entry(Act.CONFIRM, "EU-NO", SAID, field="flows", value="x", against="0"),
        Entry(Act.ADD, "NEW", SAID, table="memberships", cells=(("id", "NEW"), ("sinse", "2000"))),
        Entry(Act.ADD, "NEW", SAID, table="memberships", cells=(("id", "NEW"), ("since_grade", "certain"))),
        Entry(Act.ADD, "NEW", SAID, table="memberships", cells=(("id", "NEW"), ("standing", "friend"))),
    ],
)
def test_an_entry_that_cannot_be_used_is_an_error_and_never_dropped_silently(entry: Entry) -> None:
    merged, findings = overlay.apply(FACTS, Overlay((entry,)))
    assert merged.digest == FACTS.digest
    assert {finding.weight for finding in findings} == {Weight.ERROR}


def test_a_correction_survives_an_upgrade_and_is_reported_as_made_against_another_edition() -> None:
    laid = overlay.correct(Overlay(), FACTS, fact="EU-NO", field="usable", value="2006-01-01", said=SAID)
    later = upgraded("agreements", "EU-Norway agreement", "Agreement of the EU and Norway")
    merged, findings = overlay.apply(later, laid)
    assert agreement(merged, "EU-NO").usable.since == day("2006-01-01")
    assert [finding.rule for finding in findings] == ["FA98", "FA97"]
    assert "made against another edition" in findings[0].found


def test_a_confirmation_counts_after_an_upgrade_while_its_value_still_ships() -> None:
    laid = overlay.confirm(Overlay(), FACTS, fact="EU-NO", field="since", said=SAID)
    later = upgraded("agreements", "EU-Norway agreement", "Agreement of the EU and Norway")
    merged, findings = overlay.apply(later, laid)
    assert merged.by_id["EU-NO"].grade("since") is Confidence.SOURCED
    assert [finding.rule for finding in findings] == ["FA98", "FA97"]


def test_a_confirmation_of_a_value_that_no_longer_ships_is_asked_again() -> None:
    laid = overlay.confirm(Overlay(), FACTS, fact="EU-NO", field="since", said=SAID)
    later = upgraded("agreements", ",2004-12-01,,2004-12-01/", ",2004-12-02,,2004-12-01/")
    merged, findings = overlay.apply(later, laid)
    assert merged.by_id["EU-NO"].grade("since") is Confidence.UNCONFIRMED
    assert [(finding.rule, finding.weight) for finding in findings] == [("FA98", Weight.REASON)]


def test_an_added_fact_that_ships_by_now_is_reported_and_not_added() -> None:
    laid = overlay.add(Overlay(), table="memberships", cells={**CONTRIBUTOR, "id": "AT-EU"}, said=SAID)
    merged, findings = overlay.apply(FACTS, laid)
    assert merged.memberships == FACTS.memberships
    assert [(finding.rule, finding.weight) for finding in findings] == [("FA98", Weight.REASON)]


def test_only_what_has_a_grade_and_a_value_can_be_confirmed() -> None:
    for field in ("title", "until"):
        with pytest.raises(ValueError, match="expected"):
            overlay.confirm(Overlay(), FACTS, fact="EU-NO", field=field, said=SAID)


def test_making_an_entry_refuses_an_unknown_fact_field_table_or_a_missing_id() -> None:
    with pytest.raises(ValueError, match="`EU-ZZ`"):
        overlay.correct(Overlay(), FACTS, fact="EU-ZZ", field="since", value="2000", said=SAID)
    with pytest.raises(ValueError, match="`title`"):
        overlay.correct(Overlay(), FACTS, fact="EU-NO", field="title", value="x", said=SAID)
    with pytest.raises(ValueError, match="`rumours`"):
        overlay.add(Overlay(), table="rumours", cells={"id": "X"}, said=SAID)
    with pytest.raises(ValueError, match="an id"):
        overlay.add(Overlay(), table="memberships", cells={"party": "X"}, said=SAID)


GOOD = overlay.write(overlay.confirm(Overlay(), FACTS, fact="EU-NO", field="since", said=SAID)).decode()


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('format = "concord-facts-overlay/1"', 'format = "other"', "format"),
        ('act = "confirm"', 'act = "deny"', "entry 1: act"),
        ('field = "since"', "field = 3", "entry 1: field"),
        ('role = "registry officer"', 'role = ""', "entry 1: role"),
        ("date = 2026-11-22", "date = 2026-11-22T10:00:00Z", "entry 1: date"),
        ("date = 2026-11-22", 'date = "yesterday"', "entry 1: date"),
        ("date = 2026-11-22", 'date = 2026-11-22\nname = "x"', "entry 1: name"),
        ("[[entry]]", "[entry]", "entry"),
        ("[[entry]]", "[[entry]]\n[[other]]", "other"),
        ("[[entry]]", "[[entry", "line 3, column 8"),
        ('format = "concord-facts-overlay/1"', "format", "line 1, column 7"),
        ('role = "registry officer"', 'role = "registry officer', "line 9, column 25"),
    ],
)
def test_a_broken_overlay_is_refused_with_its_place(old: str, new: str, place: str) -> None:
    with pytest.raises(MalformedError) as caught:
        overlay.read(GOOD.replace(old, new, 1).encode())
    assert place in [finding.place for finding in caught.value.findings]


def test_everything_wrong_with_an_overlay_is_reported_at_once() -> None:
    broken = (
        GOOD.replace('fact = "EU-NO"', "", 1).replace("against", "agianst", 1).replace('role = "registry officer"', "")
    )
    with pytest.raises(MalformedError) as caught:
        overlay.read(broken.encode())
    assert len(caught.value.findings) == 4


@pytest.mark.parametrize("data", [b"\xff\xfe", b"x" * 1_000_001, b"[" * 100_000, b"x = " + b"[" * 100_000])
def test_what_is_no_overlay_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        overlay.read(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'x = "a"\ny = "\xff"', "overlay: line 2, byte 5: FA94: expected UTF-8, found 0xff"),
        ("x = 1".encode("utf-16"), "overlay: line 1, byte 0: FA94: expected UTF-8, found 0xff"),
        (b"x = ", "overlay: line 1, column 5: FA94: expected TOML 1.0, found another form"),
        (b"x = " + b"[" * 100_000, "overlay: file: FA94: expected TOML 1.0, found deep nesting"),
    ],
)
def test_what_is_not_toml_in_utf_8_is_told_with_place_expected_and_found(data: bytes, said: str) -> None:
    with pytest.raises(MalformedError) as caught:
        overlay.read(data)
    assert str(caught.value) == said


def test_the_order_of_entries_on_different_facts_does_not_matter() -> None:
    one = overlay.confirm(Overlay(), FACTS, fact="EU-NO", field="since", said=SAID)
    both = overlay.confirm(one, FACTS, fact="EU-CA", field="since", said=SAID)
    turned = replace(both, entries=both.entries[::-1])
    assert overlay.apply(FACTS, both)[0].digest == overlay.apply(FACTS, turned)[0].digest


@pytest.mark.parametrize(("fact", "field"), [("NATO-FI-SA", "usable"), ("EU-NO", "usable")])
def test_a_date_that_is_not_known_cannot_be_confirmed(fact: str, field: str) -> None:
    """FA91: it would be sourced, and settle nothing."""
    with pytest.raises(ValueError, match=f"expected a value to confirm in `{field}`, found"):
        overlay.confirm(Overlay(), FACTS, fact=fact, field=field, said=SAID)
