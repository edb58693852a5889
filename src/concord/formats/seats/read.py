"""Read a seats file: TOML bytes to posts and templates. Source: docs/spec/seats.md."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TypeVar

from concord.formats.profile.table import Table, kind_of
from concord.formats.seats.spec import ITSELF, LIMIT_BYTES, Post, SeatsFile, Template
from concord.release.errors import MalformedError
from concord.release.findings import Finding
from concord.release.names import BEGINNING, NEVER
from concord.release.periods import ALWAYS, Period
from concord.release.readers import Briefing, Clearance, Community, Reader

Held = TypeVar("Held")


def read(data: bytes, *, source: str) -> SeatsFile:
    """The seats file written in `data`; `source` names it in errors.

    Raises:
        MalformedError: with everything that is wrong, each with its path.
    """
    findings: list[Finding] = []
    top = Table(_parse(data, source), "$", findings)
    known = _clearances(top)
    templates = tuple(_template(table, known) for table in top.tables("template", rule="S5"))
    posts = tuple(_post(table, known) for table in top.tables("seat", rule="S3"))
    top.close()
    _distinct(posts, top)
    if findings:
        raise MalformedError(source, tuple(findings))
    return SeatsFile(templates=templates, posts=posts)


def _parse(data: bytes, source: str) -> dict[str, object]:
    """The file as TOML tables (S1)."""
    if len(data) > LIMIT_BYTES:
        raise _refused(source, "$", f"at most {LIMIT_BYTES} bytes", f"{len(data)} bytes")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _refused(source, f"byte {error.start}", "UTF-8", "other bytes") from error
    except ValueError as error:  # besides TOML's own, a number too long to read
        raise _refused(source, "$", "TOML 1.0", str(error).lower()) from error
    except RecursionError as error:
        raise _refused(source, "$", "TOML that is not nested without end", "deep nesting") from error


def _refused(source: str, place: str, expected: str, found: str) -> MalformedError:
    return MalformedError(source, (Finding("S1", place, expected, found),))


def _clearances(top: Table) -> dict[str, Clearance]:
    """The clearances the file defines, by name, each without a period (S2)."""
    tables = top.table("clearances", rule="S2")
    found: dict[str, Clearance] = {}
    for name in tables.entries if tables else ():
        table = tables.table(name, rule="S2") if tables else None
        if table is not None:
            found[name] = Clearance(
                under=table.text("under", rule="S2"),
                levels=frozenset(table.texts("levels", rule="S2")),
                values=frozenset(_values(table)),
                issuer=table.text("issuer", rule="S2", required=False),
            )
            table.close()
    return found


def _values(table: Table) -> list[tuple[str, str]]:
    """Granted values: pairs of tag set and value (S2)."""
    pairs = table.get("values", rule="S2", required=False)
    if pairs is None:
        return []
    if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
        table.report("S2", "values", "a list of pairs of tag set and value", "something else")
        return []
    return [(pair[0], pair[1]) for pair in pairs]


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(name, str) and name for name in pair)


def _post(table: Table, known: Mapping[str, Clearance]) -> Post:
    """One `[[seat]]` (S3)."""
    identity, party = table.text("id", rule="S3"), table.text("party", rule="S3")
    through = table.text("through", rule="S3")
    reader = Reader(
        id=identity,
        party=party,
        through=party if through == ITSELF else through,
        nationality=table.text("nationality", rule="S3", required=False) or None,
        clearances=_held_clearances(table, known),
        briefings=_held(table, "briefings", "owner", Briefing),
        communities=_held(table, "communities", "name", Community),
        roles=frozenset(table.texts("roles", rule="S4", required=False)),
    )
    post = Post(reader=reader, name=table.text("post", rule="S3"), period=_period(table))
    table.close()
    return post


def _template(table: Table, known: Mapping[str, Clearance]) -> Template:
    """One `[[template]]` (S5)."""
    through = table.text("through", rule="S5")
    template = Template(
        name=table.text("post", rule="S5"),
        through="" if through == ITSELF else through,
        members_of=table.text("members_of", rule="S5", required=False),
        parties=table.texts("parties", rule="S5", required=False),
        unless_member_of=table.texts("unless_member_of", rule="S5", required=False),
        clearances=_held_clearances(table, known),
        briefings=_held(table, "briefings", "owner", Briefing),
        communities=_held(table, "communities", "name", Community),
        roles=frozenset(table.texts("roles", rule="S4", required=False)),
        period=_period(table),
    )
    if bool(template.members_of) is bool(template.parties):
        table.report("S5", "", "either `members_of` or `parties`", "both" if template.parties else "neither")
    if template.members_of and template.unless_member_of:
        table.report("S5", "unless_member_of", "`parties` beside it", "`members_of`")
    table.close()
    return template


def _held_clearances(table: Table, known: Mapping[str, Clearance]) -> tuple[Clearance, ...]:
    """Clearances by the names under which the file defines them (S4)."""
    found: list[Clearance] = []
    for name, period in _held(table, "clearances", "use", lambda name, period: (name, period)):
        if name in known:
            one = known[name]
            found.append(Clearance(one.under, one.levels, one.values, one.issuer, period))
        else:
            table.report("S4", "clearances", "names defined in `clearances`", f"`{name}`")
    return tuple(found)


def _held(table: Table, key: str, name: str, make: Callable[[str, Period], Held]) -> tuple[Held, ...]:
    """A list of names, or of tables with `name` and a period (S4)."""
    entries = table.get(key, rule="S4", required=False)
    if entries is None:
        return ()
    if not isinstance(entries, list) or not all(isinstance(entry, str | dict) and entry for entry in entries):
        table.report("S4", key, f"a list of names or of tables with `{name}`", kind_of(entries))
        return ()
    return tuple(_one(entry, f"{table.path}.{key}[{i}]", table, name, make) for i, entry in enumerate(entries))


def _one(
    entry: str | dict[str, object],
    path: str,
    table: Table,
    name: str,
    make: Callable[[str, Period], Held],
) -> Held:
    if isinstance(entry, str):
        return make(entry, ALWAYS)
    inner = Table(entry, path, table.findings)
    found = make(inner.text(name, rule="S4"), _period(inner))
    inner.close()
    return found


def _period(table: Table) -> Period:
    """The period a table gives by `since` and `until` (S6)."""
    since, until = _instant(table, "since") or BEGINNING, _instant(table, "until") or NEVER
    if since >= until:
        table.report("S6", "until", "a later date than `since`", "one that is not")
        return ALWAYS
    return Period(since=since, sure=since, fades=until, until=until)


def _instant(table: Table, key: str) -> datetime | None:
    value = table.get(key, rule="S6", required=False)
    if isinstance(value, datetime) and value.tzinfo is not None and BEGINNING.year < value.year < NEVER.year:
        return value.astimezone(UTC)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if value is not None:
        table.report("S6", key, "a date or an instant with a time zone, without quotes", kind_of(value))
    return None


def _distinct(posts: tuple[Post, ...], top: Table) -> None:
    """Report ids that two seats have (S3)."""
    seen: set[str] = set()
    for number, post in enumerate(posts):
        if post.reader.id in seen:
            top.report("S3", "seat", "ids that are used once", f"`{post.reader.id}` again at seat {number + 1}")
        seen.add(post.reader.id)
