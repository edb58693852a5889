"""A profile file into a Profile.

Source: docs/spec/profile.md F1-F14; docs/spec/release.md R30-R34, R64.
"""

from __future__ import annotations

import tomllib

from concord.formats.profile import spec
from concord.formats.profile.table import Table
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.names import fold
from concord.release.profile import Backing, Bare, Behind, Profile, ProseKind, ProseRule, SetRole


def read(data: bytes, *, source: str = "profile") -> Profile:
    """The profile that the TOML file `data` states.

    Raises:
        MalformedError: with every finding at once; `source` names the file in it.

    Source: docs/spec/profile.md.
    """
    findings: list[Finding] = []
    top = Table(_parse(data, source), "$", findings)
    profile = _profile(top)
    top.close()
    _check_references(profile, top)
    if findings:
        raise MalformedError(source, tuple(findings))
    return profile


def _parse(data: bytes, source: str) -> dict[str, object]:
    """The file as TOML tables (F1)."""
    if len(data) > spec.LIMIT_BYTES:
        raise _refused(source, "$", f"at most {spec.LIMIT_BYTES} bytes", f"{len(data)} bytes")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _refused(source, f"byte {error.start}", "UTF-8", "other bytes") from error
    except tomllib.TOMLDecodeError as error:
        raise _refused(source, "$", "TOML 1.0", str(error)) from error
    except RecursionError as error:
        raise _refused(source, "$", "TOML that is not nested without end", "deep nesting") from error


def _refused(source: str, place: str, expected: str, found: str) -> MalformedError:
    return MalformedError(source, (Finding("F1", place, expected, found),))


def _profile(top: Table) -> Profile:
    """Everything the file says, as a value; what it fails to say is reported and empty here."""
    if top.text("format", rule="F1") not in ("", spec.FORMAT):
        top.report("F1", "format", f"`{spec.FORMAT}`", "another format")
    first, last = _editions(top)
    return Profile(
        policy=top.text("policy", rule="F3"),
        oid=top.text("oid", rule="F3"),
        owner=top.text("owner", rule="F3"),
        first_edition=first,
        last_edition=last,
        levels=top.pairs("levels", rule="F5", required=True),
        briefing_from=top.text("briefing_from", rule="F6", required=False) or None,
        clearance_from=top.text("clearance_from", rule="F6", required=False) or None,
        roles=_roles(top),
        circle_set=top.text("circle_set", rule="F8", required=False) or None,
        release_set=top.text("release_set", rule="F8", required=False) or None,
        bare=top.choice("bare", Bare, rule="F9"),
        backing=_backing(top),
        rules=tuple(_rule(table) for table in top.tables("rules", rule="F11")),
        aliases=top.pairs("set_aliases", rule="F12"),
        value_aliases=_value_aliases(top),
        marking=_marking(top),
    )


def _editions(top: Table) -> tuple[int, int | None]:
    """The first and the last edition; no last one means every later edition (F4)."""
    table = top.table("editions", rule="F4", required=True)
    if table is None:
        return 0, None
    first, last = table.number("first", rule="F4"), table.number("last", rule="F4")
    table.close()
    if first is None:
        table.report("F4", "first", "the number of an edition", "nothing")
    if first is not None and last is not None and last < first:
        table.report("F4", "last", f"at least {first}", str(last))
    return first or 0, last


def _roles(top: Table) -> tuple[tuple[str, SetRole], ...]:
    """The role of each permissive tag set (F7)."""
    table = top.table("roles", rule="F7")
    if table is None:
        return ()
    table.distinct()
    return tuple((name, table.choice(name, SetRole, rule="F7")) for name in table.entries)


def _backing(top: Table) -> tuple[tuple[str, str, Backing], ...]:
    """Who stands behind each value, spelt out set by set (F10)."""
    found: list[tuple[str, str, Backing]] = []
    named: set[tuple[str, str]] = set()
    for table in top.tables("backing", rule="F10"):
        sets = table.texts("sets", rule="F10")
        values = _backed_values(table)
        table.close()
        for tag_set, (value, backing) in ((s, v) for s in sets for v in values):
            if (fold(tag_set), fold(value)) in named:
                table.report("F14", "", f"one backing for `{value}` of `{tag_set}`", "two")
            named.add((fold(tag_set), fold(value)))
            found.append((tag_set, value, backing))
    return tuple(found)


def _backed_values(table: Table) -> tuple[tuple[str, Backing], ...]:
    """The values of one `backing` table, each with its backing."""
    found: list[tuple[str, Backing]] = []
    for behind in Behind:
        if behind in spec.LISTED:
            listed = table.texts(behind.value, rule="F10", required=False)
            found.extend((value, Backing(behind)) for value in listed)
        elif behind in spec.SINGLE:
            pairs = table.pairs(behind.value, rule="F10")
            found.extend((value, Backing(behind, (party,))) for value, party in pairs)
        else:
            found.extend(_by_several(table, behind))
    return tuple(found)


def _by_several(table: Table, behind: Behind) -> list[tuple[str, Backing]]:
    """Backings by several bodies or groups: a table of value and party ids."""
    values = table.table(behind.value, rule="F10")
    if values is None:
        return []
    values.distinct()
    return [(value, Backing(behind, values.texts(value, rule="F10"))) for value in values.entries]


def _rule(table: Table) -> ProseRule:
    """One prose rule, with exactly the fields its kind needs (F11)."""
    kind = table.choice("kind", ProseKind, rule="F11")
    needs = spec.RULE_FIELDS[kind]
    rule = ProseRule(
        id=table.text("id", rule="F11"),
        kind=kind,
        tag_set=table.text("set", rule="F11"),
        other_set=table.text("other_set", rule="F11") if "other_set" in needs else "",
        value=table.text("value", rule="F11") if "value" in needs else "",
        ignoring=table.texts("ignoring", rule="F11", required=False) if kind in spec.IGNORING else (),
        levels=table.texts("levels", rule="F11") if "levels" in needs else (),
    )
    table.close()
    return rule


def _value_aliases(top: Table) -> tuple[tuple[str, str, str], ...]:
    """Other names of values, spelt out set by set (F12)."""
    found: list[tuple[str, str, str]] = []
    for table in top.tables("value_aliases", rule="F12"):
        sets = table.texts("sets", rule="F12")
        names = table.pairs("names", rule="F12", required=True)
        table.close()
        found.extend((tag_set, other, name) for tag_set in sets for other, name in names)
    keys = [(fold(tag_set), fold(other)) for tag_set, other, _ in found]
    if len(set(keys)) < len(keys):
        top.report("F14", "value_aliases", "each other name of a tag set once", "one of them twice")
    return tuple(found)


def _marking(top: Table) -> tuple[tuple[str, str], ...]:
    """The marking hints, as pairs of a hint and what it says (F13)."""
    table = top.table("marking", rule="F13")
    if table is None:
        return ()
    owner_from = table.text(spec.OWNER_FROM, rule="F13", required=False)
    found = [(spec.OWNER_FROM, owner_from)] if owner_from else []
    hidden = table.texts(spec.HIDE_REPEATED, rule="F13", required=False)
    found += [(spec.HIDE_REPEATED, tag_set) for tag_set in hidden]
    found += [(f"{spec.OWNER_AT}.{level}", word) for level, word in table.pairs(spec.OWNER_AT, rule="F13")]
    asks = table.table(spec.ASK, rule="F13")
    if asks is not None:
        asks.distinct()
        found += [(f"{spec.ASK}.{name}", value) for name in asks.entries for value in asks.texts(name, rule="F13")]
    table.close()
    return tuple(found)


def _check_references(profile: Profile, top: Table) -> None:
    """Levels and tag sets that one part of the file names and another does not give."""
    levels = {fold(level) for level, _ in profile.levels}
    for key, level in (("briefing_from", profile.briefing_from), ("clearance_from", profile.clearance_from)):
        if level is not None and fold(level) not in levels:
            top.report("F6", key, "a level of `levels`", f"`{level}`")
    for key, tag_set in (("circle_set", profile.circle_set), ("release_set", profile.release_set)):
        if tag_set is not None and fold(tag_set) not in profile.role_by_set:
            top.report("F8", key, "a tag set of `roles`", f"`{tag_set}`")
    for number, rule in enumerate(profile.rules):
        here = Table({}, f"{top.path}.rules[{number}]", top.findings)
        for level in rule.levels:
            if fold(level) not in levels:
                here.report("F11", "levels", "a level of `levels`", f"`{level}`")
    markings = [fold(marking) for _, marking in profile.levels if marking]
    if len(set(markings)) < len(markings):
        top.report("F14", "levels", "a printed marking of its own for each level", "one of them twice")
    ids = [rule.id for rule in profile.rules if rule.id]
    if len(set(ids)) < len(ids):
        top.report("F14", "rules", "an id of its own for each rule", "one of them twice")
