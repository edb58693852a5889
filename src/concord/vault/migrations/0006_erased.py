"""That persons were erased. The reading role has no part in it.

Source: docs/spec/vault.md V7.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from concord.vault.sql import Both

TABLE = """
create table vault_erased (
    position bigint not null references vault_transaction (position),
    person text not null,
    checked text not null,
    primary key (position, person)
);
"""


class Migration(migrations.Migration):
    """The same on both engines."""

    dependencies: ClassVar = [("vault", "0005_keeping")]
    operations: ClassVar = [Both(sqlite=TABLE, postgresql=TABLE)]
