"""Damage to what a vault has stored, value by value, and what is released afterwards.

Every column of every table is damaged in turn, by the tables that the database itself names: a new column is damaged
without anybody asking for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from random import Random

import psycopg
from django.db import DatabaseError

from concord.desk import Blob, Desk, Edition, Kind, Query, Reason
from concord.desk.roster import Post, Roster
from concord.desk.store import Filed, Purging
from concord.desk.tables import RECORD
from concord.release.errors import ConcordError
from concord.release.readers import Reader
from concord.release.rulebook import canonical
from concord.vault import Vault
from concord.vault.renewing import renew
from tests.desk.interference import Room
from tests.desk.kinds import KINDS
from tests.desk.stores import Opening, turn
from tests.desk.worlds import HOURS, load, make_scene
from tests.worlds import make_world

Raw = str | int | bytes
"""A value as a column has it."""

DAMAGES: dict[str, Callable[[Raw, Raw], Raw]] = {
    "nothing left": lambda value, other: type(value)(),
    "cut short": lambda value, other: value // 2 if isinstance(value, int) else value[: len(value) // 2],
    "one digit other": lambda value, other: value + 1 if isinstance(value, int) else _flipped(value, -1),
    "one before": lambda value, other: value - 1 if isinstance(value, int) else _flipped(value, 0),
    "far too much": lambda value, other: value + 10**9 if isinstance(value, int) else value * 2,
    "of the wrong case": lambda value, other: -value if isinstance(value, int) else value.swapcase(),
    "that of another row": lambda value, other: other,
}
"""What a value becomes, given that of another row of its column."""


def _flipped(value: str | bytes, at: int) -> str | bytes:
    """A text with one character changed."""
    if not value:
        return value
    if isinstance(value, bytes):
        changed = bytearray(value)
        changed[at] ^= 1
        return bytes(changed)
    changed = bytearray(value, "utf-8")
    changed[at] = changed[at] ^ 1 if changed[at] ^ 1 > 31 else 65
    return changed.decode(errors="replace")


@dataclass(frozen=True)
class Injury:
    """One value that was damaged, and what that told: "" where nothing came out that did not before."""

    table: str
    column: str
    damage: str
    told: str


Execute = Callable[[str, tuple[Raw, ...]], list[tuple[Raw, ...]]]


@contextmanager
def surgeon(vault: Vault) -> Iterator[Execute]:
    """What runs statements on the tables of a vault without a care for what they refer to."""
    connection = vault.connection("writing")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("pragma foreign_keys=off")
            yield lambda statement, values: list(cursor.execute(statement, values).fetchall())
            cursor.execute("pragma foreign_keys=on")
        return
    known = connection.settings_dict
    where = f"host={known['HOST']} port={known['PORT']} dbname={known['NAME']} user=super"
    with psycopg.connect(where, autocommit=True) as server:
        server.execute("set session_replication_role = replica")
        yield lambda statement, values: _rows(server.execute(statement.encode(), values))


def _rows(cursor: psycopg.Cursor[tuple[Raw, ...]]) -> list[tuple[Raw, ...]]:
    return cursor.fetchall() if cursor.description else []


def tables(vault: Vault) -> dict[str, list[str]]:
    """The columns of every table that the vault has, but for words, and the engine's own index of them."""
    connection = vault.connection("writing")
    with connection.cursor() as cursor:
        every = [name for name in connection.introspection.table_names(cursor) if name.startswith("vault_")]
        names = [name for name in every if not name.startswith("vault_words")]
        described = {name: connection.introspection.get_table_description(cursor, name) for name in names}
    of_words = ("vault_text", "words")
    return {
        name: [column.name for column in columns if (name, column.name) != of_words]
        for name, columns in sorted(described.items())
    }


def injuries(
    room: Room, vault: Vault, readers: tuple[Reader, ...], ids: list[str], rng: Random, most: int
) -> Iterator[Injury]:
    """Each column of each table damaged in each way, at most `most` of them, in one row at a time."""
    whole = released(room, vault, readers, ids)
    with surgeon(vault) as execute:
        for table, columns in tables(vault).items():
            rows = execute(f"select {', '.join(columns)} from {table} order by 1", ())
            for place, name in ((p, n) for p in range(len(columns)) for n in rng.sample(sorted(DAMAGES), most)):
                row, other = (rng.choice([each for each in rows if each[place] is not None]) for _ in range(2))
                hurt = (*row[:place], DAMAGES[name](row[place], other[place]), *row[place + 1 :])
                if hurt != row and _replaced(table, columns, row, hurt, execute):
                    told = released(room, vault, readers, ids) - whole
                    assert _replaced(table, columns, hurt, row, execute)
                    yield Injury(table, columns[place], name, ", ".join(sorted(told)[:2]))
    assert released(room, vault, readers, ids) == whole


def _replaced(table: str, columns: list[str], row: tuple[Raw, ...], other: tuple[Raw, ...], execute: Execute) -> bool:
    """Put one row for another; whether the engine took it."""
    change = ", ".join(f"{name} = %s" for name in columns)
    where = " and ".join(
        f"{name} {'is null' if value is None else '= %s'}" for name, value in zip(columns, row, strict=True)
    )
    values = tuple(value for value in row if value is not None)
    try:
        execute(f"update {table} set {change} where {where}", (*other, *values))
    except (DatabaseError, OverflowError, psycopg.Error):
        return False
    return True


def released(room: Room, vault: Vault, readers: tuple[Reader, ...], ids: list[str]) -> set[str]:
    """All that some readers get of a vault by any way that shows portions, and every fault that is no clear error."""
    found: set[str] = set()
    for reader in readers:
        vault.adopt(room.scene.moment.rulebook)
        own = replace(room, scene=replace(room.scene, moment=replace(room.scene.moment, reader=reader)))
        for ask in _asks(own, ids):
            try:
                found |= {f"{reader.id}: {each}" for each in ask()}
            except ConcordError:
                pass
            except Exception as error:  # noqa: BLE001 (any other is a fault that this looks for)
                found.add(f"{reader.id}: {type(error).__name__} {error}")
    return found


def _asks(room: Room, ids: list[str]) -> Iterator[Callable[[], Iterable[str]]]:
    """The ways to editions: one by one, by lists, by history, and as they were; to attachments and to receipts."""
    for identity in ids:
        yield lambda identity=identity: _shown([room.desk().get(identity)])  # type: ignore[misc]  # bound at once
        yield lambda identity=identity: _shown(past.edition for past in room.desk().history(identity))  # type: ignore[misc]
        yield lambda identity=identity: _attached(room, room.desk().get(identity))  # type: ignore[misc]
        yield lambda identity=identity: map(repr, room.desk().purged(identity))  # type: ignore[misc]
    for kind in KINDS.by_name:
        yield lambda kind=kind: _shown(room.desk().find(Query(kind)).editions)  # type: ignore[misc]
        yield lambda kind=kind: _tabled(room.desk(), KINDS.by_name[kind])  # type: ignore[misc]
    yield lambda: _shown(map(room.past(HOURS[-1]).get, ids))


def _shown(editions: Iterable[Edition | None]) -> Iterator[str]:
    for edition in editions:
        for portion in edition.by_id.values() if edition else ():
            yield f"{edition.id} {portion.id} {portion.values} {canonical(portion.label_set)}"  # type: ignore[union-attr]
            yield from (_said(edition.id, name, value) for name, value in portion.values)  # type: ignore[union-attr]


def _said(record: str, name: str, value: object) -> str:
    """That a record has a value in a field: any wording of it, if the first one is damaged."""
    plain = asdict(value) if isinstance(value, Blob) else list(value) if isinstance(value, tuple) else value
    return f"{record} {name} {plain.normalize() if isinstance(plain, Decimal) else plain}"


def _tabled(desk: Desk, kind: Kind) -> Iterator[str]:
    for row in desk.table(kind.name, [field.name for field in kind.fields]).arrow.to_pylist():
        yield from (_said(row[RECORD], name, row[name]) for name in row if name != RECORD and row[name] is not None)


def _attached(room: Room, edition: Edition | None) -> Iterator[str]:
    for portion in edition.by_id if edition else ():
        found = room.desk().blob(edition.id, portion, "scan")  # type: ignore[union-attr]
        yield from [f"{portion} {found.body!r}"] if found else []


def _purge(vault: Vault, record: str, portions: list[str]) -> None:
    """Remove portions of a record, with receipts that tell of them."""
    gone = frozenset(portions)
    with vault.writing(vault.last) as writing:
        writing.purge(Purging(record, gone, frozenset(), gone, gone, "seat", Reason.AGE.value), str)


def injured(open_one: Opening, *, seed: int, most: int = len(DAMAGES)) -> list[Injury]:
    """A vault with the scene of a seed in it, each column damaged in at most `most` ways."""
    world = make_world(seed)
    scene = make_scene(world, Random(seed))
    vault = open_one(world.rulebook)
    assert isinstance(vault, Vault)
    load(vault, scene.steps)
    with vault.writing(scene.moment.at) as writing:
        for number in range(2):
            writing.note("somebody", f"draft {number}", Filed(f"r{number}", str(number) * 64))
    renew(vault)
    for head, portions in {step.head.id: step.portions for step in scene.steps[:3]}.items():
        _purge(vault, head, [name for name, portion in portions if portion is not None][:1])
    for roster in (Roster(), Roster(posts=(Post("post", "MD", "MD"),)), Roster()):
        turn(vault, world.rulebook, roster)
    for person in ("one", "another"):
        with vault.writing(vault.last) as writing:
            writing.erase(person)
    scene = replace(scene, moment=replace(scene.moment, facts=vault.facts))
    ids = sorted({step.head.id for step in scene.steps})
    return list(injuries(Room(scene, vault), vault, (scene.moment.reader, *world.readers[:1]), ids, Random(seed), most))
