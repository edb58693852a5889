"""The release check: what to look at before an edition goes out.

Source: docs/spec/release.md R110-R115.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from concord.release.edition import keep
from concord.release.findings import Finding, Weight
from concord.release.labels import Label, LabelSet, standing, successions
from concord.release.matrix import matrix
from concord.release.memo import check_editions
from concord.release.names import fold
from concord.release.readers import Reader
from concord.release.records import Portion, Record
from concord.release.rollup import rollup
from concord.release.rulebook import Rulebook
from concord.release.scope import form_of

_TERM = re.compile(r"[^\W_](?:[\w'’./-]*[^\W_])?")
_NUMBER = re.compile(
    r"\b(?:paragraphs?|paras?\.?|annex(?:es)?|tables?|footnotes?)\s+([A-Z]?\d+|[A-Z])\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?:]\s+|^\s*|[“\"(]\s*")


def release_check(
    record: Record,
    reader: Reader,
    *,
    rulebook: Rulebook,
    at: datetime,
    names: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Finding, ...]:
    """The findings on the edition of `record` for `reader`, before it goes out.

    `names` gives, by party id, the words by which texts speak of that party (R115). Places are ids of kept portions
    or names of properties; a finding on a term names the term, because whoever checks may see both sides.
    """
    label_sets = [record.label_set(portion) for portion in record.portions]
    released = matrix(label_sets, (reader,), rulebook=rulebook, at=at).kept(0)
    kept = [record.by_id[identity] for identity in keep(record, released)]
    shown = {portion.variant_of or portion.id for portion in kept}
    hidden = [p for p, is_released in zip(record.portions, released, strict=True) if not is_released]
    return (
        *_terms(kept, hidden),
        *_references(record, kept, shown),
        *_numbers(kept),
        *_sources(record, kept, rulebook, at),
        *_properties(record, kept, hidden),
        *_groups(kept, reader, names or {}),
    )


def terms(text: str) -> frozenset[str]:
    """The distinctive terms of a text: words with a digit, in capitals, or capitalised inside a sentence."""
    starts = {match.end() for match in _SENTENCE_END.finditer(text)}
    return frozenset(
        match.group()
        for match in _TERM.finditer(text)
        if _is_distinctive(match.group(), begins=match.start() in starts)
    )


def _is_distinctive(word: str, *, begins: bool) -> bool:
    if any(letter.isdigit() for letter in word):
        return len(word) > 1
    if len(word) > 2 and word.isupper():
        return True
    return word[0].isupper() and not begins and len(word) > 2


def _terms(kept: list[Portion], hidden: list[Portion]) -> Iterator[Finding]:
    """Terms at home in what is withheld: in more withheld portions than kept ones, and in the edition (R110)."""
    withheld = _counted(hidden)
    shown = _counted(kept)
    for portion in kept:
        for term in sorted(terms(portion.words)):
            if withheld[term] and withheld[term] >= shown[term]:
                yield Finding("R110", portion.id, "no term at home in withheld portions", f"`{term}`", Weight.REASON)


def _counted(portions: list[Portion]) -> Counter[str]:
    return Counter(term for portion in portions for term in terms(portion.words))


def _references(record: Record, kept: list[Portion], shown: set[str]) -> Iterator[Finding]:
    """References the edition cuts: the sentence must read well without them (R111)."""
    for portion in kept:
        for target in portion.targets:
            aimed = record.by_id.get(target)
            if aimed is None or (aimed.variant_of or aimed.id) not in shown:
                yield Finding("R111", portion.id, "references to what is kept", "a reference that is cut", Weight.NOTE)


def _numbers(kept: list[Portion]) -> Iterator[Finding]:
    """Numbers written by hand, which renumbering does not follow (R112)."""
    for portion in kept:
        plain = " ".join(part for part in portion.body if isinstance(part, str))
        for match in _NUMBER.finditer(plain):
            yield Finding("R112", portion.id, "numbers as references", f"`{match.group()}` by hand", Weight.BLOCK)


def _sources(record: Record, kept: list[Portion], rulebook: Rulebook, at: datetime) -> Iterator[Finding]:
    """Labels below those of their sources, without a recorded sanitising step (R113)."""
    for portion in kept:
        for source in portion.derived_from:
            origin = record.by_id.get(source)
            if origin is None:
                yield Finding("R113", portion.id, "a source in this record", "an unknown source", Weight.BLOCK)
            elif portion.sanitised_by is None and not dominates_from(
                record.label_set(portion), record.label_set(origin), rulebook, at
            ):
                expected = "a label that dominates its source's, or a sanitising step with its approver"
                yield Finding("R113", portion.id, expected, f"a label below that of `{source}`", Weight.BLOCK)


def dominates_from(higher: LabelSet, lower: LabelSet, rulebook: Rulebook, at: datetime) -> bool:
    """Whether one label set dominates another at `at`, and at every later instant at which a label gives way (R113)."""
    turns = {turn for label_set in (higher, lower) for turn in successions(label_set) if turn > at}
    return all(
        dominates(standing(higher, turn), standing(lower, turn), rulebook, turn) for turn in sorted({at, *turns})
    )


def dominates(higher: LabelSet, lower: LabelSet, rulebook: Rulebook, at: datetime) -> bool:
    """Whether whoever may read the first label may read the second, as far as the labels alone tell.

    Their roll-up is the first label, and the first has every mention, community and later embargo of the second. An
    alternative of the first opens a way that the second must have as well.
    """
    first, second = higher.originator, lower.originator
    if first is None or second is None:
        return first is second
    return (
        _label_dominates(first, second, rulebook, at)
        and _has_same_ways(higher, lower)
        and set(lower.contains) <= set(higher.contains)
        and set(lower.refers_to) <= set(higher.refers_to)
        and lower.communities <= higher.communities
        and (lower.embargo is None or (higher.embargo is not None and higher.embargo >= lower.embargo))
    )


def _has_same_ways(higher: LabelSet, lower: LabelSet) -> bool:
    """Whether the alternatives that serve a reader of the first serve it for the second, whatever they say (R79)."""
    ways = higher.alternatives
    return not ways or (higher.originator == lower.originator and lower.alternatives[: len(ways)] == ways)


def _label_dominates(first: Label, second: Label, rulebook: Rulebook, at: datetime) -> bool:
    """Whether the roll-up of both is the first: whoever may read a roll-up may read every part (R92)."""
    rolled = rollup((first, second), rulebook=rulebook, at=at).label
    if rolled is None:
        return False
    whole = check_editions(form_of(rolled, rulebook, at), rulebook, at).valid
    own = check_editions(form_of(first, rulebook, at), rulebook, at).valid
    return (
        whole is not None
        and own is not None
        and (whole.level.name, whole.permissive, whole.restrictive) == (own.level.name, own.permissive, own.restrictive)
    )


def _properties(record: Record, kept: list[Portion], hidden: list[Portion]) -> Iterator[Finding]:
    """Document properties that hold terms found in withheld portions and in no kept one (R114)."""
    only_hidden = set(_counted(hidden)) - set(_counted(kept))
    for name, value in record.properties:
        for term in sorted(terms(f"- {value}") & only_hidden):
            yield Finding("R114", f"property `{name}`", "no term of withheld portions", f"`{term}`", Weight.BLOCK)


def _groups(kept: list[Portion], reader: Reader, names: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """Names of parties the edition's reader is not: who else is spoken of is itself information (R115)."""
    own = {reader.party, reader.through}
    for portion in kept:
        text = f" {fold(portion.words)} "
        for party in sorted(names.keys() - own):
            found = next((n for n in names[party] if re.search(rf"\b{re.escape(fold(n))}\b", text)), None)
            if found is not None:
                yield Finding("R115", portion.id, "no name of another recipient", f"`{found}`", Weight.NOTE)
