"""The moment of a desk: who reads, under which rules, when.

Source: docs/spec/desk.md D20, D51.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from concord.release.bounded import Bounded
from concord.release.decide import Decision, decide
from concord.release.labels import LabelSet
from concord.release.names import day_of, require_utc
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook


@dataclass(frozen=True)
class Moment:
    """One reader, one rulebook and one instant, for the time of a request or a job.

    `facts` is the number of the edition of rulebook and roster that both were taken from: an older one than the
    store's is stale (D42). `person` is who sits in the seat: two persons are two of these, not two seats (D60).

    Raises:
        ValueError: `at` has no time zone.
    """

    reader: Reader
    rulebook: Rulebook
    at: datetime
    facts: int = 0
    person: str = ""

    def __post_init__(self) -> None:
        require_utc(self.at)

    @cached_property
    def author(self) -> str:
        """Who files something without a label: the seat and who sits in it; of a service the seat alone (D51)."""
        return json.dumps([self.reader.id, self.person]) if self.person else self.reader.id

    @cached_property
    def as_author(self) -> Reader:
        """The reader, under the name by which the kernel tells the author of what has no label (R15)."""
        return replace(self.reader, id=self.author)

    @cached_property
    def _decisions(self) -> Bounded[int, tuple[LabelSet, Decision]]:
        return Bounded()

    def decided(self, label_set: LabelSet) -> Decision:
        """What the kernel decides on a label set for this reader, of what has no label for the author; asked once."""
        known = self._decisions.get(id(label_set))
        if known is None or known[0] is not label_set:
            reader = self.reader if label_set.originator is not None else self.as_author
            decision = decide(label_set, reader=reader, rulebook=self.rulebook, at=self.at)
            known = self._decisions[id(label_set)] = (label_set, decision)
        return known[1]

    @property
    def day(self) -> datetime:
        """00:00 UTC of the day, on which labels are made: so that the same draft again is the same (D10)."""
        return day_of(self.at)
