"""The desk: every way to read what is stored, and every way to store it, for one reader at one moment.

Source: docs/spec/desk.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

from concord.desk.acts import Act, missing
from concord.desk.admitting import Foreign, admitted, check_admission, unpacked_foreign
from concord.desk.approvals import Event, possible
from concord.desk.blobs import bodies_of, unpacked_draft, unpacked_edit
from concord.desk.editions import Edition
from concord.desk.erasing import Erased
from concord.desk.errors import ConflictError, NotThereError, PastError
from concord.desk.facts import without
from concord.desk.filing import MOST, Filing, unfit_id
from concord.desk.gate import Gate
from concord.desk.handing import Giving, Handed
from concord.desk.handovers import Handing
from concord.desk.kinds import Kind
from concord.desk.labelling import label_faults, stamped
from concord.desk.log import Signed
from concord.desk.own import MOVED
from concord.desk.proposing import NewFacts, Proposing, Widening, sealed_person
from concord.desk.purging import Purge, PurgeById, purging
from concord.desk.queries import refuse
from concord.desk.reading import Reading
from concord.desk.records import Draft, Edit, Put, is_plain, known_id
from concord.desk.store import Filed, Writing
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.labels import LabelSet
from concord.release.rulebook import canonical


@dataclass(frozen=True)
class Receipt:
    """What was filed: the id of the record, and the epoch after it."""

    record: str
    epoch: str = field(compare=False)


class Desk(Reading):
    """The door for the reader of `moment`: to the store as it is or, with `then`, as somebody saw it then (D20)."""

    def file(self, draft: Draft) -> Receipt:
        """Store a new record; the same draft again is answered as the first time (D10).

        Raises:
            MalformedError: with every fault of the draft; nothing is stored.
        """
        with self._writing("file") as (writing, gate):
            return Receipt(self._filed(draft, writing, gate), self._epoch(writing))

    def file_all(self, drafts: Sequence[Draft]) -> tuple[Receipt, ...]:
        """Store several new records in one transaction, all of them or none (D50).

        Raises:
            MalformedError: with every fault of every draft, each named by its number from 0; nothing is stored.
        """
        findings = _too_many("drafts", drafts)
        if len({draft.id for draft in drafts}) < len(drafts):
            findings.append(Finding("D10", "drafts", "each id once", "one twice"))
        refuse("drafts", findings)
        with self._writing("file") as (writing, gate):
            return _all("draft", drafts, lambda draft: Receipt(self._filed(draft, writing, gate), self._epoch(writing)))

    def edit(self, edit: Edit) -> Receipt:
        """Change a record; what the writer does not see survives (D53).

        Raises:
            NotThereError: there is no such record for this reader.
            ConflictError: the edition has changed since the edit was begun.
            MalformedError: with every fault of the edit; nothing is stored.
        """
        edit, bodies = unpacked_edit(edit)
        with self._writing("edit") as (writing, gate):
            digest, known = self._known(edit.id, edit, writing)
            if known is not None:
                return Receipt(known, self._epoch(writing))
            entry = writing.entry(known_id(edit.record), gate)
            edition = self._edition(entry, writing)
            if entry is None or edition is None:
                raise NotThereError
            if edition.digest != edit.base:
                raise ConflictError(edition)
            kind = self._fileable(edition.kind)
            filing = Filing(self.setting, gate, writing, kind, self._acts(edition), edit.id, bodies)
            portions, removed = filing.edited(edit, entry)
            writing.put(entry.head, portions, removed)
            writing.keep(bodies_of(portions, bodies))
            writing.note(self.moment.reader.id, edit.id, Filed(edit.record, digest))
            return Receipt(edit.record, self._epoch(writing))

    def purge(self, purge: Purge) -> Receipt:
        """Remove portions for good, in all their versions; what the writer does not see survives (D26).

        Raises:
            NotThereError: there is no such record for this reader.
            ConflictError: the edition has changed since the purge was begun.
            MalformedError: the reader may not purge, or a portion is named that it does not see.
        """
        with self._writing("purge") as (writing, gate):
            digest, known = self._known(purge.id, purge, writing)
            if known is not None:
                return Receipt(known, self._epoch(writing))
            edition = self._edition(writing.entry(known_id(purge.record), gate), writing)
            if edition is None:
                raise NotThereError
            if edition.digest != purge.base:
                raise ConflictError(edition)
            kind = self._fileable(edition.kind)
            refuse("purge", missing(Act.PURGE, self._acts(edition), "purge"))
            versions = writing.versions(edition.id, gate)
            asked = purging(purge, kind, versions, self.moment.reader.id)
            writing.purge(asked, self._seal.name)
            writing.note(self.moment.reader.id, purge.id, Filed(edition.id, digest))
            return Receipt(edition.id, self._epoch(writing))

    # Asked before

    def would_read(self, label_set: LabelSet) -> bool:
        """Whether the writer would read what it files under a label set now; nothing stored is asked (D51)."""
        found = stamped(label_set, self.moment.at)
        is_labelled = found.originator is not None
        return Gate(self.moment).passes(found if is_labelled else replace(found, author=self.moment.author))

    def label_findings(self, label_set: LabelSet) -> tuple[Finding, ...]:
        """What keeps a label set from being filed here now, by rules and ceiling alone (D51, D56)."""
        return tuple(label_faults(stamped(label_set, self.moment.at), "label", self.moment, self.setting.ceiling))

    def events(self, approval: Edition) -> tuple[Event, ...]:
        """What this seat may do now with an approval that it sees (D60-D62)."""
        person = sealed_person(self.setting.seal, self.moment.person) if self.moment.person else ""
        return () if self._then is not None else possible(approval, person, self._acts())

    # Two persons

    def narrow(self, identity: str, record: str, portion: str, label_set: LabelSet) -> Receipt:
        """Give a portion a narrower label, as one person may (D54).

        Raises:
            NotThereError: there is no such record for this reader.
        """
        edition = self.get(record)
        if edition is None:
            raise NotThereError
        return self.edit(Edit(identity, record, edition.digest, puts=(Put(portion, label_set=label_set),)))

    def widen(self, identity: str, widening: Widening) -> Receipt:
        """Propose a wider label; the receipt names the approval (D63).

        Raises:
            NotThereError: there is no such portion for this reader.
        """
        with self._writing("propose") as (writing, gate):
            return self._proposed(identity, widening, writing, self._proposing(gate, writing, identity).widening)

    def widen_all(self, asked: Mapping[str, Widening]) -> tuple[Receipt, ...]:
        """Propose several wider labels by their ids, all of them or none; a receipt for each names its approval (D67).

        Raises:
            MalformedError: with every fault of every one, each named by its number from 0; nothing is proposed.
            NotThereError: there is no portion of one of them for this reader.
        """
        refuse("widenings", _too_many("widenings", asked))
        with self._writing("propose") as (writing, gate):
            return _all(
                "widening",
                asked.items(),
                lambda each: self._proposed(*each, writing, self._proposing(gate, writing, each[0]).widening),
            )

    def propose(self, identity: str, facts: NewFacts) -> Receipt:
        """Propose a change of rulebook or roster; the receipt names the approval (D65)."""
        with self._writing("propose") as (writing, gate):
            return self._proposed(identity, facts, writing, self._proposing(gate, writing, identity).facts)

    def propose_purge(self, identity: str, purge: PurgeById) -> Receipt:
        """Propose that a record goes, by its id alone; the receipt names the approval, and says nothing else (D29)."""
        with self._writing("propose") as (writing, gate):
            return self._proposed(identity, purge, writing, self._proposing(gate, writing, identity).purge)

    def decide(self, approval: str, event: Event) -> Receipt:
        """Approve, refuse or withdraw what was proposed; what is approved is done at once (D62, D64).

        Raises:
            NotThereError: there is no such approval for this reader.
            MalformedError: it is decided, or not this reader's to decide, or no longer fits.
        """
        with self._writing(event.value) as (writing, gate):
            self._proposing(gate, writing).decide(approval, event)
            return Receipt(approval, self._epoch(writing))

    def decide_all(self, approvals: Sequence[str], event: Event) -> tuple[Receipt, ...]:
        """Approve, refuse or withdraw several in one transaction, all of them or none (D67).

        Raises:
            NotThereError: there is no such approval for this reader.
            MalformedError: with every fault of every one, each named by its number from 0; nothing is decided.
        """
        refuse("approvals", _too_many("approvals", approvals))
        with self._writing(event.value) as (writing, gate):
            proposing = self._proposing(gate, writing)

            def decided(approval: str) -> Receipt:
                proposing.decide(approval, event)
                return Receipt(approval, self._epoch(writing))

            return _all("approval", dict.fromkeys(approvals), decided)

    # Persons

    def erase(self, identity: str, person: str) -> Receipt:
        """Take what a person held out of every earlier edition of facts, and out of proposals (D93).

        Raises:
            MalformedError: the seat may not keep the facts, or the person holds something by those in force.
        """
        with self._writing("erase") as (writing, _):
            digest, known = self._known(identity, person, writing)
            if known is None:
                self._check_keeping("erasure")
                refuse("erasure", [] if is_plain(person) else [unfit_id(person, "person")])
                facts = self._store.in_force().facts
                if without(facts, person) != facts:
                    refuse(
                        "erasure", [Finding("D93", "person", "one that holds nothing by the facts in force", "another")]
                    )
                writing.erase(person)
                writing.note(self.moment.reader.id, identity, Filed("", digest))
            return Receipt("", self._epoch(writing))

    def erased(self) -> tuple[Erased, ...]:
        """The persons that were erased: whose, when, by which seat (D93).

        Raises:
            MalformedError: the seat may not keep the facts.
            PastError: a desk on the past.
        """
        if self._then is not None:
            raise PastError
        self._check_keeping("erased")
        return tuple(self._store.erased())

    def _check_keeping(self, source: str) -> None:
        if not self.may(Act.KEEP_FACTS):
            refuse(source, [Finding("D61", source, f"a role that may {Act.KEEP_FACTS.value}", "none")])

    # Between nodes

    def admit(self, foreign: Foreign) -> Receipt:
        """Take in a record of another node, as it came (D97); the same again is answered as the first time.

        Raises:
            MalformedError: with every fault; nothing is stored.
        """
        kind = self._fileable(foreign.kind)
        acts = check_admission(self._acts())
        foreign, bodies = unpacked_foreign(foreign)
        with self._writing("admit") as (writing, gate):
            digest, known = self._known(foreign.name, foreign, writing)
            if known is None:
                filing = Filing(self.setting, gate, writing, kind, acts, foreign.name, bodies)
                head, portions = admitted(foreign, filing, self.setting)
                writing.put(head, portions)
                writing.keep(bodies_of(portions, bodies))
                writing.note(self.moment.reader.id, foreign.name, Filed(known := head.id, digest))
            return Receipt(known, self._epoch(writing))

    def hand_over(self, identity: str, handing: Handing) -> Handed:
        """Give an audience the editions that everybody in it may have, and note what went to whom (D94, D95).

        Raises:
            MalformedError: with every fault; nothing is noted.
        """
        with self._writing("hand over") as (writing, gate):
            giving = Giving(self.setting, gate, writing, handing.audience)
            given = giving.all_of(handing.records)
            editions = tuple(each.edition for each in given)
            whole = handing, giving.parties, tuple(edition.digest for edition in editions)
            digest, known = self._known(identity, whole, writing)
            if known is None:
                giving.note(given, writing, identity, handing)
                writing.note(self.moment.reader.id, identity, Filed("", digest))
            return Handed(editions, self._epoch(writing))

    # Within

    def _proposing(self, gate: Gate, writing: Writing, draft: str = "") -> Proposing:
        return Proposing(self.setting, gate, writing, draft)

    def _proposed(self, identity: str, asked: _Asked, writing: Writing, propose: Callable[[_Asked], str]) -> Receipt:
        digest, known = self._known(identity, asked, writing)
        if known is None:
            known = propose(asked)
            writing.note(self.moment.reader.id, identity, Filed(known, digest))
        return Receipt(known, self._epoch(writing))

    @contextmanager
    def _writing(self, act: str) -> Iterator[tuple[Writing, Gate]]:
        if self._then is not None:
            raise PastError
        with self._store.writing(self.moment.at) as writing:
            self._check_facts(writing)
            writing.sign(Signed(act, self.moment.reader.id, sealed_person(self.setting.seal, self.moment.person)))
            yield writing, Gate(self.moment)

    def _filed(self, draft: Draft, writing: Writing, gate: Gate) -> str:
        """The record of a draft, put to be stored unless it was before."""
        kind = self._fileable(draft.kind)
        draft, bodies = unpacked_draft(draft)
        digest, known = self._known(draft.id, draft, writing)
        if known is not None:
            return known
        head, portions = Filing(self.setting, gate, writing, kind, self._acts(), draft.id, bodies).filed(draft)
        writing.put(head, portions)
        writing.keep(bodies_of(portions, bodies))
        writing.note(self.moment.reader.id, draft.id, Filed(head.id, digest))
        return head.id

    def _fileable(self, name: str) -> Kind:
        """A kind of which records are filed, edited, admitted and purged: none that moves by its own acts (D7)."""
        kind = self._kind(name)
        if kind in MOVED:
            expected = "one that is filed and edited: this one moves by its own acts"
            refuse("kind", [Finding("D7", "kind", expected, f"`{kind.name}`")])
        return kind

    def _known(self, identity: str, handed: object, writing: Writing) -> tuple[str, str | None]:
        """The digest of what is handed in, and the record it was filed as before, if it was the same (D10)."""
        if not is_plain(identity):
            refuse("id", [unfit_id(identity, "id")])
        digest, known = self._digest(handed), writing.filed(self.moment.reader.id, identity)
        if known is not None and known.digest != digest:
            refuse("id", [Finding("D10", "id", "a new one for each draft and edit", "one that was used")])
        return digest, known.record if known is not None else None

    def _digest(self, handed: object) -> str:
        """What tells one draft or edit from another: made with the node's key, so that it confirms no guess (D26)."""
        whole = canonical(handed).encode("utf-8", "surrogatepass")
        return self._seal.name(f"handed {hashlib.sha256(whole).hexdigest()}")


_Asked = TypeVar("_Asked", Widening, NewFacts, PurgeById)
_Each = TypeVar("_Each")


def _too_many(what: str, several: Collection[object]) -> list[Finding]:
    return [Finding("D50", what, f"at most {MOST:,}", f"{len(several):,}")] if len(several) > MOST else []


def _all(what: str, several: Iterable[_Each], do: Callable[[_Each], Receipt]) -> tuple[Receipt, ...]:
    """The receipts of several things done in one transaction; every fault of every one, each by its number from 0."""
    receipts, findings = [], list[Finding]()
    for number, each in enumerate(several):
        try:
            receipts.append(do(each))
        except MalformedError as error:
            findings += [replace(found, place=f"{what} {number}, {found.place}") for found in error.findings]
    refuse(f"{what}s", findings)
    return tuple(receipts)
