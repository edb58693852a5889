"""What staff can do themselves, and what politics could: each change alone, at every date of the brief.

Source: docs/spec/brief.md; docs/spec/release.md R120, R122.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from concord.dissemination.brief.answers import Answers
from concord.dissemination.brief.contract import Change as Shown
from concord.dissemination.brief.contract import ChangeKind, Hypothesis, Square
from concord.dissemination.brief.views import Shot
from concord.dissemination.phrases import Phrase, phrase
from concord.dissemination.scene import Scene, house
from concord.facts import describe
from concord.release.answers import BIT, Answer, answer_of, bits_of
from concord.release.changes import (
    AddVariant,
    Admit,
    Brief,
    Change,
    Clear,
    Consent,
    Reword,
    World,
    apply,
    joined,
    signed,
    taken_as_in_force,
)
from concord.release.decide import Decision
from concord.release.edition import numbers
from concord.release.labels import LabelSet
from concord.release.matrix import Matrix, matrix
from concord.release.names import fold
from concord.release.periods import ALWAYS, Confidence
from concord.release.readers import Reader
from concord.release.reasons import Outcome, Rule
from concord.release.records import HEADINGS, Portion
from concord.release.remedies import remedies
from concord.release.rulebook import Rulebook
from concord.release.whatif import ORDER

HYPOTHESES = ("EU-CA", "ME-NATO", "FI-NATO", "SE-NATO")
"""Facts that really came about after the date of the brief, taken as in force: the examples of the second tab."""

KINDS: dict[type[object], ChangeKind] = {
    Reword: "reword",
    AddVariant: "tear-line",
    Consent: "consent",
    Brief: "brief",
    Admit: "brief",
    Clear: "clear",
}
WHO: dict[ChangeKind, str] = {
    "reword": "The drafting desk; the new wording is labelled by its author.",
    "tear-line": "The drafting desk; a second person approves the sanitising step.",
    "consent": "The originator, by a recorded release decision.",
    "brief": "The security officer of the reader's own side.",
    "clear": "The authority that issues the clearance.",
}


@dataclass(frozen=True)
class Offer:
    """A change with how it is shown.

    `row` is the row of the portion it concerns and `label_set` what stands there after it; both None for a reader.
    """

    shown: Shown
    change: Change
    row: int | None
    label_set: LabelSet | None


def offers(scene: Scene, shot: Shot) -> tuple[Offer, ...]:
    """The changes worth trying on the date of a shot, for the readers who are not released a portion."""
    readers = tuple(shot.matrix.readers[group.columns[0]] for group in shot.groups)
    world = World(scene.record, readers, scene.book.rulebook)
    numbered = numbers(scene.record)
    found: dict[Change, Offer] = {}
    for row, portion in enumerate(scene.record.portions):
        if portion.form in HEADINGS or portion.variant_of is not None:
            continue
        for change in remedies(world, portion, readers, shot.turn.at):
            if change not in found and is_near(change, portion, scene):
                is_reader = isinstance(change, Brief | Admit | Clear)
                identity = f"c{len(found) + 1}"
                shown = _shown(identity, change, portion, numbered[portion.id], scene)
                after = None if is_reader else label_set_after(change, scene)
                found[change] = Offer(shown, change, None if is_reader else row, after)
    return tuple(found.values())


def is_near(change: Change, portion: Portion, scene: Scene) -> bool:
    """Whether a wording stays under the portion's own policy, or goes home to the policy of the record's owner."""
    label = change.variant.label_set.originator if isinstance(change, AddVariant) and change.variant.label_set else None
    own = scene.record.label_set(portion).originator
    if label is None or own is None:
        return True
    owners = {fold(p.policy): p.owner for p in scene.book.rulebook.index.all_profiles}
    return fold(label.policy.name) == fold(own.policy.name) or (
        owners.get(fold(own.policy.name)) != scene.record.owner == owners.get(fold(label.policy.name))
    )


def _shown(identity: str, change: Change, portion: Portion, number: str, scene: Scene) -> Shown:
    kind = KINDS[type(change)]
    place = f"{portion.form.value} {number}".strip()
    title, text = words_of(change, place, portion, scene)
    is_reader = isinstance(change, Brief | Admit | Clear)
    return {
        "id": identity,
        "portion": None if is_reader else portion.id,
        "kind": kind if not (isinstance(change, Reword) and change.body is not None) else "consent",
        "title": str(title),
        "text": str(text),
        "who": who_decides(change),
    }


def words_of(change: Change, place: str, portion: Portion, scene: Scene) -> tuple[Phrase, Phrase]:
    """A change in few words, and in a sentence; `place` is how its portion is cited."""
    if isinstance(change, AddVariant):
        return _tear_line_words(change, place, portion, scene)
    if isinstance(change, Consent):
        consented = "Add {values} to the release of {place}, with every originator's consent."
        return phrase("Decide a release"), phrase(consented, values=", ".join(change.values), place=place)
    if isinstance(change, Reword) and change.body is not None:
        released = "The other owner releases what {place} holds or names to these readers."
        return phrase("Ask the originator"), phrase(released, place=place)
    if isinstance(change, Reword):
        left = len(change.label_set.contains) + len(change.label_set.refers_to)
        one = "Write {place} without one of the things it holds or names of another owner."
        all_of_it = "Write {place} without what it holds or names of another owner."
        return phrase("Reword"), phrase(one if left else all_of_it, place=place)
    if isinstance(change, Admit):
        return phrase("Admit the reader"), phrase("Admit the reader to {community}.", community=change.community.name)
    if isinstance(change, Brief):
        return phrase("Brief the reader"), phrase(
            "Brief the reader on {owner} information.", owner=change.briefing.owner
        )
    return phrase("Clear the reader"), phrase("A clearance for the reader up to the level of {place}.", place=place)


def _tear_line_words(change: AddVariant, place: str, portion: Portion, scene: Scene) -> tuple[Phrase, Phrase]:
    label = change.variant.label_set.originator if change.variant.label_set else None
    own = scene.record.label_set(portion).originator
    given = {"place": place, "marking": scene.book.print_label(label) if label else ""}
    if label is None or own is None or fold(label.policy.name) == fold(own.policy.name):
        return phrase("Write a tear-line"), phrase("A further wording of {place}, marked {marking}.", **given)
    without = "A further wording of {place} without what its owner holds, marked {marking}."
    return phrase("Write it as {marking}", marking=given["marking"]), phrase(without, **given)


def who_decides(change: Change) -> str:
    """Who decides a change, or makes it."""
    return WHO["consent" if isinstance(change, Reword) and change.body is not None else KINDS[type(change)]]


def effects(scene: Scene, shot: Shot, found: Sequence[Offer], answers: Answers) -> dict[str, list[Square]]:
    """For each change that makes a difference at a shot, the squares it changes, with their new answers."""
    made = {
        offer.shown["id"]: list(_on_reader(scene, shot, offer.change, answers)) for offer in found if offer.row is None
    }
    on_portions = [offer for offer in found if offer.row is not None]
    stands = [shot.matrix.readers[group.columns[0]] for group in shot.groups]
    label_sets = [offer.label_set or LabelSet(None) for offer in on_portions]
    after = matrix(label_sets, stands, rulebook=scene.book.rulebook, at=shot.turn.at)
    for number, offer in enumerate(on_portions):
        made[offer.shown["id"]] = list(_on_portion(shot, offer.row or 0, number, after, answers))
    return {identity: squares for identity, squares in made.items() if squares}


def _on_portion(shot: Shot, row: int, number: int, after: Matrix, answers: Answers) -> Iterator[Square]:
    """The squares of one portion that a change brings nearer to release, for every seat of a group alike.

    Where a change names single parties, the seat it helps least speaks for its group: no effect is overstated.
    """
    for column, group in enumerate(shot.groups):
        before = shot.matrix.answer(row, group.columns[0])
        if is_better(after.answer(number, column), before):
            decision = _least(after, number, column, [shot.matrix.readers[c] for c in group.columns])
            if is_better(answer_of(bits_of(reason.rule for reason in decision.reasons)), before):
                yield (row, column, answers.index(decision))


def _least(after: Matrix, number: int, column: int, readers: list[Reader]) -> Decision:
    """The decision on a label set for the reader of a group who is farthest from release."""
    if len(readers) == 1:
        return after.decision(number, column)
    each = matrix([after.label_sets[number]], readers, rulebook=after.rulebook, at=after.at)
    worst = max(range(len(readers)), key=lambda place: ORDER.index(each.answer(0, place)))
    return each.decision(0, worst)


def label_set_after(change: Change, scene: Scene) -> LabelSet:
    """The label set a change to a portion puts in its place (or beside it, for a tear-line)."""
    if isinstance(change, AddVariant):
        return change.variant.label_set or LabelSet(None)
    world = World(scene.record, (), scene.book.rulebook)
    portion = change.portion if isinstance(change, Reword | Consent) else ""
    record = apply(change, world).record
    return record.label_set(record.by_id[portion])


def _on_reader(scene: Scene, shot: Shot, change: Change, answers: Answers) -> Iterator[Square]:
    """The squares of the one seat a change concerns, where that seat stands alone in its column."""
    for number, group in enumerate(shot.groups):
        reader = shot.matrix.readers[group.columns[0]]
        if len(group.columns) == 1 and reader.id == getattr(change, "reader", ""):
            changed = apply(change, World(scene.record, (reader,), scene.book.rulebook)).readers[0]
            yield from _column(scene, shot, number, scene.same(changed), scene.book.rulebook, answers)


def _column(
    scene: Scene, shot: Shot, number: int, reader: Reader, rulebook: Rulebook, answers: Answers
) -> Iterator[Square]:
    after = matrix(shot.matrix.label_sets, (reader,), rulebook=rulebook, at=shot.turn.at)
    for row in range(len(after.squares)):
        before = shot.matrix.answer(row, shot.groups[number].columns[0])
        if is_better(after.answer(row, 0), before):
            yield (row, number, answers.index(after.decision(row, 0)))


def is_better(after: Answer, before: Answer) -> bool:
    """Whether an answer is nearer to release than another."""
    return ORDER.index(after) < ORDER.index(before)


def hypotheses(scene: Scene, found: Sequence[Shot], answers: Answers) -> Iterator[Hypothesis]:
    """Each hypothesis with the squares it alone would change at each shot."""
    facts, book = scene.book.facts, scene.book.rulebook
    for number, identity in enumerate(HYPOTHESES):
        assumed = _assumed(identity, book)
        fact = facts.by_id.get(identity)
        if assumed is None or fact is None:
            continue
        changed = [list(_assumed_squares(scene, shot, assumed, answers)) for shot in found]
        yield {
            "id": f"h{number + 1}",
            "title": _assumed_title(identity, scene),
            "text": f"Taken as in force on every date. What is known: {describe(fact, facts).split('; source:')[0]}.",
            "still": [
                "A release decision that names the recipient, with the consent of every originator.",
                "Clearances, briefings and the need to know of each reader.",
            ],
            "effects": changed,
        }


def _assumed_title(identity: str, scene: Scene) -> str:
    """A hypothesis in one line: the agreement's title, or who is a member of what."""
    for membership in scene.book.rulebook.index.memberships_by_id.get(identity, ()):
        party = scene.party(membership.party, membership.period.since, through=membership.organisation)
        return f"{party} as a member of {house(membership.organisation)}"
    return scene.book.facts.by_id[identity].title


@dataclass(frozen=True)
class Assumed:
    """A rulebook with one fact taken as in force, and the parties that fact speaks of."""

    rulebook: Rulebook
    parties: frozenset[str]

    def touches(self, reader: Reader) -> bool:
        """Whether the fact speaks of the reader's party or nationality."""
        return bool({reader.party, reader.nationality or reader.party} & self.parties)


def _assumed(identity: str, book: Rulebook) -> Assumed | None:
    """One fact that came about later taken as in force throughout, sourced."""
    sure = Confidence.SOURCED
    for agreement in book.agreements:
        if agreement.id == identity:
            parties = frozenset({*agreement.parties, *(flow.recipient for flow in agreement.flows)})
            return Assumed(signed(taken_as_in_force(agreement), book), parties)
    for membership in book.memberships:
        if membership.id == identity:
            taken_in = replace(membership, period=ALWAYS, confidence=sure)
            return Assumed(joined(taken_in, book), frozenset({membership.party}))
    return None


def _assumed_squares(scene: Scene, shot: Shot, assumed: Assumed, answers: Answers) -> Iterator[Square]:
    """Columns are of one mind under every hypothesis (`minds`), so that one reader speaks for all."""
    for number, group in enumerate(shot.groups):
        reader = shot.matrix.readers[group.columns[0]]
        if assumed.touches(reader):
            yield from _column(scene, shot, number, reader, assumed.rulebook, answers)


def minds(scene: Scene, squares: Matrix, assumptions: Sequence[Assumed]) -> list[tuple[tuple[int, ...], ...]]:
    """For each reader of a matrix the answers under each hypothesis about it: what else tells readers apart."""
    found = []
    for reader in squares.readers:
        touched = [assumed for assumed in assumptions if assumed.touches(reader)]
        made = [matrix(squares.label_sets, (reader,), rulebook=a.rulebook, at=squares.at) for a in touched]
        found.append(tuple(tuple(row[0] for row in each.squares) for each in made))
    return found


def assumptions(scene: Scene) -> tuple[Assumed, ...]:
    """The hypotheses of the second tab, as rulebooks."""
    found = (_assumed(identity, scene.book.rulebook) for identity in HYPOTHESES)
    return tuple(assumed for assumed in found if assumed is not None)


def hanging(squares: Matrix) -> tuple[int, dict[str, int]]:
    """How many squares (portion x seat) hang on unconfirmed facts, and how many on each fact."""
    total, by_fact = 0, dict[str, int]()
    for row in range(len(squares.squares)):
        for column, bits in enumerate(squares.squares[row]):
            decision = squares.decision(row, column) if bits & BIT[Rule.UNCONFIRMED] else None
            if decision is not None and decision.outcome is Outcome.REFER:
                total += 1
                for fact in _doubts(decision):
                    by_fact[fact] = by_fact.get(fact, 0) + 1
    return total, by_fact


def hanging_facts(scene: Scene, at: datetime) -> dict[str, int]:
    """How many squares of a document hang on each unconfirmed fact on a date."""
    return hanging(scene.matrix(at))[1]


def _doubts(decision: Decision) -> set[str]:
    return {fact for reason in decision.reasons if reason.rule.code == "UNCONFIRMED" for fact in reason.facts}
