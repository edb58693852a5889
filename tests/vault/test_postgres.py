"""PostgreSQL's own barrier: without the keys that pass, the reading role sees no cell, whatever it asks (V14)."""

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


CELLS = "select count(*) from vault_cell union all select count(*) from vault_past"


def test_the_reading_role_sees_no_cell_by_itself() -> None:
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
                cursor.execute(CELLS)
                seen[name] = sum(count for (count,) in cursor.fetchall())
                cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
                assert cursor.fetchone() == (False,)
        assert seen["reading"] == 0
        assert seen["owner"] > 20


def test_what_passed_in_one_transaction_does_not_pass_in_the_next() -> None:
    world = make_world(3)
    scene = make_scene(world, Random(3))
    with opening("postgresql") as open_one:
        vault = open_one(world.rulebook)
        load(vault, scene.steps)
        assert open_desk(scene.moment, vault).changes().records
        reading = connection_of(vault, "reading")
        with reading.cursor() as cursor:
            cursor.execute(CELLS)
            assert [count for (count,) in cursor.fetchall()] == [0, 0]


def test_the_reading_role_can_write_nothing() -> None:
    world = make_world(3)
    with opening("postgresql") as open_one:
        vault = open_one(world.rulebook)
        reading = connection_of(vault, "reading")
        with reading.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
            cursor.execute("delete from vault_state")
