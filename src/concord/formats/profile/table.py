"""Typed values out of a TOML table; everything that is wrong is written down, nothing stops at the first error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

from concord.release.findings import Finding
from concord.release.names import fold

Choice = TypeVar("Choice", bound=Enum)


@dataclass
class Table:
    """One table, its path in the file, and the findings of the whole file, which every table adds to.

    Getters return an empty value where the file gives none or a wrong one; `findings` then says so.
    """

    entries: Mapping[str, object]
    path: str
    findings: list[Finding]
    asked: set[str] = field(default_factory=set)

    def report(self, rule: str, key: str, expected: str, found: str) -> None:
        """Write down what is wrong at `key` ("" for the table itself)."""
        place = f"{self.path}.{shown(key)}" if key else self.path
        self.findings.append(Finding(rule, place, expected, found))

    def get(self, key: str, *, rule: str, required: bool) -> object | None:
        """The raw value at `key`, or None; a missing one is reported where it is `required`."""
        self.asked.add(key)
        value = self.entries.get(key)
        if value is None and required:
            self.report(rule, key, "a value", "nothing")
        return value

    def text(self, key: str, *, rule: str, required: bool = True) -> str:
        """A text that is not blank."""
        value = self.get(key, rule=rule, required=required)
        if value is None:
            return ""
        if not isinstance(value, str) or not fold(value):
            self.report(rule, key, "a text that is not blank", kind_of(value))
            return ""
        return value

    def number(self, key: str, *, rule: str) -> int | None:
        """A whole number, or None where there is none."""
        value = self.get(key, rule=rule, required=False)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self.report(rule, key, "a whole number", kind_of(value))
            return None
        return value

    def texts(self, key: str, *, rule: str, required: bool = True) -> tuple[str, ...]:
        """A list of texts, with at least one where it is `required`, none of them twice (R4)."""
        value = self.get(key, rule=rule, required=required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and fold(item) for item in value):
            self.report(rule, key, "a list of texts that are not blank", kind_of(value))
            return ()
        if not value:
            self.report(rule, key, "at least one text", "an empty list")
        if len({fold(item) for item in value}) < len(value):
            self.report("F14", key, "each name once", "a name twice")
        return tuple(value)

    def pairs(self, key: str, *, rule: str, required: bool = False) -> tuple[tuple[str, str], ...]:
        """A table of name and text, in the order of the file; no two names may fold to one (R4)."""
        table = self.table(key, rule=rule, required=required)
        if table is None:
            return ()
        table.distinct()
        return tuple((name, table.text(name, rule=rule)) for name in table.entries)

    def choice(self, key: str, choices: type[Choice], *, rule: str) -> Choice:
        """One of the values of an enumeration; the first one where the file gives none."""
        found = self.text(key, rule=rule)
        for choice in choices:
            if choice.value == found:
                return choice
        if found:
            self.report(rule, key, "one of " + ", ".join(f"`{c.value}`" for c in choices), f"`{found}`")
        return next(iter(choices))

    def table(self, key: str, *, rule: str, required: bool = False) -> Table | None:
        """The table at `key`, or None."""
        value = self.get(key, rule=rule, required=required)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.report(rule, key, "a table", kind_of(value))
            return None
        return Table(value, f"{self.path}.{shown(key)}", self.findings)

    def tables(self, key: str, *, rule: str) -> tuple[Table, ...]:
        """The tables of the array at `key`."""
        value = self.get(key, rule=rule, required=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.report(rule, key, "an array of tables", kind_of(value))
            return ()
        return tuple(Table(item, f"{self.path}.{shown(key)}[{i}]", self.findings) for i, item in enumerate(value))

    def distinct(self) -> None:
        """Report keys that are one name (R4)."""
        seen: dict[str, str] = {}
        for key in self.entries:
            first = seen.setdefault(fold(key), key)
            if first != key or not fold(key):
                self.report("F14", key, "each name once and not blank", f"`{first}` and `{key}`")

    def close(self) -> None:
        """Report keys that nobody asked for (F2)."""
        for key in self.entries:
            if key not in self.asked:
                self.report("F2", key, "one of " + ", ".join(f"`{name}`" for name in sorted(self.asked)), "another key")


def shown(key: str) -> str:
    """A key as TOML would write it in a path."""
    return key if key.replace("_", "").replace("-", "").isalnum() else f'"{key}"'


def kind_of(value: object) -> str:
    """What a value is, in words; never the value itself."""
    names = {str: "a blank text", list: "another list", dict: "a table", bool: "a truth value", int: "a number"}
    return names.get(type(value), "a value of another type")
