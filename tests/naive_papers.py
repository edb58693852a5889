"""The naive twin: a label on a clearance file alone (R66), roll-ups (R90, R91) and what an edition keeps (R97-R102).

Written from docs/spec/release.md alone, slow and obvious on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from concord.release.labels import Group, Kind, Label, PolicyRef
from concord.release.policy import Level, TagSet
from concord.release.profile import Bare, Behind, Profile, ProseKind, SetRole
from concord.release.readers import Clearance
from concord.release.records import Form, Portion, Record
from concord.release.rulebook import Rulebook
from tests.naive_facts import Side, among, backing_of, find_set, level_named, plain, same, side_at, unaliased
from tests.naive_gates import is_from
from tests.naive_labels import Given, Reading, entries_of, faults, read, standing_in

# ---- a clearance file alone (R66) -----------------------------------------------------------------------------------


def permits(
    label: Label, clearance: Clearance | None, *, rulebook: Rulebook, at: datetime, creating: bool = False
) -> tuple[str, frozenset[tuple[int, str]]]:
    """Outcome and codes of a label on a clearance file whose levels and values are taken as they stand."""
    label = standing_in(label, at)
    codes = {(1, code) for code in faults(label, rulebook, at, creating)}
    side = side_at(rulebook, label.policy.name, at)
    level = level_named(side.policy, label.level) if side is not None else None
    if not codes and side is not None and level is not None:
        file = clearance if clearance is not None and same(clearance.under, side.policy.name) else None
        codes = file_codes(read(label, side.policy, side.profile), side, level, file)
    return "withheld" if codes else "released", frozenset(codes)


def file_codes(reading: Reading, side: Side, level: Level, file: Clearance | None) -> set[tuple[int, str]]:
    """Gates 2 to 4 on a clearance file."""
    codes = set()
    levels = [name for name in (file.levels if file is not None else ()) if level_named(side.policy, name)]
    needed = any(is_from(side, level, name) for name in (side.profile.clearance_from, side.profile.briefing_from))
    if needed and not among(level.name, levels):
        codes.add((2, "CLASS_NOT_HELD" if levels else "NO_CLEARANCE"))
    for group in reading.given:
        held = [in_file(side, group.tag_set, value, file) for value in group.values]
        if group.kind is Kind.PERMISSIVE and not any(held):
            codes.add((3, "PERMISSIVE_NONE_HELD"))
        if group.kind is Kind.RESTRICTIVE and not all(held):
            codes.add((4, "RESTRICTIVE_NOT_HELD"))
    if not reading.permissive() and side.profile.bare is Bare.OWNER and not has_own(side, file):
        codes.add((3, "PERMISSIVE_NONE_HELD"))
    return codes


def in_file(side: Side, tag_set: TagSet, value: str, file: Clearance | None) -> bool:
    """Whether a clearance file lists a value (R62)."""
    return any(
        find_set(name, None, side.policy, side.profile) is tag_set
        and same(unaliased(listed, tag_set, side.profile), value)
        for name, listed in (file.values if file is not None else ())
    )


def has_own(side: Side, file: Clearance | None) -> bool:
    """Whether a clearance file lists a value that the owner's circle stands behind."""
    for name, value in file.values if file is not None else ():
        tag_set = find_set(name, None, side.policy, side.profile)
        if tag_set is not None:
            listed = unaliased(value, tag_set, side.profile)
            if backing_of(side.profile, tag_set.name, listed).behind is Behind.OWNER:
                return True
    return False


# ---- roll-up (R90, R91) ---------------------------------------------------------------------------------------------


RolledUp = tuple[str, frozenset[tuple[str, Kind, str]]]
"""Folded level, and the folded values with their tag set and kind."""


def rollup(labels: Sequence[Label], *, rulebook: Rulebook, at: datetime) -> RolledUp | None:
    """The roll-up of labels, or None where a person must decide."""
    standing = [standing_in(label, at) for label in labels]
    side = side_at(rulebook, standing[0].policy.name, at)
    if side is None or any(not same(label.policy.name, side.policy.name) for label in standing):
        return None
    if any(faults(label, rulebook, at) for label in standing):
        return None
    level = max((lv for label in standing for lv in side.policy.levels if same(lv.name, label.level)), key=rank_of)
    readings = [read(label, side.policy, side.profile) for label in standing]
    unions = [g for r in readings for g in r.given if g.kind is not Kind.PERMISSIVE]
    permissive = roll_permissive(readings, side.profile)
    if permissive is None:
        return None
    groups = [in_group(g) for g in (*(keep_allowed(g, level) for g in unions), *permissive) if g.values]
    ref = PolicyRef(side.policy.name, side.policy.oid)
    created = min(at, max(label.created for label in standing if label.created is not None))
    result = Label(policy=ref, level=level.name, groups=tuple(groups), created=created)
    if faults(result, rulebook, at) or not all(dominates(permissive, label, side.profile) for label in readings):
        return None
    return plain(level.name), values_of(result, side)


def dominates(result: list[Given], label: Reading, profile: Profile) -> bool:
    """Whether whoever passes the permissive sets of the result passes those of the label (R91, R92)."""
    inside = keeps_to_circle(result, profile)
    if not label.permissive():
        return inside or profile.bare is not Bare.OWNER
    return all(
        any(kept.tag_set is asked.tag_set and all(asked.has(v) for v in kept.values) for kept in result)
        or (inside and any(is_circle(profile, asked.tag_set, v) for v in asked.values))
        for asked in label.permissive()
    )


def keeps_to_circle(result: list[Given], profile: Profile) -> bool:
    """Whether only the owner's circle can pass the permissive sets of a roll-up."""
    if not result:
        return profile.bare is Bare.OWNER
    return any(all(is_own(profile, g.tag_set, v) for v in g.values) for g in result)


def is_circle(profile: Profile, tag_set: TagSet, value: str) -> bool:
    """Whether the whole of the owner's circle holds a value."""
    return backing_of(profile, tag_set.name, value).behind is Behind.OWNER


def rank_of(level: Level) -> int:
    """Rank orders levels; nothing else does (R11)."""
    return level.rank


def in_group(given: Given) -> Group:
    """The group that gives these values."""
    return Group(given.tag_set.name, given.kind, given.values, given.tag_set.oid)


def values_of(label: Label, side: Side) -> frozenset[tuple[str, Kind, str]]:
    """The values a label gives, with their tag set and kind, folded."""
    given = read(label, side.policy, side.profile).given
    return frozenset((plain(g.tag_set.name), g.kind, plain(v)) for g in given for v in g.values)


def keep_allowed(given: Given, level: Level) -> Given:
    """Informative values not allowed at the level are dropped; others stay, whatever comes of it (R90, R91)."""
    if given.kind is not Kind.INFORMATIVE:
        return given
    kept = [
        value
        for value in given.values
        if any(
            not among(level.name, entry.excluded_levels)
            and (entry.required_level is None or same(entry.required_level, level.name))
            for _, entry in entries_of(given.tag_set, given.kind, value)
        )
    ]
    return Given(given.tag_set, given.kind, tuple(kept))


def roll_permissive(readings: Sequence[Reading], profile: Profile) -> list[Given] | None:
    """The permissive sets of the roll-up; None where a gate is left without a value (R90, R91)."""
    named = {g.tag_set.oid: g.tag_set for r in readings for g in r.permissive()}
    kept: dict[str, list[str]] = {}
    fallen: list[TagSet] = []
    for oid, tag_set in named.items():
        having = [g for r in readings for g in r.permissive() if g.tag_set is tag_set]
        common = [v for v in having[0].values if all(g.has(v) for g in having)]
        role = next(role for name, role in profile.roles if same(name, tag_set.name))
        if role is SetRole.EXPANSION and (
            len(having) < len(readings) or all(is_own(profile, tag_set, v) for v in common)
        ):
            fallen.append(tag_set)
        else:
            kept[oid] = common
    for expansion in fallen:
        for oid, values in kept.items():
            kept[oid] = [v for v in values if not is_marker(profile, named[oid], v, expansion)]
    if any(not values for values in kept.values()):
        return None
    return [Given(named[oid], Kind.PERMISSIVE, tuple(values)) for oid, values in kept.items()]


def is_own(profile: Profile, tag_set: TagSet, value: str) -> bool:
    """Whether a value is the owner's own: its circle, or its institutions."""
    return backing_of(profile, tag_set.name, value).behind in (Behind.OWNER, Behind.INSTITUTIONS)


def is_marker(profile: Profile, tag_set: TagSet, value: str, expansion: TagSet) -> bool:
    """Whether a value marks that an expansion is there: so backed, or tied to it by a prose rule."""
    if backing_of(profile, tag_set.name, value).behind is Behind.MARKER:
        return True
    return any(
        rule.kind is ProseKind.MARKER_WITH
        and same(rule.other_set, expansion.name)
        and same(rule.tag_set, tag_set.name)
        and same(rule.value, value)
        for rule in profile.rules
    )


# ---- what an edition keeps (R97-R99, R102) --------------------------------------------------------------------------

HEADED = (Form.TITLE, Form.HEADING, Form.ANNEX)


def kept(record: Record, released: Sequence[bool]) -> tuple[str, ...]:
    """Ids of the portions an edition keeps, in order, given which are released."""
    chosen = choose_wordings(record, released)
    staying: list[Portion] = []
    while True:
        more = [p for p in chosen if stays(p, staying, chosen, record)]
        if more == staying:
            break
        staying = more
    return tuple(p.id for p in staying) if any(p.form not in HEADED for p in staying) else ()


def original(record: Record, portion_id: str) -> str:
    """The id of the portion of which this one is a wording."""
    portion = next((p for p in record.portions if p.id == portion_id), None)
    return portion.variant_of if portion is not None and portion.variant_of is not None else portion_id


def choose_wordings(record: Record, released: Sequence[bool]) -> list[Portion]:
    """Of a portion and its variants the first released, in the place of the portion (R98)."""
    chosen = []
    free = {p.id for p, yes in zip(record.portions, released, strict=True) if yes}
    for portion in record.portions:
        wordings = [portion, *(p for p in record.portions if p.variant_of == portion.id)]
        if portion.variant_of is None:
            chosen += [p for p in wordings if p.id in free][:1]
    return chosen


def stays(portion: Portion, staying: list[Portion], chosen: list[Portion], record: Record) -> bool:
    """Whether a chosen portion has what it needs among those that stay already (R99).

    Text stays by itself, and what needs something stays once that does: nothing stays for its own sake.
    """
    there = {original(record, p.id) for p in staying}
    if portion.caption_of is not None and original(record, portion.caption_of) not in there:
        return False
    if portion.form is Form.FOOTNOTE:
        own = original(record, portion.id)
        others = [p for p in staying if original(record, p.id) != own]
        return any(original(record, target) == own for p in others for target in p.targets)
    if portion.form in HEADED:
        return any(p.form not in (*HEADED, Form.FOOTNOTE) for p in under(portion, staying, chosen, record))
    return True


def under(heading: Portion, staying: list[Portion], chosen: list[Portion], record: Record) -> list[Portion]:
    """The staying portions under a heading: up to the next released heading that is not deeper (R99)."""
    places = [p.id for p in record.portions]
    start = places.index(original(record, heading.id))
    ends = [places.index(original(record, p.id)) for p in chosen if closes(p, heading)]
    end = min((place for place in ends if place > start), default=len(places))
    return [p for p in staying if start < places.index(original(record, p.id)) < end]


def closes(portion: Portion, heading: Portion) -> bool:
    """Whether a portion begins what is no longer under a heading."""
    return portion.form in HEADED and depth_of(portion) <= depth_of(heading)


def depth_of(portion: Portion) -> int:
    """The depth of a heading; a title stands above all."""
    return 0 if portion.form is Form.TITLE else portion.depth
