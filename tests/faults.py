"""Faults planted in the kernel on purpose, each of which the differential must find.

Each is what a tired person might write: a bound moved, a rule forgotten, a claim believed. Where the kernel changes and
a snippet is no longer there, plant the fault anew where its rule now is.
"""

from __future__ import annotations

from tests.faults_labels import GATE_ONE
from tests.faults_seats import HOLDING
from tests.planting import Fault

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
        "reach.py",
        "for key in self.routes if any(level not in excluded for excluded in names[key]))",
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
        "    if contained:\n        yield",
        "    if False:\n        yield",
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
    Fault("valid_until forgets the case", "memo.py", "next_turn(case.turns, at))", "NEVER)"),
    Fault("valid_until forgets the seat", "memo.py", "min(view.turns_at, next_turn", "min(NEVER, next_turn"),
    Fault(
        "valid_until forgets usable",
        "places.py",
        "            yield dated.usable\n",
        "            yield from ()\n",
    ),
    Fault(
        "valid_until forgets the windows",
        "index.py",
        "update((policy.since, *policy.windows))",
        "update((policy.since,))",
    ),
    Fault(
        "valid_until forgets nationality",
        "places.py",
        "(party,) if nationality in (None, party) else (party, nationality)",
        "(party,)",
    ),
    Fault(
        "a release to one state can be decided for no state",
        "backings.py",
        "(key in self.common or key in own)",
        "key in self.common",
    ),
    Fault(
        "values of different backings are held alike",
        "reach.py",
        "        found = self._holdings.get(id(backing))\n",
        "        found = next(iter(self._holdings.values()), None)\n",
    ),
    Fault(
        "what is kept outlives an owner's membership",
        "places.py",
        "memberships=(*self._memberships(), *belongs),",
        "memberships=tuple(self._memberships()),",
        "views_keep_what_holds",
    ),
    Fault(
        "what is kept outlives what flows to a group",
        "places.py",
        "{self._party, self._through} | (self._groups & index.clauses.get(owner, frozenset()))",
        "{self._party, self._through}",
        "views_keep_what_holds",
    ),
    Fault(
        "what is kept outlives an open question",
        "places.py",
        "if (q.owner, q.through) == (owner, self._through)",
        "if False",
        "views_keep_what_holds",
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
        "a roll-up need not dominate",
        "rollup.py",
        "if not all(_covers(whole, part) for part in parts):",
        "if False:",
        "roll-ups",
    ),
    Fault(
        "a bare label asks nothing of a roll-up",
        "rollup.py",
        "return part.profile.bare is Bare.EVERYONE or _keeps_to_circle(whole)",
        "return True",
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
