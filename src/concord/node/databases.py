"""The databases of a node as Django knows them: one name to read by, one to write by.

Source: docs/spec/vault.md V1.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import django
from django.apps import apps
from django.db import connections

from concord.desk.kinds import Kinds
from concord.node.errors import BareError
from concord.release.rulebook import Rulebook
from concord.vault import Vault

SEGMENTS = ".segments"
"""What the folder of segments is called, behind the name of the file beside which it lies (V60)."""

REPEATABLE_READ = 3
"""The isolation of readers on PostgreSQL, by its number in psycopg: one call reads one state."""


def open_sqlite(path: Path, rulebook: Rulebook, kinds: Kinds, *, is_bare: bool = True) -> Vault:
    """The vault in a file, made for its owner alone if it is not there, with the schema of this version.

    Raises:
        NodeError: it holds nothing, and may not be bare.
    """
    if not is_bare and path.exists() and not path.stat().st_size:
        raise BareError(f"{path}")
    with suppress(OSError):  # it is there, or the engine says why not; to close what is there would drop its locks
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    common: dict[str, object] = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 60,
    }
    pragmas = "pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; pragma cache_size=-32000;"
    reading = {**common, "OPTIONS": {"timeout": 5, "init_command": pragmas + " pragma query_only=on;"}}
    scrubbing = pragmas + " pragma secure_delete=on;"
    writing = {**common, "OPTIONS": {"timeout": 5, "init_command": scrubbing, "transaction_mode": "IMMEDIATE"}}
    return _opened(
        writing, reading, rulebook, kinds, path.with_name(path.name + SEGMENTS), "" if is_bare else f"{path}"
    )


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server and a database on it; `reading` is a login that has the role `concord_reading` alone."""

    host: str
    port: int
    database: str
    owner: str
    reading: str
    password: str = ""
    reading_password: str = ""


def open_postgresql(
    server: Server, rulebook: Rulebook, kinds: Kinds, segments: Path | None = None, *, is_bare: bool = True
) -> Vault:
    """The vault in a database of a server, with the schema of this version; `segments`: the folder for them (V60).

    Raises:
        NodeError: it holds nothing, and may not be bare.
    """
    place = f"database `{server.database}` on {server.host}, port {server.port}"
    common: dict[str, object] = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": server.host,
        "PORT": server.port,
        "NAME": server.database,
        "CONN_MAX_AGE": 60,
    }
    repeatable = {"isolation_level": REPEATABLE_READ}
    reading = {**common, "USER": server.reading, "PASSWORD": server.reading_password, "OPTIONS": repeatable}
    writing = {**common, "USER": server.owner, "PASSWORD": server.password}
    return _opened(writing, reading, rulebook, kinds, segments, "" if is_bare else place)


def _opened(
    writing: dict[str, object],
    reading: dict[str, object],
    rulebook: Rulebook,
    kinds: Kinds,
    segments: Path | None,
    place: str,
) -> Vault:
    """Make the two connections known under names that were never used; bring schema and lists to this version.

    With a `place` that is told, what holds nothing is refused, and nothing is made there.
    """
    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concord.node.settings")
        django.setup()
    number = next(_OPENED)
    names = {role: f"vault-{number}-{role}" for role in ("reading", "writing")}
    connections.databases.update({names["reading"]: reading, names["writing"]: writing})
    connections.configure_settings(connections.databases)
    vault = Vault(**names, rulebook=rulebook, kinds=kinds, folder=segments)
    try:
        if place and vault.is_bare:
            raise BareError(place)
        vault.migrate()
        vault.index()
        vault.check_barrier()
        vault.settle()
    except Exception:
        vault.close()
        raise
    return vault


_OPENED = count()
