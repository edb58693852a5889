"""Bytes of attachments, stored once, and who names them; receipts of what was purged.

On PostgreSQL bytes pass only with a cell that names them: by a row of `vault_blob_use` whose key passes.
Source: docs/spec/vault.md V40, V52.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from concord.vault.sql import Both

TABLES = """
create table vault_blob (digest text primary key, body {bytes} not null);
create table vault_blob_use (
    record text not null references vault_record (id),
    key bigint not null references vault_key (number),
    digest text not null references vault_blob (digest),
    primary key (record, key, digest)
){clustered};
create index vault_blob_use_digest on vault_blob_use (digest);
create table vault_purged (
    position bigint not null references vault_transaction (position),
    record text not null,
    portion text not null,
    since bigint not null,
    until bigint not null,
    key bigint not null,
    label text not null,
    is_last bigint not null,
    counts bigint not null,
    seat text not null,
    reason text not null,
    digest text not null,
    line text not null,
    primary key (position, record, portion, since)
){clustered};
"""

BITS = "(select coalesce(current_setting('concord.passing', true), '')::varbit)"
PASSING = f"case when key < length({BITS}) then get_bit({BITS}, key::int) = 1 else false end"
USED = "exists (select 1 from vault_blob_use u where u.digest = vault_blob.digest)"
"""The rows of uses that are looked at are those that the same role sees."""

BARRIER = "".join(
    f"""alter table {table} enable row level security;
create policy passing on {table} for select to concord_reading using ({condition});
grant select on {table} to concord_reading;
"""
    for table, condition in (("vault_blob_use", PASSING), ("vault_purged", PASSING), ("vault_blob", USED))
)


class Migration(migrations.Migration):
    """What is kept beside the cells."""

    dependencies: ClassVar = [("vault", "0004_facts")]
    operations: ClassVar = [
        Both(
            sqlite=TABLES.format(bytes="blob", clustered=" without rowid"),
            postgresql=TABLES.format(bytes="bytea", clustered="") + BARRIER,
        )
    ]
