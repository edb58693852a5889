"""The naive twin of `concord.release.decide`: slow, obvious, written from docs/spec/release.md alone.

No caching of decisions or facts, no indexing, no cleverness, and no function of the kernel: only its value types. It
must agree with the kernel on random worlds (tests/test_differential.py). Never make it faster by making it clever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from concord.release.labels import Kind, Label, LabelSet, Mention
from concord.release.names import NEVER
from concord.release.periods import Confidence
from concord.release.policy import Level
from concord.release.readers import Reader
from concord.release.rulebook import Rulebook
from tests.naive_facts import (
    CERTAIN,
    NOTHING,
    Case,
    Side,
    alike,
    among,
    backing_of,
    equals,
    graded,
    holding,
    level_marked,
    level_named,
    listed,
    marking_of,
    plain,
    reach_in,
    reach_nothing,
    same,
    set_named,
    side_at,
    unaliased,
    way,
)
from tests.naive_gates import (
    RELEASE_UNKNOWN,
    Answer,
    Code,
    Judged,
    ask,
    backing_names,
    gate_two,
    is_allowed,
    judge,
    no_basis,
)
from tests.naive_labels import (
    standing_in,
)
from tests.naive_seats import (
    circle,
    holds_value,
)
from tests.naive_turning import turning_instants


@dataclass(frozen=True)
class Naive:
    """The twin's decision; `doubts` are the ids of the memberships and agreements an UNCONFIRMED rests on.

    `ground` is how sure what a release rests on is (R84); absent where nothing is released.
    """

    outcome: str
    codes: frozenset[Code]
    valid_until: datetime
    doubts: frozenset[str]
    ground: Confidence


def decide(label_set: LabelSet, *, reader: Reader, rulebook: Rulebook, at: datetime) -> Naive:
    """Decide as docs/spec/release.md says (R1, R2)."""
    case = Case(rulebook, reader, at)
    answer = all_gates(label_set, case)
    outcome = "withheld" if answer.withholds() else "refer" if answer.codes else "released"
    until = min((i for i in turning_instants(label_set, case) if i > at), default=NEVER)
    ground = Confidence.ABSENT if answer.codes else answer.least
    return Naive(outcome, frozenset(answer.codes), until, frozenset(answer.doubts), ground)


def all_gates(label_set: LabelSet, case: Case) -> Answer:
    """Every gate's answer (R15, R70-R83)."""
    answer = Answer()
    if label_set.originator is None:
        if not label_set.author or label_set.author != case.reader.id:
            answer.codes.add((1, "UNLABELLED"))
        return answer
    judged = judge(standing_in(label_set.originator, case.at), case)
    serve_by_alternative(label_set, judged, case)
    for gate in judged.gates:
        answer.take(gate)
    for mention in label_set.contains:
        answer.take(judge_mention(mention, judged, case, contained=True))
    for mention in label_set.refers_to:
        answer.take(judge_mention(mention, judged, case, contained=False))
    answer.take(need_to_know(label_set, case))
    if label_set.embargo is not None and case.at < label_set.embargo:
        answer.codes.add((7, "NOT_YET"))
    return answer


def need_to_know(label_set: LabelSet, case: Case) -> Answer:
    """Gate 6: every community is held in its period (R77)."""
    answer = Answer()
    for name in label_set.communities:
        held = alike(*(graded(holding(c.period, case.at)) for c in case.reader.communities if same(c.name, name)))
        if held.confidence is Confidence.ABSENT:
            answer.codes.add((6, "COMMUNITY_NOT_HELD"))
        answer.rest_on(held)
    return answer


# ---- gate 5: every originator ----------------------------------------------------------------------------------------


def judge_mention(mention: Mention, judged: Judged, case: Case, *, contained: bool) -> Answer:
    """Gates 1 to 3 for what is contained, gates 1 and 3 for what is only referred to (R76)."""
    if any(profile.owner == mention.owner for profile in case.book.profiles):
        return mention_with_policy(mention, case, contained=contained)
    return mention_without_policy(mention, judged, case, contained=contained)


def mention_with_policy(mention: Mention, case: Case, *, contained: bool) -> Answer:
    """A mention whose owner has a policy: judged by that policy (R76)."""
    answer = Answer()
    found = policy_of_mention(mention, case)
    if found is None:
        answer.codes.add((5, "CLASS_UNKNOWN"))
        return answer
    side, level = found
    if contained:
        answer.take(gate_two(case, side, level, gate=5))
    answer.take(mention_basis(mention, case, side, level))
    return answer


def policy_of_mention(mention: Mention, case: Case) -> tuple[Side, Level] | None:
    """The owner's first policy whose edition in force has the level, by name or printed marking (R76)."""
    for name in sorted({plain(policy.name) for policy in case.book.policies}):
        side = side_at(case.book, name, case.at)
        if side is not None and side.owner == mention.owner:
            level = level_named(side.policy, mention.level) or level_marked(side, mention.level)
            if level is not None:
                return side, level
    return None


def mention_basis(mention: Mention, case: Case, side: Side, level: Level) -> Answer:
    """The owner's circle, or a release value held at the level (R76)."""
    answer = Answer()
    held = circle(case, side.owner)
    if mention.released_to is None:
        if held.confidence is Confidence.ABSENT:
            answer.codes.add(RELEASE_UNKNOWN)
            return answer
    else:
        release = set_named(side.policy, side.profile.release_set)
        values = [unaliased(v, release, side.profile) for v in mention.released_to] if release is not None else []
        known = [v for v in values if release is not None and listed(release, Kind.PERMISSIVE, v)]
        if len(known) < len(mention.released_to):
            answer.codes.add((5, "CAT_UNKNOWN"))
        grounds = [holds_value(case, side, tag_set=release, value=v, level=level) for v in known if release is not None]
        held = alike(held, *grounds)
        if held.confidence is Confidence.ABSENT:
            backings = [backing_of(side.profile, release.name, v) for v in known if release is not None]
            named = case.reader.through == side.owner or any(backing_names(case, side.owner, b) for b in backings)
            codes = no_basis(named=named, allowed=is_allowed(case, side, level))
            answer.take(basis_answer(codes, case, side.owner, level.name))
            return answer
    answer.rest_on(held)
    answer.take(basis_answer(set(), case, side.owner, level.name))
    return answer


def basis_answer(codes: set[str], case: Case, owner: str, level: str) -> Answer:
    """The answer of a mention's basis, with its open questions (R76, R81, R82)."""
    answer = Answer({(5, code) for code in codes})
    ask(answer, case, gate=5, owner=owner, level=level)
    return answer


def mention_without_policy(mention: Mention, judged: Judged, case: Case, *, contained: bool) -> Answer:
    """A mention whose owner has no policy: judged in the portion's own by equivalence (R76)."""
    answer = Answer()
    level = None
    if judged.side is not None:
        levels, ambiguous = equals(
            case.book, judged.side, owner=mention.owner, marking=mention.level, marked=mention.marked
        )
        highest = max(levels, key=lambda e: e.level.rank, default=None)
        if highest is None:
            answer.codes.add((5, "CLASS_UNKNOWN"))
        else:
            level = highest.level
            answer.rest_on(graded(Confidence.UNCONFIRMED if ambiguous else highest.confidence))
            if contained:
                answer.take(gate_two(case, judged.side, level, gate=5))
    answer.take(basis_without_policy(mention, judged.side, level, case))
    return answer


def basis_without_policy(mention: Mention, side: Side | None, level: Level | None, case: Case) -> Answer:
    """The owner itself, or a flow from it to where the seat reads (R76)."""
    answer = Answer()
    reach = reach_in(side, level) if side is not None and level is not None else reach_nothing
    mine = {case.reader.through, case.reader.party}
    ways = {to: way(case, owner=mention.owner, recipient=to, reach=reach) for to in mine}
    own = CERTAIN if case.reader.party == mention.owner else NOTHING
    if mention.released_to is None and own is NOTHING:
        answer.codes.add(RELEASE_UNKNOWN)
        return answer
    named = {party for party in mine if among(party, mention.released_to or ())}
    held = alike(own, *(ways[to] for to in named))
    allowed = any(ground.confidence is not Confidence.ABSENT for ground in ways.values())
    fails = held.confidence is Confidence.ABSENT
    answer.rest_on(held)
    codes = no_basis(named=bool(named), allowed=allowed) if fails else set()
    answer.take(basis_answer(codes, case, mention.owner, mention.level))
    return answer


# ---- gate 8: alternatives --------------------------------------------------------------------------------------------


def serve_by_alternative(label_set: LabelSet, judged: Judged, case: Case) -> None:
    """Put the first alternative that serves in the place of gate 2, if only gate 2 withholds (R79)."""
    if not judged.two.withholds() or any(g.withholds() for g in (judged.one, judged.three, judged.four)):
        return
    for alternative in label_set.alternatives:
        served = serves(standing_in(alternative, case.at), judged, case)
        if served is not None:
            judged.two = served
            return


def serves(alternative: Label, judged: Judged, case: Case) -> Answer | None:
    """The refer reasons of an alternative that serves; None where it does not (R79)."""
    other = judge(alternative, case)
    if any(g.withholds() for g in other.gates) or other.side is None or other.level is None:
        return None
    if judged.side is None or judged.level is None or judged.label.created is None:
        return None
    printed = marking_of(judged.side.profile, judged.level.name)
    if printed is None:
        return None
    levels, ambiguous = equals(
        case.book, other.side, owner=judged.side.owner, marking=printed, marked=judged.label.created
    )
    highest = max(levels, key=lambda e: e.level.rank, default=None)
    if highest is None or other.level.rank < highest.level.rank:
        return None
    answer = Answer()
    for gate in other.gates:
        answer.take(gate)
    answer.rest_on(graded(Confidence.UNCONFIRMED if ambiguous else highest.confidence))
    return answer
