"""STANAG 4774 labels to bytes. Nothing is written that does not read back to an equal label.

Source: STANAG 4774 (ADatP-4774, edition A), label schema 1.3; docs/spec/stanag4774.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime

from concord.formats.stanag4774.markup import Pen, attribute, free_prefix, unwritable
from concord.formats.stanag4774.read import read
from concord.formats.stanag4774.spec import LABEL, NAME_BY_ROLE, SUCCESSORS_MOST, Rule
from concord.formats.stanag4774.times import write_instant
from concord.release.errors import MalformedError
from concord.release.findings import Finding, Weight
from concord.release.labels import Label, Succession


def write_label(label: Label) -> bytes:
    """`label` as one element in UTF-8, without XML declaration.

    `label.raw` is given back byte for byte if it is one label element and reads as `label`; else the label is written
    afresh: always the same bytes for the same label, valid under the label schema.

    Raises:
        MalformedError: the label has no form in STANAG 4774, for example no creation instant, an instant without time
            zone, a character XML cannot carry, or an extension whose place does not exist.
    """
    if _is_own(label):
        return label.raw
    _refuse(tuple(_unfit(label)))
    written = _encoded(_label(label))
    reading = read(written)
    if reading.labels != (label,):
        errors = tuple(finding for finding in reading.findings if finding.weight is Weight.ERROR)
        _refuse(errors or _changed(label, reading.labels))
    return written


def _is_own(label: Label) -> bool:
    if not label.raw:
        return False
    labels = read(label.raw).labels
    return labels == (label,) and labels[0].raw == label.raw


def _refuse(findings: tuple[Finding, ...]) -> None:
    if findings:
        raise MalformedError("label", findings)


def _unfit(label: Label) -> Iterator[Finding]:
    """What must be settled before anything can be written."""
    chain = tuple(_chain(label))
    if len(chain) > SUCCESSORS_MOST + 1:
        yield Finding(Rule.SUCCESSION, "label", f"at most {SUCCESSORS_MOST} successors", "more")
    for number, link in enumerate(chain):
        for name, at in _instants(link):
            if at.utcoffset() is None:
                yield Finding(Rule.WRITTEN, f"successor {number} {name}" if number else name, "a time zone", "none")


def _chain(label: Label) -> Iterator[Label]:
    """The label and its successors, one more than are allowed at most."""
    link: Label | None = label
    for _ in range(SUCCESSORS_MOST + 2):
        if link is None:
            return
        yield link
        link = link.succession.label if link.succession else None


def _instants(label: Label) -> Iterator[tuple[str, datetime]]:
    succeeded = label.succession.at if label.succession else None
    named = (("created", label.created), ("review", label.review), ("succession", succeeded))
    return ((name, at) for name, at in named if at is not None)


def _encoded(text: str) -> bytes:
    bad = unwritable(text)
    if bad:
        _refuse((Finding(Rule.WRITTEN, "label", "characters that XML 1.0 carries", bad),))
    return text.encode()


def _changed(label: Label, back: tuple[Label, ...]) -> tuple[Finding, ...]:
    """Which fields would not survive."""
    names = [field.name for field in fields(Label) if field.compare]
    lost = [f"`{name}`" for name in names if not back or getattr(label, name) != getattr(back[0], name)]
    return (Finding(Rule.WRITTEN, "label", "fields that read back as they are", f"changed {', '.join(lost)}"),)


def _label(label: Label) -> str:
    prefix = free_prefix("slab", (entry for link in _chain(label) for entry in link.extensions))
    pen = Pen(prefix, label.extensions)
    review = write_instant(label.review) if label.review else None
    own = f' xmlns:{prefix}="{LABEL}"' + attribute("Id", label.id) + attribute("ReviewDateTime", review)
    return pen.branch(NAME_BY_ROLE[label.role], _parts(label, pen), own + pen.attributes(""))


def _parts(label: Label, pen: Pen) -> list[str]:
    created = [pen.leaf("CreationDateTime", write_instant(label.created))] if label.created else []
    succession = [_succession(label.succession, pen)] if label.succession else []
    return [_information(label, pen), *_originator(label, pen), *created, *succession, *pen.elements("")]


def _information(label: Label, pen: Pen) -> str:
    mark = [] if label.privacy_mark is None else [pen.leaf("PrivacyMark", label.privacy_mark)]
    inner = [pen.policy(label.policy), pen.classification(label.level), *mark, *pen.categories(label.groups)]
    place = "ConfidentialityInformation"
    return pen.branch(place, [*inner, *pen.elements(place)])


def _originator(label: Label, pen: Pen) -> list[str]:
    if label.originator is None:
        return []
    own = attribute("IDType", label.originator.id_type) + pen.attributes("OriginatorID")
    return [pen.leaf("OriginatorID", label.originator.value, own)]


def _succession(succession: Succession, pen: Pen) -> str:
    inner = Pen(pen.prefix, succession.label.extensions)
    at = pen.leaf("SuccessionDateTime", write_instant(succession.at))
    successor = pen.branch("SuccessorConfidentialityLabel", _parts(succession.label, inner))
    return pen.branch("SuccessionHandling", [at, successor, *pen.elements("SuccessionHandling")])
