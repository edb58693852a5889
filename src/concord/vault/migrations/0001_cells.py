"""Cells and what they are found by; the notes of an empty vault are all 0, behind their checks.

Source: docs/spec/vault.md V1-V5.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from concord.vault.sql import Both

TABLES = """
create table vault_transaction (position bigint primary key, at bigint not null);
create table vault_draft (
    seat text not null,
    draft text not null,
    record text not null,
    digest text not null,
    primary key (seat, draft)
);
create table vault_record (
    id text primary key,
    kind text not null,
    author text not null,
    moves bigint not null,
    checked text not null
);
create table vault_key (number bigint primary key, digest text not null unique, exemplar text not null);
create table vault_cell (
    record text not null references vault_record (id),
    key bigint not null references vault_key (number),
    since bigint not null references vault_transaction (position),
    body {bytes} not null,
    primary key (record, key)
){clustered};
create table vault_past (
    record text not null references vault_record (id),
    key bigint not null references vault_key (number),
    since bigint not null references vault_transaction (position),
    until bigint not null references vault_transaction (position),
    body {bytes} not null,
    primary key (record, key, since)
){clustered};
create table vault_portion (
    record text not null references vault_record (id),
    portion text not null,
    since bigint not null references vault_transaction (position),
    key bigint not null references vault_key (number),
    checked text not null,
    primary key (record, portion, since)
){clustered};
create index vault_record_kind on vault_record (kind, id);
create index vault_cell_since on vault_cell (since);
create index vault_past_until on vault_past (until);
create table vault_state (name text primary key, value text not null);
insert into vault_state (name, value) values ('facts', 'c37e630311f3f03b0867295ce7b209280');
insert into vault_state (name, value) values ('last key', '3dcd180fd1d0ab48a7ea6d83967a31070');
insert into vault_state (name, value) values ('position', '46adef91b6395b309206619a3b6c04130');
"""


class Migration(migrations.Migration):
    """The first tables."""

    operations: ClassVar = [
        Both(
            sqlite=TABLES.format(bytes="blob", clustered=" without rowid"),
            postgresql=TABLES.format(bytes="bytea", clustered=""),
        )
    ]
