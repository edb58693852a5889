"""A reader's edition of a record: what is released, renumbered, without a trace of what is not.

Source: docs/spec/release.md R95-R104.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from concord.release.decide import decide
from concord.release.labels import Label, LabelSet, PolicyRef, standing
from concord.release.names import fold
from concord.release.profile import Bare
from concord.release.readers import Reader
from concord.release.reasons import Outcome
from concord.release.records import HEADINGS, Form, Portion, Record, Ref
from concord.release.rollup import rollup
from concord.release.rulebook import Rulebook

CUT = "\0"
"""Stands in a text where a reference was cut, until the text is closed round it."""

_CLOSING = (
    (re.compile(rf"[(\[][ ]*{CUT}(?:[ ]*(?:[,;]|and|or)?[ ]*{CUT})*[ ]*[)\]]"), CUT),
    (re.compile(rf"(?:(?<=[^ ])[,;])?(?:[ ]*{CUT})+[ ]*(?=[.,;:!?)\]\t\n])"), ""),
    (re.compile(rf"(?<=[(\[\t\n])(?:[ ]*{CUT})+[ ]*[,;]?[ ]*"), ""),
    (re.compile(rf"[ ]?{CUT}(?:[ ]*{CUT})*[ ]?"), " "),
)
"""How a text closes round a cut: empty brackets go, one space stays; tabs and line ends, which hold tables, stay."""


@dataclass(frozen=True)
class Block:
    """One portion as the reader gets it: `place` counts this edition's blocks only, `number` is "" where there is none.

    The text of a table separates cells by tabs and rows by line feeds.
    """

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
    kept = _standing(record, chosen)
    while len(fewer := _with_captioned(record, kept)) < len(kept):
        kept = _standing(record, fewer)
    return tuple(p.id for p in kept) if any(p.form not in HEADINGS for p in kept) else ()


def _standing(record: Record, portions: list[Portion]) -> list[Portion]:
    """The portions without headings over nothing and footnotes that nothing cites (R99)."""
    bodies = _with_something_under(record, [p for p in portions if p.form is not Form.FOOTNOTE])
    cited = _cited(record, bodies, [p for p in portions if p.form is Form.FOOTNOTE])
    stays = {portion.id for portion in bodies} | cited
    return [portion for portion in portions if portion.id in stays]


def _with_captioned(record: Record, portions: list[Portion]) -> list[Portion]:
    """The portions without captions of what is not among them, nor captions of those (R99)."""
    bases = {_base(portion) for portion in portions}
    captions: dict[str, list[str]] = {}
    for portion in portions:
        if portion.caption_of is not None:
            captions.setdefault(record.base(portion.caption_of), []).append(_base(portion))
    gone = [base for base in captions if base not in bases]
    for base in gone:
        gone += captions.get(base, ())
    bases.difference_update(gone)
    return [p for p in portions if p.caption_of is None or record.base(p.caption_of) in bases]


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
            label_set=standing(record.label_set(portion), at),
        )
        for place, portion in enumerate(ordered)
    )
    title = next((block.text for block in blocks if block.form is Form.TITLE), "")
    return Edition(title, banner(tuple(b.label_set for b in blocks), rulebook=rulebook, at=at), blocks)


def banner(label_sets: tuple[LabelSet, ...], *, rulebook: Rulebook, at: datetime) -> Banner:
    """The roll-up of the originator labels, policy by policy (R101).

    A public policy counts only where nothing else is kept. Where labels of a policy do not roll up, their highest level
    stands for them, and a person must set the banner.
    """
    by_policy: dict[str, list[Label]] = {}
    for label_set in label_sets:
        if label_set.originator is not None:
            by_policy.setdefault(fold(label_set.originator.policy.name), []).append(label_set.originator)
    apart = {name: labels for name, labels in by_policy.items() if not _is_public(name, rulebook, at)} or by_policy
    rolled = [(_rolled(tuple(dict.fromkeys(labels)), rulebook, at)) for _, labels in sorted(apart.items())]
    found = tuple(label for label, _ in rolled if label is not None)
    return Banner(found, needs_person=len(apart) > 1 or not all(is_whole for _, is_whole in rolled))


def _rolled(labels: tuple[Label, ...], rulebook: Rulebook, at: datetime) -> tuple[Label | None, bool]:
    """The roll-up, or the highest known level alone; and whether it is the roll-up."""
    label = rollup(labels, rulebook=rulebook, at=at).label
    if label is not None:
        return label, True
    policy = rulebook.policy(labels[0].policy.name, at)
    by_name = policy.level_by_name if policy else {}
    levels = [by_name[fold(each.level)] for each in labels if fold(each.level) in by_name]
    if policy is None or not levels:
        return None, False
    highest = max(levels, key=lambda level: level.rank)
    return Label(PolicyRef(policy.name), highest.name, created=at), False


def _is_public(policy: str, rulebook: Rulebook, at: datetime) -> bool:
    found = rulebook.policy(policy, at)
    profile = rulebook.profile(found) if found else None
    return profile is not None and profile.bare is Bare.EVERYONE


def texts(record: Record) -> dict[str, str]:
    """The text of each portion of the whole record by id, references with the numbers of the whole (R100)."""
    numbered = numbers(record)
    return {portion.id: _text(record, portion, numbered) for portion in record.portions}


def numbers(record: Record) -> dict[str, str]:
    """The number of each portion of the whole record, by id; a variant has its portion's (R100)."""
    wordings = [portion for portion in record.portions if portion.variant_of is None]
    found = _numbers(record, [p for p in wordings if p.form is not Form.FOOTNOTE] + _footnote_order(record, wordings))
    return {portion.id: found.get(_base(portion), "") for portion in record.portions}


# What is kept


def _base(portion: Portion) -> str:
    return portion.variant_of or portion.id


def _variants(record: Record, released: list[Portion]) -> list[Portion]:
    """One wording of each portion, the most informative that is released, in the place of the portion (R98)."""
    first: dict[str, Portion] = {}
    for portion in released:
        first.setdefault(_base(portion), portion)
    return [first[portion.id] for portion in record.portions if portion.id in first]


def _cited(record: Record, standing: list[Portion], footnotes: list[Portion]) -> set[str]:
    """Footnotes that a kept portion, or a footnote so cited, refers to."""
    by_base = {_base(note): note for note in footnotes}
    cited: set[str] = set()
    front = standing
    while front:
        targets = {record.base(target) for portion in front for target in portion.targets}
        front = [by_base[t] for t in sorted(targets) if t in by_base and by_base[t].id not in cited]
        cited.update(note.id for note in front)
    return cited


def _with_something_under(record: Record, portions: list[Portion]) -> list[Portion]:
    """The portions without the headings under which nothing is kept; sections end where the record's do (R99)."""
    place, ends = record.positions, _section_ends(record, portions)
    bodies = [place[_base(p)] for p in portions if p.form not in HEADINGS]
    standing = []
    for portion in portions:
        base = _base(portion)
        first = bisect_right(bodies, place[base]) if portion.form in HEADINGS else 0
        if portion.form not in HEADINGS or (first < len(bodies) and bodies[first] < ends[base]):
            standing.append(portion)
    return standing


def _section_ends(record: Record, released: list[Portion]) -> dict[str, int]:
    """For each released heading the position at which its section ends: the next released heading of its depth or less.

    A heading that is not released ends nothing: where sections end must not tell that it is there (R99, R104).
    """
    place = record.positions
    headings = [p for p in released if p.form in HEADINGS]
    ends = {_base(p): len(record.portions) for p in headings}
    open_headings: list[Portion] = []
    for portion in headings:
        while open_headings and open_headings[-1].depth >= portion.depth:
            ends[_base(open_headings.pop())] = place[_base(portion)]
        if portion.form is not Form.TITLE:
            open_headings.append(portion)
    return ends


# Numbers and texts (R100)


def _footnote_order(record: Record, portions: list[Portion]) -> list[Portion]:
    """Footnotes in the order in which they are first referred to."""
    notes = {_base(p): p for p in portions if p.form is Form.FOOTNOTE}
    ordered: dict[str, Portion] = {}
    queue = [p for p in portions if p.form is not Form.FOOTNOTE]
    for portion in queue:
        for target in portion.targets:
            base = record.base(target)
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
            found[_base(portion)] = found.get(record.base(portion.caption_of), "")
        found.setdefault(_base(portion), "")
    return found


def _letter(position: int) -> str:
    """A, B … Z, AA, AB …"""
    higher, place = divmod(position, 26)
    return (_letter(higher - 1) if higher else "") + chr(ord("A") + place)


def _text(record: Record, portion: Portion, numbers: dict[str, str]) -> str:
    text = "".join(part if isinstance(part, str) else _reference(record, part, numbers) for part in portion.body)
    if CUT in text:
        for pattern, closed in _CLOSING:
            text = pattern.sub(closed, text)
    return text.strip(" ")


def _reference(record: Record, ref: Ref, numbers: dict[str, str]) -> str:
    number = numbers.get(record.base(ref.target))
    if number is None:
        return CUT
    target = record.by_id.get(ref.target)
    if target is not None and target.form is Form.FOOTNOTE:
        return f"[{number}]"
    return ref.text.replace("#", number) if number else " ".join(ref.text.replace("#", "").split())
