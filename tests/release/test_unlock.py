"""Unlock gives sets of changes that reach the goal, none smaller, and says when it has not proven that."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from concord.release.changes import HYPOTHESES, Sign, World, apply_all, taken_as_in_force
from concord.release.unlock import Goal, is_reached, unlock
from tests.release.conftest import AT


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
