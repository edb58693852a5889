"""The facts that ship: counts, boundaries, ids, sources, grades and words."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from importlib import resources
from itertools import pairwise

import pytest

from concord.facts import describe, overlay, shipped
from concord.facts.facts import FILES
from concord.facts.grades import WORD_BY_GRADE, grade_of
from concord.release.names import fold
from concord.release.periods import Confidence
from concord.release.relations import AgreementKind, Equivalence, Standing

FACTS = shipped()
DATA = resources.files("concord.facts") / "data"
BLAME = re.compile(
    r"\b(block(ed|s|ing)?|refus\w*|veto\w*|disput\w*|obstruct\w*|unwilling\w*|reject\w*|object(s|ed|ion)\b|hostil\w*"
    r"|obstacle\w*|hinder\w*|bloqu\w*|bloc[aé]\w*|litig\w*|obstruction\w*|différend\w*|contest\w*|empêch\w*"
    r"|opposition\w*|oppos\w*|réticen\w*|rejet\w*)",
    re.IGNORECASE,
)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def members(organisation: str, date: str) -> frozenset[str]:
    """Parties that surely are members on that day."""
    return frozenset(
        entry.party
        for entry in FACTS.memberships
        if (entry.organisation, entry.standing) == (organisation, Standing.MEMBER)
        and entry.period.holds(day(date)) is Confidence.SOURCED
    )


def equal(owner: str, marking: str, date: str) -> list[tuple[str, str]]:
    return sorted(
        pair
        for entry in FACTS.equivalences
        if (entry.owner, fold(entry.marking)) == (owner, fold(marking)) and entry.marked.holds(day(date))
        for pair in entry.equals
    )


@pytest.mark.parametrize(
    ("date", "common"),
    [
        ("2017-05-15", 22),
        ("2020-01-31", 22),
        ("2020-02-01", 21),
        ("2020-12-31", 21),
        ("2023-04-03", 21),
        ("2023-04-04", 22),
        ("2024-03-06", 22),
        ("2024-03-07", 23),
    ],
)
def test_the_number_of_common_members_is_the_published_one(date: str, common: int) -> None:
    assert len(members("EU", date) & members("NATO", date)) == common


def test_on_15_may_2017_there_are_28_members_each_and_34_states() -> None:
    eu, nato = members("EU", "2017-05-15"), members("NATO", "2017-05-15")
    assert (len(eu), len(nato), len(eu | nato)) == (28, 28, 34)


@pytest.mark.parametrize(
    ("party", "organisation", "last_day_out", "first_day_in"),
    [
        ("MT", "PfP", "2008-04-02", "2008-04-03"),
        ("FI", "NATO", "2023-04-03", "2023-04-04"),
        ("SE", "NATO", "2024-03-06", "2024-03-07"),
        ("ME", "NATO", "2017-06-04", "2017-06-05"),
        ("HR", "EU", "2013-06-30", "2013-07-01"),
        ("CY", "EU", "2004-04-30", "2004-05-01"),
    ],
)
def test_a_membership_begins_on_its_first_day(
    party: str, organisation: str, last_day_out: str, first_day_in: str
) -> None:
    assert party not in members(organisation, last_day_out)
    assert party in members(organisation, first_day_in)


@pytest.mark.parametrize(
    ("party", "organisation", "last_day_in", "first_day_out"),
    [
        ("GB", "EU", "2020-01-31", "2020-02-01"),
        ("MT", "PfP", "1996-10-26", "1996-10-27"),
        ("FI", "PfP", "2023-04-03", "2023-04-04"),
        ("ME", "PfP", "2017-06-04", "2017-06-05"),
    ],
)
def test_a_membership_has_ended_on_the_day_of_its_end(
    party: str, organisation: str, last_day_in: str, first_day_out: str
) -> None:
    assert party in members(organisation, last_day_in)
    assert party not in members(organisation, first_day_out)


def test_cyprus_never_belonged_to_the_partnership() -> None:
    assert not [entry for entry in FACTS.memberships if entry.party == "CY" and entry.organisation != "EU"]


def test_no_state_is_a_member_of_one_organisation_twice_on_one_day() -> None:
    spans = sorted(
        (entry.party, entry.organisation, entry.period.since, entry.period.until)
        for entry in FACTS.memberships
        if entry.standing is Standing.MEMBER and entry.organisation != "EAPC"
    )
    assert not [one for one, two in pairwise(spans) if one[:2] == two[:2] and two[2] < one[3]]


def test_an_invitee_becomes_a_member_on_the_day_the_invitation_ends() -> None:
    begins = {
        (e.party, e.period.since)
        for e in FACTS.memberships
        if e.organisation == "NATO" and e.standing is Standing.MEMBER
    }
    invited = [entry for entry in FACTS.memberships if entry.standing is Standing.INVITEE]
    assert invited
    assert not [entry for entry in invited if (entry.party, entry.period.until) not in begins]


def test_eapc_is_the_members_of_nato_and_the_partnership() -> None:
    for date in ("1997-05-30", "2004-03-29", "2017-05-15", "2024-03-07"):
        assert members("EAPC", date) == members("NATO", date) | members("PfP", date)


def test_nobody_belongs_to_eapc_before_it_was_founded() -> None:
    assert not members("EAPC", "1997-05-29")


def test_the_independent_centre_belongs_to_nobody() -> None:
    assert "HYBRIDCOE" in {party.id for party in FACTS.parties}
    assert "HYBRIDCOE" not in {entry.party for entry in FACTS.memberships}


def test_institutions_are_exactly_the_listed_bodies() -> None:
    listed = {(party.id, party.within) for party in FACTS.parties if party.kind == "institution"}
    assert {(e.party, e.organisation) for e in FACTS.memberships if e.standing is Standing.INSTITUTION} == listed


def test_every_id_is_used_once() -> None:
    ids = [fact.id for fact in FACTS.entries] + [party.id for party in FACTS.parties]
    kernel = [e.id for e in FACTS.memberships] + [e.id for e in FACTS.agreements] + [e.id for e in FACTS.questions]
    assert (len(set(ids)), len(set(kernel))) == (len(ids), len(kernel))


def test_every_party_a_fact_speaks_of_is_listed() -> None:
    listed = {party.id for party in FACTS.parties}
    spoken = {text for e in FACTS.memberships for text in (e.party, e.organisation)}
    spoken |= {text for a in FACTS.agreements for text in (*a.parties, *(f.recipient for f in a.flows))}
    spoken |= {entry.owner for entry in FACTS.equivalences} | {entry.owner for entry in FACTS.questions}
    assert spoken <= listed


def test_every_fact_names_a_known_source_or_says_recall() -> None:
    known = {*FACTS.source_by_id}
    assert not [fact.id for fact in FACTS.entries if not fact.sources or not set(fact.sources) <= known]


def test_no_field_is_graded_above_the_words_of_its_row_without_a_note() -> None:
    assert not [
        (fact.id, field.name)
        for fact in FACTS.entries
        for field in fact.fields
        if fact.claims(field.name) and field.grade > grade_of(fact.words) and not fact["note"]
    ]


def test_what_nobody_looked_up_is_never_sourced() -> None:
    assert not [
        (fact.id, field.name)
        for fact in FACTS.entries
        for field in fact.fields
        if fact.claims(field.name) and field.grade is Confidence.SOURCED and set(fact.sources) == {"recall"}
    ]


def test_every_given_value_of_a_fact_has_a_grade() -> None:
    bare = [
        (fact.id, field.name)
        for fact in FACTS.entries
        for field in fact.fields
        if fact.claims(field.name) and fact[f"{field.name}_grade"] not in WORD_BY_GRADE.values()
    ]
    assert not bare


@pytest.mark.parametrize("words", sorted({fact.words for fact in FACTS.entries}))
def test_every_word_of_confidence_maps_to_a_grade(words: str) -> None:
    assert grade_of(words) in WORD_BY_GRADE


def test_the_agreement_of_2003_covers_what_was_read() -> None:
    agreement = next(entry for entry in FACTS.agreements if entry.id == "EU-NATO-2003")
    assert agreement.period.holds(day("2003-03-13")) is Confidence.ABSENT
    assert agreement.period.holds(day("2003-03-14")) is Confidence.SOURCED
    assert {(flow.owner, flow.recipient, flow.ceiling) for flow in agreement.flows} == {
        ("NATO", "EU", None),
        ("EU", "NATO", None),
    }


def test_both_framework_decisions_only_refuse() -> None:
    frameworks = [entry for entry in FACTS.agreements if entry.kind is AgreementKind.FRAMEWORK]
    flows = [flow for entry in frameworks for flow in entry.flows]
    assert sorted(entry.id for entry in frameworks) == ["AF-COPENHAGEN-2002", "AF-NAC-2002"]
    assert all(flow.refuses and not getattr(flow.covers, "parts", True) for flow in flows)


def test_no_agreement_with_a_third_state_is_known_to_be_usable() -> None:
    third = [a for a in FACTS.agreements if a.id.startswith("EU-") and a.parties[1] in members("EAPC", "2010-01-01")]
    third = [a for a in third if a.kind is AgreementKind.SECURITY]
    assert len(third) > 10
    assert {a.usable_confidence for a in third} == {Confidence.UNCONFIRMED}


def test_signed_is_not_in_force() -> None:
    canada = next(entry for entry in FACTS.agreements if entry.id == "EU-CA")
    assert [canada.period.holds(day(d)) for d in ("2018-05-31", "2018-06-01")] == [
        Confidence.ABSENT,
        Confidence.SOURCED,
    ]


def test_what_was_looked_for_and_not_found_is_unconfirmed() -> None:
    jordan = next(entry for entry in FACTS.agreements if entry.id == "NATO-JO-SA")
    assert (jordan.kind, jordan.confidence) == (AgreementKind.SECURITY, Confidence.UNCONFIRMED)


def test_a_known_absence_is_shown_and_carries_nothing() -> None:
    assert "EU-TR-NONE" in {fact.id for fact in FACTS.statements}
    assert "EU-TR-NONE" not in {entry.id for entry in FACTS.agreements}


def test_romanian_secret_is_confidential() -> None:
    assert equal("RO", "Secret", "2018-05-01") == [
        ("EU", "CONFIDENTIEL UE/EU CONFIDENTIAL"),
        ("NATO", "NATO CONFIDENTIAL"),
    ]


@pytest.mark.parametrize("marking", ["CONFIDENTIEL DÉFENSE", "confidentiel défense", "CONFIDENTIEL DEFENSE"])
def test_confidentiel_defense_counts_only_where_it_was_given_before_july_2021(marking: str) -> None:
    assert ("NATO", "NATO CONFIDENTIAL") in equal("FR", marking, "2021-06-30")
    assert not equal("FR", marking, "2021-07-01")


def test_hemlig_meant_three_levels_until_april_2019() -> None:
    before, after = equal("SE", "HEMLIG", "2019-03-31"), equal("SE", "HEMLIG", "2019-04-01")
    assert len([pair for pair in before if pair[0] == "EU"]) == 3
    assert after == [("EU", "SECRET UE/EU SECRET"), ("NATO", "NATO SECRET")]


def test_hemlig_is_the_only_ambiguous_marking() -> None:
    turning = sorted({bound for entry in FACTS.equivalences for bound in entry.marked.bounds} | {day("2000-01-01")})
    found: dict[tuple[str, str, str, datetime], set[str]] = {}
    for at in turning:
        for entry in FACTS.equivalences:
            if entry.marked.holds(at):
                for other, level in entry.equals:
                    found.setdefault((entry.owner, fold(entry.marking), other, at), set()).add(level)
    assert {key[:2] for key, levels in found.items() if len(levels) > 1} == {("SE", "hemlig")}


def test_both_houses_equal_each_other_level_by_level() -> None:
    def pairs(owner: str, other: str) -> set[tuple[str, str]]:
        return {
            (entry.marking, level)
            for entry in FACTS.equivalences
            for o, level in entry.equals
            if (entry.owner, o) == (owner, other)
        }

    assert {(b, a) for a, b in pairs("NATO", "EU") if a.startswith(("NATO", "COSMIC"))} <= pairs("EU", "NATO")


def test_no_marking_equals_a_marking_of_its_own_owner() -> None:
    own: list[Equivalence] = [entry for entry in FACTS.equivalences if entry.owner in {o for o, _ in entry.equals}]
    assert not own


def test_every_question_says_who_decides() -> None:
    assert len(FACTS.questions) == 4
    assert all(question.question and question.decides for question in FACTS.questions)


@pytest.mark.parametrize("name", [*(f"{name}.csv" for name in FILES), "institutions.json"])
def test_no_word_of_blame_ships(name: str) -> None:
    text = (DATA / name).read_text("utf-8")
    cells = text.replace("NATO -> EU refuses ", "")
    assert not BLAME.search(cells)


def test_no_shown_text_says_who_caused_an_absence() -> None:
    assert not [fact.id for fact in FACTS.entries if BLAME.search(describe(fact, FACTS))]


@pytest.mark.parametrize(
    "word", ["blocked", "refuses", "a veto", "the dispute", "bloqué", "refuse", "litige", "bloque"]
)
def test_the_test_of_words_finds_words_of_blame(word: str) -> None:
    assert BLAME.search(f"an agreement, {word} by a state")


def test_ids_of_institutions_are_unique_and_no_codes_of_states() -> None:
    def walk(node: dict[str, object]) -> list[str]:
        children = node.get("children", [])
        return [
            str(node["id"]),
            *(i for child in (children if isinstance(children, list) else []) for i in walk(child)),
        ]

    tree = json.loads((DATA / "institutions.json").read_text("utf-8"))
    ids = [found for root in tree["roots"] for found in walk(root)]
    states = {party.id for party in FACTS.parties if party.kind == "state"}
    bodies = {party.id for party in FACTS.parties if party.kind in ("institution", "centre", "organisation")}
    assert (len(set(ids)), set(ids) & states, bodies - set(ids)) == (len(ids), set(), set())


def test_the_digest_of_the_edition_does_not_depend_on_the_order_of_rows() -> None:
    turned = overlay.apply(FACTS, overlay.Overlay())[0]
    assert turned.digest == FACTS.digest
