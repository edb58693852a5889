"""An overlay as a TOML file: read with everything wrong named at once, and written so that reading gives it back.

Source: docs/spec/facts.md FA94-FA95; TOML 1.0.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from concord.facts.overlay.entries import Act, Entry, Overlay, Said
from concord.facts.tables import TABLE_BY_NAME
from concord.release.errors import MalformedError
from concord.release.findings import Finding

FORMAT = "concord-facts-overlay/1"
MAX_BYTES = 1_000_000
"""The largest overlay that is read."""

_SAID = ("source", "role", "date")
_NEEDED = {
    Act.CONFIRM: ("fact", "field", "value", "against", *_SAID),
    Act.CORRECT: ("fact", "field", "against", *_SAID),
    Act.ADD: ("table", "cells", *_SAID),
}
_ALLOWED = {
    act: {"act", "value", *needed} if act is Act.CORRECT else {"act", *needed} for act, needed in _NEEDED.items()
}
_PLACE = re.compile(r"\(at (line \d+, column \d+)\)")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}

Table = Mapping[str, object]


def read(data: bytes) -> Overlay:
    """The overlay in a TOML file.

    Raises:
        MalformedError: everything that is wrong, each with its entry and key.
    """
    findings: list[Finding] = []
    tables = _tables(_document(data, findings), findings)
    entries = [_entry(f"entry {number}", table, findings) for number, table in enumerate(tables, start=1)]
    if findings:
        raise MalformedError("overlay", tuple(findings))
    return Overlay(tuple(entry for entry in entries if entry))


def write(overlay: Overlay) -> bytes:
    """The TOML file of `overlay`; reading it gives an equal value."""
    blocks = [f'format = "{FORMAT}"', *(_written(entry) for entry in overlay.entries)]
    return ("\n\n".join(blocks) + "\n").encode()


def _document(data: bytes, findings: list[Finding]) -> Table:
    if len(data) > MAX_BYTES:
        findings.append(Finding("FA94", "file", f"at most {MAX_BYTES} bytes", f"{len(data)} bytes"))
        return {}
    try:
        document: Table = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        findings.append(Finding("FA94", _byte(data, error.start), "UTF-8", f"0x{data[error.start]:02x}"))
        return {}
    except tomllib.TOMLDecodeError as error:
        findings.append(Finding("FA94", _column(data, str(error)), "TOML 1.0", "another form"))
        return {}
    except RecursionError:
        findings.append(Finding("FA94", "file", "TOML 1.0", "deep nesting"))
        return {}
    if document.get("format") != FORMAT:
        findings.append(Finding("FA94", "format", f"`{FORMAT}`", "another or none"))
    return document


def _byte(data: bytes, start: int) -> str:
    """The place of a byte, counted from 0 in its line."""
    before = data[:start].split(b"\n")
    return f"line {len(before)}, byte {len(before[-1])}"


def _column(data: bytes, said: str) -> str:
    """The place a TOML error names; without one the fault is at the end of the file."""
    named = _PLACE.search(said)
    if named:
        return named[1]
    lines = data.decode("utf-8").rstrip("\n").split("\n")
    return f"line {len(lines)}, column {len(lines[-1]) + 1}"


def _tables(document: Table, findings: list[Finding]) -> list[Table]:
    findings.extend(
        Finding("FA94", key, "`format` or `entry`", "another key") for key in document.keys() - {"format", "entry"}
    )
    entries = document.get("entry", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        findings.append(Finding("FA94", "entry", "tables `[[entry]]`", "another form"))
        return []
    return entries


def _entry(place: str, table: Table, findings: list[Finding]) -> Entry | None:
    word = table.get("act")
    if word not in {act.value for act in Act}:
        findings.append(Finding("FA94", f"{place}: act", f"one of {', '.join(act.value for act in Act)}", "another"))
        return None
    act = Act(word)
    wrong = list(_wrong(act, place, table))
    findings.extend(wrong)
    if wrong:
        return None
    said = Said(_text(table, "source"), _text(table, "role"), _day(table["date"]) or date.min)
    if act is Act.ADD:
        cells = _cells(table["cells"])
        return Entry(act, dict(cells)["id"], said, table=_text(table, "table"), cells=cells)
    field, value = _text(table, "field"), _text(table, "value")
    return Entry(act, _text(table, "fact"), said, field=field, value=value, against=_text(table, "against"))


def _wrong(act: Act, place: str, table: Table) -> Iterator[Finding]:
    for key in sorted(table.keys() - _ALLOWED[act]):
        yield Finding("FA94", f"{place}: {key}", f"a key of `{act.value}`", "another key")
    for key in (*_NEEDED[act], "value") if act is Act.CORRECT else _NEEDED[act]:
        yield from _wrong_key(act, place, key, table.get(key))


def _wrong_key(act: Act, place: str, key: str, value: object) -> Iterator[Finding]:
    if key == "date":
        if _day(value) is None:
            yield Finding("FA94", f"{place}: date", "a day", "another form or none")
    elif key == "cells":
        if not isinstance(value, dict) or not dict(_cells(value)).get("id") or len(_cells(value)) != len(value):
            yield Finding("FA94", f"{place}: cells", "a table of texts with an id", "another form")
    elif not isinstance(value, str) or not (value or (key == "value" and act is Act.CORRECT)):
        yield Finding("FA94", f"{place}: {key}", "a text", "another form or none")
    elif key == "table" and value not in TABLE_BY_NAME:
        yield Finding("FA94", f"{place}: table", f"one of {', '.join(TABLE_BY_NAME)}", "another")


def _text(table: Table, key: str) -> str:
    return str(table.get(key, ""))


def _cells(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        return ()
    return tuple((column, cell) for column, cell in value.items() if isinstance(cell, str))


def _day(value: object) -> date | None:
    """A day given as a TOML date or as text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _written(entry: Entry) -> str:
    said = [("source", entry.said.source), ("role", entry.said.role)]
    if entry.act is Act.ADD:
        lines = _lines([("act", entry.act.value), ("table", entry.table), *said])
        return "\n".join(["[[entry]]", *lines, f"date = {entry.said.day}", "[entry.cells]", *_lines(entry.cells)])
    keys = [("act", entry.act.value), ("fact", entry.fact), ("field", entry.field), ("value", entry.value)]
    return "\n".join(
        ["[[entry]]", *_lines([*keys, *said]), f"date = {entry.said.day}", *_lines([("against", entry.against)])]
    )


def _lines(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{_key(key)} = {_quoted(value)}" for key, value in pairs]


def _key(key: str) -> str:
    return key if key.replace("_", "").isalnum() and key.isascii() else _quoted(key)


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(c) or (c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}") for c in text) + '"'
