"""The desk's own kinds: every node has them, and nobody files or edits them as they like.

Source: docs/spec/desk.md D7.
"""

from __future__ import annotations

from concord.desk.approvals import APPROVAL
from concord.desk.handovers import HANDOVER
from concord.desk.kinds import Kinds

OWN = (
    APPROVAL,
    HANDOVER,
)


def with_own(installed: Kinds) -> Kinds:
    """The kinds that are installed, and the desk's own."""
    return Kinds((*installed.kinds, *OWN))
