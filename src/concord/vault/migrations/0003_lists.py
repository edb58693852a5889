"""What lists and searches are answered from: marks, terms, texts, and how many terms carry each mark.

On PostgreSQL the rows of each are seen by the reading role only under marks that were named for the transaction. An
index of words cannot be used under row level security: one function, which tests the marks itself, uses it for the
role. Source: docs/spec/vault.md V14-V18.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from concord.vault.sql import Both

TABLES = """
create table vault_mark (number bigint primary key, digest text not null unique, condition text not null);
create table vault_term (
    field bigint not null,
    mark bigint not null,
    value {bytes} not null,
    record text {plain} not null,
    number bigint,
    primary key (field, mark, value, record)
){clustered};
create index vault_term_record on vault_term (record, field, {carried});
create table vault_tally (
    field bigint not null,
    mark bigint not null,
    terms bigint not null,
    primary key (field, mark)
){clustered};
create table vault_text (
    number {row} primary key,
    record text {plain} not null,
    portion text not null,
    field bigint not null,
    mark bigint not null,
    words {words} not null
);
create index vault_text_record on vault_text (record, number);
create index vault_text_mark on vault_text (mark, number);
"""

CELLS = """
drop index vault_cell_since;
alter table vault_cell rename to vault_cell_clustered;
create table vault_cell (
    record text not null references vault_record (id),
    key bigint not null references vault_key (number),
    since bigint not null references vault_transaction (position),
    body blob not null,
    primary key (record, key)
);
insert into vault_cell select record, key, since, body from vault_cell_clustered;
drop table vault_cell_clustered;
create index vault_cell_since on vault_cell (since);
"""
"""SQLite keeps a row of more than a quarter of a page on pages of its own where it clusters rows by their key."""

WORDS = """
create virtual table vault_words using fts5(
    words, content='vault_text', content_rowid='number', columnsize=0, detail=none, tokenize='ascii'
);
"""

GUARDED = ("vault_term", "vault_tally", "vault_text")

BITS = "(select coalesce(current_setting('concord.marks', true), '')::varbit)"
"""Read once for a statement, not once for a row."""

RELEASED = f"case when mark < length({BITS}) then get_bit({BITS}, mark::int) = 1 else false end"

POLICY = f"""
alter table {{table}} enable row level security;
create policy released on {{table}} for select to concord_reading using ({RELEASED});
grant select on {{table}} to concord_reading;
"""

FEW = 10_000
"""Words in more texts than these are all the same to it: frequent."""

HITS = f"""
create index vault_term_value on vault_term (field, value, record) include (mark);
create index vault_text_words on vault_text using gin (words);
create function vault_hits(asked text[]) returns table (record text, field bigint)
    language sql stable strict security definer
    begin atomic
    with word as (select a.word from unnest(asked) a(word)), rarest as materialized (
        select word.word from word order by case when cardinality(asked) = 1 then 0 else (
            select count(*) from (select 1 from vault_text t where t.words @> array[word.word] limit {FEW}) held
        ) end limit 1
    ), hit as materialized (
        select t.record, t.field, t.mark from rarest cross join vault_text t where t.words @> array[rarest.word]
    )
    select hit.record, hit.field from hit where {RELEASED}; end;
revoke execute on function vault_hits from public;
grant execute on function vault_hits to concord_reading;
grant select on vault_mark to concord_reading;
"""


class Migration(migrations.Migration):
    """Terms by field, mark and value; texts by number, newest last; words by the engine's own index."""

    dependencies: ClassVar = [("vault", "0002_rows")]
    operations: ClassVar = [
        Both(
            sqlite=TABLES.format(
                bytes="blob",
                plain="",
                clustered=" without rowid",
                carried="mark, value, number",
                row="integer",
                words="text",
            )
            + WORDS
            + CELLS,
            postgresql=TABLES.format(
                bytes="bytea",
                plain='collate "C"',
                clustered="",
                carried="mark, number",
                row="bigint",
                words="text[]",
            )
            + HITS
            + "".join(POLICY.format(table=table) for table in GUARDED),
        )
    ]
