"""What a store is to the desk: released portions out, whole transactions in. Every store passes one suite.

A store asks the gate for every portion before anything of it is counted, ordered, compared or returned; nothing else
in it may leave. It keeps every version, so that any earlier moment can be read.

Source: docs/spec/desk.md D20-D42, D50, D55.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from concord.desk.erasing import Erased
from concord.desk.facts import Facts, InForce
from concord.desk.gate import Gate
from concord.desk.kinds import Field, Kind
from concord.desk.log import Logged, LogQuery, Signed
from concord.desk.preview import Tally
from concord.desk.queries import Plan
from concord.desk.records import Head, Portion
from concord.desk.values import Value

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True)
class Entry:
    """The released portions of a record, at least one, in any order, and the transaction that filed each."""

    head: Head
    portions: tuple[Portion, ...]
    filed: tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """A record in a list: its id, and the value it is ordered by."""

    id: str
    value: Value | None


@dataclass(frozen=True)
class Group:
    """One value of a field with how many records have it, and their sums; None for those without a value."""

    value: Value | None
    count: int
    sums: tuple[int | Decimal, ...]


@dataclass(frozen=True)
class Version:
    """The portions of a record from an instant on, as far as they are released (D41)."""

    since: datetime
    entry: Entry | None


@dataclass(frozen=True)
class Filed:
    """What a draft or edit was filed as: its record, and the digest of what was handed in."""

    record: str
    digest: str


@dataclass(frozen=True)
class Purging:
    """What is to go from a record in all its versions: portions `removed`, and `emptied` of values and sources.

    `counting`: those by which the record was there for who saw them with values (D5). `seen`: all that the writer sees;
    a record of which nothing is left but empty ones of these goes altogether. `seat` and `reason` are for the receipt.
    """

    record: str
    removed: frozenset[str]
    emptied: frozenset[str]
    counting: frozenset[str]
    seen: frozenset[str]
    seat: str
    reason: str


@dataclass(frozen=True)
class Removal:
    """A record that is to go whole, by its id alone, whoever sees it; nobody learns whether there is one (D29).

    `spared`: the kinds of which nothing goes (D7). `counting`: the kinds with those of their portion kinds by which a
    record is there for who sees them (D5). `seat` and `reason` are for the receipt.
    """

    record: str
    spared: frozenset[str]
    counting: frozenset[tuple[str, str]]
    seat: str
    reason: str

    def purging(self, kind: str, portions: Sequence[Portion]) -> Purging:
        """What that means of a record of a kind that has had these portions."""
        every = frozenset(portion.id for portion in portions)
        told = {portion.id for portion in portions if portion.values and (kind, portion.name) in self.counting}
        return Purging(self.record, every, frozenset(), frozenset(told), every, self.seat, self.reason)


@dataclass(frozen=True)
class Gone:
    """One label that a purged portion had, from the transaction `since` to before `until`; `is_last`: the last one."""

    record: str
    portion: str
    since: int
    until: int
    is_last: bool
    counts: bool
    at: datetime
    reason: str


@dataclass(frozen=True)
class Changed:
    """The released portions of one record, before and now."""

    before: Entry | None
    now: Entry | None


class Snapshot(Protocol):
    """One consistent view of a store, at the state after the transaction `position`."""

    @property
    def position(self) -> int:
        """How many transactions it has seen."""

    @property
    def facts(self) -> int:
        """The number of the edition of rulebook and roster in force."""

    def entry(self, identity: str, gate: Gate) -> Entry | None:
        """The released portions of a record, or None."""

    def entries(self, identities: Sequence[str], gate: Gate) -> Mapping[str, Entry]:
        """The released portions of each of some records, by id; of those that have any."""

    def rows(self, plan: Plan, after: Row | None, limit: int, gate: Gate) -> Sequence[Row]:
        """The rows of a query that come after a row, in order, at most `limit` (D31, D32)."""

    def count(self, plan: Plan, gate: Gate) -> int:
        """The number of all rows of a query."""

    def groups(self, plan: Plan, by: Field, sums: tuple[Field, ...], gate: Gate) -> Sequence[Group]:
        """The rows of a query by a field, in the order of its values, those without one last (D34)."""

    def table(self, plan: Plan, fields: tuple[Field, ...], gate: Gate) -> pyarrow.Table:
        """The rows of a query in order, with a column for the ids and one for each field (D36, D37)."""

    def search(
        self, kinds: tuple[Kind, ...], words: tuple[str, ...], after: Row | None, limit: int, gate: Gate
    ) -> Sequence[Row]:
        """The records that hold every word in released portions, newest first (D35).

        `value` is the last transaction that filed a released portion which holds one of the words.
        """

    def changed(self, since: int, then: Gate, gate: Gate) -> Sequence[Changed]:
        """What `then` let pass after transaction `since`, and the gate lets pass now, where they may differ (D40)."""

    def versions(self, identity: str, gate: Gate) -> Sequence[Version]:
        """The states of a record up to this one, oldest first, as far as they are released now (D41)."""

    def blob(self, identity: str, digest: str, gate: Gate) -> bytes | None:
        """The bytes of that digest, if a released portion of the record names them (D24)."""

    def purged(self, gate: Gate) -> Sequence[Gone]:
        """What was purged up to this state and had a label that passes, in the order in which it was (D27)."""

    def tallies(self, kinds: tuple[Kind, ...], gate: Gate) -> Sequence[Tally]:
        """The decision keys of released portions, in any order, with the number of records that have some (D88).

        Of records of some kinds that are there (D5).
        """

    def unlabelled(self, gate: Gate) -> Sequence[str]:
        """The records of which a portion without a label is released, by id (D98)."""

    def log(self, asked: LogQuery, before: int | None, limit: int, gate: Gate) -> Sequence[Logged]:
        """At most `limit` transactions that did something to what is released, newest first (D90, D91)."""


class Writing(Snapshot, Protocol):
    """A snapshot that nobody else writes under, and that takes changes; they are there when it ends without error."""

    def filed(self, seat: str, draft: str) -> Filed | None:
        """What this seat's draft was filed as, if it was (D10)."""

    def put(self, head: Head, portions: Sequence[Portion], removed: Sequence[str] = ()) -> None:
        """Portions that are new or have changed, and the ids of those that are no more."""

    def keep(self, bodies: Mapping[str, bytes]) -> None:
        """Bytes by their digest, which portions put in this transaction name; those of one digest are kept once."""

    def purge(self, purging: Purging, name: Callable[[str], str]) -> None:
        """Remove for good, alone in its transaction; `name` makes the digest of a receipt with the node's key.

        The bytes that nobody else names go with it.
        """

    def remove(self, removal: Removal, name: Callable[[str], str]) -> None:
        """Remove a whole record for good, if there is one, in the same statements if there is none (D29)."""

    def note(self, seat: str, draft: str, filed: Filed) -> None:
        """Remember that a draft was filed."""

    def sign(self, signed: Signed) -> None:
        """Say who does what: it goes into the log (D90)."""

    def turn(self, facts: Facts) -> None:
        """Bring another edition of rulebook and roster into force, at the end of this transaction (D85)."""

    def erase(self, person: str) -> None:
        """At the end, take what a person held out of every earlier edition; the last one must hold nothing (D93)."""


class Store(Protocol):
    """A store of records."""

    @property
    def last(self) -> datetime:
        """The instant of the last transaction, or the beginning of time."""

    @property
    def facts(self) -> int:
        """The number of the edition of rulebook and roster in force."""

    def in_force(self, at: datetime | None = None) -> InForce:
        """The edition of rulebook and roster in force, or that was at an instant (D85)."""

    def erased(self) -> Sequence[Erased]:
        """The persons that were erased, in the order in which they were (D93)."""

    def reading(self, at: datetime | None) -> AbstractContextManager[Snapshot]:
        """The store as it is, or as it was at an instant.

        As it was: a portion is there only if the gate passed it then, and passes now the label that it had then and
        the one that it has now, or had last (D20).
        """

    def writing(self, at: datetime) -> AbstractContextManager[Writing]:
        """One transaction at `at`, or at the instant of the last one if that is later (D55)."""
