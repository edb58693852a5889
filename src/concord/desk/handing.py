"""Handing over: what goes to an audience, and the record of it. Reading is never noted; giving always is.

Source: docs/spec/desk.md D94-D96.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from concord.desk.acts import Act, missing
from concord.desk.editions import Edition, is_there, make_edition, many, values_of
from concord.desk.errors import NotThereError
from concord.desk.gate import Gate
from concord.desk.handovers import Handing
from concord.desk.kinds import Kind
from concord.desk.moment import Moment
from concord.desk.noting import Notes
from concord.desk.queries import refuse
from concord.desk.records import Portion, known_id
from concord.desk.setting import Setting
from concord.desk.store import Entry, Snapshot, Writing
from concord.desk.values import Type
from concord.release import records
from concord.release.check import release_check
from concord.release.findings import Finding


@dataclass(frozen=True)
class Handed:
    """What was handed over: the editions that everybody in the audience may have, in the order asked for."""

    editions: tuple[Edition, ...]
    epoch: str = field(default="", compare=False)


class Given(NamedTuple):
    """What an audience is given of one record of a kind: an edition, and the portions that it shows."""

    edition: Edition
    portions: tuple[Portion, ...]
    kind: Kind


class Giving:
    """What an audience may have of what a giver sees, inside one snapshot.

    Raises:
        MalformedError: the giver may not hand over, or the audience reaches nobody; every fault.
    """

    def __init__(self, setting: Setting, gate: Gate, snapshot: Snapshot, audience: str) -> None:
        self._setting, self._gate, self._snapshot = setting, gate, snapshot
        self._moment = gate.moment
        self.readers = setting.facts_of(self._moment).roster.readers_in(audience, self._moment.at)
        self._gates = [Gate(replace(self._moment, reader=reader, person="")) for reader in self.readers]
        findings = missing(Act.HAND_OVER, setting.acts_of(self._moment.reader), "audience")
        findings += [] if self.readers else [Finding("D84", "audience", "one that reaches somebody", "another")]
        refuse("handing over", findings)

    def seen(self, record: str) -> tuple[Entry, Kind] | None:
        """What the giver sees of a record."""
        entry = self._snapshot.entry(known_id(record), self._gate)
        kind = self._setting.kind_of(entry)
        return (entry, kind) if entry and kind and is_there(kind, entry.portions) else None

    @property
    def parties(self) -> list[str]:
        """The parties that are reached."""
        return sorted({reader.party for reader in self.readers})

    def all_of(self, records: Sequence[str]) -> list[Given]:
        """What is given of some records, in their order; one of which there is nothing for the audience is left out.

        Raises:
            MalformedError: the giver does not see one of them.
        """
        found = [self.seen(record) for record in dict.fromkeys(records)]
        refuse("handing over", [Finding("D22", "record", "one that you see", "another") for seen in found if not seen])
        return [given for seen in found if seen and (given := self.given(*seen))]

    def given(self, entry: Entry, kind: Kind) -> Given | None:
        """The edition that everybody in the audience may have of it, and its portions; None if there is none (D94)."""
        passing = [p for p in entry.portions if all(gate.passes(p.label_set) for gate in self._gates)]
        portions = tuple(sorted(passing, key=lambda p: (p.place, p.id)))
        edition = make_edition(entry.head, kind, portions, reader="", epoch="") if portions else None
        return Given(edition, tuple(p for p in portions if p.id in edition.by_id), kind) if edition else None

    def note(self, given: Sequence[Given], writing: Writing, identity: str, asked: Handing) -> None:
        """Note what the audience was given, and which parties it reached (D95); inside the transaction that gives."""
        notes = Notes(asked, identity, self._moment, self._setting.seal)
        for edition, portions, kind in given:
            for party in self.parties:
                for head, matter, *beside in notes.of(edition, portions, kind, party):
                    writing.put(head, [matter, *beside])


def check_release(setting: Setting, gate: Gate, snapshot: Snapshot, record: str, audience: str) -> tuple[Finding, ...]:
    """What to look at before the edition for an audience goes out, of what the asker sees (D96, R110 to R115)."""
    giving = Giving(setting, gate, snapshot, audience)
    seen = giving.seen(record)
    if seen is None:
        raise NotThereError
    paper = _paper(*seen, gate.moment)
    found = [
        finding
        for reader in giving.readers
        for finding in release_check(paper, reader, rulebook=gate.moment.rulebook, at=gate.moment.at)
    ]
    return tuple(dict.fromkeys(found))


def _paper(entry: Entry, kind: Kind, moment: Moment) -> records.Record:
    """What is seen of a record as the kernel's check reads it: each portion with its texts."""
    seen = {portion.id for portion in entry.portions}
    portions = [
        records.Portion(
            portion.id,
            portion.place,
            records.Form.PARAGRAPH,
            (_text(portion, kind),),
            portion.label_set,
            variant_of=portion.variant_of if portion.variant_of in seen else None,
            derived_from=tuple(s.portion for s in portion.sources if s.record == entry.head.id and s.portion in seen),
            sanitised_by=next((s.sanitised_by for s in portion.sources if s.sanitised_by), None),
        )
        for portion in sorted(entry.portions, key=lambda p: (p.place, p.id))
        if portion.name in kind.portion_by_name
    ]
    return records.Record(entry.head.id, moment.reader.party, moment.at.date(), None, tuple(portions))


def _text(portion: Portion, kind: Kind) -> str:
    of_text = {field.name for field in kind.fields if field.type in (Type.TEXT, Type.WORD)}
    return "\n".join(str(each) for name, value in values_of(portion, kind) if name in of_text for each in many(value))
