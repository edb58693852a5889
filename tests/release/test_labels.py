"""What no label set holds: instants without a time zone (R5), and chains of successors without end (R14)."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from concord.cli.books import shipped_book
from concord.release import Outcome, decide
from concord.release.edition import banner
from concord.release.labels import LONGEST_CHAIN, Label, LabelSet, Mention, Succession, standing
from concord.release.readers import Clearance, Reader
from concord.release.rollup import rollup
from concord.release.scope import permits

AT = datetime(2017, 5, 15, tzinfo=UTC)
NAIVE = datetime(2017, 5, 15)
BOOK = shipped_book()
SECRET = BOOK.read_marking("NATO SECRET", AT)
RESTRICTED = BOOK.read_marking("NATO RESTRICTED", AT)
CLEARED = Clearance("NATO exercise policy", frozenset({"RESTRICTED"}), frozenset({("Context", "NATO")}))
READER = Reader("FR/NATO", party="FR", through="NATO", clearances=(CLEARED,))


def chain(length: int) -> Label:
    """NATO SECRET, a successor a day from the day after `AT`; the last of them is NATO RESTRICTED."""
    label = RESTRICTED
    for day in range(length, 0, -1):
        label = replace(SECRET, succession=Succession(AT + timedelta(days=day), label))
    return label


@pytest.mark.parametrize("length", [LONGEST_CHAIN + 1, 10_000])
def test_a_chain_of_too_many_successors_is_refused_when_a_label_set_is_made(length: int) -> None:
    label, wanted = chain(length), "expected at most 64, found more"
    for made in (LabelSet, lambda each: LabelSet(SECRET, (each,)), lambda each: LabelSet(SECRET, metadata=each)):
        with pytest.raises(ValueError, match=wanted):
            made(label)
    with pytest.raises(ValueError, match=wanted):
        permits(label, CLEARED, rulebook=BOOK.rulebook, at=AT)
    with pytest.raises(ValueError, match=wanted):
        rollup((label, label), rulebook=BOOK.rulebook, at=AT)


def test_the_longest_chain_is_decided_step_by_step() -> None:
    label_set = LabelSet(chain(LONGEST_CHAIN))
    last = AT + timedelta(days=LONGEST_CHAIN)
    before = decide(label_set, reader=READER, rulebook=BOOK.rulebook, at=last - timedelta(days=1))
    after = decide(label_set, reader=READER, rulebook=BOOK.rulebook, at=last)
    assert (before.outcome, before.valid_until, after.outcome) == (Outcome.WITHHELD, last, Outcome.RELEASED)
    assert standing(label_set, last).originator == RESTRICTED
    assert banner((label_set, label_set), rulebook=BOOK.rulebook, at=last).labels[0].level == "RESTRICTED"


def test_the_longest_chain_is_compared_kept_and_given_a_digest() -> None:
    label_set, again = LabelSet(chain(LONGEST_CHAIN)), LabelSet(chain(LONGEST_CHAIN))
    decided = decide(label_set, reader=READER, rulebook=BOOK.rulebook, at=AT)
    assert (label_set, hash(label_set), repr(label_set)) == (again, hash(again), repr(again))
    assert pickle.loads(pickle.dumps(label_set)) == label_set
    assert decided.digests == decide(again, reader=READER, rulebook=BOOK.rulebook, at=AT).digests


@pytest.mark.parametrize(
    ("place", "make"),
    [
        ("created", lambda: LabelSet(replace(SECRET, created=NAIVE))),
        ("created", lambda: LabelSet(SECRET, alternatives=(replace(SECRET, created=NAIVE),))),
        ("created", lambda: LabelSet(SECRET, metadata=replace(SECRET, created=NAIVE))),
        ("created", lambda: LabelSet(replace(SECRET, succession=Succession(AT, replace(SECRET, created=NAIVE))))),
        ("succession", lambda: LabelSet(replace(SECRET, succession=Succession(NAIVE, SECRET)))),
        ("review", lambda: LabelSet(replace(SECRET, review=NAIVE))),
        ("embargo", lambda: LabelSet(SECRET, embargo=NAIVE)),
        ("marked", lambda: Mention("FR", "SECRET", NAIVE, None)),
        ("created", lambda: permits(replace(SECRET, created=NAIVE), None, rulebook=BOOK.rulebook, at=AT)),
        ("created", lambda: rollup((replace(SECRET, created=NAIVE),), rulebook=BOOK.rulebook, at=AT)),
    ],
)
def test_an_instant_without_a_time_zone_is_refused_when_a_label_set_is_made(place: str, make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=f"{place}: .* expected timezone-aware UTC, found a naive datetime"):
        make()
