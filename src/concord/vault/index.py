"""What lists are answered from: the terms and words of a record, each with the condition under which it shows.

A record is there for whoever passes one of its portions that count (D5): a term in a structural portion shows only
with one of those. Whoever sees the record and no value of a field sees that it has none.
Source: docs/spec/vault.md V15-V18.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from concord.desk.editions import counts, many, read_values
from concord.desk.kinds import Field, Kind, Kinds
from concord.desk.scan import searched_words
from concord.desk.values import Value, Values
from concord.release.decide import digest
from concord.vault.bodies import Stored
from concord.vault.marks import Condition, condition
from concord.vault.terms import NONE, number_of, write_term

FORM = 2
"""What terms and words are made of, by number: another one, and every record is indexed anew."""
LONGEST_WORD = 200
"""Bytes of a word that an index holds; a longer one stands there by its digest."""


class Term(NamedTuple):
    """One value of a record, `NONE` where it has none: the field by its number, what a sum adds up."""

    field: int
    condition: Condition
    value: bytes
    record: str
    number: int | None


class Text(NamedTuple):
    """The words of one searchable portion, and the transaction that filed it; the kind by its number."""

    field: int
    condition: Condition
    record: str
    portion: str
    since: int
    words: tuple[str, ...]

    @property
    def name(self) -> tuple[str, str, int]:
        """What tells it from every other: a portion that is filed again is another."""
        return self.record, self.portion, self.since


class Keyed(NamedTuple):
    """A portion that stands, and the number of its key."""

    key: int
    stored: Stored


class Index:
    """The kinds that a vault makes lists of; every kind and every indexed field has a number."""

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds
        names = [
            (kind.name, name) for kind in kinds.kinds for name in ("", *(f.name for f in kind.fields if f.indexed))
        ]
        self._numbers = {name: number for number, name in enumerate(names, 1)}

    @property
    def under(self) -> str:
        """The digest of all that terms and words depend on: the declarations of kinds, and how text is folded."""
        declared = tuple((kind.name, kind.portions, kind.fields, kind.version) for kind in self._kinds.kinds)
        return digest((FORM, unicodedata.unidata_version, declared))

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds."""
        return self._kinds.kinds

    def kind(self, name: str) -> Kind | None:
        """The kind of a name."""
        return self._kinds.by_name.get(name)

    def holds(self, kind: Kind) -> bool:
        """Whether lists of a kind, as it is declared, can be answered from this index."""
        return self._kinds.by_name.get(kind.name) == kind

    def number(self, kind: Kind, field: Field | None = None) -> int:
        """The number of a field, or of the kind itself, under which all its records stand."""
        return self._numbers[kind.name, field.name if field else ""]

    def rows_of(self, record: str, kind_name: str, standing: Iterable[Keyed]) -> tuple[list[Term], list[Text]]:
        """The terms and texts of a record; none of a kind that is not installed."""
        kind = self._kinds.by_name.get(kind_name)
        if kind is None:
            return [], []
        ordered = sorted(standing, key=lambda each: (each.stored.portion.place, each.stored.portion.id))
        read = [(keyed, read_values(keyed.stored.portion, kind)) for keyed in ordered]
        there = frozenset(keyed.key for keyed, values in read if counts(keyed.stored.portion, kind, values))
        if not there:
            return [], []
        found = [(keyed, values) for keyed, values in read if values]
        return list(self._terms(record, kind, found, there)), list(self._texts(record, kind, found, there))

    def _terms(
        self, record: str, kind: Kind, read: list[tuple[Keyed, Values]], there: frozenset[int]
    ) -> Iterator[Term]:
        present = condition((there,))
        if present is not None:
            yield Term(self.number(kind), present, NONE, record, None)
        values_by_name: dict[str, list[tuple[int, Value | tuple[Value, ...]]]] = {}
        for keyed, values in read:
            for name, value in values:
                values_by_name.setdefault(name, []).append((keyed.key, value))
        for field in (field for field in kind.fields if field.indexed):
            yield from self._of_field(record, kind, field, values_by_name.get(field.name, ()), there)

    def _of_field(
        self,
        record: str,
        kind: Kind,
        field: Field,
        found: Iterable[tuple[int, Value | tuple[Value, ...]]],
        there: frozenset[int],
    ) -> Iterator[Term]:
        """The values of a field where they are first seen, and that there is none where none is."""
        number, before = self.number(kind, field), frozenset[int]()
        for key, value in found:
            shown = condition((frozenset({key}), there), before)
            if shown is not None:
                for each in many(value):
                    added = number_of(each, field.type) if field.is_summed else None
                    yield Term(number, shown, write_term(each, field.type), record, added)
            before |= {key}
        hidden = condition((there,), before)
        if hidden is not None:
            yield Term(number, hidden, NONE, record, None)

    def _texts(
        self, record: str, kind: Kind, read: list[tuple[Keyed, Values]], there: frozenset[int]
    ) -> Iterator[Text]:
        for keyed, values in read:
            portion, words = keyed.stored.portion, searched_words(values, kind)
            shown = condition((frozenset({keyed.key}), there)) if words else None
            if shown is not None:
                is_short = max(map(len, words)) * 4 <= LONGEST_WORD
                held = tuple(sorted(words if is_short else map(indexed_word, words)))
                yield Text(self.number(kind), shown, record, portion.id, keyed.stored.since, held)


def indexed_word(word: str) -> str:
    """A word as an index holds it: one that is too long for it by its digest, behind a sign that no word has."""
    data = word.encode()
    return word if len(data) <= LONGEST_WORD else f"\u00a7{hashlib.sha256(data).hexdigest()}"
