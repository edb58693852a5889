"""What an agreement makes releasable, beyond a missing basis: values of other sets, and alternatives (R121)."""

from __future__ import annotations

from random import Random

from concord.release.answers import Answer, answer_of, rules_of
from concord.release.changes import signed
from concord.release.matrix import matrix
from concord.release.reasons import Rule
from concord.release.whatif import made_releasable
from tests.worlds import make_instant, make_world
from tests.worlds_facts import make_agreements

BASES = {Rule.NO_BASIS, Rule.OTHER_NO_BASIS}


def test_an_agreement_opens_squares_that_fail_on_more_than_a_basis() -> None:
    opened: set[Rule] = set()
    for seed in (4, 21, 22):
        world, rng = make_world(seed), Random(seed)
        held = matrix(world.label_sets, world.readers, rulebook=world.rulebook, at=make_instant(rng))
        for agreement in make_agreements(rng)[:4]:
            book = signed(agreement, world.rulebook)
            after = matrix(world.label_sets, world.readers, rulebook=book, at=held.at)
            expected = {
                (r, c)
                for r, row in enumerate(held.squares)
                for c, bits in enumerate(row)
                if answer_of(bits) is Answer.WITHHELD and after.answer(r, c) is not Answer.WITHHELD
            }
            assert set(made_releasable(held, agreement)) == expected
            opened |= {rule for r, c in expected for rule in rules_of(held.squares[r][c])}
    assert opened >= {Rule.NO_BASIS, Rule.PERMISSIVE_NONE_HELD, Rule.RESTRICTIVE_NOT_HELD}
