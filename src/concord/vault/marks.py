"""Marks: interned conditions over decision keys under which a row of a list shows. Nearly always one key.

A condition never stands for one of another number, and mark 0 is released to nobody.
Source: docs/spec/vault.md V15.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.vault.checks import with_check, without_check
from concord.vault.statements import INTO_MARK, Sql, all_rows, bits_of, is_among, listed, note, noted, run


class Condition(NamedTuple):
    """Any-of sets of keys, all of which must be met, and keys of which none may pass; `condition` makes them."""

    needs: tuple[tuple[int, ...], ...]
    without: tuple[int, ...] = ()

    def is_met(self, keys: frozenset[int]) -> bool:
        """Whether a reader whose keys these are sees what carries it."""
        return not any(key in keys for key in self.without) and all(
            any(key in keys for key in need) for need in self.needs
        )


@lru_cache(maxsize=65536)
def condition(needs: tuple[frozenset[int], ...], without: frozenset[int] = frozenset()) -> Condition | None:
    """The condition in its one form: no set that another implies; None if nobody can meet it."""
    left = {need - without for need in needs}
    if not all(left):
        return None
    least = [need for need in left if not any(other < need for other in left)]
    return Condition(tuple(sorted(tuple(sorted(need)) for need in least)), tuple(sorted(without)))


@dataclass(frozen=True)
class Released:
    """The marks that are released to a reader, as one value of a statement."""

    marks: frozenset[int] = frozenset()

    @cached_property
    def bits(self) -> str:
        """A digit for each mark: what PostgreSQL's own barrier reads (V14)."""
        return bits_of(self.marks)

    @cached_property
    def text(self) -> str:
        """The marks as JSON."""
        return json.dumps(sorted(self.marks))

    @cached_property
    def numbers(self) -> list[int]:
        """The marks in order."""
        return sorted(self.marks)


NOTHING = Released()
"""What is released to nobody."""


class Marks:
    """The conditions of a vault, as far as this process has seen them."""

    def __init__(self) -> None:
        self._conditions: dict[int, Condition] = {}
        self.known = 0

    def learn(self, connection: BaseDatabaseWrapper) -> None:
        """Read the conditions that are new."""
        new = "select number, condition from vault_mark where number > %s order by number"
        for number, text in all_rows(connection, new, self.known):
            needs, without = json.loads(without_check(text, "a mark", number))
            self._conditions[number] = Condition(tuple(map(tuple, needs)), tuple(without))
            self.known = number

    def released(self, keys: frozenset[int], beyond: int) -> frozenset[int]:
        """The marks after a number whose condition is met by keys."""
        new = range(beyond + 1, self.known + 1)
        return frozenset(n for n in new if n in self._conditions and self._conditions[n].is_met(keys))


def known_numbers(conditions: Iterable[Condition], connection: BaseDatabaseWrapper) -> dict[Condition, int]:
    """The numbers of conditions, of those that have one."""
    names = {hashlib.sha256(json.dumps(each).encode()).hexdigest(): each for each in conditions}
    return {names[name]: number for name, number in _known(names, connection).items()}


def _known(names: Iterable[str], connection: BaseDatabaseWrapper) -> dict[str, int]:
    asked = f"select digest, number from vault_mark where {is_among(connection, 'digest', 'text')}"
    return dict(all_rows(connection, asked, listed(connection, names)))


def numbers_of(conditions: Iterable[Condition], connection: BaseDatabaseWrapper) -> dict[Condition, int]:
    """The number of each condition, a new one where it is the first of its kind; inside a transaction."""
    texts = {each: json.dumps(each) for each in conditions}
    names = {each: hashlib.sha256(text.encode()).hexdigest() for each, text in texts.items()}
    known = _known(names.values(), connection)
    new = sorted(each for each in texts if names[each] not in known)
    if new:
        last = int(noted(connection, "last mark") or 0)
        rows: list[tuple[Sql, ...]] = [
            (last + n, names[each], with_check(texts[each], "a mark", last + n)) for n, each in enumerate(new, 1)
        ]
        run(connection, INTO_MARK, rows)
        note(connection, "last mark", str(last + len(new)))
        known |= {names[each]: last + n for n, each in enumerate(new, 1)}
    return {each: known[name] for each, name in names.items()}
