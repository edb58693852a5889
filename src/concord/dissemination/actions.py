"""What this part writes: drafts and edits of documents, from what somebody typed.

Source: docs/spec/documents.md P5-P8, P18, P20.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from concord.desk import Edition, Shown
from concord.desk.proposing import Widening
from concord.desk.queries import refuse
from concord.desk.records import Draft, Edit, NewPortion, Put
from concord.dissemination.kinds import BODY, DOCUMENT, HEAD
from concord.dissemination.relabelling import Relabelled, Way
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import Label, LabelSet

Read = Callable[[str, datetime], Label]
"""The label that a printed marking stands for; raises MalformedError."""
Write = Callable[[Label], str]
"""The printed marking of a label."""


@dataclass(frozen=True)
class TypedPortion:
    """One portion of the text as it was typed: `id` is "" for a new one, `marking` "" for that of the document."""

    form: str
    text: str
    marking: str = ""
    id: str = ""


@dataclass(frozen=True)
class TypedDocument:
    """A document as it was typed; `marking` is that of its head, and of every portion that has none of its own."""

    title: str
    marking: str
    reference: str = ""
    date: str = ""
    portions: tuple[TypedPortion, ...] = ()

    @property
    def head(self) -> dict[str, object]:
        """The raw values of the head; None takes one away."""
        return {"title": self.title or None, "reference": self.reference or None, "date": self.date or None}


def drafted(identity: str, typed: TypedDocument, read: Read, at: datetime) -> Draft:
    """A new document.

    Raises:
        MalformedError: a marking cannot be read; every one of them.
    """
    findings: list[Finding] = []
    default = _label(typed.marking, "label of the document", read, at, findings)
    labels = [
        _label(each.marking, f"label of portion {number}", read, at, findings) if each.marking else None
        for number, each in enumerate(typed.portions, 1)
    ]
    refuse("document", findings)
    values = {name: value for name, value in typed.head.items() if value is not None}
    body = [
        NewPortion(f"portion {number}", BODY, {"form": each.form, "text": each.text}, label)
        for number, (each, label) in enumerate(zip(typed.portions, labels, strict=True), 1)
    ]
    return Draft(identity, DOCUMENT.name, (NewPortion(HEAD, HEAD, values), *body), default)


def edited(identity: str, edition: Edition, typed: TypedDocument, read: Read, write: Write, at: datetime) -> Edit:
    """What was typed over an edition: portions that differ are put, new ones added, those left out removed (P7).

    A marking that reads as it was printed leaves the label alone, with everything in it that is not printed.

    Raises:
        MalformedError: a marking cannot be read, or a portion is named that the edition does not have.
    """
    findings: list[Finding] = []
    shown = {portion.id: portion for portion in edition.portions}
    head = next((portion for portion in edition.portions if portion.name == HEAD), None)
    puts = list(_head_put(typed, head, read, write, at, findings))
    default = _label(typed.marking, "label of the document", read, at, findings) if typed.marking else None
    adds, last = [], head.id if head else None
    for number, each in enumerate(typed.portions, 1):
        place = f"label of portion {number}"
        old = shown.get(each.id)
        if each.id and old is None:
            findings.append(Finding("P7", f"portion {number}", "a portion of the document you opened", "another"))
        elif old is None:
            label = _label(each.marking, place, read, at, findings) if each.marking else default
            new = f"new {number}"
            adds.append(NewPortion(new, BODY, {"form": each.form, "text": each.text}, label, after=last))
            last = new
        else:
            label = _changed(each.marking, old, place, (read, write, at, findings))
            values = {n: v for n, v in (("form", each.form), ("text", each.text)) if old.by_field.get(n) != v}
            puts += [Put(old.id, values, label)] if values or label else []
            last = old.id
    kept = {each.id for each in typed.portions}
    removes = tuple(name for name, portion in shown.items() if portion.name == BODY and name not in kept)
    findings += _moved(edition, typed)
    refuse("document", findings)
    return Edit(identity, edition.id, edition.digest, tuple(puts), tuple(adds), removes)


def labelled(
    identity: str, edition: Edition, wanted: Sequence[Relabelled], reason: str
) -> tuple[dict[str, Widening], Edit | None]:
    """Other labels for several portions: proposals by their ids, and the edit that sets what one person may (P20)."""
    proposed = (each for each in wanted if each.way is Way.PROPOSED)
    widenings = {
        f"{identity} {number}": Widening(edition.id, each.portion.id, each.wanted, reason)
        for number, each in enumerate(proposed, 1)
    }
    puts = tuple(Put(each.portion.id, label_set=each.wanted) for each in wanted if each.way is Way.AT_ONCE)
    return widenings, Edit(identity, edition.id, edition.digest, puts) if puts else None


def _moved(edition: Edition, typed: TypedDocument) -> Iterator[Finding]:
    """A fault for each portion that stands behind one that it stood before (P18)."""
    order = {portion.id: place for place, portion in enumerate(edition.portions)}
    last = -1
    for number, each in enumerate(typed.portions, 1):
        place = order.get(each.id, last)
        if place < last:
            yield Finding("P18", f"portion {number}", "the order of the document you opened", "another")
        last = max(last, place)


def labels_of(made: Draft | Edit, typed: TypedDocument) -> dict[int, LabelSet]:
    """The label sets that what was typed gives, by the number of their portion, 0 for the head; not those kept."""
    if isinstance(made, Draft):
        given = ((number, new.label_set or made.default) for number, new in enumerate(made.portions))
        return {number: label_set for number, label_set in given if label_set is not None}
    numbers = {each.id: number for number, each in enumerate(typed.portions, 1) if each.id}
    found = {numbers.get(put.portion, 0): put.label_set for put in made.puts if put.label_set is not None}
    added = (number for number, each in enumerate(typed.portions, 1) if not each.id)
    new = {number: each.label_set for number, each in zip(added, made.adds, strict=True) if each.label_set is not None}
    return found | new


def numbers_of(edition: Edition | None, typed: TypedDocument) -> dict[str, int]:
    """By what the desk names a portion of a draft or an edit: its number as typed, 0 for the head."""
    head = next((portion.id for portion in edition.portions if portion.name == HEAD), HEAD) if edition else HEAD
    found = {head: 0}
    for number, each in enumerate(typed.portions, 1):
        found[each.id or (f"new {number}" if edition else f"portion {number}")] = number
    return found


_How = tuple[Read, Write, datetime, list[Finding]]


def _head_put(
    typed: TypedDocument, head: Shown | None, read: Read, write: Write, at: datetime, findings: list[Finding]
) -> Iterator[Put]:
    if head is not None:
        was = {name: head.by_field.get(name) for name in typed.head}
        values = {n: v for n, v in typed.head.items() if str(v or "") != str(was[n] or "")}
        label = _changed(typed.marking, head, "label of the document", (read, write, at, findings))
        if values or label is not None:
            yield Put(head.id, values, label)


def _changed(marking: str, old: Shown, place: str, how: _How) -> LabelSet | None:
    """The label set with another marking, or None where it is the one that was printed; all that limits it stays."""
    read, write, at, findings = how
    label = old.label_set.originator
    if not marking or (label is not None and marking == write(label)):
        return None
    found = _label(marking, place, read, at, findings)
    if found is None or found.originator is None or (label is not None and write(found.originator) == write(label)):
        return None
    return replace(old.label_set, originator=found.originator)


def _label(marking: str, place: str, read: Read, at: datetime, findings: list[Finding]) -> LabelSet | None:
    try:
        return LabelSet(read(marking, at))
    except MalformedError as error:
        findings += [Finding(each.rule, place, each.expected, each.found) for each in error.findings]
    return None


def typed_of(edition: Edition, write: Write) -> TypedDocument:
    """An edition as it can be typed over: every label by its printed marking."""
    head = next((portion for portion in edition.portions if portion.name == HEAD), None)
    body: Sequence[Shown] = [portion for portion in edition.portions if portion.name == BODY]
    found = {name: str(edition.value(name) or "") for name in ("title", "reference", "date")}
    return TypedDocument(
        marking=_written(head, write) if head else "",
        portions=tuple(
            TypedPortion(str(p.by_field.get("form", "")), str(p.by_field.get("text", "")), _written(p, write), p.id)
            for p in body
        ),
        **found,
    )


def _written(portion: Shown, write: Write) -> str:
    return write(portion.label_set.originator) if portion.label_set.originator else ""
