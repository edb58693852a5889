"""Files that are not what they should be: each refused whole, with one finding (papers-in.md PI1 to PI6)."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable

import pytest

from concord.formats.docx import package
from concord.formats.docx.read import read
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from tests.formats.docx.written import OFFICE, TYPE, Word, p, packed, r, tbl, tc

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PLAIN = Word(p(r("text")))
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "kestrel">]>'


def refused(data: bytes) -> Finding:
    """The one finding for which a file is refused."""
    with pytest.raises(MalformedError) as error:
        read(data)
    assert len(error.value.findings) == 1
    return error.value.findings[0]


def with_entries(**entries: bytes) -> bytes:
    """A plain file with other entries; `__` stands for a stroke, `_` for a point."""
    named = {name.replace("__", "/").replace("_", "."): data for name, data in entries.items()}
    return packed({**PLAIN.entries_of(), **named})


def twice() -> bytes:
    """A file with two entries of one name but for case."""
    held = io.BytesIO(PLAIN.data)
    with zipfile.ZipFile(held, "a") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.writestr("WORD/document.xml", b"<x/>")
    return held.getvalue()


def locked() -> bytes:
    """A file whose first entry says that it is encrypted."""
    data = bytearray(PLAIN.data)
    at = data.index(b"PK\x01\x02") + 8
    data[at : at + 2] = struct.pack("<H", 1)
    return bytes(data)


def lying() -> bytes:
    """A file whose main part says that it is short, and is long."""
    data = bytearray(Word(p(r("word " * 200_000))).data)
    name = data.rindex(b"word/document.xml")
    data[name - 22 : name - 18] = struct.pack("<I", 100)
    return bytes(data)


def without(name: str) -> bytes:
    """A plain file without one of its entries."""
    return packed({key: data for key, data in PLAIN.entries_of().items() if key != name})


def edited(name: str, old: bytes, new: bytes) -> bytes:
    """A plain file with another word in one of its entries."""
    entries = PLAIN.entries_of()
    return packed({**entries, name: entries[name].replace(old, new)})


def broken() -> bytes:
    """A file with a byte of its main part turned."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as file:
        for name, data in PLAIN.entries_of().items():
            file.writestr(name, data)
    return held.getvalue().replace(b"<w:body>", b"<w:bodx>")


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "empty": (lambda: b"", "PI1", "an empty file"),
    "text": (lambda: b"A text.", "PI1", "another kind of file"),
    "pdf": (lambda: b"%PDF-1.7", "PI1", "a PDF"),
    "rtf": (lambda: b"{\\rtf1}", "PI1", "rich text (RTF)"),
    "old": (lambda: OLE + bytes(512), "PI1", "a file of the older binary form"),
    "encrypted": (lambda: OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "PI1", "an encrypted file"),
    "cut": (lambda: PLAIN.data[:-30], "PI2", "a damaged one"),
    "cut early": (lambda: PLAIN.data[:200], "PI2", "a damaged one"),
    "turned": (broken, "PI2", "a damaged one"),
    "locked entry": (locked, "PI2", "an encrypted entry"),
    "lying entry": (lying, "PI2", "a damaged one"),
    "one name twice": (twice, "PI2", "two entries of one name"),
    "no types": (lambda: without("[Content_Types].xml"), "PI2", "a part that is missing"),
    "no main part": (lambda: without("word/document.xml"), "PI2", "a part that is missing"),
    "no relations": (lambda: without("_rels/.rels"), "PI1", "a container without one main part"),
    "another container": (lambda: packed({"mimetype": b"x"}), "PI2", "a part that is missing"),
    "template": (lambda: Word("", kind=TYPE.replace("document.main", "template.main")).data, "PI1", "a template"),
    "sheet": (lambda: Word("", kind=TYPE.replace("word", "sheet")).data, "PI1", "a container of another kind"),
    "macro file": (
        lambda: Word("", kind="application/vnd.ms-word.document.macroEnabled.main+xml").data,
        "PI3",
        "a file with macros",
    ),
    "macro under another name": (lambda: with_entries(word__vbaProject_bin=b"x"), "PI3", "a file with macros"),
    "macro by type alone": (
        lambda: edited("[Content_Types].xml", b"application/xml", b"application/vnd.ms-office.vbaProject"),
        "PI3",
        "a file with macros",
    ),
    "entities": (
        lambda: edited("word/document.xml", b"<w:document", DOCTYPE + b"<w:document"),
        "PI4",
        "a document type declaration",
    ),
    "entities in a part": (
        lambda: edited("word/styles.xml", b"<w:styles", DOCTYPE + b"<w:styles"),
        "PI4",
        "a document type declaration",
    ),
    "not well formed": (lambda: edited("word/document.xml", b"</w:body>", b""), "PI4", "tag name mismatch"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_word_file_is_refused_by_what_it_is(name: str) -> None:
    data, rule, found = REFUSED[name]
    finding = refused(data())
    assert (finding.rule, finding.found) == (rule, found)


def test_the_strict_form_is_refused() -> None:
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    data = edited("word/document.xml", space, b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert refused(data).expected == "a document of the transitional form"


def test_a_file_that_is_too_long_is_refused_unread() -> None:
    finding = refused(b"PK\x03\x04" + bytes(package.LIMIT_BYTES))
    assert (finding.rule, finding.expected) == ("PI1", "at most 16,777,216 bytes")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refused(with_entries(word__media__a_png=bytes(4 * 2**20))).found == "one that grows more"


def test_many_small_bombs_are_refused_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "UNPACKED_MOST", 2**20)
    entries = {f"word/media/{number}.png": bytes(2**18) for number in range(5)}
    assert refused(packed({**PLAIN.entries_of(), **entries})).expected == "at most 1,048,576 bytes unpacked"


def test_a_part_that_is_read_is_bounded_whatever_it_says_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "PART_MOST", 100)
    assert refused(PLAIN.data).expected == "parts of at most 100 bytes"


def test_too_many_entries_are_refused() -> None:
    entries = {f"x/{number}": b"" for number in range(package.ENTRIES_MOST)}
    assert refused(packed({**PLAIN.entries_of(), **entries})).expected == "at most 2,000 entries"


def test_a_table_that_would_fill_the_memory_is_refused() -> None:
    rows = [tc() * 5_000, *[tc()] * 5_000]
    finding = refused(Word(tbl(*rows)).data)
    assert (finding.rule, finding.place, finding.found) == ("PI14", "table 1", "25,005,000")


def test_nothing_outside_the_file_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*given: object, **named: object) -> None:
        raise AssertionError("the file reached out")

    entries = PLAIN.entries_of()
    template = (
        f'<Relationship Id="t" Type="{OFFICE}/attachedTemplate" Target="http://127.0.0.1:9/" TargetMode="External"/>'
    )
    rels = entries["word/_rels/document.xml.rels"].replace(b"</Rel", template.encode() + b"</Rel", 1)
    monkeypatch.setattr("socket.socket", never)
    monkeypatch.setattr("builtins.open", never)
    file = read(packed({**entries, "word/_rels/document.xml.rels": rels}))
    assert [(aside.sort.value, aside.count) for aside in file.asides] == [("link to elsewhere", 1)]


@pytest.mark.parametrize("cut", range(0, len(PLAIN.data), 97))
def test_a_file_cut_anywhere_is_refused_with_one_finding(cut: int) -> None:
    assert refused(PLAIN.data[:cut]).rule in ("PI1", "PI2")
