"""The desk's own kinds: every node has them beside those that are installed.

Source: docs/spec/desk.md D7.
"""

from __future__ import annotations

from concord.desk.approvals import APPROVAL
from concord.desk.handovers import HANDOVER
from concord.desk.kinds import Kinds
from concord.desk.pointers import POINTER

OWN = (APPROVAL, HANDOVER, POINTER)

MOVED = (APPROVAL, HANDOVER)
"""Those that move by their own acts: nobody files or edits them."""


def with_own(installed: Kinds) -> Kinds:
    """The kinds that are installed, and the desk's own."""
    return Kinds((*installed.kinds, *OWN))
