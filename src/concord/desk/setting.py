"""What all desks of a node share.

Source: docs/spec/desk.md D10, D56, D61.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from concord.desk.acts import Acts
from concord.desk.kinds import Kinds
from concord.desk.labelling import Ceiling
from concord.desk.own import with_own
from concord.desk.seals import Seal
from concord.desk.store import Store


@dataclass(frozen=True)
class Setting:
    """Where records are kept, of which kinds beside the desk's own; who may act; what the node may hold (None: all)."""

    store: Store
    installed: Kinds
    seal: Seal
    acts: Acts
    ceiling: Ceiling | None = None

    @cached_property
    def kinds(self) -> Kinds:
        """The kinds that are installed, and the desk's own (D7)."""
        return with_own(self.installed)
