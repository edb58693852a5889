"""How the second desk files: what it refuses by which rules, and what is stored, from docs/spec/desk.md alone.

Whether a label is valid, and whether it dominates another, is asked of the kernel.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from concord.desk import Act, Acts, Attachment, Blob, Field, Kind, PurgeById
from concord.desk.acts import ANYBODY, AUTHOR
from concord.desk.places import behind, nth, variant_behind
from concord.desk.records import Draft, Edit, Head, NewPortion, Portion, Put, Source
from concord.desk.values import UnfitError, keep_value, read_value
from concord.release.check import dominates_from
from concord.release.labels import Label, LabelSet, chain
from concord.release.scope import failures_of
from tests.desk.kinds import KINDS
from tests.desk.naive import Sheet, Twin, released, says_something

Name = Callable[..., str]
"""The id of something: what it is, the seat, the id of the draft, its own; or the name of a person."""


@dataclass(frozen=True)
class Refused:
    """A draft or edit that is not stored: the rules it breaks, or why it was not looked at."""

    rules: frozenset[str]
    why: str = "malformed"


@dataclass
class Writer:
    """One draft or edit at a desk."""

    twin: Twin
    acts: Acts
    name: Name
    rules: set[str] = field(default_factory=set)
    came: set[str] = field(default_factory=set)
    """The digests of bytes that were handed in."""

    # Whole drafts

    def file(self, draft: Draft) -> str | Refused:
        """The id of the record that is stored, or why none is."""
        kind = KINDS.by_name.get(draft.kind)
        if kind is None:
            return Refused(frozenset({"D2"}))
        draft = replace(draft, portions=self.named(draft.portions))
        known = self.known(draft.id, draft)
        if known is not None:
            return known
        seat = self.twin.moment.reader.id
        self.needs(Act.FILE)
        self.check_ids(draft.portions)
        made: dict[str, Portion] = {}
        for number, new in enumerate(draft.portions):
            base = made.get(new.variant_of or "")
            place = nth(number) if new.variant_of is None or base is None else after_wordings(base, made.values())
            made[new.id] = self.made(
                kind, new, self.name("portion", seat, draft.id, new.id), place, base, draft.default
            )
        found = list(made.values())
        for declared in kind.portions:
            own = [new for new in draft.portions if new.name == declared.name and new.variant_of is None]
            if not declared.repeats and len(own) > 1:
                self.rules.add("D2")
            if not declared.repeats and not own:
                empty, name = (
                    NewPortion(declared.name, declared.name, {}),
                    self.name("single", seat, draft.id, declared.name),
                )
                found.append(self.made(kind, empty, name, nth(len(found)), None, draft.default))
        if not any(portion.values for portion in found):
            self.rules.add("D50")
        if self.rules:
            return Refused(frozenset(self.rules))
        head = Head(self.name("record", seat, draft.id, ""), kind.name, seat)
        self.store(draft.id, draft, head, {portion.id: portion for portion in found})
        return head.id

    def edit(self, edit: Edit, base: Sheet | None) -> str | Refused:
        """The id of the record that is changed, or why it is not; `base` is the edition the edit was made from."""
        edit = replace(edit, puts=self.named(edit.puts), adds=self.named(edit.adds))
        known = self.known(edit.id, edit)
        if known is not None:
            return known
        sheet = self.twin.get(edit.record)
        if sheet is None:
            return Refused(frozenset(), "not there")
        if sheet != base:
            return Refused(frozenset(), "conflict")
        kind = KINDS.by_name[sheet.kind]
        seen = {identity: portion for identity, (_, portion) in self.twin.there(edit.record).items()}
        named = [put.portion for put in edit.puts] + list(edit.removes)
        self.rules |= {"D53"} if len(set(named)) < len(named) else set()
        self.check_ids(edit.adds)
        changes: dict[str, Portion | None] = {}
        for identity in edit.removes:
            changes |= self.removed(kind, identity, seen, is_author=sheet.is_author)
        for put in edit.puts:
            changes |= self.put(kind, put, seen, is_author=sheet.is_author)
        left = {
            i: p for i, p in (seen | {k: v for k, v in changes.items() if v is not None}).items() if changes.get(i, p)
        }
        added = self.added(kind, edit, left, is_author=sheet.is_author)
        stays = [portion for portion in (*left.values(), *added) if released(portion.label_set, self.twin.moment)]
        if not any(says_something(kind, portion) for portion in stays if portion.name in kind.portion_by_name):
            self.rules.add("D53")
        if self.rules:
            return Refused(frozenset(self.rules))
        self.store(edit.id, edit, self.twin.head(edit.record), changes | {p.id: p for p in added})
        return edit.record

    def propose_purge(self, identity: str, asked: PurgeById, person: str) -> str | Refused:
        """The id of the approval (D29)."""
        known = self.known(identity, asked)
        if known is not None:
            return known
        self.needs(Act.PURGE)
        label_set, seat = self.labelled(asked.label_set), self.twin.moment.reader.id
        if not is_id(asked.record):
            self.rules.add("D10")
        if self.rules:
            return Refused(frozenset(self.rules))
        values = {"about": "purge", "state": "proposed", "record": asked.record, "reason": asked.reason.value}
        values |= {"proposed-by": seat, "proposer": self.name("person", person)}
        head = Head(self.name("approval", seat, identity), "approval", seat)
        matter = Portion(self.name("approval matter", seat, identity), "matter", nth(0), values, label_set, 1)
        self.store(identity, asked, head, {matter.id: matter})
        return head.id

    def approve(self, approval: str, person: str) -> str | Refused:
        """The approval, once it is approved and done (D60, D62)."""
        sheet = self.twin.get(approval)
        if sheet is None or sheet.kind != "approval":
            return Refused(frozenset(), "not there")
        ((_, matter),) = self.twin.there(approval).values()
        if matter.values["state"] != "proposed":
            return Refused(frozenset({"D62"}))
        self.rules |= {"D60"} if self.name("person", person) == matter.values["proposer"] else set()
        self.needs(Act.PURGE)
        if self.rules:
            return Refused(frozenset(self.rules))
        decided = {**matter.values, "state": "approved", "decided-by": self.twin.moment.reader.id}
        moved = {matter.id: replace(matter, values=decided)}
        self.twin.books.record(self.twin.moment.at, self.twin.head(approval), dict(moved))
        self.twin.books.remove(str(matter.values["record"]))
        return approval

    def known(self, identity: str, handed: object) -> str | Refused | None:
        """What was handed in under an id before: the same again, or another (D10)."""
        if not is_id(identity):
            return Refused(frozenset({"D10"}))
        before = self.twin.books.handed.get((self.twin.moment.reader.id, identity))
        if before is None:
            return None
        return before[1] if before[0] == handed else Refused(frozenset({"D10"}))

    def store(
        self, identity: str, handed: object, head: Head, portions: dict[str, Portion | None] | dict[str, Portion]
    ) -> None:
        """Store a transaction, and what it was handed in as."""
        self.twin.books.record(self.twin.moment.at, head, dict(portions))
        self.twin.books.handed[self.twin.moment.reader.id, identity] = handed, head.id

    # Portions

    def made(
        self, kind: Kind, new: NewPortion, identity: str, place: str, base: Portion | None, default: LabelSet | None
    ) -> Portion:
        """A new portion (D1, D2, D4, D51, D52)."""
        declared = kind.portion_by_name.get(new.name)
        if declared is None:
            self.rules.add("D2")
        if new.variant_of is not None:
            self.rules |= {"D1"} if base is None or base.name != new.name else set()
            self.rules |= {"D4"} if declared is not None and not declared.variants else set()
        label_set = self.labelled(new.label_set or default or LabelSet(None))
        self.draw(new.sources, label_set)
        values = self.values(kind, new.name, new.values, {})
        self.check_blobs(values, {}, new.sources)
        variant_of = (base.variant_of or base.id) if base is not None else None
        return Portion(identity, new.name, place, values, label_set, 1, variant_of, new.sources)

    def put(self, kind: Kind, put: Put, seen: dict[str, Portion], *, is_author: bool) -> dict[str, Portion | None]:
        """New values or a new label for a portion that the writer sees (D53, D54)."""
        old = seen.get(put.portion)
        if old is None:
            self.rules.add("D53")
            return {}
        if put.values:
            self.needs(Act.EDIT, is_author=is_author)
        label_set = old.label_set
        if put.label_set is not None and put.label_set != old.label_set:
            self.needs(Act.LABEL, is_author=is_author)
            if put.label_set.originator is None:
                self.rules.add("D54")
            else:
                label_set = self.labelled(put.label_set)
                self.rules |= set() if self.may_follow(label_set, old.label_set) else {"D54"}
        sources = tuple(dict.fromkeys((*old.sources, *put.sources)))
        if sources != old.sources or label_set != old.label_set:
            self.draw(sources, label_set, is_author=is_author)
        values = self.values(kind, old.name, put.values, dict(old.values))
        self.check_blobs(values, old.values, sources)
        new = replace(old, values=values, label_set=label_set, sources=sources)
        return {old.id: new} if new != old else {}

    def may_follow(self, new: LabelSet, old: LabelSet) -> bool:
        """Whether one person may set a label set for another (D54)."""
        if old.originator is None:
            return old.author == self.twin.moment.reader.id
        return dominates_from(new, old, self.twin.moment.rulebook, self.twin.moment.at)

    def removed(
        self, kind: Kind, identity: str, seen: dict[str, Portion], *, is_author: bool
    ) -> dict[str, Portion | None]:
        """A portion that is taken away: one that the writer sees, of a kind that repeats, or a variant (D12, D53)."""
        self.needs(Act.REMOVE, is_author=is_author)
        portion = seen.get(identity)
        if portion is None or (not kind.portion_by_name[portion.name].repeats and portion.variant_of is None):
            self.rules.add("D53")
        return {identity: None} if portion is not None else {}

    def added(self, kind: Kind, edit: Edit, left: dict[str, Portion], *, is_author: bool) -> list[Portion]:
        """What an edit adds, behind portions of this edition or of the edit itself (D12, D53)."""
        if edit.adds:
            self.needs(Act.EDIT, is_author=is_author)
        standing, found, seat = dict(left), list[Portion](), self.twin.moment.reader.id
        for new in edit.adds:
            declared = kind.portion_by_name.get(new.name)
            if declared is not None and not declared.repeats and new.variant_of is None:
                self.rules.add("D53")
            for name in (new.variant_of, new.after):
                self.rules |= {"D53"} if name is not None and name not in standing else set()
            base, before = standing.get(new.variant_of or ""), standing.get(new.after or "")
            place = after_wordings(base, standing.values()) if base is not None else between(before, standing)
            made = self.made(kind, new, self.name("portion", seat, edit.id, new.id), place, base, edit.default)
            standing = {new.id: made} | standing | {made.id: made}
            found.append(made)
        return found

    # Labels, sources, values, acts

    def labelled(self, label_set: LabelSet) -> LabelSet:
        """A label set as one written now: made at this moment, without bytes from elsewhere (D51)."""
        at = self.twin.moment.at
        if label_set.originator is None:
            label_set = replace(label_set, author=self.twin.moment.reader.id)
        originator = written(label_set.originator, at) if label_set.originator else None
        alternatives = tuple(written(label, at) for label in label_set.alternatives)
        metadata = written(label_set.metadata, at) if label_set.metadata else None
        for label in (originator, *alternatives) if originator is not None else ():
            for each in chain(label):
                alone = replace(each, succession=None)
                if failures_of(alone, self.twin.moment.rulebook, at, creating=True):
                    self.rules.add("D51")
        return replace(label_set, originator=originator, alternatives=alternatives, metadata=metadata)

    def draw(self, sources: Iterable[Source], label_set: LabelSet, *, is_author: bool = False) -> None:
        """Every source is in an edition of this writer, and not above the label (D52)."""
        moment = self.twin.moment
        for source in sources:
            portion = self.twin.there(source.record).get(source.portion) if self.twin.get(source.record) else None
            if portion is None:
                self.rules.add("D52")
            elif source.sanitised_by is not None:
                self.needs(Act.SANITISE, is_author=is_author)
            elif not dominates_from(label_set, portion[1].label_set, moment.rulebook, moment.at):
                self.rules.add("D52")

    def values(self, kind: Kind, name: str, raw: Any, old: dict[str, Any]) -> dict[str, Any]:
        """The values of a portion: those that are named change, None takes one away (D2, D3)."""
        fields = {asked.name: asked for asked in kind.fields if asked.portion == name}
        found, refused = dict(old), set[str]()
        for each, value in raw.items():
            found.pop(each, None)
            if each not in fields:
                self.rules.add("D2")
            elif value is not None:
                try:
                    found |= read(fields[each], value)
                except UnfitError:
                    self.rules.add("D3")
                    refused.add(each)
        if any(asked.required and asked.name not in {*found, *refused} for asked in fields.values()):
            self.rules.add("D2")
        return found

    def named(self, given: tuple[Any, ...]) -> tuple[Any, ...]:
        """Portions with what names an attachment for each of them; its bytes came (D24)."""
        return tuple(replace(each, values={n: self.name_of(v) for n, v in each.values.items()}) for each in given)

    def name_of(self, value: object) -> object:
        """What names an attachment; any other value as it is."""
        if not isinstance(value, Attachment):
            return value
        digest = hashlib.sha256(value.body).hexdigest()
        self.came.add(digest)
        return Blob(digest, value.media_type, len(value.body))

    def check_blobs(self, values: dict[str, Any], old: Any, sources: Iterable[Source]) -> None:
        """Each attachment came with its bytes, or the writer sees it named: here, or in a source (D24)."""
        known = digests(old) | self.came
        for source in sources:
            portion = self.twin.there(source.record).get(source.portion) if self.twin.get(source.record) else None
            known |= digests(portion[1].values) if portion is not None else set()
        self.rules |= set() if digests(values) <= known else {"D24"}

    def needs(self, act: Act, *, is_author: bool = False) -> None:
        """Somebody who acts has a role that may (D61)."""
        roles = {ANYBODY, *self.twin.moment.reader.roles, *((AUTHOR,) if is_author else ())}
        if not any(act in self.acts.get(role, ()) for role in roles):
            self.rules.add("D61")

    def check_ids(self, portions: Iterable[NewPortion]) -> None:
        """Ids of portions of a draft: each once, each an id (D10)."""
        own = [new.id for new in portions]
        if len(set(own)) < len(own) or not all(map(is_id, own)):
            self.rules.add("D10")


def digests(values: Any) -> set[str]:
    """What names the attachments among kept values."""
    return {value["digest"] for value in values.values() if isinstance(value, dict)}


def is_id(identity: str) -> bool:
    """1 to 200 characters that can be printed (D10)."""
    return 1 <= len(identity) <= 200 and identity.isprintable()


def written(label: Label, at: Any) -> Label:
    """A label as it is made at an instant, its successors too."""
    later = label.succession
    if later is not None:
        later = replace(later, label=written(later.label, at))
    return replace(label, created=at, succession=later, raw=b"")


def read(asked: Field, raw: object) -> dict[str, Any]:
    """A value as it is kept, or none where a list is empty."""
    if not asked.many:
        return {asked.name: keep_value(read_value(asked.type, raw, asked.choices))}
    if not isinstance(raw, (list, tuple)):
        raise UnfitError("a list")
    values = dict.fromkeys(read_value(asked.type, each, asked.choices) for each in raw)
    return {asked.name: tuple(keep_value(each) for each in values)} if values else {}


def after_wordings(base: Portion, standing: Iterable[Portion]) -> str:
    """The place behind all wordings of a portion."""
    name = base.variant_of or base.id
    return variant_behind(max(p.place for p in standing if (p.variant_of or p.id) == name))


def between(before: Portion | None, standing: dict[str, Portion]) -> str:
    """The place behind a portion and its variants, before what stands next; or at the end."""
    taken = sorted({portion.place.split(".")[0] for portion in standing.values()})
    if before is None:
        return behind(taken[-1], None) if taken else nth(0)
    own = before.place.split(".")[0]
    return behind(own, next((place for place in taken if place > own), None))
