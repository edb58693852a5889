"""How a cell is written: the portions that share a decision key, with the transaction that filed each, as JSON.

Nothing is left out of a label: raw bytes, ids and foreign elements come back as they were.
Source: docs/spec/vault.md V3.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from concord.desk.records import Portion
from concord.release.labels import LabelSet


@dataclass(frozen=True)
class Stored:
    """A portion, and the transaction that filed it as it is."""

    since: int
    portion: Portion


_BODY = msgspec.json.Decoder(tuple[Stored, ...])
_LABEL_SET = msgspec.json.Decoder(LabelSet)


def write_body(filed: tuple[Stored, ...]) -> bytes:
    """The bytes of a cell: the same for the same portions, whatever their order."""
    return msgspec.json.encode(sorted(filed, key=lambda each: each.portion.id), order="sorted")


def read_body(data: bytes) -> tuple[Stored, ...]:
    """The portions of a cell."""
    return _BODY.decode(data)


def write_label_set(label_set: LabelSet) -> str:
    """A label set as text."""
    return msgspec.json.encode(label_set).decode()


def read_label_set(text: str) -> LabelSet:
    """The label set that was written."""
    return _LABEL_SET.decode(text)
