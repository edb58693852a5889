"""A document with its seats and rulebook: what every answer about a document starts from.

Source: docs/spec/documents.md P9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import cached_property
from typing import Protocol

from concord.dissemination.brief.contract import Confidence as Grade
from concord.dissemination.brief.contract import Fact
from concord.dissemination.phrases import Phrase, phrase
from concord.facts import Fact as Row
from concord.facts import Facts, describe
from concord.facts.reading import group_rules
from concord.facts.shown import sources
from concord.formats import seats
from concord.release.edition import numbers
from concord.release.groups import Group, GroupRule, grouped
from concord.release.labels import Label, LabelSet
from concord.release.matrix import Matrix, matrix
from concord.release.names import BEGINNING
from concord.release.periods import Confidence, Period
from concord.release.readers import Reader
from concord.release.records import Form, Record
from concord.release.relations import Membership
from concord.release.rulebook import Rulebook

HOUSES = ("EU", "NATO")

GRADES: dict[Confidence, Grade] = {
    Confidence.SOURCED: "sourced",
    Confidence.WELL_KNOWN: "well known",
    Confidence.UNCONFIRMED: "unconfirmed",
    Confidence.ABSENT: "unconfirmed",
}


def house(organisation: str) -> str:
    """An organisation as it is printed in a sentence."""
    return {"EU": "the EU", "PfP": "the Partnership for Peace", "MED-DIALOGUE": "the Mediterranean Dialogue"}.get(
        organisation, organisation
    )


_STANDING_ENDS = "{party}: {standing} of {house} until this date"
_QUESTION_ENDS = "open question until this date: {question}"


class Book(Protocol):
    """A rulebook with the facts it was made from, and how it prints labels."""

    @property
    def rulebook(self) -> Rulebook:
        """What decides."""

    @property
    def facts(self) -> Facts:
        """What its facts say, and where that was read."""

    def print_label(self, label: Label, *, code: str = "pageTopBottom") -> str:
        """The printed marking of a label; by another code, its portion mark."""


@dataclass(frozen=True)
class Scene:
    """A record under a rulebook, with the seats that may read it on each day."""

    record: Record
    book: Book
    seats_file: seats.SeatsFile
    names: Mapping[str, LabelSet] = field(default_factory=dict, compare=False)
    language: str = "en"
    cited: tuple[str, ...] = ()
    _known: dict[Reader, Reader] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_exercise(self) -> bool:
        """Whether the document says of itself that it belongs to an exercise (document.md D3)."""
        return any(name == "exercise" and text.strip() for name, text in self.record.properties)

    @property
    def day(self) -> datetime:
        """The document's own date."""
        return datetime.combine(self.record.date, time(), UTC)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """How staff cite each portion: as is given; else ¶ 12, table 3, footnote 2, by id where it has no number."""
        if self.cited:
            return self.cited
        numbered = numbers(self.record)
        found = []
        for portion in self.record.portions:
            number = numbered[portion.id]
            cited = {Form.PARAGRAPH: f"¶ {number}", Form.ANNEX: f"Annex {number}"}.get(
                portion.form, f"{portion.form.value} {number}"
            )
            found.append(cited if number else f"portion {portion.id}")
        return tuple(found)

    def readers(self, at: datetime) -> tuple[Reader, ...]:
        """The seats of a day; a seat that is the same on two days is one object, so that its views are made once."""
        found = seats.expand(self.seats_file, self.book.rulebook.memberships, at)
        return tuple(map(self.same, found))

    def same(self, reader: Reader) -> Reader:
        """The one object that stands for all equal readers."""
        return self._known.setdefault(reader, reader)

    def readers_ever(self, identities: Iterable[str]) -> tuple[Reader, ...]:
        """One reader for each of these seat ids, of those that were expanded so far."""
        by_id = {reader.id: reader for reader in self._known}
        return tuple(by_id[identity] for identity in dict.fromkeys(identities))

    @property
    def rules(self) -> tuple[GroupRule, ...]:
        """The rules by which readers are grouped."""
        return group_rules()

    def matrix(self, at: datetime) -> Matrix:
        """Portions x seats of the day."""
        label_sets = [self.record.label_set(portion) for portion in self.record.portions]
        return matrix(label_sets, self.readers(at), rulebook=self.book.rulebook, at=at)

    def groups(self, squares: Matrix, apart: Sequence[object] = ()) -> tuple[Group, ...]:
        """The readers of a matrix grouped by rule, split where their answers differ, or what `apart` says of them."""
        columns: list[object] = list(zip(*squares.squares, strict=True))
        if apart:
            columns = list(zip(columns, apart, strict=True))
        return grouped(squares.readers, columns, self.rules, self.book.rulebook.index, squares.at)

    def fact_rows(self, identity: str) -> tuple[Row, ...]:
        """The rows of the facts that a reason names by `identity`; none for what is no fact (a policy's edition)."""
        return self.book.facts.rows_by_name.get(identity, ())

    def describe(self, identity: str) -> str:
        """The shown text of a fact by the id a reason names it by."""
        rows = self.fact_rows(identity)
        described = (self._named(identity, describe(row, self.book.facts)) for row in rows)
        return "; ".join(described) if rows else identity

    def _named(self, identity: str, text: str, at: datetime | None = None) -> str:
        """The text of an agreement with the state it is with, where the text does not say it."""
        for agreement in self.book.rulebook.index.agreements_by_id.get(identity, ()):
            states = [
                party.id for party in self.book.facts.parties if party.id in agreement.parties and party.kind == "state"
            ]
            names = [self.party(party, at or self.day) for party in states]
            if len(names) == 1 and names[0].rstrip("*") not in text:
                return f"{names[0]}: {text}"
        return text

    def fact(self, identity: str) -> Fact:
        """A fact as the page shows it, by the id a reason names it by."""
        rows, facts = self.fact_rows(identity), self.book.facts
        if not rows:
            return self._unread(identity)
        grade = min((field.grade for row in rows for field in row.fields if field.value), default=Confidence.SOURCED)
        read = [text for text in dict.fromkeys(sources(row, facts) for row in rows) if text]
        return {
            "text": "; ".join(self._title(identity, row) for row in rows),
            "since": rows[0].by_column.get("since", ""),
            "confidence": GRADES[grade],
            "source": read[0].split(" | ")[0] if read else "",
        }

    def _unread(self, identity: str) -> Fact:
        """A fact that no table states: what the rulebook itself says of it."""
        for agreement in self.book.rulebook.index.agreements_by_id.get(identity, ()):
            return _said(agreement.title, agreement.period, agreement.confidence)
        for membership in self.book.rulebook.index.memberships_by_id.get(identity, ()):
            return _said(self._membership(membership), membership.period, membership.confidence)
        return {"text": identity, "since": "", "confidence": "unconfirmed", "source": ""}

    def _membership(self, membership: Membership) -> str:
        party = self.party(membership.party, self.day)
        return f"{party}: {membership.standing.value} of {house(membership.organisation)}"

    def _title(self, identity: str, row: Row) -> str:
        """A fact in a few words, with the party it speaks of."""
        for membership in self.book.rulebook.index.memberships_by_id.get(identity, ()):
            return self._membership(membership)
        if "equivalent_eu" in row.by_column:
            owner, marking = row.by_column["owner"], row.by_column["marking"]
            return f"What {marking if owner in marking else f'{owner} {marking}'} is equal to"
        return self._named(identity, row.title)

    def turned(self, identity: str, at: datetime) -> Phrase:
        """What turned at a date, in one short sentence."""
        index = self.book.rulebook.index
        for membership in index.memberships_by_id.get(identity, ()):
            begins = at in (membership.period.since, membership.period.sure)
            text = "{party}: {standing} of {house} from this date" if begins else _STANDING_ENDS
            given = {"standing": membership.standing.value, "house": house(membership.organisation)}
            return phrase(text, party=self.party(membership.party, at), **given)
        for agreement in index.agreements_by_id.get(identity, ()):
            begins = at in (
                agreement.period.since,
                agreement.period.sure,
                agreement.usable.since,
                agreement.usable.sure,
            )
            text = "{title}: from this date" if begins else "{title}: until this date"
            return phrase(text, title=self._named(identity, agreement.title, at))
        for policy in self.book.rulebook.policies:
            if f"{policy.name} {policy.edition}" == identity:
                edition = "{policy}: edition {edition} from this date"
                return phrase(edition, policy=policy.name, edition=str(policy.edition))
        for question in self.book.rulebook.questions:
            if question.id == identity:
                begins = at == question.period.since
                text = "open question from this date: {question}" if begins else _QUESTION_ENDS
                return phrase(text, question=question.question)
        return phrase("{fact}", fact=identity)

    def party(self, party: str, at: datetime, *, through: str = "EU", language: str = "") -> str:
        """The short name of a party on a day, in the words of a house, in the scene's language or in another."""
        language = language or self.language
        return self.book.facts.names.name_of(party, house=through, language=language, at=at).short

    def name(self, reader: Reader, at: datetime, language: str = "") -> str:
        """The name of a seat on a day: its post, or its party in the words of the house it reads through."""
        post = self.seats_file.post_of(reader.id)
        if post:
            return post
        through = reader.through if reader.through in HOUSES else "EU"
        party = self.party(reader.party, at, through=through, language=language)
        return party + ("" if reader.through == reader.party else f", through {house(reader.through)}")


def _said(text: str, period: Period, confidence: Confidence) -> Fact:
    since = period.since.date().isoformat() if period.since > BEGINNING else ""
    return {"text": text, "since": since, "confidence": GRADES[confidence], "source": ""}
