"""Row level security on PostgreSQL: who reads by the reading role gets the cells whose keys pass, and no other.

The role owns nothing. What passes is a string of bits, one for each key, set for one transaction; without it, or for a
key beyond its ends, nothing passes. Source: docs/spec/vault.md V14.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from concord.vault.sql import Both

GUARDED = ("vault_cell", "vault_past")
OPEN = ("vault_transaction", "vault_record", "vault_key", "vault_portion", "vault_state")

BITS = "(select coalesce(current_setting('concord.passing', true), '')::varbit)"
"""Read once for a statement, not once for a row."""

POLICY = f"""
alter table {{table}} enable row level security;
create policy passing on {{table}} for select to concord_reading using (
    case when key between 0 and length({BITS}) - 1 then get_bit({BITS}, key::int) = 1 else false end
);
"""
FORWARDS = "".join(POLICY.format(table=table) for table in GUARDED) + "".join(
    f"grant select on {table} to concord_reading;\n" for table in (*GUARDED, *OPEN)
)


class Migration(migrations.Migration):
    """Nothing on SQLite."""

    dependencies: ClassVar = [("vault", "0001_cells")]
    operations: ClassVar = [Both(sqlite="", postgresql=FORWARDS)]
