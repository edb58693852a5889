"""What a purge leaves in files: in segments that are not listed any more, and in the log of SQLite.

That it is still to be removed is noted in the transaction of the purge, and the note goes when it is done, whoever does
it and when. Source: docs/spec/vault.md V51, V54, V64.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from concord.vault.checks import with_check
from concord.vault.errors import UnavailableError
from concord.vault.folder import Folder
from concord.vault.manifest import names
from concord.vault.reports import understood
from concord.vault.statements import note, noted, one_value, run, serialise

OWED = "remains"
"""The note that names the last purge whose remains are still to be removed."""

DONE = "delete from vault_state where name = %s and value = %s"


def owe(connection: BaseDatabaseWrapper, turn: int) -> None:
    """Note that what a purge leaves in files is still to be removed; in its transaction."""
    note(connection, OWED, str(turn))


def owed(connection: BaseDatabaseWrapper) -> str:
    """The transaction of the last purge whose remains are still to be removed, or ""."""
    return noted(connection, OWED) or ""


def done(connection: BaseDatabaseWrapper, turn: str) -> None:
    """Note that nothing is left, unless another purge came since."""
    run(connection, DONE, [(OWED, with_check(turn, "a state", OWED))])


def sweep(connection: BaseDatabaseWrapper, folder: Folder, *, waits: bool) -> None:
    """Remove the segments that are not listed.

    Raises:
        UnavailableError: one of them cannot be removed, or somebody makes some and is not waited for.
    """
    try:
        with folder.held(waits=waits), understood(), transaction.atomic(using=connection.alias, durable=True):
            serialise(connection)
            folder.sweep(names(connection))
    except OSError as error:
        raise UnavailableError(f"the folder of segments cannot be swept: {error.strerror}") from error


def scrub(connection: BaseDatabaseWrapper) -> bool:
    """Empty the log of SQLite; False if a reader still holds what is in it."""
    with understood():
        return connection.vendor != "sqlite" or not one_value(connection, "pragma wal_checkpoint(truncate)")


@contextmanager
def hurried(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """On SQLite, nobody is waited for meanwhile."""
    if connection.vendor != "sqlite":
        yield
        return
    with understood():
        waited = int(one_value(connection, "pragma busy_timeout"))
        run(connection, "pragma busy_timeout = 0", [()])
    try:
        yield
    finally:
        with understood():
            run(connection, f"pragma busy_timeout = {waited}", [()])
