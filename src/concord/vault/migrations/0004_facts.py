"""Editions of rulebook and roster. The reading role has no part in them. Source: docs/spec/vault.md V6."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from concord.vault.sql import Both

TABLES = """
create table vault_fact (digest text primary key, place text not null, body text not null);
create table vault_edition (
    number bigint primary key,
    position bigint not null references vault_transaction (position),
    name text not null
);
create table vault_standing (
    digest text not null references vault_fact (digest),
    since bigint not null references vault_edition (number),
    until bigint references vault_edition (number),
    primary key (digest, since)
);
"""


class Migration(migrations.Migration):
    """The same on both engines."""

    dependencies: ClassVar = [("vault", "0002_rows")]
    operations: ClassVar = [Both(sqlite=TABLES, postgresql=TABLES)]
