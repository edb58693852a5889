"""The policies of the release rule in Cedar: one `permit` for the papers of each owner.

Cedar has no functions and no loops, so conditions are written out where they are read; what is the same for every
state (its own release value, its own agreement) is data of the seat.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from benches.peers.plain import GROUPED, NEVER, HouseRules, PlainWorld, agreement_key, fact_key, numbered, seconds
from concord.release.periods import Period
from concord.release.profile import Behind
from concord.release.relations import (
    Agreement,
    AgreementWith,
    AllOf,
    AnyOf,
    Belongs,
    Condition,
    Flow,
    Is,
    OpenQuestion,
    Standing,
)

INSIDE = (Standing.MEMBER, Standing.INSTITUTION)


def written(world: PlainWorld) -> str:
    """The policies: one for each owner, and one for what is public."""
    spans: dict[str, int] = {}
    for facts in world.parties.values():
        for key, found in facts.spans.items():
            spans[key] = max(len(found), spans.get(key, 0))
    houses = (_house(_Words(rules, spans)) for rules in world.rules.values())
    return "\n\n".join([*houses, _permit("public", _common())])


def _permit(house: str, conditions: Iterable[str]) -> str:
    body = " &&\n  ".join(conditions)
    return f'permit(principal is Seat, action == Action::"read", resource is {house}) when {{\n  {body}\n}};'


def _common() -> list[str]:
    return ["context.at >= resource.embargo", "principal.communities.containsAll(resource.communities)"]


def _house(words: _Words) -> str:
    rules, owner = words.rules, words.rules.owner
    papers = f"principal.papers_{owner}"
    in_force = f"principal has papers_{owner} && {_sure(papers)}"
    level = _any(
        f"resource.rank < {rules.briefing}",
        _all(in_force, f"{papers}.levels.contains(resource.level)"),
        _all(f"resource.rank < {rules.clearance}", f'principal.briefed.contains("{owner}")'),
    )
    special = _all(in_force, f"{papers}.values.containsAll(resource.restrictive)")
    bare = words.circle if owner == "EU" else "true"
    sets = dict.fromkeys(tag_set for tag_set, _, _, _ in rules.backed)
    conditions = [
        *_common(),
        level,
        _any("resource.restrictive.isEmpty()", special),
        _any("!resource.inside", words.circle),
        *(f"(if resource has {name} then {words.any_of(name)} else {bare})" for name in sets),
        *(f"!{words.question(question)}" for question in rules.questions),
    ]
    return _permit(owner, conditions)


class _Words:
    """The conditions of one owner's rules in Cedar. `spans` are the facts there are, with how many spans at most."""

    def __init__(self, rules: HouseRules, spans: dict[str, int]) -> None:
        self.rules = rules
        self._spans = spans

    @property
    def circle(self) -> str:
        """The owner's circle."""
        return self._inside(self.rules.owner, INSIDE)

    def any_of(self, tag_set: str) -> str:
        """At least one value of a set is held at the level of the paper."""
        rules = self.rules
        found = [_all(_has(tag_set, v), self.circle) for v, _ in rules.values(tag_set, Behind.OWNER)]
        for value, _ in rules.values(tag_set, Behind.INSTITUTIONS):
            found.append(_all(_has(tag_set, value), self._inside(rules.owner, (Standing.INSTITUTION,))))
        for value, parties in rules.values(tag_set, Behind.GROUP):
            found.append(_all(_has(tag_set, value), self._group(parties)))
        for value, parties in rules.values(tag_set, Behind.ORGANISATION):
            found.append(_all(_has(tag_set, value), self._organisation(parties[0])))
        for value, parties in rules.values(tag_set, Behind.POSTS):
            found.append(_all(_has(tag_set, value), self._posts(parties)))
        if rules.values(tag_set, Behind.STATE):
            own = f"principal has own_{rules.owner} && resource.{tag_set}.contains(principal.own_{rules.owner})"
            found.append(_all(own, self._state("resource.rank")))
        for value, _ in rules.values(tag_set, Behind.MARKER):
            found.append(_all(_has(tag_set, value), self._marker()))
        return _any(*found)

    def question(self, question: OpenQuestion) -> str:
        """The question arises: the seat is a post of the other house, its nationality is known and asked about."""
        post = self._inside(question.through, (Standing.INSTITUTION,), sure=False)
        who = self._condition("principal.nationality", question.who, sure=False)
        return _all("principal has nationality", self._dated(question.period, sure=False), post, who)

    def _inside(self, organisation: str, standings: Iterable[Standing], *, sure: bool = True) -> str:
        belongs = self._belongs("principal", organisation, standings, sure=sure)
        return _all(f'principal.through == "{organisation}"', belongs)

    def _group(self, groups: tuple[str, ...]) -> str:
        belongs = (self._belongs("principal", group, GROUPED, sure=True) for group in groups)
        return _all(_any(*belongs), *self._unrefused())

    def _organisation(self, organisation: str) -> str:
        return _all(self._inside(organisation, INSIDE), self._way(organisation), *self._unrefused())

    def _posts(self, bodies: tuple[str, ...]) -> str:
        named = f"{_strings(bodies)}.contains(principal.party)"
        ways = (_all(self._inside(r, (Standing.INSTITUTION,)), self._way(r)) for r in self.rules.ways)
        return _all(named, _any(*ways), *self._unrefused())

    def _state(self, rank: str) -> str:
        owner = self.rules.owner
        route = f"principal.route_{owner}"
        carries = _all(f"principal has route_{owner}", _sure(route), f"{rank} <= {route}.ceiling", *self._unrefused())
        return _any(self._belongs("principal", owner, (Standing.MEMBER,), sure=True), carries)

    def _marker(self) -> str:
        rules = self.rules
        listed = {(b, parties) for _, _, b, parties in rules.backed}
        groups = [self._group(parties) for b, parties in sorted(listed, key=str) if b is Behind.GROUP]
        houses = [self._organisation(parties[0]) for b, parties in sorted(listed, key=str) if b is Behind.ORGANISATION]
        posts = [self._posts(tuple(sorted({p for b, parties in listed if b is Behind.POSTS for p in parties})))]
        own = _all(f"principal has own_{rules.owner}", self._state("0"))
        return _any(self.circle, own, *houses, *posts, *groups)

    def _way(self, recipient: str) -> str:
        flows = self.rules.ways.get(recipient, ())
        return _any(
            *(
                _all(
                    self._dated(agreement.period, sure=True),
                    self._dated(agreement.usable, sure=True),
                    self._condition("principal", flow.covers, sure=True),
                )
                for agreement, flow in flows
            )
        )

    def _unrefused(self) -> list[str]:
        return [
            f"!{_all(f'principal.through == {_string(recipient)}', self._refusal(flows))}"
            for recipient, flows in self.rules.refusals.items()
            if flows
        ]

    def _refusal(self, flows: Iterable[tuple[Agreement, Flow]]) -> str:
        return _any(
            *(
                _all(
                    self._dated(agreement.period, sure=False),
                    self._condition("principal", flow.refuses, sure=False),
                )
                for agreement, flow in flows
                if flow.refuses is not None
            )
        )

    def _dated(self, period: Period, *, sure: bool) -> str:
        first, last = (period.sure, period.fades) if sure else (period.since, period.until)
        bounds = [f"{seconds(first)} <= context.at"] if seconds(first) > -NEVER else []
        bounds += [f"context.at < {seconds(last)}"] if seconds(last) < NEVER else []
        return _all(*bounds)

    def _belongs(self, who: str, organisation: str, standings: Iterable[Standing], *, sure: bool) -> str:
        return _any(*(self._held(who, fact_key(organisation, standing), sure=sure) for standing in standings))

    def _held(self, who: str, key: str, *, sure: bool) -> str:
        first, last = ("sure", "fades") if sure else ("since", "until")
        names = [numbered(key, n) for n in range(self._spans.get(key, 0))]
        held = (f"{who} has {n} && {who}.{n}.{first} <= context.at && context.at < {who}.{n}.{last}" for n in names)
        return _any(*(f"({each})" for each in held))

    def _condition(self, who: str, condition: Condition, *, sure: bool) -> str:
        if isinstance(condition, Is):
            return f"{_strings(condition.parties)}.contains({who}.party)"
        if isinstance(condition, Belongs):
            return self._belongs(who, condition.organisation, condition.standings, sure=sure)
        if isinstance(condition, AgreementWith):
            return self._held(who, agreement_key(condition.organisation), sure=sure)
        if isinstance(condition, AllOf):
            return _all(*(self._condition(who, part, sure=sure) for part in condition.parts))
        if isinstance(condition, AnyOf):
            return _any(*(self._condition(who, part, sure=sure) for part in condition.parts))
        return f"!{self._condition(who, condition.part, sure=not sure)}"


def _sure(record: str) -> str:
    return f"{record}.sure <= context.at && context.at < {record}.fades"


def _has(tag_set: str, value: str) -> str:
    return f"resource.{tag_set}.contains({_string(value)})"


def _all(*parts: str) -> str:
    """Every part, those that are always true left out."""
    needed = [part for part in parts if part != "true"]
    if "false" in needed:
        return "false"
    return f"({' && '.join(needed)})" if needed else "true"


def _any(*parts: str) -> str:
    """Any part, those that are never true left out."""
    serving = [part for part in dict.fromkeys(parts) if part != "false"]
    if "true" in serving:
        return "true"
    return f"({' || '.join(serving)})" if serving else "false"


def _string(text: str) -> str:
    return json.dumps(text)


def _strings(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_string, sorted(texts)))}]"
