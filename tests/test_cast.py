"""What each of the cast gets, and non-interference: what is withheld from a reader changes nothing that reader gets."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.release.decide import Decision, decide
from concord.release.explain import NO_SUCH_RECORD, minimal
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from concord.release.reasons import Outcome
from concord.release.records import Body, Form, Portion, Record, Ref
from tests.cast import ADA, BEN, CANARIES, CLEO, INSTITUTIONS, NOON, READERS, book, edition_for, label_set, paper

NOT_THERE = Record(id="not-there", owner="EU", date=NOON.date(), default=None, portions=())
"""What there is of a record that does not exist."""


def decisions(reader: Reader, record: Record) -> dict[str, Decision]:
    """The decision on each portion of a record for one reader, by id."""
    return {p.id: decide(record.label_set(p), reader=reader, rulebook=book(), at=NOON) for p in record.portions}


def withheld(reader: Reader, record: Record) -> frozenset[str]:
    """The ids of the portions that are not released to a reader."""
    found = decisions(reader, record)
    return frozenset(identity for identity, decision in found.items() if decision.outcome is not Outcome.RELEASED)


def words(reader: Reader, record: Record | None = None) -> str:
    """An edition as one text, everything it holds in it: labels, numbers, banner."""
    return repr(edition_for(reader, record))


def test_ada_may_read_all_of_it() -> None:
    assert withheld(ADA, paper()) == frozenset()
    assert [canary for canary in CANARIES if canary not in words(ADA)] == []


def test_ben_reads_a_narrower_edition() -> None:
    narrow, full = edition_for(BEN), edition_for(ADA)
    assert narrow is not None
    assert full is not None
    assert 0 < len(narrow.blocks) < len(full.blocks)


def test_the_cast_reads_through_both_institutions() -> None:
    assert {reader.through for reader in READERS} >= set(INSTITUTIONS)


def test_ben_gets_the_tear_line_in_the_place_of_the_paragraph() -> None:
    edition = edition_for(BEN)
    texts = [(block.number, block.text) for block in edition.blocks] if edition else []
    assert texts[2:4] == [("1", "The harbour is closed (paragraph 2), as a report says."), ("2", "A tow was lost.")]


def test_ben_finds_no_trace_of_what_is_withheld() -> None:  # R104
    hidden = withheld(BEN, paper())
    traces = [*CANARIES, "LIMITE", *map(repr, hidden)]
    assert len(hidden) == len(CANARIES)
    assert [trace for trace in traces if trace in words(BEN)] == []


def test_a_portion_is_kept_if_and_only_if_its_label_set_is_released() -> None:  # R97
    kept = {block.text for block in edition_for(ADA, without_references()).blocks}  # type: ignore[union-attr]
    assert kept == {p.words for p in without_references().portions if p.id not in withheld(ADA, paper())}


def without_references() -> Record:
    """The paragraphs of the paper alone, without references and variants."""
    plain = [replace(p, body=(p.id,)) for p in paper().portions if p.form is Form.PARAGRAPH and not p.variant_of]
    return replace(paper(), portions=tuple(plain))


def test_cleo_gets_the_answer_for_a_record_that_does_not_exist() -> None:
    assert edition_for(CLEO) == edition_for(CLEO, NOT_THERE)
    assert edition_for(CLEO, NOT_THERE) is None


def test_cleo_is_told_of_every_portion_what_she_is_told_of_none() -> None:
    assert {minimal(decision) for decision in decisions(CLEO, paper()).values()} == {NO_SUCH_RECORD}


# ---- non-interference -----------------------------------------------------------------------------------------------

MARKINGS = (
    "RESTREINT UE/EU RESTRICTED",
    "CONFIDENTIEL UE/EU CONFIDENTIAL RELEASABLE TO CH",
    "SECRET UE/EU SECRET",
    "EU UNCLASSIFIED - LIMITE",
    "NATO SECRET",
    "NATO SECRET Releasable to EU Council",
)

TEXTS = st.text(max_size=12) | st.sampled_from(("A tow was lost.", "[1]", "paragraph 2", "\0", "(", ""))
NAMES = tuple(portion.id for portion in paper().portions)
BODIES: st.SearchStrategy[Body] = st.lists(
    TEXTS | st.builds(Ref, st.sampled_from((*NAMES, "nowhere")), st.sampled_from(("#", "table #"))), max_size=4
).map(tuple)


@cache
def hidden_label_sets(reader: Reader) -> tuple[LabelSet, ...]:
    """Label sets that are not released to a reader, each for another reason."""
    staff = label_set("RESTREINT UE/EU RESTRICTED RELEASABLE TO NATO")
    candidates = (
        *map(label_set, MARKINGS),
        replace(staff, communities=frozenset({"exercise/white-cell"})),
        replace(staff, embargo=NOON.replace(year=2018)),
        LabelSet(originator=None, author="somebody else"),
    )
    return tuple(found for found in candidates if not is_released(found, reader))


def is_released(found: LabelSet, reader: Reader) -> bool:
    """Whether a label set is released to a reader."""
    return decide(found, reader=reader, rulebook=book(), at=NOON).outcome is Outcome.RELEASED


def named_by_kept(record: Record, hidden: frozenset[str]) -> frozenset[str]:
    """Ids that portions a reader gets name: these may change but not go, or what names them would be malformed."""
    kept = [portion for portion in record.portions if portion.id not in hidden]
    links = [(*p.targets, *p.derived_from, p.variant_of, p.caption_of) for p in kept]
    return frozenset(identity for found in links for identity in found if identity is not None)


def renamed(portion: Portion, ids: dict[str, str]) -> Portion:
    """A portion under the new ids, its own and those it names."""
    body = tuple(replace(p, target=ids.get(p.target, p.target)) if isinstance(p, Ref) else p for p in portion.body)
    return replace(
        portion,
        id=ids.get(portion.id, portion.id),
        body=body,
        variant_of=ids.get(portion.variant_of or "", portion.variant_of),
        caption_of=ids.get(portion.caption_of or "", portion.caption_of),
        derived_from=tuple(ids.get(identity, identity) for identity in portion.derived_from),
    )


@st.composite
def strangers(draw: st.DrawFn, reader: Reader, identity: str) -> Portion:
    """A further portion that a reader does not get: of any form, a caption of anything, a variant of anything."""
    names = st.none() | st.sampled_from(NAMES)
    return Portion(
        id=identity,
        place="",
        form=draw(st.sampled_from(Form)),
        body=draw(BODIES),
        label_set=draw(st.sampled_from(hidden_label_sets(reader))),
        depth=draw(st.integers(0, 3)),
        numbered=draw(st.booleans()),
        variant_of=draw(names),
        caption_of=draw(names),
    )


@st.composite
def changed(draw: st.DrawFn, reader: Reader) -> Record:
    """The paper with everything that is withheld from a reader changed at random.

    Texts, labels, ids and properties change; portions come and go, headings among them. What the reader gets stays, but
    for the ids by which it names what is withheld.
    """
    record, sets = paper(), st.sampled_from(hidden_label_sets(reader))
    hidden = withheld(reader, record)
    needed = named_by_kept(record, hidden)
    ids = {identity: draw(st.sampled_from((identity, f"other-{identity}"))) for identity in sorted(hidden)}
    found: list[Portion] = []
    for portion in record.portions:
        found += [draw(strangers(reader, f"new-{len(found)}-{n}")) for n in range(draw(st.integers(0, 2)))]
        if portion.id not in hidden:
            found.append(renamed(portion, ids))
        elif portion.id in needed or draw(st.booleans()):
            found.append(replace(renamed(portion, ids), body=draw(BODIES), label_set=draw(sets)))
    placed = tuple(replace(portion, place=f"{number:05d}") for number, portion in enumerate(found))
    properties = tuple(draw(st.lists(st.tuples(TEXTS, TEXTS), max_size=2)))
    return replace(record, id=draw(TEXTS), portions=placed, properties=properties)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.id)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_is_withheld_from_a_reader_changes_nothing_that_reader_gets(reader: Reader, data: st.DataObject) -> None:
    assert edition_for(reader, data.draw(changed(reader))) == edition_for(reader)


def test_the_changes_reach_what_others_get() -> None:
    other = replace(paper(), portions=tuple(p for p in paper().portions if p.id != "payments"))
    assert edition_for(BEN, other) == edition_for(BEN)
    assert edition_for(ADA, other) != edition_for(ADA)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.id)
def test_labels_hide_from_each_of_the_cast_for_several_reasons(reader: Reader) -> None:
    found = [decide(each, reader=reader, rulebook=book(), at=NOON) for each in hidden_label_sets(reader)]
    assert len({reason.rule for decision in found for reason in decision.reasons}) >= 3


def test_a_withheld_heading_that_comes_changes_nothing_that_ben_gets() -> None:
    heading = replace(paper().by_id["likely"], id="new", form=Form.HEADING, depth=1, body=("Hidden",))
    place = paper().positions["outlook"] + 1
    portions = (*paper().portions[:place], heading, *paper().portions[place:])
    assert edition_for(BEN, replace(paper(), portions=portions)) == edition_for(BEN)
