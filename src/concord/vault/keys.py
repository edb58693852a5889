"""Interned decision keys: a number for each, one label set that stands for all of its key, and who passes which.

Source: docs/spec/vault.md V2, V10.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from threading import Lock

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.errors import StaleError
from concord.desk.gate import Gate
from concord.release.bounded import Bounded
from concord.release.decide import decision_key, digest
from concord.release.key import DecisionKey, GroupForm, LabelForm, MentionForm
from concord.release.labels import LabelSet
from concord.release.names import NEVER
from concord.release.rulebook import Rulebook
from concord.vault.bodies import read_label_set, write_label_set
from concord.vault.errors import KeyedElsewhereError
from concord.vault.statements import INTO_KEY, all_rows, note, run, state


@dataclass(frozen=True)
class _Passed:
    """Which keys pass for one reader, from an instant on until something turns; keys up to `known` were asked."""

    since: datetime
    until: datetime
    known: int
    keys: frozenset[int]


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
        """The digest of all that keys depend on: policies, profiles, equivalences, and what a key is made of."""
        book = self.rulebook
        forms = tuple(f.name for form in (DecisionKey, LabelForm, GroupForm, MentionForm) for f in fields(form))
        return digest((book.policies, book.profiles, book.equivalences, forms))

    def check(self, connection: BaseDatabaseWrapper) -> None:
        """Refuse to read or write a vault that was keyed under other policies, profiles or equivalences (V2)."""
        if state(connection, "keyed under") != self.under:
            raise KeyedElsewhereError

    def claim(self, connection: BaseDatabaseWrapper) -> None:
        """Note what the keys are worked out under, and the rulebook that is now in force; inside a transaction."""
        note(connection, "keyed under", self.under)
        note(connection, "rulebook", self.rulebook.digest)

    def number(self, label_set: LabelSet, connection: BaseDatabaseWrapper) -> int:
        """The number of the key of a label set, a new one if it is the first of its key; inside a transaction."""
        name = digest(decision_key(label_set, self.rulebook))
        for known, exemplar in all_rows(connection, "select number, exemplar from vault_key where digest = %s", name):
            read_label_set(exemplar, known, name)
            return int(known)
        number = int(state(connection, "last key")) + 1
        note(connection, "last key", str(number))
        run(connection, INTO_KEY, [(number, name, write_label_set(label_set, number, name))])
        return number

    def passed(self, gate: Gate, connection: BaseDatabaseWrapper) -> frozenset[int]:
        """The numbers of the keys that pass a gate: each is decided once, until something turns.

        Raises:
            StaleError: the rulebook of the gate is not the one in force.
        """
        moment = gate.moment
        if moment.rulebook.digest != state(connection, "rulebook"):
            raise StaleError
        with self._lock:
            self._learn(connection)
            whose = type(gate), moment.reader, moment.rulebook.digest
            held = self._passed.get(whose)
            if held is None or not held.since <= moment.at < held.until:
                held = _Passed(moment.at, NEVER, 0, frozenset())
            new = [number for number in self._exemplars if number > held.known]
            if new:
                passing = frozenset(number for number in new if gate.passes(self._exemplars[number]))
                held = _Passed(moment.at, min(held.until, gate.until), self._known, held.keys | passing)
            self._passed[whose] = held
            return held.keys

    def _learn(self, connection: BaseDatabaseWrapper) -> None:
        new = "select number, digest, exemplar from vault_key where number > %s order by number"
        for number, name, exemplar in all_rows(connection, new, self._known):
            self._exemplars[number] = read_label_set(exemplar, number, name)
            self._known = number
