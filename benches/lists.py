"""Lists of the vault at every share of released rows, on both engines, and how fast records are filed.

Records of one kind under 2,000 label sets, each a key of its own, drawn without regard to anything else. Which label
sets pass is chosen so that a reader sees a share of the records; what a key is, is the kernel's. A list is held against
the same statement on the same table that asks for no label, by the index that serves it best; a bulk load against the
bare insert of the same rows. Elapsed milliseconds, medians.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from benches.measure import Line, against
from benches.world import AT, make_distinct_world, make_rulebook
from concord.desk import Act, Condition, Desk, Field, Kind, Kinds, Moment, Names, Op, Order, PortionKind, Query, Setting
from concord.desk.acts import ANYBODY
from concord.desk.gate import Gate
from concord.desk.queries import Plan, understood
from concord.desk.records import Draft, Head, NewPortion, Portion
from concord.desk.seals import MemorySeal
from concord.desk.store import Row, Snapshot
from concord.desk.values import Kept, Type
from concord.node.databases import open_postgresql, open_sqlite
from concord.release.labels import LabelSet
from concord.release.readers import Reader
from concord.vault import Vault
from concord.vault.index import Index
from concord.vault.statements import Sql, all_rows, note, noted
from concord.vault.statements import run as run_rows
from concord.vault.terms import write_term
from tests import postgres

SHARES = (0.0004, 0.05, 0.14, 0.36, 1.0)
WORDS = {"harbour": 0.2, "pilot": 0.026, "aldebaran": 0.001}
"""Words, and the share of records that hold them."""
BATCH = 5_000
FILED = 50_000
"""So many records are filed by the code of the vault; the rows of their lists are then copied under other ids."""
_NUMBERS = count()


def _field(name: str, kind: Type, portion: str = "head", **more: object) -> Field:
    return Field(name, kind, portion, Names(name, name), **more)  # type: ignore[arg-type]  # the flags of a field


KIND = Kind(
    "report",
    Names("Report", "Rapport"),
    (PortionKind("head"), PortionKind("body", repeats=True)),
    (
        _field("title", Type.WORD, indexed=True, searchable=True),
        _field("state", Type.CODE, indexed=True, choices=("open", "blocked", "done")),
        _field("country", Type.PARTY, indexed=True),
        _field("due", Type.DAY, indexed=True),
        _field("amount", Type.AMOUNT, indexed=True),
        _field("text", Type.TEXT, "body", searchable=True),
    ),
)
KINDS = Kinds((KIND,))
INDEX = Index(KINDS)
COUNTRY, AMOUNT = KIND.field_by_name["country"], KIND.field_by_name["amount"]


def _plan(*where: Condition, down: bool = False) -> Plan:
    return understood(Query("report", where, Order("due", descending=down)), KIND)


BY_DUE, DOWN = _plan(), _plan(down=True)
OPEN, OF_ONE = _plan(Condition("state", Op.EQUAL, ("open",))), _plan(Condition("country", Op.EQUAL, ("C007",)))
MIDDLE = Row("", date(2015, 6, 1))

Ask = Callable[[Snapshot, Gate], object]


def _search(*words: str) -> Ask:
    return lambda view, gate: view.search((KIND,), words, None, 50, gate)


ASKS: dict[str, Ask] = {
    "page": lambda view, gate: view.rows(BY_DUE, None, 50, gate),
    "page-down": lambda view, gate: view.rows(DOWN, None, 50, gate),
    "deep-page": lambda view, gate: view.rows(BY_DUE, MIDDLE, 50, gate),
    "page-of-a-third": lambda view, gate: view.rows(OPEN, None, 50, gate),
    "page-of-a-200th": lambda view, gate: view.rows(OF_ONE, None, 50, gate),
    "count": lambda view, gate: view.count(BY_DUE, gate),
    "count-of-a-third": lambda view, gate: view.count(OPEN, gate),
    "group-and-sum": lambda view, gate: view.groups(BY_DUE, COUNTRY, (AMOUNT,), gate),
    **{f"search-{share:.1%}": _search(word) for word, share in WORDS.items()},
    "search-two-words": _search("harbour", "pilot"),
}
"""What is asked: each gives one page, count or list of groups."""

_DUE, _STATE, _COUNTRY, _AMOUNT = (
    INDEX.number(KIND, KIND.field_by_name[n]) for n in ("due", "state", "country", "amount")
)
_MEETS = "and exists (select 1 from vault_term c where c.record = t.record and c.field = {} and c.value = {})"
_PAGE = (
    f"select value, record from vault_term t where field = {_DUE} and value > {{}} {{}} order by value, record limit 50"
)
_TERM = {"sqlite": "x'{}'", "postgresql": r"'\x{}'::bytea"}


def plain_statements(engine: str) -> dict[str, str]:
    """The statements without any label that lists are held against."""
    terms = (b"", write_term(date(2015, 6, 1), Type.DAY), b"\0open", b"\0C007")
    start, middle, is_open, of_one = (_TERM[engine].format(term.hex()) for term in terms)
    found = {
        "page": _PAGE.format(start, ""),
        "page-down": _PAGE.format(start, "").replace("value, record limit", "value desc, record desc limit"),
        "deep-page": _PAGE.format(middle, ""),
        "page-of-a-third": _PAGE.format(start, _MEETS.format(_STATE, is_open)),
        "page-of-a-200th": _PAGE.format(start, _MEETS.format(_COUNTRY, of_one)),
        "count": f"select count(*), sum(number) from vault_term where field = {_AMOUNT}",
        "count-of-a-third": f"select count(*) from vault_term where field = {_STATE} and value = {is_open}",
        "group-and-sum": f"""select t.value, count(*), sum(a.number) from vault_term t left join vault_term a
            on a.record = t.record and a.field = {_AMOUNT} where t.field = {_COUNTRY} group by t.value""",
    }
    words = {f"search-{share:.1%}": (word,) for word, share in WORDS.items()} | {
        "search-two-words": ("harbour", "pilot")
    }
    for name, asked in words.items():
        if engine == "sqlite":
            match = f"select rowid from vault_words where vault_words match '{' '.join(asked)}'"
            found[name] = f"{match} order by rowid desc limit 50"
        else:
            held = f"select number from vault_text where words @> '{{{','.join(asked)}}}'"
            found[name] = f"{held} order by number desc limit 50"
    return found


class Share(Gate):
    """Lets pass the label sets of a share of the records."""

    def __init__(self, share: float, label_sets: tuple[LabelSet, ...]) -> None:
        super().__init__(Moment(Reader(f"{share:.2%}", "BE", "EU"), make_rulebook(), AT))
        self._passing = frozenset(label_sets[: max(1, round(share * len(label_sets)))])

    def passes(self, label_set: LabelSet) -> bool:
        """Whether it is one of them."""
        return label_set in self._passing


def run(*, quick: bool) -> Iterator[Line]:
    """Every figure; the quick form has few records, and means nothing."""
    records, labels, rounds = (1_000, 20, 1) if quick else (1_000_000, 2_000, 9)
    world = make_distinct_world(labels)
    for engine in ("sqlite", *(("postgresql",) if postgres.binaries() else ())):
        with vault_of(engine, "filing") as vault, vault_of(engine, "bare") as bare:
            yield from file_drafts(engine, vault, 20 if quick else 1_000)
            yield from load_and_copy(engine, vault, bare, 200 if quick else 20_000, world.label_sets)
        with vault_of(engine, "lists") as vault:
            yield from curve(engine, vault, records, rounds, world.label_sets)


def curve(engine: str, vault: Vault, records: int, rounds: int, label_sets: tuple[LabelSet, ...]) -> Iterator[Line]:
    """Each list at each share, and the plain statement it is held against."""
    filed = min(FILED, records)
    for first in range(0, filed, BATCH):
        load(vault, first, min(BATCH, filed - first), label_sets)
    multiply(vault.connection("writing"), records // filed)
    gates = {share: Share(share, label_sets) for share in SHARES}
    ours = {}
    for share, gate in gates.items():
        for name, ask in ASKS.items():
            ours[name, share] = _read(vault, lambda view, ask=ask, gate=gate: ask(view, gate), rounds)  # type: ignore[misc]  # bound at once
    connection = vault.connection("writing")
    if engine == "sqlite":
        run_rows(connection, "create index bench_value on vault_term (field, value, record)", [()])
    plain = {
        name: _median(lambda asked=asked: all_rows(connection, asked), rounds)  # type: ignore[misc]  # bound at once
        for name, asked in plain_statements(engine).items()
    }
    for (name, share), milliseconds in ours.items():
        yield against(f"lists.{engine}.{name}.{share:.2%}", milliseconds, "ms elapsed", plain[name])


COPIES = {
    "term": "select field, mark, coalesce({day}, value), {id}, number from base_term t",
    "text": "select number + {number}, {id}, portion, field, mark, words from base_text",
}
"""A copy of every row of a list, for another record and, so that records do not come in swarms, for another day."""


def multiply(connection: BaseDatabaseWrapper, times: int) -> None:
    """As many copies of the rows that lists read, under other ids; then what an engine does by itself later."""
    statements = [f"create temporary table base_{name} as select * from vault_{name}" for name in COPIES]
    days = len(
        all_rows(connection, f"select distinct value from vault_term where field = {_DUE} and length(value) > 0")
    )
    statements += [
        f"""create temporary table base_day as
            select value as day, row_number() over (order by value) - 1 as place
            from (select distinct value from vault_term where field = {_DUE} and length(value) > 0) d""",
        "create index base_day_of on base_day (day)",
        "create index base_day_at on base_day (place, day)",
    ]
    for number in range(1, times):
        day = f"""case when t.field = {_DUE} then (select o.day from base_day d, base_day o
            where d.day = t.value and o.place = (d.place + {number * 1_009}) %% {days}) end"""
        given = {"id": f"'{number:02x}' || substr(record, 3)", "number": number << 40, "day": day}
        statements += [f"insert into vault_{name} {copied.format(**given)}" for name, copied in COPIES.items()]
    statements += [f"update vault_tally set terms = terms * {times}"]
    is_sqlite = connection.vendor == "sqlite"
    statements += ["insert into vault_words (vault_words) values ('rebuild')"] if is_sqlite else ["vacuum analyze"]
    for statement in statements:
        run_rows(connection, statement, [()])
    for kind in KINDS.by_name:
        name = f"records of {kind}"
        note(connection, name, str(int(noted(connection, name) or 0) * times))


def file_drafts(engine: str, vault: Vault, count: int) -> Iterator[Line]:
    """Drafts through the desk, one at a time and a hundred at a time, held against what is aimed at."""
    moment = Moment(Reader("seat", "BE", "EU"), make_rulebook(), AT, vault.facts)
    desk = Desk(moment, Setting(vault, KINDS, MemorySeal(b"key"), {ANYBODY: frozenset(Act)}))
    rng = Random(1)
    drafts = [_draft(f"d{number}", rng) for number in range(count + count // 5)]
    singly, together = drafts[: count // 5], drafts[count // 5 :]
    taken = _seconds(lambda: [desk.file(draft) for draft in singly]) / len(singly)
    yield against(f"lists.{engine}.file-singly", taken * 1000, "ms elapsed a record", 10)
    parts = [together[first : first + 100] for first in range(0, len(together), 100)]
    taken = _seconds(lambda: [desk.file_all(part) for part in parts]) / len(together)
    yield against(f"lists.{engine}.file-by-100", taken * 1000, "ms elapsed a record", 1)


def load_and_copy(
    engine: str, vault: Vault, bare: Vault, records: int, label_sets: tuple[LabelSet, ...]
) -> Iterator[Line]:
    """A bulk load, held against a quarter of the speed at which the same rows are inserted bare."""
    seconds = sum(load(vault, first, min(BATCH, records), label_sets) for first in range(0, records, BATCH))
    copied = copy(vault.connection("writing"), bare.connection("writing"))
    yield against(
        f"lists.{engine}.load-to-bare-insert", seconds / records * 1000, "ms elapsed a record", copied / records * 1000
    )


def load(vault: Vault, first: int, count: int, label_sets: tuple[LabelSet, ...]) -> float:
    """The seconds that one transaction of records takes."""
    rng = Random(first)
    made = [_record(first + number, rng, label_sets) for number in range(count)]

    def put() -> None:
        with vault.writing(AT) as writing:
            for head, portions in made:
                writing.put(head, portions)

    return _seconds(put)


FIRST = ("transaction", "draft", "key", "keyed", "mark", "tally")
OF_RECORDS = {"record": 0, "cell": 0, "portion": 0, "term": 3, "text": 1}
"""Tables of the vault; where in a row of the latter the record stands."""


def copy(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> float:
    """The seconds that the bare insert of all rows takes, in as many transactions and in the same order."""
    ids = [record for (record,) in all_rows(source, "select record from vault_cell order by since, record")]
    part_of = {record: number // BATCH for number, record in enumerate(ids)}
    parts: list[dict[str, list[tuple[Sql, ...]]]] = [{} for _ in range(len(ids) // BATCH + 1)]
    for name in FIRST:
        parts[0][name] = all_rows(source, f"select * from vault_{name}")
    for name, place in OF_RECORDS.items():
        for row in all_rows(source, f"select * from vault_{name}"):
            parts[part_of[row[place]]].setdefault(name, []).append(row)
    if target.vendor == "sqlite":
        for part in parts:
            part["words (rowid, words)"] = [(row[0], row[-1]) for row in part.get("text", ())]
    return sum(_seconds(lambda part=part: _insert(part, target)) for part in parts)  # type: ignore[misc]  # bound at once


def columns_of(connection: BaseDatabaseWrapper, name: str) -> list[str]:
    """The columns of a table of the vault, in order."""
    with connection.cursor() as cursor:
        cursor.execute(f"select * from vault_{name} limit 0")
        return [column[0] for column in cursor.description or ()]


def _insert(part: dict[str, list[tuple[Sql, ...]]], target: BaseDatabaseWrapper) -> None:
    with transaction.atomic(using=target.alias):
        for name, rows in part.items():
            if rows:
                places = ", ".join(["%s"] * len(rows[0]))
                columns = name if "(" in name else f"{name} ({', '.join(columns_of(target, name))})"
                run_rows(target, f"insert into vault_{columns} values ({places})", rows)


def _read(vault: Vault, ask: Callable[[Snapshot], object], rounds: int) -> float:
    """The median milliseconds of one question in a snapshot of its own."""
    taken = []
    for _ in range(rounds + 1):
        with vault.reading(None) as view:
            taken.append(_seconds(lambda view=view: ask(view)))  # type: ignore[misc]  # bound at once
    return median(taken[1:] or taken) * 1000


def _median(task: Callable[[], object], rounds: int) -> float:
    return median([_seconds(task) for _ in range(rounds + 1)][1:]) * 1000


def _seconds(task: Callable[[], object]) -> float:
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


@contextmanager
def vault_of(engine: str, name: str) -> Iterator[Vault]:
    """An empty vault of the kind that is measured."""
    with TemporaryDirectory() as folder:
        book = make_rulebook()
        if engine == "sqlite":
            vault = open_sqlite(Path(folder) / "vault.sqlite3", book, KINDS)
        else:
            vault = open_postgresql(postgres.database(f"bench_{name}_{next(_NUMBERS)}"), book, KINDS)
        try:
            yield vault
        finally:
            vault.close()


def _values(number: int, rng: Random) -> tuple[dict[str, Kept], str]:
    words = [f"w{int(5_000 * rng.random() ** 2)}" for _ in range(25)]
    words += [word for word, share in WORDS.items() if rng.random() < share]
    values: dict[str, Kept] = {
        "title": f"Report {number}",
        "state": rng.choice(("open", "blocked", "done")),
        "country": f"C{rng.randrange(200):03d}",
        "due": (date(2010, 1, 1) + timedelta(days=rng.randrange(4_000))).isoformat(),
        **({"amount": f"{rng.randrange(1, 10**9)}.25"} if rng.random() < 0.8 else {}),
    }
    return values, " ".join(words)


def _record(number: int, rng: Random, label_sets: tuple[LabelSet, ...]) -> tuple[Head, list[Portion]]:
    identity = f"00{sha256(str(number).encode()).hexdigest()[:30]}"
    (values, text), label_set = _values(number, rng), rng.choice(label_sets)
    head = Portion(f"{identity[:31]}h", "head", "0", values, label_set, 1)
    return Head(identity, "report", "x"), [
        head,
        Portion(f"{identity[:31]}b", "body", "1", {"text": text}, label_set, 1),
    ]


def _draft(name: str, rng: Random) -> Draft:
    values, text = _values(rng.randrange(10**6), rng)
    parts = (NewPortion("h", "head", values), NewPortion("b", "body", {"text": text}))
    return Draft(name, "report", parts, LabelSet(None))
