"""Unlock gives sets of changes that reach the goal, none smaller, and says when it has not proven that."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from concord.cli.scene import Scene
from concord.release.changes import (
    HYPOTHESES,
    AddVariant,
    Admit,
    Clear,
    Sign,
    World,
    apply_all,
    taken_as_in_force,
)
from concord.release.labels import LabelSet
from concord.release.readers import Clearance, Community
from concord.release.records import Form, Portion
from concord.release.unlock import Goal, is_reached, unlock
from concord.release.ways import ways
from tests.release.conftest import AT


def marked(scene: Scene, text: str) -> LabelSet:
    return LabelSet(scene.book.read_marking(text, AT))


def test_every_set_reaches_the_goal_and_no_smaller_one_does(world: World) -> None:
    goal = Goal(frozenset({"CY/EU", "IE/EU"}), frozenset({"patrols", "pattern"}))
    found = unlock(goal, world, AT)
    assert found.sets
    assert found.is_smallest
    for changes in found.sets:
        assert is_reached(goal, apply_all(changes, world), AT)
    smaller = len(found.sets[0]) - 1
    for changes in combinations(found.tried, smaller):
        assert not is_reached(goal, apply_all(changes, world), AT)


def test_a_goal_already_reached_needs_nothing(world: World) -> None:
    found = unlock(Goal(frozenset({"FR/EU"}), frozenset({"tugs"})), world, AT)
    assert found.sets == ((),)


def test_politics_is_no_answer_unless_asked_for(world: World) -> None:
    goal = Goal(frozenset({"CA/NATO"}), frozenset({"canada"}))
    staff = unlock(goal, world, AT)
    assert not any(isinstance(change, HYPOTHESES) for changes in staff.sets for change in changes)
    agreement = next(a for a in world.rulebook.agreements if a.id == "EU-CA")
    asked = unlock(goal, world, AT, hypotheses=(Sign(taken_as_in_force(agreement)),))
    assert any(isinstance(change, Sign) for changes in asked.sets for change in changes)


def test_a_goal_nothing_reaches_has_no_sets(world: World) -> None:
    classified = tuple(policy for policy in world.rulebook.policies if policy.name != "public")
    closed = replace(world, rulebook=replace(world.rulebook, policies=classified))
    found = unlock(Goal(frozenset({"HYBRIDCOE"}), frozenset({"cable"})), closed, AT)
    assert found.sets == ()
    assert not found.is_smallest


def test_several_communities_are_admitted_to_one_by_one(world: World) -> None:
    """R77, R122: one rule fails, and two changes together settle it."""
    portion = world.record.by_id["tugs"]
    label_set = replace(world.record.label_set(portion), communities=frozenset({"planners", "medical"}))
    here = replace(world, record=replace(world.record, portions=(replace(portion, label_set=label_set),)))
    admitted = tuple(Admit("FR/EU", Community(name)) for name in ("planners", "medical", "press"))
    assert ways([("tugs", "FR/EU")], here, admitted, 3, AT) == {("tugs", "FR/EU"): (frozenset({0, 1}),)}


def test_a_tear_line_and_a_clearance_serve_together(scene: Scene, world: World) -> None:
    """R122: neither alone settles any rule of the wording that stands."""
    goal = Goal(frozenset({"reader"}), frozenset({"only"}))
    bare = Portion("only", "001", Form.PARAGRAPH, ("",), marked(scene, "COSMIC TOP SECRET"))
    other = marked(scene, "NATO SECRET RELEASABLE TO EU COUNCIL")
    tear_line = AddVariant("only", replace(bare, id="tear", label_set=other))
    reader = replace(next(r for r in world.readers if r.id == "IE/EU"), id="reader", clearances=(), briefings=())
    cleared = Clear("reader", Clearance("NATO", frozenset({"NATO SECRET"})))
    here = World(replace(world.record, portions=(bare,)), (reader,), world.rulebook)
    found = ways([("only", "reader")], here, (tear_line, cleared), 2, AT)
    assert found == {("only", "reader"): (frozenset({0, 1}),)}
    assert is_reached(goal, apply_all((tear_line, cleared), here), AT)
