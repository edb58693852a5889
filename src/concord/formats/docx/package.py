"""The container of a file of a word processor: what it is, its parts and their relations; refused unpacked.

Source: docs/spec/papers-in.md PI1-PI6; ISO/IEC 29500-2:2021 (packages, content types, relationships).
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from lxml import etree

from concord.formats import hardened
from concord.release.errors import MalformedError
from concord.release.findings import Finding

LIMIT_BYTES = 16 * 2**20
"""The longest file (PI1)."""
ENTRIES_MOST = 2_000
UNPACKED_MOST = 256 * 2**20
PART_MOST = 32 * 2**20
GROWTH_MOST, GROWTH_FREE = 200, 2**20
"""How many times an entry may grow, beyond how many bytes (PI2)."""

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
PROGRAM_WORDS = ("macroenabled", "vbaproject", "vbadata", "ms-word.attachedtoolbars")
"""What content types and relations of programs have in their names (PI3)."""

WORD_FILE = "a Word file (.docx)"
ANOTHER = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "rich text (RTF)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file of the older binary form"),
)
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
"""What reading a damaged container ends in."""


@dataclass(frozen=True)
class Relation:
    """What a part refers to: by which id, as what (the last word of its type), and where it is."""

    id: str
    kind: str
    target: str
    is_external: bool


class Package:
    """The parts of a file; each is unpacked only when it is asked for."""

    def __init__(self, data: bytes, source: str) -> None:
        self._container = zipfile.ZipFile(io.BytesIO(data))
        self._entries = {info.filename.lower(): info for info in self._container.infolist()}
        self._source = source

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in lower case; folders left out."""
        return tuple(name for name in self._entries if not name.endswith("/"))

    def root(self, name: str) -> etree._Element:
        """The root of a part.

        Raises:
            MalformedError: it is not there, damaged, or refused as XML (PI2, PI4).
        """
        info = self._entries.get(name.lower())
        if info is None:
            refuse(self._source, "PI2", "container", "every part that is referred to", "a part that is missing")
        try:
            with self._container.open(info) as part:
                data = part.read(PART_MOST + 1)
        except DAMAGED as error:
            raise refusal(self._source, "PI2", "container", "a part that can be unpacked", "a damaged one") from error
        if len(data) > PART_MOST:
            refuse(self._source, "PI2", "container", f"parts of at most {PART_MOST:,} bytes", "a longer one")
        try:
            return hardened.parse(data, source=self._source, limit_bytes=PART_MOST)
        except MalformedError as error:
            first = error.findings[0]
            told = Finding("PI4", f"part {_said(name)}", first.expected, first.found)
            raise MalformedError(self._source, (told,)) from error

    def relations(self, name: str) -> tuple[Relation, ...]:
        """What a part refers to; nothing where it refers to nothing. The package itself is the part ""."""
        folder, own = posixpath.split(name)
        beside = posixpath.join(folder, "_rels", f"{own}.rels")
        if beside.lower() not in self._entries:
            return ()
        return tuple(_relation(each, folder) for each in self.root(beside).iter(f"{{{RELATIONS}}}Relationship"))

    def type_of(self, name: str) -> str:
        """The type of content of a part, in lower case; "" where the file says none."""
        wanted, ending = f"/{name}".lower(), name.rpartition(".")[2].lower()
        found = ""
        for kind, key, given in self._types():
            if kind == "Override" and key == wanted:
                return given
            if kind == "Default" and key == ending:
                found = given
        return found

    def types(self) -> frozenset[str]:
        """Every type of content that the file names, in lower case."""
        return frozenset(given for _, _, given in self._types())

    def _types(self) -> Iterator[tuple[str, str, str]]:
        for each in self.root("[Content_Types].xml"):
            kind = hardened.local(each) if isinstance(each.tag, str) else ""
            key = each.get("PartName") or each.get("Extension") or ""
            yield kind, key.lower(), (each.get("ContentType") or "").lower()


def opened(data: bytes, *, source: str) -> tuple[Package, str]:
    """The parts of a file, and the name of its main part.

    Raises:
        MalformedError: it is refused; the first thing that is wrong with it (PI6).
    """
    _check_kind(data, source)
    _check_entries(data, source)
    package = Package(data, source)
    _check_programs(package, source)
    return package, _main_of(package, source)


def refusal(source: str, rule: str, place: str, expected: str, found: str) -> MalformedError:
    """The one finding for which a file is refused."""
    return MalformedError(source, (Finding(rule, place, expected, found),))


def refuse(source: str, rule: str, place: str, expected: str, found: str) -> NoReturn:
    """Refuse a file.

    Raises:
        MalformedError: always.
    """
    raise refusal(source, rule, place, expected, found)


def _check_kind(data: bytes, source: str) -> None:
    if len(data) > LIMIT_BYTES:
        refuse(source, "PI1", "file", f"at most {LIMIT_BYTES:,} bytes", f"{len(data):,} bytes")
    if data.startswith(b"PK\x03\x04"):
        return
    found = next((words for mark, words in ANOTHER if data.startswith(mark)), "another kind of file")
    if ENCRYPTED in data:
        refuse(source, "PI1", "file", "a file without a password", "an encrypted file")
    refuse(source, "PI1", "file", WORD_FILE, found if data else "an empty file")


def _check_entries(data: bytes, source: str) -> None:
    """All that the table of contents says, before anything is unpacked."""
    if data.count(b"PK\x01\x02") > ENTRIES_MOST:
        refuse(source, "PI2", "container", f"at most {ENTRIES_MOST:,} entries", "more")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = file.infolist()
    except DAMAGED as error:
        raise refusal(source, "PI2", "container", "a file that can be unpacked", "a damaged one") from error
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names):
        refuse(source, "PI2", "container", "names that differ", "two entries of one name")
    if any(entry.flag_bits & 1 for entry in entries):
        refuse(source, "PI2", "container", "a file without a password", "an encrypted entry")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        refuse(source, "PI2", "container", "entries stored or deflated", "another compression")
    total = sum(entry.file_size for entry in entries)
    if total > UNPACKED_MOST:
        refuse(source, "PI2", "container", f"at most {UNPACKED_MOST:,} bytes unpacked", f"{total:,}")
    if any(entry.file_size > GROWTH_FREE + GROWTH_MOST * entry.compress_size for entry in entries):
        refuse(source, "PI2", "container", f"entries that grow at most {GROWTH_MOST:,} times", "one that grows more")


def _check_programs(package: Package, source: str) -> None:
    names = (*package.names, *package.types())
    if any(word in name for name in names for word in PROGRAM_WORDS):
        refuse(source, "PI3", "file", "a file without macros", "a file with macros")


def _main_of(package: Package, source: str) -> str:
    found = [each for each in package.relations("") if each.kind == "officeDocument" and not each.is_external]
    if len(found) != 1:
        refuse(source, "PI1", "file", WORD_FILE, "a container without one main part")
    given = package.type_of(found[0].target)
    if given == TEMPLATE:
        refuse(source, "PI1", "file", WORD_FILE, "a template")
    if given != MAIN:
        refuse(source, "PI1", "file", WORD_FILE, "a container of another kind")
    return found[0].target


def _relation(element: etree._Element, folder: str) -> Relation:
    target, kind = element.get("Target") or "", element.get("Type") or ""
    is_external = element.get("TargetMode") == "External"
    if not is_external:
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Relation(element.get("Id") or "", kind.rpartition("/")[2], target, is_external)


def _said(name: str) -> str:
    """The name of a part as messages show it."""
    return hardened.quoted(name)
