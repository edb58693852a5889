"""The facts that come with Concord."""

from __future__ import annotations

from functools import cache
from importlib import resources

from concord.facts import bodies
from concord.facts.bodies import Body
from concord.facts.facts import FILES, Facts, read

_DATA = "data"


@cache
def shipped() -> Facts:
    """The facts that come with this version of Concord, read once.

    Raises:
        MalformedError: the installed tables were changed and cannot be read.
    """
    folder = resources.files("concord.facts") / _DATA
    return read({name: (folder / f"{name}.csv").read_bytes() for name in FILES})


@cache
def shipped_bodies() -> tuple[Body, ...]:
    """The bodies and units that come with this version of Concord, read once.

    Raises:
        MalformedError: the installed tree was changed and cannot be read.
    """
    return bodies.read((resources.files("concord.facts") / _DATA / "institutions.json").read_bytes())
