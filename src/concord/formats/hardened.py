"""Hardened XML: the only way XML from outside enters Concord.

What makes parsers dangerous is refused before or right after parsing, never repaired: size, encodings that hide things,
document types and entities, XInclude, processing instructions inside the root, depth and number of nodes.
Source: XML 1.0 (Fifth Edition) 2.8 (prolog), 4.3.3 (encodings); docs/spec/spif.md "Hardened XML".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from operator import itemgetter

from lxml import etree

from concord.release.errors import MalformedError
from concord.release.findings import Finding, Weight

DEPTH_MOST = 64
"""Deepest nesting of elements; the root is 1."""

ELEMENTS_MOST = 200_000
"""Most elements in one input."""

ATTRIBUTES_MOST = 400_000
"""Most equals signs in one input, hence of attributes and namespace declarations."""

ATTRIBUTES_OF_ONE = 256
"""Most attributes on one element: reading them costs the square of their number."""

PREFIXES_MOST = 100
"""Most namespace declarations in force at one place; each costs time wherever elements are taken out of the tree."""

FINDINGS_MOST = 200
"""Findings a report holds; further ones are counted."""

XINCLUDE = "http://www.w3.org/2001/XInclude"

_FOREIGN_MARKS = (
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\xfe\xff", "UTF-16"),
    (b"\xff\xfe", "UTF-16"),
    (b"\x00\x00\x00<", "UTF-32 without a mark"),
    (b"<\x00\x00\x00", "UTF-32 without a mark"),
    (b"\x00<", "UTF-16 without a mark"),
    (b"<\x00", "UTF-16 without a mark"),
    (b"\x4c\x6f\xa7\x94", "EBCDIC"),
)
_UTF8_MARK = b"\xef\xbb\xbf"
_DECLARATION = re.compile(
    rb"<\?xml\s+version\s*=\s*[\"']([^\"']*)[\"'](?:\s+encoding\s*=\s*[\"']([^\"']*)[\"'])?[^>]*\?>",
)
_UTF8_NAMES = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_SPACE = re.compile(rb"[ \t\r\n]*")
_LINE = re.compile(r"line ([0-9]+)")
_KINDS = {
    etree._Comment: "a comment",
    etree._ProcessingInstruction: "a processing instruction",
    etree._Entity: "an entity reference",
}
_GRAVITY = (Weight.NOTE, Weight.REASON, Weight.BLOCK, Weight.ERROR)


class Report:
    """The findings on one input, in the order of its lines; beyond `FINDINGS_MOST` they are counted, not kept."""

    def __init__(self) -> None:
        self._kept: list[tuple[int, Finding]] = []
        self._more = 0
        self._gravest = Weight.NOTE

    def add(
        self,
        rule: str,
        where: etree._Element | str,
        *,
        expected: str,
        found: str,
        weight: Weight = Weight.ERROR,
    ) -> None:
        """Keep one finding; `where` is the element it speaks of, or a place in words."""
        if len(self._kept) >= FINDINGS_MOST:
            self._more += 1
            self._gravest = max(self._gravest, weight, key=_GRAVITY.index)
            return
        spot = where if isinstance(where, str) else place(where)
        self._kept.append((_line_in(spot), Finding(rule, spot, expected, found, weight)))

    def extend(self, findings: Iterable[Finding]) -> None:
        """Keep findings made elsewhere."""
        for finding in findings:
            self.add(finding.rule, finding.place, expected=finding.expected, found=finding.found, weight=finding.weight)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings; the last says how many more there were, with the weight of the gravest of those."""
        kept = tuple(finding for _, finding in sorted(self._kept, key=itemgetter(0)))
        if not self._more:
            return kept
        rest = Finding("findings", "input", f"at most {FINDINGS_MOST} findings", f"{self._more} more", self._gravest)
        return (*kept, rest)

    @property
    def refuses(self) -> bool:
        """Whether one of the findings, kept or only counted, is an error."""
        return any(finding.weight is Weight.ERROR for finding in self.findings)


def parse(data: bytes, *, source: str, limit_bytes: int) -> etree._Element:
    """The root element of `data`, once nothing in it is of the kinds this module refuses.

    Comments stay in the tree (see `text_of`); CDATA sections stay as written; nothing is fetched or expanded.

    Raises:
        MalformedError: anything refused; every finding names its line where there is one.

    Source: docs/spec/spif.md "Hardened XML".
    """
    _refuse(source, _scan(data, limit_bytes))
    root = _build(data, source)
    _refuse(source, _walk(root))
    return root


def place(element: etree._Element) -> str:
    """Where `element` stands: `line 12, /SPIF/securityClassifications[1]/securityClassification[3]`."""
    steps = [_step(ancestor) for ancestor in (*reversed(tuple(element.iterancestors())), element)]
    return f"line {element.sourceline}, /{'/'.join(steps)}"


def local(element: etree._Element) -> str:
    """The element's name without its namespace; comments and the like give an empty name."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def space(named: etree._Element | str) -> str:
    """The namespace of an element or of an attribute's key; empty for none."""
    return etree.QName(named).namespace or ""


def children(element: etree._Element) -> Iterator[etree._Element]:
    """The child elements of `element` in order, without comments."""
    return (child for child in element if isinstance(child.tag, str))


def text_of(element: etree._Element, *, rule: str = "xml.value") -> tuple[str, tuple[Finding, ...]]:
    """The text of a leaf element as written, and a finding if comments, instructions or elements are mixed into it.

    With a finding the text is empty: half a value is not a value.
    """
    inner = next(iter(element), None)
    if inner is None:
        return element.text or "", ()
    return "", (Finding(rule, place(element), "text only", f"{_kind_of(inner)} inside the value"),)


def has_stray_text(element: etree._Element) -> bool:
    """Whether an element that should hold elements only holds text too."""
    pieces = [element.text, *(child.tail for child in element)]
    return any(piece and piece.strip(" \t\r\n") for piece in pieces)


def fragment(element: etree._Element) -> bytes:
    """`element` as bytes that stand alone, in UTF-8: as written, with the namespaces it uses declared on it.

    Prefixes that values mention (QNames in content) keep their declaration. Put the bytes only where no default
    namespace is in force; reading them there and calling this again gives the same bytes.
    """
    spoken = "\n".join(_values(element))
    mentioned = [prefix for prefix in element.nsmap if prefix and f"{prefix}:" in spoken]
    alone = etree.fromstring(etree.tostring(element, encoding="UTF-8", with_tail=False), _parser())
    etree.cleanup_namespaces(alone, keep_ns_prefixes=mentioned)
    return etree.tostring(alone, encoding="UTF-8")


def quoted(text: str, *, most: int = 60) -> str:
    """A name as findings show it: in backticks, control characters escaped, cut after `most` characters."""
    shown = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text[:most])
    return f"`{shown}…`" if len(text) > most else f"`{shown}`"


def _refuse(source: str, findings: tuple[Finding, ...]) -> None:
    if findings:
        raise MalformedError(source, findings)


def _scan(data: bytes, limit_bytes: int) -> tuple[Finding, ...]:
    """What can be refused without parsing; the first kind of trouble is reported alone, for the rest builds on it."""
    return (
        _scan_size(data, limit_bytes)
        or _scan_encoding(data)
        or _scan_declaration(data)
        or _scan_doctype(data)
        or _scan_counts(data)
    )


def _scan_size(data: bytes, limit_bytes: int) -> tuple[Finding, ...]:
    if len(data) <= limit_bytes:
        return ()
    return (Finding("xml.size", "input", f"at most {limit_bytes:,} bytes", f"{len(data):,} bytes"),)


def _scan_encoding(data: bytes) -> tuple[Finding, ...]:
    found = next((name for mark, name in _FOREIGN_MARKS if data.startswith(mark)), None)
    if found:
        return (Finding("xml.encoding", "line 1", "UTF-8", found),)
    at = data.find(b"\x00")
    if at >= 0:
        return (Finding("xml.nul", _line(data, at), "no NUL", f"NUL at byte {at}"),)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return (Finding("xml.encoding", _line(data, error.start), "UTF-8", f"other bytes at byte {error.start}"),)
    return ()


def _scan_declaration(data: bytes) -> tuple[Finding, ...]:
    declared = _DECLARATION.match(data.removeprefix(_UTF8_MARK))
    if declared is None:
        return ()
    version, encoding = declared.group(1), declared.group(2) or b"utf-8"
    if version != b"1.0":
        return (Finding("xml.version", "line 1", "XML 1.0", f"version {quoted(version.decode())}"),)
    if encoding.lower() not in _UTF8_NAMES:
        return (Finding("xml.encoding", "line 1", "UTF-8", f"declared {quoted(encoding.decode())}"),)
    return ()


def _scan_doctype(data: bytes) -> tuple[Finding, ...]:
    """A document type can only stand before the root (XML 1.0, 2.8): step over what may, and see what comes."""
    at = len(_UTF8_MARK) if data.startswith(_UTF8_MARK) else 0
    while True:
        space = _SPACE.match(data, at)
        at = space.end() if space else at
        opening, closing = (b"<?", b"?>") if data.startswith(b"<?", at) else (b"<!--", b"-->")
        end = data.find(closing, at + len(opening)) if data.startswith(opening, at) else -1
        if end < 0:
            break
        at = end + len(closing)
    if data.startswith(b"<!", at) and not data.startswith(b"<!--", at):
        return (Finding("xml.doctype", _line(data, at), "no document type", "a document type declaration"),)
    return ()


def _scan_counts(data: bytes) -> tuple[Finding, ...]:
    """Upper bounds that keep the tree small before it is built: every element and every attribute costs a sign."""
    tags, equals = data.count(b"<"), data.count(b"=")
    found = []
    if tags > 2 * ELEMENTS_MOST + 1000:
        found.append(Finding("xml.elements", "input", f"at most {ELEMENTS_MOST:,} elements", f"{tags:,} `<` signs"))
    if equals > ATTRIBUTES_MOST:
        most = f"at most {ATTRIBUTES_MOST:,} attributes"
        found.append(Finding("xml.attributes", "input", most, f"{equals:,} `=` signs"))
    return tuple(found)


def _parser() -> etree.XMLParser:
    """The encoding is ours to say, whatever a declaration claims: `_scan_encoding` has seen that it is UTF-8."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        strip_cdata=False,
        remove_comments=False,
        remove_pis=False,
    )


def _build(data: bytes, source: str) -> etree._Element:
    parser = _parser()
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise MalformedError(source, (_syntax(parser, error),)) from error


def _syntax(parser: etree.XMLParser, error: etree.XMLSyntaxError) -> Finding:
    """The parser's complaint by its kind, never by its words, which may hold content."""
    first = next(iter(parser.error_log), None)
    kind = (
        first.type_name.removeprefix("NS_").removeprefix("ERR_").replace("_", " ").lower() if first else "no document"
    )
    line, column = (first.line, first.column) if first else error.position
    rule = "xml.entity" if "entity" in kind else "xml.nesting" if "limit" in kind else "xml.well-formed"
    expected = {
        "xml.entity": "the five predefined entities only",
        "xml.nesting": f"at most {DEPTH_MOST} levels and values below the limits of the parser",
        "xml.well-formed": "a well-formed document",
    }[rule]
    return Finding(rule, f"line {line}, column {column}", expected, kind)


def _walk(root: etree._Element) -> tuple[Finding, ...]:
    """What only the tree shows. Counting and depth are XPath, so that a large tree costs no time in Python."""
    report = Report()
    count = root.xpath("count(descendant-or-self::*)")
    if isinstance(count, float) and count > ELEMENTS_MOST:
        report.add("xml.elements", "input", expected=f"at most {ELEMENTS_MOST:,} elements", found=f"{int(count):,}")
    deep = root.find("/".join("*" * DEPTH_MOST))
    if deep is not None:
        report.add("xml.nesting", f"line {deep.sourceline}", expected=f"at most {DEPTH_MOST} levels", found="more")
    crowded = root.xpath(f"//*[count(@*) > {ATTRIBUTES_OF_ONE}][1]")
    if crowded:
        most = f"at most {ATTRIBUTES_OF_ONE} attributes on one element"
        report.add("xml.attributes", "input", expected=most, found="more")
        return report.findings
    if _holds_many_prefixes(root):
        most = f"at most {PREFIXES_MOST} namespace declarations in force at one place"
        report.add("xml.prefixes", "input", expected=most, found="more")
    _check_nodes(root, report)
    return report.findings


def _holds_many_prefixes(root: etree._Element) -> bool:
    steps = {"start-ns": 1, "end-ns": -1}
    in_force = accumulate(steps[event] for event, _ in etree.iterwalk(root, events=tuple(steps)))
    return any(count > PREFIXES_MOST for count in in_force)


def _check_nodes(root: etree._Element, report: Report) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        # A second look, in case the scan of the prolog was fooled.
        report.add("xml.doctype", "line 1", expected="no document type", found="a document type declaration")
    for entity in root.iter(etree.Entity):
        report.add("xml.entity", entity, expected="the five predefined entities only", found="an entity reference")
    for instruction in root.iter(etree.PI):
        wanted = "no processing instruction inside the root"
        report.add("xml.instruction", instruction, expected=wanted, found="a processing instruction")
    for include in root.iter(f"{{{XINCLUDE}}}*"):
        report.add("xml.xinclude", include, expected="no XInclude", found="an XInclude element")


def _line(data: bytes, at: int) -> str:
    lines = data.count(b"\n", 0, at) + 1
    return f"line {lines}"


def _line_in(spot: str) -> int:
    found = _LINE.match(spot)
    return int(found.group(1)) if found else 0


def _step(element: etree._Element) -> str:
    if type(element) in _KINDS:
        return _kind_of(element).split(" ", 1)[1]
    if element.getparent() is None:
        return local(element)
    name = etree.QName(element)
    step, spaces = (f"p:{name.localname}", {"p": name.namespace}) if name.namespace else (name.localname, None)
    before = element.xpath(f"count(preceding-sibling::{step})", namespaces=spaces)
    return f"{name.localname}[{int(before) + 1 if isinstance(before, float) else 1}]"


def _kind_of(node: etree._Element) -> str:
    return _KINDS.get(type(node), "an element")


def _values(element: etree._Element) -> Iterator[str]:
    for node in element.iter(etree.Element):
        yield from (value for value in (node.text, *node.attrib.values()) if value)
