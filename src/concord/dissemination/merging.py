"""What was typed over an edition that is no longer the one there is, brought together with the one that is.

Source: docs/spec/documents.md P17.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from concord.dissemination.actions import TypedDocument, TypedPortion

HEADS = ("title", "reference", "date", "marking")
"""What is typed of a head, by name."""


@dataclass(frozen=True)
class Difference:
    """Where two documents differ: a field of the head by its name, or a portion by its place in either (0: not there).

    `typed` and `now` are what stands there, None where nothing does.
    """

    typed: TypedPortion | str | None
    now: TypedPortion | str | None
    field: str = ""
    place: int = 0
    place_now: int = 0


def merged(typed: TypedDocument, base: TypedDocument | None, now: TypedDocument) -> TypedDocument:
    """What was typed, over the document as it is: what its writer left alone is taken as it is now.

    Without `base`, the document as it was opened, everything that was typed counts as touched, and nothing that is
    there now is taken out.
    """
    heads = {name: _taken(name, typed, base, now) for name in HEADS}
    was = _by_id(base.portions) if base else {}
    is_there = _by_id(now.portions)
    body = [kept for each in typed.portions if (kept := _kept(each, was, is_there)) is not None]
    for place, each in enumerate(now.portions):
        if each.id not in _by_id(typed.portions) and (each.id not in was or not _same(was[each.id], each)):
            body.insert(_behind(now.portions[:place], body), each)
    return replace(now, **heads, portions=tuple(body))


def differences(typed: TypedDocument, now: TypedDocument) -> Iterator[Difference]:
    """Where what was typed and what is there differ: first the head, then the portions in the order typed."""
    for name in HEADS:
        one, other = getattr(typed, name), getattr(now, name)
        if one.strip() != other.strip():
            yield Difference(one, other, field=name)
    places = {each.id: place for place, each in enumerate(now.portions, 1)}
    is_there = _by_id(now.portions)
    for place, each in enumerate(typed.portions, 1):
        there = is_there.get(each.id)
        if there is None or not _same(each, there):
            yield Difference(each, there, place=place, place_now=places.get(each.id, 0))
    kept = _by_id(typed.portions)
    for place, each in enumerate(now.portions, 1):
        if each.id not in kept:
            yield Difference(None, each, place_now=place)


def _taken(name: str, typed: TypedDocument, base: TypedDocument | None, now: TypedDocument) -> str:
    """A field of the head: as it is now where it was left alone."""
    is_touched = base is None or getattr(typed, name).strip() != getattr(base, name).strip()
    return str(getattr(typed if is_touched else now, name))


def _kept(each: TypedPortion, was: dict[str, TypedPortion], now: dict[str, TypedPortion]) -> TypedPortion | None:
    """A portion that was typed: as it is now where it was left alone, new where it went in between."""
    is_touched = each.id not in was or not _same(each, was[each.id])
    if each.id in now or not each.id:
        return each if is_touched else now[each.id]
    return replace(each, id="") if is_touched else None


def _behind(before: Sequence[TypedPortion], body: list[TypedPortion]) -> int:
    """The place behind the nearest portion that stands before it now, or the first."""
    places = {each.id: place for place, each in enumerate(body) if each.id}
    return next((places[each.id] + 1 for each in reversed(before) if each.id in places), 0)


def _same(one: TypedPortion, other: TypedPortion) -> bool:
    return (one.form, one.text.strip(), one.marking.strip()) == (other.form, other.text.strip(), other.marking.strip())


def _by_id(portions: Sequence[TypedPortion]) -> dict[str, TypedPortion]:
    return {each.id: each for each in portions if each.id}
