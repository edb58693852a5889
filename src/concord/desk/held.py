"""What a store in memory holds, and how something of it is removed for good.

Source: docs/spec/desk.md D26, D27, D29.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from concord.desk.approvals import APPROVAL
from concord.desk.blobs import named_in
from concord.desk.erasing import Erased, without_person
from concord.desk.facts import InForce
from concord.desk.log import Signed
from concord.desk.purging import Reason, emptied
from concord.desk.records import Head, Portion
from concord.desk.store import Filed, Gone, Purging, Removal
from concord.release.labels import LabelSet


@dataclass(frozen=True)
class State:
    """A portion from the transaction `since` on; None from the one on that removed it."""

    since: int
    portion: Portion | None


@dataclass
class Held:
    """A record with the states of each of its portions, oldest first."""

    head: Head
    states: dict[str, list[State]] = field(default_factory=dict)

    def portions_at(self, position: int) -> Iterator[tuple[int, Portion]]:
        """Each portion that is there after a transaction, with the transaction that filed it so."""
        for states in self.states.values():
            found = next((state for state in reversed(states) if state.since <= position), None)
            if found is not None and found.portion is not None:
                yield found.since, found.portion

    def last(self, portion: str) -> Portion:
        """A portion as it is, or as it last was."""
        return next(state.portion for state in reversed(self.states[portion]) if state.portion is not None)


@dataclass(frozen=True)
class Left:
    """What stays of a label of a purged portion; `digest` is of all that was removed."""

    gone: Gone
    label_set: LabelSet
    seat: str
    digest: str


@dataclass
class Kept:
    """Everything that is stored: records by id, drafts by seat and id, bytes by digest, instants in order."""

    records: dict[str, Held] = field(default_factory=dict)
    drafts: dict[tuple[str, str], Filed] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    instants: list[datetime] = field(default_factory=list)
    receipts: list[Left] = field(default_factory=list)
    signed: list[Signed] = field(default_factory=list)
    editions: list[InForce] = field(default_factory=lambda: [InForce()])
    erased: list[Erased] = field(default_factory=list)


def remove(kept: Kept, purging: Purging, name: Callable[[str], str]) -> None:
    """Take portions out of every state of a record, and leave receipts; at the end of the transaction that does so."""
    held = kept.records[purging.record]
    for portion in sorted(purging.removed | purging.emptied):
        states = held.states.pop(portion)
        kept.receipts += _receipts(kept, portion, states, purging, name)
        if portion in purging.emptied:
            held.states[portion] = [State(s.since, s.portion and emptied(s.portion)) for s in states]
    if all(name in purging.seen and not _has_values(states) for name, states in held.states.items()):
        del kept.records[purging.record]
    every = [s.portion for each in kept.records.values() for states in each.states.values() for s in states]
    named = {blob.digest for portion in every if portion for blob in named_in(portion.values)}
    kept.blobs = {digest: body for digest, body in kept.blobs.items() if digest in named}


def remove_whole(kept: Kept, removal: Removal, name: Callable[[str], str]) -> None:
    """Take a record out for good, if there is one and its kind is not spared; at the end of a transaction (D29)."""
    held = kept.records.get(removal.record)
    if held is not None and held.head.kind not in removal.spared:
        every = [s.portion for states in held.states.values() for s in states if s.portion is not None]
        remove(kept, removal.purging(held.head.kind, every), name)


def erase_held(kept: Kept, person: str) -> None:
    """Take what a person held out of proposals, and leave a receipt; at the end of a transaction (D93)."""
    turn, at, seat = len(kept.instants), kept.instants[-1], kept.signed[-1].seat
    kept.erased.append(Erased(person, at, seat))
    for held in [each for each in kept.records.values() if each.head.kind == APPROVAL.name]:
        for portion, states in held.states.items():
            for number, (state, after) in enumerate(pairwise([*states, State(turn, None)])):
                values = without_person(state.portion.values, person) if state.portion else {}
                if state.portion is not None and values != state.portion.values:
                    span = state.since, after.since
                    gone = Gone(held.head.id, portion, *span, False, False, at, Reason.PERSONAL_DATA.value)
                    kept.receipts.append(Left(gone, state.portion.label_set, seat, ""))
                    states[number] = replace(state, portion=replace(state.portion, values=values))


def _receipts(
    kept: Kept, portion: str, states: list[State], purging: Purging, name: Callable[[str], str]
) -> Iterator[Left]:
    turn, at, digest = len(kept.instants), kept.instants[-1], name(f"purged {states!r}")
    last = max(state.since for state in states if state.portion is not None)
    for state, until in pairwise([*states, State(turn, None)]):
        if state.portion is not None:
            is_last, counts = state.since == last, portion in purging.counting and bool(state.portion.values)
            gone = Gone(purging.record, portion, state.since, until.since, is_last, counts, at, purging.reason)
            yield Left(gone, state.portion.label_set, purging.seat, digest)


def _has_values(states: list[State]) -> bool:
    return any(state.portion is not None and state.portion.values for state in states)
