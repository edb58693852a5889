"""Attachments: bytes that a portion names, handed in as a value and fetched through the portion, never by digest.

Source: docs/spec/desk.md D24.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from concord.desk.kinds import KeptValues
from concord.desk.records import Draft, Edit, NewPortion, Portion, Put
from concord.desk.values import Blob

Bodies = Mapping[Blob, bytes]
"""The bytes that came with a draft or edit, by what names them."""

Valued = TypeVar("Valued", NewPortion, Put)


@dataclass(frozen=True)
class Attachment:
    """Bytes with their media type: the raw value of a blob field, and what the desk gives back for it."""

    media_type: str
    body: bytes = field(repr=False)


def unpacked_draft(draft: Draft) -> tuple[Draft, Bodies]:
    """A draft with each attachment named by its digest, and the bytes."""
    bodies: dict[Blob, bytes] = {}
    return replace(draft, portions=_unpacked(draft.portions, bodies)), bodies


def unpacked_edit(edit: Edit) -> tuple[Edit, Bodies]:
    """An edit with each attachment named by its digest, and the bytes."""
    bodies: dict[Blob, bytes] = {}
    return replace(edit, puts=_unpacked(edit.puts, bodies), adds=_unpacked(edit.adds, bodies)), bodies


def named_in(values: KeptValues) -> frozenset[Blob]:
    """The blobs that the values of a portion name, of whatever version of the kind."""
    kept = (value for value in values.values() if isinstance(value, dict))
    return frozenset(Blob(str(v["digest"]), str(v["media_type"]), int(v["size"])) for v in kept)


def bodies_of(portions: Iterable[Portion], bodies: Bodies) -> dict[str, bytes]:
    """The bytes that portions name and that were handed in, by digest."""
    named = frozenset[Blob]().union(*(named_in(portion.values) for portion in portions))
    return {blob.digest: body for blob, body in bodies.items() if blob in named}


def unpacked_values(values: Mapping[str, object], bodies: dict[Blob, bytes]) -> dict[str, object]:
    """Raw values with each attachment named by its digest; its bytes are put into `bodies`."""
    return {name: _named(value, bodies) for name, value in values.items()}


def _unpacked(given: tuple[Valued, ...], bodies: dict[Blob, bytes]) -> tuple[Valued, ...]:
    return tuple(replace(each, values=unpacked_values(each.values, bodies)) for each in given)


def _named(value: object, bodies: dict[Blob, bytes]) -> object:
    """The blob of an attachment; any other value as it is."""
    if not isinstance(value, Attachment) or not isinstance(value.body, bytes) or not isinstance(value.media_type, str):
        return value
    blob = Blob(hashlib.sha256(value.body).hexdigest(), value.media_type, len(value.body))
    bodies[blob] = value.body
    return blob
