"""Handles: cursors and tokens that say nothing to whoever holds them, and that nobody else can make.

Source: docs/spec/desk.md D33, D42.
"""

from __future__ import annotations

import secrets
from typing import Protocol

from concord.release.bounded import Bounded


class Seal(Protocol):
    """Makes handles out of texts and texts out of handles."""

    def seal(self, text: str) -> str:
        """A handle for `text`."""

    def opened(self, handle: str) -> str | None:
        """The text of a handle, or None if this seal did not make it."""


class MemorySeal:
    """Random handles, remembered for as long as the process runs."""

    def __init__(self) -> None:
        self._texts = Bounded[str, str]()

    def seal(self, text: str) -> str:
        """A handle for `text`, a new one each time."""
        handle = secrets.token_urlsafe(18)
        self._texts[handle] = text
        return handle

    def opened(self, handle: str) -> str | None:
        """The text of a handle, or None if it was not made here, or is forgotten."""
        return self._texts.get(handle)
