"""A change of the roster as one value: what two persons approve, what they are shown of it, and what comes of it.

Source: docs/spec/directory.md N20, N21, N27.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import zip_longest
from typing import TypeAlias, TypeVar

from concord.desk.facts import FactsChange
from concord.desk.roster import Account, Audience, Person, Post, Roster, Sitting, bare
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.periods import ALWAYS
from concord.release.readers import Briefing, Clearance, Community
from concord.release.rulebook import canonical

Entry: TypeAlias = Post | Person | Sitting | Account | Audience
"""What a roster is made of."""

Part: TypeAlias = Clearance | Briefing | Community
"""What an entry holds for a period of its own."""


@dataclass(frozen=True)
class Told:
    """One line of a summary: a key of the catalogue, the entry it is about, and the part of it, if it is about one.

    The entry and the part are given as they will be, or as they were where they are taken away.
    """

    key: str
    entry: Entry
    part: Part | None = None


@dataclass(frozen=True)
class RosterChange:
    """Entries that give way, and those that stand instead or anew; the order of either never matters.

    An entry gives way to the same with an end: nothing is deleted, but what a person's erasure takes away (N20, N27).
    """

    ended: frozenset[Entry]
    added: frozenset[Entry]

    @property
    def facts(self) -> FactsChange:
        """The change as two persons bring it into force (D65).

        Raises:
            MalformedError: something would be gone instead of ended; every fault (N20).
        """
        findings = [found for was, now in _pairs(self.ended, self.added) for found in _deleted(was, now)]
        if findings:
            raise MalformedError("roster change", tuple(sorted(findings, key=str)))
        ended, added = (tuple(sorted(entries, key=canonical)) for entries in (self.ended, self.added))
        return FactsChange(ended, added)

    @property
    def summary(self) -> tuple[Told, ...]:
        """What an approver is shown: worked out from the entries themselves, never written by who proposes."""
        return tuple(told for was, now in _pairs(self.ended, self.added) for told in _told(was, now))


def between(was: Roster, now: Roster) -> RosterChange:
    """The change that makes of one roster the other."""
    before, after = frozenset(entries_of(was)), frozenset(entries_of(now))
    return RosterChange(before - after, after - before)


def of_roster(change: FactsChange) -> RosterChange:
    """What a change of facts does to the roster: for the summary that an approver is shown."""
    of = ([entry for entry in entries if isinstance(entry, Entry)] for entries in (change.ended, change.added))
    return RosterChange(*map(frozenset, of))


def entries_of(roster: Roster) -> Iterator[Entry]:
    """Every entry of a roster."""
    for field in fields(Roster):
        yield from getattr(roster, field.name)


def place_of(entry: Entry) -> str:
    """An entry in words, by its ids."""
    if isinstance(entry, Sitting):
        return f"sitting of `{entry.person}` in `{entry.post}`"
    return f"{type(entry).__name__.casefold()} `{entry.id}`"


# What follows what


Name: TypeAlias = tuple[str, ...]
"""What of an entry stays the same when it ends or changes."""


def _name(entry: Entry | Part) -> Name:
    kind = type(entry).__name__.casefold()
    if isinstance(entry, Post | Person | Audience):
        return kind, entry.id
    begun = replace(entry, period=replace(ALWAYS, since=entry.period.since, sure=entry.period.sure))
    return kind, canonical(begun)


_E = TypeVar("_E", Entry, Part)


def _pairs(was: Iterable[_E], now: Iterable[_E]) -> Iterator[tuple[_E | None, _E | None]]:
    """What gives way with what follows it; None where nothing does, or nothing was."""
    before, after = _grouped(was), _grouped(now)
    for name in sorted(before.keys() | after.keys()):
        yield from zip_longest(before.get(name, ()), after.get(name, ()))


def _grouped(entries: Iterable[_E]) -> dict[Name, list[_E]]:
    found: dict[Name, list[_E]] = {}
    for entry in sorted(entries, key=canonical):
        found.setdefault(_name(entry), []).append(entry)
    return found


def parts_of(entry: Entry) -> tuple[Part, ...]:
    """What an entry holds for periods of their own."""
    if isinstance(entry, Person):
        return (*entry.clearances, *entry.briefings)
    return entry.communities if isinstance(entry, Post) else ()


def _bare(entry: Entry) -> Entry:
    if isinstance(entry, Person):
        return replace(entry, clearances=(), briefings=())
    return replace(entry, communities=()) if isinstance(entry, Post) else entry


def _moved(was: Entry | None, now: Entry | None) -> tuple[tuple[Part | None, Part | None], ...]:
    """The parts of an entry that come, change or go."""
    pairs = _pairs(parts_of(was) if was else (), parts_of(now) if now else ())
    return tuple((before, after) for before, after in pairs if before != after)


def _deleted(was: Entry | None, now: Entry | None) -> Iterator[Finding]:
    """Entries and parts that would be gone instead of ended (N20); an erased person has none of its own."""
    if was is not None and now is None:
        yield Finding("N20", place_of(was), "the same with an end", "nothing in its place")
    elif was is not None and now is not None and not _is_erased(now):
        for part in (before for before, after in _moved(was, now) if before is not None and after is None):
            yield Finding("N20", place_of(was), f"a {type(part).__name__.casefold()} with an end", "none in its place")


def _is_erased(entry: Entry) -> bool:
    return isinstance(entry, Person) and entry == bare(entry)


# What is told of a change


def _told(was: Entry | None, now: Entry | None) -> Iterator[Told]:
    entry = now or was
    if entry is None:
        return
    if was is None or now is None or _is_erased(now) or _bare(was) != _bare(now):
        yield Told(_key(was, now), entry)
    for before, after in _moved(was, now):
        yield Told(_key(before, after), entry, after or before)


def _key(was: Entry | Part | None, now: Entry | Part | None) -> str:
    """What happens to an entry or a part: `sitting-ended`, `clearance-added`, `person-erased` ..."""
    kind = type(now or was).__name__.casefold()
    if was is None or now is None:
        return f"{kind}-added" if was is None else f"{kind}-removed"
    if isinstance(was, Person) or isinstance(now, Person):
        return f"{kind}-erased" if isinstance(now, Person) and _is_erased(now) else f"{kind}-changed"
    if replace(was, period=now.period) != now:
        return f"{kind}-changed"
    return f"{kind}-ended" if now.period.fades < was.period.fades else f"{kind}-prolonged"
