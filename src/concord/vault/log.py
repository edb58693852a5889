"""The release log: one entry a transaction, each chained to the one before. What it proves is worked out from cells.

An entry holds a digest over every portion that its transaction put or removed; the portions themselves stand in cells
and past cells, where they are looked for again when the log is verified.
Source: docs/spec/desk.md D90-D92; docs/spec/vault.md V30, V31.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.log import Line, Logged, LogQuery, Signed
from concord.release.findings import Finding
from concord.vault.bodies import Place, Stored, portion_digest, read_body
from concord.vault.editions import check_facts
from concord.vault.statements import all_rows, instant_of, is_among, listed, one_value, run, tested, ticks_of, versions

FIRST = "0" * 64
"""What the first entry is chained to."""

REMOVED = "-"
"""The digest of a portion that a transaction removed."""

AT_ONCE = 500
"""How many transactions are looked at together, at most."""

INTO_LOG = """
insert into vault_log (position, act, seat, person, digest, turned, chain) values (%s, %s, %s, %s, %s, %s, %s)
"""
COLUMNS = "l.position, t.at, l.act, l.seat, l.person, l.digest, l.turned, l.chain"

Changed = tuple[str, str, Stored | None]
"""A record, the id of a portion of it, and that portion as it is filed; None if it was removed."""

Lines = Mapping[tuple[str, str], str]
"""The digest of each portion that a transaction put, by record and portion; `REMOVED` for those it removed."""


def write_entry(
    connection: BaseDatabaseWrapper, turn: int, at: int, signed: Signed, changed: Iterable[Changed]
) -> None:
    """Chain the entry of a transaction to the one before; at the end of that transaction."""
    lines = {(record, name): REMOVED if p is None else portion_digest(p) for record, name, p in changed}
    turned = _turned(connection, turn)
    before = one_value(connection, "select chain from vault_log order by position desc limit 1") or FIRST
    entry = (turn, at, signed.act, signed.seat, signed.person, _digest(lines), turned)
    run(connection, INTO_LOG, [(turn, *entry[2:], chained(before, entry))])


def chained(before: str, entry: tuple[object, ...]) -> str:
    """What an entry is chained by: SHA-256 (hex) over the one before and all that the entry says."""
    return hashlib.sha256(json.dumps([before, *entry]).encode()).hexdigest()


def head(connection: BaseDatabaseWrapper) -> str:
    """The end of the chain: whoever notes it can tell later that nothing before it was changed."""
    return str(one_value(connection, "select chain from vault_log order by position desc limit 1") or FIRST)


def verify(connection: BaseDatabaseWrapper, known: str = "") -> Iterator[Finding]:
    """Everything in which the log is not what it was; `known` is an end of the chain that somebody noted (V31)."""
    before, has_known, last = FIRST, known in ("", FIRST), 0
    while True:
        rows = _entries(connection, last)
        if not rows:
            break
        done = _done(connection, last, rows[-1][0])
        for position, at, act, seat, person, digest, turned, chain in rows:
            place = f"transaction {position}"
            if position != last + 1:
                yield Finding("V30", f"transaction {last + 1}", "an entry for each transaction", "none")
            if chain != chained(before, (position, at, act, seat, person, digest, turned)):
                yield Finding("V30", place, "an entry chained to the one before", "another")
            if digest != _digest(done.get(position, {})):
                yield Finding("V31", place, "the portions that it filed, as they were filed", "others")
            if turned != _turned(connection, position):
                yield Finding("V31", place, "the edition of facts that it brought into force", "another")
            before, last, has_known = chain, position, has_known or chain == known
    if last != int(one_value(connection, "select max(position) from vault_transaction") or 0):
        yield Finding("V30", f"transaction {last + 1}", "an entry for each transaction", "none")
    for number in sorted(set(check_facts(connection))):
        yield Finding("V31", f"edition {number} of facts", "its entries, as they came into force", "others")
    if not has_known:
        yield Finding("V31", "end of the chain", "the one that was noted, in the chain", "a chain without it")


def read_log(
    connection: BaseDatabaseWrapper, asked: LogQuery, after: int, passing: frozenset[int], at_first: int
) -> Iterator[tuple[Logged, Mapping[Line, Stored]]]:
    """Entries before a transaction, newest first, with the portions behind each line, of cells whose keys pass.

    One transaction may have touched any number of cells: `at_first` transactions are looked at, then twice as many.
    """
    at_once = min(at_first, AT_ONCE)
    while rows := _entries_before(connection, asked, after, passing, at_once):
        cells = _by_turn(_cells(connection, asked.record, [row[0] for row in rows], passing))
        for position, at, act, seat in rows:
            lines = _lines(cells.get(position, []), position)
            yield Logged(instant_of(at), act, seat, tuple(lines), position), lines
        after, at_once = rows[-1][0], min(2 * at_once, AT_ONCE)


def _entries(connection: BaseDatabaseWrapper, after: int) -> list[tuple[Any, ...]]:
    asked = f"""select {COLUMNS} from vault_log l join vault_transaction t on t.position = l.position
        where l.position > %s order by l.position limit %s"""
    return all_rows(connection, asked, after, AT_ONCE)


def _entries_before(
    connection: BaseDatabaseWrapper, asked: LogQuery, after: int, passing: frozenset[int], limit: int
) -> list[tuple[Any, ...]]:
    """Those that are asked for, of those that touched passing cells: how many others there are costs nothing (D22)."""
    statement = f"""select l.position, t.at, l.act, l.seat
        from vault_log l join vault_transaction t on t.position = l.position
        where l.position < %s and t.at >= %s and t.at < %s {"and l.seat = %s" if asked.seat else ""}
        and {_touched(connection, asked.record)} order by l.position desc limit %s"""
    seat = [asked.seat] if asked.seat else []
    cells = [*([asked.record] if asked.record else []), listed(connection, passing)] * 3
    return all_rows(connection, statement, after, ticks_of(asked.since), ticks_of(asked.until), *seat, *cells, limit)


def _touched(connection: BaseDatabaseWrapper, record: str) -> str:
    """The condition that a transaction touched passing cells: of one record, found by it, or of any."""
    passes = tested(connection, "c.key")
    if record:
        own = f"c.record = %s and {passes}"
        return f"""l.position in (
            select c.since from vault_cell c where {own} union select c.since from vault_past c where {own}
            union select c.until from vault_past c where {own})"""
    return f"""(exists (select 1 from vault_cell c where c.since = l.position and {passes})
        or exists (select 1 from vault_past c where c.since = l.position and {passes})
        or exists (select 1 from vault_past c where c.until = l.position and {passes}))"""


_Cells = list[tuple[str, int, int | None, tuple[Stored, ...]]]
"""Versions of cells: record, since, until and what was filed."""


def _cells(connection: BaseDatabaseWrapper, record: str, positions: list[int], passing: frozenset[int]) -> _Cells:
    """The versions of passing cells that came or went with one of some transactions."""
    came, went = is_among(connection, "v.since"), is_among(connection, "v.until")
    passes = f"{tested(connection, 'v.key')} {'and v.record = %s' if record else ''}"
    asked = versions(f"{came} and {passes}", f"({came} or {went}) and {passes}")
    turns = listed(connection, positions)
    also = [listed(connection, passing), *([record] if record else [])]
    values = [turns, *also, turns, turns, *also]
    return [
        (name, since, until, read_body(body, Place(name, key, since, until)))
        for name, key, since, until, body in all_rows(connection, asked, *values)
    ]


def _by_turn(cells: _Cells) -> dict[int, _Cells]:
    """The versions that came or went with each transaction."""
    found: dict[int, _Cells] = {}
    for cell in cells:
        for position in {cell[1], cell[2]}:
            if position is not None:
                found.setdefault(position, []).append(cell)
    return found


def _lines(cells: _Cells, position: int) -> dict[Line, Stored]:
    """What a transaction put in these cells, and what went out of them by it, each as it was last there."""
    stands = {(name, s.portion.id): s for name, since, _, filed in cells if since == position for s in filed}
    went = {(name, s.portion.id): s for name, _, until, filed in cells if until == position for s in filed}
    put = {Line(*name): stored for name, stored in stands.items() if stored.since == position}
    gone = {Line(*name, is_gone=True): stored for name, stored in went.items() if name not in stands}
    return dict(sorted((put | gone).items(), key=lambda each: (each[0].record, each[0].portion)))


def _done(connection: BaseDatabaseWrapper, after: int, to: int) -> dict[int, dict[tuple[str, str], str]]:
    """What transactions put and removed, as it is found in the cells."""
    came = "v.since > %s and v.since <= %s"
    asked = versions(came, f"({came}) or (v.until > %s and v.until <= %s)")
    cells = [
        (name, since, until, read_body(body, Place(name, key, since, until)))
        for name, key, since, until, body in all_rows(connection, asked, *(after, to) * 3)
    ]
    done = {
        position: {
            (line.record, line.portion): REMOVED if line.is_gone else portion_digest(stored)
            for line, stored in _lines(some, position).items()
        }
        for position, some in _by_turn(cells).items()
    }
    for position, name, digest in _purged(connection, after, to):
        done.setdefault(position, {})[name] = digest
    return done


def _purged(connection: BaseDatabaseWrapper, after: int, to: int) -> Iterator[tuple[int, tuple[str, str], str]]:
    """What transactions put and removed of what was purged since, as its receipts have it (V52).

    Of a portion that was emptied and then purged again, the first receipt of a state comes last, and holds.
    """
    asked = """select position, record, portion, since, until, line from vault_purged
        where (since > %s and since <= %s) or (until > %s and until <= %s) order by position desc"""
    rows = all_rows(connection, asked, after, to, after, to)
    begun = {(record, portion, since) for _, record, portion, since, *_ in rows}
    for _, record, portion, since, until, line in rows:
        yield since, (record, portion), line
        if (record, portion, until) not in begun:
            yield until, (record, portion), REMOVED
    removed = "select position, record, portion from vault_purged where position > %s and position <= %s"
    for position, record, portion in all_rows(connection, removed, after, to):
        yield position, (record, portion), REMOVED


def _digest(lines: Lines) -> str:
    return hashlib.sha256(json.dumps(sorted([*name, digest] for name, digest in lines.items())).encode()).hexdigest()


def _turned(connection: BaseDatabaseWrapper, position: int) -> str:
    """The digest of the edition of facts that came into force with a transaction, "" if none did."""
    number = one_value(connection, "select number from vault_edition where position = %s", position)
    if number is None:
        return ""
    asked = "select seal from vault_standing where since <= %s and (until is null or until > %s) order by seal"
    seals = [seal for (seal,) in all_rows(connection, asked, number, number)]
    name = one_value(connection, "select name from vault_edition where number = %s", number)
    return hashlib.sha256(json.dumps([name, seals]).encode()).hexdigest()
