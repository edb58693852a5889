"""What `concord site` does: the tables of a node's site, passwords of its accounts, and the server that shows it.

Source: docs/spec/site.md W1, W3, W64.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import django

from concord.node.kinds import INSTALLED
from concord.node.node import opened

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def start(folder: Path, settings: str = "concord.web.settings") -> None:
    """Make this process the one of a node's site, with its tables as this version has them.

    Raises:
        NodeError: there is no node in the folder.
    """
    os.environ["CONCORD_NODE"] = str(folder.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    django.setup()
    with opened(folder, INSTALLED):
        _migrate()


def _migrate() -> None:
    """Make the tables of the site, and none of the vault, which makes its own (W2)."""
    connection = import_module("django.db").connection
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("create schema if not exists site")
    executor = import_module("django.db.migrations.executor").MigrationExecutor(connection)
    executor.migrate([key for key in executor.loader.graph.leaf_nodes() if key[0] != "vault"])


def give_password(folder: Path, name: str, password: str) -> list[str]:
    """Give an account a password, and make it if it is new; what is wrong with the password, then nothing is done."""
    start(folder)
    found: list[str] = import_module("concord.web.accounts.passwords").give(name, password)
    if not found:
        _note("set password", name)
    return found


def give_token(folder: Path, account: str, post: str, days: int) -> str:
    """A token by which a program reads as an account in a post, for some days from now."""
    start(folder)
    found: str = import_module("concord.web.api.tokens").issue(account, post, datetime.now(UTC) + timedelta(days=days))
    _note("make token", account)
    return found


def _note(act: str, about: str) -> None:
    """Note what was done at the command line (W64)."""
    import_module("concord.web.accounts.deeds").note_operator(datetime.now(UTC), act, about)


def serve(folder: Path, host: str, port: int, workers: int = 1, name: str = "") -> None:
    """Show the pages of a node until it is stopped.

    `name` is the one that browsers ask for: then a proxy on this machine speaks TLS for it, and cookies go over TLS
    alone. Several workers share the database of the node.
    """
    if name:
        os.environ["CONCORD_HOSTS"] = name
    elif host in LOOPBACK:
        os.environ.setdefault("CONCORD_PLAIN_HTTP", "1")
    start(folder)
    serving = {"host": host, "port": port, "log_level": "warning", "timeout_graceful_shutdown": 3, "workers": workers}
    import_module("uvicorn").run("concord.web.server:application", **serving)
