"""Handovers: what went to whom, as records of the desk's own.

Source: docs/spec/desk.md D7, D95.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from concord.desk.kinds import Field, Kind, Names, PortionKind
from concord.desk.values import Type

MATTER = "matter"
"""The one portion of a handover."""


class How(Enum):
    """By what something was handed over."""

    BUNDLE = "bundle"
    EXPORT = "export"
    DELIVERY = "delivery"


def _field(name: str, kind: Type, en: str, fr: str, **more: object) -> Field:
    return Field(name, kind, MATTER, Names(en, fr), **more)  # type: ignore[arg-type]  # the flags of a field


HANDOVER = Kind(
    "handover",
    Names("Handover", "Remise"),
    (PortionKind(MATTER),),
    (
        _field("to", Type.PARTY, "To", "À", indexed=True),
        _field("audience", Type.WORD, "Audience", "Destinataires", indexed=True),
        _field("how", Type.CODE, "How", "Mode", indexed=True, choices=tuple(how.value for how in How)),
        _field("record", Type.RECORD, "Record", "Enregistrement", indexed=True),
        _field("portions", Type.WORD, "Portions", "Parties", many=True),
        _field("edition", Type.WORD, "Edition", "Édition"),
        _field("given-by", Type.WORD, "Handed over by", "Remis par", indexed=True),
        _field("at", Type.INSTANT, "At", "Le", indexed=True),
    ),
)
"""One for each party that was reached, record that was given, and label that it was given under."""


@dataclass(frozen=True)
class Handing:
    """Records that are to be handed over to an audience of the roster."""

    audience: str
    records: tuple[str, ...]
    how: How
