"""Label sets as text: mentions (D5), definitions in the front matter (D4), attributes of a portion (D11)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from concord.formats.document.faults import Faults
from concord.formats.document.spec import LABEL_KEYS, UNLABELLED, Marking
from concord.release.errors import ConcordError, MalformedError
from concord.release.labels import Label, LabelSet, Mention, Role, Succession

OWNED = re.compile(r"(?P<owner>\S+) +(?P<level>\S.*)")
RELEASED = "released to "
MARKED = "marked "
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2}))?")
A_DATE = "a date such as 2017-05-15 or an instant with its time zone"


@dataclass
class Labels:
    """Reads the labels of one document: each marking once, its findings into `faults`.

    `names` are the label sets the front matter defines; `default` is what portions without a label take. `known` is
    false where the front matter could not be read, so that nothing can be said of any name.
    """

    marking: Marking
    created: datetime
    faults: Faults
    names: dict[str, LabelSet] = field(default_factory=dict)
    default: LabelSet | None = None
    author: str = ""
    known: bool = True
    read: dict[tuple[str, datetime], Label | None] = field(default_factory=dict)

    def label(self, text: str, created: datetime, line: int) -> Label | None:
        """The label printed as `text`; None, with a finding on the line, where it cannot be read."""
        if not self.known:
            return None
        key = (text, created)
        if key not in self.read:
            self.read[key] = self._parsed(text, created, line)
        elif self.read[key] is None:
            self.faults.add("D11", line, "a marking that can be read", "one refused above")
        return self.read[key]

    def _parsed(self, text: str, created: datetime, line: int) -> Label | None:
        try:
            return self.marking(text, created)
        except MalformedError as error:
            self.faults.extend(
                replace(finding, place=f"line {line}: marking: {finding.place}") for finding in error.findings
            )
        except ConcordError as error:
            self.faults.add("D11", line, "a marking that can be read", str(error))
        return None

    def named(self, text: str, line: int) -> LabelSet:
        """The label set called `text` in the front matter, else printed so, else none at all (D11)."""
        if text == UNLABELLED:
            return LabelSet(originator=None, author=self.author)
        if text in self.names:
            return self.names[text]
        return LabelSet(originator=self.label(text, self.created, line), author=self.author)

    def mentions(self, texts: list[str], line: int) -> tuple[Mention, ...]:
        """The mentions written as `texts`; those that cannot be read are findings."""
        found = [mention_of(text, self.created, line, self.faults) for text in texts]
        return tuple(mention for mention in found if mention)

    def communities(self, attributes: Mapping[str, str], line: int) -> frozenset[str]:
        """The needs to know given on an attribute line."""
        names = frozenset(_parts(attributes, "community", ";"))
        if "" in names:
            self.faults.add("D7", line, "names of communities separated by `;`", "an empty one")
        return names

    def of_portion(self, attributes: Mapping[str, str], line: int) -> LabelSet | None:
        """The label set of a portion's own, or None where it takes the default (D11)."""
        own = {"label", "contains", "refers-to", "community", "embargo", "author"} & attributes.keys()
        if not own:
            return None
        base = self.named(attributes["label"], line) if "label" in attributes else self.default
        base = base or LabelSet(originator=None, author=self.author)
        embargo = instant_of(attributes["embargo"], line, self.faults) if "embargo" in attributes else None
        return replace(
            base,
            contains=base.contains + self.mentions(_parts(attributes, "contains", " + "), line),
            refers_to=base.refers_to + self.mentions(_parts(attributes, "refers-to", " + "), line),
            communities=base.communities | self.communities(attributes, line),
            embargo=max(filter(None, (base.embargo, embargo)), default=None),
            author=attributes.get("author", base.author),
        )

    def defined(self, table: Mapping[str, object], line: int) -> LabelSet:
        """The label set of one definition of the front matter (D4)."""
        for key in sorted(table.keys() - set(LABEL_KEYS)):
            self.faults.add("D4", line, f"one of {', '.join(LABEL_KEYS)}", f"`{key}`")
        created = self._instant(table, "created", line) or self.created
        marking, metadata = self._text(table, "marking", line), self._text(table, "metadata", line)
        label = self.label(marking, created, line) if marking else None
        others = [self.label(text, created, line) for text in self._texts(table, "alternatives", line)]
        about = self.label(metadata, created, line) if metadata else None
        return LabelSet(
            originator=self._succeeded(label, table, created, line),
            alternatives=tuple(replace(other, role=Role.ALTERNATIVE) for other in others if other),
            metadata=replace(about, role=Role.METADATA) if about else None,
            contains=self.mentions(self._texts(table, "contains", line), line),
            refers_to=self.mentions(self._texts(table, "refers-to", line), line),
            communities=frozenset(self._texts(table, "communities", line)),
            embargo=self._instant(table, "embargo", line),
            author=self.author,
        )

    def _succeeded(
        self,
        label: Label | None,
        table: Mapping[str, object],
        created: datetime,
        line: int,
    ) -> Label | None:
        after = table.get("succession")
        if after is None or label is None:
            return label
        if not isinstance(after, dict) or after.keys() != {"at", "marking"}:
            self.faults.add("D4", line, "`succession` with `at` and `marking`", "something else")
            return label
        at, text = self._instant(after, "at", line), self._text(after, "marking", line)
        successor = self.label(text, created, line) if text else None
        return replace(label, succession=Succession(at, successor)) if at and successor else label

    def _text(self, table: Mapping[str, object], key: str, line: int) -> str:
        value = table.get(key)
        if key in table and not (isinstance(value, str) and value):
            self.faults.add("D4", line, f"text for `{key}`", _kind(value))
        return value if isinstance(value, str) else ""

    def _texts(self, table: Mapping[str, object], key: str, line: int) -> list[str]:
        values = table.get(key, [])
        if isinstance(values, list) and all(isinstance(value, str) and value for value in values):
            return [str(value) for value in values]
        self.faults.add("D4", line, f"a list of texts for `{key}`", _kind(values))
        return []

    def _instant(self, table: Mapping[str, object], key: str, line: int) -> datetime | None:
        return utc(table[key], line, self.faults) if key in table else None


def mention_of(text: str, created: datetime, line: int, faults: Faults) -> Mention | None:
    """The mention written as `text`; its date is that of the document where it gives none (D5)."""
    first, *clauses = [part.strip(" ") for part in text.split(";")]
    owned = OWNED.fullmatch(first)
    released = [clause.removeprefix(RELEASED) for clause in clauses if clause.startswith(RELEASED)]
    marked = [clause.removeprefix(MARKED) for clause in clauses if clause.startswith(MARKED)]
    odd = len(released) + len(marked) != len(clauses) or len(marked) > 1
    if owned is None or len(released) != 1 or odd:
        expected = "`OWNER LEVEL; released to VALUES; marked DATE`"
        faults.add("D5", line, expected, "a mention in another form")
        return None
    at = instant_of(marked[0], line, faults) if marked else created
    return Mention(owned["owner"], owned["level"], at or created, _values(released[0], line, faults))


def mention_text(mention: Mention, created: datetime) -> str:
    """The text that `mention_of` reads as `mention`."""
    values = ", ".join(sorted(mention.released_to or ())) or "nobody"
    released = "unknown" if mention.released_to is None else values
    marked = "" if mention.marked == created else f"; {MARKED}{instant_text(mention.marked)}"
    return f"{mention.owner} {mention.level}; {RELEASED}{released}{marked}"


def instant_of(text: str, line: int, faults: Faults) -> datetime | None:
    """The instant written as `text`: a date is its first instant (R5)."""
    if INSTANT.fullmatch(text) is None:
        faults.add("D4", line, A_DATE, "something else")
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        faults.add("D4", line, A_DATE, "a day or time that does not exist")
        return None
    return utc(value if ":" in text else value.date(), line, faults)


def instant_text(at: datetime) -> str:
    """The text that `instant_of` reads as `at`: the date alone where the instant is its first."""
    if at.time() == time():
        return at.date().isoformat()
    return at.isoformat().replace("+00:00", "Z")


def utc(value: object, line: int, faults: Faults) -> datetime | None:
    """A date or an instant with a time zone as UTC (R5)."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return first_of(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        try:
            return value.astimezone(UTC)
        except OverflowError:
            pass
    faults.add("D4", line, A_DATE, _kind(value))
    return None


def first_of(day: date) -> datetime:
    """The first instant of the day, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _values(text: str, line: int, faults: Faults) -> frozenset[str] | None:
    if text == "unknown":
        return None
    values = [] if text == "nobody" else [value.strip(" ") for value in text.split(",")]
    if not all(values):
        faults.add("D5", line, "release values separated by commas", "an empty one")
    return frozenset(values)


def _parts(attributes: Mapping[str, str], name: str, separator: str) -> list[str]:
    return [part.strip(" ") for part in attributes[name].split(separator)] if name in attributes else []


def _kind(value: object) -> str:
    return f"a value of type {type(value).__name__}"
