"""How many records have a cell of each key: what a change of facts would open and close is counted by.

On PostgreSQL a row is seen if its key passes. Source: docs/spec/vault.md V8.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from concord.vault.sql import Both

TABLES = """
create table vault_keyed (key bigint primary key, records bigint not null);
insert into vault_keyed select key, count(*) from vault_cell group by key;
"""

BITS = "(select coalesce(current_setting('concord.passing', true), '')::varbit)"
BARRIER = f"""
alter table vault_keyed enable row level security;
create policy passing on vault_keyed for select to concord_reading using (
    case when key < length({BITS}) then get_bit({BITS}, key::int) = 1 else false end
);
grant select on vault_keyed to concord_reading;
"""


class Migration(migrations.Migration):
    """Counted once from the cells that are there, and kept from then on."""

    dependencies: ClassVar = [("vault", "0007_segments")]
    operations: ClassVar = [Both(sqlite=TABLES, postgresql=TABLES + BARRIER)]
