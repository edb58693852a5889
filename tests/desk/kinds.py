"""Two kinds for tests: one with every type of field, one with a structural title."""

from __future__ import annotations

from concord.desk import Field, Kind, Kinds, Names, PortionKind, Type


def field(name: str, kind: Type, portion: str, **more: object) -> Field:
    """A field with its name for both languages."""
    return Field(name, kind, portion, Names(name.capitalize(), f"{name.capitalize()} (fr)"), **more)  # type: ignore[arg-type]  # the flags of a field


NOTE = Kind(
    "note",
    Names("Note", "Note"),
    (PortionKind("head"), PortionKind("money"), PortionKind("body", repeats=True, variants=True, retention_days=1)),
    (
        field("title", Type.WORD, "head", indexed=True, searchable=True),
        field("state", Type.CODE, "head", indexed=True, choices=("open", "blocked", "done")),
        field("countries", Type.PARTY, "head", indexed=True, many=True),
        field("due", Type.DAY, "head", indexed=True),
        field("seen", Type.INSTANT, "head", indexed=True),
        field("urgent", Type.YES_NO, "head", indexed=True),
        field("about", Type.RECORD, "head", indexed=True),
        field("amount", Type.AMOUNT, "money", indexed=True),
        field("staff", Type.WHOLE, "money", indexed=True),
        field("text", Type.TEXT, "body", searchable=True),
        field("scan", Type.BLOB, "body"),
    ),
)
PAPER = Kind(
    "paper",
    Names("Paper", "Document"),
    (PortionKind("title", structural=True), PortionKind("paragraph", repeats=True, variants=True)),
    (
        field("title", Type.WORD, "title", indexed=True, searchable=True),
        field("text", Type.TEXT, "paragraph", searchable=True, required=True),
    ),
)
KINDS = Kinds((NOTE, PAPER))
