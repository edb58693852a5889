"""Backups of a vault, written beside and renamed into place; restored into an empty one, or not at all.

Source: docs/spec/vault.md V43-V46; docs/spec/node.md I12.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from concord.desk.kinds import Kinds
from concord.node.databases import open_sqlite
from concord.node.errors import NodeError
from concord.node.parts import part
from concord.vault import Vault
from concord.vault.backups import Manifest, Step, Steps, back_up_into, restore_into, verified
from concord.vault.errors import UnavailableError, VaultError

__all__ = ["Manifest", "Step", "Steps", "back_up", "finished", "restore"]

NO_KINDS = Kinds(())
"""A backup holds no lists (V43)."""


def back_up(vault: Vault, path: Path) -> Steps:
    """Write everything a vault holds to a file, while others read and write; what stood under its name is replaced.

    Raises:
        NodeError: it cannot be written there; what stood under its name still does.
        VaultError: what was written is not what can be read again.
    """
    with _said(f"backup to {path}"), part(path.parent) as file:
        copy = open_sqlite(file, vault.rulebook, NO_KINDS)
        try:
            made = yield from back_up_into(copy, vault)
        finally:
            copy.close()
        vault.settle()  # who purged meanwhile could not (V54)
        _sync(file)
        if (yield from verified(file, vault.schemas())) != made:
            raise VaultError("the backup: expected the manifest it was made with, found another")
        file.replace(path)
        _sync(path.parent)
        return made


def restore(path: Path, vault: Vault, *, within: Path, check: Callable[[Vault], None] = lambda copy: None) -> Steps:
    """Put everything a backup holds into a vault that is empty; a copy of it stands `within` a folder meanwhile.

    `check` refuses a backup by its copy, before anything is stored.

    Raises:
        NodeError: the backup cannot be read, or there is no room for it.
        VaultError: the backup cannot be used, or the vault is not empty; nothing is stored.
    """
    with _said(f"restore of {path}"), part(within) as file:
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
        shutil.copyfile(path, file)
        manifest = yield from verified(file, vault.schemas())
        copy = open_sqlite(file, vault.rulebook, NO_KINDS)
        try:
            check(copy)
            yield from restore_into(vault, copy)
        finally:
            copy.close()
        return manifest


def finished(steps: Steps, tell: Callable[[Step], None] = lambda step: None) -> Manifest:
    """Take every step of a backup or a restore, and tell each."""
    with closing(steps):
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                manifest: Manifest = end.value
                return manifest
            tell(step)


@contextmanager
def _said(what: str) -> Iterator[None]:
    """Say of what cannot be written or read which work it ends."""
    try:
        yield
    except UnavailableError as error:
        raise NodeError(f"{what}: {error}") from error
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        raise NodeError(f"{what}{place}: {(error.strerror or str(error)).lower()}; nothing was stored") from error


def _sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
