"""Interned decision keys: a number for each, one label set that stands for all of its key, and who passes which.

Source: docs/spec/vault.md V2, V10.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.gate import Gate
from concord.release.bounded import Bounded
from concord.release.decide import decision_key, digest
from concord.release.errors import ConcordError
from concord.release.labels import LabelSet
from concord.release.rulebook import Rulebook
from concord.vault.bodies import read_label_set, write_label_set
from concord.vault.statements import KEYED_UNDER, one_value, run


class KeyedElsewhereError(ConcordError):
    """The vault was keyed under other policies, profiles or equivalences: nothing may be read by these keys."""

    def __init__(self) -> None:
        super().__init__(
            "the vault was keyed under other policies: expected the rulebook in force, or one brought into force"
        )


@dataclass
class _Passed:
    """Which keys pass for one reader, from an instant on until something turns; keys up to `known` were asked."""

    since: datetime
    until: datetime
    known: int
    keys: set[int]


class Keys:
    """The decision keys of a vault under one rulebook, as far as this process has seen them."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._exemplars: dict[int, LabelSet] = {}
        self._known = 0
        self._passed = Bounded[Hashable, _Passed]()
        self._lock = Lock()

    @cached_property
    def under(self) -> str:
        """The digest of all that keys depend on: policies, profiles, equivalences."""
        book = self.rulebook
        return digest((book.policies, book.profiles, book.equivalences))

    def check(self, connection: BaseDatabaseWrapper) -> None:
        """Refuse to read or write a vault that was keyed under other policies, profiles or equivalences (V2)."""
        if one_value(connection, KEYED_UNDER) not in (None, self.under):
            raise KeyedElsewhereError

    def claim(self, connection: BaseDatabaseWrapper) -> None:
        """Note what the keys are worked out under, if it is not noted; inside a transaction."""
        if one_value(connection, KEYED_UNDER) is None:
            run(connection, "insert into vault_state (name, value) values ('keyed under', %s)", [(self.under,)])

    def number(self, label_set: LabelSet, connection: BaseDatabaseWrapper) -> int:
        """The number of the key of a label set, a new one if it is the first of its key; inside a transaction."""
        name = digest(decision_key(label_set, self.rulebook))
        with connection.cursor() as cursor:
            cursor.execute("select number from vault_key where digest = %s", [name])
            known = cursor.fetchone()
            if known is not None:
                return int(known[0])
            cursor.execute("select coalesce(max(number), 0) + 1 from vault_key")
            number = int(cursor.fetchone()[0])
            cursor.execute(
                "insert into vault_key (number, digest, exemplar) values (%s, %s, %s)",
                [number, name, write_label_set(label_set)],
            )
        return number

    def passed(self, gate: Gate, connection: BaseDatabaseWrapper) -> set[int]:
        """The numbers of the keys that pass a gate: each is decided once, until something turns."""
        moment = gate.moment
        if not self._serves(moment.rulebook):
            raise KeyedElsewhereError
        with self._lock:
            self._learn(connection)
            whose = type(gate), moment.reader, moment.rulebook.digest
            held = self._passed.get(whose)
            if held is None or not held.since <= moment.at < held.until:
                held = self._passed[whose] = _Passed(moment.at, gate.until, 0, set())
            new = [number for number in self._exemplars if number > held.known]
            if new:
                held.keys.update(number for number in new if gate.passes(self._exemplars[number]))
                held.since, held.until, held.known = moment.at, min(held.until, gate.until), self._known
            return held.keys

    def _serves(self, rulebook: Rulebook) -> bool:
        """Whether label sets of one key are decided alike under a rulebook."""
        own = self.rulebook
        return rulebook is own or (
            (rulebook.policies, rulebook.profiles, rulebook.equivalences)
            == (own.policies, own.profiles, own.equivalences)
        )

    def _learn(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select number, exemplar from vault_key where number > %s order by number", [self._known])
            for number, exemplar in cursor.fetchall():
                self._exemplars[number] = read_label_set(exemplar)
                self._known = number
