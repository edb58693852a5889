"""What is measured on: 60 seats and 2,000 labels under the policies and facts that ship.

The states, bodies, memberships and agreements are the shipped facts. Invented are the seats' papers, the labels, and
an operator's confirmations: every other security agreement is taken as usable, up to a ceiling, because what is
unconfirmed is referred and would leave ceilings untried. Everything follows from a seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import cycle
from random import Random

from benches.papers import make_label_set
from concord.facts import shipped
from concord.formats import profile
from concord.formats.spif.read import load
from concord.release.decide import decision_key
from concord.release.key import DecisionKey
from concord.release.labels import LabelSet
from concord.release.periods import Confidence, Period, from_day
from concord.release.readers import Briefing, Clearance, Community, Reader
from concord.release.relations import Agreement, AgreementKind, Ceiling
from concord.release.rulebook import Rulebook

AT = datetime(2017, 5, 15, tzinfo=UTC)
"""The day measured on; agreement with peers is tried on `DATES`."""

DATES = (datetime(2005, 7, 6, tzinfo=UTC), AT, datetime(2024, 6, 1, tzinfo=UTC))
SEED = 20170515
LABELS = 2000
COMMUNITIES = ("planning", "medical", "cyber", "legal", "logistics")

NATO, EU = "NATO exercise policy", "EU exercise policy"
NATO_LEVELS = ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET")
EU_LEVELS = (
    "EU UNCLASSIFIED",
    "RESTREINT UE/EU RESTRICTED",
    "CONFIDENTIEL UE/EU CONFIDENTIAL",
    "SECRET UE/EU SECRET",
    "TRES SECRET UE/EU TOP SECRET",
)
EU_STATES = "AT BE BG CY CZ DE DK EE ES FI FR GB GR IE IT LT MT NL PL RO SE SI"
NATO_STATES = "AL BE BG CA CZ DE DK EE ES FR GB GR HR IS IT NO PL RO TR US"
POSTS = (
    ("GSC", "EU", "LU"),
    ("COM", "EU", "PT"),
    ("COM", "EU", "ES"),
    ("EEAS", "EU", "BE"),
    ("EEAS", "EU", "IE"),
    ("EEAS", "EU", "CY"),
    ("EDA", "EU", "NL"),
    ("NATO-IS", "NATO", "CZ"),
    ("NATO-IMS", "NATO", "NO"),
    ("SHAPE", "NATO", "SE"),
)
PARTNERS = "AU BA CH GE MD ME RS UA"

HELD = ((0, 1, 2, 3), (0, 1, 2), (0, 1, 2, 3, 4), (0, 1, 3), (0, 1, 2, 3), ())
"""The levels of clearances in turn, by place: to SECRET, to CONFIDENTIAL, all, one with a hole, to SECRET, none."""

CLEARED = (
    from_day(datetime(2001, 1, 1, tzinfo=UTC)),
    from_day(datetime(2001, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)),
    from_day(datetime(2016, 1, 1, tzinfo=UTC)),
)
CONFIRMED = ("SECRET", "CONFIDENTIAL", "RESTRICTED", "TOP SECRET")


@dataclass(frozen=True)
class World:
    """A rulebook with the seats and label sets that are decided under it."""

    rulebook: Rulebook
    readers: tuple[Reader, ...]
    label_sets: tuple[LabelSet, ...]

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Every (reader, label set) by position, in a fixed order without pattern."""
        found = [(r, s) for r in range(len(self.readers)) for s in range(len(self.label_sets))]
        Random(SEED).shuffle(found)
        return tuple(found)


@lru_cache(maxsize=1)
def make_rulebook() -> Rulebook:
    """The exercise policies and facts that ship, with every other security agreement confirmed."""
    facts = shipped()
    names = ("nato-exercise", "eu-exercise", "public")
    return Rulebook(
        policies=tuple(load(_shipped(f"{name}.spif.xml"), source=name) for name in names),
        profiles=tuple(profile.read(_shipped(f"{name}.profile.toml"), source=name) for name in names),
        memberships=facts.memberships,
        agreements=_confirmed(facts.agreements),
        equivalences=facts.equivalences,
        questions=facts.questions,
        edition="benches",
    )


@lru_cache(maxsize=4)
def make_world(labels: int = LABELS) -> World:
    """The world of the measurements, with the first `labels` of its labels."""
    rng = Random(SEED)
    return World(make_rulebook(), make_readers(), tuple(make_label_set(rng, COMMUNITIES) for _ in range(labels)))


@lru_cache(maxsize=2)
def make_distinct_world(labels: int = LABELS) -> World:
    """The same seats, and labels drawn alike until there are so many of which no two have one decision key."""
    rng, book = Random(SEED), fresh(make_rulebook())
    found: dict[DecisionKey, LabelSet] = {}
    while len(found) < labels:
        label_set = make_label_set(rng, COMMUNITIES)
        found.setdefault(decision_key(label_set, book), label_set)
    return World(make_rulebook(), make_readers(), tuple(found.values()))


def fresh(rulebook: Rulebook) -> Rulebook:
    """An equal rulebook of which only the index is known: no label set and no seat has been asked about."""
    found = replace(rulebook)
    vars(found)["index"] = rulebook.index
    return found


def make_readers() -> tuple[Reader, ...]:
    """60 seats: delegations to both houses, posts of their bodies, partners; papers in turn."""
    places: list[tuple[str, str, str | None]] = [(state, "EU", None) for state in EU_STATES.split()]
    places += [(state, "NATO", None) for state in NATO_STATES.split()]
    places += POSTS
    places += [(state, state, None) for state in PARTNERS.split()]
    held, periods = cycle(HELD), cycle(CLEARED)
    return tuple(_reader(n, *place, next(held), next(periods)) for n, place in enumerate(places))


def _reader(
    number: int, party: str, through: str, nationality: str | None, held: Sequence[int], period: Period
) -> Reader:
    special = frozenset({("Special Category Designators", name) for name in ("ATOMAL", "CRYPTO")[: number % 4]})
    clearances = (
        Clearance(NATO, frozenset(NATO_LEVELS[n] for n in held), special, period=period),
        Clearance(EU, frozenset(EU_LEVELS[n] for n in held), period=period),
    )
    return Reader(
        id=f"{number}:{party}/{through}",
        party=party,
        through=through,
        nationality=nationality,
        clearances=clearances if held else (),
        briefings=(Briefing("NATO"), Briefing("EU")) if number % 5 else (),
        communities=tuple(Community(name) for n, name in enumerate(COMMUNITIES) if (number + n) % 3),
    )


def _confirmed(agreements: Sequence[Agreement]) -> tuple[Agreement, ...]:
    """Every other security agreement between an organisation and a state: sure, usable, up to a ceiling in turn."""
    levels = cycle(CONFIRMED)
    found: list[Agreement] = []
    turn = False
    for agreement in sorted(agreements, key=lambda a: a.id):
        is_state = agreement.kind is AgreementKind.SECURITY and agreement.parties != ("EU", "NATO")
        turn = turn != is_state
        found.append(_usable(agreement, next(levels)) if is_state and turn else agreement)
    return tuple(found)


def _usable(agreement: Agreement, level: str) -> Agreement:
    sure = Confidence.SOURCED
    since = max(agreement.period.since, datetime(1995, 1, 1, tzinfo=UTC))
    period = from_day(since, agreement.period.until)
    flows = tuple(
        replace(flow, ceiling=Ceiling(_printed(flow.owner, level), sure)) if flow.ceiling else flow
        for flow in agreement.flows
    )
    return replace(agreement, period=period, usable=period, confidence=sure, usable_confidence=sure, flows=flows)


def _printed(owner: str, level: str) -> str:
    """The printed marking of an owner's level that stands where `level` stands at NATO."""
    if owner == "EU":
        return EU_LEVELS[NATO_LEVELS.index(level)]
    return "COSMIC TOP SECRET" if level == "TOP SECRET" else f"NATO {level}"


def _shipped(name: str) -> bytes:
    return files("concord.policies").joinpath(name).read_bytes()
