"""The world as every peer is given it: plain numbers, strings and lists, and the rulebook's conditions as they are.

Peers answer released or not released, so a fact counts for them where it is surely so (`sure`), and against them where
it may be so (`may`): docs/spec/release.md R41. Instants are whole seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from benches.world import World
from concord.release.backings import backing_of
from concord.release.labels import Kind, LabelSet
from concord.release.names import fold
from concord.release.periods import Confidence, Period
from concord.release.policy import Policy
from concord.release.profile import Behind, Profile
from concord.release.readers import Clearance, Reader
from concord.release.relations import Agreement, AgreementKind, Flow, Is, OpenQuestion, Standing
from concord.release.rulebook import Rulebook

NEVER = 1 << 40
"""After every instant that is asked about."""

SETS = {"context": "context", "releasable to": "release", "only": "only"}
"""Short names of the permissive tag sets."""

HOUSES = ("NATO", "EU")

GROUPED = (Standing.MEMBER, Standing.PARTNER, Standing.INSTITUTION)
"""The standings that count for a group (docs/spec/release.md R64)."""


@dataclass(frozen=True)
class Span:
    """A fact's period in seconds: surely so from `sure` until `fades`, perhaps so from `since` until `until`."""

    since: int
    sure: int
    fades: int
    until: int


@dataclass(frozen=True)
class Route:
    """A state's own agreement with an owner: its sure period, and the rank up to which it carries."""

    sure: int
    fades: int
    ceiling: int


@dataclass(frozen=True)
class PartyFacts:
    """What the facts say of one party: spans by fact (`EU_member`, `agreement_NATO`), and routes by owner."""

    spans: dict[str, tuple[Span, ...]]
    routes: dict[str, Route]


@dataclass(frozen=True)
class PlainLabel:
    """A label as prepared for a peer. `sets` are its permissive values by short set name.

    `restrictive` are values that a clearance grants; `inside` says that one is the owner's own (LIMITE).
    """

    house: str
    rank: int
    level: str
    sets: dict[str, tuple[str, ...]]
    restrictive: tuple[str, ...]
    inside: bool
    communities: tuple[str, ...]
    embargo: int


@dataclass(frozen=True)
class PlainPapers:
    """One clearance: levels, restrictive values, and its period."""

    levels: tuple[str, ...]
    values: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class PlainSeat:
    """A seat as prepared for a peer; `papers` and `briefed` by owner."""

    id: str
    party: str
    through: str
    nationality: str | None
    papers: dict[str, PlainPapers]
    briefed: frozenset[str]
    communities: tuple[str, ...]


@dataclass(frozen=True)
class PlainWorld:
    """Everything a peer is given."""

    seats: tuple[PlainSeat, ...]
    labels: tuple[PlainLabel, ...]
    parties: dict[str, PartyFacts]
    rules: dict[str, HouseRules]


@dataclass(frozen=True)
class HouseRules:
    """What the rulebook says of one owner's papers, by its policy and profile."""

    owner: str
    briefing: int
    clearance: int
    backed: tuple[tuple[str, str, Behind, tuple[str, ...]], ...]
    ways: dict[str, tuple[tuple[Agreement, Flow], ...]]
    refusals: dict[str, tuple[tuple[Agreement, Flow], ...]]
    questions: tuple[OpenQuestion, ...]

    def values(self, tag_set: str, behind: Behind) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The values of a set with that backing, each with the parties it speaks of."""
        return tuple((value, parties) for s, value, b, parties in self.backed if s == tag_set and b is behind)

    def own_value(self, party: str) -> str | None:
        """The release value of a state, the same in every set."""
        return next((v for _, v, b, parties in self.backed if b is Behind.STATE and parties == (party,)), None)

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The lists of groups that stand behind some value."""
        return tuple(dict.fromkeys(parties for _, _, b, parties in self.backed if b is Behind.GROUP))


def owned(party: str, world: PlainWorld) -> dict[str, object]:
    """What a party holds of each owner, as a peer is told: `own_` its release value, `route_` the way to it."""
    routes = world.parties[party].routes
    own = {f"own_{owner}": value for owner, rules in world.rules.items() if (value := rules.own_value(party))}
    return own | {f"route_{owner}": dict(vars(routes[owner])) for owner in world.rules if owner in routes}


def make_plain(world: World) -> PlainWorld:
    """The world in the form peers are given."""
    pairs = {owner_of(p): (p, profile) for p in world.rulebook.policies if (profile := world.rulebook.profile(p))}
    parties = {r.party for r in world.readers} | {r.nationality for r in world.readers if r.nationality}
    return PlainWorld(
        seats=tuple(map(_seat, world.readers)),
        labels=tuple(_label(label_set, pairs) for label_set in world.label_sets),
        parties={party: _party(party, world.rulebook) for party in sorted(parties)},
        rules={owner: _rules(owner, *pairs[owner], world.rulebook) for owner in HOUSES},
    )


def seconds(at: datetime) -> int:
    """An instant in whole seconds; the ends of time far off."""
    return NEVER if at.year == 9999 else int(at.timestamp()) if at.year > 1900 else -NEVER


def owner_of(policy: Policy) -> str:
    """The short name of a policy's owner."""
    return {"NATO exercise policy": "NATO", "EU exercise policy": "EU"}.get(policy.name, "public")


def fact_key(organisation: str, standing: Standing) -> str:
    """The name of a membership among a party's spans."""
    return f"{organisation}_{standing.value}".replace("-", "_")


def agreement_key(organisation: str) -> str:
    """The name of a security agreement among a party's spans."""
    return f"agreement_{organisation}".replace("-", "_")


def numbered(key: str, number: int) -> str:
    """The attribute of one span of a fact that has several."""
    return f"{key}_{number + 1}" if number else key


# Seats and labels


def _seat(reader: Reader) -> PlainSeat:
    return PlainSeat(
        id=reader.id,
        party=reader.party,
        through=reader.through,
        nationality=reader.nationality,
        papers={"NATO" if c.under.startswith("NATO") else "EU": _papers(c) for c in reader.clearances},
        briefed=frozenset(briefing.owner for briefing in reader.briefings),
        communities=tuple(sorted(community.name for community in reader.communities)),
    )


def _papers(clearance: Clearance) -> PlainPapers:
    values = tuple(sorted(value for _, value in clearance.values))
    return PlainPapers(tuple(sorted(clearance.levels)), values, _span(clearance.period, Confidence.SOURCED))


def _label(label_set: LabelSet, pairs: dict[str, tuple[Policy, Profile]]) -> PlainLabel:
    label = label_set.originator
    if label is None:
        raise ValueError("peers are given labels that are there: expected an originator label, found none")
    house = next(owner for owner, (policy, _) in pairs.items() if policy.name == label.policy.name)
    policy, profile = pairs[house]
    level = policy.level_by_name[fold(label.level)]
    groups = [(group.kind, SETS.get(fold(group.tag_set), ""), group.values) for group in label.groups]
    restrictive = [(fold(g.tag_set), value) for g in label.groups if g.kind is Kind.RESTRICTIVE for value in g.values]
    own = [key for key in restrictive if backing_of(profile, (key[0], fold(key[1]))).behind is Behind.OWNER]
    return PlainLabel(
        house=house,
        rank=level.rank,
        level=level.name,
        sets={name: values for kind, name, values in groups if kind is Kind.PERMISSIVE},
        restrictive=tuple(value for key in restrictive if key not in own for value in (key[1],)),
        inside=bool(own),
        communities=tuple(sorted(label_set.communities)),
        embargo=seconds(label_set.embargo) if label_set.embargo else -NEVER,
    )


# Facts


def _party(party: str, book: Rulebook) -> PartyFacts:
    rows = [
        (fact_key(m.organisation, m.standing), _span(m.period, m.confidence))
        for m in book.memberships
        if m.party == party
    ]
    for agreement in book.agreements:
        if agreement.kind is AgreementKind.SECURITY and party in agreement.parties:
            other = next((p for p in agreement.parties if p != party), party)
            rows.append((agreement_key(other), _span(agreement.period, agreement.confidence)))
    rows.sort(key=lambda row: (row[0], row[1].since))
    spans = {key: tuple(_joined(span for _, span in group)) for key, group in groupby(rows, key=lambda row: row[0])}
    return PartyFacts(spans, {owner: route for owner in HOUSES if (route := _route(owner, party, book))})


def _span(period: Period, confidence: Confidence) -> Span:
    since, until = seconds(period.since), seconds(period.until)
    if confidence is Confidence.UNCONFIRMED:
        return Span(since, NEVER, NEVER, until)
    return Span(since, seconds(period.sure), seconds(period.fades), until)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans that follow on one another without a gap or a doubt, as one."""
    last: Span | None = None
    for span in spans:
        if last is not None and last.fades == last.until == span.since == span.sure:
            last = Span(last.since, last.sure, span.fades, span.until)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _route(owner: str, party: str, book: Rulebook) -> Route | None:
    """The one flow from an owner to a state itself that is sure at some time."""
    ways = [(a, f) for a, f in book.index.flows.get((owner, party, False), ()) if _may_be_sure(a, f)]
    if not ways:
        return None
    [(agreement, flow)] = ways
    if flow.covers != Is(frozenset({party})) or flow.ceiling is None:
        raise ValueError(f"{agreement.id}: expected a flow to one state up to a ceiling, found another")
    profile = book.index.profiles[owner][0]
    policy = next(p for p in book.policies if p.name == profile.policy)
    ceiling = policy.level_by_name[profile.level_by_marking[fold(flow.ceiling.level)]]
    sure = max(seconds(agreement.period.sure), seconds(agreement.usable.sure))
    return Route(sure, min(seconds(agreement.period.fades), seconds(agreement.usable.fades)), ceiling.rank)


def _may_be_sure(agreement: Agreement, flow: Flow) -> bool:
    ceiling = flow.ceiling.confidence if flow.ceiling else Confidence.SOURCED
    return min(agreement.confidence, agreement.usable_confidence, ceiling) > Confidence.UNCONFIRMED


# Rules


def _rules(owner: str, policy: Policy, profile: Profile, book: Rulebook) -> HouseRules:
    flows = {r: found for (o, r, of), found in book.index.flows.items() if o == owner and not of and r in HOUSES}
    if any(flow.ceiling for found in flows.values() for _, flow in found):
        raise ValueError("expected no ceiling between the organisations themselves, found one")
    return HouseRules(
        owner=owner,
        briefing=policy.level_by_name[fold(profile.briefing_from or "")].rank,
        clearance=policy.level_by_name[fold(profile.clearance_from or "")].rank,
        backed=tuple((SETS[fold(s)], v, b.behind, b.parties) for s, v, b in profile.backing if fold(s) in SETS),
        ways={r: tuple((a, f) for a, f in found if _may_be_sure(a, f)) for r, found in flows.items()},
        refusals={r: tuple((a, f) for a, f in found if f.refuses is not None) for r, found in flows.items()},
        questions=tuple(q for q in book.questions if q.asks.name == "NATIONALITY" and q.owner == owner),
    )
