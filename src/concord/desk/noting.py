"""The notes of a handing: each portion of one is worked out from what its own label covers, and from nothing else.

Who may read one portion of what was given learns nothing of the others: not that there are some, nor how many, nor
whether they were changed since another handing.
Source: docs/spec/desk.md D5, D95.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from concord.desk import places
from concord.desk.approvals import base_of
from concord.desk.editions import Edition, counts, read_values
from concord.desk.handovers import BESIDE, HANDOVER, MATTER, Handing
from concord.desk.kinds import Kind
from concord.desk.moment import Moment
from concord.desk.records import Head, Portion
from concord.desk.seals import Seal
from concord.desk.values import Kept
from concord.release.labels import LabelSet

Note = tuple[Head, Portion, *tuple[Portion, ...]]
"""A handover: its matter, and what went beside it."""


@dataclass(frozen=True)
class Notes:
    """The notes of one handing, by the name its giver gave it."""

    asked: Handing
    identity: str
    moment: Moment
    seal: Seal

    def of(self, edition: Edition, portions: Sequence[Portion], kind: Kind, party: str) -> Iterator[Note]:
        """A note for each label set under which a portion says something by itself: there the record is, for a reader.

        What says nothing by itself stands beside, in structural portions under their own label sets: of a record that
        is not there for a reader, a title that the reader may read tells nothing (D5).
        """
        groups = list(_by_label(portions).items())
        alone = [(label_set, own) for label_set, own in groups if not _says_something(own, kind)]
        for label_set, own in groups:
            if _says_something(own, kind):
                head = Head(self._name("handover", edition, party, own), HANDOVER.name, self.moment.reader.id)
                matter = self._portion(MATTER, label_set, self._matter(edition, own, party), edition, party, own)
                beside = (
                    self._portion(BESIDE, each, _beside(edition, also, self.seal), edition, party, own, also)
                    for each, also in alone
                )
                yield head, matter, *beside

    def _matter(self, edition: Edition, own: Sequence[Portion], party: str) -> Mapping[str, Kept | tuple[Kept, ...]]:
        return {
            "to": party,
            "audience": self.asked.audience,
            "how": self.asked.how.value,
            "record": edition.id,
            "portions": _ids(own),
            "as-given": _as_given(edition, own, self.seal),
            "given-by": self.moment.reader.id,
            "at": self.moment.at.isoformat(timespec="microseconds"),
        }

    def _portion(
        self,
        name: str,
        label_set: LabelSet,
        values: Mapping[str, Kept | tuple[Kept, ...]],
        edition: Edition,
        party: str,
        *covered: Sequence[Portion],
    ) -> Portion:
        place = places.nth(0 if name == MATTER else 1)
        identity = self._name(f"handover {name}", edition, party, *covered)
        return Portion(identity, name, place, values, label_set, HANDOVER.version)

    def _name(self, what: str, edition: Edition, party: str, *covered: Sequence[Portion]) -> str:
        """An id by what is covered, never by a running number: that would tell how much else was given (D10)."""
        own = [_ids(portions) for portions in covered]
        return self.seal.name(json.dumps([what, self.moment.reader.id, self.identity, edition.id, party, own]))


def _by_label(portions: Iterable[Portion]) -> dict[LabelSet, list[Portion]]:
    """Portions by label set: who may read one of them may know that they were given."""
    found: dict[LabelSet, list[Portion]] = {}
    for portion in portions:
        found.setdefault(portion.label_set, []).append(portion)
    return found


def _says_something(portions: Iterable[Portion], kind: Kind) -> bool:
    """Whether the record is there for whoever passes the label set of these (D5)."""
    return any(counts(portion, kind, read_values(portion, kind)) for portion in portions)


def _beside(edition: Edition, portions: Sequence[Portion], seal: Seal) -> Mapping[str, Kept | tuple[Kept, ...]]:
    return {BESIDE: _ids(portions), "beside-as-given": _as_given(edition, portions, seal)}


def _as_given(edition: Edition, portions: Sequence[Portion], seal: Seal) -> str:
    """What these portions were when they were given, each by itself: of which it is a wording is another's to tell.

    With the key of the node, so that what was purged since cannot be guessed from it.
    """
    shown = [base_of(edition.by_id[identity]) for identity in _ids(portions)]
    return seal.name(json.dumps(["handed over", edition.id, shown]))


def _ids(portions: Iterable[Portion]) -> tuple[str, ...]:
    return tuple(sorted(portion.id for portion in portions))
