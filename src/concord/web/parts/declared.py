"""What follows from the declaration of a kind: by what its list can be narrowed, and its values in words.

Source: docs/spec/site.md W51, W53, W102.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concord.desk import Condition, Edition, Op
from concord.desk.editions import many
from concord.desk.kinds import Field, Kind, Names
from concord.desk.values import Blob, Type, UnfitError, Value, read_value
from concord.facts import shipped
from concord.formats.xlsx.spec import Cell
from concord.web.node import now
from concord.web.tongue import language, word
from concord.web.typed import whole

Choices = Mapping[str, Mapping[str, Names]]
"""Words for the choices of codes, by field."""


OWN = {
    "widening": gettext_lazy("A wider label"),
    "facts": gettext_lazy("New facts"),
    "purge": gettext_lazy("A removal for good"),
    "proposed": gettext_lazy("proposed"),
    "approved": gettext_lazy("approved"),
    "refused": gettext_lazy("refused"),
    "withdrawn": gettext_lazy("withdrawn"),
    "bundle": gettext_lazy("bundle"),
    "export": gettext_lazy("export"),
    "delivery": gettext_lazy("delivery"),
}
"""The codes of the desk's own kinds, in words (W102)."""


@dataclass(frozen=True)
class Filter:
    """A field by which a list can be narrowed: its name in the address, its words, its choices, and what was asked."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    asked: str
    is_day: bool = False


def body(party: str) -> str:
    """The short name of a party in the language of the page."""
    return shipped().names.name_of(party, house="", language=language(), at=now()).short


def filters(kind: Kind, asked: Mapping[str, str], choices: Choices) -> tuple[Filter, ...]:
    """The fields by which the list of a kind can be narrowed with choices, and days."""
    return tuple(each for field in kind.fields if field.indexed for each in _filters(field, asked, choices))


def conditions(kind: Kind, asked: Mapping[str, str]) -> tuple[Condition, ...]:
    """The conditions that an address asks for; one that cannot be is none."""
    return tuple(each for field in kind.fields if field.indexed for each in _conditions(field, asked))


def told(field: Field, edition: Edition, choices: Choices) -> str:
    """All values of a field in a record, in words."""
    values = (value for portion in edition.portions for value in many(portion.by_field.get(field.name)))
    return "; ".join(in_words(field, value, choices) for value in values)


def cell(field: Field, edition: Edition, choices: Choices) -> Cell:
    """What a field of a record holds, for a table: one day or one number as such, anything else in words."""
    values = [value for portion in edition.portions for value in many(portion.by_field.get(field.name))]
    is_own = len(values) == 1 and field.type in (Type.DAY, Type.WHOLE, Type.AMOUNT)
    return cast("Cell", values[0]) if is_own else told(field, edition, choices)


def in_words(field: Field, value: Value, choices: Choices) -> str:
    """One value in the language of the page."""
    if field.type is Type.CODE:
        names = choices.get(field.name, {}).get(str(value))
        return word(names) if names else str(OWN.get(str(value), value))
    if field.type is Type.PARTY:
        return body(str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value.media_type if isinstance(value, Blob) else str(value)


def day_in_words(value: date) -> str:
    """A day in the language of the page."""
    text = date_format(value, "j F Y")
    return f"1er{text[1:]}" if language() == "fr" and value.day == 1 else text


def _filters(field: Field, asked: Mapping[str, str], choices: Choices) -> Iterator[Filter]:
    label = word(field.names)
    if field.type is Type.CODE:
        words = choices.get(field.name, {})
        offered = tuple((each, word(words[each]) if each in words else each) for each in field.choices)
        yield Filter(field.name, label, offered, asked.get(field.name, ""))
    elif field.type is Type.YES_NO:
        yield Filter(field.name, label, (("yes", _("yes")), ("no", _("no"))), asked.get(field.name, ""))
    elif field.type is Type.DAY:
        for end, words_of in (("from", _("%(name)s, from")), ("to", _("%(name)s, to"))):
            name = f"{field.name}-{end}"
            yield Filter(name, words_of % {"name": label}, (), asked.get(name, ""), is_day=True)


def _conditions(field: Field, asked: Mapping[str, str]) -> Iterator[Condition]:
    ends: tuple[tuple[str, Op], ...] = ((field.name, Op.EQUAL),)
    if field.type is Type.DAY:
        ends = ((f"{field.name}-from", Op.AT_LEAST), (f"{field.name}-to", Op.AT_MOST))
    for name, op in ends:
        value = _read(field, asked.get(name, "").strip())
        if value is not None:
            yield Condition(field.name, op, (value,))


def _read(field: Field, text: str) -> Value | None:
    """A value as it stands in an address; None for nothing, and for what cannot be."""
    raw: object = {"yes": True, "no": False}.get(text) if field.type is Type.YES_NO else text
    if field.type is Type.WHOLE:
        raw = whole(text)
    try:
        return read_value(field.type, raw, field.choices) if text else None
    except UnfitError:
        return None
