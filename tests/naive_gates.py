"""The naive twin: gates 1 to 4 of one label, and the open questions of gate 9 (R70-R75, R80-R82).

Written from docs/spec/release.md alone, slow and obvious on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from concord.release.labels import Kind, Label
from concord.release.periods import Confidence
from concord.release.policy import Level
from concord.release.profile import Backing, Bare, Behind
from concord.release.relations import Asks, Standing
from tests.naive_facts import (
    CERTAIN,
    Case,
    Ground,
    Side,
    alike,
    among,
    backing_of,
    belongs,
    edition_at,
    holding,
    level_named,
    listed,
    meets,
    profile_of,
    set_named,
)
from tests.naive_labels import (
    Reading,
    faults,
    read,
)
from tests.naive_seats import (
    ROUTES,
    circle,
    holds_any_level,
    holds_level,
    holds_value,
    is_briefed,
)

Code = tuple[int, str]
"""A failing rule: its gate and its code."""

UNCONFIRMED, OPEN_QUESTION, RELEASE_UNKNOWN = (9, "UNCONFIRMED"), (9, "OPEN_QUESTION"), (9, "RELEASE_UNKNOWN")


@dataclass
class Answer:
    """What one gate, or several, have to say."""

    codes: set[Code] = field(default_factory=set)
    doubts: set[str] = field(default_factory=set)
    least: Confidence = Confidence.SOURCED

    def rest_on(self, ground: Ground) -> None:
        """Rest on a ground: note how sure it is, and the doubtful facts if it may only hold (R41, R84)."""
        self.least = min(self.least, ground.confidence)
        if ground.confidence is Confidence.UNCONFIRMED:
            self.codes.add(UNCONFIRMED)
            self.doubts |= ground.doubts

    def take(self, other: Answer) -> None:
        """Take over what another has to say."""
        self.codes |= other.codes
        self.doubts |= other.doubts
        self.least = min(self.least, other.least)

    def withholds(self) -> bool:
        """Whether a reason withholds; those of gate 9 only refer (R2)."""
        return any(gate != 9 for gate, _ in self.codes)


@dataclass
class Judged:
    """One label through gates 1 to 4; `side` and `level` are None where gate 1 fails."""

    label: Label
    side: Side | None
    level: Level | None
    one: Answer
    two: Answer
    three: Answer
    four: Answer

    @property
    def gates(self) -> tuple[Answer, Answer, Answer, Answer]:
        """The four gates in order."""
        return self.one, self.two, self.three, self.four


def judge(label: Label, case: Case) -> Judged:
    """Gates 1 to 4; an invalid label is not read further (R20-R75)."""
    one = Answer({(1, code) for code in faults(label, case.book, case.at)})
    policy = edition_at(case.book, label.policy.name, case.at)
    profile = profile_of(case.book, policy) if policy is not None else None
    level = level_named(policy, label.level) if policy is not None else None
    if one.codes or policy is None or profile is None or level is None:
        return Judged(label, None, None, one, Answer(), Answer(), Answer())
    side, reading = Side(policy, profile), read(label, policy, profile)
    two, three = gate_two(case, side, level, gate=2), gate_three(case, side, reading, level)
    return Judged(label, side, level, one, two, three, gate_four(case, side, reading, level))


def is_from(side: Side, level: Level, threshold: str | None) -> bool:
    """Whether a level is at or above a threshold; one that is not understood counts for every level (R3, R70)."""
    if threshold is None:
        return False
    found = level_named(side.policy, threshold)
    return found is None or level.rank >= found.rank


def gate_two(case: Case, side: Side, level: Level, *, gate: int) -> Answer:
    """The level, or below the threshold a briefing (R70)."""
    answer = Answer()
    held = holds_level(case, side, level)
    if is_from(side, level, side.profile.clearance_from):
        needed = held
    elif is_from(side, level, side.profile.briefing_from):
        needed = alike(held, is_briefed(case, side.owner))
    else:
        needed = CERTAIN
    if needed.confidence is Confidence.ABSENT:
        answer.codes.add((gate, "CLASS_NOT_HELD" if holds_any_level(case, side) else "NO_CLEARANCE"))
    answer.rest_on(needed)
    return answer


def gate_three(case: Case, side: Side, reading: Reading, level: Level) -> Answer:
    """Basis and release: every permissive set, or what a bare label means (R71-R74, R81, R82)."""
    answer, fails_main = Answer(), False
    for group in reading.permissive():
        held = alike(*(holds_value(case, side, tag_set=group.tag_set, value=v, level=level) for v in group.values))
        answer.rest_on(held)
        if held.confidence is Confidence.ABSENT:
            main = [name for name in (side.profile.circle_set, side.profile.release_set) if name is not None]
            if among(group.tag_set.name, main):
                fails_main = True
            else:
                answer.codes.add((3, "PERMISSIVE_NONE_HELD"))
    if not reading.permissive() and side.profile.bare is Bare.OWNER:
        held = circle(case, side.owner)
        answer.rest_on(held)
        fails_main = held.confidence is Confidence.ABSENT
    if fails_main:
        named, allowed = names_seat(case, side, reading), is_allowed(case, side, level)
        answer.codes |= {(3, code) for code in no_basis(named=named, allowed=allowed)}
    ask(answer, case, gate=3, owner=side.owner, level=level.name)
    return answer


def no_basis(*, named: bool, allowed: bool) -> set[str]:
    """Which answer a seat gets that has no basis (R72)."""
    if allowed:
        return {"NO_RELEASE_DECISION"}
    return {"NO_BASIS"} if named else {"NO_BASIS", "NO_RELEASE_DECISION"}


def names_seat(case: Case, side: Side, reading: Reading) -> bool:
    """Whether the label names the seat, whatever the facts of the day (R72, R73)."""
    if not reading.permissive():
        return case.reader.through == side.owner
    main = [name for name in (side.profile.circle_set, side.profile.release_set) if name is not None]
    return any(
        backing_names(case, side.owner, backing_of(side.profile, group.tag_set.name, value))
        for group in reading.permissive()
        if among(group.tag_set.name, main)
        for value in group.values
    )


def backing_names(case: Case, owner: str, backing: Backing) -> bool:
    """Whether a value so backed names the seat (R73)."""
    party, through = case.reader.party, case.reader.through
    ever = {(m.organisation, m.standing) for m in case.book.memberships if m.party == party}
    if backing.behind is Behind.OWNER:
        return through == owner
    if backing.behind is Behind.INSTITUTIONS:
        return through == owner and (owner, Standing.INSTITUTION) in ever
    if backing.behind is Behind.ORGANISATION:
        return through in backing.parties
    if backing.behind in (Behind.POSTS, Behind.STATE):
        return party in backing.parties
    if backing.behind in (Behind.GROUP, Behind.CLAUSE):
        return any(organisation in backing.parties for organisation, _ in ever)
    return False


def is_allowed(case: Case, side: Side, level: Level) -> bool:
    """Whether some release value could let the seat in at this level (R72)."""
    release = set_named(side.policy, side.profile.release_set)
    if release is None:
        return False
    for tag in release.tags:
        for value in tag.values:
            if tag.kind is not Kind.PERMISSIVE or value.user_input is not None:
                continue
            entries = [entry for _, entry in listed(release, Kind.PERMISSIVE, value.name)]
            if all(among(level.name, entry.excluded_levels) for entry in entries):
                continue
            if backing_of(side.profile, release.name, value.name).behind not in ROUTES:
                continue
            held = holds_value(case, side, tag_set=release, value=value.name, level=level)
            if held.confidence is not Confidence.ABSENT:
                return True
    return False


def gate_four(case: Case, side: Side, reading: Reading, level: Level) -> Answer:
    """Every restrictive value is held (R75)."""
    answer = Answer()
    for group in reading.given:
        for value in group.values if group.kind is Kind.RESTRICTIVE else ():
            held = holds_value(case, side, tag_set=group.tag_set, value=value, level=level)
            if held.confidence is Confidence.ABSENT:
                answer.codes.add((4, "RESTRICTIVE_NOT_HELD"))
            answer.rest_on(held)
    return answer


# ---- gate 9: open questions ------------------------------------------------------------------------------------------


def ask(answer: Answer, case: Case, *, gate: int, owner: str, level: str) -> None:
    """Refer where an open question holds: for no basis in its place, for a nationality beside a pass (R81, R82)."""
    failed = {code for g, code in answer.codes if g == gate}
    alone = "NO_BASIS" in failed and "NO_RELEASE_DECISION" not in failed
    if alone and is_open(case, Asks.NO_BASIS, case.reader.party, owner, level):
        answer.codes -= {(gate, "NO_BASIS")}
        answer.codes.add(OPEN_QUESTION)
    elif not failed and is_foreign_post(case, owner):
        nationality = case.reader.nationality
        if nationality is not None and is_open(case, Asks.NATIONALITY, nationality, owner, level):
            answer.codes.add(OPEN_QUESTION)


def is_foreign_post(case: Case, owner: str) -> bool:
    """Whether the seat is a post of an institution of an organisation that is not the owner (R82)."""
    post = belongs(case, case.reader.party, case.reader.through, frozenset({Standing.INSTITUTION}))
    return owner != case.reader.through and post.confidence is not Confidence.ABSENT


def is_open(case: Case, asks: Asks, party: str, owner: str, level: str) -> bool:
    """Whether an open question of this kind holds (R80-R82)."""
    return any(
        question.asks is asks
        and question.owner == owner
        and question.through == case.reader.through
        and (not question.levels or among(level, question.levels))
        and holding(question.period, case.at) is not Confidence.ABSENT
        and meets(case, party, question.who).confidence is not Confidence.ABSENT
        for question in case.book.questions
    )
