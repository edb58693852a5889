"""What all desks of a node share.

Source: docs/spec/desk.md D10, D21, D56, D61.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from concord.desk.acts import Act, Acts, allowed
from concord.desk.editions import Edition, make_edition
from concord.desk.errors import StaleError
from concord.desk.facts import Facts
from concord.desk.kinds import Kind, Kinds
from concord.desk.labelling import Ceiling
from concord.desk.moment import Moment
from concord.desk.own import with_own
from concord.desk.seals import Seal
from concord.desk.store import Entry, Store
from concord.release.readers import Reader


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

    def acts_of(self, reader: Reader, edition: Edition | None = None) -> frozenset[Act]:
        """What a reader may do: to what it sees, or to nothing that is there yet (D61)."""
        is_author = edition is not None and edition.is_author
        return allowed(self.acts, reader.roles, is_author=is_author)

    def facts_of(self, moment: Moment) -> Facts:
        """The rulebook and roster that a moment was taken from, inside a snapshot in which they are in force.

        Raises:
            StaleError: others have come into force since.
        """
        found = self.store.in_force()
        if found.number != moment.facts:
            raise StaleError
        return found.facts

    def kind_of(self, entry: Entry | None) -> Kind | None:
        """The kind of a record of which something is released; None if it is not installed, or there is no entry."""
        return self.kinds.by_name.get(entry.head.kind) if entry else None

    def edition(self, entry: Entry | None, reader: Reader, epoch: str = "") -> Edition | None:
        """The edition that a reader gets of what is released to it, or None: as if there were nothing (D21)."""
        kind = self.kind_of(entry)
        if entry is None or kind is None:
            return None
        return make_edition(entry.head, kind, entry.portions, reader=reader.id, epoch=epoch)
