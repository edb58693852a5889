"""PostgreSQL's own barrier: without the keys and marks that pass, the reading role sees no row (V14)."""

from __future__ import annotations

from random import Random

import pytest
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from concord.vault import Vault
from tests import postgres
from tests.desk.interference import open_desk
from tests.desk.stores import opening
from tests.desk.worlds import load, make_scene
from tests.worlds import make_world

pytestmark = pytest.mark.skipif(postgres.binaries() is None, reason=postgres.MISSING)


def connection_of(vault: object, role: str) -> BaseDatabaseWrapper:
    """The connection of a vault."""
    assert isinstance(vault, Vault)
    return vault.connection(role)


HITS = "vault_hits(array['harbour'])"
GUARDED = (
    "vault_cell",
    "vault_past",
    "vault_keyed",
    "vault_term",
    "vault_tally",
    "vault_text",
    "vault_hits(array['harbour'])",
)
HELD = " union all ".join(f"select count(*) from {each}" for each in GUARDED)


def test_the_reading_role_sees_nothing_by_itself() -> None:
    world = make_world(3)
    scene = make_scene(world, Random(3))
    with opening("postgresql") as open_one:
        vault = open_one(world.rulebook)
        load(vault, scene.steps)
        reading = connection_of(vault, "reading")
        writing = connection_of(vault, "writing")
        seen = {}
        for name, connection in (("reading", reading), ("owner", writing)):
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.execute(HELD)
                seen[name] = [count for (count,) in cursor.fetchall()]
                cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
                assert cursor.fetchone() == (False,)
        assert seen["reading"] == [0] * len(GUARDED)
        assert all(seen["owner"][:-1])
        assert seen["owner"][-1] == 0


def test_what_passed_in_one_transaction_does_not_pass_in_the_next() -> None:
    world = make_world(3)
    scene = make_scene(world, Random(3))
    with opening("postgresql") as open_one:
        vault = open_one(world.rulebook)
        load(vault, scene.steps)
        desk = open_desk(scene.moment, vault)
        assert desk.changes().records
        assert desk.search("harbour").editions
        reading = connection_of(vault, "reading")
        with reading.cursor() as cursor:
            cursor.execute(HELD)
            assert [count for (count,) in cursor.fetchall()] == [0] * len(GUARDED)


def test_the_function_that_finds_words_gives_what_the_named_marks_let_pass() -> None:
    world = make_world(3)
    scene = make_scene(world, Random(3))
    with opening("postgresql") as open_one:
        vault = open_one(world.rulebook)
        load(vault, scene.steps)
        reading, writing = connection_of(vault, "reading"), connection_of(vault, "writing")
        with writing.cursor() as cursor:
            cursor.execute("select mark, count(*) from vault_text where words @> array['harbour'] group by mark")
            held = dict(cursor.fetchall())
        assert len(held) > 1
        for mark, count in held.items():
            with transaction.atomic(using=reading.alias), reading.cursor() as cursor:
                cursor.execute("select set_config('concord.marks', %s, true)", ["0" * mark + "1"])
                cursor.execute("select count(*) from vault_hits(array['harbour'])")
                assert cursor.fetchone() == (count,)


def test_the_reading_role_can_write_nothing() -> None:
    world = make_world(3)
    with opening("postgresql") as open_one:
        vault = open_one(world.rulebook)
        reading = connection_of(vault, "reading")
        with reading.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
            cursor.execute("delete from vault_state")
