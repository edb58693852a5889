"""Write a record as a document in its one canonical form (D17). Source: docs/spec/document.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from concord.formats.document.inline import opening, text_of
from concord.formats.document.labelsets import first_of, instant_text, mention_text
from concord.formats.document.read import place, read
from concord.formats.document.spec import FENCE, SHAPES, UNLABELLED, Marking, Render
from concord.formats.document.tables import lines_of
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import LabelSet
from concord.release.records import Form, Portion, Record

BARE = re.compile(r"[A-Za-z0-9._/:+#-]+")
KEY = re.compile(r"[A-Za-z0-9_-]+")
IMPLIED = frozenset(forms[0] for forms in SHAPES.values()) | {Form.CAPTION}
"""Forms that need no `form`: the text or `caption-of` gives them (D8)."""


def write(record: Record, *, render: Render, marking: Marking) -> bytes:
    """The document that `read` reads as `record`, its portions placed anew (D15).

    `render` writes a label as its printed marking, `marking` reads it back.

    Raises:
        MalformedError: the format does not hold this record; the findings name the portions (D17, D18).
    """
    data = "\n".join(_Writer(record, render).lines()).encode("utf-8", "surrogatepass")
    source = f"record {record.id}"
    back = read(data, source=source, marking=marking)
    findings = tuple(_differences(_placed(record), back))
    if findings:
        raise MalformedError(source, findings)
    return data


class _Writer:
    """One record on its way to lines: the names of its label sets and the ids of its footnotes are settled first."""

    def __init__(self, record: Record, render: Render) -> None:
        self.record = record
        self.render = render
        self.created = first_of(record.date)
        self.author = record.default.author if record.default else ""
        self.notes = frozenset(portion.id for portion in record.portions if portion.form is Form.FOOTNOTE)
        sets = [record.default, *(portion.label_set for portion in record.portions)]
        rich = dict.fromkeys(replace(s, author=self.author) for s in sets if s and not self._is_plain(s))
        self.names = {label_set: f"l{number}" for number, label_set in enumerate(rich, start=1)}

    def lines(self) -> Iterator[str]:
        """The lines of the document; the last is empty."""
        yield FENCE
        yield from self._front()
        yield FENCE
        for portion in self.record.portions:
            yield ""
            yield self._attributes(portion)
            yield from self._text(portion)
        yield ""

    def _front(self) -> Iterator[str]:
        properties = dict(self.record.properties)
        default = self.record.default
        yield f"id = {_quoted(self.record.id)}"
        yield f"title = {_quoted(properties.pop('title', ''))}"
        yield f"date = {self.record.date.isoformat()}"
        yield f"owner = {_quoted(self.record.owner)}"
        if self.author:
            yield f"author = {_quoted(self.author)}"
        if default and self._label(default) != UNLABELLED:
            yield f"default = {_quoted(self._label(default))}"
        if properties:
            yield from ("", "[properties]")
            yield from (f"{_key(name)} = {_quoted(value)}" for name, value in properties.items())
        for label_set, name in self.names.items():
            yield from ("", f"[labels.{name}]")
            yield from self._definition(label_set)

    def _definition(self, label_set: LabelSet) -> Iterator[str]:
        label, metadata = label_set.originator, label_set.metadata
        if label:
            yield f"marking = {_quoted(self.render(label))}"
            if label.created != self.created:
                yield f"created = {_moment(label.created)}"
        for key, mentions in (("contains", label_set.contains), ("refers-to", label_set.refers_to)):
            if mentions:
                yield f"{key} = {_list(mention_text(mention, self.created) for mention in mentions)}"
        if label_set.communities:
            yield f"communities = {_list(sorted(label_set.communities))}"
        if label_set.embargo:
            yield f"embargo = {_moment(label_set.embargo)}"
        if label_set.alternatives:
            yield f"alternatives = {_list(self.render(other) for other in label_set.alternatives)}"
        if metadata:
            yield f"metadata = {_quoted(self.render(metadata))}"
        if label and label.succession:
            at, successor = _moment(label.succession.at), self.render(label.succession.label)
            yield f"succession = {{ at = {at}, marking = {_quoted(successor)} }}"

    def _is_plain(self, label_set: LabelSet) -> bool:
        """Whether the label set is one marking of the document's date, or none, and nothing else."""
        label = label_set.originator
        bare = LabelSet(originator=label, author=label_set.author) == label_set
        return bare and (label is None or (label.created == self.created and label.succession is None))

    def _label(self, label_set: LabelSet) -> str:
        """The word that stands for the label set: its name, its marking, or none."""
        name = self.names.get(replace(label_set, author=self.author))
        return name or (self.render(label_set.originator) if label_set.originator else UNLABELLED)

    def _attributes(self, portion: Portion) -> str:
        own = portion.label_set
        given = {
            "form": None if portion.form in IMPLIED else portion.form.value,
            "label": self._label(own) if own else None,
            "author": own.author if own and own.author != self.author else None,
            "variant-of": portion.variant_of,
            "caption-of": portion.caption_of,
            "derived-from": " ".join(portion.derived_from) or None,
            "sanitised-by": portion.sanitised_by,
            "numbered": _numbered(portion),
        }
        words = [f"{name}={_value(value)}" for name, value in given.items() if value is not None]
        return "{" + " ".join([f"#{portion.id}", *words]) + "}"

    def _text(self, portion: Portion) -> list[str]:
        if portion.form is Form.TABLE:
            return lines_of(portion.body, self.notes)
        text = text_of(portion.body, self.notes)
        before = {
            Form.TITLE: "# ",
            Form.ANNEX: "# ",
            Form.HEADING: "#" * portion.depth + " ",
            Form.ITEM: "- ",
            Form.FOOTNOTE: f"[^{portion.id}]: ",
        }.get(portion.form)
        return [opening(text) if before is None else before + text]


def _numbered(portion: Portion) -> str | None:
    """The attribute `numbered`, where it is not what the form implies (D8)."""
    if portion.numbered is (portion.form is Form.PARAGRAPH):
        return None
    return "yes" if portion.numbered else "no"


def _placed(record: Record) -> Record:
    """The record with its portions placed as the file places them (D15)."""
    portions = enumerate(record.portions, start=1)
    return replace(record, portions=tuple(replace(portion, place=place(number)) for number, portion in portions))


def _differences(written: Record, back: Record) -> Iterator[Finding]:
    """What the format did not hold: the document's own values, and portions by id (D18)."""
    rule = "document.md D18"
    if replace(written, portions=()) != replace(back, portions=()):
        yield Finding(rule, "record", "a date, properties and a default label that read back equal", "others")
    if len(written.portions) != len(back.portions):
        yield Finding(rule, "record", f"{len(written.portions)} portions that read back", str(len(back.portions)))
    for before, after in zip(written.portions, back.portions, strict=False):
        if before != after:
            yield Finding(rule, f"portion {before.id}", "a portion that reads back equal", "one that does not")


def _moment(at: datetime | None) -> str:
    return instant_text(at) if at else _quoted("")


def _list(texts: Iterator[str] | list[str]) -> str:
    return "[" + ", ".join(_quoted(text) for text in texts) + "]"


def _key(name: str) -> str:
    return name if KEY.fullmatch(name) else _quoted(name)


def _value(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return text if BARE.fullmatch(text) else f'"{escaped}"'


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's escapes are TOML's, but for the solidus, which JSON does not need."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
