"""Bytes of attachments: stored once by their digest, reached only by the cells that name them.

Source: docs/spec/vault.md V40.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.blobs import named_in
from concord.vault.bodies import Stored
from concord.vault.statements import is_among, listed, one_value, run

INTO_BLOB = "insert into vault_blob (digest, body) values (%s, %s) on conflict do nothing"
INTO_USE = "insert into vault_blob_use (record, key, digest) values (%s, %s, %s) on conflict do nothing"


def keep_bodies(connection: BaseDatabaseWrapper, bodies: Mapping[str, bytes]) -> None:
    """Store bytes; those that are there already are written in the same words."""
    run(connection, INTO_BLOB, bodies.items())


def note_uses(connection: BaseDatabaseWrapper, record: str, cells: Mapping[int, Iterable[Stored]]) -> None:
    """Note which bytes the cells of a record name, by their keys."""
    run(connection, INTO_USE, [(record, key, digest) for key, filed in cells.items() for digest in digests_in(filed)])


def digests_in(filed: Iterable[Stored]) -> list[str]:
    """The digests that portions name."""
    return sorted({blob.digest for each in filed for blob in named_in(each.portion.values)})


def body_of(connection: BaseDatabaseWrapper, record: str, digest: str, passing: Iterable[int]) -> bytes | None:
    """The bytes of a digest, if a cell of the record that passes names them."""
    asked = f"""select b.body from vault_blob_use u join vault_blob b on b.digest = u.digest
        where u.record = %s and u.digest = %s and {is_among(connection, "u.key")}"""
    found = one_value(connection, asked, record, digest, listed(connection, passing))
    return None if found is None else bytes(found)
