"""Faults planted in what a seat holds: levels, values, agreements. Part of tests/faults.py."""

from __future__ import annotations

from tests.planting import Fault

HOLDING = (
    Fault(
        "a level is held by rank, not as a set",
        "gates.py",
        "    held = effective.levels.get(fold(level.name), NOTHING)\n",
        "    ranks = effective.policy.level_by_name\n"
        "    held = either(g for n, g in effective.levels.items() if ranks[n].rank >= level.rank)\n",
    ),
    Fault(
        "a briefing serves above its threshold",
        "gates.py",
        "    if level.rank < thresholds.clearance:\n        held",
        "    if True:\n        held",
    ),
    Fault(
        "no clearance below the threshold is read as none at all",
        "gates.py",
        "level.rank < thresholds.briefing and",
        "level.rank <= thresholds.briefing and",
    ),
    Fault(
        "an equivalence holds at any date",
        "effective.py",
        "min(entry.confidence, entry.marked.holds(marked))",
        "entry.confidence",
    ),
    Fault("an ambiguous equivalence decides", "effective.py", "    if len(levels) > 1:\n", "    if False:\n"),
    Fault(
        "a clearance adds a party",
        "effective.py",
        "            if backing_of(profile, key).behind is Behind.GRANTED:\n",
        "            if True:\n",
    ),
    Fault(
        "unsure ends decide",
        "periods.py",
        "return Confidence.SOURCED if self.sure <= at < self.fades else Confidence.UNCONFIRMED",
        "return Confidence.SOURCED",
    ),
    Fault(
        "expiry is inclusive",
        "periods.py",
        "if not self.since <= at < self.until:",
        "if not self.since <= at <= self.until:",
    ),
    Fault(
        "expiry is off by a day",
        "periods.py",
        "if not self.since <= at < self.until:",
        "if not self.since <= at or at.date() > self.until.date():",
    ),
    Fault(
        "grades are not read",
        "seats.py",
        "fact(min(row.confidence, row.period.holds(self.at)), row.id)",
        "fact(row.period.holds(self.at), row.id)",
    ),
    Fault(
        "members of the owner need not read through it",
        "seats.py",
        "if self.through == organisation else NOTHING",
        "if True else NOTHING",
    ),
    Fault(
        "an invitee is a member",
        "seats.py",
        "MEMBERS = frozenset({Standing.MEMBER})",
        "MEMBERS = frozenset({Standing.MEMBER, Standing.INVITEE})",
    ),
    Fault(
        "the agreement is not read",
        "seats.py",
        "both(speaks, self._working(agreement), self.meets(flow.covers))",
        "both(speaks, self.meets(flow.covers))",
    ),
    Fault(
        "usable is not read",
        "seats.py",
        "return both(self._in_force(agreement), fact(usable, agreement.id))",
        "return self._in_force(agreement)",
    ),
    Fault(
        "whom it covers is not read",
        "seats.py",
        "both(speaks, self._working(agreement), self.meets(flow.covers))",
        "both(speaks, self._working(agreement))",
    ),
    Fault(
        "an empty condition holds",
        "seats.py",
        "both(*map(self.meets, condition.parts)) if condition.parts else NOTHING",
        "both(CERTAIN, *map(self.meets, condition.parts))",
    ),
    Fault(
        "a refusal is ignored",
        "seats.py",
        "return Ways(tuple(self._carrying(owner, recipient)), refusal)",
        "return Ways(tuple(self._carrying(owner, recipient)), NOTHING)",
    ),
    Fault("a refusal speaks of its own way only", "seats.py", "sorted({recipient, self.through})", "[recipient]"),
    Fault(
        "a group is never refused",
        "reach.py",
        "yield Holding(((TOP, dated),), refusal=seat.refusal(owner, seat.through))",
        "yield Holding(((TOP, dated),))",
    ),
    Fault(
        "an agreement of members speaks for all",
        "seats.py",
        "yield replace(self, party=owner).belongs(organisation, MEMBERS), agreement, flow",
        "yield CERTAIN, agreement, flow",
    ),
    Fault(
        "any agreement is a security agreement",
        "seats.py",
        "if agreement.kind is AgreementKind.SECURITY and set",
        "if set",
    ),
    Fault("the ceiling is ignored", "reach.py", "if ceiling >= rank]", "]"),
    Fault(
        "the ceiling excludes its own level",
        "reach.py",
        "if ceiling >= rank]",
        "if ceiling > rank]",
    ),
    Fault(
        "a ceiling nobody knows is no ceiling",
        "reach.py",
        "        if level is not None:\n            yield level.rank,",
        "        if True:\n            yield level.rank if level else TOP,",
    ),
    Fault("posts are not posts", "reach.py", "seat.inside(seat.through, INSTITUTIONS))", "seat.inside(seat.through))"),
    Fault("the marker is ignored", "reach.py", "        if key in self.backings.markers:\n", "        if False:\n"),
)
