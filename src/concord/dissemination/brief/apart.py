"""What separates the parts of a group of readers, in words of staff and without names.

A group is split where its readers get different answers (release.md R124). What is said of a part is true of all its
readers on the date and of no reader of the group's other parts, and bears on a portion at which they differ.
Source: docs/spec/brief.md B11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from concord.dissemination.brief.traits import Bearing, Trait, held
from concord.dissemination.phrases import Phrase, phrase
from concord.dissemination.scene import Scene
from concord.release.answers import MARKS
from concord.release.explain import sentences
from concord.release.groups import Group
from concord.release.matrix import Matrix

MOST = 3
"""How many traits together may separate a part; more is no longer read at a glance."""
HEAD = 26
"""How many characters a column head holds."""
SHOWN = 3
"""How many portions are named before the rest are counted."""


NOTHING = "nothing of what is said of the other parts"
AT, OTHERWISE, MORE = "{answer} at {place}", "other reasons at {place}", "and {count} more"
SAME = "the same answers as a part beside it, kept apart for the tab of hypotheses"


@dataclass(frozen=True)
class Part:
    """What separates one column from the others of its group: in full, in few words for its head, and where.

    `said` is `text` as phrases, for another language; of reasons they say no more than that they are others.
    """

    text: str = ""
    short: str = ""
    rows: tuple[int, ...] = ()
    said: tuple[Phrase, ...] = ()


def parts_of(scene: Scene, squares: Matrix, groups: Sequence[Group]) -> tuple[Part, ...]:
    """For each group what separates it from the other parts of its rule; nothing where the rule is not split."""
    found: list[Part] = []
    for _, each in groupby(groups, key=lambda group: group.rule.id):
        parts = tuple(each)
        found += [Part()] if len(parts) == 1 else _joined(scene, squares, parts)
    return tuple(found)


def _joined(scene: Scene, squares: Matrix, parts: tuple[Group, ...]) -> list[Part]:
    """What separates parts; those with the same answers, kept apart for hypotheses only, are said alike."""
    columns = list(zip(*squares.squares, strict=True))
    alike: dict[tuple[int, ...], list[Group]] = {}
    for part in parts:
        alike.setdefault(columns[part.columns[0]], []).append(part)
    wholes = [replace(each[0], columns=tuple(c for part in each for c in part.columns)) for each in alike.values()]
    said = dict(zip(alike, _split(scene, squares, tuple(wholes)) if len(wholes) > 1 else [Part()], strict=True))
    return [_alike(said[columns[part.columns[0]]], len(alike[columns[part.columns[0]]]) > 1) for part in parts]


def _alike(part: Part, is_shared: bool) -> Part:
    if not is_shared:
        return part
    text, short = "; ".join(filter(None, (part.text, SAME))), part.short or "same answers"
    return replace(part, text=text, short=short, said=(*part.said, phrase(SAME)))


def _split(scene: Scene, squares: Matrix, parts: tuple[Group, ...]) -> list[Part]:
    rows = [_rows(squares, part, parts) for part in parts]
    differing = tuple(sorted({row for each in rows for row in each}))
    bearing = Bearing(scene, squares, tuple(part.columns[0] for part in parts), differing)
    each_reader = [[bearing.traits(column, part.columns[0]) for column in part.columns] for part in parts]
    known = {trait for readers in each_reader for own in readers for trait in own}
    traits = [held(readers, known) for readers in each_reader]
    said = [_separating(own, [*traits[:n], *traits[n + 1 :]]) for n, own in enumerate(traits)]
    left = [n for n, signs in enumerate(said) if not signs]
    made = [
        Part(_full(signs), _short(signs), where, _phrases(signs))
        if signs
        else _by_place(scene, squares, part, where, parts)
        for part, signs, where in zip(parts, said, rows, strict=True)
    ]
    if len(left) == 1:
        text, phrases = _rest(said)
        made[left[0]] = replace(made[left[0]], text=text, short="the others", said=phrases)
    return made


def _rows(squares: Matrix, part: Group, parts: Sequence[Group]) -> tuple[int, ...]:
    """The portions at which a part differs from another part of its group, in its answer or its reasons."""
    return tuple(
        number
        for number, row in enumerate(squares.squares)
        if any(row[other.columns[0]] != row[part.columns[0]] for other in parts)
    )


Held = Mapping[Trait, bool | None]
Signs = tuple[tuple[Trait, bool], ...]
"""Traits, each held (true) or lacked."""


def _separating(own: Held, others: Sequence[Held]) -> Signs:
    """The fewest traits, held or lacked, that are true of a part and together of no other; none if it takes many."""
    signed = sorted(((trait, sign) for trait, sign in own.items() if sign is not None), key=_order)
    left, chosen = list(others), list[tuple[Trait, bool]]()
    while left and len(chosen) < MOST:
        best = max(signed, key=lambda pair: _apart(pair, left), default=None)
        if best is None or not _apart(best, left):
            return ()
        chosen.append(best)
        left = [other for other in left if other[best[0]] is not (not best[1])]
    return () if left else tuple(chosen)


def _apart(pair: tuple[Trait, bool], others: Sequence[Held]) -> int:
    """From how many parts a trait tells apart: those none of whose readers is as it says."""
    trait, sign = pair
    return sum(other[trait] is (not sign) for other in others)


def _order(pair: tuple[Trait, bool]) -> tuple[bool, Trait]:
    """What is held before what is lacked, then what says most."""
    trait, sign = pair
    return (not sign, trait)


def _rest(said: Sequence[Signs]) -> tuple[str, tuple[Phrase, ...]]:
    """What is true of the one part that is left when every other is said."""
    if any(len(signs) > 1 for signs in said):
        return NOTHING, (phrase(NOTHING),)
    signs = [(trait, not sign) for signs in said for trait, sign in signs]
    return _full(signs), _phrases(signs)


def _phrases(signs: Sequence[tuple[Trait, bool]]) -> tuple[Phrase, ...]:
    return tuple(dict.fromkeys(trait.phrases[0 if sign else 1] for trait, sign in signs))


def _full(signs: Sequence[tuple[Trait, bool]]) -> str:
    return ", ".join(dict.fromkeys(trait.held if sign else trait.lacked for trait, sign in signs))


def _short(signs: Signs) -> str:
    """As many of the short words as a column head holds."""
    words = [trait.short if sign else trait.short_lacked for trait, sign in signs]
    fit = next(n for n in range(len(words), 0, -1) if n == 1 or len(", ".join(words[:n])) <= HEAD)
    return ", ".join(words[:fit]) + (" …" if fit < len(words) else "")


def _by_place(scene: Scene, squares: Matrix, part: Group, rows: tuple[int, ...], parts: Sequence[Group]) -> Part:
    """A part that no trait tells apart: its answers where they differ, else where its reasons do."""
    own = part.columns[0]
    answers = [
        row for row in rows if any(squares.answer(row, each.columns[0]) != squares.answer(row, own) for each in parts)
    ]
    said = [f"{squares.answer(row, own).value} at {scene.places[row]}" for row in answers]
    said = said or [f"at {scene.places[row]}: {_reasons(squares, row, own)}" for row in rows]
    more = f" and {len(said) - SHOWN} more" if len(said) > SHOWN else ""
    short = f"{MARKS[squares.answer(answers[0], own)]} {scene.places[answers[0]]}" if answers else "other reasons"
    where = answers or rows
    phrases = [
        phrase(AT, answer=squares.answer(row, own).value, place=scene.places[row])
        if answers
        else phrase(OTHERWISE, place=scene.places[row])
        for row in where[:SHOWN]
    ]
    phrases += [phrase(MORE, count=str(len(where) - SHOWN))] if len(where) > SHOWN else []
    return Part(", ".join(said[:SHOWN]) + more, short, rows, tuple(phrases))


def _reasons(squares: Matrix, row: int, column: int) -> str:
    """The reasons of a square in one clause."""
    texts = (said.text.rstrip(".") for said in sentences(squares.decision(row, column).reasons))
    return "; ".join(text[:1].lower() + text[1:] for text in dict.fromkeys(texts)) or "released"
