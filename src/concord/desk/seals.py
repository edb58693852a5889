"""Handles and ids: cursors and tokens that say nothing to whoever holds them, names that nobody else can make.

Source: docs/spec/desk.md D10, D33, D42.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Protocol

from concord.release.bounded import Bounded


class Seal(Protocol):
    """What a node makes handles and ids with; it has a key that never leaves it."""

    def seal(self, text: str) -> str:
        """A handle for `text`: of one length whatever the text, and another one each time."""

    def opened(self, handle: str) -> str | None:
        """The text of a handle, or None if this seal did not make it."""

    def name(self, text: str) -> str:
        """The name that `text` has in this node: 32 hex digits, the same each time, made by no one else."""


class MemorySeal:
    """Random handles, remembered for as long as the process runs; the oldest are forgotten where there are too many."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)
        self._texts: dict[str, str] = Bounded()

    def seal(self, text: str) -> str:
        """A handle for `text`, another one each time."""
        handle = secrets.token_urlsafe(18)
        self._texts[handle] = text
        return handle

    def opened(self, handle: str) -> str | None:
        """The text of a handle, or None if it was not made here, or is forgotten."""
        return self._texts.get(handle)

    def name(self, text: str) -> str:
        """The name that `text` has here."""
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:32]
