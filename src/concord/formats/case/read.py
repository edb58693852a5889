"""Case files: JSON bytes in, frozen cases out; everything wrong with a file at once, each with its path.

Source: docs/spec/cases.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from concord.formats.case.labels import Surroundings, read_label_set
from concord.formats.case.spec import (
    LARGEST_BYTES,
    SHIPPED,
    Case,
    Expectation,
    Given,
    Json,
    Mode,
    Refused,
    Scope,
    fields_of,
)
from concord.formats.case.values import (
    UNREAD,
    Page,
    Unread,
    read_fields,
    read_list,
    read_object,
    read_text,
    read_value,
)
from concord.release.errors import MalformedError
from concord.release.labels import LabelSet
from concord.release.names import BEGINNING
from concord.release.readers import Clearance, Reader
from concord.release.relations import Agreement, Membership, OpenQuestion
from concord.release.rulebook import Rulebook

FILE_KEYS = ("description", "rulebooks", "readers", "cases")
BOOK_KEYS = tuple(field.key for field in fields_of(Rulebook))
DEEPEST = 64


@dataclass(frozen=True)
class _Plain:
    """What a case says in plain values of its own."""

    description: str
    source: str
    at: datetime
    expected: Expectation
    mode: Mode = Mode.READ
    scope: Scope = Scope.SEAT


PLAIN_KEYS = tuple(field.key for field in fields_of(_Plain))
CASE_KEYS = (*PLAIN_KEYS, "label_set", "reader", "clearance", "rulebook")


def read(data: bytes, *, source: str, given: Given) -> tuple[Case, ...]:
    """The cases of one file, in order.

    A label that a parser refuses does not make the file malformed: its case holds it as `Refused`.

    Raises:
        MalformedError: the file is not JSON, or any value of it cannot be read; every finding has its path.

    Source: docs/spec/cases.md.
    """
    page = Page(source)
    document = _document(data, page)
    found = () if isinstance(document, Unread) else _File(document, page, given).cases()
    if page.findings:
        raise MalformedError(source, tuple(page.findings))
    return found


def _document(data: bytes, page: Page) -> Json | Unread:
    if len(data) > LARGEST_BYTES:
        return page.note("$", expected=f"at most {LARGEST_BYTES:,} bytes", found=f"{len(data):,} bytes")
    try:
        text = data.decode("utf-8")
        found: Json = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        return page.note("$", expected="UTF-8", found=f"other bytes at byte {error.start}")
    except UnicodeEncodeError:
        return page.note("$", expected="whole characters", found="half of one")
    except json.JSONDecodeError as error:
        return page.note(f"line {error.lineno}, column {error.colno}", expected="JSON", found=error.msg)
    except ValueError as error:
        return page.note("$", expected="JSON with unique keys and finite numbers", found=str(error))
    except RecursionError:
        return page.note("$", expected=f"at most {DEEPEST} levels", found="more")
    if _is_deeper(found, DEEPEST):
        return page.note("$", expected=f"at most {DEEPEST} levels", found="more")
    return found


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    keys = [key for key, _ in pairs]
    twice = sorted({key for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else []
    if twice:
        raise ValueError(f"the key {twice[0]} twice")
    return dict(pairs)


def _refuse_constant(name: str) -> Json:
    raise ValueError(f"the number {name}")


def _is_deeper(value: Json, levels: int) -> bool:
    layer: list[Json] = [value]
    for _ in range(levels):
        layer = [inner for outer in layer if isinstance(outer, dict | list) for inner in _inside(outer)]
        if not layer:
            return False
    return True


def _inside(value: dict[str, Json] | list[Json]) -> list[Json]:
    return list(value.values()) if isinstance(value, dict) else value


class _File:
    """One file: its shared rulebooks and readers by name, and the cases that use them."""

    def __init__(self, document: Json, page: Page, given: Given) -> None:
        self._page = page
        self._given = given
        self._document = document
        self._books: dict[str, Rulebook | Unread] = {}
        self._readers: dict[str, Reader | Unread] = {}

    def cases(self) -> tuple[Case, ...]:
        """Every case that could be read; findings are on the page."""
        if not isinstance(self._document, dict) or "cases" not in self._document:
            return self._kept(self._case(self._document, "$"))
        keep = read_object(self._document, FILE_KEYS, place="$", page=self._page)
        file = {} if isinstance(keep, Unread) else keep
        for name, value in self._named(file, "rulebooks").items():
            self._books[name] = self._rulebook(value, f"$.rulebooks.{name}")
        for name, value in self._named(file, "readers").items():
            self._readers[name] = read_value(Reader, value, place=f"$.readers.{name}", page=self._page)
        cases = read_list(file["cases"], place="$.cases", page=self._page)
        return self._kept(*(self._case(value, f"$.cases[{i}]") for i, value in enumerate(cases)))

    def _kept(self, *cases: Case | Unread) -> tuple[Case, ...]:
        return tuple(case for case in cases if not isinstance(case, Unread))

    def _named(self, file: Mapping[str, Json], key: str) -> dict[str, Json]:
        found = file.get(key, {})
        if isinstance(found, dict) and SHIPPED not in found:
            return found
        self._page.note(f"$.{key}", expected=f"an object of names other than {SHIPPED}", found=found)
        return {}

    def _case(self, value: Json, place: str) -> Case | Unread:
        found = read_object(value, CASE_KEYS, place=place, page=self._page)
        if isinstance(found, Unread):
            return UNREAD
        before = len(self._page.findings)
        case = self._parts(found, place)
        return case if len(self._page.findings) == before else UNREAD

    def _parts(self, given: dict[str, Json], place: str) -> Case | Unread:
        """The case; whatever cannot be read, the rest is read all the same, so that all findings come at once."""
        plain = self._plain(given, place)
        book = self._rulebook(given.get("rulebook", SHIPPED), f"{place}.rulebook")
        asker = self._asker(given, place)
        around = Surroundings(self._given, book or Rulebook(), plain.at if plain else BEGINNING)
        labels = read_label_set(given.get("label_set"), place=f"{place}.label_set", page=self._page, around=around)
        if not plain or not book or isinstance(asker, Unread) or isinstance(labels, Unread):
            return UNREAD
        self._check_scope(plain, labels, place)
        return Case(
            description=plain.description,
            source=plain.source,
            label_set=labels,
            asker=asker,
            rulebook=book,
            at=plain.at,
            expected=plain.expected,
            mode=plain.mode,
            place=place,
        )

    def _check_scope(self, plain: _Plain, labels: LabelSet | Refused, place: str) -> None:
        """Label scope decides one label and nothing else; only there can a label be made (R29, R66)."""
        if plain.scope is Scope.SEAT and plain.mode is Mode.CREATE:
            self._page.note(f"{place}.mode", expected="read in seat scope", found=Mode.CREATE.value)
        single = not isinstance(labels, LabelSet) or (labels.originator and labels == LabelSet(labels.originator))
        if plain.scope is Scope.LABEL and not single:
            self._page.note(f"{place}.label_set", expected="one label and nothing else in this scope", found="others")

    def _plain(self, given: dict[str, Json], place: str) -> _Plain | Unread:
        own = {key: item for key, item in given.items() if key in PLAIN_KEYS}
        return read_fields(_Plain, own, place=place, page=self._page)

    def _asker(self, given: Mapping[str, Json], place: str) -> Reader | Clearance | Unread | None:
        """Who asks: a seat in seat scope, a clearance or none in label scope, and never the other one."""
        in_label_scope = given.get("scope") == Scope.LABEL.value
        key, other = ("clearance", "reader") if in_label_scope else ("reader", "clearance")
        if other in given:
            self._page.note(f"{place}.{other}", expected=f"only {key} in this scope", found=other)
        value = given.get(key)
        if not in_label_scope:
            return self._reader(value, f"{place}.{key}")
        if value is None and key in given:
            return None
        return read_value(Clearance, value, place=f"{place}.{key}", page=self._page)

    def _reader(self, value: Json, place: str) -> Reader | Unread:
        if not isinstance(value, str):
            return read_value(Reader, value, place=place, page=self._page)
        if value in self._readers:
            return self._readers[value]
        return self._page.note(place, expected=f"a reader of this file: {', '.join(self._readers)}", found=value)

    def _rulebook(self, value: Json, place: str) -> Rulebook | Unread:
        if isinstance(value, str):
            return self._book(value, place)
        found = read_object(value, (*BOOK_KEYS, "from", "without"), place=place, page=self._page)
        if isinstance(found, Unread):
            return UNREAD
        own = {key: item for key, item in found.items() if key in BOOK_KEYS}
        added = read_value(Rulebook, own, place=place, page=self._page)
        name = read_text(found["from"], place=f"{place}.from", page=self._page) if "from" in found else ""
        below = self._book(name, f"{place}.from") if isinstance(name, str) and name else Rulebook()
        if isinstance(added, Unread) or isinstance(below, Unread):
            return UNREAD
        return self._overlaid(below, added, found.get("without", []), place)

    def _book(self, name: str, place: str) -> Rulebook | Unread:
        if name == SHIPPED and name not in self._books:
            self._books[name] = self._given.shipped()
        if name in self._books:
            return self._books[name]
        known = ", ".join(sorted({SHIPPED, *self._books}))
        return self._page.note(place, expected=f"a rulebook of this file: {known}", found=name)

    def _overlaid(self, below: Rulebook, added: Rulebook, without: Json, place: str) -> Rulebook:
        """`below` without what is named or replaced by id, and with what is added."""
        listed = read_list(without, place=f"{place}.without", page=self._page)
        gone = {name for name in listed if isinstance(name, str)}
        for name in sorted(gone - _ids(below)):
            self._page.note(f"{place}.without", expected="the id of a fact", found=name)
        gone |= _ids(added)
        return Rulebook(
            policies=below.policies + added.policies,
            profiles=below.profiles + added.profiles,
            memberships=tuple(m for m in below.memberships if m.id not in gone) + added.memberships,
            agreements=tuple(a for a in below.agreements if a.id not in gone) + added.agreements,
            equivalences=below.equivalences + added.equivalences,
            questions=tuple(q for q in below.questions if q.id not in gone) + added.questions,
            edition=added.edition or below.edition,
        )


def _ids(book: Rulebook) -> set[str]:
    facts: tuple[Membership | Agreement | OpenQuestion, ...] = (*book.memberships, *book.agreements, *book.questions)
    return {fact.id for fact in facts}
