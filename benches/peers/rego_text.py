"""The release rule in Rego: a rule for each thing an owner's papers ask for, a function for each condition."""

from __future__ import annotations

import json
from collections.abc import Iterable

from benches.peers.plain import GROUPED, NEVER, HouseRules, PlainWorld, agreement_key, fact_key, seconds
from concord.release.periods import Period
from concord.release.profile import Behind
from concord.release.relations import AgreementWith, AllOf, AnyOf, Belongs, Condition, Is, Standing

HEAD = """package concord

import rego.v1

seat := data.seats[input.seat]

default released := false

released if {
  input.label.house == "public"
  open_to_seat
}

open_to_seat if {
  input.at >= input.label.embargo
  every name in input.label.communities { seat.communities[name] }
}

sure(facts, key) if {
  some span in facts[key]
  span.sure <= input.at
  input.at < span.fades
}

may(facts, key) if {
  some span in facts[key]
  span.since <= input.at
  input.at < span.until
}
"""

HOUSE = """
released if {{
  input.label.house == "{o}"
  open_to_seat
  level_{o}
  special_{o}
  inside_{o}
{sets}
  not asked_{o}
}}

papers_{o} := found if {{
  found := seat.papers_{o}
  found.span.sure <= input.at
  input.at < found.span.fades
}}

level_{o} if input.label.rank < {briefing}
level_{o} if papers_{o}.levels[input.label.level]
level_{o} if {{
  input.label.rank < {clearance}
  seat.briefed["{o}"]
}}

special_{o} if count(input.label.restrictive) == 0
special_{o} if {{
  papers_{o}
  every name in input.label.restrictive {{ papers_{o}.values[name] }}
}}

inside_{o} if not input.label.inside
inside_{o} if circle_{o}

circle_{o} if {{
  seat.through == "{o}"
  sure(seat.facts, "{o}_member")
}}
circle_{o} if post_{o}

post_{o} if {{
  seat.through == "{o}"
  sure(seat.facts, "{o}_institution")
}}

own_{o} if sure(seat.facts, "{o}_member")
own_{o} if {{
  routed_{o}
  input.label.rank <= seat.facts.route_{o}.ceiling
}}

routed_{o} if {{
  seat.facts.route_{o}.sure <= input.at
  input.at < seat.facts.route_{o}.fades
  not refused_{o}
}}

default refused_{o} := false
default asked_{o} := false
"""


def written(world: PlainWorld) -> str:
    """The module: what is common, then the rules of each owner."""
    return "\n".join([HEAD, *(_House(rules).text for rules in world.rules.values())])


class _House:
    """The rules of one owner's papers, gathered as they are needed."""

    def __init__(self, rules: HouseRules) -> None:
        self.rules = rules
        self.owner = rules.owner
        self._lines: list[str] = []
        self._named: dict[tuple[Condition, bool], str] = {}
        sets = dict.fromkeys(tag_set for tag_set, _, _, _ in rules.backed)
        self._refusals()
        self._ways()
        self._questions()
        for tag_set in sets:
            self._set(tag_set)
        head = HOUSE.format(
            o=self.owner,
            briefing=rules.briefing,
            clearance=rules.clearance,
            sets="\n".join(f"  {name}_{self.owner}" for name in sets),
        )
        self.text = "\n".join([head, *self._lines])

    def _rule(self, name: str, *body: str) -> None:
        self._lines.append(f"{name} if {{\n  " + "\n  ".join(body) + "\n}")

    def _set(self, tag_set: str) -> None:
        """The set is not there, or one of its values is held at the level of the paper."""
        name, rules = f"{tag_set}_{self.owner}", self.rules
        bare = (f"circle_{self.owner}",) if self.owner == "EU" else ()
        self._rule(name, f"not input.label.{tag_set}", *bare)
        for value, parties in rules.values(tag_set, Behind.GROUP):
            self._rule(name, _has(tag_set, value), self._group(parties))
        for behind in (Behind.OWNER, Behind.INSTITUTIONS, Behind.ORGANISATION, Behind.POSTS):
            for value, parties in rules.values(tag_set, behind):
                self._rule(name, _has(tag_set, value), *self._held(behind, parties))
        if rules.values(tag_set, Behind.STATE):
            own = f"seat.facts.own_{self.owner}"
            self._rule(name, f"{own} in input.label.{tag_set}", f"own_{self.owner}")
        for value, _ in rules.values(tag_set, Behind.MARKER):
            self._marker()
            self._rule(name, _has(tag_set, value), f"marked_{self.owner}")

    def _held(self, behind: Behind, parties: tuple[str, ...]) -> tuple[str, ...]:
        if behind is Behind.OWNER:
            return (f"circle_{self.owner}",)
        if behind is Behind.INSTITUTIONS:
            return (f"post_{self.owner}",)
        if behind is Behind.ORGANISATION:
            return f"circle_{parties[0]}", f"way_{self.owner}_{parties[0]}"
        other = next(iter(self.rules.ways))
        return f"seat.facts.party in {_set_of(parties)}", f"post_{other}", f"way_{self.owner}_{other}"

    def _group(self, groups: tuple[str, ...]) -> str:
        name = f"group_{self.owner}_{'_'.join(groups)}"
        if not any(line.startswith(f"{name} if") for line in self._lines):
            condition = AnyOf(tuple(Belongs(group, frozenset(GROUPED)) for group in groups))
            self._rule(name, f"{self._condition(condition, sure=True)}(seat.facts)", f"not refused_{self.owner}")
        return name

    def _marker(self) -> None:
        """The owner's circle, or any release value, at any level."""
        name = f"marked_{self.owner}"
        self._rule(name, f"circle_{self.owner}")
        self._rule(name, f"seat.facts.own_{self.owner}", f'sure(seat.facts, "{self.owner}_member")')
        self._rule(name, f"seat.facts.own_{self.owner}", f"routed_{self.owner}")
        listed = dict.fromkeys((behind, parties) for _, _, behind, parties in self.rules.backed)
        for behind, parties in listed:
            if behind in (Behind.ORGANISATION, Behind.POSTS):
                self._rule(name, *self._held(behind, parties))
            if behind is Behind.GROUP:
                self._rule(name, self._group(parties))

    def _ways(self) -> None:
        for recipient, flows in self.rules.ways.items():
            for agreement, flow in flows:
                if flow.covers != AnyOf(()):
                    self._rule(
                        f"way_{self.owner}_{recipient}",
                        *_dated(agreement.period, sure=True),
                        *_dated(agreement.usable, sure=True),
                        f"{self._condition(flow.covers, sure=True)}(seat.facts)",
                        f"not refused_{self.owner}",
                    )

    def _refusals(self) -> None:
        for recipient, flows in self.rules.refusals.items():
            for agreement, flow in flows:
                if flow.refuses is not None:
                    self._rule(
                        f"refused_{self.owner}",
                        f"seat.through == {json.dumps(recipient)}",
                        *_dated(agreement.period, sure=False),
                        f"{self._condition(flow.refuses, sure=False)}(seat.facts)",
                    )

    def _questions(self) -> None:
        for question in self.rules.questions:
            self._rule(
                f"asked_{self.owner}",
                *_dated(question.period, sure=False),
                f"seat.through == {json.dumps(question.through)}",
                f'may(seat.facts, "{fact_key(question.through, Standing.INSTITUTION)}")',
                f"{self._condition(question.who, sure=False)}(seat.nationality)",
            )

    def _condition(self, condition: Condition, *, sure: bool) -> str:
        """The name of the function that says whether a condition holds for some facts."""
        name = self._named.get((condition, sure))
        if name is None:
            name = self._named[condition, sure] = f"holds_{self.owner}_{len(self._named)}"
            for body in self._bodies(condition, sure=sure):
                self._rule(f"{name}(facts)", *body)
        return name

    def _bodies(self, condition: Condition, *, sure: bool) -> Iterable[tuple[str, ...]]:
        holds = "sure" if sure else "may"
        if isinstance(condition, Is):
            yield (f"facts.party in {_set_of(condition.parties)}",)
        elif isinstance(condition, Belongs):
            for standing in sorted(condition.standings, key=lambda each: each.value):
                yield (f'{holds}(facts, "{fact_key(condition.organisation, standing)}")',)
        elif isinstance(condition, AgreementWith):
            yield (f'{holds}(facts, "{agreement_key(condition.organisation)}")',)
        elif isinstance(condition, AllOf):
            yield tuple(f"{self._condition(part, sure=sure)}(facts)" for part in condition.parts)
        elif isinstance(condition, AnyOf):
            for part in condition.parts:
                yield (f"{self._condition(part, sure=sure)}(facts)",)
        else:
            yield ("facts.party", f"not {self._condition(condition.part, sure=not sure)}(facts)")


def _dated(period: Period, *, sure: bool) -> tuple[str, ...]:
    first, last = (period.sure, period.fades) if sure else (period.since, period.until)
    bounds = (f"{seconds(first)} <= input.at",) if seconds(first) > -NEVER else ()
    return (*bounds, f"input.at < {seconds(last)}") if seconds(last) < NEVER else bounds


def _has(tag_set: str, value: str) -> str:
    return f"{json.dumps(value)} in input.label.{tag_set}"


def _set_of(parties: Iterable[str]) -> str:
    return "{" + ", ".join(json.dumps(party) for party in sorted(parties)) + "}"
