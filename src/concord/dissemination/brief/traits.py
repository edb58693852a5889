"""What can tell readers of one group apart: agreements, standings, clearances, needs to know, words of a label.

Only what bears on a portion at which the readers differ is a trait: a fact that a decision there names or rests on, a
gate that stops a reader there. Source: docs/spec/brief.md B11.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from concord.dissemination.phrases import Phrase, phrase
from concord.dissemination.scene import Scene, house
from concord.release.decide import Decision
from concord.release.labels import Label
from concord.release.matrix import Matrix
from concord.release.names import fold
from concord.release.periods import Confidence
from concord.release.profile import Behind
from concord.release.readers import Reader
from concord.release.reasons import Reason, Rule
from concord.release.relations import Agreement, AgreementKind, Asks
from concord.release.seats import Seat

CLEARING = frozenset({Rule.NO_CLEARANCE, Rule.CLASS_NOT_HELD, Rule.OTHER_NO_CLEARANCE, Rule.OTHER_CLASS_NOT_HELD})
"""The gates at which clearances tell readers apart."""


@dataclass(frozen=True, order=True)
class Trait:
    """One thing that readers have or lack, in words for both, full and short; the lowest `rank` says most."""

    rank: int
    held: str
    lacked: str
    short: str
    short_lacked: str
    phrases: tuple[Phrase, Phrase] = field(compare=False)
    """`held` and `lacked` as phrases."""


def trait(rank: int, words: tuple[str, str], shorts: tuple[str, str], **given: str) -> Trait:
    """A trait: what is said where it is held and where it is lacking, in full and in short, with what stands in it."""
    held, lacked = (phrase(text, **given) for text in words)
    return Trait(rank, str(held), str(lacked), *shorts, (held, lacked))


QUESTION = ("with an open question on the case", "without an open question on the case")
ON_NATIONALITY = (
    "with an open question on the nationality of the post's holder",
    "without an open question on the nationality of the post's holder",
)
NAMED = ("named in the release of {place}", "not named in the release of {place}")
OWNER = ("the owner of what {place} holds or names", "not the owner of what {place} holds or names")
ADMITTED = ("admitted to {community}", "not admitted to {community}")
CLEARED = ("cleared for {owner} information", "not cleared for {owner} information")
CLEARED_UP_TO = ("cleared up to {marking}", "not cleared up to {marking}")
COVERED = (
    "covered by the agreement between {house} and {other}",
    "not covered by the agreement between {house} and {other}",
)
AGREED = (
    "with a security agreement with {house} among the facts",
    "without a security agreement with {house} among the facts",
)
STANDING = ("a {standing} of {house}", "no {standing} of {house}")


@dataclass(frozen=True)
class Bearing:
    """What bears on the portions (`rows`) at which some readers differ; `columns` hold one reader of each part."""

    scene: Scene
    squares: Matrix
    columns: tuple[int, ...]
    rows: tuple[int, ...]

    @cached_property
    def _decisions(self) -> dict[int, tuple[Decision, ...]]:
        """The decisions of each column at the rows, in order, one for all rows that are under the same labels."""
        rows = {id(self.squares.label_sets[row]): row for row in reversed(self.rows)}
        return {c: tuple(self.squares.decision(row, c) for row in sorted(rows.values())) for c in self.columns}

    @cached_property
    def _reasons(self) -> dict[int, tuple[Reason, ...]]:
        """The reasons of each column at the rows, in order."""
        return {c: tuple(r for each in made for r in each.reasons) for c, made in self._decisions.items()}

    @cached_property
    def _rules(self) -> frozenset[Rule]:
        return frozenset(reason.rule for reasons in self._reasons.values() for reason in reasons)

    @cached_property
    def _facts(self) -> frozenset[str]:
        """The facts that the decisions at the rows name or rest on."""
        rest = (each.ground.facts for made in self._decisions.values() for each in made)
        named = (reason.facts for reasons in self._reasons.values() for reason in reasons)
        return frozenset(fact for facts in (*rest, *named) for fact in facts)

    @cached_property
    def _agreements(self) -> tuple[Agreement, ...]:
        by_id = self.scene.book.rulebook.index.agreements_by_id
        return tuple(each for fact in sorted(self._facts) for each in by_id.get(fact, ()))

    @cached_property
    def _organisations(self) -> frozenset[str]:
        return frozenset(row.organisation for row in self.scene.book.rulebook.memberships)

    def traits(self, column: int, standing_for: int) -> set[Trait]:
        """The traits of the reader of one column; `standing_for` is the column of its part."""
        reader = self.squares.readers[column]
        return {
            *self._questions(standing_for),
            *self._on_labels(reader),
            *(self._communities(reader) if Rule.COMMUNITY_NOT_HELD in self._rules else ()),
            *(self._clearances(reader) if self._rules & CLEARING else ()),
            *self._by_agreement(reader),
            *self._by_standing(reader),
        }

    def _questions(self, column: int) -> Iterator[Trait]:
        asked = {f for reason in self._reasons[column] if reason.rule is Rule.OPEN_QUESTION for f in reason.facts}
        for question in self.scene.book.rulebook.questions:
            if question.id in asked:
                words = ON_NATIONALITY if question.asks is Asks.NATIONALITY else QUESTION
                yield trait(0, words, ("open question", "no open question"))

    def _on_labels(self, reader: Reader) -> Iterator[Trait]:
        for row in self.rows:
            place, label_set = self.scene.places[row], self.squares.label_sets[row]
            if reader.party in self._named[row]:
                yield trait(1, NAMED, (f"named in {place}", f"not named in {place}"), place=place)
            if any(reader.party == mention.owner for mention in (*label_set.contains, *label_set.refers_to)):
                yield trait(2, OWNER, (f"owner, {place}", f"not owner, {place}"), place=place)

    @cached_property
    def _named(self) -> dict[int, frozenset[str]]:
        """The states that release values of the labels of each row stand for."""
        by_label = {id(self.squares.label_sets[row]): row for row in self.rows}
        found = {known: self._named_in(self.squares.label_sets[row].originator) for known, row in by_label.items()}
        return {row: found[id(self.squares.label_sets[row])] for row in self.rows}

    def _named_in(self, label: Label | None) -> frozenset[str]:
        """The states that a release value of a label stands for."""
        book = self.scene.book.rulebook
        policy = book.policy(label.policy.name, label.created) if label and label.created else None
        profile = book.profile(policy) if policy else None
        if label is None or profile is None:
            return frozenset()
        values = [(fold(group.tag_set), fold(value)) for group in label.groups for value in group.values]
        backings = [profile.backing_by_value.get(value) for value in values]
        return frozenset(p for each in backings if each and each.behind is Behind.STATE for p in each.parties)

    def _communities(self, reader: Reader) -> Iterator[Trait]:
        for community in reader.communities:
            if community.period.holds(self.squares.at):
                short = community.name.rsplit("/", 1)[-1].replace("-", " ")
                yield trait(3, ADMITTED, (short, f"no {short}"), community=community.name)

    def _clearances(self, reader: Reader) -> Iterator[Trait]:
        """Whose information a reader is cleared for, and up to which marking."""
        index = self.scene.book.rulebook.index
        for clearance in reader.clearances:
            if not clearance.period.holds(self.squares.at):
                continue
            policy = self.scene.book.rulebook.policy(clearance.under, self.squares.at)
            profile = index.profile_at(clearance.under, self.squares.at)
            owner = profile.owner if profile else clearance.under
            yield trait(4, CLEARED, (f"{owner} clearance", f"no {owner} clearance"), owner=owner)
            held = {fold(level) for level in clearance.levels}
            top = (
                max((each for each in policy.levels if fold(each.name) in held), key=lambda e: e.rank)
                if policy
                else None
            )
            if top and profile:
                marking = profile.marking_by_level.get(fold(top.name), top.name)
                printed = marking if marking.startswith(owner) or owner in marking else f"{owner} {marking}"
                yield trait(5, CLEARED_UP_TO, (printed, f"no {printed}"), marking=printed)

    def _by_agreement(self, reader: Reader) -> Iterator[Trait]:
        seat = Seat(reader.party, reader.through, self.squares.at, self.scene.book.rulebook.index)
        for each in self._agreements:
            if set(each.parties) <= self._organisations:
                if each.kind is AgreementKind.SECURITY and self._covers(each, seat):
                    short = f"under {each.parties[0]}-{each.parties[1]} agreement"
                    one, other = map(house, each.parties)
                    yield trait(6, COVERED, (short, f"not {short}"), house=one, other=other)
                continue
            for other in sorted(set(each.parties) & self._organisations):
                own = self.scene.book.rulebook.index.agreements.get(reader.party, ())
                if any(self._is_between(a, reader.party, other) for a in own):
                    shorts = (f"{other} agreement", f"no {other} agreement")
                    yield trait(7, AGREED, shorts, house=house(other))

    def _covers(self, agreement: Agreement, seat: Seat) -> bool:
        return bool(agreement.period.holds(self.squares.at)) and any(
            flow.recipient == seat.through and seat.meets(flow.covers).confidence is not Confidence.ABSENT
            for flow in agreement.flows
        )

    def _is_between(self, agreement: Agreement, party: str, other: str) -> bool:
        return (
            agreement.kind is AgreementKind.SECURITY
            and set(agreement.parties) == {party, other}
            and bool(agreement.period.holds(self.squares.at) and agreement.confidence)
        )

    def _by_standing(self, reader: Reader) -> Iterator[Trait]:
        index = self.scene.book.rulebook.index
        bearing = {row.organisation for fact in self._facts for row in index.memberships_by_id.get(fact, ())}
        for row in index.memberships.get(reader.party, ()):
            is_derived = row.id.endswith("-EAPC")
            if row.organisation in bearing and not is_derived and row.confidence and row.period.holds(self.squares.at):
                shorts = (f"in {row.organisation}", f"not in {row.organisation}")
                yield trait(8, STANDING, shorts, standing=row.standing.value, house=house(row.organisation))


def held(of_readers: Sequence[set[Trait]], known: set[Trait]) -> dict[Trait, bool | None]:
    """For each trait whether every reader has it, no reader has it, or (None) some do."""
    return {
        each: True
        if all(each in own for own in of_readers)
        else None
        if any(each in own for own in of_readers)
        else False
        for each in known
    }
