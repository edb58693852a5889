"""Who may act: a table from roles to acts, data of the node. Reading is never an act.

Source: docs/spec/desk.md D61.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from concord.release.findings import Finding


class Act(Enum):
    """What may be done to a record, beside reading it; and to the roster, which is none."""

    FILE = "file"
    EDIT = "edit"
    """Change values, and add portions."""
    REMOVE = "remove"
    """Take portions away."""
    LABEL = "label"
    """Set another label, no wider than the one there is."""
    PURGE = "purge"
    """Remove portions for good, in all their versions."""
    SANITISE = "sanitise"
    """Stand for a label below that of a source."""
    AUDIT = "look at the log"
    """See who did what to what this reader may read."""
    ADMIT = "admit"
    """Take in records of other nodes, with the labels that they came with."""
    HAND_OVER = "hand over"
    """Give editions to an audience, in a bundle, an export or a delivery, and check them before."""
    APPROVE = "approve"
    """Be the second person for a wider label."""
    KEEP_FACTS = "keep the facts"
    """Propose changes of rulebook and roster, see what they open and close, and be the second person for them."""


ANYBODY, AUTHOR = "anybody", "author"
"""Roles that need not be given: every reader is anybody, and the author of what it filed."""

Acts = Mapping[str, frozenset[Act]]
"""The acts of each role."""


def allowed(acts: Acts, roles: frozenset[str], *, is_author: bool) -> frozenset[Act]:
    """The acts that roles give together."""
    held = {ANYBODY, *roles} | ({AUTHOR} if is_author else set())
    return frozenset(act for role in held for act in acts.get(role, frozenset()))


def missing(act: Act, held: frozenset[Act], place: str) -> list[Finding]:
    """What is said of somebody who may not do something; nothing of who may."""
    return [] if act in held else [Finding("D61", place, f"a role that may {act.value}", "none")]
