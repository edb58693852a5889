"""What to confirm first."""

from __future__ import annotations

from datetime import date

from concord.facts import open_items, overlay, rank, shipped
from concord.facts.overlay import Overlay, Said
from concord.release.effective import name_of

FACTS = shipped()
ITEMS = open_items(FACTS)
SAID = Said("register", "registry officer", date(2026, 11, 22))


def fields(fact: str) -> list[str]:
    return [item.field for item in ITEMS if item.fact == fact]


def test_an_agreement_with_a_third_state_lacks_what_is_not_public() -> None:
    assert fields("EU-BA") == ["since", "usable", "ceiling"]


def test_a_sourced_or_well_known_fact_is_not_open() -> None:
    assert not [*fields("EU-NATO-2003"), *fields("AT-EU"), *fields("RO-C-1"), *fields("AF-COPENHAGEN-2002")]


def test_an_unconfirmed_absence_is_open_in_its_existence_only() -> None:
    assert (fields("EU-JO-NONE"), fields("EU-TR-NONE")) == (["existence"], [])


def test_a_question_is_not_a_fact_to_confirm() -> None:
    assert not [item for item in ITEMS if item.fact.startswith("Q-")]


def test_what_decides_most_cells_comes_first_and_equal_ones_keep_their_order() -> None:
    ranked = rank(ITEMS, {"EU-NO": 40, "EU-CA": 90})
    assert [(entry.item.fact, entry.cells) for entry in ranked[:7]] == [
        *[("EU-CA", 90)] * 3,
        *[("EU-NO", 40)] * 4,
    ]
    assert [entry.item for entry in ranked[7:]] == [i for i in ITEMS if i.fact not in ("EU-NO", "EU-CA")]


def test_cells_are_counted_under_every_name_that_reasons_use() -> None:
    ranked = rank(ITEMS, {"equivalence NO hemmelig": 5, "equivalence CH geheim": 3, "equivalence CH secret": 4})
    assert [(entry.item.fact, entry.cells) for entry in ranked[:6:3]] == [("CH-S-1", 7), ("NO-S-1", 5)]


def test_every_fact_that_a_kernel_value_names_leads_back_to_its_rows() -> None:
    names = [e.id for e in FACTS.memberships] + [e.id for e in FACTS.agreements] + [e.id for e in FACTS.questions]
    names += [name_of(entry) for entry in FACTS.equivalences]
    assert not [name for name in names if not FACTS.rows_by_name.get(name)]
    assert [fact.id for fact in FACTS.rows_by_name["AT-PfP-EAPC"]] == ["AT-PfP"]
    assert len(FACTS.rows_by_name["equivalence SE hemlig"]) == 4


def test_what_an_operator_confirms_is_open_no_longer() -> None:
    laid = overlay.confirm(Overlay(), FACTS, fact="EU-BA", field="since", said=SAID)
    merged, _ = overlay.apply(FACTS, laid)
    assert [item.field for item in open_items(merged) if item.fact == "EU-BA"] == ["usable", "ceiling"]
