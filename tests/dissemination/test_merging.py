"""What was typed over a document that changed, brought together with it (P17, P18)."""

from __future__ import annotations

from dataclasses import replace

from concord.dissemination.actions import TypedDocument, TypedPortion
from concord.dissemination.merging import differences, merged


def paper(*texts: str) -> TypedDocument:
    """A document of portions `a`, `b`, ... with their texts; "" for one that is not there."""
    body = (TypedPortion("paragraph", text, "PUBLIC", name) for name, text in zip("abcd", texts, strict=False) if text)
    return TypedDocument("A paper", "PUBLIC", portions=tuple(body))


BASE = paper("one", "two", "three")


def texts(document: TypedDocument) -> list[str]:
    """The texts of the portions."""
    return [each.text for each in document.portions]


def test_what_was_left_alone_is_taken_as_it_is_now() -> None:
    typed, now = paper("one", "typed", "three"), replace(paper("other", "two", "three"), title="Another title")
    found = merged(typed, BASE, now)
    assert (texts(found), found.title) == (["other", "typed", "three"], "Another title")


def test_what_was_touched_stays_as_it_was_typed() -> None:
    found = merged(replace(paper("typed", "two", "three"), title="Typed"), BASE, paper("other", "two", "three"))
    assert (texts(found), found.title) == (["typed", "two", "three"], "Typed")


def test_what_came_in_between_stands_where_it_stands() -> None:
    came = replace(BASE, portions=(BASE.portions[0], TypedPortion("paragraph", "came", "", "z"), *BASE.portions[1:]))
    assert texts(merged(paper("typed", "two", "three"), BASE, came)) == ["typed", "came", "two", "three"]


def test_what_went_in_between_goes_unless_it_was_touched() -> None:
    assert texts(merged(BASE, BASE, paper("one", "", "three"))) == ["one", "three"]
    kept = merged(paper("one", "typed", "three"), BASE, paper("one", "", "three"))
    assert [(each.text, each.id) for each in kept.portions] == [("one", "a"), ("typed", ""), ("three", "c")]


def test_what_was_taken_out_stays_out_unless_it_changed_since() -> None:
    assert texts(merged(paper("one", "", "three"), BASE, paper("other", "two", "three"))) == ["other", "three"]
    assert texts(merged(paper("one", "", "three"), BASE, paper("one", "other", "three"))) == ["one", "other", "three"]


def test_without_the_document_as_it_was_opened_nothing_that_is_there_goes() -> None:
    assert texts(merged(paper("typed", "", "three"), None, paper("one", "two", "four"))) == ["typed", "two", "three"]


def test_where_they_differ_is_said_by_place() -> None:
    found = list(differences(replace(paper("one", "typed"), title="Typed"), BASE))
    assert [(each.field, each.place, each.place_now) for each in found] == [("title", 0, 0), ("", 2, 2), ("", 0, 3)]
