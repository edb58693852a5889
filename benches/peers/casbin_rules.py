"""The release rule put to pycasbin: policy lines say what each level needs; the matcher calls functions for the rest.

Casbin's matcher language has sets to compare but no any-of over them and no dated conditions, so basis, clearance and
open questions are registered functions over the same facts. The fast enforcer looks lines up by owner and level, so
one line is tried for each request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

from benches.peers.plain import (
    GROUPED,
    HouseRules,
    PartyFacts,
    PlainPapers,
    PlainWorld,
    agreement_key,
    fact_key,
    seconds,
)
from concord.release.periods import Period
from concord.release.profile import Behind
from concord.release.relations import AgreementWith, AllOf, AnyOf, Belongs, Condition, Is, Standing

MODEL = """
[request_definition]
r = house, level, seat, label, at
[policy_definition]
p = house, level, needs
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.at >= r.label.embargo && r.label.communities <= r.seat.communities && cleared(p.needs, r.seat, r.label, r.at) \
&& has_basis(r.seat, r.label, r.at)
"""


@dataclass(frozen=True)
class Seat:
    """A seat as the matcher reads it."""

    party: str
    through: str
    facts: PartyFacts
    nationality: str
    national: PartyFacts | None
    papers: dict[str, PlainPapers]
    levels: dict[str, frozenset[str]]
    values: dict[str, frozenset[str]]
    briefed: frozenset[str]
    communities: frozenset[str]
    own: dict[str, str]


@dataclass(frozen=True)
class Paper:
    """A label as the matcher reads it."""

    house: str
    rank: int
    level: str
    sets: tuple[tuple[str, tuple[str, ...]], ...]
    restrictive: frozenset[str]
    inside: bool
    communities: frozenset[str]
    embargo: int


Test = Callable[[Seat, int, int], bool]
"""Whether a value is held by a seat at an instant and a rank."""


class Casbin:
    """pycasbin with the rules of a world."""

    name = "pycasbin"

    def __init__(self, world: PlainWorld) -> None:
        casbin = import_module("casbin")
        model = casbin.FastModel([0, 1])
        model.load_model_from_text(MODEL)
        self._enforcer = casbin.FastEnforcer(model, cache_key_order=[0, 1])
        self._enforcer.add_policies(_lines(world))
        houses = {owner: _House(rules) for owner, rules in world.rules.items()}
        self._enforcer.add_function("cleared", _cleared)
        self._enforcer.add_function("has_basis", lambda seat, label, at: _has_basis(houses, seat, label, at))
        self._seats = [_seat(n, world) for n in range(len(world.seats))]
        self._labels = [_paper(n, world) for n in range(len(world.labels))]

    def released(self, reader: int, label: int, at: int) -> bool:
        """Whether that label is released to that reader, by their places in the world."""
        paper = self._labels[label]
        return bool(self._enforcer.enforce(paper.house, paper.level, self._seats[reader], paper, at))


def _lines(world: PlainWorld) -> list[list[str]]:
    found = {(label.house, label.level, label.rank) for label in world.labels}
    return [[house, level, _needs(world.rules.get(house), rank)] for house, level, rank in sorted(found)]


def _needs(rules: HouseRules | None, rank: int) -> str:
    if rules is None or rank < rules.briefing:
        return "nothing"
    return "briefing" if rank < rules.clearance else "clearance"


def _seat(number: int, world: PlainWorld) -> Seat:
    seat = world.seats[number]
    own = {owner: rules.own_value(seat.party) for owner, rules in world.rules.items()}
    return Seat(
        party=seat.party,
        through=seat.through,
        facts=world.parties[seat.party],
        nationality=seat.nationality or "",
        national=world.parties[seat.nationality] if seat.nationality else None,
        papers=seat.papers,
        levels={owner: frozenset(papers.levels) for owner, papers in seat.papers.items()},
        values={owner: frozenset(papers.values) for owner, papers in seat.papers.items()},
        briefed=seat.briefed,
        communities=frozenset(seat.communities),
        own={owner: value for owner, value in own.items() if value is not None},
    )


def _paper(number: int, world: PlainWorld) -> Paper:
    label = world.labels[number]
    return Paper(
        house=label.house,
        rank=label.rank,
        level=label.level,
        sets=tuple(label.sets.items()),
        restrictive=frozenset(label.restrictive),
        inside=label.inside,
        communities=frozenset(label.communities),
        embargo=label.embargo,
    )


# Functions of the matcher


def _cleared(needs: str, seat: Seat, label: Paper, at: int) -> bool:
    """The level is held where one is needed, and every restrictive value."""
    papers = seat.papers.get(label.house)
    in_force = papers is not None and papers.span.sure <= at < papers.span.fades
    if label.restrictive and not (in_force and label.restrictive <= seat.values[label.house]):
        return False
    if needs == "nothing" or (in_force and label.level in seat.levels[label.house]):
        return True
    return needs == "briefing" and label.house in seat.briefed


def _has_basis(houses: dict[str, _House], seat: Seat, label: Paper, at: int) -> bool:
    house = houses.get(label.house)
    if house is None:
        return True
    if (label.inside or (not label.sets and house.owner == "EU")) and not house.circle(seat, at, 0):
        return False
    for name, values in label.sets:
        tests = house.tests[name]
        own = seat.own.get(house.owner)
        held = any(value in tests and tests[value](seat, at, label.rank) for value in values)
        if not held and not (own in values and house.own(seat, at, label.rank)):
            return False
    return not house.asks(seat, at)


class _House:
    """The tests behind the values of one owner's papers."""

    def __init__(self, rules: HouseRules) -> None:
        self.owner = rules.owner
        self._rules = rules
        self._ways = {recipient: self._way(recipient) for recipient in rules.ways}
        self._refusals = [
            (recipient, agreement.period, _condition(flow.refuses, sure=False))
            for recipient, flows in rules.refusals.items()
            for agreement, flow in flows
            if flow.refuses is not None
        ]
        self._questions = [(q, _condition(q.who, sure=False)) for q in rules.questions]
        sets = dict.fromkeys(tag_set for tag_set, _, _, _ in rules.backed)
        self.tests = {tag_set: dict(self._listed(tag_set)) for tag_set in sets}

    def circle(self, seat: Seat, at: int, rank: int) -> bool:
        """The owner's circle."""
        return _inside(seat, self.owner, (Standing.MEMBER, Standing.INSTITUTION), at)

    def own(self, seat: Seat, at: int, rank: int) -> bool:
        """The seat's own state value: a member of the owner, or an agreement that reaches the rank."""
        if _holds(seat.facts, fact_key(self.owner, Standing.MEMBER), at, sure=True):
            return True
        route = seat.facts.routes.get(self.owner)
        return (
            route is not None
            and route.sure <= at < route.fades
            and rank <= route.ceiling
            and not self._refused(seat, at)
        )

    def asks(self, seat: Seat, at: int) -> bool:
        """Whether the nationality of the person in a post is an open question."""
        if seat.national is None:
            return False
        return any(
            seat.through == question.through
            and _in_period(question.period, at, sure=False)
            and _holds(seat.facts, fact_key(question.through, Standing.INSTITUTION), at, sure=False)
            and who(seat.nationality, seat.national, at)
            for question, who in self._questions
        )

    def _listed(self, tag_set: str) -> Iterable[tuple[str, Test]]:
        for name, value, behind, parties in self._rules.backed:
            if name == tag_set and behind is Behind.MARKER:
                yield value, self._marked
            elif name == tag_set and behind not in (Behind.STATE, Behind.CLAUSE):
                yield value, self._test(behind, parties)

    def _test(self, behind: Behind, parties: tuple[str, ...]) -> Test:
        if behind is Behind.OWNER:
            return self.circle
        if behind is Behind.INSTITUTIONS:
            return lambda seat, at, rank: _inside(seat, self.owner, (Standing.INSTITUTION,), at)
        if behind is Behind.GROUP:
            belongs = _condition(AnyOf(tuple(Belongs(group, frozenset(GROUPED)) for group in parties)), sure=True)
            return lambda seat, at, rank: belongs(seat.party, seat.facts, at) and not self._refused(seat, at)
        if behind is Behind.ORGANISATION:
            return lambda seat, at, rank: self._reaches(seat, parties[0], (Standing.MEMBER, Standing.INSTITUTION), at)
        return lambda seat, at, rank: (
            seat.party in parties and self._reaches(seat, seat.through, (Standing.INSTITUTION,), at)
        )

    def _marked(self, seat: Seat, at: int, rank: int) -> bool:
        routes = (Behind.GROUP, Behind.ORGANISATION, Behind.POSTS)
        listed = dict.fromkeys((b, parties) for _, _, b, parties in self._rules.backed if b in routes)
        return (
            self.circle(seat, at, 0)
            or (self.owner in seat.own and self.own(seat, at, 0))
            or any(self._test(behind, parties)(seat, at, 0) for behind, parties in listed)
        )

    def _reaches(self, seat: Seat, recipient: str, standings: Iterable[Standing], at: int) -> bool:
        way = self._ways.get(recipient)
        return (
            way is not None
            and _inside(seat, recipient, standings, at)
            and way(seat, at)
            and not self._refused(seat, at)
        )

    def _way(self, recipient: str) -> Callable[[Seat, int], bool]:
        flows = [(a.period, a.usable, _condition(f.covers, sure=True)) for a, f in self._rules.ways[recipient]]
        return lambda seat, at: any(
            _in_period(period, at, sure=True)
            and _in_period(usable, at, sure=True)
            and covers(seat.party, seat.facts, at)
            for period, usable, covers in flows
        )

    def _refused(self, seat: Seat, at: int) -> bool:
        return any(
            seat.through == recipient and _in_period(period, at, sure=False) and refuses(seat.party, seat.facts, at)
            for recipient, period, refuses in self._refusals
        )


def _inside(seat: Seat, organisation: str, standings: Iterable[Standing], at: int) -> bool:
    return seat.through == organisation and any(
        _holds(seat.facts, fact_key(organisation, standing), at, sure=True) for standing in standings
    )


def _holds(facts: PartyFacts, key: str, at: int, *, sure: bool) -> bool:
    spans = facts.spans.get(key, ())
    if sure:
        return any(span.sure <= at < span.fades for span in spans)
    return any(span.since <= at < span.until for span in spans)


def _in_period(period: Period, at: int, *, sure: bool) -> bool:
    first, last = (period.sure, period.fades) if sure else (period.since, period.until)
    return seconds(first) <= at < seconds(last)


Holds = Callable[[str, PartyFacts, int], bool]


def _condition(condition: Condition, *, sure: bool) -> Holds:
    """A condition as a function of a party, its facts and an instant."""
    if isinstance(condition, Is):
        parties = condition.parties
        return lambda party, facts, at: party in parties
    if isinstance(condition, Belongs):
        keys = [fact_key(condition.organisation, standing) for standing in condition.standings]
        return lambda party, facts, at: any(_holds(facts, key, at, sure=sure) for key in keys)
    if isinstance(condition, AgreementWith):
        key = agreement_key(condition.organisation)
        return lambda party, facts, at: _holds(facts, key, at, sure=sure)
    if isinstance(condition, AllOf | AnyOf):
        join = all if isinstance(condition, AllOf) else any
        parts = [_condition(part, sure=sure) for part in condition.parts]
        return lambda party, facts, at: bool(parts) and join(part(party, facts, at) for part in parts)
    negated = _condition(condition.part, sure=not sure)
    return lambda party, facts, at: not negated(party, facts, at)
