"""Terms and texts as they are stored: those of the records that a transaction changed, or all of them anew.

Source: docs/spec/vault.md V8, V16-V18, V20.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.records import Head
from concord.vault.bodies import Place, read_body
from concord.vault.index import Index, Keyed, Text
from concord.vault.manifest import forget_all
from concord.vault.marks import numbers_of
from concord.vault.statements import Part, Sql, all_rows, is_among, listed, note, noted, one_value, run

INTO_TERM = "insert into vault_term (field, mark, value, record, number) values (%s, %s, %s, %s, %s)"
FROM_TERM = "delete from vault_term where field = %s and mark = %s and value = %s and record = %s"
INTO_TEXT = "insert into vault_text (number, record, portion, field, mark, words) values (%s, %s, %s, %s, %s, %s)"
INTO_WORDS = "insert into vault_words (rowid, words) values (%s, %s)"
FROM_WORDS = "insert into vault_words (vault_words, rowid, words) values ('delete', %s, %s)"
INTO_TALLY = """
insert into vault_tally (field, mark, terms) values (%s, %s, %s)
on conflict (field, mark) do update set terms = vault_tally.terms + excluded.terms
"""

COUNTED = """
select c.key, t.mark, count(*) as records from vault_cell c join vault_term t on t.record = c.record
where {kinds} and {asked} group by c.key, t.mark
"""
"""How many records have a cell of each key, by the mark under which they are there."""

INTO_KEYED = """
insert into vault_keyed (key, mark, records) select key, mark, {sign} * records from ({counted}) c where true
on conflict (key, mark) do update set records = vault_keyed.records + excluded.records
"""

SHIFT = 24
"""The number of a text is that of its transaction, so many bits higher, and then its place in it."""

_AT_ONCE = 2_000


class Posting:
    """Writes the rows of lists; `known` are the records that may have some."""

    def __init__(self, index: Index, connection: BaseDatabaseWrapper) -> None:
        self._index, self._connection = index, connection
        self._places = Counter[int]()

    def post(self, standing: Mapping[Head, Sequence[Keyed]], known: Iterable[str] = ()) -> None:
        """Store the rows of records as they stand now, in place of those they had; inside a transaction."""
        found = [self._index.rows_of(head.id, head.kind, keyed) for head, keyed in standing.items()]
        terms = [term for some, _ in found for term in some]
        texts = [text for _, some in found for text in some]
        conditions = {term.condition for term in terms} | {text.condition for text in texts}
        marks = numbers_of(conditions, self._connection)
        held = listed(self._connection, known)
        self._post_terms({(t.field, marks[t.condition], t.value, t.record): t.number for t in terms}, held)
        self._post_texts([(text, marks[text.condition]) for text in texts], held)

    def _post_terms(self, now: Mapping[tuple[int, int, bytes, str], int | None], known: Sql) -> None:
        asked = is_among(self._connection, "record", "text")
        rows = all_rows(self._connection, f"select field, mark, value, record from vault_term where {asked}", known)
        was = {(field, mark, bytes(value), record) for field, mark, value, record in rows}
        gone, new = was - now.keys(), sorted(now.keys() - was)
        run(self._connection, FROM_TERM, gone)
        run(self._connection, INTO_TERM, [(*row, now[row]) for row in new])
        turned = Counter((field, mark) for field, mark, *_ in new)
        turned.subtract(Counter((field, mark) for field, mark, *_ in gone))
        run(self._connection, INTO_TALLY, [(*name, count) for name, count in sorted(turned.items()) if count])

    def _post_texts(self, texts: list[tuple[Text, int]], known: Sql) -> None:
        """What was filed before keeps its number; what is new is numbered by id from the last to the first (D35)."""
        asked = is_among(self._connection, "record", "text")
        asked = f"select record, portion, number, mark, words from vault_text where {asked}"
        was = {
            (record, portion, number >> SHIFT): (number, mark, words)
            for record, portion, number, mark, words in all_rows(self._connection, asked, known)
        }
        kept = {text.name for text, _ in texts} & was.keys()
        new = [(text, mark) for text, mark in texts if text.name not in kept]
        new.sort(key=lambda each: (each[0].record, each[0].portion), reverse=True)
        turned = [(mark, was[text.name][0]) for text, mark in texts if text.name in kept and was[text.name][1] != mark]
        run(self._connection, "update vault_text set mark = %s where number = %s", turned)
        self._remove([(number, words) for name, (number, _, words) in was.items() if name not in kept])
        self._add([(self._next(text.since), text, mark) for text, mark in new])

    def _next(self, since: int) -> int:
        self._places[since] += 1
        return (since << SHIFT) + self._places[since]

    def _remove(self, gone: list[tuple[int, str]]) -> None:
        if self._connection.vendor == "sqlite":
            run(self._connection, FROM_WORDS, gone)
        run(self._connection, "delete from vault_text where number = %s", [(number,) for number, _ in gone])

    def _add(self, new: list[tuple[int, Text, int]]) -> None:
        is_sqlite = self._connection.vendor == "sqlite"
        rows: list[tuple[Sql, ...]] = [
            (number, t.record, t.portion, t.field, mark, f" {' '.join(t.words)} " if is_sqlite else list(t.words))
            for number, t, mark in new
        ]
        run(self._connection, INTO_TEXT, rows)
        if is_sqlite:
            run(self._connection, INTO_WORDS, [(row[0], row[-1]) for row in rows])


def count_records(connection: BaseDatabaseWrapper, more: Mapping[str, int]) -> None:
    """Note how many more records there are of each kind: what the way to read a list is chosen by."""
    for kind, count in more.items():
        name = f"records of {kind}"
        note(connection, name, str(int(noted(connection, name) or 0) + count))


def counted(index: Index, connection: BaseDatabaseWrapper, records: Iterable[str] | None = None) -> Part:
    """The counts of keys of some records, or of all, as cells and terms have them now (V8)."""
    kinds = Part(is_among(connection, "t.field"), (listed(connection, map(index.number, index.kinds)),))
    asked = Part("1 = 1")
    if records is not None:
        asked = Part(is_among(connection, "c.record", "text"), (listed(connection, records),))
    return Part(COUNTED.format(kinds=kinds.text, asked=asked.text), kinds.values + asked.values)


def count_cells(
    index: Index, connection: BaseDatabaseWrapper, records: Iterable[str] | None = None, *, sign: int = 1
) -> None:
    """Count some records, or all, for the keys of their cells; with -1 before cells and terms change (V8)."""
    found = counted(index, connection, records)
    run(connection, INTO_KEYED.format(sign=sign, counted=found.text), [found.values])


def forget_words(connection: BaseDatabaseWrapper) -> None:
    """Leave nothing in the index of SQLite of words that stand in no text any more: it keeps them until it merges."""
    if connection.vendor == "sqlite":
        run(connection, "insert into vault_words (vault_words) values ('optimize')", [()])


def index_anew(index: Index, connection: BaseDatabaseWrapper) -> None:
    """Make the rows of every record anew, from the cells as they stand; inside a transaction."""
    for _ in indexing(index, connection):
        pass


def indexing(index: Index, connection: BaseDatabaseWrapper) -> Iterator[tuple[int, int]]:
    """The same step by step: how many records are done, of how many."""
    run(connection, "delete from vault_keyed", [()])
    for table in ("vault_term", "vault_tally", "vault_text", "vault_mark"):
        run(connection, f"delete from {table}", [()])
    if connection.vendor == "sqlite":
        run(connection, "insert into vault_words (vault_words) values ('rebuild')", [()])
    posting, done = Posting(index, connection), 0
    total = int(one_value(connection, "select count(*) from vault_record"))
    for standing in _standing(connection):
        posting.post(standing)
        yield (done := done + len(standing)), total
    count_cells(index, connection)
    for kind, count in all_rows(connection, "select kind, count(*) from vault_record group by kind"):
        note(connection, f"records of {kind}", str(count))
    forget_all(connection)
    note(connection, "indexed under", index.under)


def check_index(index: Index, connection: BaseDatabaseWrapper) -> bool:
    """Whether the rows that are stored were made by this index."""
    return noted(connection, "indexed under") == index.under


def _standing(connection: BaseDatabaseWrapper) -> Iterator[dict[Head, list[Keyed]]]:
    """All records with their portions, some at a time, from the last id to the first: so texts are numbered."""
    ids = sorted((record for (record,) in all_rows(connection, "select id from vault_record")), reverse=True)
    asked = f"""select c.record, r.kind, r.author, c.key, c.since, c.body
        from vault_cell c join vault_record r on r.id = c.record
        where {is_among(connection, "c.record", "text")} order by c.record"""
    for start in range(0, len(ids), _AT_ONCE):
        rows = all_rows(connection, asked, listed(connection, ids[start : start + _AT_ONCE]))
        yield {
            Head(*name): [
                Keyed(key, stored)
                for record, _, _, key, since, body in cells
                for stored in read_body(body, Place(record, key, since))
            ]
            for name, cells in groupby(rows, key=lambda row: row[:3])
        }
