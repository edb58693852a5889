"""Random questions to a vault, each answered twice: from its lists, and by looking at each record (V13)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from concord.desk import Condition, Field, Kind, Op, Order, Query
from concord.desk.gate import Gate
from concord.desk.queries import Plan, understood
from concord.desk.scan import found_in, groups_of, matching, rows_of
from concord.desk.store import Row
from concord.desk.words import words_of
from concord.vault import Vault
from concord.vault.views import View
from tests.cast import NOON
from tests.desk.kinds import KINDS
from tests.desk.worlds import LONG, RAW, WORDS

_ORDERED = [op for op in Op if op not in (Op.SOME, Op.NONE)]
_SAME = (Op.EQUAL, Op.ONE_OF)


def random_condition(field: Field, rng: Random) -> Condition:
    """A condition that a field takes."""
    op = rng.choice([Op.SOME, Op.NONE, *(_SAME if field.choices or field.name in _UNORDERED else _ORDERED)])
    count = 0 if op in (Op.SOME, Op.NONE) else rng.choice([0, 1, 2, 3]) if op is Op.ONE_OF else 1
    return Condition(field.name, op, tuple(RAW[field.type](rng) for _ in range(count)))


_UNORDERED = ("urgent", "countries", "about")


def random_plan(kind: Kind, rng: Random) -> Plan:
    """A query of a kind, with up to three conditions."""
    indexed = [field for field in kind.fields if field.indexed]
    where = tuple(random_condition(rng.choice(indexed), rng) for _ in range(rng.choice([0, 0, 0, 1, 1, 2, 3])))
    ordered = [Order(f.name, descending=rng.random() < 0.5) for f in indexed if not f.many]
    return understood(Query(kind.name, where, rng.choice([None, *ordered])), kind)


def differing(
    vault: Vault, gate: Callable[[], Gate], rng: Random, count: int, *, by_owner: bool = False
) -> list[object]:
    """The questions to which lists and records give different answers; the owner has no second barrier (V14)."""
    with vault.writing(NOON) if by_owner else vault.reading(None) as view:
        assert isinstance(view, View)
        asked = [each for _ in range(count) for each in (*_queries(view, gate, rng), *_searches(view, gate, rng))]
    return [question for question, plain, fast in asked if plain != fast]


Asked = Iterator[tuple[object, object, object]]


def _queries(view: View, gate: Callable[[], Gate], rng: Random) -> Asked:
    kind = rng.choice(KINDS.kinds)
    plan, entries = random_plan(kind, rng), list(view._of_kind(kind, gate()))
    whole = rows_of(entries, plan, None, 1000)
    for after in [None, *whole[:10]]:
        limit = rng.choice([1, 2, 5, 1000])
        yield plan, list(rows_of(entries, plan, after, limit)), list(view.rows(plan, after, limit, gate()))
    yield plan, sum(1 for _ in matching(entries, plan)), view.count(plan, gate())
    by = rng.choice([field for field in kind.fields if field.indexed])
    summed = [field for field in kind.fields if field.is_summed]
    sums = () if by.many else tuple(rng.sample(summed, rng.randint(0, len(summed))))
    plain, fast = groups_of(entries, plan, by, sums), view.groups(plan, by, sums, gate())
    yield (plan, by, sums), repr(list(plain)), repr(list(fast))


def _searches(view: View, gate: Callable[[], Gate], rng: Random) -> Asked:
    kinds = tuple(rng.sample(KINDS.kinds, rng.choice([1, 2])))
    words = tuple(dict.fromkeys(words_of(" ".join(rng.sample([*WORDS, *LONG], rng.choice([1, 1, 2, 3]))))))
    entries = [entry for kind in kinds for entry in view._of_kind(kind, gate())]
    after, limit = _somewhere(found_in(entries, kinds, words, None, 1000), rng), rng.choice([1, 2, 1000])
    plain = list(found_in(entries, kinds, words, after, limit))
    yield (kinds, words, after), plain, list(view.search(kinds, words, after, limit, gate()))


def _somewhere(rows: Sequence[Row], rng: Random) -> Row | None:
    """One of some rows, or none."""
    return rng.choice([None, *rows])
