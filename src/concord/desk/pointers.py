"""Pointers: where a paper lies that this node may not hold, as a record of the desk's own.

Source: docs/spec/desk.md D25.
"""

from __future__ import annotations

from concord.desk.kinds import Field, Kind, Names, PortionKind
from concord.desk.values import Type


def _of_paper(name: str, kind: Type, en: str, fr: str, *, required: bool = False) -> Field:
    return Field(name, kind, "paper", Names(en, fr), indexed=True, searchable=kind is Type.WORD, required=required)


POINTER = Kind(
    "pointer",
    Names("Reference to a paper", "Renvoi à un document"),
    (PortionKind("paper"),),
    (
        _of_paper("reference", Type.WORD, "Reference", "Référence", required=True),
        _of_paper("registry", Type.WORD, "Registry", "Bureau d'ordre"),
        _of_paper("copy", Type.WORD, "Copy number", "Numéro d'exemplaire"),
        _of_paper("holder", Type.PARTY, "Holder", "Détenteur"),
    ),
)
"""How a paper is called and who has it, nothing of what it says."""
