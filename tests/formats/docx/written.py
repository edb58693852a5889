"""Word files made to be hard: a container by hand, with whatever stands in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": W,
        "r": OFFICE,
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Titre"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="heading 2"/>
<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="Titre2"/></w:style>
<w:style w:type="paragraph" w:styleId="TM1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Legende"><w:name w:val="caption"/></w:style>
<w:style w:type="character" w:styleId="Veiled"><w:name w:val="Veiled"/><w:rPr><w:vanish/></w:rPr></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1%2%3"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="8">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
"""
PARTS = {
    "styles": "styles",
    "numbering": "numbering",
    "footnotes": "footnotes",
    "comments": "comments",
    "settings": "settings",
    "header": "hdr",
    "footer": "ftr",
}
"""The parts that a file may have, and the names of their roots."""
TYPE = f"{MAIN}.document.main+xml"


@dataclass
class Word:
    """A file to be made: the XML of its body and of its parts, other entries, links to elsewhere."""

    body: str
    parts: dict[str, str] = field(default_factory=dict)
    entries: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    kind: str = TYPE

    def entries_of(self) -> dict[str, bytes]:
        """All entries by name."""
        parts = {"styles": STYLES, "numbering": NUMBERING, **self.parts}
        inner = {f"word/{name}.xml": _root(PARTS[name], text) for name, text in parts.items()}
        kinds = [(name, f"{OFFICE}/{name}", f"{name}.xml", "") for name in parts]
        linked = [(name, f"{OFFICE}/hyperlink", to, ' TargetMode="External"') for name, to in self.links.items()]
        return {
            "[Content_Types].xml": _types(self.kind),
            "_rels/.rels": _relations([("main", f"{OFFICE}/officeDocument", "word/document.xml", "")]),
            "word/document.xml": _root("document", f"<w:body>{self.body}</w:body>"),
            "word/_rels/document.xml.rels": _relations([*kinds, *linked]),
            **inner,
            **self.entries,
        }

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return packed(self.entries_of())


def packed(entries: Mapping[str, bytes]) -> bytes:
    """A container of entries."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return held.getvalue()


def p(*inner: str, style: str = "", number: str = "", level: int = 0) -> str:
    """A paragraph of runs."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    return f"<w:p><w:pPr>{styled}{listed}</w:pPr>{''.join(inner)}</w:p>"


def r(text: str, form: str = "", tag: str = "t") -> str:
    """A run of words."""
    return f'<w:r><w:rPr>{form}</w:rPr><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def tc(*inner: str, form: str = "") -> str:
    """A cell."""
    return f"<w:tc><w:tcPr>{form}</w:tcPr>{''.join(inner) or p()}</w:tc>"


def tbl(*rows: str) -> str:
    """A table of rows of cells."""
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def mark(kind: str) -> str:
    """The beginning, middle or end of a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def complex_field(code: str, *shown: str) -> str:
    """A field with its code and what it shows."""
    told = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return f"{mark('begin')}{told}{mark('separate')}{''.join(shown)}{mark('end')}"


def note(identity: int, text: str) -> str:
    """A footnote."""
    return f'<w:footnote w:id="{identity}">{p(r(text))}</w:footnote>'


def to_note(identity: int) -> str:
    """The mark of a footnote."""
    return f'<w:r><w:footnoteReference w:id="{identity}"/></w:r>'


def picture(alternative: str) -> str:
    """A picture with an alternative text."""
    inner = "<a:graphic><a:graphicData><a:blip/></a:graphicData></a:graphic>"
    told = f'<wp:docPr id="1" name="n" descr="{alternative}"/>'
    return f"<w:r><w:drawing><wp:inline>{told}{inner}</wp:inline></w:drawing></w:r>"


def box(text: str) -> str:
    """A text box as it is written: once for new programs, once more for old ones."""
    inner = f"<w:txbxContent>{p(r(text))}</w:txbxContent>"
    new = f"<w:drawing><wp:inline><wp:docPr id='2' name='b'/><wps:txbx>{inner}</wps:txbx></wp:inline></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
    choice = f'<mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"


def _root(name: str, inner: str) -> bytes:
    return f"<?xml version='1.0' encoding='UTF-8'?><w:{name} {SPACES}>{inner}</w:{name}>".encode()


def _relations(given: list[tuple[str, str, str, str]]) -> bytes:
    told = "".join(f'<Relationship Id="{i}" Type="{t}" Target="{to}"{mode}/>' for i, t, to, mode in given)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{told}</Relationships>'.encode()


def _types(kind: str) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    main = f'<Override PartName="/word/document.xml" ContentType="{kind}"/>'
    return f'<Types xmlns="{space}"><Default Extension="xml" ContentType="application/xml"/>{main}</Types>'.encode()
