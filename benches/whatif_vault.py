"""What one agreement would open and close of what is stored, with counts, before it is brought into force.

Records under 2,000 labels, as many as a reader sees; 60 posts with one person each. Two agreements, each taken out of
the facts and then signed: the one that touches most seats, and one between an organisation and a single state. First:
nothing of the facts in force is known but the facts; next: another change was previewed before. Records are filed by
the code of the vault, and counted as if there were so many times more: a preview reads the counts of keys and no cell.
Processor time of this process, medians.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from benches.lists import BATCH, KINDS, Share, load, vault_of
from benches.measure import Line, alone, processor_seconds, within
from benches.whatif import NARROW, WIDEST, apart
from benches.world import AT, World, fresh, make_world
from concord.desk.facts import Facts, FactsChange
from concord.desk.preview import Preview, preview
from concord.desk.roster import Person, Post, Roster, Sitting
from concord.release.relations import Agreement
from concord.vault import Vault
from concord.vault.statements import run as run_rows
from tests import postgres

LIMIT_SECONDS = 0.2
FILED = 20_000


def run(*, quick: bool) -> Iterator[Line]:
    """First and next preview of both agreements, on each engine."""
    world = make_world(100 if quick else 2000)
    filed, times, rounds = (200, 5, 1) if quick else (FILED, 50, 9)
    for engine in ("sqlite", *(("postgresql",) if postgres.binaries() else ())):
        with vault_of(engine, "whatif") as vault:
            for first in range(0, filed, BATCH):
                load(vault, first, min(BATCH, filed - first), world.label_sets)
            run_rows(vault.connection("writing"), f"update vault_keyed set records = records * {times}", [()])
            for name, identity in (("widest", WIDEST), ("narrow", NARROW)):
                yield from _lines(f"{engine}.{name}", vault, world, identity, rounds, quick=quick)


def _lines(name: str, vault: Vault, world: World, identity: str, rounds: int, *, quick: bool) -> Iterator[Line]:
    signed, without = apart(world, identity)
    first, held = [], []
    for _ in range(rounds):
        facts = Facts(fresh(without.rulebook), seated(world))
        first.append(_seconds(vault, facts, signed, world)[0])
        seconds, found = _seconds(vault, facts, signed, world)
        held.append(seconds)
    squares, records = found.total(opens=True)
    yield alone(f"whatif_vault.{name}.squares", squares, "squares")
    yield alone(f"whatif_vault.{name}.records", records, "records, for each seat")
    yield alone(f"whatif_vault.{name}.first", median(first), "s")
    yield within(f"whatif_vault.{name}.next", median(held), "s", LIMIT_SECONDS, quick=quick)


def _seconds(vault: Vault, facts: Facts, signed: Agreement, world: World) -> tuple[float, Preview]:
    """How long one preview takes where the facts in force are held, and what it tells."""
    gate, told = Share(1.0, world.label_sets), []

    def ask() -> None:
        with vault.reading(None) as snapshot:
            after = FactsChange(added=(replace(signed),)).applied(facts)
            told.append(Preview(preview(snapshot.tallies(KINDS.kinds, gate), facts, after, AT)))

    return processor_seconds(ask), told[0]


def seated(world: World) -> Roster:
    """A post for each seat of a world, with a person in it."""
    readers = world.readers
    return Roster(
        posts=tuple(Post(r.id, r.party, r.through, r.communities) for r in readers),
        persons=tuple(Person(f"in {r.id}", r.nationality, r.clearances, r.briefings) for r in readers),
        sittings=tuple(Sitting(f"in {r.id}", r.id) for r in readers),
    )
