"""A process that files drafts in a vault until it is killed, and says each one it was told is stored.

python -m tests.vault.filing WHERE NAME COUNT
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from concord.desk import Act, Desk, Moment, Setting
from concord.desk.acts import ANYBODY
from concord.desk.records import Draft, NewPortion
from concord.desk.store import Store
from concord.node.databases import Server, open_postgresql, open_sqlite
from concord.node.seal import KEY_BYTES, NodeSeal
from concord.release.labels import LabelSet
from concord.release.rulebook import Rulebook
from concord.vault import Vault
from tests.cast import ADA, NOON
from tests.desk.kinds import KINDS

SEAL = NodeSeal(b"one key for all processes".ljust(KEY_BYTES))
SERVER = Server("127.0.0.1", 0, "", "concord_owner", "concord_reader")
"""How the tests log in (tests/postgres.py)."""
PORTIONS = 5
"""How many portions a draft of a process has: the head, the money, and texts."""


def desk_on(store: Store, *, hours: int = 0) -> Desk:
    """A desk of the seat that files; without any policy all it files is its own."""
    moment = Moment(ADA, Rulebook(), NOON + timedelta(hours=hours))
    return Desk(moment, Setting(store, KINDS, SEAL, {ANYBODY: frozenset(Act)}))


def draft(name: str) -> Draft:
    """A draft of a name: a head, money, and texts."""
    texts = tuple(NewPortion(f"t{n}", "body", {"text": f"{name} {n}"}) for n in range(PORTIONS - 2))
    return Draft(name, "note", (NewPortion("h", "head", {"title": name}), *texts), LabelSet(None))


def vault_at(where: str, rulebook: Rulebook) -> Vault:
    """The vault in a file, or in the database that is written as `postgresql:PORT:NAME`."""
    if not where.startswith("postgresql:"):
        return open_sqlite(Path(where), rulebook, KINDS)
    _, port, name = where.split(":")
    return open_postgresql(replace(SERVER, port=int(port), database=name), rulebook, KINDS)


def main(where: str, name: str, count: str) -> None:
    """File drafts, and say each."""
    desk = desk_on(vault_at(where, Rulebook()))
    for number in range(int(count)):
        desk.file(draft(f"{name}-{number}"))
        sys.stdout.write(f"{name}-{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
