"""What an address or a form holds, read as what it stands for.

Source: docs/spec/site.md W7.
"""

from __future__ import annotations

LONGEST = 15
"""Digits of a number that is read at all."""


def whole(text: str) -> int | None:
    """A whole number in digits; None for what cannot be one, or has more digits than anything here."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST else None
