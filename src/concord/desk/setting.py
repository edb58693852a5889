"""What all desks of a node share.

Source: docs/spec/desk.md D10, D56, D61.
"""

from __future__ import annotations

from dataclasses import dataclass

from concord.desk.acts import Acts
from concord.desk.kinds import Kinds
from concord.desk.labelling import Ceiling
from concord.desk.seals import Seal
from concord.desk.store import Store


@dataclass(frozen=True)
class Setting:
    """Where records are kept, of which kinds; who may act; what the node may hold, None for no limit."""

    store: Store
    kinds: Kinds
    seal: Seal
    acts: Acts
    ceiling: Ceiling | None = None
