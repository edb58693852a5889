"""How a cell is written: the portions that share a decision key, with the transaction that filed each, as JSON.

Nothing is left out of a label: raw bytes, ids and foreign elements come back as they were. Before each stands a check
over it and its place.
Source: docs/spec/vault.md V3, V5, V32.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from secrets import token_hex
from typing import NamedTuple

import msgspec

from concord.desk.records import Portion
from concord.release.labels import LabelSet
from concord.vault.checks import with_check, without_check


@dataclass(frozen=True)
class Stored:
    """A portion, and the transaction that filed it as it is.

    `salt` is for its digest in the log; "" where a version without filed it, or a purge left it empty (V32).
    """

    since: int
    portion: Portion
    salt: str = ""


SALT = 16
"""How many bytes of chance a portion is filed with."""


def as_filed(since: int, portion: Portion) -> Stored:
    """A portion as a transaction files it."""
    return Stored(since, portion, token_hex(SALT))


_BODY = msgspec.json.Decoder(tuple[Stored, ...])
_LABEL_SET = msgspec.json.Decoder(LabelSet)


class Place(NamedTuple):
    """Where a cell stands: its record, the number of its key, from which transaction to before which."""

    record: str
    key: int
    since: int
    until: int | None = None


def write_body(filed: tuple[Stored, ...], place: Place) -> bytes:
    """The bytes of a cell: the same for the same portions in the same place, whatever their order."""
    text = msgspec.json.encode(sorted(filed, key=lambda each: each.portion.id), order="sorted").decode()
    return with_check(text, "a cell", *place).encode()


def read_body(data: bytes, place: Place) -> tuple[Stored, ...]:
    """The portions of a cell.

    Raises:
        DamagedError: they are not those that were stored there.
    """
    return _BODY.decode(without_check(bytes(data).decode(errors="replace"), "a cell", *place))


def portion_digest(stored: Stored) -> str:
    """SHA-256 (hex) of a portion behind its salt: what the release log keeps of it (V32)."""
    return hashlib.sha256(stored.salt.encode() + msgspec.json.encode(stored.portion, order="sorted")).hexdigest()


def write_label_set(label_set: LabelSet, *place: str | int) -> str:
    """A label set as text, in a place."""
    return with_check(msgspec.json.encode(label_set).decode(), *place)


def read_label_set(text: str, *place: str | int) -> LabelSet:
    """The label set in a place.

    Raises:
        DamagedError: it is not the one that was stored.
    """
    return _LABEL_SET.decode(without_check(text, *place))
