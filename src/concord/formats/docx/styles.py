"""What styles and numbering say of a paragraph: its form, its depth, its number, and whether it is hidden.

Source: docs/spec/papers-in.md PI12, PI13; ISO/IEC 29500-1:2016 17.7 (styles), 17.9 (numbering).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from concord.formats.docx.words import first, found, is_on, value, w
from concord.release.records import Form

CONTENTS = re.compile(r"toc ([1-9]|heading)")
DEEPEST = 6
BODY_LEVEL = 9
"""The outline level of what is no heading."""
LONGEST_CHAIN = 30
"""So many styles may stand on one another."""
PLACEHOLDER = re.compile(r"%([1-9])")
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
ROMAN_ENDS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
COUNTED_MOST = 3_999


@dataclass(frozen=True)
class Shape:
    """What a paragraph is: its form, the depth of a heading or list, and its number as it is seen."""

    form: Form
    depth: int = 0
    number: str = ""


@dataclass(frozen=True)
class _Style:
    """What a style says, with all that it stands on: the nearest counts."""

    names: tuple[str, ...] = ()
    outline: str = ""
    number: str = ""
    level: str = ""
    is_hidden: bool = False


class Styles:
    """The styles and lists of one file; counts as its paragraphs are read in order."""

    def __init__(self, styles: etree._Element | None, numbering: etree._Element | None) -> None:
        self._styles = _by(styles, "style", "styleId")
        self._default = next((key for key, each in self._styles.items() if _is_default(each)), "")
        self._known: dict[str, _Style] = {}
        self._levels: dict[str, dict[str, etree._Element]] = {}
        self._lists = _by(numbering, "num", "numId")
        self._abstract = _by(numbering, "abstractNum", "abstractNumId")
        self._counts: dict[str, list[int]] = {}

    def shape(self, paragraph: etree._Element) -> Shape:
        """What a paragraph is; it is counted, so ask once for each in order."""
        style = self._of(paragraph)
        depth = _depth(value(first(paragraph, "w:pPr/w:outlineLvl")) or style.outline)
        number, level, is_bullet = self._number(paragraph, style)
        if "title" in style.names:
            return Shape(Form.TITLE)
        if depth is not None:
            return Shape(Form.HEADING, depth, number)
        if "caption" in style.names:
            return Shape(Form.CAPTION)
        if level and (is_bullet or level > 1):
            return Shape(Form.ITEM, level, number)
        return Shape(Form.PARAGRAPH, 0, number)

    def is_contents(self, paragraph: etree._Element) -> bool:
        """Whether a paragraph is a line of a table of contents, by its style."""
        return any(CONTENTS.fullmatch(name) for name in self._of(paragraph).names)

    def veils(self, paragraph: etree._Element) -> bool:
        """Whether the style of a paragraph hides the words in it."""
        return self._of(paragraph).is_hidden

    def hides(self, run: etree._Element, *, is_veiled: bool) -> bool:
        """Whether the words of a run are hidden: by its own properties, else by its style or its paragraph's."""
        own = [first(run, "w:rPr/w:vanish"), first(run, "w:rPr/w:specVanish")]
        stated = [each for each in own if each is not None]
        if stated:
            return any(map(is_on, stated))
        return self._named(value(first(run, "w:rPr/w:rStyle"))).is_hidden or is_veiled

    def _of(self, paragraph: etree._Element) -> _Style:
        return self._named(value(first(paragraph, "w:pPr/w:pStyle")) or self._default)

    def _named(self, name: str) -> _Style:
        """A style with all that it stands on; worked out once."""
        if name not in self._known:
            chain = tuple(self._standing_on(name))
            self._known[name] = _Style(
                tuple(value(first(style, "w:name")).lower() for style in chain),
                _nearest(chain, "w:pPr/w:outlineLvl"),
                _nearest(chain, "w:pPr/w:numPr/w:numId"),
                _nearest(chain, "w:pPr/w:numPr/w:ilvl"),
                any(is_on(first(style, "w:rPr/w:vanish")) for style in chain),
            )
        return self._known[name]

    def _standing_on(self, named: str) -> Iterator[etree._Element]:
        for _ in range(LONGEST_CHAIN):
            style = self._styles.get(named)
            if style is None:
                return
            yield style
            named = value(first(style, "w:basedOn"))

    def _number(self, paragraph: etree._Element, style: _Style) -> tuple[str, int, bool]:
        """The number as it is seen, the level of the list from 1 (0: in none), and whether it is a bullet."""
        chosen = value(first(paragraph, "w:pPr/w:numPr/w:numId")) or style.number
        level = min(_whole(value(first(paragraph, "w:pPr/w:numPr/w:ilvl")) or style.level, 0), 8)
        listed = self._lists.get(chosen)
        abstract = self._abstract.get(value(first(listed, "w:abstractNumId"))) if chosen != "0" else None
        if abstract is None:
            return "", 0, False
        rules = self._rules(abstract)
        rule = rules.get(str(level))
        if rule is None or value(first(rule, "w:numFmt")) in ("bullet", "none"):
            return "", level + 1, True
        counts = self._count(value(abstract, "abstractNumId"), level, rules)
        return _label(value(first(rule, "w:lvlText")), counts, rules), level + 1, False

    def _rules(self, abstract: etree._Element) -> dict[str, etree._Element]:
        """The levels of a list, by number; put together once."""
        key = value(abstract, "abstractNumId")
        if key not in self._levels:
            self._levels[key] = {value(each, "ilvl"): each for each in found(abstract, "w:lvl")}
        return self._levels[key]

    def _count(self, listed: str, level: int, rules: dict[str, etree._Element]) -> list[int]:
        """The counts of a list's levels, one more at this one, begun anew below it."""
        counts = self._counts.get(listed, [])[: level + 1]
        for each in range(len(counts), level + 1):
            counts.append(_whole(value(first(rules.get(str(each)), "w:start")), 1) - (each == level))
        counts[level] += 1
        self._counts[listed] = counts
        return counts


def written(count: int, kind: str) -> str:
    """A count in the way of a kind of numbers; figures for kinds that are not known."""
    if not 0 < count <= COUNTED_MOST:
        return str(count)
    if kind in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if kind == "lowerLetter" else letters.upper()
    if kind in ("lowerRoman", "upperRoman"):
        return _roman(count) if kind == "lowerRoman" else _roman(count).upper()
    return str(count)


def _roman(count: int) -> str:
    said = ""
    for worth, letters in (*ROMAN, *ROMAN_ENDS):
        said += letters * (count // worth)
        count %= worth
    return said


def _label(text: str, counts: list[int], rules: dict[str, etree._Element]) -> str:
    def put(match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        kind = value(first(rules.get(str(at)), "w:numFmt"))
        return written(counts[at], kind) if at < len(counts) else ""

    return PLACEHOLDER.sub(put, text)


def _by(root: etree._Element | None, name: str, key: str) -> dict[str, etree._Element]:
    return {value(each, key): each for each in found(root, f"w:{name}")} if root is not None else {}


def _is_default(style: etree._Element) -> bool:
    return style.get(w("type")) == "paragraph" and style.get(w("default")) in ("1", "true", "on")


def _nearest(chain: tuple[etree._Element, ...], path: str) -> str:
    return next((said for style in chain if (said := value(first(style, path)))), "")


def _depth(outline: str) -> int | None:
    level = _whole(outline, BODY_LEVEL)
    return min(level + 1, DEEPEST) if level < BODY_LEVEL else None


def _whole(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text) else otherwise
