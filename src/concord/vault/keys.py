"""Interned decision keys: a number for each, one label set that stands for all of its key, and who passes which.

Source: docs/spec/vault.md V2, V10.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cached_property
from threading import RLock

from django.db.backends.base.base import BaseDatabaseWrapper

from concord.desk.errors import StaleError
from concord.desk.gate import Gate
from concord.release.bounded import Bounded
from concord.release.decide import decision_key, digest
from concord.release.key import DecisionKey, GroupForm, LabelForm, MentionForm
from concord.release.labels import LabelSet
from concord.release.names import NEVER
from concord.release.rulebook import Rulebook, canonical
from concord.vault.bodies import read_label_set, write_label_set
from concord.vault.errors import KeyedElsewhereError
from concord.vault.marks import NOTHING, Marks, Released
from concord.vault.statements import INTO_KEY, all_rows, is_among, listed, note, run, state


@dataclass(frozen=True)
class _Passed:
    """Which keys pass for one reader, from an instant on until something turns; keys up to `known` were asked.

    With them the marks that are released, of those up to `marks_known`.
    """

    since: datetime
    until: datetime
    known: int
    keys: frozenset[int]
    marks_known: int = 0
    released: Released = NOTHING


class Keys:
    """The decision keys of a vault under one rulebook, as far as this process has seen them."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._exemplars: dict[int, LabelSet] = {}
        self._known = 0
        self._marks = Marks()
        self._names = Bounded[LabelSet, str]()
        self._passed = Bounded[Hashable, _Passed]()
        self._lock = RLock()

    @cached_property
    def under(self) -> str:
        """The digest of all that keys depend on: policies, profiles, equivalences, and what a key is made of."""
        book = self.rulebook
        forms = tuple(f.name for form in (DecisionKey, LabelForm, GroupForm, MentionForm) for f in fields(form))
        entries = (*book.policies, *book.profiles, *book.equivalences)
        return digest((tuple(sorted(map(canonical, entries))), forms))

    def check(self, connection: BaseDatabaseWrapper) -> None:
        """Refuse to read or write a vault that was keyed under other policies, profiles or equivalences (V2)."""
        if state(connection, "keyed under") != self.under:
            raise KeyedElsewhereError

    def claim(self, connection: BaseDatabaseWrapper) -> None:
        """Note what the keys are worked out under, and the rulebook that is now in force; inside a transaction."""
        note(connection, "keyed under", self.under)
        note(connection, "rulebook", self.rulebook.digest)

    def numbers(self, label_sets: Iterable[LabelSet], connection: BaseDatabaseWrapper) -> dict[LabelSet, int]:
        """The number of the key of each label set, a new one if it is the first of its key; inside a transaction."""
        names = {label_set: self._name(label_set) for label_set in label_sets}
        asked = f"select digest, number, exemplar from vault_key where {is_among(connection, 'digest', 'text')}"
        known: dict[str, int] = {}
        for name, number, exemplar in all_rows(connection, asked, listed(connection, set(names.values()))):
            read_label_set(exemplar, "a key", number, name)
            known[name] = number
        new = {name: label_set for label_set, name in names.items() if name not in known}
        if new:
            last = int(state(connection, "last key"))
            known |= {name: last + n for n, name in enumerate(sorted(new), 1)}
            rows = [
                (known[name], name, write_label_set(each, "a key", known[name], name)) for name, each in new.items()
            ]
            run(connection, INTO_KEY, rows)
            note(connection, "last key", str(last + len(new)))
        return {label_set: known[name] for label_set, name in names.items()}

    def _name(self, label_set: LabelSet) -> str:
        """What tells the key of a label set from others."""
        found = self._names.get(label_set)
        if found is None:
            found = self._names[label_set] = digest(decision_key(label_set, self.rulebook))
        return found

    def passed(self, gate: Gate, connection: BaseDatabaseWrapper) -> frozenset[int]:
        """The numbers of the keys that pass a gate: each is decided once, until something turns.

        Raises:
            StaleError: the rulebook of the gate is not the one in force.
        """
        return self._decided(gate, connection).keys

    def exemplar(self, number: int) -> LabelSet:
        """The label set that stands for a key that was decided about."""
        return self._exemplars[number]

    def released(self, gate: Gate, connection: BaseDatabaseWrapper) -> Released:
        """The marks that are released to a gate; held as long as the keys that pass it are.

        Keys are learned before marks, in one turn: no mark is judged by keys that were not asked.
        """
        with self._lock:
            held = self._decided(gate, connection)
            self._marks.learn(connection)
            known, marks = self._marks.known, held.released.marks
            new = self._marks.released(held.keys, held.marks_known)
            if new or known > held.marks_known:
                held = replace(held, marks_known=known, released=Released(marks | new) if new else held.released)
                self._passed[_whose(gate)] = held
            return held.released

    def _decided(self, gate: Gate, connection: BaseDatabaseWrapper) -> _Passed:
        moment = gate.moment
        if moment.rulebook.digest != state(connection, "rulebook"):
            raise StaleError
        with self._lock:
            self._learn(connection)
            held = self._passed.get(_whose(gate))
            if held is None or not held.since <= moment.at < held.until:
                held = _Passed(moment.at, NEVER, 0, frozenset())
            new = [number for number in self._exemplars if number > held.known]
            if new:
                passing = frozenset(number for number in new if gate.passes(self._exemplars[number]))
                until = min(held.until, gate.until)
                held = replace(held, since=moment.at, until=until, known=self._known, keys=held.keys | passing)
            self._passed[_whose(gate)] = held
            return held

    def _learn(self, connection: BaseDatabaseWrapper) -> None:
        new = "select number, digest, exemplar from vault_key where number > %s order by number"
        for number, name, exemplar in all_rows(connection, new, self._known):
            self._exemplars[number] = read_label_set(exemplar, "a key", number, name)
            self._known = number


def _whose(gate: Gate) -> Hashable:
    return type(gate), gate.moment.reader, gate.moment.person, gate.moment.rulebook.digest
