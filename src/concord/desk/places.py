"""Places: sortable strings that say where a portion stands, with room between any two.

Made of digits; a variant stands right behind its portion, set off by a full stop, which sorts before every digit.
Source: docs/spec/desk.md D1.
"""

from __future__ import annotations

LAST = "9999995"
"""The last place that is given by number alone."""


def nth(number: int) -> str:
    """The place of the portion with that number, from 0, of a new record."""
    return f"{number:06d}5"


def behind(place: str, following: str | None) -> str:
    """A place after `place` and before `following`, if there is one."""
    if following is None and len(place) == len(nth(0)) and place < LAST:
        return nth(int(place[:-1]) + 1)
    if following is None or not following.startswith(place):
        return f"{place}5"
    return place + _before(following[len(place) :])


def variant_behind(place: str) -> str:
    """The place of one more variant, after the last wording of its portion."""
    return f"{place}5" if "." in place else f"{place}.5"


def _before(rest: str) -> str:
    """Digits that sort before `rest`, which has a digit other than 0."""
    first = int(rest[0])
    if first > 1:
        return str(first // 2)
    return "05" if first == 1 else "0" + _before(rest[1:])
