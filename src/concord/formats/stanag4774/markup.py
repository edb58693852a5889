"""Writing elements of STANAG 4774: escaped text, a prefix that collides with nothing, foreign content in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from concord.formats.stanag4774 import foreign
from concord.release.labels import Group, PolicyRef

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE_ESCAPES = _ESCAPES | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Pen:
    """Writes the parts of one label or clearance under the prefix `prefix`, with its foreign content `entries`.

    Every method gives whole elements without indentation of their first line, or text for a start tag.
    """

    prefix: str
    entries: tuple[bytes, ...] = ()

    def leaf(self, name: str, text: str, attributes: str = "") -> str:
        """An element that holds text."""
        return f"<{self.prefix}:{name}{attributes}>{text.translate(_ESCAPES)}</{self.prefix}:{name}>"

    def branch(self, name: str, inner: Sequence[str], attributes: str = "") -> str:
        """An element that holds elements, each on its own line."""
        lines = "".join(f"\n{part}" for part in inner)
        return f"<{self.prefix}:{name}{attributes}>{lines}\n</{self.prefix}:{name}>"

    def policy(self, policy: PolicyRef) -> str:
        """A policy identifier."""
        return self.leaf("PolicyIdentifier", policy.name, _oid(policy.oid) + self.attributes("PolicyIdentifier"))

    def classification(self, level: str, *, place: str = "Classification") -> str:
        """A level."""
        return self.leaf("Classification", level, self.attributes(place))

    def categories(self, groups: Sequence[Group]) -> list[str]:
        """One category for each group."""
        return [self._category(group, number) for number, group in enumerate(groups, start=1)]

    def elements(self, place: str) -> list[str]:
        """The foreign elements of that place."""
        return [content.decode("utf-8", "replace") for at, content in map(foreign.unpack, self.entries) if at == place]

    def attributes(self, place: str) -> str:
        """The foreign attributes of that place."""
        found = (content for at, content in map(foreign.unpack, self.entries) if at == f"@{place}")
        return "".join(map(foreign.attribute_text, found))

    def _category(self, group: Group, number: int) -> str:
        own = attribute("Type", group.kind.value) + attribute("TagName", group.tag_set) + _oid(group.oid)
        values = [self.leaf("GenericValue", value) for value in group.values]
        return self.branch("Category", values, own + self.attributes(f"Category[{number}]"))


def attribute(name: str, value: str | None) -> str:
    """An attribute as it goes into a start tag, or nothing for None."""
    return "" if value is None else f' {name}="{value.translate(_ATTRIBUTE_ESCAPES)}"'


def free_prefix(wanted: str, entries: Iterable[bytes]) -> str:
    """`wanted`, or `wanted` with a number: a prefix that no foreign content mentions."""
    spoken = b"\n".join(entries)
    names = (f"{wanted}{number or ''}" for number in count())
    return next(name for name in names if f"{name}:".encode() not in spoken)


def unwritable(text: str) -> str | None:
    """The first character of `text` that XML 1.0 cannot carry, as `U+0000`, or None."""
    found = _UNWRITABLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def _oid(oid: str | None) -> str:
    return attribute("URI", None if oid is None else f"urn:oid:{oid}")
