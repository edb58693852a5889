"""What a change would alter: the squares whose answer differs, from and to.

The same function decides before and after; nothing is estimated.
Source: docs/spec/release.md R120, R121.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from concord.release.answers import Answer, answer_of, bits_of
from concord.release.changes import Change, World, apply, signed
from concord.release.labels import LabelSet
from concord.release.matrix import Matrix, matrix
from concord.release.places import place_of
from concord.release.readers import Reader
from concord.release.reasons import Rule
from concord.release.relations import Agreement
from concord.release.rulebook import Rulebook


@dataclass(frozen=True)
class Shift:
    """One square that a change alters: portion id and reader id, and the answer before and after.

    A portion that a change adds has no answer before: it counts from the best answer of the wordings it joins.
    """

    portion: str
    reader: str
    before: Answer
    after: Answer


def matrix_of(world: World, at: datetime) -> Matrix:
    """The matrix of a world: one row for each portion in order, one column for each reader."""
    record = world.record
    label_sets = [record.label_set(portion) for portion in record.portions]
    return matrix(label_sets, world.readers, rulebook=world.rulebook, at=at)


def what_if(change: Change, world: World, at: datetime) -> tuple[Shift, ...]:
    """The squares that `change` alters, in the order of portions and readers (R120).

    Squares are of portions as wholes: the best answer among a portion and its variants, so that a tear-line counts for
    the portion it stands for.
    """
    before, after = best_answers(world, at), best_answers(apply(change, world), at)
    return tuple(
        Shift(portion, reader, answer, after[portion, reader])
        for (portion, reader), answer in before.items()
        if after[portion, reader] is not answer
    )


ORDER = (Answer.RELEASED, Answer.RELEASABLE, Answer.REFER, Answer.WITHHELD)
"""From the best answer to the worst."""


def best_answers(world: World, at: datetime) -> dict[tuple[str, str], Answer]:
    """For each portion (with its variants as one) and reader, the best answer among its wordings."""
    squares = matrix_of(world, at)
    found: dict[tuple[str, str], Answer] = {}
    for row, portion in enumerate(world.record.portions):
        base = portion.variant_of or portion.id
        for column, reader in enumerate(world.readers):
            answer = squares.answer(row, column)
            known = found.get((base, reader.id), Answer.WITHHELD)
            found[base, reader.id] = min(answer, known, key=ORDER.index)
    return found


def made_releasable(held: Matrix, agreement: Agreement) -> tuple[tuple[int, int], ...]:
    """The squares (row, column) of a matrix already held that `agreement` makes releasable (R121).

    Only squares that an agreement could settle, and only readers of whom it or the one it replaces speaks, are decided
    again.
    """
    book = held.rulebook
    spoken = (agreement, *book.index.agreements_by_id.get(agreement.id, ()))
    given = {bits for row in held.squares for bits in row}
    opening = {by: {bits for bits in given if _may_open(bits, by)} for by in (_BY_AGREEMENT, _BY_BOTH)}
    may_open = [opening[_settled(label_set)] for label_set in held.label_sets]
    amended = signed(agreement, book)
    found: list[tuple[int, int]] = []
    for c, reader in enumerate(held.readers):
        if any(speaks_of(each, reader, book) for each in spoken):
            rows = [r for r, row in enumerate(held.squares) if row[c] in may_open[r]]
            after = matrix([held.label_sets[r] for r in rows], (reader,), rulebook=amended, at=held.at)
            found += [(r, c) for n, r in enumerate(rows) if after.answer(n, 0) is not Answer.WITHHELD]
    return tuple(sorted(found))


_BY_AGREEMENT = bits_of((Rule.NO_BASIS, Rule.OTHER_NO_BASIS, Rule.PERMISSIVE_NONE_HELD, Rule.RESTRICTIVE_NOT_HELD))
_BY_BOTH = _BY_AGREEMENT | bits_of((Rule.NO_CLEARANCE, Rule.CLASS_NOT_HELD))


def _settled(label_set: LabelSet) -> int:
    """The withholding rules that an agreement can settle for a label set, by an alternative if it has one (R79)."""
    return _BY_BOTH if label_set.alternatives else _BY_AGREEMENT


def _may_open(bits: int, settled: int) -> bool:
    """Whether a square is withheld, and for nothing but what is settled or what a decision settles."""
    return answer_of(bits) is Answer.WITHHELD and answer_of(bits & ~settled) is not Answer.WITHHELD


def settled_by_agreements(label_sets: Iterable[LabelSet]) -> int:
    """The rule bits that agreements can settle for label sets of one decision key."""
    bits = 0
    for label_set in label_sets:
        bits |= _settled(label_set)
    return bits


def stays_withheld(bits: int, settled: int) -> bool:
    """Whether a square is withheld by a rule that is not among those that can be settled."""
    return answer_of(bits & ~settled) is Answer.WITHHELD


def may_differ(policy: str, reader: Reader, one: Rulebook, two: Rulebook, at: datetime) -> bool:
    """Whether two rulebooks may answer labels without mentions differently: not where all facts that bear are equal.

    The rulebooks have the same policies, profiles and equivalences; `policy` is the name of the labels' own.
    """
    found = one.policy(policy, at)
    profile = one.profile(found) if found else None
    if profile is None:
        return True
    was, now = (place_of(reader, book.index).bearing(profile.owner) for book in (one, two))
    return was != now


def speaks_of(agreement: Agreement, reader: Reader, rulebook: Rulebook) -> bool:
    """Whether the agreement can change what flows to the reader: as a party to it, or as a recipient."""
    groups = {row.organisation for row in rulebook.index.memberships.get(reader.party, ())}
    named = {*agreement.parties, *(flow.recipient for flow in agreement.flows)}
    return bool(named & {reader.party, reader.through, reader.nationality or reader.party, *groups})
