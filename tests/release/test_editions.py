"""Editions are renumbered, close round what is cut, and hold no trace of what is not in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from concord.cli.scene import Scene
from concord.release.decide import decide
from concord.release.edition import edition, keep, make, numbers
from concord.release.explain import NO_SUCH_RECORD, explain, minimal
from concord.release.labels import LabelSet
from concord.release.records import Form, Portion, Record, Ref
from tests.release.conftest import AT


def paragraph(identity: str, *body: str | Ref, variant_of: str | None = None) -> Portion:
    return Portion(identity, identity, Form.PARAGRAPH, tuple(body), numbered=True, variant_of=variant_of)


def record_of(*portions: Portion) -> Record:
    placed = tuple(replace(portion, place=f"{number:03}") for number, portion in enumerate(portions))
    return Record("r", "EU", date(2017, 5, 15), LabelSet(None), placed)


def text_of(scene: Scene, record: Record, *kept: str) -> list[tuple[str, str]]:
    released = [portion.id in kept for portion in record.portions]
    made = make(record, keep(record, released), rulebook=scene.book.rulebook, at=AT)
    return [(block.number, block.text) for block in made.blocks]


def test_paragraphs_are_numbered_afresh_and_references_follow(scene: Scene) -> None:
    record = record_of(
        paragraph("a", "one"), paragraph("b", "two"), paragraph("c", "as ", Ref("b", "paragraph #"), " says")
    )
    assert text_of(scene, record, "b", "c") == [("1", "two"), ("2", "as paragraph 1 says")]


@pytest.mark.parametrize(
    ("before", "after", "closed"),
    [
        ("It stopped (", ").", "It stopped."),
        ("It stopped, ", ", at noon.", "It stopped, at noon."),
        ("See ", " and the table.", "See and the table."),
        ("It stopped ", ".", "It stopped."),
        ("a\tb ", "\nc\td", "a\tb\nc\td"),
        ("", " first", "first"),
    ],
)
def test_a_cut_reference_goes_with_its_words_and_the_text_closes(
    scene: Scene, before: str, after: str, closed: str
) -> None:
    record = record_of(paragraph("a", "one"), paragraph("b", before, Ref("a", "paragraph #"), after))
    assert text_of(scene, record, "b") == [("1", closed)]


def test_the_most_informative_released_wording_stands_in_the_place_of_its_portion(scene: Scene) -> None:
    record = record_of(
        paragraph("a", "full"),
        paragraph("a2", "tear-line", variant_of="a"),
        paragraph("a3", "public", variant_of="a"),
        paragraph("b", "see ", Ref("a", "#")),
    )
    assert text_of(scene, record, "a2", "a3", "b") == [("1", "tear-line"), ("2", "see 1")]


def test_a_heading_with_nothing_under_it_goes(scene: Scene) -> None:
    heading = Portion("h", "h", Form.HEADING, ("Causes",), depth=1)
    other = Portion("i", "i", Form.HEADING, ("Effects",), depth=1)
    record = record_of(heading, paragraph("a", "why"), other, paragraph("b", "what"))
    assert text_of(scene, record, "h", "i", "b") == [("", "Effects"), ("1", "what")]


def test_a_footnote_stays_only_with_what_cites_it(scene: Scene) -> None:
    note = Portion("n", "n", Form.FOOTNOTE, ("a source",))
    record = record_of(paragraph("a", "claim", Ref("n", "#")), paragraph("b", "other"), note)
    assert text_of(scene, record, "b", "n") == [("1", "other")]
    assert text_of(scene, record, "a", "n") == [("1", "claim[1]"), ("1", "a source")]


def test_nothing_left_is_the_answer_for_a_record_that_does_not_exist(scene: Scene) -> None:
    title = Portion("t", "t", Form.TITLE, ("A title",))
    record = record_of(title, paragraph("a", "text"))
    reader = scene.reader("HYBRIDCOE", AT)
    assert edition(record, reader=reader, rulebook=scene.book.rulebook, at=AT) is None
    assert keep(record, [True, False]) == ()


def test_equal_kept_portions_give_equal_editions_and_no_id_of_a_portion(scene: Scene) -> None:
    one = edition(scene.record, reader=scene.reader("FR/EU", AT), rulebook=scene.book.rulebook, at=AT)
    two = edition(scene.record, reader=scene.reader("DE/EU", AT), rulebook=scene.book.rulebook, at=AT)
    assert one == two
    assert one is not None
    assert [block.place for block in one.blocks] == list(range(len(one.blocks)))


def test_what_is_withheld_leaves_no_trace_in_the_edition_of_another(scene: Scene) -> None:
    cyprus = scene.reader("CY/EU", AT)
    hidden = [
        p
        for p in scene.record.portions
        if decide(scene.record.label_set(p), reader=cyprus, rulebook=scene.book.rulebook, at=AT).reasons
    ]
    fewer = tuple(
        replace(p, body=("canary-7f3a",)) if p in hidden and p.form is Form.PARAGRAPH else p
        for p in scene.record.portions
    )
    changed = replace(scene.record, portions=fewer)
    before = edition(scene.record, reader=cyprus, rulebook=scene.book.rulebook, at=AT)
    after = edition(changed, reader=cyprus, rulebook=scene.book.rulebook, at=AT)
    assert hidden
    assert before == after


def test_the_whole_record_numbers_variants_like_their_portion(scene: Scene) -> None:
    numbered = numbers(scene.record)
    for portion in scene.record.portions:
        assert numbered[portion.id] == numbered[portion.variant_of or portion.id]


def test_full_and_minimal_explanations(scene: Scene) -> None:
    cyprus = scene.reader("CY/EU", AT)
    portion = scene.record.by_id["patrols"]
    decision = decide(scene.record.label_set(portion), reader=cyprus, rulebook=scene.book.rulebook, at=AT)
    full = explain(decision, scene.describe)
    assert full.sentences
    assert all(sentence.clause.startswith("R") for sentence in full.sentences)
    assert minimal(decision) == NO_SUCH_RECORD


@pytest.mark.parametrize("is_there", [True, False])
def test_a_long_chain_of_captions_stands_and_goes_as_one(is_there: bool) -> None:
    count = 10_000
    table = Portion("0", "0", Form.TABLE, ("cells",))
    captions = [
        Portion(str(n), str(n), Form.CAPTION, (f"caption {n}",), caption_of=str(n - 1)) for n in range(1, count)
    ]
    record = record_of(paragraph("p", "text"), table, *captions)
    kept = keep(record, [True, is_there, *[True] * len(captions)])
    assert kept == (("p", "0", *map(str, range(1, count))) if is_there else ("p",))


def test_captions_of_each_other_stand() -> None:
    one = Portion("a", "a", Form.CAPTION, ("one",), caption_of="b")
    two = Portion("b", "b", Form.CAPTION, ("two",), caption_of="a")
    record = record_of(paragraph("p", "text"), one, two)
    assert keep(record, [True, True, True]) == ("p", "a", "b")
    assert keep(record, [True, True, False]) == ("p",)
