"""The front matter: TOML to checked values, each finding with the line it speaks of (D3, D4)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from concord.formats.document.faults import Faults
from concord.formats.document.labelsets import Labels, first_of
from concord.formats.document.spec import ID, KEYS, NEEDED, UNLABELLED, Marking

TABLE = re.compile(r" *\[([^\[\]]+)\]")
AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True)
class Front:
    """What the front matter says of the document as a whole; its labels are read apart (`Labels`)."""

    id: str
    owner: str
    date: date
    properties: tuple[tuple[str, str], ...]


NOTHING = Front(id="", owner="", date=date(1970, 1, 1), properties=())
"""What stands in the place of a front matter that cannot be read."""


def front_of(text: str | None, marking: Marking, faults: Faults) -> tuple[Front, Labels]:
    """The front matter written as `text`; where it is wrong the values are placeholders and `faults` has grown."""
    table = None if text is None else _toml(text, faults)
    if text is None or table is None:
        return NOTHING, Labels(marking=marking, created=first_of(NOTHING.date), faults=faults, known=False)
    _keys(table, text, faults)
    day = _date(table, text, faults)
    texts = {key: _text(table, key, text, faults) for key in ("id", "title", "owner", "author", "default")}
    if texts["id"] and ID.fullmatch(texts["id"]) is None:
        faults.add("D12", line_of(text, "id"), "an id of letters, digits and `. _ -`", "something else")
    labels = Labels(marking=marking, created=first_of(day), faults=faults, author=texts["author"])
    _define(labels, table, text)
    properties = (("title", texts["title"]), *_properties(table, text, faults))
    return Front(texts["id"], texts["owner"], day, properties), labels


def line_of(text: str, key: str, *, after: int = 1) -> int:
    """The line of the document, below line `after`, on which the front matter `text` gives `key`; else `after`."""
    begins = re.compile(rf" *[\"']?{re.escape(key)}[\"']? *=")
    lines = enumerate(text.split("\n")[after - 1 :], start=after + 1)
    return next((number for number, line in lines if begins.match(line)), after)


def tables_of(text: str) -> dict[str, int]:
    """The line of the document on which each table of the front matter `text` begins, by the table's name."""
    lines = enumerate(text.split("\n"), start=2)
    found = ((TABLE.match(line), number) for number, line in lines)
    return {re.sub("[\"' ]", "", match[1]): number for match, number in found if match}


def _toml(text: str, faults: Faults) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except ValueError as error:
        at = AT_LINE.search(str(error))
        line = int(at[1]) + 1 if at else 1
        faults.add("D2", line, "TOML", AT_LINE.sub("", str(error)).strip().lower() or "something else")
    except RecursionError:  # tomllib walks nested arrays by recursion
        faults.add("D2", 1, "TOML", "tables nested too deeply")
    return None


def _keys(table: Mapping[str, object], text: str, faults: Faults) -> None:
    for key in NEEDED:
        if key not in table:
            faults.add("D3", 1, f"the key `{key}` in the front matter", "none")
    for key in table:
        if key not in KEYS:
            faults.add("D3", line_of(text, key), f"one of {', '.join(KEYS)}", f"`{key}`")


def _text(table: Mapping[str, object], key: str, text: str, faults: Faults) -> str:
    value = table.get(key, "")
    if key in table and not (isinstance(value, str) and value):
        faults.add("D3", line_of(text, key), f"text for `{key}`", f"a value of type {type(value).__name__}")
    return value if isinstance(value, str) else ""


def _date(table: Mapping[str, object], text: str, faults: Faults) -> date:
    value = table.get("date")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if value is not None:
        expected = "a date such as 2017-05-15, without quotes"
        faults.add("D3", line_of(text, "date"), expected, f"a value of type {type(value).__name__}")
    return NOTHING.date


def _properties(table: Mapping[str, object], text: str, faults: Faults) -> tuple[tuple[str, str], ...]:
    values = table.get("properties", {})
    if not isinstance(values, dict):
        faults.add("D3", line_of(text, "properties"), "a table of properties", "something else")
        return ()
    start = tables_of(text).get("properties", 1)
    for name, value in values.items():
        if not isinstance(value, str) or name == "title":
            line = line_of(text, name, after=start)
            faults.add("D3", line, "text for a property other than `title`", f"`{name}`")
    return tuple((name, str(value)) for name, value in values.items())


def _define(labels: Labels, table: Mapping[str, object], text: str) -> None:
    """Read the named labels, then the default, which may be one of them."""
    named = table.get("labels", {})
    if not isinstance(named, dict):
        labels.faults.add("D4", line_of(text, "labels"), "a table of labels", "something else")
        named = {}
    lines = tables_of(text)
    for name, definition in named.items():
        line = lines.get(f"labels.{name}", lines.get("labels", 1))
        if ID.fullmatch(name) is None or name == UNLABELLED or not isinstance(definition, dict):
            expected = f"a table `[labels.NAME]`, its name an id other than `{UNLABELLED}`"
            labels.faults.add("D4", line, expected, f"`{name}`")
        labels.names[name] = labels.defined(definition if isinstance(definition, dict) else {}, line)
    default = table.get("default", UNLABELLED)
    if isinstance(default, str) and (default != UNLABELLED or labels.author):
        labels.default = labels.named(default, line_of(text, "default"))
