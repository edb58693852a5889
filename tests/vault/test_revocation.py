"""From the moment on in which facts have turned nobody is answered under the old ones (D42)."""

from __future__ import annotations

import pytest

from concord.desk import Desk
from tests.desk.stores import KINDS_OF_STORE, opening
from tests.vault.revoking import race_of_threads, rulebook_of


@pytest.mark.parametrize("kind", KINDS_OF_STORE)
def test_nobody_is_answered_under_facts_that_are_no_longer_in_force(kind: str) -> None:
    with opening(kind) as open_one:
        tally = race_of_threads(open_one(rulebook_of(0)), answers=600, revocations=60, threads=2)
    assert tally.answered >= 600
    assert tally.stale == 0


def test_a_desk_that_does_not_look_at_its_facts_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Desk, "_check_facts", lambda desk, snapshot: None)
    with opening("memory") as open_one:
        assert race_of_threads(open_one(rulebook_of(0)), answers=2000, revocations=500, threads=2).stale > 0
