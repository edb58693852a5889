"""A table to the bytes of a workbook: the same table, the same bytes.

The parts are those that a workbook must have and no other: no properties, no theme, no links, no formulas. Texts stand
in their cells. Put together in memory: nothing is written to a disk (ISO/IEC 29500-1:2016 clauses 12.2, 12.3, 18).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from itertools import count

from concord.formats.xlsx.spec import Cell, Sheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAME_TIME = (1980, 1, 1, 0, 0, 0)
"""When every part of a file was written: always."""
LONGEST = 32_767
"""Characters of a cell."""
LONGEST_LINE = 255
"""Characters of a header or footer, with what says how they look."""
LONGEST_NAME = 31
MOST_ROWS = 1_000_000
"""Of a sheet; a longer table goes on in another."""
DIGITS = 15
"""A number of so many digits is kept exactly."""
FIRST_DAY, DAY_ZERO = date(1900, 3, 1), date(1899, 12, 30)
"""Days before the first are counted in different ways by different programs; a day is a count from day zero."""
NARROW, BROAD = 9, 50
"""The widths of columns, in characters."""
A_LINE, HIGHEST = 13, 400
"""The height of a line of letters, and of a row at most, in points."""
A_PAGE = 180
"""So many characters of width stand on a page that can still be read; a wider table goes on beside."""
PLAIN, BOLD, HEAD, DAY, QUOTED = range(5)
"""The looks of cells, by their places in STYLES."""
FORMULA = ("=", "+", "-", "@")
"""What a text begins with that would be a formula when it is typed again."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What a reader of a workbook takes for a character (clause 22.9.2.19)."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")

_FILLS = "".join(f'<fill><patternFill patternType="{each}"/></fill>' for each in ("none", "gray125"))
_EDGE = "<border><left/><right/><top/><bottom{}<diagonal/></border>"
_LINE = ' style="thin"><color auto="1"/></bottom>'
_LETTERS = '<font>{}<sz val="10"/><name val="Arial"/><family val="2"/></font>'
_WRAPPED = 'applyAlignment="1"><alignment vertical="{}" wrapText="1"/></xf>'
_LOOK = '<xf numFmtId="{}" fontId="{}" fillId="0" borderId="{}" xfId="0" '
STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    f'<fonts count="2">{_LETTERS.format("")}{_LETTERS.format("<b/>")}</fonts><fills count="2">{_FILLS}</fills>'
    f'<borders count="2">{_EDGE.format("/>")}{_EDGE.format(_LINE)}</borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">'
    f'{_LOOK.format(0, 0, 0)}{_WRAPPED.format("top")}{_LOOK.format(0, 1, 0)}applyFont="1"/>'
    f'{_LOOK.format(0, 1, 1)}applyFont="1" applyBorder="1" {_WRAPPED.format("bottom")}'
    f'{_LOOK.format(164, 0, 0)}applyNumberFormat="1" applyAlignment="1">'
    '<alignment horizontal="left" vertical="top"/></xf>'
    f'{_LOOK.format(0, 0, 0)}quotePrefix="1" {_WRAPPED.format("top")}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""How cells look: plain, bold, head, day, and a text that stays one when it is typed again."""


def write(sheet: Sheet) -> bytes:
    """The file of a table."""
    cut = [sheet.rows[at : at + MOST_ROWS] for at in range(0, len(sheet.rows), MOST_ROWS)] or [()]
    names = [_name(sheet.name, number) for number in range(len(cut))]
    head = len(sheet.above) + 1
    parts = {
        "[Content_Types].xml": _types(len(cut)),
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(names, [_area(sheet, head, len(rows)) for rows in cut], head),
        "xl/_rels/workbook.xml.rels": _links(
            [*(("worksheet", f"worksheets/sheet{n + 1}.xml") for n in range(len(cut))), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": STYLES,
    }
    parts |= {f"xl/worksheets/sheet{n + 1}.xml": _sheet(sheet, rows) for n, rows in enumerate(cut)}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name, text in parts.items():
            part = zipfile.ZipInfo(name, SAME_TIME)
            part.create_system = 0
            declared = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'
            file.writestr(part, declared.encode(), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _types(sheets: int) -> str:
    parts = [("workbook", "sheet.main"), ("styles", "styles")]
    parts += [(f"worksheets/sheet{number + 1}", "worksheet") for number in range(sheets)]
    told = "".join(f'<Override PartName="/xl/{n}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for n, kind in parts)
    links = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{links}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{told}</Types>'
    )


def _links(targets: list[tuple[str, str]]) -> str:
    each = (
        f'<Relationship Id="rId{number + 1}" Type="{_LINKED}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(each)}</Relationships>'


def _name(name: str, number: int) -> str:
    """A name that a tab can have, another for each sheet."""
    after = f" {number + 1}" if number else ""
    return (_NOT_IN_NAMES.sub(" ", _text(name)).strip() or "1")[: LONGEST_NAME - len(after)] + after


def _area(sheet: Sheet, head: int, rows: int) -> str:
    return f"$A${head}:${_letters(len(sheet.head) - 1)}${head + rows}"


def _workbook(names: list[str], areas: list[str], head: int) -> str:
    """The sheets; what is filtered; and the rows and the column that are printed on every page."""
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n + 1}" r:id="rId{n + 1}"/>' for n, name in enumerate(names)
    )
    filtered = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">{_within(name, area)}</definedName>'
        for n, (name, area) in enumerate(zip(names, areas, strict=True))
    )
    printed = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">'
        f"{_within(name, '$A:$A')},{_within(name, f'$1:${head}')}</definedName>"
        for n, name in enumerate(names)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKED}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{filtered}{printed}</definedNames></workbook>"
    )


def _within(name: str, area: str) -> str:
    """An area of a sheet, by its name."""
    return escape(f"'{name}'!{area}", quote=False)


def _sheet(sheet: Sheet, rows: Sequence[tuple[Cell, ...]]) -> str:
    number, first, wide = count(1), len(sheet.above) + 1, _widths(sheet.head, rows)
    whole = "".join(
        (
            *(_row(next(number), (line,), BOLD, sheet.goes_on, [len(line) + 3]) for line in sheet.above),
            _row(next(number), sheet.head, HEAD, sheet.goes_on, wide),
            *(_row(next(number), row, PLAIN, sheet.goes_on, wide) for row in rows),
        )
    )
    columns = "".join(
        f'<col min="{n + 1}" max="{n + 1}" width="{width}" customWidth="1"/>' for n, width in enumerate(wide)
    )
    line = escape(_line(sheet), quote=False)
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        f'<sheetView workbookViewId="0"><pane ySplit="{first}" topLeftCell="A{first + 1}" activePane="bottomLeft" '
        f'state="frozen"/></sheetView></sheetViews><cols>{columns}</cols><sheetData>{whole}</sheetData>'
        f'<autoFilter ref="{_area(sheet, first, len(rows)).replace("$", "")}"/>'
        '<pageMargins left="0.5" right="0.5" top="0.9" bottom="0.9" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="9" fitToWidth="{-(-sum(wide) // A_PAGE)}" fitToHeight="0" orientation="landscape"/>'
        f"<headerFooter><oddHeader>{line}</oddHeader><oddFooter>{line}</oddFooter></headerFooter></worksheet>"
    )


def _line(sheet: Sheet) -> str:
    """What stands in header and footer, in the middle: an ampersand in it begins no word of command."""
    whole = "&C&B" + "\n".join(sheet.above).replace("&", "&&")
    return whole if len(whole) <= LONGEST_LINE else "&C&B" + sheet.instead.replace("&", "&&")


def _row(number: int, cells: Sequence[Cell], look: int, goes_on: str, wide: Sequence[int]) -> str:
    """A row as high as its highest cell: not every program works that out when it opens a file."""
    lines = max((_lines(str(cell), width) for cell, width in zip(cells, wide, strict=True)), default=1)
    told = "".join(_cells(number, cells, look, goes_on))
    return f'<row r="{number}" ht="{min(lines * A_LINE, HIGHEST)}" customHeight="1">{told}</row>'


def _lines(text: str, width: int) -> int:
    """Lines that a text takes at a width; words break sooner than letters would."""
    return sum(max(1, -(-len(line) // max(width - 3, 1))) for line in text.split("\n"))


def _cells(number: int, cells: Sequence[Cell], look: int, goes_on: str) -> Iterator[str]:
    for column, cell in enumerate(cells):
        place, held = f"{_letters(column)}{number}", _kept(cell)
        if isinstance(held, date):
            yield f'<c r="{place}" s="{DAY}"><v>{(held - DAY_ZERO).days}</v></c>'
        elif isinstance(held, (int, Decimal)):
            yield f'<c r="{place}" s="{look}"><v>{held}</v></c>'
        elif held:
            quoted = QUOTED if look == PLAIN and held.startswith(FORMULA) else look
            text = escape(_fitted(held, goes_on), quote=False)
            yield f'<c r="{place}" s="{quoted}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _kept(cell: Cell) -> Cell:
    """A value as a spreadsheet keeps it exactly; one that it would not is a text."""
    if isinstance(cell, date):
        is_day = not isinstance(cell, datetime) and cell >= FIRST_DAY
        return cell if is_day else cell.isoformat()
    if isinstance(cell, (int, Decimal)):
        digits = Decimal(cell).as_tuple()
        is_exact = isinstance(digits.exponent, int) and len(digits.digits) <= DIGITS and abs(digits.exponent) <= DIGITS
        return cell if is_exact else f"{cell}"
    return _text(cell)


def _text(text: str) -> str:
    """A text that a part can hold: lines end in one way, and what no part can hold is shown as such."""
    return _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _fitted(text: str, goes_on: str) -> str:
    """A text that a cell takes, and that is read as it is; one that is longer says at its end that it goes on."""
    whole, end = _ESCAPED.sub("_x005F_", text).encode("utf-16-le"), f" {goes_on}"
    if len(whole) <= 2 * LONGEST:
        return whole.decode("utf-16-le")
    return whole[: 2 * (LONGEST - len(end))].decode("utf-16-le", "ignore") + end


def _letters(column: int) -> str:
    """The name of a column: A, B, and after Z comes AA."""
    rest, letter = divmod(column, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + letter)


def _widths(head: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> list[int]:
    """The width of each column, by the longest line in it, within bounds."""
    columns: Iterator[tuple[Cell, ...]] = zip(head, *rows, strict=True)
    longest = (max(len(line) for cell in column for line in str(cell).split("\n")) for column in columns)
    return [min(max(each + 2, NARROW), BROAD) for each in longest]
