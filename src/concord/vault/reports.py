"""What an engine reports, as what it means to who asked: lost, full, busy or damaged, and what to do.

What else it reports is a fault of ours, and stays as it is.
Source: docs/spec/vault.md V21.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from concord.vault.errors import DamagedError, UnavailableError

LOST = "the connection to the database was lost: ask again; a draft that is filed again is stored once"
FULL = "the database has no room left: nothing was stored; make room, then do it again"
BUSY = "the database is busy: nothing was stored; ask again"
CLOSED = (
    "the database cannot be opened, read or written: nothing was stored; look at its disk and its rights, ask again"
)

_SQLITE = {
    "SQLITE_FULL": FULL,
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_IOERR": CLOSED,
    "SQLITE_CANTOPEN": CLOSED,
    "SQLITE_READONLY": CLOSED,
}
"""By how the name of an error begins."""

_POSTGRESQL = {"08": LOST, "57P": LOST, "53": FULL, "40": BUSY, "55P": BUSY, "58": CLOSED}
"""By how the code of an error begins."""

_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "XX001", "XX002")


@contextmanager
def understood() -> Iterator[None]:
    """Run what asks an engine.

    Raises:
        UnavailableError: it is lost, full or busy.
        DamagedError: it finds its own files damaged.
    """
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        code = _code(error.__cause__)
        if code.startswith(_DAMAGED):
            raise DamagedError("the database") from error
        said = [said for begins, said in (_SQLITE | _POSTGRESQL).items() if code.startswith(begins)]
        if not code and isinstance(error, (OperationalError, InterfaceError)):
            said = [LOST]
        if not said:
            raise
        raise UnavailableError(said[0]) from error


@contextmanager
def reached(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Run what connects to an engine.

    Raises:
        UnavailableError: it cannot be reached, or lets nobody in.
        DamagedError: it finds its own files damaged.
    """
    with understood():
        try:
            yield
        except (OperationalError, InterfaceError) as error:
            if connection.vendor == "sqlite":
                raise
            raise UnavailableError(_unreached(connection.settings_dict, str(error))) from error


def _unreached(settings: Mapping[str, Any], said: str) -> str:
    """Which server, database and role, and what the server or the network says; the password is never among it."""
    where = (
        f"host {settings['HOST']}, port {settings['PORT']}, database `{settings['NAME']}`, role `{settings['USER']}`"
    )
    return (
        f"the database cannot be reached: {where}: expected a server that lets this role in, found: "
        f"{' '.join(said.split())}; nothing was stored; look at the settings of the store, its password files and "
        "whether the server runs, then ask again"
    )


def _code(cause: BaseException | None) -> str:
    """The engine's own name for what happened; "" where a connection broke off without one."""
    return str(getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or "")
