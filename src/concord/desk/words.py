"""The one tokenizer: how texts and queries are cut into words, for every store and both languages.

Source: docs/spec/desk.md D35.
"""

from __future__ import annotations

import re
import unicodedata

_PLAIN = re.compile("[a-z0-9]+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in order: runs of letters and digits, without case, accents or compatibility forms."""
    if text.isascii():
        return tuple(_PLAIN.findall(text.lower()))
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = (c for c in spread if not unicodedata.combining(c))
    return tuple("".join(c if c.isalnum() else " " for c in plain).split())
