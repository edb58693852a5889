"""A check before what is stored, over it and where it stands: what is damaged, or was moved, is read by nobody.

A check finds mishaps, not attacks: who may write the tables may write checks.
Source: docs/spec/vault.md V5.
"""

from __future__ import annotations

import json
from hashlib import blake2b

from concord.vault.errors import DamagedError

LENGTH = 32
"""How many hex digits a check has."""


def with_check(text: str, *place: str | int | None) -> str:
    """What is stored in a place."""
    return blake2b(f"{json.dumps(place)}{text}".encode(), digest_size=LENGTH // 2).hexdigest() + text


def without_check(stored: str, *place: str | int | None) -> str:
    """What was stored in a place.

    Raises:
        DamagedError: it is not what is there.
    """
    if with_check(stored[LENGTH:], *place) != stored:
        raise DamagedError(f"{place[0]}")
    return stored[LENGTH:]
