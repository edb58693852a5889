"""Two persons: proposing a wider label or other facts, and what a second person makes of it; inside one transaction.

Source: docs/spec/desk.md D29, D54, D60, D62-D67, D87.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from concord.desk import places, written
from concord.desk.acts import Act, missing
from concord.desk.approvals import APPROVAL, MATTER, PURPOSE, About, Event, Move, State, Who, base_of, next_state, told
from concord.desk.editions import Edition, counts, read_values
from concord.desk.errors import NotThereError
from concord.desk.facts import FactsChange
from concord.desk.filing import Filing, unfit_id
from concord.desk.gate import Gate
from concord.desk.labelling import is_narrower
from concord.desk.own import MOVED
from concord.desk.purging import PurgeById, Reason, removal
from concord.desk.queries import refuse
from concord.desk.records import Head, Portion, is_plain, known_id
from concord.desk.seals import Seal
from concord.desk.setting import Setting
from concord.desk.store import Entry, Writing
from concord.release.check import dominates_from
from concord.release.findings import Finding
from concord.release.labels import LabelSet


@dataclass(frozen=True)
class Widening:
    """A wider label set for one portion, and why; `made_for` is the record for which it is made, "" for none (D67)."""

    record: str
    portion: str
    label_set: LabelSet
    reason: str = ""
    made_for: str = ""


@dataclass(frozen=True)
class NewFacts:
    """A change of rulebook or roster, and why. `label_set` says who may read the proposal."""

    change: FactsChange
    label_set: LabelSet
    reason: str = ""


class Proposing:
    """One proposal, or one decision about one, on its way."""

    def __init__(self, setting: Setting, gate: Gate, writing: Writing, draft: str = "") -> None:
        self._setting, self._gate, self._writing, self._draft = setting, gate, writing, draft
        self._moment = gate.moment
        self._widened = set[tuple[str, str]]()

    def widening(self, asked: Widening) -> str:
        """File the proposal of a wider label; the id of the approval."""
        entry, portion, edition = self._portion(asked.record, asked.portion)
        filing = self._filing(edition.kind, edition)
        found = filing.relabelled(portion, asked.label_set)
        filing.findings += self._told_of(entry, portion)
        if is_narrower(found.label_set, portion.label_set, self._moment):
            filing.findings.append(Finding("D54", "label", "a wider one: a narrower one takes one person", "another"))
        purpose = self._purpose(asked.made_for) if asked.made_for else None
        if asked.made_for and purpose is None:
            filing.findings.append(Finding("D67", "for", "a record that you see", "another"))
        refuse("widening", [*self._may(Act.LABEL, edition), *filing.findings])
        values = {
            "record": edition.id,
            "portion": portion.id,
            "base": self._base(edition, portion),
            "proposal": written.write(asked.label_set),
        }
        return self._file(About.WIDENING, values, asked.reason, portion.label_set, purpose)

    def facts(self, asked: NewFacts) -> str:
        """File the proposal of other facts; the id of the approval."""
        refuse("facts", self._may(Act.KEEP_FACTS))
        asked.change.applied(self._setting.facts_of(self._moment))
        filing = self._filing(APPROVAL.name)
        label_set = filing.labelled(asked.label_set)
        refuse("facts", filing.findings)
        return self._file(About.FACTS, {"proposal": written.write(asked.change)}, asked.reason, label_set)

    def purge(self, asked: PurgeById) -> str:
        """File the proposal of a purge by id; the id of the approval. Whether there is such a record is not asked."""
        findings = self._may(Act.PURGE)
        if not is_plain(asked.record):
            findings.append(unfit_id(asked.record, "record"))
        filing = self._filing(APPROVAL.name)
        label_set = filing.labelled(asked.label_set)
        refuse("purge", [*findings, *filing.findings])
        return self._file(About.PURGE, {"record": asked.record}, asked.reason.value, label_set)

    def decide(self, approval: str, event: Event) -> None:
        """Move an approval on; what is approved is done in the same transaction."""
        entry, edition = self._entry(approval)
        if edition.kind != APPROVAL.name:
            raise NotThereError
        values, move = told(edition), next_state(edition, event)
        if move is None:
            refuse("approval", [Finding("D62", "state", State.PROPOSED.value, values["state"])])
            return
        about = About(values["about"])
        refuse("approval", [*self._who(move, values["proposer"]), *self._of(move, about)])
        if move.next is State.APPROVED:
            self._done[about](self, values)
        matter = next(portion for portion in entry.portions if portion.name == MATTER)
        decided = {**matter.values, "state": move.next.value, "decided-by": self._moment.reader.id}
        self._writing.put(entry.head, [replace(matter, values=decided)])

    # What is approved

    def _widen(self, values: Mapping[str, str]) -> None:
        entry, portion, edition = self._portion(values["record"], values["portion"])
        place = entry.head.id, portion.id
        if place in self._widened or self._base(edition, portion) != values["base"]:
            refuse("approval", [Finding("D64", "portion", "the one that the proposal was made from", "a later one")])
        filing = self._filing(edition.kind, edition)
        found = filing.relabelled(portion, written.read(values["proposal"]))
        refuse("approval", filing.findings)
        self._widened.add(place)
        self._writing.put(entry.head, [found])

    def _turn(self, values: Mapping[str, str]) -> None:
        change: FactsChange = written.read(values["proposal"])
        self._writing.turn(change.applied(self._setting.facts_of(self._moment)))

    def _remove(self, values: Mapping[str, str]) -> None:
        setting, reason = self._setting, Reason(values["reason"])
        asked = removal(values["record"], reason, setting.kinds, spared=MOVED, seat=self._moment.reader.id)
        self._writing.remove(asked, setting.seal.name)

    _done: ClassVar = {About.WIDENING: _widen, About.FACTS: _turn, About.PURGE: _remove}

    # Within

    def _file(
        self,
        about: About,
        values: dict[str, str],
        reason: str,
        label_set: LabelSet,
        purpose: tuple[str, LabelSet] | None = None,
    ) -> str:
        own = {
            "about": about.value,
            "state": State.PROPOSED.value,
            "proposed-by": self._moment.reader.id,
            "proposer": self._person(),
        }
        if not self._moment.person:
            refuse("proposal", [Finding("D60", "person", "somebody who sits in this seat", "nobody")])
        told = own | values | ({"reason": reason} if reason else {})
        names = [self._setting.seal.name(json.dumps([what, self._moment.reader.id, self._draft])) for what in _WHAT]
        portions = [Portion(names[1], MATTER, places.nth(0), told, label_set, APPROVAL.version)]
        if purpose is not None:
            made_for, label = purpose
            beside = Portion(names[2], PURPOSE, places.nth(1), {"for": made_for}, label, APPROVAL.version)
            portions.append(beside)
        self._writing.put(Head(names[0], APPROVAL.name, self._moment.reader.id), portions)
        return names[0]

    def _entry(self, record: str) -> tuple[Entry, Edition]:
        found = self._seen(record)
        if found is None:
            raise NotThereError
        return found

    def _seen(self, record: str) -> tuple[Entry, Edition] | None:
        entry = self._writing.entry(known_id(record), self._gate)
        edition = self._setting.edition(entry, self._moment.reader)
        return None if entry is None or edition is None else (entry, edition)

    def _purpose(self, record: str) -> tuple[str, LabelSet] | None:
        """A record for which something is made, under the label of what first says something in it; None if unseen."""
        seen = self._seen(record)
        if seen is None:
            return None
        entry, edition = seen
        kind = self._setting.kinds.by_name[edition.kind]
        telling = (p for p in entry.portions if p.id in edition.by_id and counts(p, kind, read_values(p, kind)))
        return edition.id, min(telling, key=lambda portion: (portion.place, portion.id)).label_set

    def _portion(self, record: str, portion: str) -> tuple[Entry, Portion, Edition]:
        """A portion that the reader sees, of a record that it sees."""
        entry, edition = self._entry(record)
        found = next((each for each in entry.portions if each.id == portion and portion in edition.by_id), None)
        if found is None or edition.kind in _MOVED or found.label_set.originator is None:
            raise NotThereError
        if found.origin is not None:
            refuse("widening", [Finding("D99", "portion", "one that was written here", "one that was admitted")])
        return entry, found, edition

    def _told_of(self, entry: Entry, portion: Portion) -> list[Finding]:
        """Whoever may read the portion has an edition of the record, or a proposal would tell of one (D5, D63).

        By a portion that says something by itself, under the same label set or one that this one dominates.
        """
        kind, moment = self._setting.kinds.by_name[entry.head.kind], self._moment
        telling = dict.fromkeys(p.label_set for p in entry.portions if counts(p, kind, read_values(p, kind)))
        own, at = portion.label_set, moment.at
        if own in telling or any(dominates_from(own, each, moment.rulebook, at) for each in telling):
            return []
        expected = "one whose readers have an edition without it: widen what it stands beside first"
        return [Finding("D63", "portion", expected, "one that says nothing by itself")]

    def _base(self, edition: Edition, portion: Portion) -> str:
        """What a proposal is made from: with the node's key, so that it confirms no guess of what was purged (D26)."""
        return self._setting.seal.name(base_of(edition.by_id[portion.id]))

    def _filing(self, kind: str, edition: Edition | None = None) -> Filing:
        declared = self._setting.kinds.by_name[kind]
        return Filing(self._setting, self._gate, self._writing, declared, self._acts(edition), self._draft)

    def _acts(self, edition: Edition | None = None) -> frozenset[Act]:
        return self._setting.acts_of(self._moment.reader, edition)

    def _person(self) -> str:
        return sealed_person(self._setting.seal, self._moment.person)

    def _who(self, move: Move, proposer: str) -> list[Finding]:
        is_proposer = self._moment.person != "" and self._person() == proposer
        is_meant = is_proposer if move.who is Who.PROPOSER else self._moment.person != "" and not is_proposer
        return [] if is_meant else [Finding("D60", "person", move.who.value, "another")]

    def _of(self, move: Move, about: About) -> list[Finding]:
        return self._may(about.act) if move.who is Who.ANOTHER else []

    def _may(self, act: Act, edition: Edition | None = None) -> list[Finding]:
        return missing(act, self._acts(edition), "role")


def sealed_person(seal: Seal, person: str) -> str:
    """The name of a person under the node's key: whether two are one can be told, not who it is."""
    return seal.name(json.dumps(["person", person]))


_MOVED = frozenset(kind.name for kind in MOVED)
_WHAT = ("approval", "approval matter", "approval purpose")
