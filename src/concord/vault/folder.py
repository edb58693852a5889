"""The folder of segments: files that are written once, read whole, and told by a digest; their names say nothing.

What is read is held against its digest before anything is made of it: no file is looked at twice.
Source: docs/spec/vault.md V60, V62-V64.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from concord.vault.errors import DamagedError

ENDING = ".parquet"
_LOCK = "lock"
_OPENED = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True)
class Listed:
    """A file as the vault lists it: its name, and the SHA-256 (hex) of its bytes."""

    name: str
    digest: str


@dataclass(frozen=True)
class Folder:
    """A folder that is this vault's alone; made when the first segment is."""

    path: Path

    def write(self, data: bytes) -> Listed:
        """Put bytes into a file of a new name, for the owner alone."""
        self._make()
        name = secrets.token_hex(16)
        opened = os.open(self.path / f"{name}.part", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(data)
        (self.path / f"{name}.part").replace(self.path / f"{name}{ENDING}")
        return Listed(name, hashlib.sha256(data).hexdigest())

    def read(self, listed: Listed) -> bytes:
        """The bytes of a file.

        Raises:
            OSError: it is not there, or may not be read.
            DamagedError: they are not those that were written.
        """
        with os.fdopen(os.open(self._place(listed.name), _OPENED), "rb") as file:
            data = file.read()
        if hashlib.sha256(data).hexdigest() != listed.digest:
            raise DamagedError("a segment")
        return data

    def remove(self, name: str) -> None:
        """Overwrite a file and take it away; nothing where there is none."""
        self._scrub(self._place(name))

    def sweep(self, keep: frozenset[str]) -> int:
        """Remove every file that is none of these; how many there were."""
        strays = [each for each in self._files() if each.suffix != ENDING or each.stem not in keep]
        for stray in strays:
            self._scrub(stray)
        return len(strays)

    @contextmanager
    def held(self, *, waits: bool = True) -> Iterator[None]:
        """One at a time, in whatever process; who waits for it holds no transaction.

        Raises:
            BlockingIOError: another holds it, and nobody waits.
        """
        self._make()
        with os.fdopen(os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield

    @property
    def is_there(self) -> bool:
        """Whether there ever was a segment."""
        return self.path.is_dir()

    def _make(self) -> None:
        self.path.mkdir(mode=0o700, parents=False, exist_ok=True)

    def _files(self) -> list[Path]:
        with suppress(FileNotFoundError):
            return sorted(each for each in self.path.iterdir() if each.name != _LOCK)
        return []

    def _place(self, name: str) -> Path:
        """Where a file lies: a name that is none of ours is looked for as one that nobody has."""
        is_ours = len(name) == 32 and set(name) <= set("0123456789abcdef")
        return self.path / f"{name if is_ours else '-'}{ENDING}"

    def _scrub(self, path: Path) -> None:
        """Overwritten before it is removed, as SQLite does with what it deletes (V51)."""
        with suppress(FileNotFoundError):
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "wb") as file:
                file.write(bytes(os.fstat(file.fileno()).st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
