"""What Django's settings need to know of a node before it is open: its name, its database, a secret of the site.

Source: docs/spec/site.md W2.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.utils import get_random_secret_key

from concord.node.config import NAME, FileStore, read_config
from concord.node.node import read_part

KEY = "site.key"


def name_of(folder: Path) -> str:
    """The name of a node as it can stand in a cookie's name."""
    config = read_config(read_part(folder / NAME), source=str(folder / NAME))
    return re.sub(r"[^a-z0-9]+", "-", config.name.casefold()).strip("-") or "node"


def database(folder: Path) -> dict[str, Any]:
    """The database of a node, as the site keeps accounts and sessions in it."""
    store = read_config(read_part(folder / NAME), source=str(folder / NAME)).store
    if isinstance(store, FileStore):
        pragmas = "pragma journal_mode=wal; pragma synchronous=normal; pragma foreign_keys=on;"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / store.file),
            "CONN_MAX_AGE": 60,
            "OPTIONS": {"timeout": 5, "transaction_mode": "IMMEDIATE", "init_command": pragmas},
        }
    server = store.server(folder)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": server.host,
        "PORT": server.port,
        "NAME": server.database,
        "USER": server.owner,
        "PASSWORD": server.password,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {"options": "-c search_path=site"},
    }


def secret(folder: Path) -> str:
    """The secret that sessions are signed with: made once, beside the node, for its owner alone."""
    path = folder / KEY
    if not path.exists():
        with NamedTemporaryFile("w", dir=folder, prefix=f".{KEY}.") as part:
            part.write(get_random_secret_key())
            part.flush()
            with suppress(FileExistsError):  # another process made it meanwhile: its own counts
                os.link(part.name, path)
    return path.read_text()
