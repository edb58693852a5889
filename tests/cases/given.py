"""What case files may call for, put together for the tests: the shipped rulebook, markings and label documents."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path

from concord.facts.shipped import shipped as shipped_facts
from concord.formats import case, marking, profile, stanag4774
from concord.formats.spif.read import read as read_policy
from concord.release.labels import Label, LabelSet
from concord.release.policy import Policy
from concord.release.rulebook import Rulebook

ROOT = Path(__file__).resolve().parents[2]
STEMS = ("nato-exercise", "eu-exercise", "public")


@cache
def shipped() -> Rulebook:
    """The exercise policies, their profiles and the facts that ship."""
    folder = resources.files("concord.policies")
    facts = shipped_facts()
    return Rulebook(
        policies=tuple(_policy((folder / f"{stem}.spif.xml").read_bytes(), stem) for stem in STEMS),
        profiles=tuple(profile.read((folder / f"{stem}.profile.toml").read_bytes(), source=stem) for stem in STEMS),
        memberships=facts.memberships,
        agreements=facts.agreements,
        equivalences=facts.equivalences,
        questions=facts.questions,
    )


def _policy(data: bytes, source: str) -> Policy:
    found = read_policy(data, source=source).policy
    if found is None:
        raise ValueError(f"a shipped policy is read: expected one, found none in {source}")
    return found


def read_marking(text: str, rulebook: Rulebook, created: datetime) -> Label:
    """A printed marking under the policies of the rulebook that have a profile."""
    pairs = ((policy, rulebook.profile(policy)) for policy in rulebook.policies)
    return marking.parse(text, [(policy, found) for policy, found in pairs if found], created=created)


def read_document(data: bytes, source: str) -> LabelSet:
    """A label or a binding of STANAG 4774."""
    return stanag4774.read_label_set(data, source=source)


GIVEN = case.Given(shipped=shipped, marking=read_marking, xml=read_document)


@cache
def cases() -> tuple[tuple[str, case.Case], ...]:
    """Every case of every file in `cases/`, with the name of its file."""
    paths = sorted((ROOT / "cases").glob("*.json"))
    return tuple((p.name, c) for p in paths for c in case.read(p.read_bytes(), source=p.name, given=GIVEN))


def codes_of(expected: case.Expectation) -> frozenset[tuple[int, str]]:
    """The expected failing rules as pairs of gate and code."""
    return frozenset((rule.gate, rule.code) for rule in expected.rules or ())
