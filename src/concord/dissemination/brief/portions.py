"""The portions of a brief: number, words, marking, chip and mentions of each.

Source: docs/spec/brief.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from concord.dissemination.brief.contract import Chip, Portion
from concord.dissemination.scene import Book, Scene
from concord.release.edition import numbers, texts
from concord.release.labels import Kind, Label, LabelSet, Mention
from concord.release.names import fold
from concord.release.profile import Behind
from concord.release.records import Portion as Held

SHORT = 64
"""How many characters of a portion stand in for it in a table."""

VARIANT_WORDS = ("tear-line", "public wording", "further wording")


def portions(scene: Scene) -> list[Portion]:
    """Every portion of the record, in order."""
    numbered, read = numbers(scene.record), texts(scene.record)
    seen: dict[str, int] = {}
    found = []
    for portion in scene.record.portions:
        place = -1
        if portion.variant_of is not None:
            place = seen[portion.variant_of] = seen.get(portion.variant_of, -1) + 1
        found.append(_portion(portion, numbered[portion.id], read[portion.id], place, scene))
    return found


def _portion(portion: Held, number: str, text: str, variant: int, scene: Scene) -> Portion:
    label_set = scene.record.label_set(portion)
    return {
        "id": portion.id,
        "number": number,
        "form": portion.form.value,
        "depth": portion.depth,
        "variant_of": portion.variant_of,
        "variant_word": VARIANT_WORDS[min(variant, 2)] if variant >= 0 else "",
        "short": first_words(text),
        "marking": marking_of(label_set, scene.book),
        "chip": chip(label_set, scene.book),
        "text": text,
        "mentions": list(mentions(label_set)),
    }


def first_words(text: str) -> str:
    """As much of a text as stands for it in one line of a table."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[:SHORT].rsplit(" ", 1)[0] + " …"


def marking_of(label_set: LabelSet, book: Book) -> str:
    """The printed marking of a portion, or that it has none."""
    return book.print_label(label_set.originator) if label_set.originator else "no label"


def mark_of(label_set: LabelSet, book: Book) -> str:
    """The portion mark of a portion, in its brackets, or that it has no label."""
    return book.print_label(label_set.originator, code="portionMarking") if label_set.originator else "(no label)"


def chip(label_set: LabelSet, book: Book) -> Chip:
    """A label in one line: filled steps of a bar, the policy's abbreviation, release values beyond the owner's own."""
    label = label_set.originator
    policy = book.rulebook.policy(label.policy.name, label.created) if label and label.created else None
    level = policy.level_by_name.get(fold(label.level)) if policy and label else None
    if label is None or policy is None or level is None:
        return {"level": 0, "of": 4, "abbr": "no label", "to": ""}
    classified = sorted(each.rank for each in policy.levels)[1:]
    marks = [m.phrase for m in level.markings if "portionMarking" in m.codes and m.phrase]
    return {
        "level": sum(rank <= level.rank for rank in classified),
        "of": max(len(classified), 1),
        "abbr": (marks or [level.name])[0],
        "to": ", ".join(released_to(label, book)),
    }


def released_to(label: Label, book: Book) -> Iterator[str]:
    """The release values of a label beyond the owner's own circle, as written."""
    policy = book.rulebook.policy(label.policy.name, label.created) if label.created else None
    profile = book.rulebook.profile(policy) if policy else None
    for group in label.groups if profile and group_kind(label) else ():
        for value in group.values:
            backing = profile.backing_by_value.get((fold(group.tag_set), fold(value))) if profile else None
            is_release = profile is not None and fold(group.tag_set) == fold(profile.release_set or "")
            if is_release and (backing is None or backing.behind is not Behind.OWNER):
                yield value


def group_kind(label: Label) -> bool:
    """Whether a label gives any permissive value."""
    return any(group.kind is Kind.PERMISSIVE for group in label.groups)


def mentions(label_set: LabelSet) -> Iterator[str]:
    """What a portion holds or names of other owners, and its other conditions, in words."""
    for word, entries in (("contains", label_set.contains), ("refers to", label_set.refers_to)):
        for mention in entries:
            yield f"{word} {mention.owner} information, {mention.level}{_released(mention)}"
    for community in sorted(label_set.communities):
        yield f"need to know: {community}"
    if label_set.embargo is not None:
        yield f"not before {label_set.embargo.date().isoformat()}"
    if label_set.originator is None:
        yield "no label: its author only"


def _released(mention: Mention) -> str:
    if mention.released_to is None:
        return ", released to whom is not known"
    return f", released to {', '.join(sorted(mention.released_to))}" if mention.released_to else ""
