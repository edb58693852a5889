"""Handovers: what went to whom, as records of the desk's own.

Source: docs/spec/desk.md D7, D95.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from concord.desk.editions import Edition, many
from concord.desk.kinds import Field, Kind, Names, PortionKind
from concord.desk.values import Type

MATTER, BESIDE = "matter", "beside"
"""What a handover is about; and what went with it that says nothing by itself: a title, an empty portion (D5, D95)."""


class How(Enum):
    """By what something was handed over."""

    BUNDLE = "bundle"
    EXPORT = "export"
    DELIVERY = "delivery"


def _field(name: str, kind: Type, en: str, fr: str, portion: str = MATTER, **more: object) -> Field:
    return Field(name, kind, portion, Names(en, fr), **more)  # type: ignore[arg-type]  # the flags of a field


HANDOVER = Kind(
    "handover",
    Names("Handover", "Remise"),
    (PortionKind(MATTER), PortionKind(BESIDE, repeats=True, structural=True)),
    (
        _field("to", Type.PARTY, "To", "À", indexed=True),
        _field("audience", Type.WORD, "Audience", "Destinataires", indexed=True),
        _field("how", Type.CODE, "How", "Mode", indexed=True, choices=tuple(how.value for how in How)),
        _field("record", Type.RECORD, "Record", "Enregistrement", indexed=True),
        _field("portions", Type.WORD, "Portions", "Parties", many=True),
        _field("as-given", Type.WORD, "As given (sealed)", "Tel que remis (scellé)"),
        _field("given-by", Type.WORD, "Handed over by", "Remis par", indexed=True),
        _field("at", Type.INSTANT, "At", "Le", indexed=True),
        _field("beside", Type.WORD, "Portions beside them", "Parties à côté", BESIDE, many=True),
        _field(
            "beside-as-given", Type.WORD, "These as given (sealed)", "Celles-ci telles que remises (scellées)", BESIDE
        ),
    ),
)
"""One for each party that was reached, record that was given, and label under which it says something by itself."""


def portions_given(handover: Edition) -> tuple[str, ...]:
    """The ids of the portions that a handover is about, as far as its reader may know them."""
    return tuple(_told(handover, "portions", BESIDE))


def as_given(handover: Edition) -> tuple[str, ...]:
    """What these portions were when they were given, sealed: one name for each label that they were given under."""
    return tuple(_told(handover, "as-given", "beside-as-given"))


def _told(handover: Edition, *names: str) -> Iterator[str]:
    for portion in handover.portions:
        for name in names:
            yield from map(str, many(portion.by_field.get(name)))


@dataclass(frozen=True)
class Handing:
    """Records that are to be handed over to an audience of the roster."""

    audience: str
    records: tuple[str, ...]
    how: How
