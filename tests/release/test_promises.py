"""A rulebook's promises are checked over the labels of every edition of a policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from concord.cli.scene import Scene
from concord.release.promises import Promise, check_promises
from concord.release.relations import Is
from concord.release.rulebook import Rulebook

SINCE = datetime(2010, 1, 1, tzinfo=UTC)
REVISED = datetime(2015, 1, 1, tzinfo=UTC)
UNTIL = datetime(2020, 1, 1, tzinfo=UTC)


def without_the_value(book: Rulebook, name: str) -> Rulebook:
    """The rulebook with a second edition of the NATO exercise policy that no longer has the value."""
    policy = book.policies[0]
    sets = tuple(
        replace(s, tags=tuple(replace(t, values=tuple(v for v in t.values if v.name != name)) for t in s.tags))
        for s in policy.tag_sets
    )
    return replace(book, policies=(*book.policies, replace(policy, edition=2, since=REVISED, tag_sets=sets)))


def test_a_promise_that_only_an_older_edition_breaks_is_found_broken(scene: Scene) -> None:
    book = without_the_value(scene.book.rulebook, "FRA")
    france = Is(frozenset({"FR"}))
    promise = Promise("P", "", "NATO exercise policy", ("RESTRICTED",), france, through="NATO", values=("FRA",))
    (kept,) = check_promises((promise,), parties=(("FR", "NATO"),), rulebook=book, since=SINCE, until=UNTIL)
    assert {where.split(" at ")[1][:4] < "2015" for where in kept.broken} == {True}
