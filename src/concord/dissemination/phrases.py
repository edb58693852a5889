"""A sentence as a text with places and what stands in them, so that another language can say the same.

Source: docs/spec/documents.md P16.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrase:
    """A text in English with names in braces, and what stands for each of them."""

    text: str
    given: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.text.format(**dict(self.given))


def phrase(text: str, **given: str) -> Phrase:
    """A phrase."""
    return Phrase(text, tuple(given.items()))
