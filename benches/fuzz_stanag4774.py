"""Fuzz the STANAG 4774 readers: anything but a value or a MalformedError is a failure.

Besides, whatever is read must be given back byte for byte, and must survive being written afresh.
Ends in one JSON line: {"name": "fuzz stanag4774", "tried": n, "failed": m}; each failing input is printed before it.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

from lxml import etree

from concord.formats.stanag4774 import (
    ClearanceForm,
    from_claim,
    read,
    read_clearance,
    read_label,
    write_clearance,
    write_label,
)
from concord.release.errors import MalformedError

LABEL = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
CLEARANCE = "urn:nato:stanag:4774:confidentialityclearance:1:0"
BINDING = "urn:nato:stanag:4778:bindinginformation:1:0"
SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "standards" / "nato-labels" / "samples"

_INFORMATION = (
    b'<ConfidentialityInformation><PolicyIdentifier URI="urn:oid:2.999.1">EU exercise policy</PolicyIdentifier>'
    b"<Classification>SECRET UE/EU SECRET</Classification><PrivacyMark>staff only</PrivacyMark>"
    b'<Category Type="PERMISSIVE" TagName="Releasable To" URI="urn:oid:2.999.4.2"><GenericValue>EU</GenericValue>'
    b'<GenericValue>NATO</GenericValue></Category><Category Type="RESTRICTIVE" TagName="Designators">'
    b"<GenericValue>CRYPTO</GenericValue></Category></ConfidentialityInformation>"
)
_CREATED = b"<CreationDateTime>2017-05-15T09:00:00.25+02:00</CreationDateTime>"
_LABEL = (
    b'<originatorConfidentialityLabel xmlns="%s" xmlns:x="urn:exercise:x" Id="a" x:hint="b"'
    b' ReviewDateTime="2022-05-15T09:00:00Z">%s<OriginatorID IDType="jID" xml:lang="fr">desk</OriginatorID>%s'
    b"<SuccessionHandling><SuccessionDateTime>2030-01-01T00:00:00Z</SuccessionDateTime>"
    b"<SuccessorConfidentialityLabel>%s%s</SuccessorConfidentialityLabel></SuccessionHandling>"
    b"<x:note><![CDATA[a<b]]><x:in x:c='x:d'/></x:note></originatorConfidentialityLabel>"
) % (LABEL.encode(), _INFORMATION, _CREATED, _INFORMATION, _CREATED)
_SIDECAR = (
    b'<mb:BindingInformation xmlns:mb="%s" xmlns="%s"><mb:MetadataBindingContainer><mb:MetadataBinding><mb:Metadata>'
    b"<alternativeConfidentialityLabel>%s%s</alternativeConfidentialityLabel></mb:Metadata><mb:Metadata>%s"
    b'</mb:Metadata><mb:DataReference URI="./a"/></mb:MetadataBinding></mb:MetadataBindingContainer>'
    b"</mb:BindingInformation>"
) % (BINDING.encode(), LABEL.encode(), _INFORMATION, _CREATED, _LABEL)
_PACKET = b'<?xpacket begin=""?><a xmlns:b="%s:xmp#"><b:bindingInformation>%s</b:bindingInformation></a>' % (
    BINDING.encode(),
    _SIDECAR.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;"),
)
_CLEARANCE = (
    b'<ConfidentialityClearance xmlns="%s" xmlns:s="%s" xmlns:x="urn:exercise:x" x:hint="a">'
    b"<s:PolicyIdentifier>EU exercise policy</s:PolicyIdentifier><ClassificationList>"
    b"<s:Classification>RESTREINT UE/EU RESTRICTED</s:Classification></ClassificationList>"
    b'<s:Category Type="RESTRICTIVE" TagName="Designators"><s:GenericValue>CRYPTO</s:GenericValue></s:Category>'
    b"<ConfidentialityClearanceExtensions><x:note/></ConfidentialityClearanceExtensions></ConfidentialityClearance>"
) % (CLEARANCE.encode(), LABEL.encode())
POOL_MOST = 200
"""How many mutated inputs are kept to be mutated again."""

SEEDS = (_LABEL, _SIDECAR, _PACKET, _CLEARANCE)

_NAMES = (
    "originatorConfidentialityLabel",
    "alternativeConfidentialityLabel",
    "metadataConfidentialityLabel",
    "ConfidentialityLabel",
    "ConfidentialityInformation",
    "PolicyIdentifier",
    "Classification",
    "PrivacyMark",
    "Category",
    "GenericValue",
    "IntegerValue",
    "BitStringValue",
    "OriginatorID",
    "CreationDateTime",
    "SuccessionHandling",
    "SuccessionDateTime",
    "SuccessorConfidentialityLabel",
)
TAGS = (
    *(f"{{{LABEL}}}{name}" for name in _NAMES),
    f"{{{CLEARANCE}}}ClassificationList",
    f"{{{CLEARANCE}}}ConfidentialityClearanceExtensions",
    f"{{{BINDING}}}MetadataReference",
    f"{{{BINDING}:xmp#}}bindingInformation",
    "{urn:exercise:x}note",
    "{http://www.w3.org/2001/XInclude}include",
    "note",
    "originatorConfidentialityLabel",
)
ATTRIBUTES = (
    "Id",
    "ReviewDateTime",
    "URI",
    "URL",
    "Type",
    "TagName",
    "IDType",
    "note",
    f"{{{LABEL}}}URI",
    f"{{{BINDING}:xmp#}}bindingInformation",
    "{urn:exercise:x}hint",
    "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation",
    "{http://www.w3.org/2001/XMLSchema-instance}nil",
    "{http://www.w3.org/XML/1998/namespace}lang",
)
TEXTS = (
    "",
    " ",
    "\u00a0",
    "EU",
    " EU \n",
    "x:a",
    "]]>",
    "<b>&amp;",
    "\r\n\t",
    "12",
    "0101",
    "a" * 3000,
    "\u0662\u0660",
    "RESTRICTIVE",
    " INFORMATIVE ",
    "jID",
    "urn:oid:2.999.3",
    "URN:OID:1.39.0",
    "urn:oid:1.40",
    "http://[",
    "2017-05-15T09:00:00",
    "2017-05-15T24:00:00Z",
    "2017-02-29T09:00:00Z",
    "9999-12-31T23:59:59-14:00",
    "12017-05-15T09:00:00Z",
    "2017-05-15T09:00:00.123456789+14:00",
)
TOKENS = (
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<?a b?>",
    b"&amp;",
    b"&#0;",
    b"&#13;",
    b"&e;",
    b"<!DOCTYPE a []>",
    b"<",
    b">",
    b"/>",
    b'"',
    b"'",
    b"=",
    b"\x00",
    b"\xff\xfe",
    b"\xc3\xa9",
    b"\xed\xa0\x80",
    b"\r",
    b' xmlns=""',
    b' xmlns:x="urn:exercise:y"',
    b"xmlns",
    b'<?xml version="1.0" encoding="utf-16"?>',
)


def mutate(seed: bytes, dice: random.Random) -> bytes:
    """One to four random changes of `seed`, of its tree or of its bytes; the same dice give the same bytes."""
    data = seed
    for _ in range(dice.randint(1, 4)):
        change = mutate_tree if dice.random() < 0.7 else _mutate_bytes
        data = change(data, dice)
    return data


def mutate_tree(data: bytes, dice: random.Random) -> bytes:
    """One random change of the tree of `data`, which stays well-formed; bytes without a tree stay as they are."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=False))
    except etree.XMLSyntaxError:
        return data
    dice.choice(_TREE_CHANGES)(dice.choice(list(root.iter(etree.Element))), dice)
    return etree.tostring(root.getroottree() if dice.random() < 0.5 else root)


def _delete(element: etree._Element, dice: random.Random) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _double(element: etree._Element, dice: random.Random) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.insert(dice.randint(0, len(parent)), deepcopy(element))


def _swap(element: etree._Element, dice: random.Random) -> None:
    element[:] = dice.sample(list(element), len(element))


def _rename(element: etree._Element, dice: random.Random) -> None:
    element.tag = dice.choice(TAGS)


def _add(element: etree._Element, dice: random.Random) -> None:
    child = etree.Element(dice.choice(TAGS))
    child.text = dice.choice(TEXTS)
    element.insert(dice.randint(0, len(element)), child)


def _fill(element: etree._Element, dice: random.Random) -> None:
    element.text = dice.choice(TEXTS)


def _attribute(element: etree._Element, dice: random.Random) -> None:
    element.set(dice.choice(ATTRIBUTES), dice.choice(TEXTS))


def _strip(element: etree._Element, dice: random.Random) -> None:
    names = list(element.attrib)
    if names:
        element.attrib.pop(dice.choice(names))


def _remark(element: etree._Element, dice: random.Random) -> None:
    remark = etree.Comment("a") if dice.random() < 0.8 else etree.ProcessingInstruction("a", "b")
    element.insert(dice.randint(0, len(element)), remark)


_TREE_CHANGES: tuple[Callable[[etree._Element, random.Random], None], ...] = (
    _delete,
    _double,
    _swap,
    _rename,
    _add,
    _fill,
    _attribute,
    _strip,
    _remark,
)


def _mutate_bytes(data: bytes, dice: random.Random) -> bytes:
    start = dice.randint(0, len(data))
    end = min(len(data), start + dice.choice((0, 0, 1, 2, 20, 200)))
    filling = dice.choice(
        (b"", bytes([dice.randrange(256)]), dice.choice(TOKENS), dice.choice(TOKENS), data[end:start:-1])
    )
    return data[:start] + filling + data[end:]


def check(data: bytes) -> None:
    """Read `data` in every way.

    Raises:
        AssertionError: what was read does not come back as it was.
    """
    for label in read(data).labels:
        _require(write_label(label) == label.raw, "raw bytes of a label")
        _require(read_label(write_label(replace(label, raw=b"")), source="afresh") == label, "a label written afresh")
    for reading in (read_clearance, _through_claim):
        try:
            form = reading(data)
        except MalformedError:
            continue
        _require(write_clearance(form) == form.raw, "raw bytes of a clearance")
        _require(read_clearance(write_clearance(replace(form, raw=b""))) == form, "a clearance written afresh")


def _through_claim(data: bytes) -> ClearanceForm:
    return from_claim(base64.urlsafe_b64encode(data).decode())


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise AssertionError(what)


def seeds() -> tuple[bytes, ...]:
    """Own seeds, and the published samples where they stand beside the checkout."""
    return (*SEEDS, *(path.read_bytes() for path in sorted(SAMPLES.glob("*.xml"))))


def inputs(dice: random.Random) -> Iterator[bytes]:
    """Mutated seeds without end; some of what was mutated is mutated again."""
    pool = list(seeds())
    own = len(pool)
    while True:
        data = mutate(dice.choice(pool), dice)
        yield data
        if dice.random() < 0.02 and len(data) < 20_000:
            pool = [*pool[:own], *pool[own:][-POOL_MOST:], data]


def try_for(seconds: float, *, seed: int) -> tuple[int, list[bytes]]:
    """Try inputs for so long; how many were tried, and those that failed."""
    started = shown = time.monotonic()
    tried, failing = 0, list[bytes]()
    for data in inputs(random.Random(seed)):
        tried += 1
        if fault := _fault(data):
            failing.append(data)
            print(f"{fault}: {data!r}", file=sys.stderr, flush=True)
        now = time.monotonic()
        if now - started >= seconds:
            break
        if now - shown > 10:
            shown = now
            print(
                f"fuzz stanag4774: {tried:,} tried, {seconds - now + started:,.0f} s left", file=sys.stderr, flush=True
            )
    return tried, failing


def _fault(data: bytes) -> str:
    try:
        check(data)
    except Exception as error:  # noqa: BLE001 - every kind of exception is what is looked for
        return f"{type(error).__name__}: {error}"
    return ""


def main() -> int:
    """Read the arguments, fuzz, write the line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600, help="how long to go on")
    parser.add_argument("--seed", type=int, default=4774, help="the same seed tries the same inputs")
    given = parser.parse_args()
    tried, failing = try_for(given.seconds, seed=given.seed)
    print(json.dumps({"name": "fuzz stanag4774", "tried": tried, "failed": len(failing)}), flush=True)
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
