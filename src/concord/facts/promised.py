"""The promises a rulebook is checked against, as data.

Source: docs/spec/release.md R2, R50-R54; docs/spec/facts.md.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files

from concord.facts.conditions import read as read_condition
from concord.release.promises import RELEASED, Promise


@cache
def promises() -> tuple[Promise, ...]:
    """The promises that ship, in order. `@released` in a row's `without` stands for every value beyond the owner's."""
    text = files("concord.facts").joinpath("data/promises.csv").read_text(encoding="utf-8")
    return tuple(_promise(row) for row in csv.DictReader(io.StringIO(text)))


def _promise(row: dict[str, str]) -> Promise:
    return Promise(
        id=row["id"],
        text=row["text"],
        policy=row["policy"],
        levels=_listed(row["levels"]),
        who=read_condition(row["who"]),
        through=row["through"],
        without=(RELEASED,) if row["without"] == "@released" else _listed(row["without"]),
        values=_listed(row["values"]),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
