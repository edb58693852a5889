"""Random labels that STANAG 4774 can carry: odd characters, foreign content in every place, chains of successors."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC

from hypothesis import settings
from hypothesis import strategies as st

from concord.formats.stanag4774 import ClearanceForm
from concord.release.labels import Group, Kind, Label, OriginatorId, PolicyRef, Role, Succession
from concord.release.names import fold

unhurried = settings(deadline=None, max_examples=60)
"""How long one example takes says nothing on a machine that does other work."""

ID_TYPES = (
    "rfc822Name",
    "dNSName",
    "directoryName",
    "uniformResourceIdentifier",
    "iPAddress",
    "x400Address",
    "userPrincipalName",
    "jID",
)

UNWRITABLE = "".join(map(chr, {*range(32)} - {9, 10, 13})) + "\ufffe\uffff"
NASTY = (
    "",
    "]]>",
    " <&> ",
    "a\r\nb\tc",
    "\u00a0x\u2028",
    "slab:a",
    "<!-- a -->",
    "&#0;",
    "'\"",
    "\x85",
    "e\u0301\u200b",
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters=UNWRITABLE), max_size=8) | st.sampled_from(NASTY)
WORDS = TEXTS.filter(lambda text: bool(fold(text)))
TOKENS = WORDS.map(lambda text: re.sub("[ \t\r\n]+", " ", text).strip(" "))
IDS = st.from_regex(r"[A-Za-z_\u00c0-\u00d6][A-Za-z0-9_.\u00b7-]{0,8}", fullmatch=True)
INSTANTS = st.datetimes(timezones=st.just(UTC))
ARC = st.integers(0, 10**12)
OIDS = st.builds(
    lambda root, second, rest: ".".join(map(str, (root, second if root == 2 else second % 40, *rest))),
    st.integers(0, 2),
    ARC,
    st.lists(ARC, max_size=2),
)


POLICIES = st.builds(PolicyRef, TOKENS, st.none() | OIDS)
VALUES = st.lists(WORDS, min_size=1, max_size=2).map(tuple)
GROUPS = st.lists(st.builds(Group, WORDS, st.sampled_from(Kind), VALUES, st.none() | OIDS), max_size=2).map(tuple)
ORIGINATORS = st.none() | st.builds(OriginatorId, TEXTS, st.sampled_from(ID_TYPES))


def _foreign(prefix: str, text: str, inner: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    quoted = escaped.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return (
        f'<{prefix}:a xmlns:{prefix}="urn:exercise:{prefix}" b="{quoted}" {prefix}:c="d">{escaped}{inner}</{prefix}:a>'
    )


FOREIGN = st.builds(
    _foreign,
    st.sampled_from(["x", "y", "slab", "slab1", "sclr", "at"]),
    TEXTS,
    st.sampled_from(["", "<b/>", "<!-- c -->", "slab:name", "<![CDATA[<]]>", '<b xmlns="urn:exercise:z"/>']),
).map(str.encode)
"""Elements that stand alone, some mentioning or using the very prefix a writer would choose."""

CARRIERS = st.sampled_from(
    [
        b'<at xmlns:at1="urn:exercise:x" at1:a="1" at1:b="&lt;&amp;&quot;&#13;"/>',
        b'<at xml:lang="fr"/>',
        b'<at xmlns:at1="urn:exercise:w" xmlns:at2="urn:exercise:y" at1:slab="slab1:b" at2:a="slab:c"/>',
    ],
)
"""Foreign attributes."""

ELEMENT_LISTS = st.lists(FOREIGN, max_size=2).map(tuple)
CARRIER_LISTS = st.lists(CARRIERS, max_size=1).map(tuple)


def _extensions(draw: st.DrawFn, label: Label) -> tuple[bytes, ...]:
    """Foreign content in every place `label` has, in document order; attributes of the label itself left out."""
    categories = [f"@Category[{number}]" for number in range(1, len(label.groups) + 1)]
    originator = ["@OriginatorID"] if label.originator else []
    succession = ["SuccessionHandling"] if label.succession else []
    first = ["@PolicyIdentifier", "@Classification", *categories, "ConfidentialityInformation"]
    places = [*first, *originator, *succession, ""] if draw(st.booleans()) else []
    return tuple(entry for place in places for entry in _placed(draw, place))


def _placed(draw: st.DrawFn, place: str) -> tuple[bytes, ...]:
    entries = draw(CARRIER_LISTS if place.startswith("@") else ELEMENT_LISTS)
    prefix = f"{place} ".encode() if place else b""
    return tuple(prefix + entry for entry in entries)


def _base(draw: st.DrawFn, role: Role, depth: int) -> Label:
    has_successor = depth > 0 and draw(st.booleans())
    base = Label(
        policy=draw(POLICIES),
        level=draw(TOKENS),
        groups=draw(GROUPS),
        created=draw(INSTANTS),
        succession=Succession(draw(INSTANTS), _base(draw, role, depth - 1)) if has_successor else None,
        originator=draw(ORIGINATORS),
        privacy_mark=draw(st.none() | TEXTS),
        role=role,
    )
    return replace(base, extensions=_extensions(draw, base))


@st.composite
def labels(draw: st.DrawFn) -> Label:
    """Labels of every role, with up to two successors."""
    base = _base(draw, draw(st.sampled_from(Role)), 2)
    own = _placed(draw, "@")
    review = draw(st.none() | INSTANTS)
    return replace(base, id=draw(st.none() | IDS), review=review, extensions=(*own, *base.extensions))


@st.composite
def forms(draw: st.DrawFn) -> ClearanceForm:
    """Clearances with foreign content in every place."""
    levels = tuple(draw(st.lists(TOKENS, min_size=1, max_size=3)))
    groups = draw(GROUPS)
    first = ["@", "@PolicyIdentifier", *(f"@Classification[{n}]" for n in range(1, len(levels) + 1))]
    categories = [f"@Category[{number}]" for number in range(1, len(groups) + 1)]
    places = [*first, "ClassificationList", *categories, ""] if draw(st.booleans()) else []
    extensions = tuple(entry for place in places for entry in _placed(draw, place))
    return ClearanceForm(draw(POLICIES), levels, groups, extensions)
