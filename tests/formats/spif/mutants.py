"""Variants of a policy file, each with one to three changes of the kinds a careless editor or an attacker makes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from lxml import etree

SPIF = "{http://www.xmlspif.org/spif}"
XML = "{http://www.w3.org/XML/1998/namespace}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
ATTRIBUTES = [
    "name",
    "id",
    "lacv",
    "hierarchy",
    "color",
    "obsolete",
    "tagType",
    "enumType",
    "tag7Encoding",
    "singleSelection",
    "maxSelection",
    "minSelection",
    "userInput",
    "requiredClass",
    "dateFormat",
    "notBefore",
    "notAfter",
    "operation",
    "tagSetRef",
    "all",
    "policyRef",
    "tagSetId",
    "applied",
    "action",
    "phrase",
    "markingCode",
    "markingQualifier",
    "qualifierCode",
    "version",
    "schemaVersion",
    "creationDate",
    "privilegeId",
    "userRefURI",
    "excludedClass",
    f"{XML}lang",
    f"{XML}space",
    f"{XML}base",
    f"{XSI}nil",
    f"{XSI}type",
    "{urn:x}foreign",
    "{urn:x}lacv",
]
VALUES = (
    "",
    " ",
    "0",
    "1",
    "01",
    " 2 ",
    "-1",
    "+3",
    "1.0",
    "2.1",
    "3.0",
    "true",
    "false",
    "True",
    "unbounded",
    "all",
    "onlyOne",
    "restrictive",
    "permissive",
    "enumerated",
    "tagType7",
    "notApplicable",
    "both",
    "discard",
    "pageTop",
    "prefix",
    "date",
    "OPEN",
    "open",
    "CLOSED ",
    "PIER",
    "Cargo",
    "cargo",
    "NORTH",
    "green",
    "#ffaa00",
    "#FFAA0",
    "1.2.3",
    "3.1",
    "2020-02-30T00:00:00Z",
    "2020-01-01T00:00:00",
    "2020-01-01T24:00:00Z",
    "12020-01-01T00:00:00Z",
    "20200101",
    "a%zz",
    "a b",
    "e_n",
    "fr",
    "preserve",
    "x" * 257,
    "9" * 30,
)
NAMES = [
    "securityClassification",
    "tagCategory",
    "securityCategoryTag",
    "markingData",
    "markingQualifier",
    "qualifier",
    "code",
    "excludedClass",
    "requiredCategory",
    "excludedCategory",
    "categoryGroup",
    "equivalentPolicy",
    "extensions",
    "updateInfo",
    "privacyMark",
    "surprise",
]

Change = Callable[[random.Random, etree._Element], str]


def _any_element(chance: random.Random, root: etree._Element) -> etree._Element:
    return chance.choice([node for node in root.iter(etree.Element) if node is not root])


def drop_attribute(chance: random.Random, root: etree._Element) -> str:
    node = chance.choice([node for node in root.iter(etree.Element) if node.attrib])
    name = chance.choice(sorted(map(str, node.attrib)))
    del node.attrib[name]
    return f"{node.tag} without {name}"


def set_attribute(chance: random.Random, root: etree._Element) -> str:
    node = chance.choice([node for node in root.iter(etree.Element) if node.attrib])
    name, value = chance.choice(sorted(map(str, node.attrib))), chance.choice(VALUES)
    node.set(name, value)
    return f"{node.tag} {name}={value!r}"


def add_attribute(chance: random.Random, root: etree._Element) -> str:
    node = chance.choice(list(root.iter(etree.Element)))
    name, value = chance.choice(ATTRIBUTES), chance.choice(VALUES)
    node.set(name, value)
    return f"{node.tag} {name}={value!r}"


def delete(chance: random.Random, root: etree._Element) -> str:
    node = _any_element(chance, root)
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
    return f"{node.tag} deleted"


def repeat(chance: random.Random, root: etree._Element) -> str:
    node = _any_element(chance, root)
    copy = etree.fromstring(etree.tostring(node, with_tail=False))
    node.addnext(copy)
    return f"{node.tag} repeated"


def move(chance: random.Random, root: etree._Element) -> str:
    node, target = _any_element(chance, root), _any_element(chance, root)
    if target not in node.iter():
        target.addnext(node)
    return f"{node.tag} after {target.tag}"


def nest(chance: random.Random, root: etree._Element) -> str:
    node, target = _any_element(chance, root), _any_element(chance, root)
    if target not in node.iter():
        target.append(node)
    return f"{node.tag} into {target.tag}"


def rename(chance: random.Random, root: etree._Element) -> str:
    node, name = _any_element(chance, root), chance.choice(NAMES)
    old, node.tag = node.tag, f"{SPIF}{name}"
    return f"{old} called {name}"


def change_namespace(chance: random.Random, root: etree._Element) -> str:
    node, space = _any_element(chance, root), chance.choice(["", "{urn:x}", SPIF])
    old, node.tag = node.tag, space + etree.QName(node).localname
    return f"{old} in {space!r}"


def add_text(chance: random.Random, root: etree._Element) -> str:
    node, text = _any_element(chance, root), chance.choice([" ", "x", "\n\n", "SECRET", "\u00a0"])
    node.text = (node.text or "") + text
    return f"{node.tag} with text {text!r}"


def add_comment(chance: random.Random, root: etree._Element) -> str:
    node = chance.choice([node for node in root.iter(etree.Element) if etree.QName(node).localname != "code"])
    node.insert(0, etree.Comment("remark"))
    return f"{node.tag} with a comment"


CHANGES: tuple[Change, ...] = (
    drop_attribute,
    set_attribute,
    set_attribute,
    set_attribute,
    add_attribute,
    delete,
    repeat,
    move,
    nest,
    rename,
    change_namespace,
    add_text,
    add_comment,
)


def mutants(data: bytes, *, seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """`count` variants of `data`, each with what was changed; equal seeds give equal variants."""
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        root = etree.fromstring(data)
        told = [chance.choice(CHANGES)(chance, root) for _ in range(chance.choice([1, 1, 2, 3]))]
        yield f"{seed}/{number}: {'; '.join(told)}", etree.tostring(root.getroottree(), encoding="UTF-8")
