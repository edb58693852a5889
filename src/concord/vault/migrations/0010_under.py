"""Cells are looked for by their keys: what turned since, and what has no label.

Source: docs/spec/vault.md V10.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from concord.vault.sql import Both

INDEXES = """
create index vault_cell_key on vault_cell (key, record);
create index vault_past_key on vault_past (key, record);
"""


class Migration(migrations.Migration):
    """Two indexes."""

    dependencies: ClassVar = [("vault", "0009_there")]
    operations: ClassVar = [Both(sqlite=INDEXES, postgresql=INDEXES)]
