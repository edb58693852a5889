"""What a workbook holds, every part, the rows of a sheet, its header and footer."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

from lxml import etree

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def parts(data: bytes) -> dict[str, bytes]:
    """Every part of a file by its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def tree(data: bytes, part: str) -> etree._Element:
    """A part as a tree."""
    return etree.fromstring(parts(data)[part])


def rows(data: bytes, sheet: int = 1) -> list[dict[str, object]]:
    """Every row of a sheet: by the letters of its columns a text, a number or a day; nothing where nothing is."""
    found = tree(data, f"xl/worksheets/sheet{sheet}.xml").iter(f"{_SPACE}row")
    return [{each.get("r", "").rstrip("0123456789"): _held(each) for each in row} for row in found]


def lines(data: bytes, sheet: int = 1) -> tuple[str, str]:
    """What stands above and below on every page."""
    told = tree(data, f"xl/worksheets/sheet{sheet}.xml").find(f"{_SPACE}headerFooter")
    assert told is not None
    above, below = (told.findtext(f"{_SPACE}{name}") or "" for name in ("oddHeader", "oddFooter"))
    return above, below


def _held(cell: etree._Element) -> object:
    assert cell.find(f"{_SPACE}f") is None
    if cell.get("t") == "inlineStr":
        return "".join(map(str, cell.itertext()))
    number = cell.findtext(f"{_SPACE}v") or ""
    return date(1899, 12, 30) + timedelta(int(number)) if cell.get("s") == "3" else float(number)
