"""How many records have a cell of each key, by the mark under which they are there: a title alone counts for nobody.

On PostgreSQL a row is seen if its key passes and its mark is released. The counts are made with lists, anew.
Source: docs/spec/vault.md V8.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from concord.vault.sql import Both

TABLES = """
drop table vault_keyed;
create table vault_keyed (
    key bigint not null,
    mark bigint not null,
    records bigint not null,
    primary key (key, mark)
);
"""

PASSING, MARKS = (
    f"(select coalesce(current_setting('concord.{name}', true), '')::varbit)" for name in ("passing", "marks")
)
BARRIER = f"""
alter table vault_keyed enable row level security;
create policy there on vault_keyed for select to concord_reading using (
    case when key < length({PASSING}) and mark < length({MARKS})
    then get_bit({PASSING}, key::int) = 1 and get_bit({MARKS}, mark::int) = 1 else false end
);
grant select on vault_keyed to concord_reading;
"""


class Migration(migrations.Migration):
    """Empty until lists are made anew, as they are for their new form."""

    dependencies: ClassVar = [("vault", "0008_keyed")]
    operations: ClassVar = [Both(sqlite=TABLES, postgresql=TABLES + BARRIER)]
