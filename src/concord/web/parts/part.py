"""What a part of the site declares.

Source: docs/spec/site.md W50.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from concord.desk import Edition
from concord.desk.kinds import Kind, Names
from concord.web.lists import title_of
from concord.web.pages.seating import View


@dataclass(frozen=True)
class Page:
    """One page of a part: its address below the part's ("" for the first), its name, and what answers."""

    address: str
    name: str
    view: View


@dataclass(frozen=True)
class Part:
    """A part: `name` begins its addresses and is the name of its list; `title` is a lazy text.

    `shows` names the page of one record. `titled` is what stands for a record in a line. `choices` are words for the
    choices of codes, by field.
    """

    name: str
    title: Any
    kinds: tuple[Kind, ...]
    shows: str
    pages: tuple[Page, ...] = ()
    titled: Callable[[Edition], str] = title_of
    choices: Mapping[str, Mapping[str, Names]] = field(default_factory=dict)
