"""Tables of the vault at every share of released records: from segments and from cells, and what SQL makes of them.

The records are those of `benches/lists.py` on SQLite, each under one of 500 label sets: so there are as many files.
5,000 are filed by the code of the vault, and tables of these measured from cells and from segments; then terms and the
rows of segments are copied under other ids, and a group with a sum in SQL held against the one of the lists. Elapsed
milliseconds, medians; each file is read whole and its digest worked out each time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc

from benches.lists import AMOUNT, BATCH, COPIES, COUNTRY, KIND, KINDS, SHARES, Share, load
from benches.measure import Line, against, alone
from benches.world import make_distinct_world, make_rulebook
from concord.desk.analysing import confined
from concord.desk.gate import Gate
from concord.desk.queries import Plan
from concord.desk.store import Snapshot
from concord.desk.tables import RECORD
from concord.node.databases import open_sqlite
from concord.vault import Vault, manifest
from concord.vault.folder import Folder, Listed
from concord.vault.parquet import PLACE, in_order, place_of, read_segment, write_segment
from concord.vault.renewing import renew
from concord.vault.statements import note, noted
from concord.vault.statements import run as run_rows

FILED = 5_000
"""So many records are filed by the code of the vault."""
ALL = Plan(KIND, (), None, descending=False)
FIELDS = tuple(KIND.field_by_name[name] for name in ("country", "due", "amount"))
GROUPED = "select country, count(*), sum(amount) from reports group by country"

Ask = Callable[[Snapshot], object]


def run(*, quick: bool) -> Iterator[Line]:
    """Every figure; the quick form has few records, and means nothing."""
    records, labels, rounds = (400, 10, 1) if quick else (100_000, 500, 3)
    label_sets, filed = make_distinct_world(labels).label_sets, min(FILED, records // 2)
    gates = {share: Share(share, label_sets) for share in SHARES}
    with TemporaryDirectory() as folder:
        vault = open_sqlite(Path(folder) / "vault.sqlite3", make_rulebook(), KINDS)
        for first in range(0, filed, BATCH):
            load(vault, first, min(BATCH, filed - first), label_sets)
        cells = {share: _median(vault, _table(gate), rounds) for share, gate in gates.items()}
        yield alone("segments.made-from-cells", _elapsed(lambda: renew(vault)) / filed, "ms elapsed a record")
        for share, gate in gates.items():
            taken = _median(vault, _table(gate), rounds)
            yield against(f"segments.table-of-{filed}-to-cells.{share:.2%}", taken, "ms elapsed", cells[share])
        multiply(vault, records // filed)
        for share, gate in gates.items():
            yield from at_share(vault, share, gate, rounds)
        vault.close()


def at_share(vault: Vault, share: float, gate: Gate, rounds: int) -> Iterator[Line]:
    """A table of three fields, and a group with a sum: over a table that is there, whole, and by the lists."""
    yield alone(f"segments.table.{share:.2%}", _median(vault, _table(gate), rounds), "ms elapsed")
    groups = _median(vault, lambda view: view.groups(ALL, COUNTRY, (AMOUNT,), gate), rounds)
    yield against(f"segments.table-and-group.{share:.2%}", _median(vault, _grouped(gate), rounds), "ms elapsed", groups)
    with vault.reading(None) as view:
        table = view.table(ALL, FIELDS, gate)
    with confined({"reports": table}) as connection:
        taken = median(_elapsed(connection.sql(GROUPED).fetchall) for _ in range(rounds))
    yield against(f"segments.group-alone.{share:.2%}", taken, "ms elapsed", groups)


def _table(gate: Gate) -> Ask:
    return lambda view: view.table(ALL, FIELDS, gate)


def _grouped(gate: Gate) -> Ask:
    def ask(view: Snapshot) -> object:
        with confined({"reports": view.table(ALL, FIELDS, gate)}) as connection:
            return connection.sql(GROUPED).fetchall()

    return ask


def multiply(vault: Vault, times: int) -> None:
    """As many copies of terms and of the rows of segments, under other ids."""
    connection, folder = vault.connection("writing"), vault.folder
    statements = ["create temporary table base_term as select * from vault_term"]
    for number in range(1, times):
        statements.append(f"insert into vault_term {COPIES['term'].format(id=copied_id(number), day='null')}")
    for statement in [*statements, f"update vault_tally set terms = terms * {times}"]:
        run_rows(connection, statement, [()])
    name = f"records of {KIND.name}"
    note(connection, name, str(int(noted(connection, name) or 0) * times))
    made = manifest.made(connection, KIND.name)
    if folder is None or made is None:
        raise RuntimeError("expected a vault with segments, found none")
    files = manifest.files(connection, KIND.name, made.marks)
    manifest.list_files(connection, KIND.name, {mark: _copied(folder, file, times) for mark, file in files.items()})


def copied_id(number: int) -> str:
    """The id of a copy, as an expression of SQL."""
    return f"'{number:02x}' || substr(record, 3)"


def _copied(folder: Folder, file: Listed, times: int) -> Listed:
    """A file with as many copies of its rows."""
    rows = read_segment(folder.read(file), KIND.fields)
    return folder.write(write_segment(in_order(pa.concat_tables([_copy(rows, number) for number in range(times)]))))


def _copy(rows: pa.Table, number: int) -> pa.Table:
    ids = pc.binary_replace_slice(rows.column(RECORD), 0, 2, f"{number:02x}")
    places = pa.array(map(place_of, ids.to_pylist()), pa.uint64())
    found = rows.set_column(rows.schema.get_field_index(RECORD), RECORD, ids)
    return found.set_column(rows.schema.get_field_index(PLACE), PLACE, places)


def _median(vault: Vault, ask: Ask, rounds: int) -> float:
    """The median milliseconds of one question in a snapshot of its own, after a first one."""
    taken = []
    for _ in range(rounds + 1):
        with vault.reading(None) as view:
            taken.append(_elapsed(lambda view=view: ask(view)))  # type: ignore[misc]  # bound at once
    return median(taken[1:])


def _elapsed(task: Callable[[], object]) -> float:
    started = time.perf_counter()
    task()
    return (time.perf_counter() - started) * 1000
