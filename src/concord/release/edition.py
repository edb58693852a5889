"""A reader's edition of a record: what is released, renumbered, without a trace of what is not.

Source: docs/spec/release.md R95-R104.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from concord.release.decide import decide
from concord.release.labels import Label, LabelSet
from concord.release.names import fold
from concord.release.readers import Reader
from concord.release.reasons import Outcome
from concord.release.records import HEADINGS, Form, Portion, Record, Ref
from concord.release.rollup import rollup
from concord.release.rulebook import Rulebook

CUT = "\0"
"""Stands in a text where a reference was cut, until the text is closed round it."""

_CLOSING = (
    (re.compile(rf"[ \t]*[(\[]\s*{CUT}(?:\s*[,;]?\s*{CUT})*\s*[)\]]"), ""),
    (re.compile(rf"\s*{CUT}\s*(?=[.,;:!?)\]])"), ""),
    (re.compile(rf"(?<=[(\[])\s*{CUT}\s*[,;]?\s*"), ""),
    (re.compile(rf"\s*{CUT}\s*"), " "),
)


@dataclass(frozen=True)
class Block:
    """One portion as the reader gets it. `place` counts the blocks of this edition only; `number` is "" if it has none."""

    place: int
    form: Form
    depth: int
    number: str
    text: str
    label_set: LabelSet


@dataclass(frozen=True)
class Banner:
    """The roll-up of what is kept, one label for each policy; `needs_person` if it cannot be one label (R101)."""

    labels: tuple[Label, ...]
    needs_person: bool


@dataclass(frozen=True)
class Edition:
    """What one audience gets of a record. Two audiences with the same kept portions get the same edition (R103)."""

    title: str
    banner: Banner
    blocks: tuple[Block, ...]


def edition(record: Record, *, reader: Reader, rulebook: Rulebook, at: datetime) -> Edition | None:
    """The edition of `record` released to `reader`, or None: the answer for a record that does not exist (R102)."""
    released = [
        decide(record.label_set(portion), reader=reader, rulebook=rulebook, at=at).outcome is Outcome.RELEASED
        for portion in record.portions
    ]
    kept = keep(record, released)
    return make(record, kept, rulebook=rulebook, at=at) if kept else None


def keep(record: Record, released: Sequence[bool]) -> tuple[str, ...]:
    """The ids of the portions of an edition in their order, given which portions are released (R97-R99, R102)."""
    chosen = _variants(record, [p for p, is_released in zip(record.portions, released, strict=True) if is_released])
    present = {_base(portion): portion for portion in chosen}
    captioned = [p for p in chosen if p.caption_of is None or _base_of(record, p.caption_of) in present]
    cited = _cited(record, captioned)
    standing = [p for p in captioned if p.form is not Form.FOOTNOTE or p.id in cited]
    kept = tuple(portion.id for portion in _with_something_under(standing))
    return kept if any(record.by_id[i].form not in HEADINGS for i in kept) else ()


def make(record: Record, kept: tuple[str, ...], *, rulebook: Rulebook, at: datetime) -> Edition:
    """The edition that holds exactly the portions `kept`: a function of them alone (R100-R104)."""
    portions = [record.by_id[identity] for identity in kept]
    footnotes = _footnote_order(record, portions)
    ordered = [p for p in portions if p.form is not Form.FOOTNOTE] + footnotes
    numbers = _numbers(record, ordered)
    blocks = tuple(
        Block(
            place=place,
            form=portion.form,
            depth=portion.depth,
            number=numbers.get(_base(portion), ""),
            text=_text(record, portion, numbers),
            label_set=record.label_set(portion),
        )
        for place, portion in enumerate(ordered)
    )
    title = next((block.text for block in blocks if block.form is Form.TITLE), "")
    return Edition(title, banner(tuple(b.label_set for b in blocks), rulebook=rulebook, at=at), blocks)


def banner(label_sets: tuple[LabelSet, ...], *, rulebook: Rulebook, at: datetime) -> Banner:
    """The roll-up of the originator labels, policy by policy (R101)."""
    by_policy: dict[str, list[Label]] = {}
    for label_set in label_sets:
        if label_set.originator is not None:
            entries = by_policy.setdefault(fold(label_set.originator.policy.name), [])
            if label_set.originator not in entries:
                entries.append(label_set.originator)
    rolled = {name: rollup(tuple(labels), rulebook=rulebook, at=at).label for name, labels in by_policy.items()}
    found = [label for _, label in sorted(rolled.items()) if label is not None]
    failed = [label for name, label in sorted(rolled.items()) if label is None for label in by_policy[name]]
    return Banner((*found, *dict.fromkeys(failed)), needs_person=len(by_policy) > 1 or bool(failed))


# What is kept


def _base(portion: Portion) -> str:
    return portion.variant_of or portion.id


def _base_of(record: Record, identity: str) -> str:
    portion = record.by_id.get(identity)
    return _base(portion) if portion else identity


def _variants(record: Record, released: list[Portion]) -> list[Portion]:
    """One wording of each portion, the most informative that is released, in the place of the portion (R98)."""
    first: dict[str, Portion] = {}
    for portion in released:
        first.setdefault(_base(portion), portion)
    return [first[portion.id] for portion in record.portions if portion.id in first]


def _cited(record: Record, portions: list[Portion]) -> set[str]:
    """Footnotes that a kept portion, or a footnote so cited, refers to."""
    by_base = {_base(p): p for p in portions}
    cited: set[str] = set()
    front = [p for p in portions if p.form is not Form.FOOTNOTE]
    while front:
        targets = {by_base.get(_base_of(record, target)) for portion in front for target in portion.targets}
        front = [p for p in targets if p is not None and p.form is Form.FOOTNOTE and p.id not in cited]
        cited.update(p.id for p in front)
    return cited


def _with_something_under(portions: list[Portion]) -> Iterator[Portion]:
    """The portions without the headings under which nothing is kept (R99)."""
    for position, portion in enumerate(portions):
        if portion.form not in HEADINGS or _has_body(portions[position + 1 :], portion):
            yield portion


def _has_body(following: list[Portion], heading: Portion) -> bool:
    for portion in following:
        if portion.form in HEADINGS and portion.depth <= heading.depth and heading.form is not Form.TITLE:
            return False
        if portion.form not in HEADINGS and portion.form is not Form.FOOTNOTE:
            return True
    return False


# Numbers and texts (R100)


def _footnote_order(record: Record, portions: list[Portion]) -> list[Portion]:
    """Footnotes in the order in which they are first referred to."""
    notes = {_base(p): p for p in portions if p.form is Form.FOOTNOTE}
    ordered: dict[str, Portion] = {}
    queue = [p for p in portions if p.form is not Form.FOOTNOTE]
    for portion in queue:
        for target in portion.targets:
            base = _base_of(record, target)
            if base in notes and base not in ordered:
                ordered[base] = notes[base]
                queue.append(notes[base])
    return list(ordered.values())


def _numbers(record: Record, portions: list[Portion]) -> dict[str, str]:
    """The number of each kept portion that has one, by the id of its first wording."""
    counts: dict[str, int] = {}
    annex = ""
    found: dict[str, str] = {}
    for portion in portions:
        kind = "paragraph" if portion.numbered else portion.form.value
        if portion.form is Form.ANNEX:
            annex = _letter(counts.get("annex", 0))
            counts["paragraph"] = 0
        if portion.numbered or portion.form in (Form.TABLE, Form.FOOTNOTE, Form.ANNEX):
            counts[kind] = counts.get(kind, 0) + 1
            number = str(counts[kind])
            if portion.form is Form.ANNEX:
                number = annex
            elif portion.numbered and annex:
                number = f"{annex}.{number}"
            found[_base(portion)] = number
    for portion in portions:
        if portion.caption_of is not None:
            found[_base(portion)] = found.get(_base_of(record, portion.caption_of), "")
    return found


def _letter(position: int) -> str:
    """A, B … Z, AA, AB …"""
    higher, place = divmod(position, 26)
    return (_letter(higher - 1) if higher else "") + chr(ord("A") + place)


def _text(record: Record, portion: Portion, numbers: dict[str, str]) -> str:
    parts = [part if isinstance(part, str) else _reference(record, part, numbers) for part in portion.body]
    text = "".join(parts)
    if CUT in text:
        for pattern, closed in _CLOSING:
            text = pattern.sub(closed, text)
    return text.strip()


def _reference(record: Record, ref: Ref, numbers: dict[str, str]) -> str:
    number = numbers.get(_base_of(record, ref.target))
    if number is None:
        return CUT
    target = record.by_id.get(ref.target)
    if target is not None and target.form is Form.FOOTNOTE:
        return f"[{number}]"
    return ref.text.replace("#", number)
