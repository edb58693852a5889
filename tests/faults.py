"""Faults planted in the kernel on purpose, each of which the differential must find.

Each is what a tired person might write: a bound moved, a rule forgotten, a claim believed. Where the kernel changes and
a snippet is no longer there, plant the fault anew where its rule now is.
"""

from __future__ import annotations

from tests.planting import Fault

GATE_ONE = (
    Fault("policy OID is not compared", "validity.py", "form.oid is not None and form.oid != policy.oid", "False"),
    Fault(
        "OID and name may disagree",
        "resolve.py",
        "return by_oid if by_name is None or by_name is by_oid else None",
        "return by_oid or by_name",
    ),
    Fault("kind of a group is believed", "validity.py", "if group.kind not in tag_set.kinds:", "if False:"),
    Fault(
        "a value of another kind is taken",
        "resolve.py",
        "return tag_set.entries.get((kind, name), ()) if name else ()",
        "return next((tag_set.entries[k, name] for k in Kind if name and (k, name) in tag_set.entries), ())",
    ),
    Fault("an empty group passes", "validity.py", "        if not group.values:\n", "        if False:\n"),
    Fault("a blank value is free input", "resolve.py", "    if not name:\n        return ()\n", ""),
    Fault(
        "a missing creation instant passes",
        "validity.py",
        "    if form.created is None:\n        yield Failure(Rule.MALFORMED",
        "    if False:\n        yield Failure(Rule.MALFORMED",
    ),
    Fault(
        "the last entry of a name overwrites",
        "validity.py",
        "for _, entry in value.entries):",
        "for _, entry in value.entries[-1:]):",
    ),
    Fault("a window ends a tick early", "validity.py", "now <= entry.not_after)", "now < entry.not_after)"),
    Fault("an empty all of is true", "validity.py", "return bool(per_ref) and all(per_ref)", "return all(per_ref)"),
    Fault("only one is read as one or more", "validity.py", "return len(hits) == 1", "return len(hits) >= 1"),
    Fault(
        "limits count entries, not values",
        "validity.py",
        "        for tag, _ in value.entries:\n            place = (value.tag_set.name, id(tag))\n"
        "            tags.setdefault(place, (value, tag, set()))[2].add(value.name)\n",
        "        for tag, entry in value.entries:\n            place = (value.tag_set.name, id(tag))\n"
        "            tags.setdefault(place, (value, tag, set()))[2].add(str(id(entry)))\n",
    ),
    Fault(
        "the edition of creation is not read",
        "memo.py",
        "    then = rulebook.policy(form.policy, form.created) or today",
        "    then = today",
    ),
    Fault("a set without a role passes", "validity.py", "if role_of(profile, name) is None:", "if False:"),
    Fault(
        "a bare label is never invalid", "validity.py", "if not named and profile.bare is Bare.INVALID:", "if False:"
    ),
    Fault(
        "repeats need not add",
        "validity.py",
        "repeated <= given and bool(given - other - ignored)",
        "repeated <= given",
    ),
)
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
        "Way(refused(way.ground, refusal), way.ceiling, way.agreement) for way in found",
        "way for way in found",
    ),
    Fault("a refusal speaks of its own way only", "seats.py", "sorted({recipient, self.through})", "[recipient]"),
    Fault(
        "a group is never refused",
        "effective.py",
        "yield Holding(TOP, refused(dated, seat.refusal(owner, seat.through)))",
        "yield Holding(TOP, dated)",
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
    Fault("the ceiling is ignored", "effective.py", "if holding.ceiling >= rank]", "]"),
    Fault(
        "the ceiling excludes its own level",
        "effective.py",
        "if holding.ceiling >= rank]",
        "if holding.ceiling > rank]",
    ),
    Fault(
        "a ceiling nobody knows is no ceiling",
        "effective.py",
        "        if level is not None:\n            yield Holding(level.rank,",
        "        if True:\n            yield Holding(level.rank if level else TOP,",
    ),
    Fault(
        "posts are not posts", "effective.py", "seat.inside(seat.through, INSTITUTIONS))", "seat.inside(seat.through))"
    ),
    Fault("the marker is ignored", "effective.py", "    if backings.markers:\n", "    if False:\n"),
)
GATES = (
    Fault("any set is enough", "gates.py", "    if not failing:\n", "    if passing or not failing:\n"),
    Fault(
        "a bare label is released to everyone",
        "gates.py",
        "return {} if valid.profile.bare is Bare.EVERYONE else {BARE: effective.circle}",
        "return {}",
    ),
    Fault(
        "any restrictive value is enough",
        "gates.py",
        "        if missing:\n",
        "        if len(missing) == len(values):\n",
    ),
    Fault(
        "unconfirmed decides",
        "gates.py",
        "    if ground.confidence is not UNCONFIRMED:\n        return ()\n",
        "    return ()\n",
    ),
    Fault(
        "allowed is enough",
        "gates.py",
        "    if allowed.confidence is not ABSENT:\n        return (decision,)\n",
        "    if allowed.confidence is not ABSENT:\n        return ()\n",
    ),
    Fault(
        "excluded levels are not read for allowed",
        "effective.py",
        "for key in self.routes if self.may_name(key, level))",
        "for key in self.routes)",
    ),
    Fault(
        "nationality is never asked",
        "gates.py",
        "    return () if owner == view.seat.through else questions(",
        "    return () if True else questions(",
    ),
    Fault(
        "an open question is asked of everybody",
        "gates.py",
        "        and view.arises(question, seat).confidence is not ABSENT\n",
        "",
    ),
    Fault(
        "any community is enough",
        "decide.py",
        '    reasons = [Reason(Rule.COMMUNITY_NOT_HELD, "", missing)] if missing else []',
        '    reasons = [Reason(Rule.COMMUNITY_NOT_HELD, "", missing)] if len(missing) == len(grounds) else []',
    ),
    Fault(
        "the embargo ends a tick late",
        "decide.py",
        "key.embargo is not None and at < key.embargo",
        "key.embargo is not None and at <= key.embargo",
    ),
    Fault("succession is ignored", "key.py", "form.succession[0] <= instant", "False"),
    Fault("succession begins a tick late", "key.py", "form.succession[0] <= instant", "form.succession[0] < instant"),
    Fault("succession is read backwards", "key.py", "form.succession[0] <= instant", "form.succession[0] > instant"),
    Fault(
        "an alternative grants",
        "decide.py",
        "if not _is_withheld((step,)) or _is_withheld((view.step(basis), view.step(categories))):",
        "if not _is_withheld((step,)):",
    ),
    Fault(
        "an alternative ignores its own gates",
        "decide.py",
        "    if ground.confidence is ABSENT or _is_withheld(steps):\n",
        "    if ground.confidence is ABSENT or _is_withheld(steps[:1]):\n",
    ),
    Fault(
        "an alternative may be lower",
        "decide.py",
        "return ground if other.level.rank >= level.rank else Ground(ABSENT)",
        "return ground",
    ),
    Fault(
        "the author of a labelled portion is not asked",
        "decide.py",
        "is_author = bool(key.author) and key.author == view.reader.id",
        "is_author = key.author == view.reader.id or not key.author",
    ),
)
OTHERS = (
    Fault(
        "unknown release values pass",
        "mentions.py",
        "    if mention.released_to is None:\n        return NOTHING, (Reason(Rule.RELEASE_UNKNOWN, subject),)\n",
        "    if mention.released_to is None:\n        return CERTAIN, ()\n",
    ),
    Fault(
        "unknown release values pass with a policy",
        "mentions.py",
        "        return ground, (Reason(Rule.RELEASE_UNKNOWN, subject),)\n",
        "        return ground, ()\n",
    ),
    Fault(
        "what is contained needs no level",
        "mentions.py",
        "    if contained:\n        yield _level_question(policy, profile, level, subject)\n",
        "",
    ),
    Fault(
        "what is contained nationally needs no level",
        "mentions.py",
        "            if contained:\n",
        "            if False:\n",
    ),
    Fault(
        "a national marking is read at its lowest",
        "mentions.py",
        "    return max(levels, key=lambda pair: pair[0].rank)\n",
        "    return min(levels, key=lambda pair: pair[0].rank)\n",
    ),
    Fault(
        "a national ceiling is ignored",
        "mentions.py",
        "    if way.ceiling is None:\n        return way.ground\n",
        "    return way.ground\n",
    ),
    Fault(
        "an unknown release value is dropped",
        "mentions.py",
        "(Reason(Rule.OTHER_CAT_UNKNOWN, subject, (), unknown),) if unknown else ()",
        "()",
    ),
    Fault(
        "valid_until forgets the case",
        "memo.py",
        "return min(view.until, next_turn(case.turns, at))",
        "return view.until",
    ),
    Fault(
        "valid_until forgets the seat",
        "memo.py",
        "return min(view.until, next_turn(case.turns, at))",
        "return next_turn(case.turns, at)",
    ),
    Fault(
        "valid_until forgets usable",
        "view.py",
        "periods += [agreement.period, agreement.usable]",
        "periods += [agreement.period]",
    ),
    Fault(
        "valid_until forgets the windows",
        "index.py",
        "update((policy.since, *policy.windows))",
        "update((policy.since,))",
    ),
    Fault(
        "valid_until forgets nationality",
        "view.py",
        "for party in (reader.party, reader.nationality):",
        "for party in (reader.party,):",
    ),
    Fault(
        "a key forgets the date of marking",
        "key.py",
        "marked=start_of_interval(index.marked_bounds.get(mention.owner, ()), mention.marked)",
        "marked=start_of_interval((), mention.marked)",
    ),
)
PAPERS = (
    Fault(
        "a gate is dropped in a roll-up",
        "rollup.py",
        "if role_of(profile, name) is SetRole.EXPANSION:",
        "if True:",
        "roll-ups",
    ),
    Fault(
        "an expansion is kept in a roll-up",
        "rollup.py",
        "if len(having) == len(parts) and not _only_own(shared, name, profile):",
        "if not _only_own(shared, name, profile):",
        "roll-ups",
    ),
    Fault(
        "the lowest level is rolled up", "rollup.py", "level = max((part.level", "level = min((part.level", "roll-ups"
    ),
    Fault(
        "the marker outlives its expansion",
        "rollup.py",
        "        found = _without_markers(found, name, profile)\n",
        "        pass\n",
        "roll-ups",
    ),
    Fault(
        "an empty gate is dropped",
        "rollup.py",
        "return None if any(not values for values in found.values()) else found",
        "return {n: v for n, v in found.items() if v}",
        "roll-ups",
    ),
    Fault("a heading outlives its section", "edition.py", "and bodies[first] < ends[base])", ")", "editions"),
    Fault(
        "the last wording is taken",
        "edition.py",
        "first.setdefault(_base(portion), portion)",
        "first[_base(portion)] = portion",
        "editions",
    ),
    Fault(
        "a caption outlives its table",
        "edition.py",
        "p.caption_of is None or record.base(p.caption_of) in bases",
        "True",
        "editions",
    ),
    Fault(
        "a footnote outlives its reference",
        "edition.py",
        "if t in by_base and by_base[t].id not in cited]",
        "if t in by_base and by_base[t].id not in cited] or [n for n in footnotes if n.id not in cited]",
        "editions",
    ),
    Fault(
        "a file of another policy counts",
        "scope.py",
        "clearance if clearance and fold(clearance.under) == fold(valid.policy.name) else None",
        "clearance",
        "clearance files",
    ),
    Fault(
        "obsolete values may be created",
        "validity.py",
        "        and not (creating and entry.obsolete)\n",
        "",
        "clearance files",
    ),
    Fault("obsolete levels may be created", "validity.py", "or (creating and level.obsolete)", "", "clearance files"),
)

FAULTS = (*GATE_ONE, *HOLDING, *GATES, *OTHERS, *PAPERS)
