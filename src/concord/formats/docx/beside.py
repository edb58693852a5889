"""What a file holds beside its text: comments without a place, links, properties, custom XML, other parts.

Source: docs/spec/papers-in.md PI20, PI23.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from concord.formats.docx.package import Package, Relation
from concord.formats.docx.tree import Sort, Tally
from concord.formats.docx.words import found

PROPERTIES = re.compile(r"docprops/(core|app|custom)\.xml")
CUSTOM = re.compile(r"customxml/item[0-9]*\.xml")
RELATIONS = re.compile(r"(.*/)?_rels/[^/]*\.rels")
KNOWN = re.compile(
    r"\[content_types\]\.xml|word/(document|styles|numbering|settings|fonttable|websettings|footnotes|endnotes|comments"
    r"|header[0-9]+|footer[0-9]+|theme/[^/]+|media/[^/]+)\.[a-z0-9]+|customxml/itemprops[0-9]*\.xml"
)
"""Parts that are read, told elsewhere, or hold nothing but form."""
READ = frozenset({"styles", "numbering", "settings", "footnotes", "endnotes", "comments", "header", "footer", "image"})
"""What is read of the main part."""
EMBEDDED = re.compile(r"word/(embeddings|activex|charts|diagrams)/[^/]+")


@dataclass(frozen=True)
class Told:
    """What was told already: the main part, what it refers to, and which of its links stand in the text."""

    main: str
    relations: Sequence[Relation]
    linked: frozenset[str]

    def has(self, name: str) -> bool:
        """Whether a part was read as what the main part refers to, whatever its name."""
        return name == self.main.lower() or any(
            each.target.lower() == name and each.kind in READ for each in self.relations
        )


def tell_parts(package: Package, told: Told, comments: etree._Element | None, tally: Tally) -> None:
    """Tell what stands beside the text."""
    _tell_comments(comments, tally)
    for name in package.names:
        if RELATIONS.fullmatch(name):
            continue
        if PROPERTIES.fullmatch(name):
            _tell_properties(package, name, tally)
        elif CUSTOM.fullmatch(name):
            tally.add(Sort.CUSTOM_XML, "part customXml")
        elif EMBEDDED.fullmatch(name):
            tally.add(Sort.EMBEDDED, "other parts")
        elif not KNOWN.fullmatch(name) and not told.has(name):
            tally.add(Sort.OTHER_PART, "other parts")
    _tell_links(package, told, tally)
    if "word/settings.xml" in package.names:
        count = len(found(package.root("word/settings.xml"), "//w:docVar"))
        tally.add(Sort.PROPERTY, "part settings", count)


def _tell_comments(comments: etree._Element | None, tally: Tally) -> None:
    """Comments that stand nowhere in the text."""
    if comments is not None:
        tally.add(Sort.COMMENT, "part comments", len(found(comments, "w:comment")) - tally.counted(Sort.COMMENT))


def _tell_properties(package: Package, name: str, tally: Tally) -> None:
    """Properties that say something."""
    said = [each for each in package.root(name).iter(etree.Element) if len(each) == 0 and (each.text or "").strip()]
    tally.add(Sort.PROPERTY, f"part {name.rpartition('/')[2].removesuffix('.xml')}", len(said))


def _tell_links(package: Package, told: Told, tally: Tally) -> None:
    """Links that are none of the text: pictures, objects and templates from elsewhere."""
    for name in package.names:
        if RELATIONS.fullmatch(name):
            folder, _, own = name.rpartition("_rels/")
            part = f"{folder}{own.removesuffix('.rels')}"
            linked = told.linked if part == told.main.lower() else frozenset[str]()
            external = [each for each in package.relations(part) if each.is_external and each.id not in linked]
            tally.add(Sort.LINK, "relations", len(external))
