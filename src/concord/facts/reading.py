"""The table by which readers are grouped: by the rule that governs them, never by name.

Source: docs/spec/release.md R124; docs/spec/facts.md.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files

from concord.facts.conditions import read as read_condition
from concord.release.groups import GroupRule


@cache
def group_rules() -> tuple[GroupRule, ...]:
    """The groups of readers in the order in which they are shown and tried; the last fits everybody."""
    text = files("concord.facts").joinpath("data/readers.csv").read_text(encoding="utf-8")
    return tuple(
        GroupRule(row["id"], row["name"], row["sentence"], row["through"], read_condition(row["who"]))
        for row in csv.DictReader(io.StringIO(text))
    )
