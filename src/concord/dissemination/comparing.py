"""Two editions of a document compared: field by field of the head, portion by portion, and word by word within one.

Source: docs/spec/documents.md P19.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import takewhile

from concord.desk import Edition, Shown
from concord.dissemination.kinds import BODY, DOCUMENT, HEAD

LONGEST = 1_000
"""So many words, where two texts begin to differ until they no longer do, are compared one by one; more as a whole."""
WORD = re.compile(r"\S+\s*|\s+")


class Sign(Enum):
    """Whether words stand in both texts, in the earlier one alone or in the later one alone."""

    SAME = "same"
    WENT = "went"
    CAME = "came"


@dataclass(frozen=True)
class Piece:
    """Words in a row that have one sign."""

    sign: Sign
    text: str


@dataclass(frozen=True)
class Compared:
    """A portion in two editions, None where it is not there; its place in either from 1 (0: not there); its words."""

    was: Shown | None
    now: Shown | None
    place_was: int
    place: int
    pieces: tuple[Piece, ...]

    @property
    def is_labelled_otherwise(self) -> bool:
        """Whether it is in both under different labels."""
        return self.was is not None and self.now is not None and self.was.label_set != self.now.label_set

    @property
    def differs(self) -> bool:
        """Whether anything of it does."""
        return self.was is None or self.now is None or _said(self.was) != _said(self.now)


@dataclass(frozen=True)
class HeadField:
    """A field of the head that differs, with what it says in either edition, None for nothing."""

    name: str
    was: object
    now: object


def heads(was: Edition, now: Edition) -> tuple[HeadField, ...]:
    """The fields of the head that differ, in the order of their declaration."""
    names = (field.name for field in DOCUMENT.fields if field.portion == HEAD)
    found = (HeadField(name, was.value(name), now.value(name)) for name in names)
    return tuple(each for each in found if each.was != each.now)


def portions(was: Edition, now: Edition) -> tuple[Compared, ...]:
    """Every portion of the text of either edition, in the order of the later one."""
    earlier, later = _places(was), _places(now)
    order = list(later)
    behind = ""
    for name in earlier:
        if name not in later:
            order.insert(order.index(behind) + 1 if behind else 0, name)
        behind = name
    return tuple(_compared(was, now, name, earlier.get(name, 0), later.get(name, 0)) for name in order)


def words(was: str, now: str) -> tuple[Piece, ...]:
    """Two texts word by word, in the order of the later one."""
    one, two = WORD.findall(was), WORD.findall(now)
    begun = _alike(one, two)
    left, right = one[begun:], two[begun:]
    ended = _alike(left[::-1], right[::-1])
    left, right, tail = left[: len(left) - ended], right[: len(right) - ended], left[len(left) - ended :]
    found = [(Sign.SAME, one[:begun]), *_between(left, right), (Sign.SAME, tail)]
    return tuple(Piece(sign, "".join(some)) for sign, some in found if some)


def _alike(one: Sequence[str], two: Sequence[str]) -> int:
    """How many words both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))


def _between(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[Sign, Sequence[str]]]:
    if max(len(left), len(right)) > LONGEST:
        yield from ((Sign.WENT, left), (Sign.CAME, right))
        return
    for what, begin, end, start, stop in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal":
            yield Sign.SAME, left[begin:end]
        else:
            yield from ((Sign.WENT, left[begin:end]), (Sign.CAME, right[start:stop]))


def _places(edition: Edition) -> dict[str, int]:
    """The portions of the text by id, each with its place; other wordings of one stand behind it, in its place."""
    body = [portion for portion in edition.portions if portion.name == BODY]
    others: dict[str, list[str]] = {}
    for each in edition.others:
        others.setdefault(each.variant_of or "", []).append(each.id)
    return {name: place for place, portion in enumerate(body, 1) for name in (portion.id, *others.get(portion.id, ()))}


def _compared(was: Edition, now: Edition, name: str, place_was: int, place: int) -> Compared:
    one, two = was.by_id.get(name), now.by_id.get(name)
    return Compared(one, two, place_was, place, words(_text(one), _text(two)))


def _text(portion: Shown | None) -> str:
    return str(portion.by_field.get("text", "")) if portion is not None else ""


def _said(portion: Shown) -> tuple[object, ...]:
    return portion.label_set, portion.values, portion.is_readable
