"""From what a writer hands in to portions that can be stored: every fault at once, nothing half.

Source: docs/spec/desk.md D10, D50-D56.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from concord.desk import places
from concord.desk.gate import Gate
from concord.desk.kinds import Field, Kind
from concord.desk.labelling import Ceiling, is_narrower, label_faults
from concord.desk.queries import refuse
from concord.desk.records import Draft, Edit, Head, NewPortion, Portion, Put, Source, identity
from concord.desk.store import Entry, Snapshot
from concord.desk.values import Kept, UnfitError, keep_value, read_value
from concord.release.check import dominates
from concord.release.findings import Finding
from concord.release.labels import LabelSet

MOST = 10_000
"""How many portions a record may have."""


class Filing:
    """One draft or edit on its way: `findings` is everything that is wrong with it so far."""

    def __init__(self, gate: Gate, kind: Kind, ceiling: Ceiling | None, snapshot: Snapshot) -> None:
        self.findings: list[Finding] = []
        self._gate, self._kind, self._ceiling, self._snapshot = gate, kind, ceiling, snapshot
        self._moment = gate.moment

    def filed(self, draft: Draft) -> tuple[Head, tuple[Portion, ...]]:
        """The record of a draft.

        Raises:
            MalformedError: with every fault of the draft.
        """
        seat = self._moment.reader.id
        own = {portion.id: identity(seat, draft.id, portion.id) for portion in draft.portions}
        if len(own) < len(draft.portions):
            self._fault("D10", "portions", "each id once", "one twice")
        if len(draft.portions) > MOST:
            self._fault("D50", "portions", f"at most {MOST:,}", f"{len(draft.portions):,}")
        standing: dict[str, Portion] = {}
        for number, new in enumerate(draft.portions):
            base = standing.get(new.variant_of) if new.variant_of is not None else None
            place = places.nth(number) if base is None else places.variant_behind(_last(base, standing.values()).place)
            standing[new.id] = self._portion(new, own[new.id], place, base, draft.default)
        for portion in self._kind.portions:
            found = [new for new in draft.portions if new.name == portion.name]
            if not portion.repeats and len([new for new in found if new.variant_of is None]) > 1:
                self._fault("D2", f"portions `{portion.name}`", "one", f"{len(found)}")
            if not portion.repeats and not found:
                new = NewPortion(f"\x1f{portion.name}", portion.name, {})
                place = places.nth(len(standing))
                standing[new.id] = self._portion(new, identity(seat, draft.id, new.id), place, None, draft.default)
        if not any(portion.values for portion in standing.values()):
            self._fault("D50", "portions", "a value in one of them", "none")
        self._end(f"draft of {self._kind.name}")
        return Head(identity(seat, draft.id), self._kind.name, seat), tuple(standing.values())

    def edited(self, edit: Edit, entry: Entry) -> tuple[tuple[Portion, ...], tuple[str, ...]]:
        """The portions that an edit changes or adds, and the ids of those it removes.

        Raises:
            MalformedError: with every fault of the edit; a portion the writer does not see is like none.
        """
        seen = {portion.id: portion for portion in entry.portions}
        changed = [found for put in edit.puts if (found := self._put(put, seen))]
        named = [put.portion for put in edit.puts] + list(edit.removes)
        if len(set(named)) < len(named):
            self._fault("D53", "portions", "each portion put or removed once", "one twice")
        removed = [name for name in edit.removes if self._may_remove(name, seen)]
        added = self._added(edit, {name: portion for name, portion in seen.items() if name not in removed})
        self._end(f"edit of {self._kind.name}")
        return (*changed, *added), tuple(removed)

    # Portions

    def _added(self, edit: Edit, seen: Mapping[str, Portion]) -> Iterator[Portion]:
        standing = dict(seen)
        for new in edit.adds:
            declared = self._kind.portion_by_name.get(new.name)
            if declared is not None and not declared.repeats and new.variant_of is None:
                self._fault("D53", f"portion `{new.id}`", "a portion kind that repeats, or a variant", f"`{new.name}`")
            base = self._named(new.variant_of, standing, f"portion `{new.id}`")
            before = self._named(new.after, standing, f"portion `{new.id}`")
            place = places.variant_behind(_last(base, standing.values()).place) if base else _place(before, standing)
            stored = identity(self._moment.reader.id, edit.id, new.id)
            portion = self._portion(new, stored, place, base, edit.default)
            standing[new.id] = standing[stored] = portion
            yield portion

    def _named(self, name: str | None, seen: Mapping[str, Portion], place: str) -> Portion | None:
        if name is not None and name not in seen:
            self._fault("D53", place, "a portion of this edition", "another")
        return seen.get(name) if name is not None else None

    def _portion(
        self, new: NewPortion, stored: str, place: str, base: Portion | None, default: LabelSet | None
    ) -> Portion:
        where = f"portion `{new.id}`" if "\x1f" not in new.id else f"portion `{new.name}`"
        declared = self._kind.portion_by_name.get(new.name)
        if declared is None:
            self._fault("D2", where, f"a portion kind of `{self._kind.name}`", f"`{new.name}`")
        elif new.variant_of is not None and not declared.variants:
            self._fault("D4", where, "a portion kind with variants", f"`{new.name}`")
        if new.variant_of is not None and (base is None or base.name != new.name):
            self._fault("D1", where, "a variant of an earlier portion of its kind", "another")
        label_set = new.label_set or default or LabelSet(originator=None)
        if label_set.originator is None:
            label_set = replace(label_set, author=self._moment.reader.id)
        self.findings += label_faults(label_set, where, self._moment, self._ceiling)
        self._draw(new.sources, label_set, where)
        return Portion(
            id=stored,
            name=new.name,
            place=place,
            values=self._values(new.name, new.values, {}, where, is_new="\x1f" not in new.id),
            label_set=label_set,
            version=self._kind.version,
            variant_of=(base.variant_of or base.id) if base else None,
        )

    def _put(self, put: Put, seen: Mapping[str, Portion]) -> Portion | None:
        where = f"portion `{put.portion}`"
        old = seen.get(put.portion)
        if old is None:
            self._fault("D53", where, "a portion of this edition", "another")
            return None
        label_set = put.label_set or old.label_set
        if label_set != old.label_set:
            self.findings += label_faults(label_set, where, self._moment, self._ceiling)
            if not is_narrower(label_set, old.label_set, self._moment):
                self._fault(
                    "D54", where, "a label as narrow as the one it has: widening takes two persons", "a wider one"
                )
        self._draw(put.sources, label_set, where)
        kept = self._kind.upgraded(old.name, old.version, old.values)
        values = self._values(old.name, put.values, kept, where, is_new=True)
        return replace(old, values=values, label_set=label_set, version=self._kind.version)

    def _may_remove(self, name: str, seen: Mapping[str, Portion]) -> bool:
        portion = seen.get(name)
        declared = self._kind.portion_by_name[portion.name] if portion else None
        if portion is None:
            self._fault("D53", f"portion `{name}`", "a portion of this edition", "another")
        elif declared and not declared.repeats and portion.variant_of is None:
            self._fault("D53", f"portion `{name}`", "values taken away, for a portion that stands once", "removal")
        return portion is not None

    # Values and labels

    def _values(
        self,
        portion: str,
        raw: Mapping[str, object],
        old: Mapping[str, Kept | tuple[Kept, ...]],
        where: str,
        *,
        is_new: bool,
    ) -> dict[str, Kept | tuple[Kept, ...]]:
        fields = {field.name: field for field in self._kind.fields_of(portion)}
        found = dict(old)
        for name, value in raw.items():
            field = fields.get(name)
            if field is None:
                self._fault("D2", f"{where}, field `{name}`", f"a field of `{portion}`", "another")
            elif value is None:
                found.pop(name, None)
            else:
                self._read(field, value, f"{where}, field `{name}`", found)
        for field in fields.values() if is_new else ():
            if (field.required and field.name not in found and field.name not in raw) or (
                field.required and raw.get(field.name, "") is None
            ):
                self._fault("D2", f"{where}, field `{field.name}`", "a value", "none")
        return found

    def _read(self, field: Field, raw: object, where: str, found: dict[str, Kept | tuple[Kept, ...]]) -> None:
        try:
            if not field.many:
                found[field.name] = keep_value(read_value(field.type, raw, field.choices))
            elif isinstance(raw, (list, tuple)):
                values = dict.fromkeys(read_value(field.type, each, field.choices) for each in raw)
                found.pop(field.name, None)
                found |= {field.name: tuple(map(keep_value, values))} if values else {}
            else:
                self._fault("D3", where, "a list of values", "something else")
        except UnfitError as fault:
            self._fault("D3", where, fault.expected, "something else")

    def _draw(self, sources: Sequence[Source], label_set: LabelSet, where: str) -> None:
        """Each source is there for the writer, and its label not above the new one (D52)."""
        for source in sources:
            entry = self._snapshot.entry(source.record, self._gate)
            portion = next((p for p in entry.portions if p.id == source.portion), None) if entry else None
            if portion is None:
                self._fault("D52", where, "a source that can be read", "another")
            elif source.sanitised_by is None and not dominates(
                label_set, portion.label_set, self._moment.rulebook, self._moment.at
            ):
                expected = "a label that dominates its source's, or a sanitising step with its approver"
                self._fault("D52", where, expected, f"a label below that of `{source.portion}`")

    def _fault(self, rule: str, place: str, expected: str, found: str) -> None:
        self.findings.append(Finding(rule, place, expected, found))

    def _end(self, source: str) -> None:
        refuse(source, self.findings)


def _last(base: Portion, standing: Iterable[Portion]) -> Portion:
    """The last wording of a portion among those that stand."""
    name = base.variant_of or base.id
    return max((p for p in standing if (p.variant_of or p.id) == name), key=lambda p: p.place)


def _place(before: Portion | None, standing: Mapping[str, Portion]) -> str:
    """The place behind a portion and its variants, or at the end."""
    taken = sorted(portion.place for portion in standing.values())
    if before is None:
        return places.behind(taken[-1].split(".")[0], None) if taken else places.nth(0)
    place = before.place.split(".")[0]
    following = next((other for other in taken if other.split(".")[0] > place), None)
    return places.behind(place, following.split(".")[0] if following else None)
