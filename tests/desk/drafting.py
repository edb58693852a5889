"""Random drafts and edits: sound ones, and ones with this or that wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from concord.desk import Attachment, Blob, Kind
from concord.desk.records import Draft, Edit, NewPortion, Put, Source
from concord.release.labels import LabelSet, chain
from concord.release.scope import failures_of
from tests.desk.kinds import KINDS
from tests.desk.naive import Twin
from tests.desk.worlds import RAW, SCANS


@dataclass(frozen=True)
class Author:
    """Somebody at a desk who hands things in."""

    twin: Twin
    rng: Random
    label_sets: tuple[LabelSet, ...]

    def often(self, share: float) -> bool:
        """Whether it happens this time."""
        return self.rng.random() < share

    def draft(self) -> Draft:
        """A new record, now and then under an id that was used or cannot be one."""
        kind = self.rng.choice(KINDS.kinds)
        names = [p.name for p in kind.portions if self.often(0.8)] + [p.name for p in kind.portions if p.repeats]
        names += ["nothing"] if self.often(0.03) else []
        new = [self.new(kind, f"p{number}", name) for number, name in enumerate(names)]
        if len(new) > 1 and self.often(0.4):
            new.append(
                self.new(kind, "variant", new[-1].name, variant_of=self.rng.choice([new[-1].id] * 8 + ["p0", "none"]))
            )
        name = kind.name if self.often(0.97) else "nothing"
        return Draft(self.identity(), name, tuple(new), self.label_set() if self.often(0.8) else None)

    def identity(self) -> str:
        """The id of a draft or an edit."""
        used = [draft for _, draft in self.twin.books.handed]
        if used and self.often(0.04):
            return self.rng.choice(used)
        return f"d{self.rng.randrange(10**9)}" if self.often(0.99) else self.rng.choice(["", "a\nb", "x" * 201])

    def record(self) -> str:
        """A record, seen or not, or none."""
        ids = [record for record in self.twin.books.ids() if self.twin.head(record).kind in KINDS.by_name]
        seen = [record for record in ids if self.twin.get(record)]
        return self.rng.choice(seen if seen and self.often(0.9) else [*ids, "absent"])

    def edit(self, record: str, base: str) -> Edit:
        """Changes of a record."""
        head = next((turn.head for turn in self.twin.books.turns if turn.head.id == record), None)
        kind = KINDS.by_name[head.kind] if head else KINDS.kinds[0]
        own = self.portions(record)
        puts = tuple(
            self.put(kind, name) for name in self.rng.sample(own, min(len(own), self.rng.choice([0, 1, 1, 2])))
        )
        adds = tuple(self.added(kind, record, f"a{n}", own) for n in range(self.rng.choice([0, 0, 1, 2])))
        removes = tuple(self.rng.choice(own) for _ in range(self.rng.choice([0, 0, 0, 1])) if own)
        return Edit(self.identity(), record, base, puts, adds, removes, self.label_set() if self.often(0.7) else None)

    def portions(self, record: str) -> list[str]:
        """Portions of a record: those that are seen and now and then one that is not, or never was."""
        turns = self.twin.books.turns
        known = sorted({name for turn in turns if turn.head.id == record for name in turn.portions})
        seen = sorted(self.twin.there(record))
        return [*seen, *([self.rng.choice([*known, "nothing"])] if self.often(0.05) else [])]

    def put(self, kind: Kind, portion: str) -> Put:
        """New values or another label for a portion."""
        turns = [turn.portions.get(portion) for turn in self.twin.books.turns]
        name = next((p.name for p in turns if p is not None), kind.portions[0].name)
        values = self.values(kind, name) if self.often(0.7) else {}
        label_set = self.label_set() if self.often(0.3) else None
        return Put(portion, values, label_set, self.sources(0.05))

    def added(self, kind: Kind, record: str, identity: str, own: list[str]) -> NewPortion:
        """A portion that is added to a record."""
        name = self.rng.choice(
            [p.name for p in kind.portions if p.repeats or self.often(0.1)] or [kind.portions[-1].name]
        )
        place = self.rng.choice([None, *own])
        there = [p.id for _, p in self.twin.there(record).values() if p.name == name]
        if there and self.often(0.25):
            return self.new(kind, identity, name, variant_of=self.rng.choice([*there * 4, *own]))
        return self.new(kind, identity, name, after=place)

    def new(
        self, kind: Kind, identity: str, name: str, *, variant_of: str | None = None, after: str | None = None
    ) -> NewPortion:
        """A new portion."""
        label_set = self.label_set() if self.often(0.4) else None
        identity = identity if self.often(0.995) else self.rng.choice(["", "p0"])
        return NewPortion(identity, name, self.values(kind, name), label_set, variant_of, after, self.sources(0.05))

    def label_set(self) -> LabelSet:
        """A label set, mostly one that may be filed."""
        sound = [each for each in self.label_sets if each.originator and self.is_sound(each)]
        seen = [p.label_set for r in self.twin.books.ids()[:3] for _, p in self.twin.there(r).values()]
        return self.rng.choice(
            seen if seen and self.often(0.3) else sound if sound and self.often(0.9) else self.label_sets
        )

    def is_sound(self, label_set: LabelSet) -> bool:
        """Whether all labels of a set, and those that succeed them, are valid for creation."""
        labels = [each for first in (label_set.originator, *label_set.alternatives) for each in chain(first)]
        book, at = self.twin.moment.rulebook, self.twin.moment.at
        return not any(failures_of(replace(each, succession=None), book, at, creating=True) for each in labels)

    def sources(self, share: float) -> tuple[Source, ...]:
        """Now and then a portion to draw on: seen, hidden, or none."""
        if not self.often(share):
            return ()
        record = self.record()
        portion = self.rng.choice([*self.portions(record), "nothing"])
        return (Source(record, portion, self.rng.choice([None, None, "officer"])),)

    def values(self, kind: Kind, name: str) -> dict[str, object]:
        """Raw values of a portion; now and then one of another field, of no field, or unfit."""
        found: dict[str, object] = {}
        for asked in kind.fields:
            if asked.portion == name and self.often(0.98 if asked.required else 0.6):
                raw = RAW[asked.type](self.rng)
                raw = Attachment(raw.media_type, SCANS[raw]) if isinstance(raw, Blob) and self.often(0.9) else raw
                found[asked.name] = [raw] if asked.many and self.often(0.95) else raw
                if self.often(0.02):
                    found[asked.name] = self.rng.choice([None, "", 3.5, [1], "\u0007", {"a": 1}])
        return found | ({"nothing": 1} if self.often(0.01) else {})
