"""The dated public facts: who belongs to what, what was agreed, what a marking equals, what parties are called.

`shipped()` gives the facts that come with Concord, `shipped_bodies()` the bodies and units, `read` the facts of other
tables; `overlay` lays an operator's own facts over them; `open_items` and `rank` say what to confirm first. The
kernel's values are in the fields of `Facts`.
Source: docs/spec/facts.md.
"""

from concord.facts import overlay
from concord.facts.bodies import Body
from concord.facts.doubts import OpenItem, Ranked, open_items, rank
from concord.facts.fact import Fact, Field
from concord.facts.facts import Facts, read
from concord.facts.names import Name, Names
from concord.facts.parties import Party, Source
from concord.facts.points import ActionPoint, Progress, action_points, progress
from concord.facts.shipped import shipped, shipped_bodies
from concord.facts.shown import describe

__all__ = [
    "ActionPoint",
    "Body",
    "Fact",
    "Facts",
    "Field",
    "Name",
    "Names",
    "OpenItem",
    "Party",
    "Progress",
    "Ranked",
    "Source",
    "action_points",
    "describe",
    "open_items",
    "overlay",
    "progress",
    "rank",
    "read",
    "shipped",
    "shipped_bodies",
]
