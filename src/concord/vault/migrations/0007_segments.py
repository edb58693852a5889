"""Which file stands for a mark of a kind, and the records that no file holds.

On PostgreSQL the reading role sees the files of marks that were named for the transaction.
Source: docs/spec/vault.md V60-V63.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from concord.vault.sql import Both

TABLES = """
create table vault_segment (
    kind text not null,
    mark bigint not null,
    file text not null,
    primary key (kind, mark)
){clustered};
create table vault_segment_left (
    kind text not null,
    record text not null,
    primary key (kind, record)
){clustered};
"""

BITS = "(select coalesce(current_setting('concord.marks', true), '')::varbit)"
RELEASED = f"case when mark < length({BITS}) then get_bit({BITS}, mark::int) = 1 else false end"

BARRIER = f"""
alter table vault_segment enable row level security;
create policy released on vault_segment for select to concord_reading using ({RELEASED});
grant select on vault_segment to concord_reading;
grant select on vault_segment_left to concord_reading;
"""


class Migration(migrations.Migration):
    """The list of segments."""

    dependencies: ClassVar = [("vault", "0006_erased")]
    operations: ClassVar = [
        Both(
            sqlite=TABLES.format(clustered=" without rowid"),
            postgresql=TABLES.format(clustered="") + BARRIER,
        )
    ]
