"""Labels as papers of two houses carry them: most are low, many alike, few go beyond their house.

Source: the weights are a judgement, not a count; no public sample of labels is large enough to count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from concord.release.labels import Group, Kind, Label, LabelSet, PolicyRef

FIRST_DAY = datetime(2017, 1, 2, tzinfo=UTC)
EMBARGOES = tuple(datetime(2017, 5, 13, tzinfo=UTC) + timedelta(days=n) for n in range(4))

NATO_LEVELS = {"UNCLASSIFIED": 34, "RESTRICTED": 34, "CONFIDENTIAL": 16, "SECRET": 14, "TOP SECRET": 2}
EU_LEVELS = {
    "EU UNCLASSIFIED": 34,
    "RESTREINT UE/EU RESTRICTED": 38,
    "CONFIDENTIEL UE/EU CONFIDENTIAL": 14,
    "SECRET UE/EU SECRET": 12,
    "TRES SECRET UE/EU TOP SECRET": 2,
}
HOUSES = {"NATO": 45, "EU": 45, "public": 10}
NATO_FORMS = {"allies": 50, "release": 35, "only": 10, "group": 5}
NATO_RELEASES = (
    "EU Council",
    "EU institutions",
    "EEAS",
    "AUT",
    "FIN",
    "SWE",
    "IRL",
    "MLT",
    "CHE",
    "UKR",
    "AUS",
    "GEO",
    "KFOR",
)
NATO_OPEN_RELEASES = ("EAPC", "PFP")
ALLIES = ("USA", "GBR", "CAN", "FRA", "DEU", "ITA", "NOR", "TUR", "POL", "ESP", "EU Council")
EU_RELEASES = ("NATO", "US", "NO", "CH", "UA", "BA", "ME", "AU", "GE", "EU institutions", "TR", "UK")


def make_label_set(rng: Random, communities: Sequence[str]) -> LabelSet:
    """One label set: a label of either house or a public one, here and there a need to know or an embargo."""
    make = {"NATO": _nato, "EU": _eu, "public": _public}[_drawn(rng, HOUSES)]
    created = FIRST_DAY + timedelta(hours=rng.randrange(100 * 24))
    return LabelSet(
        originator=make(rng, created),
        communities=frozenset(rng.sample(communities, rng.choice((1, 1, 1, 2))))
        if rng.random() < 0.12
        else frozenset(),
        embargo=rng.choice(EMBARGOES) if rng.random() < 0.03 else None,
    )


def _nato(rng: Random, created: datetime) -> Label:
    level = _drawn(rng, NATO_LEVELS)
    form = "allies" if level == "TOP SECRET" else _drawn(rng, NATO_FORMS)
    groups = [Group("Context", Kind.PERMISSIVE, _context(rng, form))]
    if form == "release":
        known = NATO_RELEASES + (NATO_OPEN_RELEASES if level == "UNCLASSIFIED" else ())
        groups.append(Group("Releasable To", Kind.PERMISSIVE, ("NATO", *_some(rng, known))))
    if form == "only":
        groups.append(Group("Only", Kind.PERMISSIVE, _some(rng, ALLIES)))
    if level not in ("UNCLASSIFIED", "RESTRICTED") and rng.random() < 0.12:
        names = rng.sample(("ATOMAL", "CRYPTO"), rng.choice((1, 1, 2)))
        groups.append(Group("Special Category Designators", Kind.RESTRICTIVE, tuple(names)))
    groups += _administrative(rng, allowed=level == "UNCLASSIFIED")
    return Label(PolicyRef("NATO exercise policy"), level, tuple(groups), created)


def _context(rng: Random, form: str) -> tuple[str, ...]:
    if form == "group":
        return (rng.choice(("EAPC", "PFP", "KFOR")),)
    return ("NATO", "Releasable") if form == "release" else ("NATO",)


def _eu(rng: Random, created: datetime) -> Label:
    level = _drawn(rng, EU_LEVELS)
    groups = []
    if rng.random() < 0.5:
        groups.append(Group("Releasable To", Kind.PERMISSIVE, ("EU", *_some(rng, EU_RELEASES))))
    if level == "EU UNCLASSIFIED" and rng.random() < 0.5:
        groups.append(Group("Distribution", Kind.RESTRICTIVE, ("LIMITE",)))
    groups += _administrative(rng, allowed=True)
    return Label(PolicyRef("EU exercise policy"), level, tuple(groups), created)


def _public(rng: Random, created: datetime) -> Label:
    return Label(PolicyRef("public"), "PUBLIC", (), created)


def _administrative(rng: Random, *, allowed: bool) -> list[Group]:
    if not allowed or rng.random() > 0.2:
        return []
    return [Group("Administrative", Kind.INFORMATIVE, (rng.choice(("STAFF", "MEDICAL", "COMMERCIAL")),))]


def _some(rng: Random, values: Sequence[str]) -> tuple[str, ...]:
    """One value, more rarely two or three; the first of the list half of the time."""
    if rng.random() < 0.5:
        return (values[0],)
    return tuple(sorted(rng.sample(values, rng.choice((1, 1, 2, 3)))))


def _drawn(rng: Random, weights: dict[str, int]) -> str:
    return rng.choices(tuple(weights), tuple(weights.values()))[0]
