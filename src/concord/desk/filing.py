"""From what a writer hands in to portions that can be stored: every fault at once, nothing half.

Source: docs/spec/desk.md D10, D50-D56.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from concord.desk import places
from concord.desk.acts import Act, missing
from concord.desk.blobs import named_in
from concord.desk.editions import is_readable, is_there
from concord.desk.gate import Gate
from concord.desk.kinds import Field, KeptValues, Kind
from concord.desk.labelling import is_narrower, label_faults, stamped
from concord.desk.queries import refuse
from concord.desk.records import LONGEST_ID, Draft, Edit, Head, NewPortion, Portion, Put, Source, is_plain, known_id
from concord.desk.setting import Setting
from concord.desk.store import Entry, Snapshot
from concord.desk.values import Blob, Kept, UnfitError, keep_value, read_value
from concord.release.check import dominates_from
from concord.release.findings import Finding
from concord.release.labels import LabelSet

MOST = 10_000
"""How many portions a record may have."""


class Filing:
    """One draft or edit on its way: `findings` is everything that is wrong with it so far.

    `blobs` are those whose bytes were handed in with it.
    """

    def __init__(
        self,
        setting: Setting,
        gate: Gate,
        snapshot: Snapshot,
        kind: Kind,
        acts: frozenset[Act],
        draft: str,
        blobs: Collection[Blob] = (),
    ) -> None:
        self.findings: list[Finding] = []
        self._setting, self._gate, self._snapshot = setting, gate, snapshot
        self._kind, self._acts, self._draft, self._blobs = kind, acts, draft, frozenset(blobs)
        self.moment = gate.moment

    def filed(self, draft: Draft) -> tuple[Head, tuple[Portion, ...]]:
        """The record of a draft.

        Raises:
            MalformedError: with every fault of the draft.
        """
        self._check_act(Act.FILE, "draft")
        self._check_ids(draft.portions)
        standing: dict[str, Portion] = {}
        for number, new in enumerate(draft.portions):
            base = standing.get(new.variant_of) if new.variant_of is not None else None
            place = places.nth(number) if base is None else places.variant_behind(_last(base, standing.values()).place)
            standing[new.id] = self._portion(new, self._name("portion", new.id), place, base, draft.default)
        found = list(standing.values())
        for declared in self._kind.portions:
            own = [new for new in draft.portions if new.name == declared.name and new.variant_of is None]
            if not declared.repeats and len(own) > 1:
                self._fault("D2", f"portions `{declared.name}`", "one", f"{len(own)}")
            if not declared.repeats and not own:
                new, name = NewPortion(declared.name, declared.name, {}), self._name("single", declared.name)
                found.append(self._portion(new, name, places.nth(len(found)), None, draft.default))
        if not any(portion.values for portion in found):
            self._fault("D50", "portions", "a value in one of them", "none")
        refuse(f"draft of {self._kind.name}", self.findings)
        return Head(self._name("record"), self._kind.name, self.moment.reader.id), tuple(found)

    def edited(self, edit: Edit, entry: Entry) -> tuple[tuple[Portion, ...], tuple[str, ...]]:
        """The portions that an edit changes or adds, and the ids of those it removes.

        Raises:
            MalformedError: with every fault of the edit; a portion the writer does not see is like none.
        """
        seen = {portion.id: portion for portion in entry.portions if portion.name in self._kind.portion_by_name}
        named = [put.portion for put in edit.puts] + list(edit.removes)
        if len(set(named)) < len(named):
            self._fault("D53", "portions", "each portion put or removed once", "one twice")
        self._check_ids(edit.adds)
        put = [self._put(each, seen) for each in edit.puts]
        changed = [portion for portion in put if portion is not None and portion != seen[portion.id]]
        removed = [name for name in edit.removes if self._may_remove(name, seen)]
        left = {name: portion for name, portion in seen.items() if name not in removed}
        left |= {portion.id: portion for portion in changed}
        added = self._added(edit, left)
        if len(left) + len(added) > MOST:
            self._fault("D50", "portions", f"at most {MOST:,}", f"{len(left) + len(added):,}")
        self._check_stays([*left.values(), *added])
        refuse(f"edit of {self._kind.name}", self.findings)
        return (*changed, *added), tuple(removed)

    # Portions

    def _added(self, edit: Edit, seen: Mapping[str, Portion]) -> list[Portion]:
        if edit.adds:
            self._check_act(Act.EDIT, "portions to add")
        standing, found = dict(seen), list[Portion]()
        for new in edit.adds:
            where = f"portion `{new.id}`"
            declared = self._kind.portion_by_name.get(new.name)
            if declared is not None and not declared.repeats and new.variant_of is None:
                self._fault("D53", where, "a portion kind that repeats, or a variant", f"`{new.name}`")
            base, before = (self._named(name, standing, where) for name in (new.variant_of, new.after))
            place = places.variant_behind(_last(base, standing.values()).place) if base else _place(before, standing)
            portion = self._portion(new, self._name("portion", new.id), place, base, edit.default)
            standing[portion.id] = portion
            standing.setdefault(new.id, portion)
            found.append(portion)
        return found

    def _named(self, name: str | None, seen: Mapping[str, Portion], place: str) -> Portion | None:
        if name is not None and name not in seen:
            self._fault("D53", place, "a portion of this edition", "another")
        return seen.get(name) if name is not None else None

    def _portion(
        self, new: NewPortion, name: str, place: str, base: Portion | None, default: LabelSet | None
    ) -> Portion:
        where = f"portion `{new.id}`"
        declared = self._kind.portion_by_name.get(new.name)
        if declared is None:
            self._fault("D2", where, f"a portion kind of `{self._kind.name}`", f"`{new.name}`")
        elif new.variant_of is not None and not declared.variants:
            self._fault("D4", where, "a portion kind with variants", f"`{new.name}`")
        if new.variant_of is not None and (base is None or base.name != new.name):
            self._fault("D1", where, "a variant of an earlier portion of its kind", "another")
        label_set = self.labelled(new.label_set or default or LabelSet(originator=None), where)
        self._draw(new.sources, label_set, where)
        values = self._values(new.name, new.values, {}, where)
        self._check_blobs(values, {}, new.sources, where)
        return Portion(
            id=name,
            name=new.name,
            place=place,
            values=values,
            label_set=label_set,
            version=self._kind.version,
            variant_of=(base.variant_of or base.id) if base else None,
            sources=new.sources,
        )

    def _put(self, put: Put, seen: Mapping[str, Portion]) -> Portion | None:
        where = f"portion `{put.portion}`"
        old = seen.get(put.portion)
        if old is None:
            self._fault("D53", where, "a portion of this edition", "another")
            return None
        if not is_readable(old, self._kind):
            self._fault("D6", where, f"one of version {self._kind.version} of its kind or before", "one of another")
            return None
        if put.values:
            self._check_act(Act.EDIT, where)
            self._check_own(old, where)
        sources = tuple(dict.fromkeys((*old.sources, *put.sources)))
        label_set = old.label_set if put.label_set is None else self._narrowed(put.label_set, old, where)
        is_drawn_anew = sources != old.sources or label_set != old.label_set
        self._draw(sources if is_drawn_anew else (), label_set, where)
        kept = dict(self._kind.upgraded(old.name, old.version, old.values))
        values = self._values(old.name, put.values, kept, where)
        self._check_blobs(values, old.values, sources, where)
        if (values, label_set, sources) == (kept, old.label_set, old.sources):
            return old
        return replace(old, values=values, label_set=label_set, version=self._kind.version, sources=sources)

    def _may_remove(self, name: str, seen: Mapping[str, Portion]) -> bool:
        portion = seen.get(name)
        self._check_act(Act.REMOVE, f"portion `{name}`")
        if portion is None:
            self._fault("D53", f"portion `{name}`", "a portion of this edition", "another")
        elif not self._kind.portion_by_name[portion.name].repeats and portion.variant_of is None:
            self._fault("D53", f"portion `{name}`", "values taken away, for a portion that stands once", "removal")
        return portion is not None

    def _check_own(self, portion: Portion, where: str) -> None:
        """What came from elsewhere is its originator's: it may be narrowed here, not rewritten (D99)."""
        if portion.origin is not None:
            self._fault("D99", where, "a portion that was written here", "one that was admitted")

    def _check_stays(self, left: list[Portion]) -> None:
        """The writer still has an edition: what is to go altogether is withdrawn, not edited away (D53)."""
        passing = [portion for portion in left if self._gate.passes(portion.label_set)]
        if not is_there(self._kind, passing):
            self._fault("D53", "portions", "something that you still see", "nothing")

    # Labels

    def labelled(self, label_set: LabelSet, where: str = "label") -> LabelSet:
        """A label set as one that this writer writes now."""
        found = stamped(label_set, self.moment.at)
        if found.originator is None:
            return replace(found, author=self.moment.author)
        self.findings += label_faults(found, where, self.moment, self._setting.ceiling)
        return found

    def relabelled(self, portion: Portion, label_set: LabelSet) -> Portion:
        """A portion under any other label that can be filed, none below those of its sources (D54)."""
        found = self.labelled(label_set)
        if label_set.originator is None:
            self._fault("D54", "label", "a label", "none")
        self._draw(portion.sources, found, "label")
        return replace(portion, label_set=found)

    def _narrowed(self, label_set: LabelSet, old: Portion, where: str) -> LabelSet:
        if label_set == old.label_set:
            return old.label_set
        self._check_act(Act.LABEL, where)
        if label_set.originator is None:
            self._fault("D54", where, "a label", "none")
            return old.label_set
        found = self.labelled(label_set, where)
        self._check_came(found, old, where)
        if not is_narrower(found, old.label_set, self.moment):
            expected = "a label as narrow as the one it has: widening takes two persons"
            self._fault("D54", where, expected, "a wider one")
        return found

    def _check_came(self, label_set: LabelSet, portion: Portion, where: str) -> None:
        """Out of quarantine a portion takes no wider label than it came with: what cannot be read stays there (D99)."""
        came = portion.origin.label_set if portion.origin and portion.label_set.originator is None else None
        if came is None or came.originator is None:
            return
        if not dominates_from(label_set, came, self.moment.rulebook, self.moment.at):
            expected = "a label as narrow as the one it came with, which can be read here"
            self._fault("D99", where, expected, "another")

    def _draw(self, sources: Sequence[Source], label_set: LabelSet, where: str) -> None:
        """Each source is there for the writer, and its label not above the new one (D52)."""
        for source in sources:
            portion = self._source(source)
            if portion is None:
                self._fault("D52", where, "a source that can be read", "another")
            elif source.sanitised_by is not None:
                self._check_act(Act.SANITISE, where)
            elif not dominates_from(label_set, portion.label_set, self.moment.rulebook, self.moment.at):
                expected = "a label that dominates its source's, or a sanitising step with its approver"
                self._fault("D52", where, expected, f"a label below that of `{source.portion}`")

    def _source(self, source: Source) -> Portion | None:
        """The portion that is drawn on, if it is in an edition of this writer."""
        entry = self._snapshot.entry(known_id(source.record), self._gate)
        kind = self._setting.kind_of(entry)
        if entry is None or kind is None or not is_there(kind, entry.portions):
            return None
        return next((portion for portion in entry.portions if portion.id == source.portion), None)

    # Values

    def _values(
        self,
        portion: str,
        raw: Mapping[str, object],
        old: Mapping[str, Kept | tuple[Kept, ...]],
        where: str,
    ) -> dict[str, Kept | tuple[Kept, ...]]:
        fields = {field.name: field for field in self._kind.fields_of(portion)}
        found, wrong = dict(old), set[str]()
        for name, value in raw.items():
            place = f"{where}, field `{name}`"
            found.pop(name, None)
            if name not in fields:
                self._fault("D2", place, f"a field of `{portion}`", "another")
            elif value is not None and not self._read(fields[name], value, place, found):
                wrong.add(name)
        for field in fields.values():
            if field.required and field.name not in found and field.name not in wrong:
                self._fault("D2", f"{where}, field `{field.name}`", "a value", "none")
        return found

    def _read(self, field: Field, raw: object, place: str, found: dict[str, Kept | tuple[Kept, ...]]) -> bool:
        """Read a value into what was found; whether it could be."""
        try:
            if not field.many:
                found[field.name] = keep_value(read_value(field.type, raw, field.choices))
                return True
            if isinstance(raw, (list, tuple)):
                values = dict.fromkeys(read_value(field.type, each, field.choices) for each in raw)
                found |= {field.name: tuple(map(keep_value, values))} if values else {}
                return True
            self._fault("D3", place, "a list of values", "something else")
        except UnfitError as fault:
            self._fault("D3", place, fault.expected, "something else")
        return False

    def _check_blobs(self, values: KeptValues, old: KeptValues, sources: Sequence[Source], where: str) -> None:
        """Each blob came with its bytes, or is named by a portion the writer sees: this one, or a source (D24)."""
        unknown = named_in(values) - self._blobs - named_in(old)
        if unknown:
            seen = [portion for source in sources if (portion := self._source(source)) is not None]
            unknown = unknown.difference(*(named_in(portion.values) for portion in seen))
        if unknown:
            self._fault(
                "D24", where, "an attachment with its bytes, or one that a source of this portion names", "another"
            )

    # Ids and acts

    def name_of(self, portion: str) -> str:
        """The id that a portion of this draft has in this node."""
        return self._name("portion", portion)

    def _name(self, what: str, own: str = "") -> str:
        """The id that something of this draft has in this node (D10)."""
        return self._setting.seal.name(json.dumps([what, self.moment.reader.id, self._draft, own]))

    def _check_ids(self, portions: Sequence[NewPortion]) -> None:
        if len(portions) > MOST:
            self._fault("D50", "portions", f"at most {MOST:,}", f"{len(portions):,}")
        if len({portion.id for portion in portions}) < len(portions):
            self._fault("D10", "portions", "each id once", "one twice")
        for number, portion in enumerate(portions):
            self._check_id(portion.id, f"id of portion {number}")

    def _check_id(self, identity: str, place: str) -> None:
        if not is_plain(identity):
            self.findings.append(unfit_id(identity, place))

    def _check_act(self, act: Act, place: str) -> None:
        self.findings += [finding for finding in missing(act, self._acts, place) if finding not in self.findings]

    def _fault(self, rule: str, place: str, expected: str, found: str) -> None:
        self.findings.append(Finding(rule, place, expected, found))


def unfit_id(identity: str, place: str) -> Finding:
    """What is said of an id that cannot be one."""
    return Finding("D10", place, f"1 to {LONGEST_ID} characters that can be printed", f"{len(identity)}")


def _last(base: Portion, standing: Iterable[Portion]) -> Portion:
    """The last wording of a portion among those that stand."""
    name = base.variant_of or base.id
    return max((p for p in standing if (p.variant_of or p.id) == name), key=lambda p: p.place)


def _place(before: Portion | None, standing: Mapping[str, Portion]) -> str:
    """The place behind a portion and its variants, or at the end."""
    taken = sorted({portion.place.split(".")[0] for portion in standing.values()})
    if before is None:
        return places.behind(taken[-1], None) if taken else places.nth(0)
    place = before.place.split(".")[0]
    return places.behind(place, next((other for other in taken if other > place), None))
