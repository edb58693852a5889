"""The demo's scene, made once: real memberships and agreements, a document of more than sixty portions."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import as_file, files

import pytest

from concord.cli.scene import Scene, open_scene
from concord.release.changes import World

AT = datetime(2017, 5, 15, tzinfo=UTC)


@pytest.fixture(scope="session")
def scene() -> Scene:
    """The document that ships, with its seats and rulebook."""
    with as_file(files("concord.demo").joinpath("port-calder.md")) as path:
        return open_scene(str(path), seats_file=None, policies=(), profiles=(), overlay=None)


@pytest.fixture(scope="session")
def world(scene: Scene) -> World:
    """The scene on 15 May 2017."""
    return World(scene.record, scene.readers(AT), scene.book.rulebook)
