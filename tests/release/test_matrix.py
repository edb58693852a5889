"""A matrix says what single decisions say, and a change alters what deciding afresh alters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from concord.cli.scene import Scene
from concord.release import Outcome, Rule, decide
from concord.release.answers import BIT, Answer, answer_of, bits_of, rules_of
from concord.release.changes import (
    Brief,
    Clear,
    Consent,
    Join,
    Reword,
    Sign,
    World,
    apply,
    apply_all,
    taken_as_in_force,
)
from concord.release.labels import LabelSet
from concord.release.matrix import matrix
from concord.release.periods import ALWAYS, Confidence, from_day
from concord.release.readers import Briefing, Clearance
from concord.release.whatif import best_answers, made_releasable, matrix_of, what_if
from tests.release.conftest import AT
from tests.worlds import make_world


@pytest.mark.parametrize("seed", range(12))
def test_a_matrix_equals_single_decisions_on_random_worlds(seed: int) -> None:
    random = make_world(seed)
    at = next(random.questions(1)).at
    squares = matrix(random.label_sets, random.readers, rulebook=random.rulebook, at=at)
    fresh = replace(random.rulebook, edition="asked apart")
    for row, label_set in enumerate(random.label_sets):
        for column, reader in enumerate(random.readers):
            decision = decide(label_set, reader=reader, rulebook=fresh, at=at)
            assert squares.squares[row][column] == bits_of(reason.rule for reason in decision.reasons)


def test_a_decision_on_demand_is_the_decision(scene: Scene, world: World) -> None:
    squares = matrix_of(world, AT)
    for row in range(0, len(squares.squares), 7):
        label_set = squares.label_sets[row]
        decision = decide(label_set, reader=world.readers[3], rulebook=world.rulebook, at=AT)
        assert squares.decision(row, 3) == decision


def test_bits_name_their_rules_and_their_answer() -> None:
    for rule in Rule:
        assert rules_of(BIT[rule]) == {rule}
    assert answer_of(0) is Answer.RELEASED
    assert answer_of(BIT[Rule.UNCONFIRMED]) is Answer.REFER
    assert answer_of(BIT[Rule.NO_RELEASE_DECISION] | BIT[Rule.UNCONFIRMED]) is Answer.RELEASABLE
    assert answer_of(BIT[Rule.NO_RELEASE_DECISION] | BIT[Rule.NO_CLEARANCE]) is Answer.WITHHELD


def test_a_naive_instant_is_the_callers_mistake(world: World) -> None:
    with pytest.raises(ValueError, match="time zone"):
        matrix((), world.readers, rulebook=world.rulebook, at=AT.replace(tzinfo=None))


def test_a_hypothetical_agreement_equals_deciding_afresh_under_it(world: World) -> None:
    found = next(a for a in world.rulebook.agreements if a.id == "EU-CA")
    change = Sign(taken_as_in_force(found))
    after = apply(change, world)
    fresh = replace(after, rulebook=replace(after.rulebook, edition="made anew"))
    told = {(s.portion, s.reader): s.after for s in what_if(change, world, AT)}
    before, now = best_answers(world, AT), best_answers(fresh, AT)
    assert told == {square: now[square] for square in before if before[square] is not now[square]}
    assert told


def test_an_agreement_alone_releases_nothing_that_no_release_names(world: World) -> None:
    for agreement in world.rulebook.agreements:
        for shift in what_if(Sign(taken_as_in_force(agreement)), world, AT):
            portion = world.record.by_id[shift.portion]
            wordings = [p for p in world.record.portions if p.id == portion.id or p.variant_of == portion.id]
            named = {
                v for p in wordings if (o := world.record.label_set(p).originator) for g in o.groups for v in g.values
            }
            assert shift.after is not Answer.RELEASED or named - {"NATO", "EU"}


def test_the_squares_an_agreement_makes_releasable_are_those_decided_afresh(world: World) -> None:
    held = matrix_of(world, AT)
    for identity in ("EU-CA", "EU-TR-NONE", "NATO-GE-SA", "EU-NATO-2003"):
        for agreement in (a for a in world.rulebook.agreements if a.id == identity):
            signed = taken_as_in_force(agreement)
            after = matrix_of(apply(Sign(signed), world), AT)
            expected = {
                (r, c)
                for r, row in enumerate(held.squares)
                for c in range(len(row))
                if held.answer(r, c) is Answer.WITHHELD and after.answer(r, c) is not Answer.WITHHELD
            }
            assert set(made_releasable(held, signed)) == expected


def test_a_membership_taken_as_in_force_makes_an_ally(world: World) -> None:
    found = next(m for m in world.rulebook.memberships if m.id == "FI-NATO")
    after = apply(Join(replace(found, period=ALWAYS, confidence=Confidence.SOURCED)), world)
    finland = next(r for r in world.readers if r.id == "FI/EU")
    through_nato = replace(finland, id="FI/NATO", through="NATO")
    plan = next(p for p in world.record.portions if p.id == "cable")
    asked = world.record.label_set(plan)
    assert decide(asked, reader=through_nato, rulebook=world.rulebook, at=AT).outcome is Outcome.WITHHELD
    assert decide(asked, reader=through_nato, rulebook=after.rulebook, at=AT).outcome is Outcome.RELEASED


def test_changes_of_readers_and_records_touch_only_what_they_name(world: World) -> None:
    clearance = Clearance("NATO exercise policy", frozenset({"SECRET"}), period=from_day(AT))
    changes = (
        Clear("CY/EU", clearance),
        Brief("CY/EU", Briefing("NATO", from_day(AT))),
        Consent("norway", ("CH",)),
        Reword("tugs", LabelSet(None)),
    )
    after = apply_all(changes, world)
    assert [r.id for r in after.readers] == [r.id for r in world.readers]
    assert {r.id for r, s in zip(after.readers, world.readers, strict=True) if r != s} == {"CY/EU"}
    changed = [p.id for p, q in zip(after.record.portions, world.record.portions, strict=True) if p != q]
    assert changed == [p.id for p in world.record.portions if p.id in ("tugs", "norway")]


def test_the_matrix_holds_until_it_says(scene: Scene, world: World) -> None:
    squares = matrix_of(world, AT)
    last = squares.valid_until - timedelta(microseconds=1)
    assert matrix_of(world, last).squares == squares.squares
    assert squares.valid_until > AT
