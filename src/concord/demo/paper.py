"""The papers of the demonstration as drafts of documents.

Source: docs/spec/demo.md X4.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from concord.demo.cast import DAY, Side, resource
from concord.desk import Edition
from concord.desk.records import Draft, NewPortion
from concord.dissemination.kinds import BODY, DOCUMENT, HEAD
from concord.formats import document
from concord.release.decide import decide
from concord.release.labels import Label, LabelSet, Succession
from concord.release.readers import Reader
from concord.release.reasons import Outcome
from concord.release.records import Body, Form, Portion, Record
from concord.release.rulebook import Rulebook

SHIPPED = "port-calder.md"
TOURED = "pattern"
"""The paragraph that the tour shows."""

Read = Callable[[str, datetime], Label]


@dataclass(frozen=True)
class Paper:
    """A draft, and the seat that files it."""

    by: str
    draft: Draft


def shipped_record(read: Read) -> Record:
    """The paper that ships."""
    return document.read(resource(SHIPPED), source=SHIPPED, marking=read)


def papers(side: Side, rulebook: Rulebook, read: Read, staff: Reader) -> Iterator[Paper]:
    """What a node holds; `staff` is the seat for which the NATO node holds what was released."""
    record = shipped_record(read)
    kept = [each for each in record.portions if _is_labelled(record, each)]
    if side.id == "nato":
        kept = [each for each in kept if _is_natos(record, each, rulebook, staff)]
    yield Paper("GSC" if side.id == "eu" else "NATO-IS-RELEASE", _drafted(record, kept))
    for each in tomllib.loads(resource("papers.toml").decode())["paper"]:
        if each["node"] == side.id:
            yield _small(each, read)


def wordings(record: Record) -> tuple[Portion, ...]:
    """The wordings of the paragraph of the tour, from the fullest on."""
    return tuple(portion for portion in record.portions if record.base(portion.id) == TOURED)


def text_of(body: Body) -> str:
    """The text of a portion without its references, whose numbers differ in every edition."""
    words = "".join(part for part in body if isinstance(part, str))
    return re.sub(r" +(?=[.,;:]|$)", "", words.replace("\t", " | "))


def shown_texts(edition: Edition | None) -> frozenset[str]:
    """The texts in an edition."""
    return frozenset(str(each.by_field.get("text", "")) for each in edition.portions) if edition else frozenset()


def _is_labelled(record: Record, portion: Portion) -> bool:
    return record.label_set(portion).originator is not None


def _is_natos(record: Record, portion: Portion, rulebook: Rulebook, staff: Reader) -> bool:
    """Whether the NATO node holds a portion: it is NATO's own, or released to its staff."""
    label_set = record.label_set(portion)
    label = label_set.originator
    if label is not None and label.policy.name.startswith("NATO"):
        return True
    return decide(label_set, reader=staff, rulebook=rulebook, at=DAY).outcome is Outcome.RELEASED


def _drafted(record: Record, kept: list[Portion]) -> Draft:
    title = next(each for each in kept if each.form is Form.TITLE)
    values = {"title": text_of(title.body), "reference": "PC 4/17", "date": record.date.isoformat(), "exercise": True}
    portions = [NewPortion(HEAD, HEAD, values, record.label_set(title))]
    stands: dict[str, str] = {}
    for each in kept:
        if each.form is not Form.TITLE:
            leader = stands.setdefault(record.base(each.id), each.id)
            text = {"form": each.form.value, "text": text_of(each.body)}
            new = NewPortion(each.id, BODY, text, record.label_set(each))
            portions.append(new if leader == each.id else replace(new, variant_of=leader))
    return Draft(record.id, DOCUMENT.name, tuple(portions))


def _small(given: Mapping[str, Any], read: Read) -> Paper:
    values = {"title": given["title"], "reference": given["reference"], "date": "2017-05-15", "exercise": True}
    body = [
        NewPortion(
            f"portion {number}", BODY, {"form": Form.PARAGRAPH.value, "text": text}, _label_set(given, marking, read)
        )
        for number, (marking, text) in enumerate(given["portions"], 1)
    ]
    head = NewPortion(HEAD, HEAD, values, _label_set(given, given["label"], read))
    return Paper(given["by"], Draft(given["title"], DOCUMENT.name, (head, *body)))


def _label_set(given: Mapping[str, Any], marking: str, read: Read) -> LabelSet:
    """The label of a portion, with the embargo of its paper, and the label to which it gives way."""
    if not marking:
        return LabelSet(None)
    label = read(marking, DAY)
    if "becomes" in given:
        label = replace(label, succession=Succession(given["on"], read(given["becomes"], DAY)))
    return LabelSet(label, embargo=given.get("embargo"))
