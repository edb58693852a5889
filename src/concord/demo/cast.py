"""Who takes part: the seats of both nodes, and the personas that stand for the rules.

Source: docs/spec/demo.md X5.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from concord.formats import seats
from concord.release.readers import Reader
from concord.release.relations import Membership

DAY = datetime(2017, 5, 15, 9, tzinfo=UTC)
"""The instant at which the exercise begins (X8)."""

OFFICERS = (1, 2)
"""The officers of a node, by number."""


@dataclass(frozen=True)
class Side:
    """One of the two nodes: its folder, its name, the institution whose officers found it, and who releases."""

    id: str
    name: str
    party: str
    through: str
    releasing: str

    @property
    def filer(self) -> tuple[str, str]:
        """Account and post of who files the directory: the releasing officer."""
        return account_of(self.releasing), self.releasing

    def officer(self, number: int) -> tuple[str, str]:
        """Account and post of an officer."""
        post = f"{self.party}/security-{number}"
        return account_of(post), post


SIDES = {
    "eu": Side("eu", "EU node", "GSC", "EU", "GSC"),
    "nato": Side("nato", "NATO node", "NATO-IS", "NATO", "NATO-IS-RELEASE"),
}


@dataclass(frozen=True)
class Persona:
    """A seat on a node, by its role and its rule, each in English and in French."""

    node: str
    group: str
    seat: str
    name: tuple[str, str]
    rule: tuple[str, str]

    @property
    def account(self) -> str:
        """The account by which it comes in."""
        return account_of(self.seat)


@dataclass(frozen=True)
class Group:
    """Personas that are listed together."""

    id: str
    name: tuple[str, str]


@dataclass(frozen=True)
class Try:
    """Something to try: where, as whom, on which page; what one does and what it shows, in English and in French."""

    node: str
    seat: str
    path: str
    does: tuple[str, str]
    shows: tuple[str, str]


def account_of(seat: str) -> str:
    """The account of whoever sits in a seat."""
    return seat.casefold().replace("/", "-")


def resource(name: str) -> bytes:
    """A file of this package."""
    return files("concord.demo").joinpath(name).read_bytes()


@cache
def cast() -> tuple[tuple[Group, ...], tuple[Persona, ...]]:
    """The groups in order, and the personas of both nodes."""
    found = tomllib.loads(resource("personas.toml").decode())
    groups = tuple(Group(each["id"], tuple(each["name"])) for each in found["group"])
    return groups, tuple(
        Persona(each["node"], each["group"], each["seat"], tuple(each["name"]), tuple(each["rule"]))
        for each in found["persona"]
    )


@cache
def tries() -> tuple[Try, ...]:
    """What the first page leads to, in order."""
    found = tomllib.loads(resource("tries.toml").decode())["try"]
    return tuple(Try(e["node"], e["seat"], e["path"], tuple(e["does"]), tuple(e["shows"])) for e in found)


def readers_of(memberships: Sequence[Membership]) -> dict[str, Reader]:
    """Every seat of the day by its id, officers aside."""
    found = {}
    for name in ("seats.toml", "seated.toml"):
        for reader in seats.expand(seats.read(resource(name), source=name), memberships, DAY):
            found[reader.id] = reader
    return found
