"""A table to the bytes of a workbook: the same table, the same bytes.

By XlsxWriter, in memory: nothing is written to a disk. Texts are written as texts, never read for what they might be;
what the file says of itself is the name of its sheets and a time that is always the same. What a spreadsheet would cut
off or round without a word is told in its cell instead (ISO/IEC 29500-1:2016 clause 18).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from concord.formats.xlsx.spec import Cell, Sheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAME_TIME = datetime(1980, 1, 1)
"""When every file was written: always."""
LONGEST = 32_767
"""Characters of a cell, as UTF-16 counts them."""
LONGEST_LINE = 255
"""Characters of a header or footer, with what says how they look."""
LONGEST_NAME = 31
MOST_ROWS = 1_000_000
"""Of a sheet; a longer table goes on in another."""
DIGITS = 15
"""A number of so many digits is kept exactly."""
FIRST_DAY = date(1900, 3, 1)
"""Days before it are counted in different ways by different programs."""
NARROW, BROAD = 9, 50
"""The widths of columns, in characters."""
A_LINE, HIGHEST = 12.75, 400
"""The height of a line of letters, and of a row at most, in points."""
A_PAGE = 180
"""So many characters of width stand on a page that can still be read; a wider table goes on beside."""
FORMULA = ("=", "+", "-", "@")
"""What a text begins with that would be a formula when it is typed again."""

_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_A4 = 9
_LETTERS = {"font_name": "Arial", "font_size": 10}
_WRAPPED = {**_LETTERS, "text_wrap": True, "valign": "top"}


@dataclass(frozen=True)
class _Looks:
    """How cells look; `quoted` is a text that stays one when it is typed again."""

    bold: Format
    head: Format
    plain: Format
    quoted: Format
    day: Format


def write(sheet: Sheet) -> bytes:
    """The file of a table."""
    held = io.BytesIO()
    with Workbook(held, {"in_memory": True, "default_format_properties": dict(_LETTERS)}) as book:
        book.set_properties({"created": SAME_TIME})
        looks = _looks(book)
        for number, begin in enumerate(range(0, max(len(sheet.rows), 1), MOST_ROWS)):
            page = book.add_worksheet(_name(sheet.name, number))
            _fill(page, sheet, sheet.rows[begin : begin + MOST_ROWS], looks)
    return held.getvalue()


def _looks(book: Workbook) -> _Looks:
    return _Looks(
        bold=book.add_format({**_LETTERS, "bold": True}),
        head=book.add_format({**_LETTERS, "bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}),
        plain=book.add_format(_WRAPPED),
        quoted=book.add_format({**_WRAPPED, "quote_prefix": True}),
        day=book.add_format({**_LETTERS, "num_format": "yyyy\\-mm\\-dd", "align": "left", "valign": "top"}),
    )


def _name(name: str, number: int) -> str:
    """A name that a tab can have, another for each sheet."""
    after = f" {number + 1}" if number else ""
    return (_NOT_IN_NAMES.sub(" ", _text(name)).strip() or "1")[: LONGEST_NAME - len(after)] + after


def _fill(page: Worksheet, sheet: Sheet, rows: Sequence[tuple[Cell, ...]], looks: _Looks) -> None:
    """A sheet: the markings, the head, the rows; the first two stay in sight and are printed on every page."""
    wide, head = _widths(sheet.head, rows), len(sheet.above)
    for column, width in enumerate(wide):
        page.set_column(column, column, width)
    for number, line in enumerate(sheet.above):
        page.set_row(number, A_LINE)
        page.write_string(number, 0, _text(line), looks.bold)
    page.set_row(head, _height(sheet.head, wide))
    for column, title in enumerate(sheet.head):
        page.write_string(head, column, _text(title), looks.head)
    for number, row in enumerate(rows, head + 1):
        page.set_row(number, _height(row, wide))
        for column, cell in enumerate(row):
            _put(page, number, column, _kept(cell, sheet.goes_on), looks)
    page.freeze_panes(head + 1, 0)
    page.autofilter(head, 0, head + len(rows), len(sheet.head) - 1)
    page.repeat_rows(0, head)
    page.repeat_columns(0)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(0.5, 0.5, 0.9, 0.9)
    page.fit_to_pages(-(-sum(wide) // A_PAGE), 0)
    page.set_header(_line(sheet))
    page.set_footer(_line(sheet))


def _put(page: Worksheet, row: int, column: int, cell: Cell, looks: _Looks) -> None:
    if isinstance(cell, date):
        page.write_datetime(row, column, cell, looks.day)
    elif isinstance(cell, str):
        if cell:
            page.write_string(row, column, cell, looks.quoted if cell.startswith(FORMULA) else looks.plain)
    else:
        page.write_number(row, column, cell, looks.plain)


def _line(sheet: Sheet) -> str:
    """What stands in header and footer, in the middle: an ampersand in it begins no word of command."""
    whole = "&C&B" + "\n".join(sheet.above).replace("&", "&&")
    return whole if len(whole) <= LONGEST_LINE else "&C&B" + sheet.instead.replace("&", "&&")


def _height(cells: Sequence[Cell], wide: Sequence[int]) -> float:
    """A row as high as its highest cell: not every program works that out when it opens a file."""
    lines = max((_lines(str(cell), width) for cell, width in zip(cells, wide, strict=True)), default=1)
    return min(lines * A_LINE, HIGHEST)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes at a width; words break sooner than letters would."""
    return sum(max(1, -(-len(line) // max(width - 3, 1))) for line in text.split("\n"))


def _kept(cell: Cell, goes_on: str) -> Cell:
    """A value as a spreadsheet keeps it exactly; one that it would not is a text."""
    if isinstance(cell, date):
        is_day = not isinstance(cell, datetime) and cell >= FIRST_DAY
        return cell if is_day else cell.isoformat()
    if isinstance(cell, (int, Decimal)):
        digits = Decimal(cell).as_tuple()
        is_exact = isinstance(digits.exponent, int) and len(digits.digits) <= DIGITS and abs(digits.exponent) <= DIGITS
        return cell if is_exact else f"{cell}"
    return _fitted(_text(cell), goes_on)


def _text(text: str) -> str:
    """A text that a part can hold: lines end in one way, and what no part can hold is shown as such."""
    return _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _fitted(text: str, goes_on: str) -> str:
    """A text that a cell takes; one that is longer says at its end that it goes on."""
    whole, end = text.encode("utf-16-le"), f" {goes_on}"
    if len(whole) <= 2 * LONGEST:
        return text
    return whole[: 2 * (LONGEST - len(end))].decode("utf-16-le", "ignore") + end


def _widths(head: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> list[int]:
    """The width of each column, by the longest line in it, within bounds."""
    columns: Iterator[tuple[Cell, ...]] = zip(head, *rows, strict=True)
    longest = (max(len(line) for cell in column for line in str(cell).split("\n")) for column in columns)
    return [min(max(each + 2, NARROW), BROAD) for each in longest]
