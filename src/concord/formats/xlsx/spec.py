"""A table as it goes into a workbook.

Source: docs/spec/site.md W152.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | int | Decimal | date
"""What a cell holds: a text ("" for nothing), a number, or a day."""


@dataclass(frozen=True)
class Sheet:
    """A table under its markings.

    `name` stands on its tab, `above` are the lines over the table and in header and footer, `instead` stands in these
    where the lines are too long for them, and `goes_on` ends a text that is too long for a cell.
    """

    name: str
    above: tuple[str, ...]
    instead: str
    goes_on: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
