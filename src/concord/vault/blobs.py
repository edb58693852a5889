"""Bytes of attachments: stored once by their digest, reached only by the cells that name them.

Source: docs/spec/vault.md V40.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.blobs import named_in
from concord.vault.bodies import Stored
from concord.vault.errors import DamagedError
from concord.vault.statements import is_among, listed, one_value, run

INTO_BLOB = "insert into vault_blob (digest, body) values (%s, %s) on conflict do nothing"
INTO_USE = "insert into vault_blob_use (record, key, digest) values (%s, %s, %s) on conflict do nothing"


def keep_bodies(connection: BaseDatabaseWrapper, bodies: Mapping[str, bytes]) -> None:
    """Store bytes; those that are there already are written in the same words."""
    run(connection, INTO_BLOB, bodies.items())


def note_uses(connection: BaseDatabaseWrapper, filed: Iterable[tuple[str, int, Stored]]) -> None:
    """Note which bytes portions name, each with its record and key."""
    uses = {(record, key, digest) for record, key, stored in filed for digest in digests_in(stored)}
    run(connection, INTO_USE, sorted(uses))


def digests_in(stored: Stored) -> frozenset[str]:
    """The digests that a portion names."""
    return frozenset(blob.digest for blob in named_in(stored.portion.values))


def body_of(connection: BaseDatabaseWrapper, record: str, digest: str, passing: Iterable[int]) -> bytes | None:
    """The bytes of a digest, if a cell of the record that passes names them.

    Raises:
        DamagedError: they are not those that were stored.
    """
    asked = f"""select b.body from vault_blob_use u join vault_blob b on b.digest = u.digest
        where u.record = %s and u.digest = %s and {is_among(connection, "u.key")}"""
    found = one_value(connection, asked, record, digest, listed(connection, passing))
    if found is not None and digest_of(found) != digest:
        raise DamagedError("an attachment")
    return None if found is None else bytes(found)


def digest_of(body: bytes | memoryview | str) -> str:
    """What bytes are named by; damage may have put a text there."""
    return hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest()
