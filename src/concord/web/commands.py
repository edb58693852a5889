"""What `concord site` does: the tables of a node's site, passwords of its accounts, and the server that shows it.

Source: docs/spec/site.md W1, W3.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

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
        _make_schema()
        call_command("migrate", verbosity=0)


def _make_schema() -> None:
    """On a server the tables of the site have a schema of their own, beside those of the vault (W2)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("create schema if not exists site")


def give_password(folder: Path, name: str, password: str) -> list[str]:
    """Give an account a password, and make it if it is new; what is wrong with the password, then nothing is done."""
    start(folder)
    found: list[str] = import_module("concord.web.accounts.passwords").give(name, password)
    return found


def give_token(folder: Path, account: str, post: str, days: int) -> str:
    """A token by which a program reads as an account in a post, for some days from now."""
    start(folder)
    found: str = import_module("concord.web.api.tokens").issue(account, post, datetime.now(UTC) + timedelta(days=days))
    return found


def serve(folder: Path, host: str, port: int) -> None:
    """Show the pages of a node until it is stopped; in service behind a proxy that speaks TLS."""
    if host in LOOPBACK:
        os.environ.setdefault("CONCORD_PLAIN_HTTP", "1")
    start(folder)
    serving = {"host": host, "port": port, "log_level": "warning", "timeout_graceful_shutdown": 3}
    import_module("uvicorn").run("concord.web.server:application", **serving)
