"""What a workbook holds, every part, the rows of a sheet, its header and footer."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta

from lxml import etree

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""A character as a part writes it (ISO/IEC 29500-1:2016 clause 22.9.2.19)."""
_DAY = "164"
"""The first form of numbers that is a file's own."""


def parts(data: bytes) -> dict[str, bytes]:
    """Every part of a file by its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def tree(data: bytes, part: str) -> etree._Element:
    """A part as a tree."""
    return etree.fromstring(parts(data)[part])


def rows(data: bytes, sheet: int = 1) -> list[dict[str, object]]:
    """Every row of a sheet: by the letters of its columns a text, a number or a day; nothing where nothing is."""
    texts, looks = _texts(data), _looks(data)
    found = tree(data, f"xl/worksheets/sheet{sheet}.xml").iter(f"{_SPACE}row")
    return [{each.get("r", "").rstrip("0123456789"): _held(each, texts, looks) for each in row} for row in found]


def looked(data: bytes, name: str, sheet: int = 1) -> list[str]:
    """The cells of a sheet whose look has an attribute."""
    wanted = {number for number, each in enumerate(_looks(data)) if each.get(name) == "1"}
    cells = tree(data, f"xl/worksheets/sheet{sheet}.xml").iter(f"{_SPACE}c")
    return [each.get("r", "") for each in cells if int(each.get("s", "0")) in wanted]


def lines(data: bytes, sheet: int = 1) -> tuple[str, str]:
    """What stands above and below on every page."""
    told = tree(data, f"xl/worksheets/sheet{sheet}.xml").find(f"{_SPACE}headerFooter")
    assert told is not None
    above, below = (told.findtext(f"{_SPACE}{name}") or "" for name in ("oddHeader", "oddFooter"))
    return above, below


def _texts(data: bytes) -> list[str]:
    name = "xl/sharedStrings.xml"
    held = tree(data, name).iter(f"{_SPACE}si") if name in parts(data) else ()
    whole = ("".join(map(str, each.itertext())) for each in held)
    return [_ESCAPED.sub(lambda found: chr(int(found[1], 16)), each) for each in whole]


def _looks(data: bytes) -> list[etree._Element]:
    whole = tree(data, "xl/styles.xml").find(f"{_SPACE}cellXfs")
    assert whole is not None
    return list(whole)


def _held(cell: etree._Element, texts: list[str], looks: list[etree._Element]) -> object:
    assert cell.find(f"{_SPACE}f") is None
    value = cell.findtext(f"{_SPACE}v") or ""
    if cell.get("t") == "s":
        return texts[int(value)]
    is_day = looks[int(cell.get("s", "0"))].get("numFmtId") == _DAY
    return date(1899, 12, 30) + timedelta(int(value)) if is_day else float(value)
