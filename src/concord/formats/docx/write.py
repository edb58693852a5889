"""A paper to the bytes of a file: the same paper, the same bytes.

The file holds what the paper says and nothing else: no author, no dates, no application, no picture, no comment, no
revision; its properties are title and language (ISO/IEC 29500-2:2021 clause 8, ECMA-376 core properties).
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

from concord.formats.paper.spec import Block, Heading, Items, Paper, Paragraph, Style, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SAME_TIME = (1980, 1, 1, 0, 0, 0)
"""When every part of a file was written: always."""
WIDTH, HEIGHT, MARGIN = Mm(210), Mm(297), Mm(18)
DROPPED = (
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    RELATIONSHIP_TYPE.CUSTOM_XML,
)
"""What the template brings and no paper needs."""
HEADINGS = {"Title": 16, "Heading 1": 11, "Heading 2": 10, "Heading 3": 9}
"""The styles of headings, with the height of their letters in points."""
LETTERS, INK = "Arial", RGBColor(0x1D, 0x23, 0x26)
NARROW, BROAD = 9, 44
"""So many letters more than its head a column has room for at least, and so many at most."""
STYLES = {Style.ITEM: "List Bullet"}
"""The styles of paragraphs that are not plain."""
NUMBERED = Mm(9)
"""How far in a numbered paragraph stands."""
TONGUES = {"en": "en-GB", "fr": "fr-FR"}


def write(paper: Paper) -> bytes:
    """The file of a paper."""
    document = docx.Document()
    _bare(document, paper)
    _page(document, paper.lines)
    _plain(document)
    _small(document)
    document.add_heading(_marked(paper.mark, paper.title), 0)
    for block in paper.blocks:
        _add(document, block)
    held = io.BytesIO()
    document.save(held)
    return _timeless(held.getvalue())


def _bare(document: Any, paper: Paper) -> None:
    """Take away what the template says of itself; say title and language."""
    for part in (document.part.package, document.part):
        for name in [name for name, relation in part.rels.items() if relation.reltype in DROPPED]:
            del part.rels[name]
    properties = document.core_properties._element
    for child in list(properties):
        properties.remove(child)
    tongue = TONGUES.get(paper.language, paper.language)
    document.core_properties.title, document.core_properties.language = paper.title[:255], tongue
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), tongue)
    for element in document.element.iter():
        for name in [name for name in element.attrib if "rsid" in name]:  # which save it was written in
            del element.attrib[name]


def _page(document: Any, lines: tuple[str, ...]) -> None:
    """A4, with the same lines above and below on every page, and the number of the page below."""
    section = document.sections[0]
    section.page_width, section.page_height = WIDTH, HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for place in (section.header, section.footer):
        for number, text in enumerate(lines):
            line = place.add_paragraph() if number else place.paragraphs[0]
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.add_run(text).bold = True
    number = section.footer.add_paragraph()
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)


def _plain(document: Any) -> None:
    """One family of letters that every office has, in ink: no colours of a template, and no house's."""
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), LETTERS)
    for name in (*HEADINGS, "Caption"):
        document.styles[name].font.color.rgb = INK
    for line in document.styles["Title"].element.iter(qn("w:bottom")):
        line.attrib.pop(qn("w:themeColor"), None)
        line.set(qn("w:color"), str(INK))


def _small(document: Any) -> None:
    """Letters and spaces for a paper that is to stand on one page."""
    document.styles["Normal"].font.size = Pt(9)
    for name in ("Normal", "List Bullet"):
        document.styles[name].paragraph_format.space_after = Pt(2)
    for name, size in HEADINGS.items():
        document.styles[name].font.size = Pt(size)
        document.styles[name].paragraph_format.space_before = Pt(6)


def _add(document: Any, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(_marked(block.mark, block.text), block.level)
    elif isinstance(block, Paragraph):
        _add_paragraph(document, block)
    elif isinstance(block, Items):
        for text in block.texts:
            document.add_paragraph(text, style="List Bullet")
    else:
        if block.mark:
            document.add_paragraph(block.mark).paragraph_format.keep_with_next = True
        _add_table(document, block)


def _add_paragraph(document: Any, block: Paragraph) -> None:
    """A paragraph under its style; its number stands before it on a tab of its own."""
    told = _marked(block.mark, block.text)
    if block.style is Style.CAPTION:
        document.add_paragraph(f"{block.number}: {told}" if block.number else told, style="Caption")
        return
    made = document.add_paragraph(f"{block.number}\t{told}" if block.number else told, style=STYLES.get(block.style))
    if block.number:
        made.paragraph_format.left_indent, made.paragraph_format.first_line_indent = NUMBERED, -NUMBERED
        made.paragraph_format.tab_stops.add_tab_stop(NUMBERED)


def _marked(mark: str, text: str) -> str:
    return f"{mark} {text}" if mark else text


def _add_table(document: Any, block: Table) -> None:
    table = document.add_table(rows=0, cols=len(block.head), style="Table Grid")
    table.autofit = False
    wide = widths(block)
    for column, width in zip(table.columns, wide, strict=True):
        column.width = width
    for number, cells in enumerate((block.head, *block.rows)):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, width in zip(row.cells, cells, wide, strict=True):
            cell.width = width
            cell.paragraphs[0].add_run(text).bold = number == 0
            form = cell.paragraphs[0].paragraph_format
            form.space_before = form.space_after = Pt(1.5)
    header = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def widths(block: Table) -> list[Length]:
    """The widths of the columns of a table: by what is longest in each, within bounds; together those of the text."""
    columns = zip(block.head, *block.rows, strict=True)
    letters = [min(max(len(column[0]) + NARROW, *map(len, column)), BROAD) for column in columns]
    return [Length((WIDTH - 2 * MARGIN) * each // sum(letters)) for each in letters]


def _timeless(data: bytes) -> bytes:
    """The same parts in the same order, written at no time."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            new.writestr(zipfile.ZipInfo(name, SAME_TIME), old.read(name), zipfile.ZIP_DEFLATED)
    return held.getvalue()
