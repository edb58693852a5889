"""Editions of rulebook and roster, in which the reading role has no part, and the log.

Source: docs/spec/vault.md V6, V30.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from concord.vault.sql import Both

TABLES = """
create table vault_fact (digest text primary key, place text not null, body text not null, salt text not null);
create table vault_edition (
    number bigint primary key,
    position bigint not null references vault_transaction (position),
    name text not null
);
create table vault_standing (
    digest text not null references vault_fact (digest),
    since bigint not null references vault_edition (number),
    until bigint references vault_edition (number),
    seal text not null,
    primary key (digest, since)
);
create table vault_log (
    position bigint primary key references vault_transaction (position),
    act text not null,
    seat text not null,
    person text not null,
    digest text not null,
    turned text not null,
    chain text not null
);
create index vault_log_seat on vault_log (seat, position);
create index vault_past_since on vault_past (since);
"""


class Migration(migrations.Migration):
    """The same on both engines, but for the role."""

    dependencies: ClassVar = [("vault", "0003_lists")]
    operations: ClassVar = [Both(sqlite=TABLES, postgresql=TABLES + "grant select on vault_log to concord_reading;\n")]
