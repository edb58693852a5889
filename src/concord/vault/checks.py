"""A check before what is stored, over it and where it stands: what is damaged, or was moved, is read by nobody.

A check finds mishaps, not attacks: who may write the tables may write checks.
Source: docs/spec/vault.md V5.
"""

from __future__ import annotations

from hashlib import blake2b
from json.encoder import encode_basestring_ascii as quoted

from concord.vault.errors import DamagedError

LENGTH = 32
"""How many hex digits a check has."""


def with_check(text: str, *place: str | int | None) -> str:
    """What is stored in a place."""
    return blake2b(f"{_written(place)}{text}".encode(), digest_size=LENGTH // 2).hexdigest() + text


def _written(place: tuple[str | int | None, ...]) -> str:
    """A place as JSON: what `json.dumps` writes, without its detours."""
    return f"[{', '.join(['null' if e is None else quoted(e) if isinstance(e, str) else str(int(e)) for e in place])}]"


def without_check(stored: str, *place: str | int | None) -> str:
    """What was stored in a place.

    Raises:
        DamagedError: it is not what is there.
    """
    if with_check(stored[LENGTH:], *place) != stored:
        raise DamagedError(f"{place[0]}")
    return stored[LENGTH:]
