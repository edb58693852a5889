"""Backups of a vault, written beside and renamed into place; restored into an empty one, or not at all.

Source: docs/spec/vault.md V43-V45.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from concord.desk.kinds import Kinds
from concord.node.databases import open_sqlite
from concord.vault import Vault
from concord.vault.backups import Manifest, back_up_into, read_manifest, restore_into

NO_KINDS = Kinds(())
"""A backup holds no lists (V43)."""


def back_up(vault: Vault, path: Path) -> Manifest:
    """Write everything a vault holds to a file, while others read and write; what stood under its name is replaced."""
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        part = Path(folder) / "part"
        copy = open_sqlite(part, vault.rulebook, NO_KINDS)
        try:
            manifest = back_up_into(copy, vault)
        finally:
            copy.close()
        _sync(part)
        part.replace(path)
        _sync(path.parent)
        return manifest


def restore(path: Path, vault: Vault) -> Manifest:
    """Put everything a backup holds into a vault that is empty.

    Raises:
        VaultError: the backup cannot be used, or the vault is not empty; nothing is stored.
    """
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        part = Path(folder) / "part"
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
        shutil.copyfile(path, part)
        manifest = read_manifest(part, vault.schemas())
        copy = open_sqlite(part, vault.rulebook, NO_KINDS)
        try:
            restore_into(vault, copy)
        finally:
            copy.close()
        return manifest


def _sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
