"""The words of one paragraph as they are seen, and everything in it that is not taken over.

Source: docs/spec/papers-in.md PI11, PI15-PI17, PI20-PI22; ISO/IEC 29500-1:2016 17.3 (paragraphs and runs), 17.13
(annotations), 17.16 (fields).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from concord.formats.docx.styles import Styles
from concord.formats.docx.tree import Sort, Tally
from concord.formats.docx.words import MC as CHOICE
from concord.formats.docx.words import M as MATH
from concord.formats.docx.words import R, first, found, parts_of, value, w, words_in

BLANK = re.compile(r"[^\S\n]+")
REFORMED = " | ".join(
    f".//w:{name}"
    for name in ("rPrChange", "pPrChange", "tblPrChange", "tcPrChange", "trPrChange", "sectPrChange", "numberingChange")
)
PASSED = frozenset(
    map(w, ("smartTag", "bdo", "dir", "ruby", "rubyBase", "sdtContent", "bookmarkStart", "bookmarkEnd", "proofErr"))
)
"""Elements that only hold others."""


@dataclass
class Line:
    """What a paragraph gave: its words, the alternative texts of its pictures, and the notes that it refers to."""

    text: str = ""
    raw: str = ""
    """The words with their tabs."""
    pictures: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class _Field:
    """A field that is open: whether its result is being shown, and whether it is a table of contents."""

    is_shown: bool = False
    is_contents: bool = False
    code: str = ""


class Walker:
    """Walks through the paragraphs of one story (body, note, header) in order; fields may reach over several."""

    def __init__(self, styles: Styles, tally: Tally, links: frozenset[str]) -> None:
        self._styles = styles
        self._tally = tally
        self._links = links
        self.linked: set[str] = set()
        """The relations that links in the text go to."""
        self._fields: list[_Field] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._place = ""
        self._is_veiled = False
        self._pieces: list[str] = []
        self._line = Line()
        self._hid = False

    def line(self, paragraph: etree._Element, place: str) -> Line:
        """What one paragraph gives; what it does not give is told."""
        self._place, self._pieces, self._line = place, [], Line()
        self._is_veiled = self._styles.veils(paragraph)
        self._tell_marks(paragraph)
        if self._styles.is_contents(paragraph):
            self.leave(paragraph, Sort.CONTENTS, place)
        else:
            self._inside(paragraph)
        self._line.raw = "".join(self._pieces)
        self._line.text = self._seen(self._line.raw)
        return self._line

    def leave(self, element: etree._Element, sort: Sort, place: str, count: int = 1) -> None:
        """Set an element aside with all of its words."""
        self._tally.add(sort, place, count)
        self._tally.words += words_in(element)
        self._follow(element)

    def end(self) -> None:
        """The story ends, and every field with it."""
        self._fields.clear()

    def _tell_marks(self, paragraph: etree._Element) -> None:
        """What annotations there are, wherever in the paragraph they stand."""
        self._tally.add(Sort.COMMENT, self._place, len(found(paragraph, ".//w:commentReference")))
        self._tally.add(Sort.REFORMED, self._place, len(found(paragraph, REFORMED)))
        own = "w:pPr/w:rPr/w:"
        self._tally.add(Sort.INSERTED, self._place, len(found(paragraph, f"{own}ins | {own}moveTo")))
        self._tally.add(Sort.DELETED, self._place, len(found(paragraph, f"{own}del | {own}moveFrom")))

    def _follow(self, element: etree._Element) -> None:
        """Fields that begin or end in what is set aside."""
        for each in element.iter(w("fldChar")):
            self._field_mark(each)

    def _inside(self, element: etree._Element) -> None:
        for child in parts_of(element):
            do = STEPS.get(child.tag)
            if do is not None:
                do(self, child)
            elif child.tag in PASSED:
                self._inside(child)

    def _run(self, run: etree._Element) -> None:
        if self._styles.hides(run, is_veiled=self._is_veiled):
            is_new = not self._hid and words_in(run) > 0
            self.leave(run, Sort.HIDDEN, self._place, int(is_new))
            self._hid = self._hid or is_new
            return
        self._hid = self._hid and words_in(run) == 0
        self._inside(run)

    def _text(self, element: etree._Element) -> None:
        self._tally.words += 1
        if not all(each.is_shown for each in self._fields):
            self._tally.add(Sort.HIDDEN, self._place)
        elif any(each.is_contents for each in self._fields):
            self._tally.add(Sort.CONTENTS, self._place)
        else:
            self._pieces.append(element.text or "")

    def _deleted(self, element: etree._Element) -> None:
        self.leave(element, Sort.DELETED, self._place)

    def _inserted(self, element: etree._Element) -> None:
        self.leave(element, Sort.INSERTED, self._place)

    def _space(self, element: etree._Element) -> None:
        self._pieces.append("\t")

    def _break(self, element: etree._Element) -> None:
        self._pieces.append("\n")

    def _hyphen(self, element: etree._Element) -> None:
        self._pieces.append("-")

    def _symbol(self, element: etree._Element) -> None:
        self._tally.add(Sort.SYMBOL, self._place)

    def _link(self, element: etree._Element) -> None:
        goes = element.get(f"{{{R}}}id") or ""
        if goes in self._links:
            self._tally.add(Sort.LINK, self._place)
            self.linked.add(goes)
        self._inside(element)

    def _simple_field(self, element: etree._Element) -> None:
        self._tally.add(Sort.FIELD, self._place)
        self._inside(element)

    def _field_mark(self, element: etree._Element) -> None:
        kind = value(element, "fldCharType")
        if kind == "begin":
            self._tally.add(Sort.FIELD, self._place)
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].is_shown = True
            self._fields[-1].is_contents = self._fields[-1].code.split()[:1] == ["TOC"]
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _field_code(self, element: etree._Element) -> None:
        if self._fields:
            self._fields[-1].code += element.text or ""

    def _note(self, element: etree._Element) -> None:
        kind = "footnote" if element.tag == w("footnoteReference") else "endnote"
        note = kind, value(element, "id")
        number = self._numbers.setdefault(note, len(self._numbers) + 1)
        self._line.notes.append(note)
        self._pieces.append(f"[{number}]")

    def number_of(self, note: tuple[str, str]) -> int:
        """The number of a note that was referred to."""
        return self._numbers[note]

    def _control(self, element: etree._Element) -> None:
        self._tally.add(Sort.CONTROL, self._place)
        self._inside(element)

    def _custom(self, element: etree._Element) -> None:
        self._tally.add(Sort.CUSTOM_XML, self._place)
        self._inside(element)

    def _formula(self, element: etree._Element) -> None:
        self._tally.add(Sort.FORMULA, self._place)
        self._tally.words += words_in(element)
        self._pieces += [each.text or "" for each in element.iter(f"{{{MATH}}}t")]

    def _embedded(self, element: etree._Element) -> None:
        self.leave(element, Sort.EMBEDDED, self._place)

    def _drawing(self, element: etree._Element) -> None:
        """A picture gives its alternative text; boxes, and words drawn, are told; anything else is embedded."""
        boxes = found(element, ".//w:txbxContent | .//v:textpath")
        pictures = found(element, ".//a:blip | .//v:imagedata")
        if boxes:
            self._tally.add(Sort.TEXT_BOX, self._place, len(boxes))
        if pictures or not boxes:
            is_shape = not pictures and first(element, ".//a:graphicData") is not None
            self._tally.add(Sort.EMBEDDED if is_shape else Sort.PICTURE, self._place, max(len(pictures), 1))
        said = [each.get("descr") or "" for each in found(element, ".//wp:docPr")]
        said += [each.get("alt") or "" for each in found(element, ".//v:shape | .//v:rect")]
        texts = (self._seen(each) for each in said)
        self._line.pictures += [each for each in texts if each]
        self._tally.words += words_in(element)
        self._follow(element)

    def _alternatives(self, element: etree._Element) -> None:
        """Of several forms of one thing the first; what says it again is accounted for."""
        forms = [each for each in parts_of(element) if each.tag in (f"{{{CHOICE}}}Choice", f"{{{CHOICE}}}Fallback")]
        for other in forms[1:]:
            self._tally.words += words_in(other)
        for chosen in forms[:1]:
            self._inside(chosen)

    def _seen(self, text: str) -> str:
        """A text without what cannot be seen, its spaces made one."""
        self._tally.add(Sort.UNSEEN, self._place, sum(map(_is_unseen, text)) - text.count("\N{SOFT HYPHEN}"))
        return seen(text)


def seen(text: str) -> str:
    """A text as it is seen: without what cannot be, its blanks made one, its lines kept (PI11)."""
    kept = "".join(each for each in text if not _is_unseen(each))
    return "\n".join(BLANK.sub(" ", line).strip() for line in kept.split("\n")).strip()


def _is_unseen(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in ("Cf", "Cc")


STEPS: Mapping[str | bytes | bytearray | etree.QName, Callable[[Walker, etree._Element], None]] = {
    w("r"): Walker._run,
    w("t"): Walker._text,
    w("delText"): Walker._deleted,
    w("ins"): Walker._inserted,
    w("moveTo"): Walker._inserted,
    w("del"): Walker._deleted,
    w("moveFrom"): Walker._deleted,
    w("tab"): Walker._space,
    w("ptab"): Walker._space,
    w("br"): Walker._break,
    w("cr"): Walker._break,
    w("noBreakHyphen"): Walker._hyphen,
    w("sym"): Walker._symbol,
    w("hyperlink"): Walker._link,
    w("fldSimple"): Walker._simple_field,
    w("fldChar"): Walker._field_mark,
    w("instrText"): Walker._field_code,
    w("footnoteReference"): Walker._note,
    w("endnoteReference"): Walker._note,
    w("sdt"): Walker._control,
    w("customXml"): Walker._custom,
    f"{{{MATH}}}oMath": Walker._formula,
    f"{{{MATH}}}oMathPara": Walker._formula,
    w("object"): Walker._embedded,
    w("control"): Walker._embedded,
    w("subDoc"): Walker._embedded,
    w("drawing"): Walker._drawing,
    w("pict"): Walker._drawing,
    f"{{{CHOICE}}}AlternateContent": Walker._alternatives,
}
"""What is done with each element in a paragraph; what is in none of these is not read (PI21)."""
